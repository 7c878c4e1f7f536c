extension SourcingProblem {
    /// The problem with soft rules at no penalty that no answer can keep because nobody sells what
    /// they ask for, and what they cost in every answer, in micros; `nil` if there are none.
    func withoutLostRules() -> (problem: SourcingProblem, cost: Int64)? {
        guard rules.contains(where: { !$0.isHard && $0.demand.asksForOrders }) else { return nil }
        let sold = OrdersSold(self)
        var left = self
        var cost: Int128 = 0
        for (position, rule) in rules.enumerated() {
            guard let penalty = rule.penalty, !sold.canFill(rule.demand) else { continue }
            cost += Int128(penalty)
            left.rules[position].penalty = 0
        }
        guard cost > 0, let total = Int64(exactly: cost), total < Int64.max / 8 else { return nil }
        return (left, total)
    }

    /// The first hard rule that no answer keeps, whatever the other rules are, because nobody sells
    /// what it asks for.
    var firstLostHardRule: Int? {
        guard rules.contains(where: { $0.isHard && $0.demand.asksForOrders }) else { return nil }
        var asking = self
        asking.rules = rules.filter(\.demand.asksForOrders)
        let sold = OrdersSold(asking)
        return rules.indices.first { rules[$0].isHard && !sold.canFill(rules[$0].demand) }
    }
}

/// Who can sell at all, and what, of all that the rules of a problem ask for.
private struct OrdersSold {
    private var suppliers: Set<Int> = []
    private var pairs: Set<[Int]> = []

    /// Blocks know best: rules, limits of the supplier and lots can leave an offer without a
    /// quantity.
    init(_ problem: SourcingProblem) {
        var askedSuppliers: Set<Int> = []
        var askedItems: Set<Int> = []
        for rule in problem.rules {
            switch rule.demand {
            case .requireValue(let supplier, _): askedSuppliers.insert(supplier)
            case .requireUnits(_, let item, _): askedItems.insert(item)
            case .forbid, .onTime, .budget: break
            }
        }
        for offer in problem.offers where askedSuppliers.contains(offer.supplier) {
            askedItems.insert(offer.item)
        }
        let builder = BlockBuilder(problem, OfferReach(problem))
        for items in builder.groups() where items.contains(where: askedItems.contains) {
            for offer in builder.block(of: items).offers.map({ problem.offers[$0] }) {
                suppliers.insert(offer.supplier)
                pairs.insert([offer.supplier, offer.item])
            }
        }
    }

    /// Whether anything is sold that a rule asks for, if it asks for something.
    func canFill(_ demand: SourcingRule.Demand) -> Bool {
        switch demand {
        case .requireUnits(let supplier, let item, let units):
            units <= 0 || pairs.contains([supplier, item])
        case .requireValue(let supplier, let value): value <= 0 || suppliers.contains(supplier)
        case .forbid, .onTime, .budget: true
        }
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
