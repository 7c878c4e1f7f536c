/// What a component of an EDIFACT segment must be.
struct EDIFACTComponentRule: Sendable {
    enum Kind: Sendable {
        case text
        case numeric
        /// Not looked at.
        case any
    }

    var isMandatory: Bool
    var kind: Kind
    var maximum: Int
}

/// An element of an EDIFACT segment: one component, or several.
struct EDIFACTElementRule: Sendable {
    var isMandatory: Bool
    var components: [EDIFACTComponentRule]
}

/// What a segment must be, as far as it is interpreted here.
///
/// The lengths are the widest of the directories that are met (D.90A to D.20B), so that what is
/// found too long is too long for every one of them.
final class EDIFACTSegmentRule: Sendable {
    let elements: [EDIFACTElementRule]

    /// Reads a notation: elements apart by blanks, components by colons.
    ///
    /// `M` or `C`, `a` for text or `n` for numbers, and the greatest length: `Ma3` or `Mn18`; `-`
    /// is not looked at. An element in parentheses may be left out, whatever its components say.
    init(_ text: StaticString) {
        elements = text.description.split(separator: " ").map { word in
            let isOptional = word.first == "("
            let components = word.filter { $0 != "(" && $0 != ")" }
                .split(separator: ":").map(Self.component)
            return EDIFACTElementRule(
                isMandatory: !isOptional && components.contains(where: \.isMandatory),
                components: components)
        }
    }

    private static func component(_ word: Substring) -> EDIFACTComponentRule {
        guard word.count > 2 else {
            return EDIFACTComponentRule(isMandatory: false, kind: .any, maximum: Int.max)
        }
        let kind = word[word.index(after: word.startIndex)]
        return EDIFACTComponentRule(
            isMandatory: word.first == "M", kind: kind == "n" ? .numeric : .text,
            maximum: Int(word.dropFirst(2)) ?? Int.max)
    }

    static let table = SegmentTable(byName)

    private static let byName: [SegmentName: EDIFACTSegmentRule] = [
        "BGM": EDIFACTSegmentRule("(Ca3:Ca17:Ca3:Ca35) Ca70:-:- Ca3 Ca3 Ca3"),
        "DTM": EDIFACTSegmentRule("Ma3:Ca35:Ca3"),
        "LIN": EDIFACTSegmentRule("Ca6 Ca3 (Ca35:Ca3:Ca17:Ca3) (Ca3:Ca6) Cn2 Ca3"),
        "PIA": EDIFACTSegmentRule(
            """
            Ma3 Ca35:Ca3:Ca17:Ca3 (Ca35:Ca3:Ca17:Ca3) (Ca35:Ca3:Ca17:Ca3) \
            (Ca35:Ca3:Ca17:Ca3) (Ca35:Ca3:Ca17:Ca3)
            """),
        "QTY": EDIFACTSegmentRule("Ma3:Ma35:Ca8"),
        "PRI": EDIFACTSegmentRule("(Ca3:Cn15:Ca4:Ca3:Cn9:Ca8) Ca3"),
        "CUX": EDIFACTSegmentRule("(Ma3:Ca3:Ca3:Cn4) (Ma3:Ca3:Ca3:Cn4) Cn12 Ca3"),
        "NAD": EDIFACTSegmentRule(
            """
            Ma3 (Ma35:Ca17:Ca3) (Ca35:Ca35:Ca35:Ca35:Ca35) (Ca70:Ca70:Ca70:Ca70:Ca70:Ca3) \
            (Ca35:Ca35:Ca35:Ca35) Ca35 (Ca9:Ca17:Ca3:Ca70) Ca17 Ca3
            """),
        "RFF": EDIFACTSegmentRule("Ma3:Ca70:Ca6:Ca35:Ca9"),
        "UNS": EDIFACTSegmentRule("Ma1"),
        "CNT": EDIFACTSegmentRule("Ma3:Mn18:Ca8"),
        "MOA": EDIFACTSegmentRule("Ma3:Cn35:Ca3:Ca3:Ca3"),
        "CPS": EDIFACTSegmentRule("Ma35 Ca35 Ca3"),
        "UCI": EDIFACTSegmentRule("Ma14 Ma35:Ca4:Ca35:Ca35 Ma35:Ca4:Ca35:Ca35 Ma3 Ca3 Ca3 - - - -"),
        "UCM": EDIFACTSegmentRule("Ma14 Ma6:Ma3:Ma3:Ma3:Ca6:Ca6:Ca6 Ma3 Ca3 Ca3 - - - - -"),
        "UCS": EDIFACTSegmentRule("Mn6 Ca3"),
        "UCD": EDIFACTSegmentRule("Ma3 Mn3:Cn3:Cn6"),
        "ERC": EDIFACTSegmentRule("Ma8:Ca17:Ca3"),
    ]
}

/// What a message must be, as far as it is interpreted here.
final class EDIFACTMessageRule: Sendable {
    /// The segment that must follow UNH.
    let begin: SegmentName
    /// What opens a line.
    let line: SegmentName?
    /// The segment that must stand before any line, in its group.
    let holder: SegmentName?
    /// Further segments that must be there.
    let mandatory: [SegmentName]
    /// Whether UNS parts lines from summary.
    let hasSections: Bool

    init(
        begin: SegmentName, line: SegmentName? = nil, holder: SegmentName? = nil,
        mandatory: [SegmentName] = [], hasSections: Bool = false
    ) {
        self.begin = begin
        self.line = line
        self.holder = holder
        self.mandatory = mandatory
        self.hasSections = hasSections
    }

    static let byKind: [String: EDIFACTMessageRule] = [
        "PRICAT": EDIFACTMessageRule(begin: "BGM", line: "LIN", mandatory: ["DTM"]),
        "INVRPT": EDIFACTMessageRule(begin: "BGM", line: "LIN", mandatory: ["DTM"]),
        "ORDERS": EDIFACTMessageRule(
            begin: "BGM", line: "LIN", mandatory: ["DTM", "UNS"], hasSections: true),
        "ORDRSP": EDIFACTMessageRule(
            begin: "BGM", line: "LIN", mandatory: ["DTM", "UNS"], hasSections: true),
        "ORDCHG": EDIFACTMessageRule(
            begin: "BGM", line: "LIN", mandatory: ["DTM", "UNS"], hasSections: true),
        "DESADV": EDIFACTMessageRule(begin: "BGM", line: "LIN", holder: "CPS"),
        "INVOIC": EDIFACTMessageRule(
            begin: "BGM", line: "LIN", mandatory: ["DTM", "UNS"], hasSections: true),
        "CONTRL": EDIFACTMessageRule(begin: "UCI"),
        "APERAK": EDIFACTMessageRule(begin: "BGM"),
    ]
}
