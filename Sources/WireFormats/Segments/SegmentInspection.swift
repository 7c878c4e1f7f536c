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
    /// With `numbers`, control numbers are compared with those of earlier files; with `guide`, sets
    /// are held against it. Throws what the source of the bytes throws, and nothing on content.
    public static func read(
        _ reader: inout SegmentReader, strictness: Strictness = .standard, limit: Int = 10_000,
        numbers: ControlNumberMemory? = nil, guide: MessageGuide? = nil,
        echo: (([UInt8]) -> Void)? = nil
    ) throws(WireError) -> Outcome {
        switch reader.syntax {
        case .x12:
            return try read(
                &reader,
                X12Inspector(
                    strictness: strictness, limit: limit, numbers: numbers, guide: guide),
                echo: echo)
        case .edifact:
            return try read(
                &reader,
                EDIFACTInspector(
                    strictness: strictness, limit: limit, numbers: numbers, guide: guide),
                echo: echo)
        }
    }

    private static func read(
        _ reader: inout SegmentReader, _ start: some SegmentInspecting, echo: (([UInt8]) -> Void)?
    ) throws(WireError) -> Outcome {
        var inspector = start
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
            omittedDiagnosticCount: log.omitted, worst: log.worst, byteCount: byteCount)
    }
}

/// What looks at each token and knows in the end what the file holds.
protocol SegmentInspecting {
    /// Looks at the token that the reader stands on.
    mutating func take(_ reader: inout SegmentReader)

    /// Closes what is open at the end of the file.
    mutating func finish(_ reader: SegmentReader) -> (SegmentReport, DiagnosticLog)
}
