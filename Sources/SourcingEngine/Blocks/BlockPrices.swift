/// What a block pays on top of its own costs for what it takes from suppliers.
///
/// Fixed-point numbers with 40 binary digits behind the point, except ``use``, which is counted
/// like block costs (see ``Model/shift``).
struct BlockPrices: Sendable, Hashable {
    /// Per micro of goods value, by offer.
    var value: [Int64]
    /// Per unit in micros, by offer.
    var unit: [Int128]
    /// Per unit given to a line, by line, in the finest digits (shift + fine); never negative.
    var line: [Int64]
    /// For using a supplier at all, by supplier of the block; never negative.
    var use: [Int64]

    /// Per micro that budgets count; never negative.
    var budget: Int64 = 0

    static let digits = 40

    init(_ block: Block) {
        value = Array(repeating: 0, count: block.offerCount)
        unit = Array(repeating: 0, count: block.offerCount)
        use = Array(repeating: 0, count: block.suppliers.count)
        line = Array(repeating: 0, count: block.lineCount)
    }

    /// Priced cost of a plan, counted like block costs.
    func cost(
        of plan: BlockPlan, _ block: Block, rules: LineRules?, shift: Int, fine: Int
    ) -> Int64 {
        var total = plan.cost << Int64(shift)
        if let rules { total += rules.raise(plan.flow, block) << Int64(shift) }
        for supplier in use.indices where use[supplier] != 0 {
            for offer in 0..<block.offerCount
            where block.supplierOfOffer[offer] == supplier && plan.quantities[offer] > 0 {
                total += use[supplier]
                break
            }
        }
        for offer in 0..<block.offerCount
        where plan.quantities[offer] > 0 && areAdded(offer) {
            let units = plan.quantities[offer]
            total = min(total, Int64(1) << 61)
            total += orderCost(block, offer, units, shift: shift)
            total -= block.orderCost(offer, units) << Int64(shift)
        }
        var served: Int128 = 0
        for arc in 0..<block.arcCount where plan.flow[arc] > 0 {
            served += Int128(plan.flow[arc]) * Int128(added(block, arc, digits: shift + fine))
        }
        return total + Int64(served >> Int128(fine))
    }

    /// Whether an order of the offer costs more or less than its own cost.
    func areAdded(_ offer: Int) -> Bool {
        value[offer] != 0 || unit[offer] != 0 || budget != 0
    }

    /// What prices add to the cost of a unit on an arc, with so many binary digits behind the
    /// point.
    @inline(__always)
    func added(_ block: Block, _ arc: Int, digits: Int) -> Int64 {
        let price = line[block.arcLine[arc]]
        guard budget != 0, block.spend[arc] != 0 else { return price }
        let spent = (Int128(budget) * Int128(block.spend[arc])) >> Int128(Self.digits - digits)
        // What costs more than any gain carries nothing.
        return price + Int64(min(spent, Int128(1) << 56))
    }

    /// Priced cost of ordering a quantity when all of it is surplus, without ``use``.
    func orderCost(_ block: Block, _ offer: Int, _ quantity: Int64, shift: Int) -> Int64 {
        guard quantity > 0 else { return 0 }
        let goods = block.goods(offer, quantity)
        let own = goods + block.fixedCost[offer] + block.perUnit[offer] * quantity
        if !areAdded(offer) { return own << Int64(shift) }
        let added =
            Int128(value[offer]) * Int128(goods) + unit[offer] * Int128(quantity)
            + Int128(budget) * Int128(own)
        // A cost counted too low keeps a bound true; one that is too high for 64 bits may be.
        let most = Int128(Int64(1) << 57)
        return own << Int64(shift) + Int64(min(added >> Int128(Self.digits - shift), most))
    }
}

/// Which ordered quantities a part of the search looks at, by offer of a block.
struct BlockDomain: Sendable, Hashable {
    /// Smallest quantity above 0, a legal one.
    var low: [Int64]
    /// Largest quantity, a legal one; below ``low`` if only 0 is left.
    var high: [Int64]
    /// Whether nothing may be ordered.
    var allowsZero: [Bool]
    /// What lines are allowed; `nil` if everything is.
    var rules: LineRules?

    init(_ block: Block) {
        low = block.low
        high = block.high
        allowsZero = Array(repeating: true, count: block.offerCount)
    }

    func contains(_ offer: Int, _ quantity: Int64) -> Bool {
        quantity == 0 ? allowsZero[offer] : low[offer] <= quantity && quantity <= high[offer]
    }

    var isEmpty: Bool {
        for offer in low.indices where !allowsZero[offer] && low[offer] > high[offer] {
            return true
        }
        return false
    }
}
