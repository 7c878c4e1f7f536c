/// A threshold of units or goods value that divides the cells of a supplier's order in two.
struct LinearCut {
    /// Cells below, "no order" first.
    var low: UInt64
    /// How much of the mix is below.
    var share: Double
    var from: Int64
    var countsUnits: Bool

    /// The number that the threshold divides.
    func measure(supplier: Int) -> SourcingCertificate.Measure {
        countsUnits ? .units(supplier: supplier) : .value(supplier: supplier)
    }

    /// The threshold that divides the mix most evenly; `nil` if none has cells on both sides.
    static func best(
        of supplier: LinearModel.Supplier, _ allowed: UInt64, _ weights: [Double]
    ) -> LinearCut? {
        var best: LinearCut?
        func consider(_ from: Int64, countsUnits: Bool) {
            var cut = LinearCut(low: 0, share: 0, from: from, countsUnits: countsUnits)
            for bit in 0...supplier.cells.count where allowed >> UInt64(bit) & 1 != 0 {
                if bit > 0 {
                    let cell = supplier.cells[bit - 1]
                    guard (countsUnits ? cell.unitsHigh : cell.valueHigh) < from else { continue }
                }
                cut.low |= 1 << UInt64(bit)
                cut.share += weights[bit]
            }
            guard cut.low != 0, allowed & ~cut.low != 0 else { return }
            if let known = best, abs(cut.share - 0.5) >= abs(known.share - 0.5) { return }
            best = cut
        }
        for from in Set(supplier.cells.map(\.unitsLow)).sorted() {
            consider(max(1, from), countsUnits: true)
        }
        for from in Set(supplier.cells.map(\.valueLow)).sorted() where from > 0 {
            consider(from, countsUnits: false)
        }
        return best
    }
}
