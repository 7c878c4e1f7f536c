package import Procurement

/// Where the broker keeps what it knows.
///
/// One writer at a time: `write` runs its body in one transaction that is durable when the call
/// returns and leaves no trace when the body throws. `read` sees one consistent state. Calls must
/// not be nested, and what a body is given must not be used after it.
///
/// A change that is refused spoils its transaction: even if the body catches the error, `write`
/// throws it and commits nothing. Texts are the same key if their bytes are.
package protocol BrokerStorage: Sendable {
    func read<Result>(_ body: (any StorageReading) throws -> Result) throws -> Result
    func write<Result>(_ body: (any StorageWriting) throws -> Result) throws -> Result
}

/// What can be asked of a consistent state; shaped by the use cases of the service.
///
/// Lists come in the ascending order of their keys where nothing else is said.
package protocol StorageReading {
    // Reference data
    func masterSnapshot() throws(StorageError) -> MasterSnapshot
    // Intake
    /// The document of a kind that was recorded last.
    func latestIntake(of kind: IntakeKind) throws(StorageError) -> IntakeDocument?
    func backOrderLines() throws(StorageError) -> [BackOrderLine]
    func stock() throws(StorageError) -> [StockRecord]
    /// In the order in which they were given.
    func inbound() throws(StorageError) -> [InboundRecord]
    // Feeds
    func feedSnapshots() throws(StorageError) -> [FeedSnapshot]
    func offers() throws(StorageError) -> [Offer]
    func availabilities() throws(StorageError) -> [AvailabilityRecord]
    /// The deliveries of a feed (all feeds when `nil`), newest first.
    func feedDeliveries(of feed: FeedName?, limit: Int) throws(StorageError) -> [FeedDelivery]
    /// The newest delivery of these bytes.
    func feedDelivery(sha256: String, feed: FeedName) throws(StorageError) -> FeedDelivery?
    /// In the order in which they were given.
    func feedProblems(ofDelivery id: String) throws(StorageError) -> [FeedProblem]
    func shipmentCount() throws(StorageError) -> Int
    /// By feed; within a feed in the order in which they were given.
    func shipments() throws(StorageError) -> [ShipmentRecord]
    // Rounds
    func rounds() throws(StorageError) -> [RoundHeader]
    func round(_ number: RoundNumber) throws(StorageError) -> RoundRecord?
    // Purchase orders
    func purchaseOrders() throws(StorageError) -> [PurchaseOrder]
    func purchaseOrder(_ number: PurchaseOrderNumber) throws(StorageError) -> PurchaseOrder?
    func purchaseOrderEvents(
        _ number: PurchaseOrderNumber
    ) throws(StorageError) -> [PurchaseOrderEventRecord]
    /// In the order in which they were inserted.
    func outboxMessages() throws(StorageError) -> [OutboxMessage]
    /// How far issuing has come, without reading any document.
    func issueMark() throws(StorageError) -> IssueMark
    // The order desk
    /// What was said about an order (all orders when `nil`), in the order in which it was taken in.
    func deskMessages(
        of order: PurchaseOrderNumber?
    ) throws(StorageError) -> [DeskMessageRecord]
    /// The orders that a supplier's ship notice is about, as far as it was taken.
    func orders(
        of supplier: SupplierID, inNotice notice: String
    ) throws(StorageError) -> [PurchaseOrderNumber]
    /// What took the place of a supplier's ship notice, by document.
    func noticeReplacements(
        of supplier: SupplierID, notice: String
    ) throws(StorageError) -> [NoticeReplacementRecord]
    /// What buyers decided about answers, in the order in which they did.
    func deskDecisions(
        of order: PurchaseOrderNumber?
    ) throws(StorageError) -> [DeskDecisionRecord]
    /// Steps of chasing that were claimed, in the order in which they were.
    func followUps() throws(StorageError) -> [FollowUpRecord]
    /// By line; of a line in the order in which they were made.
    func promises() throws(StorageError) -> [PromiseRecord]
    /// What became of first promises, by line.
    func promiseEndings() throws(StorageError) -> [PromiseEndingRecord]
    // Customers
    /// By line; of a line in the order in which they were made.
    func notices() throws(StorageError) -> [Notice]
    /// In the order of their numbers.
    func letters() throws(StorageError) -> [LetterRecord]
    /// By line; of a line in the order in which they were given.
    func consents() throws(StorageError) -> [CustomerConsent]
    /// In the order of their numbers, each with what became of it.
    func credits() throws(StorageError) -> [WaitingCredit]
    /// What approved rounds keep free in the budget, in the order of their numbers.
    func setAsideCredits() throws(StorageError) -> [SetAsideCredit]
    // Substitutes
    /// What suppliers' lists say, also what newer ones no longer say.
    func substituteStatements() throws(StorageError) -> [SubstituteStatement]
    /// In the order in which they were made.
    func substituteDecisions() throws(StorageError) -> [SubstituteDecision]
    // Runs
    func run(slot: String) throws(StorageError) -> RunRecord?
    /// The run that was inserted last.
    func latestRun() throws(StorageError) -> RunRecord?
}

/// What can be changed within one transaction.
package protocol StorageWriting: StorageReading {
    /// Replaces all reference data; an item or a supplier that it names must be in it.
    func replaceMasterSnapshot(_ snapshot: MasterSnapshot) throws(StorageError)
    func recordIntake(_ document: IntakeDocument) throws(StorageError)
    /// Inserts or replaces lines by their identifier.
    func saveBackOrderLines(_ lines: [BackOrderLine]) throws(StorageError)
    func replaceStock(_ records: [StockRecord]) throws(StorageError)
    func replaceInbound(_ records: [InboundRecord]) throws(StorageError)
    /// Records what became of a file, with its problems; replaces those of the same delivery.
    ///
    /// A problem quotes what the file had; a NUL in it comes back as its picture (U+2400).
    func recordDelivery(
        _ delivery: FeedDelivery, problems: [FeedProblem]
    ) throws(StorageError)
    /// Adds problems of a delivery behind those that are recorded with it.
    func addProblems(
        _ problems: [FeedProblem], to delivery: FeedDelivery
    ) throws(StorageError)
    /// Makes this the state of one feed and supplier: its offers and availabilities are replaced.
    ///
    /// Its delivery must be recorded before. An offer is in one unit and one currency, and its
    /// identifier is nobody else's, in whatever feed.
    func replaceSnapshot(
        _ snapshot: FeedSnapshot, offers: [Offer], availabilities: [AvailabilityRecord]
    ) throws(StorageError)
    /// Replaces all shipments that one feed brought.
    func replaceShipments(of feed: FeedName, _ records: [ShipmentRecord]) throws(StorageError)
    /// The next number of a sequence, starting at 1; a number is never given twice.
    ///
    /// A number taken in a transaction that is not committed was never given, and is the next one.
    func nextNumber(of sequence: NumberSequence) throws(StorageError) -> Int
    /// The next number of the sequence will be above this one; nothing if it is already.
    func skipNumbers(of sequence: NumberSequence, through number: Int) throws(StorageError)
    func insertRound(_ round: RoundRecord) throws(StorageError)
    /// Changes a round's state if it is in `expected`; false, and no change, otherwise.
    ///
    /// A change from `proposed` is the approval, and notes time and person; one back to it forgets
    /// them.
    func updateRound(
        _ number: RoundNumber, from expected: RoundState, to state: RoundState,
        at time: Timestamp, by person: String
    ) throws(StorageError) -> Bool
    /// Stores a new purchase order; a number that exists is an error.
    func insertPurchaseOrder(_ order: PurchaseOrder) throws(StorageError)
    /// Replaces an order's state and appends the event that led to it, whose sequence is the next.
    func updatePurchaseOrder(
        _ order: PurchaseOrder, event: PurchaseOrderEventRecord
    ) throws(StorageError)
    /// Appends a change to an order that is there; its sequence is the order's next.
    func insertOrderChange(_ change: OrderChange) throws(StorageError)
    /// Stores the intent to send; a second message for the same order and revision is an error.
    func insertOutboxMessage(_ message: OutboxMessage) throws(StorageError)
    /// Changes the state of a message; one that was sent stays so.
    func updateOutboxMessage(
        _ id: String, to state: OutboxState, at time: Timestamp
    ) throws(StorageError)
    /// Stores what was said about an order; a second message of that kind and number is an error.
    func insertDeskMessage(_ record: DeskMessageRecord) throws(StorageError)
    /// Stores what took the place of a ship notice; one that is there already changes nothing.
    func noteReplacement(_ record: NoticeReplacementRecord) throws(StorageError)
    func insertDeskDecision(_ record: DeskDecisionRecord) throws(StorageError)
    /// Claims a step of chasing; false, and no change, when it was claimed before.
    func claimFollowUp(_ record: FollowUpRecord) throws(StorageError) -> Bool
    /// Appends what can be told of a line; its sequence is the line's next.
    func insertPromise(_ record: PromiseRecord) throws(StorageError)
    /// Stores what became of a line's first promise, which must be there; a second is an error.
    func insertPromiseEnding(_ record: PromiseEndingRecord) throws(StorageError)
    /// Appends what a customer has to be told; its sequence is the line's next.
    func insertNotice(_ notice: Notice) throws(StorageError)
    /// Stores what is to be sent, under the next number; it tells a notice that none before did.
    func insertLetter(_ letter: LetterRecord) throws(StorageError)
    /// Changes the state of a letter; one that was sent stays so.
    func updateLetter(
        _ number: Int, to state: OutboxState, at time: Timestamp
    ) throws(StorageError)
    /// Appends what a customer agreed to; its sequence is the line's next, and behind a
    /// cancellation there is none.
    func insertConsent(_ consent: CustomerConsent) throws(StorageError)
    /// Stores a credit that a letter offers, open, under the next number.
    ///
    /// Refused where the line has one that is open, or one for the same day, and where credits of
    /// the period that are open or accepted would come to more than its limit, or take what is
    /// set aside for other lines.
    func insertCredit(_ credit: WaitingCredit) throws(StorageError)
    /// Ends an open credit; one that is accepted names the consent that says so.
    func endCredit(_ number: Int, _ outcome: CreditOutcome) throws(StorageError)
    /// Sets a credit aside for a line that an approved round lets wait, under the next number.
    ///
    /// Refused where the line has one in force, and where what is set aside, open and accepted
    /// would come to more than the limit of the period.
    func insertSetAsideCredit(_ credit: SetAsideCredit) throws(StorageError)
    /// Ends a credit that is set aside; one that is offered names the credit of its line.
    func endSetAsideCredit(_ number: Int, _ outcome: SetAsideOutcome) throws(StorageError)
    /// Inserts or replaces statements by their keys; their deliveries must be recorded before.
    func saveSubstituteStatements(_ statements: [SubstituteStatement]) throws(StorageError)
    /// Appends a decision; of a pair of items the last one holds.
    func insertSubstituteDecision(_ decision: SubstituteDecision) throws(StorageError)
    /// Claims a slot; false when it was claimed before.
    func insertRun(_ run: RunRecord) throws(StorageError) -> Bool
    /// Stores the rest of a run whose identifier, slot and start are known.
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
