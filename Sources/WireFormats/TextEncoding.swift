/// How bytes become text; decoding is strict.
///
/// All three keep ASCII as it is, so that delimiters and quotes are found before decoding.
public enum TextEncoding: String, Hashable, Sendable, CaseIterable {
    /// UTF-8 (RFC 3629); an overlong or broken sequence is refused.
    case utf8
    /// ISO 8859-1: every byte is the scalar of the same number.
    case latin1
    /// Windows code page 1252; its five undefined bytes are refused.
    case windows1252

    /// Decodes bytes, or tells the offset of the first byte that is not text in this encoding.
    public func decode(_ bytes: some Collection<UInt8>) -> Decoded {
        switch self {
        case .utf8:
            if let text = String(validating: bytes, as: UTF8.self) { return .text(text) }
            return .badByte(offset: TextEncoding.firstInvalidUTF8(bytes))
        case .latin1:
            var text = ""
            text.reserveCapacity(bytes.count)
            for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
            return .text(text)
        case .windows1252:
            return TextEncoding.decodeWindows1252(bytes)
        }
    }

    /// What decoding gives.
    public enum Decoded: Hashable, Sendable {
        /// The whole text.
        case text(String)
        /// The number of good bytes before the first bad one.
        case badByte(offset: Int)
    }

    private static func decodeWindows1252(_ bytes: some Collection<UInt8>) -> Decoded {
        var text = ""
        text.reserveCapacity(bytes.count)
        var offset = 0
        for byte in bytes {
            if byte < 0x80 || byte >= 0xA0 {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else if let scalar = windows1252Block[Int(byte) - 0x80] {
                text.unicodeScalars.append(scalar)
            } else {
                return .badByte(offset: offset)
            }
            offset += 1
        }
        return .text(text)
    }

    /// Bytes 0x80…0x9F of code page 1252, as the Unicode consortium's CP1252.TXT maps them.
    private static let windows1252Block: [Unicode.Scalar?] = [
        "\u{20AC}", nil, "\u{201A}", "\u{0192}", "\u{201E}", "\u{2026}", "\u{2020}", "\u{2021}",
        "\u{02C6}", "\u{2030}", "\u{0160}", "\u{2039}", "\u{0152}", nil, "\u{017D}", nil,
        nil, "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}", "\u{2022}", "\u{2013}", "\u{2014}",
        "\u{02DC}", "\u{2122}", "\u{0161}", "\u{203A}", "\u{0153}", nil, "\u{017E}", "\u{0178}",
    ]

    /// The offset where the first broken UTF-8 sequence begins.
    private static func firstInvalidUTF8(_ bytes: some Collection<UInt8>) -> Int {
        var decoder = UTF8()
        var offset = 0
        var iterator = bytes.makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): offset += UTF8.width(scalar)
            case .emptyInput, .error: return offset
            }
        }
    }
}
