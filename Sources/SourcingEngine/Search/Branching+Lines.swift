extension Branching {
    /// Splits a line that several blocks serve against its rules.
    static func splitLine(
        _ domain: SearchDomain, _ master: borrowing Master
    ) -> Option? {
        for (index, shared) in master.model.sharedLines.enumerated() {
            let use = LineUse(index, shared, master)
            let component = master.model.components[shared.component]
            let limit = component.maximumSuppliersPerLine
            if component.split[shared.line] == .single, use.offers.count > 1 {
                return splitService(
                    domain, master, shared, isOne: true, chosen: use.offers[0], limit: 1)
            }
            if use.suppliers.count > limit {
                let chosen = use.offers.first { offer in
                    !isChosen(domain, master, shared, offer: offer)
                }
                if let chosen {
                    return splitService(
                        domain, master, shared, isOne: false, chosen: chosen, limit: limit)
                }
            }
            if component.split[shared.line] == .complete, use.slowest > use.fastest {
                return splitRate(domain, master, shared, at: use.slowest)
            }
        }
        return nil
    }

    private static func isChosen(
        _ domain: SearchDomain, _ master: borrowing Master, _ shared: SharedLine, offer: Int
    ) -> Bool {
        let supplier = master.model.problem.offers[offer].supplier
        for place in shared.places {
            let block = master.model.blocks[place.block]
            guard let rules = domain.blocks[place.block].rules else { continue }
            for (local, other) in block.offers.enumerated()
            where master.model.problem.offers[other].supplier == supplier
                && rules.service[place.line * block.offerCount + local] == .chosen
            {
                return true
            }
        }
        return false
    }

    /// Either the offer (or its supplier) does not serve the line, or it counts as one that may.
    private static func splitService(
        _ domain: SearchDomain, _ master: borrowing Master, _ shared: SharedLine, isOne: Bool,
        chosen: Int, limit: Int
    ) -> Option {
        let problem = master.model.problem
        func isSame(_ offer: Int) -> Bool {
            isOne
                ? offer == chosen
                : problem.offers[offer].supplier == problem.offers[chosen].supplier
        }
        var without = domain
        var with = domain
        var groups: Set<Int> = []
        for place in shared.places {
            let block = master.model.blocks[place.block]
            var barred = domain.blocks[place.block].rules ?? LineRules(block)
            var kept = barred
            for (local, offer) in block.offers.enumerated() {
                let cell = place.line * block.offerCount + local
                if isSame(offer) {
                    barred.service[cell] = .barred
                    if kept.service[cell] == .open { kept.service[cell] = .chosen }
                }
                if kept.service[cell] == .chosen {
                    groups.insert(isOne ? offer : problem.offers[offer].supplier)
                }
            }
            without.blocks[place.block].rules = barred
            with.blocks[place.block].rules = kept
        }
        let line = master.model.components[shared.component].lines[shared.line]
        let measure: SourcingCertificate.Measure =
            isOne
            ? .given(line: line, offer: chosen)
            : .supplied(line: line, supplier: problem.offers[chosen].supplier)
        guard groups.count >= limit else {
            return Option(
                subject: .other, score: 0, parts: [without, with], measure: measure,
                starts: [0, 1])
        }
        for place in shared.places {
            guard var rules = with.blocks[place.block].rules else { continue }
            let count = master.model.blocks[place.block].offerCount
            let row = place.line * count
            for cell in row..<(row + count) where rules.service[cell] == .open {
                rules.service[cell] = .barred
            }
            with.blocks[place.block].rules = rules
        }
        return Option(
            subject: .other, score: 0, parts: [without, with], measure: measure, starts: [0, 1])
    }

    /// Either everything that serves a complete line is faster than `rate`, or all of it counts
    /// as that late.
    private static func splitRate(
        _ domain: SearchDomain, _ master: borrowing Master, _ shared: SharedLine, at rate: Int64
    ) -> Option {
        var below: Int64 = -1
        for place in shared.places {
            let block = master.model.blocks[place.block]
            for arc in block.arcs(into: place.line) where block.rate[arc] < rate {
                below = max(below, block.rate[arc])
            }
        }
        var early = domain
        var late = domain
        for place in shared.places {
            let block = master.model.blocks[place.block]
            var rules = domain.blocks[place.block].rules ?? LineRules(block)
            let cap = rules.rateCap[place.line]
            rules.rateCap[place.line] = min(cap, below)
            early.blocks[place.block].rules = rules
            rules.rateCap[place.line] = cap
            rules.rateFloor[place.line] = max(rules.rateFloor[place.line], rate)
            late.blocks[place.block].rules = rules
        }
        let line = master.model.components[shared.component].lines[shared.line]
        return Option(
            subject: .other, score: 0, parts: [early, late], measure: .lateness(line: line),
            starts: [Int64.min, rate])
    }
}

/// Who serves a shared line in the linear program's solution.
private struct LineUse {
    /// Offers in the problem, most used first.
    var offers: [Int] = []
    var suppliers: Set<Int> = []
    /// Lateness per unit that the line pays in the block where it pays most, and least.
    var slowest: Int64 = 0
    var fastest = Int64.max

    init(_ index: Int, _ shared: SharedLine, _ master: borrowing Master) {
        var amounts: [Int: Double] = [:]
        for place in shared.places {
            let block = master.model.blocks[place.block]
            for (plan, weight) in master.support(of: place.block) {
                let flow = master.pool.plans[place.block][plan].plan.flow
                var worst: Int64 = -1
                for arc in block.arcs(into: place.line) where flow[arc] > 0 {
                    let offer = block.offers[block.trancheOffer[block.arcTranche[arc]]]
                    amounts[offer, default: 0] += weight * Double(flow[arc])
                    suppliers.insert(master.model.problem.offers[offer].supplier)
                    worst = max(worst, block.rate[arc])
                }
                guard worst >= 0 else { continue }
                worst = max(worst, master.floor(of: place.block, line: place.line))
                slowest = max(slowest, worst)
                fastest = min(fastest, worst)
            }
        }
        offers = amounts.keys.sorted { (amounts[$1] ?? 0, $0) < (amounts[$0] ?? 0, $1) }
    }
}
