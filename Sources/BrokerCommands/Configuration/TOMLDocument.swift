import Procurement
import TOMLKit

/// The problems that keep settings from being used, in the order of the text.
package struct ConfigurationError: Error, Sendable, Hashable {
    package var problems: [Problem]

    package init(problems: [Problem]) { self.problems = problems }
}

/// A TOML text, read: every setting with its place.
package struct TOMLDocument: Sendable, Hashable {
    /// Settings are written by people; a file beyond this is something else.
    static let maximumBytes = 1 << 20

    package let source: SourceText
    /// The table of everything.
    package let top: SettingNode

    /// Reads a TOML 1.0 text from bytes.
    ///
    /// Throws `config.file-too-large`, `config.encoding`, `config.syntax`, `config.duplicate-key`
    /// or `config.wrong-value`.
    package init(bytes: [UInt8], file: String) throws(ConfigurationError) {
        guard bytes.count <= Self.maximumBytes else {
            throw ConfigurationError(problems: [.fileTooLarge(file: file)])
        }
        guard let source = SourceText(file: file, bytes: bytes) else {
            throw ConfigurationError(problems: [.encoding(of: bytes, file: file)])
        }
        try self.init(source: source)
    }

    package init(text: String, file: String) throws(ConfigurationError) {
        try self.init(bytes: Array(text.utf8), file: file)
    }

    private init(source: SourceText) throws(ConfigurationError) {
        let positions = TOMLPositions(source)
        let forbidden =
            Problem.nullCharacter(in: source)
            ?? positions.obstacle.map { Problem.obstacle($0, in: source) }
        if let forbidden { throw ConfigurationError(problems: [forbidden]) }
        let table: TOMLTable
        do {
            table = try TOMLTable(string: source.text)
        } catch let error as TOMLParseError {
            throw ConfigurationError(problems: [.syntax(error, in: source, positions: positions)])
        } catch {
            preconditionFailure("The TOML parser failed in a way it does not declare: \(error)")
        }
        self.source = source
        let reader = TreeReader(source: source, positions: positions)
        top = reader.table(table, path: .top, range: 0..<0)
    }
}

extension TOMLDocument {
    /// Where a key is written, by its way from the top as `SettingPath` writes it.
    func keyRange(of path: String) -> ByteRange? { Self.keyRange(of: path, in: top) }

    private static func keyRange(of path: String, in node: SettingNode) -> ByteRange? {
        if case .array(let elements) = node.content {
            return elements.lazy.compactMap { keyRange(of: path, in: $0) }.first
        }
        for entry in node.entries {
            if entry.value.path.description == path { return entry.keyRange }
            if let range = keyRange(of: path, in: entry.value) { return range }
        }
        return nil
    }
}

/// Joins what the parser understood with where it stands.
private struct TreeReader {
    let source: SourceText
    let positions: TOMLPositions

    func table(_ table: TOMLTable, path: SettingPath, range: ByteRange) -> SettingNode {
        var entries: [SettingEntry] = []
        for key in table.keys {
            guard let value = table[key] else { continue }
            let path = path.appending(key)
            // Every key has a place; were one missed, its table's place is near enough.
            let location = positions.locations[path] ?? .init(key: range, value: range)
            let node = node(value.tomlValue, path: path, range: location.value)
            entries.append(SettingEntry(key: key, keyRange: location.key, value: node))
        }
        entries.sort { ($0.keyRange.lowerBound, $0.key) < ($1.keyRange.lowerBound, $1.key) }
        return SettingNode(path: path, content: .table(entries), range: range)
    }

    private func array(_ array: TOMLArray, path: SettingPath, range: ByteRange) -> SettingNode {
        let elements = (0..<array.count).map { index in
            let path = path.appending(index: index)
            let place = positions.locations[path]?.value ?? range
            return node(array[index].tomlValue, path: path, range: place)
        }
        return SettingNode(path: path, content: .array(elements), range: range)
    }

    private func node(_ value: TOMLValue, path: SettingPath, range: ByteRange) -> SettingNode {
        switch value.type {
        case .table:
            if let inner = value.table { return table(inner, path: path, range: range) }
        case .array:
            if let inner = value.array { return array(inner, path: path, range: range) }
        default: break
        }
        return SettingNode(path: path, content: scalar(value), range: range)
    }

    private func scalar(_ value: TOMLValue) -> SettingNode.Content {
        switch value.type {
        case .string: return .string(value.string ?? "")
        case .int: return .integer(Int64(value.int ?? 0))
        case .bool: return .boolean(value.bool ?? false)
        case .date:
            // TOML's dates are those of the calendar; only year 0 is none of ours.
            if let date = value.date.flatMap(Self.calendarDate) { return .date(date) }
            return .moment
        case .time:
            if let time = value.time.flatMap(Self.timeOfDay) { return .time(time) }
            return .moment
        case .dateTime: return .moment
        case .double, .table, .array: return .fraction
        }
    }

    private static func calendarDate(_ date: TOMLDate) -> CalendarDate? {
        do throws(ValueError) {
            return try CalendarDate(year: date.year, month: date.month, day: date.day)
        } catch {
            return nil
        }
    }

    private static func timeOfDay(_ time: TOMLTime) -> TimeOfDay? {
        guard time.second == 0, time.nanoSecond == 0 else { return nil }
        do throws(ValueError) {
            return try TimeOfDay(minutes: time.hour * 60 + time.minute)
        } catch {
            return nil
        }
    }
}
