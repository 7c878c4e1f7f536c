/// The plans of a round as floating-point columns: what looking for prices reads again and again.
final class PlanView {
    let start: Column<Int32>
    let cost: Column<Double>
    let entryStart: Column<Int32>
    /// By entry: its pair; the complement where an earlier entry of the plan has the same.
    let pair: Column<Int32>
    let goods: Column<Double>
    let units: Column<Double>
    let blockCount: Int

    init(_ plans: PlanTable) {
        start = Column(plans.start)
        blockCount = plans.start.count - 1
        cost = Column(plans.cost.map { Double($0) })
        entryStart = Column(plans.entryStart)
        pair = Column(plans.pair)
        goods = Column(plans.goods.map { Double($0) })
        units = Column(plans.quantity.map { Double($0) })
    }

    deinit {
        for column in [start, entryStart, pair] { column.free() }
        for column in [cost, goods, units] { column.free() }
    }

    @inline(__always)
    func plans(of block: Int) -> Range<Int> { Int(start[block])..<Int(start[block + 1]) }

    @inline(__always)
    func entries(of plan: Int) -> Range<Int> {
        Int(entryStart[plan])..<Int(entryStart[plan + 1])
    }
}
