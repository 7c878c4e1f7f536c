import Testing

@Suite struct LengthRuleTests {
    private func source(_ text: String, path: String = "Sources/A/A.swift") -> SourceFile {
        SourceFile(path: path, text: text)
    }

    @Test func aFunctionIsMeasuredFromItsFirstWordToItsBrace() {
        let functions = LengthRules.functions(
            in: source(
                """
                struct A {
                    init(_ value: Int) throws(Failure) where Int: Sendable {
                        let text = "}"
                    }
                    var square: Int {
                        1
                    }
                    var plain = 3
                    func many(_ call: () -> Void = {}) -> [Int] {
                        // }
                        call()
                        return []
                    }
                }
                """))
        #expect(functions.map(\.name) == ["init", "square", "many"])
        #expect(functions.map(\.line) == [2, 5, 9])
        #expect(functions.map(\.lines) == [3, 3, 5])
    }

    @Test func requirementsOfProtocolsAndCallsOfInitialisersAreNotFunctions() {
        let functions = LengthRules.functions(
            in: source(
                """
                protocol P {
                    func one() -> Int
                    init(two: Int)
                    subscript(index: Int) -> Int { get }
                }
                let p = Array.init(repeating: 1, count: 3)
                if p.isEmpty { print(p) }
                """))
        #expect(functions.map(\.name) == ["subscript"])
    }

    @Test(arguments: [(69, 0), (70, 0), (71, 1)])
    func aFunctionMayHaveSeventyLines(lines: Int, findings: Int) {
        let body = String(repeating: "    call()\n", count: lines - 2)
        let found = LengthRules.functionLength(source("func long() {\n\(body)}\n"))
        #expect(found.count == findings)
        if let finding = found.first {
            #expect(
                finding.description
                    == "Sources/A/A.swift:1: error: `long` of 71 lines, use at most 70: "
                    + "split it by step")
        }
    }

    @Test(arguments: [
        ("Sources/A/A.swift", 500, 0), ("Sources/A/A.swift", 501, 1),
        ("Tests/A/A.swift", 800, 0), ("Tests/A/A.swift", 801, 1),
        ("SupplierAdapters/B/Tests/A.swift", 800, 0), ("Docs/A.md", 5000, 0),
    ])
    func filesHaveALimit(path: String, lines: Int, findings: Int) {
        let text = String(repeating: "\n", count: lines)
        #expect(LengthRules.fileLength(source(text, path: path)).count == findings)
    }

    @Test func columnsAreCharactersAndLinksAreFree() {
        let wide = String(repeating: "ä", count: 101)
        let fitting = String(repeating: "ä", count: 100)
        let link = "// https://example.org/" + wide
        let found = LengthRules.lineLength(source("\(fitting)\n\(wide)\n\(link)\n"))
        #expect(found.map(\.line) == [2])
    }
}

@Suite struct SwiftScannerTests {
    private func words(_ text: String) -> [String] {
        SourceFile(path: "Sources/A/A.swift", text: text).code
            .filter { $0.kind == .word }.map(\.text)
    }

    @Test func commentsAndStringsAreNotCode() {
        #expect(words("a // b\n/* c /* d */ e */ f") == ["a", "f"])
        #expect(words(#"a "b \" c" d"#) == ["a", "d"])
        #expect(words("a \"\"\"\n \"b\" c\n\"\"\" d") == ["a", "d"])
        #expect(words(##"a #"b " \n c"# d"##) == ["a", "d"])
    }

    @Test func interpolationsAreCode() {
        #expect(words(#"a "b \(c(d) + "e \(f)") g" h"#) == ["a", "c", "d", "f", "h"])
        #expect(words(##"a #"b \(c) \#(d)"# e"##) == ["a", "d", "e"])
    }

    @Test func regularExpressionsAreNotCodeAndDivisionsAre() {
        #expect(words(#"a = /b"c/ d"#) == ["a", "d"])
        #expect(words("a = b / c / d") == ["a", "b", "c", "d"])
    }

    @Test func tokensKnowTheirLines() {
        let file = SourceFile(path: "Sources/A/A.swift", text: "a\n\"\"\"\nx\n\"\"\"\n/*\n*/ b\n")
        #expect(file.tokens.map(\.line) == [1, 2, 5, 6])
    }
}
