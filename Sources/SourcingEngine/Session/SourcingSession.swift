/// A solved round that is kept, so that what-ifs about some of its offers are answered at once.
///
/// What changes is solved anew with everything else as the kept answer has it; the bound is that of
/// the kept prices, with the changed blocks evaluated anew. Both are exact for the whole round.
public struct SourcingSession {
    /// The problem that was solved.
    public let problem: SourcingProblem
    /// Its answer, with the bound that the kept prices give.
    public let outcome: SourcingOutcome
    private let tables: AnswerTables
    private let warm: WarmBound
    private let options: SolveOptions

    /// Solves a round and keeps what it learned.
    ///
    /// `nil` if the round has what sweeps over suppliers cannot count, such as rules of the buyer
    /// or a limit on the number of suppliers in all: then every what-if is a new problem.
    ///
    /// - Throws: ``SourcingProblemError`` if the problem contradicts its definition.
    public init?(
        _ problem: SourcingProblem, options: SolveOptions = SolveOptions(),
        elapsed: () -> Duration, isCancelled: () -> Bool = { false }
    ) throws(SourcingProblemError) {
        let problem = try problem.validated()
        guard problem.rules.isEmpty, problem.maximumSuppliers == nil,
            var round = RoundSearch(problem, options)
        else { return nil }
        round.run(elapsed: elapsed, isCancelled: isCancelled, progress: { _ in })
        let solution = round.solution()
        guard let warm = WarmBound(round, threads: options.threads) else { return nil }
        do throws(SourcingPricingError) {
            tables = try AnswerTables(problem, solution)
            let costs = try problem.cost(of: solution)
            let objective = try costs.total
            outcome = SourcingOutcome(
                status: round.bound >= objective ? .optimal : .feasible, solution: solution,
                costs: costs, objective: objective, bound: min(round.bound, objective),
                limit: round.bound >= objective ? nil : round.limit)
        } catch {
            preconditionFailure("The engine's answer cannot be priced: \(error)")
        }
        self.problem = problem
        self.options = options
        self.warm = warm
    }

    /// The answer if some offers had other prices, days or quantities.
    ///
    /// - Parameters:
    ///   - changes: by position, the offers as they would be; their supplier and item stay.
    ///   - timeLimit: how long the changed part may be searched.
    /// - Returns: `nil` if the kept round does not help, so that the problem is to be solved anew:
    ///   an offer that was of no use before has become of use, or the other way round.
    /// - Throws: ``SourcingProblemError`` if the changed offers contradict the definition.
    public func outcome(
        changing changes: [Int: SourcingOffer], timeLimit: Duration, elapsed: () -> Duration
    ) throws(SourcingProblemError) -> WhatIfOutcome? {
        for offer in changes.keys {
            precondition(problem.offers.indices.contains(offer), "There is no offer \(offer).")
        }
        var items: Set<Int> = []
        for offer in changes.keys where !items.contains(problem.offers[offer].item) {
            items.formUnion(tables.component(of: problem.offers[offer].item))
        }
        var part = Neighborhood(of: items.sorted(), in: tables)
        guard let before = cost(of: part.current, in: part.problem) else { return nil }
        part.replace(changes)
        _ = try part.ownProblem.validated()
        guard let bound = warm.bound(with: part) else { return nil }
        var own = options
        own.timeLimit = timeLimit
        let start = elapsed()
        let sealed = Result { () throws(SourcingProblemError) in
            try SourcingEngine.solve(
                part.sealed(part.problem), options: own, elapsed: { elapsed() - start })
        }
        // What stands for the rest of the round can be beyond what a problem may state.
        guard case .success(let found) = sealed, found.hasAnswer, part.holdsRest(found.solution)
        else { return nil }
        var solution = found.solution
        var after = found.objective
        if let kept = cost(of: part.current, in: part.problem), kept <= after {
            solution = part.current
            after = kept
        }
        let objective = outcome.objective - before + after
        return WhatIfOutcome(
            objective: objective, bound: min(bound, objective), part: part, solution: solution)
    }

    /// What an answer costs, `nil` if it is not legal.
    private func cost(of solution: SourcingSolution, in problem: SourcingProblem) -> Int64? {
        do throws(SourcingPricingError) {
            guard try problem.violations(of: solution).isEmpty else { return nil }
            return try problem.cost(of: solution).total
        } catch {
            return nil
        }
    }
}

// Kernels of blocks are plain memory that one thread at a time may use.
@available(*, unavailable)
extension SourcingSession: Sendable {}

/// What a change of some offers leads to.
public struct WhatIfOutcome: Sendable {
    /// What the answer costs, in micros.
    public let objective: Int64
    /// A proven lower bound on the cost of every answer to the changed round, in micros.
    public let bound: Int64
    private let part: Neighborhood
    private let partSolution: SourcingSolution

    init(objective: Int64, bound: Int64, part: Neighborhood, solution: SourcingSolution) {
        self.objective = objective
        self.bound = bound
        self.part = part
        partSolution = solution
    }

    /// The answer to the whole changed round.
    public func solution() -> SourcingSolution { part.merged(partSolution) }
}
