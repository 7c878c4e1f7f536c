/// What the bytes of segments say about the file: characters, line breaks, junk, the end.
struct SegmentTexts: Sendable {
    /// Where the file ends, as far as it is read.
    private(set) var end = SourcePosition.start
    private var lastSegment: (token: SegmentToken, place: WirePlace)?
    private var hasBreaks = false
    private var hasHighBytes = false
    private var hasInvalidText = false

    /// Looks at the token that the reader stands on.
    mutating func take(
        _ token: SegmentToken, _ reader: SegmentReader, _ state: inout EnvelopeState
    ) {
        end = SourcePosition(
            line: token.position.line, column: token.position.column + token.length,
            byteOffset: token.position.byteOffset + token.length)
        switch token.kind {
        case .segment: takeSegment(token, reader, &state)
        case .junk: takeJunk(token, &state)
        case .byteOrderMark:
            state.add(
                "segments.byte-order-mark", "the file begins with the mark of UTF-8",
                at: state.placed(token.position))
        case .filler, .serviceString: break
        }
    }

    private mutating func takeSegment(
        _ token: SegmentToken, _ reader: SegmentReader, _ state: inout EnvelopeState
    ) {
        if token.terminatorLength == 0 {
            lastSegment = (token, state.placed(token.position, segment: token.name))
        } else if lastSegment != nil {
            lastSegment = nil
        }
        guard token.hasLineBreaks || token.hasControls || token.hasHighBytes else { return }
        if !token.hasControls, hasBreaks || !token.hasLineBreaks,
            hasHighBytes && hasInvalidText || !token.hasHighBytes
        {
            return
        }
        let place = state.placed(token.position, segment: token.name)
        if token.hasLineBreaks, !hasBreaks {
            hasBreaks = true
            state.add(
                "segments.line-break",
                "lines are broken inside segments, for the first time in \(token.name)", at: place)
        }
        if token.hasControls {
            state.add(
                "segments.control-character",
                "segment \(token.name) holds a control character", at: place)
        }
        if token.hasHighBytes, !hasHighBytes || !hasInvalidText {
            takeHighBytes(token, reader, place, &state)
        }
    }

    private mutating func takeHighBytes(
        _ token: SegmentToken, _ reader: SegmentReader, _ place: WirePlace,
        _ state: inout EnvelopeState
    ) {
        if !hasHighBytes {
            hasHighBytes = true
            state.add(
                "segments.not-ascii",
                "bytes above 0x7F stand in the file, for the first time in \(token.name)",
                at: place)
        }
        let isText = reader.withToken { String(validating: $0, as: UTF8.self) != nil }
        if !isText, !hasInvalidText {
            hasInvalidText = true
            state.add(
                "segments.not-utf8",
                "bytes that are not UTF-8 stand in the file, for the first time in \(token.name)",
                at: place)
        }
    }

    private func takeJunk(_ token: SegmentToken, _ state: inout EnvelopeState) {
        if token.marks.contains(.tooLong) {
            state.add(
                "segments.too-long",
                "no segment ends within \(SegmentReader.maximumSegmentBytes >> 20) MiB",
                at: state.placed(token.position))
        } else {
            state.add(
                "segments.junk",
                "\(token.length) bytes stand outside any interchange",
                at: state.placed(token.position))
        }
    }

    /// Says what the end of the file shows.
    func finish(_ state: inout EnvelopeState) {
        guard let lastSegment, lastSegment.token.kind == .segment else { return }
        state.add(
            "segments.last-unterminated",
            "the file ends in segment \(lastSegment.token.name), which is not ended",
            at: lastSegment.place)
    }
}
