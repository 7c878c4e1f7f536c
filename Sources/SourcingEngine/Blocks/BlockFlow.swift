/// Cheapest flow of units from offers through tranches to lines: the relaxation of a block.
///
/// Successive cheapest paths on the residual network. An offer has units that cost nothing more
/// (its base) and then segments with rising cost per unit; an arc from a tranche to a line has
/// negative cost, and only paths of negative cost are used, so the flow is a minimum over all
/// amounts. Everything is integer.
struct BlockFlow: ~Copyable {
    static let far = Int64.max / 4

    private(set) var offerCount = 0
    private(set) var trancheCount = 0
    private(set) var lineCount = 0
    private(set) var arcCount = 0
    let segmentLimit: Int

    // Input, by offer: first segment is the base with cost 0.
    let segmentCount: UnsafeMutablePointer<Int>
    let segmentUnits: UnsafeMutablePointer<Int64>
    let segmentCost: UnsafeMutablePointer<Int64>
    // Input, by tranche, arc and line.
    let trancheOffer: UnsafeMutablePointer<Int>
    let trancheFirst: UnsafeMutablePointer<Int>
    let trancheRoom: UnsafeMutablePointer<Int64>
    let arcStart: UnsafeMutablePointer<Int>
    let arcTranche: UnsafeMutablePointer<Int>
    let arcLine: UnsafeMutablePointer<Int>
    /// Never above 0: what does not pay carries nothing.
    let cost: UnsafeMutablePointer<Int64>
    /// What a unit costs that is forced, ``far`` if it must not be given.
    let price: UnsafeMutablePointer<Int64>
    let wanted: UnsafeMutablePointer<Int64>
    /// Most and least units by arc; the least are given before the search for paths.
    let cap: UnsafeMutablePointer<Int64>
    let base: UnsafeMutablePointer<Int64>
    // Output.
    let flow: UnsafeMutablePointer<Int64>
    let offerFlow: UnsafeMutablePointer<Int64>
    let trancheFlow: UnsafeMutablePointer<Int64>
    let lineFlow: UnsafeMutablePointer<Int64>
    // Work.
    private let segment: UnsafeMutablePointer<Int>
    private let segmentUsed: UnsafeMutablePointer<Int64>
    private let offerDistance: UnsafeMutablePointer<Int64>
    private let trancheDistance: UnsafeMutablePointer<Int64>
    private let lineDistance: UnsafeMutablePointer<Int64>
    private let offerParent: UnsafeMutablePointer<Int>
    private let trancheParent: UnsafeMutablePointer<Int>
    private let lineParent: UnsafeMutablePointer<Int>

    /// Makes room for the largest of the blocks.
    init(_ blocks: [Block]) {
        let offers = (blocks.map(\.offerCount).max() ?? 0) + 1
        let tranches = (blocks.map(\.trancheCount).max() ?? 0) + 1
        let lines = (blocks.map(\.lineCount).max() ?? 0) + 1
        let arcs = (blocks.map(\.arcCount).max() ?? 0) + 1
        var tiers = 0
        for block in blocks {
            for offer in 0..<block.offerCount { tiers = max(tiers, block.tiers(of: offer).count) }
        }
        segmentLimit = 4 * tiers + 3
        segmentCount = .allocate(capacity: offers)
        segmentUnits = .allocate(capacity: offers * segmentLimit)
        segmentCost = .allocate(capacity: offers * segmentLimit)
        trancheOffer = .allocate(capacity: tranches)
        trancheFirst = .allocate(capacity: offers + 1)
        trancheRoom = .allocate(capacity: tranches)
        arcStart = .allocate(capacity: tranches + 1)
        arcTranche = .allocate(capacity: arcs)
        arcLine = .allocate(capacity: arcs)
        cost = .allocate(capacity: arcs)
        price = .allocate(capacity: arcs)
        wanted = .allocate(capacity: lines)
        cap = .allocate(capacity: arcs)
        base = .allocate(capacity: arcs)
        flow = .allocate(capacity: arcs)
        offerFlow = .allocate(capacity: offers)
        trancheFlow = .allocate(capacity: tranches)
        lineFlow = .allocate(capacity: lines)
        segment = .allocate(capacity: offers)
        segmentUsed = .allocate(capacity: offers)
        offerDistance = .allocate(capacity: offers)
        trancheDistance = .allocate(capacity: tranches)
        lineDistance = .allocate(capacity: lines)
        offerParent = .allocate(capacity: offers)
        trancheParent = .allocate(capacity: tranches)
        lineParent = .allocate(capacity: lines)
    }

    deinit {
        for integers in [
            segmentCount, trancheOffer, trancheFirst, arcStart, arcTranche, arcLine, segment,
            offerParent, trancheParent, lineParent,
        ] { integers.deallocate() }
        for amounts in [
            segmentUnits, segmentCost, trancheRoom, cost, price, wanted, cap, base, flow, offerFlow,
            trancheFlow,
            lineFlow, segmentUsed, offerDistance, trancheDistance, lineDistance,
        ] { amounts.deallocate() }
    }

    mutating func load(_ block: Block) {
        offerCount = block.offerCount
        trancheCount = block.trancheCount
        lineCount = block.lineCount
        for tranche in 0..<trancheCount { trancheOffer[tranche] = block.trancheOffer[tranche] }
        for offer in 0...offerCount { trancheFirst[offer] = block.trancheStart[offer] }
        for line in 0..<lineCount { wanted[line] = block.want[line] }
        arcCount = block.arcCount
        for tranche in 0...trancheCount { arcStart[tranche] = block.arcStart[tranche] }
        for arc in 0..<arcCount {
            arcTranche[arc] = block.arcTranche[arc]
            arcLine[arc] = block.arcLine[arc]
            cap[arc] = Int64.max
            base[arc] = 0
        }
    }

    /// Gives each arc what a part of the search demands of it; ``solve()`` then adds the rest.
    ///
    /// - Returns: what the demanded units cost; `nil` if offers, tranches or lines have no room.
    func force(_ block: Block, _ rules: LineRules) -> Int128? {
        startFlow()
        var total: Int128 = 0
        for arc in rules.arcLow.indices {
            cap[arc] = rules.arcHigh[arc]
            base[arc] = rules.arcLow[arc]
            let units = base[arc]
            guard units > 0 else { continue }
            let tranche = arcTranche[arc]
            let offer = trancheOffer[tranche]
            flow[arc] = units
            trancheFlow[tranche] += units
            lineFlow[arcLine[arc]] += units
            guard trancheFlow[tranche] <= trancheRoom[tranche], price[arc] < Self.far,
                lineFlow[arcLine[arc]] <= wanted[arcLine[arc]]
            else { return nil }
            total += Int128(price[arc]) * Int128(units)
            guard let paid = take(units, from: offer) else { return nil }
            total += paid
        }
        return total
    }

    /// Uses the cheapest units of an offer.
    private func take(_ units: Int64, from offer: Int) -> Int128? {
        var rest = units
        var total: Int128 = 0
        while rest > 0 {
            let price = marginalCost(offer)
            guard price < Self.far else { return nil }
            let room = segmentUnits[offer * segmentLimit + segment[offer]] - segmentUsed[offer]
            let taken = min(rest, room)
            segmentUsed[offer] += taken
            offerFlow[offer] += taken
            total += Int128(price) * Int128(taken)
            rest -= taken
        }
        return total
    }

    private func startFlow() {
        for arc in 0..<arcCount { flow[arc] = 0 }
        for offer in 0..<offerCount {
            offerFlow[offer] = 0
            segment[offer] = 0
            segmentUsed[offer] = 0
        }
        for tranche in 0..<trancheCount { trancheFlow[tranche] = 0 }
        for line in 0..<lineCount { lineFlow[line] = 0 }
    }

    /// Finds the cheapest flow beyond what is forced; the value is its cost.
    func solve() -> Int128 {
        var total: Int128 = 0
        var isStale = true
        while true {
            if isStale { findDistances() }
            var best = -1
            var distance: Int64 = 0
            for line in 0..<lineCount
            where lineDistance[line] < distance && lineFlow[line] < wanted[line] {
                best = line
                distance = lineDistance[line]
            }
            guard best >= 0 else { return total }
            // As long as nothing on a path is used up, all distances stay as they are: what can be
            // taken back after it costs what it was given for.
            let room = room(to: best)
            let amount = min(wanted[best] - lineFlow[best], room)
            augment(to: best, by: amount)
            total += Int128(distance) * Int128(amount)
            isStale = amount == room
        }
    }

    private func marginalCost(_ offer: Int) -> Int64 {
        var position = segment[offer]
        while position < segmentCount[offer] {
            if segmentUsed[offer] < segmentUnits[offer * segmentLimit + position] {
                return segmentCost[offer * segmentLimit + position]
            }
            position += 1
            segment[offer] = position
            segmentUsed[offer] = 0
        }
        return Self.far
    }

    private func findDistances() {
        for offer in 0..<offerCount {
            offerDistance[offer] = marginalCost(offer)
            offerParent[offer] = -1
        }
        for tranche in 0..<trancheCount { trancheDistance[tranche] = Self.far }
        for line in 0..<lineCount { lineDistance[line] = Self.far }
        var isChanged = true
        while isChanged {
            isChanged = false
            for tranche in 0..<trancheCount {
                let offer = trancheOffer[tranche]
                if trancheFlow[tranche] < trancheRoom[tranche],
                    offerDistance[offer] < trancheDistance[tranche]
                {
                    trancheDistance[tranche] = offerDistance[offer]
                    trancheParent[tranche] = -1
                    isChanged = true
                }
                isChanged = relaxArcs(of: tranche) || isChanged
                if trancheFlow[tranche] > 0, trancheDistance[tranche] < offerDistance[offer] {
                    offerDistance[offer] = trancheDistance[tranche]
                    offerParent[offer] = tranche
                    isChanged = true
                }
            }
        }
    }

    @inline(__always)
    private func relaxArcs(of tranche: Int) -> Bool {
        var isChanged = false
        let arcs = arcStart[tranche]..<arcStart[tranche + 1]
        var own = trancheDistance[tranche]
        if trancheFlow[tranche] > 0 {
            for arc in arcs where flow[arc] > base[arc] {
                let through = lineDistance[arcLine[arc]] - cost[arc]
                if through < own {
                    own = through
                    trancheParent[tranche] = arc
                    isChanged = true
                }
            }
            trancheDistance[tranche] = own
        }
        guard own < Self.far / 2 else { return isChanged }
        for arc in arcs where cost[arc] < 0 && flow[arc] < cap[arc] {
            let reached = own + cost[arc]
            let line = arcLine[arc]
            if reached < lineDistance[line] {
                lineDistance[line] = reached
                lineParent[line] = arc
                isChanged = true
            }
        }
        return isChanged
    }

    /// Most units that the path to a line can carry.
    private func room(to end: Int) -> Int64 {
        var room = Self.far
        walk(to: end) { step in
            switch step {
            case .arc(let arc): room = min(room, cap[arc] - flow[arc])
            case .backArc(let arc): room = min(room, flow[arc] - base[arc])
            case .tranche(let tranche):
                room = min(room, trancheRoom[tranche] - trancheFlow[tranche])
            case .backTranche(let tranche): room = min(room, trancheFlow[tranche])
            case .source(let offer):
                let units = segmentUnits[offer * segmentLimit + segment[offer]]
                room = min(room, units - segmentUsed[offer])
            }
        }
        return room
    }

    private func augment(to end: Int, by amount: Int64) {
        walk(to: end) { step in
            switch step {
            case .arc(let arc): flow[arc] += amount
            case .backArc(let arc): flow[arc] -= amount
            case .tranche(let tranche): trancheFlow[tranche] += amount
            case .backTranche(let tranche): trancheFlow[tranche] -= amount
            case .source(let offer):
                segmentUsed[offer] += amount
                offerFlow[offer] += amount
            }
        }
        lineFlow[end] += amount
    }

    private enum Step {
        case arc(Int)
        case backArc(Int)
        case tranche(Int)
        case backTranche(Int)
        case source(Int)
    }

    @inline(__always)
    private func walk(to end: Int, _ visit: (Step) -> Void) {
        var line = end
        while true {
            visit(.arc(lineParent[line]))
            var tranche = arcTranche[lineParent[line]]
            // Back along tranches of one offer until the flow comes from a line or the source.
            while trancheParent[tranche] < 0 {
                let offer = trancheOffer[tranche]
                visit(.tranche(tranche))
                guard offerParent[offer] >= 0 else {
                    visit(.source(offer))
                    return
                }
                tranche = offerParent[offer]
                visit(.backTranche(tranche))
            }
            line = arcLine[trancheParent[tranche]]
            visit(.backArc(trancheParent[tranche]))
        }
    }
}
