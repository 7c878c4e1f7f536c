/// Reads a table of settings by key and type, and collects all that is wrong.
///
/// Every accessor notes its key as known; `finish()` reports the keys that nobody asked for, with
/// the most similar known one as suggestion, and throws when anything was wrong. Where a value is
/// wrong an accessor gives its fallback, so that reading goes on and all problems are seen at once.
public struct SettingsReader: Sendable {
    /// The settings file.
    public let file: String
    /// The table that is read.
    public let table: SettingTable
    /// What was wrong so far.
    public private(set) var problems: [AdapterSettingsProblem] = []

    private let path: String
    private var knownKeys: [String] = []

    /// Begins at the top of a feed's settings.
    public init(_ settings: AdapterSettings) {
        self.init(table: settings.table, file: settings.file, path: "")
    }

    private init(table: SettingTable, file: String, path: String) {
        self.table = table
        self.file = file
        self.path = path
    }

    // MARK: - Accessors

    /// Whether a key is there, noted as known.
    public mutating func has(_ key: String) -> Bool {
        knownKeys.append(key)
        return table[key] != nil
    }

    /// A value of any kind, or `nil` where the key is missing.
    public mutating func value(_ key: String) -> SettingValue? {
        knownKeys.append(key)
        return table[key]?.value
    }

    /// A text, or `nil` where the key is missing.
    public mutating func optionalString(_ key: String) -> String? {
        guard let value = value(key) else { return nil }
        guard case .string(let text) = value.content else {
            reportType(key, value, wanted: "a text in quotes")
            return nil
        }
        return text
    }

    /// A text; `settings.missing-key` where it is missing or empty.
    public mutating func requiredString(_ key: String, example: String) -> String {
        guard table[key] != nil else {
            knownKeys.append(key)
            reportMissing(key, example: example)
            return ""
        }
        let text = optionalString(key) ?? ""
        if text.isEmpty, case .string = table[key]?.value.content {
            report("settings.wrong-value", key, "\(name(key)) is empty", help: example)
        }
        return text
    }

    /// A whole number within limits, or `nil` where the key is missing.
    public mutating func optionalInteger(_ key: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let value = value(key) else { return nil }
        guard case .integer(let number) = value.content else {
            reportType(key, value, wanted: "a whole number without quotes")
            return nil
        }
        guard range.contains(number) else {
            report(
                "settings.wrong-value", key,
                "\(name(key)) is \(number), not from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// A whole number within limits, or the default where the key is missing.
    public mutating func integer(
        _ key: String, in range: ClosedRange<Int64>, default standard: Int64
    ) -> Int64 {
        optionalInteger(key, in: range) ?? standard
    }

    /// `true` or `false`, or the default where the key is missing.
    public mutating func boolean(_ key: String, default standard: Bool) -> Bool {
        guard let value = value(key) else { return standard }
        guard case .boolean(let flag) = value.content else {
            reportType(key, value, wanted: "true or false without quotes")
            return standard
        }
        return flag
    }

    /// A list of texts, or the default where the key is missing.
    public mutating func strings(_ key: String, default standard: [String] = []) -> [String] {
        guard let value = value(key) else { return standard }
        guard case .array(let values) = value.content else {
            reportType(key, value, wanted: "a list of texts [\"…\", \"…\"]")
            return standard
        }
        var texts: [String] = []
        for element in values {
            if case .string(let text) = element.content {
                texts.append(text)
            } else {
                reportType(key, element, wanted: "a list of texts [\"…\", \"…\"]")
            }
        }
        return texts
    }

    /// One of several words, or the default where the key is missing.
    public mutating func word<Word>(
        _ key: String, default standard: Word, type: Word.Type = Word.self
    ) -> Word where Word: RawRepresentable & CaseIterable, Word.RawValue == String {
        guard let text = optionalString(key) else { return standard }
        if let word = Word(rawValue: text) { return word }
        let words = Word.allCases.map(\.rawValue)
        reportWord(key, text, words)
        return standard
    }

    /// Reports that a text is none of the known words.
    public mutating func reportWord(_ key: String, _ text: String, _ words: [String]) {
        let nearest = nearestKey(to: text, among: words).map { "Maybe \"\($0)\" is meant." }
        let known = words.map { "\"\($0)\"" }.joined(separator: ", ")
        report(
            "settings.wrong-value", key, "\(name(key)) is \"\(text)\", which is not known",
            help: nearest ?? "Known are \(known).")
    }

    /// Reads a table below this one; does nothing where it is missing.
    public mutating func table(_ key: String, _ read: (inout SettingsReader) -> Void) {
        guard let value = value(key) else { return }
        guard case .table(let inner) = value.content else {
            reportType(key, value, wanted: "a table [\(name(key))]")
            return
        }
        readInner(inner, path: name(key), read)
    }

    /// Reads a list of tables below this one; does nothing where it is missing.
    public mutating func tables(_ key: String, _ read: (inout SettingsReader) -> Void) {
        guard let value = value(key) else { return }
        guard case .array(let values) = value.content else {
            reportType(key, value, wanted: "a list of tables [[\(name(key))]]")
            return
        }
        for (index, element) in values.enumerated() {
            guard case .table(let inner) = element.content else {
                reportType(key, element, wanted: "a list of tables [[\(name(key))]]")
                continue
            }
            readInner(inner, path: "\(name(key))[\(index + 1)]", read)
        }
    }

    private mutating func readInner(
        _ inner: SettingTable, path: String, _ read: (inout SettingsReader) -> Void
    ) {
        var reader = SettingsReader(table: inner, file: file, path: path)
        read(&reader)
        reader.reportUnknownKeys()
        problems += reader.problems
    }

    // MARK: - Problems

    /// Notes a problem of a key; the place is the key's, or the table's where the key is missing.
    public mutating func report(
        _ code: String, _ key: String, _ message: String, help: String? = nil
    ) {
        let line = table[key]?.line ?? table.line
        problems.append(
            AdapterSettingsProblem(
                code: code, place: FilePlace(file: file, line: line), key: name(key),
                message: message, help: help))
    }

    /// Notes that a key is missing; the example shows how it is written.
    public mutating func reportMissing(_ key: String, example: String) {
        report(
            "settings.missing-key", key, "\(name(key)) is missing",
            help: "Write for example: \(example)")
    }

    /// Notes that a value is of another kind than wanted.
    public mutating func reportType(_ key: String, _ value: SettingValue, wanted: String) {
        problems.append(
            AdapterSettingsProblem(
                code: "settings.wrong-type",
                place: FilePlace(file: file, line: value.line > 0 ? value.line : table.line),
                key: name(key),
                message: "\(name(key)) is \(value.kind), not \(wanted)", help: nil))
    }

    /// Ends the reading: throws when anything was wrong, keys that nobody asked for included.
    public mutating func finish() throws(AdapterSettingsError) {
        reportUnknownKeys()
        guard problems.isEmpty else { throw AdapterSettingsError(problems: problems) }
    }

    /// The key with the tables it stands in.
    public func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private mutating func reportUnknownKeys() {
        for entry in table.entries where !knownKeys.contains(entry.key) {
            let nearest = nearestKey(to: entry.key, among: knownKeys)
            report(
                "settings.unknown-key", entry.key, "\(name(entry.key)) is not a known key",
                help: nearest.map { "Maybe \"\($0)\" is meant." }
                    ?? "Known here are \(Set(knownKeys).sorted().joined(separator: ", ")).")
        }
    }
}

/// The candidate most like a mistyped key, or `nil` when none is near enough to suggest.
///
/// Near means that at most a third of the letters differ; ties go to the first in the alphabet.
func nearestKey(to key: String, among candidates: [String]) -> String? {
    let wanted = Array(key.lowercased())
    var best: (distance: Int, key: String)?
    for candidate in Set(candidates).sorted() {
        let letters = Array(candidate.lowercased())
        let limit = max(1, max(wanted.count, letters.count) / 3)
        let distance = editDistance(wanted, letters)
        if distance <= limit, distance < best?.distance ?? Int.max { best = (distance, candidate) }
    }
    return best?.key
}

/// Levenshtein distance.
private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var previous = Array(0...right.count)
    for (row, letter) in left.enumerated() {
        var current = [row + 1]
        for (column, other) in right.enumerated() {
            current.append(
                min(
                    previous[column + 1] + 1, current[column] + 1,
                    previous[column] + (letter == other ? 0 : 1)))
        }
        previous = current
    }
    return previous[right.count]
}
