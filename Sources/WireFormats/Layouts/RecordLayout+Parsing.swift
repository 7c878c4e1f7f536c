extension RecordLayout {
    /// Reads a layout.
    ///
    /// Errors are `layout-file.syntax` (a line is not as the grammar has it),
    /// `layout-file.name-unknown` (a record or field is named that is not there) and
    /// `layout-file.contradiction` (two lines cannot both hold), each with its place.
    public static func parse(_ text: String) throws(WireError) -> RecordLayout {
        var parser = LayoutParser()
        for line in try LayoutLine.lines(of: text) {
            if line.isIndented {
                try parser.takeField(line)
            } else {
                try parser.take(line)
            }
        }
        return try parser.layout()
    }
}

/// Builds a layout from its lines.
struct LayoutParser {
    struct Draft {
        var record: RecordLayout.Record
        var position: SourcePosition
        var parents: [LayoutWord]
    }

    private(set) var name = ""
    private(set) var form: RecordLayout.Form?
    private(set) var encoding = TextEncoding.utf8
    private(set) var decimalSign: Character = "."
    private(set) var kindPlace: RecordLayout.Place?
    private(set) var allowsOthers = false
    private(set) var lineEnd: String?
    var drafts: [Draft] = []
    var checks: [(check: RecordLayout.Check, position: SourcePosition)] = []
    private(set) var seen: Set<String> = []

    private static let statements = [
        "layout", "records", "characters", "decimal", "line-ends", "kind", "others", "record",
        "check",
    ]

    mutating func take(_ line: LayoutLine) throws(WireError) {
        var words = LayoutWords(line)
        let word = try words.need("a statement")
        switch word.text {
        case "record": try takeRecord(&words)
        case "check": try takeCheck(&words)
        case let text where Self.statements.contains(text):
            guard seen.insert(text).inserted else {
                throw WireError(
                    code: "layout-file.contradiction",
                    message: "the statement \"\(text)\" stands twice", position: word.position)
            }
            try takeSetting(text, &words)
        default:
            throw WireError(
                code: "layout-file.syntax",
                message: "\(quotedForMessage(word.text)) is no statement of a layout",
                help: nearestName(to: word.text, among: Self.statements).map {
                    "Maybe \"\($0)\" is meant."
                } ?? "Fields of a record begin with a blank.", position: word.position)
        }
    }

    private mutating func takeSetting(
        _ statement: String, _ words: inout LayoutWords
    ) throws(WireError) {
        switch statement {
        case "layout": name = try words.need("the name of the layout").text
        case "records": form = try Self.form(&words)
        case "characters":
            encoding = try Self.choice(
                &words, "a character set",
                [
                    "utf-8": .utf8, "latin-1": .latin1, "windows-1252": .windows1252,
                    "cp850": .cp850,
                ])
        case "decimal":
            decimalSign = try Self.choice(&words, "a decimal sign", [".": ".", ",": ","])
        case "line-ends":
            lineEnd = try Self.choice(
                &words, "a line end", ["lf": "\n", "crlf": "\r\n", "none": ""])
        case "kind": kindPlace = try place(&words, "the place of the kind")
        default: allowsOthers = try Self.choice(&words, "allowed", ["allowed": true])
        }
        try words.end(known: [])
    }

    private static func choice<Value>(
        _ words: inout LayoutWords, _ what: String, _ values: [String: Value]
    ) throws(WireError) -> Value {
        let word = try words.need(what)
        if let value = values[word.text] { return value }
        throw WireError(
            code: "layout-file.syntax",
            message: "\(quotedForMessage(word.text)) stands where \(what) belongs",
            help: "Known are \(values.keys.sorted().joined(separator: ", ")).",
            position: word.position)
    }

    private static func form(_ words: inout LayoutWords) throws(WireError) -> RecordLayout.Form {
        let word = try words.need("lines, width or delimited")
        switch word.text {
        case "lines": return .lines
        case "width":
            let number = try words.need("a number of bytes")
            guard let width = Int(number.text), (1...(1 << 16)).contains(width) else {
                throw WireError(
                    code: "layout-file.syntax",
                    message: "\(quotedForMessage(number.text)) is no width from 1 to 65536",
                    position: number.position)
            }
            return .width(width)
        case "delimited":
            let mark = try byte(&words, "the byte between two fields")
            let quote = words.take("quotes") ? try byte(&words, "the quote") : nil
            return .delimited(by: mark, quote: quote)
        default:
            throw WireError(
                code: "layout-file.syntax",
                message: "\(quotedForMessage(word.text)) is no form of records",
                help: "Known are lines, width N and delimited MARK.", position: word.position)
        }
    }

    private static func byte(
        _ words: inout LayoutWords, _ what: String
    ) throws(WireError) -> UInt8 {
        let word = try words.need(what)
        if word.text == "tab", !word.isQuoted { return 9 }
        let bytes = Array(word.text.utf8)
        guard bytes.count == 1, bytes[0] != 10, bytes[0] != 13 else {
            throw WireError(
                code: "layout-file.syntax",
                message: "\(quotedForMessage(word.text)) stands where \(what) belongs",
                help: "It is one byte, such as \";\" or tab.", position: word.position)
        }
        return bytes[0]
    }

    // MARK: - Places

    private func place(
        _ words: inout LayoutWords, _ what: String
    ) throws(WireError) -> RecordLayout.Place {
        let word = try words.need(what)
        let ends = word.text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        switch form {
        case nil:
            throw WireError(
                code: "layout-file.syntax",
                message: "a place stands before the statement \"records\"",
                help: "Say first how records are told apart: records lines", position: word.position
            )
        case .delimited:
            if ends.count == 1, let number = ends[0], (1...4096).contains(number) {
                return .field(number - 1)
            }
        case .lines, .width:
            if let first = ends[0], let last = ends.count == 1 ? first : ends[1], ends.count <= 2,
                first >= 1, last >= first, last <= limit
            {
                return .bytes(first - 1..<last)
            }
        }
        throw WireError(
            code: "layout-file.syntax",
            message: "\(quotedForMessage(word.text)) stands where \(what) belongs",
            help: isDelimited
                ? "A place is the number of a field, from 1."
                : "A place is columns from 1, the first and the last: 1-10.",
            position: word.position)
    }

    private var limit: Int {
        if case .width(let width) = form { return width }
        return 1 << 16
    }

    private var isDelimited: Bool {
        if case .delimited = form { return true }
        return false
    }

    // MARK: - Records

    private static let recordWords = [
        "kind", "when", "under", "once", "optional", "any", "closes", "each", "repeats",
    ]

    private mutating func takeRecord(_ words: inout LayoutWords) throws(WireError) {
        let name = try words.need("the name of the record")
        guard !drafts.contains(where: { $0.record.name == name.text }) else {
            throw WireError(
                code: "layout-file.contradiction",
                message: "the record \(quotedForMessage(name.text)) stands twice",
                help: "Two records of one kind have two names: record NAME kind KIND when …",
                position: name.position)
        }
        var kinds = [name.text]
        var condition: RecordLayout.Record.Condition?
        var parents: [LayoutWord] = []
        var occurrences = 0...Int.max
        var closes = false
        var each = ""
        var groups: RecordLayout.Record.Groups?
        while let word = words.peek, let known = Self.recordWord(word) {
            _ = words.next()
            switch known {
            case "kind": kinds = Self.list(try words.need("a kind"))
            case "when":
                condition = .init(
                    place: try place(&words, "a place"), value: try words.need("a value").text)
            case "under":
                let word = try words.need("a record")
                parents = Self.list(word).map {
                    LayoutWord(text: $0, isQuoted: false, position: word.position)
                }
            case "once": occurrences = 1...1
            case "optional": occurrences = 0...1
            case "any": occurrences = 0...Int.max
            case "closes": closes = true
            case "each": each = try words.need("what it stands for").text
            case "repeats":
                let count = try Self.number(&words, 1...1000)
                guard words.take("every") else {
                    try words.end(known: ["every"])
                    _ = try words.need("every")
                    continue
                }
                let step = try Self.number(&words, 1...4096)
                var first = 0
                if words.take("from") { first = try Self.number(&words, 1...(1 << 16)) - 1 }
                groups = .init(count: count, step: step, first: first)
            default: occurrences = try Self.occurrences(word)
            }
        }
        try words.end(known: Self.recordWords + ["0..9", "1..*"])
        drafts.append(
            Draft(
                record: RecordLayout.Record(
                    name: name.text, kinds: kinds, condition: condition,
                    parents: parents.map(\.text), occurrences: occurrences, closesParent: closes,
                    each: each, groups: groups, fields: []),
                position: name.position, parents: parents))
    }

    private static func recordWord(_ word: LayoutWord) -> String? {
        if word.isQuoted { return nil }
        if recordWords.contains(word.text) { return word.text }
        return word.text.contains("..") ? ".." : nil
    }

    private static func list(_ word: LayoutWord) -> [String] {
        word.isQuoted
            ? [word.text] : word.text.split(separator: "|").map(String.init)
    }

    static func number(
        _ words: inout LayoutWords, _ range: ClosedRange<Int>
    ) throws(WireError) -> Int {
        let word = try words.need("a number")
        guard let number = Int(word.text), range.contains(number) else {
            throw WireError(
                code: "layout-file.syntax",
                message: "\(quotedForMessage(word.text)) is no number from \(range.lowerBound) to "
                    + "\(range.upperBound)", position: word.position)
        }
        return number
    }

    private static func occurrences(_ word: LayoutWord) throws(WireError) -> ClosedRange<Int> {
        let ends = word.text.split(separator: ".", omittingEmptySubsequences: true)
        if ends.count == 2, let least = Int(ends[0]), least >= 0,
            let most = ends[1] == "*" ? Int.max : Int(ends[1]), most >= least
        {
            return least...most
        }
        throw WireError(
            code: "layout-file.syntax",
            message: "\(quotedForMessage(word.text)) does not say how often a record stands",
            help: "Write 1..9, 0..*, once, optional or any.", position: word.position)
    }

    // MARK: - Fields

    private static let fieldWords = [
        "text", "digits", "number", "date", "required", "in", "is", "map", "->",
    ]

    mutating func takeField(_ line: LayoutLine) throws(WireError) {
        var words = LayoutWords(line)
        let name = try words.need("the name of the field")
        guard let draft = drafts.last else {
            throw WireError(
                code: "layout-file.syntax", message: "this field belongs to no record",
                help: "A line that begins with a blank is a field of the record above it.",
                position: name.position)
        }
        guard draft.record.index(of: name.text) == nil else {
            throw WireError(
                code: "layout-file.contradiction",
                message: "the field \(quotedForMessage(name.text)) stands twice in the record "
                    + quotedForMessage(draft.record.name), position: name.position)
        }
        let field = try field(name.text, &words)
        let record = draft.record
        drafts[drafts.count - 1].record = RecordLayout.Record(
            name: record.name, kinds: record.kinds, condition: record.condition,
            parents: record.parents, occurrences: record.occurrences,
            closesParent: record.closesParent, each: record.each, groups: record.groups,
            fields: record.fields + [field])
    }

    private func field(
        _ name: String, _ words: inout LayoutWords
    ) throws(WireError) -> RecordLayout.Field {
        let place = try place(&words, "the place of the field")
        var type = RecordLayout.FieldType.text
        var isRequired = false
        var values: [String] = []
        var translation: [RecordLayout.Field.Translation] = []
        var meaning = ""
        while let word = words.peek, !word.isQuoted {
            if let own = try Self.numberType(word) {
                type = own
                _ = words.next()
                continue
            }
            guard Self.fieldWords.contains(word.text) else { break }
            _ = words.next()
            switch word.text {
            case "text": type = .text
            case "digits": type = .digits
            case "date":
                let pattern = try words.need("a date pattern")
                do throws(WireError) {
                    type = .date(try DatePattern(pattern.text))
                } catch {
                    throw error.at(pattern.position)
                }
            case "required": isRequired = true
            case "is": values = [try words.need("a value").text]
            case "in": values = Self.list(try words.need("values, as A|B|C"))
            case "map": translation = try Self.translation(&words)
            default: meaning = try words.need("what the field means").text
            }
        }
        try words.end(known: Self.fieldWords + ["number/2"])
        return RecordLayout.Field(
            name: name, place: place, type: type, isRequired: isRequired, values: values,
            translation: translation, meaning: meaning)
    }

    private static func numberType(
        _ word: LayoutWord
    ) throws(WireError) -> RecordLayout.FieldType? {
        if word.text == "number" { return .number(decimals: nil) }
        guard word.text.hasPrefix("number/") else { return nil }
        guard let decimals = Int(word.text.dropFirst(7)), (0...6).contains(decimals) else {
            throw WireError(
                code: "layout-file.syntax",
                message: "\(quotedForMessage(word.text)) does not say how many decimals there are",
                help: "Write number/0 to number/6.", position: word.position)
        }
        return .number(decimals: decimals)
    }

    private static func translation(
        _ words: inout LayoutWords
    ) throws(WireError) -> [RecordLayout.Field.Translation] {
        var entries: [RecordLayout.Field.Translation] = []
        while let word = words.peek, !word.isQuoted, word.text != "->",
            !fieldWords.contains(word.text)
        {
            let parts = word.text.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { break }
            _ = words.next()
            guard !entries.contains(where: { $0.written == parts[0] }) else {
                throw WireError(
                    code: "layout-file.contradiction",
                    message: "\(quotedForMessage(String(parts[0]))) is mapped twice",
                    position: word.position)
            }
            entries.append(.init(written: String(parts[0]), value: String(parts[1])))
        }
        if entries.isEmpty { _ = try words.need("pairs such as 0=1 1=10") }
        return entries
    }
}
