internal import SupplierAdapterKit
internal import WireFormats

/// Why a conversation with a program ended early.
enum SessionFailure: Error {
    /// The program crashed, hung or broke the protocol: starting it again may help.
    case broken(AdapterError)
    /// The program said that it cannot do it, and named a class; or we could not begin.
    case refused(AdapterError, ErrorClass? = nil)

    var error: AdapterError {
        switch self {
        case .broken(let error), .refused(let error, _): error
        }
    }
}

/// The classes of errors that a program may name, by what is to be done.
enum ErrorClass: String, CaseIterable {
    case config, auth, permission, data, contract, duplicate, rejected, transient, `protocol`
    case notFound = "not_found"
    case rateLimited = "rate_limited"
    case quotaExhausted = "quota_exhausted"
    case unknownOutcome = "unknown_outcome"
    case partnerOffline = "partner_offline"
    case `internal`

    /// The class that an error of a program names; one that is not known is a bug of the program.
    init(message: JSONValue) {
        var named: ErrorClass?
        if case .string(let text)? = message["class"]?.content { named = Self(rawValue: text) }
        self = named ?? .internal
    }

    func reaction(retryAfterSeconds: Int?) -> Reaction {
        switch self {
        case .config, .auth, .permission, .notFound: .fixSettings
        case .data, .contract: .fixData
        case .duplicate, .rejected, .protocol, .internal: .giveUp
        case .transient, .rateLimited, .quotaExhausted, .partnerOffline:
            .retry(afterSeconds: retryAfterSeconds)
        case .unknownOutcome: .reconcile
        }
    }
}

extension AdapterError {
    /// An error as a program reported it; an unknown class is a bug of the program.
    init(message: JSONValue, program: String) {
        func text(_ name: String) -> String? {
            guard case .string(let text)? = message[name]?.content else { return nil }
            return text
        }
        func number(_ name: String) -> Int? {
            guard case .number(let digits)? = message[name]?.content else { return nil }
            return Int(digits)
        }
        let kind = ErrorClass(message: message)
        let named = text("code") ?? ""
        let isPlain =
            !named.isEmpty
            && named.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2E || $0 == 0x2D }
        let file = text("file").map {
            FilePlace(
                file: $0, line: max(0, number("line") ?? 0),
                column: max(0, number("column") ?? 0))
        }
        self.init(
            code: isPlain ? named : "adapter.\(kind.rawValue.replacingUnderscores)",
            reaction: kind.reaction(retryAfterSeconds: number("retry_after_seconds")),
            message: text("message") ?? "the program \(program) failed and did not say why",
            help: text("help"), place: file, detail: text("detail") ?? "",
            supplierCode: text("supplier_code"))
    }
}

extension String {
    fileprivate var replacingUnderscores: String { String(map { $0 == "_" ? "-" : $0 }) }
}
