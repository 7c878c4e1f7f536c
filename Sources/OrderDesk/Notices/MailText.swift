package import Procurement

/// A name and an address, as in `Ann <ann@example.com>`.
package struct MailAddress: Sendable, Hashable {
    package let name: String
    package let email: String

    package init(name: String, email: String) {
        self.name = name
        self.email = email
    }

    /// Whether the address can stand in a header.
    ///
    /// A local part, an at sign, a domain, all of plain characters: a rule for what we write, not
    /// for all that RFC 5322 would bear.
    package var isUsable: Bool {
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, email.utf8.count <= 254 else { return false }
        let marks = Set("!#$%&'*+/=?^_`{|}~-.".utf8)
        func isWord(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        return parts.allSatisfy { part in
            !part.isEmpty && !part.hasPrefix(".") && !part.hasSuffix(".")
                && !part.contains("..")
        } && parts[0].utf8.allSatisfy { isWord($0) || marks.contains($0) }
            && parts[1].utf8.allSatisfy {
                isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
            }
    }

    var domain: String { email.split(separator: "@").last.map(String.init) ?? "localhost" }
}

/// An e-mail of plain text as RFC 5322 has it, with headers of RFC 2047 and a body in
/// quoted-printable of UTF-8 (RFC 2045), so that it passes any server unchanged.
package struct MailText: Sendable, Hashable {
    package let from: MailAddress
    package let to: MailAddress
    package let subject: String
    package let date: Timestamp
    /// Left of the at sign of Message-ID; the same letter always has the same.
    package let identifier: String
    package let text: String

    package init(
        from: MailAddress, to: MailAddress, subject: String, date: Timestamp, identifier: String,
        text: String
    ) {
        self.from = from
        self.to = to
        self.subject = subject
        self.date = date
        self.identifier = identifier
        self.text = text
    }

    /// The message, byte for byte; lines end with CR and LF.
    package var bytes: [UInt8] {
        let headers = [
            "Date: \(Self.dateText(date))", "From: \(Self.addressText(from))",
            "To: \(Self.addressText(to))",
            Self.folded("Subject", subject),
            "Message-ID: <\(identifier)@\(from.domain)>",
            // RFC 3834: nobody's holiday answer needs to answer this.
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
        ]
        let body = Self.quotedPrintable(text)
        return Array((headers.map { $0 + "\r\n" }.joined() + "\r\n" + body).utf8)
    }

    // MARK: - Headers

    /// As RFC 5322, 3.3 has it, in UTC.
    private static func dateText(_ moment: Timestamp) -> String {
        let text = moment.description
        let day = CalendarDate(
            dayNumber: Int32(
                clamping: (moment.millisecondsSince1970 - Int64(moment.millisecondsOfDay))
                    / 86_400_000))
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let parts = day.description.split(separator: "-")
        let weekday = weekdays[Weekday.allCases.firstIndex(of: day.weekday) ?? 0]
        let month = months[(Int(parts[1]) ?? 1) - 1]
        let time = text.dropFirst(11).prefix(8)
        return "\(weekday), \(Int(parts[2]) ?? 1) \(month) \(parts[0]) \(time) +0000"
    }

    private static func addressText(_ address: MailAddress) -> String {
        guard !address.name.isEmpty else { return address.email }
        return "\(phrase(address.name)) <\(address.email)>"
    }

    /// A display name: words as they are, quoted where marks stand in it, encoded beyond ASCII.
    private static func phrase(_ name: String) -> String {
        guard isPrintable(name), name.utf8.count <= 60 else {
            return encodedWords(name, first: 12).joined(separator: "\r\n ")
        }
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        if isPlain { return name }
        let escaped = name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(escaped)\""
    }

    private static func isPrintable(_ text: String) -> Bool {
        text.utf8.allSatisfy { (32...126).contains($0) }
    }

    /// A header of free text, encoded where it is not plain or would be too long for a line.
    private static func folded(_ name: String, _ text: String) -> String {
        if isPrintable(text), name.utf8.count + 2 + text.utf8.count <= 76, !text.contains("=?") {
            return "\(name): \(text)"
        }
        return "\(name): "
            + encodedWords(text, first: name.utf8.count + 2).joined(
                separator: "\r\n ")
    }

    /// Words of RFC 2047 in the Q encoding, each at most 75 long and of whole characters.
    private static func encodedWords(_ text: String, first used: Int) -> [String] {
        let (start, end) = ("=?utf-8?Q?", "?=")
        var words: [String] = []
        var word = ""
        var room = 75 - start.count - end.count - used
        for scalar in text.unicodeScalars {
            let encoded = String(scalar).utf8.map(Self.encodedByte).joined()
            if encoded.utf8.count > room {
                words.append(start + word + end)
                word = ""
                room = 75 - start.count - end.count
            }
            word += encoded
            room -= encoded.utf8.count
        }
        return words + [start + word + end]
    }

    private static func encodedByte(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: " "): "_"
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            String(UnicodeScalar(byte))
        default: "=" + hexadecimal(byte)
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return (digits.utf8.count == 1 ? "0" : "") + digits
    }

    // MARK: - Body

    /// Lines of at most 76 characters; what does not fit goes on behind a soft break.
    private static func quotedPrintable(_ text: String) -> String {
        var result = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var length = 0
            let bytes = Array(line.utf8).filter { $0 != 13 }
            for (index, byte) in bytes.enumerated() {
                let isSpace = byte == 32 || byte == 9
                let isPlain =
                    (33...126).contains(byte) && byte != 61
                    || isSpace && index + 1 < bytes.count
                let piece = isPlain ? String(UnicodeScalar(byte)) : "=" + hexadecimal(byte)
                // One place is left for the mark of the soft break.
                if length + piece.utf8.count > 75 {
                    result += "=\r\n"
                    length = 0
                }
                result += piece
                length += piece.utf8.count
            }
            result += "\r\n"
        }
        // The text ends with a line break, behind which nothing is left.
        return text.hasSuffix("\n") ? String(result.dropLast()) : result
    }
}

extension Timestamp {
    fileprivate var millisecondsOfDay: Int {
        let day: Int64 = 86_400_000
        return Int((millisecondsSince1970 % day + day) % day)
    }
}
