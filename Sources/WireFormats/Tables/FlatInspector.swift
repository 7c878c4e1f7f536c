/// What a file of plain records holds: one a line, or of a fixed width without line ends.
public struct RecordReport: Hashable, Sendable {
    /// What the layout is: `idoc`, `vda`, `fixed` for records of one width, else `lines`; or the
    /// name of the layout that the file was read by.
    public internal(set) var layout = "lines"
    /// How many records there are.
    public internal(set) var recordCount = 0
    /// The shortest and the longest record in bytes.
    public internal(set) var shortest = 0
    /// The longest record in bytes.
    public internal(set) var longest = 0
    /// How many records of each kind there are, where the layout tells.
    public internal(set) var recordsByKind: [String: Int] = [:]
    /// The kind of document that the first record names; empty for none.
    public internal(set) var documentKind = ""
    /// The type of its layout that the first record names; empty for none.
    public internal(set) var documentType = ""
    /// How lines end: `lf`, `crlf`, `cr`, `mixed`, or `none`.
    public internal(set) var lineEnds = "none"
    /// For a file that was read by a layout: how many of its counts and totals agree.
    public internal(set) var agreedChecks: Int?
}

/// How records lie in a file.
enum FlatLayout: Hashable, Sendable {
    case idoc
    /// Records of 128 bytes that begin with three digits; with a width where no lines end them.
    case vda(width: Int?)
    /// Lines of one width.
    case fixed(width: Int)
    case lines
}

/// Reads plain records to the end and says what is wrong with them.
struct FlatInspector {
    private var window: ByteWindow
    private let layout: FlatLayout
    private(set) var report = RecordReport()
    private(set) var log: DiagnosticLog
    private(set) var byteCount = 0
    private var line = 1
    private var lineEnds = LineEndCounter()
    private var text = TextChecker()
    private static let maximumRecordBytes = 1 << 20

    init(window: ByteWindow, layout: FlatLayout, log: DiagnosticLog) {
        self.window = window
        self.layout = layout
        self.log = log
        report.layout =
            switch layout {
            case .idoc: "idoc"
            case .vda: "vda"
            case .fixed: "fixed"
            case .lines: "lines"
            }
    }

    /// Reads to the end; `echo` is given each record and each line end.
    mutating func read(
        echo: ((UnsafeBufferPointer<UInt8>) -> Void)?
    ) throws(WireError) {
        _ = try window.has(3)
        if window.begins(with: "\u{FEFF}") { take(3, echo) }
        while try window.has(1) {
            var length = 0
            let limit = width ?? Self.maximumRecordBytes
            while length < limit, try window.has(length + 1), let byte = window.peek(length),
                width != nil || byte != 10 && byte != 13
            {
                length += 1
            }
            inspect(length)
            take(length, echo)
            try takeLineEnd(echo)
        }
        finish()
    }

    private var width: Int? {
        if case .vda(let width) = layout { return width }
        return nil
    }

    private mutating func take(_ length: Int, _ echo: ((UnsafeBufferPointer<UInt8>) -> Void)?) {
        if let echo {
            window.buffer.withUnsafeBufferPointer {
                echo(UnsafeBufferPointer(rebasing: $0[window.index..<window.index + length]))
            }
        }
        byteCount += length
        window.take(length)
    }

    private mutating func takeLineEnd(
        _ echo: ((UnsafeBufferPointer<UInt8>) -> Void)?
    ) throws(WireError) {
        guard try window.has(1), let byte = window.peek(), byte == 10 || byte == 13 else {
            return
        }
        let hasTwo = try window.has(2)
        let isPair = byte == 13 && hasTwo && window.peek(1) == 10
        lineEnds.count(isPair ? 2 : 1, byte)
        line += 1
        take(isPair ? 2 : 1, echo)
    }

    private mutating func inspect(_ length: Int) {
        let record = window.buffer[window.index..<window.index + length]
        guard length > 0, !record.allSatisfy({ $0 == 0x1A }) else { return }
        let start = SourcePosition(line: line, column: 1, byteOffset: window.offset)
        report.recordCount += 1
        report.shortest = report.recordCount == 1 ? length : min(report.shortest, length)
        report.longest = max(report.longest, length)
        text.check(record, at: start, &log)
        switch layout {
        case .idoc: inspectIDoc(record, at: start)
        case .vda(let width): inspectVDA(record, width ?? 128, at: start)
        case .fixed(let width):
            if length > width {
                log.add(
                    "record.length", "this record has \(length) bytes where others have \(width)",
                    at: WirePlace(start))
            }
        case .lines: break
        }
    }

    private mutating func count(_ kind: String) {
        if report.recordsByKind[kind] != nil || report.recordsByKind.count < 1000 {
            report.recordsByKind[kind, default: 0] += 1
        }
    }

    private static func field(_ record: ArraySlice<UInt8>, _ offset: Int, _ width: Int) -> String {
        let text = XMLBytes.text(Array(record.dropFirst(offset).prefix(width)))
        return String(text.reversed().drop { $0 == " " }.reversed())
    }

    private mutating func inspectIDoc(_ record: ArraySlice<UInt8>, at start: SourcePosition) {
        let name = Self.field(record, 0, 30)
        let isControl = name.hasPrefix("EDI_DC")
        let kind = isControl ? String(name.prefix(10)) : name
        count(kind.split(separator: " ").first.map(String.init) ?? kind)
        if report.recordCount == 1 {
            if isControl {
                report.documentType = Self.field(record, 39, 30)
                report.documentKind = Self.field(record, 99, 30)
            } else {
                log.add(
                    "idoc.control-record", "the IDoc does not begin with its control record",
                    at: WirePlace(start))
            }
        }
        let limit = isControl ? 524 : 1063
        if record.count > limit {
            var place = WirePlace(start)
            place.segment = kind
            log.add(
                "idoc.record-length",
                "this record has \(record.count) bytes, and its layout has \(limit)", at: place)
        }
    }

    private mutating func inspectVDA(
        _ record: ArraySlice<UInt8>, _ width: Int, at start: SourcePosition
    ) {
        let kind = Self.field(record, 0, 3)
        count(kind)
        if report.recordCount == 1 { report.documentKind = kind }
        if record.count > width || self.width != nil && record.count < width {
            var place = WirePlace(start)
            place.segment = kind
            log.add(
                "record.length",
                "this record has \(record.count) bytes where \(width) belong", at: place)
        }
    }

    private mutating func finish() {
        report.lineEnds = lineEnds.name
        if layout == .lines {
            log.add(
                "text.unstructured", "no structure is recognised in the text",
                at: WirePlace(.start))
        }
    }
}
