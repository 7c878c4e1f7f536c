import Foundation

/// Runs the commands of a document, one after the other, in a folder of their own.
struct TranscriptRunner: Sendable {
    /// The `broker` that the commands mean.
    let executable: URL
    /// Copied into the folder first, so that `cp -r Fixtures/Quickstart mine` works.
    let root: URL

    /// What `BROKER_EXECUTABLE` names, or the newest build that is there.
    static func findExecutable(root: URL) -> URL? {
        if let path = ProcessInfo.processInfo.environment["BROKER_EXECUTABLE"] {
            return URL(filePath: path)
        }
        return ["debug", "release"].map { root.appending(path: ".build/\($0)/broker") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// What differs from the document.
    func run(_ transcript: ConsoleTranscript) throws -> [Finding] {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "broker-transcript-\(UUID().uuidString)").resolvingSymlinksInPath()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "Fixtures"),
            withDestinationURL: root.appending(path: "Fixtures"))
        let tools = folder.appending(path: ".tools")
        try FileManager.default.createDirectory(at: tools, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            at: tools.appending(path: "broker"), withDestinationURL: executable)
        var workingFolder = folder
        for command in transcript.commands {
            let result = try Shell(tools: tools).run(command.text, in: workingFolder)
            workingFolder = result.workingFolder
            if let finding = Self.finding(command, result, path: transcript.path) {
                return [finding]
            }
        }
        return []
    }

    private static func finding(
        _ command: ConsoleTranscript.Command, _ result: Shell.Outcome, path: String
    ) -> Finding? {
        var problem: String?
        if result.status != command.exitStatus {
            problem = "exits with \(result.status), expected \(command.exitStatus)"
        } else if let difference = ConsoleTranscript.firstDifference(
            result.output[...], command.expected[...])
        {
            problem = "expected: \(difference)"
        }
        return problem.map {
            let printed = result.output.joined(separator: "\n")
            return Finding(
                path: path, line: command.line,
                message: "`\(command.text)` \($0), use what it prints:\n\(printed)")
        }
    }
}

/// Runs one command line in a folder and tells in which folder it ends.
struct Shell: Sendable {
    struct Outcome: Sendable {
        let status: Int32
        let output: [String]
        let workingFolder: URL
    }

    /// A folder with executables that commands find first.
    let tools: URL

    func run(_ text: String, in folder: URL) throws -> Outcome {
        let place = tools.appending(path: "place")
        let shell = Process()
        shell.executableURL = URL(filePath: "/usr/bin/env")
        shell.arguments = ["bash", "-c", "trap 'pwd >\"$BROKER_PLACE\"' EXIT\n\(text)"]
        shell.currentDirectoryURL = folder
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = tools.path + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
        environment["BROKER_PLACE"] = place.path
        environment["COLUMNS"] = "100"
        environment["LC_ALL"] = "C.UTF-8"
        shell.environment = environment
        let pipe = Pipe()
        shell.standardOutput = pipe
        shell.standardError = pipe
        shell.standardInput = FileHandle.nullDevice
        try shell.run()
        let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
        shell.waitUntilExit()
        var output = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while output.last?.trimmed.isEmpty == true {
            output.removeLast()
        }
        let end = try String(contentsOf: place, encoding: .utf8).filter { $0 != "\n" }
        return Outcome(
            status: shell.terminationStatus, output: output, workingFolder: URL(filePath: end))
    }
}
