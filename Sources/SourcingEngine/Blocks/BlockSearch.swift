/// Exact minimum of one block under prices: branch and bound over a network flow.
///
/// A node holds an interval of quantities per offer and, per line, which offers may serve it and
/// between which lateness the slowest tranche lies. Its bound is the cheapest flow under the
/// convex envelopes of the order costs. If the node limit is reached, the lowest open bound is
/// returned: it is still a bound.
struct BlockSearch: ~Copyable {
    /// What a search found.
    struct Answer {
        /// No plan in the domain has a lower priced cost.
        var bound: Int64
        /// Plans found that were better than what was known, best last.
        var plans: [BlockPlan] = []
        /// Priced cost of the best plan found or known.
        var best: Int64
        /// Whether the search ended before it had proven its minimum.
        var isCut = false
    }

    let shift: Int
    let fine: Int
    /// Gap that a search may leave, in ticks.
    let tolerance: Int64
    var nodeLimit = 2000
    private(set) var nodesSearched = 0

    var flow: BlockFlow
    private var held = HeldBlock(Block())
    var block: Block { _read { yield held.block } }
    var prices: BlockPrices
    /// Of the whole domain.
    var rules: LineRules?
    var stack = BlockNodeStack()
    var node = BlockNode()
    // Of the node in hand.
    var envelopes: [Envelope] = []
    /// By offer: what its envelope was built for.
    private var loaded: [LoadedEnvelope?] = []
    var charge: [Int64] = []
    var candidate: [Int64] = []
    var candidateGap: [Int64] = []
    var offersBySupplier: [[Int]] = []

    init(_ model: Model) {
        shift = model.shift
        fine = model.fine
        let tick = (Int64(1) << Int64(model.shift)) / Int64(8 * max(1, model.blocks.count))
        // Where a tick is a micro, a gap of one could never be closed.
        tolerance = model.shift == 0 ? 0 : max(1, tick)
        flow = BlockFlow(model.components + model.blocks)
        prices = BlockPrices(Block())
    }

    /// Searches a block.
    ///
    /// - Parameters:
    ///   - known: priced cost of the best plan known; only better ones are returned.
    ///   - stop: asked now and then; `true` ends the search early with a valid bound.
    mutating func minimize(
        _ block: HeldBlock, _ prices: BlockPrices, _ domain: BlockDomain, known: Int64,
        limit: Int? = nil, stop: () -> Bool
    ) -> Answer {
        prepare(block, prices)
        rules = domain.rules
        stack.removeAll()
        var answer = Answer(bound: Int64.max, best: known)
        guard !domain.isEmpty else { return answer }
        stack.push(BlockNode(self.block, domain), bound: Int64.min)
        var count = 0
        while let bound = stack.pop(into: &node) {
            guard bound < answer.best - tolerance else {
                answer.bound = min(answer.bound, bound)
                continue
            }
            count += 1
            // Often at first: when time is up, many blocks may be left.
            let isAsked = count % 64 == 0 || (count > 1 && count & (count - 1) == 0)
            if count > limit ?? nodeLimit || (isAsked && stop()) {
                answer.bound = min(answer.bound, bound, stack.lowestBound)
                answer.isCut = true
                break
            }
            expand(bound, &answer)
        }
        nodesSearched += count
        answer.bound = min(answer.bound, answer.best - tolerance)
        return answer
    }

    private mutating func prepare(_ block: HeldBlock, _ prices: BlockPrices) {
        held = block
        let block = block.block
        self.prices = prices
        flow.load(block)
        loaded = Array(repeating: nil, count: block.offerCount)
        charge = Array(repeating: 0, count: block.offerCount)
        candidate = charge
        candidateGap = charge
        while envelopes.count < block.offerCount { envelopes.append(Envelope()) }
        offersBySupplier = Array(repeating: [], count: block.suppliers.count)
        for offer in 0..<block.offerCount {
            offersBySupplier[block.supplierOfOffer[offer]].append(offer)
        }
    }

    /// Bounds the node in hand, keeps its plan if good, and pushes its children if needed.
    private mutating func expand(_ inherited: Int64, _ answer: inout Answer) {
        guard propagate() else { return }
        let relaxed = max(inherited, relax())
        guard relaxed < answer.best - tolerance else {
            answer.bound = min(answer.bound, relaxed)
            return
        }
        let isLegal = chooseCandidate()
        if isLegal {
            let plan = currentPlan()
            let cost = prices.cost(
                of: plan, block, rules: rules, shift: shift, fine: fine)
            if cost < answer.best {
                answer.best = cost
                answer.plans.append(plan)
            }
            if relaxed >= answer.best - tolerance {
                answer.bound = min(answer.bound, relaxed)
                return
            }
        }
        branch(relaxed, &answer)
    }

    /// Fixes what the limits leave no choice about; `false` if nothing is left.
    private mutating func propagate() -> Bool {
        if block.maximumSuppliersPerItem < Int.max, !limitSuppliersPerItem() { return false }
        for row in block.shares where !propagate(row) { return false }
        for (rule, state) in zip(block.soft, node.soft) where state == .kept {
            if case .orders(let row) = rule.condition, !propagate(row) { return false }
        }
        return !node.domain.isEmpty
    }

    private mutating func limitSuppliersPerItem() -> Bool {
        for item in block.items.indices {
            var forced: [Int] = []
            for offer in 0..<block.offerCount
            where block.itemOfOffer[offer] == item && !node.domain.allowsZero[offer] {
                let supplier = block.supplierOfOffer[offer]
                if !forced.contains(supplier) { forced.append(supplier) }
            }
            if forced.count > block.maximumSuppliersPerItem { return false }
            guard forced.count == block.maximumSuppliersPerItem else { continue }
            for offer in 0..<block.offerCount
            where block.itemOfOffer[offer] == item
                && !forced.contains(block.supplierOfOffer[offer])
            {
                node.domain.high[offer] = node.domain.low[offer] - 1
            }
        }
        return true
    }

    /// Tightens intervals by a linear rule Σ coefficient × Q ≤ limit.
    private mutating func propagate(_ row: Block.ShareRow) -> Bool {
        var least: Int128 = 0
        for offer in 0..<block.offerCount where row.coefficients[offer] != 0 {
            least += leastTerm(offer, row.coefficients[offer])
        }
        let slack = Int128(row.limit) - least
        if slack < 0 { return false }
        for offer in 0..<block.offerCount where row.coefficients[offer] != 0 {
            guard node.domain.low[offer] <= node.domain.high[offer] else { continue }
            let coefficient = Int128(row.coefficients[offer])
            let room = slack + leastTerm(offer, row.coefficients[offer])
            let multiple = Int128(block.multiple[offer])
            if coefficient > 0 {
                let most = room / coefficient / multiple * multiple
                if room < 0 { return false }
                if most < Int128(node.domain.high[offer]) {
                    node.domain.high[offer] = Int64(most)
                }
            } else if room < 0 {
                let least = (-room + -coefficient - 1) / -coefficient
                node.domain.allowsZero[offer] = false
                let legal = (least + multiple - 1) / multiple * multiple
                if legal > Int128(node.domain.high[offer]) { return false }
                node.domain.low[offer] = max(node.domain.low[offer], Int64(legal))
            }
        }
        return true
    }

    private func leastTerm(_ offer: Int, _ coefficient: Int64) -> Int128 {
        let least = node.domain.allowsZero[offer] ? 0 : node.domain.low[offer]
        let most =
            node.domain.low[offer] <= node.domain.high[offer] ? node.domain.high[offer] : 0
        return Int128(coefficient) * Int128(coefficient > 0 ? least : most)
    }

    /// Lower bound of the node in hand, in ticks; leaves the flow behind.
    private mutating func relax() -> Int64 {
        var total = Int128(block.nothingCost) << Int128(shift)
        for (rule, state) in zip(block.soft, node.soft) where state == .paid {
            total += Int128(rule.penalty) << Int128(shift)
        }
        total += chargeSuppliers()
        for offer in 0..<block.offerCount {
            guard let base = loadEnvelope(offer) else { return Int64.max }
            total += Int128(base)
        }
        for tranche in 0..<block.trancheCount {
            let offer = block.trancheOffer[tranche]
            flow.trancheRoom[tranche] = block.capacity(
                tranche, ordered: max(0, node.domain.high[offer]))
        }
        for line in 0..<block.lineCount { loadArcs(line) }
        closeLateArcs()
        let forced = flow.force(block, node.rules)
        guard let forced else { return Int64.max }
        return Int64(total + (forced + flow.solve()) >> Int128(fine))
    }

    /// Spreads the price of using a supplier over its offers: a sum of parts is never more than
    /// the whole, and once an offer must be used the whole is due.
    private mutating func chargeSuppliers() -> Int128 {
        var total: Int128 = 0
        for (supplier, offers) in offersBySupplier.enumerated() {
            let price = prices.use[supplier]
            var open = 0
            var isForced = false
            for offer in offers where node.domain.low[offer] <= node.domain.high[offer] {
                open += 1
                if !node.domain.allowsZero[offer] { isForced = true }
            }
            for offer in offers { charge[offer] = isForced ? 0 : price / Int64(max(open, 1)) }
            if isForced { total += Int128(price) }
        }
        return total
    }

    /// Cheapest cost of the offer alone; `nil` if no quantity is left.
    ///
    /// Most offers of a node are as they were in the one before.
    private mutating func loadEnvelope(_ offer: Int) -> Int64? {
        let low = node.domain.low[offer]
        let high = node.domain.high[offer]
        let allowsZero = node.domain.allowsZero[offer]
        if let known = loaded[offer], known.low == low, known.high == high,
            known.allowsZero == allowsZero, known.charge == charge[offer]
        {
            return known.base
        }
        envelopes[offer].build(
            held, prices, offer: offer, low: low, high: high, allowsZero: allowsZero,
            charge: charge[offer], shift: shift)
        let base = loadSegments(offer, canRound: low < high && prices.areAdded(offer))
        loaded[offer] = LoadedEnvelope(
            low: low, high: high, allowsZero: allowsZero, charge: charge[offer], base: base)
        return base
    }

    /// Makes the envelope of an offer the segments of its flow; the value is the cost of its
    /// cheapest corner, `nil` if it has none.
    private mutating func loadSegments(_ offer: Int, canRound: Bool) -> Int64? {
        let row = offer * flow.segmentLimit
        let envelope = envelopes[offer]
        guard !envelope.quantity.isEmpty else { return nil }
        let corner = envelope.cheapest
        flow.segmentUnits[row] = envelope.quantity[corner]
        flow.segmentCost[row] = 0
        var count = 1
        for next in (corner + 1)..<max(corner + 1, envelope.quantity.count) {
            let run = envelope.quantity[next] - envelope.quantity[next - 1]
            let rise = envelope.cost[next] - envelope.cost[next - 1]
            flow.segmentUnits[row + count] = run
            // Rounded down: the flow must not pay more than the envelope.
            let slope = (Int128(rise) << Int128(fine)) / Int128(run)
            flow.segmentCost[row + count] = Int64(min(slope, Int128(BlockFlow.far / 8)))
            count += 1
        }
        flow.segmentCount[offer] = count
        // Prices are rounded down once, so between corners the cost may be a tick lower.
        return envelope.cost[corner] - (canRound ? 1 : 0)
    }

    /// Arcs that break a soft rule carry nothing where it is kept.
    private func closeLateArcs() {
        for (rule, state) in zip(block.soft, node.soft) where state == .kept {
            guard case .arcs(let arcs) = rule.condition else { continue }
            for arc in arcs.indices where arcs[arc] {
                flow.cost[arc] = 0
                flow.price[arc] = BlockFlow.far
            }
        }
    }

    private func loadArcs(_ line: Int) {
        let floor = node.rules.rateFloor[line]
        let cap = node.rules.rateCap[line]
        let isComplete = block.split[line] == .complete
        let row = line * block.offerCount
        for arc in block.arcs(into: line) {
            flow.cost[arc] = 0
            flow.price[arc] = BlockFlow.far
            let offer = block.trancheOffer[block.arcTranche[arc]]
            guard node.rules.service[row + offer] != .barred else { continue }
            let price = prices.added(block, arc, digits: shift + fine)
            guard isComplete else {
                let priced = block.gain[arc] << Int64(shift + fine) + price
                flow.cost[arc] = min(0, priced)
                flow.price[arc] = priced
                continue
            }
            guard block.rate[arc] <= cap else { continue }
            let raised = block.gain[arc] + max(0, floor - block.rate[arc])
            let priced = raised << Int64(shift + fine) + price
            flow.cost[arc] = min(0, priced)
            flow.price[arc] = priced
        }
    }
}

/// What the envelope of an offer was built for, and the cost of its cheapest corner.
private struct LoadedEnvelope {
    var low: Int64
    var high: Int64
    var allowsZero: Bool
    var charge: Int64
    var base: Int64?
}
