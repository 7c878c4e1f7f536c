/// Cheapest plans of a part of a block when quantities may be divided at will: every offer costs
/// the largest convex function below its true cost, and a complete line pays lateness unit by unit.
///
/// Units go from offers through tranches to lines, along cheapest paths one after the other.
struct CertificateFlow {
    /// What an offer costs from one quantity to the next, per unit.
    struct Segment {
        var through: Int64
        var slope: Int128
    }

    private(set) var segments: [[Segment]] = []
    /// By offer: units that are bought whoever needs them.
    private(set) var pool: [Int64] = []
    /// By offer: units given.
    private(set) var given: [Int64] = []
    /// By arc.
    private(set) var flow: [Int64] = []
    /// By offer: relaxed cost.
    private(set) var orderCost: [Int128] = []
    private(set) var total: Int128 = 0
    private var position: [Int] = []
    private var trancheRoom: [Int64] = []
    private var lineRoom: [Int64] = []
    private var arcCost: [Int128] = []
    private var arcRoom: [Int64] = []
    private var lineCost: [Int128] = []
    private var trancheCost: [Int128] = []
    private var lineFrom: [Int] = []
    // What the search for paths has just found cheaper, perhaps more than once.
    private var cheaperTranches: [Int] = []
    private var cheaperLines: [Int] = []
    private var isListed: [Bool] = []
    /// By line: how many arcs serve it, and the one that began to last; −1 if that has ended.
    private var feeders: [Int32] = []
    private var lastFeeder: [Int] = []
    /// −1 from its offer, −2 − t from tranche t of the same offer, otherwise from a line by an arc.
    private var trancheFrom: [Int] = []

    private static let never = Int128.max / 4

    /// Finds the flow.
    ///
    /// - Returns: `false` if the scope is empty.
    mutating func minimize(
        _ block: CertificateBlock, _ costs: CertificateCosts, _ scope: CertificateScope
    ) -> Bool {
        total = 0
        prepare(block, costs, scope)
        if !scope.arcLow.isEmpty, !forceFlows(block, scope) { return false }
        // What was given can be taken back at what it cost, so paths stay the cheapest until
        // something on one of them is used up.
        var isUsedUp = true
        while true {
            if isUsedUp { findPaths(block) }
            guard let line = cheapestLine() else { break }
            isUsedUp = augment(block, to: line)
        }
        for offer in block.offers.indices { total += orderCost[offer] }
        return true
    }

    private mutating func prepare(
        _ block: CertificateBlock, _ costs: CertificateCosts, _ scope: CertificateScope
    ) {
        let count = block.offers.count
        reset(&pool, count, 0)
        reset(&given, count, 0)
        reset(&position, count, 0)
        reset(&orderCost, count, 0)
        reset(&flow, block.arcs.count, 0)
        while segments.count < count { segments.append([]) }
        addOffers(block, costs, scope)
        reset(&trancheRoom, block.tranches.count, 0)
        for (tranche, content) in block.tranches.enumerated() {
            let isUsable = scope.low[content.offer] <= scope.high[content.offer]
            let usable = isUsable ? scope.high[content.offer] : 0
            trancheRoom[tranche] =
                content.quantity.map { min($0, usable) } ?? max(0, usable - content.before)
        }
        reset(&lineRoom, block.lines.count, 0)
        for (line, content) in block.lines.enumerated() { lineRoom[line] = content.want }
        reset(&arcCost, block.arcs.count, 0)
        reset(&arcRoom, block.arcs.count, Int64.max)
        let hasLines = !scope.service.isEmpty
        for (arc, content) in block.arcs.enumerated() {
            var rate = costs.rate[arc]
            if hasLines {
                let cell = content.line * count + block.tranches[content.tranche].offer
                let isLate =
                    block.lines[content.line].split == .complete
                    && content.rate > scope.cap[content.line]
                if scope.service[cell] == .barred || isLate { arcRoom[arc] = 0 }
                rate = max(rate, scope.floor[content.line] << 40)
            }
            arcCost[arc] = costs.arc[arc] + rate
        }
        for (rule, soft) in block.soft.enumerated() where scope.soft[rule] != .paid {
            // A unit that breaks a rule of its line pays a share of the penalty: never more than
            // the penalty in all.
            let share = scope.soft[rule] == .open ? costs.share(of: rule, block) : 0
            for arc in soft.arcs {
                if scope.soft[rule] == .kept { arcRoom[arc] = 0 }
                arcCost[arc] += share
            }
        }
        for arc in scope.arcHigh.indices {
            arcRoom[arc] = min(arcRoom[arc], scope.arcHigh[arc])
        }
        reset(&lineCost, block.lines.count, 0)
        reset(&lineFrom, block.lines.count, -1)
        reset(&isListed, block.lines.count, false)
        reset(&feeders, block.lines.count, 0)
        reset(&lastFeeder, block.lines.count, -1)
        reset(&trancheCost, block.tranches.count, 0)
        reset(&trancheFrom, block.tranches.count, -1)
    }

    private func reset<Value>(_ array: inout [Value], _ count: Int, _ value: Value) {
        if array.count == count {
            for index in 0..<count { array[index] = value }
        } else {
            array = Array(repeating: value, count: count)
        }
    }

    // MARK: Offers

    private mutating func addOffers(
        _ block: CertificateBlock, _ costs: CertificateCosts, _ scope: CertificateScope
    ) {
        // A supplier with several offers that may be used, none of which must, is paid for by
        // parts: never more than its price in all.
        var open = [Int](repeating: 0, count: block.suppliers.count)
        var isUsed = [Bool](repeating: false, count: block.suppliers.count)
        for (offer, content) in block.offers.enumerated() {
            if scope.low[offer] <= scope.high[offer] { open[content.local] += 1 }
            if !scope.allowsZero[offer] { isUsed[content.local] = true }
        }
        for local in isUsed.indices where isUsed[local] { total += costs.use[local] }
        for offer in block.offers.indices {
            let local = block.offers[offer].local
            let share =
                isUsed[local] || open[local] == 0 ? 0 : costs.use[local] / Int128(open[local])
            addSegments(block, costs, scope, offer, use: share)
        }
    }

    private mutating func addSegments(
        _ block: CertificateBlock, _ costs: CertificateCosts, _ scope: CertificateScope,
        _ offer: Int, use: Int128
    ) {
        segments[offer].removeAll(keepingCapacity: true)
        let (low, high) = (scope.low[offer], scope.high[offer])
        var quantity: Int64 = 0
        var cost: Int128 = 0
        let content = block.offers[offer]
        let isLowered = !content.isExact
        let slack = Int128(costs.goods[offer].magnitude)
        var points: [(quantity: Int64, cost: Int128)] = []
        if low <= high {
            for tier in content.tiers where tier.first <= high && tier.last >= low {
                let first = max(tier.first, low)
                let last = min(tier.last, high)
                for end in first == last ? [first] : [first, last] {
                    var value = costs.goods[offer] * Int128(block.goods(offer, end, tier))
                    value += costs.unit[offer] * Int128(end) + costs.fixed[offer] + use
                    // Between the ends rounding half up can fall below the straight line.
                    if isLowered, first != last { value -= slack }
                    points.append((end, value))
                }
            }
        }
        var index = 0
        if !scope.allowsZero[offer], let first = points.first {
            (quantity, cost) = first
            index = 1
        }
        orderCost[offer] = cost
        pool[offer] = quantity
        // The lower hull, from each corner to the flattest next one; slopes are rounded down.
        while index < points.count {
            var best = index
            var flattest = Int128.max
            for next in index..<points.count {
                let rise = points[next].cost - cost
                let run = Int128(points[next].quantity - quantity)
                let slope = rise >= 0 ? rise / run : -((-rise + run - 1) / run)
                if slope <= flattest {
                    flattest = slope
                    best = next
                }
            }
            let next = points[best]
            if flattest < 0 {
                orderCost[offer] += flattest * Int128(next.quantity - quantity)
                pool[offer] = next.quantity
            } else {
                segments[offer].append(Segment(through: next.quantity, slope: flattest))
            }
            (quantity, cost) = next
            index = best + 1
        }
    }

    /// Cost of one more unit, and how many there are at this cost.
    private func margin(_ offer: Int) -> (cost: Int128, room: Int64)? {
        if given[offer] < pool[offer] { return (0, pool[offer] - given[offer]) }
        let place = position[offer]
        guard place < segments[offer].count else { return nil }
        let segment = segments[offer][place]
        return (segment.slope, segment.through - given[offer])
    }

    private mutating func take(_ offer: Int, _ units: Int64) {
        if given[offer] >= pool[offer] {
            orderCost[offer] += segments[offer][position[offer]].slope * Int128(units)
        }
        given[offer] += units
        while position[offer] < segments[offer].count,
            segments[offer][position[offer]].through <= given[offer]
        {
            position[offer] += 1
        }
    }

    /// Gives each line what the scope demands.
    private mutating func forceFlows(
        _ block: CertificateBlock, _ scope: CertificateScope
    ) -> Bool {
        for (arc, content) in block.arcs.enumerated() where scope.arcLow[arc] > 0 {
            var left = scope.arcLow[arc]
            let offer = block.tranches[content.tranche].offer
            guard left <= arcRoom[arc], left <= trancheRoom[content.tranche],
                left <= lineRoom[content.line]
            else { return false }
            arcRoom[arc] -= left
            trancheRoom[content.tranche] -= left
            lineRoom[content.line] -= left
            total += arcCost[arc] * Int128(left)
            while left > 0 {
                guard let margin = margin(offer) else { return false }
                let units = min(left, margin.room)
                take(offer, units)
                left -= units
            }
        }
        return true
    }

    // MARK: Paths

    /// What another unit costs at each line and tranche, and where it comes from.
    private mutating func findPaths(_ block: CertificateBlock) {
        for line in lineCost.indices { lineCost[line] = Self.never }
        cheaperTranches.removeAll(keepingCapacity: true)
        for offer in block.offers.indices {
            let margin = margin(offer)?.cost ?? Self.never
            for tranche in block.offers[offer].tranches {
                trancheCost[tranche] = trancheRoom[tranche] > 0 ? margin : Self.never
                trancheFrom[tranche] = -1
                if trancheCost[tranche] < Self.never { cheaperTranches.append(tranche) }
            }
        }
        while !cheaperTranches.isEmpty {
            goForward(block)
            goBack(block)
        }
    }

    /// What lines cost that tranches serve which have become cheaper.
    private mutating func goForward(_ block: CertificateBlock) {
        cheaperLines.removeAll(keepingCapacity: true)
        for tranche in cheaperTranches {
            let own = trancheCost[tranche]
            for arc in block.tranches[tranche].arcs where flow[arc] < arcRoom[arc] {
                let line = Int(block.lineOfArc[arc])
                let cost = own + arcCost[arc]
                guard cost < lineCost[line] else { continue }
                lineCost[line] = cost
                lineFrom[line] = arc
                // Who has nothing yet has nothing to give back.
                guard feeders[line] > 0, !isListed[line] else { continue }
                isListed[line] = true
                cheaperLines.append(line)
            }
        }
    }

    /// Units that lines which have become cheaper could give back, and what their tranches could
    /// do with them.
    private mutating func goBack(_ block: CertificateBlock) {
        cheaperTranches.removeAll(keepingCapacity: true)
        for line in cheaperLines {
            isListed[line] = false
            if feeders[line] == 1, lastFeeder[line] >= 0 {
                giveBack(block, line, lastFeeder[line])
            } else {
                for arc in block.arcsOfLine[line] where flow[arc] > 0 {
                    giveBack(block, line, arc)
                }
            }
        }
    }

    private mutating func giveBack(_ block: CertificateBlock, _ line: Int, _ arc: Int) {
        let cost = lineCost[line] - arcCost[arc]
        let tranche = block.arcs[arc].tranche
        guard cost < trancheCost[tranche] else { return }
        trancheCost[tranche] = cost
        trancheFrom[tranche] = arc
        cheaperTranches.append(tranche)
        let siblings = block.offers[block.tranches[tranche].offer].tranches
        guard siblings.count > 1 else { return }
        for other in siblings
        where other != tranche && trancheRoom[other] > 0 && cost < trancheCost[other] {
            trancheCost[other] = cost
            trancheFrom[other] = -2 - tranche
            cheaperTranches.append(other)
        }
    }

    /// Line to which another unit saves most; `nil` if none saves anything.
    private func cheapestLine() -> Int? {
        var best: Int?
        var lowest: Int128 = 0
        for line in lineCost.indices where lineRoom[line] > 0 && lineCost[line] < lowest {
            lowest = lineCost[line]
            best = line
        }
        return best
    }

    /// Gives a line what it wants, or what its path can carry.
    ///
    /// - Returns: whether something on the path is then used up.
    private mutating func augment(_ block: CertificateBlock, to end: Int) -> Bool {
        var room = Int64.max
        forEachStep(block, to: end) { step in
            switch step {
            case .forward(let arc): room = min(room, arcRoom[arc] - flow[arc])
            case .back(let arc): room = min(room, flow[arc])
            case .enter(let tranche): room = min(room, trancheRoom[tranche])
            case .leave: break
            case .start(let offer): room = min(room, margin(offer)?.room ?? 0)
            }
        }
        let units = min(lineRoom[end], room)
        lineRoom[end] -= units
        var steps: [Step] = []
        forEachStep(block, to: end) { steps.append($0) }
        for step in steps {
            switch step {
            case .forward(let arc):
                let line = block.arcs[arc].line
                if flow[arc] == 0, units > 0 { feeders[line] += 1 }
                lastFeeder[line] = arc
                flow[arc] += units
                total += arcCost[arc] * Int128(units)
            case .back(let arc):
                flow[arc] -= units
                if flow[arc] == 0 {
                    let line = block.arcs[arc].line
                    feeders[line] -= 1
                    if lastFeeder[line] == arc { lastFeeder[line] = -1 }
                }
                total -= arcCost[arc] * Int128(units)
            case .enter(let tranche): trancheRoom[tranche] -= units
            case .leave(let tranche): trancheRoom[tranche] += units
            case .start(let offer): take(offer, units)
            }
        }
        return units == room
    }

    private enum Step {
        case forward(arc: Int)
        case back(arc: Int)
        case enter(tranche: Int)
        case leave(tranche: Int)
        case start(offer: Int)
    }

    /// The path to a line, from its end.
    private func forEachStep(
        _ block: CertificateBlock, to end: Int, _ body: (Step) -> Void
    ) {
        var line = end
        while true {
            let arc = lineFrom[line]
            body(.forward(arc: arc))
            var tranche = block.arcs[arc].tranche
            if trancheFrom[tranche] <= -2 {
                body(.enter(tranche: tranche))
                tranche = -2 - trancheFrom[tranche]
                body(.leave(tranche: tranche))
            }
            guard trancheFrom[tranche] >= 0 else {
                body(.enter(tranche: tranche))
                body(.start(offer: block.tranches[tranche].offer))
                return
            }
            body(.back(arc: trancheFrom[tranche]))
            line = block.arcs[trancheFrom[tranche]].line
        }
    }
}
