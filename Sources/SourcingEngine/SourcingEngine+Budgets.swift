/// Budgets that may not matter.
extension SourcingEngine {
    /// Offers from which a round is looked at without its budgets first.
    private static let fewestOffersBesideBudgets = 50

    /// Searches a round without its budgets first; `nil` if that does not help.
    ///
    /// A budget that counts who gets what keeps together what substitutes join, and then even
    /// small rounds are slow. Without it they are taken apart: what costs least then is the answer
    /// if the budgets have room for it, and its bound is true in any case.
    static func searchBesideBudgets(
        _ problem: SourcingProblem, options: SolveOptions, elapsed: () -> Duration,
        isCancelled: () -> Bool, progress: (SolveProgress) -> Void
    ) -> SourcingOutcome? {
        guard problem.offers.count >= fewestOffersBesideBudgets, !problem.substitutes.isEmpty,
            problem.lines.count < 200, ModelRules(problem).budgetCountsFlows
        else { return nil }
        let kept = problem.rules.indices.filter { !problem.rules[$0].isBudget }
        var free = problem
        free.rules = kept.map { problem.rules[$0] }
        var limited = options
        let start = elapsed()
        limited.timeLimit = options.timeLimit.map { start + max(.zero, $0 - start) / 3 }
        var found = searchWhole(
            free, options: limited, elapsed: elapsed, isCancelled: isCancelled,
            progress: { _ in })
        guard found.hasAnswer else { return nil }
        if found.limit == .time, hasRoom(problem, for: found), !isCancelled() {
            found = searchWhole(
                free, options: options, from: found, elapsed: elapsed, isCancelled: isCancelled,
                progress: progress)
        }
        found.certificate?.nameRules { kept[$0] }
        let isLegal = isLegal(found.solution, problem)
        var known: SourcingOutcome?
        if isLegal {
            known = outcome(problem, found.solution, bound: found.bound, limit: found.limit)
            known?.certificate = found.certificate
        }
        if let known, hasRoom(problem, for: found) { return known }
        var whole = searchWhole(
            problem, options: options, from: known, elapsed: elapsed, isCancelled: isCancelled,
            progress: progress)
        if whole.hasAnswer, found.bound > whole.bound {
            let certificate = found.certificate
            whole = outcome(problem, whole.solution, bound: found.bound, limit: whole.limit)
            whole.certificate = certificate
        }
        return whole
    }

    private static func isLegal(_ solution: SourcingSolution, _ problem: SourcingProblem) -> Bool {
        do {
            return try problem.violations(of: solution).isEmpty
        } catch {
            return false
        }
    }

    /// Whether an answer without budgets costs the same with them.
    private static func hasRoom(_ problem: SourcingProblem, for found: SourcingOutcome) -> Bool {
        guard isLegal(found.solution, problem) else { return false }
        do {
            return try problem.cost(of: found.solution).total == found.objective
        } catch {
            return false
        }
    }
}
