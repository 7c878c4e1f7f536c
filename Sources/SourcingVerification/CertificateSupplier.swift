/// The cheapest order of a supplier as a whole, less what blocks pay for it, in 2⁻⁴⁰ micros.
struct CertificateSupplier {
    let terms: StatedProblem.Supplier
    /// Values that penalties look at, and the penalties below them.
    private(set) var wishes: [(value: Int128, penalty: Int128)] = []
    /// What any order at all pays.
    private(set) var orderPenalty: Int128 = 0

    init(_ problem: StatedProblem, _ position: Int) {
        terms = problem.suppliers[position]
        for rule in problem.rules where rule.supplier == position {
            guard let penalty = rule.penalty else { continue }
            if rule.kind == .requireValue, rule.value > 0 {
                wishes.append((rule.value, penalty))
            } else if rule.kind == .forbid, rule.item == nil {
                orderPenalty += penalty
            }
        }
    }

    /// What blocks may order and pay.
    struct Order {
        var units: ClosedRange<Int64>
        var value: ClosedRange<Int64>
        var mayBeNone: Bool
        var mayBeSome: Bool
        /// Paid by all blocks for using the supplier, less the price of one more supplier.
        var use: Int128
        var unitPrice: Int128
        /// Per micro of goods value, with the most that can be paid at this price; dearest first.
        var valuePrices: [(price: Int128, most: Int64)]
        var budget: Int128
    }

    /// - Returns: `nil` if no order is possible, and not none either.
    func minimum(_ order: Order, _ sum: inout CheckedSum) -> Int128? {
        var best: Int128?
        if order.mayBeNone {
            best = wishes.reduce(Int128(0)) { $0 + $1.penalty } << 40
        }
        guard order.mayBeSome else { return best }
        var values: Set<Int128> = [0, terms.minimumValue]
        for wish in wishes { values.insert(wish.value) }
        if let free = terms.freeFreightFrom { values.insert(free) }
        var units: Set<Int128> = [1]
        for discount in terms.discounts {
            if discount.countsUnits {
                units.insert(max(1, discount.from))
            } else {
                values.insert(discount.from)
            }
        }
        let valueSteps = values.sorted()
        let unitSteps = units.sorted()
        for (row, low) in valueSteps.enumerated() {
            if terms.surcharge == nil, low < terms.minimumValue { continue }
            let high = row + 1 < valueSteps.count ? valueSteps[row + 1] - 1 : Int128(Int64.max)
            guard
                let value = clip(order.value, low, high)
            else { continue }
            for (column, fewest) in unitSteps.enumerated() {
                let most =
                    column + 1 < unitSteps.count ? unitSteps[column + 1] - 1 : Int128(Int64.max)
                guard let count = clip(order.units, fewest, most),
                    let cost = cost(order, value, count, low: low, fewest: fewest, &sum)
                else { continue }
                best = min(best ?? cost, cost)
            }
        }
        return best
    }

    private func clip(
        _ range: ClosedRange<Int64>, _ low: Int128, _ high: Int128
    ) -> ClosedRange<Int64>? {
        let least = max(Int128(range.lowerBound), low)
        let most = min(Int128(range.upperBound), high)
        return least <= most ? Int64(least)...Int64(most) : nil
    }

    /// - Parameters:
    ///   - low: goods value that is below none of the cell.
    ///   - fewest: units that are below none of the cell.
    private func cost(
        _ order: Order, _ value: ClosedRange<Int64>, _ units: ClosedRange<Int64>, low: Int128,
        fewest: Int128, _ sum: inout CheckedSum
    ) -> Int128? {
        var fixed = terms.orderCost
        if terms.freeFreightFrom.map({ low < $0 }) ?? true { fixed += terms.freight }
        if low < terms.minimumValue { fixed += terms.surcharge ?? 0 }
        var penalty = orderPenalty
        for wish in wishes where low < wish.value { penalty += wish.penalty }
        let percent =
            terms.discounts.last { $0.from <= ($0.countsUnits ? fewest : low) }?.percent ?? 0
        let scale = CheckedSum.one + order.budget
        var total = sum.product(fixed, scale)
        total = sum.sum(total, penalty << 40)
        total = sum.sum(total, -order.use)
        let count = order.unitPrice > 0 ? units.upperBound : units.lowerBound
        total = sum.sum(total, -sum.product(order.unitPrice, Int128(count)))
        // Dearest first: each micro of goods value is worth its price and the discount.
        var left = Int128(value.upperBound)
        var taken: Int128 = 0
        let discount = sum.product(percent, scale)
        for (price, most) in order.valuePrices {
            let worth = sum.sum(sum.product(price, 1_000_000), discount)
            let room = worth > 0 ? left : min(left, Int128(value.lowerBound) - taken)
            let amount = min(room, Int128(most))
            guard amount > 0 else { continue }
            total = sum.sum(total, -sum.product(price, amount))
            taken += amount
            left -= amount
        }
        guard taken >= Int128(value.lowerBound) else { return nil }
        // A discount is cut to whole micros; where the goods value is known, so is the cut.
        if value.lowerBound == value.upperBound {
            return sum.sum(total, -sum.product(taken * percent / 1_000_000, scale))
        }
        let worth = sum.product(taken * percent, scale)
        return sum.sum(total, -((worth + 999_999) / 1_000_000))
    }
}

/// Sums and products of 128 bits that remember whether any was too large.
struct CheckedSum {
    static let one = Int128(1) << 40
    private(set) var isBeyond = false

    mutating func sum(_ one: Int128, _ other: Int128) -> Int128 {
        let (value, isBeyond) = one.addingReportingOverflow(other)
        if isBeyond { self.isBeyond = true }
        return value
    }

    mutating func product(_ one: Int128, _ other: Int128) -> Int128 {
        if one == 0 || other == 0 { return 0 }
        let (value, isBeyond) = one.multipliedReportingOverflow(by: other)
        // Negating must stay possible.
        if isBeyond || value == Int128.min { self.isBeyond = true }
        return value == Int128.min ? 0 : value
    }
}
