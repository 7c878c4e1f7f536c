/// A part of all answers: which quantities of which offers, which orders of which suppliers.
struct SearchDomain: Sendable {
    var blocks: [BlockDomain]
    var suppliers: [SupplierDomain]
    /// Position of the budget level that what is bought stays within, see ``ModelRules/levels``.
    var level = 0

    init(_ model: Model) {
        blocks = model.blocks.map { BlockDomain($0) }
        suppliers = model.suppliers.map { terms in
            var domain = SupplierDomain()
            domain.allowsNone = !terms.mustOrder
            return domain
        }
    }

    /// Carries what is fixed from suppliers to their offers and back.
    ///
    /// - Returns: `false` if nothing is left.
    mutating func propagate(_ model: Model) -> Bool {
        for index in model.suppliers.indices where !propagate(supplier: index, model) {
            return false
        }
        let opened = suppliers.indices.filter { !suppliers[$0].allowsNone }
        guard opened.count <= model.maximumSuppliers else { return false }
        if opened.count == model.maximumSuppliers, opened.count < suppliers.count {
            for index in suppliers.indices
            where suppliers[index].allowsNone && suppliers[index].allowsOrder {
                suppliers[index].allowsOrder = false
                if !propagate(supplier: index, model) { return false }
            }
        }
        return !blocks.contains { $0.isEmpty }
    }

    private mutating func propagate(supplier index: Int, _ model: Model) -> Bool {
        let terms = model.suppliers[index]
        if suppliers[index].valueLow > 0 || suppliers[index].unitsLow > 1 {
            suppliers[index].allowsNone = false
        }
        let unitsHigh = terms.cells.map(\.unitsHigh).max() ?? 0
        let cells = terms.cells.compactMap { suppliers[index].clip($0) }
        var mayOrder = suppliers[index].allowsOrder && !cells.isEmpty
        var leastUnits: Int64 = 0
        var mostUnits: Int64 = 0
        var mostValue: Int64 = 0
        for (block, local) in terms.blocks {
            let held = model.heldBlocks[block]
            for offer in 0..<held.block.offerCount
            where held.block.supplierOfOffer[offer] == local {
                if !blocks[block].allowsZero[offer] { suppliers[index].allowsNone = false }
                let most = mayOrder ? min(unitsHigh, suppliers[index].unitsHigh) : 0
                if blocks[block].high[offer] > most {
                    let multiple = held.block.multiple[offer]
                    blocks[block].high[offer] = most / multiple * multiple
                }
                let (low, high) = (
                    blocks[block].low[offer], blocks[block].high[offer]
                )
                if !blocks[block].allowsZero[offer] { leastUnits += low }
                guard low <= high else { continue }
                mostUnits += high
                mostValue += held.block.highestGoods(offer, low: low, high: high)
            }
        }
        // What is left to buy may not reach the supplier's minimum any more.
        let isWithinReach = cells.contains {
            $0.unitsLow <= mostUnits && $0.valueLow <= mostValue && $0.unitsHigh >= leastUnits
        }
        if mostUnits == 0 || !isWithinReach { mayOrder = false }
        suppliers[index].allowsOrder = mayOrder
        return suppliers[index].allowsNone || mayOrder
    }

    func contains(_ plan: BlockPlan, block: Int) -> Bool {
        for (offer, quantity) in plan.quantities.enumerated()
        where !blocks[block].contains(offer, quantity) { return false }
        return true
    }
}
