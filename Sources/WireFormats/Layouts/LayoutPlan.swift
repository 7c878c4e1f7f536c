/// A layout as a reader needs it: names resolved to ordinals, words as bytes, everything that does
/// not depend on the file worked out once.
final class LayoutPlan: Sendable {
    /// Bytes of a record, or the ordinal of a delimited field.
    struct Place: Sendable {
        let lower: Int
        let upper: Int

        init(_ place: RecordLayout.Place) {
            switch place {
            case .field(let index): (lower, upper) = (index, index + 1)
            case .bytes(let range): (lower, upper) = (range.lowerBound, range.upperBound)
            }
        }
    }

    /// A word of the layout, as it stands in a file.
    struct Word: Sendable {
        let text: String
        /// `nil` where the characters of the file have no such word.
        let bytes: [UInt8]?
        /// Whether any rest may follow.
        let isPrefix: Bool

        init(_ text: String, _ encoding: TextEncoding, mayBePrefix: Bool = false) {
            isPrefix = mayBePrefix && text.hasSuffix("*")
            self.text = isPrefix ? String(text.dropLast()) : text
            bytes = encoding.encode(self.text)
        }

        func matches(_ text: String) -> Bool {
            isPrefix ? text.hasPrefix(self.text) : text == self.text
        }

        @inline(__always)
        func matches(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
            guard let bytes else { return false }
            guard isPrefix ? other.count >= bytes.count : other.count == bytes.count else {
                return false
            }
            for index in 0..<bytes.count where bytes[index] != other[index] { return false }
            return true
        }
    }

    enum FieldKind: Sendable {
        case text
        case digits
        case number(decimals: Int)
        case date(DatePattern)
    }

    struct Field: Sendable {
        let place: Place
        let kind: FieldKind
        let isRequired: Bool
        /// Whether it names values, or translates any.
        let hasWords: Bool
        let values: [Word]
        let translation: [Word]
        /// Whether only what it translates may stand there.
        let isTranslatedOnly: Bool
        /// Whether it belongs to the groups of its record.
        let isRepeated: Bool
    }

    struct Record: Sendable {
        let kinds: [Word]
        let condition: (place: Place, word: Word)?
        let isRoot: Bool
        /// By the ordinal of a record: whether this one may stand under it.
        let mayStandUnder: [Bool]
        /// What must stand under it, and how often.
        let needed: [(record: Int, least: Int)]
        let most: Int
        let closesParent: Bool
        /// How far the fields of the layout reach.
        let limit: Int
        let groupCount: Int
        let step: Int
        let fields: [Field]
        /// The checks that it holds, with the ordinal of their field.
        let checks: [(check: Int, field: Int)]
    }

    let layout: RecordLayout
    /// The decimal sign, where it is a byte.
    let decimalByte: UInt8?
    let isDelimited: Bool
    let mark: UInt8
    let quote: UInt8?
    let width: Int?
    let kindPlace: Place?
    let records: [Record]

    init(_ layout: RecordLayout) {
        decimalByte = layout.decimalSign.asciiValue
        self.layout = layout
        switch layout.form {
        case .delimited(let mark, let quote):
            (isDelimited, self.mark, self.quote, width) = (true, mark, quote, nil)
        case .width(let width):
            (isDelimited, mark, quote, self.width) = (false, 0, nil, width)
        case .lines: (isDelimited, mark, quote, width) = (false, 0, nil, nil)
        }
        kindPlace = layout.kindPlace.map { Place($0) }
        records = layout.records.map { Self.record($0, layout) }
    }

    private static func record(_ record: RecordLayout.Record, _ layout: RecordLayout) -> Record {
        let checks = layout.checks.enumerated().compactMap { index, check in
            check.record == record.name
                ? record.index(of: check.field).map { (check: index, field: $0) } : nil
        }
        let needed = layout.records.enumerated().compactMap { index, child in
            // Where a record may stand under several, none of them must have it.
            child.parents == [record.name] && child.occurrences.lowerBound > 0
                ? (record: index, least: child.occurrences.lowerBound) : nil
        }
        return Record(
            kinds: record.kinds.map { Word($0, layout.encoding, mayBePrefix: true) },
            condition: record.condition.map {
                (Place($0.place), Word($0.value, layout.encoding))
            },
            isRoot: record.parents.isEmpty,
            mayStandUnder: layout.records.map { record.parents.contains($0.name) },
            needed: needed, most: record.occurrences.upperBound,
            closesParent: record.closesParent, limit: limit(record, layout),
            groupCount: record.groups?.count ?? 1, step: record.groups?.step ?? 0,
            fields: record.fields.map { field($0, record, layout.encoding) }, checks: checks)
    }

    private static func field(
        _ field: RecordLayout.Field, _ record: RecordLayout.Record, _ encoding: TextEncoding
    ) -> Field {
        let kind: FieldKind =
            switch field.type {
            case .text: .text
            case .digits: .digits
            case .number(let decimals): .number(decimals: decimals ?? 0)
            case .date(let pattern): .date(pattern)
            }
        let place = Place(field.place)
        return Field(
            place: place, kind: kind, isRequired: field.isRequired,
            hasWords: !field.values.isEmpty || !field.translation.isEmpty,
            values: field.values.map { Word($0, encoding) },
            translation: field.translation.map { Word($0.written, encoding) },
            isTranslatedOnly: !field.translation.isEmpty && field.isWords,
            isRepeated: record.groups.map { place.lower >= $0.first } ?? false)
    }

    private static func limit(_ record: RecordLayout.Record, _ layout: RecordLayout) -> Int {
        if case .width(let width) = layout.form { return width }
        var places = record.fields.map(\.place)
        if let kind = layout.kindPlace { places.append(kind) }
        if let condition = record.condition { places.append(condition.place) }
        return places.map { place in
            let place = Place(place)
            guard let groups = record.groups, place.lower >= groups.first else {
                return place.upper
            }
            return place.upper + groups.step * (groups.count - 1)
        }.max() ?? 0
    }
}
