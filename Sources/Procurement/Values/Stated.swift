/// Something that a supplier may or may not say.
///
/// "Not stated" is an answer of its own, neither zero nor unlimited.
public enum Stated<Value> {
    /// The supplier says so.
    case stated(Value)
    /// The supplier says nothing.
    case notStated

    /// What is stated, or `nil`.
    public var value: Value? {
        switch self {
        case .stated(let value): value
        case .notStated: nil
        }
    }
}

extension Stated: Sendable where Value: Sendable {}
extension Stated: Equatable where Value: Equatable {}
extension Stated: Hashable where Value: Hashable {}

extension Stated {
    /// States a value if there is one.
    public init(_ value: Value?) {
        if let value { self = .stated(value) } else { self = .notStated }
    }
}
