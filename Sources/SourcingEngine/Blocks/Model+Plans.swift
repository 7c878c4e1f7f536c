extension Model {
    /// An answer as one plan per component; `nil` if it has what the search does not look at.
    func plans(of solution: SourcingSolution) -> [BlockPlan]? {
        struct Arc: Hashable {
            var line: Int
            var offer: Int
            var tranche: Int
        }
        var ordered: [Int: Int64] = [:]
        for order in solution.orders { ordered[order.offer, default: 0] += order.quantity }
        var given: [Arc: Int64] = [:]
        for part in solution.allocations {
            let arc = Arc(line: part.line, offer: part.offer, tranche: part.tranche)
            given[arc, default: 0] += part.quantity
        }
        var plans: [BlockPlan] = []
        for block in components {
            let quantities = block.offers.map { ordered.removeValue(forKey: $0) ?? 0 }
            let flow = (0..<block.arcCount).map { arc in
                let tranche = block.arcTranche[arc]
                let place = Arc(
                    line: block.lines[block.arcLine[arc]],
                    offer: block.offers[block.trancheOffer[tranche]],
                    tranche: block.trancheOrigin[tranche])
                return given.removeValue(forKey: place) ?? 0
            }
            let cost = block.cost(quantities: quantities, flow: flow)
            plans.append(BlockPlan(quantities: quantities, flow: flow, cost: cost))
        }
        return ordered.isEmpty && given.isEmpty ? plans : nil
    }
}
