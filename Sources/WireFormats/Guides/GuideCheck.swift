/// Holds the sets of a file against a partner's guide, segment by segment.
struct GuideCheck: Sendable {
    private let guide: MessageGuide
    private var rules: [GuideRule] = []
    private var indexesBySegment: [SegmentName: [Int]] = [:]
    /// How many segments each rule has met, in the set or in the line that is open.
    private var counts: [Int] = []
    private var line: SegmentName?
    private var totals: SegmentName?
    private var isInLine = false

    init(_ guide: MessageGuide) { self.guide = guide }

    /// A set begins; `line` is the segment that opens its lines, `totals` that which ends them.
    mutating func begin(_ kind: String, line: SegmentName?, totals: SegmentName) {
        rules = guide.rulesByKind[kind] ?? []
        indexesBySegment = Dictionary(
            grouping: rules.indices, by: { rules[$0].target.segment })
        counts = Array(repeating: 0, count: rules.count)
        self.line = line
        self.totals = totals
        isInLine = false
    }

    /// Looks at a segment between the first and the last of a set.
    mutating func take(
        _ token: SegmentToken, _ reader: SegmentReader, _ state: inout EnvelopeState
    ) {
        guard !rules.isEmpty else { return }
        if token.name == line {
            endLine(at: token.position, &state)
            isInLine = true
        } else if token.name == totals, isInLine {
            // Of EDIFACT, UNS+D stands before the lines.
            endLine(at: token.position, &state)
            isInLine = false
        }
        for index in indexesBySegment[token.name] ?? [] {
            let rule = rules[index]
            if rule.isInLines, !isInLine { continue }
            if let condition = rule.condition,
                Self.text(reader, condition.target) != condition.value
            {
                continue
            }
            counts[index] += 1
            if rule.target.element == nil {
                checkSegment(rule, counts[index], token, &state)
            } else {
                checkElement(rule, token, reader, &state)
            }
        }
    }

    /// Looks for what is missing when the set ends.
    mutating func finish(at position: SourcePosition, _ state: inout EnvelopeState) {
        guard !rules.isEmpty else { return }
        endLine(at: position, &state)
        isInLine = false
        for (index, rule) in rules.enumerated() where !rule.isInLines {
            addMissing(rule, counts[index], at: position, &state)
        }
        rules = []
    }

    private mutating func endLine(at position: SourcePosition, _ state: inout EnvelopeState) {
        for (index, rule) in rules.enumerated() where rule.isInLines {
            if isInLine { addMissing(rule, counts[index], at: position, &state) }
            counts[index] = 0
        }
    }

    private func addMissing(
        _ rule: GuideRule, _ count: Int, at position: SourcePosition,
        _ state: inout EnvelopeState
    ) {
        guard count < rule.least else { return }
        // A segment that opens a line stands for all of the line.
        let isLoop = rule.target.segment == line && !rule.isInLines
        state.add(
            isLoop ? "guide.loop-missing" : "guide.segment-missing",
            rule.demand == .required
                ? "the guide asks for \(rule.subject)"
                : "the guide asks for at least \(rule.least) \(rule.subject), and "
                    + (count == 1 ? "1 is there" : "\(count) are there"),
            at: state.placed(position, segment: rule.target.segment))
    }

    private func checkSegment(
        _ rule: GuideRule, _ count: Int, _ token: SegmentToken, _ state: inout EnvelopeState
    ) {
        let place = state.placed(token.position, segment: token.name)
        switch rule.demand {
        case .forbidden:
            state.add("guide.segment-forbidden", "the guide has no \(rule.subject)", at: place)
        case .uses(let most) where count > most:
            state.add(
                "guide.segment-repeated",
                "the guide has at most \(most) \(rule.subject), and this is number \(count)",
                at: place)
        case .required, .uses, .least, .codes, .length, .pattern: break
        }
    }

    private func checkElement(
        _ rule: GuideRule, _ token: SegmentToken, _ reader: SegmentReader,
        _ state: inout EnvelopeState
    ) {
        guard let element = rule.target.element else { return }
        let text = Self.text(reader, rule.target)
        let code: String
        let message: String
        switch rule.demand {
        case .required where text.isEmpty:
            (code, message) = ("guide.element-missing", "the guide asks for \(rule.subject)")
        case .forbidden where !text.isEmpty:
            (code, message) = ("guide.element-forbidden", "the guide has no \(rule.subject)")
        case .codes(let codes) where !text.isEmpty && !codes.contains(text):
            (code, message) = (
                "guide.element-code",
                "\(rule.target.label) is \(quotedForMessage(text)), and the guide has "
                    + codes.joined(separator: ", ")
            )
        case .length(let most) where text.unicodeScalars.count > most:
            (code, message) = (
                "guide.element-too-long",
                "\(rule.target.label) has \(text.unicodeScalars.count) characters, and the guide "
                    + "has at most \(most)"
            )
        case .pattern(let pattern) where !text.isEmpty && !pattern.matches(text):
            (code, message) = (
                "guide.element-pattern",
                "\(rule.target.label) is \(quotedForMessage(text)), and the guide has it as "
                    + pattern.text
            )
        case .required, .forbidden, .codes, .length, .uses, .least, .pattern: return
        }
        let isThere = element <= reader.elementCount
        var place = state.placed(
            isThere ? reader.position(at: reader.range(of: element).lowerBound) : token.position,
            segment: token.name)
        place.element = element
        place.component = rule.target.component
        state.add(
            code, message, at: place,
            value: reader.bytes(element, component: rule.target.component),
            trigger: rule.condition?.target.element)
    }

    private static func text(_ reader: SegmentReader, _ target: GuideRule.Target) -> String {
        guard let element = target.element else { return "" }
        return reader.text(element, component: target.component)
    }
}
