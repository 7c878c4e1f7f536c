/// Reads X12 and EDIFACT segment by segment and inspects them meanwhile: one pass for those who
/// use what a file says and must know in the end whether it could be trusted.
///
/// What it finds is what ``FileInspection`` finds. A cursor: ``next()`` moves on, ``reader`` tells
/// of the token it stands on.
public struct InspectedSegments: Sendable {
    /// Stands on the current token.
    public private(set) var reader: SegmentReader
    private var x12: X12Inspector?
    private var edifact: EDIFACTInspector?
    private var byteCount = 0

    init(_ window: ByteWindow, _ syntax: SegmentSyntax, _ inspection: FileInspection) {
        reader = SegmentReader(window: window, syntax: syntax)
        switch syntax {
        case .x12:
            x12 = X12Inspector(
                strictness: inspection.strictness, limit: inspection.diagnosticLimit,
                numbers: inspection.numbers, guide: inspection.guide)
        case .edifact:
            edifact = EDIFACTInspector(
                strictness: inspection.strictness, limit: inspection.diagnosticLimit,
                numbers: inspection.numbers, guide: inspection.guide)
        }
    }

    /// How the document is written.
    public var syntax: SegmentSyntax { reader.syntax }

    /// Moves to the next token and inspects it; `nil` at the end of the file.
    ///
    /// Throws what the source of the bytes throws, and nothing on content.
    public mutating func next() throws(WireError) -> SegmentToken? {
        guard let token = try reader.next() else { return nil }
        byteCount += token.length
        x12?.take(&reader)
        edifact?.take(&reader)
        return token
    }

    /// What was found in the file; to be asked once, behind its end.
    public mutating func finish() -> InspectionReport {
        let end = reader
        if let (segments, log) = x12?.finish(end) {
            return FileInspection.report(segments, log, byteCount)
        }
        guard let (segments, log) = edifact?.finish(end) else {
            preconditionFailure("Segments must be of one syntax or the other.")
        }
        return FileInspection.report(segments, log, byteCount)
    }
}

extension FileInspection {
    /// Begins to read a file of segments; `nil` where it is something else, or written in UTF-16.
    ///
    /// Throws what the source of the bytes throws.
    public func segments(
        source: any ByteSource
    ) throws(WireError) -> InspectedSegments? {
        var window = ByteWindow(source: source)
        guard case .segments(let syntax) = try format(of: &window) else { return nil }
        return InspectedSegments(window, syntax, self)
    }

    /// Looks at the beginning of a file to tell what it is.
    func format(of window: inout ByteWindow) throws(WireError) -> DetectedFormat {
        let isLonger = try window.has(Self.sampleBytes)
        let sample = window.buffer[window.index...].prefix(Self.sampleBytes)
        let isWhole = !isLonger || window.isLast && window.available == Self.sampleBytes
        return DetectedFormat.detect(sample, isWhole: isWhole)
    }

    static func report(
        _ segments: SegmentReport, _ log: DiagnosticLog, _ byteCount: Int
    ) -> InspectionReport {
        var report = InspectionReport()
        report.syntax = segments.syntax.rawValue
        report.byteCount = byteCount
        report.diagnostics = log.diagnostics
        report.countByCode = log.countByCode
        report.omittedDiagnosticCount = log.omitted
        report.segments = segments
        report.outcome = log.worst >= .rejectSet ? .rejected : .read
        if report.outcome == .rejected, segments.hasAcceptedContent {
            report.outcome = .partlyRejected
        }
        return report
    }
}
