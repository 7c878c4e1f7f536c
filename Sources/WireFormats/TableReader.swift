/// Reads a table whose first record names its columns, as our own CSV formats do.
///
/// A column that is missing, unknown or named twice, and a row with too few or too many fields,
/// are errors that name line and column. Columns may stand in any order.
public struct TableReader: Sendable {
    /// The names of the columns as the file orders them.
    public let header: [String]
    /// Whether `next()` may be called again after an error.
    public var canContinue: Bool { reader.canContinue }

    private var reader: DelimitedReader
    private let indexByColumn: [String: Int]

    /// Reads the header of a table that is all there.
    public init(
        _ bytes: [UInt8], required: [String], optional: [String] = [],
        dialect: DelimitedDialect = .rfc4180
    ) throws(WireError) {
        try self.init(
            DelimitedReader(bytes, dialect: dialect), required: required, optional: optional)
    }

    /// Reads the header of a table whose bytes come in pieces.
    public init(
        source: any ByteSource, required: [String], optional: [String] = [],
        dialect: DelimitedDialect = .rfc4180
    ) throws(WireError) {
        try self.init(
            DelimitedReader(source: source, dialect: dialect), required: required,
            optional: optional)
    }

    private init(
        _ reader: DelimitedReader, required: [String], optional: [String]
    ) throws(WireError) {
        self.reader = reader
        guard let record = try self.reader.next() else {
            throw WireError(
                code: "csv.empty", message: "the file is empty: not even a header is there",
                help: "The header is \(required.joined(separator: ",")).", position: .start)
        }
        var indexByColumn: [String: Int] = [:]
        let known = required + optional
        for (index, field) in record.fields.enumerated() {
            guard known.contains(field.text) else {
                let nearest = nearestName(to: field.text, among: known)
                let delimiter = field.text.first { $0 == ";" || $0 == "\t" || $0 == "|" }
                throw WireError(
                    code: "csv.column-unknown",
                    message: "the column \(quotedForMessage(field.text)) is not known here",
                    help: delimiter.map { "Maybe the file separates fields by \"\($0)\"." }
                        ?? nearest.map { "Maybe \"\($0)\" is meant." }
                        ?? "Known are \(known.joined(separator: ", ")).",
                    position: field.position)
            }
            guard indexByColumn.updateValue(index, forKey: field.text) == nil else {
                throw WireError(
                    code: "csv.column-twice",
                    message: "the column \(quotedForMessage(field.text)) stands twice",
                    help: "Remove one of the two.", position: field.position)
            }
        }
        if let missing = required.first(where: { indexByColumn[$0] == nil }) {
            throw WireError(
                code: "csv.column-missing",
                message: "the column \(quotedForMessage(missing)) is missing",
                help: "The header must name \(required.joined(separator: ", ")).",
                position: record.position)
        }
        header = record.fields.map(\.text)
        self.indexByColumn = indexByColumn
    }

    /// Whether the table has a column.
    public func has(_ column: String) -> Bool { indexByColumn[column] != nil }

    /// Gives the next row, or `nil` at the end of the table.
    public mutating func next() throws(WireError) -> TableRow? {
        guard let record = try reader.nextRaw() else { return nil }
        guard record.count == header.count else {
            throw raggedRowError(
                position: record.position, count: record.count, expected: header.count)
        }
        return TableRow(record: record, indexByColumn: indexByColumn)
    }
}

/// The error of a row that has not as many fields as the header.
public func raggedRowError(position: SourcePosition, count: Int, expected: Int) -> WireError {
    WireError(
        code: "csv.ragged-row",
        message: "this row has \(count) \(count == 1 ? "field" : "fields"), the header has "
            + "\(expected)",
        help: count < expected
            ? "Maybe the row is cut off, or the delimiter is another one."
            : "Maybe a field holds the delimiter and is not quoted.",
        position: position)
}
