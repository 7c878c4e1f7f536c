/// Finds hard rules that cannot hold together, as few as possible.
///
/// Deletion filtering: a rule without which the others still conflict is no part of the conflict;
/// each that stays is needed for it.
struct RuleConflict {
    let problem: SourcingProblem
    let options: SolveOptions

    /// How often the caller is asked whether to go on until one set of rules is given up.
    ///
    /// It is a count, so that the outcome is the same everywhere. That rules leave nothing may else
    /// take hours to prove.
    private static let patience = 20_000

    /// Positions of rules that cannot hold together, all of them needed for that unless time runs
    /// out or a set is given up.
    func smallest(elapsed: () -> Duration, isCancelled: () -> Bool) -> [Int] {
        var kept = problem.rules.indices.filter { problem.rules[$0].isHard }
        for rule in kept {
            let others = kept.filter { $0 != rule }
            let isFeasible = canHold(others, elapsed, isCancelled)
            if isFeasible == false { kept = others }
        }
        return kept
    }

    /// Whether some answer keeps these rules; `nil` if time or patience runs out.
    private func canHold(
        _ rules: [Int], _ elapsed: () -> Duration, _ isCancelled: () -> Bool
    ) -> Bool? {
        var part = problem
        part.rules = rules.map { problem.rules[$0] }
        var asked = 0
        func isGivenUp() -> Bool {
            asked += 1
            return asked > Self.patience || isCancelled()
        }
        let model = Model.prepared(part, options, elapsed: elapsed, isCancelled: isGivenUp)
        var search = TreeSearch(model, options, stopsAtAnswer: true)
        search.run(elapsed: elapsed, isCancelled: isGivenUp, progress: { _ in })
        if search.hasAnswer { return true }
        return search.limit == nil ? false : nil
    }
}

extension TreeSearch {
    /// What there is to say when no answer is known.
    var outcomeWithoutAnswer: SourcingOutcome {
        SourcingOutcome(
            status: limit == nil ? .infeasible : .unknown, solution: SourcingSolution(),
            costs: SourcingCosts(), objective: 0, bound: 0, limit: limit)
    }
}

extension Model {
    /// What it costs to order nothing, in micros; `nil` if a rule forbids that.
    var costOfNothing: Int64? {
        guard !problem.rules.isEmpty else { return nothingCost }
        do {
            let nothing = SourcingSolution()
            guard try problem.violations(of: nothing).isEmpty else { return nil }
            return try problem.cost(of: nothing).total
        } catch {
            return nil
        }
    }
}
