import Foundation
import TestSupport
import Testing

/// Letters that leave to servers, by the command.
@Suite struct LetterServerTests {
    private static let secret =
        "whsec_" + Data("letters are signed with this key".utf8).base64EncodedString()

    private func withHouse(
        _ notices: String, _ body: (ExampleHouse) throws -> Void
    ) throws {
        try withTemporaryFolder { folder in
            try body(try ExampleHouse(in: folder, configuration: notices))
        }
    }

    private func webhook(_ port: String, _ kind: String) -> String {
        """
        [notices]
        channel = "webhook"
        [notices.webhook]
        url = "http://127.0.0.1:\(port)/letters/\(kind)"
        secret = { variable = "LETTERS" }
        allow_http = true
        allow_private = true
        tries = 2

        """
    }

    private func send(
        _ house: ExampleHouse, _ arguments: [String], variable: String = "LETTERS=\(secret)"
    ) throws -> Program.Outcome {
        try house.start(arguments, under: [variable])
    }

    @Test func aRunTellsAWebServiceOfEachLetterOnce() throws {
        try withHostileServer { port in
            try withHouse(webhook(port, "signed")) { house in
                let first = try send(house, ["run"])
                #expect(first.status == 0, "\(first.text)")
                #expect(first.text.contains("letters to customers"))
                let folder = house.folder + "/notices/by-webhook"
                func copies() throws -> [String] {
                    try FileManager.default.contentsOfDirectory(atPath: folder)
                        .filter { !$0.hasPrefix(".") }.sorted()
                }
                let names = try copies()
                #expect(!names.isEmpty && names.allSatisfy { $0.hasSuffix(".json") })
                #expect(try send(house, ["notice", "send"]).text.contains("no letter is due"))
                #expect(try copies() == names)
            }
        }
    }

    @Test func aServerThatFailsIsWaitedForAndAskedAgainOnDemand() throws {
        try withHostileServer { port in
            try withHouse(webhook(port, "failing")) { house in
                let first = try send(house, ["run"])
                #expect(first.status == 73 && first.text.contains("letter.refused"))
                let second = try send(house, ["notice", "send"])
                #expect(second.status == 0, "\(second.text)")
                #expect(second.text.contains("letter.waits"))
                let third = try send(house, ["notice", "send", "--again"])
                #expect(third.status == 73 && third.text.contains("letter.given-up"))
                let run = try send(house, ["run"])
                #expect(run.status == 0 && run.text.contains("did not leave yet"), "\(run.text)")
                for outcome in [first, second, third, run] {
                    #expect(!outcome.text.contains(Self.secret))
                }
            }
        }
    }

    @Test func aMailServerIsHandedEachLetterOnce() throws {
        try withTemporaryFolder { folder in
            let file = folder + "/taken.jsonl"
            try withHostileMailServer("login", keepingIn: file) { port in
                let notices = """
                    [notices]
                    channel = "smtp"
                    from = "house@example.com"
                    [notices.smtp]
                    host = "127.0.0.1"
                    port = \(port)
                    security = "none"
                    user = "house"
                    password = { variable = "MAIL" }

                    [customer.C-1]
                    name = "Ann"
                    email = "ann@example.com"

                    """
                try withHouse(notices) { house in
                    let refused = try send(house, ["run"], variable: "MAIL=wrong")
                    #expect(refused.status == 73 && refused.text.contains("mail.login"))
                    #expect(!refused.text.contains("wrong"))
                    let taken = try send(house, ["notice", "send"], variable: "MAIL=open sesame")
                    #expect(taken.status == 0, "\(taken.text)")
                    let again = try send(house, ["notice", "send"], variable: "MAIL=open sesame")
                    #expect(again.status == 0)
                    let text = try String(contentsOfFile: file, encoding: .utf8)
                    let mails = text.split(separator: "\n")
                    #expect(!mails.isEmpty && Set(mails).count == mails.count)
                    #expect(mails.allSatisfy { $0.contains("RCPT TO:<ann@example.com>") })
                }
            }
        }
    }
}
