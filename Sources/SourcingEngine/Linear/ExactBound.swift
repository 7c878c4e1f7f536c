/// What prices of the lines prove, in whole numbers only.
///
/// The lower bound is Σ price·wanted + Σ suppliers min over cells of the cheapest order less what
/// the lines pay for it. A price per limit of a cell makes the cell's minimum a sum of signs: any
/// such price is valid, so none has to be trusted.
struct ExactBound {
    /// Lower bound on the cost of every answer that the sets of cells allow, scaled.
    private(set) var scaled: Int128 = 0
    /// By supplier and cell, "no order" first: lower bound on its part, `nil` if not allowed or
    /// impossible.
    private(set) var parts: [[Int128?]] = []
    private(set) var lowest: [Int128] = []

    /// What is known without prices: nothing.
    static var empty: ExactBound { ExactBound() }

    private init() {}

    /// - Parameter prices: of the lines, whole numbers.
    init(
        _ model: LinearModel, _ kernel: borrowing SupplierKernel, allowed: [UInt64],
        prices: borrowing FlatBuffer<Double>
    ) {
        kernel.setPrices(prices)
        for line in model.want.indices {
            let price = Int64(prices[line])
            let price128 = Int128(price) * Int128(model.want[line])
            scaled += price128
            let unmet = Int128(model.unmetCosts[line] - price)
            if unmet < 0 { scaled += unmet * Int128(model.want[line]) }
        }
        for (index, supplier) in model.suppliers.enumerated() {
            var costs = [Int128?](repeating: nil, count: supplier.cells.count + 1)
            if allowed[index] & 1 != 0 { costs[0] = 0 }
            for cell in supplier.cells.indices where allowed[index] >> UInt64(cell + 1) & 1 != 0 {
                // Floating point may err about goods values, not about units.
                guard Self.units(kernel, supplier) >= supplier.cells[cell].unitsLow else {
                    continue
                }
                let guide =
                    kernel.minimum(of: index, cell: cell, below: .infinity)
                    ?? SupplierKernel.Minimum(cost: 0, side: .free, limitPrice: 0, limit: 0)
                costs[cell + 1] = Self.part(model, kernel, index, cell, guide)
            }
            var least: Int128?
            for cost in costs {
                if let cost { least = min(least ?? cost, cost) }
            }
            // No order fits: nothing is in this part of the search.
            let part = least ?? Int128(1) << 100
            scaled += part
            lowest.append(part)
            parts.append(costs)
        }
    }

    /// Lower bound in micros, rounded up: answers cost whole micros.
    func micros(_ shift: Int) -> Int64 {
        let unit = Int128(1) << Int128(shift)
        let whole = (scaled + unit - 1) >> Int128(shift)
        return Int64(min(max(whole, 0), Int128(Int64.max)))
    }

    /// Most units that a supplier can give.
    private static func units(
        _ kernel: borrowing SupplierKernel, _ supplier: LinearModel.Supplier
    ) -> Int64 {
        var total: Int64 = 0
        for arc in supplier.arcs { total += Int64(kernel.size[arc]) }
        return total
    }

    private static func part(
        _ model: LinearModel, _ kernel: borrowing SupplierKernel, _ index: Int, _ position: Int,
        _ guide: SupplierKernel.Minimum
    ) -> Int128 {
        let supplier = model.suppliers[index]
        let cell = supplier.cells[position]
        let shift = Int128(model.shift)
        let start = supplier.costStart + position * supplier.arcs.count
        let first = supplier.arcs.lowerBound
        // Each rounded offer can cost half a micro less than its price says.
        var total =
            Int128(cell.fixedCost) << shift - (Int128(supplier.roundedOffers) << shift + 1) / 2
        switch guide.side {
        case .free, .units:
            let price = Int64(guide.limitPrice.rounded())
            total += Int128(price) * Int128(price < 0 ? cell.unitsHigh : cell.unitsLow)
            model.cellCosts.withUnsafeBufferPointer { costs in
                for place in 0..<supplier.arcs.count {
                    let net = costs[start + place] + Int64(kernel.reduced[first + place]) - price
                    if net < 0 { total += Int128(net) * Int128(kernel.size[first + place]) }
                }
            }
        case .value:
            // The price has twenty binary digits more; a modest one keeps the sums in 128 bits.
            let modest = max(-65_536, min(65_536, guide.limitPrice))
            let price = Int64((modest * 1_048_576).rounded())
            let slack = supplier.roundedOffers
            let limit = price < 0 ? cell.valueHigh + slack : cell.valueLow - slack
            var fine = Int128(price) * (Int128(limit) << shift)
            for place in 0..<supplier.arcs.count {
                let cost = model.cellCosts[start + place] + Int64(kernel.reduced[first + place])
                // Goods values are rounded down; a minimum is reached a little later in truth.
                let isWhole = price < 0
                let value = model.unitValues[first + place] + (isWhole ? 0 : 1)
                let net = Int128(cost) << 20 - Int128(price) * Int128(value)
                if net < 0 { fine += net * Int128(kernel.size[first + place]) }
            }
            total += fine >> 20
        }
        return total
    }
}
