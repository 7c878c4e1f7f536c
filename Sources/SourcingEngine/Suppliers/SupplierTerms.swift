/// A supplier whose order as a whole matters, as a set of cells.
///
/// A cell is a rectangle of goods value and units in which the fixed part of the cost and the
/// discount percentage are constant.
struct SupplierTerms: Sendable {
    /// Part of the possible orders.
    struct Cell: Sendable, Hashable {
        var valueLow: Int64
        var valueHigh: Int64
        var unitsLow: Int64
        var unitsHigh: Int64
        /// Penalties included.
        var fixedCost: Int64
        /// The part of ``fixedCost`` that budgets count.
        var purchase: Int64
        /// In 10⁻⁴ of a percent.
        var percent: Int64
    }

    /// Position in the problem.
    var supplier: Int
    var cells: [Cell] = []
    /// Blocks that may buy here, with the supplier's position in each.
    var blocks: [(block: Int, local: Int)] = []
    /// Highest goods value of each of ``blocks``.
    var valueLimits: [Int64] = []
    var usesValue = false
    /// Whether goods values count block by block, because they are discounted.
    var countsValueByBlock = false
    var usesUnits = false
    var rules = SupplierRules()
    /// Penalties of no order at all.
    var closedCost: Int64 { rules.penalty(units: 0, goods: 0) }
    var mustOrder: Bool { rules.requiredValue > 0 }

    /// The suppliers that matter, ascending.
    static func compile(_ problem: SourcingProblem, blocks: [Block]) -> [SupplierTerms] {
        var places: [[(block: Int, local: Int)]] = Array(
            repeating: [], count: problem.suppliers.count)
        for (index, block) in blocks.enumerated() {
            for (local, supplier) in block.suppliers.enumerated() {
                places[supplier].append((index, local))
            }
        }
        let rules = SupplierRules.compile(problem)
        var found: [SupplierTerms] = []
        for supplier in problem.suppliers.indices where !places[supplier].isEmpty {
            var terms = SupplierTerms(supplier: supplier)
            terms.blocks = places[supplier]
            terms.rules = rules[supplier]
            let isWanted = terms.fill(problem.suppliers[supplier], blocks)
            if isWanted || problem.maximumSuppliers != nil { found.append(terms) }
        }
        return found
    }

    /// Computes cells; `false` if only the supplier's offers matter.
    private mutating func fill(_ supplier: SourcingSupplier, _ all: [Block]) -> Bool {
        var value: Int128 = 0
        var units: Int128 = 0
        for (index, local) in blocks {
            let block = all[index]
            var most: Int64 = 0
            for offer in 0..<block.offerCount where block.supplierOfOffer[offer] == local {
                var highest: Int64 = 0
                for tier in block.tiers(of: offer) {
                    let last = block.tierLast[tier]
                    highest = max(highest, block.goods(offer, last, tier: tier))
                }
                most += highest
                units += Int128(block.high[offer])
            }
            valueLimits.append(min(most, supplier.maximumValue ?? Int64.max))
            value += Int128(most)
        }
        let valueHigh = Int64(min(value, Int128(supplier.maximumValue ?? Int64.max)))
        let unitsHigh = Int64(min(units, Int128(supplier.maximumUnits ?? Int64.max)))
        makeCells(supplier, valueHigh: valueHigh, unitsHigh: unitsHigh)
        let hasDiscount = cells.contains { $0.percent > 0 }
        countsValueByBlock = hasDiscount && blocks.count > 1
        usesValue =
            hasDiscount || value > Int128(valueHigh)
            || cells.contains { $0.valueLow > 0 || $0.valueHigh < valueHigh }
        usesUnits =
            units > Int128(unitsHigh)
            || cells.contains { $0.unitsLow > 1 || $0.unitsHigh < unitsHigh }
        return usesValue || usesUnits || mustOrder || closedCost > 0 || cells.isEmpty
            || cells.contains { $0.fixedCost > 0 }
    }

    mutating func makeCells(
        _ supplier: SourcingSupplier, valueHigh: Int64, unitsHigh: Int64
    ) {
        var values: Set<Int64> = [0]
        if supplier.minimumOrderValue > 0 { values.insert(supplier.minimumOrderValue) }
        for wish in rules.wishes { values.insert(wish.value) }
        if mustOrder { values.insert(rules.requiredValue) }
        if supplier.freight > 0, let free = supplier.freeFreightFrom { values.insert(free) }
        var units: Set<Int64> = [1]
        for discount in supplier.discounts {
            switch discount.from {
            case .value(let threshold): values.insert(max(0, threshold))
            case .units(let threshold): units.insert(max(1, threshold))
            }
        }
        let valueStarts = values.filter { $0 <= valueHigh }.sorted()
        let unitStarts = units.filter { $0 <= unitsHigh }.sorted()
        for (row, low) in valueStarts.enumerated() {
            let high = row + 1 < valueStarts.count ? valueStarts[row + 1] - 1 : valueHigh
            if low < supplier.minimumOrderValue, supplier.minimumOrderSurcharge == nil {
                continue
            }
            if low < rules.requiredValue { continue }
            for (column, fewest) in unitStarts.enumerated() {
                let most =
                    column + 1 < unitStarts.count ? unitStarts[column + 1] - 1 : unitsHigh
                let order = supplier.order(position: 0, units: fewest, goods: low)
                let purchase = order.orderCost + order.freight + order.surcharge
                cells.append(
                    Cell(
                        valueLow: low, valueHigh: high, unitsLow: fewest, unitsHigh: most,
                        fixedCost: purchase + rules.penalty(units: fewest, goods: low),
                        purchase: purchase,
                        percent: supplier.percent(units: fewest, goods: low)))
            }
        }
    }
}

extension SourcingSupplier {
    /// Discount percentage of an order, in 10⁻⁴ of a percent.
    func percent(units: Int64, goods: Int64) -> Int64 {
        var percent: Int64 = 0
        for discount in discounts {
            switch discount.from {
            case .value(let threshold) where goods >= threshold,
                .units(let threshold) where units >= threshold:
                percent = discount.percentTenThousandths
            case .value, .units:
                break
            }
        }
        return percent
    }
}

/// Which orders of a supplier a part of the search looks at.
struct SupplierDomain: Sendable, Hashable {
    var allowsNone = true
    var allowsOrder = true
    var valueLow: Int64 = 0
    var valueHigh = Int64.max
    var unitsLow: Int64 = 1
    var unitsHigh = Int64.max

    /// The part of a cell that is looked at, `nil` if none is.
    func clip(_ cell: SupplierTerms.Cell) -> SupplierTerms.Cell? {
        var part = cell
        part.valueLow = max(cell.valueLow, valueLow)
        part.valueHigh = min(cell.valueHigh, valueHigh)
        part.unitsLow = max(cell.unitsLow, unitsLow)
        part.unitsHigh = min(cell.unitsHigh, unitsHigh)
        return part.valueLow <= part.valueHigh && part.unitsLow <= part.unitsHigh ? part : nil
    }

    /// Whether a threshold has orders of the domain on both sides.
    func isInside(_ threshold: (isValue: Bool, from: Int64)) -> Bool {
        threshold.isValue
            ? valueLow < threshold.from && threshold.from <= valueHigh
            : unitsLow < threshold.from && threshold.from <= unitsHigh
    }

    func contains(value: Int64, units: Int64) -> Bool {
        if units == 0 { return allowsNone }
        return allowsOrder && valueLow <= value && value <= valueHigh && unitsLow <= units
            && units <= unitsHigh
    }
}
