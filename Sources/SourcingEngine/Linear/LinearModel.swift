/// A problem whose offers cost the same for each unit, as rows of numbers.
///
/// What remains is a network: suppliers whose whole order falls into *cells* of constant fixed
/// cost and discount, and *arcs* that carry units of an offer to a line, or to the surplus.
struct LinearModel: Sendable {
    /// Part of a supplier's possible orders.
    struct Cell: Sendable, Hashable {
        var valueLow: Int64
        var valueHigh: Int64
        var unitsLow: Int64
        var unitsHigh: Int64
        /// In micros.
        var fixedCost: Int64
        /// In 10⁻⁴ of a percent.
        var percent: Int64
    }

    struct Supplier: Sendable {
        /// Position in the problem.
        var position: Int
        var offers: Range<Int>
        var arcs: Range<Int>
        var cells: [Cell] = []
        /// Where the costs of its arcs stand in ``cellCosts``, cell by cell.
        var costStart = 0
        /// Whether no order at all is another case than the first cell.
        var mayClose = true
        /// Whether buying for nobody can pay, because it reaches a threshold.
        var hasSurplus = false
        /// Whether some cell asks for a goods value.
        var usesValue = false
        /// Offers whose goods value is rounded.
        var roundedOffers: Int64 = 0
    }

    struct Offer: Sendable {
        /// Position in the problem.
        var position: Int
        /// Most units that an optimal answer can order.
        var capacity: Int64
        var arcs: Range<Int>
        /// Whether lines could take more than there is.
        var isShort = false
    }

    struct Arc: Sendable {
        /// Position of the line, −1 for surplus.
        var line: Int
        /// Cost per unit beside price and unit cost, scaled.
        var extra: Int64
        /// Most units, if no other arc of the offer takes them.
        var capacity: Int64
        /// Lateness per unit, in micros; part of ``extra``.
        var lateness: Int64 = 0
        /// What the offer's own cost comes to per unit at least, scaled; part of ``extra``.
        var share: Int64 = 0
    }

    let problem: SourcingProblem
    /// Binary digits behind the point in which costs per unit are counted.
    private(set) var shift = 0
    private(set) var suppliers: [Supplier] = []
    private(set) var offers: [Offer] = []
    private(set) var arcs: [Arc] = []
    /// Cost per unit of every arc in every cell of its supplier, scaled and rounded down.
    private(set) var cellCosts: [Int64] = []
    /// Goods value per unit of every arc in micros, scaled and rounded down.
    private(set) var unitValues: [Int64] = []
    /// By arc: the extra cost of surplus of its offer, or something huge if surplus is useless.
    private(set) var surplusExtras: [Int64] = []
    /// By line: units wanted.
    private(set) var want: [Int64] = []
    /// By line: cost of a unit that is not supplied, scaled.
    private(set) var unmetCosts: [Int64] = []
    /// By line: what flows do not know of it.
    private(set) var lineRules: [LineRule] = []
    /// Whether orders are priced as if any quantity could be had at the lowest price: then an
    /// answer here is none of the problem, and costs less.
    private(set) var isOnlyBound = false

    /// Beyond every cost that a model has.
    static let huge: Int64 = 1 << 56
    /// Most cells of a supplier, so that sets of them fit into a word beside "no order".
    static let mostCells = 62

    init(_ problem: SourcingProblem) {
        self.problem = problem
        want = problem.lines.map(\.quantity)
        var offersBySupplier = [[Int]](repeating: [], count: problem.suppliers.count)
        for (index, offer) in problem.offers.enumerated() {
            offersBySupplier[offer.supplier].append(index)
        }
        chooseShift()
        unmetCosts = problem.lines.map { $0.unmetCost << Int64(shift) }
        let targets = LineTargets(problem)
        let reach = OfferReach(problem)
        for (position, members) in offersBySupplier.enumerated() where !members.isEmpty {
            addSupplier(position, members, targets, reach)
        }
        lineRules = LineRule.rules(problem, arcs)
    }

    /// Whether flows can break rules of lines, so that they cost less than legal answers.
    var isRelaxed: Bool { lineRules.contains { $0 != .none } }

    /// Cost of leaving every line unmet, in micros.
    var nothingCost: Int64 {
        problem.lines.reduce(0) { $0 + $1.quantity * $1.unmetCost }
    }

    /// As many binary digits as fit: a path through the network must stay far below 2⁶³, and
    /// every cost must be a whole number for floating point too.
    private mutating func chooseShift() {
        var largest: Int64 = 1
        for line in problem.lines { largest = max(largest, line.unmetCost) }
        for offer in problem.offers {
            let price = (offer.priceBreaks.map(\.unitPrice).max() ?? 0) / offer.priceQuantity + 1
            largest = max(largest, price + offer.unitCost, offer.offerCost)
        }
        for item in problem.items { largest = max(largest, item.salvageValue) }
        // A cost per unit has four parts of this size at most.
        largest *= 4
        let longest = Int64(8 * (problem.suppliers.count + 2))
        let limit = min(Int64(1) << 52, (Int64(1) << 60) / longest)
        while shift < 24, largest < limit >> Int64(shift + 1) { shift += 1 }
    }

    private mutating func addSupplier(
        _ position: Int, _ members: [Int], _ targets: LineTargets, _ reach: OfferReach
    ) {
        let terms = problem.suppliers[position]
        var supplier = Supplier(
            position: position, offers: offers.count..<offers.count, arcs: arcs.count..<arcs.count)
        supplier.hasSurplus =
            terms.minimumOrderValue > 0 || (terms.freight > 0 && terms.freeFreightFrom != nil)
            || !terms.discounts.isEmpty
        var units: Int128 = 0
        var value: Int128 = 0
        for member in members {
            let offer = problem.offers[member]
            guard let low = offer.smallestOrder, terms.maximumUnits ?? 1 > 0 else { continue }
            let targets = targets.reached(by: offer)
            let demand = targets.reduce(0) { $0 + problem.lines[$1.line].quantity }
            let wanted =
                supplier.hasSurplus
                ? reach.wanted(offer, demand: demand, earlierIsBetter: true)
                : demand
            guard wanted > 0 else { continue }
            let capacity = reach.highest(offer, low: low, wanted: wanted)
            guard capacity > 0 else { continue }
            add(member, capacity, targets, hasSurplus: supplier.hasSurplus)
            if !offer.isLinear { isOnlyBound = true }
            let price = offer.lowestPrice
            if price % offer.priceQuantity != 0 { supplier.roundedOffers += 1 }
            units += Int128(capacity)
            value += roundedHalfUp(
                Int128(price) * Int128(capacity), over: Int128(offer.priceQuantity))
        }
        supplier.offers = supplier.offers.lowerBound..<offers.count
        supplier.arcs = supplier.arcs.lowerBound..<arcs.count
        guard !supplier.arcs.isEmpty else { return }
        supplier.cells = terms.linearCells(units: units, value: value)
        // Where an order costs nothing by itself, no order is an order of nothing.
        if let cell = supplier.cells.first, cell.fixedCost == 0, cell.percent == 0,
            cell.unitsLow == 1, cell.valueLow == 0
        {
            supplier.cells[0].unitsLow = 0
            supplier.mayClose = false
        }
        supplier.usesValue = supplier.cells.contains {
            $0.valueLow > 0 || Int128($0.valueHigh) < value
        }
        addCosts(of: &supplier)
        suppliers.append(supplier)
    }

    private mutating func add(
        _ position: Int, _ capacity: Int64, _ targets: [LineTargets.Target], hasSurplus: Bool
    ) {
        let offer = problem.offers[position]
        let start = arcs.count
        let total = targets.reduce(0) { $0 + min(capacity, problem.lines[$1.line].quantity) }
        // Whoever gives some of the most that lines can get pays for at least that part.
        let share = (offer.offerCost << Int64(shift)) / max(1, min(capacity, total))
        for target in targets {
            let most = min(capacity, problem.lines[target.line].quantity)
            arcs.append(
                Arc(
                    line: target.line, extra: target.cost << Int64(shift) + share, capacity: most,
                    lateness: target.lateness, share: share))
        }
        let salvage = problem.items[offer.item].salvageValue << Int64(shift)
        if hasSurplus, total < capacity {
            arcs.append(Arc(line: -1, extra: -salvage, capacity: capacity - total))
        }
        for _ in start..<arcs.count {
            surplusExtras.append(hasSurplus ? -salvage : Self.huge)
            let price = Int128(offer.lowestPrice) << Int128(shift)
            unitValues.append(Int64(price / Int128(offer.priceQuantity)))
        }
        offers.append(
            Offer(
                position: position, capacity: capacity, arcs: start..<arcs.count,
                isShort: total > capacity))
    }

    private mutating func addCosts(of supplier: inout Supplier) {
        supplier.costStart = cellCosts.count
        for cell in supplier.cells {
            for member in supplier.offers {
                let offer = problem.offers[offers[member].position]
                let net =
                    (Int128(offer.lowestPrice) * Int128(1_000_000 - cell.percent))
                    << Int128(shift) / (1_000_000 * Int128(offer.priceQuantity))
                let unit = Int64(net) + offer.unitCost << Int64(shift)
                for _ in offers[member].arcs { cellCosts.append(unit) }
            }
        }
    }
}

/// Which lines an offer can serve, and what serving costs per unit beside the offer's price.
struct LineTargets {
    struct Target {
        var line: Int
        /// Lateness and substitution in micros.
        var cost: Int64
        /// The part of it that is lateness.
        var lateness: Int64
    }

    private let problem: SourcingProblem
    private var linesByItem: [[Int]]
    /// By item: items that it may stand in for.
    private var replaces: [[(item: Int, cost: Int64)]]

    init(_ problem: SourcingProblem) {
        self.problem = problem
        linesByItem = Array(repeating: [], count: problem.items.count)
        replaces = Array(repeating: [], count: problem.items.count)
        for (index, line) in problem.lines.enumerated() { linesByItem[line.item].append(index) }
        for rule in problem.substitutes {
            replaces[rule.substitute].append((rule.item, rule.cost))
        }
    }

    /// The lines for which serving can be better than leaving them unmet.
    func reached(by offer: SourcingOffer) -> [Target] {
        var targets: [Target] = []
        for (item, cost) in [(offer.item, 0)] + replaces[offer.item] {
            for index in linesByItem[item] {
                let line = problem.lines[index]
                guard let late = lateness(offer.tranches[0], line), late < line.unmetCost,
                    late + cost < line.unmetCost
                else { continue }
                targets.append(Target(line: index, cost: late + cost, lateness: late))
            }
        }
        return targets
    }

    private func lateness(_ tranche: SourcingTranche, _ line: SourcingLine) -> Int64? {
        do {
            return try tranche.lateness(needByDay: line.needByDay, lateCost: line.lateCost)
        } catch {
            // Beyond 64 bits: dearer than leaving the line unmet.
            return nil
        }
    }
}

extension SourcingSupplier {
    /// The cells that orders of at most this many units and this goods value can fall into.
    func linearCells(units: Int128, value: Int128) -> [LinearModel.Cell] {
        let valueHigh = Int64(min(value, Int128(maximumValue ?? Int64.max)))
        let unitsHigh = Int64(min(units, Int128(maximumUnits ?? Int64.max)))
        var values: Set<Int64> = [0]
        if minimumOrderValue > 0 { values.insert(minimumOrderValue) }
        if freight > 0, let free = freeFreightFrom { values.insert(free) }
        var counts: Set<Int64> = [1]
        for discount in discounts {
            switch discount.from {
            case .value(let threshold): values.insert(max(0, threshold))
            case .units(let threshold): counts.insert(max(1, threshold))
            }
        }
        let valueStarts = values.filter { $0 <= valueHigh }.sorted()
        let unitStarts = counts.filter { $0 <= unitsHigh }.sorted()
        var cells: [LinearModel.Cell] = []
        for (row, low) in valueStarts.enumerated() {
            if low < minimumOrderValue, minimumOrderSurcharge == nil { continue }
            let high = row + 1 < valueStarts.count ? valueStarts[row + 1] - 1 : valueHigh
            for (column, fewest) in unitStarts.enumerated() {
                let most =
                    column + 1 < unitStarts.count ? unitStarts[column + 1] - 1 : unitsHigh
                let order = order(position: 0, units: fewest, goods: low)
                cells.append(
                    LinearModel.Cell(
                        valueLow: low, valueHigh: high, unitsLow: fewest, unitsHigh: most,
                        fixedCost: order.orderCost + order.freight + order.surcharge,
                        percent: percent(units: fewest, goods: low)))
            }
        }
        return cells
    }
}
