extension InspectionReport {
    /// The report as `inspection/1`; `file` is how the caller names the file.
    public func json(file: String) -> JSONValue {
        var members = [
            JSONMember("format", .text("inspection/1")),
            JSONMember("file", .text(file)),
            JSONMember("bytes", .count(byteCount)),
            JSONMember("outcome", .text(outcome.rawValue)),
            JSONMember("syntax", .text(syntax)),
        ]
        if !wideEncoding.isEmpty { members.append(JSONMember("encoding", .text(wideEncoding))) }
        if let segments {
            members.append(JSONMember("counts", segments.counts))
            members.append(
                JSONMember("versions", .array(of: segments.versions.map { JSONValue.text($0) })))
            members.append(
                JSONMember(
                    "interchanges",
                    .array(of: segments.interchanges.map { $0.json(segments.syntax) })))
            members.append(JSONMember("abridged", JSONValue(.boolean(segments.isAbridged))))
        }
        if let table { members.append(JSONMember("table", table.json)) }
        if let records { members.append(JSONMember("records", records.json)) }
        if let json { members.append(JSONMember("json", json.json)) }
        if let xml { members.append(JSONMember("xml", xml.json)) }
        if !contents.isEmpty {
            members.append(
                JSONMember("contents", .array(of: contents.map { $0.report.json(file: $0.name) })))
        }
        if !sheets.isEmpty { members.append(JSONMember("sheets", .array(of: sheets.map(\.json)))) }
        members.append(
            JSONMember("diagnostics", .array(of: diagnostics.map(\.json))))
        members.append(JSONMember("diagnosticCounts", .counts(countByCode)))
        members.append(JSONMember("omittedDiagnostics", .count(omittedDiagnosticCount)))
        return JSONValue(.object(members))
    }
}

extension SheetReport {
    fileprivate var json: JSONValue {
        JSONValue(
            .object([
                JSONMember("name", .text(name)),
                JSONMember("hidden", JSONValue(.boolean(isHidden))),
                JSONMember("rows", .count(rowCount)), JSONMember("columns", .count(columnCount)),
                JSONMember("cells", .count(cellCount)),
                JSONMember("formulas", .count(formulaCount)),
            ]))
    }
}

extension JSONValue {
    fileprivate static func text(_ text: String) -> JSONValue { JSONValue(.string(text)) }

    fileprivate static func count(_ number: Int) -> JSONValue { JSONValue(.number("\(number)")) }

    fileprivate static func array(of values: [JSONValue]) -> JSONValue { JSONValue(.array(values)) }

    fileprivate static func counts(_ counts: [String: Int]) -> JSONValue {
        JSONValue(
            .object(
                counts.sorted { $0.key < $1.key }.map { JSONMember($0.key, .count($0.value)) }))
    }

    /// A byte as people write it: itself where it can be seen, else its number.
    fileprivate static func byte(_ byte: UInt8?) -> JSONValue {
        guard let byte else { return JSONValue(.null) }
        return .text(ServiceCharacters.shown(byte))
    }
}

extension ServiceCharacters {
    /// A byte as people write it: itself where it can be seen, else `0x0A`.
    static func shown(_ byte: UInt8) -> String {
        byte > 0x20 && byte < 0x7F ? String(Unicode.Scalar(byte)) : "0x\(hexadecimal(byte))"
    }
}

extension SegmentReport {
    /// The releases of all sets, each once.
    var versions: [String] {
        Set(interchanges.flatMap { $0.groups.flatMap { $0.sets.map(\.version) } })
            .filter { !$0.isEmpty }.sorted()
    }

    fileprivate var counts: JSONValue {
        JSONValue(
            .object([
                JSONMember("interchanges", .count(interchangeCount)),
                JSONMember("groups", .count(groupCount)),
                JSONMember("sets", .count(setCount)),
                JSONMember("rejectedSets", .count(rejectedSetCount)),
                JSONMember("segments", .count(segmentCount)),
                JSONMember("setsByKind", .counts(setsByKind)),
            ]))
    }
}

extension InterchangeReport {
    fileprivate func json(_ syntax: SegmentSyntax) -> JSONValue {
        var members = [
            JSONMember("outcome", .text(outcome.rawValue)),
            JSONMember("reference", .text(reference)),
            JSONMember("sender", party(senderQualifier, sender)),
            JSONMember("receiver", party(receiverQualifier, receiver)),
            JSONMember("date", .text(date)), JSONMember("time", .text(time)),
            JSONMember("version", .text(version)),
            JSONMember("test", JSONValue(.boolean(isTest))),
            JSONMember("acknowledgmentRequested", JSONValue(.boolean(wantsAcknowledgment))),
            JSONMember("written", JSONValue(.boolean(isWritten))),
            JSONMember("byteOffset", .count(place.byteOffset)),
            JSONMember("line", .count(place.line)), JSONMember("column", .count(place.column)),
            JSONMember("segments", .count(segmentCount)),
            JSONMember("groupCount", .count(groupCount)),
            JSONMember("setCount", .count(setCount)),
            JSONMember("rejectedSets", .count(rejectedSetCount)),
        ]
        var parts = [
            JSONMember("element", .byte(characters.element)),
            JSONMember("component", .byte(characters.component)),
            JSONMember("repetition", .byte(characters.repetition)),
            JSONMember("terminator", .byte(characters.terminator)),
        ]
        if syntax == .edifact {
            parts.append(JSONMember("release", .byte(characters.release)))
            parts.append(JSONMember("decimalMark", .byte(characters.decimalMark)))
        }
        members.append(JSONMember("separators", JSONValue(.object(parts))))
        members.append(JSONMember("groups", .array(of: groups.map(\.json))))
        return JSONValue(.object(members))
    }

    private func party(_ qualifier: String, _ name: String) -> JSONValue {
        JSONValue(
            .object([
                JSONMember("qualifier", .text(qualifier)), JSONMember("name", .text(name)),
            ]))
    }
}

extension GroupReport {
    fileprivate var json: JSONValue {
        JSONValue(
            .object([
                JSONMember("outcome", .text(outcome.rawValue)), JSONMember("kind", .text(kind)),
                JSONMember("reference", .text(reference)),
                JSONMember("version", .text(version)), JSONMember("agency", .text(agency)),
                JSONMember("sender", .text(sender)), JSONMember("receiver", .text(receiver)),
                JSONMember("written", JSONValue(.boolean(isWritten))),
                JSONMember("byteOffset", .count(place.byteOffset)),
                JSONMember("setCount", .count(setCount)),
                JSONMember("statedCount", statedCount.map { .count($0) } ?? JSONValue(.null)),
                JSONMember("rejectedSets", .count(rejectedSetCount)),
                JSONMember("sets", .array(of: sets.map(\.json))),
            ]))
    }
}

extension SetReport {
    fileprivate var json: JSONValue {
        JSONValue(
            .object([
                JSONMember("outcome", .text(outcome.rawValue)), JSONMember("kind", .text(kind)),
                JSONMember("reference", .text(reference)),
                JSONMember("version", .text(version)), JSONMember("guide", .text(guide)),
                JSONMember("segments", .count(segmentCount)),
                JSONMember("lines", .count(lineCount)),
                JSONMember("interpreted", JSONValue(.boolean(isInterpreted))),
                JSONMember("elementChecks", JSONValue(.boolean(hasElementChecks))),
                JSONMember("byteOffset", .count(place.byteOffset)),
                JSONMember("line", .count(place.line)),
            ]))
    }
}

extension TableReport {
    fileprivate var json: JSONValue {
        JSONValue(
            .object([
                JSONMember("delimiter", .byte(delimiter)),
                JSONMember("quotes", JSONValue(.boolean(hasQuotes))),
                JSONMember("columns", .count(columnCount)),
                JSONMember("header", .array(of: header.map { JSONValue.text($0) })),
                JSONMember("records", .count(recordCount)),
                JSONMember("recordKinds", JSONValue(.boolean(hasRecordKinds))),
                JSONMember("recordsByKind", .counts(recordsByKind)),
                JSONMember("lineEnds", .text(lineEnds)),
            ]))
    }
}

extension RecordReport {
    fileprivate var json: JSONValue {
        JSONValue(
            .object(
                [
                    JSONMember("layout", .text(layout)), JSONMember("records", .count(recordCount)),
                    JSONMember("shortest", .count(shortest)),
                    JSONMember("longest", .count(longest)),
                    JSONMember("recordsByKind", .counts(recordsByKind)),
                    JSONMember("documentKind", .text(documentKind)),
                    JSONMember("documentType", .text(documentType)),
                    JSONMember("lineEnds", .text(lineEnds)),
                ] + (agreedChecks.map { [JSONMember("agreedChecks", .count($0))] } ?? [])))
    }
}

extension JSONReport {
    fileprivate var json: JSONValue {
        JSONValue(
            .object([
                JSONMember("root", .text(root)), JSONMember("values", .count(valueCount)),
                JSONMember("elements", .count(elementCount)), JSONMember("depth", .count(depth)),
                JSONMember("members", .array(of: members.map { JSONValue.text($0) })),
            ]))
    }
}

extension XMLReport {
    fileprivate var json: JSONValue {
        JSONValue(
            .object([
                JSONMember("root", .text(root)), JSONMember("namespace", .text(namespace)),
                JSONMember("dialect", .text(dialect)),
                JSONMember("documentKind", .text(documentKind)),
                JSONMember("version", .text(version)), JSONMember("encoding", .text(encoding)),
                JSONMember("doctype", JSONValue(.boolean(hasDoctype))),
                JSONMember("elements", .count(elementCount)), JSONMember("depth", .count(depth)),
            ]))
    }
}

extension WireDiagnostic {
    fileprivate var json: JSONValue {
        var members = [
            JSONMember("code", .text(code)), JSONMember("severity", .text(severity.rawValue)),
            JSONMember("reaction", .text(reaction.rawValue)),
            JSONMember("message", .text(message)),
            JSONMember("byteOffset", .count(place.byteOffset)),
            JSONMember("line", .count(place.line)), JSONMember("column", .count(place.column)),
        ]
        let numbers: [(String, Int?)] = [
            ("interchange", place.interchange), ("group", place.group), ("set", place.set),
            ("segmentPosition", place.segmentPosition), ("element", place.element),
            ("component", place.component), ("repetition", place.repetition),
        ]
        if let segment = place.segment { members.append(JSONMember("segment", .text(segment))) }
        if let field = place.field { members.append(JSONMember("field", .text(field))) }
        for case (let name, let number?) in numbers {
            members.append(JSONMember(name, .count(number)))
        }
        if !value.isEmpty { members.append(JSONMember("value", .text(XMLBytes.text(value)))) }
        return JSONValue(.object(members))
    }
}
