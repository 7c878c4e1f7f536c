import Testing

@Suite struct DocumentationTests {
    let repository: Repository

    init() throws {
        repository = try Repository.current.get()
    }

    @Test func everyMarkdownFileHasOneTitle() {
        expectNone(repository.markdownFiles.flatMap(TextRules.oneTitle))
    }

    @Test func everyRelativeLinkLeadsSomewhere() {
        expectNone(MarkdownLink.broken(in: repository.files, paths: repository.paths))
    }

    @Test func theGlossaryExplainsTheDomain() throws {
        let glossary = try #require(repository.files.first { $0.path == "Docs/Glossary.md" })
        expectNone(NameRules.withoutGlossaryRow(repository.files, glossary: glossary))
        expectNone(NameRules.neverSaid(repository.files, glossary: glossary))
    }

    @Test func theLayerTableIsTheRule() throws {
        let document = try #require(repository.files.first { $0.path == "Docs/Architecture.md" })
        expectNone(LayeringRules.differences(from: document))
    }

    @Test func theReadmeOpensWithTheTwoCommands() throws {
        let readme = try #require(repository.files.first { $0.path == "README.md" })
        let blocks = CodeBlock.all(in: readme)
        #expect(blocks.first?.lines == ["make demo"])
        #expect(blocks.dropFirst().first?.lines == ["make test"])
    }
}

@Suite struct MarkdownLinkTests {
    @Test func linksAreFoundOutsideCode() {
        let file = SourceFile(
            path: "Docs/A.md",
            text: """
                # A
                See [b](B.md#two) and [c](../README.md), `[d](d.md)`, [e](https://example.org).
                ```
                [f](f.md)
                ```
                """)
        #expect(MarkdownLink.all(in: file).map(\.target) == ["B.md#two", "../README.md"])
        #expect(
            MarkdownLink.all(in: file).map { $0.resolved(from: file.path).path } == [
                "Docs/B.md", "README.md",
            ])
    }

    @Test func brokenLinksAreFound() {
        let files = [
            SourceFile(
                path: "README.md",
                text: "# R\n[a](Docs/A.md#the-one-rule)\n[b](Docs/A.md#none)\n[c](Docs/C.md)\n"),
            SourceFile(path: "Docs/A.md", text: "# A\n## The one `rule`\n"),
        ]
        let findings = MarkdownLink.broken(in: files, paths: files.map(\.path))
        #expect(findings.map(\.line) == [3, 4])
    }
}
