extension Branching {
    /// Splits the units of one arc: the one in which plans differ most, or else the widest.
    ///
    /// Only budgets need it: they can forbid the cheapest way to give away what is ordered.
    static func splitFlow(
        _ domain: SearchDomain, _ master: borrowing Master
    ) -> Option? {
        var best: (block: Int, arc: Int, cut: Int64)?
        var widest: Int64 = 0
        for (index, block) in master.model.blocks.enumerated() {
            var rules = domain.blocks[index].rules ?? LineRules(block)
            rules.openArcs(block)
            let used = master.support(of: index)
            for arc in 0..<block.arcCount where rules.arcLow[arc] < rules.arcHigh[arc] {
                var least = Int64.max
                var most: Int64 = 0
                for (plan, _) in used {
                    let units = master.pool.plans[index][plan].plan.flow[arc]
                    least = min(least, units)
                    most = max(most, units)
                }
                let (low, high) = (rules.arcLow[arc], rules.arcHigh[arc])
                // Where plans differ counts for more than where flows could.
                let spread = most > least && least < Int64.max ? (most - least) << 20 : high - low
                guard spread > widest else { continue }
                widest = spread
                let middle = most > least ? least + (most - least) / 2 : low + (high - low) / 2
                best = (index, arc, min(max(middle, low), high - 1))
            }
        }
        guard let best else { return nil }
        let block = master.model.blocks[best.block]
        var rules = domain.blocks[best.block].rules ?? LineRules(block)
        rules.openArcs(block)
        var (few, many) = (domain, domain)
        few.blocks[best.block].rules = rules
        few.blocks[best.block].rules?.arcHigh[best.arc] = best.cut
        many.blocks[best.block].rules = rules
        many.blocks[best.block].rules?.arcLow[best.arc] = best.cut + 1
        let tranche = block.arcTranche[best.arc]
        return Option(
            subject: .flow, score: 0, parts: [few, many],
            measure: .flow(
                line: block.lines[block.arcLine[best.arc]],
                offer: block.offers[block.trancheOffer[tranche]],
                tranche: block.trancheOrigin[tranche]), starts: [0, best.cut + 1])
    }
}
