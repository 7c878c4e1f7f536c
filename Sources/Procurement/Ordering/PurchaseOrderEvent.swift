/// Something that happens to a purchase order.
///
/// Lines are meant by their number, quantities are in whole base units of the item.
public enum PurchaseOrderEvent: Sendable, Hashable {
    /// The intent to send it is stored, before anything leaves.
    case issueIntended
    /// It has left.
    case issued
    /// The supplier accepts a pending part of a line.
    case lineAccepted(line: Int, quantity: Int64)
    /// The supplier refuses a pending part of a line.
    case lineRejected(line: Int, quantity: Int64)
    /// A part of a line has come; what was pending of it is thereby accepted.
    case lineReceived(line: Int, quantity: Int64)
    /// We no longer wait for what has not come of a line.
    case lineClosed(line: Int, reason: String)
    /// We withdraw a line of which nothing has come.
    case lineCancelled(line: Int, reason: String)
    /// What was answered or released of a line no longer holds: all that has not come is pending.
    case lineReopened(line: Int, reason: String)
    /// We ask for more of a line: what is added is pending.
    case lineIncreased(line: Int, addition: LineAddition)

    /// Which kind of event it is.
    public var kind: PurchaseOrderEventKind {
        switch self {
        case .issueIntended: .issueIntended
        case .issued: .issued
        case .lineAccepted: .lineAccepted
        case .lineRejected: .lineRejected
        case .lineReceived: .lineReceived
        case .lineClosed: .lineClosed
        case .lineCancelled: .lineCancelled
        case .lineReopened: .lineReopened
        case .lineIncreased: .lineIncreased
        }
    }

    /// The number of the line it happens to; `nil` if it happens to the whole order.
    public var line: Int? {
        switch self {
        case .issueIntended, .issued: nil
        case .lineAccepted(let line, _), .lineRejected(let line, _), .lineReceived(let line, _),
            .lineClosed(let line, _), .lineCancelled(let line, _), .lineReopened(let line, _),
            .lineIncreased(let line, _):
            line
        }
    }
}

/// A kind of ``PurchaseOrderEvent``.
public enum PurchaseOrderEventKind: String, Sendable, Hashable, CaseIterable {
    /// The intent to send it is stored.
    case issueIntended
    /// It has left.
    case issued
    /// The supplier accepts.
    case lineAccepted
    /// The supplier refuses.
    case lineRejected
    /// Goods have come.
    case lineReceived
    /// We no longer wait.
    case lineClosed
    /// We withdraw.
    case lineCancelled
    /// What was answered or released no longer holds.
    case lineReopened
    /// We ask for more.
    case lineIncreased
}

/// Why an event cannot happen to a purchase order, which stays as it was.
public struct OrderError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What stands against it.
    public enum Reason: Sendable, Hashable {
        /// The state of the order does not allow it.
        case orderState
        /// The order has no line of that number.
        case unknownLine(Int)
        /// The state of the line does not allow it.
        case lineState(Int, PurchaseOrderLineState)
        /// The quantity is zero or negative.
        case quantityNotPositive(Int, Int64)
        /// The quantity is more than the line has left for such an event.
        case quantityTooLarge(Int, Int64, atMost: Int64)
        /// Something of the line has come, so that it can be closed but not cancelled.
        case alreadyReceived(Int, Int64)
        /// What the line would be then is too much to be counted or paid, as a sentence says.
        case increaseBroken(Int, String)
        /// Nothing of the line is answered or released that could be opened again.
        case nothingToReopen(Int)
        /// No reason is given for what we do ourselves.
        case reasonMissing(Int)
    }
    /// The order.
    public let order: PurchaseOrderNumber
    /// The state it is in, and stays in.
    public let state: PurchaseOrderState
    /// The kind of event.
    public let event: PurchaseOrderEventKind
    /// What stands against it.
    public let reason: Reason

    /// Creates an error.
    public init(
        order: PurchaseOrderNumber, state: PurchaseOrderState, event: PurchaseOrderEventKind,
        reason: Reason
    ) {
        self.order = order
        self.state = state
        self.event = event
        self.reason = reason
    }
}
