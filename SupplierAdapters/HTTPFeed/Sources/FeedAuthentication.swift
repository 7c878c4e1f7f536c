internal import SupplierAdapterKit
internal import WebClient
internal import WireFormats

/// How the supplier knows that it is us who ask: the table `[auth]`.
enum FeedAuthentication: Hashable, Sendable {
    case none
    case basic(user: String, SecretPlace)
    case bearer(SecretPlace)
    case headerKey(name: String, SecretPlace)
    case queryKey(name: String, SecretPlace)
    case clientCredentials(ClientCredentials)
    case signature(RequestSignature)

    /// OAuth 2.0 client credentials (RFC 6749, section 4.4).
    struct ClientCredentials: Hashable, Sendable {
        var tokenURL: WebURL
        var clientID: String
        var secret: SecretPlace
        var scope: String?
    }

    /// Where tokens are given, if they are.
    var tokenURL: WebURL? {
        guard case .clientCredentials(let client) = self else { return nil }
        return client.tokenURL
    }

    /// A keyed hash of the request in a header.
    struct RequestSignature: Hashable, Sendable {
        var secret: SecretPlace
        var header: String
        var prefix: String
        var isHex: Bool
        /// What is signed, with names in braces.
        var template: String
        var timestampHeader: String?
    }

    enum Kind: String, CaseIterable {
        case none, basic, bearer, key, oauth2, hmac
    }

    private enum Encoding: String, CaseIterable { case hex, base64 }

    static let keys: [AdapterDescription.Key] = [
        .init(
            "auth.kind", "`none`, `basic`, `bearer`, `key`, `oauth2` or `hmac`; `\"none\"`",
            "How the supplier knows who asks."),
        .init(
            "auth.secret", "`{ variable }` or `{ file }`; must be set unless `none`",
            "Where password, token, key or client secret stands; never in the settings."),
        .init("auth.user", "a text; for `basic`", "The user."),
        .init("auth.header", "a name; for `key` and `hmac`", "The header of key or signature."),
        .init("auth.query", "a name; for `key`", "The parameter that holds the key instead."),
        .init("auth.token_url", "an address; for `oauth2`", "Where tokens are given."),
        .init("auth.client_id", "a text; for `oauth2`", "Who we are there."),
        .init("auth.scope", "a text; none; for `oauth2`", "What the token is to allow."),
        .init(
            "auth.signed", "a text; `\"{method}\\n{target}\\n{timestamp}\\n{body}\"`; for `hmac`",
            "What is signed: `{method}`, `{target}` (path and query), `{path}`, `{host}`, "
                + "`{timestamp}`, `{body}`, `{body_sha256}`."),
        .init("auth.encoding", "`hex` or `base64`; `\"hex\"`; for `hmac`", "How it is written."),
        .init("auth.prefix", "a text; none; for `hmac`", "What stands before it."),
        .init(
            "auth.timestamp_header", "a name; none; for `hmac`",
            "The header that tells `{timestamp}`, in seconds since 1970."),
    ]

    /// Where its secret stands; `nil` for none.
    var secret: SecretPlace? {
        switch self {
        case .none: nil
        case .basic(_, let secret), .bearer(let secret), .headerKey(_, let secret),
            .queryKey(_, let secret):
            secret
        case .clientCredentials(let client): client.secret
        case .signature(let signature): signature.secret
        }
    }

    static func read(from top: inout SettingsReader, _ web: WebLimits) -> FeedAuthentication {
        var result = FeedAuthentication.none
        top.table("auth") { reader in
            let kind = reader.word("kind", default: Kind.none)
            guard kind != .none else {
                if reader.table["kind"] == nil {
                    reader.reportMissing("kind", example: "kind = \"bearer\"")
                }
                return
            }
            guard let secret = SecretPlace.read("secret", from: &reader) else {
                if reader.table["secret"] == nil {
                    reader.reportMissing(
                        "secret", example: "secret = { variable = \"ACME_SECRET\" }")
                }
                return
            }
            result = read(kind, secret, from: &reader, web) ?? .none
        }
        return result
    }

    private static func read(
        _ kind: Kind, _ secret: SecretPlace, from reader: inout SettingsReader, _ web: WebLimits
    ) -> FeedAuthentication? {
        switch kind {
        case .none: return nil
        case .bearer: return .bearer(secret)
        case .basic:
            let user = reader.requiredString("user", example: "user = \"broker\"")
            if user.contains(":") || !HeaderText.isValue(user) {
                reader.report("settings.wrong-value", "user", "auth.user may hold no colon")
            }
            return .basic(user: user, secret)
        case .key:
            if let name = reader.optionalString("query") {
                return .queryKey(name: name, secret)
            }
            return .headerKey(name: headerName(from: &reader), secret)
        case .oauth2:
            let url = AccessSettings.url("token_url", from: &reader, web)
            if reader.table["token_url"] == nil {
                reader.reportMissing(
                    "token_url", example: "token_url = \"https://id.acme.example/token\"")
            }
            let id = reader.requiredString("client_id", example: "client_id = \"broker\"")
            let scope = reader.optionalString("scope")
            return url.map {
                .clientCredentials(
                    ClientCredentials(tokenURL: $0, clientID: id, secret: secret, scope: scope))
            }
        case .hmac:
            let encoding = reader.word("encoding", default: Encoding.hex)
            return .signature(
                RequestSignature(
                    secret: secret, header: headerName(from: &reader),
                    prefix: reader.optionalString("prefix") ?? "", isHex: encoding == .hex,
                    template: reader.optionalString("signed")
                        ?? "{method}\n{target}\n{timestamp}\n{body}",
                    timestampHeader: reader.has("timestamp_header")
                        ? headerName("timestamp_header", from: &reader) : nil))
        }
    }

    private static func headerName(
        _ key: String = "header", from reader: inout SettingsReader
    ) -> String {
        let name = reader.requiredString(key, example: "\(key) = \"X-Api-Key\"")
        if !name.isEmpty && !HeaderText.isName(name) {
            reader.report(
                "settings.wrong-value", key, "\(reader.name(key)) is no name of a header")
        }
        return name
    }
}

extension FeedAuthentication.RequestSignature {
    /// The headers that sign a request.
    func headers(
        for request: WebRequest, key: String, seconds: Int64, code: MessageCode
    ) -> [WebHeader] {
        let body = request.body ?? []
        let values = [
            "{method}": request.method, "{target}": request.url.target,
            "{path}": request.url.path, "{host}": request.url.host,
            "{timestamp}": String(seconds), "{body_sha256}": code.sha256(body),
        ]
        var message: [UInt8] = []
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            message += rest[..<open].utf8
            rest = rest[open...]
            if rest.hasPrefix("{body}") {
                message += body
                rest = rest.dropFirst(6)
            } else if let (name, value) = values.first(where: { rest.hasPrefix($0.key) }) {
                message += value.utf8
                rest = rest.dropFirst(name.count)
            } else {
                message.append(UInt8(ascii: "{"))
                rest = rest.dropFirst()
            }
        }
        message += rest.utf8
        let bytes = code.hmac(message, key: Array(key.utf8))
        let text = isHex ? HexText.text(bytes) : Base64Text.text(bytes)
        return [WebHeader(header, prefix + text)]
            + (timestampHeader.map { [WebHeader($0, String(seconds))] } ?? [])
    }
}
