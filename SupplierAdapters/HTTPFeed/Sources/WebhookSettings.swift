internal import Procurement
internal import SupplierAdapterKit
internal import WebClient

/// How it is known that a call is the supplier's: the table `[webhook]`.
struct WebhookSettings: Hashable, Sendable {
    enum Kind: String, CaseIterable, Sendable { case standard, hmac }
    private enum Encoding: String, CaseIterable { case hex, base64 }

    var kind: Kind
    var secret: SecretPlace
    var header: String
    var idHeader: String?
    var prefix: String
    var isHex: Bool
    var toleranceSeconds: Int64
    var rows: RecordPath

    static let keys: [AdapterDescription.Key] = [
        .init(
            "webhook.kind", "`standard` or `hmac`; must be set with `[webhook]`",
            "How calls are signed: as Standard Webhooks has it, or the body alone with HMAC-SHA256."
        ),
        .init(
            "webhook.secret", "`{ variable }` or `{ file }`; must be set with `[webhook]`",
            "Where the key stands; `whsec_…` for `standard`."),
        .init("webhook.header", "a name; for `hmac`", "The header of the signature."),
        .init("webhook.encoding", "`hex` or `base64`; `\"hex\"`; for `hmac`", "How it is written."),
        .init("webhook.prefix", "a text; none; for `hmac`", "What stands before it: `sha256=`."),
        .init(
            "webhook.id_header", "a name; none; for `hmac`",
            "The header that names a call; without it a body that comes again is one that came."),
        .init(
            "webhook.tolerance_seconds", "30 to 3600; `300`; for `standard`",
            "How far the call's time may be from ours."),
        .init(
            "webhook.rows", "a path; as `rows`",
            "Where in a call the records are: a list, or a single record."),
    ]

    static func read(from top: inout SettingsReader, rows: RecordPath) -> WebhookSettings? {
        var result: WebhookSettings?
        top.table("webhook") { reader in
            let isKnown = reader.has("kind")
            if !isKnown { reader.reportMissing("kind", example: "kind = \"standard\"") }
            let kind = reader.word("kind", default: Kind.standard)
            let secret = SecretPlace.read("secret", from: &reader)
            if reader.table["secret"] == nil {
                reader.reportMissing("secret", example: "secret = { variable = \"ACME_HOOK\" }")
            }
            let path = reader.optionalString("rows").map { RecordPath($0) } ?? rows
            var header = ""
            var encoding = Encoding.hex
            var tolerance: Int64 = 300
            if kind == .hmac {
                header = reader.requiredString("header", example: "header = \"X-Signature\"")
                encoding = reader.word("encoding", default: Encoding.hex)
            } else {
                tolerance = reader.integer("tolerance_seconds", in: 30...3_600, default: 300)
            }
            let prefix = kind == .hmac ? reader.optionalString("prefix") ?? "" : ""
            let idHeader = kind == .hmac ? reader.optionalString("id_header") : nil
            guard let secret else { return }
            result = WebhookSettings(
                kind: kind, secret: secret, header: header, idHeader: idHeader, prefix: prefix,
                isHex: encoding == .hex, toleranceSeconds: tolerance, rows: path)
        }
        return result
    }

    /// Looks whether the key of calls is there and is one; a variable may be set where the web
    /// server starts us, and nowhere else.
    func findings(in environment: AdapterEnvironment) -> [AdapterFinding] {
        let value: String
        do throws(AdapterError) {
            value = try secret.value(in: environment)
        } catch {
            let isVariable = if case .variable = secret { true } else { false }
            return [
                AdapterFinding(
                    severity: isVariable ? .warning : .error, code: error.code,
                    message: "no call of the supplier can be taken: \(error.message)",
                    help: isVariable
                        ? "Whoever starts broker webhook receive must set it." : error.help)
            ]
        }
        let code = MessageCode(sha256: environment.sha256)
        guard kind == .standard, StandardWebhook(secret: value, code: code) == nil else {
            return []
        }
        return [
            AdapterFinding(
                severity: .error, code: "adapter.secret-unusable",
                message: "no call of the supplier can be taken: what webhook.secret names is no "
                    + "key of Standard Webhooks",
                help: "It is Base64, with whsec_ before it or not: copy it from the supplier's "
                    + "page of webhooks.")
        ]
    }

    /// Looks whether a call is the supplier's; gives what names it, or why it is refused.
    func verified(
        _ call: WebhookCall, secret: String, code: MessageCode, at now: Timestamp
    ) -> Result<String, WebhookRefusal> {
        switch kind {
        case .standard: standard(call, secret: secret, code: code, at: now)
        case .hmac: plain(call, secret: secret, code: code)
        }
    }

    /// Standard Webhooks 1.0: `v1,` and the Base64 of HMAC-SHA256 over id, time and body.
    private func standard(
        _ call: WebhookCall, secret: String, code: MessageCode, at now: Timestamp
    ) -> Result<String, WebhookRefusal> {
        guard let id = call.header("webhook-id"), !id.isEmpty, id.utf8.count <= 255,
            let time = call.header("webhook-timestamp"), let seconds = Int64(time),
            let signatures = call.header("webhook-signature")
        else { return .failure(WebhookRefusal(400, "a header of Standard Webhooks is missing")) }
        guard let signing = StandardWebhook(secret: secret, code: code) else {
            return .failure(WebhookRefusal(500, "the secret is no key of Standard Webhooks"))
        }
        let wanted = signing.signature(id: id, time: time, body: call.body)
        let isSigned = signatures.split(separator: " ").contains { signature in
            let parts = signature.split(separator: ",", maxSplits: 1)
            return parts.count == 2 && parts[0] == "v1"
                && Base64Text.bytes(String(parts[1])).map { Self.same($0, wanted) } ?? false
        }
        guard isSigned else { return .failure(WebhookRefusal(401, "the signature is wrong")) }
        let ours = now.millisecondsSince1970 / 1_000
        let (distance, overflow) = ours.subtractingReportingOverflow(seconds)
        guard !overflow, distance.magnitude <= toleranceSeconds.magnitude else {
            return .failure(
                WebhookRefusal(400, "the call is not of this time: replayed, or a clock is wrong"))
        }
        return .success(id)
    }

    private func plain(
        _ call: WebhookCall, secret: String, code: MessageCode
    ) -> Result<String, WebhookRefusal> {
        guard let value = call.header(header) else {
            return .failure(WebhookRefusal(400, "the header \(header) is missing"))
        }
        guard value.hasPrefix(prefix) else {
            return .failure(
                WebhookRefusal(401, "the header \(header) does not begin with \(prefix)"))
        }
        let text = String(value.dropFirst(prefix.count))
        let found = isHex ? HexText.bytes(text) : Base64Text.bytes(text)
        guard let found, Self.same(found, code.hmac(call.body, key: Array(secret.utf8))) else {
            return .failure(WebhookRefusal(401, "the signature is wrong"))
        }
        guard let idHeader else { return .success(code.sha256(call.body)) }
        guard let id = call.header(idHeader), !id.isEmpty, id.utf8.count <= 255 else {
            return .failure(WebhookRefusal(400, "the header \(idHeader) is missing"))
        }
        return .success(id)
    }

    /// Whether two hashes are the same, in a time that tells nothing about where they differ.
    private static func same(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// Why a call is refused.
struct WebhookRefusal: Error, Hashable {
    let status: Int
    let reason: String

    init(_ status: Int, _ reason: String) {
        self.status = status
        self.reason = reason
    }
}
