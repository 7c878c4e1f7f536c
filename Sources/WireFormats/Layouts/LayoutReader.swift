/// Reads a flat file by its layout: every byte in pieces, every field of every record with its
/// place, and everything that is not as the layout has it as a diagnostic.
///
/// One pass; what is held is one record and the chain of records above it. Never throws on content.
public struct LayoutReader: Sendable {
    /// The layout.
    public let layout: RecordLayout
    private var window: ByteWindow
    private var checker: LayoutChecker
    private var line = 1
    private var lineStart = 0
    private var isFinished = false
    private static let maximumRecordBytes = 1 << 20

    /// Reads bytes that are all there.
    public init(
        _ bytes: [UInt8], layout: RecordLayout, strictness: Strictness = .standard,
        diagnosticLimit: Int = 10_000
    ) {
        self.init(window: ByteWindow(bytes), layout, strictness, diagnosticLimit)
    }

    /// Reads bytes as they come.
    public init(
        source: any ByteSource, layout: RecordLayout, strictness: Strictness = .standard,
        diagnosticLimit: Int = 10_000
    ) {
        self.init(window: ByteWindow(source: source), layout, strictness, diagnosticLimit)
    }

    private init(
        window: ByteWindow, _ layout: RecordLayout, _ strictness: Strictness, _ limit: Int
    ) {
        self.layout = layout
        self.window = window
        checker = LayoutChecker(
            layout: layout, log: DiagnosticLog(strictness: strictness, limit: limit))
    }

    var log: DiagnosticLog { checker.log }
    /// What was found so far; all of it once ``next()`` has given `nil`.
    public var diagnostics: [WireDiagnostic] { log.diagnostics }
    /// Whether what was found rejects the file.
    public var isRejected: Bool { log.worst >= .rejectSet }
    /// How many counts and totals were compared and agree.
    public var agreedChecks: Int { checker.agreed }

    /// The next piece; `nil` at the end of the file.
    ///
    /// Throws what the source throws.
    public mutating func next() throws(WireError) -> LayoutToken? {
        guard try window.has(1) else {
            if !isFinished { checker.finish(at: here) }
            isFinished = true
            return nil
        }
        if window.offset == 0 {
            _ = try window.has(3)
            if window.begins(with: "\u{FEFF}") {
                let start = here
                return LayoutToken(kind: .filler, bytes: take(3), lineEnd: [], position: start)
            }
        }
        let start = here
        let bytes = take(try recordLength())
        let lineEnd = try takeLineEnd()
        let isFiller = bytes.allSatisfy { $0 == 0x1A || $0 == 0x20 || $0 == 9 }
        var token = LayoutToken(
            kind: isFiller ? .filler : .record, bytes: bytes, lineEnd: lineEnd, position: start)
        if !isFiller {
            let isLast = lineEnd.isEmpty
            checker.check(&token, isCutOff: isLast && isShort(bytes))
        }
        return token
    }

    private var here: SourcePosition {
        SourcePosition(
            line: line, column: window.offset - lineStart + 1, byteOffset: window.offset)
    }

    private func isShort(_ bytes: [UInt8]) -> Bool {
        if case .width(let width) = layout.form { return bytes.count < width }
        return false
    }

    private mutating func recordLength() throws(WireError) -> Int {
        var limit = Self.maximumRecordBytes
        if case .width(let width) = layout.form { limit = width }
        var length = 0
        while length < limit, try window.has(length + 1), let byte = window.peek(length),
            byte != 10, byte != 13
        {
            length += 1
        }
        return length
    }

    private mutating func take(_ count: Int) -> [UInt8] {
        let bytes = Array(window.buffer[window.index..<window.index + count])
        window.take(count)
        return bytes
    }

    private mutating func takeLineEnd() throws(WireError) -> [UInt8] {
        guard try window.has(1), let byte = window.peek(), byte == 10 || byte == 13 else {
            return []
        }
        let hasTwo = try window.has(2)
        let end = take(byte == 13 && hasTwo && window.peek(1) == 10 ? 2 : 1)
        line += 1
        lineStart = window.offset
        return end
    }
}
