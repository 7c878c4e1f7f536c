import SupplierAdapterKit

/// Reads the part of TOML that the settings of these tests use, with lines.
///
/// Texts, whole numbers, true and false, lists and inline tables on one or more lines, `[table]`
/// and `[[table]]`. The product reads settings with a full parser elsewhere.
struct SettingsText {
    struct Unreadable: Error { let line: Int }

    /// Tables under construction: keys in order, with a path to descend.
    private final class Node {
        var entries: [(key: String, value: Kind, line: Int)] = []
        var line = 0
        enum Kind {
            case value(SettingValue)
            case table(Node)
            case tables([Node])
        }

        func add(_ node: Node, at path: ArraySlice<String>, isList: Bool) {
            guard let key = path.first else { return }
            let place = entries.firstIndex { $0.key == key }
            if path.count > 1 {
                let inner: Node
                if let place, case .table(let found) = entries[place].value {
                    inner = found
                } else {
                    inner = Node()
                    entries.append((key, .table(inner), node.line))
                }
                inner.add(node, at: path.dropFirst(), isList: isList)
            } else if isList, let place, case .tables(let nodes) = entries[place].value {
                entries[place].value = .tables(nodes + [node])
            } else {
                entries.append((key, isList ? .tables([node]) : .table(node), node.line))
            }
        }

        func frozen() -> SettingTable {
            SettingTable(
                entries.map { entry in
                    switch entry.value {
                    case .value(let value): .init(entry.key, value, line: entry.line)
                    case .table(let node):
                        .init(
                            entry.key, SettingValue(.table(node.frozen()), line: node.line),
                            line: entry.line)
                    case .tables(let nodes):
                        .init(
                            entry.key,
                            SettingValue(
                                .array(
                                    nodes.map {
                                        SettingValue(.table($0.frozen()), line: $0.line)
                                    }), line: entry.line), line: entry.line)
                    }
                }, line: line)
        }
    }

    private let letters: [Character]
    private var index = 0
    private var line = 1

    /// The settings of an adapter; keys that all feeds have in common are left out.
    static func settings(
        _ text: String, file: String = "feeds/test.toml"
    ) throws -> AdapterSettings {
        var parser = SettingsText(text)
        let own = try parser.parse().entries.filter {
            !["adapter", "kind", "enabled", "guard"].contains($0.key)
        }
        return AdapterSettings(file: file, table: SettingTable(own))
    }

    private init(_ text: String) { letters = Array(text) }

    private mutating func parse() throws -> SettingTable {
        let top = Node()
        var current = top
        skipBlanks(withLines: true)
        while index < letters.count {
            if take("[") {
                let isList = take("[")
                var path = [try parseKey()]
                while take(".") { path.append(try parseKey()) }
                guard take("]"), !isList || take("]") else { throw Unreadable(line: line) }
                current = Node()
                current.line = line
                top.add(current, at: path[...], isList: isList)
            } else {
                let start = line
                let key = try parseKey()
                skipBlanks(withLines: false)
                guard take("=") else { throw Unreadable(line: line) }
                skipBlanks(withLines: false)
                current.entries.append((key, .value(try parseValue()), start))
            }
            skipBlanks(withLines: true)
        }
        return top.frozen()
    }

    private mutating func take(_ letter: Character) -> Bool {
        guard index < letters.count, letters[index] == letter else { return false }
        index += 1
        return true
    }

    private mutating func skipBlanks(withLines: Bool) {
        while index < letters.count {
            let letter = letters[index]
            if letter == "#" {
                while index < letters.count, letters[index] != "\n" { index += 1 }
            } else if letter == "\n" {
                guard withLines else { return }
                line += 1
                index += 1
            } else if letter == " " {
                index += 1
            } else {
                return
            }
        }
    }

    private mutating func parseKey() throws -> String {
        if index < letters.count, letters[index] == "\"" { return try parseString() }
        var key = ""
        while index < letters.count,
            letters[index].isLetter || letters[index].isNumber || letters[index] == "_"
                || letters[index] == "-"
        {
            key.append(letters[index])
            index += 1
        }
        guard !key.isEmpty else { throw Unreadable(line: line) }
        return key
    }

    private mutating func parseString() throws -> String {
        index += 1
        var text = ""
        while index < letters.count, letters[index] != "\"" {
            if letters[index] == "\\", index + 1 < letters.count { index += 1 }
            text.append(letters[index])
            index += 1
        }
        guard take("\"") else { throw Unreadable(line: line) }
        return text
    }

    private mutating func parseValue() throws -> SettingValue {
        let start = line
        guard index < letters.count else { throw Unreadable(line: line) }
        switch letters[index] {
        case "\"": return SettingValue(.string(try parseString()), line: start)
        case "[":
            index += 1
            var values: [SettingValue] = []
            skipBlanks(withLines: true)
            while !take("]") {
                values.append(try parseValue())
                skipBlanks(withLines: true)
                _ = take(",")
                skipBlanks(withLines: true)
            }
            return SettingValue(.array(values), line: start)
        case "{":
            index += 1
            var entries: [SettingTable.Entry] = []
            skipBlanks(withLines: false)
            while !take("}") {
                let key = try parseKey()
                skipBlanks(withLines: false)
                guard take("=") else { throw Unreadable(line: line) }
                skipBlanks(withLines: false)
                entries.append(.init(key, try parseValue(), line: line))
                skipBlanks(withLines: false)
                _ = take(",")
                skipBlanks(withLines: false)
            }
            return SettingValue(.table(SettingTable(entries, line: start)), line: start)
        default:
            var word = ""
            while index < letters.count, !" ,]}\n#".contains(letters[index]) {
                word.append(letters[index])
                index += 1
            }
            if word == "true" || word == "false" {
                return SettingValue(.boolean(word == "true"), line: start)
            }
            if let number = Int64(word) { return SettingValue(.integer(number), line: start) }
            return SettingValue(.unsupported("a number with a point"), line: start)
        }
    }
}
