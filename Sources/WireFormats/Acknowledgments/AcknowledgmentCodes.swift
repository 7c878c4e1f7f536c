/// How the standards' acknowledgments call what was found.
enum AcknowledgmentCodes {
    /// What is wrong with a segment as a whole (AK304, IK304).
    static let x12Segment: [String: String] = [
        "x12.segment-name": "1", "x12.segment-unexpected": "2", "x12.segment-missing": "3",
        "x12.segment-repeated": "5", "x12.segment-order": "7", "guide.segment-forbidden": "2",
        "guide.segment-missing": "3", "guide.segment-repeated": "5", "guide.loop-missing": "3",
    ]

    /// What is wrong with an element (AK403, IK403).
    static let x12Element: [String: String] = [
        "x12.element-missing": "1", "x12.element-condition": "2", "x12.elements-too-many": "3",
        "x12.element-too-short": "4", "x12.element-too-long": "5", "x12.element-character": "6",
        "x12.element-code": "7", "x12.element-date": "8", "x12.element-time": "9",
        "x12.element-exclusive": "10", "x12.repetitions-too-many": "12",
        "x12.component-unexpected": "13", "guide.element-missing": "1",
        "guide.element-forbidden": "3", "guide.element-too-long": "5", "guide.element-code": "7",
        "guide.element-pattern": "7",
    ]

    /// What a 999 calls a segment that breaks a guide and not the standard (IK304).
    ///
    /// Not used, below the minimum use, and a loop below it; too many have no code of their own
    /// there.
    static let implementationSegment: [String: String] = [
        "guide.segment-forbidden": "I4", "guide.segment-missing": "I8",
        "guide.loop-missing": "I7",
    ]

    /// What a 999 calls an element that breaks a guide and not the standard (IK403).
    ///
    /// The code for a rule of its own, and for one that depends on what else the segment says. Too
    /// long has no code of its own there.
    ///
    /// The codes that begin with I speak of the guide, the plain ones of the standard:
    /// https://x12.org/resources/requests-for-interpretation/rfi-2502
    static let implementationElement: [String: (always: String, dependent: String)] = [
        "guide.element-missing": ("I9", "I9"), "guide.element-forbidden": ("I10", "I13"),
        "guide.element-code": ("I6", "I6"), "guide.element-pattern": ("I12", "I12"),
    ]

    /// What is wrong with a set as a whole (AK502, IK502); segments in error are 5.
    static let x12Set: [String: String] = [
        "x12.se-missing": "2", "x12.se-control-number": "3", "x12.se-count": "4",
        "x12.set-number": "7", "x12.set-duplicate": "23", "x12.set-seen": "23",
    ]

    /// What is wrong with a group as a whole (AK905).
    static let x12Group: [String: String] = [
        "x12.ge-missing": "3", "x12.ge-control-number": "4", "x12.ge-count": "5",
        "x12.control-number": "6", "x12.group-duplicate": "19", "x12.group-seen": "19",
        "x12.group-late": "6", "x12.group-gap": "6",
    ]

    /// What is wrong with an interchange as a whole (TA105).
    static let x12Interchange: [String: String] = [
        "x12.iea-control-number": "001", "x12.control-number": "018", "x12.iea-count": "021",
        "x12.isa-elements": "022", "x12.ge-unexpected": "022", "x12.segment-outside": "022",
        "x12.iea-missing": "023", "x12.isa-cut-off": "023", "x12.interchange-duplicate": "025",
        "x12.interchange-seen": "025", "x12.interchange-late": "018",
        "x12.interchange-gap": "018",
        "x12.separators": "026", "x12.isa-component-separator": "027", "x12.isa-terminator": "004",
        "segments.too-long": "022",
    ]

    /// What is wrong anywhere in EDIFACT (data element 0085).
    static let edifact: [String: String] = [
        "edifact.syntax-version": "2", "edifact.element-code": "12", "edifact.element-date": "12",
        "edifact.message-type": "12", "edifact.unb-element": "13", "edifact.unh-element": "13",
        "edifact.unh-version": "13",
        "edifact.segment-missing": "13", "edifact.element-missing": "13",
        "edifact.unt-missing": "13", "edifact.une-missing": "13", "edifact.unz-missing": "13",
        "edifact.segment-name": "12", "edifact.segment-unexpected": "15",
        "edifact.segment-outside": "33", "edifact.elements-too-many": "16",
        "edifact.components-too-many": "16", "edifact.element-number": "19",
        "edifact.release-open": "20", "edifact.separators": "20", "edifact.una-differs": "20",
        "edifact.terminator-typographic": "20", "edifact.character-set": "21",
        "edifact.message-duplicate": "26", "edifact.interchange-duplicate": "26",
        "edifact.message-seen": "26", "edifact.interchange-seen": "26",
        "edifact.interchange-late": "12", "edifact.interchange-gap": "12",
        "edifact.unt-reference": "28", "edifact.une-reference": "28",
        "edifact.unz-reference": "28", "edifact.unt-count": "29", "edifact.une-count": "29",
        "edifact.unz-count": "29", "edifact.unt-unexpected": "31", "edifact.une-unexpected": "32",
        "edifact.unz-unexpected": "30", "edifact.element-character": "37",
        "edifact.element-too-long": "39", "guide.segment-missing": "13",
        "guide.segment-forbidden": "15", "guide.segment-repeated": "35",
        "guide.element-missing": "13", "guide.element-forbidden": "15", "guide.element-code": "12",
        "guide.element-too-long": "39", "guide.loop-missing": "13",
        "guide.element-pattern": "12",
    ]
}
