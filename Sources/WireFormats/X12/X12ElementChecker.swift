/// What is wrong with an element.
struct ElementProblem {
    var code: String
    var message: String
    var element: Int
    var component: Int?
    var repetition: Int?
    /// Where the value lies in its segment.
    var range: Range<Int>
    var dataElement: Int?
    /// The element whose presence asks for this one.
    var trigger: Int?
}

/// Checks the elements of one segment against its rule.
enum X12ElementChecker {
    /// The problems of a segment; nothing is allocated where there are none.
    static func problems(
        in reader: SegmentReader, name: SegmentName, rule: X12SegmentRule
    ) -> [ElementProblem] {
        var problems: [ElementProblem] = []
        let count = reader.elementCount
        var present: UInt64 = 0
        let isPlain = reader.isPlain && reader.scanner.separatorCount == 0
        rule.elements.withUnsafeBufferPointer { elements in
            for number in 1..<min(count, elements.count) + 1 {
                let range = reader.range(of: number)
                if range.isEmpty { continue }
                present |= 1 << UInt64(number)
                let element = elements[number - 1]
                if element.kind == .any { continue }
                let isGood =
                    isPlain
                    && reader.withRaw(range) {
                        X12Value.isGood($0, element) && isListed($0, element, rule)
                    }
                if !isGood { check(reader, name, number, element, rule, range, &problems) }
            }
        }
        let lacking = rule.mandatoryBits & ~present
        if lacking != 0 {
            for number in 1...rule.elements.count where lacking >> UInt64(number) & 1 == 1 {
                problems.append(missing(reader, name, number, rule.elements[number - 1]))
            }
        }
        if count > rule.elements.count, !rule.elements.isEmpty {
            let first = rule.elements.count + 1
            if (first...count).contains(where: { !reader.range(of: $0).isEmpty }) {
                problems.append(
                    ElementProblem(
                        code: "x12.elements-too-many",
                        message: "\(name) has \(count) elements where the release knows "
                            + "\(rule.elements.count)",
                        element: first, range: reader.range(of: first)))
            }
        }
        for condition in rule.brokenConditions(present: present) {
            if let problem = broken(condition, reader, name, rule) { problems.append(problem) }
        }
        return problems
    }

    @inline(__always)
    private static func isListed(
        _ value: UnsafeBufferPointer<UInt8>, _ element: X12ElementRule, _ rule: X12SegmentRule
    ) -> Bool {
        guard let list = element.codeList, !rule.codeLists[list].isEmpty else { return true }
        for code in rule.codeLists[list] where code.elementsEqual(value) { return true }
        return false
    }

    static func label(_ name: SegmentName, _ number: Int) -> String {
        "\(name)\(number < 10 ? "0" : "")\(number)"
    }

    private static func missing(
        _ reader: SegmentReader, _ name: SegmentName, _ number: Int,
        _ rule: X12ElementRule
    ) -> ElementProblem {
        let end = (reader.token?.length ?? 0) - (reader.token?.terminatorLength ?? 0)
        let at = number <= reader.elementCount ? reader.range(of: number).lowerBound : end
        return ElementProblem(
            code: "x12.element-missing", message: "\(label(name, number)) must be there",
            element: number, range: at..<at, dataElement: rule.number)
    }

    // MARK: - One element

    private static func check(
        _ reader: SegmentReader, _ name: SegmentName, _ number: Int,
        _ rule: X12ElementRule, _ segment: X12SegmentRule, _ range: Range<Int>,
        _ problems: inout [ElementProblem]
    ) {
        let codes = rule.codeList.map { segment.codeLists[$0] } ?? []
        let separators = reader.separators(in: range)
        guard !separators.isEmpty else {
            if let (code, message) = fault(in: reader.bytes(in: range), rule, codes) {
                problems.append(
                    ElementProblem(
                        code: code, message: "\(label(name, number)) \(message)", element: number,
                        range: range, dataElement: rule.number))
            }
            return
        }
        var start = range.lowerBound
        var repetition = 1
        let ends = separators.filter(\.isRepetition).map(\.offset) + [range.upperBound]
        for end in ends {
            let piece = start..<end
            let component = separators.first { !$0.isRepetition && piece.contains($0.offset) }
            if let component {
                problems.append(
                    ElementProblem(
                        code: "x12.component-unexpected",
                        message: "\(label(name, number)) holds the component separator and has no "
                            + "components",
                        element: number, component: 2,
                        repetition: ends.count > 1 ? repetition : nil,
                        range: component.offset..<piece.upperBound, dataElement: rule.number))
            }
            if let (code, message) = fault(in: reader.bytes(in: piece), rule, codes),
                component == nil
            {
                problems.append(
                    ElementProblem(
                        code: code, message: "\(label(name, number)) \(message)", element: number,
                        repetition: repetition, range: piece, dataElement: rule.number))
            }
            start = end + 1
            repetition += 1
        }
        if ends.count > rule.maximumRepetitions {
            problems.append(
                ElementProblem(
                    code: "x12.repetitions-too-many",
                    message: "\(label(name, number)) stands \(ends.count) times, and may "
                        + "\(rule.maximumRepetitions)",
                    element: number, repetition: rule.maximumRepetitions + 1, range: range,
                    dataElement: rule.number))
        }
    }

    /// What is wrong with a value: code and the rest of a sentence.
    static func fault(
        in value: [UInt8], _ rule: X12ElementRule, _ codes: [[UInt8]]
    ) -> (String, String)? {
        var length = value.count
        switch rule.kind {
        case .implied, .real:
            if let bad = X12Value.badNumberByte(value, isReal: rule.kind == .real) {
                return (
                    "x12.element-character",
                    "(\(shown(value))) holds \(shown([bad])), which no number of its type does"
                )
            }
            length = value.count { $0 >= 0x30 && $0 <= 0x39 }
        case .date, .time, .identifier, .text, .any:
            if value.contains(where: { $0 < 0x20 }) {
                return ("x12.element-character", "holds a control character")
            }
        }
        if rule.kind == .text || rule.kind == .any {
            // Text in UTF-8 counts characters.
            if value.contains(where: { $0 >= 0x80 }) {
                length = value.count { $0 & 0xC0 != 0x80 }
            }
        }
        if length < rule.minimum {
            return (
                "x12.element-too-short",
                "(\(shown(value))) has \(length) characters and needs \(rule.minimum)"
            )
        }
        if length > rule.maximum {
            return (
                "x12.element-too-long",
                "(\(shown(value))) has \(length) characters and may have \(rule.maximum)"
            )
        }
        if rule.kind == .date, !X12Value.isDate(value) {
            return ("x12.element-date", "(\(shown(value))) is no date")
        }
        if rule.kind == .time, !X12Value.isTime(value) {
            return ("x12.element-time", "(\(shown(value))) is no time")
        }
        if !codes.isEmpty, !codes.contains(value) {
            return ("x12.element-code", "(\(shown(value))) is none of its codes")
        }
        return nil
    }

    static func shown(_ value: [UInt8]) -> String {
        let text =
            String(validating: value, as: UTF8.self)
            ?? String(String.UnicodeScalarView(value.map { Unicode.Scalar($0) }))
        return quotedForMessage(text)
    }

    // MARK: - Conditions

    private static func broken(
        _ condition: X12Condition, _ reader: SegmentReader, _ name: SegmentName,
        _ rule: X12SegmentRule
    ) -> ElementProblem? {
        let numbers = condition.elements
        guard let first = numbers.first else { return nil }
        var present: [Int] = []
        var absent: [Int] = []
        for number in numbers {
            if number <= reader.elementCount, reader.isPresent(number) {
                present.append(number)
            } else {
                absent.append(number)
            }
        }
        let wanted: Int?
        var reason = ""
        switch condition.kind {
        case .paired:
            wanted = present.isEmpty ? nil : absent.first
            reason = present.first.map { "with \(label(name, $0))" } ?? ""
        case .required:
            wanted = present.isEmpty ? first : nil
            reason =
                "or one of \(numbers.dropFirst().map { label(name, $0) }.joined(separator: ", "))"
        case .conditional:
            wanted = present.first == first ? absent.first : nil
            reason = "with \(label(name, first))"
        case .listConditional:
            wanted = present == [first] ? numbers.dropFirst().first : nil
            reason = "with \(label(name, first))"
        case .exclusive:
            guard present.count > 1 else { return nil }
            return ElementProblem(
                code: "x12.element-exclusive",
                message: "\(label(name, present[0])) and \(label(name, present[1])) exclude each "
                    + "other",
                element: present[1], range: reader.range(of: present[1]),
                dataElement: rule.elements[present[1] - 1].number)
        }
        guard let wanted else { return nil }
        var problem = missing(reader, name, wanted, rule.elements[wanted - 1])
        problem.code = "x12.element-condition"
        problem.trigger = condition.kind == .required ? nil : present.first
        problem.message = "\(label(name, wanted)) must be there \(reason)"
        return problem
    }
}

extension X12ElementRule {
    /// The data element, where it is told.
    fileprivate var number: Int? { dataElement == 0 ? nil : dataElement }
}

/// Values of X12 as bytes.
enum X12Value {
    /// Whether a value is without doubt what its rule says; the quick way for nearly all.
    @inline(__always)
    static func isGood(_ value: UnsafeBufferPointer<UInt8>, _ rule: X12ElementRule) -> Bool {
        let count = value.count
        switch rule.kind {
        case .text, .identifier:
            guard count >= rule.minimum, count <= rule.maximum else { return false }
            for byte in value where byte < 0x20 || byte >= 0x80 { return false }
            return true
        case .implied, .real:
            var digits = 0
            var points = 0
            for byte in value {
                if byte >= 0x30 && byte <= 0x39 {
                    digits += 1
                } else if byte == 0x2E && rule.kind == .real {
                    points += 1
                } else {
                    return false
                }
            }
            return points < 2 && digits >= rule.minimum && digits <= rule.maximum
        case .date:
            // Of the first 28 days every month has all.
            guard count == 8, rule.minimum <= 8, rule.maximum >= 8 else { return false }
            for byte in value where byte < 0x30 || byte > 0x39 { return false }
            let month = Int(value[4]) * 10 + Int(value[5]) - 528
            let day = Int(value[6]) * 10 + Int(value[7]) - 528
            return (1...12).contains(month) && (1...28).contains(day) && value[0] > 0x30
        case .time, .any: return false
        }
    }

    /// The first byte that a number of the type cannot hold.
    static func badNumberByte(_ value: [UInt8], isReal: Bool) -> UInt8? {
        var hasPoint = false
        var hasDigit = false
        for (index, byte) in value.enumerated() {
            switch byte {
            case 0x30...0x39: hasDigit = true
            case UInt8(ascii: "-") where index == 0: break
            case UInt8(ascii: ".") where isReal && !hasPoint: hasPoint = true
            default: return byte
            }
        }
        return hasDigit ? nil : value.last
    }

    static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for byte in digits {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }

    /// `CCYYMMDD` or `YYMMDD` of a day that exists.
    static func isDate(_ value: [UInt8]) -> Bool {
        guard value.count == 8 || value.count == 6,
            let month = number(value.suffix(4).prefix(2)), let day = number(value.suffix(2)),
            let stated = number(value.prefix(value.count - 4))
        else { return false }
        let year = value.count == 6 ? 2000 + stated : stated
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...12).contains(month) && day >= 1 && day <= days[month - 1] && year > 0
    }

    /// `HHMM`, `HHMMSS`, or that with hundredths.
    static func isTime(_ value: [UInt8]) -> Bool {
        guard [4, 6, 7, 8].contains(value.count), number(value[...]) != nil,
            let hour = number(value.prefix(2)), let minute = number(value[2..<4])
        else { return false }
        let second = value.count >= 6 ? number(value[4..<6]) ?? 60 : 0
        return hour < 24 && minute < 60 && second < 60
    }
}
