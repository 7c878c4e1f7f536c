internal import SupplierAdapterKit

/// How it is known that a file is whole: the table `[complete]`.
struct CompletenessSettings: Hashable, Sendable {
    enum Rule: Hashable, Sendable {
        /// The last record begins with a word and tells how many rows stand before it.
        case trailer(marker: String, countField: Int)
        /// The file's name tells how many rows there are; the pattern holds `{count}`.
        case nameCount(prefix: String, suffix: String)
        /// Another file lists names with sizes, row counts or SHA-256.
        case manifest(name: String)
        /// A second file with this ending is written when the first is done.
        case doneFile(Mark)
        /// The document in the file ends: its interchange is closed, its root element, its value.
        case document
        /// Nobody changed the file for so many seconds.
        case stable(seconds: Int)
        /// Two of our own looks, at least so many seconds apart, saw the same size and time.
        case seenTwice(seconds: Int)
    }

    /// The second file that tells that the first is whole.
    struct Mark: Hashable, Sendable {
        var suffix: String
        /// `list.done` for `list.csv`, not `list.csv.done`.
        var replacesEnding: Bool

        func name(for file: String) -> String {
            guard replacesEnding, let point = file.lastIndex(of: "."), point > file.startIndex
            else { return file + suffix }
            return file[..<point] + suffix
        }
    }

    enum Word: String, CaseIterable {
        case trailer, count, manifest, done, document, stable
    }

    var rule: Rule = .stable(seconds: 300)
    /// What the count counts beside rows (a supplier that counts header and trailer adds 2).
    var countBesideRows = 0
    /// For so long an incomplete file counts as being written; afterwards it is refused.
    var patienceMinutes = 15

    static let keys: [AdapterDescription.Key] = [
        .init(
            "complete.by",
            "`trailer`, `count`, `manifest`, `done`, `document` or `stable`; must be set",
            "How it is known that a file is whole."),
        .init("complete.marker", "a text; for `trailer`", "The first field of the last record."),
        .init(
            "complete.count_field", "1 to 4096; `2`; for `trailer`",
            "Which field of the last record holds the number of rows."),
        .init(
            "complete.count_beside_rows", "0 to 1000; `0`; for `trailer` and `count`",
            "What the count counts beside rows, such as 2 for header and trailer."),
        .init(
            "complete.name_pattern", "a text with `{count}` and `*`; for `count`",
            "Where the file's name holds the number of rows."),
        .init("complete.manifest", "a file name; for `manifest`", "The file that lists the files."),
        .init(
            "complete.suffix", "a text; `\".done\"`; for `done`",
            "What the second file's name has behind the first's."),
        .init(
            "complete.replaces_ending", "true or false; `false`; for `done`",
            "Whether the second file is called `list.done` for `list.csv`."),
        .init(
            "complete.seconds", "60 to 86400; `300`; for `stable`",
            "How long nobody may have changed the file."),
        .init(
            "complete.looks", "1 or 2; `1`; for `stable`",
            "With 2, size and time must be those of an earlier look, at least `seconds` ago, and "
                + "the file's own time says nothing."),
        .init(
            "complete.patience_minutes", "1 to 1440; `15`",
            "How long an incomplete file counts as being written before it is refused."),
    ]

    static func read(from top: inout SettingsReader) -> CompletenessSettings {
        var settings = CompletenessSettings()
        guard top.table["complete"] != nil else {
            _ = top.has("complete")
            top.reportMissing("complete", example: "[complete] by = \"trailer\", marker = \"END\"")
            return settings
        }
        top.table("complete") { settings.read(from: &$0) }
        return settings
    }

    private mutating func read(from reader: inout SettingsReader) {
        patienceMinutes = Int(reader.integer("patience_minutes", in: 1...1440, default: 15))
        guard let text = reader.optionalString("by") else {
            if reader.problems.isEmpty { reader.reportMissing("by", example: "by = \"trailer\"") }
            return
        }
        guard let word = Word(rawValue: text) else {
            reader.reportWord("by", text, Word.allCases.map(\.rawValue))
            return
        }
        switch word {
        case .trailer:
            readCountBesideRows(from: &reader)
            rule = .trailer(
                marker: reader.requiredString("marker", example: "marker = \"END\""),
                countField: Int(reader.integer("count_field", in: 1...4096, default: 2)))
        case .count:
            readCountBesideRows(from: &reader)
            readNamePattern(from: &reader)
        case .manifest:
            rule = .manifest(
                name: reader.requiredString("manifest", example: "manifest = \"manifest.csv\""))
        case .done:
            rule = .doneFile(
                Mark(
                    suffix: reader.optionalString("suffix") ?? ".done",
                    replacesEnding: reader.boolean("replaces_ending", default: false)))
        case .document: rule = .document
        case .stable:
            let seconds = Int(reader.integer("seconds", in: 60...86400, default: 300))
            let looks = reader.integer("looks", in: 1...2, default: 1)
            rule = looks == 2 ? .seenTwice(seconds: seconds) : .stable(seconds: seconds)
        }
    }

    private mutating func readCountBesideRows(from reader: inout SettingsReader) {
        countBesideRows = Int(reader.integer("count_beside_rows", in: 0...1000, default: 0))
    }

    private mutating func readNamePattern(from reader: inout SettingsReader) {
        let example = "name_pattern = \"prices-*-{count}.csv\""
        let pattern = reader.requiredString("name_pattern", example: example)
        let parts = pattern.split(separator: "{count}", omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            if !pattern.isEmpty {
                reader.report(
                    "settings.wrong-value", "name_pattern",
                    "\(reader.name("name_pattern")) must hold {count} once",
                    help: "Write for example: \(example)")
            }
            return
        }
        rule = .nameCount(prefix: String(parts[0]), suffix: String(parts[1]))
    }
}

extension CompletenessSettings {
    /// The number of rows that a file's name tells, or `nil` where it does not fit the pattern.
    static func count(inName name: String, prefix: String, suffix: String) -> Int? {
        let letters = Array(name)
        var found: Int?
        for start in letters.indices where letters[start].isASCII && letters[start].isNumber {
            if start > 0, letters[start - 1].isASCII, letters[start - 1].isNumber { continue }
            var end = start
            while end < letters.count, letters[end].isASCII, letters[end].isNumber { end += 1 }
            guard Glob(prefix).matches(String(letters[..<start])),
                Glob(suffix).matches(String(letters[end...])),
                let count = Int(String(letters[start..<end]))
            else { continue }
            // Two readings of one name would be a guess.
            guard found == nil else { return nil }
            found = count
        }
        return found
    }
}
