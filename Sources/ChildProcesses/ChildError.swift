/// Why a started program could not be spoken with.
public struct ChildError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    public enum Kind: Hashable, Sendable {
        /// It could not be started.
        case notStarted
        /// It said nothing in the time that it had.
        case timedOut
        /// It closed its output or ended.
        case ended
        /// It wrote a line longer than is read.
        case lineTooLong
        /// The system refused a call.
        case system
    }

    /// What went wrong.
    public let kind: Kind
    /// One sentence that says what happened.
    public let message: String

    /// Makes an error from its parts.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

/// How a program ended.
public enum ChildExit: Hashable, Sendable, CustomStringConvertible {
    /// By itself, with a status.
    case exited(Int32)
    /// By a signal.
    case killed(Int32)

    /// The end in words.
    public var description: String {
        switch self {
        case .exited(let status): "it ended with status \(status)"
        case .killed(let signal): "it was ended by signal \(signal)"
        }
    }
}
