/// How far a purchase order line has come, in whole base units of the item.
///
/// Always `ordered == accepted + rejected + pending` and `received <= accepted`, none negative.
/// More than was ordered cannot be accepted or received: what a supplier sends beyond it is no
/// part of this order.
public struct LineProgress: Sendable, Hashable {
    /// What was ordered.
    public let ordered: Int64
    /// What the supplier will send or has sent.
    public let accepted: Int64
    /// What will not come: refused by the supplier, or released by us.
    public let rejected: Int64
    /// What the supplier has not answered.
    public let pending: Int64
    /// What has come, a part of ``accepted``.
    public let received: Int64

    /// Creates a progress.
    ///
    /// Throws `order.progress-inconsistent` if the numbers do not add up.
    public init(
        ordered: Int64, accepted: Int64, rejected: Int64, pending: Int64, received: Int64
    ) throws(ValueError) {
        let parts = [accepted, rejected, pending]
        let sum = parts.reduce(Int128(0)) { $0 + Int128($1) }
        guard ordered >= 1, parts.allSatisfy({ $0 >= 0 }), sum == Int128(ordered),
            (0...accepted).contains(received)
        else {
            throw ValueError(
                code: "order.progress-inconsistent",
                message: "Of \(ordered) ordered, \(accepted) accepted, \(rejected) rejected and "
                    + "\(pending) pending with \(received) received do not add up.",
                help: "Maybe a row was changed by hand.")
        }
        self.ordered = ordered
        self.accepted = accepted
        self.rejected = rejected
        self.pending = pending
        self.received = received
    }

    /// Nothing answered yet.
    ///
    /// Throws `order.progress-inconsistent` below one unit.
    public static func unanswered(ordered: Int64) throws(ValueError) -> LineProgress {
        try LineProgress(ordered: ordered, accepted: 0, rejected: 0, pending: ordered, received: 0)
    }

    /// What may still come: pending, or accepted and not yet received.
    public var expected: Int64 { pending + accepted - received }

    private init(
        accepted: Int64, rejected: Int64, pending: Int64, received: Int64, of ordered: Int64
    ) {
        precondition(
            accepted + rejected + pending == ordered && min(accepted, rejected, pending) >= 0
                && (0...accepted).contains(received),
            "The progress of a line must add up after every event.")
        self.ordered = ordered
        self.accepted = accepted
        self.rejected = rejected
        self.pending = pending
        self.received = received
    }

    /// The supplier accepts a part of what is pending.
    func accepting(_ quantity: Int64) -> LineProgress {
        LineProgress(
            accepted: accepted + quantity, rejected: rejected, pending: pending - quantity,
            received: received, of: ordered)
    }

    /// The supplier refuses a part of what is pending.
    func rejecting(_ quantity: Int64) -> LineProgress {
        LineProgress(
            accepted: accepted, rejected: rejected + quantity, pending: pending - quantity,
            received: received, of: ordered)
    }

    /// A part of what is expected comes.
    ///
    /// What is accepted comes first; what was still pending is accepted by coming.
    func receiving(_ quantity: Int64) -> LineProgress {
        let unanswered = max(0, received + quantity - accepted)
        return LineProgress(
            accepted: accepted + unanswered, rejected: rejected, pending: pending - unanswered,
            received: received + quantity, of: ordered)
    }

    /// More is to come, and nothing is said of it yet; what of it was rejected is open again.
    ///
    /// Throws `order.progress-inconsistent` where that is more than can be counted.
    func adding(
        _ quantity: Int64, ofWhichRejected again: Int64 = 0
    ) throws(ValueError) -> LineProgress {
        let (sum, overflows) = ordered.addingReportingOverflow(quantity - again)
        return try LineProgress(
            ordered: overflows ? .max : sum, accepted: accepted, rejected: rejected - again,
            pending: overflows ? 0 : pending + quantity, received: received)
    }

    /// What has not come is pending again, whatever was said of it.
    func reopening() -> LineProgress {
        LineProgress(
            accepted: received, rejected: 0, pending: ordered - received, received: received,
            of: ordered)
    }

    /// Whatever has not come will not come.
    func releasing() -> LineProgress {
        LineProgress(
            accepted: received, rejected: ordered - received, pending: 0, received: received,
            of: ordered)
    }
}
