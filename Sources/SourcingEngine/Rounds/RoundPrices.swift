/// Prices that tie blocks and suppliers together: suggestions, in floating point.
///
/// Any prices give a true bound once they are integers, see ``ExactPrices``.
struct RoundPrices {
    /// Binary digits behind the point of ``ExactPrices/value``.
    static let digits = 40

    /// For using a supplier at all, by pair, in micros, at least 0.
    var use: [Double]
    /// Per micro of goods value, by pair.
    var value: [Double]
    /// Per unit in micros, by supplier.
    var unit: [Double]
    /// For one supplier more with an order, in micros, at least 0.
    var supplier = 0.0

    init(pairs: Int, suppliers: Int) {
        use = Array(repeating: 0, count: pairs)
        value = use
        unit = Array(repeating: 0, count: suppliers)
    }
}

/// Prices as integers, within limits that keep every sum in 64 bits.
struct ExactPrices {
    /// By pair, in ticks, at least 0.
    var use: [Int64]
    /// By pair, per micro of goods value, 40 binary digits behind the point.
    var value: [Int64]
    /// By supplier, in ticks per unit.
    var unit: [Int64]
    /// For one supplier more with an order, in ticks, at least 0.
    var supplier: Int64

    init(_ prices: RoundPrices, _ tables: RoundTables, _ suppliers: RoundSuppliers) {
        let tick = Double(Int64(1) << Int64(tables.shift))
        let most = Double(Int64(1) << 54)
        use = prices.use.map { $0 > 0 && $0.isFinite ? Int64(min($0 * tick, most)) : 0 }
        let one = Double(Int64(1) << Int64(RoundPrices.digits))
        value = prices.value.map { price in
            guard price.isFinite else { return 0 }
            return Int64((min(max(price, -1.25), 1000) * one).rounded(.towardZero))
        }
        supplier =
            prices.supplier > 0 && prices.supplier.isFinite
            ? Int64(min(prices.supplier * tick, most)) : 0
        unit = []
        for (supplier, price) in prices.unit.enumerated() {
            guard price.isFinite else {
                unit.append(0)
                continue
            }
            let limit = most / Double(max(1, suppliers.largestQuantity[supplier])) / 64
            unit.append(Int64(min(max(price * tick, -limit), most)))
        }
    }
}
