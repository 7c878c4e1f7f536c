/// Cheapest flow of units from offers through tranches to lines: the relaxation of a block.
///
/// An offer has units that cost nothing more (its base) and then segments with rising cost per
/// unit; an arc from a tranche to a line has negative cost, and a unit flows only where that
/// gains. Lines are served one after the other along cheapest paths of the residual network, in
/// which a line served before may give units back; so the flow is a minimum for the lines served so
/// far. As long as no segment and no tranche is used up, the cheapest path is the cheapest arc.
/// Everything is integer.
struct KernelFlow {
    static let far = Int64.max / 4

    private(set) var offerCount = 0
    private(set) var trancheCount = 0
    private(set) var lineCount = 0
    private(set) var arcCount = 0
    let segmentLimit: Int
    private let shift: Int64

    // By offer: the first segment is the base with cost 0.
    let segmentCount: UnsafeMutablePointer<Int>
    let segmentUnits: UnsafeMutablePointer<Int64>
    let segmentCost: UnsafeMutablePointer<Int64>
    // By tranche, arc and line of the block.
    let trancheOffer: UnsafeMutablePointer<Int>
    let trancheRoom: UnsafeMutablePointer<Int64>
    private let trancheQuantity: UnsafeMutablePointer<Int64>
    private let trancheBefore: UnsafeMutablePointer<Int64>
    private let arcStart: UnsafeMutablePointer<Int>
    let arcTranche: UnsafeMutablePointer<Int>
    let arcLine: UnsafeMutablePointer<Int>
    let gain: UnsafeMutablePointer<Int64>
    let rate: UnsafeMutablePointer<Int64>
    let cost: UnsafeMutablePointer<Int64>
    let want: UnsafeMutablePointer<Int64>
    let split: UnsafeMutablePointer<UInt8>
    private let lineArcStart: UnsafeMutablePointer<Int>
    private let lineArc: UnsafeMutablePointer<Int>
    // Output.
    let flow: UnsafeMutablePointer<Int64>
    let offerFlow: UnsafeMutablePointer<Int64>
    let trancheFlow: UnsafeMutablePointer<Int64>
    private let lineFlow: UnsafeMutablePointer<Int64>
    // Work.
    private let segment: UnsafeMutablePointer<Int>
    private let segmentUsed: UnsafeMutablePointer<Int64>
    private let offerDistance: UnsafeMutablePointer<Int64>
    private let trancheDistance: UnsafeMutablePointer<Int64>
    private let lineDistance: UnsafeMutablePointer<Int64>
    private let offerParent: UnsafeMutablePointer<Int>
    private let trancheParent: UnsafeMutablePointer<Int>
    private let lineParent: UnsafeMutablePointer<Int>

    init(_ size: BlockSize, segmentLimit: Int, shift: Int) {
        self.segmentLimit = segmentLimit
        self.shift = Int64(shift)
        let (offers, tranches) = (size.offers + 1, size.tranches + 1)
        let (arcs, lines) = (size.arcs + 1, size.lines + 2)
        segmentCount = .allocate(capacity: offers)
        segmentUnits = .allocate(capacity: offers * segmentLimit)
        segmentCost = .allocate(capacity: offers * segmentLimit)
        trancheOffer = .allocate(capacity: tranches)
        trancheRoom = .allocate(capacity: tranches)
        trancheQuantity = .allocate(capacity: tranches)
        trancheBefore = .allocate(capacity: tranches)
        arcStart = .allocate(capacity: tranches)
        arcTranche = .allocate(capacity: arcs)
        arcLine = .allocate(capacity: arcs)
        gain = .allocate(capacity: arcs)
        rate = .allocate(capacity: arcs)
        cost = .allocate(capacity: arcs)
        want = .allocate(capacity: lines)
        split = .allocate(capacity: lines)
        lineArcStart = .allocate(capacity: lines)
        lineArc = .allocate(capacity: arcs)
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

    func free() {
        for memory in [
            segmentCount, trancheOffer, arcStart, arcTranche, arcLine, lineArcStart, lineArc,
            segment, offerParent, trancheParent, lineParent,
        ] { memory.deallocate() }
        for memory in [
            segmentUnits, segmentCost, trancheRoom, trancheQuantity, trancheBefore, gain, rate,
            cost, want, flow, offerFlow, trancheFlow, lineFlow, segmentUsed, offerDistance,
            trancheDistance, lineDistance,
        ] { memory.deallocate() }
        split.deallocate()
    }

    /// Makes a block the one in hand, all of its arcs open.
    mutating func load(_ tables: RoundTables, _ block: Int) {
        let offers = tables.offers(of: block)
        let lines = tables.lines(of: block)
        offerCount = offers.count
        lineCount = lines.count
        trancheCount = 0
        arcCount = 0
        for line in 0..<lineCount {
            want[line] = tables.want[lines.lowerBound + line]
            split[line] = tables.split[lines.lowerBound + line]
        }
        for (local, offer) in offers.enumerated() {
            for tranche in tables.tranches(of: offer) {
                trancheOffer[trancheCount] = local
                trancheQuantity[trancheCount] = tables.trancheQuantity[tranche]
                trancheBefore[trancheCount] = tables.trancheBefore[tranche]
                arcStart[trancheCount] = arcCount
                for arc in Int(tables.arcStart[tranche])..<Int(tables.arcStart[tranche + 1]) {
                    arcTranche[arcCount] = trancheCount
                    arcLine[arcCount] = Int(tables.arcLine[arc])
                    gain[arcCount] = tables.gain[arc]
                    rate[arcCount] = tables.rate[arc]
                    cost[arcCount] = tables.gain[arc] << shift
                    arcCount += 1
                }
                trancheCount += 1
            }
        }
        arcStart[trancheCount] = arcCount
        sortArcsByLine()
    }

    private func sortArcsByLine() {
        for line in 0...lineCount { lineArcStart[line] = 0 }
        for arc in 0..<arcCount { lineArcStart[arcLine[arc] + 1] += 1 }
        for line in 0..<lineCount { lineArcStart[line + 1] += lineArcStart[line] }
        for arc in 0..<arcCount {
            let line = arcLine[arc]
            lineArc[lineArcStart[line]] = arc
            lineArcStart[line] += 1
        }
        for line in (0..<lineCount).reversed() { lineArcStart[line + 1] = lineArcStart[line] }
        lineArcStart[0] = 0
    }

    /// Arcs that end in a line.
    @inline(__always)
    func arcs(into line: Int) -> UnsafeBufferPointer<Int> {
        UnsafeBufferPointer(
            start: lineArc + lineArcStart[line],
            count: lineArcStart[line + 1] - lineArcStart[line])
    }

    /// Most units that a tranche gives when this much of its offer is ordered.
    @inline(__always)
    func capacity(_ tranche: Int, ordered: Int64) -> Int64 {
        let stated = trancheQuantity[tranche]
        return stated >= 0 ? min(stated, ordered) : max(0, ordered - trancheBefore[tranche])
    }

    /// Finds the cheapest flow; the value is its cost.
    func solve() -> Int64 {
        flow.update(repeating: 0, count: arcCount)
        offerFlow.update(repeating: 0, count: offerCount)
        segment.update(repeating: 0, count: offerCount)
        segmentUsed.update(repeating: 0, count: offerCount)
        trancheFlow.update(repeating: 0, count: trancheCount)
        lineFlow.update(repeating: 0, count: lineCount)
        var total: Int64 = 0
        var isDisturbed = false
        for line in 0..<lineCount {
            while lineFlow[line] < want[line], !isDisturbed {
                guard let gained = serveDirectly(line, &isDisturbed) else { break }
                total += gained
            }
            while lineFlow[line] < want[line], isDisturbed {
                findDistances()
                let distance = lineDistance[line]
                guard distance < 0 else { break }
                total += distance * augment(to: line)
            }
        }
        return total
    }

    /// Serves a line along its cheapest arc; `nil` if none gains.
    private func serveDirectly(_ line: Int, _ isDisturbed: inout Bool) -> Int64? {
        var best = -1
        var lowest: Int64 = 0
        for arc in arcs(into: line) where cost[arc] < 0 {
            let tranche = arcTranche[arc]
            guard trancheFlow[tranche] < trancheRoom[tranche] else { continue }
            let amount = marginalCost(trancheOffer[tranche]) + cost[arc]
            if amount < lowest {
                lowest = amount
                best = arc
            }
        }
        guard best >= 0 else { return nil }
        let tranche = arcTranche[best]
        let offer = trancheOffer[tranche]
        let place = offer * segmentLimit + segment[offer]
        let inSegment = segmentUnits[place] - segmentUsed[offer]
        let inTranche = trancheRoom[tranche] - trancheFlow[tranche]
        let amount = min(want[line] - lineFlow[line], inSegment, inTranche)
        flow[best] += amount
        trancheFlow[tranche] += amount
        segmentUsed[offer] += amount
        offerFlow[offer] += amount
        lineFlow[line] += amount
        if amount == inSegment || amount == inTranche { isDisturbed = true }
        return lowest * amount
    }

    @inline(__always)
    private func marginalCost(_ offer: Int) -> Int64 {
        var position = segment[offer]
        let row = offer * segmentLimit
        while position < segmentCount[offer] {
            if segmentUsed[offer] < segmentUnits[row + position] {
                return segmentCost[row + position]
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
        trancheDistance.update(repeating: Self.far, count: trancheCount)
        // A line served before may give units back at no cost.
        for line in 0..<lineCount {
            lineDistance[line] = lineFlow[line] > 0 ? 0 : Self.far
            lineParent[line] = -1
        }
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
                if relaxArcs(of: tranche) { isChanged = true }
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
        let first = arcStart[tranche]
        let end = arcStart[tranche + 1]
        var own = trancheDistance[tranche]
        if trancheFlow[tranche] > 0 {
            for arc in first..<end where flow[arc] > 0 {
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
        for arc in first..<end where cost[arc] < 0 {
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

    private func augment(to end: Int) -> Int64 {
        var amount = want[end] - lineFlow[end]
        walk(to: end) { step in
            switch step {
            case .arc: break
            case .backArc(let arc): amount = min(amount, flow[arc])
            case .tranche(let tranche):
                amount = min(amount, trancheRoom[tranche] - trancheFlow[tranche])
            case .backTranche(let tranche): amount = min(amount, trancheFlow[tranche])
            case .servedLine(let line): amount = min(amount, lineFlow[line])
            case .source(let offer):
                let units = segmentUnits[offer * segmentLimit + segment[offer]]
                amount = min(amount, units - segmentUsed[offer])
            }
        }
        walk(to: end) { step in
            switch step {
            case .arc(let arc): flow[arc] += amount
            case .backArc(let arc): flow[arc] -= amount
            case .tranche(let tranche): trancheFlow[tranche] += amount
            case .backTranche(let tranche): trancheFlow[tranche] -= amount
            case .servedLine(let line): lineFlow[line] -= amount
            case .source(let offer):
                segmentUsed[offer] += amount
                offerFlow[offer] += amount
            }
        }
        lineFlow[end] += amount
        return amount
    }

    private enum Step {
        case arc(Int)
        case backArc(Int)
        case tranche(Int)
        case backTranche(Int)
        case servedLine(Int)
        case source(Int)
    }

    @inline(__always)
    private func walk(to end: Int, _ visit: (Step) -> Void) {
        var line = end
        while true {
            guard lineParent[line] >= 0 else {
                visit(.servedLine(line))
                return
            }
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
