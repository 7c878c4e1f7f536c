package import Procurement

/// One step on the way to a setting.
package enum PathStep: Sendable, Hashable {
    case key(String)
    /// A place in an array, from 0.
    case index(Int)
}

/// The way from the top of a settings file to a setting.
package struct SettingPath: Sendable, Hashable, CustomStringConvertible {
    package var steps: [PathStep]

    package static let top = SettingPath(steps: [])

    package init(steps: [PathStep]) { self.steps = steps }

    package func appending(_ key: String) -> SettingPath {
        SettingPath(steps: steps + [.key(key)])
    }

    package func appending(index: Int) -> SettingPath {
        SettingPath(steps: steps + [.index(index)])
    }

    /// The way as one would write it, `feed.columns[2]`.
    package var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .key(let key): text += (text.isEmpty ? "" : ".") + Self.written(key)
            case .index(let index): text += "[\(index + 1)]"
            }
        }
        return text
    }

    /// A key as TOML wants it written: bare if it can be.
    static func written(_ key: String) -> String {
        let isBare = key.utf8.allSatisfy(TOMLScanner.isBareKey)
        return isBare && !key.isEmpty ? key : "\"\(key)\""
    }
}

/// A setting with the place where it stands.
package struct SettingNode: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
        case string(String)
        case integer(Int64)
        /// A number with a point or an exponent. Its value is not kept: binary fractions have no
        /// business here.
        case fraction
        case boolean(Bool)
        case date(CalendarDate)
        case time(TimeOfDay)
        /// A date with a time, which no setting is.
        case moment
        case array([SettingNode])
        /// In the order of the text.
        case table([SettingEntry])
    }

    package var path: SettingPath
    package var content: Content
    /// Where the value is written; for a table with a heading, the heading.
    package var range: ByteRange

    package init(path: SettingPath, content: Content, range: ByteRange) {
        self.path = path
        self.content = content
        self.range = range
    }

    /// The settings of a table; none for anything else.
    package var entries: [SettingEntry] {
        if case .table(let entries) = content { entries } else { [] }
    }

    package subscript(key: String) -> SettingNode? {
        entries.first { $0.key == key }?.value
    }

    /// What kind of value it is, for messages.
    package var kind: String {
        switch content {
        case .string: "a text"
        case .integer: "a whole number"
        case .fraction: "a number with a point"
        case .boolean: "true or false"
        case .date: "a date"
        case .time: "a time"
        case .moment: "a date with a time"
        case .array: "a list"
        case .table: "a table"
        }
    }
}

/// A key and what it stands for.
package struct SettingEntry: Sendable, Hashable {
    package var key: String
    /// Where the key is written the first time.
    package var keyRange: ByteRange
    package var value: SettingNode

    package init(key: String, keyRange: ByteRange, value: SettingNode) {
        self.key = key
        self.keyRange = keyRange
        self.value = value
    }
}
