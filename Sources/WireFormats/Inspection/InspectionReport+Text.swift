extension InspectionReport {
    /// The report for people, without a line end behind it.
    public func text(file: String) -> String {
        var lines = ["\(file): \(title), \(byteCount) bytes, \(outcome.rawValue)"]
        if let segments { lines += segments.lines }
        if let table { lines += table.lines }
        if let records { lines.append(records.line) }
        if let json {
            lines.append(
                "  \(json.valueCount) values, the first one is of kind \(json.root), depth "
                    + "\(json.depth)")
        }
        if let xml { lines.append(xml.line) }
        for sheet in sheets {
            lines.append(
                "  sheet \(quotedForMessage(sheet.name)): \(sheet.rowCount) rows, "
                    + "\(sheet.columnCount) columns, \(sheet.cellCount) cells"
                    + (sheet.isHidden ? ", hidden" : ""))
        }
        for entry in contents {
            let inner = entry.name.isEmpty ? "\(file)!" : "\(file)!\(entry.name)"
            lines += entry.report.text(file: inner).split(separator: "\n").map { "  \($0)" }
        }
        lines += diagnostics.map { diagnostic in
            "\(file):\(diagnostic)" + (diagnostic.place.envelope.map { " " + $0 } ?? "")
        }
        if omittedDiagnosticCount > 0 {
            lines.append("  and \(omittedDiagnosticCount) more findings")
        }
        return lines.joined(separator: "\n")
    }

    private var title: String {
        var title = syntax
        if let xml, !xml.dialect.isEmpty {
            title +=
                ", "
                + [xml.dialect, xml.documentKind].filter { !$0.isEmpty }
                .joined(separator: " ")
        }
        return wideEncoding.isEmpty ? title : title + " in " + wideEncoding
    }
}

extension WirePlace {
    /// The envelopes and the element, such as `(interchange 1, set 2, segment 3 PO1, element 4)`.
    fileprivate var envelope: String? {
        var parts: [String] = []
        if let interchange { parts.append("interchange \(interchange)") }
        if let group { parts.append("group \(group)") }
        if let set { parts.append("set \(set)") }
        if let segmentPosition, let segment {
            let piece = interchange == nil ? "record" : "segment"
            parts.append("\(piece) \(segmentPosition) \(segment)")
        }
        if let field {
            parts.append("field \(field)")
        } else if let element {
            parts.append("element \(element)")
        }
        if let component { parts.append("component \(component)") }
        if let repetition { parts.append("repetition \(repetition)") }
        return parts.isEmpty ? nil : "(\(parts.joined(separator: ", ")))"
    }
}

extension SegmentReport {
    fileprivate var lines: [String] {
        var lines: [String] = []
        for interchange in interchanges {
            let test = interchange.isTest ? ", test" : ""
            let name =
                interchange.isWritten
                ? "interchange \(interchange.reference) from \(interchange.sender) to "
                    + "\(interchange.receiver), \(interchange.version)\(test)"
                : "no interchange header"
            lines.append("  \(name): \(interchange.outcome.rawValue)")
            for group in interchange.groups {
                if group.isWritten {
                    lines.append(
                        "    group \(group.reference) \(group.kind) \(group.version), "
                            + "\(group.setCount) \(group.setCount == 1 ? "set" : "sets"): "
                            + group.outcome.rawValue)
                }
                for set in group.sets.prefix(20) {
                    lines.append(
                        "      \(set.kind) \(set.reference) \(set.version), "
                            + "\(set.segmentCount) segments: \(set.outcome.rawValue)"
                            + (set.isInterpreted ? "" : ", content not interpreted")
                            + (set.isInterpreted && !set.hasElementChecks
                                ? ", elements not checked for this release" : ""))
                }
                if group.setCount > 20 { lines.append("      and \(group.setCount - 20) more") }
            }
        }
        return lines
    }
}

extension TableReport {
    fileprivate var lines: [String] {
        [
            "  \(recordCount) records of \(columnCount) fields parted by "
                + "\(ServiceCharacters.shown(delimiter)), lines end with \(lineEnds)",
            "  first record: "
                + header.prefix(12).map { quotedForMessage($0) }.joined(separator: " ")
                + (header.count > 12 ? " …" : ""),
        ]
    }
}

extension RecordReport {
    fileprivate var line: String {
        let kind = documentKind.isEmpty ? "" : ", \(documentKind) \(documentType)"
        let line = "  \(recordCount) records of \(shortest) to \(longest) bytes\(kind)"
        guard let agreedChecks else { return line }
        let kinds = recordsByKind.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return "\(line), counts and totals that agree: \(agreedChecks)\n  "
            + kinds.joined(separator: ", ")
    }
}

extension XMLReport {
    fileprivate var line: String {
        "  root \(root), \(elementCount) elements, depth \(depth)"
            + (namespace.isEmpty ? "" : ", namespace \(namespace)")
    }
}
