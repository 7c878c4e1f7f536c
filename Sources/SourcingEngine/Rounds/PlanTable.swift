/// Plans of all blocks, block by block: what is ordered, and what it costs by itself.
struct PlanTable {
    /// By block, with an end: its plans.
    private(set) var start: [Int32]
    /// Own cost in micros.
    private(set) var cost: [Int64] = []
    /// By plan, with an end: its entries.
    private(set) var entryStart: [Int32] = [0]
    /// By entry: an offer that is used.
    private(set) var offer: [Int32] = []
    /// By entry: its pair; the complement where an earlier entry of the plan has the same.
    private(set) var pair: [Int32] = []
    private(set) var quantity: [Int64] = []
    private(set) var goods: [Int64] = []

    init(blocks: Int) { start = Array(repeating: 0, count: blocks + 1) }

    var count: Int { cost.count }

    @inline(__always)
    func plans(of block: Int) -> Range<Int> { Int(start[block])..<Int(start[block + 1]) }

    @inline(__always)
    func entries(of plan: Int) -> Range<Int> {
        Int(entryStart[plan])..<Int(entryStart[plan + 1])
    }

    /// Merges batches that ascend by block, one after the other; plans keep their order within a
    /// block.
    ///
    /// - Returns: by old plan, where it stands now.
    mutating func merge(_ batches: [PlanBatch]) -> [Int32] {
        var merged = PlanTable(blocks: start.count - 1)
        let total = count + batches.reduce(0) { $0 + $1.block.count }
        let entries = offer.count + batches.reduce(0) { $0 + $1.offer.count }
        merged.reserve(plans: total, entries: entries)
        var moved = [Int32](repeating: 0, count: count)
        var block = 0
        for batch in batches {
            for plan in batch.block.indices {
                while block <= Int(batch.block[plan]) {
                    merged.copyBlock(block, from: self, &moved)
                    block += 1
                }
                merged.append(plan, from: batch)
                merged.start[block] = Int32(merged.count)
            }
        }
        while block < start.count - 1 {
            merged.copyBlock(block, from: self, &moved)
            block += 1
        }
        self = merged
        return moved
    }

    private mutating func reserve(plans: Int, entries: Int) {
        cost.reserveCapacity(plans)
        entryStart.reserveCapacity(plans + 1)
        offer.reserveCapacity(entries)
        pair.reserveCapacity(entries)
        quantity.reserveCapacity(entries)
        goods.reserveCapacity(entries)
    }

    private mutating func copyBlock(
        _ block: Int, from other: borrowing PlanTable, _ moved: inout [Int32]
    ) {
        for plan in other.plans(of: block) {
            moved[plan] = Int32(count)
            copy(plan, from: other)
        }
        start[block + 1] = Int32(count)
    }

    private mutating func copy(_ plan: Int, from other: borrowing PlanTable) {
        cost.append(other.cost[plan])
        for entry in other.entries(of: plan) {
            offer.append(other.offer[entry])
            pair.append(other.pair[entry])
            quantity.append(other.quantity[entry])
            goods.append(other.goods[entry])
        }
        entryStart.append(Int32(offer.count))
    }

    private mutating func append(_ plan: Int, from batch: PlanBatch) {
        cost.append(batch.cost[plan])
        for entry in Int(batch.entryStart[plan])..<Int(batch.entryStart[plan + 1]) {
            offer.append(batch.offer[entry])
            pair.append(batch.pair[entry])
            quantity.append(batch.quantity[entry])
            goods.append(batch.goods[entry])
        }
        entryStart.append(Int32(offer.count))
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
