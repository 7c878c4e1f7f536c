import LetterDelivery
import SupplierAdapterKit
import WebClient

/// The servers that letters to customers go to.
extension SectionReader {
    /// `[notices.webhook]`; `nil` where it is not written or wrong.
    mutating func noticeWebhook() -> WebhookSettings? {
        let isPlain = flag("allow_http")
        let isPrivate = flag("allow_private")
        let seconds = number("seconds", in: 1...300) ?? 30
        let tries = number("tries", in: 1...30) ?? 9
        let budget = number("budget_seconds", in: 1...3_600) ?? 120
        if isPresent {
            for (key, example) in [
                ("url", "url = \"https://orders.example.com/letters\""),
                ("secret", "secret = { variable = \"BROKER_LETTER_SECRET\" }"),
            ] where !isWritten(key) {
                noteMissing(key, help: "Add for example: \(example)")
            }
        }
        let url = value("url") { node throws(SettingRejection) in
            try node.webAddress(allowsPlain: isPlain)
        }
        let secret = value("secret") { node throws(SettingRejection) in try node.secretPlace() }
        guard let url, let secret else { return nil }
        var limits = WebLimits()
        limits.allowsPlain = isPlain
        limits.allowsPrivate = isPrivate
        limits.milliseconds = seconds * 1_000
        limits.connectMilliseconds = min(10_000, seconds * 1_000)
        // Nobody reads what it answers.
        limits.maximumBytes = 1 << 20
        return WebhookSettings(
            url: url, secret: secret, limits: limits, tries: tries, budgetSeconds: budget)
    }

    /// `[notices.smtp]`; `nil` where it is not written or wrong.
    mutating func noticeServer() -> MailSettings? {
        if isPresent, !isWritten("host") {
            noteMissing("host", help: "Add for example: host = \"mail.example.com\"")
        }
        let host = value("host") { node throws(SettingRejection) in try node.hostName() }
        let security =
            value("security") { node throws(SettingRejection) in
                try node.word(MailSecurity.allCases.map { ($0.rawValue, $0) })
            } ?? .startTLS
        let port = number("port", in: 1...65_535) ?? (security == .tls ? 465 : 587)
        let user = text("user")
        let password = value("password") { node throws(SettingRejection) in
            try node.secretPlace()
        }
        for (key, other) in [("user", "password"), ("password", "user")]
        where isWritten(key) && !isWritten(other) {
            noteMissing(other, help: "A server wants both, or neither.")
        }
        let authorities = value("ca_file") { node throws(SettingRejection) in
            try node.line()
        }
        let isPrivate = flag("allow_private")
        let seconds = number("seconds", in: 1...600) ?? 60
        let tries = number("tries", in: 1...30) ?? 9
        let budget = number("budget_seconds", in: 1...3_600) ?? 120
        let isSentAgain = flag("resend_unknown")
        guard let host else { return nil }
        return MailSettings(
            server: MailServer(
                host: host, port: port, security: security, allowsPrivate: isPrivate,
                milliseconds: seconds * 1_000, authorities: authorities),
            user: user, password: password, tries: tries, budgetSeconds: budget,
            isSentAgain: isSentAgain)
    }

    /// A channel needs what it leaves by.
    mutating func requireWebhook(_ notices: BrokerConfiguration.Notices) {
        guard notices.webhook == nil, !isWritten("webhook") else { return }
        noteMissing(
            "webhook", help: "Add [notices.webhook] with url and secret, or another channel.")
    }

    mutating func requireServer(_ notices: BrokerConfiguration.Notices) {
        guard notices.smtp == nil, !isWritten("smtp") else { return }
        noteMissing("smtp", help: "Add [notices.smtp] with host, or another channel.")
    }

    private mutating func flag(_ key: String) -> Bool {
        value(key) { node throws(SettingRejection) in try node.boolean() } ?? false
    }

    private mutating func number(_ key: String, in range: ClosedRange<Int>) -> Int? {
        value(key) { node throws(SettingRejection) in try node.integer(in: range) }
    }
}

extension SettingNode {
    /// An address of the web.
    fileprivate func webAddress(allowsPlain: Bool) throws(SettingRejection) -> WebURL {
        let text = try line()
        guard let url = WebURL(text) else {
            throw .wrongValue(
                "The address (\"\(text.shortened)\") is none of the web.",
                help: "Write it as in \"https://orders.example.com/letters\", without a password.")
        }
        guard url.isSecure || allowsPlain else {
            throw .wrongValue(
                "The address (\"\(text.shortened)\") is called without encryption.",
                help: "Use https, or write allow_http = true for a server in the house.")
        }
        return url
    }

    /// The name of a server, or its address.
    fileprivate func hostName() throws(SettingRejection) -> String {
        let text = try line()
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: ":"):
                true
            default: false
            }
        }
        guard isPlain, text.utf8.count <= 253 else {
            throw .wrongValue(
                "The host (\"\(text.shortened)\") is no name of a server.",
                help: "Write the name alone, as in \"mail.example.com\"; the port has its own key.")
        }
        return text
    }

    /// Where a secret stands: it is never written in settings.
    fileprivate func secretPlace() throws(SettingRejection) -> SecretPlace {
        let example = "{ variable = \"BROKER_SECRET\" }"
        guard case .table(let entries) = content else {
            throw SettingRejection(
                code: "config.wrong-type",
                message: "Secrets do not stand in settings, and \(kind) was found.",
                help: "Name where it stands: \(example), or { file = \"secrets/letters\" }.")
        }
        guard entries.count == 1, let entry = entries.first else {
            throw .wrongValue("One place of the secret must be named.", help: "As in \(example).")
        }
        let place = try entry.value.line()
        switch entry.key {
        case "variable": return .variable(place)
        case "file":
            guard !place.hasPrefix("/"), !place.split(separator: "/").contains("..") else {
                throw .wrongValue(
                    "The file (\"\(place.shortened)\") must lie below the workspace.",
                    help: "It may be a mounted secret.")
            }
            return .file(place)
        default:
            throw .wrongValue(
                "A secret stands in a variable or a file, not in \(entry.key).",
                help: "As in \(example).")
        }
    }
}
