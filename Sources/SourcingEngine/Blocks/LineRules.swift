/// What a part of the search allows the lines of a block.
struct LineRules: Sendable, Hashable {
    /// By line and offer.
    var service: [BlockService]
    /// By line: every unit served of a complete line counts as at least this late.
    var rateFloor: [Int64]
    /// By line: no tranche that serves a complete line is later.
    var rateCap: [Int64]
    /// Least and most units by arc; empty if flows are free.
    var arcLow: [Int64] = []
    var arcHigh: [Int64] = []

    init(_ block: Block) {
        service = Array(repeating: .open, count: block.offerCount * block.lineCount)
        rateFloor = Array(repeating: 0, count: block.lineCount)
        rateCap = Array(repeating: Int64.max, count: block.lineCount)
    }

    /// Begins to narrow flows.
    mutating func openArcs(_ block: Block) {
        guard arcLow.isEmpty else { return }
        arcLow = Array(repeating: 0, count: block.arcCount)
        arcHigh = block.arcLine.map { block.want[$0] }
    }

    /// Whether a flow obeys the rules.
    func allow(_ flow: [Int64], _ block: Block) -> Bool {
        for arc in arcLow.indices where flow[arc] < arcLow[arc] || flow[arc] > arcHigh[arc] {
            return false
        }
        for arc in 0..<block.arcCount where flow[arc] > 0 {
            let line = block.arcLine[arc]
            let offer = block.trancheOffer[block.arcTranche[arc]]
            if service[line * block.offerCount + offer] == .barred { return false }
            if block.split[line] == .complete, block.rate[arc] > rateCap[line] { return false }
        }
        return true
    }

    /// What the floors add to the cost of a flow, in micros.
    func raise(_ flow: [Int64], _ block: Block) -> Int64 {
        var total: Int64 = 0
        for line in 0..<block.lineCount where rateFloor[line] > 0 {
            var worst: Int64 = 0
            var served: Int64 = 0
            for arc in block.arcs(into: line) where flow[arc] > 0 {
                worst = max(worst, block.rate[arc])
                served += flow[arc]
            }
            total += max(0, rateFloor[line] - worst) * served
        }
        return total
    }
}
