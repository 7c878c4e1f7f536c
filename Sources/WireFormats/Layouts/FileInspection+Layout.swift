extension FileInspection {
    /// Inspects bytes by a layout.
    public func inspect(
        _ bytes: [UInt8], layout: RecordLayout, echo: Echo? = nil
    ) throws(WireError) -> InspectionReport {
        var reader = LayoutReader(
            bytes, layout: layout, strictness: strictness, diagnosticLimit: diagnosticLimit)
        return try read(&reader, echo: echo)
    }

    /// Inspects bytes by a layout as they come.
    ///
    /// Throws what the source throws, and nothing on content.
    public func inspect(
        source: any ByteSource, layout: RecordLayout, echo: Echo? = nil
    ) throws(WireError) -> InspectionReport {
        var reader = LayoutReader(
            source: source, layout: layout, strictness: strictness,
            diagnosticLimit: diagnosticLimit)
        return try read(&reader, echo: echo)
    }

    private func read(
        _ reader: inout LayoutReader, echo: Echo?
    ) throws(WireError) -> InspectionReport {
        var records = RecordReport()
        records.layout = reader.layout.name
        var lineEnds = LineEndCounter()
        var byteCount = 0
        while let token = try reader.next() {
            if let echo {
                token.bytes.withUnsafeBufferPointer(echo)
                token.lineEnd.withUnsafeBufferPointer(echo)
            }
            byteCount += token.bytes.count + token.lineEnd.count
            if let first = token.lineEnd.first { lineEnds.count(token.lineEnd.count, first) }
            guard token.kind == .record else { continue }
            records.count(token, reader.layout)
        }
        records.lineEnds = lineEnds.name
        records.agreedChecks = reader.agreedChecks
        var report = InspectionReport()
        report.syntax = "layout"
        report.byteCount = byteCount
        report.records = records
        report.adopt(reader.log)
        return report
    }
}

extension RecordReport {
    fileprivate mutating func count(_ token: LayoutToken, _ layout: RecordLayout) {
        recordCount += 1
        shortest = recordCount == 1 ? token.bytes.count : min(shortest, token.bytes.count)
        longest = max(longest, token.bytes.count)
        let kind = token.record.map { layout.records[$0].name } ?? token.kindText
        if recordsByKind[kind] != nil || recordsByKind.count < 1000 {
            recordsByKind[kind, default: 0] += 1
        }
    }
}
