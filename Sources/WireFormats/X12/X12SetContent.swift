/// What a set holds, as far as its order and its totals say.
struct X12SetContent: Sendable {
    private(set) var lineCount = 0
    private var hasTotals = false
    private var seen: Set<SegmentName> = []
    private var levels: Set<String> = []

    /// Looks at a segment between ST and SE.
    mutating func take(
        _ token: SegmentToken, _ reader: SegmentReader, _ rule: X12SetRule,
        _ state: inout EnvelopeState
    ) {
        let name = token.name
        if state.setSegments == 2, name != rule.begin {
            state.add(
                "x12.segment-missing",
                "\(rule.begin) must be the second segment of a \(state.set?.kind ?? ""), and "
                    + "\(name) is",
                at: missing(rule.begin, state.placed(token.position)))
        } else if name == rule.begin, !seen.insert(name).inserted {
            state.add(
                "x12.segment-repeated", "\(name) may stand once",
                at: state.placed(token.position, segment: name))
        }
        if name == rule.line {
            lineCount += 1
            if hasTotals {
                state.add(
                    "x12.segment-order", "a line (\(name)) stands behind the totals (CTT)",
                    at: state.placed(token.position, segment: name))
            }
        } else if lineCount == 0, rule.lineOnly.contains(name) {
            state.add(
                "x12.segment-unexpected",
                "\(name) belongs to a line, and no \(rule.line) stands before it",
                at: state.placed(token.position, segment: name))
        }
        if !rule.mandatory.isEmpty, rule.mandatory.contains(name) { seen.insert(name) }
        if name == "CTT", rule.hasTotals { takeTotals(token, reader, &state) }
        if name == "HL" { takeLevel(token, reader, &state) }
    }

    private func missing(_ name: SegmentName, _ place: WirePlace) -> WirePlace {
        var place = place
        place.segment = name.description
        return place
    }

    private mutating func takeTotals(
        _ token: SegmentToken, _ reader: SegmentReader, _ state: inout EnvelopeState
    ) {
        if hasTotals {
            state.add(
                "x12.segment-repeated", "CTT may stand once",
                at: state.placed(token.position, segment: token.name))
        }
        hasTotals = true
        let stated = reader.trimmed(1)
        if stated.isDigits, Int(stated) == lineCount { return }
        var place = state.placed(
            reader.position(at: reader.range(of: 1).lowerBound), segment: token.name)
        place.element = 1
        state.add(
            "x12.line-count",
            "CTT01 is \(quotedForMessage(stated)), and there "
                + (lineCount == 1 ? "is 1 line" : "are \(lineCount) lines"),
            at: place, value: reader.bytes(1))
    }

    private mutating func takeLevel(
        _ token: SegmentToken, _ reader: SegmentReader, _ state: inout EnvelopeState
    ) {
        let number = reader.trimmed(1)
        let parent = reader.trimmed(2)
        if !parent.isEmpty, !levels.contains(parent) {
            var place = state.placed(
                reader.position(at: reader.range(of: 2).lowerBound), segment: token.name)
            place.element = 2
            state.add(
                "x12.hierarchy-parent",
                "HL02 names level \(quotedForMessage(parent)), which does not stand above",
                at: place, value: reader.bytes(2))
        }
        if !levels.insert(number).inserted {
            var place = state.placed(
                reader.position(at: reader.range(of: 1).lowerBound), segment: token.name)
            place.element = 1
            state.add(
                "x12.hierarchy-duplicate", "level \(quotedForMessage(number)) stands above already",
                at: place, value: reader.bytes(1))
        }
    }

    /// Looks for what is missing when SE comes.
    func finish(
        _ rule: X12SetRule, at position: SourcePosition, _ state: inout EnvelopeState
    ) {
        let place = state.placed(position, segment: "SE")
        if state.setSegments == 2 {
            state.add(
                "x12.segment-missing", "\(rule.begin) must be there",
                at: missing(rule.begin, place))
        }
        if rule.needsLine, lineCount == 0 {
            state.add(
                "x12.segment-missing", "at least one \(rule.line) must be there",
                at: missing(rule.line, place))
        }
        for name in rule.mandatory where !seen.contains(name) {
            state.add(
                "x12.segment-missing", "\(name) must be there", at: missing(name, place))
        }
    }
}
