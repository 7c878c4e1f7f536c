/// What a part of the search leaves out because it costs too much under prices.
enum Exclusion: Sendable, Hashable {
    /// Quantities of an offer, by positions of the block and in it: those from one on, or those
    /// below it.
    case quantity(block: Int, offer: Int, from: Int64, isAbove: Bool)
    /// Every order of a supplier, or that it gets none.
    case order(supplier: Int, isAbove: Bool)

    /// The same in terms of the problem.
    func certified(_ model: Model) -> SourcingCertificate.Exclusion {
        switch self {
        case .quantity(let block, let offer, let from, let isAbove):
            SourcingCertificate.Exclusion(
                measure: .quantity(offer: model.blocks[block].offers[offer]), from: from,
                isAbove: isAbove)
        case .order(let supplier, let isAbove):
            SourcingCertificate.Exclusion(
                measure: .units(supplier: model.suppliers[supplier].supplier), from: 1,
                isAbove: isAbove)
        }
    }
}

extension Master {
    /// What prices come to in a domain.
    struct Sum {
        /// With 40 binary digits behind the point, without what always is to be paid.
        var total: Int128
        /// By block: no plan costs less.
        var blocks: [Int64]
    }

    /// Nodes that a block's search may take to show that quantities cost too much.
    private static let exclusionNodes = 20

    /// Quantities and orders with which nothing in the domain in hand costs less than a limit.
    ///
    /// The sum that bounds the domain says what a block, or an order, must cost so that everything
    /// costs the limit. Of a block, quantities that cost as much are left out one after the other,
    /// each in what those before it leave.
    func exclusions(
        _ domain: SearchDomain, _ prices: Multipliers, _ sum: Sum, limit: Int64,
        stop: () -> Bool
    ) -> [Exclusion] {
        let needed = (Int128(limit) - Int128(boundInMicros(0))) << 40
        let found = parallel.map(model.blocks.count, stop: stop) { index, worker, stop in
            guard let least = leastNeeded(index, sum, needed) else { return [Exclusion]() }
            return exclusions(
                index, domain.blocks[index], prices.blocks[index], least: least, worker: worker,
                stop: stop)
        }
        var all = found.flatMap { $0 }
        for index in model.suppliers.indices {
            if let found = exclusion(index, domain.suppliers[index], prices, sum, needed) {
                all.append(found)
            }
        }
        return all
    }

    /// What a block's plans must cost so that everything costs what is needed.
    private func leastNeeded(_ index: Int, _ sum: Sum, _ needed: Int128) -> Int64? {
        let digits = Int128(40 - model.shift)
        let own = needed - sum.total + Int128(sum.blocks[index]) << digits
        let least = (own + (Int128(1) << digits) - 1) >> digits
        guard least < Int128(Int64.max / 4), least > Int128(Int64.min / 4) else { return nil }
        return Int64(least)
    }

    private func exclusions(
        _ index: Int, _ allowed: BlockDomain, _ prices: BlockPrices, least: Int64, worker: Int,
        stop: () -> Bool
    ) -> [Exclusion] {
        let block = model.heldBlocks[index].block
        guard (0..<block.offerCount).contains(where: { allowed.isOpen($0) }) else { return [] }
        let known = knownPlans(index, allowed, prices)
        guard let best = known.min(by: { $0.cost < $1.cost }) else { return [] }
        let box = searches[worker]
        var domain = allowed
        var found: [Exclusion] = []
        for offer in 0..<block.offerCount {
            for (from, isAbove) in tries(domain, offer, best.quantities[offer]) {
                var part = domain
                part.cut(offer, from, isAbove: isAbove, multiple: block.multiple[offer])
                let isCheaper = known.contains {
                    $0.cost < least && part.contains(offer, $0.quantities[offer])
                }
                guard !part.isEmpty, !isCheaper else { continue }
                let answer = box.search.minimize(
                    model.heldBlocks[index], prices, part,
                    known: least + box.search.tolerance, limit: Self.exclusionNodes, stop: stop)
                guard answer.bound >= least else { continue }
                domain.cut(offer, from, isAbove: !isAbove, multiple: block.multiple[offer])
                found.append(
                    .quantity(block: index, offer: offer, from: from, isAbove: isAbove))
                if !isAbove { break }
            }
        }
        return found
    }

    /// What to look at: more than the cheapest plan orders of an offer, less, and nothing of it.
    private func tries(
        _ domain: BlockDomain, _ offer: Int, _ quantity: Int64
    ) -> [(from: Int64, isAbove: Bool)] {
        guard domain.isOpen(offer) else { return [] }
        let more = (from: quantity + 1, isAbove: true)
        guard quantity > 0 else { return [more] }
        let less = (from: quantity, isAbove: false)
        guard domain.allowsZero[offer], domain.low[offer] < quantity else { return [more, less] }
        return [more, less, (from: 1, isAbove: false)]
    }

    /// What the plans known in a domain cost under prices.
    private func knownPlans(
        _ index: Int, _ domain: BlockDomain, _ prices: BlockPrices
    ) -> [(cost: Int64, quantities: [Int64])] {
        let block = model.heldBlocks[index].block
        var known: [(cost: Int64, quantities: [Int64])] = []
        for pooled in pool.plans[index] {
            let quantities = pooled.plan.quantities
            guard quantities.indices.allSatisfy({ domain.contains($0, quantities[$0]) }),
                domain.rules?.allow(pooled.plan.flow, block) ?? true
            else { continue }
            let cost = prices.cost(
                of: pooled.plan, block, rules: domain.rules, shift: model.shift, fine: model.fine)
            known.append((cost, quantities))
        }
        return known
    }

    /// Whether a supplier must get an order, or must not.
    private func exclusion(
        _ index: Int, _ domain: SupplierDomain, _ prices: Multipliers, _ sum: Sum,
        _ needed: Int128
    ) -> Exclusion? {
        let (terms, price) = (model.suppliers[index], prices.suppliers[index])
        guard domain.allowsNone, domain.allowsOrder, let own = terms.minimum(price, domain)
        else { return nil }
        for isAbove in [true, false] {
            var part = domain
            if isAbove { part.allowsNone = false } else { part.allowsOrder = false }
            guard let found = terms.minimum(price, part) else { continue }
            if sum.total - own.cost + found.cost >= needed {
                return .order(supplier: index, isAbove: isAbove)
            }
        }
        return nil
    }
}

extension BlockDomain {
    /// Whether more than one quantity of an offer is left.
    func isOpen(_ offer: Int) -> Bool {
        allowsZero[offer] ? low[offer] <= high[offer] : low[offer] < high[offer]
    }

    /// Keeps the quantities from one on, or those below it.
    mutating func cut(_ offer: Int, _ from: Int64, isAbove: Bool, multiple: Int64) {
        if isAbove {
            if from > 0 { allowsZero[offer] = false }
            low[offer] = max(low[offer], (from + multiple - 1) / multiple * multiple)
        } else {
            high[offer] = min(high[offer], (from - 1) / multiple * multiple)
        }
    }
}

extension SearchDomain {
    /// Leaves out what costs too much.
    mutating func exclude(_ exclusion: Exclusion, _ model: Model) {
        switch exclusion {
        case .quantity(let block, let offer, let from, let isAbove):
            let multiple = model.heldBlocks[block].block.multiple[offer]
            blocks[block].cut(offer, from, isAbove: !isAbove, multiple: multiple)
        case .order(let supplier, let isAbove):
            if isAbove {
                suppliers[supplier].allowsOrder = false
            } else {
                suppliers[supplier].allowsNone = false
            }
        }
    }
}
