/// Looks for prices that make the bound over the plans known as high as possible.
///
/// Two kinds of steps take turns. A *sweep* takes one supplier after the other and makes its prices
/// the best that they can be while all others stay: a convex function of one number, the price of
/// goods or of units, and a split of what an order costs over the blocks by what they would lose
/// without the supplier. *Steps* along a deflected subgradient move all prices together.
final class PriceAscent {
    let tables: RoundTables
    let suppliers: RoundSuppliers
    let plans: PlanTable
    let parallel: Parallel
    let states: [SupplierState]
    /// By supplier: the cells that its order may fall into.
    private let cells: [[SupplierTerms.Cell]]
    let hasUnits: Bool
    /// By pair: for using the supplier at all, in micros.
    let use: Column<Double>
    /// By pair: per micro of goods value.
    let value: Column<Double>
    /// By supplier: per unit, in micros.
    let unit: Column<Double>
    /// Price of one more supplier, in micros, at least 0.
    var supplierPrice: Double

    // Work: plans that use a supplier, and what its blocks cost without it.
    private var without: [Double] = []
    private var users: [PlanUse] = []

    struct PlanUse {
        var place: Int32
        var cost: Double
        var goods: Double
        var units: Double
    }

    init(
        _ tables: RoundTables, _ suppliers: RoundSuppliers, _ plans: PlanTable,
        _ prices: RoundPrices, _ states: [SupplierState], _ parallel: Parallel
    ) {
        self.tables = tables
        self.suppliers = suppliers
        self.plans = plans
        self.parallel = parallel
        self.states = states
        cells = states.indices.map { states[$0].filtered(suppliers.cells[$0]) }
        use = Column(prices.use)
        value = Column(prices.value)
        unit = Column(prices.unit)
        supplierPrice = prices.supplier
        hasUnits = suppliers.usesUnits.contains(true)
        for supplier in 0..<suppliers.count where states[supplier].isClosed {
            for pair in suppliers.pairs[supplier] { use[Int(pair)] = Self.forbidden }
        }
    }

    /// Price of using a supplier that is closed.
    private static let forbidden = 1e15

    deinit {
        for column in [use, value, unit] { column.free() }
    }

    var prices: RoundPrices {
        var prices = RoundPrices(pairs: 0, suppliers: 0)
        prices.use = use.elements
        prices.value = value.elements
        prices.unit = unit.elements
        prices.supplier = supplierPrice
        return prices
    }

    // MARK: Sweeps

    /// Improves the prices of every supplier once.
    func sweep() {
        for supplier in 0..<suppliers.count { improve(supplier) }
        guard suppliers.maximumSuppliers < suppliers.count else { return }
        priceSuppliers()
        for supplier in 0..<suppliers.count { improve(supplier) }
    }

    /// Suppliers by what they save under the prices, most first.
    func suppliersBySaving() -> [Int] {
        let savings = (0..<suppliers.count).map { saving($0) }
        return savings.indices.sorted { (savings[$1], $0) < (savings[$0], $1) }
    }

    /// Makes one supplier more so dear that as many pay as there may be.
    private func priceSuppliers() {
        var savings: [Double] = []
        for supplier in 0..<suppliers.count where !states[supplier].isClosed {
            let saved = states[supplier].mustOrder ? .infinity : saving(supplier) + supplierPrice
            savings.append(saved)
        }
        savings.sort(by: >)
        let most = suppliers.maximumSuppliers
        guard savings.count > most else { return }
        let price = (savings[most - 1] + savings[most]) / 2
        supplierPrice = price.isFinite ? max(0, price) : max(0, savings[most])
    }

    /// Makes the prices of one supplier the best that they can be while all others stay.
    func improve(_ supplier: Int) {
        collect(supplier)
        if states[supplier].isClosed { return }
        let first = suppliers.pairs[supplier].first.map(Int.init)
        var price = first.map { self.value[$0] } ?? 0
        if suppliers.isDiscounted[supplier] || suppliers.usesValue[supplier] {
            price = bestPrice(from: price, 0.02, lowest: -1.2, highest: 64) { price in
                self.slope(supplier, value: price, unit: self.unit[supplier]).goods
            }
            for pair in suppliers.pairs[supplier] { value[Int(pair)] = price }
        }
        if suppliers.usesUnits[supplier] {
            let scale = max(1, typicalUnitCost(supplier))
            unit[supplier] = bestPrice(
                from: unit[supplier], scale / 50, lowest: -scale * 2, highest: scale * 64
            ) { perUnit in
                self.slope(supplier, value: price, unit: perUnit).units
            }
        }
        splitUse(supplier, value: price)
    }

    /// Pairs that one thread gathers at a time.
    private static let gathered = 64

    /// Gathers what the blocks of a supplier cost with and without it.
    private func collect(_ supplier: Int) {
        without.removeAll(keepingCapacity: true)
        users.removeAll(keepingCapacity: true)
        let own = suppliers.pairs[supplier]
        if own.count < 2 * Self.gathered {
            collect(own, 0..<own.count, &without, &users)
            return
        }
        let chunks = (own.count + Self.gathered - 1) / Self.gathered
        var found = [(without: [Double], users: [PlanUse])](
            repeating: ([], []), count: chunks)
        found.withUnsafeMutableBufferPointer { found in
            parallel.forEachChunk(of: own.count, size: Self.gathered) { range, _ in
                var (without, users) = ([Double](), [PlanUse]())
                collect(own, range, &without, &users)
                found[range.lowerBound / Self.gathered] = (without, users)
            }
        }
        for part in found {
            without += part.without
            users += part.users
        }
    }

    private func collect(
        _ pairs: [Int32], _ range: Range<Int>, _ without: inout [Double], _ users: inout [PlanUse]
    ) {
        for place in range {
            let own = Int(pairs[place])
            let block = Int(tables.pairBlock[own])
            // Rules may leave a block nothing but the supplier.
            var lowest = Double(PlanTable.excludedCost(tables))
            for plan in plans.plans(of: block) {
                var amount = Double(plans.cost[plan])
                var use = PlanUse(place: Int32(place), cost: 0, goods: 0, units: 0)
                var isUser = false
                for entry in plans.entries(of: plan) {
                    let pair = Int(plans.pair[entry])
                    let actual = pair >= 0 ? pair : ~pair
                    if actual == own {
                        isUser = true
                        use.goods += Double(plans.goods[entry])
                        use.units += Double(plans.quantity[entry])
                    } else {
                        amount += price(entry, pair)
                    }
                }
                if isUser {
                    use.cost = amount
                    users.append(use)
                } else {
                    lowest = min(lowest, amount)
                }
            }
            without.append(lowest)
        }
    }

    /// What an entry pays under the prices.
    @inline(__always)
    func price(_ entry: Int, _ pair: Int) -> Double {
        let actual = pair >= 0 ? pair : ~pair
        var amount = pair >= 0 ? use[actual] : 0
        amount += value[actual] * Double(plans.goods[entry])
        if hasUnits {
            let supplier = Int(suppliers.ofPair[actual])
            if supplier >= 0 { amount += unit[supplier] * Double(plans.quantity[entry]) }
        }
        return amount
    }

    private func typicalUnitCost(_ supplier: Int) -> Double {
        var goods = 0.0
        var units = 0.0
        for use in users {
            goods += use.goods
            units += use.units
        }
        return units > 0 ? goods / units : 0
    }

    /// Slope of what the supplier saves, by the price of goods and of units: what an order may
    /// hold less what the blocks take.
    private func slope(
        _ supplier: Int, value: Double, unit: Double
    ) -> (goods: (low: Double, high: Double), units: (low: Double, high: Double)) {
        var goods = 0.0
        var units = 0.0
        visitBest(value: value, unit: unit) { _, gain, use in
            guard gain > 0 else { return }
            goods += use.goods
            units += use.units
        }
        var valueRange = (low: Double.infinity, high: -Double.infinity)
        var unitRange = valueRange
        let lowest = orderMinimum(supplier, value: value, unit: unit)
        for cell in cells[supplier] {
            let (cost, ends) = orderCost(cell, value: value, unit: unit)
            guard cost <= lowest + 1e-9 * abs(lowest) + 1 else { continue }
            valueRange.low = min(valueRange.low, ends.goods.low)
            valueRange.high = max(valueRange.high, ends.goods.high)
            unitRange.low = min(unitRange.low, ends.units.low)
            unitRange.high = max(unitRange.high, ends.units.high)
        }
        return (
            (valueRange.low - goods, valueRange.high - goods),
            (unitRange.low - units, unitRange.high - units)
        )
    }

    /// For every block of the supplier in hand its best plan with it, and what it gains.
    @inline(__always)
    private func visitBest(
        value: Double, unit: Double, _ visit: (_ place: Int, _ gain: Double, _ use: PlanUse) -> Void
    ) {
        var index = 0
        while index < users.count {
            let place = users[index].place
            var best = users[index]
            var lowest = Double.infinity
            while index < users.count, users[index].place == place {
                let use = users[index]
                let amount = use.cost + value * use.goods + unit * use.units
                if amount < lowest {
                    lowest = amount
                    best = use
                }
                index += 1
            }
            visit(Int(place), max(0, without[Int(place)] - lowest), best)
        }
    }

    /// Cost of the cheapest order of a cell less what is paid for goods and units, and which
    /// goods values and units it may have.
    private func orderCost(
        _ cell: SupplierTerms.Cell, value: Double, unit: Double
    ) -> (
        cost: Double,
        ends: (goods: (low: Double, high: Double), units: (low: Double, high: Double))
    ) {
        var cost = Double(cell.fixedCost) + supplierPrice
        let worth = value + Double(cell.percent) / 1e6
        var goods = (low: Double(cell.valueLow), high: Double(cell.valueHigh))
        if worth > 1e-12 { goods.low = goods.high }
        if worth < -1e-12 { goods.high = goods.low }
        cost -= worth * goods.low
        var units = (low: Double(cell.unitsLow), high: Double(cell.unitsHigh))
        if unit > 1e-9 { units.low = units.high }
        if unit < -1e-9 { units.high = units.low }
        cost -= unit * units.low
        return (cost, (goods, units))
    }

    /// The cheapest order of a supplier under prices.
    func cheapestOrder(
        _ supplier: Int, value: Double, unit: Double
    ) -> (cost: Double, goods: Double, units: Double) {
        var best = (cost: Double.infinity, goods: 0.0, units: 0.0)
        for cell in cells[supplier] {
            let (cost, ends) = orderCost(cell, value: value, unit: unit)
            guard cost < best.cost else { continue }
            best = (cost, (ends.goods.low + ends.goods.high) / 2, ends.units.low)
        }
        return best
    }

    private func orderMinimum(_ supplier: Int, value: Double, unit: Double) -> Double {
        var lowest = Double.infinity
        for cell in cells[supplier] {
            lowest = min(lowest, orderCost(cell, value: value, unit: unit).cost)
        }
        return lowest
    }

    /// The price at which a slope changes its sign, by widening steps and halving.
    private func bestPrice(
        from start: Double, _ step: Double, lowest: Double, highest: Double,
        _ slope: (Double) -> (low: Double, high: Double)
    ) -> Double {
        // No price at all is tried first: most limits do not bind.
        let atZero = slope(0)
        if atZero.low <= 0, atZero.high >= 0 { return 0 }
        let isUp = atZero.high < 0
        var low = 0.0
        var high = isUp ? step : -step
        if start != 0, (start > 0) == isUp { high = start }
        let limit = isUp ? highest : lowest
        while true {
            if isUp ? high >= limit : high <= limit { high = limit }
            let there = slope(high)
            if there.low <= 0, there.high >= 0 { return high }
            if (there.high < 0) != isUp || high == limit { break }
            low = high
            high *= 2
        }
        for _ in 0..<24 {
            let middle = (low + high) / 2
            let there = slope(middle)
            if there.low <= 0, there.high >= 0 { return middle }
            if (there.high < 0) == isUp { low = middle } else { high = middle }
        }
        return high
    }

    /// Splits what an order costs over the blocks, by what they would lose without the supplier.
    private func splitUse(_ supplier: Int, value: Double) {
        let unit = self.unit[supplier]
        let own = suppliers.pairs[supplier]
        for pair in own { use[Int(pair)] = 0 }
        guard states[supplier].isFree else { return }
        var total = 0.0
        visitBest(value: value, unit: unit) { _, gain, _ in total += gain }
        let cost =
            orderMinimum(supplier, value: value, unit: unit)
            - Double(suppliers.closedCost[supplier])
        let share = total > 0 ? min(1, max(0, cost / total)) : 0
        guard share > 0 else { return }
        visitBest(value: value, unit: unit) { place, gain, _ in
            use[Int(own[place])] = gain * share
        }
    }

    /// What the blocks save with a supplier less what its order costs, under the prices.
    func saving(_ supplier: Int) -> Double {
        collect(supplier)
        let value = suppliers.pairs[supplier].first.map { self.value[Int($0)] } ?? 0
        let unit = self.unit[supplier]
        var total = 0.0
        visitBest(value: value, unit: unit) { _, gain, _ in total += gain }
        total += Double(suppliers.closedCost[supplier])
        return total - orderMinimum(supplier, value: value, unit: unit)
    }

    // MARK: Value

    /// What the prices prove over the plans known, in micros.
    func evaluate() -> Double {
        let pieces = (plans.blockCount + Self.scanned - 1) / Self.scanned
        var sums = [Double](repeating: 0, count: pieces)
        sums.withUnsafeMutableBufferPointer { sums in
            parallel.forEachChunk(of: plans.blockCount, size: Self.scanned) { range, _ in
                var total = 0.0
                for block in range { total += cheapest(block).cost }
                sums[range.lowerBound / Self.scanned] = total
            }
        }
        var total = -constantTerm
        for sum in sums { total += sum }
        for supplier in 0..<suppliers.count { total += supplierTerm(supplier) }
        return total
    }

    /// Blocks that one thread evaluates at a time.
    static let scanned = 2048

    var constantTerm: Double {
        supplierPrice > 0 ? supplierPrice * Double(suppliers.maximumSuppliers) : 0
    }

    /// The cheapest plan of every block under the prices.
    func cheapestPlans() -> [Int32] {
        var found = [Int32](repeating: 0, count: plans.blockCount)
        found.withUnsafeMutableBufferPointer { found in
            parallel.forEachChunk(of: plans.blockCount, size: Self.scanned) { range, _ in
                for block in range { found[block] = Int32(cheapest(block).plan) }
            }
        }
        return found
    }

    /// The cheapest plan of a block under the prices.
    @inline(__always)
    func cheapest(_ block: Int) -> (plan: Int, cost: Double) {
        var best = -1
        var lowest = Double.infinity
        for plan in plans.plans(of: block) {
            var amount = Double(plans.cost[plan])
            for entry in plans.entries(of: plan) { amount += price(entry, Int(plans.pair[entry])) }
            if amount < lowest {
                lowest = amount
                best = plan
            }
        }
        return (best, lowest)
    }

    private func supplierTerm(_ supplier: Int) -> Double {
        let closed = Double(suppliers.closedCost[supplier])
        guard !states[supplier].isClosed, let first = suppliers.pairs[supplier].first else {
            return closed
        }
        var paid = 0.0
        for pair in suppliers.pairs[supplier] { paid += use[Int(pair)] }
        let cost = orderMinimum(supplier, value: value[Int(first)], unit: unit[supplier])
        return states[supplier].mustOrder ? cost - paid : min(closed, cost - paid)
    }
}
