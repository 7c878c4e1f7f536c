/// How bytes become text; decoding is strict.
///
/// All of them keep ASCII as it is, so that delimiters and quotes are found before decoding.
public enum TextEncoding: String, Hashable, Sendable, CaseIterable {
    /// UTF-8 (RFC 3629); an overlong or broken sequence is refused.
    case utf8
    /// ISO 8859-1: every byte is the scalar of the same number.
    case latin1
    /// Windows code page 1252; its five undefined bytes are refused.
    case windows1252
    /// DOS code page 850, as price lists of the German trades are still written.
    case cp850

    /// Decodes bytes, or tells the offset of the first byte that is not text in this encoding.
    public func decode(_ bytes: some Collection<UInt8>) -> Decoded {
        // All of them keep ASCII, and most texts are nothing else.
        if bytes.allSatisfy({ $0 < 0x80 }) { return .text(String(decoding: bytes, as: UTF8.self)) }
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
        case .cp850:
            var text = ""
            text.reserveCapacity(bytes.count)
            for byte in bytes { text.unicodeScalars.append(TextEncoding.cp850Scalar(byte)) }
            return .text(text)
        }
    }

    /// The bytes of a text; `nil` where a character has none in this encoding.
    public func encode(_ text: String) -> [UInt8]? {
        if self == .utf8 { return Array(text.utf8) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                bytes.append(UInt8(scalar.value))
            } else if let byte = highByte(of: scalar) {
                bytes.append(byte)
            } else {
                return nil
            }
        }
        return bytes
    }

    private func highByte(of scalar: Unicode.Scalar) -> UInt8? {
        let direct = scalar.value < 0x100 ? UInt8(scalar.value) : nil
        switch self {
        case .utf8: return nil
        case .latin1: return direct
        case .windows1252:
            if let direct, direct >= 0xA0 { return direct }
            let index = TextEncoding.windows1252Block.firstIndex { $0 == scalar }
            return index.map { 0x80 + UInt8($0) }
        case .cp850:
            return (0x80...0xFF).first { TextEncoding.cp850Scalar($0) == scalar }
        }
    }

    private static func cp850Scalar(_ byte: UInt8) -> Unicode.Scalar {
        byte < 0x80 ? Unicode.Scalar(byte) : cp850Block[Int(byte) - 0x80]
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

    /// Bytes 0x80…0xFF of code page 850, as the Unicode consortium's CP850.TXT maps them.
    private static let cp850Block: [Unicode.Scalar] = [
        "\u{00C7}", "\u{00FC}", "\u{00E9}", "\u{00E2}", "\u{00E4}", "\u{00E0}", "\u{00E5}",
        "\u{00E7}", "\u{00EA}", "\u{00EB}", "\u{00E8}", "\u{00EF}", "\u{00EE}", "\u{00EC}",
        "\u{00C4}", "\u{00C5}", "\u{00C9}", "\u{00E6}", "\u{00C6}", "\u{00F4}", "\u{00F6}",
        "\u{00F2}", "\u{00FB}", "\u{00F9}", "\u{00FF}", "\u{00D6}", "\u{00DC}", "\u{00F8}",
        "\u{00A3}", "\u{00D8}", "\u{00D7}", "\u{0192}", "\u{00E1}", "\u{00ED}", "\u{00F3}",
        "\u{00FA}", "\u{00F1}", "\u{00D1}", "\u{00AA}", "\u{00BA}", "\u{00BF}", "\u{00AE}",
        "\u{00AC}", "\u{00BD}", "\u{00BC}", "\u{00A1}", "\u{00AB}", "\u{00BB}", "\u{2591}",
        "\u{2592}", "\u{2593}", "\u{2502}", "\u{2524}", "\u{00C1}", "\u{00C2}", "\u{00C0}",
        "\u{00A9}", "\u{2563}", "\u{2551}", "\u{2557}", "\u{255D}", "\u{00A2}", "\u{00A5}",
        "\u{2510}", "\u{2514}", "\u{2534}", "\u{252C}", "\u{251C}", "\u{2500}", "\u{253C}",
        "\u{00E3}", "\u{00C3}", "\u{255A}", "\u{2554}", "\u{2569}", "\u{2566}", "\u{2560}",
        "\u{2550}", "\u{256C}", "\u{00A4}", "\u{00F0}", "\u{00D0}", "\u{00CA}", "\u{00CB}",
        "\u{00C8}", "\u{0131}", "\u{00CD}", "\u{00CE}", "\u{00CF}", "\u{2518}", "\u{250C}",
        "\u{2588}", "\u{2584}", "\u{00A6}", "\u{00CC}", "\u{2580}", "\u{00D3}", "\u{00DF}",
        "\u{00D4}", "\u{00D2}", "\u{00F5}", "\u{00D5}", "\u{00B5}", "\u{00FE}", "\u{00DE}",
        "\u{00DA}", "\u{00DB}", "\u{00D9}", "\u{00FD}", "\u{00DD}", "\u{00AF}", "\u{00B4}",
        "\u{00AD}", "\u{00B1}", "\u{2017}", "\u{00BE}", "\u{00B6}", "\u{00A7}", "\u{00F7}",
        "\u{00B8}", "\u{00B0}", "\u{00A8}", "\u{00B7}", "\u{00B9}", "\u{00B3}", "\u{00B2}",
        "\u{25A0}", "\u{00A0}",
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
