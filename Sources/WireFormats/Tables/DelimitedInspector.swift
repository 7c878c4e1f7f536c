/// What a file of delimited records holds.
public struct TableReport: Hashable, Sendable {
    /// The byte between two fields.
    public internal(set) var delimiter: UInt8 = 0
    /// Whether fields may stand in quotes.
    public internal(set) var hasQuotes = true
    /// How many fields most records have.
    public internal(set) var columnCount = 0
    /// The fields of the first record that has as many as most.
    public internal(set) var header: [String] = []
    /// How many records there are, the first one included.
    public internal(set) var recordCount = 0
    /// Whether records of several kinds stand in the file, told apart by their first field.
    public internal(set) var hasRecordKinds = false
    /// How many records of each kind there are.
    public internal(set) var recordsByKind: [String: Int] = [:]
    /// How lines end: `lf`, `crlf`, `cr`, `mixed`, or `none`.
    public internal(set) var lineEnds = "none"
}

/// Reads delimited records to the end and says what is wrong with them.
///
/// It finds what ``DelimitedReader`` refuses; unlike that it keeps every byte and goes on with the
/// next line.
struct DelimitedInspector {
    private var window: ByteWindow
    private let guess: DelimitedGuess
    private var scanner: DelimitedScanner
    private var spans: [FieldSpan] = []
    private(set) var report = TableReport()
    private(set) var log: DiagnosticLog
    private(set) var byteCount = 0
    private var lineEnds = LineEndCounter()
    private var text = TextChecker()

    init(window: ByteWindow, guess: DelimitedGuess, log: DiagnosticLog) {
        self.window = window
        self.guess = guess
        self.log = log
        scanner = DelimitedScanner(dialect: guess.dialect)
        report.delimiter = guess.dialect.delimiter
        report.hasQuotes = guess.dialect.quote != nil
        report.columnCount = guess.columns
        report.hasRecordKinds = guess.hasRecordKinds
    }

    /// Reads to the end; `echo` is given the fields and what stands between them.
    mutating func read(
        echo: ((UnsafeBufferPointer<UInt8>) -> Void)?
    ) throws(WireError) {
        _ = try window.has(3)
        if window.begins(with: "\u{FEFF}") { take(3, echo) }
        while try window.has(1), let byte = window.peek() {
            if byte == 10 || byte == 13 {
                let hasTwo = try window.has(2)
                let isPair = byte == 13 && hasTwo && window.peek(1) == 10
                lineEnds.count(isPair ? 2 : 1, byte)
                scanner.restore(line: scanner.line + 1, column: 1)
                take(isPair ? 2 : 1, echo)
            } else {
                try takeRecord(echo)
            }
        }
        finish()
    }

    private mutating func take(_ length: Int, _ echo: ((UnsafeBufferPointer<UInt8>) -> Void)?) {
        if let echo { emit(window.index..<window.index + length, echo) }
        byteCount += length
        window.take(length)
    }

    private func emit(_ range: Range<Int>, _ echo: (UnsafeBufferPointer<UInt8>) -> Void) {
        window.buffer.withUnsafeBufferPointer { echo(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    private mutating func takeRecord(
        _ echo: ((UnsafeBufferPointer<UInt8>) -> Void)?
    ) throws(WireError) {
        let line = scanner.line
        let column = scanner.column
        while true {
            scanner.restore(line: line, column: column)
            let result = window.buffer.withUnsafeBufferPointer {
                scanner.scan($0, from: window.index, isLast: window.isLast, into: &spans)
            }
            switch result {
            case .record(let next, let hasLineEnd):
                takeRecord(
                    next - window.index, hasLineEnd: hasLineEnd,
                    at: SourcePosition(line: line, column: column, byteOffset: window.offset),
                    echo)
                return
            case .needsMore:
                if window.available > guess.dialect.maximumRecordBytes {
                    let place = SourcePosition(
                        line: line, column: column, byteOffset: window.offset)
                    log.add(
                        "csv.record-too-long",
                        "this record is longer than \(guess.dialect.maximumRecordBytes) bytes",
                        at: WirePlace(place))
                    return try skipLine(line, echo)
                }
                _ = try window.refill()
            case .problem(let problem, let offset, let badLine, let badColumn):
                let place = SourcePosition(
                    line: badLine, column: badColumn, byteOffset: window.bufferOffset + offset)
                let error = problem.error(at: place, dialect: guess.dialect)
                log.add(error.code, error.message, at: WirePlace(place))
                return try skipLine(line, echo)
            }
        }
    }

    private mutating func takeRecord(
        _ length: Int, hasLineEnd: Bool, at start: SourcePosition,
        _ echo: ((UnsafeBufferPointer<UInt8>) -> Void)?
    ) {
        let end = window.index + length
        report.recordCount += 1
        var contentEnd = window.index
        for (index, span) in spans.enumerated() {
            let from = index == 0 ? window.index : contentEnd + 1
            contentEnd = span.end + (span.wasQuoted ? 1 : 0)
            guard let echo else { continue }
            // The delimiter in front of a field, then the field as it stands.
            if index > 0 { emit(from - 1..<from, echo) }
            emit(from..<contentEnd, echo)
        }
        if let echo { emit(contentEnd..<end, echo) }
        if hasLineEnd { lineEnds.count(end - contentEnd, window.buffer[contentEnd]) }
        inspect(start, hasLineEnd: hasLineEnd, contentEnd..<end)
        byteCount += length
        window.take(length)
    }

    private mutating func inspect(
        _ start: SourcePosition, hasLineEnd: Bool, _ ending: Range<Int>
    ) {
        let content = window.buffer[window.index..<ending.lowerBound]
        let isEndMark = content.elementsEqual([0x1A])
        // Titles and the like may stand above the names of the columns.
        if report.header.isEmpty, guess.hasRecordKinds || spans.count == guess.columns {
            report.header = spans.prefix(500).map {
                XMLBytes.text(Array(window.buffer[$0.start..<$0.end].prefix(200)))
            }
        }
        if isEndMark {
            report.recordCount -= 1
        } else if guess.hasRecordKinds {
            let kind = XMLBytes.text(Array(window.buffer[spans[0].start..<spans[0].end].prefix(12)))
            if report.recordsByKind.count < 100 { report.recordsByKind[kind, default: 0] += 1 }
        } else if spans.count != guess.columns {
            var place = WirePlace(start)
            place.element = min(spans.count, guess.columns) + 1
            log.add(
                "csv.ragged-row",
                "record \(report.recordCount) has \(spans.count) "
                    + (spans.count == 1 ? "field" : "fields") + " where most have "
                    + "\(guess.columns)", at: place)
        }
        if let offset = scanner.bareQuoteOffset { addBareQuote(at: offset) }
        text.check(content, at: start, &log)
        if !hasLineEnd, !isEndMark {
            log.add("csv.last-line-open", "the last line has no line end", at: WirePlace(start))
        }
    }

    /// A quote in `1/2" pipe` can only be text: told, and kept as it stands.
    private mutating func addBareQuote(at offset: Int) {
        guard let index = spans.lastIndex(where: { $0.start <= offset }) else { return }
        let span = spans[index]
        let before = window.buffer[span.start..<offset]
        var place = WirePlace(
            SourcePosition(
                line: span.line, column: span.column + before.count { $0 & 0xC0 != 0x80 },
                byteOffset: window.bufferOffset + offset))
        place.element = index + 1
        log.add(
            "csv.quote-in-bare-field",
            "a quote stands inside a field that is not quoted, and is read as text", at: place)
    }

    /// Takes the line in which something is wrong as it stands.
    private mutating func skipLine(
        _ line: Int, _ echo: ((UnsafeBufferPointer<UInt8>) -> Void)?
    ) throws(WireError) {
        var length = 0
        while length < guess.dialect.maximumRecordBytes, try window.has(length + 1),
            let byte = window.peek(length), byte != 10, byte != 13
        {
            length += 1
        }
        report.recordCount += 1
        scanner.restore(line: line, column: 1 + length)
        take(length, echo)
    }

    private mutating func finish() {
        report.lineEnds = lineEnds.name
        if lineEnds.name == "mixed" {
            log.add(
                "csv.line-ends-mixed", "lines end in different ways", at: WirePlace(.start))
        }
        guard !guess.hasRecordKinds else { return }
        var seen: Set<String> = []
        for (index, name) in report.header.enumerated() where !name.isEmpty {
            if !seen.insert(name).inserted {
                var place = WirePlace(.start)
                place.element = index + 1
                log.add(
                    "csv.column-twice",
                    "the first whole record has \(quotedForMessage(name)) twice",
                    at: place)
            }
        }
    }
}

/// Counts how lines end.
struct LineEndCounter {
    private var lf = 0
    private var crlf = 0
    private var cr = 0

    mutating func count(_ length: Int, _ first: UInt8) {
        if length >= 2 { crlf += 1 } else if first == 10 { lf += 1 } else { cr += 1 }
    }

    var name: String {
        switch (lf > 0, crlf > 0, cr > 0) {
        case (false, false, false): "none"
        case (true, false, false): "lf"
        case (false, true, false): "crlf"
        case (false, false, true): "cr"
        default: "mixed"
        }
    }
}

/// Looks at the characters of a text; each kind of trouble is told once.
struct TextChecker {
    private var hasControl = false
    private var isInvalid = false

    mutating func check(
        _ bytes: ArraySlice<UInt8>, at start: SourcePosition, _ log: inout DiagnosticLog
    ) {
        var hasHighBytes = false
        var control: Int?
        for index in bytes.indices {
            let byte = bytes[index]
            if byte >= 0x80 { hasHighBytes = true }
            let isText = byte >= 0x20 || byte == 9 || byte == 10 || byte == 13 || byte == 12
            if !isText, byte != 0x1A, control == nil { control = index }
        }
        if let control, !hasControl {
            hasControl = true
            var place = WirePlace(start)
            place.byteOffset += control - bytes.startIndex
            place.column += control - bytes.startIndex
            log.add(
                "text.control-character",
                "the control character 0x\(hexadecimal(bytes[control])) stands in the text",
                at: place)
        }
        if hasHighBytes, !isInvalid, String(validating: bytes, as: UTF8.self) == nil {
            isInvalid = true
            log.add(
                "text.not-utf8",
                "bytes that are not UTF-8 stand in this record for the first time",
                at: WirePlace(start))
        }
    }
}
