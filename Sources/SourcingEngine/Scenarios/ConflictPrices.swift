/// What giving up one of the rules that conflict costs.
public struct ConflictPrice: Sendable, Hashable {
    /// Position of the rule that is given up.
    public var rule: Int
    /// The best answer found without it; infeasible where further rules conflict.
    public var outcome: SourcingOutcome
}

extension SourcingEngine {
    /// The best answers to a problem whose hard rules conflict, one for each rule given up.
    ///
    /// - Parameter conflict: positions of the rules, as ``SourcingOutcome/conflict`` names them.
    /// - Throws: ``SourcingProblemError`` if the problem contradicts its definition.
    public static func prices(
        ofConflict conflict: [Int], in problem: SourcingProblem,
        options: SolveOptions = SolveOptions(), elapsed: () -> Duration,
        isCancelled: () -> Bool = { false }
    ) throws(SourcingProblemError) -> [ConflictPrice] {
        var prices: [ConflictPrice] = []
        for rule in conflict {
            var without = problem
            without.rules.remove(at: rule)
            let start = elapsed()
            var outcome = try solve(
                without, options: options, elapsed: { elapsed() - start },
                isCancelled: isCancelled)
            outcome.conflict = outcome.conflict.map { $0 < rule ? $0 : $0 + 1 }
            prices.append(ConflictPrice(rule: rule, outcome: outcome))
        }
        return prices
    }
}
