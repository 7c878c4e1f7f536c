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

    /// Reads a file whole, an IDoc also as XML; throws where its layout rejects it.
    static func read(
        _ bytes: [UInt8], file: String, layout: RecordLayout, strictness: Strictness = .standard
    ) throws(AdapterError) -> LayoutThing {
        let markup = try flattened(bytes, file, layout)
        var reader = LayoutReader(
            markup?.bytes ?? bytes, layout: layout, strictness: strictness)
        func position(_ place: SourcePosition) -> SourcePosition {
            markup?.position(place) ?? place
        }
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
                                each: record.each, position: position(token.position),
                                depth: token.depth))
                    }
                    for field in fields
                    where !layout.records[index].fields[field.index].meaning.isEmpty {
                        if field.group == group || group > 0 && stands(once: field, in: record) {
                            let definition = record.fields[field.index]
                            var value = placed(field, definition, reader)
                            value.position = position(value.position)
                            stack[stack.count - 1].add(definition.meaning, value)
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
        try refuse(reader, file, markup)
        return stack[0]
    }

    private static func flattened(
        _ bytes: [UInt8], _ file: String, _ layout: RecordLayout
    ) throws(AdapterError) -> FlattenedMarkup? {
        do throws(WireError) {
            return try FlattenedMarkup(bytes, layout: layout)
        } catch {
            throw AdapterError(ofDocument: error, file: file)
        }
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
        _ reader: LayoutReader, _ file: String, _ markup: FlattenedMarkup? = nil
    ) throws(AdapterError) {
        guard reader.isRejected else { return }
        let worst = reader.diagnostics.first { $0.reaction >= .rejectSet }
        let place = worst.map { markup?.placed($0.place) ?? $0.place }
        throw AdapterError(
            code: worst?.code ?? "document.rejected", reaction: .fixData,
            message: worst?.message ?? "the file is rejected",
            help: "broker inspect \(file) --layout LAYOUT shows all that is wrong with it.",
            place: FilePlace(
                file: file, line: place?.line ?? 0, column: place?.column ?? 0),
            detail: place.map { "byte offset \($0.byteOffset)" } ?? "")
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

/// An IDoc that came as XML, as the flat file that its layout describes.
///
/// The same segments are written either way: a record of fixed columns, or an element whose leaves
/// are its fields by their names. What the layout names is put into its columns, so that
/// everything that holds for the flat file is checked of this one too.
struct FlattenedMarkup: Sendable {
    /// A column of a record and where its value stands in the document.
    private struct Field {
        let column: Int
        let position: SourcePosition
    }

    private struct Line {
        let position: SourcePosition
        var fields: [Field] = []
    }

    /// The records, one a line.
    private(set) var bytes: [UInt8] = []
    private var lines: [Line] = []
    private let layout: RecordLayout
    private let kindPlace: Range<Int>

    /// Flattens the IDocs of a document; `nil` where it is no XML, holds none, or the layout does
    /// not describe fixed columns.
    ///
    /// Throws what is wrong with the XML, or a value that the columns cannot hold.
    init?(_ document: [UInt8], layout: RecordLayout) throws(WireError) {
        guard case .lines = layout.form, case .bytes(let kindPlace)? = layout.kindPlace,
            Self.beginsAsMarkup(document)
        else { return nil }
        let root = try XMLText.parse(document)
        let idocs = root.name == "IDOC" ? [root] : root.children("IDOC")
        guard !idocs.isEmpty else { return nil }
        self.layout = layout
        self.kindPlace = kindPlace
        for idoc in idocs {
            for segment in idoc.children { try add(segment) }
        }
    }

    private static func beginsAsMarkup(_ document: [UInt8]) -> Bool {
        let start = document.prefix(64).drop {
            $0 <= 0x20 || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF || $0 >= 0xFE
        }
        return start.first == UInt8(ascii: "<")
    }

    /// Where a place of the records stands in the document.
    func position(_ place: SourcePosition) -> SourcePosition {
        guard lines.indices.contains(place.line - 1) else { return place }
        let line = lines[place.line - 1]
        return line.fields.first { $0.column == place.column }?.position ?? line.position
    }

    /// A place of a finding, as it stands in the document.
    func placed(_ place: WirePlace) -> WirePlace {
        let own = position(
            SourcePosition(
                line: place.line, column: place.column, byteOffset: place.byteOffset))
        var place = place
        (place.line, place.column, place.byteOffset) = (own.line, own.column, own.byteOffset)
        return place
    }

    private mutating func add(_ segment: XMLNode) throws(WireError) {
        let leaves = segment.children.filter { !Self.isSegment($0) }
        var line = Line(position: segment.position)
        var columns: [UInt8] = Array(repeating: 0x20, count: kindPlace.lowerBound)
        columns += segment.name.utf8
        if let index = record(of: segment.name, leaves) {
            try fill(&columns, layout.records[index], leaves, &line)
        }
        bytes += columns + [10]
        lines.append(line)
        for inner in segment.children where Self.isSegment(inner) { try add(inner) }
    }

    /// Fields are leaves; a segment without any has the attribute that all of them have.
    private static func isSegment(_ node: XMLNode) -> Bool {
        !node.children.isEmpty || node.attribute("SEGMENT") != nil
    }

    /// The first record of the layout that is like a segment.
    private func record(of name: String, _ leaves: [XMLNode]) -> Int? {
        layout.records.indices.first { index in
            let record = layout.records[index]
            let isOfKind = record.kinds.contains { kind in
                kind.hasSuffix("*") ? name.hasPrefix(kind.dropLast()) : name == kind
            }
            guard isOfKind, let condition = record.condition else { return isOfKind }
            return condition.value == qualifier(condition, record, leaves)?.trimmedText
        }
    }

    /// What decides between records of one kind: the field of the layout that stands there, and
    /// else the first of the segment, which is where an IDoc has its qualifiers.
    private func qualifier(
        _ condition: RecordLayout.Record.Condition, _ record: RecordLayout.Record,
        _ leaves: [XMLNode]
    ) -> XMLNode? {
        guard let field = record.fields.first(where: { $0.place == condition.place }) else {
            return leaves.first
        }
        return leaves.first { $0.name == field.name }
    }

    private func fill(
        _ line: inout [UInt8], _ record: RecordLayout.Record, _ leaves: [XMLNode],
        _ places: inout Line
    ) throws(WireError) {
        if let condition = record.condition, case .bytes(let range) = condition.place {
            let value = layout.encoding.encode(condition.value) ?? []
            put(value, at: range.lowerBound, into: &line)
        }
        for field in record.fields {
            guard case .bytes(let range) = field.place,
                let leaf = leaves.first(where: { $0.name == field.name })
            else { continue }
            // Line ends in a text would end the record.
            let text = String(
                String.UnicodeScalarView(
                    leaf.trimmedText.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
            guard let value = layout.encoding.encode(text) else {
                throw WireError(
                    code: "layout.value-character",
                    message: "<\(field.name)> holds characters that the layout's do not have",
                    help: "Write characters utf-8 in a layout for IDocs as XML.",
                    position: leaf.position)
            }
            guard value.count <= range.count else {
                throw WireError(
                    code: "layout.value-too-long",
                    message: "<\(field.name)> holds \(value.count) bytes, and the layout has "
                        + "\(range.count)",
                    help: "Compare the columns of the layout with the supplier's description.",
                    position: leaf.position)
            }
            put(value, at: range.lowerBound, into: &line)
            places.fields.append(
                Field(column: range.lowerBound + 1, position: leaf.position))
        }
    }

    private func put(_ value: [UInt8], at start: Int, into line: inout [UInt8]) {
        if line.count < start + value.count {
            line += Array(repeating: 0x20, count: start + value.count - line.count)
        }
        line.replaceSubrange(start..<start + value.count, with: value)
    }
}
