extension SourcingEngine {
    /// Searches a large round with budgets; `nil` if it has what sweeps cannot count, or if no
    /// answer was found.
    ///
    /// What is left of the gap of a round that is not too large is then searched by parts.
    static func searchBudgets(
        _ problem: SourcingProblem, options: SolveOptions, elapsed: () -> Duration,
        isCancelled: () -> Bool, progress: (SolveProgress) -> Void
    ) -> SourcingOutcome? {
        let found = Result { () throws(SourcingPricingError) in
            try priceBudgets(
                problem, options: options, elapsed: elapsed, isCancelled: isCancelled,
                progress: progress)
        }
        guard case .success(let priced?) = found else { return nil }
        guard priced.limit == .time, !isCancelled(),
            problem.items.count <= RoundSearch.mostBlocksByParts,
            elapsed() < options.timeLimit ?? .seconds(Int64.max / 4)
        else { return priced }
        let model = Model.prepared(problem, options, elapsed: elapsed, isCancelled: isCancelled)
        let searched = search(
            model, options: options, elapsed: elapsed, isCancelled: isCancelled,
            progress: { step in
                progress(
                    SolveProgress(
                        objective: min(step.objective, priced.objective),
                        bound: max(step.bound, priced.bound), nodes: step.nodes,
                        openNodes: step.openNodes))
            })
        return better(of: priced, searched, problem)
    }

    /// The cheaper of two answers with the higher of two bounds.
    private static func better(
        of one: SourcingOutcome, _ other: SourcingOutcome, _ problem: SourcingProblem
    ) -> SourcingOutcome {
        guard other.hasAnswer else { return one }
        let cheaper = one.objective <= other.objective ? one : other
        let proven = one.bound >= other.bound ? one : other
        var found = outcome(
            problem, cheaper.solution, bound: proven.bound, limit: other.limit ?? one.limit)
        found.certificate = proven.certificate
        found.certificate?.bound = found.bound
        return found
    }

    /// Searches with a price on budgets.
    ///
    /// Soft budgets divide answers by what they buy for: up to each budget, where the penalties of
    /// those below are paid. Each division is a round with one hard budget, the last one without
    /// if no budget is hard. What is proven of the last holds for all of them.
    private static func priceBudgets(
        _ problem: SourcingProblem, options: SolveOptions, elapsed: () -> Duration,
        isCancelled: () -> Bool, progress: (SolveProgress) -> Void
    ) throws(SourcingPricingError) -> SourcingOutcome? {
        var levels = ModelRules(problem).levels
        let top = levels.popLast() ?? BudgetLevel(limit: Int64.max, penalty: 0)
        let count = levels.count
        var first = options
        let start = elapsed()
        if count > 0 {
            first.timeLimit = options.timeLimit.map { start + ($0 - start) / (count + 2) }
        }
        let whole = try searchLevel(
            problem, top.limit, options: first, elapsed: elapsed, isCancelled: isCancelled,
            progress: count == 0 ? progress : { _ in })
        guard let whole else { return nil }
        var rounds = try BudgetedRounds(problem, whole, penalty: top.penalty)
        for (index, level) in levels.enumerated() {
            guard rounds.mayImprove(level, gapMillionths: options.gapMillionths) else {
                rounds.add(level, nil)
                continue
            }
            var own = options
            let now = elapsed()
            own.timeLimit = options.timeLimit.map { now + (max(now, $0) - now) / (count - index) }
            let found = try searchLevel(
                problem, level.limit, options: own, elapsed: elapsed, isCancelled: isCancelled,
                progress: { _ in })
            if let found { try rounds.keep(found) }
            rounds.add(level, found)
        }
        return rounds.outcome(gapMillionths: options.gapMillionths)
    }

    /// Searches answers that buy for at most so much; penalties of budgets are not counted.
    private static func searchLevel(
        _ problem: SourcingProblem, _ limit: Int64, options: SolveOptions,
        elapsed: () -> Duration, isCancelled: () -> Bool, progress: (SolveProgress) -> Void
    ) throws(SourcingPricingError) -> BudgetedRound? {
        guard limit < Int64.max else {
            let found = searchLarge(
                problem.withoutBudgets, options: options, elapsed: elapsed,
                isCancelled: isCancelled, progress: progress)
            guard let found, found.hasAnswer else { return nil }
            return BudgetedRound(
                solution: found.solution, bound: found.bound, certificate: found.certificate)
        }
        var search = BudgetSearch(problem, budget: limit, options)
        guard
            try search.run(elapsed: elapsed, isCancelled: isCancelled, progress: progress),
            let best = search.best
        else { return nil }
        return BudgetedRound(
            solution: best.solution, bound: search.bound, certificate: search.certificate)
    }
}

/// What was found of the answers that buy for at most so much.
private struct BudgetedRound {
    var solution: SourcingSolution
    /// None of these answers costs less, in micros, penalties of budgets not counted.
    var bound: Int64
    var certificate: SourcingCertificate?
}

/// What was found of all levels of what is bought.
private struct BudgetedRounds {
    private let problem: SourcingProblem
    private let whole: BudgetedRound
    private let penalty: Int64
    /// What the answer of the whole buys for.
    private let purchase: Int64
    private var levels: [(level: BudgetLevel, found: BudgetedRound?)] = []
    private var best: (solution: SourcingSolution, cost: Int64)

    init(
        _ problem: SourcingProblem, _ whole: BudgetedRound, penalty: Int64
    ) throws(SourcingPricingError) {
        self.problem = problem
        self.whole = whole
        self.penalty = penalty
        let costs = try problem.cost(of: whole.solution)
        purchase = try costs.purchase
        best = (whole.solution, try costs.total)
    }

    /// Whether a cheaper answer may be within a level, by what is known of the whole.
    func mayImprove(_ level: BudgetLevel, gapMillionths: Int64) -> Bool {
        // Where the budget does not bind the whole was searched already.
        guard purchase > level.limit else { return false }
        let left = Int128(best.cost) - Int128(bound(level, nil))
        return left * 1_000_000 > Int128(gapMillionths) * Int128(best.cost) && left > 0
    }

    /// Adds a level, ascending; without an own round what is known of the whole counts.
    mutating func add(_ level: BudgetLevel, _ found: BudgetedRound?) {
        levels.append((level, found))
    }

    mutating func keep(_ found: BudgetedRound) throws(SourcingPricingError) {
        let cost = try problem.cost(of: found.solution).total
        if cost < best.cost { best = (found.solution, cost) }
    }

    private func bound(_ level: BudgetLevel, _ found: BudgetedRound?) -> Int64 {
        let proven = max(whole.bound, found?.bound ?? 0)
        let (sum, isBeyond) = proven.addingReportingOverflow(level.penalty)
        return isBeyond ? Int64.max : sum
    }

    /// The best answer, with the lowest bound of all levels.
    func outcome(gapMillionths: Int64) -> SourcingOutcome {
        var bound = bound(BudgetLevel(limit: Int64.max, penalty: penalty), nil)
        for (level, found) in levels { bound = min(bound, self.bound(level, found)) }
        let left = Int128(best.cost) - Int128(bound)
        let isClosed = left * 1_000_000 <= Int128(gapMillionths) * Int128(best.cost)
        var made = SourcingEngine.outcome(
            problem, best.solution, bound: bound, limit: isClosed ? .gap : .time)
        made.certificate = certificate(bound: made.bound)
        return made
    }

    /// Splits by what is bought, the lowest budget first.
    private func certificate(bound: Int64) -> SourcingCertificate? {
        guard var made = whole.certificate else { return nil }
        for (level, found) in levels.reversed() {
            let isBetter = (found?.bound ?? 0) > whole.bound
            guard let own = isBetter ? found?.certificate : whole.certificate,
                let split = SourcingCertificate.split(
                    .purchase, from: level.limit + 1, own, made, bound: bound)
            else { return nil }
            made = split
        }
        made.bound = bound
        return made
    }
}

extension SourcingProblem {
    /// The problem with rules that ask for nothing in the place of budgets, so that the others keep
    /// their positions.
    fileprivate var withoutBudgets: SourcingProblem {
        var free = self
        guard !suppliers.isEmpty else {
            free.rules.removeAll(where: \.isBudget)
            return free
        }
        for rule in rules.indices where rules[rule].isBudget {
            free.rules[rule].demand = .forbid(supplier: 0, item: nil)
            free.rules[rule].penalty = 0
        }
        return free
    }
}

extension SourcingCertificate {
    /// A certificate of two halves, each with its own.
    static func split(
        _ measure: Measure, from: Int64, _ below: SourcingCertificate,
        _ above: SourcingCertificate, bound: Int64
    ) -> SourcingCertificate? {
        guard below.apart == above.apart else { return nil }
        var made = SourcingCertificate(apart: below.apart, nodes: [], prices: [], bound: bound)
        let second = 1 + below.nodes.count
        made.nodes = [.split(measure, from: from, below: 1, above: second)]
        made.nodes += below.nodes.map { $0.moved(nodes: 1, prices: 0) }
        made.nodes += above.nodes.map { $0.moved(nodes: second, prices: below.prices.count) }
        made.prices = below.prices + above.prices
        return made
    }
}

extension SourcingCertificate.Node {
    fileprivate func moved(nodes: Int, prices more: Int) -> Self {
        switch self {
        case .split(let measure, let from, let below, let above):
            .split(measure, from: from, below: below + nodes, above: above + nodes)
        case .narrow(let prices, let without, let below):
            .narrow(prices: prices + more, without: without, below: below + nodes)
        case .leaf(let prices): .leaf(prices: prices.map { $0 + more })
        }
    }
}
