/// A plan of a block with what it takes from each supplier.
struct PooledPlan: Sendable {
    var plan: BlockPlan
    /// Goods value by supplier of the block.
    var values: [Int64]
    /// Units by supplier of the block.
    var units: [Int64]
    var keepsShares: Bool
    /// What budgets count of it, in micros.
    var purchase: Int64
    /// Column in the linear program.
    var column: Int
}

/// The plans known, by block.
struct PlanPool: Sendable {
    private(set) var plans: [[PooledPlan]]
    private var known: [[[Int64]: Int]]
    private let keepsFlows: [Bool]
    private(set) var count = 0

    /// - Parameter keepsFlows: by block, whether plans with the same quantities but different
    ///   flows are different.
    init(keepsFlows: [Bool]) {
        self.keepsFlows = keepsFlows
        plans = Array(repeating: [], count: keepsFlows.count)
        known = Array(repeating: [:], count: keepsFlows.count)
    }

    func position(of plan: BlockPlan, block index: Int) -> Int? {
        known[index][keepsFlows[index] ? plan.quantities + plan.flow : plan.quantities]
    }

    enum Addition {
        case new(Int)
        case cheaper(Int)
        case known
    }

    /// Adds a plan, or improves the one with the same quantities.
    mutating func add(_ plan: BlockPlan, block index: Int, _ block: Block) -> Addition {
        let key = keepsFlows[index] ? plan.quantities + plan.flow : plan.quantities
        if let position = known[index][key] {
            guard plan.cost < plans[index][position].plan.cost else { return .known }
            plans[index][position].plan = plan
            plans[index][position].purchase =
                block.purchase(quantities: plan.quantities, flow: plan.flow)
            return .cheaper(position)
        }
        var values = [Int64](repeating: 0, count: block.suppliers.count)
        var units = values
        for offer in 0..<block.offerCount where plan.quantities[offer] > 0 {
            let supplier = block.supplierOfOffer[offer]
            values[supplier] += block.goods(offer, plan.quantities[offer])
            units[supplier] += plan.quantities[offer]
        }
        known[index][key] = plans[index].count
        plans[index].append(
            PooledPlan(
                plan: plan, values: values, units: units,
                keepsShares: block.keepsShares(plan.quantities[...]),
                purchase: block.purchase(quantities: plan.quantities, flow: plan.flow), column: -1))
        count += 1
        return .new(plans[index].count - 1)
    }

    mutating func setColumn(_ column: Int, block: Int, plan: Int) {
        plans[block][plan].column = column
    }
}
