import BrokerCommands
import Procurement
import Testing

struct TOMLDocumentTests {
    private func read(_ text: String) throws -> TOMLDocument {
        try TOMLDocument(text: text, file: "t.toml")
    }

    /// Every setting as `path:line:column text`, in the order of the text.
    private func listing(_ text: String) throws -> [String] {
        let document = try read(text)
        return listing(document.top, document.source)
    }

    private func listing(_ node: SettingNode, _ source: SourceText) -> [String] {
        switch node.content {
        case .table(let entries):
            entries.flatMap { entry in
                let key = source.position(ofByte: entry.keyRange.lowerBound)
                let below = listing(entry.value, source)
                if case .table = entry.value.content { return below }
                if case .array = entry.value.content { return below }
                return below.map { "\(key.line):\(key.column) \($0)" }
            }
        case .array(let elements): elements.flatMap { listing($0, source) }
        default:
            [
                [
                    "\(node.path)", "\(source.position(ofByte: node.range.lowerBound))",
                    source.text(node.range),
                ].joined(separator: " ")
            ]
        }
    }

    @Test(arguments: [
        ("a = 1", ["1:1 a 1:5 1"]),
        ("  a\t=   'x' # a = 2\n", ["1:3 a 1:9 'x'"]),
        ("[t]\r\nk = true\r\n", ["2:1 t.k 2:5 true"]),
        ("[a.b]\nc.d = 1\nc.e = 2\n", ["2:3 a.b.c.d 2:7 1", "3:3 a.b.c.e 3:7 2"]),
        ("[ a . \"b c\" ]\nx=1", ["2:1 a.\"b c\".x 2:3 1"]),
        ("\"\\u0041\" = 1\n'\\' = 2", ["1:1 A 1:12 1", "2:1 \"\\\" 2:7 2"]),
        ("a = [1, 2, # [3]\n  'x]']\n", ["a[1] 1:6 1", "a[2] 1:9 2", "a[3] 2:3 'x]'"]),
        ("a = { b = 1, c = { d = \"}\" } }", ["1:7 a.b 1:11 1", "1:20 a.c.d 1:24 \"}\""]),
        (
            "[[t]]\nk=1\n[[t]]\nk=2\n[t.s]\nv=3\n",
            ["2:1 t[1].k 2:3 1", "4:1 t[2].k 4:3 2", "6:1 t[2].s.v 6:3 3"]
        ),
        (
            "a = \"\"\"\n[b]\nc = 1\"\"\"\nd = 2",
            ["1:1 a 1:5 \"\"\"\n[b]\nc = 1\"\"\"", "4:1 d 4:5 2"]
        ),
        ("a = '''x'''''\nb = 1", ["1:1 a 1:5 '''x'''''", "2:1 b 2:5 1"]),
        ("a = \"x \\\" = 1\"\nb = 1", ["1:1 a 1:5 \"x \\\" = 1\"", "2:1 b 2:5 1"]),
        ("d = 1979-05-27 07:32:00 # later\n", ["1:1 d 1:5 1979-05-27 07:32:00"]),
        ("é = 1", []),
        (
            "\"é\" = \"日本\" # x\nb = [\"日本\", 7]",
            ["1:1 \"é\" 1:7 \"日本\"", "b[1] 2:6 \"日本\"", "b[2] 2:12 7"]
        ),
    ])
    func everySettingHasItsPlace(text: String, expected: [String]) throws {
        if expected.isEmpty {
            #expect(throws: ConfigurationError.self) { try read(text) }
        } else {
            #expect(try listing(text) == expected)
        }
    }

    @Test func valuesAreWhatTheTextSays() throws {
        let top = try read(
            """
            text = "a\\tb"
            number = -5_000
            flag = false
            fraction = 1.10
            day = 2026-03-04
            time = 07:30:00
            seconds = 07:30:01
            moment = 2026-03-04T05:06:07Z
            """
        ).top
        #expect(top["text"]?.content == .string("a\tb"))
        #expect(top["number"]?.content == .integer(-5_000))
        #expect(top["flag"]?.content == .boolean(false))
        #expect(top["fraction"]?.content == .fraction)
        #expect(try top["day"]?.content == .date(CalendarDate(parsing: "2026-03-04")))
        #expect(try top["time"]?.content == .time(TimeOfDay(parsing: "07:30")))
        #expect(top["seconds"]?.content == .moment)
        #expect(top["moment"]?.content == .moment)
        #expect(top["none"] == nil)
    }

    @Test func byteOrderMarkIsNoPartOfTheText() throws {
        let document = try TOMLDocument(bytes: [0xEF, 0xBB, 0xBF] + Array("a = 1".utf8), file: "t")
        #expect(listing(document.top, document.source) == ["1:1 a 1:5 1"])
    }

    @Test(arguments: [
        ("a = \"x", "config.syntax", 1),
        ("a = 1\nb = yes\n", "config.syntax", 2),
        ("a = 1,5\n", "config.syntax", 1),
        ("a == 1\n", "config.syntax", 1),
        ("a = True\n", "config.syntax", 1),
        ("\n\n[t\n", "config.syntax", 3),
        ("a = [1\nb = 2\n", "config.syntax", 2),
        ("a = 2026-02-30\n", "config.syntax", 1),
        ("a = 99999999999999999999\n", "config.syntax", 1),
        ("a = \"\\u0000\"\n", "config.syntax", 1),
        ("a = 1\n\u{0}\n", "config.syntax", 2),
        // At these the parser itself would end the program.
        ("[=]\n", "config.syntax", 1),
        ("\n[[ ]]\n", "config.syntax", 2),
        ("[a.]\n", "config.syntax", 1),
        ("[\u{E9}]\n", "config.syntax", 1),
        ("a. = 1\n", "config.syntax", 1),
        ("a = [1979-05-27 1 ]\n", "config.syntax", 1),
        ("a = 0x1p3\n", "config.syntax", 1),
        ("a =\n", "config.syntax", 1),
        ("a = \(String(repeating: "[", count: 100_000))", "config.syntax", 1),
        ("a = 1\n# x\na = 2\n", "config.duplicate-key", 3),
        ("[t]\n[u]\n[t]\n", "config.duplicate-key", 3),
        ("a = { b = 1, b = 2 }\n", "config.duplicate-key", 1),
        ("a.b = 1\na.b = 1\n", "config.duplicate-key", 2),
        ("a = 1\n[a]\n", "config.duplicate-key", 2),
    ])
    func textThatIsNotTOMLIsRefusedWithItsLine(text: String, code: String, line: Int) throws {
        let problems = try problemsOf { () throws(ConfigurationError) in
            _ = try TOMLDocument(text: text, file: "t.toml")
        }
        let problem = try #require(problems.first)
        #expect(problems.count == 1)
        #expect(problem.code == code)
        #expect(problem.place?.line == line)
        #expect(problem.help?.isEmpty == false)
    }

    @Test(arguments: [
        ("a = 1,5\n", "Maybe it is a decimal comma"), ("a = yes\n", "Maybe the quotes are missing"),
        ("a = True\n", "small letters"), ("a == 1\n", "single ="),
        ("a = 16:30\n", "without seconds"), ("a = 04.03.2026\n", "in quotes"),
        ("a =\nb = 1\n", "remove the key"),
        ("a = \"x\nb = 1", "Maybe the closing quote"), ("a = \"C:\\dir\"", "backslash"),
    ])
    func commonSlipsAreAnsweredWithWhatHelps(text: String, help: String) throws {
        let problems = try problemsOf { () throws(ConfigurationError) in
            _ = try TOMLDocument(text: text, file: "t.toml")
        }
        #expect(problems.first?.help?.contains(help) == true)
    }

    /// Damaged texts are refused or read, but never end the program.
    @Test func damagedTextsAreSurvived() throws {
        var random = SeededGenerator(seed: 20_260_304)
        let whole = Array((BrokerConfigurationTests.full + ConfigurationTemplate.text).utf8)
        var refused = 0
        for _ in 0..<400 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.removeSubrange(place..<min(bytes.count, place + 20))
                case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 2:
                    bytes.insert(
                        contentsOf: Array(
                            "[\"'{=\n".shuffled(using: &random).map(\.asciiValue).compactMap(\.self)
                        ), at: place)
                default: bytes = Array(bytes.prefix(place + 1))
                }
            }
            do throws(ConfigurationError) {
                _ = try TOMLDocument(bytes: bytes, file: "t.toml")
            } catch {
                refused += 1
                #expect(!ProblemText.render(error.problems).isEmpty)
            }
        }
        #expect(refused > 100)
    }

    /// Whatever way a table is written, each value is found where it was put.
    @Test func placesAreRightForGeneratedTexts() throws {
        for seed in UInt64(1)...200 {
            var writer = RandomTOML(random: SeededGenerator(seed: seed))
            writer.write()
            let document = try read(writer.text)
            for value in writer.values {
                let node = try #require(document.top[way: value.keys], "seed \(seed)")
                #expect(
                    document.source.text(node.range) == value.text, "seed \(seed) \(value.keys)")
                #expect(
                    document.source.position(ofByte: node.range.lowerBound).line == value.line,
                    "seed \(seed) \(value.keys)")
            }
        }
    }
}

extension SettingNode {
    fileprivate subscript(way keys: [String]) -> SettingNode? {
        keys.reduce(self) { node, key in
            if let index = Int(key), case .array(let elements)? = node?.content {
                return elements[index]
            }
            return node?[key]
        }
    }
}

/// Pseudorandom numbers that are the same for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Writes TOML in all its ways and remembers what it wrote where.
private struct RandomTOML {
    struct Value {
        var keys: [String]
        var text: String
        var line: Int
    }

    var random: SeededGenerator
    private(set) var text = ""
    private(set) var values: [Value] = []
    private var names = 0

    init(random: SeededGenerator) { self.random = random }

    mutating func write() {
        for _ in 0..<Int.random(in: 0...3, using: &random) { writeSetting(in: []) }
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            var keys = [name()]
            if Bool.random(using: &random) { keys.append(name()) }
            let heading = keys.map(written).joined(separator: pick([".", " . "]))
            if Bool.random(using: &random) {
                text += "[\(heading)]\(lineEnd())"
                writeSettings(in: keys)
            } else {
                for index in 0..<2 {
                    text += "[[ \(heading) ]]\(lineEnd())"
                    writeSettings(in: keys + [String(index)])
                }
            }
        }
    }

    private mutating func writeSettings(in table: [String]) {
        for _ in 0..<Int.random(in: 0...4, using: &random) { writeSetting(in: table) }
    }

    private mutating func writeSetting(in table: [String]) {
        var keys = [name()]
        if Int.random(in: 0..<4, using: &random) == 0 { keys.append(name()) }
        text +=
            pick(["", "  ", "\t"]) + keys.map(written).joined(separator: ".") + pick(["=", " = "])
        writeValue(table + keys, depth: 0, isInline: false)
        text += lineEnd()
    }

    private mutating func writeValue(_ keys: [String], depth: Int, isInline: Bool) {
        switch Int.random(in: 0..<(depth < 2 ? 6 : 4), using: &random) {
        case 4:
            text += "["
            for index in 0..<Int.random(in: 0...3, using: &random) {
                if !isInline { text += pick(["", " ", "\n  ", " # ]\n"]) }
                writeValue(keys + [String(index)], depth: depth + 1, isInline: isInline)
                text += ","
            }
            text += "]"
        case 5:
            text += "{ "
            for index in 0..<Int.random(in: 0...3, using: &random) {
                let key = name()
                text += (index == 0 ? "" : ", ") + written(key) + " = "
                writeValue(keys + [key], depth: depth + 1, isInline: true)
            }
            text += " }"
        default:
            let value = pick([
                "1", "-7", "true", "1.5", "2026-03-04", "07:30:00", "\"a # b = [c]\"", "'\\ \"x'",
                "\"\"\"\nx = 1\n[y]\n\"\"\"", "'''it''s'''", "\"日本 \\\"\"", "0x1F",
            ])
            values.append(
                Value(
                    keys: keys, text: value,
                    line: text.split(separator: "\n", omittingEmptySubsequences: false).count))
            text += value
        }
    }

    private mutating func name() -> String {
        names += 1
        return pick(["k", "a b", "é", "x-y", "t.u"]) + String(names)
    }

    private func written(_ key: String) -> String {
        key.contains(#/^[a-z-]+[0-9]+$/#) ? key : "\"\(key)\""
    }

    private mutating func lineEnd() -> String { pick(["\n", "  # [comment] = 1\n", "\n\n"]) }

    private mutating func pick(_ choices: [String]) -> String {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }
}
