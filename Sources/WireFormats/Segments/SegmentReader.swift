/// The two ways to write documents as segments.
public enum SegmentSyntax: String, Hashable, Sendable, CaseIterable {
    /// ANSI ASC X12.
    case x12
    /// UN/EDIFACT (ISO 9735), batch and interactive.
    case edifact
}

/// Reads X12 and EDIFACT segment by segment: streaming, and without losing a byte.
///
/// A cursor: `next()` moves to the next token, and the other members tell of that token until the
/// next call. It never throws on content; an error comes from the source of the bytes alone. What
/// is wrong with the frame of an interchange is kept in `takeFindings()`, everything else is
/// for those who know what the segments mean.
public struct SegmentReader: Sendable {
    /// How the document is written.
    public let syntax: SegmentSyntax
    /// The current token; `nil` before the first one.
    public private(set) var token: SegmentToken?
    /// The longest segment that is held in memory.
    public static let maximumSegmentBytes = 4 << 20

    var window: ByteWindow
    var scanner: SegmentScanner
    /// Where the current token begins in the window's buffer.
    private var tokenStart = 0
    /// Bytes of the current segment in front of its terminator.
    private var contentLength = 0
    var findings: [FramingFinding] = []
    var state = FramingState.start
    /// What the service string advice names for repetitions, until the syntax version is known.
    var advisedRepetition: UInt8?
    /// Whether service string advice came, and nothing but filler since.
    var lastWasAdvice = false

    /// Reads bytes that are all there.
    public init(_ bytes: [UInt8], syntax: SegmentSyntax) {
        self.init(window: ByteWindow(bytes), syntax: syntax)
    }

    /// Reads bytes as they come; keeps no more than one segment and one piece.
    public init(source: any ByteSource, syntax: SegmentSyntax) {
        self.init(window: ByteWindow(source: source), syntax: syntax)
    }

    init(window: ByteWindow, syntax: SegmentSyntax) {
        self.window = window
        self.syntax = syntax
        scanner = SegmentScanner(syntax == .x12 ? .x12Usual : .edifact)
    }

    /// What parts the pieces of the current segment.
    public var characters: ServiceCharacters { scanner.characters }

    /// Moves to the next token; `nil` at the end of the file.
    public mutating func next() throws(WireError) -> SegmentToken? {
        switch syntax {
        case .x12: token = try nextX12()
        case .edifact: token = try nextEDIFACT()
        }
        return token
    }

    /// What was wrong with the frame since the last call.
    mutating func takeFindings() -> [FramingFinding] {
        guard !findings.isEmpty else { return [] }
        defer { findings = [] }
        return findings
    }

    // MARK: - The current token

    /// The number of data elements of the current segment.
    public var elementCount: Int { max(0, scanner.startCount - 1) }

    /// Calls `body` with the bytes of a stretch of the segment as they stand.
    @inline(__always)
    func withRaw<Result>(
        _ range: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        window.buffer.withUnsafeBufferPointer {
            let start = tokenStart + range.lowerBound
            return body(UnsafeBufferPointer(rebasing: $0[start..<start + range.count]))
        }
    }

    /// Whether bytes of the segment stand for themselves: none is released, and no line broken.
    var isPlain: Bool { scanner.marks.isDisjoint(with: [.lineBreak, .release]) }

    /// Calls `body` with the bytes of the whole token as they stand.
    public func withToken<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let length = token?.length ?? 0
        return window.buffer.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[tokenStart..<tokenStart + length]))
        }
    }

    /// Where an element lies in its segment; element 0 is the segment's name.
    public func range(of element: Int) -> Range<Int> {
        guard element < scanner.startCount else { return 0..<0 }
        let start = Int(scanner.elementStarts[element])
        let isLast = element + 1 == scanner.startCount
        let end = isLast ? contentLength : Int(scanner.elementStarts[element + 1]) - 1
        return start..<max(start, end)
    }

    /// Component and repetition separators inside a stretch of the segment.
    func separators(in range: Range<Int>) -> [(offset: Int, isRepetition: Bool)] {
        guard scanner.separatorCount > 0 else { return [] }
        return scanner.separators.prefix(scanner.separatorCount).compactMap { packed in
            let offset = Int(packed >> 1)
            return range.contains(offset) ? (offset, packed & 1 == 1) : nil
        }
    }

    /// Whether an element is there and holds at least one byte.
    public func isPresent(_ element: Int) -> Bool { !range(of: element).isEmpty }

    /// The bytes of a stretch of the segment, without released and wrapping characters.
    public func bytes(in range: Range<Int>) -> [UInt8] {
        let start = tokenStart + range.lowerBound
        let raw = window.buffer[start..<start + range.count]
        guard let token, !token.marks.isDisjoint(with: [.lineBreak, .release]) else {
            return Array(raw)
        }
        var clean: [UInt8] = []
        var isReleased = false
        for byte in raw {
            if !isReleased, byte == characters.release {
                isReleased = true
            } else {
                if isReleased || (byte != 10 && byte != 13) { clean.append(byte) }
                isReleased = false
            }
        }
        return clean
    }

    /// Where an element lies, or one of its components in its first repetition; empty where it
    /// is not there.
    private func range(of element: Int, component: Int?) -> Range<Int> {
        let whole = range(of: element)
        guard let component else { return whole }
        var start = whole.lowerBound
        var number = 1
        for index in 0..<scanner.separatorCount {
            let offset = Int(scanner.separators[index] >> 1)
            guard offset >= whole.lowerBound else { continue }
            guard offset < whole.upperBound else { break }
            if number == component { return start..<offset }
            if scanner.separators[index] & 1 == 1 { return start..<start }
            start = offset + 1
            number += 1
        }
        return number == component ? start..<whole.upperBound : start..<start
    }

    /// The bytes of an element, or of one of its components in its first repetition.
    public func bytes(_ element: Int, component: Int? = nil) -> [UInt8] {
        bytes(in: range(of: element, component: component))
    }

    /// A short element, or one of its components, as one number: its bytes, the last one lowest.
    ///
    /// 0 for an empty one; `nil` where it is longer than eight bytes, or holds anything but
    /// printable ASCII characters that stand for themselves: then only ``text(_:component:)``
    /// tells what it says.
    public func packed(_ element: Int, component: Int? = nil) -> UInt64? {
        let range = range(of: element, component: component)
        guard range.count <= 8 else { return nil }
        let release = scanner.marks.contains(.release) ? characters.release : nil
        return withRaw(range) { bytes in
            var packed: UInt64 = 0
            for byte in bytes {
                guard byte >= 0x20, byte < 0x7F, byte != release else { return nil }
                packed = packed << 8 | UInt64(byte)
            }
            return packed
        }
    }

    /// Adds an element as text, in UTF-8, behind bytes that are there.
    public func addText(
        _ element: Int, component: Int? = nil, to bytes: inout [UInt8]
    ) {
        if scanner.marks.isDisjoint(with: [.lineBreak, .highByte]) {
            let release = scanner.marks.contains(.release) ? characters.release : nil
            withRaw(range(of: element, component: component)) { raw in
                guard let release, raw.contains(release) else {
                    return bytes.append(contentsOf: raw)
                }
                // Stretches between release characters, each with what is released before it.
                var start = 0
                var index = 0
                while index < raw.count {
                    if raw[index] == release {
                        bytes.append(contentsOf: raw[start..<index])
                        start = index + 1
                        index += 1
                    }
                    index += 1
                }
                if start < raw.count { bytes.append(contentsOf: raw[start...]) }
            }
        } else {
            bytes.append(contentsOf: text(element, component: component).utf8)
        }
    }

    /// An element as text: UTF-8 where it is, else one character a byte.
    public func text(_ element: Int, component: Int? = nil) -> String {
        let range = range(of: element, component: component)
        if scanner.marks.isDisjoint(with: [.lineBreak, .release, .highByte]) {
            return withRaw(range) { String(decoding: $0, as: UTF8.self) }
        }
        // What is rare in a segment mostly stands elsewhere in it.
        let release = characters.release
        let plain: String? = withRaw(range) { raw in
            for byte in raw
            where byte >= 0x80 || byte == 10 || byte == 13 || byte == release {
                return nil
            }
            return String(decoding: raw, as: UTF8.self)
        }
        if let plain { return plain }
        let bytes = bytes(in: range)
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    /// Where a byte of the current segment stands in the file.
    public func position(at offset: Int) -> SourcePosition {
        guard let token else { return .start }
        var line = token.position.line
        var column = token.position.column
        if token.hasLineBreaks {
            withToken { bytes in
                for index in 0..<min(offset, bytes.count) {
                    let isPair =
                        bytes[index] == 13 && index + 1 < bytes.count && bytes[index + 1] == 10
                    if bytes[index] == 10 || bytes[index] == 13 && !isPair {
                        line += 1
                        column = 1
                    } else {
                        column += 1
                    }
                }
            }
        } else {
            column += offset
        }
        return SourcePosition(
            line: line, column: column, byteOffset: token.position.byteOffset + offset)
    }

    /// Writes the current token piece by piece: elements, what parts them, and the terminator.
    ///
    /// Nothing is taken from anywhere but the pieces, so what comes out equal was read whole.
    public func writePieces(to output: inout [UInt8]) {
        guard let token else { return }
        guard token.kind == .segment, !token.marks.contains(.tooLong) else {
            withToken { output.append(contentsOf: $0) }
            return
        }
        withToken { bytes in
            for element in 0..<scanner.startCount {
                if element > 0 { output.append(characters.element) }
                output.append(contentsOf: bytes[range(of: element)])
            }
            output.append(contentsOf: bytes.suffix(token.terminatorLength))
        }
    }
}

// MARK: - Taking tokens

extension SegmentReader {
    var position: SourcePosition {
        SourcePosition(
            line: scanner.line, column: window.offset - scanner.lineStart + 1,
            byteOffset: window.offset)
    }

    /// Takes bytes as one token that is no segment.
    mutating func take(
        _ length: Int, as kind: SegmentToken.Kind, marks: SegmentMarks = []
    ) -> SegmentToken {
        let start = position
        tokenStart = window.index
        let end = window.index + length
        scanner.adopt(elementStarts: [], marks: marks)
        for index in window.index..<end {
            let byte = window.buffer[index]
            let isPair =
                byte == 13 && index + 1 < window.buffer.count && window.buffer[index + 1] == 10
            if byte == 10 || byte == 13 && !isPair {
                scanner.endLine(at: window.bufferOffset + index)
            }
        }
        window.take(length)
        return SegmentToken(
            kind: kind, name: "", position: start, length: length, terminatorLength: 0,
            marks: marks)
    }

    /// Takes line ends, blanks, and the zeros and end-of-file marks that old systems leave.
    mutating func takeFiller() throws(WireError) -> SegmentToken? {
        guard try window.has(1), let first = window.peek(), isFiller(first) else { return nil }
        var length = 1
        while let byte = window.peek(length), isFiller(byte) { length += 1 }
        return take(length, as: .filler)
    }

    private func isFiller(_ byte: UInt8) -> Bool {
        switch byte {
        case 10, 13, 0x20, 9, 0, 0x1A: true
        // The rest of a terminator that UTF-8 writes in several bytes; no name begins so.
        case 0x80...0xBF: syntax == .x12 && characters.terminator >= 0xC2
        default: false
        }
    }

    /// Takes one segment up to its terminator, or to the end of the file.
    mutating func takeSegment() throws(WireError) -> SegmentToken {
        while true {
            let start = position
            let end = window.buffer.withUnsafeBufferPointer {
                scanner.scan(
                    $0, from: window.index, bufferOffset: window.bufferOffset,
                    isLast: window.isLast)
            }
            if let end {
                return try finishSegment(at: start, length: end + 1 - window.index)
            }
            if window.isLast {
                return finish(at: start, length: window.available, terminatorLength: 0)
            }
            if window.available > SegmentReader.maximumSegmentBytes {
                return take(window.available, as: .junk, marks: .tooLong)
            }
            _ = try window.refill()
        }
    }

    private mutating func finishSegment(
        at start: SourcePosition, length: Int
    ) throws(WireError) -> SegmentToken {
        var length = length
        var terminatorLength = 1
        if characters.endsWithLine {
            scanner.endLine(at: window.offset + length - 1)
            if characters.terminator == 10 {
                while terminatorLength < length,
                    window.peek(length - terminatorLength - 1) == 13
                {
                    terminatorLength += 1
                }
            } else if try window.has(length + 1), window.peek(length) == 10 {
                length += 1
                terminatorLength += 1
                scanner.beginLine(at: window.offset + length)
            }
        }
        return finish(at: start, length: length, terminatorLength: terminatorLength)
    }

    mutating func finish(
        at start: SourcePosition, length: Int, terminatorLength: Int
    ) -> SegmentToken {
        tokenStart = window.index
        contentLength = length - terminatorLength
        window.take(length)
        return SegmentToken(
            kind: .segment, name: currentName, position: start, length: length,
            terminatorLength: terminatorLength, marks: scanner.marks)
    }

    private var currentName: SegmentName {
        var end = scanner.startCount > 1 ? Int(scanner.elementStarts[1]) - 1 : contentLength
        // A tag may carry nesting counts behind a component separator (ISO 9735, part 1).
        if scanner.separatorCount > 0 { end = min(end, Int(scanner.separators[0] >> 1)) }
        return window.buffer.withUnsafeBufferPointer {
            let name = UnsafeBufferPointer(rebasing: $0[tokenStart..<tokenStart + max(0, end)])
            if scanner.marks.contains(.lineBreak) {
                return name.filter { $0 != 10 && $0 != 13 }.withUnsafeBufferPointer {
                    SegmentName($0)
                }
            }
            return SegmentName(name)
        }
    }
}

/// Where a reader stands in the frame of the file.
enum FramingState: Hashable, Sendable {
    case start
    /// Between interchanges.
    case outside
    case inside
}

/// What is wrong with the frame of an interchange, by byte.
struct FramingFinding: Hashable, Sendable {
    var code: String
    var message: String
    var position: SourcePosition
    var element: Int?
}

extension ServiceCharacters {
    /// What most write, where a file does not tell.
    static let x12Usual = ServiceCharacters(
        element: UInt8(ascii: "*"), component: UInt8(ascii: ">"), terminator: UInt8(ascii: "~"))
}
