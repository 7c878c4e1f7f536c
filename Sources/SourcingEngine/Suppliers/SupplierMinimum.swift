/// What a supplier is paid by the blocks for goods, units and being used.
struct SupplierPrices: Sendable {
    /// Per micro of goods value by block of the supplier, 40 binary digits behind the point.
    var value: [Int64]
    /// Per unit, 40 binary digits behind the point.
    var unit: Int128 = 0
    /// For being used at all, 40 binary digits behind the point: all blocks together.
    var use: Int128 = 0
    /// Per micro that a budget counts, 40 binary digits behind the point.
    var budget: Int64 = 0

    /// Most that ``budget`` may be.
    static let highestBudget = Int64(1) << 50
}

extension SupplierPrices {
    /// Whether a micro more of goods value makes an order cheaper.
    func isWorth(_ position: Int, _ percent: Int64) -> Bool {
        let discount = Int128(percent) * (Int128(1) << 40 + Int128(budget))
        return -Int128(value[position]) * 1_000_000 - discount < 0
    }
}

/// One order of a supplier as a whole.
struct SupplierColumn: Sendable, Hashable {
    /// Position of the cell, −1 for no order.
    var cell: Int
    /// Goods value by block of the supplier; a single number unless values count by block.
    var values: [Int64]
    var units: Int64

    static func closed(_ terms: SupplierTerms) -> SupplierColumn {
        SupplierColumn(
            cell: -1,
            values: Array(
                repeating: 0, count: terms.countsValueByBlock ? terms.blocks.count : 1),
            units: 0)
    }
}

extension SupplierTerms {
    /// Lowest cost of an order minus what the blocks pay for it, 40 binary digits behind the
    /// point, over fractional orders of a domain; `nil` if the domain is empty.
    func minimum(
        _ prices: SupplierPrices, _ domain: SupplierDomain
    ) -> (cost: Int128, column: SupplierColumn)? {
        var best: (cost: Int128, column: SupplierColumn)?
        if domain.allowsNone { best = (Int128(closedCost) << 40, .closed(self)) }
        guard domain.allowsOrder else { return best }
        for (index, cell) in cells.enumerated() {
            guard let part = domain.clip(cell) else { continue }
            guard let found = minimum(prices, part, index) else { continue }
            if found.cost < best?.cost ?? Int128.max { best = found }
        }
        return best
    }

    private func minimum(
        _ prices: SupplierPrices, _ cell: Cell, _ index: Int
    ) -> (cost: Int128, column: SupplierColumn)? {
        let units = prices.unit > 0 ? cell.unitsHigh : cell.unitsLow
        var cost = Int128(cell.fixedCost) << 40 + Int128(prices.budget) * Int128(cell.purchase)
        cost -= prices.use + prices.unit * Int128(units)
        guard usesValue else {
            return (cost, SupplierColumn(cell: index, values: [0], units: units))
        }
        var values: [Int64]
        if countsValueByBlock {
            guard let spread = spread(prices, cell) else { return nil }
            values = spread
        } else {
            values = [prices.isWorth(0, cell.percent) ? cell.valueHigh : cell.valueLow]
        }
        var total: Int128 = 0
        for (position, value) in values.enumerated() {
            cost -= Int128(prices.value[position]) * Int128(value)
            total += Int128(value)
        }
        // The discount rounded up: a bound must not be above the truth.
        let worth = total * Int128(cell.percent) * (Int128(1) << 40 + Int128(prices.budget))
        cost -= (worth + 999_999) / 1_000_000
        return (cost, SupplierColumn(cell: index, values: values, units: units))
    }

    /// Cheapest goods values by block within a cell: a continuous knapsack.
    private func spread(_ prices: SupplierPrices, _ cell: Cell) -> [Int64]? {
        let order = blocks.indices.sorted {
            (prices.value[$1], $0) < (prices.value[$0], $1)
        }
        var values = [Int64](repeating: 0, count: blocks.count)
        var total: Int64 = 0
        for position in order {
            let room =
                (prices.isWorth(position, cell.percent) ? cell.valueHigh : cell.valueLow) - total
            guard room > 0 else { continue }
            values[position] = min(room, valueLimits[position])
            total += values[position]
        }
        return total >= cell.valueLow ? values : nil
    }
}

extension SourcingSupplier {
    /// Exact cost of an order beside its offers in micros, `nil` if it breaks a rule.
    func orderCostOrNil(units: Int64, goods: Int64) -> Int64? {
        guard units > 0 else { return 0 }
        if let limit = maximumUnits, units > limit { return nil }
        if let limit = maximumValue, goods > limit { return nil }
        if minimumOrderSurcharge == nil, goods < minimumOrderValue { return nil }
        let order = order(position: 0, units: units, goods: goods)
        return order.orderCost + order.freight + order.surcharge - order.discount
    }
}
