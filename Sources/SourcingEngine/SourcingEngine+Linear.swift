/// Searches of rounds in which suppliers' orders as a whole decide.
extension SourcingEngine {
    /// Searches a linear round by supplier; it is final unless another search should go on.
    static func searchLinear(
        _ problem: SourcingProblem, options: SolveOptions, elapsed: () -> Duration,
        isCancelled: () -> Bool, progress: (SolveProgress) -> Void
    ) -> (outcome: SourcingOutcome, isFinal: Bool) {
        var limited = options
        let isRelaxed = LineRule.matter(in: problem)
        if isRelaxed, let limit = options.timeLimit {
            // Flows that break rules of lines never close the gap; others need time for that.
            let spent = elapsed()
            limited.timeLimit = spent + max(.zero, limit - spent) / 2
        }
        let found = LinearRounds.solve(
            problem, options: limited, elapsed: elapsed, isCancelled: isCancelled,
            progress: progress)
        var outcome = outcome(problem, found.solution, bound: found.bound, limit: found.limit)
        outcome.certificate = found.certificate
        if isRelaxed {
            let goesOn = found.limit == nil || found.limit == .time && !isCancelled()
            return (outcome, outcome.status == .optimal || !goesOn)
        }
        // What is small and left open, the general search closes.
        let isOpen = found.bound < found.objective && found.limit == nil
        return (outcome, !isOpen || problem.offers.count > 400)
    }

    /// The cheaper answer of two searches, with the higher bound and what proves it.
    ///
    /// An answer that was known stands where the other search found none.
    package static func better(
        _ one: SourcingOutcome?, _ other: SourcingOutcome, _ problem: SourcingProblem
    ) -> SourcingOutcome {
        guard let one else { return other }
        guard other.hasAnswer else { return one }
        let cheaper = one.objective < other.objective ? one : other
        let higher = one.bound > other.bound ? one : other
        var joined = outcome(
            problem, cheaper.solution, bound: higher.bound, limit: other.limit)
        joined.certificate = higher.certificate
        return joined
    }

    /// Bounds a round in which many suppliers sell every item, and looks for an answer among
    /// those that sell when any quantity can be had.
    ///
    /// Who gets an order decides such rounds, and other searches learn that slowly: the bound is
    /// that of a linear round below this one, and few suppliers are left for the answer.
    static func searchCrowded(
        _ problem: SourcingProblem, options: SolveOptions, elapsed: () -> Duration,
        isCancelled: () -> Bool, progress: (SolveProgress) -> Void
    ) -> SourcingOutcome {
        let start = elapsed()
        let left = options.timeLimit.map { max(.zero, $0 - start) }
        var limited = options
        limited.timeLimit = left.map { start + $0 * 3 / 10 }
        let relaxed = LinearRounds.relax(
            problem, options: limited, elapsed: elapsed, isCancelled: isCancelled,
            progress: progress)
        var outcome = outcome(
            problem, relaxed.answer ?? SourcingSolution(), bound: relaxed.bound, limit: .time)
        let isFar = outcome.objective - outcome.bound > outcome.bound / 100
        // Without a time limit nothing would end this search among few.
        if isFar, let left, !isCancelled() {
            limited.timeLimit = start + left * 7 / 10
            let found = Self.outcome(
                problem,
                search(
                    problem, among: relaxed.suppliers, options: limited, elapsed: elapsed,
                    isCancelled: isCancelled),
                bound: relaxed.bound, limit: .time)
            if found.objective < outcome.objective { outcome = found }
        }
        outcome.certificate = relaxed.certificate
        return outcome
    }

    /// The best answer that buys from some suppliers only.
    private static func search(
        _ problem: SourcingProblem, among suppliers: Set<Int>, options: SolveOptions,
        elapsed: () -> Duration, isCancelled: () -> Bool
    ) -> SourcingSolution {
        let kept = problem.offers.indices.filter { suppliers.contains(problem.offers[$0].supplier) }
        var few = problem
        few.offers = kept.map { problem.offers[$0] }
        var found: SourcingOutcome?
        if isLarge(few) {
            found = searchLarge(
                few, options: options, elapsed: elapsed, isCancelled: isCancelled)
        }
        let outcome =
            found
            ?? search(
                Model.prepared(few, options, elapsed: elapsed, isCancelled: isCancelled),
                options: options, elapsed: elapsed, isCancelled: isCancelled)
        var solution = outcome.solution
        for place in solution.orders.indices {
            solution.orders[place].offer = kept[solution.orders[place].offer]
        }
        for place in solution.allocations.indices {
            solution.allocations[place].offer = kept[solution.allocations[place].offer]
        }
        return solution
    }
}
