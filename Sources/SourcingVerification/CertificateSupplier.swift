/// The cheapest order of a supplier as a whole, less what blocks pay for it, in 2⁻⁴⁰ micros.
struct CertificateSupplier {
    let terms: StatedProblem.Supplier
    /// Values that penalties look at, and the penalties below them.
    private(set) var wishes: [(value: Int128, penalty: Int128)] = []
    /// What any order at all pays.
    private(set) var orderPenalty: Int128 = 0
    private let cells: [CertificateCell]

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
        cells = CertificateCell.cells(of: terms, also: wishes.map(\.value))
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
        for cell in cells {
            guard let value = clip(order.value, cell.value),
                let count = clip(order.units, cell.units),
                let cost = cost(order, value, count, cell, &sum)
            else { continue }
            best = min(best ?? cost, cost)
        }
        return best
    }

    private func clip(
        _ range: ClosedRange<Int64>, _ part: ClosedRange<Int128>
    ) -> ClosedRange<Int64>? {
        let least = max(Int128(range.lowerBound), part.lowerBound)
        let most = min(Int128(range.upperBound), part.upperBound)
        return least <= most ? Int64(least)...Int64(most) : nil
    }

    private func cost(
        _ order: Order, _ value: ClosedRange<Int64>, _ units: ClosedRange<Int64>,
        _ cell: CertificateCell, _ sum: inout CheckedSum
    ) -> Int128? {
        var penalty = orderPenalty
        for wish in wishes where cell.value.lowerBound < wish.value { penalty += wish.penalty }
        let percent = cell.percent
        let scale = CheckedSum.one + order.budget
        var total = sum.product(cell.fixed, scale)
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
    var isBeyond = false

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
