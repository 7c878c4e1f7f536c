import Procurement
package import SupplierAdapterKit
package import WebClient

/// A web service that is told of letters: `[notices.webhook]`.
package struct WebhookSettings: Sendable, Hashable {
    package var url: WebURL
    package var secret: SecretPlace
    package var limits: WebLimits
    /// How often a letter is tried before it is given up.
    package var tries: Int
    package var budgetSeconds: Int

    package init(
        url: WebURL, secret: SecretPlace, limits: WebLimits, tries: Int = 9,
        budgetSeconds: Int = 120
    ) {
        self.url = url
        self.secret = secret
        self.limits = limits
        self.tries = tries
        self.budgetSeconds = budgetSeconds
    }
}

/// A mail server that takes letters: `[notices.smtp]`.
package struct MailSettings: Sendable, Hashable {
    /// Without its password.
    package var server: MailServer
    package var user: String?
    package var password: SecretPlace?
    package var tries: Int
    package var budgetSeconds: Int
    /// Whether a letter of which nobody can tell whether it arrived is sent again.
    package var isSentAgain: Bool

    package init(
        server: MailServer, user: String? = nil, password: SecretPlace? = nil, tries: Int = 9,
        budgetSeconds: Int = 120, isSentAgain: Bool = false
    ) {
        self.server = server
        self.user = user
        self.password = password
        self.tries = tries
        self.budgetSeconds = budgetSeconds
        self.isSentAgain = isSentAgain
    }
}

/// Carries a letter to the server that its folder names.
struct LetterLine: OrderLine {
    let webhook: WebhookSettings?
    let mail: MailSettings?
    let environment: AdapterEnvironment
    let now: Timestamp
    /// Told how many milliseconds an exchange took.
    let spend: (Int) -> Void

    func submit(_ order: SentOrder, _ bytes: [UInt8]) throws(AdapterError) -> OrderAnswer {
        let isMail = order.destination.folder.hasSuffix(LetterPost.mailFolder)
        if isMail, let mail { return try submit(bytes, to: mail) }
        guard let webhook else { preconditionFailure("A letter without a way must be refused.") }
        return try call(webhook, order, bytes)
    }

    /// Nobody can be asked; what may be sent again is told by the settings.
    func probe(_ order: SentOrder) -> OrderWhereabouts {
        let isMail = order.destination.folder.hasSuffix(LetterPost.mailFolder)
        return isMail && mail?.isSentAgain != true ? .unknown : .sentAgainSafely
    }

    // MARK: - A signed call

    private func call(
        _ webhook: WebhookSettings, _ order: SentOrder, _ bytes: [UInt8]
    ) throws(AdapterError) -> OrderAnswer {
        let secret = try webhook.secret.value(in: environment)
        guard
            let signing = StandardWebhook(
                secret: secret, code: MessageCode(sha256: environment.sha256))
        else {
            throw AdapterError(
                code: "letter.secret", reaction: .fixSettings,
                message: "the secret of [notices.webhook] is no key of Standard Webhooks",
                help: "It is whsec_ and Base64: whsec_$(openssl rand -base64 32)")
        }
        var request = WebRequest(webhook.url)
        request.method = "POST"
        request.body = bytes
        request.headers =
            [WebHeader("Content-Type", "application/json")]
            + signing.headers(
                id: order.key, seconds: now.millisecondsSince1970 / 1_000, body: bytes)
        let host = webhook.url.host
        do throws(WebError) {
            let answer = try WebClient(limits: webhook.limits).send(request)
            spend(answer.milliseconds)
            if (200...299).contains(answer.status) { return .taken }
            // 410 says that the receiver is gone for good (Standard Webhooks 1.0).
            let isGone = answer.status == 410
            return .refused(
                AdapterError(
                    code: "letter.refused", reaction: isGone ? .giveUp : .retry(afterSeconds: nil),
                    message: "\(host) answered \(answer.status) to letter \(order.key)",
                    help: isGone
                        ? "It takes no letters any more: look at url in [notices.webhook]."
                        : "It is tried again after a pause.",
                    supplierCode: String(answer.status)))
        } catch {
            spend(error.milliseconds)
            return told(error, of: order)
        }
    }

    private func told(_ error: WebError, of order: SentOrder?) -> OrderAnswer {
        let isPassing = error.kind != .settings
        let told = AdapterError(
            code: error.code,
            reaction: isPassing ? .retry(afterSeconds: nil) : .fixSettings,
            message: error.message, help: error.help, detail: error.detail)
        return error.mayHaveArrived && isPassing ? .unknown(told) : .refused(told)
    }

    // MARK: - A mail server

    private func submit(
        _ bytes: [UInt8], to mail: MailSettings
    ) throws(AdapterError) -> OrderAnswer {
        var server = mail.server
        server.authorities = server.authorities.map { "\(environment.root)/\($0)" }
        if let user = mail.user, let password = mail.password {
            server.login = MailLogin(user: user, password: try password.value(in: environment))
        }
        let envelope = MailEnvelope(bytes)
        do throws(WebError) {
            let answer = try MailClient(server).send(
                bytes, from: envelope.sender, to: envelope.recipient)
            spend(answer.milliseconds)
            switch answer.reply {
            case .taken: return .taken
            case .refused(let status, let words):
                // RFC 5321, 4.2.1: 4 may pass, 5 will not.
                let isPassing = status < 500
                return .refused(
                    AdapterError(
                        code: "letter.refused",
                        reaction: isPassing ? .retry(afterSeconds: nil) : .giveUp,
                        message: "\(server.host) refuses the letter to \(envelope.recipient): "
                            + words,
                        help: isPassing ? "It is tried again after a pause." : nil,
                        supplierCode: String(status)))
            }
        } catch {
            spend(error.milliseconds)
            return told(error, of: nil)
        }
    }
}

/// Who writes and who reads, as the headers of a letter say.
struct MailEnvelope: Hashable {
    private(set) var sender = ""
    private(set) var recipient = ""

    init(_ message: [UInt8]) {
        // A header ends where a line begins with anything but a blank.
        let text = String(decoding: message.prefix(16 << 10), as: UTF8.self)
        let head = text.split(separator: "\r\n\r\n", maxSplits: 1).first ?? ""
        var header = ""
        for line in head.split(separator: "\r\n").map(String.init) + [""] {
            if line.hasPrefix(" ") {
                header += line
                continue
            }
            if header.hasPrefix("From: ") { sender = Self.address(header) }
            if header.hasPrefix("To: ") { recipient = Self.address(header) }
            header = line
        }
    }

    private static func address(_ header: String) -> String {
        let value = header.drop { $0 != ":" }.dropFirst(2)
        guard value.hasSuffix(">"), let start = value.lastIndex(of: "<") else {
            return String(value)
        }
        return String(value[value.index(after: start)...].dropLast())
    }
}
