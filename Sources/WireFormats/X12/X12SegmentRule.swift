/// What an element of a segment must be.
struct X12ElementRule: Sendable {
    enum Kind: Sendable {
        /// Any text.
        case text
        case identifier
        /// A whole number, the decimal point implied.
        case implied
        /// A number with its decimal point written.
        case real
        case date
        case time
        /// A composite, or one that is not interpreted here.
        case any
    }

    var isMandatory: Bool
    /// The number of the data element in the standard; 0 where it is not told.
    var dataElement: Int
    var kind: Kind
    var minimum: Int
    var maximum: Int
    /// Which list of its segment holds the values it may have; `nil` for any value.
    var codeList: Int?
    var maximumRepetitions = 1
}

/// A relation between elements of a segment.
struct X12Condition: Sendable {
    enum Kind: Sendable {
        /// All or none of them.
        case paired
        /// At least one of them.
        case required
        /// With the first one, all the others.
        case conditional
        /// With the first one, at least one of the others.
        case listConditional
        /// At most one of them.
        case exclusive
    }

    var kind: Kind
    var elements: [Int]
    /// The same elements as bits, element 1 being bit 1.
    var bits: UInt64 { elements.reduce(0) { $0 | 1 << UInt64($1) } }
}

/// What a segment must be, as far as it is interpreted here.
final class X12SegmentRule: Sendable {
    let elements: [X12ElementRule]
    private let conditions: [X12Condition]
    /// Short lists of values.
    let codeLists: [[[UInt8]]]
    /// The mandatory elements as bits, element 1 being bit 1.
    let mandatoryBits: UInt64
    /// Each condition's kind, its elements as bits, and its first one.
    private let conditionBits: [(kind: X12Condition.Kind, all: UInt64, first: UInt64)]

    /// Reads the notation of ``X12Release``.
    ///
    /// An element is `M353:ID2-2=00,01`: M for mandatory or O, the data element, the type with its
    /// length, and its values where the list is short; `-` is an element that is not looked at, and
    /// `*3` behind an element says that it may be repeated so often, `x10` that ten pairs of
    /// qualifier and value follow. Behind `|` stand conditions: `P0607`, `R0203`, `C0504`, `L`
    /// and `E`.
    init(_ text: StaticString) {
        let halves = text.description.split(separator: "|", omittingEmptySubsequences: false)
        var elements: [X12ElementRule] = []
        var conditions: [X12Condition] = []
        var codeLists: [[[UInt8]]] = []
        for word in halves[0].split(separator: " ") {
            if word.first == "x" {
                for _ in 0..<(Int(word.dropFirst()) ?? 0) {
                    let first = elements.count + 1
                    elements.append(Self.element("O235:ID2-2"))
                    elements.append(Self.element("O234:AN1-48"))
                    conditions.append(X12Condition(kind: .paired, elements: [first, first + 1]))
                }
                continue
            }
            let parts = word.split(separator: "=")
            var element = Self.element(parts[0])
            if parts.count > 1 {
                element.codeList = codeLists.count
                codeLists.append(parts[1].split(separator: ",").map { Array($0.utf8) })
            }
            elements.append(element)
        }
        for word in halves.dropFirst().joined().split(separator: " ") {
            conditions.append(Self.condition(word))
        }
        precondition(elements.count < 64, "The elements of a segment must fit 64 bits.")
        self.elements = elements
        self.conditions = conditions
        self.codeLists = codeLists
        mandatoryBits = elements.enumerated().reduce(0) { bits, element in
            element.element.isMandatory ? bits | 1 << UInt64(element.offset + 1) : bits
        }
        conditionBits = conditions.map { ($0.kind, $0.bits, 1 << UInt64($0.elements.first ?? 0)) }
    }

    /// The conditions that a segment with these elements breaks.
    func brokenConditions(present: UInt64) -> [X12Condition] {
        var broken: [X12Condition] = []
        for index in conditionBits.indices {
            let (kind, all, first) = conditionBits[index]
            let found = present & all
            let isBroken =
                switch kind {
                case .paired: found != 0 && found != all
                case .required: found == 0
                case .conditional: found & first != 0 && found != all
                case .listConditional: found == first
                case .exclusive: found.nonzeroBitCount > 1
                }
            if isBroken { broken.append(conditions[index]) }
        }
        return broken
    }

    private static func element(_ word: Substring) -> X12ElementRule {
        let parts = word.split(separator: ":")
        guard parts.count == 2 else {
            return X12ElementRule(
                isMandatory: word.first == "M", dataElement: 0, kind: .any, minimum: 0,
                maximum: Int.max)
        }
        let repeated = parts[1].split(separator: "*")
        let letters = repeated[0].prefix { $0.isLetter }
        var lengths = repeated[0].dropFirst(letters.count).split(separator: "-")
        if letters == "N", lengths.count > 1, lengths[0].count > 1 {
            // `N21-15`: the digit behind N is how many decimals are implied.
            lengths[0] = lengths[0].dropFirst()
        }
        let kind: X12ElementRule.Kind =
            switch letters {
            case "ID": .identifier
            case "N": .implied
            case "R": .real
            case "DT": .date
            case "TM": .time
            case "AN": .text
            default: .any
            }
        return X12ElementRule(
            isMandatory: word.first == "M", dataElement: Int(parts[0].dropFirst()) ?? 0,
            kind: kind, minimum: Int(lengths.first ?? "0") ?? 0,
            maximum: Int(lengths.last ?? "0") ?? 0,
            maximumRepetitions: repeated.count > 1 ? Int(repeated[1]) ?? 1 : 1)
    }

    private static func condition(_ word: Substring) -> X12Condition {
        let kind: X12Condition.Kind =
            switch word.first {
            case "P": .paired
            case "R": .required
            case "C": .conditional
            case "L": .listConditional
            default: .exclusive
            }
        let digits = Array(word.dropFirst())
        let elements = stride(from: 0, to: digits.count - 1, by: 2).map {
            Int(String(digits[$0...$0 + 1])) ?? 0
        }
        return X12Condition(kind: kind, elements: elements)
    }
}
