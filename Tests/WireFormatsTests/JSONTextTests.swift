import Testing
import WireFormats

@Suite struct JSONTextTests {
    private func failure(_ text: String, maximumDepth: Int = 64) -> WireError? {
        failure(Array(text.utf8), maximumDepth: maximumDepth)
    }

    private func failure(_ bytes: [UInt8], maximumDepth: Int = 64) -> WireError? {
        do throws(WireError) {
            _ = try JSONText.parse(bytes, maximumDepth: maximumDepth)
            return nil
        } catch {
            return error
        }
    }

    @Test func readsValuesWithTheirPlaces() throws {
        let text =
            "{\n  \"a\": [1, -2.50e3, true, null],\n  \"é\": \"x\\u00e9\\ud83d\\ude00\\n\"\n}\n"
        let value = try JSONText.parse(Array(text.utf8))
        #expect(
            value
                == JSONValue(
                    .object([
                        JSONMember(
                            "a",
                            JSONValue(
                                .array([
                                    JSONValue(.number("1")), JSONValue(.number("-2.50e3")),
                                    JSONValue(.boolean(true)), JSONValue(.null),
                                ]))),
                        JSONMember("é", JSONValue(.string("xé😀\n"))),
                    ])))
        #expect(value["é"]?.position.line == 3)
        #expect(value["é"]?.position.column == 8)
        #expect(
            try value["a"]?.array().last?.position
                == SourcePosition(line: 2, column: 27, byteOffset: 28))
    }

    @Test(arguments: [
        ("", "json.empty"), ("{", "json.cut-off"), ("[1,", "json.cut-off"),
        ("\"ab", "json.cut-off"),
        ("tru", "json.cut-off"), ("[1,]", "json.syntax"), ("{\"a\" 1}", "json.syntax"),
        ("{a: 1}", "json.syntax"), ("01", "json.syntax"), ("1.", "json.cut-off"),
        ("[1.]", "json.syntax"),
        ("1 2", "json.trailing-text"), ("{}x", "json.trailing-text"),
        ("{\"a\":1,\"a\":2}", "json.duplicate-member"), ("\"\\q\"", "json.escape"),
        ("\"\\ud800x\"", "json.escape"), ("\"\\ud800\\u0041\"", "json.escape"),
        ("\"\\u00g0\"", "json.escape"), ("\"a\nb\"", "json.control-character"),
        ("NaN", "json.syntax"),
        ("'a'", "json.syntax"),
    ])
    func refusesEverythingElse(text: String, code: String) {
        #expect(failure(text)?.code == code)
        #expect(failure(text)?.position != nil)
    }

    @Test func depthIsCapped() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(failure(deep)?.code == "json.too-deep")
        #expect(failure("[[1]]", maximumDepth: 2) == nil)
        #expect(failure("[[[1]]]", maximumDepth: 2)?.code == "json.too-deep")
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        #expect(failure([0x22, 0xC3, 0x22])?.code == "json.encoding")
    }

    @Test func noProperPrefixOfAnObjectIsAccepted() {
        let bytes = Array("{\"a\":[1,{\"b\":\"c\\n\"}],\"d\":-0.5}".utf8)
        #expect(failure(bytes) == nil)
        for length in 0..<bytes.count {
            #expect(failure(Array(bytes.prefix(length))) != nil, "prefix of \(length) bytes")
        }
    }

    @Test func membersAreCheckedByName() throws {
        let value = try JSONText.parse(Array("{\"item\":\"A\",\"quantty\":\"1.5\"}".utf8))
        do throws(WireError) {
            _ = try value.members(required: ["item"], optional: ["quantity"])
            Issue.record("an unknown member was accepted")
        } catch {
            #expect(error.code == "json.member-unknown")
            #expect(error.help == "Maybe \"quantity\" is meant.")
            #expect(error.position?.column == 13)
        }
        do throws(WireError) {
            _ = try value.members(required: ["item", "quantty", "unit"])
            Issue.record("a missing member was accepted")
        } catch {
            #expect(error.code == "json.member-missing")
        }
        let members = try value.members(required: ["item", "quantty"])
        #expect(try members["quantty"]?.decimal() == 1_500_000)
        #expect(throws: WireError.self) { try members["item"]?.integer() }
    }

    @Test func writesCanonically() throws {
        let value = try JSONText.parse(Array("{\"b\":[],\"a\":{\"x\":\"/\\u0001\\\"\"}}".utf8))
        let expected = "{\n  \"a\": {\n    \"x\": \"/\\u0001\\\"\"\n  },\n  \"b\": []\n}\n"
        #expect(String(decoding: JSONText.write(value), as: UTF8.self) == expected)
        #expect(
            String(decoding: JSONText.write(value, sortsKeys: false, indents: false), as: UTF8.self)
                == "{\"b\":[],\"a\":{\"x\":\"/\\u0001\\\"\"}}\n")
    }

    @Test(arguments: 0..<100)
    func whatIsWrittenReadsBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let value = randomValue(depth: 4, &random)
        for indents in [true, false] {
            let bytes = JSONText.write(value, sortsKeys: false, indents: indents)
            #expect(try JSONText.parse(bytes) == value, "seed \(seed)")
        }
    }

    @Test(arguments: 0..<20)
    func randomBytesNeverCrash(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("{}[]\",:\\u0d8e1-.tfn \n".utf8) + [0xC3, 0xA9, 0xFF]
        for _ in 0..<1000 {
            let bytes = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            if let error = failure(bytes) { #expect(error.position != nil, "seed \(seed)") }
        }
    }

    private func randomValue(depth: Int, _ random: inout SeededGenerator) -> JSONValue {
        let texts = ["", "a", "é\n", "\"\\", "\u{1}/", "😀"]
        switch Int.random(in: 0...(depth > 0 ? 5 : 3), using: &random) {
        case 0: return JSONValue(.null)
        case 1: return JSONValue(.boolean(Bool.random(using: &random)))
        case 2: return JSONValue(.number("\(Int.random(in: -99...99, using: &random)).5"))
        case 3: return JSONValue(.string(texts.randomElement(using: &random) ?? ""))
        case 4:
            return JSONValue(
                .array(
                    (0..<Int.random(in: 0...3, using: &random)).map { _ in
                        randomValue(depth: depth - 1, &random)
                    }))
        default:
            return JSONValue(
                .object(
                    (0..<Int.random(in: 0...3, using: &random)).map { index in
                        JSONMember("\(index)é", randomValue(depth: depth - 1, &random))
                    }))
        }
    }
}
