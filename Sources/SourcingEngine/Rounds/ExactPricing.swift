/// Evaluates prices exactly: every block and every supplier at its minimum, in integers.
struct ExactPricing {
    let tables: RoundTables
    let suppliers: RoundSuppliers
    let parallel: Parallel
    private let kernels: [KernelBox]
    /// Blocks that one piece of work takes.
    private static let chunk = 64

    final class KernelBox {
        var kernel: BlockKernel
        init(_ tables: RoundTables) { kernel = BlockKernel(tables) }
    }

    /// What an evaluation gave.
    struct Outcome {
        /// No answer costs less, in micros.
        var bound: Int64
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
        kernels = (0..<parallel.threads).map { _ in KernelBox(tables) }
    }

    /// Evaluates prices, and finds plans that are cheaper under them than those known.
    ///
    /// - Returns: `nil` if the states of the suppliers leave nothing.
    func evaluate(
        _ prices: ExactPrices, _ states: [SupplierState], known plans: PlanTable,
        supplierPrice: Int64 = 0, nodeLimit: Int
    ) -> Outcome? {
        let count = tables.blockCount
        let chunks = (count + Self.chunk - 1) / Self.chunk
        var parts = [Part](repeating: Part(), count: chunks)
        parts.withUnsafeMutableBufferPointer { parts in
            parallel.forEachChunk(of: count, size: Self.chunk) { range, worker in
                var part = Part()
                for block in range {
                    search(block, prices, states, plans, nodeLimit, kernels[worker], &part)
                }
                parts[range.lowerBound / Self.chunk] = part
            }
        }
        var total: Int128 = 0
        var outcome = Outcome(bound: 0, batches: [], cutCount: 0, nodes: 0)
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
        // Answers cost whole micros, so the bound may be rounded up.
        let whole = (total + (Int128(1) << 40 - 1)) >> 40
        outcome.bound = Int64(max(min(whole, Int128(Int64.max / 2)), Int128(Int64.min / 2)))
        return outcome
    }

    private func search(
        _ block: Int, _ prices: ExactPrices, _ states: [SupplierState], _ plans: PlanTable,
        _ nodeLimit: Int, _ box: KernelBox, _ part: inout Part
    ) {
        box.kernel.load(block)
        box.kernel.setPrices(prices, suppliers, states)
        let known = cheapestKnown(block, prices, states, plans)
        let before = box.kernel.nodesSearched
        box.kernel.search(known: known, limit: nodeLimit)
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
    private func cheapestKnown(
        _ block: Int, _ prices: ExactPrices, _ states: [SupplierState], _ plans: PlanTable
    ) -> Int64 {
        var lowest = Int64.max
        for plan in plans.plans(of: block) {
            var total = plans.cost[plan] << Int64(tables.shift)
            var isAllowed = true
            for entry in plans.entries(of: plan) {
                let pair = Int(plans.pair[entry])
                let actual = pair >= 0 ? pair : ~pair
                let supplier = Int(suppliers.ofPair[actual])
                guard supplier >= 0 else { continue }
                if states[supplier] == .closed {
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
    func firstPlans(nodeLimit: Int) -> [PlanBatch] {
        let count = tables.blockCount
        let chunks = (count + Self.chunk - 1) / Self.chunk
        var batches = [PlanBatch](repeating: PlanBatch(), count: chunks)
        batches.withUnsafeMutableBufferPointer { batches in
            parallel.forEachChunk(of: count, size: Self.chunk) { range, worker in
                var batch = PlanBatch()
                for block in range { addFirstPlans(block, nodeLimit, kernels[worker], &batch) }
                batches[range.lowerBound / Self.chunk] = batch
            }
        }
        return batches
    }

    private func addFirstPlans(
        _ block: Int, _ nodeLimit: Int, _ box: KernelBox, _ batch: inout PlanBatch
    ) {
        batch.append(tables, block: block, cost: tables.nothingCost[block]) { _ in 0 }
        box.kernel.load(block)
        let offers = box.kernel.offerCount
        let pairs = box.kernel.pairCount
        box.kernel.search(known: Int64.max, limit: nodeLimit)
        keepBest(2, block, box, &batch)
        guard pairs > 1 else { return }
        for pair in 0..<pairs {
            box.kernel.reload()
            for offer in 0..<offers where box.kernel.pairOfOffer[offer] != pair {
                box.kernel.close(offer)
            }
            box.kernel.search(known: tables.nothingCost[block] << Int64(tables.shift), limit: 8)
            keepBest(1, block, box, &batch)
        }
    }

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

    /// Allocations of given quantities of a block, by arc of the block; `nil` if they do not fit.
    func flow(
        of block: Int, quantities: [Int64], nodeLimit: Int
    ) -> (flow: [Int64], cost: Int64)? {
        let box = kernels[0]
        box.kernel.load(block)
        for offer in quantities.indices { box.kernel.fix(offer, quantities[offer]) }
        box.kernel.search(known: Int64.max, limit: nodeLimit)
        guard box.kernel.keptCount > 0 else { return nil }
        let flow = (0..<box.kernel.arcCount).map { box.kernel.bestFlow[$0] }
        return (flow, box.kernel.ownCost(ofPlan: box.kernel.keptCount - 1))
    }
}

extension BlockKernel {
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
            if states[supplier] == .closed { close(offer) }
        }
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
    }
}
