/// Evaluates prices exactly: every block and every supplier at its minimum, in integers.
struct ExactPricing {
    let tables: RoundTables
    let suppliers: RoundSuppliers
    let parallel: Parallel
    let kernels: [KernelBox]
    /// Blocks that one piece of work takes.
    let chunk: Int

    final class KernelBox {
        var kernel: BlockKernel
        init(_ tables: RoundTables) { kernel = BlockKernel(tables) }
    }

    /// What an evaluation gave.
    struct Outcome {
        /// No answer costs less, in micros.
        var bound: Int64
        /// The same in 2⁻⁴⁰ micros, before it is rounded.
        var total: Int128 = 0
        var batches: [PlanBatch]
        /// Blocks whose search ended early.
        var cutCount: Int
        /// Nodes searched in all.
        var nodes: Int
    }

    private struct Part {
        var batch = PlanBatch()
        var bound: Int128 = 0
        var cutCount = 0
        var nodes = 0
        var isEmpty = false
    }

    init(_ tables: RoundTables, _ suppliers: RoundSuppliers, _ parallel: Parallel) {
        self.tables = tables
        self.suppliers = suppliers
        self.parallel = parallel
        // Few blocks are mostly large ones.
        chunk = min(64, max(1, tables.blockCount / 64))
        kernels = (0..<parallel.threads).map { _ in KernelBox(tables) }
    }

    /// Evaluates prices, and finds plans that are cheaper under them than those known.
    ///
    /// - Parameters:
    ///   - domain: what is decided of suppliers and offers.
    ///   - plans: plans known; those that the domain excludes cost ``PlanTable/excludedCost(_:)``.
    ///   - stop: asked now and then; `true` ends the evaluation without a bound.
    /// - Returns: `nil` if what is decided leaves nothing.
    func evaluate(
        _ prices: ExactPrices, _ domain: RoundPart, known plans: PlanTable,
        effort: SearchEffort, stop: () -> Bool
    ) -> Outcome? {
        let states = domain.states
        var parts: [Part] = []
        let isWhole = forEachPart(stop: stop, into: &parts) { block, box, part, stop in
            search(block, prices, domain, plans, effort, box, &part, stop)
        }
        var total: Int128 = 0
        var outcome = Outcome(bound: Int64.min, batches: [], cutCount: 0, nodes: 0)
        guard isWhole else { return outcome }
        for part in parts {
            if part.isEmpty { return nil }
            total += part.bound
            outcome.cutCount += part.cutCount
            outcome.nodes += part.nodes
            if !part.batch.block.isEmpty { outcome.batches.append(part.batch) }
        }
        for supplier in 0..<suppliers.count {
            guard
                let least = suppliers.minimum(
                    supplier, prices, state: states[supplier], shift: tables.shift)
            else { return nil }
            total += least
        }
        if prices.supplier > 0 {
            let most = Int128(suppliers.maximumSuppliers)
            total -= (Int128(prices.supplier) * most) << Int128(RoundPrices.digits - tables.shift)
        }
        // Answers cost whole micros, so the bound may be rounded up.
        let whole = (total + (Int128(1) << 40 - 1)) >> 40
        outcome.total = total
        outcome.bound = Int64(max(min(whole, Int128(Int64.max / 2)), Int128(Int64.min / 2)))
        return outcome
    }

    /// Works on all blocks in pieces; `false` if it was stopped before the end.
    private func forEachPart(
        stop: () -> Bool, into parts: inout [Part],
        _ work: (_ block: Int, _ box: KernelBox, _ part: inout Part, _ stop: () -> Bool) -> Void
    ) -> Bool {
        let count = tables.blockCount
        parts = [Part](repeating: Part(), count: (count + chunk - 1) / chunk)
        return parts.withUnsafeMutableBufferPointer { parts in
            parallel.forEachChunk(of: count, size: chunk, stop: stop) { range, worker, stop in
                var part = Part()
                for block in range {
                    // A block may take long.
                    if block & 7 == 7, stop() { return }
                    work(block, kernels[worker], &part, stop)
                }
                parts[range.lowerBound / chunk] = part
            }
        }
    }

    private func search(
        _ block: Int, _ prices: ExactPrices, _ domain: RoundPart, _ plans: PlanTable,
        _ effort: SearchEffort, _ box: KernelBox, _ part: inout Part, _ stop: () -> Bool
    ) {
        box.kernel.load(block)
        box.kernel.setPrices(prices, suppliers, domain.states)
        if !domain.limits.isEmpty {
            box.kernel.restrict(domain.limits.of(tables.offers(of: block)))
        }
        let known = cheapestKnown(block, prices, domain.states, plans)
        let before = box.kernel.nodesSearched
        box.kernel.search(known: known, effort, stop: stop)
        part.nodes += box.kernel.nodesSearched - before
        if box.kernel.isCut { part.cutCount += 1 }
        if box.kernel.bound == Int64.max { part.isEmpty = true }
        part.bound += Int128(box.kernel.bound) << Int128(RoundPrices.digits - tables.shift)
        let found = box.kernel.keptCount
        for plan in max(0, found - BlockKernel.plansKept)..<found {
            part.batch.append(tables, block: block, cost: box.kernel.ownCost(ofPlan: plan)) {
                box.kernel.quantity(ofPlan: plan, $0)
            }
        }
    }

    /// Lowest priced cost of the plans known, in ticks.
    func cheapestKnown(
        _ block: Int, _ prices: ExactPrices, _ states: [SupplierState], _ plans: PlanTable
    ) -> Int64 {
        var lowest = Int64.max
        let excluded = PlanTable.excludedCost(tables)
        for plan in plans.plans(of: block) where plans.cost[plan] < excluded {
            var total = plans.cost[plan] << Int64(tables.shift)
            var isAllowed = true
            for entry in plans.entries(of: plan) {
                let pair = Int(plans.pair[entry])
                let actual = pair >= 0 ? pair : ~pair
                let supplier = Int(suppliers.ofPair[actual])
                guard supplier >= 0 else { continue }
                if states[supplier].isClosed {
                    isAllowed = false
                    break
                }
                if pair >= 0 { total += prices.use[actual] }
                total += priced(plans, entry, prices, actual, supplier)
            }
            if isAllowed { lowest = min(lowest, total) }
        }
        return lowest
    }

    private func priced(
        _ plans: PlanTable, _ entry: Int, _ prices: ExactPrices, _ pair: Int, _ supplier: Int
    ) -> Int64 {
        guard prices.value[pair] != 0 || prices.unit[supplier] != 0 else { return 0 }
        let goods = Int128(prices.value[pair]) * Int128(plans.goods[entry])
        let units = Int128(prices.unit[supplier]) * Int128(plans.quantity[entry])
        let added = goods >> Int128(RoundPrices.digits - tables.shift) + units
        return Int64(min(added, Int128(Int64(1) << 57)))
    }

    // MARK: First plans

    /// For every block: nothing, what is cheapest at list prices, and what is cheapest from each
    /// supplier alone.
    ///
    /// Blocks that were not reached before the stop only have nothing. Where rules forbid to order
    /// nothing a block has the other plans only, or none.
    func firstPlans(stop: () -> Bool) -> [PlanBatch] {
        var parts: [Part] = []
        let isWhole = forEachPart(stop: stop, into: &parts) { block, box, part, _ in
            addFirstPlans(block, box, &part.batch)
        }
        if isWhole { return parts.map(\.batch) }
        var batch = PlanBatch()
        for block in 0..<tables.blockCount {
            addNothing(block, &batch)
        }
        return [batch]
    }

    private func addFirstPlans(
        _ block: Int, _ box: KernelBox, _ batch: inout PlanBatch
    ) {
        addNothing(block, &batch)
        box.kernel.load(block)
        let offers = box.kernel.offerCount
        let pairs = box.kernel.pairCount
        box.kernel.search(known: Int64.max, .hasty)
        if box.kernel.keptCount == 0, tables.emptyCost[block] == RoundTables.never {
            box.kernel.reload()
            box.kernel.search(known: Int64.max, .thorough(nodes: Self.nodesForRules))
        }
        keepBest(2, block, box, &batch)
        guard pairs > 1 else { return }
        for pair in 0..<pairs {
            box.kernel.reload()
            for offer in 0..<offers where box.kernel.pairOfOffer[offer] != pair {
                box.kernel.close(offer)
            }
            let empty = tables.emptyCost[block]
            let known = empty == RoundTables.never ? Int64.max : empty << Int64(tables.shift)
            box.kernel.search(known: known, limit: 3)
            keepBest(1, block, box, &batch)
        }
    }

    private func addNothing(_ block: Int, _ batch: inout PlanBatch) {
        let cost = tables.emptyCost[block]
        guard cost != RoundTables.never else { return }
        batch.append(tables, block: block, cost: cost) { _ in 0 }
    }

    /// Nodes after which a plan that keeps to hard rules is given up.
    private static let nodesForRules = 5_000

    private func keepBest(
        _ count: Int, _ block: Int, _ box: KernelBox, _ batch: inout PlanBatch
    ) {
        let found = box.kernel.keptCount
        for plan in max(0, found - min(count, BlockKernel.plansKept))..<found {
            batch.append(tables, block: block, cost: box.kernel.ownCost(ofPlan: plan)) {
                box.kernel.quantity(ofPlan: plan, $0)
            }
        }
    }

    // MARK: Variants

    /// Plans near those chosen that order a little less or more, or something at all, from
    /// suppliers whose limits bind: what fills their orders to the brim.
    func variants(
        of choice: [Int32], _ plans: PlanTable, _ prices: ExactPrices, room: [SupplierRoom?],
        stop: () -> Bool
    ) -> [PlanBatch] {
        let states = [SupplierState](repeating: .free, count: suppliers.count)
        var parts: [Part] = []
        let isWhole = forEachPart(stop: stop, into: &parts) { block, box, part, _ in
            addVariants(
                block, Int(choice[block]), plans, prices, states, room, box, &part.batch)
        }
        return isWhole ? parts.map(\.batch).filter { !$0.block.isEmpty } : []
    }

    private func addVariants(
        _ block: Int, _ chosen: Int, _ plans: PlanTable, _ prices: ExactPrices,
        _ states: [SupplierState], _ room: [SupplierRoom?], _ box: KernelBox,
        _ batch: inout PlanBatch
    ) {
        var isLoaded = false
        for (local, place) in tables.offers(of: block).enumerated() {
            let supplier = Int(suppliers.ofPair[Int(tables.pair[place])])
            guard supplier >= 0, let room = room[supplier] else { continue }
            var ordered: Int64 = 0
            for entry in plans.entries(of: chosen) where Int(plans.offer[entry]) == place {
                ordered = plans.quantity[entry]
            }
            let multiple = tables.multiple[place]
            let goods = tables.goods(place, ordered) + room.goods
            let fitting = min(
                tables.largestQuantity(place, goods: goods), ordered + room.units)
            // A little less, a little more, as much as there is room for, whatever is best.
            let ranges = [
                (Int64(0), ordered - multiple), (ordered + multiple, Int64.max / 2),
                (max(1, fitting / multiple * multiple), fitting), (0, fitting),
            ]
            for (index, range) in ranges.enumerated() where range.1 > 0 {
                if index >= 2, fitting >= tables.high[place] { continue }
                if !isLoaded { box.kernel.load(block) }
                isLoaded = true
                box.kernel.reload()
                box.kernel.setPrices(prices, suppliers, states)
                if index >= 2 { box.kernel.valuePrice[local] = 0 }
                box.kernel.restrict(local, from: range.0, through: range.1)
                box.kernel.search(known: Int64.max, limit: 40)
                keepNew(block, plans, box, &batch)
            }
        }
    }

    private func keepNew(
        _ block: Int, _ plans: PlanTable, _ box: KernelBox, _ batch: inout PlanBatch
    ) {
        guard box.kernel.keptCount > 0 else { return }
        let last = box.kernel.keptCount - 1
        let offers = tables.offers(of: block)
        for plan in plans.plans(of: block) {
            var ordered = 0
            var isSame = true
            for entry in plans.entries(of: plan) {
                let local = Int(plans.offer[entry]) - offers.lowerBound
                if box.kernel.quantity(ofPlan: last, local) != plans.quantity[entry] {
                    isSame = false
                }
                ordered += 1
            }
            guard isSame else { continue }
            var used = 0
            for local in 0..<offers.count where box.kernel.quantity(ofPlan: last, local) > 0 {
                used += 1
            }
            if used == ordered { return }
        }
        batch.append(tables, block: block, cost: box.kernel.ownCost(ofPlan: last)) {
            box.kernel.quantity(ofPlan: last, $0)
        }
    }

    /// Allocations of given quantities of a block, by arc of the block; `nil` if they do not fit.
    func flow(
        of block: Int, quantities: [Int64], nodeLimit: Int, worker: Int = 0
    ) -> (flow: [Int64], cost: Int64)? {
        let box = kernels[worker]
        box.kernel.load(block)
        for offer in quantities.indices { box.kernel.fix(offer, quantities[offer]) }
        box.kernel.search(known: Int64.max, limit: nodeLimit)
        guard box.kernel.keptCount > 0 else { return nil }
        let flow = (0..<box.kernel.arcCount).map { box.kernel.bestFlow[$0] }
        return (flow, box.kernel.ownCost(ofPlan: box.kernel.keptCount - 1))
    }
}

/// How closely a block's minimum is searched.
enum SearchEffort {
    /// For prices that will change: what is left open is small beside what the block costs.
    case hasty
    case thorough(nodes: Int)
}

extension BlockKernel {
    /// Searches the block in hand from the root as it stands.
    mutating func search(
        known: Int64, _ effort: SearchEffort, stop: () -> Bool = { false }
    ) {
        switch effort {
        case .thorough(let nodes): search(known: known, limit: nodes, stop: stop)
        case .hasty:
            let exact = tolerance
            tolerance = max(exact, (tables.nothingCost[block] << Int64(shift)) >> 12)
            search(known: known, limit: 60)
            tolerance = exact
        }
    }

    /// Sets prices and takes out the offers of closed suppliers.
    mutating func setPrices(
        _ prices: ExactPrices, _ suppliers: RoundSuppliers, _ states: [SupplierState]
    ) {
        for pair in 0..<pairCount { usePrice[pair] = prices.use[firstPair + pair] }
        for offer in 0..<offerCount {
            let pair = firstPair + pairOfOffer[offer]
            let supplier = Int(suppliers.ofPair[pair])
            guard supplier >= 0 else { continue }
            valuePrice[offer] = prices.value[pair]
            unitPrice[offer] = prices.unit[supplier]
            if states[supplier].isClosed { close(offer) }
        }
    }

    /// Allows only quantities of an offer within a range; none only if the range begins at 0.
    func restrict(_ offer: Int, from least: Int64, through most: Int64) {
        let multiple = tables.multiple[firstOffer + offer]
        let from = (least + multiple - 1) / multiple * multiple
        nodes.low[offer] = max(nodes.low[offer], from)
        nodes.high[offer] = min(nodes.high[offer], most / multiple * multiple)
        if least > 0 { nodes.zero[offer] = 0 }
    }

    /// Makes the whole domain of the block in hand the root again; prices stay.
    func reload() {
        for offer in 0..<offerCount {
            let place = firstOffer + offer
            nodes.low[offer] = tables.low[place]
            nodes.high[offer] = tables.high[place]
            nodes.zero[offer] = 1
        }
        if hasLineRules { nodes.clearLines() }
        nodes.clearSoftRules()
    }
}

/// What a supplier's order may still take, in goods value and units.
struct SupplierRoom {
    var goods: Int64
    var units: Int64
}
