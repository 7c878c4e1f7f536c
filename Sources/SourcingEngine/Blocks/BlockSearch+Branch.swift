extension BlockSearch {
    /// Rounds the flow of the node in hand to legal quantities.
    ///
    /// - Returns: whether quantities and flow obey every rule of the block.
    mutating func chooseCandidate() -> Bool {
        var isLegal = true
        for offer in 0..<block.offerCount {
            chooseQuantity(offer)
            if candidate[offer] < 0 {
                isLegal = false
                continue
            }
            for tranche in block.tranches(of: offer)
            where flow.trancheFlow[tranche] > block.capacity(tranche, ordered: candidate[offer]) {
                isLegal = false
            }
        }
        return isLegal && crowdedItem() == nil && crowdedLine() == nil && brokenShare() == nil
    }

    /// Cheapest quantity of the domain that is at least the offer's flow.
    private mutating func chooseQuantity(_ offer: Int) {
        let used = flow.offerFlow[offer]
        var best: Int64 = -1
        var bestCost = Int64.max
        func look(_ quantity: Int64, _ cost: Int64) {
            if cost < bestCost {
                best = quantity
                bestCost = cost
            }
        }
        if used == 0, node.domain.allowsZero[offer] { look(0, 0) }
        let low = node.domain.low[offer]
        let high = node.domain.high[offer]
        let multiple = block.multiple[offer]
        let least = max(low, (used + multiple - 1) / multiple * multiple)
        if least <= high {
            for tier in block.tiers(of: offer) {
                let first = max(least, block.tierFirst[tier])
                let last = min(high, block.tierLast[tier])
                guard first <= last else { continue }
                for quantity in first == last ? [first] : [first, last] {
                    let cost = prices.orderCost(block, offer, quantity, shift: shift)
                    look(quantity, cost + charge[offer])
                }
            }
        }
        candidate[offer] = best
        candidateGap[offer] = best < 0 ? Int64.max : bestCost - envelopeCost(offer, used)
    }

    /// What the relaxation charges for a flow through an offer.
    private func envelopeCost(_ offer: Int, _ used: Int64) -> Int64 {
        let envelope = envelopes[offer]
        var cost = envelope.cost[envelope.cheapest]
        var rest = used - envelope.quantity[envelope.cheapest]
        let row = offer * flow.segmentLimit
        var segment = 1
        while rest > 0, segment < flow.segmentCount[offer] {
            let units = min(rest, flow.segmentUnits[row + segment])
            cost += Int64(
                (Int128(units) * Int128(flow.segmentCost[row + segment])) >> Int128(fine))
            rest -= units
            segment += 1
        }
        return cost
    }

    /// An item with orders from too many suppliers.
    private func crowdedItem() -> Int? {
        guard block.maximumSuppliersPerItem < block.suppliers.count else { return nil }
        for item in block.items.indices {
            var used: [Int] = []
            for offer in 0..<block.offerCount
            where block.itemOfOffer[offer] == item && candidate[offer] > 0 {
                let supplier = block.supplierOfOffer[offer]
                if !used.contains(supplier) { used.append(supplier) }
            }
            if used.count > block.maximumSuppliersPerItem { return item }
        }
        return nil
    }

    /// A line served by too many: more than one offer of a single line, or too many suppliers.
    private func crowdedLine() -> (line: Int, offer: Int)? {
        for line in 0..<block.lineCount {
            let isSingle = block.split[line] == .single
            guard isSingle || block.maximumSuppliersPerLine < block.suppliers.count else {
                continue
            }
            let limit = isSingle ? 1 : block.maximumSuppliersPerLine
            var amounts = [Int64](
                repeating: 0, count: isSingle ? block.offerCount : block.suppliers.count)
            var count = 0
            for arc in block.arcs(into: line) where flow.flow[arc] > 0 {
                let units = flow.flow[arc]
                let offer = block.trancheOffer[block.arcTranche[arc]]
                let group = isSingle ? offer : block.supplierOfOffer[offer]
                if amounts[group] == 0 { count += 1 }
                amounts[group] += units
            }
            guard count > limit else { continue }
            var best = -1
            for offer in 0..<block.offerCount
            where node.rules.service[line * block.offerCount + offer] == .open {
                let group = isSingle ? offer : block.supplierOfOffer[offer]
                if amounts[group] > 0,
                    best < 0
                        || amounts[group]
                            > amounts[isSingle ? best : block.supplierOfOffer[best]]
                {
                    best = offer
                }
            }
            if best >= 0 { return (line, best) }
        }
        return nil
    }

    func currentPlan() -> BlockPlan {
        var moved = [Int64](repeating: 0, count: block.arcCount)
        for arc in moved.indices { moved[arc] = flow.flow[arc] }
        return BlockPlan(
            quantities: candidate, flow: moved,
            cost: block.cost(quantities: candidate, flow: moved))
    }

    /// Splits the node in hand where its relaxation is farthest from the truth.
    mutating func branch(_ bound: Int64, _ answer: inout Answer) {
        if let (line, offer) = crowdedLine() {
            branchOnService(line, offer, bound)
            return
        }
        if let item = crowdedItem(), branchOnUse(item: item, bound) { return }
        if let rule = brokenSoftRule() {
            branchOnSoftRule(rule, bound)
            return
        }
        if let row = brokenShare(), branchOnShare(row, bound) { return }
        var worst = -1
        for offer in 0..<block.offerCount
        where candidateGap[offer] > 0 && (worst < 0 || candidateGap[offer] > candidateGap[worst]) {
            worst = offer
        }
        let late = worstCompleteLine()
        if let late, worst < 0 || late.gap > candidateGap[worst] {
            branchOnRate(late.line, bound)
            return
        }
        if worst >= 0, branchOnQuantity(worst, bound) { return }
        if let late {
            branchOnRate(late.line, bound)
            return
        }
        // Nothing is left but rounding, or a tranche of the rest: halve the widest interval.
        var widest = -1
        var width: Int64 = 0
        for offer in 0..<block.offerCount {
            let span = node.domain.high[offer] - node.domain.low[offer]
            if span > width || (widest < 0 && node.domain.allowsZero[offer] && span == 0) {
                widest = offer
                width = span
            }
        }
        if widest >= 0, branchOnQuantity(widest, bound) { return }
        answer.bound = min(answer.bound, bound)
        if !answer.isCut, answer.best > bound { answer.isCut = true }
    }

    private mutating func branchOnService(_ line: Int, _ offer: Int, _ bound: Int64) {
        let isSingle = block.split[line] == .single
        let row = line * block.offerCount
        func isSame(_ other: Int) -> Bool {
            isSingle
                ? other == offer : block.supplierOfOffer[other] == block.supplierOfOffer[offer]
        }
        var without = node
        var with = node
        for other in 0..<block.offerCount where isSame(other) {
            without.rules.service[row + other] = .barred
            if with.rules.service[row + other] == .open {
                with.rules.service[row + other] = .chosen
            }
        }
        var groups: Set<Int> = []
        for other in 0..<block.offerCount where with.rules.service[row + other] == .chosen {
            groups.insert(isSingle ? other : block.supplierOfOffer[other])
        }
        if groups.count >= (isSingle ? 1 : block.maximumSuppliersPerLine) {
            for other in 0..<block.offerCount where with.rules.service[row + other] == .open {
                with.rules.service[row + other] = .barred
            }
        }
        stack.push(without, bound: bound)
        stack.push(with, bound: bound)
    }

    private mutating func branchOnUse(item: Int, _ bound: Int64) -> Bool {
        var best = -1
        for offer in 0..<block.offerCount
        where block.itemOfOffer[offer] == item && candidate[offer] > 0
            && node.domain.allowsZero[offer]
            && (best < 0 || flow.offerFlow[offer] > flow.offerFlow[best])
        {
            best = offer
        }
        guard best >= 0 else { return false }
        pushUnusedAndUsed(best, bound)
        return true
    }

    /// A soft rule that the candidate breaks and nothing was decided about.
    private func brokenSoftRule() -> Int? {
        block.soft.indices.first { index in
            node.soft[index] == .open && block.soft[index].isBroken(candidate) { flow.flow[$0] }
        }
    }

    /// Either the rule is kept, or its penalty is paid and it does not matter any more.
    private mutating func branchOnSoftRule(_ index: Int, _ bound: Int64) {
        var kept = node
        kept.soft[index] = .kept
        var paid = node
        paid.soft[index] = .paid
        stack.push(paid, bound: bound)
        stack.push(kept, bound: bound)
    }

    /// A share rule that the candidate breaks.
    private func brokenShare() -> Int? {
        block.shares.firstIndex { row in
            var sum: Int128 = 0
            for offer in row.coefficients.indices where candidate[offer] > 0 {
                sum += Int128(row.coefficients[offer]) * Int128(candidate[offer])
            }
            return sum > Int128(row.limit)
        }
    }

    /// Decides the use of an offer under a share rule, or halves its quantities: the narrower the
    /// intervals, the more the rule fixes.
    private mutating func branchOnShare(_ index: Int, _ bound: Int64) -> Bool {
        var widest = -1
        var width: Int64 = -1
        for offer in 0..<block.offerCount where block.shares[index].coefficients[offer] != 0 {
            let span = node.domain.high[offer] - node.domain.low[offer]
            guard span >= (node.domain.allowsZero[offer] ? 0 : block.multiple[offer]) else {
                continue
            }
            if node.domain.allowsZero[offer] {
                pushUnusedAndUsed(offer, bound)
                return true
            }
            if span > width {
                width = span
                widest = offer
            }
        }
        guard widest >= 0 else { return false }
        let multiple = block.multiple[widest]
        let middle = node.domain.low[widest] + width / 2
        let cut = max(node.domain.low[widest], middle / multiple * multiple)
        var left = node
        left.domain.high[widest] = cut
        var right = node
        right.domain.low[widest] = cut + multiple
        stack.push(left, bound: bound)
        stack.push(right, bound: bound)
        return true
    }

    private mutating func pushUnusedAndUsed(_ offer: Int, _ bound: Int64) {
        var unused = node
        unused.domain.high[offer] = unused.domain.low[offer] - 1
        var used = node
        used.domain.allowsZero[offer] = false
        let half = (node.domain.low[offer] + 1) / 2
        let isMostlyUsed = flow.offerFlow[offer] >= half
        stack.push(isMostlyUsed ? unused : used, bound: bound)
        stack.push(isMostlyUsed ? used : unused, bound: bound)
    }

    /// The complete line whose relaxation charges too little, and by how much in ticks.
    private func worstCompleteLine() -> (line: Int, gap: Int64)? {
        var found: (line: Int, gap: Int64)?
        for line in 0..<block.lineCount where block.split[line] == .complete {
            var worst: Int64 = 0
            var paid: Int64 = 0
            var served: Int64 = 0
            for arc in block.arcs(into: line) where flow.flow[arc] > 0 {
                worst = max(worst, block.rate[arc])
                paid += max(block.rate[arc], node.rules.rateFloor[line]) * flow.flow[arc]
                served += flow.flow[arc]
            }
            let gap = (worst * served - paid) << Int64(shift)
            if gap > 0, gap > found?.gap ?? 0 { found = (line, gap) }
        }
        return found
    }

    private mutating func branchOnRate(_ line: Int, _ bound: Int64) {
        var worst: Int64 = 0
        for arc in block.arcs(into: line) where flow.flow[arc] > 0 {
            worst = max(worst, block.rate[arc])
        }
        var below: Int64 = -1
        for arc in block.arcs(into: line) where block.rate[arc] < worst {
            below = max(below, block.rate[arc])
        }
        var early = node
        early.rules.rateCap[line] = below
        var late = node
        late.rules.rateFloor[line] = worst
        stack.push(late, bound: bound)
        stack.push(early, bound: bound)
    }

    /// Splits the quantities of an offer; `false` if there is nothing to split.
    private mutating func branchOnQuantity(_ offer: Int, _ bound: Int64) -> Bool {
        let low = node.domain.low[offer]
        let high = node.domain.high[offer]
        guard low <= high else { return false }
        if node.domain.allowsZero[offer] {
            pushUnusedAndUsed(offer, bound)
            return true
        }
        guard low < high else { return false }
        let multiple = block.multiple[offer]
        let used = flow.offerFlow[offer]
        var cut = min(max(used / multiple * multiple, low), high - multiple)
        // Prefer the end of a tier near the flow: on each side the envelope is then tight.
        var distance = Int64.max
        let span = segment(of: offer, at: used)
        for tier in block.tiers(of: offer) {
            let last = block.tierLast[tier]
            guard last >= max(low, span.lowerBound), last < min(high, span.upperBound) else {
                continue
            }
            let away = last > used ? last - used : used - last
            if away < distance {
                distance = away
                cut = last
            }
        }
        // Intervals end in legal quantities, so both sides are not empty.
        var left = node
        left.domain.high[offer] = cut
        var right = node
        right.domain.low[offer] = cut + multiple
        let goesLeft = used <= cut
        stack.push(goesLeft ? right : left, bound: bound)
        stack.push(goesLeft ? left : right, bound: bound)
        return true
    }

    /// The corners of the envelope around a flow.
    private func segment(of offer: Int, at used: Int64) -> Range<Int64> {
        let corners = envelopes[offer].quantity
        var lower: Int64 = 0
        for corner in corners {
            if corner >= used, corner > lower { return lower..<corner }
            lower = corner
        }
        return (corners.first ?? 0)..<Int64.max
    }
}
