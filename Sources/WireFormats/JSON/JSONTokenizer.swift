/// A stretch of a JSON file.
///
/// The tokens lie end to end and leave nothing out: one after the other they are the file.
struct JSONToken {
    enum Kind {
        case byteOrderMark, blank, openObject, closeObject, openArray, closeArray, colon, comma
        case string, number, literal
        /// Bytes that are nothing of JSON.
        case garbage
    }

    var kind: Kind
    var position: SourcePosition
    var length: Int
    /// What is wrong with it by itself: code, message, offset in the token.
    var fault: (code: String, message: String, offset: Int)?
}

/// Cuts a stream into JSON tokens without ever stopping.
struct JSONTokenizer {
    private(set) var window: ByteWindow
    private(set) var tokenStart = 0
    private var line = 1
    private var lineStart = 0
    private var continuations = 0
    private var hasBegun = false
    /// The longest text or number that is held in memory.
    static let maximumTokenBytes = 4 << 20

    init(window: ByteWindow) { self.window = window }

    var position: SourcePosition {
        SourcePosition(
            line: line, column: window.offset - lineStart + 1 - continuations,
            byteOffset: window.offset)
    }

    /// The bytes of a token that was just given.
    func withBytes<Result>(
        of token: JSONToken, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        window.buffer.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[tokenStart..<tokenStart + token.length]))
        }
    }

    mutating func next() throws(WireError) -> JSONToken? {
        if !hasBegun {
            hasBegun = true
            _ = try window.has(3)
            if window.begins(with: "\u{FEFF}") {
                lineStart = 3
                let token = take(3, as: .byteOrderMark, at: .start)
                lineStart = 3
                continuations = 0
                return token
            }
        }
        guard try window.has(1), let byte = window.peek() else { return nil }
        switch byte {
        case 0x20, 9, 10, 13: return takeBlank()
        case UInt8(ascii: "{"): return take(1, as: .openObject)
        case UInt8(ascii: "}"): return take(1, as: .closeObject)
        case UInt8(ascii: "["): return take(1, as: .openArray)
        case UInt8(ascii: "]"): return take(1, as: .closeArray)
        case UInt8(ascii: ":"): return take(1, as: .colon)
        case UInt8(ascii: ","): return take(1, as: .comma)
        case UInt8(ascii: "\""): return try takeString()
        default: return try takeWord()
        }
    }

    private mutating func take(
        _ length: Int, as kind: JSONToken.Kind, at start: SourcePosition? = nil,
        fault: (String, String, Int)? = nil
    ) -> JSONToken {
        let start = start ?? position
        tokenStart = window.index
        for index in window.index..<window.index + length {
            let byte = window.buffer[index]
            let isPair =
                byte == 13 && index + 1 < window.buffer.count && window.buffer[index + 1] == 10
            if byte == 10 || byte == 13 && !isPair {
                line += 1
                lineStart = window.bufferOffset + index + 1
                continuations = 0
            } else if byte & 0xC0 == 0x80 {
                continuations += 1
            }
        }
        window.take(length)
        return JSONToken(kind: kind, position: start, length: length, fault: fault)
    }

    private mutating func takeBlank() -> JSONToken {
        var length = 1
        while let byte = window.peek(length), byte == 0x20 || byte == 9 || byte == 10 || byte == 13
        {
            length += 1
        }
        return take(length, as: .blank)
    }

    private mutating func takeString() throws(WireError) -> JSONToken {
        var length = 1
        while true {
            guard try window.has(length + 1), let byte = window.peek(length) else {
                let rest = window.available
                return take(
                    rest, as: .string,
                    fault: ("json.cut-off", "the file ends inside a text", rest))
            }
            if byte == UInt8(ascii: "\"") { break }
            length += byte == UInt8(ascii: "\\") ? 2 : 1
            if length > Self.maximumTokenBytes {
                return take(
                    min(length, window.available), as: .garbage,
                    fault: ("json.too-long", "this text is longer than what is read", 0))
            }
        }
        let fault = window.buffer.withUnsafeBufferPointer {
            Self.fault(
                inString: UnsafeBufferPointer(
                    rebasing: $0[window.index..<window.index + length + 1]))
        }
        return take(length + 1, as: .string, fault: fault)
    }

    /// What is wrong between the quotes of a text.
    private static func fault(
        inString bytes: UnsafeBufferPointer<UInt8>
    ) -> (String, String, Int)? {
        var index = 1
        var hasHighBytes = false
        while index < bytes.count - 1 {
            let byte = bytes[index]
            if byte < 0x20 {
                return (
                    "json.control-character", "a control character stands in a text", index
                )
            }
            if byte >= 0x80 { hasHighBytes = true }
            guard byte == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            guard let width = escapeWidth(bytes, at: index) else {
                return ("json.escape", "this escape is not known in JSON", index)
            }
            index += width
        }
        if hasHighBytes, String(validating: bytes, as: UTF8.self) == nil {
            return ("json.encoding", "this text is not UTF-8", 0)
        }
        return nil
    }

    /// The bytes of an escape; `nil` for one that JSON does not know.
    private static func escapeWidth(
        _ bytes: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> Int? {
        switch bytes[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return 2
        case UInt8(ascii: "u"):
            guard let first = hexadecimalValue(bytes, at: index + 2) else { return nil }
            if !(0xD800..<0xE000).contains(first) { return 6 }
            guard first < 0xDC00, index + 7 < bytes.count, bytes[index + 6] == UInt8(ascii: "\\"),
                bytes[index + 7] == UInt8(ascii: "u"),
                let second = hexadecimalValue(bytes, at: index + 8),
                (0xDC00..<0xE000).contains(second)
            else { return nil }
            return 12
        default: return nil
        }
    }

    private static func hexadecimalValue(
        _ bytes: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> Int? {
        guard index + 4 <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[index..<index + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    // MARK: - Numbers and literals

    private mutating func takeWord() throws(WireError) -> JSONToken {
        var length = 0
        while length < 4096, try window.has(length + 1), let byte = window.peek(length),
            !isEnd(byte)
        {
            length += 1
        }
        length = max(1, length)
        let word = Array(window.buffer[window.index..<window.index + length])
        if ["true", "false", "null"].contains(where: { Array($0.utf8) == word }) {
            return take(length, as: .literal)
        }
        if isNumber(word) { return take(length, as: .number) }
        let isAtEnd = try !window.has(length + 1)
        let isCut =
            isAtEnd
            && (["true", "false", "null"].contains { Array($0.utf8).starts(with: word) }
                || isNumber(word + [0x30]))
        if isCut {
            return take(
                length, as: .number,
                fault: ("json.cut-off", "the file ends inside a value", length))
        }
        return take(
            length, as: .garbage,
            fault: (
                "json.syntax",
                "\(X12ElementChecker.shown(Array(word.prefix(40)))) is no value of JSON", 0
            ))
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 9, 10, 13, UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "\""):
            true
        default: false
        }
    }

    private func isNumber(_ word: [UInt8]) -> Bool {
        var index = word.first == UInt8(ascii: "-") ? 1 : 0
        func digits() -> Int {
            let start = index
            while index < word.count, word[index] >= 0x30, word[index] <= 0x39 { index += 1 }
            return index - start
        }
        let isZero = index < word.count && word[index] == 0x30
        let whole = digits()
        guard whole > 0, !isZero || whole == 1 else { return false }
        if index < word.count, word[index] == UInt8(ascii: ".") {
            index += 1
            guard digits() > 0 else { return false }
        }
        if index < word.count, word[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < word.count, word[index] == UInt8(ascii: "+") || word[index] == 0x2D {
                index += 1
            }
            guard digits() > 0 else { return false }
        }
        return index == word.count
    }
}
