/// Cheapest flow of units from offers through tranches to lines: the relaxation of a block.
///
/// An offer has units that cost nothing more (its base) and then segments with rising cost per
/// unit; an arc from a tranche to a line has negative cost, and a unit flows only where that
/// gains. Lines are served one after the other along cheapest paths of the residual network, in
/// which a line served before may give units back; so the flow is a minimum for the lines served so
/// far. As long as no segment and no tranche is used up, the cheapest path is the cheapest arc.
/// Paths are looked for between tranches only, of which a block has few: what it costs that one
/// takes over a unit of another, through whichever line, is kept up to date as flow changes; and
/// lines are served along the same paths until something on them is used up.
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
    private let paths: TranchePaths

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
        paths = TranchePaths(offers: offers, tranches: tranches)
    }

    func free() {
        for memory in [
            segmentCount, trancheOffer, arcStart, arcTranche, arcLine, lineArcStart, lineArc,
            segment,
        ] { memory.deallocate() }
        for memory in [
            segmentUnits, segmentCost, trancheRoom, trancheQuantity, trancheBefore, gain, rate,
            cost, want, flow, offerFlow, trancheFlow, lineFlow, segmentUsed,
        ] { memory.deallocate() }
        split.deallocate()
        paths.free()
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
        var activeCount = -1
        var isStale = true
        for line in 0..<lineCount {
            while lineFlow[line] < want[line], !isDisturbed {
                guard let gained = serveDirectly(line, &isDisturbed) else { break }
                total += gained
            }
            while lineFlow[line] < want[line], isDisturbed {
                if activeCount < 0 { activeCount = openExchanges() }
                if isStale { findDistances(activeCount) }
                isStale = false
                guard let (arc, distance) = cheapestArc(into: line) else { break }
                total += distance * augment(by: arc, &activeCount, &isStale)
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

    // MARK: Paths between tranches

    /// Looks at what every tranche that gives something could hand over.
    ///
    /// - Returns: how many there are.
    private func openExchanges() -> Int {
        paths.begin(tranches: trancheCount)
        var count = 0
        for tranche in 0..<trancheCount where trancheFlow[tranche] > 0 {
            paths.active[count] = tranche
            count += 1
            paths.isActive[tranche] = true
            rebuild(tranche)
        }
        return count
    }

    private func rebuild(_ tranche: Int) {
        paths.clear(tranche, tranches: trancheCount)
        for arc in arcStart[tranche]..<arcStart[tranche + 1] where flow[arc] > 0 {
            keepExchanges(of: arc)
        }
    }

    /// The tranche of an arc can give up what flows on it: another serves the line, or nobody does.
    private func keepExchanges(of arc: Int) {
        let tranche = arcTranche[arc]
        let paid = cost[arc]
        if -paid < paths.giveCost[tranche] {
            paths.giveCost[tranche] = -paid
            paths.giveArc[tranche] = arc
        }
        let row = tranche * trancheCount
        for other in arcs(into: arcLine[arc]) where cost[other] < 0 {
            let place = row + arcTranche[other]
            let more = cost[other] - paid
            if more < paths.passCost[place] {
                paths.passCost[place] = more
                paths.passArc[place] = arc
            }
        }
    }

    /// What a unit more costs at every tranche, and where it comes from.
    private func findDistances(_ activeCount: Int) {
        for offer in 0..<offerCount {
            paths.offerDistance[offer] = marginalCost(offer)
            paths.offerParent[offer] = -1
        }
        let distance = paths.distance
        let origin = paths.origin
        for tranche in 0..<trancheCount {
            let isFull = trancheFlow[tranche] >= trancheRoom[tranche]
            distance[tranche] = isFull ? Self.far : paths.offerDistance[trancheOffer[tranche]]
            origin[tranche] = TranchePaths.fromOffer
        }
        for place in 0..<activeCount {
            let tranche = paths.active[place]
            guard paths.giveCost[tranche] < distance[tranche] else { continue }
            distance[tranche] = paths.giveCost[tranche]
            origin[tranche] = TranchePaths.fromLine
        }
        var isChanged = true
        while isChanged {
            isChanged = false
            for place in 0..<activeCount {
                let tranche = paths.active[place]
                let row = paths.passCost + tranche * trancheCount
                var best = min(distance[tranche], Self.far / 2)
                var from = -1
                for other in 0..<trancheCount {
                    let through = distance[other] + row[other]
                    if through < best {
                        best = through
                        from = other
                    }
                }
                guard from >= 0 else { continue }
                distance[tranche] = best
                origin[tranche] = from
                isChanged = true
            }
            if trancheCount > offerCount, exchangeWithinOffers() { isChanged = true }
        }
    }

    /// A unit of one tranche less is one more of its offer for another.
    private func exchangeWithinOffers() -> Bool {
        var isChanged = false
        for tranche in 0..<trancheCount where trancheFlow[tranche] > 0 {
            let offer = trancheOffer[tranche]
            guard paths.distance[tranche] < paths.offerDistance[offer] else { continue }
            paths.offerDistance[offer] = paths.distance[tranche]
            paths.offerParent[offer] = tranche
        }
        for tranche in 0..<trancheCount where trancheFlow[tranche] < trancheRoom[tranche] {
            let reached = paths.offerDistance[trancheOffer[tranche]]
            guard reached < paths.distance[tranche] else { continue }
            paths.distance[tranche] = reached
            paths.origin[tranche] = TranchePaths.fromOffer
            isChanged = true
        }
        return isChanged
    }

    /// The arc along which a unit more for a line costs least; `nil` if none gains.
    ///
    /// Of equal ones, one that takes nothing from other lines: more fits through it.
    private func cheapestArc(into line: Int) -> (arc: Int, distance: Int64)? {
        var best = -1
        var lowest: Int64 = 0
        var isDirect = true
        for arc in arcs(into: line) where cost[arc] < 0 {
            let tranche = arcTranche[arc]
            let reached = paths.distance[tranche] + cost[arc]
            guard reached < lowest || (reached == lowest && !isDirect) else { continue }
            let isNowDirect = paths.origin[tranche] == TranchePaths.fromOffer
            if reached < lowest || isNowDirect {
                lowest = reached
                best = arc
                isDirect = isNowDirect
            }
        }
        return best < 0 ? nil : (best, lowest)
    }

    /// Sends as much as fits along the path that ends with an arc.
    ///
    /// As long as nothing on the path is used up, all distances stay as they are: what can be
    /// taken back after it costs what it was given for.
    ///
    /// - Returns: the units.
    private func augment(
        by last: Int, _ activeCount: inout Int, _ isStale: inout Bool
    ) -> Int64 {
        let room = room(back: last)
        let end = arcLine[last]
        let amount = min(want[end] - lineFlow[end], room)
        isStale = amount == room
        // Arcs that begin or cease to carry something.
        var turned = 0
        walk(back: last) { step in
            switch step {
            case .arc(let arc):
                if flow[arc] == 0 {
                    paths.turned[turned] = arc
                    turned += 1
                }
                flow[arc] += amount
            case .backArc(let arc):
                flow[arc] -= amount
                if flow[arc] == 0 {
                    paths.turned[turned] = arc
                    turned += 1
                }
            case .tranche(let tranche): trancheFlow[tranche] += amount
            case .backTranche(let tranche): trancheFlow[tranche] -= amount
            case .servedLine(let line): lineFlow[line] -= amount
            case .source(let offer):
                segmentUsed[offer] += amount
                offerFlow[offer] += amount
            }
        }
        lineFlow[end] += amount
        for place in 0..<turned { update(paths.turned[place], &activeCount) }
        return amount
    }

    /// Most units that the path that ends with an arc can carry.
    private func room(back last: Int) -> Int64 {
        var room = Self.far
        walk(back: last) { step in
            switch step {
            case .arc: break
            case .backArc(let arc): room = min(room, flow[arc])
            case .tranche(let tranche):
                room = min(room, trancheRoom[tranche] - trancheFlow[tranche])
            case .backTranche(let tranche): room = min(room, trancheFlow[tranche])
            case .servedLine(let line): room = min(room, lineFlow[line])
            case .source(let offer):
                let units = segmentUnits[offer * segmentLimit + segment[offer]]
                room = min(room, units - segmentUsed[offer])
            }
        }
        return room
    }

    /// Keeps up with an arc that began or ceased to carry something.
    private func update(_ arc: Int, _ activeCount: inout Int) {
        let tranche = arcTranche[arc]
        if flow[arc] > 0 {
            if !paths.isActive[tranche] {
                paths.isActive[tranche] = true
                paths.active[activeCount] = tranche
                activeCount += 1
                paths.clear(tranche, tranches: trancheCount)
            }
            keepExchanges(of: arc)
        } else if paths.names(arc, of: tranche, tranches: trancheCount) {
            rebuild(tranche)
        }
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
    private func walk(back last: Int, _ visit: (Step) -> Void) {
        visit(.arc(last))
        var tranche = arcTranche[last]
        while true {
            switch paths.origin[tranche] {
            case TranchePaths.fromOffer:
                visit(.tranche(tranche))
                let offer = trancheOffer[tranche]
                guard paths.offerParent[offer] >= 0 else {
                    visit(.source(offer))
                    return
                }
                tranche = paths.offerParent[offer]
                visit(.backTranche(tranche))
            case TranchePaths.fromLine:
                visit(.backArc(paths.giveArc[tranche]))
                visit(.servedLine(arcLine[paths.giveArc[tranche]]))
                return
            case let other:
                let given = paths.passArc[tranche * trancheCount + other]
                visit(.backArc(given))
                for arc in arcs(into: arcLine[given]) where arcTranche[arc] == other {
                    visit(.arc(arc))
                    break
                }
                tranche = other
            }
        }
    }
}
