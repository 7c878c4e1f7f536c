import Foundation
import TestSupport
import Testing

/// The documents whose commands are run as they stand.
@Suite struct TutorialTests {
    static let tutorials = [
        "Docs/Tutorials/CustomersWhoKnow.md", "Docs/Tutorials/FirstSourcingRound.md",
        "Docs/Tutorials/FirstSupplierFile.md",
        "Docs/Tutorials/WaitOrBuyDearer.md", "Docs/Tutorials/WhomToRelyOn.md",
        "Docs/Tutorials/WhyAndWhatIf.md",
    ]

    @Test(arguments: tutorials)
    func theCommandsOfATutorialDoWhatItShows(path: String) throws {
        let repository = try Repository.current.get()
        let file = try #require(repository.files.first { $0.path == path })
        let broker = try #require(Program.broker?.command.first)
        let transcript = ConsoleTranscript(file)
        #expect(!transcript.commands.isEmpty)
        let runner = TranscriptRunner(broker: broker, root: Golden.repositoryRoot)
        let comparison = TranscriptComparison(
            transcript: transcript, outcomes: try runner.run(transcript))
        guard let finding = comparison.finding else {
            return
        }
        if ProcessInfo.processInfo.environment["BROKER_RECORD"] == "1" {
            try comparison.recorded(over: file.text)
                .write(toFile: Golden.path(path), atomically: true, encoding: .utf8)
        }
        expectNone([finding])
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
            $ cat >file <<'END'
            $ one\\
            END
            $ broker doctor
            (exit 78)
            ```
            ```text
            $ broker never
            ```
            """
        ).commands
        #expect(
            commands.map(\.text) == [
                "broker init \\\n    --here", "cat >file <<'END'\n$ one\\\nEND", "broker doctor",
            ])
        #expect(commands.map(\.line) == [4, 7, 10])
        #expect(commands.map(\.expected) == [["made"], [], []])
        #expect(commands.map(\.exitStatus) == [0, 0, 78])
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
        #expect(try finding(good, runner) == nil)
        let bad = transcript(
            "```console\n$ broker one\none\n$ broker two\nthree\n$ broker four\n```\n")
        let difference = try #require(try finding(bad, runner))
        #expect(difference.line == 4)
        #expect(difference.message.contains("expected: three, but found: two"))
        let failing = transcript("```console\n$ false\n```\n")
        let failure = try #require(try finding(failing, runner))
        #expect(failure.message.contains("exits with 1, expected 0"))
    }

    private func finding(
        _ transcript: ConsoleTranscript, _ runner: TranscriptRunner
    ) throws -> Finding? {
        TranscriptComparison(transcript: transcript, outcomes: try runner.run(transcript)).finding
    }

    @Test func theHashThatWasPrintedTakesThePlaceOfTheDocuments() throws {
        let runner = TranscriptRunner(broker: "/bin/echo", root: Golden.repositoryRoot)
        let document = transcript(
            """
            ```console
            $ echo "next: approve --hash a1b2c3d4e5f6"
            next: approve --hash …
            $ broker approve --hash 000000000000 now
            approve --hash a1b2c3d4e5f6 now
            ```
            """)
        #expect(try finding(document, runner) == nil)
    }

    @Test func whatIsRecordedTakesThePlaceOfWhatDiffers() throws {
        let runner = TranscriptRunner(broker: "/bin/echo", root: Golden.repositoryRoot)
        let text = """
            # T
            ```console
            $ broker same
            s…
            $ broker changed, 3.1 s
            old
            older

            $ false
            ```
            after

            """
        let document = transcript(text)
        let comparison = TranscriptComparison(
            transcript: document, outcomes: try runner.run(document))
        #expect(
            comparison.recorded(over: text) == """
                # T
                ```console
                $ broker same
                s…
                $ broker changed, 3.1 s
                changed, … s

                $ false
                (exit 1)
                ```
                after

                """)
    }
}
