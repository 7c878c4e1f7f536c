/// Where every key and value of a TOML text stands.
///
/// The parser proper (TOMLKit) says what a text means but not where; this index says where. It is
/// made from the text alone; on a malformed text it holds what came before. It judges only what
/// the parser must not be given because some of it aborts the program: headings and keys that do
/// not begin as one, values without quotes that are of no kind, and nesting without end.
struct TOMLPositions {
    struct Location: Hashable {
        /// The key; for an element of an array, its value or its heading.
        var key: ByteRange
        var value: ByteRange
    }

    /// A key that is given a value a second time.
    struct Repetition: Hashable {
        var path: SettingPath
        var first: ByteRange
        var second: ByteRange
    }

    /// What the parser must not be given, and where.
    struct Obstacle: Hashable {
        var range: ByteRange
        var reason: String
        var help: String
    }

    static let maximumDepth = 32

    private(set) var locations: [SettingPath: Location] = [:]
    private(set) var repetitions: [Repetition] = []
    private(set) var obstacle: Obstacle?

    private var scanner: TOMLScanner
    /// The table that keys belong to now.
    private var table = SettingPath.top
    /// Elements so far of each array of tables.
    private var elementCounts: [SettingPath: Int] = [:]
    /// Lists and inline tables that are open.
    private var depth = 0
    /// Paths that cannot be given a value, or a heading, again.
    private var definitions: [SettingPath: ByteRange] = [:]

    init(_ source: SourceText) {
        scanner = TOMLScanner(bytes: source.bytes)
        while scanner.skipToStatement() {
            let wentOn = scanner.peek() == UInt8(ascii: "[") ? readHeading() : readKeyAndValue()
            guard wentOn else { return }
        }
    }

    // MARK: - Statements

    private mutating func readHeading() -> Bool {
        let start = scanner.offset
        scanner.advance()
        let isArray = scanner.peek() == UInt8(ascii: "[")
        if isArray { scanner.advance() }
        guard let keys = readKeys(), let last = keys.last, scanner.skip("]") else { return false }
        if isArray, !scanner.skip("]") { return false }
        let range = start..<scanner.offset

        var path = SettingPath.top
        for key in keys.dropLast() {
            path = path.appending(key.text)
            note(path, key: key.range, value: range)
            path = currentElement(of: path)
        }
        path = path.appending(last.text)
        if isArray {
            let count = elementCounts[path, default: 0]
            elementCounts[path] = count + 1
            note(path, key: last.range, value: range)
            path = path.appending(index: count)
            note(path, key: last.range, value: range)
        } else {
            define(path, at: last.range)
            note(path, key: last.range, value: range)
        }
        table = path
        return scanner.skipRestOfLine()
    }

    private mutating func readKeyAndValue() -> Bool {
        readKeyAndValue(into: table) && scanner.skipRestOfLine()
    }

    private mutating func readKeyAndValue(into table: SettingPath) -> Bool {
        guard let keys = readKeys(), let last = keys.last, scanner.skip("=") else { return false }
        var path = table
        for key in keys.dropLast() {
            path = path.appending(key.text)
            note(path, key: key.range, value: key.range)
        }
        path = path.appending(last.text)
        define(path, at: last.range)
        return readValue(path, key: last.range)
    }

    private mutating func readKeys() -> [TOMLScanner.Key]? {
        if let keys = scanner.readKeys() { return keys }
        obstacle = Obstacle(
            range: scanner.offset..<scanner.offset, reason: "there is no key here",
            help: "Keys are letters, digits, hyphens and underscores; put others in quotes.")
        return nil
    }

    // MARK: - Values

    private mutating func readValue(_ path: SettingPath, key: ByteRange?) -> Bool {
        scanner.skipBlanks()
        let start = scanner.offset
        // The place is noted before what is inside, which may turn out to be malformed.
        note(path, key: key ?? start..<start, value: start..<start)
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else {
            obstacle = Obstacle(
                range: start..<start, reason: "lists and tables are nested too deeply",
                help: "No setting needs more than a few levels.")
            return false
        }
        let wentOn =
            switch scanner.peek() {
            case UInt8(ascii: "["): readArray(path)
            case UInt8(ascii: "{"): readInlineTable(path)
            case UInt8(ascii: "\""), UInt8(ascii: "'"): scanner.skipString()
            default: readBareValue()
            }
        let range = start..<scanner.offset
        if locations[path]?.value == start..<start {
            locations[path] = Location(key: key ?? range, value: range)
        }
        return wentOn
    }

    private mutating func readBareValue() -> Bool {
        let start = scanner.offset
        _ = scanner.skipBareValue()
        let range = start..<scanner.offset
        let text = String(decoding: scanner.bytes[range], as: UTF8.self)
        guard !BareValue.isWellFormed(text) else { return true }
        obstacle = Obstacle(
            range: range, reason: BareValue.reason(text), help: BareValue.help(text))
        return false
    }

    private mutating func readArray(_ path: SettingPath) -> Bool {
        scanner.advance()
        var count = 0
        while scanner.skipToStatement() {
            if scanner.skip("]") { return true }
            guard readValue(path.appending(index: count), key: nil) else { return false }
            count += 1
            guard scanner.skipToStatement() else { return false }
            guard scanner.skip(",") || scanner.peek() == UInt8(ascii: "]") else { return false }
        }
        return false
    }

    private mutating func readInlineTable(_ path: SettingPath) -> Bool {
        scanner.advance()
        while scanner.skipToStatement() {
            if scanner.skip("}") { return true }
            guard readKeyAndValue(into: path), scanner.skipToStatement() else { return false }
            guard scanner.skip(",") || scanner.peek() == UInt8(ascii: "}") else { return false }
        }
        return false
    }

    // MARK: - Notes

    private func currentElement(of path: SettingPath) -> SettingPath {
        elementCounts[path].map { path.appending(index: $0 - 1) } ?? path
    }

    private mutating func note(_ path: SettingPath, key: ByteRange, value: ByteRange) {
        if locations[path] == nil { locations[path] = Location(key: key, value: value) }
    }

    private mutating func define(_ path: SettingPath, at range: ByteRange) {
        if let first = definitions[path] {
            repetitions.append(Repetition(path: path, first: first, second: range))
        } else {
            definitions[path] = range
        }
    }
}
