/// A stretch of a document made of segments.
///
/// The tokens of a file lie end to end and leave nothing out: written one after the other they
/// are the file, byte for byte.
public struct SegmentToken: Hashable, Sendable {
    /// What the stretch is.
    public enum Kind: String, Hashable, Sendable {
        /// The mark of UTF-8 at the beginning.
        case byteOrderMark = "byte-order-mark"
        /// Line ends, spaces and the like between segments.
        case filler
        /// The service string advice of EDIFACT (`UNA`).
        case serviceString = "service-string"
        /// A segment with its terminator.
        case segment
        /// Bytes outside any interchange that belong to nothing.
        case junk
    }

    /// What the stretch is.
    public var kind: Kind
    /// The name of a segment; empty for everything else.
    public var name: SegmentName
    /// Where it begins.
    public var position: SourcePosition
    /// The number of its bytes.
    public var length: Int
    /// How many of them at its end are the terminator (with a carriage return before a line feed
    /// that ends the segment); 0 where the file ends first.
    public var terminatorLength: Int
    /// What the scan saw on the way.
    var marks: SegmentMarks

    /// Whether lines are broken inside the segment.
    public var hasLineBreaks: Bool { marks.contains(.lineBreak) }
    /// Whether it holds bytes above 0x7F.
    public var hasHighBytes: Bool { marks.contains(.highByte) }
    /// Whether it holds control characters other than line ends.
    public var hasControls: Bool { marks.contains(.control) }
}

/// What a scan saw in a segment.
struct SegmentMarks: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    static let lineBreak = SegmentMarks(rawValue: 1)
    static let highByte = SegmentMarks(rawValue: 2)
    static let control = SegmentMarks(rawValue: 4)
    static let release = SegmentMarks(rawValue: 8)
    /// Longer than what is held in memory; its pieces are not known.
    static let tooLong = SegmentMarks(rawValue: 16)
    /// A release character at the end of the file, with nothing to release.
    static let danglingRelease = SegmentMarks(rawValue: 32)
}
