/// Finds out what a file is and reads it to the end.
///
/// One pass, whatever the size: a gigabyte of X12, EDIFACT, CSV, JSON or XML needs no more memory
/// than its longest piece. Only UTF-16 is held in memory, and limited.
public struct FileInspection: Sendable {
    /// Which finding rejects what.
    public var strictness: Strictness
    /// How many findings are kept whole; all are counted.
    public var diagnosticLimit: Int
    /// The control numbers of earlier files, with which those of X12 and EDIFACT are compared.
    public var numbers: ControlNumberMemory?
    /// What a partner's guide asks of sets of X12 and EDIFACT beside the standard.
    public var guide: MessageGuide?
    /// Whether gzip and zip are unpacked, or only named.
    var opensContainers = true
    /// How many bytes are looked at to tell what the file is.
    static let sampleBytes = 1 << 16
    /// The largest file in UTF-16 that is read.
    static let maximumWideBytes = 64 << 20

    /// Takes the bytes of a file again, written from the pieces that were read.
    public typealias Echo = (UnsafeBufferPointer<UInt8>) -> Void

    /// Makes an inspection with its settings.
    public init(
        strictness: Strictness = .standard, diagnosticLimit: Int = 10_000,
        numbers: ControlNumberMemory? = nil, guide: MessageGuide? = nil
    ) {
        self.numbers = numbers
        self.guide = guide
        self.strictness = strictness
        self.diagnosticLimit = diagnosticLimit
    }

    /// Inspects bytes that are all there.
    public func inspect(_ bytes: [UInt8], echo: Echo? = nil) throws(WireError) -> InspectionReport {
        try inspect(ByteWindow(bytes), echo: echo)
    }

    /// Inspects bytes as they come.
    ///
    /// Throws what the source throws, and nothing on content.
    public func inspect(
        source: any ByteSource, echo: Echo? = nil
    ) throws(WireError) -> InspectionReport {
        try inspect(ByteWindow(source: source), echo: echo)
    }

    private func inspect(_ start: ByteWindow, echo: Echo?) throws(WireError) -> InspectionReport {
        var window = start
        let format = try format(of: &window)
        if case .wide(let isBigEndian, _) = format {
            return try inspectWide(&window, isBigEndian: isBigEndian, echo: echo)
        }
        return try read(window, as: format, isTranscoded: false, echo: echo)
    }

    var log: DiagnosticLog {
        DiagnosticLog(strictness: strictness, limit: diagnosticLimit)
    }

    private func read(
        _ window: ByteWindow, as format: DetectedFormat, isTranscoded: Bool, echo: Echo?
    ) throws(WireError) -> InspectionReport {
        switch format {
        case .empty: return try pass(window, "empty", "file.empty", "the file is empty", echo)
        case .named(let name, _, let message)
        where opensContainers && ["gzip", "zip"].contains(name):
            return try readContainer(window, name, message, echo)
        case .named(let name, let code, let message):
            return try pass(window, name, code, message, echo)
        case .wide:
            return try pass(
                window, "utf-16", "file.utf16", "the file is no well-formed UTF-16", echo)
        case .segments(let syntax): return try readSegments(window, syntax, echo)
        case .json(let isLines): return try readJSON(window, isLines, echo)
        case .xml:
            var inspector = XMLInspector(window: window, isTranscoded: isTranscoded, log: log)
            try inspector.read(echo: echo)
            var report = report("xml", inspector.byteCount, inspector.log)
            report.xml = inspector.report
            return report
        case .table(let guess):
            var inspector = DelimitedInspector(window: window, guess: guess, log: log)
            try inspector.read(echo: echo)
            var report = report("delimited", inspector.byteCount, inspector.log)
            report.table = inspector.report
            return report
        case .flat(let layout):
            var inspector = FlatInspector(window: window, layout: layout, log: log)
            try inspector.read(echo: echo)
            var report = report(inspector.report.layout, inspector.byteCount, inspector.log)
            report.records = inspector.report
            return report
        }
    }

    private func report(
        _ syntax: String, _ byteCount: Int, _ log: DiagnosticLog
    ) -> InspectionReport {
        var report = InspectionReport()
        report.syntax = syntax
        report.byteCount = byteCount
        report.adopt(log)
        return report
    }

    /// Passes on what is not read, in pieces.
    func pass(
        _ start: ByteWindow, _ name: String, _ code: String, _ message: String, _ echo: Echo?
    ) throws(WireError) -> InspectionReport {
        var window = start
        var byteCount = 0
        while try window.has(1) {
            let count = window.available
            if let echo {
                window.buffer.withUnsafeBufferPointer {
                    echo(UnsafeBufferPointer(rebasing: $0[window.index..<window.index + count]))
                }
            }
            byteCount += count
            window.take(count)
        }
        var log = log
        log.add(code, message, at: WirePlace(.start))
        return report(name, byteCount, log)
    }

    private func readSegments(
        _ window: ByteWindow, _ syntax: SegmentSyntax, _ echo: Echo?
    ) throws(WireError) -> InspectionReport {
        var segments = InspectedSegments(window, syntax, self)
        var output: [UInt8] = []
        while try segments.next() != nil {
            guard let echo else { continue }
            segments.reader.writePieces(to: &output)
            if output.count >= 1 << 16 {
                output.withUnsafeBufferPointer(echo)
                output.removeAll(keepingCapacity: true)
            }
        }
        if let echo, !output.isEmpty { output.withUnsafeBufferPointer(echo) }
        return segments.finish()
    }

    private func readJSON(
        _ window: ByteWindow, _ isLines: Bool, _ echo: Echo?
    ) throws(WireError) -> InspectionReport {
        var inspector = JSONInspector(window: window, isLines: isLines, log: log)
        try inspector.read(echo: echo)
        var report = report(
            inspector.isLines ? "json-lines" : "json", inspector.byteCount, inspector.log)
        report.json = inspector.report
        return report
    }

    // MARK: - UTF-16

    private func inspectWide(
        _ window: inout ByteWindow, isBigEndian: Bool, echo: Echo?
    ) throws(WireError) -> InspectionReport {
        let isTooLarge = try window.has(Self.maximumWideBytes + 1)
        let bytes = Array(window.buffer[window.index...])
        guard !isTooLarge, let narrow = WideText.narrow(bytes, isBigEndian: isBigEndian) else {
            return try read(
                window, as: .wide(isBigEndian: isBigEndian, hasMark: false), isTranscoded: false,
                echo: echo)
        }
        let format = DetectedFormat.detect(
            narrow[...].prefix(Self.sampleBytes),
            isWhole:
                narrow.count <= Self.sampleBytes)
        // Pieces may end inside a character, so they are collected before they are widened.
        var echoed: [UInt8] = []
        var report = try read(
            ByteWindow(narrow), as: format, isTranscoded: true,
            echo: echo == nil ? nil : { echoed.append(contentsOf: $0) })
        if let echo {
            WideText.widen(echoed, isBigEndian: isBigEndian).withUnsafeBufferPointer(echo)
        }
        report.wideEncoding = isBigEndian ? "utf-16be" : "utf-16le"
        report.byteCount = bytes.count
        let order = report.diagnostics.indices.sorted {
            report.diagnostics[$0].place.byteOffset < report.diagnostics[$1].place.byteOffset
        }
        let wide = WideText.offsets(
            order.map { report.diagnostics[$0].place.byteOffset }, in: narrow)
        for (index, offset) in zip(order, wide) {
            report.diagnostics[index].place.byteOffset = offset
        }
        return report
    }
}

extension SegmentReport {
    /// Whether anything is left when what is rejected is taken away.
    var hasAcceptedContent: Bool {
        interchanges.contains { $0.outcome != .rejected && $0.setCount > $0.rejectedSetCount }
    }
}
