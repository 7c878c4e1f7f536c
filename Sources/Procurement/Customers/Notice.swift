/// What a customer is told of a line.
public enum NoticeKind: String, Sendable, Hashable, CaseIterable {
    /// The line waits, and no date is known yet.
    case created
    /// A first date.
    case promised
    /// The date comes nearer.
    case earlier
    /// The date moves away.
    case later
    /// The date no longer holds and there is no other, or the day it was needed by is here
    /// without one.
    case noDate = "no-date"
    /// It comes in parts.
    case split
    /// It is late, and a credit is offered to whoever waits.
    case creditOffered = "credit-offered"
    /// It is late, and another item could be had sooner.
    case substituteOffered = "substitute-offered"
    /// All that is missing of it has left its suppliers.
    case shipped
    /// It is cancelled, with the customer's consent or by statute.
    case cancelled

    /// Whether it is told at once, however short ago the last one was.
    public var isWorse: Bool {
        switch self {
        case .later, .noDate, .creditOffered, .cancelled: true
        case .created, .promised, .earlier, .split, .substituteOffered, .shipped: false
        }
    }
}

/// A change of a customer's line that its customer has to be told.
public struct Notice: Sendable, Hashable {
    /// The line.
    public let line: BackOrderLineID
    /// 1, 2, 3 … within the line.
    public let sequence: Int
    /// When the change was made.
    public let at: Timestamp
    /// Who has to be told.
    public let customer: CustomerID
    /// What changed.
    public let kind: NoticeKind
    /// The date before; `nil` for none.
    public let oldDate: CalendarDate?
    /// The date from now on; `nil` for none.
    public let newDate: CalendarDate?
    /// How much comes by when, in words; empty if it comes in one part.
    public let parts: String
    /// Why, in words for the customer.
    public let reason: String

    /// Creates a notice.
    public init(
        line: BackOrderLineID, sequence: Int, at: Timestamp, customer: CustomerID,
        kind: NoticeKind, oldDate: CalendarDate?, newDate: CalendarDate?, parts: String,
        reason: String
    ) {
        self.line = line
        self.sequence = sequence
        self.at = at
        self.customer = customer
        self.kind = kind
        self.oldDate = oldDate
        self.newDate = newDate
        self.parts = parts
        self.reason = reason
    }
}
