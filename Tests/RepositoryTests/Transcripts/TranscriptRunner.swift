import Foundation
import TestSupport

/// Runs the commands of a document, one after the other, in a folder of their own.
struct TranscriptRunner: Sendable {
    /// The path of the `broker` that the commands mean.
    let broker: String
    /// Where `Fixtures` lies, which the folder links to.
    let root: String

    /// What each command of a document did.
    func run(_ transcript: ConsoleTranscript) throws -> [Program.Outcome] {
        try withTemporaryFolder { folder in
            let tools = folder + "/.tools"
            let files = FileManager.default
            try files.createDirectory(atPath: tools, withIntermediateDirectories: true)
            try files.createSymbolicLink(
                atPath: tools + "/broker", withDestinationPath: broker)
            try files.createSymbolicLink(
                atPath: folder + "/Fixtures", withDestinationPath: root + "/Fixtures")
            var workingFolder = folder
            var hash: String?
            return try transcript.commands.map { command in
                let text = Self.replacingHash(in: command.text, by: hash)
                let shell = Program(
                    "bash", "-c", "trap 'pwd >\"$BROKER_TOOLS/place\"' EXIT\n\(text)")
                let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
                let outcome = try shell.run(
                    [], in: workingFolder,
                    environment: ["PATH": tools + ":" + path, "BROKER_TOOLS": tools])
                let place = try String(contentsOfFile: tools + "/place", encoding: .utf8)
                workingFolder = place.filter { $0 != "\n" }
                hash = Self.lastHash(in: outcome.text) ?? hash
                return outcome
            }
        }
    }

    private static let hashOption = "--hash "

    /// The hash that a reader would copy from what was printed.
    static func lastHash(in text: String) -> String? {
        text.ranges(of: hashOption).last.map { range in
            String(text[range.upperBound...].prefix(while: \.isHexDigit))
        }
    }

    /// A command as a reader types it: with the hash that was printed, not the document's.
    static func replacingHash(in text: String, by hash: String?) -> String {
        guard let hash, let range = text.firstRange(of: hashOption) else {
            return text
        }
        let rest = text[range.upperBound...].drop(while: \.isHexDigit)
        return text[..<range.upperBound] + hash + rest
    }
}

/// What the commands of a document did, against what it shows.
struct TranscriptComparison: Sendable {
    let transcript: ConsoleTranscript
    let outcomes: [Program.Outcome]

    /// The first command that does something else; later ones may only follow from it.
    var finding: Finding? {
        zip(transcript.commands, outcomes).lazy.compactMap(finding).first
    }

    private func finding(
        _ command: ConsoleTranscript.Command, _ outcome: Program.Outcome
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
                path: transcript.path, line: command.line,
                message: "`\(command.text)` \($0), use what it prints:\n\(outcome.text)")
        }
    }

    /// The document with what its commands did, where that is not what it shows.
    func recorded(over text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for (command, outcome) in zip(transcript.commands, outcomes).reversed()
        where finding(command, outcome) != nil {
            let status = outcome.status == 0 ? [] : ["(exit \(outcome.status))"]
            lines.replaceSubrange(
                (command.shownLines.lowerBound - 1)..<(command.shownLines.upperBound - 1),
                with: outcome.lines.map(Self.withoutChance) + status)
        }
        return lines.joined(separator: "\n")
    }

    /// A printed line with `…` for what is different in each run.
    static func withoutChance(_ line: String) -> String {
        var line = line
        if let hash = TranscriptRunner.lastHash(in: line), !hash.isEmpty {
            line = line.replacing("--hash " + hash, with: "--hash …")
        }
        if line.hasSuffix(" s"), let comma = line.lastIndex(of: ",") {
            line = line[...comma] + " … s"
        }
        if line.hasPrefix("ok       clock") {
            line = "ok       clock  …"
        }
        return line
    }
}
