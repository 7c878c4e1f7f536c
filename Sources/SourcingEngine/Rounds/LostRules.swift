extension SourcingProblem {
    /// The problem with soft rules at no penalty that no answer can keep because nobody sells what
    /// they ask for, and what they cost in every answer, in micros; `nil` if there are none.
    func withoutLostRules() -> (problem: SourcingProblem, cost: Int64)? {
        guard rules.contains(where: { !$0.isHard && $0.demand.asksForOrders }) else { return nil }
        let forbidden = BlockRules(self)
        var suppliers: Set<Int> = []
        var pairs: Set<[Int]> = []
        for offer in offers where offer.smallestOrder != nil && !forbidden.forbids(offer) {
            suppliers.insert(offer.supplier)
            pairs.insert([offer.supplier, offer.item])
        }
        var left = self
        var cost: Int128 = 0
        for (position, rule) in rules.enumerated() {
            let isSold: Bool
            switch rule.demand {
            case .requireUnits(let supplier, let item, let units):
                isSold = units <= 0 || pairs.contains([supplier, item])
            case .requireValue(let supplier, let value):
                isSold = value <= 0 || suppliers.contains(supplier)
            case .forbid, .onTime, .budget: isSold = true
            }
            guard !isSold, let penalty = rule.penalty else { continue }
            cost += Int128(penalty)
            left.rules[position].penalty = 0
        }
        guard cost > 0, let total = Int64(exactly: cost), total < Int64.max / 8 else { return nil }
        return (left, total)
    }
}

extension SourcingRule.Demand {
    /// Whether something must be ordered to keep the rule.
    var asksForOrders: Bool {
        switch self {
        case .requireUnits, .requireValue: true
        case .forbid, .onTime, .budget: false
        }
    }
}

extension SourcingEngine {
    /// Searches a large round without the rules that no answer keeps, and adds what they cost.
    static func searchWithoutLostRules(
        _ problem: SourcingProblem, _ left: SourcingProblem, cost: Int64, options: SolveOptions,
        elapsed: () -> Duration, isCancelled: () -> Bool, progress: (SolveProgress) -> Void
    ) -> SourcingOutcome? {
        let found = searchLarge(
            left, options: options, elapsed: elapsed, isCancelled: isCancelled,
            progress: { step in
                progress(
                    SolveProgress(
                        objective: step.objective + cost, bound: step.bound + cost,
                        nodes: step.nodes, openNodes: step.openNodes))
            })
        guard let found, found.hasAnswer else { return nil }
        var made = outcome(
            problem, found.solution, bound: found.bound + cost, limit: found.limit)
        made.certificate = found.certificate
        made.certificate?.bound = made.bound
        return made
    }
}
