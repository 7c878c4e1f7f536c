package import Procurement

/// Where the broker keeps what it knows.
///
/// One writer at a time: `write` runs its body in one transaction that is durable when the call
/// returns and leaves no trace when the body throws. `read` sees one consistent state.
package protocol BrokerStorage: Sendable {
    func read<Result>(_ body: (any StorageReading) throws -> Result) throws -> Result
    func write<Result>(_ body: (any StorageWriting) throws -> Result) throws -> Result
}

/// What can be asked of a consistent state; shaped by the use cases of the service.
package protocol StorageReading {
    // Reference data
    func masterSnapshot() throws(StorageError) -> MasterSnapshot
    // Intake
    func latestIntake(of kind: IntakeKind) throws(StorageError) -> IntakeDocument?
    func backOrderLines() throws(StorageError) -> [BackOrderLine]
    func stock() throws(StorageError) -> [StockRecord]
    func inbound() throws(StorageError) -> [InboundRecord]
    // Feeds
    func feedSnapshots() throws(StorageError) -> [FeedSnapshot]
    func offers() throws(StorageError) -> [Offer]
    func availabilities() throws(StorageError) -> [AvailabilityRecord]
    /// The deliveries of a feed (all feeds when `nil`), newest first.
    func feedDeliveries(of feed: FeedName?, limit: Int) throws(StorageError) -> [FeedDelivery]
    func feedDelivery(sha256: String, feed: FeedName) throws(StorageError) -> FeedDelivery?
    func feedProblems(ofDelivery id: String) throws(StorageError) -> [FeedProblem]
    func shipmentCount() throws(StorageError) -> Int
    func shipments() throws(StorageError) -> [ShipmentRecord]
    // Rounds
    func rounds() throws(StorageError) -> [RoundRecord]
    func round(_ number: RoundNumber) throws(StorageError) -> RoundRecord?
    // Purchase orders
    func purchaseOrders() throws(StorageError) -> [PurchaseOrder]
    func purchaseOrder(_ number: PurchaseOrderNumber) throws(StorageError) -> PurchaseOrder?
    func purchaseOrderEvents(
        _ number: PurchaseOrderNumber
    ) throws(StorageError) -> [PurchaseOrderEventRecord]
    func outboxMessages() throws(StorageError) -> [OutboxMessage]
    // Runs
    func run(slot: String) throws(StorageError) -> RunRecord?
    func latestRun() throws(StorageError) -> RunRecord?
}

/// What can be changed within one transaction.
package protocol StorageWriting: StorageReading {
    func replaceMasterSnapshot(_ snapshot: MasterSnapshot) throws(StorageError)
    func recordIntake(_ document: IntakeDocument) throws(StorageError)
    /// Inserts or replaces lines by their identifier.
    func saveBackOrderLines(_ lines: [BackOrderLine]) throws(StorageError)
    func replaceStock(_ records: [StockRecord]) throws(StorageError)
    func replaceInbound(_ records: [InboundRecord]) throws(StorageError)
    /// Records what became of a file, with its problems; replaces those of the same delivery.
    func recordDelivery(
        _ delivery: FeedDelivery, problems: [FeedProblem]
    ) throws(StorageError)
    /// Makes this the state of one feed and supplier: its offers and availabilities are replaced.
    func replaceSnapshot(
        _ snapshot: FeedSnapshot, offers: [Offer], availabilities: [AvailabilityRecord]
    ) throws(StorageError)
    /// Replaces all shipments that one feed brought.
    func replaceShipments(of feed: FeedName, _ records: [ShipmentRecord]) throws(StorageError)
    /// The next number of a sequence, starting at 1; a number is never given twice.
    func nextNumber(of sequence: NumberSequence) throws(StorageError) -> Int
    func insertRound(_ round: RoundRecord) throws(StorageError)
    /// Changes a round's state if it is in `expected`; false, and no change, otherwise.
    func updateRound(
        _ number: RoundNumber, from expected: RoundState, to state: RoundState,
        at time: Timestamp, by person: String
    ) throws(StorageError) -> Bool
    /// Stores a new purchase order; a number that exists is an error.
    func insertPurchaseOrder(_ order: PurchaseOrder) throws(StorageError)
    /// Replaces an order's state and appends the event that led to it.
    func updatePurchaseOrder(
        _ order: PurchaseOrder, event: PurchaseOrderEventRecord
    ) throws(StorageError)
    /// Stores the intent to send; a second message for the same order and revision is an error.
    func insertOutboxMessage(_ message: OutboxMessage) throws(StorageError)
    func updateOutboxMessage(
        _ id: String, to state: OutboxState, at time: Timestamp
    ) throws(StorageError)
    /// Claims a slot; false when it was claimed before.
    func insertRun(_ run: RunRecord) throws(StorageError) -> Bool
    func updateRun(_ run: RunRecord) throws(StorageError)
}

/// A storage that could not do what was asked.
package struct StorageError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Sorted by what the caller can do about it.
    package enum Code: String, Sendable, Hashable {
        /// Another process holds the database: try again.
        case locked = "storage.locked"
        /// No space left: make room, nothing was changed.
        case full = "storage.full"
        /// The database file is damaged or is none.
        case corrupt = "storage.corrupt"
        /// The database cannot be opened or written.
        case unavailable = "storage.unavailable"
        /// A rule of the schema refused the change: a defect of the program.
        case refused = "storage.refused"
        /// The database was made by a newer version.
        case newer = "storage.newer-schema"
    }
    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(code.rawValue): \(message)" }
}
