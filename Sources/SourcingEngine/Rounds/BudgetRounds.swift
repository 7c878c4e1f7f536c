extension SourcingEngine {
    /// Searches a large round with budgets; `nil` if it has what sweeps cannot count, or more than
    /// one soft budget.
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

    /// Searches with a price on the budget.
    ///
    /// A soft budget is kept, or its penalty is paid: both are searched, and the cheaper counts.
    private static func priceBudgets(
        _ problem: SourcingProblem, options: SolveOptions, elapsed: () -> Duration,
        isCancelled: () -> Bool, progress: (SolveProgress) -> Void
    ) throws(SourcingPricingError) -> SourcingOutcome? {
        var hard: Int64?
        var soft: [(value: Int64, penalty: Int64)] = []
        for rule in problem.rules {
            guard case .budget(let value) = rule.demand else { continue }
            if let penalty = rule.penalty {
                soft.append((value, penalty))
            } else {
                hard = min(hard ?? value, value)
            }
        }
        guard let hard else {
            guard soft.count == 1, let soft = soft.first else { return nil }
            return try searchSoftBudget(
                problem, soft, options: options, elapsed: elapsed, isCancelled: isCancelled)
        }
        guard soft.isEmpty else { return nil }
        var search = BudgetSearch(problem, budget: hard, options)
        guard
            try search.run(elapsed: elapsed, isCancelled: isCancelled, progress: progress),
            let best = search.best
        else { return nil }
        var found = outcome(
            problem, best.solution, bound: search.bound, limit: search.isClosed ? .gap : .time)
        found.certificate = search.certificate
        found.certificate?.bound = found.bound
        return found
    }

    private static func searchSoftBudget(
        _ problem: SourcingProblem, _ soft: (value: Int64, penalty: Int64), options: SolveOptions,
        elapsed: () -> Duration, isCancelled: () -> Bool
    ) throws(SourcingPricingError) -> SourcingOutcome? {
        var first = options
        let start = elapsed()
        first.timeLimit = options.timeLimit.map { start + ($0 - start) / 3 }
        var free = problem
        free.rules.removeAll(where: \.isBudget)
        guard
            let above = searchLarge(
                free, options: first, elapsed: elapsed, isCancelled: isCancelled)
        else { return nil }
        guard try above.costs.purchase > soft.value else {
            // The budget does not bind.
            var found = outcome(
                problem, above.solution, bound: above.bound, limit: above.limit)
            found.certificate = above.certificate
            return found
        }
        var search = BudgetSearch(problem, budget: soft.value, options)
        guard
            try search.run(elapsed: elapsed, isCancelled: isCancelled, progress: { _ in }),
            let below = search.best
        else { return nil }
        let paid = above.objective.addingReportingOverflow(soft.penalty)
        let isKept = paid.overflow || below.cost <= paid.partialValue
        let over = above.bound.addingReportingOverflow(soft.penalty)
        let bound = over.overflow ? search.bound : min(search.bound, over.partialValue)
        var found = outcome(
            problem, isKept ? below.solution : above.solution, bound: bound,
            limit: search.isClosed ? .gap : .time)
        if let within = search.certificate, let beyond = above.certificate {
            found.certificate = SourcingCertificate.split(
                .purchase, from: soft.value + 1, within, beyond, bound: found.bound)
        }
        return found
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
        case .narrow(let prices, let below): .narrow(prices: prices + more, below: below + nodes)
        case .leaf(let prices): .leaf(prices: prices.map { $0 + more })
        }
    }
}
