public import Procurement
public import SupplierAdapterKit
internal import WebClient

/// A call that a supplier made on our web server.
public struct WebhookCall: Sendable {
    /// Its method.
    public var method: String
    /// The value of a header by its name, in any case.
    public var header: @Sendable (String) -> String?
    /// The body, byte for byte.
    public var body: [UInt8]

    /// Makes a call from its parts.
    public init(method: String, header: @escaping @Sendable (String) -> String?, body: [UInt8]) {
        self.method = method
        self.header = header
        self.body = body
    }
}

/// What becomes of a call.
public enum WebhookReply: Hashable, Sendable {
    /// The body lies in the feed's folder, durably.
    case kept
    /// The same call came before; nothing was changed.
    case known
    /// It is none of the supplier's, or none that can be taken; the status says which.
    case refused(status: Int, reason: String)

    /// The status to answer with.
    public var status: Int {
        switch self {
        case .kept, .known: 204
        case .refused(let status, _): status
        }
    }
}

extension HTTPFeedOffers {
    /// Whether the feed has settings for calls of its supplier.
    public var takesWebhooks: Bool { settings.webhook != nil }

    /// The largest body of a call that is taken.
    public var maximumWebhookBytes: Int { settings.access.web.maximumBytes }

    /// Takes a call of the supplier's: looks whether it is one, and keeps its body for the next
    /// intake, as changes of what is offered.
    ///
    /// Calls of one name are kept once. Throws where the secret or the folder is not there.
    public func receive(
        _ call: WebhookCall, at now: Timestamp
    ) throws(AdapterError) -> WebhookReply {
        guard let webhook = settings.webhook else {
            return .refused(status: 404, reason: "feed \(name) takes no webhooks")
        }
        guard call.method == "POST" else {
            return .refused(status: 405, reason: "a webhook is a POST")
        }
        guard call.body.count <= maximumWebhookBytes else {
            return .refused(status: 413, reason: "the body is larger than limits.megabytes")
        }
        let secret = try webhook.secret.value(in: environment)
        let code = MessageCode(sha256: environment.sha256)
        switch webhook.verified(call, secret: secret, code: code, at: now) {
        case .failure(let refusal):
            return .refused(status: refusal.status, reason: refusal.reason)
        case .success(let id):
            var delivery = DeliveryPages(isChanges: true)
            delivery.isWebhook = true
            delivery.pages.append(DeliveryPages.Page(body: call.body, firstLine: 0))
            // Half of a SHA-256 keeps names apart and short enough to be read in listings.
            let short = String(environment.sha256(Array(id.utf8)).prefix(32))
            let isNew = try spool.receive(
                delivery.bytes(feed: name.rawValue), named: short, at: now)
            return isNew ? .kept : .known
        }
    }
}
