/// Units by arc of a linear model, priced exactly.
struct LinearAnswer: Sendable {
    var units: [Int64]
    /// In micros.
    var cost: Int64
    /// By supplier of the model: the cell that its order really falls into, −1 for none.
    var cells: [Int]
}

extension LinearModel {
    /// Prices units by arc exactly; `nil` if a rule is broken or an amount is too large.
    ///
    /// - Parameter keepsLineRules: `false` prices units as if every line took them from anybody.
    func answer(_ units: [Int64], keepsLineRules: Bool = true) -> LinearAnswer? {
        var served = [Int64](repeating: 0, count: want.count)
        var total: Int128 = 0
        var cells = [Int](repeating: -1, count: suppliers.count)
        for (index, supplier) in suppliers.enumerated() {
            var count: Int64 = 0
            var value: Int64 = 0
            for member in supplier.offers {
                guard let order = order(of: member, units, &served, &total) else { return nil }
                count += order.units
                value += order.goods
            }
            guard count > 0 else { continue }
            let terms = problem.suppliers[supplier.position]
            guard let cost = terms.orderCostOrNil(units: count, goods: value) else { return nil }
            total += Int128(value) + Int128(cost)
            cells[index] =
                supplier.cells.firstIndex { cell in
                    cell.unitsLow <= count && count <= cell.unitsHigh && cell.valueLow <= value
                        && value <= cell.valueHigh
                } ?? -1
        }
        for line in want.indices {
            guard served[line] <= want[line] else { return nil }
            let unmet = Int128(want[line] - served[line])
            total += unmet * Int128(problem.lines[line].unmetCost)
        }
        if keepsLineRules, isRelaxed {
            guard let more = costOfLineRules(units) else { return nil }
            total += more
        }
        guard let cost = Int64(exactly: total) else { return nil }
        return LinearAnswer(units: units, cost: cost, cells: cells)
    }

    /// Suppliers with an order, by position in the problem.
    func sellers(_ units: [Int64]) -> Set<Int> {
        let selling = suppliers.filter { $0.arcs.contains { units[$0] > 0 } }
        return Set(selling.map(\.position))
    }

    /// Units and goods value of a supplier's order.
    func order(of index: Int, _ units: [Int64]) -> (units: Int64, value: Int64) {
        var served = want
        var cost: Int128 = 0
        var total: (units: Int64, value: Int64) = (0, 0)
        for member in suppliers[index].offers {
            guard let order = order(of: member, units, &served, &cost) else { continue }
            total.units += order.units
            total.value += order.goods
        }
        return total
    }

    /// Adds what an offer costs beside its goods; gives its units and its goods value.
    private func order(
        of member: Int, _ units: [Int64], _ served: inout [Int64], _ total: inout Int128
    ) -> (units: Int64, goods: Int64)? {
        let offer = offers[member]
        let terms = problem.offers[offer.position]
        var count: Int64 = 0
        for arc in offer.arcs where units[arc] > 0 {
            count += units[arc]
            if arcs[arc].line >= 0 { served[arcs[arc].line] += units[arc] }
            // Extra costs were scaled from whole micros.
            total += Int128(arcs[arc].extra >> Int64(shift)) * Int128(units[arc])
        }
        guard count > 0 else { return (0, 0) }
        total += Int128(terms.unitCost) * Int128(count)
        let goods = roundedHalfUp(
            Int128(terms.lowestPrice) * Int128(count),
            over: Int128(terms.priceQuantity))
        guard let value = Int64(exactly: goods) else { return nil }
        return (count, value)
    }

    /// The answer as orders and allocations.
    func solution(_ units: [Int64]) -> SourcingSolution {
        var solution = SourcingSolution()
        for offer in offers {
            var count: Int64 = 0
            for arc in offer.arcs where units[arc] > 0 {
                count += units[arc]
                guard arcs[arc].line >= 0 else { continue }
                solution.allocations.append(
                    SourcingSolution.Allocation(
                        line: arcs[arc].line, offer: offer.position, tranche: 0,
                        quantity: units[arc]))
            }
            guard count > 0 else { continue }
            solution.orders.append(
                SourcingSolution.Order(offer: offer.position, quantity: count))
        }
        solution.orders.sort { $0.offer < $1.offer }
        solution.allocations.sort { ($0.line, $0.offer) < ($1.line, $1.offer) }
        return solution
    }
}
