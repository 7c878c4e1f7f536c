import ArgumentParser
import Foundation
import Procurement
import SourcingEngine
import SourcingExchange

/// How hard each of several solves searches.
struct SearchOptions: ParsableArguments {
    @Option(help: "Relative gap that is good enough; 0 searches for the proof.")
    var gap = "0.001"

    @Option(help: ArgumentHelp("Seconds that each solve may take.", valueName: "s"))
    var timeLimit = 60

    @Option(help: "Threads of the search; never changes the answer.")
    var threads = 2

    private var gapMillionths: Int64? {
        guard let micros = Decimals.micros(gap), (0...1_000_000).contains(micros) else {
            return nil
        }
        return micros
    }

    func validate() throws {
        if timeLimit < 1 { throw ValidationError("--time-limit must be 1 or more.") }
        if threads < 1 { throw ValidationError("--threads must be 1 or more.") }
        if gapMillionths == nil {
            throw ValidationError("--gap \(gap) is no share between 0 and 1, such as 0.001.")
        }
    }

    var solveOptions: SolveOptions {
        SolveOptions(
            gapMillionths: gapMillionths ?? 0, timeLimit: .seconds(timeLimit), threads: threads)
    }
}

/// A policy of the user's own, tried beside the scenarios that are always there.
struct OwnPolicyOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Further rules, as in rules.csv of a problem.", valueName: "file"))
    var rules: String?

    @Option(help: "At most this many suppliers in all.")
    var maxSuppliers: Int?

    @Option(help: "At most this many suppliers of an item.")
    var maxSuppliersPerItem: Int?

    @Option(help: "At most this many suppliers for a line.")
    var maxSuppliersPerLine: Int?

    @Option(help: "What the own policy is called.")
    var name = "own"

    func validate() throws {
        for limit in [maxSuppliers, maxSuppliersPerItem, maxSuppliersPerLine] {
            if let limit, limit < 1 {
                throw ValidationError("A number of suppliers (\(limit)) must be 1 or more.")
            }
        }
        if ["stated", "cheapest", "fastest", "fewest-suppliers", "on-time"].contains(name)
            || name.isEmpty || name.contains("/") || name.hasPrefix(".")
        {
            throw ValidationError("--name \(name) is taken, or no name for a folder.")
        }
    }

    /// The policy, `nil` if nothing of it is given.
    private func scenario(for problem: SourcingProblem) throws -> SourcingScenario? {
        let limits = [maxSuppliers, maxSuppliersPerItem, maxSuppliersPerLine]
        guard rules != nil || limits.contains(where: { $0 != nil }) else { return nil }
        var scenario = SourcingScenario(
            name: name, maximumSuppliersPerLine: maxSuppliersPerLine,
            maximumSuppliersPerItem: maxSuppliersPerItem, maximumSuppliers: maxSuppliers)
        if let rules {
            let bytes = try InputBytes.read(rules) { source in
                var source = source
                var bytes: [UInt8] = []
                while let chunk = try source.nextChunk() { bytes += chunk }
                return bytes
            }
            let own = try ProblemFolder.rules(bytes, file: rules, for: problem)
            scenario.rules = own.map { rule in
                var rule = rule
                // Own rules may be called like rules of the problem.
                if problem.rules.contains(where: { $0.id == rule.id }) { rule.id += " of \(name)" }
                return rule
            }
        }
        return scenario
    }

    /// The scenarios to look at; the problem as stated comes first.
    func scenarios(
        for problem: SourcingProblem, onTime lines: [Int]
    ) throws -> [SourcingScenario] {
        var list: [SourcingScenario] = [.stated, .cheapest, .fastest, .fewestSuppliers]
        if !lines.isEmpty { list.append(.onTime(lines: lines)) }
        if let own = try scenario(for: problem) { list.append(own) }
        return list
    }
}

/// Solves scenarios of a problem one after the other.
struct ScenarioRun {
    let problem: SourcingProblem
    let options: SolveOptions

    /// What each leads to, in their order; the first is the problem as stated.
    func outcomes(_ scenarios: [SourcingScenario]) throws -> [ScenarioOutcome] {
        let elapsed = SystemClock.stopwatch()
        var stated: ScenarioOutcome?
        var outcomes: [ScenarioOutcome] = []
        for scenario in scenarios {
            Console.progress("solving \(scenario.name)")
            let outcome = try SourcingEngine.solve(
                problem, as: scenario, stated: stated?.own.solution ?? SourcingSolution(),
                options: options, elapsed: elapsed)
            if stated == nil { stated = outcome }
            outcomes.append(outcome)
        }
        Console.clearProgress()
        return outcomes
    }

    func frontier(mostPoints: Int) throws -> CostTimeFrontier {
        try SourcingEngine.frontier(
            of: problem, mostPoints: mostPoints, options: options,
            elapsed: SystemClock.stopwatch())
    }
}
