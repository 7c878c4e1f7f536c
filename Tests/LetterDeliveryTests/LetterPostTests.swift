import Crypto
import FileDrop
import Foundation
import LetterDelivery
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing
import WebClient

/// Whatever happens between us and a server, a letter is there once, or we say that we do not know.
@Suite struct LetterPostTests {
    private static let key: [UInt8] = Array("letters are signed with this key".utf8)
    private static let secret = "whsec_" + Base64Text.text(key)
    private static let password = "open sesame"
    private static let start = Timestamp(millisecondsSince1970: 1_772_438_400_000)
    private static let minute: Int64 = 60_000

    private static let json = Array("{\"format\":\"customer-notice/1\"}".utf8)
    private static let letter = Array(
        ("From: The house <house@example.com>\r\nTo: \"Ann, of ours\"\r\n <ann@example.com>\r\n"
            + "Message-ID: <N-000002.1@example.com>\r\n\r\nHello\r\n.\r\nGoodbye\r\n").utf8)
    private static let byWebhook = OrderDestination(
        folder: "notices/by-webhook", fileName: "\(id).json")
    private static let byMail = OrderDestination(
        folder: "notices/by-smtp", fileName: "N-000002-\(sum(letter).prefix(8)).eml")
    /// What names the letter to whoever gets it.
    private static var id: String { "N-000001-\(sum(json).prefix(8))" }

    private static func sum(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
    }

    private static func environment(_ root: String) -> AdapterEnvironment {
        AdapterEnvironment(
            root: root,
            variable: { ["SECRET": secret, "PASSWORD": password, "SHORT": "whsec_!"][$0] },
            sha256: { sum($0) })
    }

    /// A post after so many minutes.
    private func post(
        _ root: String, webhook: WebhookSettings? = nil, mail: MailSettings? = nil,
        minutes: Int64 = 0, isAgain: Bool = false
    ) throws -> LetterPost {
        let environment = Self.environment(root)
        let files = try FileDropOrders(
            name: try FeedName("letters"),
            settings: AdapterSettings(file: "broker.toml", table: SettingTable([])),
            environment: environment)
        return LetterPost(
            files: files, environment: environment,
            now: Timestamp(
                millisecondsSince1970: Self.start.millisecondsSince1970 + minutes * Self.minute),
            webhook: webhook, mail: mail, isAgain: isAgain)
    }

    private func webhook(
        _ port: String, _ kind: String, tries: Int = 9, budget: Int = 120,
        secret: String = "SECRET", isPrivate: Bool = true
    ) throws -> WebhookSettings {
        var limits = WebLimits()
        limits.allowsPlain = true
        limits.allowsPrivate = isPrivate
        limits.milliseconds = 1_000
        return WebhookSettings(
            url: try #require(WebURL("http://127.0.0.1:\(port)/letters/\(kind)")),
            secret: .variable(secret), limits: limits, tries: tries, budgetSeconds: budget)
    }

    private func mail(
        _ port: String, security: MailSecurity = .none, user: String? = nil, tries: Int = 9,
        isSentAgain: Bool = false, host: String = "127.0.0.1", authorities: String? = nil,
        budget: Int = 120, milliseconds: Int = 1_000
    ) throws -> MailSettings {
        MailSettings(
            server: MailServer(
                host: host, port: try #require(Int(port)), security: security,
                milliseconds: milliseconds, authorities: authorities),
            user: user, password: user == nil ? nil : .variable("PASSWORD"), tries: tries,
            budgetSeconds: budget, isSentAgain: isSentAgain)
    }

    /// Hands a letter over as the broker does; gives the code of what stopped it.
    private func handOver(
        _ bytes: [UInt8], _ destination: OrderDestination, through post: LetterPost
    ) throws -> String {
        do throws(AdapterError) {
            if try post.handOver(of: destination) == .gone {
                try post.stage(bytes, to: destination)
            }
            if try post.handOver(of: destination) == .sent { return "sent before" }
            return "\(try post.send(destination))"
        } catch {
            #expect(!"\(error)".contains(Self.password) && !"\(error)".contains(Self.secret))
            return error.code
        }
    }

    // MARK: - A signed call

    private func received(_ port: String) throws -> [(id: String, body: String)] {
        var limits = WebLimits()
        limits.allowsPlain = true
        limits.allowsPrivate = true
        let url = try #require(WebURL("http://127.0.0.1:\(port)/letters"))
        let answer = try WebClient(limits: limits).send(WebRequest(url))
        let rows = try JSONDecoder().decode([[String]].self, from: Data(answer.body))
        return rows.map { ($0[0], $0[1]) }
    }

    @Test func aLetterIsSignedAsStandardWebhooksHasIt() throws {
        try withHouse { port, root in
            let post = try post(root, webhook: try webhook(port, "signed"))
            #expect(try handOver(Self.json, Self.byWebhook, through: post) == "sent")
            #expect(try handOver(Self.json, Self.byWebhook, through: post) == "sent before")
            let rows = try received(port)
            #expect(rows.map(\.id) == [Self.id])
            #expect(rows.map(\.body) == [String(decoding: Self.json, as: UTF8.self)])
            #expect(
                FileManager.default.fileExists(
                    atPath: "\(root)/notices/by-webhook/\(Self.id).json"))
        }
    }

    /// The vector of the specification's reference implementation.
    @Test func theSignatureIsThatOfTheSpecification() throws {
        let code = MessageCode(sha256: Self.environment("/").sha256)
        let signing = try #require(
            StandardWebhook(secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", code: code))
        let headers = signing.headers(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", seconds: 1_614_265_330,
            body: Array("{\"test\": 2432232314}".utf8))
        #expect(headers.last?.value == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        #expect(StandardWebhook(secret: "whsec_", code: code) == nil)
        #expect(StandardWebhook(secret: "no base64", code: code) == nil)
    }

    @Test func aLostAnswerIsRepeatedUnderTheSameID() throws {
        try withHouse { port, root in
            let settings = try webhook(port, "losing")
            let first = try post(root, webhook: settings)
            #expect(try handOver(Self.json, Self.byWebhook, through: first) == "letter.unanswered")
            let soon = try post(root, webhook: settings, minutes: 4)
            #expect(try handOver(Self.json, Self.byWebhook, through: soon) == "letter.waits")
            let later = try post(root, webhook: settings, minutes: 5)
            #expect(try handOver(Self.json, Self.byWebhook, through: later) == "sent")
            // The receiver was asked twice and knows that it is one letter.
            #expect(try received(port).map(\.id) == [Self.id])
        }
    }

    @Test(arguments: [
        ("failing", ["letter.refused", "letter.refused", "letter.given-up"]),
        ("gone", ["letter.given-up", "letter.waits", "letter.waits"]),
        ("slow", ["letter.unanswered", "letter.unanswered", "letter.given-up"]),
    ])
    func aServerThatTakesNothingIsGivenUp(kind: String, codes: [String]) throws {
        try withHouse { port, root in
            let settings = try webhook(port, kind, tries: 3)
            var found: [String] = []
            for minutes in [0, 5, 40] as [Int64] {
                let post = try post(root, webhook: settings, minutes: minutes)
                found.append(try handOver(Self.json, Self.byWebhook, through: post))
            }
            #expect(found == codes)
            let day = try post(root, webhook: settings, minutes: 9_000)
            #expect(try handOver(Self.json, Self.byWebhook, through: day) == "letter.waits")
            let mended = try post(
                root, webhook: try webhook(port, "signed"), minutes: 9_000, isAgain: true)
            #expect(try handOver(Self.json, Self.byWebhook, through: mended) == "sent")
        }
    }

    @Test func whatTheSettingsAreToBlameForIsNoTry() throws {
        try withHouse { port, root in
            for (settings, code) in [
                (try webhook(port, "signed", tries: 1, isPrivate: false), "web.address-refused"),
                (try webhook(port, "signed", tries: 1, secret: "NONE"), "adapter.secret-missing"),
                (try webhook(port, "signed", tries: 1, secret: "SHORT"), "letter.secret"),
            ] {
                let post = try post(root, webhook: settings)
                #expect(try handOver(Self.json, Self.byWebhook, through: post) == code)
            }
            let none = try post(root)
            #expect(try handOver(Self.json, Self.byWebhook, through: none) == "letter.no-way")
            let good = try post(root, webhook: try webhook(port, "signed"))
            #expect(try handOver(Self.json, Self.byWebhook, through: good) == "sent")
            #expect(try received(port).count == 1)
        }
    }

    @Test func aSlowServerDoesNotHoldARunForEver() throws {
        try withHouse { port, root in
            let post = try post(root, webhook: try webhook(port, "slow", budget: 1))
            var codes: [String] = []
            for number in 1...4 {
                let place = OrderDestination(
                    folder: Self.byWebhook.folder, fileName: "N-00000\(number)-0123abcd.json")
                codes.append(try handOver(Self.json, place, through: post))
            }
            #expect(codes.first == "letter.unanswered" && codes.last == "letter.waits")
        }
    }

    private func withHouse(_ body: (_ port: String, _ root: String) throws -> Void) throws {
        try withTemporaryFolder { root in
            try withHostileServer { port in try body(port, root) }
        }
    }

    // MARK: - A mail server

    private func withMailServer(
        _ habit: String,
        _ body: (_ port: String, _ root: String, _ taken: () throws -> [[String: String]]) throws
            -> Void
    ) throws {
        try withTemporaryFolder { root in
            let file = root + "/taken.jsonl"
            try withHostileMailServer(habit, keepingIn: file) { port in
                try body(port, root) {
                    let text = FileManager.default.contents(atPath: file) ?? Data()
                    return try text.split(separator: 10).map {
                        try JSONDecoder().decode([String: String].self, from: $0)
                    }
                }
            }
        }
    }

    @Test func aLetterIsHandedToTheMailServerByteForByte() throws {
        try withMailServer("ok") { port, root, taken in
            let post = try post(root, mail: try mail(port))
            #expect(try handOver(Self.letter, Self.byMail, through: post) == "sent")
            #expect(try handOver(Self.letter, Self.byMail, through: post) == "sent before")
            let rows = try taken()
            #expect(rows.count == 1)
            #expect(rows.first?["text"] == String(decoding: Self.letter, as: UTF8.self))
            #expect(rows.first?["from"]?.hasPrefix("MAIL FROM:<house@example.com>") == true)
            #expect(rows.first?["to"] == "RCPT TO:<ann@example.com>")
        }
    }

    @Test(arguments: [
        ("greylist", ["letter.refused", "sent"]), ("busy", ["letter.refused", "letter.refused"]),
        ("full", ["letter.refused", "letter.refused"]),
        ("unknown-user", ["letter.given-up", "letter.waits"]),
        ("spam", ["letter.given-up", "letter.waits"]),
        ("slow", ["web.timed-out", "web.timed-out"]),
    ])
    func whatMayPassIsTriedAgainAndWhatMayNotIsGivenUp(habit: String, codes: [String]) throws {
        try withMailServer(habit) { port, root, taken in
            var found: [String] = []
            for minutes in [0, 5] as [Int64] {
                let post = try post(root, mail: try mail(port), minutes: minutes)
                found.append(try handOver(Self.letter, Self.byMail, through: post))
            }
            #expect(found == codes)
            #expect(try taken().count == (codes.last == "sent" ? 1 : 0))
        }
    }

    @Test(arguments: ["drop-after-data", "drop-in-data"])
    func aLetterOfWhichNobodyCanTellIsNotSentAgain(habit: String) throws {
        try withMailServer(habit) { port, root, taken in
            for minutes in [0, 5, 5_000] as [Int64] {
                let post = try post(root, mail: try mail(port), minutes: minutes)
                #expect(
                    try handOver(Self.letter, Self.byMail, through: post) == "letter.unknown")
            }
            #expect(try taken().count == (habit == "drop-after-data" ? 1 : 0))
        }
    }

    @Test func itIsSentAgainOnlyWhereTheSettingsSaySo() throws {
        try withMailServer("drop-after-data") { port, root, taken in
            for minutes in [0, 5] as [Int64] {
                let post = try post(
                    root, mail: try mail(port, isSentAgain: true), minutes: minutes)
                #expect(
                    try handOver(Self.letter, Self.byMail, through: post) == "letter.unanswered")
            }
            let rows = try taken()
            #expect(rows.count == 2)
            // Who gets it twice knows it by its Message-ID.
            #expect(Set(rows.map { $0["text"] }).count == 1)
        }
    }

    @Test func aServerThatWantsALoginGetsIt() throws {
        try withMailServer("login") { port, root, taken in
            for (settings, code) in [
                (try mail(port), "mail.login"), (try mail(port, user: "other"), "mail.login"),
                (try mail(port, user: "house"), "sent"),
            ] {
                let post = try post(root, mail: settings)
                #expect(try handOver(Self.letter, Self.byMail, through: post) == code)
            }
            #expect(try taken().count == 1)
        }
    }

    /// Letters that a slow server takes are time of the run as well as those that it refuses.
    @Test(arguments: ["slow-taking", "slow-refusing"])
    func aSlowMailServerDoesNotHoldARunForEver(habit: String) throws {
        try withMailServer(habit) { port, root, taken in
            let post = try post(root, mail: try mail(port, budget: 1, milliseconds: 10_000))
            var codes: [String] = []
            for number in 1...3 {
                let place = OrderDestination(
                    folder: Self.byMail.folder, fileName: "N-00000\(number)-0123abcd.eml")
                codes.append(try handOver(Self.letter, place, through: post))
            }
            let first = habit == "slow-taking" ? "sent" : "letter.refused"
            #expect(codes.first == first && codes.last == "letter.waits")
            #expect(try taken().count == codes.count { $0 == "sent" })
        }
    }

    @Test func nothingLeavesUnencryptedButToThisMachine() throws {
        try withMailServer("ok") { port, root, taken in
            // It offers no STARTTLS, and is not told the letter for that.
            for security in [MailSecurity.startTLS, .tls] {
                let post = try post(root, mail: try mail(port, security: security))
                let code = try handOver(Self.letter, Self.byMail, through: post)
                #expect(code == (security == .tls ? "web.not-connected" : "mail.not-secure"))
            }
            for (security, code) in [
                (MailSecurity.none, "mail.not-secure"), (.startTLS, "web.address-refused"),
            ] {
                let post = try post(
                    root, mail: try mail(port, security: security, host: "10.0.0.1"), minutes: 9)
                #expect(try handOver(Self.letter, Self.byMail, through: post) == code)
            }
            #expect(try taken().isEmpty)
        }
    }
}
