/// Why an exchange gave no answer that can be used.
public struct WebError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is, by what helps.
    public enum Kind: Hashable, Sendable {
        /// The same request may succeed later.
        case passing
        /// The settings, the server's certificate or its address must change first.
        case settings
        /// The server's answer must change first.
        case answer
    }

    /// A stable name such as `web.cut-off`.
    public let code: String
    /// What kind of failure it is.
    public let kind: Kind
    /// Whether the server may have the request: if not, sending it again is safe.
    public let mayHaveArrived: Bool
    /// One sentence that names what was found; holds no part of the request but the host.
    public let message: String
    /// What most likely helps.
    public let help: String?
    /// What libcurl says about it, for the log.
    public let detail: String
    /// How long the exchange took, in milliseconds.
    public let milliseconds: Int

    /// Makes an error from its parts.
    public init(
        code: String, kind: Kind, mayHaveArrived: Bool, message: String, help: String? = nil,
        detail: String = "", milliseconds: Int = 0
    ) {
        self.detail = detail
        self.code = code
        self.kind = kind
        self.mayHaveArrived = mayHaveArrived
        self.message = message
        self.help = help
        self.milliseconds = milliseconds
    }

    /// The error on one line: message and code.
    public var description: String { "\(message) [\(code)]" }
}
