import Procurement

/// Why the value of a setting does not do.
struct SettingRejection: Error, Hashable {
    /// One of the `config.…` codes.
    var code: String
    /// What was found and what was expected, without the name of the setting.
    var message: String
    var help: String?

    static func wrongValue(_ message: String, help: String? = nil) -> SettingRejection {
        SettingRejection(code: "config.wrong-value", message: message, help: help)
    }

    static func wrongValue(_ error: ValueError) -> SettingRejection {
        .wrongValue(error.message, help: error.help)
    }
}

/// Typed look-up in one table of settings.
///
/// Each look-up notes the key as known; a problem is noted too, and the look-up then gives `nil`
/// as if the setting were absent. Who reads must not use what was read if there are problems.
struct SectionReader {
    let source: SourceText
    /// How the table is called in messages and in the list of known keys; `NAME` stands for a
    /// name that the user chooses.
    private let pattern: [String]
    private let table: SettingNode?
    /// Keys that other sections know, to say where a key belongs that is not known here.
    private let keysElsewhere: [KeyDescription]

    private(set) var problems: [Problem] = []
    /// Every key asked for, here and in the tables inside.
    private(set) var askedPaths: Set<String> = []
    private var askedKeys: [String] = []

    init(_ document: TOMLDocument, keysElsewhere: [KeyDescription] = []) {
        self.init(
            source: document.source, pattern: [], table: document.top,
            keysElsewhere: keysElsewhere)
    }

    private init(
        source: SourceText, pattern: [String], table: SettingNode?, keysElsewhere: [KeyDescription]
    ) {
        self.source = source
        self.pattern = pattern
        self.table = table
        self.keysElsewhere = keysElsewhere
    }

    /// Whether the table is written at all.
    var isPresent: Bool { table != nil }

    func isWritten(_ key: String) -> Bool { table?[key] != nil }

    /// The settings of this table, asked for or not.
    var entries: [SettingEntry] { table?.entries ?? [] }

    // MARK: - Look-up

    /// The setting with a key, turned into a value.
    mutating func value<Value>(
        _ key: String, _ decode: (SettingNode) throws(SettingRejection) -> Value
    ) -> Value? {
        guard let node = ask(key) else { return nil }
        do throws(SettingRejection) {
            return try decode(node)
        } catch {
            reject(node, error)
            return nil
        }
    }

    /// As `value`; that the setting is absent is a problem too.
    mutating func required<Value>(
        _ key: String, help: String, _ decode: (SettingNode) throws(SettingRejection) -> Value
    ) -> Value? {
        if !isWritten(key) { noteMissing(key, help: help) }
        return value(key, decode)
    }

    /// Each element of a list, turned into a value.
    mutating func list<Value>(
        _ key: String, _ decode: (SettingNode) throws(SettingRejection) -> Value
    ) -> [Value]? {
        guard let node = ask(key) else { return nil }
        guard case .array(let elements) = node.content else {
            reject(node, .wrongType(node, expected: "a list", in: source))
            return nil
        }
        var values: [Value] = []
        for element in elements {
            do throws(SettingRejection) {
                try values.append(decode(element))
            } catch {
                reject(element, error)
            }
        }
        return values
    }

    /// Reads a table inside; it may be absent.
    mutating func section<Value>(_ key: String, _ read: (inout SectionReader) -> Value) -> Value {
        let node = ask(key, isSection: true)
        let isUsable = node.map { isTable($0) } ?? false
        var inner = SectionReader(
            source: source, pattern: pattern + [key], table: isUsable ? node : nil,
            keysElsewhere: keysElsewhere)
        let value = read(&inner)
        inner.rejectUnknownKeys()
        // Of a table that cannot be read, only that is worth saying.
        if node != nil, !isUsable { inner.problems = [] }
        take(inner)
        return value
    }

    /// Reads each of the tables inside that the user names, in the order of the text.
    mutating func sections<Value>(
        _ key: String, _ read: (_ name: String, inout SectionReader) -> Value
    ) -> [Value] {
        let node = ask(key, isSection: true)
        if let node, !isTable(node) { return [] }
        // Known even when there is none.
        let entries = node?.entries ?? []
        if entries.isEmpty {
            var inner = SectionReader(
                source: source, pattern: pattern + [key, "NAME"], table: nil,
                keysElsewhere: keysElsewhere)
            _ = read("NAME", &inner)
            askedPaths.formUnion(inner.askedPaths)
        }
        return entries.compactMap { entry in
            guard isTable(entry.value) else { return nil }
            var inner = SectionReader(
                source: source, pattern: pattern + [key, "NAME"], table: entry.value,
                keysElsewhere: keysElsewhere)
            let value = read(entry.key, &inner)
            inner.rejectUnknownKeys()
            take(inner)
            return value
        }
    }

    private mutating func isTable(_ node: SettingNode) -> Bool {
        if case .table = node.content { return true }
        let expected = "a table, as in [\(node.path)]"
        reject(node, .wrongType(node, expected: expected, in: source))
        return false
    }

    private mutating func take(_ inner: SectionReader) {
        problems += inner.problems
        askedPaths.formUnion(inner.askedPaths)
    }

    private mutating func ask(_ key: String, isSection: Bool = false) -> SettingNode? {
        askedKeys.append(key)
        if !isSection { askedPaths.insert((pattern + [key]).joined(separator: ".")) }
        return table?[key]
    }

    // MARK: - Problems

    mutating func reject(_ node: SettingNode, _ rejection: SettingRejection) {
        let (place, excerpt) = source.shown(node.range)
        problems.append(
            Problem(
                code: rejection.code, message: "\(node.path): \(rejection.message)", place: place,
                excerpt: excerpt, help: rejection.help))
    }

    mutating func noteMissing(_ key: String, help: String) {
        let path = (table?.path ?? SettingPath(steps: pattern.map { .key($0) })).appending(key)
        var place = Problem.Place(file: source.file)
        var excerpt: Problem.Excerpt?
        if let table, !table.path.steps.isEmpty {
            let shown = source.shown(table.range)
            place = shown.place
            excerpt = shown.excerpt
        }
        problems.append(
            Problem(
                code: "config.missing-key", message: "The setting (\(path)) is missing.",
                place: place, excerpt: excerpt, help: help))
    }

    /// Notes every key that nobody asked for; called once all are asked for.
    mutating func rejectUnknownKeys() {
        for entry in entries where !askedKeys.contains(entry.key) {
            let (place, excerpt) = source.shown(entry.keyRange)
            let where_ = pattern.isEmpty ? "at the top" : "in [\(table?.path ?? .top)]"
            let key = SettingPath.written(entry.key)
            problems.append(
                Problem(
                    code: "config.unknown-key", message: "The key (\(key)) is not known \(where_).",
                    place: place, excerpt: excerpt, help: helpForUnknown(entry)))
        }
    }

    private func helpForUnknown(_ entry: SettingEntry) -> String {
        if let nearest = Spelling.nearest(to: entry.key, among: askedKeys) {
            return "Maybe \(nearest) is meant."
        }
        if let elsewhere = keysElsewhere.first(where: { $0.key == entry.key }) {
            let section = elsewhere.section
            return section.isEmpty
                ? "Maybe it belongs at the top, before the first [heading]."
                : "Maybe it belongs in [\(section)]."
        }
        let known = askedKeys.sorted().joined(separator: ", ")
        return known.isEmpty ? "Nothing can be set here." : "Known here: \(known)."
    }
}
