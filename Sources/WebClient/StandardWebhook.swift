/// How calls are signed as Standard Webhooks 1.0 has it.
public struct StandardWebhook: Sendable {
    private let key: [UInt8]
    private let code: MessageCode

    /// `secret` is `whsec_` and Base64, or Base64 alone; `nil` for any other text.
    public init?(secret: String, code: MessageCode) {
        let text = secret.hasPrefix("whsec_") ? String(secret.dropFirst(6)) : secret
        guard let key = Base64Text.bytes(text), !key.isEmpty else { return nil }
        self.key = key
        self.code = code
    }

    /// The 32 bytes that sign a body under an id and a time, as the header writes it.
    public func signature(id: String, time: String, body: [UInt8]) -> [UInt8] {
        code.hmac(Array("\(id).\(time).".utf8) + body, key: key)
    }

    /// The three headers of a call; `seconds` since 1970 are those of this try.
    public func headers(id: String, seconds: Int64, body: [UInt8]) -> [WebHeader] {
        let signature = signature(id: id, time: "\(seconds)", body: body)
        return [
            WebHeader("webhook-id", id), WebHeader("webhook-timestamp", "\(seconds)"),
            WebHeader("webhook-signature", "v1,\(Base64Text.text(signature))"),
        ]
    }
}
