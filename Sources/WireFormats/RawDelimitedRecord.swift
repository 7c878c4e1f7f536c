/// One record of a delimited file before its fields become text.
///
/// The quick way through large tables: a field is decoded only when it is asked for.
public struct RawDelimitedRecord: Sendable {
    /// The record's number, from 1; skipped, blank and comment lines do not count.
    public let number: Int
    /// Whether a line end closed the record.
    public let hasLineEnd: Bool
    @usableFromInline let buffer: [UInt8]
    @usableFromInline let spans: [FieldSpan]
    /// Bytes of the file before the buffer.
    let bufferOffset: Int
    let dialect: DelimitedDialect

    /// The number of fields, at least one.
    public var count: Int { spans.count }

    /// Where the record begins.
    public var position: SourcePosition { position(at: 0) }

    /// Where a field begins (its opening quote, if it has one).
    public func position(at index: Int) -> SourcePosition {
        let span = spans[index]
        return SourcePosition(
            line: span.line, column: span.column, byteOffset: bufferOffset + span.markOffset)
    }

    /// Whether a field stood in quotes.
    public func wasQuoted(at index: Int) -> Bool { spans[index].wasQuoted }

    /// Whether a field has no bytes.
    public func isEmpty(at index: Int) -> Bool { spans[index].start == spans[index].end }

    /// A field as text; fails with `csv.encoding` where its bytes are not text.
    public func text(at index: Int) throws(WireError) -> String {
        let span = spans[index]
        let decoded: TextEncoding.Decoded
        if span.hasDoubledQuotes, let quote = dialect.quote {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(span.end - span.start)
            var position = span.start
            while position < span.end {
                bytes.append(buffer[position])
                position += buffer[position] == quote ? 2 : 1
            }
            decoded = dialect.encoding.decode(bytes)
        } else {
            decoded = dialect.encoding.decode(buffer[span.start..<span.end])
        }
        switch decoded {
        case .text(let text): return text
        case .badByte: throw encodingError(in: span)
        }
    }

    /// A field with its text and place.
    public func field(at index: Int) throws(WireError) -> DelimitedField {
        DelimitedField(
            text: try text(at: index), wasQuoted: wasQuoted(at: index),
            position: position(at: index))
    }

    /// All fields as text.
    public func decoded() throws(WireError) -> DelimitedRecord {
        var fields: [DelimitedField] = []
        fields.reserveCapacity(count)
        for index in 0..<count { fields.append(try field(at: index)) }
        return DelimitedRecord(
            number: number, position: position, fields: fields, hasLineEnd: hasLineEnd)
    }

    /// Calls `body` with all fields as they lie in memory: the quick way to values that need no
    /// text.
    @inlinable
    public func withFields<Result, Failure: Error>(
        _ body: (DelimitedFields) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try buffer.withUnsafeBufferPointer { (bytes) throws(Failure) in
            try spans.withUnsafeBufferPointer { (spans) throws(Failure) in
                try body(DelimitedFields(bytes: bytes, spans: spans))
            }
        }
    }

    /// Calls `body` with the bytes of a field as they stand in the file, quotes taken off.
    func withBytes<Result, Failure: Error>(
        at index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let span = spans[index]
        return try buffer.withUnsafeBufferPointer { (bytes) throws(Failure) -> Result in
            try body(UnsafeBufferPointer(rebasing: bytes[span.start..<span.end]))
        }
    }

    private func encodingError(in span: FieldSpan) -> WireError {
        // The text before the bad byte is good, so the place can be counted exactly.
        var bad = span.start
        if case .badByte(let offset) = dialect.encoding.decode(buffer[span.start..<span.end]) {
            bad = span.start + offset
        }
        var line = span.line
        var column = span.column + (span.wasQuoted ? 1 : 0)
        var index = span.start
        while index < bad {
            let byte = buffer[index]
            let isPair = byte == 13 && index + 1 < span.end && buffer[index + 1] == 10
            if byte == 10 || (byte == 13 && !isPair) {
                line += 1
                column = 1
            } else if !(dialect.encoding == .utf8 && byte & 0xC0 == 0x80) {
                column += 1
            }
            index += 1
        }
        let found = hexadecimal(buffer[min(bad, span.end - 1)])
        return WireError(
            code: "csv.encoding",
            message: "the byte 0x\(found) is not \(dialect.encoding.rawValue) text",
            help: dialect.encoding == .utf8
                ? "Maybe the file is written as windows1252: declare its encoding."
                : "Maybe the file is written in another encoding: declare it.",
            position: SourcePosition(
                line: line, column: column, byteOffset: bufferOffset + bad))
    }
}

/// The fields of a record for as long as ``RawDelimitedRecord/withFields(_:)`` lends them.
public struct DelimitedFields {
    @usableFromInline let bytes: UnsafeBufferPointer<UInt8>
    @usableFromInline let spans: UnsafeBufferPointer<FieldSpan>

    @inlinable
    init(bytes: UnsafeBufferPointer<UInt8>, spans: UnsafeBufferPointer<FieldSpan>) {
        self.bytes = bytes
        self.spans = spans
    }

    /// The number of fields, at least one.
    @inlinable
    public var count: Int { spans.count }

    /// The bytes of a field without its quotes; `nil` where they are not its text, because quotes
    /// are doubled in it.
    @inlinable
    public func verbatim(at index: Int) -> UnsafeBufferPointer<UInt8>? {
        let span = spans[index]
        if span.hasDoubledQuotes { return nil }
        return UnsafeBufferPointer(rebasing: bytes[span.start..<span.end])
    }
}

/// They are lent, and must not be carried away.
@available(*, unavailable)
extension DelimitedFields: Sendable {}

/// A byte as two hexadecimal digits.
func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return byte < 16 ? "0" + digits : digits
}
