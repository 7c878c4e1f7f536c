extension LayoutParser {
    // MARK: - Checks

    mutating func takeCheck(_ words: inout LayoutWords) throws(WireError) {
        let (record, field, position) = try Self.path(&words)
        let subject: RecordLayout.Check.Subject
        if words.take("counts") {
            var names: [String] = []
            while let word = words.peek, word.text != "modulo" {
                names.append(word.text)
                _ = words.next()
            }
            if names.isEmpty { _ = try words.need("records, or *") }
            subject = .count(names == ["*"] ? [] : names)
        } else if words.take("sums") {
            let (record, field, _) = try Self.path(&words)
            subject = .sum(record: record, field: field)
        } else {
            try words.end(known: ["counts", "sums"])
            _ = try words.need("counts or sums")
            return
        }
        let modulus = words.take("modulo") ? try Self.number(&words, 2...1_000_000_000) : nil
        try words.end(known: ["modulo"])
        checks.append(
            (
                .init(
                    record: record, field: field, subject: subject,
                    modulus: modulus.map { Int64($0) }), position
            ))
    }

    private static func path(
        _ words: inout LayoutWords
    ) throws(WireError) -> (record: String, field: String, position: SourcePosition) {
        let word = try words.need("a field, as RECORD.FIELD")
        let parts = word.text.split(separator: ".")
        guard parts.count == 2 else {
            throw WireError(
                code: "layout-file.syntax",
                message: "\(quotedForMessage(word.text)) names no field",
                help: "Write the record and the field: trailer.count", position: word.position)
        }
        return (String(parts[0]), String(parts[1]), word.position)
    }

    // MARK: - The whole

    func layout() throws(WireError) -> RecordLayout {
        guard let form else {
            throw WireError(
                code: "layout-file.syntax", message: "the statement \"records\" is missing",
                help: "Say how records are told apart: records lines", position: .start)
        }
        guard !drafts.isEmpty else {
            throw WireError(
                code: "layout-file.syntax", message: "the layout has no record", position: .start)
        }
        let records = drafts.map(\.record)
        for draft in drafts {
            for parent in draft.parents { try known(parent.text, records, parent.position) }
            if kindPlace == nil, draft.record.condition == nil, drafts.count > 1 {
                throw WireError(
                    code: "layout-file.contradiction",
                    message: "nothing tells the record \(quotedForMessage(draft.record.name)) from "
                        + "others", help: "Say where the kind stands: kind 1-3",
                    position: draft.position)
            }
        }
        for (check, position) in checks {
            try known(check.record, check.field, records, position)
            switch check.subject {
            case .count(let names): for name in names { try known(name, records, position) }
            case .sum(let record, let field): try known(record, field, records, position)
            }
        }
        let isWidth = if case .width = form { true } else { false }
        return RecordLayout(
            name: name, form: form, encoding: encoding, decimalSign: decimalSign,
            kindPlace: kindPlace, allowsOthers: allowsOthers,
            lineEnd: lineEnd ?? (isWidth ? "" : "\n"), records: records,
            checks: checks.map(\.check))
    }

    private func known(
        _ name: String, _ records: [RecordLayout.Record], _ position: SourcePosition
    ) throws(WireError) {
        guard !records.contains(where: { $0.name == name }) else { return }
        throw WireError(
            code: "layout-file.name-unknown",
            message: "there is no record \(quotedForMessage(name))",
            help: nearestName(to: name, among: records.map(\.name)).map {
                "Maybe \"\($0)\" is meant."
            }, position: position)
    }

    private func known(
        _ name: String, _ field: String, _ records: [RecordLayout.Record],
        _ position: SourcePosition
    ) throws(WireError) {
        try known(name, records, position)
        let fields = records.first { $0.name == name }?.fields ?? []
        guard let found = fields.first(where: { $0.name == field }) else {
            throw WireError(
                code: "layout-file.name-unknown",
                message: "the record \(quotedForMessage(name)) has no field "
                    + quotedForMessage(field),
                help: nearestName(to: field, among: fields.map(\.name)).map {
                    "Maybe \"\($0)\" is meant."
                }, position: position)
        }
        if case .number = found.type { return }
        throw WireError(
            code: "layout-file.contradiction",
            message: "the field \(name).\(field) is counted or added up and is no number",
            help: "Give it the type number.", position: position)
    }
}
