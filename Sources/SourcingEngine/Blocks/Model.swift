/// A valid problem prepared for the search: blocks of items, and the suppliers that join them.
package struct Model: Sendable {
    let problem: SourcingProblem
    /// Items that substitutes join, whole.
    var components: [Block] = []
    /// What is searched at once: components, or single items of large ones.
    var blocks: [Block] = []
    /// ``components`` and ``blocks`` as searches take them.
    private(set) var heldComponents: [HeldBlock] = []
    private(set) var heldBlocks: [HeldBlock] = []
    /// By block: its component.
    var componentOfBlock: [Int] = []
    var sharedLines: [SharedLine] = []
    /// By block and line: position in ``sharedLines``, −1 if no other block serves the line.
    var sharedLineOf: [[Int]] = []
    var suppliers: [SupplierTerms] = []
    /// By component and its supplier: position in ``suppliers``.
    var supplierOfComponent: [[Int?]] = []
    /// By supplier that matters: components that may buy there, with its position in each.
    var componentsOfSupplier: [[(component: Int, local: Int)]] = []
    /// By block and its supplier: where the supplier stands in ``suppliers``, and where the block
    /// stands among the supplier's blocks; `nil` if only the supplier's offers matter.
    var places: [[(supplier: Int, position: Int)?]] = []
    /// Binary digits behind the point in which block costs are counted.
    var shift = 0
    /// Further binary digits in which costs per unit are counted.
    var fine = 0
    /// Most that one price may add to the cost of an offer in a block, counted like block costs.
    var largestPrice: Int64 = 0
    /// Cost of leaving every line unmet.
    var nothingCost: Int64 = 0
    var maximumSuppliers = Int.max
    /// Above what any legal answer costs, in micros; only counted where there are rules.
    var ceiling: Int64 = 0
    /// What a broken rule costs while answers are looked for, in micros.
    var breach: Int64 = 0
    /// What the buyer's rules mean.
    var rules: ModelRules
    /// Most that budgets can count of one component, in micros.
    var mostPurchase: Int64 = 1
    let rowsSolvedExactly: Int?

    /// - Parameters:
    ///   - offersSearchedTogether: offers above which items that substitutes join are searched one
    ///     by one; `nil` is the number that is best by experience.
    ///   - reach: how much of each offer is looked at.
    ///   - rowsSolvedExactly: rows up to which the linear program is solved exactly; `nil` lets
    ///     the engine choose.
    init(
        _ problem: SourcingProblem, offersSearchedTogether: Int? = nil,
        rowsSolvedExactly: Int? = nil, reach: OfferReach
    ) {
        self.rowsSolvedExactly = rowsSolvedExactly
        self.problem = problem
        maximumSuppliers = problem.maximumSuppliers ?? Int.max
        rules = ModelRules(problem)
        for line in problem.lines { nothingCost += line.quantity * line.unmetCost }
        let builder = BlockBuilder(problem, reach)
        components = builder.build()
        rules.judge(problem, components: components)
        let limit = offersSearchedTogether ?? Block.offersSearchedTogether
        for index in components.indices { split(index, above: limit) }
        heldComponents = components.map { HeldBlock($0) }
        heldBlocks = blocks.map { HeldBlock($0) }
        suppliers = SupplierTerms.compile(problem, blocks: blocks)
        places = blocks.map { Array(repeating: nil, count: $0.suppliers.count) }
        for (index, terms) in suppliers.enumerated() {
            for (position, place) in terms.blocks.enumerated() {
                places[place.block][place.local] = (index, position)
            }
        }
        findSuppliersOfComponents()
        chooseShift()
        chooseCeiling()
    }

    private mutating func findSuppliersOfComponents() {
        var position = [Int?](repeating: nil, count: problem.suppliers.count)
        for (index, terms) in suppliers.enumerated() { position[terms.supplier] = index }
        componentsOfSupplier = Array(repeating: [], count: suppliers.count)
        for (index, component) in components.enumerated() {
            supplierOfComponent.append(component.suppliers.map { position[$0] })
            for (local, supplier) in component.suppliers.enumerated() {
                guard let known = position[supplier] else { continue }
                componentsOfSupplier[known].append((index, local))
            }
        }
    }

    /// Makes blocks of a component: itself, or one per item.
    private mutating func split(_ index: Int, above limit: Int) {
        let component = components[index]
        let items = Set(component.itemOfOffer).sorted()
        // Flows that count against a budget are fixed in whole components.
        guard items.count > 1, component.offerCount > limit, !rules.budgetCountsFlows,
            !component.hasRuleAcrossItems, !component.hasManyLinesForItsOffers
        else {
            sharedLineOf.append(Array(repeating: -1, count: component.lineCount))
            componentOfBlock.append(index)
            blocks.append(component)
            return
        }
        var home = [Int](repeating: items[0], count: component.lineCount)
        for arc in (0..<component.arcCount).reversed() {
            home[component.arcLine[arc]] =
                component.itemOfOffer[component.trancheOffer[component.arcTranche[arc]]]
        }
        let unmet = component.lines.map { line in
            problem.lines[line].quantity * problem.lines[line].unmetCost
        }
        var places: [[(block: Int, line: Int)]] = Array(
            repeating: [], count: component.lineCount)
        for item in items {
            let lines = home.indices.filter { home[$0] == item }
            let (part, kept) = component.part(item: item, homeLines: lines, unmet: unmet)
            for (local, line) in kept.enumerated() { places[line].append((blocks.count, local)) }
            sharedLineOf.append(Array(repeating: -1, count: part.lineCount))
            componentOfBlock.append(index)
            blocks.append(part)
        }
        for (line, places) in places.enumerated() where places.count > 1 {
            for place in places { sharedLineOf[place.block][place.line] = sharedLines.count }
            sharedLines.append(
                SharedLine(
                    component: index, line: line, want: component.want[line], places: places))
        }
    }

    /// As many binary digits as fit: sums over a block must stay far below 2⁶³.
    private mutating func chooseShift() {
        var worst: Int128 = Int128(nothingCost)
        for block in components {
            let before = worst
            for offer in 0..<block.offerCount {
                var most: Int128 = 0
                for tier in block.tiers(of: offer) {
                    let last = block.tierLast[tier]
                    most = max(most, Int128(block.goods(offer, last, tier: tier)))
                }
                worst += most + Int128(block.fixedCost[offer])
                worst += Int128(block.perUnit[offer].magnitude) * Int128(block.high[offer])
            }
            let purchase = worst - before + Int128(nothingCost)
            mostPurchase = max(mostPurchase, Int64(clamping: purchase))
            for rule in block.soft { worst += Int128(rule.penalty) }
        }
        for supplier in suppliers {
            for cell in supplier.cells { worst = max(worst, Int128(cell.fixedCost)) }
        }
        while shift < 24, worst << Int128(shift + 1) < Int128(1) << 50 { shift += 1 }
        let offers = components.map(\.offerCount).max() ?? 1
        largestPrice = (Int64(1) << 60) / Int64(8 * max(4, offers))
        var unit: Int64 = 1
        for block in components {
            for gain in block.gain { unit = max(unit, -gain) }
        }
        while shift + fine < 40, unit << Int64(shift + fine + 1) < Int64(1) << 54 { fine += 1 }
    }
}

/// Sorts a problem into blocks.
struct BlockBuilder {
    let problem: SourcingProblem
    let rules: BlockRules
    private let reach: OfferReach
    private var offersByItem: [[Int]] = []
    private var linesByItem: [[Int]] = []
    private var sharesByItem: [[Int]] = []
    /// Largest order multiple by supplier and item, where shares are ruled.
    private var sharedMultiple: [[Int]: Int64] = [:]
    private var substitutionCosts: [[Int: Int64]]
    private var blockOfItem: [Int] = []

    init(_ problem: SourcingProblem, _ reach: OfferReach) {
        self.problem = problem
        self.reach = reach
        rules = BlockRules(problem)
        offersByItem = Array(repeating: [], count: problem.items.count)
        linesByItem = offersByItem
        sharesByItem = offersByItem
        for (index, share) in problem.shares.enumerated() {
            sharesByItem[share.item].append(index)
        }
        for offer in problem.offers where !sharesByItem[offer.item].isEmpty {
            let key = [offer.supplier, offer.item]
            sharedMultiple[key] = max(sharedMultiple[key] ?? 0, offer.orderMultiple)
        }
        substitutionCosts = Array(repeating: [:], count: problem.items.count)
        for (index, offer) in problem.offers.enumerated() where offer.smallestOrder != nil {
            offersByItem[offer.item].append(index)
        }
        for (index, line) in problem.lines.enumerated() { linesByItem[line.item].append(index) }
        for rule in problem.substitutes {
            substitutionCosts[rule.item][rule.substitute] = rule.cost
        }
    }

    /// Blocks that have lines, in the order of their first item.
    func build() -> [Block] { groups().map { block(of: $0) } }

    /// Items of each block.
    func groups() -> [[Int]] {
        var root = Array(problem.items.indices)
        func find(_ item: Int) -> Int {
            var item = item
            while root[item] != item { item = root[item] }
            return item
        }
        for rule in problem.substitutes {
            let (one, other) = (find(rule.item), find(rule.substitute))
            root[max(one, other)] = min(one, other)
        }
        var members: [[Int]] = Array(repeating: [], count: problem.items.count)
        for item in problem.items.indices { members[find(item)].append(item) }
        return members.filter { items in items.contains { matters($0) } }
    }

    /// Whether anybody wants the item, or buying it for nobody may reach a supplier's threshold.
    private func matters(_ item: Int) -> Bool {
        if !linesByItem[item].isEmpty { return true }
        return offersByItem[item].contains { offer in
            let supplier = problem.suppliers[problem.offers[offer].supplier]
            return supplier.minimumOrderValue > 0 || supplier.freeFreightFrom != nil
                || !supplier.discounts.isEmpty || rules.requiredItems.contains(item)
                || rules.requiredSuppliers.contains(problem.offers[offer].supplier)
        }
    }

    func block(of items: [Int]) -> Block {
        var block = Block()
        block.items = items
        block.maximumSuppliersPerLine = problem.maximumSuppliersPerLine ?? Int.max
        block.maximumSuppliersPerItem = problem.maximumSuppliersPerItem ?? Int.max
        for item in items { block.lines += linesByItem[item] }
        block.lines.sort()
        for line in block.lines {
            block.want.append(problem.lines[line].quantity)
            block.split.append(problem.lines[line].split)
            block.nothingCost += problem.lines[line].quantity * problem.lines[line].unmetCost
        }
        var candidates: [(item: Int, offer: Int)] = []
        for (local, item) in items.enumerated() {
            for offer in offersByItem[item] { candidates.append((local, offer)) }
        }
        for (item, offer) in candidates { addOffer(offer, item: item, to: &block) }
        block.finishArcs()
        addShares(to: &block)
        addRules(to: &block)
        return block
    }

    private func addOffer(_ position: Int, item: Int, to block: inout Block) {
        let offer = problem.offers[position]
        let supplier = problem.suppliers[offer.supplier]
        guard let low = offer.smallestOrder, low <= supplier.maximumUnits ?? Int64.max,
            !rules.forbids(offer)
        else { return }
        let lineCount = block.lineCount
        var gains: [Int64] = []
        var rates: [Int64] = []
        var demand: Int64 = 0
        for (local, line) in block.lines.enumerated() {
            let costs = arcs(line: line, offer: position)
            gains += costs.map(\.gain)
            rates += costs.map(\.rate)
            if costs.contains(where: { $0.gain != Block.blocked }) { demand += block.want[local] }
        }
        // Offers of items with share rules stay even if nothing of them is wanted.
        let isOrdered =
            isEarlierBetter(rates, tranches: offer.tranches.count, lines: lineCount)
            && !rules.preferLater(offer, lines: block.lines, problem)
        let wanted = reach.wanted(
            offer, demand: demand, earlierIsBetter: isOrdered)
        let high = reach.highest(offer, low: low, wanted: wanted)
        guard high >= low else { return }
        addTiers(of: offer, low: low, high: high, to: &block)
        guard block.tierFirst.count > block.tierStart[block.tierStart.count - 1] else { return }
        block.tierStart.append(block.tierFirst.count)
        block.offers.append(position)
        if let known = block.suppliers.firstIndex(of: offer.supplier) {
            block.supplierOfOffer.append(known)
        } else {
            block.supplierOfOffer.append(block.suppliers.count)
            block.suppliers.append(offer.supplier)
        }
        block.itemOfOffer.append(item)
        block.multiple.append(offer.orderMultiple)
        block.low.append(block.tierFirst[block.tierStart[block.tierStart.count - 2]])
        block.high.append(block.tierLast[block.tierFirst.count - 1])
        block.fixedCost.append(offer.offerCost)
        block.perUnit.append(offer.unitCost - problem.items[offer.item].salvageValue)
        block.priceQuantity.append(offer.priceQuantity)
        addTranches(
            of: offer, gains: gains, rates: rates, trimAt: isOrdered ? demand : nil, to: &block)
    }

    /// Lateness and gain per unit of each tranche of an offer for a line.
    private func arcs(line: Int, offer position: Int) -> [(gain: Int64, rate: Int64)] {
        let limit = rules.latestDays[line] ?? Int128.max
        let line = problem.lines[line]
        let offer = problem.offers[position]
        let substitution: Int64
        if line.item == offer.item {
            substitution = 0
        } else if let cost = substitutionCosts[line.item][offer.item] {
            substitution = cost
        } else {
            return offer.tranches.map { _ in (Block.blocked, 0) }
        }
        return offer.tranches.map { tranche in
            // Lateness beyond 64 bits is dearer than leaving the line unmet.
            guard let rate = latenessOrNil(tranche, line), rate < line.unmetCost,
                tranche.expectedLateness(needByDay: line.needByDay) <= limit
            else {
                return (Block.blocked, 0)
            }
            let gain =
                rate + substitution + problem.items[offer.item].salvageValue - line.unmetCost
            return gain < 0 ? (gain, rate) : (Block.blocked, rate)
        }
    }

    /// What budgets count when a unit of the offer goes to the line and not into surplus.
    private func spend(line: Int, _ offer: SourcingOffer) -> Int64 {
        let wanted = problem.lines[line].item
        let substitution =
            wanted == offer.item ? 0 : substitutionCosts[wanted][offer.item] ?? 0
        return substitution + problem.items[offer.item].salvageValue
    }

    private func latenessOrNil(_ tranche: SourcingTranche, _ line: SourcingLine) -> Int64? {
        do {
            return try tranche.lateness(needByDay: line.needByDay, lateCost: line.lateCost)
        } catch {
            return nil
        }
    }

    /// Whether no line would rather have a later tranche.
    private func isEarlierBetter(_ rates: [Int64], tranches: Int, lines: Int) -> Bool {
        for line in 0..<lines {
            for tranche in 1..<max(tranches, 1)
            where rates[line * tranches + tranche] < rates[line * tranches + tranche - 1] {
                return false
            }
        }
        return true
    }

    private func addTiers(
        of offer: SourcingOffer, low: Int64, high: Int64, to block: inout Block
    ) {
        let multiple = offer.orderMultiple
        var offset: Int128 = 0
        var isExact = true
        for (position, step) in offer.priceBreaks.enumerated() {
            let price = step.unitPrice
            if position > 0, offer.priceMode == .incremental {
                let before = offer.priceBreaks[position - 1].unitPrice
                offset += Int128(step.fromQuantity - 1) * (Int128(before) - Int128(price))
            }
            let next = position + 1
            let through =
                next < offer.priceBreaks.count
                ? min(high, offer.priceBreaks[next].fromQuantity - 1) : high
            let from = max(low, step.fromQuantity)
            let first = (from + multiple - 1) / multiple * multiple
            let most = affordable(offer, offset: offset, price: price)
            let last = min(through, most) / multiple * multiple
            guard first <= last else { continue }
            block.tierFirst.append(first)
            block.tierLast.append(last)
            block.tierOffset.append(offset)
            block.tierPrice.append(price)
            let per = Int128(offer.priceQuantity)
            if offset % per != 0 || Int128(price) * Int128(multiple) % per != 0 { isExact = false }
        }
        block.isExact.append(isExact)
    }

    /// Largest quantity of a tier whose goods value the supplier sells and the engine can count.
    private func affordable(_ offer: SourcingOffer, offset: Int128, price: Int64) -> Int64 {
        guard price > 0 else { return largestQuantity }
        let limit = problem.suppliers[offer.supplier].maximumValue ?? Int64.max
        let most = min(limit, largestOrderValue)
        // Half up: goods ≤ most exactly when (offset + price × Q) ÷ per < most + ½.
        let per = Int128(offer.priceQuantity)
        let room = (2 * Int128(most) + 1) * per - 1 - 2 * offset
        guard room >= 0 else { return 0 }
        return Int64(min(room / (2 * Int128(price)), Int128(largestQuantity)))
    }

    private func addTranches(
        of offer: SourcingOffer, gains: [Int64], rates: [Int64], trimAt demand: Int64?,
        to block: inout Block
    ) {
        let local = block.offers.count - 1
        let count = offer.tranches.count
        var before: Int64 = 0
        for (tranche, stated) in offer.tranches.enumerated() {
            defer { before = min(before + (stated.quantity ?? 0), largestTotalQuantity) }
            if let demand, before >= demand { continue }
            block.trancheOffer.append(local)
            block.trancheOrigin.append(tranche)
            block.trancheQuantity.append(stated.quantity ?? -1)
            block.trancheBefore.append(before)
            for line in 0..<block.lineCount
            where gains[line * count + tranche] != Block.blocked {
                block.arcTranche.append(block.trancheOffer.count - 1)
                block.arcLine.append(line)
                block.gain.append(gains[line * count + tranche])
                block.rate.append(rates[line * count + tranche])
                block.spend.append(spend(line: block.lines[line], offer))
            }
            block.arcStart.append(block.arcLine.count)
        }
        block.trancheStart.append(block.trancheOffer.count)
    }

    private func addShares(to block: inout Block) {
        let shares = block.items.flatMap { sharesByItem[$0] }.sorted()
        for share in shares.map({ problem.shares[$0] }) {
            guard let item = block.items.firstIndex(of: share.item) else { continue }
            guard let multiple = sharedMultiple[[share.supplier, share.item]] else { continue }
            let limit = 1_000_000 * multiple - 1
            for isUpper in [true, false] {
                let bound =
                    isUpper ? share.maximumShareMillionths : share.minimumShareMillionths
                if isUpper ? bound == 1_000_000 : bound == 0 { continue }
                var coefficients = [Int64](repeating: 0, count: block.offerCount)
                for offer in 0..<block.offerCount where block.itemOfOffer[offer] == item {
                    let isOwn = problem.offers[block.offers[offer]].supplier == share.supplier
                    let value = (isOwn ? 1_000_000 : 0) - bound
                    coefficients[offer] = isUpper ? value : -value
                }
                let source =
                    isUpper
                    ? Block.ShareRow.Source.largestShare(supplier: share.supplier, item: share.item)
                    : .leastShare(supplier: share.supplier, item: share.item)
                block.shares.append(
                    Block.ShareRow(coefficients: coefficients, limit: limit, source: source))
            }
        }
    }
}

private let largestTotalQuantity: Int64 = 1 << 50
/// Goods value beyond which no order is looked at, in micros.
private let largestOrderValue: Int64 = 1 << 54
