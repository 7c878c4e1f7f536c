/// How much it matters that a line is served in time.
///
/// Costs are in the house currency.
public struct PriorityClass: Sendable, Hashable {
    /// What configuration calls it.
    public let name: String
    /// Its place; 1 is served first.
    public let rank: Int
    /// Cost per unit and day of lateness.
    public let lateCost: FixedPoint
    /// Cost per unit that is not supplied.
    public let unmetCost: FixedPoint

    /// Creates a priority class.
    public init(name: String, rank: Int, lateCost: FixedPoint, unmetCost: FixedPoint) {
        self.name = name
        self.rank = rank
        self.lateCost = lateCost
        self.unmetCost = unmetCost
    }
}

/// How the supply of a line may be divided.
public enum SplitRule: String, Sendable, Hashable, CaseIterable {
    /// Any number of offers and arrivals, each late on its own.
    case any
    /// At most one offer.
    case single
    /// The line ships when all of it is there.
    case complete
}

/// Why a line had to wait.
public enum BackOrderCause: String, Sendable, Hashable, CaseIterable {
    /// More was sold than expected.
    case demandSurge
    /// A supplier was late, short or silent.
    case supply
    /// Our own production was late or short.
    case production
    /// The season is over, or has not begun.
    case season
    /// Something else.
    case other
}

/// Whether a line still waits.
public enum BackOrderStatus: String, Sendable, Hashable, CaseIterable {
    /// It waits for supply.
    case open
    /// The order system closed it; never our own cancellation.
    case withdrawn
}

/// A line of a customer's order that waits for supply.
public struct BackOrderLine: Sendable, Hashable {
    /// The line.
    public let id: BackOrderLineID
    /// Who waits.
    public let customer: CustomerID
    /// For what.
    public let item: ItemID
    /// How much is not yet supplied, in base units.
    public let openQuantity: Quantity
    /// When the customer needs it.
    public let needByDate: CalendarDate
    /// Name of its priority class.
    public let priority: String
    /// Cost per unit and day of lateness, in place of the class's.
    public let lateCost: FixedPoint?
    /// Cost per unit not supplied, in place of the class's.
    public let unmetCost: FixedPoint?
    /// What the customer pays for a unit, in the house currency; `nil` where it is not stated.
    public let unitPrice: FixedPoint?
    /// What of the price is left to the house, in the house currency; `nil` where not stated.
    public let unitMargin: FixedPoint?
    /// How supply may be divided.
    public let split: SplitRule
    /// Whether another item will do.
    public let acceptsSubstitute: Bool
    /// Why it waits.
    public let cause: BackOrderCause
    /// Whether it still waits.
    public let status: BackOrderStatus

    /// Creates a back order line.
    public init(
        id: BackOrderLineID, customer: CustomerID, item: ItemID, openQuantity: Quantity,
        needByDate: CalendarDate, priority: String, lateCost: FixedPoint?, unmetCost: FixedPoint?,
        unitPrice: FixedPoint? = nil, unitMargin: FixedPoint? = nil, split: SplitRule,
        acceptsSubstitute: Bool, cause: BackOrderCause, status: BackOrderStatus
    ) {
        self.id = id
        self.customer = customer
        self.item = item
        self.openQuantity = openQuantity
        self.needByDate = needByDate
        self.priority = priority
        self.lateCost = lateCost
        self.unmetCost = unmetCost
        self.unitPrice = unitPrice
        self.unitMargin = unitMargin
        self.split = split
        self.acceptsSubstitute = acceptsSubstitute
        self.cause = cause
        self.status = status
    }
}
