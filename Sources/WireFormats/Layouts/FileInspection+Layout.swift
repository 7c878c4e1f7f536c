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
        var countByRecord = Array(repeating: 0, count: reader.layout.records.count)
        while let token = try reader.next() {
            if let echo { reader.withToken(echo) }
            byteCount += token.length + token.lineEndLength
            if token.lineEndLength > 0 {
                let first = reader.withToken { $0[token.length] }
                lineEnds.count(token.lineEndLength, first)
            }
            guard token.kind == .record else { continue }
            records.count(token.length)
            if let record = token.record {
                countByRecord[record] += 1
            } else {
                records.count(kind: reader.kindText)
            }
        }
        for (record, count) in countByRecord.enumerated() where count > 0 {
            records.count(kind: reader.layout.records[record].name, count)
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
    fileprivate mutating func count(_ length: Int) {
        recordCount += 1
        shortest = recordCount == 1 ? length : min(shortest, length)
        longest = max(longest, length)
    }

    fileprivate mutating func count(kind: String, _ count: Int = 1) {
        if recordsByKind[kind] != nil || recordsByKind.count < 1000 {
            recordsByKind[kind, default: 0] += count
        }
    }
}
