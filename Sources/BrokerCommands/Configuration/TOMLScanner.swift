/// Steps over the tokens of a TOML text without judging them.
struct TOMLScanner {
    struct Key: Hashable {
        var text: String
        var range: ByteRange
    }

    let bytes: [UInt8]
    private(set) var offset = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    func peek(_ distance: Int = 0) -> UInt8? {
        offset + distance < bytes.count ? bytes[offset + distance] : nil
    }

    mutating func advance(_ count: Int = 1) { offset = min(offset + count, bytes.count) }

    /// Steps over blanks and then over the given character; `false` if it is not there.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard peek() == UInt8(ascii: character) else { return false }
        advance()
        return true
    }

    mutating func skipBlanks() {
        while let byte = peek(), byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
            advance()
        }
    }

    /// Steps over blanks, line ends and comments; `false` at the end of the text.
    mutating func skipToStatement() -> Bool {
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
                advance()
            case UInt8(ascii: "#"): skipComment()
            default: return true
            }
        }
        return false
    }

    /// Steps over blanks and a comment to the line end; `false` if something else is there.
    mutating func skipRestOfLine() -> Bool {
        skipBlanks()
        if peek() == UInt8(ascii: "#") { skipComment() }
        if peek() == UInt8(ascii: "\r") { advance() }
        guard let byte = peek() else { return true }
        return byte == UInt8(ascii: "\n")
    }

    private mutating func skipComment() {
        while let byte = peek(), byte != UInt8(ascii: "\n") { advance() }
    }

    // MARK: - Keys

    /// Keys joined by points; `nil` where there is none.
    mutating func readKeys() -> [Key]? {
        var keys: [Key] = []
        repeat {
            skipBlanks()
            guard let key = readKey() else { return nil }
            keys.append(key)
        } while skip(".")
        return keys
    }

    private mutating func readKey() -> Key? {
        let start = offset
        if let quote = peek(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            guard skipString() else { return nil }
            let written = bytes[(start + 1)..<(offset - 1)]
            let text = String(decoding: written, as: UTF8.self)
            let isLiteral = quote == UInt8(ascii: "'")
            return Key(text: isLiteral ? text : Self.unescaped(text), range: start..<offset)
        }
        while let byte = peek(), Self.isBareKey(byte) { advance() }
        guard offset > start else { return nil }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        return Key(text: text, range: start..<offset)
    }

    /// Whether a byte may be part of a key without quotes.
    static func isBareKey(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// A key without its escapes, so that it is found under the name that the parser gives it.
    static func unescaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let escape = rest.popFirst() else {
                result.append(scalar)
                continue
            }
            switch escape {
            case "b": result.append("\u{8}")
            case "t": result.append("\t")
            case "n": result.append("\n")
            case "f": result.append("\u{C}")
            case "r": result.append("\r")
            case "u", "U":
                let digits = rest.prefix(escape == "u" ? 4 : 8)
                rest = rest.dropFirst(digits.count)
                let value = UInt32(String(digits), radix: 16).flatMap(Unicode.Scalar.init)
                result.append(value ?? "\u{FFFD}")
            default: result.append(escape)
            }
        }
        return String(result)
    }

    // MARK: - Values

    /// Steps over a quoted text of any of the four kinds; `false` if it does not end.
    mutating func skipString() -> Bool {
        guard let quote = peek() else { return false }
        let isBasic = quote == UInt8(ascii: "\"")
        let isMultiline = peek(1) == quote && peek(2) == quote
        advance(isMultiline ? 3 : 1)
        while let byte = peek() {
            if isBasic, byte == UInt8(ascii: "\\") {
                advance(2)
            } else if byte == quote, !isMultiline {
                advance()
                return true
            } else if byte == quote, peek(1) == quote, peek(2) == quote {
                advance(3)
                // Up to two quotes may stand right before the closing ones.
                for _ in 0..<2 where peek() == quote { advance() }
                return true
            } else if byte == UInt8(ascii: "\n"), !isMultiline {
                return false
            } else {
                advance()
            }
        }
        return false
    }

    /// Steps over a value without quotes, which may hold a blank between date and time.
    mutating func skipBareValue() -> Bool {
        let start = offset
        var end = offset
        scan: while let byte = peek() {
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "#"),
                UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                break scan
            case UInt8(ascii: " "), UInt8(ascii: "\t"): advance()
            default:
                advance()
                end = offset
            }
        }
        offset = end
        return end > start
    }
}
