/// The cheapest order of a supplier within a cell, less what lines pay for it, in 2⁻⁴⁰ micros.
///
/// A price on the limit that binds makes the minimum a sum of signs. Any such price gives a
/// lower bound; the best one is where the limit falls among the units in the order of their worth.
struct CertificateKnapsack {
    private let cell: CertificateCell
    private let segments: [CertificateOrders.Segment]
    /// By segment: cost per unit, rounded down.
    private let rates: [Int128]
    /// By segment: goods value per unit, in 2⁻²⁰ micros, rounded down.
    private let values: [Int128]
    private let rounded: Int128

    init(
        _ supplier: CertificateOrders.Supplier, _ cell: CertificateCell,
        _ segments: [CertificateOrders.Segment]
    ) {
        self.cell = cell
        self.segments = segments
        rounded = supplier.rounded
        let base = supplier.offers.map { $0.rate(percent: cell.percent) }
        let value = supplier.offers.map { ($0.price << 20) / $0.per }
        rates = segments.map { base[$0.offer] + $0.extra }
        values = segments.map { value[$0.offer] }
    }

    /// - Returns: `nil` if no order keeps to the cell.
    func minimum(_ sum: inout CheckedSum) -> Int128? {
        var all: (units: Int128, value: Int128) = (0, 0)
        var gainful: (units: Int128, value: Int128, cost: Int128) = (0, 0, 0)
        for (place, segment) in segments.enumerated() {
            let amount = Int128(segment.amount)
            let value = sum.product(values[place] + 1, amount)
            all = (all.units + amount, sum.sum(all.value, value))
            guard rates[place] < 0 else { continue }
            gainful.units += amount
            gainful.value = sum.sum(gainful.value, value)
            gainful.cost = sum.sum(gainful.cost, sum.product(rates[place], amount))
        }
        let (least, most) = valueLimits
        guard all.units >= cell.units.lowerBound, all.value >= least else { return nil }
        var cost = gainful.cost
        if !cell.units.contains(gainful.units) {
            let price = unitPrice(gainful.units)
            let limit = price < 0 ? cell.units.upperBound : cell.units.lowerBound
            cost = max(cost, priced(price, limit, &sum))
        }
        // The value of what gains is rounded up here; where it only seems to pass the limit, the
        // price found is 0.
        if gainful.value > most || gainful.value < least {
            let isAbove = gainful.value > most
            cost = max(cost, pricedByValue(isAbove ? most : least, isAbove: isAbove, &sum))
        }
        let fixed = sum.product(cell.fixed, CheckedSum.one)
        return sum.sum(sum.sum(fixed, cost), -((rounded << 40) + 1) / 2)
    }

    /// What a unit is worth where the limit on units falls; 0 if no limit binds.
    ///
    /// - Parameter gainful: units that gain.
    func unitPrice(_ gainful: Int128) -> Int128 {
        guard !cell.units.contains(gainful) else { return 0 }
        let isAbove = gainful > cell.units.upperBound
        let limit = isAbove ? cell.units.upperBound : cell.units.lowerBound
        let order = rates.indices.sorted { rates[$0] < rates[$1] }
        var units: Int128 = 0
        for (position, place) in order.enumerated() {
            units += Int128(segments[place].amount)
            if units > limit { return bounded(rates[place], isAbove) }
            guard units == limit else { continue }
            guard position + 1 < order.count else { return bounded(rates[place], isAbove) }
            // Between the last unit taken and the first one that is not.
            let next = rates[order[position + 1]]
            return bounded((rates[place] + next) >> 1, isAbove)
        }
        return 0
    }

    private func bounded(_ price: Int128, _ isAbove: Bool) -> Int128 {
        isAbove ? min(0, price) : max(0, price)
    }

    /// Goods values in 2⁻²⁰ micros; goods are rounded once per offer, by half a micro at most.
    private var valueLimits: (least: Int128, most: Int128) {
        ((cell.value.lowerBound - rounded) << 20, (cell.value.upperBound + rounded) << 20)
    }

    /// Whether the goods value of what gains keeps to the cell.
    var isFreeOfValue: Bool {
        var value: Int128 = 0
        for place in segments.indices where rates[place] < 0 {
            value += (values[place] + 1) * Int128(segments[place].amount)
        }
        let (least, most) = valueLimits
        return value >= least && value <= most
    }

    /// Units that gain.
    var gainfulUnits: Int128 {
        segments.indices.reduce(0) { $0 + (rates[$1] < 0 ? Int128(segments[$1].amount) : 0) }
    }

    private func priced(_ price: Int128, _ limit: Int128, _ sum: inout CheckedSum) -> Int128 {
        var total = sum.product(price, limit)
        for (place, segment) in segments.enumerated() where rates[place] < price {
            total = sum.sum(total, sum.product(rates[place] - price, Int128(segment.amount)))
        }
        return total
    }

    // MARK: Goods value

    private func pricedByValue(
        _ limit: Int128, isAbove: Bool, _ sum: inout CheckedSum
    ) -> Int128 {
        let price = valuePrice(limit, isAbove: isAbove)
        // Times 2²⁰: the limit and the values of units have as many binary digits more.
        var fine = sum.product(price, limit)
        for (place, segment) in segments.enumerated() {
            // Below a limit, values rounded down fit more; above one, rounded up reach it sooner.
            let value = values[place] + (isAbove ? 0 : 1)
            let net = sum.sum(sum.product(rates[place], 1 << 20), -sum.product(price, value))
            if net < 0 {
                fine = sum.sum(fine, sum.product(net, Int128(segment.amount)))
            }
        }
        return fine >> 20
    }

    /// A good price per micro of goods value: where the limit falls among the units by their worth.
    ///
    /// Any other is valid too, so digits that do not fit are left out.
    private func valuePrice(_ limit: Int128, isAbove: Bool) -> Int128 {
        // Prices as a certificate may state them must not leave 128 bits in the products.
        let worth = rates.map { max(-1 << 62, min(1 << 62, $0 >> 32)) }
        let sizes = values.map { min(1 << 62, $0 >> 18) + 1 }
        let order = rates.indices.sorted { one, other in
            worth[one] * sizes[other] < worth[other] * sizes[one]
        }
        var value: Int128 = 0
        var price: Int128 = 0
        for place in order {
            value += values[place] * Int128(segments[place].amount)
            price = (rates[place] << 20) / (values[place] + 1)
            if value >= limit { break }
        }
        return isAbove ? min(0, price) : max(0, price)
    }
}

extension CertificateOrders.Offer {
    /// Cost per unit at a discount, in 2⁻⁴⁰ micros, rounded down.
    func rate(percent: Int128) -> Int128 {
        let net = (price * (1_000_000 - percent)) << 40
        return net / (1_000_000 * per) + unit << 40
    }
}
