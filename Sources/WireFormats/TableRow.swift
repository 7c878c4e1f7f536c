/// One row of a table, read by column name.
///
/// A column that the table may lack reads as empty. Errors name the column and the place.
public struct TableRow: Sendable {
    /// The record beneath.
    public let record: RawDelimitedRecord
    let indexByColumn: [String: Int]

    /// The row's place in the file.
    public var position: SourcePosition { record.position }

    /// The place of a column's field, or of the row where the table lacks the column.
    public func position(of column: String) -> SourcePosition {
        indexByColumn[column].map { record.position(at: $0) } ?? record.position
    }

    /// A field's text; empty where the table lacks the column.
    public func text(_ column: String) throws(WireError) -> String {
        guard let index = indexByColumn[column] else { return "" }
        return try record.text(at: index)
    }

    /// A field's text, or `nil` where it is empty.
    public func optionalText(_ column: String) throws(WireError) -> String? {
        let text = try text(column)
        return text.isEmpty ? nil : text
    }

    /// A field's text; fails with `csv.value-missing` where it is empty.
    public func requiredText(_ column: String) throws(WireError) -> String {
        let text = try text(column)
        guard !text.isEmpty else { throw missing(column) }
        return text
    }

    /// A whole number (`Int64`, no grouping); empty and fractions are errors.
    public func integer(_ column: String) throws(WireError) -> Int64 {
        guard let value = try optionalInteger(column) else { throw missing(column) }
        return value
    }

    /// A whole number, or `nil` where the field is empty.
    public func optionalInteger(_ column: String) throws(WireError) -> Int64? {
        try number(column, scale: 0)
    }

    /// A decimal number counting 10⁻⁶; empty is an error.
    public func decimal(_ column: String) throws(WireError) -> Int64 {
        guard let value = try optionalDecimal(column) else { throw missing(column) }
        return value
    }

    /// A decimal number counting 10⁻⁶, or `nil` where the field is empty.
    public func optionalDecimal(_ column: String) throws(WireError) -> Int64? {
        try number(column, scale: 6)
    }

    /// `true` or `false`; empty is an error.
    public func boolean(_ column: String) throws(WireError) -> Bool {
        guard let value = try optionalBoolean(column) else { throw missing(column) }
        return value
    }

    /// `true` or `false`, or `nil` where the field is empty.
    public func optionalBoolean(_ column: String) throws(WireError) -> Bool? {
        switch try text(column) {
        case "": return nil
        case "true": return true
        case "false": return false
        case let text:
            throw WireError(
                code: "csv.value-wrong",
                message: "\(column): \(quotedForMessage(text)) is neither true nor false",
                position: position(of: column))
        }
    }

    /// A day written `yyyy-MM-dd`; empty is an error.
    public func date(_ column: String) throws(WireError) -> DateParts {
        guard let value = try optionalDate(column) else { throw missing(column) }
        return value
    }

    /// A day written `yyyy-MM-dd`, or `nil` where the field is empty.
    public func optionalDate(_ column: String) throws(WireError) -> DateParts? {
        guard let text = try optionalText(column) else { return nil }
        do throws(WireError) {
            return try DateText.parse(text, patterns: [isoDate])
        } catch {
            throw named(column, error)
        }
    }

    /// One of the given words; anything else is an error that lists them.
    public func word(_ column: String, among words: [String]) throws(WireError) -> String {
        let text = try requiredText(column)
        guard words.contains(text) else {
            throw WireError(
                code: "csv.value-wrong",
                message: "\(column): \(quotedForMessage(text)) is not known",
                help: nearestName(to: text, among: words).map { "Maybe \"\($0)\" is meant." }
                    ?? "Known are \(words.joined(separator: ", ")).",
                position: position(of: column))
        }
        return text
    }

    private func number(_ column: String, scale: Int) throws(WireError) -> Int64? {
        guard let index = indexByColumn[column], !record.isEmpty(at: index) else { return nil }
        let quick = record.withBytes(at: index) {
            DecimalText.quick($0, scale: scale)
        }
        if let quick { return quick }
        let text = try record.text(at: index)
        do throws(WireError) {
            return try DecimalText.parse(text, scale: scale)
        } catch {
            if scale == 0 && error.code == "decimal.too-precise" {
                throw WireError(
                    code: "decimal.not-whole",
                    message: "\(column): \(quotedForMessage(text)) is not a whole number",
                    position: position(of: column))
            }
            throw named(column, error)
        }
    }

    private func named(_ column: String, _ error: WireError) -> WireError {
        var copy = error.at(position(of: column))
        copy.message = "\(column): \(copy.message)"
        return copy
    }

    private func missing(_ column: String) -> WireError {
        WireError(
            code: "csv.value-missing", message: "\(column): a value is missing here",
            position: position(of: column))
    }
}

/// `yyyy-MM-dd`, the one way our own formats write a day.
private let isoDate = DatePattern.iso

extension DatePattern {
    /// `yyyy-MM-dd` (ISO 8601).
    public static let iso = DatePattern(
        description: "yyyy-MM-dd",
        tokens: [
            .year4, .literal(45), .month2, .literal(45), .day2,
        ])

    /// `yyyyMMdd` (ISO 8601, basic format).
    public static let compact = DatePattern(
        description: "yyyyMMdd", tokens: [.year4, .month2, .day2])

    private init(description: String, tokens: [Token]) {
        self.description = description
        self.tokens = tokens
    }
}
