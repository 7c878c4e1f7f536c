/// Plans of all blocks, block by block: what is ordered, and what it costs by itself.
///
/// A table never changes; new plans make a new one.
final class PlanTable {
    /// By block, with an end: its plans.
    let start: Column<Int32>
    /// Own cost in micros.
    let cost: Column<Int64>
    /// By plan, with an end: its entries.
    let entryStart: Column<Int32>
    /// By entry: an offer that is used.
    let offer: Column<Int32>
    /// By entry: its pair; the complement where an earlier entry of the plan has the same.
    let pair: Column<Int32>
    let quantity: Column<Int64>
    let goods: Column<Int64>
    /// Whose columns these are but for the costs, if not its own.
    private let owner: PlanTable?

    /// A table of blocks without plans.
    init(blocks: Int) {
        owner = nil
        start = Column(repeating: 0, count: blocks + 1)
        cost = Column([])
        entryStart = Column([0])
        offer = Column([])
        pair = Column([])
        quantity = Column([])
        goods = Column([])
    }

    private init(blocks: Int, plans: Int, entries: Int) {
        owner = nil
        start = Column(repeating: 0, count: blocks + 1)
        cost = Column(repeating: 0, count: plans)
        entryStart = Column(repeating: 0, count: plans + 1)
        offer = Column(repeating: 0, count: entries)
        pair = Column(repeating: 0, count: entries)
        quantity = Column(repeating: 0, count: entries)
        goods = Column(repeating: 0, count: entries)
    }

    /// The same plans at other costs.
    private init(_ table: PlanTable, cost: Column<Int64>) {
        owner = table.owner ?? table
        start = table.start
        self.cost = cost
        entryStart = table.entryStart
        offer = table.offer
        pair = table.pair
        quantity = table.quantity
        goods = table.goods
    }

    deinit {
        cost.free()
        guard owner == nil else { return }
        for column in [start, entryStart, offer, pair] { column.free() }
        for column in [quantity, goods] { column.free() }
    }

    /// These plans, some of them too dear to be used; positions stay.
    func without(_ excluded: [Int], _ tables: RoundTables) -> PlanTable {
        guard !excluded.isEmpty else { return self }
        let cost = Column(repeating: Int64(0), count: count)
        cost.copy(self.cost)
        for plan in excluded { cost[plan] = Self.excludedCost(tables) }
        return PlanTable(self, cost: cost)
    }

    /// More than any plan costs.
    static func excludedCost(_ tables: RoundTables) -> Int64 {
        Int64(1) << Int64(60 - tables.shift)
    }

    /// Memory that the plans take, roughly.
    var byteCount: Int { cost.count * 12 + offer.count * 24 + start.count * 4 }

    var count: Int { cost.count }
    var blockCount: Int { start.count - 1 }

    @inline(__always)
    func plans(of block: Int) -> Range<Int> { Int(start[block])..<Int(start[block + 1]) }

    @inline(__always)
    func entries(of plan: Int) -> Range<Int> {
        Int(entryStart[plan])..<Int(entryStart[plan + 1])
    }

    /// This table with batches that ascend by block, one after the other; plans keep their order
    /// within a block.
    ///
    /// - Returns: the new table, and by old plan where it stands now.
    func merged(with batches: [PlanBatch]) -> (plans: PlanTable, moved: [Int32]) {
        let merged = PlanTable(
            blocks: blockCount, plans: count + batches.reduce(0) { $0 + $1.block.count },
            entries: offer.count + batches.reduce(0) { $0 + $1.offer.count })
        var moved = [Int32](repeating: 0, count: count)
        var end = PlanEnd()
        var next = 0
        for batch in batches {
            var plan = 0
            while plan < batch.block.count {
                let block = Int(batch.block[plan])
                merged.copy(next..<block + 1, of: self, &end, &moved)
                next = block + 1
                while plan < batch.block.count, Int(batch.block[plan]) == block {
                    merged.copy(plan, of: batch, &end)
                    plan += 1
                }
                merged.start[next] = Int32(end.plan)
            }
        }
        merged.copy(next..<blockCount, of: self, &end, &moved)
        return (merged, moved)
    }

    /// Where the next plan and entry go.
    private struct PlanEnd {
        var plan = 0
        var entry = 0
    }

    private func copy(
        _ blocks: Range<Int>, of other: PlanTable, _ end: inout PlanEnd, _ moved: inout [Int32]
    ) {
        guard !blocks.isEmpty else { return }
        let old = Int(other.start[blocks.lowerBound])..<Int(other.start[blocks.upperBound])
        let oldEntries =
            Int(
                other.entryStart[old.lowerBound])..<Int(
                other.entryStart[old.upperBound])
        let plansUp = Int32(end.plan - old.lowerBound)
        let entriesUp = Int32(end.entry - oldEntries.lowerBound)
        for block in blocks { start[block + 1] = other.start[block + 1] + plansUp }
        for plan in old {
            moved[plan] = Int32(plan) + plansUp
            entryStart[plan + Int(plansUp) + 1] = other.entryStart[plan + 1] + entriesUp
        }
        cost.copy(old, of: other.cost, to: end.plan)
        offer.copy(oldEntries, of: other.offer, to: end.entry)
        pair.copy(oldEntries, of: other.pair, to: end.entry)
        quantity.copy(oldEntries, of: other.quantity, to: end.entry)
        goods.copy(oldEntries, of: other.goods, to: end.entry)
        end.plan += old.count
        end.entry += oldEntries.count
    }

    private func copy(_ plan: Int, of batch: PlanBatch, _ end: inout PlanEnd) {
        cost[end.plan] = batch.cost[plan]
        for entry in Int(batch.entryStart[plan])..<Int(batch.entryStart[plan + 1]) {
            offer[end.entry] = batch.offer[entry]
            pair[end.entry] = batch.pair[entry]
            quantity[end.entry] = batch.quantity[entry]
            goods[end.entry] = batch.goods[entry]
            end.entry += 1
        }
        end.plan += 1
        entryStart[end.plan] = Int32(end.entry)
    }
}

/// Plans just found, in the order in which they came.
struct PlanBatch {
    var block: [Int32] = []
    var cost: [Int64] = []
    var entryStart: [Int32] = [0]
    var offer: [Int32] = []
    var pair: [Int32] = []
    var quantity: [Int64] = []
    var goods: [Int64] = []

    /// Adds a plan: ordered quantities by offer of the block.
    mutating func append(
        _ tables: RoundTables, block: Int, cost: Int64, quantities: (Int) -> Int64
    ) {
        self.block.append(Int32(block))
        self.cost.append(cost)
        let first = offer.count
        for (local, place) in tables.offers(of: block).enumerated() {
            let units = quantities(local)
            guard units > 0 else { continue }
            let own = tables.pair[place]
            let isKnown = pair[first...].contains(own)
            offer.append(Int32(place))
            pair.append(isKnown ? ~own : own)
            quantity.append(units)
            goods.append(tables.goods(place, units))
        }
        entryStart.append(Int32(offer.count))
    }
}
