/// What a transaction set must be, as far as it is interpreted here.
final class X12SetRule: Sendable {
    /// The functional code of its group.
    let group: String
    /// The segment that must follow ST.
    let begin: SegmentName
    /// What opens a line.
    let line: SegmentName
    /// Whether at least one line must be there.
    let needsLine: Bool
    /// Further segments that must be there.
    let mandatory: [SegmentName]
    /// Segments that make sense in a line only.
    let lineOnly: Set<SegmentName>
    /// Whether CTT closes the lines, and counts them in its first element.
    let hasTotals: Bool

    init(
        group: String, begin: SegmentName, line: SegmentName, needsLine: Bool = false,
        mandatory: [SegmentName] = [], lineOnly: Set<SegmentName> = [], hasTotals: Bool = false
    ) {
        self.group = group
        self.begin = begin
        self.line = line
        self.needsLine = needsLine
        self.mandatory = mandatory
        self.lineOnly = lineOnly
        self.hasTotals = hasTotals
    }

    static let byKind: [String: X12SetRule] = [
        "832": X12SetRule(
            group: "SC", begin: "BCT", line: "LIN", lineOnly: ["CTP", "G53"], hasTotals: true),
        "846": X12SetRule(
            group: "IB", begin: "BIA", line: "LIN", needsLine: true, lineOnly: ["QTY", "UIT"],
            hasTotals: true),
        "850": X12SetRule(
            group: "PO", begin: "BEG", line: "PO1", needsLine: true,
            lineOnly: ["PO4", "SCH", "SDQ", "SLN"], hasTotals: true),
        "855": X12SetRule(
            group: "PR", begin: "BAK", line: "PO1", lineOnly: ["ACK", "SCH"], hasTotals: true),
        "856": X12SetRule(
            group: "SH", begin: "BSN", line: "HL", needsLine: true,
            lineOnly: ["LIN", "SN1", "PRF", "MAN", "TD1", "TD5"], hasTotals: true),
        "860": X12SetRule(
            group: "PC", begin: "BCH", line: "POC", lineOnly: ["SDQ"], hasTotals: true),
        "865": X12SetRule(
            group: "CA", begin: "BCA", line: "POC", lineOnly: ["ACK"], hasTotals: true),
        "810": X12SetRule(
            group: "IN", begin: "BIG", line: "IT1", mandatory: ["TDS"], hasTotals: true),
        "997": X12SetRule(group: "FA", begin: "AK1", line: "AK2", mandatory: ["AK9"]),
        "999": X12SetRule(group: "FA", begin: "AK1", line: "AK2", mandatory: ["AK9"]),
        "824": X12SetRule(group: "AG", begin: "BGN", line: "OTI", needsLine: true),
    ]
}
