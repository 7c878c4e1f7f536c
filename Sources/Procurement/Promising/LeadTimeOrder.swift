/// What one order line teaches about lead times: who, what, and its three dates.
public struct LeadTimeOrder: Sendable, Hashable {
    /// Who was asked to deliver.
    public let supplier: SupplierID
    /// What was ordered.
    public let item: ItemID
    /// The day the order went out.
    public let orderedDate: CalendarDate
    /// The day the supplier named, where one is known.
    public let promisedDate: CalendarDate?
    /// The day the goods came; `nil` while they have not.
    public let receivedDate: CalendarDate?

    /// Creates an order from its parts; it cannot be received before it was ordered.
    public init(
        supplier: SupplierID, item: ItemID, orderedDate: CalendarDate,
        promisedDate: CalendarDate?, receivedDate: CalendarDate?
    ) {
        precondition(
            receivedDate.map { $0 >= orderedDate } ?? true,
            "An order must be received on its order date or later.")
        self.supplier = supplier
        self.item = item
        self.orderedDate = orderedDate
        self.promisedDate = promisedDate
        self.receivedDate = receivedDate
    }
}
