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
        if LinearRounds.isApplicable(problem) {
            let found = LinearRounds.solve(
                problem, options: options, elapsed: elapsed, isCancelled: isCancelled,
                progress: progress)
            // What is small and left open, the general search closes.
            let isOpen = found.bound < found.objective && found.limit == nil
            if !isOpen || problem.offers.count > 400 { return outcome(problem, found) }
        }
        return search(
            Model(problem), options: options, elapsed: elapsed, isCancelled: isCancelled,
            progress: progress)
    }

    package static func search(
        _ model: Model, options: SolveOptions, elapsed: () -> Duration,
        isCancelled: () -> Bool = { false }, progress: (SolveProgress) -> Void = { _ in }
    ) -> SourcingOutcome {
        var search = TreeSearch(model, options)
        search.run(elapsed: elapsed, isCancelled: isCancelled, progress: progress)
        return outcome(
            model.problem,
            LinearRounds.Result(
                solution: search.best, objective: search.objective, bound: search.bound,
                limit: search.limit))
    }

    /// Prices an answer again and checks every rule.
    private static func outcome(
        _ problem: SourcingProblem, _ found: LinearRounds.Result
    ) -> SourcingOutcome {
        let costs: SourcingCosts
        let objective: Int64
        do {
            costs = try problem.cost(of: found.solution)
            objective = try costs.total
            let broken = try problem.violations(of: found.solution)
            precondition(broken.isEmpty, "The engine's answer breaks a rule: \(broken)")
        } catch {
            preconditionFailure("The engine's answer cannot be priced: \(error)")
        }
        precondition(
            objective == found.objective, "The engine's cost differs from the answer's price.")
        return SourcingOutcome(
            status: found.bound >= objective ? .optimal : .feasible, solution: found.solution,
            costs: costs, objective: objective, bound: min(found.bound, objective),
            limit: found.bound >= objective ? nil : found.limit)
    }
}
