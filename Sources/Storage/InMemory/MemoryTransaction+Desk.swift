import Procurement

extension MemoryTransaction {
    func deskMessages(
        of order: PurchaseOrderNumber?
    ) throws(StorageError) -> [DeskMessageRecord] {
        current().deskMessages.filter { order == nil || $0.message.order == order }
    }

    func deskDecisions(
        of order: PurchaseOrderNumber?
    ) throws(StorageError) -> [DeskDecisionRecord] {
        current().deskDecisions.filter { order == nil || $0.order == order }
    }

    func insertDeskMessage(_ record: DeskMessageRecord) throws(StorageError) {
        try change { (state) throws(StorageError) in
            try StorageRules.check(record)
            let message = record.message
            guard state.orders[message.order] != nil else { throw .unknown(message.order) }
            let isKnown = state.deskMessages.contains {
                $0.message.order == message.order && $0.message.kind == message.kind
                    && $0.message.document == message.document
            }
            guard !isKnown else {
                throw StorageError(
                    .refused,
                    "The \(message.kind.rawValue) (\(message.document)) is there already.")
            }
            state.deskMessages.append(record)
        }
    }

    func insertDeskDecision(_ record: DeskDecisionRecord) throws(StorageError) {
        try change { (state) throws(StorageError) in
            try StorageRules.check(record)
            guard state.orders[record.order] != nil else { throw .unknown(record.order) }
            state.deskDecisions.append(record)
        }
    }
}
