public import Procurement

/// One past delivery, from which lead times are learned.
public struct PastShipment: Hashable, Sendable {
    /// Who delivered.
    public let supplier: SupplierID
    /// What the file calls the goods.
    public let part: SupplierPart
    /// When it was ordered.
    public let orderedOn: CalendarDate
    /// When it was to arrive, where that is stated.
    public let scheduledOn: CalendarDate?
    /// When it arrived.
    public let receivedOn: CalendarDate
    /// How much, in the file's units.
    public let quantity: FixedPoint
    /// What its transport cost, in the file's currency.
    public let freight: Stated<FixedPoint>
    /// The row it comes from.
    public let place: FilePlace

    /// Makes a past shipment from its parts.
    public init(
        supplier: SupplierID, part: SupplierPart, orderedOn: CalendarDate,
        scheduledOn: CalendarDate?, receivedOn: CalendarDate, quantity: FixedPoint,
        freight: Stated<FixedPoint>, place: FilePlace
    ) {
        self.supplier = supplier
        self.part = part
        self.orderedOn = orderedOn
        self.scheduledOn = scheduledOn
        self.receivedOn = receivedOn
        self.quantity = quantity
        self.freight = freight
        self.place = place
    }
}

/// What one file of past deliveries holds.
public struct ShipmentDelivery: Hashable, Sendable {
    /// The file's name.
    public let file: String
    /// The deliveries that can be learned from, in the order of the file.
    public let shipments: [PastShipment]
    /// Rows that are good but cannot be learned from, by reason.
    public let unusedRowsByReason: [String: Int]
    /// Rows that could not be read, in the order of the file.
    public let quarantined: [QuarantinedRow]

    /// Makes a delivery from its parts.
    public init(
        file: String, shipments: [PastShipment], unusedRowsByReason: [String: Int],
        quarantined: [QuarantinedRow]
    ) {
        self.file = file
        self.shipments = shipments
        self.unusedRowsByReason = unusedRowsByReason
        self.quarantined = quarantined
    }

    /// All rows of the file.
    public var totalRows: Int {
        shipments.count + quarantined.count + unusedRowsByReason.values.reduce(0, +)
    }
}

/// A feed that carries past deliveries.
public protocol ShipmentHistorySource: FeedSource {
    /// Reads a file whole; throws when it cannot be trusted as a whole.
    func readShipments(_ file: TakenFile) throws(AdapterError) -> ShipmentDelivery
}
