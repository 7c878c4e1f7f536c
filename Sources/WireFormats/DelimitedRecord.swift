/// One field of a record, as text.
public struct DelimitedField: Hashable, Sendable {
    /// The text without its quotes.
    public let text: String
    /// Whether the field stood in quotes.
    public let wasQuoted: Bool
    /// Where the field begins (its opening quote, if it has one).
    public let position: SourcePosition

    /// Makes a field from its parts.
    public init(text: String, wasQuoted: Bool, position: SourcePosition) {
        self.text = text
        self.wasQuoted = wasQuoted
        self.position = position
    }
}

/// One record of a delimited file.
public struct DelimitedRecord: Hashable, Sendable {
    /// The record's number, from 1; skipped, blank and comment lines do not count.
    public let number: Int
    /// Where the record begins.
    public let position: SourcePosition
    /// The fields, at least one.
    public let fields: [DelimitedField]
    /// Whether a line end closed the record; false only for the last one of a file that stops.
    public let hasLineEnd: Bool

    /// Makes a record from its parts.
    public init(
        number: Int, position: SourcePosition, fields: [DelimitedField], hasLineEnd: Bool
    ) {
        self.number = number
        self.position = position
        self.fields = fields
        self.hasLineEnd = hasLineEnd
    }
}
