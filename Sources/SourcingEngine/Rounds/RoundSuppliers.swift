/// The suppliers of a round whose orders as a whole matter, with the pairs that may buy there.
final class RoundSuppliers {
    /// By supplier that matters: its position in the problem.
    var position: [Int] = []
    var cells: [[SupplierTerms.Cell]] = []
    /// Whether the goods value, or the units, of the whole order matter.
    var usesValue: [Bool] = []
    var usesUnits: [Bool] = []
    /// Whether goods value is discounted: its price may then differ from block to block.
    var isDiscounted: [Bool] = []
    /// What rules of the buyer make no order at all cost, in micros.
    var closedCost: [Int64] = []
    var pairs: [[Int32]] = []
    /// By supplier: largest quantity of any of its offers.
    var largestQuantity: [Int64] = []
    /// By pair: position of its supplier in here, −1 if only the offers matter.
    let ofPair: Column<Int32>
    /// By pair: highest goods value of an order, in micros.
    var valueLimit: [Int64] = []
    var maximumSuppliers = Int.max

    var count: Int { position.count }

    init(_ problem: SourcingProblem, _ tables: RoundTables) {
        ofPair = Column(repeating: -1, count: tables.pairCount)
        maximumSuppliers = problem.maximumSuppliers ?? Int.max
        var pairsBySupplier: [[Int32]] = Array(repeating: [], count: problem.suppliers.count)
        for pair in 0..<tables.pairCount {
            pairsBySupplier[Int(tables.pairSupplier[pair])].append(Int32(pair))
        }
        var units = [Int128](repeating: 0, count: problem.suppliers.count)
        var values = units
        var most = [Int64](repeating: 0, count: problem.suppliers.count)
        valueLimit = Array(repeating: 0, count: tables.pairCount)
        for offer in 0..<tables.offerCount {
            let pair = Int(tables.pair[offer])
            let supplier = Int(tables.pairSupplier[pair])
            var highest: Int64 = 0
            for tier in tables.tiers(of: offer) {
                highest = max(highest, tables.goods(offer, tables.tierLast[tier], tier: tier))
            }
            let limit = problem.suppliers[supplier].maximumValue ?? Int64.max
            valueLimit[pair] = min(valueLimit[pair] + highest, limit)
            units[supplier] += Int128(tables.high[offer])
            // Offers of one block together may pass what each of them keeps to.
            values[supplier] += Int128(highest)
            most[supplier] = max(most[supplier], tables.high[offer])
        }
        let rules = SupplierRules.compile(problem)
        for supplier in problem.suppliers.indices where !pairsBySupplier[supplier].isEmpty {
            add(
                problem, supplier, pairsBySupplier[supplier], rules[supplier],
                units: units[supplier], value: values[supplier], largest: most[supplier])
        }
    }

    /// A copy in which limits may be changed; it does not know which pair is whose.
    init(limitsOf other: RoundSuppliers) {
        ofPair = Column([])
        position = other.position
        cells = other.cells
        usesValue = other.usesValue
        usesUnits = other.usesUnits
        isDiscounted = other.isDiscounted
        closedCost = other.closedCost
        pairs = other.pairs
        largestQuantity = other.largestQuantity
        valueLimit = other.valueLimit
        maximumSuppliers = other.maximumSuppliers
    }

    deinit { ofPair.free() }

    private func add(
        _ problem: SourcingProblem, _ supplier: Int, _ own: [Int32], _ rules: SupplierRules,
        units: Int128, value: Int128, largest: Int64
    ) {
        let terms = problem.suppliers[supplier]
        let valueHigh = Int64(min(value, Int128(terms.maximumValue ?? Int64.max)))
        let unitsHigh = Int64(min(units, Int128(terms.maximumUnits ?? Int64.max)))
        var made = SupplierTerms(supplier: supplier)
        made.rules = rules
        made.makeCells(terms, valueHigh: valueHigh, unitsHigh: unitsHigh)
        let cells = made.cells
        let hasDiscount = cells.contains { $0.percent > 0 }
        let needsValue =
            hasDiscount || value > Int128(valueHigh)
            || cells.contains { $0.valueLow > 0 || $0.valueHigh < valueHigh }
        let needsUnits =
            units > Int128(unitsHigh)
            || cells.contains { $0.unitsLow > 1 || $0.unitsHigh < unitsHigh }
        guard
            needsValue || needsUnits || cells.isEmpty || cells.contains(where: { $0.fixedCost > 0 })
                || problem.maximumSuppliers != nil || made.closedCost > 0
        else { return }
        for pair in own { ofPair[Int(pair)] = Int32(position.count) }
        position.append(supplier)
        self.cells.append(cells)
        usesValue.append(needsValue)
        usesUnits.append(needsUnits)
        isDiscounted.append(hasDiscount)
        closedCost.append(made.closedCost)
        pairs.append(own)
        largestQuantity.append(largest)
    }

    /// Lowest cost of an order minus what the blocks pay for it, 40 binary digits behind the point.
    ///
    /// - Parameter state: what is decided of the order.
    func minimum(
        _ supplier: Int, _ prices: ExactPrices, state: SupplierState, shift: Int
    ) -> Int128? {
        var best: Int128? =
            state.mustOrder ? nil : Int128(closedCost[supplier]) << Int128(RoundPrices.digits)
        guard !state.isClosed else { return best }
        var paid = -Int128(prices.supplier)
        for pair in pairs[supplier] { paid += Int128(prices.use[Int(pair)]) }
        let unit = Int128(prices.unit[supplier])
        let digits = Int128(RoundPrices.digits - shift)
        for (index, cell) in cells[supplier].enumerated() where state.allows(cell: index) {
            let units = unit > 0 ? cell.unitsHigh : cell.unitsLow
            var cost = Int128(cell.fixedCost) << Int128(RoundPrices.digits)
            cost -= (paid + unit * Int128(units)) << digits
            if usesValue[supplier] {
                guard let worth = valueTerm(supplier, prices, cell) else { continue }
                cost += worth
            }
            best = min(best ?? cost, cost)
        }
        return best
    }

    /// Cheapest goods values by block within a cell, a continuous knapsack: what they are paid
    /// less and discounted; `nil` if the cell cannot be reached.
    private func valueTerm(
        _ supplier: Int, _ prices: ExactPrices, _ cell: SupplierTerms.Cell
    ) -> Int128? {
        let percent = Int128(cell.percent)
        guard isDiscounted[supplier] else {
            let price = pairs[supplier].first.map { Int128(prices.value[Int($0)]) } ?? 0
            return -price * Int128(price > 0 ? cell.valueHigh : cell.valueLow)
        }
        let order = pairs[supplier].map(Int.init).sorted {
            (prices.value[$1], $0) < (prices.value[$0], $1)
        }
        var total: Int64 = 0
        var cost: Int128 = 0
        for pair in order {
            let price = Int128(prices.value[pair])
            let isWorth = price * 1_000_000 + percent << 40 > 0
            let room = (isWorth ? cell.valueHigh : cell.valueLow) - total
            guard room > 0 else { continue }
            let value = min(room, valueLimit[pair])
            cost -= price * Int128(value)
            total += value
        }
        guard total >= cell.valueLow else { return nil }
        // The discount rounded up: a bound must not be above the truth.
        return cost - ((Int128(total) * percent) << 40 + 999_999) / 1_000_000
    }
}

/// What a part of the search has decided of a supplier: whether it gets an order, and into which
/// cells the order may fall.
struct SupplierState: Hashable, Sendable {
    private var allowsNone: Bool
    /// A bit for each cell; the last one stands for all from there on.
    private var cells: UInt64

    static let free = SupplierState(allowsNone: true, cells: .max)
    static let closed = SupplierState(allowsNone: true, cells: 0)

    var isClosed: Bool { cells == 0 }
    var mustOrder: Bool { !allowsNone }
    /// Whether an order and no order are both looked at.
    var isFree: Bool { allowsNone && cells != 0 }

    func allows(cell: Int) -> Bool { cells >> UInt64(min(cell, Self.mostCells)) & 1 != 0 }

    /// Cells from here on are not told apart.
    static let mostCells = 63

    /// The cells that are looked at.
    func filtered(_ all: [SupplierTerms.Cell]) -> [SupplierTerms.Cell] {
        if cells == .max { return all }
        return all.indices.filter { allows(cell: $0) }.map { all[$0] }
    }

    /// With an order.
    var ordering: SupplierState { SupplierState(allowsNone: false, cells: cells) }

    /// Without the cells for which a condition does not hold.
    func keeping(_ count: Int, where isKept: (Int) -> Bool) -> SupplierState {
        var kept = self
        for cell in 0..<count where !isKept(cell) { kept.cells &= ~(1 << UInt64(cell)) }
        // Without cells behind the last one, what has none left is closed.
        if count < 64 { kept.cells &= (1 << UInt64(count)) - 1 }
        return kept
    }
}
