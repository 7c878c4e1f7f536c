/// A value that a field is written from.
public enum LayoutValue: Hashable, Sendable {
    /// Words, codes and digits.
    case text(String)
    /// A number counting 10⁻⁶.
    case number(Int64)
    /// A day.
    case date(DateParts)
}

/// Writes records as a layout has them: kinds, fixed values, counts and totals by itself, all other
/// fields from values.
///
/// A value that does not fit its field exactly is an error, never cut:
/// `layout.value-too-long`, `layout.value-inexact`, `layout.value-character`,
/// `layout.value-missing`, `layout.value-unknown`.
public struct LayoutWriter: Sendable {
    /// The layout.
    public let layout: RecordLayout
    /// What is written so far.
    public private(set) var bytes: [UInt8] = []
    private var totals: LayoutTotals

    /// Begins a file.
    public init(layout: RecordLayout) {
        self.layout = layout
        totals = LayoutTotals(layout)
    }

    /// Writes a record; values are by the name of their field.
    public mutating func write(
        _ record: Int, _ values: [String: LayoutValue]
    ) throws(WireError) {
        let definition = layout.records[record]
        var all = values
        totals.open(record)
        _ = totals.count(record)
        for check in layout.checks.indices {
            guard let field = totals.field(summedBy: check, in: record),
                case .number(let number)? = values[definition.fields[field].name]
            else { continue }
            totals.add(number, to: check)
        }
        for (index, check) in layout.checks.enumerated() where check.record == definition.name {
            let sum = totals.take(index).sum
            guard let number = Int64(exactly: sum) else {
                throw Self.error(
                    "layout.value-too-long", definition.name, check.field,
                    "the total is too large a number")
            }
            all[check.field] = .number(number)
        }
        var pieces: [(place: RecordLayout.Place, bytes: [UInt8])] = []
        if let place = layout.kindPlace, let kind = definition.kinds.first {
            let plain = kind.hasSuffix("*") ? String(kind.dropLast()) : kind
            pieces.append((place, try fitted(plain, place, in: definition.name, "the kind")))
        }
        if let condition = definition.condition {
            pieces.append(
                (
                    condition.place,
                    try fitted(
                        condition.value, condition.place, in: definition.name, "the condition")
                ))
        }
        for field in definition.fields {
            let text = try text(of: field, all[field.name], in: definition.name)
            guard !text.isEmpty else { continue }
            pieces.append(
                (field.place, try fitted(text, field.place, in: definition.name, field.name)))
        }
        append(pieces)
    }

    // MARK: - Texts

    private static func error(
        _ code: String, _ record: String, _ field: String, _ message: String,
        help: String? = nil
    ) -> WireError {
        WireError(code: code, message: "\(record).\(field): \(message)", help: help)
    }

    private func text(
        of field: RecordLayout.Field, _ value: LayoutValue?, in record: String
    ) throws(WireError) -> String {
        var text = ""
        switch value {
        case nil: text = field.values.count == 1 ? field.values[0] : ""
        case .text(let words): text = words
        case .number(let micros): text = try number(micros, field, in: record)
        case .date(let day):
            guard case .date(let pattern) = field.type else {
                throw Self.error(
                    "layout.value-unknown", record, field.name, "a day is no value of this field")
            }
            text = pattern.text(day)
        }
        if !field.translation.isEmpty, !text.isEmpty {
            if let entry = field.translation.first(where: { $0.value == text }) {
                text = entry.written
            } else if field.isWords {
                throw Self.error(
                    "layout.value-unknown", record, field.name,
                    "the layout has nothing to write for \(quotedForMessage(text))")
            }
        }
        if text.isEmpty, field.isRequired {
            throw Self.error(
                "layout.value-missing", record, field.name, "the field must hold something",
                help: "Give it a meaning with -> in the layout, or a fixed value with is.")
        }
        if !text.isEmpty, !field.values.isEmpty, !field.values.contains(text) {
            throw Self.error(
                "layout.value-unknown", record, field.name,
                "\(quotedForMessage(text)) is not one of \(field.values.joined(separator: ", "))")
        }
        if case .digits = field.type, !text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
            throw Self.error(
                "layout.value-unknown", record, field.name,
                "\(quotedForMessage(text)) is not digits")
        }
        return padded(text, field)
    }

    private func number(
        _ micros: Int64, _ field: RecordLayout.Field, in record: String
    ) throws(WireError) -> String {
        guard case .number(let decimals?) = field.type else {
            let plain = DecimalText.format(scaled: micros)
            if case .digits = field.type { return plain }
            return layout.decimalSign == "." || !field.translation.isEmpty
                ? plain : String(plain.map { $0 == "." ? layout.decimalSign : $0 })
        }
        var divisor: Int64 = 1
        for _ in 0..<(6 - decimals) { divisor *= 10 }
        guard micros % divisor == 0, micros >= 0 else {
            throw Self.error(
                "layout.value-inexact", record, field.name,
                "\(DecimalText.format(scaled: micros)) has no exact form with \(decimals) decimals",
                help: "Agree on a price for more units, or on more decimals.")
        }
        return String(micros / divisor)
    }

    /// Numbers stand at the right of their columns, with zeros before them where digits belong.
    private func padded(_ text: String, _ field: RecordLayout.Field) -> String {
        guard case .bytes(let range) = field.place, text.utf8.count < range.count, !text.isEmpty
        else { return text }
        let missing = range.count - text.utf8.count
        switch field.type {
        case .digits: return String(repeating: "0", count: missing) + text
        case .number(let decimals):
            return String(repeating: decimals == nil ? " " : "0", count: missing) + text
        default: return text
        }
    }

    // MARK: - Bytes

    private func fitted(
        _ text: String, _ place: RecordLayout.Place, in record: String, _ field: String
    ) throws(WireError) -> [UInt8] {
        guard var bytes = layout.encoding.encode(text),
            !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else {
            throw Self.error(
                "layout.value-character", record, field,
                "\(quotedForMessage(text)) has characters that the file cannot hold")
        }
        if case .bytes(let range) = place, bytes.count > range.count {
            throw Self.error(
                "layout.value-too-long", record, field,
                "\(quotedForMessage(text)) has \(bytes.count) bytes, and \(range.count) fit")
        }
        // Blanks at both ends do not count for a reader.
        guard text.first != " " || text.allSatisfy({ $0 == " " || $0.isNumber || $0 == "." }) else {
            throw Self.error(
                "layout.value-character", record, field,
                "\(quotedForMessage(text)) begins with a blank, which would be lost")
        }
        if case .delimited(let mark, let quote) = layout.form {
            let needsQuotes =
                bytes.contains(mark) || quote.map { bytes.contains($0) } ?? false
            guard needsQuotes else { return bytes }
            guard let quote else {
                throw Self.error(
                    "layout.value-character", record, field,
                    "\(quotedForMessage(text)) holds the mark between two fields")
            }
            bytes = [quote] + bytes.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
        }
        return bytes
    }

    private mutating func append(_ pieces: [(place: RecordLayout.Place, bytes: [UInt8])]) {
        switch layout.form {
        case .delimited(let mark, _):
            var fields: [Int: [UInt8]] = [:]
            for piece in pieces {
                if case .field(let index) = piece.place { fields[index] = piece.bytes }
            }
            for index in 0...(fields.keys.max() ?? 0) {
                if index > 0 { bytes.append(mark) }
                bytes += fields[index] ?? []
            }
        case .lines, .width:
            var record: [UInt8] = []
            if case .width(let width) = layout.form {
                record = Array(repeating: 0x20, count: width)
            }
            for piece in pieces {
                guard case .bytes(let range) = piece.place else { continue }
                let missing = range.lowerBound + piece.bytes.count - record.count
                record += Array(repeating: 0x20, count: max(0, missing))
                record.replaceSubrange(
                    range.lowerBound..<range.lowerBound + piece.bytes.count, with: piece.bytes)
            }
            bytes += record
        }
        bytes += Array(layout.lineEnd.utf8)
    }
}
