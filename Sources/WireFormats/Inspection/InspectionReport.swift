/// What a file is, what it holds, and everything that is wrong with it.
public struct InspectionReport: Hashable, Sendable {
    /// Whether a file was read.
    public enum Outcome: String, Hashable, Sendable, CaseIterable {
        /// It was read whole.
        case read
        /// Some of its sets or interchanges are rejected, the others are read.
        case partlyRejected = "partly-rejected"
        /// It is rejected.
        case rejected
    }

    /// What the file is: `x12`, `edifact`, `delimited`, `fixed`, `idoc`, `vda`, `lines`, `json`,
    /// `json-lines`, `xml`, `gzip`, `zip`, `xlsx`, `layout` for a file that was read by one, or the
    /// name of a format that is not read.
    public internal(set) var syntax = ""
    /// Whether the file is UTF-16, and which: `utf-16le`, `utf-16be`; empty otherwise.
    public internal(set) var wideEncoding = ""
    /// The number of bytes.
    public internal(set) var byteCount = 0
    /// What was found, in the order of the file as far as one pass can tell.
    public internal(set) var diagnostics: [WireDiagnostic] = []
    /// How often each code was found.
    public internal(set) var countByCode: [String: Int] = [:]
    /// How many findings are counted only.
    public internal(set) var omittedDiagnosticCount = 0
    /// Whether it was read.
    public internal(set) var outcome = Outcome.read
    /// For X12 and EDIFACT: the envelopes.
    public internal(set) var segments: SegmentReport?
    /// For delimited text: the table.
    public internal(set) var table: TableReport?
    /// For other records: their layout.
    public internal(set) var records: RecordReport?
    /// For JSON: its values.
    public internal(set) var json: JSONReport?
    /// For XML: its root.
    public internal(set) var xml: XMLReport?

    /// For gzip and zip: the files in it.
    public internal(set) var contents: [ContainerEntry] = []
    /// For workbooks: their sheets.
    public internal(set) var sheets: [SheetReport] = []

    mutating func adopt(_ log: DiagnosticLog) {
        diagnostics = log.diagnostics
        countByCode = log.countByCode
        omittedDiagnosticCount = log.omitted
        outcome = log.worst >= .rejectSet ? .rejected : .read
    }
}
