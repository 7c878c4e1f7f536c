/// Searches large rounds with a budget: by a price on what it counts (``BudgetPrice``).
///
/// Trials at prices between one that buys too much and one that keeps to the budget find the price
/// at which both meet. The answer is blended from those of both sides.
struct BudgetSearch {
    private struct Trial {
        var steps: Int64
        var solution: SourcingSolution
        var purchase: Int64
    }

    private let problem: SourcingProblem
    private let options: SolveOptions
    private let budget: Int64
    private let blend: AnswerBlend
    private(set) var best: (solution: SourcingSolution, cost: Int64)?
    private(set) var bound: Int64 = 0
    private(set) var certificate: SourcingCertificate?
    /// Trials on either side of the price looked for.
    private static let trials = 16
    /// Relative gap at which a trial ends, in 10⁻⁶.
    private static let trialGap: Int64 = 500

    /// - Parameters:
    ///   - problem: a valid round; its budgets are left out.
    ///   - budget: what may be bought for, in micros.
    init(_ problem: SourcingProblem, budget: Int64, _ options: SolveOptions) {
        var problem = problem
        problem.rules.removeAll(where: \.isBudget)
        self.problem = problem
        self.options = options
        self.budget = budget
        blend = AnswerBlend(problem)
    }

    /// Searches until the gap is closed, a limit is reached, or no trial gets further.
    ///
    /// - Returns: `false` if the round has what sweeps cannot count, or if no answer was found.
    mutating func run(
        elapsed: () -> Duration, isCancelled: () -> Bool, progress: (SolveProgress) -> Void
    ) throws(SourcingPricingError) -> Bool {
        let start = elapsed()
        let share = options.timeLimit.map { ($0 - start) / 32 }
        func limits(isLast: Bool = false) -> SolveOptions {
            guard !isLast else { return options }
            var own = options
            own.gapMillionths = max(options.gapMillionths, Self.trialGap)
            own.timeLimit = share.map { elapsed() + $0 }
            return own
        }
        func isDone() -> Bool {
            if let limit = options.timeLimit, elapsed() >= limit { return true }
            return isClosed || isCancelled()
        }
        guard var low = try attempt(0, limits(), elapsed, isCancelled) else { return false }
        report(progress)
        if low.purchase <= budget {
            // The budget may not bind at all.
            low = try attempt(0, limits(isLast: true), elapsed, isCancelled) ?? low
            report(progress)
            guard low.purchase > budget else { return best != nil }
        }
        var high: Trial?
        var steps = BudgetPrice.one
        while high == nil, steps < 1 << 36, !isDone() {
            guard let trial = try attempt(steps, limits(), elapsed, isCancelled) else { break }
            if trial.purchase <= budget { high = trial } else { low = trial }
            steps *= 4
            report(progress)
        }
        guard var high else { return best != nil }
        for number in 0..<Self.trials where !isDone() {
            let width = high.steps - low.steps
            guard width > 1, !isNear(high) else { break }
            // Purchases jump where many lines stop being worth it: halves are safe.
            let share = number % 3 == 2 ? width / 2 : step(width, low.purchase, high.purchase)
            let next = low.steps + share
            guard let trial = try attempt(next, limits(), elapsed, isCancelled) else { break }
            if trial.purchase <= budget { high = trial } else { low = trial }
            report(progress)
        }
        try keep(blend.best(rich: low.solution, modest: high.solution, budget: budget))
        report(progress)
        guard !isDone(),
            let last = try attempt(high.steps, limits(isLast: true), elapsed, isCancelled)
        else { return best != nil }
        if last.purchase <= budget { high = last } else { low = last }
        try keep(blend.best(rich: low.solution, modest: high.solution, budget: budget))
        report(progress)
        return best != nil
    }

    private func report(_ progress: (SolveProgress) -> Void) {
        guard let best else { return }
        progress(
            SolveProgress(
                objective: best.cost, bound: min(bound, best.cost), nodes: 1, openNodes: 0))
    }

    /// Whether what the budget leaves over is worth little.
    private func isNear(_ trial: Trial) -> Bool {
        guard let best else { return false }
        let left = Int128(budget - trial.purchase) * Int128(trial.steps)
        return left < Int128(best.cost) / 20_000 * Int128(BudgetPrice.one)
    }

    /// Where a line through both purchases meets the budget, but not too near to either.
    private func step(_ width: Int64, _ above: Int64, _ below: Int64) -> Int64 {
        let share = Int128(above - budget) * Int128(width) / Int128(max(1, above - below))
        return max(1, min(width - 1, max(width / 8, min(Int64(clamping: share), width * 7 / 8))))
    }

    /// Whether the gap is as small as was asked for.
    var isClosed: Bool {
        guard let best else { return false }
        let difference = Int128(best.cost) - Int128(bound)
        return difference * 1_000_000 <= Int128(options.gapMillionths) * Int128(best.cost)
    }

    /// Solves the round weighed by a price.
    private mutating func attempt(
        _ steps: Int64, _ options: SolveOptions, _ elapsed: () -> Duration,
        _ isCancelled: () -> Bool
    ) throws(SourcingPricingError) -> Trial? {
        let price = BudgetPrice(steps: steps)
        guard var round = RoundSearch(price.weighed(problem), options) else { return nil }
        round.run(elapsed: elapsed, isCancelled: isCancelled, progress: { _ in })
        guard round.hasAnswer else { return nil }
        let proven = price.bound(round.bound, budget: budget, problem)
        if proven > bound {
            bound = proven
            certificate = round.certificate().flatMap {
                price.certified($0, budget: budget, problem)
            }
        }
        let solution = round.solution()
        let purchase = try problem.cost(of: solution).purchase
        if purchase <= budget { try keep(solution) }
        return Trial(steps: steps, solution: solution, purchase: purchase)
    }

    private mutating func keep(
        _ solution: SourcingSolution?
    ) throws(SourcingPricingError) {
        guard let solution else { return }
        let cost = try problem.cost(of: solution).total
        if cost < best?.cost ?? Int64.max { best = (solution, cost) }
    }
}
