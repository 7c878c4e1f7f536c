internal import CWebClient

/// How a connection to a mail server is kept from others.
public enum MailSecurity: String, Hashable, Sendable, CaseIterable {
    /// Begins in the clear and is encrypted before anything is told (RFC 3207).
    case startTLS = "starttls"
    /// Encrypted from the first byte (RFC 8314).
    case tls
    /// Not at all; only to this machine.
    case none
}

/// A mail server that takes e-mails for others, and how it is spoken to.
public struct MailServer: Hashable, Sendable {
    /// A name or an address.
    public var host: String
    /// Its port, 1 to 65535.
    public var port: Int
    /// How the connection is kept from others.
    public var security: MailSecurity
    /// Who sends, and the password; `nil` to send without saying so.
    public var login: MailLogin?
    /// Whether addresses that are not public are spoken to; those of this machine always are.
    public var allowsPrivate: Bool
    /// For how long one e-mail may take, in milliseconds.
    public var milliseconds: Int
    /// A file of certificates (PEM) that are trusted in place of the machine's; `nil` for these.
    public var authorities: String?

    /// Makes a server from its parts.
    public init(
        host: String, port: Int, security: MailSecurity = .startTLS, login: MailLogin? = nil,
        allowsPrivate: Bool = false, milliseconds: Int = 60_000, authorities: String? = nil
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.login = login
        self.allowsPrivate = allowsPrivate
        self.milliseconds = milliseconds
        self.authorities = authorities
    }
}

/// Who we are to a mail server.
public struct MailLogin: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    public var user: String
    /// Shown nowhere.
    public var password: String

    /// Makes a login from its parts.
    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    /// The name alone.
    public var description: String { user }
}

/// What a mail server said to an e-mail.
public enum MailReply: Hashable, Sendable {
    /// It has it, and answers for it.
    case taken
    /// It does not take it; 400 to 499 now, 500 to 599 ever. The words are its own.
    case refused(status: Int, words: String)
}

/// What came of handing an e-mail to a server that replied.
public struct MailAnswer: Hashable, Sendable {
    /// What the server said.
    public let reply: MailReply
    /// How long it took, from looking up the name to the last word.
    public let milliseconds: Int
}

/// Hands e-mails to a mail server by SMTP (RFC 5321) on the caller's thread, with libcurl
/// underneath.
///
/// The server's name is looked up once, its addresses are checked, and connections go only to
/// these. Nothing but the greeting leaves before the connection is encrypted, unless it stays on
/// this machine.
public struct MailClient: Sendable {
    /// Where e-mails go.
    public let server: MailServer

    /// Makes a client.
    public init(_ server: MailServer) { self.server = server }

    /// Hands one e-mail over, once; lines of the message end with CR and LF.
    ///
    /// Throws where there is no reply; ``WebError/mayHaveArrived`` then says whether all of the
    /// message had left, so that nobody can tell whether it is delivered.
    public func send(
        _ message: [UInt8], from sender: String, to recipient: String
    ) throws(WebError) -> MailAnswer {
        for address in [sender, recipient] where !Self.isPlain(address) {
            throw WebError(
                code: "mail.address", kind: .settings, mayHaveArrived: false,
                message: "an e-mail has no address that can be written to a server")
        }
        let addresses = try lookUp()
        let names = addresses.map { WebAddress($0).description }.joined(separator: ",")
        let scheme = server.security == .tls ? "smtps" : "smtp"
        let host = server.host.contains(":") ? "[\(server.host)]" : server.host
        let greeting = sender.split(separator: "@").last.map(String.init) ?? "localhost"
        var answer = mail_answer()
        let texts = [
            "\(scheme)://\(host):\(server.port)/\(greeting)", "\(host):\(server.port):\(names)",
            "<\(sender)>", "<\(recipient)>", server.login?.user ?? "",
            server.login?.password ?? "", server.authorities ?? "",
        ]
        WebClient.withTexts(texts) { texts in
            addresses.withUnsafeBufferPointer { addresses in
                message.withUnsafeBufferPointer { message in
                    var it = mail_request()
                    it.url = texts[0]
                    it.pinned = texts[1]
                    it.sender = texts[2]
                    it.recipient = texts[3]
                    it.user = server.login == nil ? nil : texts[4]
                    it.password = server.login == nil ? nil : texts[5]
                    it.authorities = server.authorities == nil ? nil : texts[6]
                    it.needs_tls = server.security == .none ? 0 : 1
                    it.message = message.baseAddress
                    it.message_count = message.count
                    it.addresses = addresses.baseAddress
                    it.address_count = addresses.count
                    it.connect_milliseconds = min(10_000, server.milliseconds)
                    it.milliseconds = server.milliseconds
                    mail_submit(&it, &answer)
                }
            }
        }
        return MailAnswer(reply: try reply(answer), milliseconds: answer.milliseconds)
    }

    /// What cannot end the command that it stands in.
    private static func isPlain(_ address: String) -> Bool {
        !address.isEmpty && address.utf8.count <= 254
            && address.utf8.allSatisfy {
                (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">")
            }
    }

    private func lookUp() throws(WebError) -> [web_address] {
        let addresses = try WebClient.addresses(
            of: server.host, help: "Look at host in [notices.smtp], and at the name service.")
        for address in addresses.map(WebAddress.init) where !address.isLoopback {
            if server.security == .none {
                throw WebError(
                    code: "mail.not-secure", kind: .settings, mayHaveArrived: false,
                    message: "\(server.host) leads to \(address), which is not this machine, and "
                        + "would be spoken to without encryption",
                    help: "Set security = \"starttls\" or \"tls\" in [notices.smtp].")
            }
            guard address.isPublic || server.allowsPrivate else {
                throw WebError(
                    code: "web.address-refused", kind: .settings, mayHaveArrived: false,
                    message: "\(server.host) leads to \(address), which is no public address",
                    help: "Set allow_private = true if the server is one in the house.")
            }
        }
        return addresses
    }

    private func reply(_ answer: mail_answer) throws(WebError) -> MailReply {
        let ending = web_ending(rawValue: UInt32(answer.ending))
        if ending == web_answered { return .taken }
        let host = server.host
        let isSettings: (code: String, message: String, help: String?)? =
            switch ending {
            case web_not_secure:
                (
                    "mail.not-secure", "\(host) does not encrypt the connection",
                    "Try security = \"tls\" and the port that the server has for it, mostly 465."
                )
            case web_not_trusted:
                (
                    "web.not-trusted", "the certificate of \(host) is not good",
                    "Ask who runs it; the check cannot be switched off. ca_file names the "
                        + "certificates of an authority in the house."
                )
            case web_address_refused:
                (
                    "web.address-refused",
                    "\(host) would be reached at an address that was not checked", nil
                )
            default: nil
            }
        if let isSettings {
            throw WebError(
                code: isSettings.code, kind: .settings, mayHaveArrived: false,
                message: isSettings.message, help: isSettings.help, detail: text(answer.detail),
                milliseconds: answer.milliseconds)
        }
        // 530: it wants to know who sends. 534, 535, 538: it does not like what it was told.
        let isLogin = ending == web_login_refused || [530, 534, 535, 538].contains(answer.status)
        if isLogin, !(400...499).contains(answer.status) {
            throw WebError(
                code: "mail.login", kind: .settings, mayHaveArrived: false,
                message: server.login == nil
                    ? "\(host) takes e-mails only from those it knows"
                    : "\(host) refuses the user or the password",
                help: "Look at user and the password in [notices.smtp].",
                milliseconds: answer.milliseconds)
        }
        if (400...599).contains(answer.status) {
            return .refused(status: answer.status, words: text(answer.words))
        }
        throw WebError(
            code: ending == web_not_connected
                ? "web.not-connected" : ending == web_timed_out ? "web.timed-out" : "web.cut-off",
            kind: .passing, mayHaveArrived: answer.left != 0,
            message: ending == web_not_connected
                ? "no connection to \(host) could be made"
                : ending == web_timed_out
                    ? "\(host) did not answer in time" : "\(host) hung up",
            detail: text(answer.detail), milliseconds: answer.milliseconds)
    }

    private func text<Bytes>(_ bytes: Bytes) -> String {
        withUnsafeBytes(of: bytes) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }.map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self)
        }
    }
}
