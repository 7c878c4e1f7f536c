/// Largest convex function below the priced order cost of an offer on a part of its quantities.
///
/// The ends of tiers are exact. Where goods are not whole micros, the quantities next to them are
/// lowered by what rounding can make of one micro, so that everything between lies above.
struct Envelope {
    /// Quantities of the corners, ascending.
    private(set) var quantity: [Int64] = []
    /// Costs at the corners.
    private(set) var cost: [Int64] = []
    /// Position of the cheapest corner, the last if there are several.
    private(set) var cheapest = 0

    mutating func build(
        _ held: HeldBlock, _ prices: BlockPrices, offer: Int, low: Int64, high: Int64,
        allowsZero: Bool, charge: Int64, shift: Int
    ) {
        quantity.removeAll(keepingCapacity: true)
        cost.removeAll(keepingCapacity: true)
        if allowsZero { push(0, 0) }
        if low <= high {
            for tier in held.block.tiers(of: offer) {
                let first = max(low, held.block.tierFirst[tier])
                let last = min(high, held.block.tierLast[tier])
                guard first <= last else { continue }
                push(first, charge + prices.orderCost(held.block, offer, first, shift: shift))
                let multiple = held.block.multiple[offer]
                if !held.block.isExact[offer], last - first > multiple {
                    let dip = dip(
                        Int128(prices.value[offer]) + Int128(prices.budget), shift: shift)
                    for inner in Set([first + multiple, last - multiple]).sorted() {
                        let own = prices.orderCost(held.block, offer, inner, shift: shift)
                        push(inner, charge + own - dip)
                    }
                }
                if last > first {
                    push(last, charge + prices.orderCost(held.block, offer, last, shift: shift))
                }
            }
        }
        cheapest = 0
        for corner in cost.indices where cost[corner] <= cost[cheapest] { cheapest = corner }
    }

    /// Cost of one micro of goods, and what rounding down prices may lose.
    private func dip(_ price: Int128, shift: Int) -> Int64 {
        let priced = Int128(price.magnitude) >> Int128(BlockPrices.digits - shift)
        return Int64(1) << Int64(shift) + Int64(priced) + 2
    }

    private mutating func push(_ units: Int64, _ amount: Int64) {
        while quantity.count >= 2 {
            let last = quantity.count - 1
            let rise = Int128(cost[last]) - Int128(cost[last - 1])
            let run = Int128(quantity[last] - quantity[last - 1])
            let newRise = Int128(amount) - Int128(cost[last - 1])
            let newRun = Int128(units - quantity[last - 1])
            // The last corner is not below the line to the new one.
            guard rise * newRun >= newRise * run else { break }
            quantity.removeLast()
            cost.removeLast()
        }
        quantity.append(units)
        cost.append(amount)
    }
}
