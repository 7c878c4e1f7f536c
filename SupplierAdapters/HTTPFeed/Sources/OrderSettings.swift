internal import FlatFileEDI
internal import SupplierAdapterKit
internal import WebClient

/// What the settings say about a service that takes orders, beside what the documents are.
struct OrderSettings: Sendable {
    var url: WebURL
    var access: AccessSettings
    var keyHeader: String
    var contentType: String?
    /// Where to ask for an order, with `{key}` and `{number}` in it.
    var statusURL: String?
    /// Where changes of orders go, with `{key}` or `{number}` in it; as orders if `nil`.
    var changeURL: String?
    /// Where to ask for a change, with `{key}` in it.
    var changeStatusURL: String?
    /// Whether the supplier takes a key once, however often it is sent.
    var isSentAgain: Bool

    static let keys: [AdapterDescription.Key] =
        [
            .init("url", "an address; must be set", "Where orders are posted."),
            .init(
                "key_header", "a name; `\"Idempotency-Key\"`",
                "The header that names an order, the same however often it is sent."),
            .init(
                "content_type", "a text; as the format is",
                "What the header Content-Type says of a document."),
            .init(
                "status_url", "an address with `{key}` or `{number}`; none",
                "Where the supplier tells whether it has an order: 200 that it has, 404 that not."),
            .init(
                "change_url", "an address, with `{key}` or `{number}` if wanted; `url`",
                "Where changes of orders are posted."),
            .init(
                "change_status_url", "an address with `{key}`; `status_url` if that has `{key}`",
                "Where the supplier tells whether it has a change: 200 that it has, 404 that not."),
            .init(
                "send_again", "true or false; `false`",
                "Whether the supplier takes a key once, so that an order whose fate is not known "
                    + "may be sent again; for services without `status_url`."),
        ] + AccessSettings.keys.filter { !unusedLimits.contains($0.name) }

    private static let unusedLimits: Set<String> = ["redirects"]

    private static let ownKeys: Set<String> = [
        "url", "key_header", "content_type", "status_url", "change_url",
        "change_status_url", "send_again", "allow_http",
        "allow_private", "headers", "limits", "auth",
    ]

    /// The settings of the service and those of its documents, which somebody else reads.
    private static func isOwn(_ key: String) -> Bool {
        // What a service gets has no file name and is carried by nobody: these are refused here.
        ownKeys.contains(key) || DocumentOrders.fileOnlyKeys.contains(key)
    }

    static func split(_ settings: AdapterSettings) -> (own: AdapterSettings, rest: AdapterSettings)
    {
        func part(_ isOwn: Bool) -> AdapterSettings {
            AdapterSettings(
                file: settings.file,
                table: SettingTable(
                    settings.table.entries.filter { Self.isOwn($0.key) == isOwn },
                    line: settings.table.line))
        }
        return (part(true), part(false))
    }

    init(_ settings: AdapterSettings) throws(AdapterSettingsError) {
        var reader = SettingsReader(settings)
        access = AccessSettings.read(from: &reader)
        keyHeader = reader.optionalString("key_header") ?? "Idempotency-Key"
        if !HeaderText.isName(keyHeader) {
            reader.report("settings.wrong-value", "key_header", "key_header is no header's name")
        }
        contentType = reader.optionalString("content_type")
        if let contentType, !HeaderText.isValue(contentType) {
            reader.report("settings.wrong-value", "content_type", "content_type is no header")
        }
        isSentAgain = reader.boolean("send_again", default: false)
        let allowsPlain = access.web.allowsPlain
        statusURL = Self.template("status_url", from: &reader, needs: .anyName, allowsPlain)
        changeURL = Self.template("change_url", from: &reader, needs: .nothing, allowsPlain)
        changeStatusURL = Self.template(
            "change_status_url", from: &reader, needs: .key, allowsPlain)
        if reader.table["url"] == nil {
            reader.reportMissing("url", example: "url = \"https://api.acme.example/orders\"")
        }
        let url = AccessSettings.url("url", from: &reader, access.web)
        try reader.finish()
        guard let url else {
            preconditionFailure("A service without an address must have been refused.")
        }
        self.url = url
    }

    /// What an address must have a place for.
    private enum Need {
        case nothing
        case anyName
        /// The order of a change's number is there whether the change is or not.
        case key
    }

    private static func template(
        _ name: String, from reader: inout SettingsReader, needs need: Need, _ allowsPlain: Bool
    ) -> String? {
        guard let text = reader.optionalString(name) else { return nil }
        let named = filled(text, key: "k", number: "n")
        let isNamed =
            switch need {
            case .nothing: true
            case .anyName: named != text
            case .key: text.contains("{key}")
            }
        if !isNamed || WebURL(named) == nil {
            reader.report(
                "settings.wrong-value", name,
                need == .nothing ? "\(name) is no address" : "\(name) names no order",
                help: "Write for example: \(name) = \"https://api.acme.example/orders/{key}\"")
        } else if WebURL(named)?.isSecure == false && !allowsPlain {
            reader.report(
                "settings.wrong-value", name, "\(name) is asked without encryption",
                help: "Use https, or write allow_http = true for a server in the house.")
        }
        return text
    }

    /// Where a document goes.
    func url(of order: SentOrder) -> WebURL {
        guard order.revision > 1, let changeURL else { return url }
        return WebURL(Self.filled(changeURL, key: order.key, number: order.number)) ?? url
    }

    /// Where to ask for a document; `nil` where nothing tells one document from another.
    func statusURL(of order: SentOrder) -> WebURL? {
        let template =
            order.revision > 1
            ? changeStatusURL ?? statusURL.flatMap { $0.contains("{key}") ? $0 : nil } : statusURL
        return template.flatMap { WebURL(Self.filled($0, key: order.key, number: order.number)) }
    }

    static func filled(_ template: String, key: String, number: String) -> String {
        template.replacing("{key}", with: WebURL.encoded(key))
            .replacing("{number}", with: WebURL.encoded(number))
    }
}
