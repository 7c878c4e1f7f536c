import TestSupport
import Testing

@Suite struct CommandMentionTests {
    private static let tree = CommandTree(
        commandName: "broker",
        subcommands: [
            CommandTree(
                commandName: "round",
                subcommands: [
                    CommandTree(commandName: "run", options: ["as-of"]),
                    CommandTree(commandName: "approve", options: ["hash"]),
                ]),
            CommandTree(commandName: "run", options: ["slot"]),
        ])

    @Test(arguments: [
        ("broker round run --as-of X", true), ("broker round approve R-1 --hash H", true),
        ("broker run --slot=K", true), ("broker round", true), ("broker --help", true),
        ("broker round walk", false), ("broker rounds", false), ("broker round run --of", false),
    ])
    func aMentionedCommandMustExist(text: String, exists: Bool) {
        let file = SourceFile(path: "Docs/A.md", text: "# A\n\nType `\(text)`.\n")
        #expect(Self.tree.findings(in: file).isEmpty == exists)
        let block = SourceFile(
            path: "Docs/A.md", text: "# A\n\n```console\n$ \(text) | head\n```\n")
        #expect(Self.tree.findings(in: block).isEmpty == exists)
    }

    @Test func documentsNameOnlyCommandsThatExist() throws {
        let broker = try #require(Program.broker, "swift build comes first")
        let tree = try CommandTree.of(broker)
        let repository = try Repository.current.get()
        expectNone(repository.markdownFiles.flatMap(tree.findings))
    }
}
