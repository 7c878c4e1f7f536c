internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// What the records of a flat file say of one thing: a list, an order, a line.
///
/// The fields of a record, and of the records under it, belong to the nearest record above that
/// stands for something (`each`).
struct LayoutThing {
    /// What it is; empty for the file.
    let each: String
    let position: SourcePosition
    // Beside their values: the list is short, and walked for each value.
    private var meanings: [String] = []
    /// Numbers in plain digits and days as `20260304`; a fault where the file has none.
    private var values: [PlacedText] = []
    private(set) var parts: [LayoutThing] = []
    fileprivate let depth: Int

    init(each: String, position: SourcePosition, depth: Int) {
        self.each = each
        self.position = position
        self.depth = depth
    }

    /// Of several fields with one meaning the first that holds something; another one that says
    /// something else is a fault.
    mutating func add(_ meaning: String, _ value: PlacedText) {
        guard let index = index(of: meaning) else {
            meanings.append(meaning)
            values.append(value)
            return
        }
        if values[index].isEmpty {
            values[index] = value
        } else if values[index].text != value.text, !value.isEmpty,
            values[index].fault == nil
        {
            values[index].fault =
                "it stands again in line \(value.position.line) as \(quotedForMessage(value.text))"
        }
    }

    private func index(of meaning: String) -> Int? {
        for index in meanings.indices where meanings[index] == meaning { return index }
        return nil
    }

    /// A value that is there and not blank.
    func value(_ meaning: String) -> PlacedText? {
        guard let index = index(of: meaning), !values[index].isEmpty else { return nil }
        return values[index]
    }

    func text(_ meaning: String) -> String {
        index(of: meaning).map { values[$0].text } ?? ""
    }

    /// The parts of a kind, with what the things above them say where they say nothing.
    func all(_ each: String) -> [LayoutThing] {
        parts.flatMap { part -> [LayoutThing] in
            var part = part
            for (meaning, value) in zip(meanings, values) where part.value(meaning) == nil {
                part.add(meaning, value)
            }
            return (part.each == each ? [part] : []) + part.all(each)
        }
    }

    // MARK: - Reading

    /// Reads a file whole; throws where its layout rejects it.
    static func read(
        _ bytes: [UInt8], file: String, layout: RecordLayout, strictness: Strictness = .standard
    ) throws(AdapterError) -> LayoutThing {
        var reader = LayoutReader(bytes, layout: layout, strictness: strictness)
        var stack = [LayoutThing(each: "", position: .start, depth: -1)]
        do throws(WireError) {
            while let token = try reader.next() {
                guard token.kind == .record, let index = token.record else { continue }
                while stack.count > 1, let last = stack.last, last.depth >= token.depth {
                    close(&stack)
                }
                let record = layout.records[index]
                let fields = reader.fields
                for group in 0...(fields.last?.group ?? 0) {
                    if !record.each.isEmpty {
                        if group > 0 { close(&stack) }
                        stack.append(
                            LayoutThing(
                                each: record.each, position: token.position, depth: token.depth))
                    }
                    for field in fields
                    where !layout.records[index].fields[field.index].meaning.isEmpty {
                        if field.group == group || group > 0 && stands(once: field, in: record) {
                            add(field, record.fields[field.index], reader, to: &stack)
                        }
                    }
                }
            }
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixData, message: error.message, help: error.help,
                place: FilePlace(file: file))
        }
        while stack.count > 1 { close(&stack) }
        try refuse(reader, file)
        return stack[0]
    }

    /// The next piece of a file; throws what the source of its bytes throws.
    static func next(
        _ reader: inout LayoutReader, _ file: String
    ) throws(AdapterError) -> LayoutToken? {
        do throws(WireError) {
            return try reader.next()
        } catch {
            throw AdapterError(ofDocument: error, file: file)
        }
    }

    /// Fields before the groups of a record belong to each of them.
    private static func stands(
        once field: LayoutField, in record: RecordLayout.Record
    ) -> Bool {
        guard let groups = record.groups, field.group == 0 else { return false }
        switch record.fields[field.index].place {
        case .field(let index): return index < groups.first
        case .bytes(let range): return range.lowerBound < groups.first
        }
    }

    private static func close(_ stack: inout [LayoutThing]) {
        guard stack.count > 1, let last = stack.popLast() else { return }
        stack[stack.count - 1].parts.append(last)
    }

    private static func add(
        _ field: LayoutField, _ definition: RecordLayout.Field, _ reader: LayoutReader,
        to stack: inout [LayoutThing]
    ) {
        stack[stack.count - 1].add(definition.meaning, placed(field, definition, reader))
    }

    /// What a field of the current record holds, as its type has it.
    static func placed(
        _ field: LayoutField, _ definition: RecordLayout.Field, _ reader: LayoutReader
    ) -> PlacedText {
        var value = PlacedText(
            text: "", field: definition.name, position: reader.position(of: field),
            written: field.isTranslated ? reader.text(field) : nil)
        do throws(WireError) {
            switch definition.type {
            case .text, .digits: value.text = reader.value(field)
            case .number: value.micros = try reader.number(field)
            case .date:
                value.text = try reader.date(field).map { DatePattern.compact.text($0) } ?? ""
            }
        } catch {
            value.text = reader.value(field)
            value.fault = error.message
        }
        return value
    }

    static func refuse(
        _ reader: LayoutReader, _ file: String
    ) throws(AdapterError) {
        guard reader.isRejected else { return }
        let worst = reader.diagnostics.first { $0.reaction >= .rejectSet }
        throw AdapterError(
            code: worst?.code ?? "document.rejected", reaction: .fixData,
            message: worst?.message ?? "the file is rejected",
            help: "broker inspect \(file) --layout LAYOUT shows all that is wrong with it.",
            place: FilePlace(
                file: file, line: worst?.place.line ?? 0, column: worst?.place.column ?? 0),
            detail: worst.map { "byte offset \($0.place.byteOffset)" } ?? "")
    }

    // MARK: - Values

    /// A value that must be usable; `nil` where nothing is said.
    func usable(_ meaning: String) throws(LineProblem) -> PlacedText? {
        guard let value = value(meaning) else { return nil }
        if let fault = value.fault {
            throw LineProblem(
                "document.value-unusable",
                "\(value.field) is \(quotedForMessage(value.text)): \(fault)", at: value.position,
                field: value.field, value: value.text)
        }
        return value
    }

    func number(_ meaning: String) throws(LineProblem) -> FixedPoint? {
        try usable(meaning).map { value throws(LineProblem) in
            try MessageText.number(value, signs: ["."])
        }
    }

    func date(_ meaning: String) throws(LineProblem) -> CalendarDate? {
        try usable(meaning).map { value throws(LineProblem) in try MessageText.date(value) }
    }
}
