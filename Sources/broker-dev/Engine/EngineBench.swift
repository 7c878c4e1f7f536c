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
    @Option(help: "standard, all, or features separated by commas.") var features = "standard"
    @Option(help: "Suppliers,products,intervals of a discount problem.") var discounts: String?
    @Option(help: "Folder with facility location instances and optima.tsv.") var orlib: String?
    @Option(help: "Folder with a problem of your own.") var folder: String?
    @Option(help: "Relative gap to stop at, in percent.") var gap = 0.0
    @Option(help: "Seconds for each.") var timeLimit = 10.0
    @Option(help: "Threads.") var threads = 2
    @Option(help: "Write the problem to a folder and stop.") var write: String?
    @Option(help: "Seed of the search.") var seed: UInt64 = 1
    @Flag(help: "Print progress.") var progress = false
    @Flag(help: "Change 1 % of the offers of the solved round, and answer that.") var whatIf = false

    package init() {}

    package func run() throws {
        if let orlib {
            try runFacilities(orlib)
            return
        }
        if let folder {
            try measure(ProblemFolder.read(folder), folder)
            return
        }
        for seed in seeds.split(separator: ",").compactMap({ UInt64($0) }) {
            if let discounts {
                let sizes = discounts.split(separator: ",").compactMap { Int($0) }
                guard sizes.count == 3 else { throw ValidationError("Three numbers.") }
                let problem = DiscountGenerator.make(
                    suppliers: sizes[0], products: sizes[1], intervals: sizes[2], seed: seed)
                try measure(problem, "discounts \(discounts) seed \(seed)")
                continue
            }
            for count in lines.split(separator: ",").compactMap({ Int($0) }) {
                var generator = RoundGenerator(
                    lines: count, seed: seed, features: try chosenFeatures(), tail: tail)
                try measure(generator.make(), "\(count) lines seed \(seed)")
            }
        }
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

    private func measure(_ problem: SourcingProblem, _ name: String) throws {
        if let write {
            try ProblemFolder.write(problem, to: write)
            return
        }
        if whatIf {
            try WhatIfBench(options: solveOptions).run(problem, name)
            return
        }
        let start = BenchClock.now()
        let outcome = try solve(problem)
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
    }

    private func solve(
        _ problem: SourcingProblem
    ) throws -> SourcingOutcome {
        let start = BenchClock.now()
        return try SourcingEngine.solve(
            problem,
            options: solveOptions,
            elapsed: { start.duration(to: BenchClock.now()) },
            progress: { step in
                guard progress else { return }
                let gap = Double(step.objective - step.bound) / Double(max(step.objective, 1))
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
