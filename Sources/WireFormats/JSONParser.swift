/// A recursive descent over bytes; the depth is capped before the stack is in danger.
struct JSONParser {
    private let bytes: [UInt8]
    private let maximumDepth: Int
    private var index = 0
    private var depth = 0
    private var marker = PositionMarker()

    init(bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    mutating func parseWhole() throws(WireError) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
        skipBlanks()
        guard index < bytes.count else {
            throw error("json.empty", "the file is empty")
        }
        let value = try parseValue()
        skipBlanks()
        guard index == bytes.count else {
            throw error("json.trailing-text", "text follows the end of the JSON value")
        }
        return value
    }

    private mutating func parseValue() throws(WireError) -> JSONValue {
        guard index < bytes.count else { throw cutOff() }
        let position = here()
        switch bytes[index] {
        case UInt8(ascii: "{"): return JSONValue(try parseObject(), position: position)
        case UInt8(ascii: "["): return JSONValue(try parseArray(), position: position)
        case UInt8(ascii: "\""):
            return JSONValue(.string(try parseString()), position: position)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return JSONValue(.number(try parseNumber()), position: position)
        case UInt8(ascii: "t"):
            try expect("true")
            return JSONValue(.boolean(true), position: position)
        case UInt8(ascii: "f"):
            try expect("false")
            return JSONValue(.boolean(false), position: position)
        case UInt8(ascii: "n"):
            try expect("null")
            return JSONValue(.null, position: position)
        default: throw unexpected("a value")
        }
    }

    private mutating func parseObject() throws(WireError) -> JSONValue.Content {
        try enter()
        var members: [JSONMember] = []
        var names: Set<String> = []
        skipBlanks()
        if take("}") { return leave(.object(members)) }
        while true {
            skipBlanks()
            guard index < bytes.count else { throw cutOff() }
            let position = here()
            guard bytes[index] == UInt8(ascii: "\"") else { throw unexpected("a member name") }
            let name = try parseString()
            guard names.insert(name).inserted else {
                throw WireError(
                    code: "json.duplicate-member",
                    message: "the member \(quotedForMessage(name)) stands twice in one object",
                    help: "Readers differ in which one they take, so neither is taken.",
                    position: position)
            }
            skipBlanks()
            guard take(":") else { throw unexpected("a colon") }
            skipBlanks()
            members.append(JSONMember(name, try parseValue(), position: position))
            skipBlanks()
            if take("}") { return leave(.object(members)) }
            guard take(",") else { throw unexpected("a comma or \"}\"") }
        }
    }

    private mutating func parseArray() throws(WireError) -> JSONValue.Content {
        try enter()
        var values: [JSONValue] = []
        skipBlanks()
        if take("]") { return leave(.array(values)) }
        while true {
            skipBlanks()
            values.append(try parseValue())
            skipBlanks()
            if take("]") { return leave(.array(values)) }
            guard take(",") else { throw unexpected("a comma or \"]\"") }
        }
    }

    private mutating func enter() throws(WireError) {
        guard depth < maximumDepth else {
            throw error("json.too-deep", "the values are nested deeper than \(maximumDepth)")
        }
        depth += 1
        index += 1
    }

    private mutating func leave(_ content: JSONValue.Content) -> JSONValue.Content {
        depth -= 1
        return content
    }

    private mutating func parseNumber() throws(WireError) -> String {
        let start = index
        _ = take("-")
        if take("0") {
            // A leading zero stands alone.
        } else if takeDigits() == 0 {
            throw unexpected("a digit")
        }
        if take("."), takeDigits() == 0 { throw unexpected("a digit") }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            if takeDigits() == 0 { throw unexpected("a digit") }
        }
        if index < bytes.count, bytes[index] >= 48, bytes[index] <= 57 {
            throw error("json.syntax", "a number begins with a zero")
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func takeDigits() -> Int {
        let start = index
        while index < bytes.count, bytes[index] >= 48, bytes[index] <= 57 { index += 1 }
        return index - start
    }

    /// Begins on the opening quote.
    private mutating func parseString() throws(WireError) -> String {
        let opening = index
        index += 1
        var pieces: [UInt8] = []
        var start = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                pieces.append(contentsOf: bytes[start..<index])
                index += 1
                return try decode(pieces, opening: opening)
            }
            if byte < 0x20 {
                throw error("json.control-character", "a control character stands in a text")
            }
            if byte == UInt8(ascii: "\\") {
                pieces.append(contentsOf: bytes[start..<index])
                try parseEscape(into: &pieces)
                start = index
            } else {
                index += 1
            }
        }
        throw cutOff()
    }

    private mutating func decode(_ pieces: [UInt8], opening: Int) throws(WireError) -> String {
        if let text = String(validating: pieces, as: UTF8.self) { return text }
        let position = marker.position(of: opening, in: bytes)
        throw WireError(
            code: "json.encoding", message: "this text is not UTF-8",
            help: "Save the file as UTF-8.", position: position)
    }

    /// Begins on the backslash.
    private mutating func parseEscape(into pieces: inout [UInt8]) throws(WireError) {
        let start = index
        guard index + 1 < bytes.count else {
            index = bytes.count
            throw cutOff()
        }
        let letter = bytes[index + 1]
        index += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): pieces.append(letter)
        case UInt8(ascii: "b"): pieces.append(8)
        case UInt8(ascii: "f"): pieces.append(12)
        case UInt8(ascii: "n"): pieces.append(10)
        case UInt8(ascii: "r"): pieces.append(13)
        case UInt8(ascii: "t"): pieces.append(9)
        case UInt8(ascii: "u"):
            let scalar = try parseScalar(escapeStart: start)
            pieces.append(contentsOf: Array(String(scalar).utf8))
        default:
            index = start
            throw error("json.escape", "this escape is not known in JSON")
        }
    }

    private mutating func parseScalar(escapeStart: Int) throws(WireError) -> Unicode.Scalar {
        let first = try parseHexadecimal(escapeStart: escapeStart)
        if let scalar = Unicode.Scalar(first) { return scalar }
        if first < 0xDC00, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        {
            index += 2
            let second = try parseHexadecimal(escapeStart: escapeStart)
            if (0xDC00..<0xE000).contains(second) {
                let combined = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
                if let scalar = Unicode.Scalar(combined) { return scalar }
            }
        }
        index = escapeStart
        throw error("json.escape", "half a surrogate pair stands in a text")
    }

    private mutating func parseHexadecimal(escapeStart: Int) throws(WireError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard index < bytes.count else { throw cutOff() }
            guard let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue else {
                index = escapeStart
                throw error("json.escape", "four hexadecimal digits must follow \\u")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }

    // MARK: - Small steps

    private mutating func skipBlanks() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    private mutating func take(_ letter: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: letter) else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ word: StaticString) throws(WireError) {
        let wanted = Array(word.description.utf8)
        for (offset, letter) in wanted.enumerated() {
            guard index + offset < bytes.count else {
                index = bytes.count
                throw cutOff()
            }
            guard bytes[index + offset] == letter else { throw unexpected("a value") }
        }
        index += wanted.count
    }

    private mutating func here() -> SourcePosition { marker.position(of: index, in: bytes) }

    private mutating func cutOff() -> WireError {
        index = bytes.count
        return error("json.cut-off", "the file ends inside a value")
    }

    private mutating func unexpected(_ wanted: String) -> WireError {
        guard index < bytes.count else { return cutOff() }
        let byte = bytes[index]
        let found =
            byte >= 0x20 && byte < 0x7F
            ? quotedForMessage(String(Unicode.Scalar(byte))) : "the byte 0x\(hexadecimal(byte))"
        return error("json.syntax", "\(found) stands where \(wanted) is expected")
    }

    private mutating func error(_ code: String, _ message: String) -> WireError {
        WireError(
            code: code, message: message,
            help: code == "json.cut-off" ? "Maybe the file is still being written." : nil,
            position: here())
    }
}

/// Counts lines and columns on the way, so that places in order cost one pass in all.
struct PositionMarker {
    private var offset = 0
    private var line = 1
    private var column = 1

    mutating func position(of wanted: Int, in bytes: [UInt8]) -> SourcePosition {
        if wanted < offset { self = PositionMarker() }
        while offset < min(wanted, bytes.count) {
            let byte = bytes[offset]
            let isPair = byte == 13 && offset + 1 < bytes.count && bytes[offset + 1] == 10
            if byte == 10 || (byte == 13 && !isPair) {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
            offset += 1
        }
        return SourcePosition(line: line, column: column, byteOffset: wanted)
    }
}
