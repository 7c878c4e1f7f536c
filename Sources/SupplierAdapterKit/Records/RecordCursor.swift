/// What is wrong with the bytes of a line.
struct RecordFault: Error {
    let code: String
    let message: String
    /// Where in the line, from 0.
    let offset: Int

    init(_ code: String, _ message: String, at offset: Int) {
        self.code = code
        self.message = message
        self.offset = offset
    }
}

/// Walks over one line of JSON without making values of it.
///
/// Price lists of millions of records are read with it: a decoder that makes a value of everything
/// takes longer than the supplier takes to send them.
struct RecordCursor {
    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var index = 0

    private static let maximumDepth = 32

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// A text or number as it stands in the line.
    struct Scalar {
        let range: Range<Int>
        let isText: Bool
        let hasEscapes: Bool
    }

    func fault(_ message: String) -> RecordFault {
        RecordFault("record.syntax", message, at: index)
    }

    mutating func skipBlanks() {
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 9 || bytes[index] == 13 {
            index &+= 1
        }
    }

    /// The next byte that is no blank; 0 at the end.
    mutating func peek() -> UInt8 {
        skipBlanks()
        return index < bytes.count ? bytes[index] : 0
    }

    mutating func take(_ byte: UInt8) throws(RecordFault) {
        guard peek() == byte else {
            let wanted = Character(Unicode.Scalar(byte))
            throw fault("\(found) stands where \(wanted) belongs")
        }
        index &+= 1
    }

    private var found: String {
        guard index < bytes.count else { return "the end of the line" }
        let byte = bytes[index]
        return (0x21...0x7E).contains(byte)
            ? "\(Character(Unicode.Scalar(byte)))" : "the byte \(byte)"
    }

    /// Walks the members of an object; `body` takes the value.
    mutating func members(
        _ body: (inout RecordCursor, Scalar) throws(RecordFault) -> Void
    ) throws(RecordFault) {
        try take(UInt8(ascii: "{"))
        if peek() == UInt8(ascii: "}") {
            index &+= 1
            return
        }
        while true {
            let name = try text()
            try take(UInt8(ascii: ":"))
            skipBlanks()
            try body(&self, name)
            if peek() == UInt8(ascii: ",") {
                index &+= 1
                continue
            }
            return try take(UInt8(ascii: "}"))
        }
    }

    /// Walks the elements of a list; `body` takes each.
    mutating func elements(
        _ body: (inout RecordCursor) throws(RecordFault) -> Void
    ) throws(RecordFault) {
        try take(UInt8(ascii: "["))
        if peek() == UInt8(ascii: "]") {
            index &+= 1
            return
        }
        while true {
            skipBlanks()
            try body(&self)
            if peek() == UInt8(ascii: ",") {
                index &+= 1
                continue
            }
            return try take(UInt8(ascii: "]"))
        }
    }

    mutating func text() throws(RecordFault) -> Scalar {
        try take(UInt8(ascii: "\""))
        let start = index
        var hasEscapes = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                index &+= 1
                return Scalar(
                    range: start..<index &- 1, isText: true, hasEscapes: hasEscapes)
            }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                index &+= 1
            } else if byte < 0x20 {
                throw fault("a control character stands in a text")
            }
            index &+= 1
        }
        throw fault("the line ends inside a text")
    }

    /// A text or a number, or `nil` for `null`.
    mutating func scalar() throws(RecordFault) -> Scalar? {
        switch peek() {
        case UInt8(ascii: "\""): return try text()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let start = index
            while index < bytes.count, Self.isNumeric(bytes[index]) { index &+= 1 }
            return Scalar(range: start..<index, isText: false, hasEscapes: false)
        case UInt8(ascii: "n"):
            try word("null")
            return nil
        default: throw fault("\(found) stands where a text or number belongs")
        }
    }

    private static func isNumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
            UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    private mutating func word(_ word: StaticString) throws(RecordFault) {
        let end = index &+ word.utf8CodeUnitCount
        guard end <= bytes.count else { throw fault("the line ends inside a value") }
        for offset in 0..<word.utf8CodeUnitCount
        where bytes[index &+ offset] != word.utf8Start[offset] {
            throw fault("\(found) begins no value of JSON")
        }
        index = end
    }

    mutating func skipValue(depth: Int = 0) throws(RecordFault) {
        guard depth < Self.maximumDepth else { throw fault("lists and objects nest too deep") }
        switch peek() {
        case UInt8(ascii: "{"):
            try members { cursor, _ throws(RecordFault) in
                try cursor.skipValue(depth: depth + 1)
            }
        case UInt8(ascii: "["):
            try elements { cursor throws(RecordFault) in try cursor.skipValue(depth: depth + 1) }
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        default: _ = try scalar()
        }
    }

    /// Nothing but blanks may follow.
    mutating func finish() throws(RecordFault) {
        skipBlanks()
        guard index == bytes.count else { throw fault("\(found) stands behind the object") }
    }

    // MARK: - Values

    func equals(_ scalar: Scalar, _ name: StaticString) -> Bool {
        guard scalar.range.count == name.utf8CodeUnitCount else { return false }
        let start = scalar.range.lowerBound
        for offset in 0..<name.utf8CodeUnitCount
        where bytes[start &+ offset] != name.utf8Start[offset] {
            return false
        }
        return true
    }

    /// The text between the quotes, or the digits of a number.
    func string(_ scalar: Scalar) throws(RecordFault) -> String {
        let raw = UnsafeBufferPointer(rebasing: bytes[scalar.range])
        if scalar.hasEscapes { return try unescaped(scalar) }
        guard let text = String(validating: raw, as: UTF8.self) else {
            throw RecordFault(
                "record.encoding", "a text is not UTF-8", at: scalar.range.lowerBound)
        }
        return text
    }

    private func unescaped(_ scalar: Scalar) throws(RecordFault) -> String {
        var units: [UInt16] = []
        var result: [UInt8] = []
        func flush() throws(RecordFault) {
            guard !units.isEmpty else { return }
            guard let text = String(validating: units, as: UTF16.self) else {
                throw RecordFault(
                    "record.encoding", "half a surrogate pair stands in a text",
                    at: scalar.range.lowerBound)
            }
            result += Array(text.utf8)
            units = []
        }
        var place = scalar.range.lowerBound
        while place < scalar.range.upperBound {
            let byte = bytes[place]
            guard byte == UInt8(ascii: "\\") else {
                try flush()
                result.append(byte)
                place += 1
                continue
            }
            let kind = bytes[place + 1]
            if kind == UInt8(ascii: "u"), place + 6 <= scalar.range.upperBound,
                let unit = UInt16(
                    String(decoding: bytes[place + 2..<place + 6], as: UTF8.self), radix: 16)
            {
                units.append(unit)
                place += 6
                continue
            }
            guard let plain = Self.plain(kind) else {
                throw RecordFault("record.syntax", "an escape is not known in JSON", at: place)
            }
            try flush()
            result.append(plain)
            place += 2
        }
        try flush()
        guard let text = String(validating: result, as: UTF8.self) else {
            throw RecordFault(
                "record.encoding", "a text is not UTF-8", at: scalar.range.lowerBound)
        }
        return text
    }

    private static func plain(_ kind: UInt8) -> UInt8? {
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): kind
        case UInt8(ascii: "b"): 8
        case UInt8(ascii: "f"): 12
        case UInt8(ascii: "n"): 10
        case UInt8(ascii: "r"): 13
        case UInt8(ascii: "t"): 9
        default: nil
        }
    }
}
