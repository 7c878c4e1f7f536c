/// Where in a document something was found: as bytes, as an editor shows it, and as its envelopes
/// count it.
///
/// Columns of X12, EDIFACT and flat files count bytes, because only their envelope says which
/// characters the bytes are. Everything else counts from 1; what does not apply is `nil`.
public struct WirePlace: Hashable, Sendable {
    /// The number of bytes before the place.
    public var byteOffset: Int
    /// The line, from 1.
    public var line: Int
    /// The column in the line, from 1.
    public var column: Int
    /// The ordinal of the interchange in the file.
    public var interchange: Int?
    /// The ordinal of the group in its interchange.
    public var group: Int?
    /// The ordinal of the set or message in its group (in its interchange, where no groups are).
    public var set: Int?
    /// The position of the segment in its set, the opening segment being 1.
    public var segmentPosition: Int?
    /// The name of the segment, record or element of markup.
    public var segment: String?
    /// The position of the data element in its segment, or of the field in its record.
    public var element: Int?
    /// The name of the field, where a layout names it.
    public var field: String?
    /// The position of the component in its element.
    public var component: Int?
    /// Which repetition of the element.
    public var repetition: Int?

    /// Makes a place from bytes, line and column; the envelopes are added where they are known.
    public init(byteOffset: Int, line: Int, column: Int) {
        self.byteOffset = byteOffset
        self.line = line
        self.column = column
    }

    /// Makes a place out of a position in a text.
    public init(_ position: SourcePosition) {
        self.init(
            byteOffset: position.byteOffset, line: position.line, column: position.column)
    }
}
