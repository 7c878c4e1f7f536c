/// Finds the cheapest answer to a sourcing problem, and proves how good it is.
public enum SourcingEngine {
    /// Solves a problem.
    ///
    /// The same problem, options and limits give the same outcome, whatever the number of threads.
    ///
    /// - Parameters:
    ///   - problem: what is wanted and what can be bought.
    ///   - options: gap, limits.
    ///   - elapsed: time since the caller's start of the solve.
    ///   - isCancelled: asked often; `true` ends the search like a time limit.
    ///   - progress: called now and then, and when the answer improves.
    /// - Throws: ``SourcingProblemError`` if the problem contradicts its definition.
    public static func solve(
        _ problem: SourcingProblem, options: SolveOptions = SolveOptions(),
        elapsed: () -> Duration, isCancelled: () -> Bool = { false },
        progress: (SolveProgress) -> Void = { _ in }
    ) throws(SourcingProblemError) -> SourcingOutcome {
        let problem = try problem.validated()
        var outcome = search(
            Model.prepared(problem, options, elapsed: elapsed, isCancelled: isCancelled),
            options: options, elapsed: elapsed, isCancelled: isCancelled, progress: progress)
        if outcome.status == .infeasible {
            outcome.conflict = RuleConflict(problem: problem, options: options)
                .smallest(elapsed: elapsed, isCancelled: isCancelled)
        }
        return outcome
    }

    package static func search(
        _ model: Model, options: SolveOptions, elapsed: () -> Duration,
        isCancelled: () -> Bool = { false }, progress: (SolveProgress) -> Void = { _ in }
    ) -> SourcingOutcome {
        let problem = model.problem
        var search = TreeSearch(model, options)
        search.run(elapsed: elapsed, isCancelled: isCancelled, progress: progress)
        guard search.hasAnswer else { return search.outcomeWithoutAnswer }
        let costs: SourcingCosts
        let objective: Int64
        do {
            costs = try problem.cost(of: search.best)
            objective = try costs.total
            let broken = try problem.violations(of: search.best)
            precondition(broken.isEmpty, "The engine's answer breaks a rule: \(broken)")
        } catch {
            preconditionFailure("The engine's answer cannot be priced: \(error)")
        }
        precondition(
            objective == search.objective, "The engine's cost differs from the answer's price.")
        return SourcingOutcome(
            status: search.bound >= objective ? .optimal : .feasible, solution: search.best,
            costs: costs, objective: objective, bound: min(search.bound, objective),
            limit: search.bound >= objective ? nil : search.limit)
    }
}
