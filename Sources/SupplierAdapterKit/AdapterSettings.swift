/// A value of a settings file with the line it stands on.
public struct SettingValue: Hashable, Sendable {
    /// What the value is.
    public enum Content: Hashable, Sendable {
        /// A text.
        case string(String)
        /// A whole number.
        case integer(Int64)
        /// `true` or `false`.
        case boolean(Bool)
        /// A list.
        case array([SettingValue])
        /// A table.
        case table(SettingTable)
        /// Something that no setting uses, such as a number with a point; the words say what.
        case unsupported(String)
    }

    /// What the value is.
    public let content: Content
    /// The line, from 1; 0 for a value that was made by the program.
    public let line: Int

    /// Makes a value; the line matters only for values that were read.
    public init(_ content: Content, line: Int = 0) {
        self.content = content
        self.line = line
    }

    /// What kind of value it is, for messages.
    public var kind: String {
        switch content {
        case .string: "a text"
        case .integer: "a whole number"
        case .boolean: "true or false"
        case .array: "a list"
        case .table: "a table"
        case .unsupported(let words): words
        }
    }
}

/// Keys and values of a settings file, in its order.
public struct SettingTable: Hashable, Sendable {
    /// A key with its value.
    public struct Entry: Hashable, Sendable {
        /// The key.
        public let key: String
        /// The value.
        public let value: SettingValue
        /// The line of the key, from 1; 0 for a key that was made by the program.
        public let line: Int

        /// Makes an entry; the line matters only for entries that were read.
        public init(_ key: String, _ value: SettingValue, line: Int = 0) {
            self.key = key
            self.value = value
            self.line = line
        }
    }

    /// The entries in the order of the file; no key stands twice.
    public let entries: [Entry]
    /// The line of the table's heading, from 1; 0 where there is none.
    public let line: Int

    /// Makes a table.
    public init(_ entries: [Entry], line: Int = 0) {
        self.entries = entries
        self.line = line
    }

    /// The entry of a key.
    public subscript(key: String) -> Entry? { entries.first { $0.key == key } }
}

/// The settings of one feed, as values with their places.
///
/// Whoever reads the settings file (`feeds/NAME.toml`) keeps the keys that all feeds have in common
/// and hands over the rest; the adapter knows its own keys and refuses others.
public struct AdapterSettings: Hashable, Sendable {
    /// The settings file, by the path that people know it by.
    public let file: String
    /// Everything in it.
    public let table: SettingTable

    /// Makes settings from their parts.
    public init(file: String, table: SettingTable) {
        self.file = file
        self.table = table
    }
}

/// One thing that is wrong with settings.
public struct AdapterSettingsProblem: Hashable, Sendable, CustomStringConvertible {
    /// `settings.unknown-key`, `settings.wrong-type`, `settings.wrong-value`,
    /// `settings.missing-key` or `settings.contradiction`.
    public let code: String
    /// The file and line.
    public let place: FilePlace
    /// The key with the tables it stands in: `columns.part`.
    public let key: String
    /// One sentence that names what was found.
    public let message: String
    /// What most likely helps.
    public let help: String?

    /// Makes a problem from its parts.
    public init(code: String, place: FilePlace, key: String, message: String, help: String?) {
        self.code = code
        self.place = place
        self.key = key
        self.message = message
        self.help = help
    }

    /// The problem on one line: place, message, code.
    public var description: String { "\(place): \(message) [\(code)]" }
}

/// Everything that is wrong with the settings of a feed, in the order of the file.
public struct AdapterSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The problems, at least one.
    public let problems: [AdapterSettingsProblem]

    /// Makes an error of at least one problem.
    public init(problems: [AdapterSettingsProblem]) {
        precondition(!problems.isEmpty, "A settings error must name a problem.")
        self.problems = problems.sorted { $0.place.line < $1.place.line }
    }

    /// The problems, one a line.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
