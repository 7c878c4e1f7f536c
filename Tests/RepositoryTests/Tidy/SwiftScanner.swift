/// Cuts Swift text into tokens, well enough for rules about words, names and lengths.
///
/// It knows nested comments, plain, multi-line and raw strings with interpolations, and regular
/// expression literals. It is no parser: a file that the compiler refuses gives tokens too.
struct SwiftScanner {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var tokens: [SwiftToken] = []

    static func tokens(of text: String) -> [SwiftToken] {
        var scanner = SwiftScanner(bytes: Array(text.utf8))
        scanner.scanCode(isInterpolation: false)
        return scanner.tokens
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func byte(ahead distance: Int = 0) -> UInt8? {
        let index = position + distance
        return index < bytes.count ? bytes[index] : nil
    }

    private mutating func advance() {
        if bytes[position] == UInt8(ascii: "\n") {
            line += 1
        }
        position += 1
    }

    private mutating func append(_ kind: SwiftToken.Kind, from start: Int, startLine: Int) {
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        tokens.append(SwiftToken(kind: kind, text: text, line: startLine))
    }

    /// Scans to the end of the text, or to the parenthesis that ends an interpolation.
    private mutating func scanCode(isInterpolation: Bool) {
        var depth = 0
        while let next = byte() {
            switch next {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
                advance()
            case UInt8(ascii: "\""):
                scanString(hashes: 0)
            case UInt8(ascii: "#") where hashesBeforeQuote() > 0:
                scanString(hashes: hashesBeforeQuote())
            case UInt8(ascii: "/") where byte(ahead: 1) == UInt8(ascii: "/"):
                scanLineComment()
            case UInt8(ascii: "/") where byte(ahead: 1) == UInt8(ascii: "*"):
                scanBlockComment()
            case UInt8(ascii: "/") where regexLength() > 0:
                position += regexLength()
            case _ where Self.isWordByte(next):
                scanWord()
            default:
                depth += next == UInt8(ascii: "(") ? 1 : 0
                depth -= next == UInt8(ascii: ")") ? 1 : 0
                if isInterpolation && depth < 0 {
                    advance()
                    return
                }
                let start = position
                advance()
                append(.symbol, from: start, startLine: line)
            }
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default:
            false
        }
    }

    private mutating func scanWord() {
        let start = position
        while let next = byte(), Self.isWordByte(next) {
            advance()
        }
        append(.word, from: start, startLine: line)
    }

    private mutating func scanLineComment() {
        let start = position
        while let next = byte(), next != UInt8(ascii: "\n") {
            advance()
        }
        append(.comment, from: start, startLine: line)
    }

    private mutating func scanBlockComment() {
        let (start, startLine) = (position, line)
        var depth = 0
        while let next = byte() {
            if next == UInt8(ascii: "/") && byte(ahead: 1) == UInt8(ascii: "*") {
                depth += 1
                advance()
            } else if next == UInt8(ascii: "*") && byte(ahead: 1) == UInt8(ascii: "/") {
                depth -= 1
                advance()
            }
            advance()
            if depth == 0 {
                break
            }
        }
        append(.comment, from: start, startLine: startLine)
    }

    /// How many number signs stand here before a quotation mark; zero where no raw string begins.
    private func hashesBeforeQuote() -> Int {
        var count = 0
        while byte(ahead: count) == UInt8(ascii: "#") {
            count += 1
        }
        return byte(ahead: count) == UInt8(ascii: "\"") ? count : 0
    }

    private func isHere(_ expected: UInt8, times: Int, ahead distance: Int = 0) -> Bool {
        (0..<times).allSatisfy { byte(ahead: distance + $0) == expected }
    }

    private mutating func scanString(hashes: Int) {
        let quote = UInt8(ascii: "\"")
        position += hashes
        let quotes = isHere(quote, times: 3) ? 3 : 1
        position += quotes
        var (start, startLine) = (position, line)
        while let next = byte() {
            let isEscape = next == UInt8(ascii: "\\")
            if isEscape, isHere(UInt8(ascii: "#"), times: hashes, ahead: 1),
                byte(ahead: 1 + hashes) == UInt8(ascii: "(")
            {
                append(.string, from: start, startLine: startLine)
                position += hashes + 2
                scanCode(isInterpolation: true)
                (start, startLine) = (position, line)
            } else if isEscape && hashes == 0 && byte(ahead: 1) != nil {
                advance()
                advance()
            } else if isHere(quote, times: quotes),
                isHere(UInt8(ascii: "#"), times: hashes, ahead: quotes)
            {
                append(.string, from: start, startLine: startLine)
                position += quotes + hashes
                return
            } else if quotes == 1 && next == UInt8(ascii: "\n") {
                return
            } else {
                advance()
            }
        }
    }

    /// The bytes of the regular expression literal that begins here; zero where none does.
    ///
    /// A slash begins one only where an operand may stand, and only if it ends on the same line.
    private func regexLength() -> Int {
        let operandFollows = ["(", ",", "=", ":", "[", "{", "return"]
        guard let previous = tokens.last(where: { $0.kind != .comment }),
            operandFollows.contains(where: previous.isCode),
            let first = byte(ahead: 1), first != UInt8(ascii: " ")
        else {
            return 0
        }
        var length = 1
        while let next = byte(ahead: length), next != UInt8(ascii: "\n") {
            if next == UInt8(ascii: "/") {
                return length + 1
            }
            length += next == UInt8(ascii: "\\") ? 2 : 1
        }
        return 0
    }
}
