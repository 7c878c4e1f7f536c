import Testing

@Suite struct TextRuleTests {
    private func markdown(_ text: String) -> SourceFile {
        SourceFile(path: "Docs/A.md", text: text)
    }

    @Test(arguments: [
        ("# One\n\ntext\n## Two\n", 0),
        ("# One\n\n```\n# a comment\n```\n", 0),
        ("# One\n\n# Two\n", 1),
        ("text\n\n# One\n", 1),
        ("## Two\n", 1),
    ])
    func aMarkdownFileHasOneTitleAndBeginsWithIt(text: String, count: Int) {
        #expect(TextRules.oneTitle(markdown(text)).count == count)
    }

    @Test func anOpenEndNamesItsDecision() {
        let word = "TO" + "DO"
        let text = "// \(word): later\nlet a = 1 // \(word) (decision 0012)\n/* x\n \(word) */\n"
        let file = SourceFile(path: "Sources/A/A.swift", text: text + "let s = \"\(word)\"\n")
        #expect(TextRules.openEnds(file).map(\.line) == [1, 4])
    }

    @Test func keysAreFound() {
        let key = String(repeating: "A1", count: 12)
        let text = """
            token = "ghp\("_")\(key)"
            aws = AK\("IA")\(key)
            -----BEGIN\(" ")RSA PRIVATE KEY-----
            Authorization: Bearer\(" ")invented
            """
        #expect(TextRules.secrets(markdown(text)).map(\.line) == [1, 2, 3])
    }

    @Test func pathsOfOneMachineAreFound() {
        let slash = "/"
        let text = """
            see \(slash)home\(slash)anna\(slash)orders
            #!\(slash)usr\(slash)bin\(slash)env bash
            a~\(slash)work\(slash)x and https://example.org\(slash)home\(slash)x
            (\(slash)tmp\(slash)x)
            """
        #expect(TextRules.machinePaths(markdown(text)).map(\.line) == [1, 4])
    }
}

@Suite struct CompletenessRuleTests {
    @Test func aFileWithoutATestIsFound() {
        let files = [
            SourceFile(path: "Sources/A/Open.swift", text: "public struct Open { let a = Used() }"),
            SourceFile(
                path: "Sources/A/Used.swift",
                text: "package struct Used { let b = Deep.one; let c: Bare }"),
            SourceFile(path: "Sources/A/Deep.swift", text: "enum Deep { case one }"),
            SourceFile(path: "Sources/A/Dead.swift", text: "struct Dead {}"),
            SourceFile(path: "Sources/A/Bare.swift", text: "public struct Bare {}"),
            SourceFile(path: "Sources/B/Deep.swift", text: "struct Far {}"),
            SourceFile(path: "Tests/ATests/OpenTests.swift", text: "let open = Open() // Bare"),
        ]
        #expect(
            CompletenessRules.untested(files).map(\.path).sorted() == [
                "Sources/A/Bare.swift", "Sources/A/Dead.swift", "Sources/B/Deep.swift",
            ])
    }

    @Test func aFixtureThatNothingNamesIsFound() {
        let paths = [
            "Fixtures/Errors/empty-file/broker.toml", "Fixtures/Quickstart/prices.csv",
            "Fixtures/Quickstart/old.csv", "Fixtures/Quickstart/SOURCES.md",
        ]
        let files = [
            SourceFile(path: "Fixtures/Quickstart/SOURCES.md", text: "# x\n`prices.csv`"),
            SourceFile(path: "Tests/ATests/A.swift", text: "let f = \"Fixtures/Errors\""),
        ]
        #expect(
            CompletenessRules.unusedFixtures(paths: paths, files: files).map(\.path)
                == ["Fixtures/Quickstart/old.csv"])
    }

    @Test func anIncompleteAdapterIsFound() {
        let paths = [
            "SupplierAdapters/README.md", "SupplierAdapters/Post/README.md",
            "SupplierAdapters/Post/Sources/A.swift", "SupplierAdapters/Post/Tests/A.swift",
        ]
        #expect(CompletenessRules.incompleteAdapters(paths: paths).count == 1)
        #expect(
            CompletenessRules.incompleteAdapters(
                paths: paths + ["Fixtures/Suppliers/Post/read/a.csv"]
            ).isEmpty)
    }

    @Test func buildOutputsAndStraysAreFound() {
        let paths = [
            ".build/debug/a", "Package.resolved", "a.sqlite", "Fixtures/x.sqlite", "notes.txt",
            "Sources/A/A.swift", ".ci/run", "README.md",
        ]
        #expect(
            CompletenessRules.misplaced(trackedPaths: paths).map(\.path) == [
                ".build/debug/a", "Package.resolved", "a.sqlite", "Fixtures/x.sqlite", "notes.txt",
            ])
    }
}
