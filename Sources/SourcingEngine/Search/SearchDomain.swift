/// A part of all answers: which quantities of which offers, which orders of which suppliers.
struct SearchDomain: Sendable {
    var blocks: [BlockDomain]
    var suppliers: [SupplierDomain]

    init(_ model: Model) {
        blocks = model.blocks.map { BlockDomain($0) }
        suppliers = Array(repeating: SupplierDomain(), count: model.suppliers.count)
    }

    /// Carries what is fixed from suppliers to their offers and back.
    ///
    /// - Returns: `false` if nothing is left.
    mutating func propagate(_ model: Model) -> Bool {
        for (index, terms) in model.suppliers.enumerated() {
            if suppliers[index].valueLow > 0 || suppliers[index].unitsLow > 1 {
                suppliers[index].allowsNone = false
            }
            let unitsHigh = terms.cells.map(\.unitsHigh).max() ?? 0
            var mayOrder = suppliers[index].allowsOrder
            mayOrder =
                mayOrder && terms.cells.contains { suppliers[index].clip($0) != nil }
            suppliers[index].allowsOrder = mayOrder
            for (block, local) in terms.blocks {
                let model = model.blocks[block]
                for offer in 0..<model.offerCount where model.supplierOfOffer[offer] == local {
                    if !blocks[block].allowsZero[offer] { suppliers[index].allowsNone = false }
                    let most =
                        mayOrder ? min(unitsHigh, suppliers[index].unitsHigh) : 0
                    guard blocks[block].high[offer] > most else { continue }
                    let multiple = model.multiple[offer]
                    blocks[block].high[offer] = most / multiple * multiple
                }
            }
            if !suppliers[index].allowsNone, !mayOrder { return false }
        }
        return !blocks.contains { $0.isEmpty }
    }

    func contains(_ plan: BlockPlan, block: Int) -> Bool {
        for (offer, quantity) in plan.quantities.enumerated()
        where !blocks[block].contains(offer, quantity) { return false }
        return true
    }
}
