package import ArgumentParser
import Foundation
import SourcingEngine
import SourcingExchange

/// Measures the engine on generated rounds, on discounts and on published instances.
package struct EngineBench: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "engine", abstract: "Measure the engine: objective, bound, gap, seconds.")

    @Option(help: "Numbers of lines, separated by commas.") var lines = "100,1000,10000"
    @Option(help: "Seeds, separated by commas.") var seeds = "1"
    @Option(help: "Lines per supplier, for a long tail of small suppliers.") var tail: Int?
    @Option(help: "Lines that want the same item, on average.") var linesPerItem = 3
    @Option(help: "standard, all, or features separated by commas.") var features = "standard"
    @Option(help: "Suppliers,products,intervals of a discount problem.") var discounts: String?
    @Option(
        help: """
            Discount problems of the published shape: percent of the way from what the largest \
            supplier of a product has to what all have that is wanted.
            """)
    var scarcity: Int64?
    @Option(
        help: """
            Suppliers,lines,ratio of rounds in which every supplier sells every item; the ratio is \
            what all have to what is wanted.
            """)
    var crowded: String?
    @Option(help: "Orders of crowded rounds: any, single, lots, minimums, costs, breaks.")
    var orders = "any"
    @Option(help: "Folder with facility location instances and optima.tsv.") var orlib: String?
    @Option(help: "Folder with a problem of your own.") var folder: String?
    @Option(help: "Relative gap to stop at, in percent.") var gap = 0.0
    @Option(help: "Seconds for each.") var timeLimit = 10.0
    @Option(help: "Threads.") var threads = 2
    @Option(help: "Write the problem to a folder and stop.") var write: String?
    @Option(help: "Seed of the search.") var seed: UInt64 = 1
    @Option(help: "Solvers to give the same model to, separated by commas: highs, cbc.")
    var beside: String?
    @Option(help: "A Python that has highspy.") var python = "python3"
    @Option(help: "Seconds for each of the other solvers.") var besideLimit = 60
    @Option(help: "Relative gap, in percent, whose time tells how the engine grows.")
    var growthGap = 0.1
    @Flag(help: "Print progress.") var progress = false
    @Flag(help: "Change 1 % of the offers of the solved round, and answer that.") var whatIf = false

    package init() {}

    package func validate() throws {
        guard linesPerItem > 0 else { throw ValidationError("An item has at least one line.") }
    }

    package func run() throws {
        if let orlib {
            try runFacilities(orlib)
            return
        }
        if let folder {
            try measure(ProblemFolder.read(folder), folder)
            return
        }
        var growth: [(offers: Int, seconds: Double)] = []
        for seed in seeds.split(separator: ",").compactMap({ UInt64($0) }) {
            if let discounts {
                let sizes = discounts.split(separator: ",").compactMap { Int($0) }
                guard sizes.count == 3 else { throw ValidationError("Three numbers.") }
                try measure(
                    discountProblem(sizes, seed: seed), "discounts \(discounts) seed \(seed)")
                continue
            }
            if let crowded {
                try measure(crowdedProblem(crowded, seed), "crowded \(crowded) \(orders)")
                continue
            }
            for count in lines.split(separator: ",").compactMap({ Int($0) }) {
                var generator = RoundGenerator(
                    lines: count, seed: seed, features: try chosenFeatures(), tail: tail,
                    linesPerItem: linesPerItem)
                let problem = generator.make()
                if let seconds = try measure(problem, "\(count) lines seed \(seed)") {
                    growth.append((problem.offers.count, seconds))
                }
            }
        }
        printGrowth(growth)
    }

    /// The power of the number of offers with which the time to a gap grows, by least squares.
    private func printGrowth(_ points: [(offers: Int, seconds: Double)]) {
        // Rounds of one size differ by luck alone.
        let sizes = points.map(\.offers)
        guard let least = sizes.min(), let most = sizes.max(), most >= 2 * least else { return }
        var sums = (count: 0.0, x: 0.0, y: 0.0, xx: 0.0, xy: 0.0)
        for point in points where point.seconds > 0 {
            let x = Double(point.offers)
            let (across, up) = (log(x), log(point.seconds))
            sums.count += 1
            sums.x += across
            sums.y += up
            sums.xx += across * across
            sums.xy += across * up
        }
        let spread: Double = sums.count * sums.xx - sums.x * sums.x
        guard spread > 0 else { return }
        let slope: Double = (sums.count * sums.xy - sums.x * sums.y) / spread
        let text = String(format: "%.2f", slope)
        print("seconds to a gap of \(growthGap) % grow with offers to the power of \(text)")
    }

    private func chosenFeatures() throws -> Set<RoundGenerator.Feature> {
        switch features {
        case "standard": return RoundGenerator.Feature.standard
        case "all": return Set(RoundGenerator.Feature.allCases)
        default:
            return Set(
                try features.split(separator: ",").map { name in
                    guard let found = RoundGenerator.Feature(rawValue: String(name)) else {
                        throw ValidationError("There is no feature \(name).")
                    }
                    return found
                })
        }
    }

    private func runFacilities(_ folder: String) throws {
        let optima = try String(contentsOfFile: folder + "/optima.tsv", encoding: .utf8)
        var proven = 0
        var total = Duration.zero
        let rows = optima.split(separator: "\n").dropFirst()
        for row in rows {
            let cells = row.split(separator: "\t")
            let text = try String(contentsOfFile: "\(folder)/\(cells[0]).txt", encoding: .utf8)
            guard let problem = FacilityLocationFile.problem(text) else {
                throw ValidationError("\(cells[0]).txt cannot be read.")
            }
            let start = BenchClock.now()
            let outcome = try solve(problem)
            let seconds = start.duration(to: BenchClock.now())
            total += seconds
            // Published with three places; costs of customers are rounded once per offer.
            let optimum = FacilityLocationFile.micros(cells[1]) ?? 0
            let isEqual = abs(outcome.objective - optimum) <= 1_000
            if outcome.status == .optimal, isEqual { proven += 1 }
            print(
                cells[0], outcome.objective, optimum, outcome.status, percent(outcome),
                seconds)
        }
        print("\(proven) of \(rows.count) proven optimal, \(total) in all")
    }

    /// - Returns: seconds until the gap that growth is told by was reached.
    @discardableResult
    private func measure(_ problem: SourcingProblem, _ name: String) throws -> Double? {
        if let write {
            try ProblemFolder.write(problem, to: write)
            return nil
        }
        if whatIf {
            try WhatIfBench(options: solveOptions).run(problem, name)
            return nil
        }
        let start = BenchClock.now()
        var reached: Double?
        let outcome = try solve(problem) { reached = reached ?? $0 }
        let seconds = start.duration(to: BenchClock.now())
        if progress {
            print(outcome.costs)
            for order in try problem.supplierOrders(of: outcome.solution) {
                print(problem.suppliers[order.supplier].id, amount(order.goods))
            }
        }
        print(
            name, "offers \(problem.offers.count)", "objective", amount(outcome.objective),
            "bound", amount(outcome.bound), "gap", percent(outcome), "in", seconds,
            outcome.limit.map { "\($0)" } ?? "\(outcome.status)", "memory \(peakMegabytes()) MB")
        try compare(problem, outcome)
        return reached
    }

    private func crowdedProblem(_ text: String, _ seed: UInt64) throws -> SourcingProblem {
        let sizes = text.split(separator: ",").compactMap { Int($0) }
        guard sizes.count == 3 else { throw ValidationError("Three numbers.") }
        guard let orders = CrowdedGenerator.Orders(rawValue: orders) else {
            throw ValidationError("Orders are any, single, lots, minimums, costs or breaks.")
        }
        return CrowdedGenerator.make(
            suppliers: sizes[0], lines: sizes[1], ratio: Int64(sizes[2]), orders: orders,
            seed: seed)
    }

    private func discountProblem(_ sizes: [Int], seed: UInt64) -> SourcingProblem {
        guard let scarcity else {
            return DiscountGenerator.make(
                suppliers: sizes[0], products: sizes[1], intervals: sizes[2], seed: seed)
        }
        return DiscountGenerator.makePublished(
            suppliers: sizes[0], products: sizes[1], intervals: sizes[2],
            scarcity: min(max(scarcity, 0), 100), seed: seed)
    }

    /// Gives the same model to other solvers, and prints what they know in the end.
    private func compare(_ problem: SourcingProblem, _ outcome: SourcingOutcome) throws {
        guard let beside else { return }
        let file = FileManager.default.temporaryDirectory.appending(
            path: "round-\(ProcessInfo.processInfo.processIdentifier).mps")
        try Data(MPSExport.bytes(for: problem)).write(to: file)
        defer {
            do { try FileManager.default.removeItem(at: file) } catch {
                print("\(file.path) is left behind: \(error)")
            }
        }
        let bench = ForeignBench(seconds: besideLimit, python: python)
        for name in beside.split(separator: ",") {
            guard let solver = ForeignBench.Solver(rawValue: String(name)) else {
                throw ValidationError("There is no solver \(name).")
            }
            let answer = try bench.run(solver, file.path)
            if let failure = answer.failure {
                print("   \(name) failed:", failure)
                continue
            }
            let cost = answer.objective.map { String(format: "%.0f", $0) } ?? "none"
            let bound = answer.bound.map { String(format: "%.0f", $0) } ?? "none"
            var gap = "none"
            if let cost = answer.objective, let bound = answer.bound {
                let share: Double = (cost - bound) / max(1, abs(cost))
                gap = String(format: "%.4f %%", share * 100)
            }
            let ours = Double(outcome.objective) / 1e6
            let ratio = answer.objective.map { String(format: "%.4f", $0 / ours) } ?? "none"
            print(
                "   \(name) objective", cost, "bound", bound, "gap", gap, "in", answer.seconds,
                answer.isStopped ? "stopped from outside" : "ended", "cost against ours", ratio)
        }
    }

    private func solve(
        _ problem: SourcingProblem, reached: (Double) -> Void = { _ in }
    ) throws -> SourcingOutcome {
        let start = BenchClock.now()
        return try SourcingEngine.solve(
            problem,
            options: solveOptions,
            elapsed: { start.duration(to: BenchClock.now()) },
            progress: { step in
                let open = Double(step.objective - step.bound)
                let gap: Double = open / Double(max(step.objective, 1))
                if gap * 100 <= growthGap {
                    reached(start.duration(to: BenchClock.now()) / .seconds(1))
                }
                guard progress else { return }
                print(
                    "  ", start.duration(to: BenchClock.now()), amount(step.objective),
                    amount(step.bound), "\(gap * 100) %", step.nodes, step.openNodes)
            })
    }

    private var solveOptions: SolveOptions {
        SolveOptions(
            gapMillionths: Int64(gap * 10_000),
            timeLimit: .milliseconds(Int64(timeLimit * 1000)), threads: threads, seed: seed)
    }

    private func amount(_ micros: Int64) -> String { "\(micros / 1_000_000)" }

    private func percent(_ outcome: SourcingOutcome) -> String {
        let gap =
            Double(outcome.objective - outcome.bound) / Double(max(1, abs(outcome.objective)))
        return String(format: "%.4f %%", gap * 100)
    }

    private func peakMegabytes() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1024
    }
}
