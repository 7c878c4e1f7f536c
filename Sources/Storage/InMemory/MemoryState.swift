import Procurement

/// Everything that is stored, as a value.
struct MemoryState: Sendable {
    struct StockKey: Sendable, Hashable {
        let item: ItemID
        let location: TextKey
    }

    struct SnapshotKey: Sendable, Hashable, Comparable {
        let feed: FeedName
        let supplier: SupplierID

        static func < (lhs: SnapshotKey, rhs: SnapshotKey) -> Bool {
            (lhs.feed, lhs.supplier) < (rhs.feed, rhs.supplier)
        }
    }

    var master = MasterSnapshot()
    var documents: [IntakeDocument] = []
    var backOrderLines: [BackOrderLineID: BackOrderLine] = [:]
    var stock: [StockRecord] = []
    var inbound: [InboundRecord] = []
    var deliveries: [FeedDelivery] = []
    var problemsByDelivery: [TextKey: [FeedProblem]] = [:]
    var snapshots: [SnapshotKey: FeedSnapshot] = [:]
    var offers: [OfferID: Offer] = [:]
    var availabilitiesBySnapshot: [SnapshotKey: [AvailabilityRecord]] = [:]
    var shipmentsByFeed: [FeedName: [ShipmentRecord]] = [:]
    var rounds: [RoundNumber: RoundRecord] = [:]
    var orders: [PurchaseOrderNumber: PurchaseOrder] = [:]
    var eventsByOrder: [PurchaseOrderNumber: [PurchaseOrderEventRecord]] = [:]
    var changesByOrder: [PurchaseOrderNumber: [OrderChange]] = [:]
    var messages: [OutboxMessage] = []
    var deskMessages: [DeskMessageRecord] = []
    var noticeReplacements: [NoticeReplacementRecord] = []
    var deskDecisions: [DeskDecisionRecord] = []
    var followUps: [FollowUpRecord] = []
    var promises: [BackOrderLineID: [PromiseRecord]] = [:]
    var promiseEndings: [BackOrderLineID: PromiseEndingRecord] = [:]
    var notices: [BackOrderLineID: [Notice]] = [:]
    var letters: [LetterRecord] = []
    var consents: [BackOrderLineID: [CustomerConsent]] = [:]
    var credits: [WaitingCredit] = []
    var setAsideCredits: [SetAsideCredit] = []
    var substituteStatements: [SubstituteStatement.Key: SubstituteStatement] = [:]
    var substituteDecisions: [SubstituteDecision] = []
    var lastNumbers: [NumberSequence: Int] = [:]
    var runs: [RunRecord] = []
}
