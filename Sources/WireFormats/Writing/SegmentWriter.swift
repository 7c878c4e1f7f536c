/// A text that a document could not carry as it was.
public struct WrittenChange: Hashable, Sendable, CustomStringConvertible {
    /// Where it stands: `PID05`, `IMD03`, or the path of an element of markup.
    public let place: String
    /// What was to be written.
    public let original: String
    /// What was written.
    public let written: String

    /// Makes a change from its parts.
    public init(place: String, original: String, written: String) {
        self.place = place
        self.original = original
        self.written = written
    }

    /// The change in a sentence.
    public var description: String {
        "\(place): \(quotedForMessage(original)) is written as \(quotedForMessage(written))"
    }
}

/// Writes segments of X12 and EDIFACT.
///
/// No byte that parts pieces ever stands inside one. EDIFACT releases it; X12 has no way to, so
/// words get a blank in its place, and what must come out as it is is refused.
public struct SegmentWriter: Sendable {
    /// How the document is written.
    public let syntax: SegmentSyntax
    /// What parts its pieces.
    public let characters: ServiceCharacters
    /// Which characters may stand in it.
    public let repertoire: CharacterRepertoire
    /// Whether a line feed follows each segment.
    public let hasLineEnds: Bool
    /// What is written so far.
    public private(set) var bytes: [UInt8] = []
    /// How many segments that are.
    public private(set) var segmentCount = 0
    /// Words that could not be carried as they were.
    public private(set) var changes: [WrittenChange] = []

    /// Makes a writer.
    public init(
        syntax: SegmentSyntax, characters: ServiceCharacters, repertoire: CharacterRepertoire,
        hasLineEnds: Bool
    ) {
        self.syntax = syntax
        self.characters = characters
        self.repertoire = repertoire
        self.hasLineEnds = hasLineEnds
    }

    /// Writes bytes as they are: service string advice, a header of fixed width.
    public mutating func writeRaw(_ raw: [UInt8], isSegment: Bool) {
        bytes += raw
        if isSegment { segmentCount += 1 }
        if hasLineEnds, !characters.endsWithLine { bytes.append(10) }
    }

    /// Writes a segment.
    ///
    /// Throws `segments.not-writable` for a code that the syntax or the repertoire cannot carry,
    /// and `segments.too-long-to-write` for one that is longer than the standard allows.
    public mutating func write(_ segment: WrittenSegment) throws(WireError) {
        bytes += Array(segment.name.utf8)
        var pendingSeparators = 0
        for (index, element) in segment.elements.enumerated() {
            pendingSeparators += 1
            let content = try content(of: element, in: segment.name, at: index + 1)
            guard !content.isEmpty else { continue }
            bytes += repeatElement(characters.element, count: pendingSeparators)
            pendingSeparators = 0
            bytes += content
        }
        bytes.append(characters.terminator)
        segmentCount += 1
        if hasLineEnds, !characters.endsWithLine { bytes.append(10) }
    }

    private mutating func content(
        of element: SegmentElement, in segment: String, at position: Int
    ) throws(WireError) -> [UInt8] {
        var content: [UInt8] = []
        var pendingSeparators = 0
        for (index, piece) in element.pieces.enumerated() {
            if index > 0 { pendingSeparators += 1 }
            var place = segment + (position < 10 ? "0" : "") + String(position)
            if element.pieces.count > 1 { place += "-\(index + 1)" }
            let written = try written(piece, at: place)
            guard !written.isEmpty else { continue }
            content += repeatElement(characters.component ?? 0x3A, count: pendingSeparators)
            pendingSeparators = 0
            content += written
        }
        return content
    }

    /// How many characters of words come out; blanks at the end do not.
    ///
    /// Who must know whether an element will be there asks before writing.
    public func carriedLength(ofWords text: String, maximum: Int = .max) -> Int {
        carriedWords(SegmentPiece(text, maximum: maximum, isExact: false)).length
    }

    // MARK: - Pieces

    private mutating func written(
        _ piece: SegmentPiece, at place: String
    ) throws(WireError) -> [UInt8] {
        piece.isExact ? try exact(piece, at: place) : words(piece, at: place)
    }

    private func exact(_ piece: SegmentPiece, at place: String) throws(WireError) -> [UInt8] {
        let text = piece.text
        guard text.unicodeScalars.count <= piece.maximum else {
            throw WireError(
                code: "segments.too-long-to-write",
                message: "\(place) is \(quotedForMessage(text)), which has "
                    + "\(text.unicodeScalars.count) characters; at most \(piece.maximum) may "
                    + "stand there",
                help: "Agree on a shorter one with the partner, or use another format.")
        }
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let carried = carried(scalar) else {
                let isService = repertoire.bytes(of: scalar) != nil
                let shown = quotedForMessage(String(Character(scalar)))
                throw WireError(
                    code: "segments.not-writable",
                    message: "\(place) is \(quotedForMessage(text)), and \(shown) "
                        + (isService
                            ? "parts pieces of this document"
                            : "is not in the character set \(repertoire.rawValue)"),
                    help: isService
                        ? "Agree on another separator with the partner."
                        : "Agree on another character set with the partner.")
            }
            bytes += carried
        }
        return bytes
    }

    private mutating func words(_ piece: SegmentPiece, at place: String) -> [UInt8] {
        let words = carriedWords(piece)
        if words.shown != piece.text {
            changes.append(
                WrittenChange(place: place, original: piece.text, written: words.shown))
        }
        return words.bytes
    }

    private func carriedWords(
        _ piece: SegmentPiece
    ) -> (bytes: [UInt8], shown: String, length: Int) {
        var scalars: [Unicode.Scalar] = []
        for scalar in piece.text.unicodeScalars {
            if carried(scalar) != nil {
                scalars.append(scalar)
                continue
            }
            let isService = repertoire.bytes(of: scalar) != nil
            let substitute = isService ? " " : repertoire.substitute(for: scalar)
            scalars += substitute.unicodeScalars.map { carried($0) == nil ? " " : $0 }
        }
        scalars = Array(scalars.prefix(piece.maximum))
        // Blanks at the end are lost with those who read them.
        while scalars.last == " " { scalars.removeLast() }
        let bytes = scalars.flatMap { carried($0) ?? [] }
        return (bytes, String(String.UnicodeScalarView(scalars)), scalars.count)
    }

    /// The bytes of a character inside a piece, released where it must be.
    private func carried(_ scalar: Unicode.Scalar) -> [UInt8]? {
        guard let bytes = repertoire.bytes(of: scalar) else { return nil }
        let marks = [
            characters.element, characters.component, characters.terminator, characters.repetition,
            characters.release,
        ]
        guard bytes.contains(where: { marks.contains($0) }) else { return bytes }
        guard bytes.count == 1, let release = characters.release else { return nil }
        return [release] + bytes
    }
}
