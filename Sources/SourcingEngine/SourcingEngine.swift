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
        if problem.lines.count >= 200, var round = RoundSearch(problem, options) {
            round.run(elapsed: elapsed, isCancelled: isCancelled, progress: progress)
            let solution = round.solution()
            do {
                let costs = try problem.cost(of: solution)
                let objective = try costs.total
                let broken = try problem.violations(of: solution)
                precondition(broken.isEmpty, "The engine's answer breaks a rule: \(broken)")
                print("solution", objective, round.objective, elapsed())
                return SourcingOutcome(
                    status: round.bound >= objective ? .optimal : .feasible, solution: solution,
                    costs: costs, objective: objective, bound: min(round.bound, objective),
                    limit: round.limit)
            } catch { preconditionFailure("\(error)") }
        }
        return search(
            Model(problem), options: options, elapsed: elapsed, isCancelled: isCancelled,
            progress: progress)
    }

    package static func search(
        _ model: Model, options: SolveOptions, elapsed: () -> Duration,
        isCancelled: () -> Bool = { false }, progress: (SolveProgress) -> Void = { _ in }
    ) -> SourcingOutcome {
        let problem = model.problem
        var search = TreeSearch(model, options)
        search.run(elapsed: elapsed, isCancelled: isCancelled, progress: progress)
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
