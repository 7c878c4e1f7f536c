package import Procurement

/// A step of chasing that was claimed; the log is append-only, and a step is claimed once.
package struct FollowUpRecord: Sendable, Hashable {
    package let order: PurchaseOrderNumber
    package let line: Int
    /// Name of the reason.
    package let reason: String
    package let since: CalendarDate
    package let attempt: Int
    package let due: CalendarDate
    /// Name of what is done.
    package let action: String
    package let claimedAt: Timestamp

    package init(
        order: PurchaseOrderNumber, line: Int, reason: String, since: CalendarDate, attempt: Int,
        due: CalendarDate, action: String, claimedAt: Timestamp
    ) {
        self.order = order
        self.line = line
        self.reason = reason
        self.since = since
        self.attempt = attempt
        self.due = due
        self.action = action
        self.claimedAt = claimedAt
    }

    /// Whether it is the same step, whenever it was claimed.
    package func isSameStep(as other: FollowUpRecord) -> Bool {
        order == other.order && line == other.line && TextKey(reason) == TextKey(other.reason)
            && since == other.since && attempt == other.attempt
    }
}
