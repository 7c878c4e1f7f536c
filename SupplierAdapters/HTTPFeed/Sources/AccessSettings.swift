internal import SupplierAdapterKit
internal import WebClient

/// How a server is asked, whatever for: how often, how long, and what is never asked.
struct AccessSettings: Hashable, Sendable {
    enum Redirects: String, CaseIterable, Sendable {
        case none
        case sameHost = "same-host"
    }

    var web = WebLimits()
    var redirects = Redirects.none
    var headers: [WebHeader] = []
    var authentication = FeedAuthentication.none
    var tries: Int64 = 4
    var budgetSeconds: Int64 = 120
    var requestsPerMinute: Int64?

    static let keys: [AdapterDescription.Key] =
        [
            .init(
                "allow_http", "true or false; `false`",
                "Whether a server is asked without encryption; for servers in the house."),
            .init(
                "allow_private", "true or false; `false`",
                "Whether addresses of the house are asked; else only public ones are."),
            .init(
                "redirects", "`none` or `same-host`; `\"none\"`",
                "Whether a redirect is followed, and then only on the same server."),
            .init("headers.NAME", "a text; none", "A header of every request; no secret."),
            .init("limits.seconds", "1 to 3600; `60`", "How long one answer may take."),
            .init("limits.connect_seconds", "1 to 300; `10`", "How long a connection may take."),
            .init(
                "limits.megabytes", "1 to 4096; `256`",
                "How large an answer and all of a list may be, packed and unpacked."),
            .init("limits.tries", "1 to 10; `4`", "How often one request is tried."),
            .init(
                "limits.budget_seconds", "0 to 3600; `120`",
                "How long all pauses between tries of a reading may last together."),
            .init(
                "limits.requests_per_minute", "1 to 60000; none",
                "How many requests the supplier allows."),
        ] + FeedAuthentication.keys

    static func read(from reader: inout SettingsReader) -> AccessSettings {
        var access = AccessSettings()
        access.web.allowsPlain = reader.boolean("allow_http", default: false)
        access.web.allowsPrivate = reader.boolean("allow_private", default: false)
        access.redirects = reader.word("redirects", default: Redirects.none)
        access.readHeaders(from: &reader)
        access.readLimits(from: &reader)
        access.authentication = FeedAuthentication.read(from: &reader, access.web)
        return access
    }

    /// What of the secrets is not there; asks nobody.
    func findings(in environment: AdapterEnvironment) -> [AdapterFinding] {
        do throws(AdapterError) {
            _ = try authentication.secret?.value(in: environment)
            return []
        } catch {
            return [
                AdapterFinding(
                    severity: .error, code: error.code, message: error.message, help: error.help)
            ]
        }
    }

    /// The folder that answers are kept in, which may be as large as the server's.
    func spool(in folder: String, of environment: AdapterEnvironment) -> SpoolFolder {
        SpoolFolder(
            root: environment.root, folder: folder, maximumBytes: web.maximumBytes + (1 << 20))
    }

    private mutating func readHeaders(from reader: inout SettingsReader) {
        var headers: [WebHeader] = []
        reader.table("headers") { inner in
            for entry in inner.table.entries {
                guard let text = inner.optionalString(entry.key) else { continue }
                guard HeaderText.isName(entry.key), HeaderText.isValue(text) else {
                    inner.report(
                        "settings.wrong-value", entry.key,
                        "\(inner.name(entry.key)) is no header of one line")
                    continue
                }
                headers.append(WebHeader(entry.key, text))
            }
        }
        self.headers = headers
    }

    private mutating func readLimits(from reader: inout SettingsReader) {
        var access = self
        reader.table("limits") { inner in
            access.web.milliseconds =
                Int(inner.integer("seconds", in: 1...3_600, default: 60)) * 1_000
            access.web.connectMilliseconds =
                Int(inner.integer("connect_seconds", in: 1...300, default: 10)) * 1_000
            access.web.maximumBytes =
                Int(inner.integer("megabytes", in: 1...4_096, default: 256)) << 20
            access.tries = inner.integer("tries", in: 1...10, default: 4)
            access.budgetSeconds = inner.integer("budget_seconds", in: 0...3_600, default: 120)
            access.requestsPerMinute = inner.optionalInteger(
                "requests_per_minute", in: 1...60_000)
        }
        self = access
    }

    /// Reads an address that may be asked under these settings.
    static func url(
        _ key: String, from reader: inout SettingsReader, _ web: WebLimits
    ) -> WebURL? {
        guard let text = reader.optionalString(key) else { return nil }
        guard let url = WebURL(text) else {
            reader.report(
                "settings.wrong-value", key, "\(reader.name(key)) is no address that is asked",
                help: "Write for example: \(key) = \"https://api.acme.example/v1/prices\"; no "
                    + "user, no fragment, no blanks.")
            return nil
        }
        if !url.isSecure && !web.allowsPlain {
            reader.report(
                "settings.wrong-value", key, "\(reader.name(key)) is asked without encryption",
                help: "Use https, or write allow_http = true for a server in the house.")
        }
        return url
    }
}

/// What may stand in a header line (RFC 9110, section 5).
enum HeaderText {
    static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                byte > 0x20 && byte < 0x7F && !"()<>@,;:\\\"/[]?={}".utf8.contains(byte)
            }
    }

    static func isValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}
