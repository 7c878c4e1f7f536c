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
        let problem = try problem.validated(threads: options.threads)
        return searchBesideBudgets(
            problem, options: options, elapsed: elapsed, isCancelled: isCancelled,
            progress: progress)
            ?? searchWhole(
                problem, options: options, elapsed: elapsed, isCancelled: isCancelled,
                progress: progress)
    }

    /// Searches a valid problem in the way that suits it.
    ///
    /// - Parameter begun: an answer and a bound that are known.
    static func searchWhole(
        _ problem: SourcingProblem, options: SolveOptions, from begun: SourcingOutcome? = nil,
        elapsed: () -> Duration, isCancelled: () -> Bool, progress: (SolveProgress) -> Void
    ) -> SourcingOutcome {
        var begun = begun
        if LinearRounds.isApplicable(problem) {
            let found = searchLinear(
                problem, options: options, elapsed: elapsed, isCancelled: isCancelled,
                progress: progress)
            if found.isFinal { return found.outcome }
            begun = found.outcome
        } else if LinearRounds.isRelaxable(problem) {
            let found = searchCrowded(
                problem, options: options, elapsed: elapsed, isCancelled: isCancelled,
                progress: progress)
            if found.status == .optimal || isCancelled() { return found }
            begun = found
        }
        if isLarge(problem) {
            let found = searchLarge(
                problem, options: options, elapsed: elapsed, isCancelled: isCancelled,
                progress: progress)
            if let found { return better(begun, found, problem) }
        }
        var outcome = search(
            Model.prepared(problem, options, elapsed: elapsed, isCancelled: isCancelled),
            options: options, from: begun, elapsed: elapsed, isCancelled: isCancelled,
            progress: progress)
        if outcome.status == .infeasible {
            let found = RuleConflict(problem: problem, options: options).smallest(
                known: outcome.certificate, elapsed: elapsed, isCancelled: isCancelled)
            outcome.conflict = found.rules
            outcome.certificate = found.certificate
        }
        return better(begun, outcome, problem)
    }

    /// Searches a round by sweeps over suppliers; `nil` if it has what that cannot count.
    ///
    /// What is left of the gap of a round that is not too large is then searched by parts.
    package static func searchLarge(
        _ problem: SourcingProblem, options: SolveOptions, elapsed: () -> Duration,
        isCancelled: () -> Bool = { false }, progress: (SolveProgress) -> Void = { _ in }
    ) -> SourcingOutcome? {
        if let (left, cost) = problem.withoutLostRules() {
            return searchWithoutLostRules(
                problem, left, cost: cost, options: options, elapsed: elapsed,
                isCancelled: isCancelled, progress: progress)
        }
        guard !problem.rules.contains(where: \.isBudget) else {
            return searchBudgets(
                problem, options: options, elapsed: elapsed, isCancelled: isCancelled,
                progress: progress)
        }
        guard var round = RoundSearch(problem, options) else { return nil }
        round.run(elapsed: elapsed, isCancelled: isCancelled, progress: progress)
        guard round.hasAnswer else { return nil }
        var found = outcome(problem, round.solution(), bound: round.bound, limit: round.limit)
        found.certificate = round.certificate()
        guard found.status != .optimal, round.limit == .time, !isCancelled(),
            round.tables.blockCount <= RoundSearch.mostBlocksByParts,
            elapsed() < options.timeLimit ?? .seconds(Int64.max / 4)
        else { return found }
        let model = Model.prepared(
            problem, options, elapsed: elapsed, isCancelled: isCancelled)
        guard model.components.count == round.tables.blockCount else { return found }
        var search = TreeSearch(model, options)
        search.begin(with: round.componentPlans(), bound: round.bound)
        search.run(elapsed: elapsed, isCancelled: isCancelled, progress: progress)
        var better = outcome(problem, search.best, bound: search.bound, limit: search.limit)
        better.certificate = search.certificate(of: better.bound)
        if better.certificate == nil, found.bound >= better.bound {
            // What sweeps proved is still the most.
            better.certificate = found.certificate
        }
        return better
    }

    /// Whether a round is searched by sweeps over suppliers: from 200 lines on, and where orders
    /// are discounted much earlier, because thresholds are what the tree is slow at.
    ///
    /// So are budgets that count who gets what: the tree cannot take apart then what substitutes
    /// join.
    static func isLarge(_ problem: SourcingProblem) -> Bool {
        let fewest = problem.suppliers.contains { !$0.discounts.isEmpty } ? 50 : 200
        if problem.lines.count >= fewest { return true }
        return problem.offers.count >= 50 && !problem.substitutes.isEmpty
            && ModelRules(problem).budgetCountsFlows
    }

    /// Prices an answer and checks it, whoever found it.
    static func outcome(
        _ problem: SourcingProblem, _ solution: SourcingSolution, bound: Int64,
        limit: SourcingOutcome.Limit?
    ) -> SourcingOutcome {
        do {
            let (costs, broken) = try review(solution, of: problem)
            let objective = try costs.total
            precondition(broken.isEmpty, "The engine's answer breaks a rule: \(broken)")
            let isProven = bound >= objective
            return SourcingOutcome(
                status: isProven ? .optimal : .feasible, solution: solution, costs: costs,
                objective: objective, bound: min(bound, objective),
                limit: isProven ? nil : limit)
        } catch {
            preconditionFailure("The engine's answer cannot be priced: \(error)")
        }
    }

    /// Prices an answer and looks for broken rules, side by side in a large round.
    private static func review(
        _ solution: SourcingSolution, of problem: SourcingProblem
    ) throws(SourcingPricingError) -> (SourcingCosts, [SourcingViolation]) {
        guard problem.lines.count > 50_000 else {
            return (try problem.cost(of: solution), try problem.violations(of: solution))
        }
        var costs: Result<SourcingCosts, SourcingPricingError>?
        var broken: Result<[SourcingViolation], SourcingPricingError>?
        Parallel(threads: 2).forEachChunk(of: 2, size: 1) { range, _ in
            if range.lowerBound == 0 {
                costs = Result { () throws(SourcingPricingError) in try problem.cost(of: solution) }
            } else {
                broken = Result { () throws(SourcingPricingError) in
                    try problem.violations(of: solution)
                }
            }
        }
        guard let costs, let broken else { preconditionFailure("Both pieces of work end.") }
        return (try costs.get(), try broken.get())
    }

    package static func search(
        _ model: Model, options: SolveOptions, from begun: SourcingOutcome? = nil,
        elapsed: () -> Duration, isCancelled: () -> Bool = { false },
        progress: (SolveProgress) -> Void = { _ in }
    ) -> SourcingOutcome {
        let problem = model.problem
        var search = TreeSearch(model, options)
        if let begun {
            search.begin(with: model.plans(of: begun.solution) ?? [], bound: begun.bound)
        }
        search.run(elapsed: elapsed, isCancelled: isCancelled, progress: progress)
        guard search.hasAnswer else { return search.outcomeWithoutAnswer }
        var outcome = outcome(
            problem, search.best, bound: search.bound, limit: search.limit)
        outcome.certificate = search.certificate(of: outcome.bound)
        precondition(
            outcome.objective == search.objective,
            "The engine's cost differs from the answer's price.")
        return outcome
    }
}
