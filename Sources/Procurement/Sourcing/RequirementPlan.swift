/// What must be bought for the back orders, and what covers the rest.
///
/// Free stock goes first, then our own open orders to the lines they are pegged to, whatever their
/// date, then other inbound supply that is expected by the need-by date, the earliest first. Lines
/// take stock and inbound supply by priority rank, then need-by date, then order and line. Before
/// all others, lines whose customers were told a date keep as much stock as is not on order for
/// them: goods that came for them are not given to a line that is more urgent. The order of the
/// given arrays changes nothing.
///
/// Everything is counted in whole base units: a fraction of a unit in stock or inbound covers
/// nothing. What is pegged to a line beyond its open quantity, or to a line that no longer waits,
/// covers no other line: whether it is still to come is known only once it is received or closed.
public struct RequirementPlan: Sendable, Hashable {
    /// What must be bought, in the order in which lines are served.
    public let requirements: [Requirement]
    /// How each open line is covered, in the same order.
    public let coverage: [LineCoverage]
    /// Stock that no line takes.
    public let unusedStock: [StockRecord]
    /// Inbound supply, or the part of it, that no line takes.
    public let unusedInbound: [InboundRecord]
    /// Pegged supply of our own open orders that its line does not need.
    public let unusedOwnOrders: [CoverageSource]
    /// Records that are left out, or taken otherwise than they stand.
    public let problems: [PlanProblem]

    /// Creates a plan.
    ///
    /// `items` holds every item that the other records name. Lines that are withdrawn, and lines
    /// that wait for nothing, are left out without a problem. `openOrders` may hold orders of any
    /// state; an order counts with what is still expected of it. Records whose unit is not the
    /// item's are problems and cover nothing. `promised` holds the date that each line's customer
    /// was told last, where there is one; of them the earliest keeps its stock first. On `today` a
    /// line whose day has come gets free stock before all others, whatever is on order for it.
    public init(
        items: [Item], lines: [BackOrderLine], stock: [StockRecord], inbound: [InboundRecord],
        openOrders: [PurchaseOrder], classes: [PriorityClass],
        promised: [BackOrderLineID: CalendarDate] = [:], today: CalendarDate? = nil
    ) {
        var netting = Netting(items: items, classes: classes)
        netting.add(stock: stock)
        netting.add(inbound: inbound, notFrom: Set(openOrders.map(\.number.rawValue)))
        netting.add(pegsOf: openOrders)
        var requirements: [Requirement] = []
        var coverage: [LineCoverage] = []
        let served = netting.served(lines)
        netting.keepStock(for: served, promised: promised, on: today)
        for line in served {
            let covered = netting.cover(line)
            coverage.append(covered)
            if covered.required.value.isPositive {
                requirements.append(line.requirement(of: covered.required))
            }
        }
        self.requirements = requirements
        self.coverage = coverage
        unusedStock = netting.unusedStock
        unusedInbound = netting.unusedInbound
        unusedOwnOrders = netting.unusedOwnOrders
        problems = netting.problems.sorted { ($0.code, $0.message) < ($1.code, $1.message) }
    }
}
