/// Why a use case could not do what was asked, sorted by what the caller can do.
package struct ServiceError: Error, Sendable, Hashable {
    /// What the caller can do about it; commands turn it into an exit code.
    package enum Kind: Sendable, Hashable {
        /// It cannot be done as asked.
        case failed
        /// A file was not what it should be; the previous state stays in force.
        case dataRejected
        /// Something could not be written.
        case cannotWrite
        /// Safe to run again later.
        case temporary
        /// A limit or a rule forbids it.
        case notAllowed
        /// The configuration has to be mended first.
        case configuration
    }

    package let kind: Kind
    package let code: String
    package let message: String
    /// What helps; empty when nothing does.
    package let help: String
    /// Further lines, one finding each.
    package let details: [String]

    package init(
        _ kind: Kind, code: String, message: String, help: String = "", details: [String] = []
    ) {
        self.kind = kind
        self.code = code
        self.message = message
        self.help = help
        self.details = details
    }
}
