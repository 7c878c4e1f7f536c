/// Why a value could not be made from what was given.
///
/// Thrown by every failing initialiser of a value type. The `code` is stable, so that callers and
/// tests can rely on it; the `message` names the value that was found.
public struct ValueError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Stable name of the kind of failure, for example `value.number-malformed`.
    public let code: String
    /// What was found and why it does not do, as one sentence.
    public let message: String
    /// What helps, as one sentence; `nil` where nothing better than the message can be said.
    public let help: String?

    /// Creates an error.
    public init(code: String, message: String, help: String? = nil) {
        self.code = code
        self.message = message
        self.help = help
    }

    /// The code, the message and the help.
    public var description: String {
        guard let help else { return "\(code): \(message)" }
        return "\(code): \(message) \(help)"
    }
}

/// Why a calculation has no result.
public enum ArithmeticError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The result lies outside ±9 223 372 036 854.775807.
    case overflow
    /// The divisor is zero.
    case divisionByZero

    /// The reason in words.
    public var description: String {
        switch self {
        case .overflow: "the result is larger than 9223372036854.775807"
        case .divisionByZero: "division by zero"
        }
    }
}
