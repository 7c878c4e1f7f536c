/// What a supplier says of a part of a purchase order line.
///
/// The words are ours; ``AcknowledgmentCode`` tells which codes of which standard mean which.
public enum AcknowledgmentOutcome: String, Sendable, Hashable, CaseIterable {
    /// It comes as ordered, or with what the answer states of date and price.
    case accepted
    /// It comes, and has left or is leaving.
    case shipped
    /// It comes in another quantity than ordered.
    case quantityChanged = "quantity-changed"
    /// It comes and has left, and what the message leaves of the line is back-ordered.
    case partlyShipped = "partly-shipped"
    /// It comes on another date than asked for.
    case dateChanged = "date-changed"
    /// It comes at another price than ordered.
    case priceChanged = "price-changed"
    /// It comes, with changes that the values of the answer show.
    case changed
    /// It comes, and when is not yet known: it confirms no date.
    case undated
    /// It cannot be delivered now. With a date it comes then; without one nothing is confirmed.
    case backOrdered = "back-ordered"
    /// Something else would come in its place.
    case substituted
    /// The supplier waits for something before deciding.
    case held
    /// It does not come.
    case rejected
    /// The supplier takes back what was accepted.
    case withdrawn
    /// A code that we do not know: it confirms nothing, and is no refusal either.
    case unknown

    /// Whether it confirms that the quantity comes, tolerances and approval aside.
    ///
    /// A back-ordered part does when it has a date, so the date is asked for.
    public func confirms(isDated: Bool) -> Bool {
        switch self {
        case .accepted, .shipped, .partlyShipped, .quantityChanged, .dateChanged, .priceChanged,
            .changed,
            .undated, .substituted:
            true
        case .backOrdered: isDated
        case .held, .rejected, .withdrawn, .unknown: false
        }
    }

    /// Whether it says that the quantity does not come.
    public var refuses: Bool { self == .rejected || self == .withdrawn }

    /// The outcome as people say it; ``rawValue`` is for programs.
    public var words: String {
        switch self {
        case .accepted: "accepted"
        case .shipped: "accepted and shipped"
        case .partlyShipped: "a part shipped, the rest back-ordered"
        case .quantityChanged: "accepted in another quantity"
        case .dateChanged: "accepted for another date"
        case .priceChanged: "accepted at another price"
        case .changed: "accepted with changes"
        case .undated: "accepted without a date"
        case .backOrdered: "back-ordered by the supplier"
        case .substituted: "a substitute offered"
        case .held: "on hold at the supplier"
        case .rejected: "rejected"
        case .withdrawn: "taken back by the supplier"
        case .unknown: "answered with a code that is not known"
        }
    }
}
