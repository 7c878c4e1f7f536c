/// The bound of a solved round, block by block and supplier by supplier, so that it can be had for
/// a changed round by looking at what changed alone.
///
/// The prices stay: any prices give a bound, and few changes leave them good.
struct WarmBound {
    private let round: RoundSearch
    private let prices: ExactPrices
    /// By block, in ticks.
    private let blockBounds: [Int64]
    /// By supplier that matters, 40 binary digits behind the point.
    private let supplierBounds: [Int128]
    /// Sum of both.
    private let total: Int128
    private let pairReach: [Reach]
    private let blockOfOffer: [Int32]
    private let blockOfLine: [Int32]

    /// What may be bought in a block from a supplier, at most.
    private struct Reach {
        var value: Int128 = 0
        var units: Int128 = 0
    }

    /// `nil` if no answer can be bounded by these prices.
    init?(_ round: RoundSearch, threads: Int) {
        self.round = round
        let tables = round.tables
        let suppliers = round.suppliers
        let states = [SupplierState](repeating: .free, count: suppliers.count)
        prices = ExactPrices(round.prices, tables, suppliers)
        blockBounds = round.pricing.blockBounds(prices, states, known: round.plans)
        var sum: Int128 = 0
        for bound in blockBounds {
            sum += Int128(bound) << Int128(RoundPrices.digits - tables.shift)
        }
        var least: [Int128] = []
        for supplier in 0..<suppliers.count {
            guard
                let lowest = suppliers.minimum(
                    supplier, prices, state: .free, shift: tables.shift)
            else { return nil }
            least.append(lowest)
            sum += lowest
        }
        supplierBounds = least
        total = sum
        pairReach = Self.reach(tables)
        var ofOffer = [Int32](repeating: -1, count: round.problem.offers.count)
        var ofLine = [Int32](repeating: -1, count: round.problem.lines.count)
        for block in 0..<tables.blockCount {
            for place in tables.offers(of: block) {
                ofOffer[Int(tables.offer[place])] = Int32(block)
            }
            for place in tables.lines(of: block) {
                ofLine[Int(tables.line[place])] = Int32(block)
            }
        }
        blockOfOffer = ofOffer
        blockOfLine = ofLine
    }

    private static func reach(_ tables: RoundTables) -> [Reach] {
        var reach = [Reach](repeating: Reach(), count: tables.pairCount)
        for offer in 0..<tables.offerCount {
            let pair = Int(tables.pair[offer])
            var highest: Int64 = 0
            for tier in tables.tiers(of: offer) {
                highest = max(highest, tables.goods(offer, tables.tierLast[tier], tier: tier))
            }
            reach[pair].value += Int128(highest)
            reach[pair].units += Int128(tables.high[offer])
        }
        return reach
    }

    /// A bound of the whole with a part of it changed, in micros; `nil` if the change is of another
    /// kind than prices, days and quantities of offers that were of use before.
    func bound(with part: Neighborhood) -> Int64? {
        let own = part.ownProblem
        guard let changed = RoundSearch.makeTables(own, round.pricing.parallel),
            let match = match(changed, part)
        else { return nil }
        let pricing = ExactPricing(
            changed, RoundSuppliers(own, changed), round.pricing.parallel)
        let bounds = pricing.blockBounds { kernel, block in
            self.setPrices(&kernel, block, changed, match)
        }
        var sum = total
        for (block, bound) in bounds.enumerated() {
            let old = blockBounds[match.blocks[block]]
            sum += Int128(bound) << Int128(RoundPrices.digits - changed.shift)
            sum -= Int128(old) << Int128(RoundPrices.digits - round.tables.shift)
        }
        guard let suppliers = supplierChange(changed, match) else { return nil }
        sum += suppliers
        // Answers cost whole micros, so the bound may be rounded up.
        let whole = (sum + (Int128(1) << 40 - 1)) >> 40
        return Int64(max(min(whole, Int128(Int64.max / 2)), 0))
    }

    // MARK: Which block and pair is which

    private struct Match {
        /// By changed block and pair: what it was.
        var blocks: [Int]
        var pairs: [Int]
    }

    private func match(_ changed: RoundTables, _ part: Neighborhood) -> Match? {
        var match = Match(blocks: [], pairs: [])
        var touched = Set(part.offers.map { blockOfOffer[$0] })
        touched.formUnion(part.lines.map { blockOfLine[$0] })
        touched.remove(-1)
        for block in 0..<changed.blockCount {
            let offers = changed.offers(of: block).map { part.offers[Int(changed.offer[$0])] }
            let lines = changed.lines(of: block).map { part.lines[Int(changed.line[$0])] }
            let old = Set(offers.map { blockOfOffer[$0] } + lines.map { blockOfLine[$0] })
            guard old.count == 1, let first = old.first, touched.remove(first) != nil else {
                return nil
            }
            match.blocks.append(Int(first))
            for pair in changed.pairs(of: block) {
                let supplier = part.suppliers[Int(changed.pairSupplier[pair])]
                let known = round.tables.pairs(of: Int(first)).first {
                    Int(round.tables.pairSupplier[$0]) == supplier
                }
                guard let known else { return nil }
                match.pairs.append(known)
            }
        }
        return touched.isEmpty ? match : nil
    }

    /// The old prices in ticks of the changed tables, rounded down: what blocks pay must not be
    /// more than what suppliers get.
    private func setPrices(
        _ kernel: inout BlockKernel, _ block: Int, _ changed: RoundTables, _ match: Match
    ) {
        let finer = Int64(changed.shift - round.tables.shift)
        func ticks(_ price: Int64) -> Int64 {
            finer >= 0 ? price << finer : price >> -finer
        }
        for pair in 0..<kernel.pairCount {
            let old = match.pairs[kernel.firstPair + pair]
            kernel.usePrice[pair] = ticks(prices.use[old])
        }
        for offer in 0..<kernel.offerCount {
            let old = match.pairs[kernel.firstPair + kernel.pairOfOffer[offer]]
            let supplier = Int(round.suppliers.ofPair[old])
            guard supplier >= 0 else { continue }
            kernel.valuePrice[offer] = prices.value[old]
            kernel.unitPrice[offer] = ticks(prices.unit[supplier])
        }
    }

    // MARK: Suppliers

    /// What the least costs of suppliers change by where more can be bought from them now.
    ///
    /// Where less can, their least costs as they were are still a bound.
    private func supplierChange(_ changed: RoundTables, _ match: Match) -> Int128? {
        let reach = Self.reach(changed)
        var newReach: [Int: Reach] = [:]
        var raised: Set<Int> = []
        for (pair, old) in match.pairs.enumerated() {
            newReach[old] = reach[pair]
            let isMore =
                reach[pair].value > pairReach[old].value
                || reach[pair].units > pairReach[old].units
            if isMore { raised.insert(Int(round.tables.pairSupplier[old])) }
        }
        let indices = Dictionary(
            zip(round.suppliers.position, round.suppliers.position.indices),
            uniquingKeysWith: { first, _ in first })
        let trial = RoundSuppliers(limitsOf: round.suppliers)
        for (pair, reach) in newReach where reach.value > pairReach[pair].value {
            let terms = round.problem.suppliers[Int(round.tables.pairSupplier[pair])]
            trial.valueLimit[pair] = Int64(
                min(reach.value, Int128(terms.maximumValue ?? Int64.max)))
        }
        var change: Int128 = 0
        for supplier in raised.sorted() {
            guard let index = indices[supplier] else {
                // Without discounts an order never costs less than nothing.
                guard round.problem.suppliers[supplier].discounts.isEmpty else { return nil }
                continue
            }
            var sum = Reach()
            for pair in round.suppliers.pairs[index].map(Int.init) {
                let own = newReach[pair] ?? pairReach[pair]
                sum.value += max(own.value, pairReach[pair].value)
                sum.units += max(own.units, pairReach[pair].units)
            }
            trial.setReach(
                of: index, round.problem.suppliers[supplier], value: sum.value, units: sum.units)
            guard
                let least = trial.minimum(
                    index, prices, state: .free, shift: round.tables.shift)
            else { return nil }
            change += min(0, least - supplierBounds[index])
        }
        return change
    }
}

extension RoundSuppliers {
    /// Sets what can be bought from a supplier in all, and the cells that follow.
    func setReach(of index: Int, _ terms: SourcingSupplier, value: Int128, units: Int128) {
        let valueHigh = Int64(min(value, Int128(terms.maximumValue ?? Int64.max)))
        let unitsHigh = Int64(min(units, Int128(terms.maximumUnits ?? Int64.max)))
        var made = SupplierTerms(supplier: position[index])
        made.makeCells(terms, valueHigh: valueHigh, unitsHigh: unitsHigh)
        cells[index] = made.cells
        isDiscounted[index] = made.cells.contains { $0.percent > 0 }
        usesValue[index] = true
    }
}

extension ExactPricing {
    /// Nodes that a block may take where only its bound is wanted.
    private static var boundNodes: Int { 400 }

    /// The least cost of each block under prices, in ticks.
    func blockBounds(
        _ prices: ExactPrices, _ states: [SupplierState], known plans: PlanTable
    ) -> [Int64] {
        blockBounds(known: { cheapestKnown($0, prices, states, plans) }) { kernel, _ in
            kernel.setPrices(prices, suppliers, states)
        }
    }

    /// The least cost of each block, in ticks, under prices that are set block by block.
    func blockBounds(
        known: (_ block: Int) -> Int64 = { _ in Int64.max },
        setPrices: (_ kernel: inout BlockKernel, _ block: Int) -> Void
    ) -> [Int64] {
        var bounds = [Int64](repeating: 0, count: tables.blockCount)
        bounds.withUnsafeMutableBufferPointer { bounds in
            parallel.forEachChunk(of: tables.blockCount, size: chunk) { range, worker in
                let box = kernels[worker]
                for block in range {
                    box.kernel.load(block)
                    setPrices(&box.kernel, block)
                    box.kernel.search(known: known(block), limit: Self.boundNodes)
                    bounds[block] = box.kernel.bound
                }
            }
        }
        return bounds
    }
}
