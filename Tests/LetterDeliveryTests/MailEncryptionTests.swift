import Foundation
import TestSupport
import Testing
import WebClient

/// What a mail server is told only where the connection is kept from others, and by whom.
@Suite(.enabled(if: isOpenSSLThere, "openssl makes the certificates"))
struct MailEncryptionTests {
    private static let letter = Array("Subject: Hello\r\n\r\nHello\r\n".utf8)

    private struct Taken: Decodable {
        let text: String
        let encrypted: String?
    }

    /// A server on the loopback, a way to send to it, and what it took.
    private func withServer(
        _ habit: String,
        _ body: (
            _ send: (MailSecurity, String, Bool) -> String, _ taken: () throws -> [Taken]
        ) throws -> Void
    ) throws {
        try withTemporaryFolder { folder in
            let file = folder + "/taken.jsonl"
            try withHostileMailServer(habit, keepingIn: file) { text in
                let port = try #require(Int(text))
                try body(
                    { security, host, isTrusted in
                        let server = MailServer(
                            host: host, port: port, security: security,
                            login: MailLogin(user: "house", password: "open sesame"),
                            milliseconds: 10_000, authorities: isTrusted ? file + ".pem" : nil)
                        do throws(WebError) {
                            let answer = try MailClient(server).send(
                                Self.letter, from: "house@example.com", to: "ann@example.com")
                            return answer.reply == .taken ? "taken" : "\(answer.reply)"
                        } catch {
                            #expect(!error.mayHaveArrived)
                            return error.code
                        }
                    },
                    {
                        let text = FileManager.default.contents(atPath: file) ?? Data()
                        return try text.split(separator: 10).map {
                            try JSONDecoder().decode(Taken.self, from: $0)
                        }
                    })
            }
        }
    }

    @Test(arguments: [("starttls", MailSecurity.startTLS), ("tls", .tls)])
    func aLetterGoesEncryptedToAServerThatIsTrusted(
        habit: String, security: MailSecurity
    ) throws {
        try withServer(habit) { send, taken throws in
            #expect(send(security, "localhost", true) == "taken")
            let letters = try taken()
            #expect(letters.map(\.text) == [String(decoding: Self.letter, as: UTF8.self)])
            // Nothing older than TLS 1.2 is spoken.
            #expect(letters.allSatisfy { ["TLSv1.2", "TLSv1.3"].contains($0.encrypted) })
        }
    }

    @Test(arguments: [("starttls", MailSecurity.startTLS), ("tls", .tls)])
    func aCertificateThatNobodyVouchesForGetsNothing(
        habit: String, security: MailSecurity
    ) throws {
        try withServer(habit) { send, taken throws in
            #expect(send(security, "localhost", false) == "web.not-trusted")
            // Vouched for, and another server's: it is for the name, not for the address.
            #expect(send(security, "127.0.0.1", true) == "web.not-trusted")
            #expect(try taken().isEmpty)
        }
    }

    @Test func aServerThatStopsOfferingEncryptionGetsNothing() throws {
        try withServer("stops-offering") { send, taken throws in
            #expect(send(.startTLS, "localhost", true) == "taken")
            #expect(send(.startTLS, "localhost", true) == "mail.not-secure")
            #expect(try taken().count == 1)
        }
    }

    @Test func aServerThatRefusesToBeginGetsNothing() throws {
        try withServer("refuses-starttls") { send, taken throws in
            #expect(send(.startTLS, "localhost", true) == "mail.not-secure")
            #expect(try taken().isEmpty)
        }
    }

    /// What came in the clear behind the answer to STARTTLS may be anybody's (CVE-2021-22947).
    @Test func wordsAheadOfTheEncryptionEndIt() throws {
        try withServer("greets-ahead") { send, taken throws in
            #expect(send(.startTLS, "localhost", true) != "taken")
            #expect(try taken().isEmpty)
        }
    }

    /// A way of speaking that the server does not have: neither side takes the other at its word.
    @Test func theWrongWayOfEncryptingGetsNothing() throws {
        try withServer("starttls") { send, taken throws in
            #expect(send(.tls, "localhost", true) == "web.not-connected")
            #expect(try taken().isEmpty)
        }
    }
}

private let isOpenSSLThere: Bool =
    (try? Program("openssl").run(["version"], in: "/").status == 0) ?? false

/// Addresses that would tell a server something else, or nothing.
@Suite struct MailAddressTests {
    @Test(arguments: [
        "", "ann@example.com>\r\nRCPT TO:<eve@example.com", "<ann@example.com>", "ann @example.com",
        "änn@example.com", String(repeating: "a", count: 243) + "@example.com",
    ])
    func whatIsNoAddressIsHandedToNobody(address: String) throws {
        // Nothing listens there: whoever is asked at all fails otherwise.
        let client = MailClient(
            MailServer(
                host: "127.0.0.1", port: 1, security: .none, login: nil, milliseconds: 1_000,
                authorities: nil))
        for (sender, recipient) in [
            (address, "ann@example.com"), ("house@example.com", address),
        ] {
            let error = #expect(throws: WebError.self) {
                try client.send(Array("Hello".utf8), from: sender, to: recipient)
            }
            #expect(error?.code == "mail.address" && error?.mayHaveArrived == false)
        }
    }
}
