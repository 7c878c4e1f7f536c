extension BlockKernel {
    /// Rounds the flow of the node in hand to legal quantities.
    ///
    /// - Returns: whether quantities and flow obey every rule of the block.
    mutating func chooseCandidate() -> Bool {
        var isLegal = true
        for offer in 0..<offerCount {
            chooseQuantity(offer)
            if candidate[offer] < 0 { isLegal = false }
        }
        for tranche in 0..<trancheCount {
            let ordered = candidate[flow.trancheOffer[tranche]]
            if ordered >= 0, flow.trancheFlow[tranche] > flow.capacity(tranche, ordered: ordered) {
                isLegal = false
            }
        }
        return isLegal && crowdedItem() < 0 && crowdedLine() == nil && brokenShare() == nil
            && brokenKeptRule() < 0
    }

    /// Cheapest quantity of the domain that is at least the offer's flow.
    private mutating func chooseQuantity(_ offer: Int) {
        let used = flow.offerFlow[offer]
        var best: Int64 = -1
        var bestCost = Int64.max
        if used == 0, nodes.zero[offer] != 0 {
            best = 0
            bestCost = 0
        }
        let place = firstOffer + offer
        let low = nodes.low[offer]
        let high = nodes.high[offer]
        let multiple = tables.multiple[place]
        let least = max(low, (used + multiple - 1) / multiple * multiple)
        if least <= high {
            for tier in tables.tiers(of: place) {
                let first = max(least, tables.tierFirst[tier])
                let last = min(high, tables.tierLast[tier])
                guard first <= last else { continue }
                let cost = orderCost(offer, first, tier: tier) + charge[offer]
                if cost < bestCost {
                    best = first
                    bestCost = cost
                }
                guard last > first else { continue }
                let other = orderCost(offer, last, tier: tier) + charge[offer]
                if other < bestCost {
                    best = last
                    bestCost = other
                }
            }
        }
        candidate[offer] = best
        candidateGap[offer] = best < 0 ? Int64.max : bestCost - envelopeCost(offer, used)
    }

    /// What the relaxation charges for a flow through an offer.
    private func envelopeCost(_ offer: Int, _ used: Int64) -> Int64 {
        let row = offer * cornerLimit
        var cost = cornerCost[row + cheapestCorner[offer]]
        var rest = used - cornerQuantity[row + cheapestCorner[offer]]
        var segment = 1
        while rest > 0, segment < flow.segmentCount[offer] {
            let units = min(rest, flow.segmentUnits[row + segment])
            cost += units * flow.segmentCost[row + segment]
            rest -= units
            segment += 1
        }
        return cost
    }

    /// An item with orders from too many suppliers, −1 if there is none.
    private func crowdedItem() -> Int {
        let limit = tables.maximumSuppliersPerItem
        guard limit < pairCount else { return -1 }
        for offer in 0..<offerCount where candidate[offer] > 0 {
            let item = tables.item[firstOffer + offer]
            for pair in 0..<pairCount { isPairUsed[pair] = false }
            var count = 0
            for other in 0..<offerCount
            where candidate[other] > 0 && tables.item[firstOffer + other] == item
                && !isPairUsed[pairOfOffer[other]]
            {
                isPairUsed[pairOfOffer[other]] = true
                count += 1
            }
            if count > limit { return Int(item) }
        }
        return -1
    }

    /// A line served by too many: more than one offer of a single line, or too many suppliers.
    private func crowdedLine() -> (line: Int, offer: Int)? {
        guard hasLineRules else { return nil }
        for line in 0..<lineCount {
            let isSingle = flow.split[line] == 1
            guard isSingle || tables.maximumSuppliersPerLine < pairCount else { continue }
            let limit = isSingle ? 1 : tables.maximumSuppliersPerLine
            var count = 0
            var best = -1
            var most: Int64 = 0
            for group in 0..<(isSingle ? offerCount : pairCount) {
                var amount: Int64 = 0
                var open = -1
                for arc in flow.arcs(into: line) where flow.flow[arc] > 0 {
                    let offer = flow.trancheOffer[flow.arcTranche[arc]]
                    guard group == (isSingle ? offer : pairOfOffer[offer]) else { continue }
                    amount += flow.flow[arc]
                    if nodes.service[line * offerCount + offer] == 0 { open = offer }
                }
                if amount > 0 { count += 1 }
                if open >= 0, amount > most {
                    most = amount
                    best = open
                }
            }
            if count > limit, best >= 0 { return (line, best) }
        }
        return nil
    }

    /// A share rule that the candidate breaks.
    private func brokenShare() -> Int? {
        for row in Int(tables.shareStart[block])..<Int(tables.shareStart[block + 1]) {
            let coefficients = tables.shareCoefficient.pointer + Int(tables.shareFirst[row])
            if sum(coefficients) > Int128(tables.shareLimit[row]) { return row }
        }
        return nil
    }

    /// Splits the node in hand where its relaxation is farthest from the truth.
    mutating func branch(_ relaxed: Int64) {
        if let (line, offer) = crowdedLine() {
            branchOnService(line, offer, relaxed)
            return
        }
        let crowded = crowdedItem()
        if crowded >= 0, branchOnUse(item: crowded, relaxed) { return }
        if let row = brokenShare(), branchOnShare(row, relaxed) { return }
        let kept = brokenKeptRule()
        if kept >= 0, branchOnKept(kept, relaxed) { return }
        var worst = -1
        for offer in 0..<offerCount
        where candidateGap[offer] > 0 && (worst < 0 || candidateGap[offer] > candidateGap[worst]) {
            worst = offer
        }
        let late = hasLineRules ? worstCompleteLine() : nil
        let soft = softRules.isEmpty ? nil : worstSoftRule()
        if let soft, soft.gap >= late?.gap ?? 0, worst < 0 || soft.gap > candidateGap[worst] {
            branchOnSoftRule(soft.local, relaxed)
            return
        }
        if let late, worst < 0 || late.gap > candidateGap[worst] {
            branchOnRate(late.line, relaxed)
            return
        }
        if worst >= 0, branchOnQuantity(worst, relaxed) { return }
        if let late {
            branchOnRate(late.line, relaxed)
            return
        }
        if let soft {
            branchOnSoftRule(soft.local, relaxed)
            return
        }
        // Nothing is left but rounding, or a tranche of the rest: halve the widest interval.
        var widest = -1
        var width: Int64 = 0
        for offer in 0..<offerCount {
            let span = nodes.high[offer] - nodes.low[offer]
            if span > width || (widest < 0 && nodes.zero[offer] != 0 && span == 0) {
                widest = offer
                width = span
            }
        }
        if widest >= 0, branchOnQuantity(widest, relaxed) { return }
        bound = min(bound, relaxed)
        if best > relaxed { isCut = true }
    }

    private mutating func branchOnService(_ line: Int, _ offer: Int, _ relaxed: Int64) {
        let isSingle = flow.split[line] == 1
        let row = line * offerCount
        func isSame(_ other: Int) -> Bool {
            isSingle ? other == offer : pairOfOffer[other] == pairOfOffer[offer]
        }
        var chosen = 0
        for other in 0..<offerCount where nodes.service[row + other] == 2 {
            let isFirst = !(0..<other).contains {
                nodes.service[row + $0] == 2
                    && (isSingle ? $0 == other : pairOfOffer[$0] == pairOfOffer[other])
            }
            if isFirst { chosen += 1 }
        }
        // Without first, so that the search goes on with it.
        var barred: [Int64] = []
        for other in 0..<offerCount { barred.append(nodes.service[row + other]) }
        let before = barred
        for other in 0..<offerCount where isSame(other) { nodes.service[row + other] = 1 }
        nodes.push(bound: relaxed)
        let isFull = chosen + 1 >= (isSingle ? 1 : tables.maximumSuppliersPerLine)
        for other in 0..<offerCount {
            nodes.service[row + other] = before[other]
            if isSame(other), before[other] == 0 {
                nodes.service[row + other] = 2
            } else if isFull, before[other] == 0 {
                nodes.service[row + other] = 1
            }
        }
        nodes.push(bound: relaxed)
    }

    private mutating func branchOnUse(item: Int, _ relaxed: Int64) -> Bool {
        var best = -1
        for offer in 0..<offerCount
        where Int(tables.item[firstOffer + offer]) == item && candidate[offer] > 0
            && nodes.zero[offer] != 0
            && (best < 0 || flow.offerFlow[offer] > flow.offerFlow[best])
        {
            best = offer
        }
        guard best >= 0 else { return false }
        pushUnusedAndUsed(best, relaxed)
        return true
    }

    private mutating func pushUnusedAndUsed(_ offer: Int, _ relaxed: Int64) {
        let high = nodes.high[offer]
        let half = (nodes.low[offer] + 1) / 2
        let isMostlyUsed = flow.offerFlow[offer] >= half
        for used in [!isMostlyUsed, isMostlyUsed] {
            nodes.zero[offer] = used ? 0 : 1
            nodes.high[offer] = used ? high : nodes.low[offer] - 1
            nodes.push(bound: relaxed)
        }
    }

    /// The complete line whose relaxation charges too little, and by how much in ticks.
    private func worstCompleteLine() -> (line: Int, gap: Int64)? {
        var found: (line: Int, gap: Int64)?
        for line in 0..<lineCount where flow.split[line] == 2 {
            var worst: Int64 = 0
            var paid: Int64 = 0
            var served: Int64 = 0
            for arc in flow.arcs(into: line) where flow.flow[arc] > 0 {
                worst = max(worst, flow.rate[arc])
                paid += max(flow.rate[arc], nodes.rateFloor[line]) * flow.flow[arc]
                served += flow.flow[arc]
            }
            let gap = (worst * served - paid) << Int64(shift)
            if gap > 0, gap > found?.gap ?? 0 { found = (line, gap) }
        }
        return found
    }

    private mutating func branchOnRate(_ line: Int, _ relaxed: Int64) {
        var worst: Int64 = 0
        for arc in flow.arcs(into: line) where flow.flow[arc] > 0 {
            worst = max(worst, flow.rate[arc])
        }
        var below: Int64 = -1
        for arc in flow.arcs(into: line) where flow.rate[arc] < worst {
            below = max(below, flow.rate[arc])
        }
        let floor = nodes.rateFloor[line]
        let cap = nodes.rateCap[line]
        nodes.rateFloor[line] = worst
        nodes.push(bound: relaxed)
        nodes.rateFloor[line] = floor
        nodes.rateCap[line] = min(below, cap)
        nodes.push(bound: relaxed)
    }

    /// Splits the quantities of an offer; `false` if there is nothing to split.
    private mutating func branchOnQuantity(_ offer: Int, _ relaxed: Int64) -> Bool {
        let low = nodes.low[offer]
        let high = nodes.high[offer]
        guard low <= high else { return false }
        if nodes.zero[offer] != 0 {
            pushUnusedAndUsed(offer, relaxed)
            return true
        }
        guard low < high else { return false }
        let place = firstOffer + offer
        let multiple = tables.multiple[place]
        let used = flow.offerFlow[offer]
        var cut = min(max(used / multiple * multiple, low), high - multiple)
        // Prefer the end of a tier near the flow: on each side the envelope is then tight.
        var distance = Int64.max
        let span = segment(of: offer, at: used)
        for tier in tables.tiers(of: place) {
            let last = tables.tierLast[tier]
            guard last >= max(low, span.lowerBound), last < min(high, span.upperBound) else {
                continue
            }
            let away = last > used ? last - used : used - last
            if away < distance {
                distance = away
                cut = last
            }
        }
        pushHalves(offer, low: low, cut: cut, next: cut + multiple, high: high, used, relaxed)
        return true
    }

    private mutating func pushHalves(
        _ offer: Int, low: Int64, cut: Int64, next: Int64, high: Int64, _ used: Int64,
        _ relaxed: Int64
    ) {
        // Intervals end in legal quantities, so both sides are not empty.
        let goesLeft = used <= cut
        for isLeft in [!goesLeft, goesLeft] {
            nodes.low[offer] = isLeft ? low : next
            nodes.high[offer] = isLeft ? cut : high
            nodes.push(bound: relaxed)
        }
    }

    /// The corners of the envelope around a flow.
    private func segment(of offer: Int, at used: Int64) -> Range<Int64> {
        let row = offer * cornerLimit
        var lower: Int64 = 0
        for corner in 0..<cornerCount[offer] {
            let quantity = cornerQuantity[row + corner]
            if quantity >= used, quantity > lower { return lower..<quantity }
            lower = quantity
        }
        return (cornerCount[offer] > 0 ? cornerQuantity[row] : 0)..<Int64.max
    }

    /// Decides the use of an offer under a share rule, or halves its quantities: the narrower the
    /// intervals, the more the rule fixes.
    private mutating func branchOnShare(_ share: Int, _ relaxed: Int64) -> Bool {
        branchOnRow(tables.shareCoefficient.pointer + Int(tables.shareFirst[share]), relaxed)
    }

    mutating func branchOnRow(
        _ coefficients: UnsafeMutablePointer<Int64>, _ relaxed: Int64
    ) -> Bool {
        var widest = -1
        var width: Int64 = -1
        for offer in 0..<offerCount where coefficients[offer] != 0 {
            let span = nodes.high[offer] - nodes.low[offer]
            guard span >= (nodes.zero[offer] != 0 ? 0 : tables.multiple[firstOffer + offer])
            else { continue }
            if nodes.zero[offer] != 0 {
                pushUnusedAndUsed(offer, relaxed)
                return true
            }
            if span > width {
                width = span
                widest = offer
            }
        }
        guard widest >= 0 else { return false }
        let multiple = tables.multiple[firstOffer + widest]
        let (low, high) = (nodes.low[widest], nodes.high[widest])
        let cut = max(low, (low + width / 2) / multiple * multiple)
        pushHalves(
            widest, low: low, cut: cut, next: cut + multiple, high: high,
            flow.offerFlow[widest], relaxed)
        return true
    }

    /// Fixes what the limits leave no choice about; `false` if nothing is left.
    mutating func propagate() -> Bool {
        if tables.maximumSuppliersPerItem < pairCount, !limitSuppliersPerItem() { return false }
        for row in Int(tables.shareStart[block])..<Int(tables.shareStart[block + 1])
        where !propagate(
            tables.shareCoefficient.pointer + Int(tables.shareFirst[row]),
            limit: tables.shareLimit[row])
        { return false }
        if !softRules.isEmpty, !propagateSoftRules() { return false }
        return !nodes.isEmpty
    }

    private func limitSuppliersPerItem() -> Bool {
        for first in 0..<offerCount where nodes.zero[first] == 0 {
            let item = tables.item[firstOffer + first]
            for pair in 0..<pairCount { isPairUsed[pair] = false }
            var forced = 0
            for offer in 0..<offerCount
            where nodes.zero[offer] == 0 && tables.item[firstOffer + offer] == item
                && !isPairUsed[pairOfOffer[offer]]
            {
                isPairUsed[pairOfOffer[offer]] = true
                forced += 1
            }
            if forced > tables.maximumSuppliersPerItem { return false }
            guard forced == tables.maximumSuppliersPerItem else { continue }
            for offer in 0..<offerCount
            where tables.item[firstOffer + offer] == item && !isPairUsed[pairOfOffer[offer]] {
                nodes.high[offer] = nodes.low[offer] - 1
            }
        }
        return true
    }

    /// Tightens intervals by a linear rule Σ coefficient × Q ≤ limit.
    func propagate(_ coefficients: UnsafeMutablePointer<Int64>, limit: Int64) -> Bool {
        let slack = Int128(limit) - leastSum(coefficients)
        if slack < 0 { return false }
        for offer in 0..<offerCount where coefficients[offer] != 0 {
            guard nodes.low[offer] <= nodes.high[offer] else { continue }
            let coefficient = Int128(coefficients[offer])
            let room = slack + leastTerm(offer, coefficients[offer])
            let multiple = Int128(tables.multiple[firstOffer + offer])
            if coefficient > 0 {
                if room < 0 { return false }
                let most = room / coefficient / multiple * multiple
                if most < Int128(nodes.high[offer]) { nodes.high[offer] = Int64(most) }
            } else if room < 0 {
                let least = (-room + -coefficient - 1) / -coefficient
                nodes.zero[offer] = 0
                let legal = (least + multiple - 1) / multiple * multiple
                if legal > Int128(nodes.high[offer]) { return false }
                nodes.low[offer] = max(nodes.low[offer], Int64(legal))
            }
        }
        return true
    }

    /// Least that a plan of the node in hand can come to in a linear rule.
    func leastSum(_ coefficients: UnsafeMutablePointer<Int64>) -> Int128 {
        var least: Int128 = 0
        for offer in 0..<offerCount where coefficients[offer] != 0 {
            least += leastTerm(offer, coefficients[offer])
        }
        return least
    }

    private func leastTerm(_ offer: Int, _ coefficient: Int64) -> Int128 {
        let least = nodes.zero[offer] != 0 ? 0 : nodes.low[offer]
        let most = nodes.low[offer] <= nodes.high[offer] ? nodes.high[offer] : 0
        return Int128(coefficient) * Int128(coefficient > 0 ? least : most)
    }
}
