/// One way to serve a block: ordered quantities and who gets them.
struct BlockPlan: Sendable, Hashable {
    /// Ordered quantity by offer of the block.
    var quantities: [Int64]
    /// Units by arc.
    var flow: [Int64]
    /// Own cost in micros, with nothing paid to suppliers beside goods; unmet lines and penalties
    /// of the block included.
    var cost: Int64
}

extension Block {
    /// Exact own cost of quantities and flow, in micros.
    func cost(quantities: [Int64], flow: [Int64]) -> Int64 {
        var total = nothingCost
        for offer in 0..<offerCount { total += orderCost(offer, quantities[offer]) }
        for line in 0..<lineCount { total += transferCost(line: line, flow: flow) }
        return total + penalty(quantities: quantities, flow: flow)
    }

    /// What serving a line by a flow changes, in micros.
    func transferCost(line: Int, flow: [Int64]) -> Int64 {
        var total: Int64 = 0
        var worst: Int64 = 0
        var lateness: Int64 = 0
        var served: Int64 = 0
        for arc in arcs(into: line) where flow[arc] > 0 {
            total += gain[arc] * flow[arc]
            lateness += rate[arc] * flow[arc]
            worst = max(worst, rate[arc])
            served += flow[arc]
        }
        return split[line] == .complete ? total - lateness + worst * served : total
    }
}
