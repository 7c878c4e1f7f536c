/// How much a finding in a document weighs.
public enum WireSeverity: String, Hashable, Comparable, Sendable, CaseIterable {
    /// Worth knowing; nothing is lost by reading on.
    case note
    /// Against the rules of the format, and read without doubt all the same.
    case warning
    /// Against the rules of the format in a way that puts the content in doubt.
    case error

    /// Orders severities by weight.
    public static func < (left: WireSeverity, right: WireSeverity) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .note: 0
        case .warning: 1
        case .error: 2
        }
    }
}
