/// A piece of a segment that is to be written: an element, or one of its components.
public struct SegmentPiece: Hashable, Sendable {
    /// What is to be written.
    public var text: String
    /// The most characters that the standard allows.
    public var maximum: Int
    /// Whether it must come out as it is: codes, numbers and what names things.
    public var isExact: Bool

    /// Makes a piece from its parts.
    public init(_ text: String, maximum: Int = .max, isExact: Bool) {
        self.text = text
        self.maximum = maximum
        self.isExact = isExact
    }
}

/// An element of a segment that is to be written.
public struct SegmentElement: Hashable, Sendable {
    /// One piece, or the components of a composite.
    public var pieces: [SegmentPiece]

    /// Nothing.
    public static let empty = SegmentElement(pieces: [])

    /// Something that must come out as it is, or not at all.
    public static func code(_ text: String, maximum: Int = .max) -> SegmentElement {
        SegmentElement(pieces: [SegmentPiece(text, maximum: maximum, isExact: true)])
    }

    /// Words for people: what cannot be carried is replaced, and what is too long is cut.
    public static func text(_ text: String, maximum: Int = .max) -> SegmentElement {
        SegmentElement(pieces: [SegmentPiece(text, maximum: maximum, isExact: false)])
    }

    /// A composite of the first pieces of elements.
    public static func composite(_ elements: [SegmentElement]) -> SegmentElement {
        SegmentElement(
            pieces: elements.map { $0.pieces.first ?? SegmentPiece("", isExact: true) })
    }

    /// A composite of codes.
    public static func codes(_ texts: String...) -> SegmentElement {
        SegmentElement(pieces: texts.map { SegmentPiece($0, isExact: true) })
    }
}

/// A segment that is to be written.
public struct WrittenSegment: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its elements; empty ones at the end are left out.
    public var elements: [SegmentElement]

    /// Makes a segment of its elements.
    public init(_ name: String, _ elements: [SegmentElement]) {
        self.name = name
        self.elements = elements
    }
}
