import Procurement

extension MemoryTransaction {
    func deskMessages(
        of order: PurchaseOrderNumber?
    ) throws(StorageError) -> [DeskMessageRecord] {
        current().deskMessages.filter { order == nil || $0.message.order == order }
    }

    func orders(
        of supplier: SupplierID, inNotice notice: String
    ) throws(StorageError) -> [PurchaseOrderNumber] {
        let state = current()
        let numbers = state.deskMessages.map(\.message).filter {
            $0.kind == .shipNotice && $0.notice == notice
                && state.orders[$0.order]?.supplier == supplier
        }.map(\.order)
        return Set(numbers).sorted()
    }

    func noticeReplacements(
        of supplier: SupplierID, notice: String
    ) throws(StorageError) -> [NoticeReplacementRecord] {
        current().noticeReplacements.filter {
            $0.supplier == supplier && $0.notice.rawValue == notice
        }.sorted { $0.document < $1.document }
    }

    func noteReplacement(_ record: NoticeReplacementRecord) throws(StorageError) {
        try change { (state) throws(StorageError) in
            try StorageRules.check(record)
            let isKnown = state.noticeReplacements.contains {
                $0.supplier == record.supplier && $0.notice == record.notice
                    && $0.document == record.document
            }
            if !isKnown { state.noticeReplacements.append(record) }
        }
    }

    func deskDecisions(
        of order: PurchaseOrderNumber?
    ) throws(StorageError) -> [DeskDecisionRecord] {
        current().deskDecisions.filter { order == nil || $0.order == order }
    }

    func followUps() throws(StorageError) -> [FollowUpRecord] { current().followUps }

    func claimFollowUp(_ record: FollowUpRecord) throws(StorageError) -> Bool {
        try change { (state) throws(StorageError) in
            try StorageRules.check(record)
            guard state.orders[record.order] != nil else { throw .unknown(record.order) }
            if state.followUps.contains(where: { $0.isSameStep(as: record) }) { return false }
            state.followUps.append(record)
            return true
        }
    }

    func promises() throws(StorageError) -> [PromiseRecord] {
        current().promises.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    func insertPromise(_ record: PromiseRecord) throws(StorageError) {
        try change { (state) throws(StorageError) in
            try StorageRules.check(record)
            let known = state.promises[record.line]?.last?.sequence ?? 0
            guard record.sequence == known + 1 else { throw .promiseOutOfSequence(record) }
            state.promises[record.line, default: []].append(record)
        }
    }

    func promiseEndings() throws(StorageError) -> [PromiseEndingRecord] {
        current().promiseEndings.values.sorted { $0.line < $1.line }
    }

    func insertPromiseEnding(_ record: PromiseEndingRecord) throws(StorageError) {
        try change { (state) throws(StorageError) in
            let first = state.promises[record.line]?.first { $0.promised != nil }
            guard first?.promised == record.promised else { throw .promiseUnknown(record) }
            guard state.promiseEndings[record.line] == nil else {
                throw .promiseEndedBefore(record)
            }
            state.promiseEndings[record.line] = record
        }
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
