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
