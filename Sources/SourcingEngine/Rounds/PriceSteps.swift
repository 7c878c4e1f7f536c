/// Moves all prices of a ``PriceAscent`` together along a deflected subgradient.
///
/// Every price is counted in micros: a price of goods as what it makes of a typical order. So all
/// parts of the subgradient are shares of an order, and one step length fits them all.
final class PriceSteps {
    private let ascent: PriceAscent
    private let plans: PlanTable
    private let suppliers: RoundSuppliers
    /// Whether the prices of a pair for using its supplier may move.
    private let isFree: Column<Bool>
    /// Whether the cheapest plan of the block uses the pair.
    private let isUsed: Column<Bool>
    private let direction: Column<Double>
    private let bestUse: Column<Double>
    private let bestValue: Column<Double>
    private let bestUnit: Column<Double>
    private var bestSupplier = 0.0
    /// Suppliers that are taken beyond what a limit on their number allows, and what moves its
    /// price.
    private var tooMany = 0.0
    private var supplierDirection = 0.0
    /// By supplier.
    private let orders: Column<Order>
    /// By piece of blocks and supplier.
    private let sums: Column<Sums>
    private let pieces: Int
    /// How far prices move before they are evaluated next, and whether they are kept before.
    private var pendingFactor = 0.0
    private var isKept = false

    /// What the prices of a supplier are stepped by.
    private struct Order {
        /// Goods value and units of a typical order.
        var goods = 1.0
        var units = 1.0
        var isTaken = false
        var value = 0.0
        var unit = 0.0
        /// What moves the price of goods and of units in the step in hand, from the prices before.
        var valueStep = 0.0
        var unitStep = 0.0
    }

    private struct Sums {
        var goods = 0.0
        var units = 0.0
        var paid = 0.0
    }

    /// Blocks that one thread scans, and suppliers that it balances, at a time.
    private static let scanned = 1024
    private static let balanced = 128

    init(_ ascent: PriceAscent) {
        self.ascent = ascent
        plans = ascent.plans
        suppliers = ascent.suppliers
        let pairs = ascent.tables.pairCount
        isFree = Column(repeating: false, count: pairs)
        isUsed = Column(repeating: false, count: pairs)
        direction = Column(repeating: 0, count: pairs)
        bestUse = Column(repeating: 0, count: pairs)
        bestValue = Column(repeating: 0, count: pairs)
        bestUnit = Column(repeating: 0, count: suppliers.count)
        pieces = (plans.blockCount + Self.scanned - 1) / Self.scanned
        sums = Column(repeating: Sums(), count: pieces * suppliers.count)
        orders = Column(repeating: Order(), count: suppliers.count)
        for pair in 0..<pairs {
            let supplier = Int(suppliers.ofPair[pair])
            isFree[pair] = supplier >= 0 && ascent.states[supplier].isFree
        }
        measureOrders()
    }

    deinit {
        isFree.free()
        isUsed.free()
        sums.free()
        orders.free()
        for column in [direction, bestUse, bestValue, bestUnit] { column.free() }
    }

    /// Steps and keeps the best prices found.
    ///
    /// - Parameters:
    ///   - count: how many steps, at most.
    ///   - target: a value that the bound cannot pass, such as the best answer's cost.
    ///   - patience: steps without a better value until they are halved.
    /// - Returns: the best value reached, in micros.
    @discardableResult
    func run(_ count: Int, target: Double, patience: Int, stop: () -> Bool) -> Double {
        var best = -Double.infinity
        var milestone = -Double.infinity
        var pace = 1.0
        var sinceBetter = 0
        var length = 0.0
        for step in 0..<count {
            if stop() { break }
            var value = scan()
            if value > best {
                sinceBetter = value > best + 1e-6 * abs(best) ? 0 : sinceBetter + 1
                best = value
                keepSuppliers()
            } else {
                sinceBetter += 1
            }
            if step % 100 == 99 {
                if best - milestone < 0.005 * (target - best) { break }
                milestone = best
            }
            if sinceBetter >= patience {
                pace *= 0.5
                sinceBetter = 0
                keepPairs()
                restore()
                direction.fill(0)
                supplierDirection = 0
                for supplier in 0..<orders.count {
                    orders[supplier].value = 0
                    orders[supplier].unit = 0
                }
                if pace < 0.0005 { break }
                value = scan()
            }
            length = turn()
            guard length > 1e-12 else { break }
            let distance = max(target - value, 1e-5 * abs(value))
            move(by: pace * distance / length)
        }
        keepPairs()
        restore()
        return best
    }

    /// Keeps the prices of suppliers; those of pairs are kept before they move next.
    private func keepSuppliers() {
        bestUnit.copy(ascent.unit)
        bestSupplier = ascent.supplierPrice
        isKept = true
    }

    private func keepPairs() {
        guard isKept else { return }
        bestUse.copy(ascent.use)
        bestValue.copy(ascent.value)
        isKept = false
    }

    private func restore() {
        pendingFactor = 0
        ascent.use.copy(bestUse)
        ascent.value.copy(bestValue)
        ascent.unit.copy(bestUnit)
        ascent.supplierPrice = bestSupplier
    }

    private func measureOrders() {
        _ = scan()
        for supplier in 0..<orders.count {
            var goods = sums[supplier].goods
            var units = sums[supplier].units
            for cell in suppliers.cells[supplier] {
                goods = max(goods, Double(cell.valueLow), Double(cell.valueHigh) / 100, 1)
                units = max(units, Double(cell.unitsLow), Double(cell.unitsHigh) / 100, 1)
            }
            orders[supplier].goods = max(goods, 1)
            orders[supplier].units = max(units, 1)
        }
    }

    // MARK: Parts of a step

    /// Evaluates the prices, and notes what is out of balance under them.
    private func scan() -> Double {
        var costs = [Double](repeating: 0, count: pieces)
        costs.withUnsafeMutableBufferPointer { costs in
            ascent.parallel.forEachChunk(of: plans.blockCount, size: Self.scanned) { range, _ in
                let piece = range.lowerBound / Self.scanned
                costs[piece] = scan(range, sums.pointer + piece * suppliers.count)
            }
        }
        pendingFactor = 0
        isKept = false
        var total = -ascent.constantTerm
        for cost in costs { total += cost }
        let chunks = (orders.count + Self.balanced - 1) / Self.balanced
        var parts = [(cost: Double, taken: Int)](repeating: (0, 0), count: chunks)
        parts.withUnsafeMutableBufferPointer { parts in
            ascent.parallel.forEachChunk(of: orders.count, size: Self.balanced) { range, _ in
                parts[range.lowerBound / Self.balanced] = balance(range)
            }
        }
        var taken = 0
        for part in parts {
            total += part.cost
            taken += part.taken
        }
        let most = suppliers.maximumSuppliers
        tooMany = most < orders.count ? Double(taken - most) : 0
        return total
    }

    private func scan(_ blocks: Range<Int>, _ sums: UnsafeMutablePointer<Sums>) -> Double {
        sums.update(repeating: Sums(), count: suppliers.count)
        let tables = ascent.tables
        let pairs =
            Int(tables.pairStart[blocks.lowerBound])..<Int(tables.pairStart[blocks.upperBound])
        let (use, value, factor) = (ascent.use, ascent.value, pendingFactor)
        if isKept {
            bestUse.copy(pairs, of: use, to: pairs.lowerBound)
            bestValue.copy(pairs, of: value, to: pairs.lowerBound)
        }
        for pair in pairs {
            isUsed[pair] = false
            let supplier = Int(suppliers.ofPair[pair])
            guard supplier >= 0 else { continue }
            if factor != 0 {
                value[pair] += orders[supplier].valueStep
                use[pair] = max(0, use[pair] + factor * direction[pair])
            }
            sums[supplier].paid += use[pair]
        }
        var total = 0.0
        for block in blocks {
            let (plan, cost) = ascent.cheapest(block)
            total += cost
            for entry in plans.entries(of: plan) {
                let pair = Int(plans.pair[entry])
                let actual = pair >= 0 ? pair : ~pair
                let supplier = Int(suppliers.ofPair[actual])
                guard supplier >= 0 else { continue }
                isUsed[actual] = true
                sums[supplier].goods += Double(plans.goods[entry])
                sums[supplier].units += Double(plans.quantity[entry])
            }
        }
        return total
    }

    /// What suppliers add to the value, and how many have an order.
    private func balance(_ range: Range<Int>) -> (cost: Double, taken: Int) {
        for piece in 1..<max(1, pieces) {
            let first = piece * orders.count
            for supplier in range {
                sums[supplier].goods += sums[first + supplier].goods
                sums[supplier].units += sums[first + supplier].units
                sums[supplier].paid += sums[first + supplier].paid
            }
        }
        var cost = 0.0
        var taken = 0
        for supplier in range {
            cost += balance(supplier)
            if orders[supplier].isTaken { taken += 1 }
        }
        return (cost, taken)
    }

    /// What a supplier adds to the value, and how far its order is from what blocks take.
    private func balance(_ supplier: Int) -> Double {
        orders[supplier].isTaken = false
        orders[supplier].valueStep = 0
        orders[supplier].unitStep = 0
        let state = ascent.states[supplier]
        let closed = Double(suppliers.closedCost[supplier])
        guard !state.isClosed, let first = suppliers.pairs[supplier].first else { return closed }
        var goods = sums[supplier].goods
        var units = sums[supplier].units
        let paid = sums[supplier].paid
        let order = ascent.cheapestOrder(
            supplier, value: ascent.value[Int(first)], unit: ascent.unit[supplier])
        let isTaken = state.mustOrder || order.cost - paid < closed
        if isTaken {
            goods -= order.goods
            units -= order.units
        }
        orders[supplier].isTaken = isTaken
        if suppliers.usesValue[supplier] {
            orders[supplier].valueStep = goods / orders[supplier].goods
        }
        if suppliers.usesUnits[supplier] {
            orders[supplier].unitStep = units / orders[supplier].units
        }
        return isTaken ? order.cost - paid : closed
    }

    /// Turns the direction towards what is out of balance, and measures it.
    private func turn() -> Double {
        let kept = 0.6
        var length = 0.0
        for supplier in 0..<orders.count {
            orders[supplier].value = kept * orders[supplier].value + orders[supplier].valueStep
            orders[supplier].unit = kept * orders[supplier].unit + orders[supplier].unitStep
            length += orders[supplier].value * orders[supplier].value
            length += orders[supplier].unit * orders[supplier].unit
        }
        supplierDirection = kept * supplierDirection + tooMany
        if supplierDirection < 0, ascent.supplierPrice <= 0 { supplierDirection = 0 }
        length += supplierDirection * supplierDirection
        var lengths = [Double](repeating: 0, count: pieces)
        lengths.withUnsafeMutableBufferPointer { lengths in
            forEachPairs { pairs, piece in
                lengths[piece] = turn(pairs, keeping: kept)
            }
        }
        for part in lengths { length += part }
        return length
    }

    private func turn(_ pairs: Range<Int>, keeping kept: Double) -> Double {
        var length = 0.0
        let use = ascent.use
        for pair in pairs where isFree[pair] {
            let isTaken = orders[Int(suppliers.ofPair[pair])].isTaken
            var along = kept * direction[pair]
            along += (isUsed[pair] ? 1 : 0) - (isTaken ? 1 : 0)
            if along < 0, use[pair] <= 0 { along = 0 }
            direction[pair] = along
            length += along * along
        }
        return length
    }

    /// Moves the prices of suppliers; those of pairs follow when they are evaluated next.
    private func move(by factor: Double) {
        pendingFactor = factor
        ascent.supplierPrice = max(0, ascent.supplierPrice + factor * supplierDirection)
        for supplier in 0..<orders.count {
            orders[supplier].valueStep = factor * orders[supplier].value / orders[supplier].goods
            orders[supplier].unitStep = factor * orders[supplier].unit / orders[supplier].units
            ascent.unit[supplier] += orders[supplier].unitStep
        }
    }

    private func forEachPairs(_ work: (_ pairs: Range<Int>, _ piece: Int) -> Void) {
        let start = ascent.tables.pairStart
        ascent.parallel.forEachChunk(of: plans.blockCount, size: Self.scanned) { range, _ in
            work(
                Int(start[range.lowerBound])..<Int(start[range.upperBound]),
                range.lowerBound / Self.scanned)
        }
    }
}
