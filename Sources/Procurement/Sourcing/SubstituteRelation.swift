/// How a supplier says that one of its parts may be had in place of another.
public enum SubstituteRelation: String, Sendable, Hashable, CaseIterable {
    /// The second may be had in place of the first; nothing is said of the other way round.
    case substitute
    /// The second is what the supplier makes or sells instead of the first from now on.
    case successor
    /// Either may be had in place of the other.
    case alternate

    /// Whether it holds the other way round as well.
    public var isTwoWay: Bool { self == .alternate }
}
