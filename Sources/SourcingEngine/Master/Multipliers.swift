/// Prices that tie blocks and suppliers together, as integers: any of them give a valid bound.
struct Multipliers: Sendable {
    var blocks: [BlockPrices]
    var suppliers: [SupplierPrices]
    /// What the limits cost however the answer looks, 40 binary digits behind the point.
    var constant: Int128 = 0
    /// By block and linear rule on its quantities; part of what units cost already.
    var shares: [[Int128]] = []

    init(_ model: Model) {
        blocks = model.blocks.map { BlockPrices($0) }
        suppliers = model.suppliers.map {
            SupplierPrices(
                value: Array(repeating: 0, count: $0.countsValueByBlock ? $0.blocks.count : 1))
        }
    }
}

/// The rows of the linear program, and how exact prices come from its duals.
struct MasterRows: Sendable {
    var block: [Int] = []
    var supplier: [Int] = []
    /// By supplier and its block: the block uses the supplier only if it is open; −1 if there is
    /// no such row.
    var use: [[Int]] = []
    /// By supplier: goods value of all blocks, or by block.
    var value: [[Int]] = []
    /// By supplier: units; −1 if they do not matter.
    var units: [Int] = []
    var share: [[Int]] = []
    /// By shared line: no more is served than wanted.
    var line: [Int] = []
    /// By budget level: what is bought stays within it; −1 if it has no limit.
    var budget: [Int] = []
    var budgetScale: [Double] = []
    var supplierCount = -1
    var valueScale: [Double] = []
    var unitScale: [Double] = []

    /// Prices from duals; a price that must not be negative is raised to 0.
    ///
    /// - Parameter level: the budget level that holds.
    func multipliers(_ model: Model, duals: [Double], level: Int) -> Multipliers {
        var found = Multipliers(model)
        let one = Double(Int64(1) << 40)
        for (index, terms) in model.suppliers.enumerated() {
            var unit: Int128 = 0
            if units[index] >= 0 {
                let most = terms.cells.map(\.unitsHigh).max() ?? 1
                unit = integer(
                    -duals[units[index]] / unitScale[index] * 1e6 * one,
                    limit: ceiling(model, most))
                found.suppliers[index].unit = unit
            }
            for (position, row) in value[index].enumerated() {
                let price = -duals[row] / valueScale[index] * 1e6
                let most = terms.valueLimits.reduce(0, +)
                let limit = min(ceiling(model, most), 1e6 * one)
                found.suppliers[index].value[position] =
                    abs(price) < 1e-13 ? 0 : Int64(integer(min(price, 1e6) * one, limit: limit))
            }
            for (position, place) in terms.blocks.enumerated() {
                if use[index][position] >= 0 {
                    let price = max(0, -duals[use[index][position]]) * 1e6
                    let ticks = Int64(
                        min(price * Double(Int64(1) << model.shift), Double(model.largestPrice)))
                    found.blocks[place.block].use[place.local] = ticks
                    found.suppliers[index].use += Int128(ticks) << Int128(40 - model.shift)
                }
                let held = model.heldBlocks[place.block]
                guard let first = found.suppliers[index].value.first else { continue }
                let worth =
                    terms.countsValueByBlock ? found.suppliers[index].value[position] : first
                for offer in 0..<held.block.offerCount
                where held.block.supplierOfOffer[offer] == place.local {
                    found.blocks[place.block].value[offer] += terms.usesValue ? worth : 0
                    found.blocks[place.block].unit[offer] += unit
                }
            }
        }
        addLimits(model, duals, to: &found)
        if budget.indices.contains(level), budget[level] >= 0 {
            addBudget(model, duals, level, to: &found)
        }
        return found
    }

    private func addBudget(
        _ model: Model, _ duals: [Double], _ level: Int, to found: inout Multipliers
    ) {
        let one = Double(Int64(1) << 40)
        let most = min(
            ceiling(model, model.mostPurchase), Double(SupplierPrices.highestBudget) / 2)
        let price = Int64(
            min(max(0, -duals[budget[level]]) * 1e6 / budgetScale[level] * one, most))
        for index in found.blocks.indices { found.blocks[index].budget = price }
        for index in found.suppliers.indices { found.suppliers[index].budget = price }
        found.constant -= Int128(price) * Int128(model.rules.levels[level].limit)
    }

    private func addLimits(_ model: Model, _ duals: [Double], to found: inout Multipliers) {
        let one = Double(Int64(1) << 40)
        if supplierCount >= 0 {
            let price = integer(max(0, -duals[supplierCount]) * 1e6 * one, limit: 1e25)
            for index in model.suppliers.indices { found.suppliers[index].use -= price }
            found.constant -= price * Int128(model.maximumSuppliers)
        }
        let finest = Double(Int64(1) << (model.shift + model.fine))
        for (index, row) in line.enumerated() {
            let shared = model.sharedLines[index]
            let price = max(0, -duals[row]) * 1e6 / Double(shared.want) * finest
            let ticks = Int64(min(price, Double(Int64(1) << 56)))
            guard ticks > 0 else { continue }
            for place in shared.places { found.blocks[place.block].line[place.line] = ticks }
            found.constant -=
                (Int128(ticks) * Int128(shared.want)) << Int128(40 - model.shift - model.fine)
        }
        if share.contains(where: { !$0.isEmpty }) {
            found.shares = share.map { Array(repeating: 0, count: $0.count) }
        }
        for (index, rows) in share.enumerated() {
            for (position, row) in rows.enumerated() {
                let rule = model.blocks[index].shares[position]
                let most = model.blocks[index].high.max() ?? 1
                let limit = ceiling(model, most) / 1e6
                let price = integer(min(max(0, -duals[row]) * one, limit), limit: limit)
                guard price > 0 else { continue }
                found.shares[index][position] = price
                for offer in rule.coefficients.indices {
                    found.blocks[index].unit[offer] += price * Int128(rule.coefficients[offer])
                }
                found.constant -= price * Int128(rule.limit)
            }
        }
    }

    /// Largest price of a quantity of at most `most`, 40 binary digits behind the point.
    private func ceiling(_ model: Model, _ most: Int64) -> Double {
        Double(model.largestPrice) * Double(Int64(1) << (40 - model.shift)) / Double(max(1, most))
    }

    /// A whole number near a price; which one does not matter.
    ///
    /// Costs may be raised without limit, but lowered only as far as 64 bits allow.
    private func integer(_ price: Double, limit: Double) -> Int128 {
        guard price.isFinite else { return 0 }
        let limited = min(max(price, -limit), max(limit, 1e24))
        guard limited.magnitude > 1e18 else { return Int128(Int64(limited)) }
        return Int128(Int64(limited / 1_048_576 / 1_048_576)) << 40
    }
}
