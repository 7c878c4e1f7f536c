/// Checks the elements of one segment against its rule.
enum EDIFACTElementChecker {
    /// The problems of a segment; with a decimal mark, numbers must use that one.
    static func problems(
        in reader: SegmentReader, name: SegmentName, rule: EDIFACTSegmentRule,
        decimalMark: UInt8?
    ) -> [ElementProblem] {
        var problems: [ElementProblem] = []
        let count = reader.elementCount
        // Rules are looked at where they are: a copy of each would count references.
        let elements = rule.elements
        for index in elements.indices {
            let number = index + 1
            let range = number <= count ? reader.range(of: number) : 0..<0
            if range.isEmpty {
                if elements[index].isMandatory {
                    problems.append(missing(reader, name, number, nil))
                }
                continue
            }
            check(reader, name, number, elements[index], range, decimalMark, &problems)
        }
        let last = rule.elements.count
        if count > last, (last + 1...count).contains(where: { reader.isPresent($0) }) {
            problems.append(
                ElementProblem(
                    code: "edifact.elements-too-many",
                    message: "\(name) has \(count) elements where \(last) are known",
                    element: last + 1, range: reader.range(of: last + 1)))
        }
        if name == "DTM", let problem = badDate(reader) { problems.append(problem) }
        return problems
    }

    private static func missing(
        _ reader: SegmentReader, _ name: SegmentName, _ number: Int, _ component: Int?
    ) -> ElementProblem {
        let end = (reader.token?.length ?? 0) - (reader.token?.terminatorLength ?? 0)
        let at = number <= reader.elementCount ? reader.range(of: number).lowerBound : end
        let what = component.map { "component \($0) of element \(number)" } ?? "element \(number)"
        return ElementProblem(
            code: "edifact.element-missing", message: "\(what) of \(name) must be there",
            element: number, component: component, range: at..<at)
    }

    private static func check(
        _ reader: SegmentReader, _ name: SegmentName, _ number: Int, _ rule: EDIFACTElementRule,
        _ range: Range<Int>, _ decimalMark: UInt8?, _ problems: inout [ElementProblem]
    ) {
        var start = range.lowerBound
        var component = 1
        var repetition = 1
        var hasRepetitions = false
        let known = rule.components.count
        func take(_ piece: Range<Int>) {
            if component <= known {
                let rule = rule.components[component - 1]
                if isGood(reader, piece, rule, isQuantity: name == "QTY" && component == 2) {
                    return
                }
                guard
                    var problem = fault(
                        reader, name, number, component, piece, rule, decimalMark)
                else { return }
                problem.repetition = hasRepetitions ? repetition : nil
                if known == 1 { problem.component = nil }
                problems.append(problem)
            } else if !piece.isEmpty {
                problems.append(
                    ElementProblem(
                        code: "edifact.components-too-many",
                        message: "element \(number) of \(name) has more than \(known) components",
                        element: number, component: component, range: piece))
            }
        }
        for packed in reader.scanner.separators.prefix(reader.scanner.separatorCount) {
            let end = Int(packed >> 1)
            if end < range.lowerBound { continue }
            if end >= range.upperBound { break }
            let isRepetition = packed & 1 == 1
            if isRepetition { hasRepetitions = true }
            take(start..<end)
            start = end + 1
            component = isRepetition ? 1 : component + 1
            repetition += isRepetition ? 1 : 0
        }
        take(start..<range.upperBound)
        component += 1
        // A mandatory component behind the last one that is written.
        if !hasRepetitions, component <= rule.components.count, rule.isMandatory,
            let lacking = (component...rule.components.count).first(where: {
                rule.components[$0 - 1].isMandatory
            })
        {
            problems.append(missing(reader, name, number, lacking))
        }
    }

    /// Whether a value is without doubt what its rule says; the quick way for nearly all.
    @inline(__always)
    private static func isGood(
        _ reader: SegmentReader, _ piece: Range<Int>, _ rule: EDIFACTComponentRule,
        isQuantity: Bool
    ) -> Bool {
        if piece.isEmpty { return !rule.isMandatory }
        guard rule.kind != .any else { return true }
        guard piece.count <= rule.maximum else { return false }
        guard rule.kind == .numeric || isQuantity else { return true }
        return reader.withRaw(piece) { value in
            for byte in value where byte < 0x30 || byte > 0x39 { return false }
            return true
        }
    }

    private static func fault(
        _ reader: SegmentReader, _ name: SegmentName, _ number: Int, _ component: Int,
        _ piece: Range<Int>, _ rule: EDIFACTComponentRule, _ decimalMark: UInt8?
    ) -> ElementProblem? {
        if piece.isEmpty {
            return rule.isMandatory ? missing(reader, name, number, component) : nil
        }
        if rule.kind == .any { return nil }
        let value = reader.bytes(in: piece)
        var what: String { "component \(component) of element \(number) of \(name)" }
        var length = value.count { $0 & 0xC0 != 0x80 }
        // In an 8-bit character set bytes from 0x80 to 0xBF are characters of their own.
        if length > rule.maximum, String(validating: value, as: UTF8.self) == nil {
            length = value.count
        }
        let isNumber = rule.kind == .numeric || name == "QTY" && component == 2
        if isNumber {
            length = value.count { $0 >= 0x30 && $0 <= 0x39 }
            if let code = numberFault(value, decimalMark) {
                return ElementProblem(
                    code: code,
                    message: "\(what) (\(X12ElementChecker.shown(value))) is no number",
                    element: number, component: component, range: piece)
            }
        }
        guard length > rule.maximum else { return nil }
        return ElementProblem(
            code: "edifact.element-too-long",
            message: "\(what) (\(X12ElementChecker.shown(value))) has \(length) characters and may "
                + "have \(rule.maximum)",
            element: number, component: component, range: piece)
    }

    /// What is wrong with a number; with a decimal mark, only that one is taken.
    static func numberFault(_ value: [UInt8], _ decimalMark: UInt8?) -> String? {
        var marks = 0
        var digits = 0
        for (index, byte) in value.enumerated() {
            switch byte {
            case 0x30...0x39: digits += 1
            case UInt8(ascii: "-") where index == 0: break
            case UInt8(ascii: "."), UInt8(ascii: ","):
                marks += 1
                if let decimalMark, byte != decimalMark { return "edifact.element-number" }
            default: return "edifact.element-character"
            }
        }
        return marks > 1 || digits == 0 ? "edifact.element-number" : nil
    }

    /// A date that is none in the format that stands beside it.
    private static func badDate(_ reader: SegmentReader) -> ElementProblem? {
        let value = reader.bytes(1, component: 2)
        let length: Int
        switch reader.text(1, component: 3) {
        case "101": length = 6
        case "102": length = 8
        case "203": length = 12
        case "204": length = 14
        case "718": length = 16
        default: return nil
        }
        if value.isEmpty { return nil }
        let isNumber = value.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
        var isGood = isNumber && value.count == length
        if isGood {
            switch length {
            case 6: isGood = X12Value.isDate(value)
            case 16:
                isGood =
                    X12Value.isDate(Array(value.prefix(8)))
                    && X12Value.isDate(Array(value.suffix(8)))
            case 8: isGood = X12Value.isDate(value)
            default:
                isGood =
                    X12Value.isDate(Array(value.prefix(8)))
                    && X12Value.isTime(Array(value.dropFirst(8)))
            }
        }
        guard !isGood else { return nil }
        return ElementProblem(
            code: "edifact.element-date",
            message: "\(X12ElementChecker.shown(value)) is no date in the format "
                + reader.text(1, component: 3),
            element: 1, component: 2, range: reader.range(of: 1))
    }
}
