internal import SupplierAdapterKit
internal import WireFormats

/// Where a value stands in a row, and what there means "nothing".
struct ColumnReference: Hashable, Sendable {
    enum Place: Hashable, Sendable {
        /// The text in the header.
        case name(String)
        /// The number of the column, from 1.
        case number(Int)
    }

    var place: Place
    var absence: AbsenceWords

    /// The column as messages call it.
    var title: String {
        switch place {
        case .name(let name): name
        case .number(let number): "column \(number)"
        }
    }
}

/// Words and patterns that stand for "not stated".
struct AbsenceWords: Hashable, Sendable {
    var words: Set<String> = []
    var patterns: [Glob] = []

    /// The declared word or pattern that a text is, or `nil` when it is a value.
    func match(_ text: String) -> String? {
        if words.contains(text) { return text }
        return patterns.first { $0.matches(text) }?.pattern
    }

    func adding(_ other: AbsenceWords) -> AbsenceWords {
        AbsenceWords(words: words.union(other.words), patterns: patterns + other.patterns)
    }

    static func read(from reader: inout SettingsReader) -> AbsenceWords {
        AbsenceWords(
            words: Set(reader.strings("absent")),
            patterns: reader.strings("absent_patterns").map { Glob($0) })
    }
}

extension ColumnReference {
    /// Reads a column: its name, its number, or a table with either and absence words.
    static func read(
        _ key: String, from reader: inout SettingsReader
    ) -> ColumnReference? {
        guard let value = reader.value(key) else { return nil }
        switch value.content {
        case .string(let name):
            guard !name.isEmpty else {
                reader.report(
                    "settings.wrong-value", key, "\(reader.name(key)) is an empty column name",
                    help: "Give the column's text in the header, or its number.")
                return nil
            }
            return ColumnReference(place: .name(name), absence: AbsenceWords())
        case .integer(let number):
            guard let number = Int(exactly: number), (1...4096).contains(number) else {
                reader.report(
                    "settings.wrong-value", key,
                    "\(reader.name(key)) is column \(number), not from 1 to 4096")
                return nil
            }
            return ColumnReference(place: .number(number), absence: AbsenceWords())
        case .table: return readTable(key, from: &reader)
        case .boolean, .array, .unsupported:
            reader.reportType(key, value, wanted: "the name or the number of a column")
            return nil
        }
    }

    private static func readTable(
        _ key: String, from reader: inout SettingsReader
    ) -> ColumnReference? {
        var result: ColumnReference?
        reader.table(key) { inner in
            let name = inner.optionalString("name")
            let number = inner.optionalInteger("number", in: 1...4096)
            let absence = AbsenceWords.read(from: &inner)
            switch (name, number) {
            case (let name?, nil):
                result = ColumnReference(place: .name(name), absence: absence)
            case (nil, let number?):
                result = ColumnReference(place: .number(Int(number)), absence: absence)
            case (nil, nil) where inner.problems.isEmpty:
                inner.reportMissing("name", example: "name = \"Article\"")
            case (nil, nil): break
            case (_?, _?):
                inner.report(
                    "settings.contradiction", "number", "both name and number are given",
                    help: "Keep one of them.")
            }
        }
        return result
    }
}
