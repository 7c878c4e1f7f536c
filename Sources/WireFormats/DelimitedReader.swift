/// Reads delimited text (RFC 4180) strictly, record by record.
///
/// Nothing is padded, cut or swallowed: an unclosed quote, text behind a closing quote, a quote
/// inside a bare field, a NUL byte, a wrong line end and bytes that are not text are errors with
/// their exact place. After an error `canContinue` tells whether the next record can be trusted:
/// it can when only the text of a field was bad, and cannot when quotes or line ends were.
public struct DelimitedReader: Sendable {
    /// How the file is written.
    public let dialect: DelimitedDialect
    /// Whether `next()` may be called again after an error.
    public private(set) var canContinue = true
    /// The number of records given so far.
    public private(set) var recordCount = 0

    private var source: (any ByteSource)?
    private var buffer: [UInt8]
    /// Where the next record begins in the buffer.
    private var index = 0
    /// Bytes of the file before the buffer.
    private var bufferOffset = 0
    private var scanner: DelimitedScanner
    private var hasBegun = false
    private let commentPrefix: [UInt8]
    /// The fields of the last record; used again where nobody holds that record any more.
    private var spans: [FieldSpan] = []
    private var failure: WireError?

    /// Reads bytes that are all there; `start` is where they stand, should they be a part of
    /// something longer.
    public init(
        _ bytes: [UInt8], dialect: DelimitedDialect = .rfc4180, at start: SourcePosition = .start
    ) {
        self.init(buffer: bytes, source: nil, dialect: dialect)
        bufferOffset = start.byteOffset
        scanner.restore(line: start.line, column: start.column)
    }

    /// Reads a text, as UTF-8.
    public init(text: String, dialect: DelimitedDialect = .rfc4180) {
        self.init(buffer: Array(text.utf8), source: nil, dialect: dialect)
    }

    /// Reads bytes as they come; keeps no more than one record and one piece.
    public init(source: any ByteSource, dialect: DelimitedDialect = .rfc4180) {
        self.init(buffer: [], source: source, dialect: dialect)
    }

    private init(buffer: [UInt8], source: (any ByteSource)?, dialect: DelimitedDialect) {
        self.buffer = buffer
        self.source = source
        self.dialect = dialect
        scanner = DelimitedScanner(dialect: dialect)
        commentPrefix = Array((dialect.commentPrefix ?? "").utf8)
    }

    /// Where the next record would begin.
    public var position: SourcePosition {
        SourcePosition(
            line: scanner.line, column: scanner.column, byteOffset: bufferOffset + index)
    }

    /// Gives the next record with its fields as text, or `nil` at the end of the file.
    public mutating func next() throws(WireError) -> DelimitedRecord? {
        guard let record = try nextRaw() else { return nil }
        return try record.decoded()
    }

    /// Gives the next record undecoded, or `nil` at the end of the file.
    public mutating func nextRaw() throws(WireError) -> RawDelimitedRecord? {
        if let failure { throw failure }
        do {
            if !hasBegun { try begin() }
            while try !isAtEnd() {
                if try skipsLineHere() {
                    try skipLine()
                    continue
                }
                return try scanRecord()
            }
            return nil
        } catch {
            canContinue = false
            failure = error
            throw error
        }
    }

    /// Reads all records that are left.
    public mutating func readAll() throws(WireError) -> [DelimitedRecord] {
        var records: [DelimitedRecord] = []
        while let record = try next() { records.append(record) }
        return records
    }

    // MARK: - Bytes

    /// Brings more bytes behind the unread ones; false at the end of the file.
    private mutating func refill() throws(WireError) -> Bool {
        guard source != nil else { return false }
        while let chunk = try source?.nextChunk() {
            if chunk.isEmpty { continue }
            if index == buffer.count {
                bufferOffset += index
                index = 0
                buffer = chunk
                return true
            }
            if index > 0 {
                buffer.removeSubrange(0..<index)
                bufferOffset += index
                index = 0
            }
            buffer.append(contentsOf: chunk)
            return true
        }
        source = nil
        return false
    }

    private mutating func has(_ count: Int) throws(WireError) -> Bool {
        while buffer.count - index < count {
            if try !refill() { return false }
        }
        return true
    }

    private mutating func isAtEnd() throws(WireError) -> Bool { try !has(1) }

    // MARK: - Before the first record

    private mutating func begin() throws(WireError) {
        hasBegun = true
        _ = try has(4)
        let head = Array(buffer[index..<min(index + 3, buffer.count)])
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
            throw WireError(
                code: "csv.encoding-mark",
                message: "the file begins with the mark of UTF-16, which is not read here",
                help: "Save the file as UTF-8 text.", position: position)
        }
        if head == [0xEF, 0xBB, 0xBF] {
            guard dialect.encoding == .utf8 else {
                throw WireError(
                    code: "csv.encoding-mark",
                    message: "the file begins with the mark of UTF-8 but "
                        + "\(dialect.encoding.rawValue) is declared",
                    help: "Declare the encoding utf8.", position: position)
            }
            index += 3
        }
        for _ in 0..<dialect.skippedLines where try !isAtEnd() { try skipLine() }
    }

    private mutating func skipsLineHere() throws(WireError) -> Bool {
        if dialect.skipsBlankLines && (buffer[index] == 10 || buffer[index] == 13) {
            return isAllowedBlank(try lineEndWidth())
        }
        guard !commentPrefix.isEmpty, try has(commentPrefix.count) else { return false }
        return buffer[index..<index + commentPrefix.count].elementsEqual(commentPrefix)
    }

    private mutating func lineEndWidth() throws(WireError) -> Int {
        guard buffer[index] == 13, try has(2) else { return 1 }
        return buffer[index + 1] == 10 ? 2 : 1
    }

    /// A line end of the wrong kind is left to the scanner, which refuses it.
    private func isAllowedBlank(_ width: Int) -> Bool {
        switch dialect.lineEnding {
        case .any: true
        case .lf: buffer[index] == 10
        case .crlf: width == 2
        case .cr: buffer[index] == 13 && width == 1
        }
    }

    private mutating func skipLine() throws(WireError) {
        while try !isAtEnd() {
            let byte = buffer[index]
            if byte == 10 || byte == 13 {
                index += try lineEndWidth()
                scanner.restore(line: scanner.line + 1, column: 1)
                return
            }
            index += 1
            scanner.restore(line: scanner.line, column: scanner.column + 1)
        }
    }

    // MARK: - Records

    private mutating func scanRecord() throws(WireError) -> RawDelimitedRecord {
        let line = scanner.line
        let column = scanner.column
        while true {
            scanner.restore(line: line, column: column)
            let result = buffer.withUnsafeBufferPointer {
                scanner.scan($0, from: index, isLast: source == nil, into: &spans)
            }
            switch result {
            case .record(let next, let hasLineEnd):
                try checkLength(next - index, line, column)
                index = next
                recordCount += 1
                return RawDelimitedRecord(
                    number: recordCount, hasLineEnd: hasLineEnd, buffer: buffer, spans: spans,
                    bufferOffset: bufferOffset, dialect: dialect)
            case .needsMore:
                try checkLength(buffer.count - index, line, column)
                _ = try refill()
            case .problem(let problem, let offset, let line, let column):
                let place = SourcePosition(
                    line: line, column: column, byteOffset: bufferOffset + offset)
                if problem == .unclosedQuote {
                    try checkLength(buffer.count - index, place.line, place.column)
                }
                throw problem.error(at: place, dialect: dialect)
            }
        }
    }

    private func checkLength(_ length: Int, _ line: Int, _ column: Int) throws(WireError) {
        guard length > dialect.maximumRecordBytes else { return }
        throw WireError(
            code: "csv.record-too-long",
            message: "this record is longer than \(dialect.maximumRecordBytes) bytes",
            help: "Maybe a quote is opened here and never closed.",
            position: SourcePosition(
                line: line, column: column, byteOffset: bufferOffset + index))
    }
}

extension ScanProblem {
    func error(at position: SourcePosition, dialect: DelimitedDialect) -> WireError {
        switch self {
        case .unclosedQuote:
            WireError(
                code: "csv.unclosed-quote",
                message: "the quote opened here is never closed",
                help: "Maybe the file is cut off, or it uses quotes as plain characters "
                    + "(then declare that it has no quoting).",
                position: position)
        case .textAfterQuote:
            WireError(
                code: "csv.text-after-quote",
                message: "text follows the closing quote of a field",
                help: "A quote inside a quoted field is written twice.", position: position)
        case .quoteInBareField:
            WireError(
                code: "csv.quote-in-bare-field",
                message: "a quote stands inside a field that is not quoted",
                help: "Quote the whole field and write its quotes twice, or declare that such "
                    + "quotes are text (format.bare_quotes = true).",
                position: position)
        case .nulByte:
            WireError(
                code: "csv.nul-byte", message: "a NUL byte stands in the text",
                help: "Maybe the file is UTF-16, or damaged.", position: position)
        case .wrongLineEnd:
            WireError(
                code: "csv.line-end",
                message: "this line end is not the declared one (\(dialect.lineEnding.rawValue))",
                help: "Declare the line end \"any\" if the file mixes them.", position: position)
        case .tooManyFields:
            WireError(
                code: "csv.too-many-fields",
                message: "this record has more than \(dialect.maximumFields) fields",
                help: "Maybe the delimiter is another one.", position: position)
        }
    }
}
