/// Exact minimum of one block of ``RoundTables`` under prices, by branch and bound.
///
/// A node is an interval of quantities per offer and, where lines have rules, which offers may
/// serve which line, how late a complete line may be, and which rules are paid for. Its bound is
/// the cheapest flow under the convex envelopes of the order costs. All scratch memory is kept from
/// block to block. If the node limit is reached, the lowest open bound is returned: it is still a
/// bound.
struct BlockKernel: ~Copyable {
    let tables: RoundTables
    let shift: Int
    /// Gap that a search may leave, in ticks.
    var tolerance: Int64 = 1
    /// Plans that a search keeps, at most.
    static let plansKept = 4

    // The block in hand.
    var block = 0
    var firstOffer = 0
    var offerCount = 0
    var lineCount = 0
    var trancheCount = 0
    var arcCount = 0
    var pairCount = 0
    var firstPair = 0
    var hasLineRules = false
    /// Rules of the block in hand that may be broken at a penalty.
    var softRules = 0..<0
    /// Whether some of them look at who serves a line.
    var hasLateRules = false
    /// What penalties that are paid by the unit may lose by rounding, in ticks.
    var softRounding: Int64 = 0

    var flow: KernelFlow
    var nodes: KernelNodes
    // By offer of the block.
    let pairOfOffer: UnsafeMutablePointer<Int>
    let charge: UnsafeMutablePointer<Int64>
    let candidate: UnsafeMutablePointer<Int64>
    let candidateGap: UnsafeMutablePointer<Int64>
    let valuePrice: UnsafeMutablePointer<Int64>
    let unitPrice: UnsafeMutablePointer<Int64>
    // What the envelope of each offer was built for.
    let builtLow: UnsafeMutablePointer<Int64>
    let builtHigh: UnsafeMutablePointer<Int64>
    let builtZero: UnsafeMutablePointer<Int64>
    let builtCharge: UnsafeMutablePointer<Int64>
    let baseCost: UnsafeMutablePointer<Int64>
    let cornerCount: UnsafeMutablePointer<Int>
    let cheapestCorner: UnsafeMutablePointer<Int>
    let cornerQuantity: UnsafeMutablePointer<Int64>
    let cornerCost: UnsafeMutablePointer<Int64>
    let cornerLimit: Int
    // By pair of the block.
    let usePrice: UnsafeMutablePointer<Int64>
    let isPairUsed: UnsafeMutablePointer<Bool>
    // By soft rule of the block: what an open one adds to each of its arcs or offers.
    let softCharge: UnsafeMutablePointer<Int64>
    // What the search found.
    let keptQuantities: UnsafeMutablePointer<Int64>
    let keptOwnCost: UnsafeMutablePointer<Int64>
    var keptCount = 0
    var bestFlow: UnsafeMutablePointer<Int64>
    var bound: Int64 = 0
    var best: Int64 = 0
    var isCut = false
    var nodesSearched = 0
    private let offerRoom: Int

    init(_ tables: RoundTables) {
        self.tables = tables
        shift = tables.shift
        let size = tables.largest
        offerRoom = size.offers + 1
        cornerLimit = 4 * size.tiersOfOffer + 3
        flow = KernelFlow(size, segmentLimit: cornerLimit, shift: tables.shift)
        nodes = KernelNodes(size)
        pairOfOffer = .allocate(capacity: offerRoom)
        charge = .allocate(capacity: offerRoom)
        candidate = .allocate(capacity: offerRoom)
        candidateGap = .allocate(capacity: offerRoom)
        valuePrice = .allocate(capacity: offerRoom)
        unitPrice = .allocate(capacity: offerRoom)
        builtLow = .allocate(capacity: offerRoom)
        builtHigh = .allocate(capacity: offerRoom)
        builtZero = .allocate(capacity: offerRoom)
        builtCharge = .allocate(capacity: offerRoom)
        baseCost = .allocate(capacity: offerRoom)
        cornerCount = .allocate(capacity: offerRoom)
        cheapestCorner = .allocate(capacity: offerRoom)
        cornerQuantity = .allocate(capacity: offerRoom * cornerLimit)
        cornerCost = .allocate(capacity: offerRoom * cornerLimit)
        usePrice = .allocate(capacity: size.pairs + 1)
        isPairUsed = .allocate(capacity: size.pairs + 1)
        softCharge = .allocate(capacity: size.softRules + 1)
        keptQuantities = .allocate(capacity: Self.plansKept * offerRoom)
        keptOwnCost = .allocate(capacity: Self.plansKept)
        bestFlow = .allocate(capacity: size.arcs + 1)
    }

    deinit {
        for memory in [
            charge, candidate, candidateGap, valuePrice, unitPrice, builtLow, builtHigh,
            builtZero, builtCharge, baseCost, cornerQuantity, cornerCost, usePrice,
            keptQuantities, keptOwnCost, bestFlow, softCharge,
        ] { memory.deallocate() }
        for memory in [pairOfOffer, cornerCount, cheapestCorner] { memory.deallocate() }
        isPairUsed.deallocate()
        flow.free()
        nodes.free()
    }

    /// Makes a block the one in hand, with no prices and its whole domain as the root.
    mutating func load(_ block: Int) {
        self.block = block
        let offers = tables.offers(of: block)
        firstOffer = offers.lowerBound
        offerCount = offers.count
        lineCount = tables.lines(of: block).count
        let pairs = tables.pairs(of: block)
        firstPair = pairs.lowerBound
        pairCount = pairs.count
        hasLineRules = tables.hasLineRules[block]
        flow.load(tables, block)
        trancheCount = flow.trancheCount
        arcCount = flow.arcCount
        loadSoftRules()
        nodes.begin(
            offers: offerCount, lines: hasLineRules ? lineCount : 0, softRules: softRules.count)
        for offer in 0..<offerCount {
            let place = firstOffer + offer
            pairOfOffer[offer] = Int(tables.pair[place]) - firstPair
            nodes.low[offer] = tables.low[place]
            nodes.high[offer] = tables.high[place]
            nodes.zero[offer] = 1
            valuePrice[offer] = 0
            unitPrice[offer] = 0
            cornerCount[offer] = -1
        }
        for pair in 0..<pairCount { usePrice[pair] = 0 }
        if hasLineRules { nodes.clearLines() }
        nodes.clearSoftRules()
    }

    /// Leaves only one quantity of an offer, or none.
    func fix(_ offer: Int, _ quantity: Int64) {
        nodes.zero[offer] = quantity == 0 ? 1 : 0
        nodes.low[offer] = max(quantity, 1)
        nodes.high[offer] = quantity
    }

    /// Takes an offer out.
    func close(_ offer: Int) { nodes.high[offer] = nodes.low[offer] - 1 }

    /// Searches the block in hand from the root as it stands.
    ///
    /// - Parameters:
    ///   - known: priced cost of the best plan known, in ticks; only better ones are kept.
    ///   - limit: nodes to look at, at most.
    ///   - stop: asked now and then; `true` ends the search early with a valid bound.
    mutating func search(known: Int64, limit: Int, stop: () -> Bool = { false }) {
        keptCount = 0
        best = known
        bound = Int64.max
        isCut = false
        nodes.pushRoot()
        var count = 0
        while let inherited = nodes.pop() {
            guard inherited < best - tolerance else {
                bound = min(bound, inherited)
                continue
            }
            count += 1
            if count > limit || (count & 63 == 0 && stop()) {
                bound = min(bound, inherited, nodes.lowestBound)
                isCut = true
                break
            }
            expand(inherited)
        }
        nodesSearched += count
        bound = min(bound, best == Int64.max ? best : best - tolerance)
    }

    /// Quantities of the best plan found.
    func quantity(ofPlan plan: Int, _ offer: Int) -> Int64 {
        keptQuantities[plan % Self.plansKept * offerRoom + offer]
    }

    /// Own cost of a plan found, in micros.
    func ownCost(ofPlan plan: Int) -> Int64 { keptOwnCost[plan % Self.plansKept] }

    private mutating func expand(_ inherited: Int64) {
        guard propagate() else { return }
        let relaxed = max(inherited, relax())
        guard relaxed < best - tolerance - softRounding else {
            bound = min(bound, relaxed)
            return
        }
        if chooseCandidate() {
            let own = ownCostOfCandidate()
            let cost = pricedCost(own)
            if cost < best {
                best = cost
                keep(own)
            }
            if relaxed >= best - tolerance - softRounding {
                bound = min(bound, relaxed)
                return
            }
        }
        branch(relaxed)
    }

    private mutating func keep(_ own: Int64) {
        let slot = keptCount % Self.plansKept
        for offer in 0..<offerCount {
            keptQuantities[slot * offerRoom + offer] = candidate[offer]
        }
        keptOwnCost[slot] = own
        keptCount += 1
        for arc in 0..<arcCount { bestFlow[arc] = flow.flow[arc] }
    }

    // MARK: Costs

    /// Priced cost in ticks of an order when all of it is surplus, without the use of its supplier.
    @inline(__always)
    func orderCost(_ offer: Int, _ quantity: Int64, tier: Int) -> Int64 {
        let place = firstOffer + offer
        let goods = tables.goods(place, quantity, tier: tier)
        let own = goods + tables.fixedCost[place] + tables.perUnit[place] * quantity
        if valuePrice[offer] == 0, unitPrice[offer] == 0 { return own << Int64(shift) }
        return own << Int64(shift) + priced(offer, quantity, goods: goods)
    }

    /// What prices add to an order, in ticks, rounded down.
    @inline(__always)
    func priced(_ offer: Int, _ quantity: Int64, goods: Int64) -> Int64 {
        let value = Int128(valuePrice[offer]) * Int128(goods)
        let added =
            value >> Int128(RoundPrices.digits - shift)
            + Int128(unitPrice[offer]) * Int128(quantity)
        // A cost counted too low keeps a bound true; one that is too high for 64 bits may be.
        return Int64(min(added, Int128(Int64(1) << 57)))
    }

    /// Own cost of the candidate and the flow in hand, in micros.
    private func ownCostOfCandidate() -> Int64 {
        var total = tables.nothingCost[block]
        for offer in 0..<offerCount where candidate[offer] > 0 {
            total += tables.ownCost(firstOffer + offer, candidate[offer])
        }
        if !softRules.isEmpty { total += penaltyOfCandidate() }
        guard hasLineRules else {
            for arc in 0..<arcCount where flow.flow[arc] > 0 {
                total += flow.gain[arc] * flow.flow[arc]
            }
            return total
        }
        return total + transferCosts()
    }

    private func transferCosts() -> Int64 {
        var total: Int64 = 0
        for line in 0..<lineCount {
            var worst: Int64 = 0
            var served: Int64 = 0
            var lateness: Int64 = 0
            for arc in flow.arcs(into: line) {
                let units = flow.flow[arc]
                guard units > 0 else { continue }
                total += flow.gain[arc] * units
                lateness += flow.rate[arc] * units
                worst = max(worst, flow.rate[arc])
                served += units
            }
            if flow.split[line] == 2 { total += worst * served - lateness }
        }
        return total
    }

    private func pricedCost(_ own: Int64) -> Int64 {
        var total = own << Int64(shift)
        for pair in 0..<pairCount { isPairUsed[pair] = false }
        for offer in 0..<offerCount where candidate[offer] > 0 {
            let pair = pairOfOffer[offer]
            if !isPairUsed[pair] {
                isPairUsed[pair] = true
                total += usePrice[pair]
            }
            if valuePrice[offer] != 0 || unitPrice[offer] != 0 {
                let goods = tables.goods(firstOffer + offer, candidate[offer])
                total += priced(offer, candidate[offer], goods: goods)
            }
        }
        return total
    }

    // MARK: Bounding

    /// Lower bound of the node in hand, in ticks; leaves the flow behind.
    private mutating func relax() -> Int64 {
        var total = tables.nothingCost[block] << Int64(shift)
        total += chargeSuppliers()
        if !softRules.isEmpty { total += chargeSoftRules() }
        for offer in 0..<offerCount {
            guard let base = loadEnvelope(offer) else { return Int64.max }
            total += base
        }
        for tranche in 0..<trancheCount {
            let offer = flow.trancheOffer[tranche]
            flow.trancheRoom[tranche] = flow.capacity(
                tranche, ordered: max(0, nodes.high[offer]))
        }
        if hasLineRules { loadArcs() }
        if hasLateRules { loadLateArcs() }
        return total + flow.solve()
    }

    /// Spreads the price of using a supplier over its offers: a sum of parts is never more than
    /// the whole, and once an offer must be used the whole is due.
    private func chargeSuppliers() -> Int64 {
        if pairCount == offerCount {
            for offer in 0..<offerCount { charge[offer] = usePrice[pairOfOffer[offer]] }
            return 0
        }
        var total: Int64 = 0
        for pair in 0..<pairCount {
            var open: Int64 = 0
            var isForced = false
            for offer in 0..<offerCount
            where pairOfOffer[offer] == pair && nodes.low[offer] <= nodes.high[offer] {
                open += 1
                if nodes.zero[offer] == 0 { isForced = true }
            }
            for offer in 0..<offerCount where pairOfOffer[offer] == pair {
                charge[offer] = isForced ? 0 : usePrice[pair] / max(open, 1)
            }
            if isForced { total += usePrice[pair] }
        }
        return total
    }

    /// Cheapest cost of the offer alone; `nil` if no quantity is left.
    private mutating func loadEnvelope(_ offer: Int) -> Int64? {
        let low = nodes.low[offer]
        let high = nodes.high[offer]
        let zero = nodes.zero[offer]
        if cornerCount[offer] >= 0, builtLow[offer] == low, builtHigh[offer] == high,
            builtZero[offer] == zero, builtCharge[offer] == charge[offer]
        {
            return cornerCount[offer] == 0 ? nil : baseCost[offer]
        }
        builtLow[offer] = low
        builtHigh[offer] = high
        builtZero[offer] = zero
        builtCharge[offer] = charge[offer]
        buildEnvelope(offer)
        guard cornerCount[offer] > 0 else { return nil }
        let row = offer * cornerLimit
        let corner = cheapestCorner[offer]
        flow.segmentUnits[row] = cornerQuantity[row + corner]
        flow.segmentCost[row] = 0
        var count = 1
        for next in (corner + 1)..<max(corner + 1, cornerCount[offer]) {
            let run = cornerQuantity[row + next] - cornerQuantity[row + next - 1]
            let rise = cornerCost[row + next] - cornerCost[row + next - 1]
            flow.segmentUnits[row + count] = run
            // Rounded down: the flow must not pay more than the envelope.
            flow.segmentCost[row + count] = rise / run
            count += 1
        }
        flow.segmentCount[offer] = count
        // Prices are rounded down once, so between corners the cost may be a tick lower.
        baseCost[offer] = cornerCost[row + corner] - (low < high ? 1 : 0)
        return baseCost[offer]
    }

    /// Largest convex function below the priced order cost on the interval of the node in hand.
    private mutating func buildEnvelope(_ offer: Int) {
        cornerCount[offer] = 0
        let low = nodes.low[offer]
        let high = nodes.high[offer]
        if nodes.zero[offer] != 0 { push(offer, 0, 0) }
        if low <= high {
            let place = firstOffer + offer
            for tier in tables.tiers(of: place) {
                let first = max(low, tables.tierFirst[tier])
                let last = min(high, tables.tierLast[tier])
                guard first <= last else { continue }
                push(offer, first, charge[offer] + orderCost(offer, first, tier: tier))
                let multiple = tables.multiple[place]
                if !tables.isExact[place], last - first > multiple {
                    pushRoundedInside(offer, first + multiple, last - multiple, tier)
                }
                if last > first {
                    push(offer, last, charge[offer] + orderCost(offer, last, tier: tier))
                }
            }
        }
        let row = offer * cornerLimit
        var cheapest = 0
        for corner in 0..<cornerCount[offer]
        where cornerCost[row + corner] <= cornerCost[row + cheapest] {
            cheapest = corner
        }
        cheapestCorner[offer] = cheapest
    }

    /// Where goods are not whole micros, quantities next to the ends are lowered by what rounding
    /// can make of one micro, so that everything between lies above.
    private mutating func pushRoundedInside(
        _ offer: Int, _ first: Int64, _ last: Int64, _ tier: Int
    ) {
        let price = Int128(valuePrice[offer].magnitude) >> Int128(RoundPrices.digits - shift)
        let dip = Int64(1) << Int64(shift) + Int64(price) + 2
        push(offer, first, charge[offer] + orderCost(offer, first, tier: tier) - dip)
        if last > first {
            push(offer, last, charge[offer] + orderCost(offer, last, tier: tier) - dip)
        }
    }

    @inline(__always)
    private mutating func push(_ offer: Int, _ units: Int64, _ amount: Int64) {
        let row = offer * cornerLimit
        var count = cornerCount[offer]
        while count >= 2 {
            let last = row + count - 1
            let rise = Int128(cornerCost[last] - cornerCost[last - 1])
            let run = Int128(cornerQuantity[last] - cornerQuantity[last - 1])
            let newRise = Int128(amount - cornerCost[last - 1])
            let newRun = Int128(units - cornerQuantity[last - 1])
            // The last corner is not below the line to the new one.
            guard rise * newRun >= newRise * run else { break }
            count -= 1
        }
        cornerQuantity[row + count] = units
        cornerCost[row + count] = amount
        cornerCount[offer] = count + 1
    }

    /// Costs of arcs where lines have rules.
    private func loadArcs() {
        for line in 0..<lineCount {
            let isComplete = flow.split[line] == 2
            let floor = nodes.rateFloor[line]
            let cap = nodes.rateCap[line]
            for arc in flow.arcs(into: line) {
                let offer = flow.trancheOffer[flow.arcTranche[arc]]
                flow.cost[arc] = 0
                guard nodes.service[line * offerCount + offer] != 1 else { continue }
                guard isComplete else {
                    flow.cost[arc] = flow.gain[arc] << Int64(shift)
                    continue
                }
                guard flow.rate[arc] <= cap else { continue }
                let raised = flow.gain[arc] + max(0, floor - flow.rate[arc])
                flow.cost[arc] = min(0, raised << Int64(shift))
            }
        }
    }
}
