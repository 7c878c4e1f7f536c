import Foundation
import TestSupport

/// Runs the commands of a document, one after the other, in a folder of their own.
struct TranscriptRunner: Sendable {
    /// The path of the `broker` that the commands mean.
    let broker: String
    /// Where `Fixtures` lies, which the folder links to.
    let root: String

    /// What differs from the document: the first command that does.
    func run(_ transcript: ConsoleTranscript) throws -> [Finding] {
        try withTemporaryFolder { folder in
            let tools = folder + "/.tools"
            let files = FileManager.default
            try files.createDirectory(atPath: tools, withIntermediateDirectories: true)
            try files.createSymbolicLink(
                atPath: tools + "/broker", withDestinationPath: broker)
            try files.createSymbolicLink(
                atPath: folder + "/Fixtures", withDestinationPath: root + "/Fixtures")
            var workingFolder = folder
            for command in transcript.commands {
                let shell = Program(
                    "bash", "-c", "trap 'pwd >\"$BROKER_TOOLS/place\"' EXIT\n\(command.text)")
                let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
                let outcome = try shell.run(
                    [], in: workingFolder,
                    environment: ["PATH": tools + ":" + path, "BROKER_TOOLS": tools])
                if let finding = finding(command, outcome, path: transcript.path) {
                    return [finding]
                }
                let place = try String(contentsOfFile: tools + "/place", encoding: .utf8)
                workingFolder = place.filter { $0 != "\n" }
            }
            return []
        }
    }

    private func finding(
        _ command: ConsoleTranscript.Command, _ outcome: Program.Outcome, path: String
    ) -> Finding? {
        var problem: String?
        if outcome.status != command.exitStatus {
            problem = "exits with \(outcome.status), expected \(command.exitStatus)"
        } else if let difference = ConsoleTranscript.firstDifference(
            outcome.lines[...], command.expected[...])
        {
            problem = "expected: \(difference)"
        }
        return problem.map {
            Finding(
                path: path, line: command.line,
                message: "`\(command.text)` \($0), use what it prints:\n\(outcome.text)")
        }
    }
}
