import OrderDesk
import Procurement
import Testing

/// E-mails as RFC 5322 and RFC 2047 want them.
@Suite struct MailTextTests {
    private func mail(
        to: MailAddress = MailAddress(name: "Ann", email: "ann@example.com"),
        subject: String = "Order O1", text: String = "Dear Ann\n"
    ) throws -> String {
        let bytes = MailText(
            from: MailAddress(name: "House & Sons", email: "desk@house.example"), to: to,
            subject: subject, date: try Timestamp(parsing: "2026-03-02T08:05:09Z"),
            identifier: "N-000001.7", text: text
        ).bytes
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func aPlainMailIsExactlyThis() throws {
        #expect(
            try mail()
                == [
                    "Date: Mon, 2 Mar 2026 08:05:09 +0000",
                    "From: \"House & Sons\" <desk@house.example>", "To: Ann <ann@example.com>",
                    "Subject: Order O1", "Message-ID: <N-000001.7@house.example>",
                    "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
                    "Content-Type: text/plain; charset=utf-8",
                    "Content-Transfer-Encoding: quoted-printable", "", "Dear Ann", "",
                ].joined(separator: "\r\n"))
    }

    @Test(arguments: [
        "Größe 8 für Zoë", "漢字 👩‍🔧", String(repeating: "long subject ", count: 20), "=?x?=",
        String(repeating: "ä", count: 120), "tab\tand\u{7f}", "a\r\nBcc: x@example.com",
    ])
    func anySubjectComesBackAndNoLineIsTooLong(_ subject: String) throws {
        let text = try mail(subject: subject)
        let lines = text.replacing("\r\n", with: "\n").split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.utf8.count <= 76 && $0.utf8.allSatisfy { $0 < 127 } })
        let start = try #require(lines.firstIndex { $0.hasPrefix("Subject: ") })
        let folded = lines[(start + 1)...].prefix { $0.hasPrefix(" ") }
        let words = ([lines[start].dropFirst(9)] + folded.map { $0.dropFirst() })
        #expect(words.map { Self.decoded(String($0)) }.joined() == subject)
        #expect(!lines.contains { $0.hasPrefix("Bcc") })
    }

    @Test func aBodyComesBackWhateverItHolds() throws {
        let body =
            "Größe = 8, \"100 %\" \nlast space \n" + String(repeating: "x ", count: 90) + "\n"
        let text = try mail(text: body)
        let halves = text.replacing("\r\n", with: "\n").split(
            separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        #expect(halves[1].split(separator: "\n").allSatisfy { $0.utf8.count <= 76 })
        #expect(Self.unquoted(halves[1].replacing("=\n", with: ""), mark: "=") == body)
    }

    @Test func namesBeyondAsciiAreEncodedWords() throws {
        let text = try mail(to: MailAddress(name: "Zoë \"Z\"", email: "zoe@example.com"))
        #expect(text.contains("To: =?utf-8?Q?Zo=C3=AB_=22Z=22?= <zoe@example.com>\r\n"))
    }

    @Test(arguments: [
        ("ann@example.com", true), ("a.b+c@x-y.example", true), ("", false), ("ann", false),
        ("ann@", false), ("@example.com", false), ("a@b@c", false), ("a b@example.com", false),
        ("a@example.com\r\nBcc: x@y.z", false), ("<a@b.c>", false), ("a..b@example.com", false),
        (".a@example.com", false), ("a@example.com.", false), ("ä@example.com", false),
    ])
    func addressesThatCouldBreakAHeaderAreNotUsable(_ email: String, _ isUsable: Bool) {
        #expect(MailAddress(name: "", email: email).isUsable == isUsable)
    }

    private static func decoded(_ word: String) -> String {
        guard word.hasPrefix("=?utf-8?Q?"), word.hasSuffix("?=") else { return word }
        let inner = word.dropFirst(10).dropLast(2).replacing("_", with: " ")
        return unquoted(inner, mark: "=")
    }

    private static func unquoted(_ text: some StringProtocol, mark: Character) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "=") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            rest = rest.dropFirst(2)
            bytes.append(UInt8(digits, radix: 16) ?? 0)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
