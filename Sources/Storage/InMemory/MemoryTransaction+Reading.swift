import Procurement

extension MemoryTransaction: StorageReading {
    func masterSnapshot() throws(StorageError) -> MasterSnapshot { current().master }

    func latestIntake(of kind: IntakeKind) throws(StorageError) -> IntakeDocument? {
        current().documents.last { $0.kind == kind }
    }

    func backOrderLines() throws(StorageError) -> [BackOrderLine] {
        current().backOrderLines.values.sorted { $0.id < $1.id }
    }

    func stock() throws(StorageError) -> [StockRecord] { current().stock }

    func inbound() throws(StorageError) -> [InboundRecord] { current().inbound }

    func feedSnapshots() throws(StorageError) -> [FeedSnapshot] {
        current().snapshots.sorted { $0.key < $1.key }.map(\.value)
    }

    func offers() throws(StorageError) -> [Offer] {
        current().offers.values.sorted { $0.id < $1.id }
    }

    func availabilities() throws(StorageError) -> [AvailabilityRecord] {
        current().availabilitiesBySnapshot.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    func feedDeliveries(of feed: FeedName?, limit: Int) throws(StorageError) -> [FeedDelivery] {
        let deliveries = current().deliveries.enumerated()
            .filter { feed == nil || $0.element.feed == feed }
            .sorted { ($0.element.takenAt, $0.offset) > ($1.element.takenAt, $1.offset) }
        return deliveries.prefix(max(0, limit)).map(\.element)
    }

    func feedDelivery(sha256: String, feed: FeedName) throws(StorageError) -> FeedDelivery? {
        try feedDeliveries(of: feed, limit: .max).first { $0.sha256 == sha256 }
    }

    func feedProblems(ofDelivery id: String) throws(StorageError) -> [FeedProblem] {
        current().problemsByDelivery[TextKey(id)] ?? []
    }

    func shipmentCount() throws(StorageError) -> Int {
        current().shipmentsByFeed.values.reduce(0) { $0 + $1.count }
    }

    func shipments() throws(StorageError) -> [ShipmentRecord] {
        current().shipmentsByFeed.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    func rounds() throws(StorageError) -> [RoundHeader] {
        current().rounds.values.map(\.header).sorted { $0.number < $1.number }
    }

    func round(_ number: RoundNumber) throws(StorageError) -> RoundRecord? {
        current().rounds[number]
    }

    func purchaseOrders() throws(StorageError) -> [PurchaseOrder] {
        current().orders.values.sorted { $0.number < $1.number }
    }

    func purchaseOrder(
        _ number: PurchaseOrderNumber
    ) throws(StorageError) -> PurchaseOrder? {
        current().orders[number]
    }

    func purchaseOrderEvents(
        _ number: PurchaseOrderNumber
    ) throws(StorageError) -> [PurchaseOrderEventRecord] {
        current().eventsByOrder[number] ?? []
    }

    func outboxMessages() throws(StorageError) -> [OutboxMessage] { current().messages }

    func issueMark() throws(StorageError) -> IssueMark {
        let state = current()
        let last = state.messages.last
        return IssueMark(
            number: state.lastNumbers[.purchaseOrder] ?? 0,
            departed: state.messages.count { $0.state == .sent },
            order: last?.order.rawValue ?? "", sha256: last?.sha256 ?? "")
    }

    func run(slot: String) throws(StorageError) -> RunRecord? {
        current().runs.first { $0.slot.map { TextKey($0) } == TextKey(slot) }
    }

    func latestRun() throws(StorageError) -> RunRecord? { current().runs.last }
}
