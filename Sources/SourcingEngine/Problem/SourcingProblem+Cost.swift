extension SourcingCosts {
    /// Sum of all terms, in micros.
    public var total: Int64 {
        get throws(SourcingPricingError) {
            let parts = [
                goods, offers, units, supplierOrders, freight, surcharge, discount, lateness,
                substitution, unmet, surplus, penalties,
            ]
            var sum: Int128 = 0
            for part in parts { sum += Int128(part) }
            return try micros(sum)
        }
    }
}

extension SourcingProblem {
    /// What a solution costs, term by term, exactly as the problem defines it.
    ///
    /// Whether the solution is legal is not looked at, see ``violations(of:)``; broken soft rules
    /// are paid for. The problem must be valid.
    ///
    /// - Throws: ``SourcingPricingError`` if the solution names things that do not exist, or if
    ///   an amount does not fit.
    public func cost(
        of solution: SourcingSolution
    ) throws(SourcingPricingError) -> SourcingCosts {
        let quantities = try orderedQuantities(of: solution)
        var costs = SourcingCosts()
        try priceOrders(quantities, into: &costs)
        for order in try supplierOrders(of: solution) {
            costs.supplierOrders = try sum(costs.supplierOrders, Int128(order.orderCost))
            costs.freight = try sum(costs.freight, Int128(order.freight))
            costs.surcharge = try sum(costs.surcharge, Int128(order.surcharge))
            costs.discount = try sum(costs.discount, -Int128(order.discount))
        }
        try priceLines(solution.allocations, into: &costs)
        try priceSurplus(quantities, allocations: solution.allocations, into: &costs)
        for broken in try brokenRules(quantities, solution.allocations, costs) {
            costs.penalties = try sum(costs.penalties, Int128(rules[broken.rule].penalty ?? 0))
        }
        return costs
    }

    /// What each supplier with an order gets, ascending by supplier.
    public func supplierOrders(
        of solution: SourcingSolution
    ) throws(SourcingPricingError) -> [SourcingSupplierOrder] {
        let quantities = try orderedQuantities(of: solution)
        var units = [Int64](repeating: 0, count: suppliers.count)
        var goods = units
        for (offer, quantity) in quantities.enumerated() where quantity > 0 {
            let supplier = offers[offer].supplier
            units[supplier] = try sum(units[supplier], Int128(quantity))
            let value = try offers[offer].goods(quantity: quantity)
            goods[supplier] = try sum(goods[supplier], Int128(value))
        }
        var orders: [SourcingSupplierOrder] = []
        for supplier in suppliers.indices where units[supplier] > 0 {
            orders.append(
                suppliers[supplier].order(
                    position: supplier, units: units[supplier], goods: goods[supplier]))
        }
        return orders
    }

    /// Cost per unit of giving a substitute of the item of `offer` to `line`, 0 for the item
    /// itself, `nil` if the offer cannot serve the line.
    public func substitutionCost(line: Int, offer: Int) -> Int64? {
        let wanted = lines[line].item
        let given = offers[offer].item
        guard wanted != given else { return 0 }
        for substitute in substitutes
        where substitute.item == wanted && substitute.substitute == given {
            return substitute.cost
        }
        return nil
    }

    func orderedQuantities(
        of solution: SourcingSolution
    ) throws(SourcingPricingError) -> [Int64] {
        var quantities = [Int64](repeating: 0, count: offers.count)
        for order in solution.orders {
            guard offers.indices.contains(order.offer), order.quantity >= 0 else {
                throw .unknownReference("order of offer \(order.offer), \(order.quantity) units")
            }
            quantities[order.offer] = try sum(quantities[order.offer], Int128(order.quantity))
        }
        for given in solution.allocations {
            guard lines.indices.contains(given.line), offers.indices.contains(given.offer),
                offers[given.offer].tranches.indices.contains(given.tranche), given.quantity >= 0
            else {
                throw .unknownReference(
                    "allocation of offer \(given.offer), tranche \(given.tranche) to line "
                        + "\(given.line), \(given.quantity) units")
            }
        }
        return quantities
    }

    private func priceOrders(
        _ quantities: [Int64], into costs: inout SourcingCosts
    ) throws(SourcingPricingError) {
        for (position, quantity) in quantities.enumerated() where quantity > 0 {
            let offer = offers[position]
            costs.goods = try sum(costs.goods, Int128(try offer.goods(quantity: quantity)))
            costs.offers = try sum(costs.offers, Int128(offer.offerCost))
            costs.units = try sum(costs.units, Int128(offer.unitCost) * Int128(quantity))
        }
    }

    private func priceLines(
        _ allocations: [SourcingSolution.Allocation], into costs: inout SourcingCosts
    ) throws(SourcingPricingError) {
        var served = [Int128](repeating: 0, count: lines.count)
        var worst = [Int64](repeating: 0, count: lines.count)
        for given in allocations where given.quantity > 0 {
            let line = lines[given.line]
            let perUnit = try offers[given.offer].tranches[given.tranche].lateness(
                needByDay: line.needByDay, lateCost: line.lateCost)
            served[given.line] += Int128(given.quantity)
            worst[given.line] = max(worst[given.line], perUnit)
            if line.split != .complete {
                costs.lateness = try sum(
                    costs.lateness, Int128(perUnit) * Int128(given.quantity))
            }
            let substitution = substitutionCost(line: given.line, offer: given.offer) ?? 0
            costs.substitution = try sum(
                costs.substitution, Int128(substitution) * Int128(given.quantity))
        }
        for (position, line) in lines.enumerated() {
            if line.split == .complete {
                costs.lateness = try sum(
                    costs.lateness, served[position] * Int128(worst[position]))
            }
            let unmet = max(0, Int128(line.quantity) - served[position])
            costs.unmet = try sum(costs.unmet, unmet * Int128(line.unmetCost))
        }
    }

    private func priceSurplus(
        _ quantities: [Int64], allocations: [SourcingSolution.Allocation],
        into costs: inout SourcingCosts
    ) throws(SourcingPricingError) {
        var surplus = quantities.map { Int128($0) }
        for given in allocations { surplus[given.offer] -= Int128(given.quantity) }
        for (position, units) in surplus.enumerated() where units > 0 {
            let worth = items[offers[position].item].salvageValue
            costs.surplus = try sum(costs.surplus, -units * Int128(worth))
        }
    }
}

private func sum(_ left: Int64, _ right: Int128) throws(SourcingPricingError) -> Int64 {
    try micros(Int128(left) + right)
}
