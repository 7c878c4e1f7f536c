package import Procurement

/// A message about a purchase order as it was taken in; the log of them is append-only.
package struct DeskMessageRecord: Sendable, Hashable {
    package let message: SupplierMessage
    package let takenAt: Timestamp
    /// Where it came from: a file with its line, or who typed it.
    package let source: String

    package init(message: SupplierMessage, takenAt: Timestamp, source: String) {
        self.message = message
        self.takenAt = takenAt
        self.source = source
    }
}

/// A buyer's decision about an answer; the log of them is append-only, the last one counts.
package struct DeskDecisionRecord: Sendable, Hashable {
    package let order: PurchaseOrderNumber
    package let decision: BuyerDecision
    package let person: String
    package let at: Timestamp
    package let reason: String

    package init(
        order: PurchaseOrderNumber, decision: BuyerDecision, person: String, at: Timestamp,
        reason: String
    ) {
        self.order = order
        self.decision = decision
        self.person = person
        self.at = at
        self.reason = reason
    }
}

/// That a supplier sent a ship notice in the place of an earlier one, or took one back; the log of
/// them is append-only.
package struct NoticeReplacementRecord: Sendable, Hashable {
    package let supplier: SupplierID
    /// The number of the notice that is replaced.
    package let notice: SupplierDocumentID
    /// The number under which messages that take its place are kept.
    package let document: SupplierDocumentID
    package let writtenAt: Timestamp
    package let takenAt: Timestamp
    /// Where it came from.
    package let source: String

    package init(
        supplier: SupplierID, notice: SupplierDocumentID, document: SupplierDocumentID,
        writtenAt: Timestamp, takenAt: Timestamp, source: String
    ) {
        self.supplier = supplier
        self.notice = notice
        self.document = document
        self.writtenAt = writtenAt
        self.takenAt = takenAt
        self.source = source
    }
}
