import SourcingEngine

/// Measures what-ifs on a solved round that is kept.
struct WhatIfBench {
    let options: SolveOptions

    /// Solves a round, then changes the prices of 1 % of its offers by up to a tenth, five times.
    func run(_ problem: SourcingProblem, _ name: String) throws {
        let start = BenchClock.now()
        func elapsed() -> Duration { start.duration(to: BenchClock.now()) }
        guard let session = try SourcingSession(problem, options: options, elapsed: elapsed) else {
            print(name, "is no round that can be kept")
            return
        }
        report(name, session.outcome.objective, session.outcome.bound, elapsed())
        for step in 0..<5 {
            let changes = Self.changes(problem, step: step)
            let before = elapsed()
            let answer = try session.outcome(
                changing: changes, timeLimit: .milliseconds(150), elapsed: elapsed)
            let took = elapsed() - before
            guard let answer else {
                print("  what-if \(step): to be solved anew")
                continue
            }
            report("  what-if \(step)", answer.objective, answer.bound, took)
            var changed = problem
            for (position, offer) in changes { changed.offers[position] = offer }
            let solution = answer.solution()
            let cost = try changed.cost(of: solution).total
            guard cost == answer.objective, try changed.violations(of: solution).isEmpty else {
                preconditionFailure("The answer to a what-if is not what it says.")
            }
        }
    }

    private static func changes(_ problem: SourcingProblem, step: Int) -> [Int: SourcingOffer] {
        var changes: [Int: SourcingOffer] = [:]
        for position in stride(from: step * 7, to: problem.offers.count, by: 100) {
            var offer = problem.offers[position]
            let percent = Int64(90 + (position / 100 * 7) % 21)
            for index in offer.priceBreaks.indices {
                offer.priceBreaks[index].unitPrice =
                    offer.priceBreaks[index].unitPrice * percent / 100
            }
            changes[position] = offer
        }
        return changes
    }

    private func report(_ name: String, _ objective: Int64, _ bound: Int64, _ took: Duration) {
        let gap = Double(objective - bound) / Double(max(1, objective)) * 100
        print(
            name, "objective \(objective / 1_000_000)", "bound \(bound / 1_000_000)",
            "gap \(gap) %", "in", took)
    }
}
