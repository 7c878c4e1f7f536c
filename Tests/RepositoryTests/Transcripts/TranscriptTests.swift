import TestSupport
import Testing

/// The documents whose commands are run as they stand.
@Suite struct TutorialTests {
    static let tutorials = [
        "Docs/Tutorials/FirstSourcingRound.md", "Docs/Tutorials/FirstSupplierFile.md",
    ]

    @Test(arguments: tutorials)
    func theCommandsOfATutorialDoWhatItShows(path: String) throws {
        let repository = try Repository.current.get()
        let file = try #require(repository.files.first { $0.path == path })
        let broker = try #require(Program.broker?.command.first)
        let transcript = ConsoleTranscript(file)
        #expect(!transcript.commands.isEmpty)
        let runner = TranscriptRunner(broker: broker, root: Golden.repositoryRoot)
        expectNone(try runner.run(transcript))
    }
}

@Suite struct ConsoleTranscriptTests {
    private func transcript(_ text: String) -> ConsoleTranscript {
        ConsoleTranscript(SourceFile(path: "Docs/T.md", text: text))
    }

    @Test func commandsAndWhatTheyPrintAreRead() {
        let commands = transcript(
            """
            # T

            ```console
            $ broker init \\
                --here
            made
            $ broker doctor
            (exit 78)
            ```
            ```text
            $ broker never
            ```
            """
        ).commands
        #expect(commands.map(\.text) == ["broker init \\\n    --here", "broker doctor"])
        #expect(commands.map(\.line) == [4, 7])
        #expect(commands.map(\.expected) == [["made"], []])
        #expect(commands.map(\.exitStatus) == [0, 78])
    }

    @Test(arguments: [
        (["a"], ["a"], true), (["a "], ["a"], true), (["a", "b"], ["a"], false),
        (["a"], ["a", "b"], false), (["a 12 b"], ["a … b"], true), (["a 12 c"], ["a … b"], false),
        (["a", "x", "y", "b"], ["a", "…", "b"], true), (["a", "b"], ["a", "…", "b"], true),
        (["a", "x"], ["a", "…", "b"], false), (["x", "y"], ["…"], true), ([], ["…"], true),
        (["ab"], ["a…b"], true), (["a"], ["a…a"], false), (["a1b2c"], ["a…b…c"], true),
        (["a2c"], ["a…b…c"], false), ([], [], true),
    ])
    func outputIsComparedWithWildcards(output: [String], expected: [String], isMatch: Bool) {
        #expect(ConsoleTranscript.matches(output, expected: expected) == isMatch)
    }

    @Test func theRunnerRunsInOneFolderAndReportsTheFirstDifference() throws {
        let runner = TranscriptRunner(broker: "/bin/echo", root: Golden.repositoryRoot)
        let good = transcript(
            """
            ```console
            $ mkdir inside && cd inside
            $ basename "$(pwd)"
            inside
            $ broker one two
            one …
            $ ls ../Fixtures
            …
            $ exit 3
            (exit 3)
            ```
            """)
        expectNone(try runner.run(good))
        let bad = transcript(
            "```console\n$ broker one\none\n$ broker two\nthree\n$ broker four\n```\n")
        let findings = try runner.run(bad)
        #expect(findings.map(\.line) == [4])
        #expect(findings.first?.message.contains("expected: three, but found: two") == true)
        let failing = try runner.run(transcript("```console\n$ false\n```\n"))
        #expect(failing.first?.message.contains("exits with 1, expected 0") == true)
    }
}
