/// What the buyer's rules ask of a supplier's order as a whole.
struct SupplierRules: Sendable, Hashable {
    /// A goods value, and what an order below it pays.
    struct Wish: Sendable, Hashable {
        var value: Int64
        var penalty: Int64
    }

    /// Goods value that every answer reaches.
    var requiredValue: Int64 = 0
    var wishes: [Wish] = []
    /// What any order at all pays.
    var orderPenalty: Int64 = 0

    /// By supplier.
    static func compile(_ problem: SourcingProblem) -> [SupplierRules] {
        var found = [SupplierRules](repeating: SupplierRules(), count: problem.suppliers.count)
        for rule in problem.rules {
            switch rule.demand {
            case .forbid(let supplier, nil):
                // A hard rule takes the offers away.
                found[supplier].orderPenalty += rule.penalty ?? 0
            case .requireValue(let supplier, let value) where value > 0:
                guard let penalty = rule.penalty else {
                    found[supplier].requiredValue = max(found[supplier].requiredValue, value)
                    continue
                }
                guard penalty > 0 else { continue }
                found[supplier].wishes.append(Wish(value: value, penalty: penalty))
            case .forbid, .requireValue, .requireUnits, .budget, .onTime: break
            }
        }
        return found
    }

    /// Penalties of an order, or of none.
    func penalty(units: Int64, goods: Int64) -> Int64 {
        var total = units > 0 ? orderPenalty : 0
        for wish in wishes where units == 0 || goods < wish.value { total += wish.penalty }
        return total
    }
}

extension SupplierTerms {
    /// Exact cost of an order beside its offers in micros, penalties included; `nil` if it breaks
    /// a rule.
    func orderCostOrNil(
        _ supplier: SourcingSupplier, units: Int64, goods: Int64
    ) -> Int64? {
        guard goods >= rules.requiredValue, units > 0 || rules.requiredValue == 0,
            let cost = supplier.orderCostOrNil(units: units, goods: goods)
        else { return nil }
        return cost + rules.penalty(units: units, goods: goods)
    }
}

extension SourcingSupplier {
    /// What budgets count of an order beside its offers, in micros.
    func orderPurchase(units: Int64, goods: Int64) -> Int64 {
        guard units > 0 else { return 0 }
        let order = order(position: 0, units: units, goods: goods)
        return order.orderCost + order.freight + order.surcharge - order.discount
    }
}
