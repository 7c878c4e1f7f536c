/// Reads a whole file of X12 or EDIFACT interchanges and says what it holds.
public enum SegmentInspection {
    /// What came out.
    public struct Outcome: Sendable {
        /// The envelopes and their counts.
        public let report: SegmentReport
        /// What was found.
        public let diagnostics: [WireDiagnostic]
        /// How often each code was found.
        public let countByCode: [String: Int]
        /// How many findings are counted only.
        public let omittedDiagnosticCount: Int
        /// The gravest reaction to any finding.
        public let worst: StrictnessReaction
        /// The number of bytes of the file.
        public let byteCount: Int
    }

    /// Reads to the end; `echo` is given the bytes again, written from the pieces of each token.
    ///
    /// Throws what the source of the bytes throws, and nothing on content.
    public static func read(
        _ reader: inout SegmentReader, strictness: Strictness = .standard, limit: Int = 10_000,
        echo: (([UInt8]) -> Void)? = nil
    ) throws(WireError) -> Outcome {
        var inspector = Inspector(reader.syntax, strictness, limit)
        var output: [UInt8] = []
        var byteCount = 0
        while let token = try reader.next() {
            byteCount += token.length
            inspector.take(&reader)
            guard let echo else { continue }
            reader.writePieces(to: &output)
            if output.count >= 1 << 16 {
                echo(output)
                output.removeAll(keepingCapacity: true)
            }
        }
        if let echo, !output.isEmpty { echo(output) }
        let (report, log) = inspector.finish(reader)
        return Outcome(
            report: report, diagnostics: log.diagnostics, countByCode: log.countByCode,
            omittedDiagnosticCount: log.omitted, worst: log.worst,
            byteCount: byteCount)
    }

    private enum Inspector {
        case x12(X12Inspector)
        case edifact(EDIFACTInspector)

        init(_ syntax: SegmentSyntax, _ strictness: Strictness, _ limit: Int) {
            switch syntax {
            case .x12: self = .x12(X12Inspector(strictness: strictness, limit: limit))
            case .edifact: self = .edifact(EDIFACTInspector(strictness: strictness, limit: limit))
            }
        }

        mutating func take(_ reader: inout SegmentReader) {
            switch consume self {
            case .x12(var inspector):
                inspector.take(&reader)
                self = .x12(inspector)
            case .edifact(var inspector):
                inspector.take(&reader)
                self = .edifact(inspector)
            }
        }

        mutating func finish(_ reader: SegmentReader) -> (SegmentReport, DiagnosticLog) {
            switch self {
            case .x12(var inspector): inspector.finish(reader)
            case .edifact(var inspector): inspector.finish(reader)
            }
        }
    }
}
