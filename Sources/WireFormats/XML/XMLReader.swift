/// Reads XML 1.0 strictly, piece by piece: streaming, and without losing a byte.
///
/// Nothing is fetched, and nothing is expanded but the five entities of the standard and character
/// references, so that no document can make itself larger than it is. A document type declaration
/// is given as a token and not used. It never throws on content: a token says what is wrong with
/// it.
public struct XMLReader: Sendable {
    /// The longest tag, comment or other piece of markup that is held in memory.
    public static let maximumMarkupBytes = 1 << 20
    /// The deepest nesting of elements.
    public static let maximumDepth = 256
    /// Text is given in pieces of about this many bytes.
    private static let pieceBytes = 1 << 16

    /// The current token; `nil` before the first one.
    public private(set) var token: XMLToken?
    /// The names of the elements that are open, the outermost first.
    public private(set) var openElements: [String] = []
    /// How the document says it is encoded; `UTF-8` where it does not say.
    public private(set) var encoding = "UTF-8"
    private(set) var window: ByteWindow
    private var tokenStart = 0
    private var line = 1
    private var lineStart = 0
    private var continuations = 0
    private var isAtStart = true
    private var hasRoot = false
    private var checksUTF8 = true
    private var isASCII = false

    /// Reads bytes that are all there.
    public init(_ bytes: [UInt8]) { window = ByteWindow(bytes) }

    /// Reads bytes as they come.
    public init(source: any ByteSource) { window = ByteWindow(source: source) }

    init(window: ByteWindow) { self.window = window }

    /// Where the next token begins.
    public var position: SourcePosition {
        SourcePosition(
            line: line, column: window.offset - lineStart + 1 - continuations,
            byteOffset: window.offset)
    }

    /// Calls `body` with the bytes of the current token.
    public func withToken<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let length = token?.length ?? 0
        return window.buffer.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[tokenStart..<tokenStart + length]))
        }
    }

    /// Moves to the next token; `nil` at the end of the file.
    public mutating func next() throws(WireError) -> XMLToken? {
        token = try scan()
        return token
    }

    private mutating func scan() throws(WireError) -> XMLToken? {
        if isAtStart {
            _ = try window.has(6)
            if window.offset == 0, window.begins(with: "\u{FEFF}") {
                let token = take(3, as: .byteOrderMark)
                lineStart = 3
                continuations = 0
                return token
            }
            isAtStart = false
            if window.begins(with: "<?xml"), let byte = window.peek(5), byte <= 0x20 {
                return try takeUntil("?>", as: .declaration)
            }
        }
        guard try window.has(1) else { return nil }
        guard window.peek() == UInt8(ascii: "<") else { return try takeText() }
        _ = try window.has(9)
        if window.begins(with: "<!--") { return try takeUntil("-->", as: .comment, from: 4) }
        if window.begins(with: "<![CDATA[") { return try takeUntil("]]>", as: .cdata, from: 9) }
        if window.begins(with: "<!DOCTYPE") { return try takeDoctype() }
        if window.begins(with: "<?") { return try takeUntil("?>", as: .instruction, from: 2) }
        return try takeTag()
    }

    // MARK: - Pieces

    private mutating func take(
        _ length: Int, as kind: XMLToken.Kind, name: String = "",
        fault: (code: String, message: String, offset: Int)? = nil
    ) -> XMLToken {
        let start = position
        tokenStart = window.index
        var wrong: WireError?
        if let fault {
            wrong = WireError(code: fault.code, message: fault.message, position: start)
        }
        for index in window.index..<window.index + length {
            if let fault, index == window.index + fault.offset {
                wrong?.position = SourcePosition(
                    line: line,
                    column: window.bufferOffset + index - lineStart + 1 - continuations,
                    byteOffset: window.bufferOffset + index)
            }
            let byte = window.buffer[index]
            let isPair =
                byte == 13 && index + 1 < window.buffer.count && window.buffer[index + 1] == 10
            if byte == 10 || byte == 13 && !isPair {
                line += 1
                lineStart = window.bufferOffset + index + 1
                continuations = 0
            } else if checksUTF8 && byte & 0xC0 == 0x80 {
                continuations += 1
            }
        }
        window.take(length)
        if let fault, fault.offset >= length { wrong?.position = position }
        return XMLToken(kind: kind, name: name, position: start, length: length, fault: wrong)
    }

    private mutating func takeUntil(
        _ end: StaticString, as kind: XMLToken.Kind, from: Int = 2
    ) throws(WireError) -> XMLToken {
        var length = from
        let width = end.utf8CodeUnitCount
        while true {
            guard try window.has(length + width) else {
                return cutOff(kind)
            }
            if window.begins(with: end, at: length) { break }
            length += 1
            if length > Self.maximumMarkupBytes { return tooLong(length) }
        }
        length += width
        let bytes = window.buffer[window.index..<window.index + length]
        return take(length, as: kind, fault: fault(in: Array(bytes), kind))
    }

    private mutating func cutOff(_ kind: XMLToken.Kind) -> XMLToken {
        let length = window.available
        return take(
            length, as: .garbage,
            fault: ("xml.cut-off", "the file ends inside a \(kind.rawValue)", length))
    }

    private mutating func tooLong(_ length: Int) -> XMLToken {
        take(
            length, as: .garbage,
            fault: ("xml.too-long", "this piece of markup is longer than what is read", 0))
    }

    private mutating func fault(
        in bytes: [UInt8], _ kind: XMLToken.Kind
    ) -> (String, String, Int)? {
        if let wrong = badCharacter(in: bytes[...]) { return wrong }
        switch kind {
        case .declaration: return readDeclaration(bytes)
        case .instruction:
            let target = bytes.dropFirst(2).prefix { XMLBytes.isName($0) }
            if target.isEmpty {
                return ("xml.syntax", "a processing instruction has no name", 2)
            }
            if String(decoding: target, as: UTF8.self).lowercased() == "xml" {
                return (
                    "xml.syntax", "the XML declaration does not stand at the very beginning", 0
                )
            }
        case .comment:
            let body = bytes.dropFirst(4).dropLast(3)
            let pair = body.indices.dropLast().first { body[$0] == 0x2D && body[$0 + 1] == 0x2D }
            if let pair { return ("xml.syntax", "two hyphens stand in a comment", pair) }
            if body.last == 0x2D {
                return ("xml.syntax", "a comment ends with three hyphens", body.endIndex - 1)
            }
        case .cdata where openElements.isEmpty:
            return ("xml.root", "text stands outside the root element", 0)
        default: break
        }
        return nil
    }

    /// A byte that is no character of XML in this encoding.
    private func badCharacter(in bytes: ArraySlice<UInt8>) -> (String, String, Int)? {
        var hasHighBytes = false
        for (offset, byte) in bytes.enumerated() {
            if byte < 0x20, byte != 9, byte != 10, byte != 13 {
                return (
                    "xml.character",
                    "the control character 0x\(hexadecimal(byte)) is not allowed in XML", offset
                )
            }
            if byte >= 0x80 {
                hasHighBytes = true
                if isASCII {
                    return (
                        "xml.encoding", "the byte 0x\(hexadecimal(byte)) is not ASCII", offset
                    )
                }
            }
        }
        guard hasHighBytes, checksUTF8,
            case .badByte(let offset) = TextEncoding.utf8.decode(bytes)
        else { return nil }
        let byte = bytes[bytes.startIndex + min(offset, bytes.count - 1)]
        return ("xml.encoding", "the byte 0x\(hexadecimal(byte)) is not UTF-8 text", offset)
    }

    private mutating func readDeclaration(_ bytes: [UInt8]) -> (String, String, Int)? {
        let inner = bytes.dropFirst(5).dropLast(2)
        let (attributes, wrong) = XMLBytes.attributes(in: inner)
        if let wrong { return (wrong.code, wrong.message, wrong.offset) }
        let names = attributes.map(\.name)
        guard names.first == "version",
            names.allSatisfy({ ["version", "encoding", "standalone"].contains($0) })
        else { return ("xml.syntax", "the XML declaration is not well formed", 0) }
        guard let stated = attributes.first(where: { $0.name == "encoding" })?.value else {
            return nil
        }
        encoding = stated
        switch stated.uppercased() {
        case "UTF-8", "UTF8": break
        case "US-ASCII", "ASCII": isASCII = true
        case "UTF-16", "UTF-16LE", "UTF-16BE", "UNICODE":
            return nil
        default:
            // Their bytes below 0x40 mean what they mean in ASCII, and markup is made of those.
            let known = [
                "ISO-8859-", "ISO8859-", "WINDOWS-", "CP", "IBM", "KOI8-", "EUC-", "SHIFT_JIS",
                "SHIFT-JIS", "GB", "BIG5", "TIS-620", "LATIN", "MACINTOSH", "X-MAC-",
            ]
            guard known.contains(where: { stated.uppercased().hasPrefix($0) }) else {
                return (
                    "xml.encoding-unknown", "the encoding \(quotedForMessage(stated)) is not read",
                    0
                )
            }
            checksUTF8 = false
        }
        return nil
    }

    private mutating func takeDoctype() throws(WireError) -> XMLToken {
        var length = 9
        var depth = 0
        var quote: UInt8?
        while true {
            guard try window.has(length + 1), let byte = window.peek(length) else {
                return cutOff(.doctype)
            }
            length += 1
            if let open = quote {
                if byte == open { quote = nil }
                continue
            }
            if byte == UInt8(ascii: "<"), let end = try skippedInDoctype(from: length) {
                length = end
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: "[") {
                depth += 1
            } else if byte == UInt8(ascii: "]") {
                depth -= 1
            } else if byte == UInt8(ascii: ">"), depth <= 0 {
                break
            }
            if length > Self.maximumMarkupBytes { return tooLong(length) }
        }
        let isMisplaced = hasRoot
        return take(
            length, as: .doctype,
            fault: isMisplaced
                ? ("xml.syntax", "a document type declaration stands behind the root's start", 0)
                : nil)
    }

    /// The end of a comment or an instruction that opens in front of `start`; quotes do not count
    /// in them.
    private mutating func skippedInDoctype(from start: Int) throws(WireError) -> Int? {
        _ = try window.has(start + 3)
        let isComment = window.begins(with: "!--", at: start)
        guard isComment || window.peek(start) == UInt8(ascii: "?") else { return nil }
        var length = start + (isComment ? 3 : 1)
        while length < Self.maximumMarkupBytes, try window.has(length + 3) {
            if isComment, window.begins(with: "-->", at: length) { return length + 3 }
            if !isComment, window.begins(with: "?>", at: length) { return length + 2 }
            length += 1
        }
        return nil
    }

    // MARK: - Text

    private mutating func takeText() throws(WireError) -> XMLToken {
        var length = 1
        while length < Self.pieceBytes, try window.has(length + 1),
            window.peek(length) != UInt8(ascii: "<")
        {
            length += 1
        }
        if length >= Self.pieceBytes { length = safeCut(length) }
        let bytes = window.buffer[window.index..<window.index + length]
        var wrong = badCharacter(in: bytes)
        if wrong == nil, openElements.isEmpty {
            let stray = bytes.firstIndex { $0 > 0x20 }
            wrong = stray.map {
                (
                    hasRoot ? "xml.root" : "xml.syntax",
                    "text stands outside the root element", $0 - bytes.startIndex
                )
            }
        }
        wrong = wrong ?? XMLBytes.badReference(in: bytes, isAttribute: false)
        return take(length, as: .text, fault: wrong)
    }

    /// A place for a cut that splits neither a reference, a character nor `]]>`.
    private func safeCut(_ length: Int) -> Int {
        var cut = length
        while cut > length - 64 {
            let byte = window.peek(cut) ?? 0
            let before = window.buffer[window.index + cut - 16..<window.index + cut]
            let isInReference =
                before.lastIndex(of: UInt8(ascii: "&")) ?? -1
                > before.lastIndex(of: UInt8(ascii: ";")) ?? -1
            if byte & 0xC0 != 0x80, !isInReference, byte != UInt8(ascii: ">"),
                byte != UInt8(ascii: "]"), byte != 10
            {
                return cut
            }
            cut -= 1
        }
        return length
    }

    // MARK: - Tags

    private mutating func takeTag() throws(WireError) -> XMLToken {
        var length = 1
        var quote: UInt8?
        while true {
            guard try window.has(length + 1), let byte = window.peek(length) else {
                return cutOff(.startTag)
            }
            length += 1
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                break
            } else if byte == UInt8(ascii: "<") {
                return take(
                    length - 1, as: .garbage,
                    fault: ("xml.syntax", "a tag begins inside a tag", length - 1))
            }
            if length > Self.maximumMarkupBytes { return tooLong(length) }
        }
        let bytes = Array(window.buffer[window.index..<window.index + length])
        if let wrong = badCharacter(in: bytes[...]) {
            return take(length, as: .garbage, fault: wrong)
        }
        return bytes[1] == UInt8(ascii: "/") ? takeEndTag(bytes) : takeStartTag(bytes)
    }

    private mutating func takeEndTag(_ bytes: [UInt8]) -> XMLToken {
        let inner = bytes.dropFirst(2).dropLast()
        let nameBytes = inner.prefix { XMLBytes.isName($0) }
        let name = String(decoding: nameBytes, as: UTF8.self)
        let isClean = inner.dropFirst(nameBytes.count).allSatisfy { XMLBytes.isBlank($0) }
        guard !name.isEmpty, isClean else {
            return take(
                bytes.count, as: .garbage, fault: ("xml.syntax", "an end tag is malformed", 0))
        }
        guard let open = openElements.last else {
            return take(
                bytes.count, as: .endTag, name: name,
                fault: ("xml.tag-mismatch", "</\(name)> closes nothing", 0))
        }
        guard open == name else {
            // Where the name is open further out, what stands between is taken as closed.
            if let index = openElements.lastIndex(of: name) {
                openElements.removeSubrange(index...)
            }
            return take(
                bytes.count, as: .endTag, name: name,
                fault: ("xml.tag-mismatch", "</\(name)> stands where </\(open)> belongs", 0))
        }
        openElements.removeLast()
        return take(bytes.count, as: .endTag, name: name)
    }

    private mutating func takeStartTag(_ bytes: [UInt8]) -> XMLToken {
        let isEmpty = bytes.count > 2 && bytes[bytes.count - 2] == UInt8(ascii: "/")
        let inner = bytes.dropFirst().dropLast(isEmpty ? 2 : 1)
        let nameBytes = inner.prefix { XMLBytes.isName($0) }
        let name = String(decoding: nameBytes, as: UTF8.self)
        guard let first = nameBytes.first, XMLBytes.isNameStart(first) else {
            return take(
                bytes.count, as: .garbage,
                fault: ("xml.syntax", "\"<\" stands where no tag begins", 0))
        }
        var (_, wrong) = XMLBytes.attributes(in: inner.dropFirst(nameBytes.count))
        if hasRoot, openElements.isEmpty {
            wrong = ("xml.root", "a second root element begins", 0)
        }
        hasRoot = true
        if !isEmpty {
            if openElements.count >= Self.maximumDepth {
                wrong = (
                    "xml.too-deep", "elements are nested deeper than \(Self.maximumDepth)", 0
                )
            } else {
                openElements.append(name)
            }
        }
        return take(bytes.count, as: isEmpty ? .emptyTag : .startTag, name: name, fault: wrong)
    }

    /// The attributes of the current tag, in order.
    public var attributes: [XMLAttribute] {
        guard let token, token.kind == .startTag || token.kind == .emptyTag else { return [] }
        return withToken { bytes in
            let inner = Array(bytes).dropFirst(1 + token.name.utf8.count)
                .dropLast(token.kind == .emptyTag ? 2 : 1)
            return XMLBytes.attributes(in: inner).attributes
        }
    }

    /// The characters of the current text or CDATA token, references resolved.
    public var text: String {
        guard let token else { return "" }
        return withToken { bytes in
            switch token.kind {
            case .text: XMLBytes.resolved(Array(bytes)[...])
            case .cdata: XMLBytes.text(Array(bytes.dropFirst(9).dropLast(3)))
            default: ""
            }
        }
    }
}
