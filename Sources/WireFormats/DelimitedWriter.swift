/// Writes delimited text as RFC 4180 has it, with `\n` as line end.
///
/// A field is quoted when it holds the delimiter, a quote or a line end, when spaces stand at its
/// edges, and when an empty field is all a record has.
public struct DelimitedWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []
    private let delimiter: UInt8

    /// Makes an empty writer; the delimiter is ASCII.
    public init(delimiter: UInt8 = UInt8(ascii: ",")) {
        precondition(
            delimiter < 0x80 && delimiter != 34 && delimiter != 10 && delimiter != 13,
            "The delimiter must be an ASCII character that is no quote and no line end.")
        self.delimiter = delimiter
    }

    /// Writes one record of at least one field.
    public mutating func write(_ fields: [String]) {
        precondition(!fields.isEmpty, "A record must have a field.")
        var isFirst = true
        for field in fields {
            if !isFirst { bytes.append(delimiter) }
            isFirst = false
            append(field, isAlone: fields.count == 1)
        }
        bytes.append(10)
    }

    private mutating func append(_ field: String, isAlone: Bool) {
        var needsQuotes = isAlone && field.isEmpty
        for byte in field.utf8 where byte == delimiter || byte == 34 || byte == 10 || byte == 13 {
            needsQuotes = true
            break
        }
        if let first = field.utf8.first, let last = field.utf8.last {
            needsQuotes = needsQuotes || first <= 32 || last <= 32
        }
        guard needsQuotes else {
            bytes.append(contentsOf: field.utf8)
            return
        }
        bytes.append(34)
        for byte in field.utf8 {
            if byte == 34 { bytes.append(34) }
            bytes.append(byte)
        }
        bytes.append(34)
    }
}
