extension MessageGuide {
    /// Reads a guide: one rule a line, `#` for comments.
    ///
    /// ```
    /// 855 REF required when REF01=VR
    /// 855 ACK required in-lines
    /// 855 PID forbidden
    /// 855 N1 uses 4
    /// 855 BAK02 codes AC AD RD
    /// 855 PO1 at-least 1
    /// 855 BAK03 pattern PO-999999
    /// ORDRSP LIN03.1 length 15
    /// ```
    ///
    /// A line that is no rule (`guide-file.syntax`) and one that stands twice (`guide-file.twice`)
    /// are errors with their place.
    public static func parse(_ text: String) throws(WireError) -> MessageGuide {
        var rules: [String: [GuideRule]] = [:]
        var offset = 0
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let position = SourcePosition(line: number + 1, column: 1, byteOffset: offset)
            offset += line.utf8.count + 1
            let words = line.prefix { $0 != "#" }.split { $0.isWhitespace }.map(String.init)
            guard let kind = words.first else { continue }
            var parser = RuleParser(words: words.dropFirst(), kind: kind, position: position)
            let rule = try parser.rule()
            guard rules[kind, default: []].contains(rule) == false else {
                throw WireError(
                    code: "guide-file.twice", message: "this rule stands above already",
                    help: "Keep one.", position: position)
            }
            rules[kind, default: []].append(rule)
        }
        return MessageGuide(rulesByKind: rules)
    }
}

/// Reads the words of one rule behind the kind of set.
private struct RuleParser {
    var words: ArraySlice<String>
    let kind: String
    let position: SourcePosition

    private func refusal(_ message: String, help: String? = nil) -> WireError {
        WireError(
            code: "guide-file.syntax", message: message,
            help: help
                ?? "Write for example: 855 REF required when REF01=VR; Docs/ElectronicDocuments.md "
                + "lists the rules.",
            position: position)
    }

    mutating func rule() throws(WireError) -> GuideRule {
        let isX12 = kind.utf8.count == 3 && kind.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
        let isEDIFACT =
            kind.utf8.count == 6 && kind.utf8.allSatisfy { $0 >= 0x41 && $0 <= 0x5A }
        guard isX12 || isEDIFACT else {
            throw refusal("\(quotedForMessage(kind)) names no set of X12 and no EDIFACT message")
        }
        guard let name = words.popFirst(), let target = Self.target(name) else {
            throw refusal("behind \(kind) stands no segment and no element, such as REF or REF01")
        }
        var rule = GuideRule(target: target, demand: try demand(of: target))
        if words.first == "in-lines" {
            words.removeFirst()
            let line =
                isX12 ? X12SetRule.byKind[kind]?.line : EDIFACTMessageRule.byKind[kind]?.line
            guard target.element == nil, line != nil else {
                throw refusal(
                    line == nil
                        ? "what a line of \(kind) is, is not known here"
                        : "in-lines is for segments, and \(target.label) is an element")
            }
            rule.isInLines = true
        }
        if words.first == "when" {
            words.removeFirst()
            rule.condition = try condition(of: target)
        }
        guard let rest = words.first else { return rule }
        throw refusal("\(quotedForMessage(rest)) has no meaning here")
    }

    private mutating func demand(
        of target: GuideRule.Target
    ) throws(WireError) -> GuideRule.Demand {
        let demand: GuideRule.Demand
        switch words.popFirst() {
        case "required": demand = .required
        case "forbidden": demand = .forbidden
        case "uses": demand = .uses(try number())
        case "at-least": demand = .least(try number())
        case "length": demand = .length(try number())
        case "pattern":
            guard let pattern = words.popFirst() else {
                throw refusal("behind pattern stands none")
            }
            demand = .pattern(GuidePattern(text: pattern))
        case "codes":
            var codes: [String] = []
            while let code = words.first, code != "when" {
                codes.append(code)
                words.removeFirst()
            }
            guard !codes.isEmpty else { throw refusal("behind codes stands none") }
            demand = .codes(codes)
        case let word:
            throw refusal(
                "\(word.map(quotedForMessage) ?? "nothing") is no rule",
                help: "Rules are required, forbidden, uses N, at-least N, codes A B C, pattern P "
                    + "and length N.")
        }
        guard let wantsElement = demand.isOfElements, wantsElement != (target.element != nil)
        else { return demand }
        throw refusal(
            wantsElement
                ? "\(target.label) is a segment, and this rule is for elements"
                : "\(target.label) is an element, and this rule is for segments")
    }

    private mutating func number() throws(WireError) -> Int {
        guard let word = words.popFirst(), let number = Int(word), (1...99_999).contains(number)
        else { throw refusal("a number from 1 to 99999 is missing") }
        return number
    }

    private mutating func condition(
        of target: GuideRule.Target
    ) throws(WireError) -> GuideRule.Condition {
        let parts = (words.popFirst() ?? "").split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let element = Self.target(parts[0]), element.element != nil,
            element.segment == target.segment
        else {
            throw refusal(
                "behind when stands no element of \(target.segment) with its value",
                help: "Write for example: when \(target.segment)01=VR.")
        }
        return GuideRule.Condition(target: element, value: parts[1])
    }

    /// `REF`, `REF02`, `LIN03.1`: what stands behind a name of two or three characters are two
    /// digits.
    private static func target(_ text: String) -> GuideRule.Target? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        var name = String(parts[0])
        var element: Int?
        if name.utf8.count > 3 {
            guard let number = Int(name.suffix(2)), number >= 1 else { return nil }
            element = number
            name = String(name.dropLast(2))
        }
        guard name.utf8.count <= 3, SegmentName(name).isWellFormed, parts.count <= 2 else {
            return nil
        }
        var component: Int?
        if parts.count == 2 {
            guard element != nil, let number = Int(parts[1]), number >= 1 else { return nil }
            component = number
        }
        return GuideRule.Target(
            segment: SegmentName(name), element: element, component: component)
    }
}
