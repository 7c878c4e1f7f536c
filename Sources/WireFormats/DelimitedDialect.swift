/// How a delimited text file is written.
///
/// The default is RFC 4180 with any line end: comma, double quote, UTF-8.
public struct DelimitedDialect: Hashable, Sendable {
    /// What ends a record outside quotes.
    public enum LineEnding: String, Hashable, Sendable, CaseIterable {
        /// `\n`, `\r\n` and `\r` alike.
        case any
        /// Only `\n`; a carriage return outside quotes is an error.
        case lf
        /// Only `\r\n`; either half alone outside quotes is an error.
        case crlf
        /// Only `\r`; a line feed outside quotes is an error.
        case cr
    }

    /// The byte between two fields; ASCII and neither quote nor line end.
    public var delimiter: UInt8
    /// The byte around a quoted field, doubled inside; `nil` when the file knows no quoting.
    public var quote: UInt8?
    /// Whether a quote in a field that does not begin with one is text, as in `1/2" pipe`;
    /// otherwise it is an error, as in RFC 4180.
    public var keepsBareQuotes: Bool
    /// What ends a record.
    public var lineEnding: LineEnding
    /// How bytes become text.
    public var encoding: TextEncoding
    /// Whether spaces and tabs around a field do not belong to it.
    public var trimsSpaces: Bool
    /// Whether an empty line is skipped; otherwise it is a record of one empty field.
    public var skipsBlankLines: Bool
    /// A line that begins with this text is skipped whole.
    public var commentPrefix: String?
    /// How many lines at the top are skipped before anything is read.
    public var skippedLines: Int
    /// The longest record that is read, in bytes; ends what an unclosed quote would swallow.
    public var maximumRecordBytes: Int
    /// The most fields a record may have.
    public var maximumFields: Int

    /// Makes a dialect; every part has the default of RFC 4180.
    public init(
        delimiter: UInt8 = UInt8(ascii: ","),
        quote: UInt8? = UInt8(ascii: "\""),
        keepsBareQuotes: Bool = false,
        lineEnding: LineEnding = .any,
        encoding: TextEncoding = .utf8,
        trimsSpaces: Bool = false,
        skipsBlankLines: Bool = true,
        commentPrefix: String? = nil,
        skippedLines: Int = 0,
        maximumRecordBytes: Int = 1 << 20,
        maximumFields: Int = 4096
    ) {
        precondition(delimiter < 0x80, "The delimiter must be an ASCII character.")
        precondition(
            delimiter != quote && delimiter != 10 && delimiter != 13,
            "The delimiter must differ from the quote and from the line ends.")
        precondition(skippedLines >= 0, "The number of skipped lines must not be negative.")
        precondition(
            maximumRecordBytes > 0 && maximumFields > 0, "The limits must be positive.")
        self.delimiter = delimiter
        self.quote = quote
        self.keepsBareQuotes = keepsBareQuotes
        self.lineEnding = lineEnding
        self.encoding = encoding
        self.trimsSpaces = trimsSpaces
        self.skipsBlankLines = skipsBlankLines
        self.commentPrefix = commentPrefix
        self.skippedLines = skippedLines
        self.maximumRecordBytes = maximumRecordBytes
        self.maximumFields = maximumFields
    }

    /// RFC 4180 with any line end.
    public static let rfc4180 = DelimitedDialect()
}
