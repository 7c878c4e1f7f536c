/// What is free of an item at one place.
public struct StockRecord: Sendable, Hashable {
    /// The item.
    public let item: ItemID
    /// The place.
    public let location: String
    /// What nobody has a claim on, in base units.
    public let free: Quantity

    /// Creates a stock record.
    public init(item: ItemID, location: String, free: Quantity) {
        self.item = item
        self.location = location
        self.free = free
    }
}

/// Supply on its way that does not come from our own purchase orders.
public struct InboundRecord: Sendable, Hashable {
    /// What it is known by: a transfer, a production order.
    public let reference: String
    /// The item.
    public let item: ItemID
    /// How much, in base units.
    public let quantity: Quantity
    /// When it is expected.
    public let expectedDate: CalendarDate

    /// Creates an inbound record.
    public init(reference: String, item: ItemID, quantity: Quantity, expectedDate: CalendarDate) {
        self.reference = reference
        self.item = item
        self.quantity = quantity
        self.expectedDate = expectedDate
    }
}

/// What must be bought for one back-order line: what stock and other supply do not cover.
///
/// Costs are in the house currency.
public struct Requirement: Sendable, Hashable {
    /// The line that needs it.
    public let line: BackOrderLineID
    /// The item.
    public let item: ItemID
    /// How much, in base units, at least 1.
    public let quantity: Quantity
    /// When the customer needs it.
    public let needByDate: CalendarDate
    /// Cost per unit and day of lateness.
    public let lateCost: FixedPoint
    /// Cost per unit that is not supplied.
    public let unmetCost: FixedPoint
    /// How the supply may be divided.
    public let split: SplitRule
    /// Whether another item will do.
    public let acceptsSubstitute: Bool
    /// Rank of the line's priority class; 1 is served first.
    public let priorityRank: Int

    /// Creates a requirement.
    public init(
        line: BackOrderLineID, item: ItemID, quantity: Quantity, needByDate: CalendarDate,
        lateCost: FixedPoint, unmetCost: FixedPoint, split: SplitRule, acceptsSubstitute: Bool,
        priorityRank: Int
    ) {
        self.line = line
        self.item = item
        self.quantity = quantity
        self.needByDate = needByDate
        self.lateCost = lateCost
        self.unmetCost = unmetCost
        self.split = split
        self.acceptsSubstitute = acceptsSubstitute
        self.priorityRank = priorityRank
    }
}
