/// A field of a record as it stands in a file.
public struct LayoutField: Hashable, Sendable {
    /// The ordinal of the field in its record of the layout.
    public let index: Int
    /// Which group of the record it belongs to, from 0.
    public let group: Int
    /// Its bytes, in the bytes of the record; quotes are within.
    public let range: Range<Int>
    /// Where it begins.
    public let position: SourcePosition
    /// What stands there, without blanks at both ends.
    public let text: String
    /// What that means: the translation of the layout, or the same text.
    public let value: String
    /// Whether the layout translates it.
    public let isTranslated: Bool
}

/// A piece of a flat file: a record with its fields, or what stands between records.
public struct LayoutToken: Hashable, Sendable {
    /// What a piece is.
    public enum Kind: Hashable, Sendable {
        /// A record.
        case record
        /// A byte-order mark, an empty line, or marks of the end of a file.
        case filler
    }

    /// What it is.
    public let kind: Kind
    /// The bytes of the record, without its line end.
    public let bytes: [UInt8]
    /// The line end behind it; empty for none.
    public let lineEnd: [UInt8]
    /// Where it begins.
    public let position: SourcePosition
    /// The ordinal of its record in the layout; `nil` where the layout does not name it.
    public internal(set) var record: Int?
    /// What stands at the place of the kind.
    public internal(set) var kindText = ""
    /// How many records of the file stand up to it, from 1.
    public internal(set) var ordinal = 0
    /// How many records stand above it.
    public internal(set) var depth = 0
    /// Its fields, group by group in the order of the layout.
    public internal(set) var fields: [LayoutField] = []

    init(kind: Kind, bytes: [UInt8], lineEnd: [UInt8], position: SourcePosition) {
        self.kind = kind
        self.bytes = bytes
        self.lineEnd = lineEnd
        self.position = position
    }
}

extension RecordLayout {
    /// The definition of a field of a token; `nil` where the layout does not name the record.
    public func definition(of field: LayoutField, in token: LayoutToken) -> Field? {
        guard let record = token.record, records.indices.contains(record),
            records[record].fields.indices.contains(field.index)
        else { return nil }
        return records[record].fields[field.index]
    }

    /// A number counting 10⁻⁶; `nil` for a blank field.
    ///
    /// A sign may stand before or behind; digits without a decimal sign end with the decimals that
    /// the layout states. Errors are those of ``DecimalText``.
    public func number(
        _ field: LayoutField, as definition: Field
    ) throws(WireError) -> Int64? {
        guard !field.value.isEmpty else { return nil }
        var decimals = 0
        if !field.isTranslated, case .number(let stated) = definition.type {
            decimals = stated ?? 0
        }
        do throws(WireError) {
            return try Self.number(
                field.value, decimals: decimals, sign: field.isTranslated ? "." : decimalSign)
        } catch {
            throw error.at(field.position)
        }
    }

    private static func number(
        _ text: String, decimals: Int, sign: Character
    ) throws(WireError) -> Int64 {
        var body = Substring(text)
        var isNegative = false
        if let last = body.last, last == "-" || last == "+" {
            isNegative = last == "-"
            body = body.dropLast()
        } else if let first = body.first, first == "-" || first == "+" {
            isNegative = first == "-"
            body = body.dropFirst()
        }
        while body.first == " " { body = body.dropFirst() }
        while body.last == " " { body = body.dropLast() }
        while body.first == "0", body.dropFirst().first?.isWholeNumber == true {
            body = body.dropFirst()
        }
        // A sign that is left now stands inside the number, or twice.
        guard body.first != "-" else {
            throw WireError(
                code: "decimal.not-a-number", message: "\(quotedForMessage(text)) is not a number")
        }
        let isImplied = decimals > 0 && !body.contains(sign)
        let scaled = try DecimalText.parse(
            String(body), scale: isImplied ? 6 - decimals : 6, decimalSign: sign)
        return isNegative ? -scaled : scaled
    }

    /// A day; `nil` for a field that is blank or holds nothing but zeros.
    public func date(
        _ field: LayoutField, as definition: Field
    ) throws(WireError) -> DateParts? {
        guard !field.value.allSatisfy({ $0 == "0" }) else { return nil }
        guard case .date(let pattern) = definition.type else { return nil }
        do throws(WireError) {
            return try DateText.parse(field.value, patterns: [pattern])
        } catch {
            throw error.at(field.position)
        }
    }
}
