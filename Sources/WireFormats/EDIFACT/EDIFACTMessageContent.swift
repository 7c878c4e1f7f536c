/// What a message holds, as far as its order and its totals say.
struct EDIFACTMessageContent: Sendable {
    private(set) var lineCount = 0
    private var seen: Set<SegmentName> = []
    private var isInSummary = false
    private var hasHolder = false

    /// Looks at a segment between UNH and UNT.
    mutating func take(
        _ token: SegmentToken, _ reader: SegmentReader, _ rule: EDIFACTMessageRule,
        _ state: inout EnvelopeState
    ) {
        let name = token.name
        if state.setSegments == 2, name != rule.begin {
            state.add(
                "edifact.segment-missing",
                "\(rule.begin) must be the second segment of \(state.set?.kind ?? ""), and \(name) "
                    + "is",
                at: missing(rule.begin, state.placed(token.position)))
        }
        if rule.mandatory.contains(name) { seen.insert(name) }
        if name == rule.holder { hasHolder = true }
        if name == rule.line {
            lineCount += 1
            if let holder = rule.holder, !hasHolder {
                // Said once for all lines that stand outside.
                hasHolder = true
                state.add(
                    "edifact.segment-missing", "\(name) must stand behind \(holder)",
                    at: missing(holder, state.placed(token.position)))
            }
            if isInSummary {
                state.add(
                    "edifact.section", "a line stands in the summary, behind UNS",
                    at: state.placed(token.position, segment: name))
            }
        }
        if name == "UNS", rule.hasSections {
            if isInSummary {
                state.add(
                    "edifact.section", "UNS stands a second time",
                    at: state.placed(token.position, segment: name))
            }
            isInSummary = reader.text(1) != "D"
        }
        if name == "CNT", reader.text(1, component: 1) == "2" {
            takeCount(token, reader, &state)
        }
    }

    private func missing(_ name: SegmentName, _ place: WirePlace) -> WirePlace {
        var place = place
        place.segment = name.description
        return place
    }

    private func takeCount(
        _ token: SegmentToken, _ reader: SegmentReader, _ state: inout EnvelopeState
    ) {
        let stated = reader.text(1, component: 2)
        if Int(stated) == lineCount { return }
        var place = state.placed(token.position, segment: token.name)
        place.element = 1
        place.component = 2
        state.add(
            "edifact.line-count",
            "CNT counts \(quotedForMessage(stated)), and there "
                + (lineCount == 1 ? "is 1 line" : "are \(lineCount) lines"),
            at: place, value: reader.bytes(1, component: 2))
    }

    /// Looks for what is missing when UNT comes.
    func finish(
        _ rule: EDIFACTMessageRule, at position: SourcePosition, _ state: inout EnvelopeState
    ) {
        let place = state.placed(position, segment: "UNT")
        if state.setSegments == 2 {
            state.add(
                "edifact.segment-missing", "\(rule.begin) must be there",
                at: missing(rule.begin, place))
        }
        for name in rule.mandatory where !seen.contains(name) {
            state.add(
                "edifact.segment-missing", "\(name) must be there", at: missing(name, place))
        }
    }
}
