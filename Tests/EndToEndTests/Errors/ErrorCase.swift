import Foundation
import TestSupport

/// A folder of `Fixtures/Errors`: the smallest way to an error, and its exact text.
///
/// Its name is the code of the error; a second case of the same code has a name such as
/// `feed.still-being-written+stable`. The file `case` tells in its first line, behind `# `, what
/// has happened, may say in a line `# needs COMMAND` which command succeeds where it can be tried
/// at all, and has one command a line below. The commands run in a copy of
/// `Fixtures/Errors/workspace`, in which the other files of the folder lie too, or in place of
/// those of the same name. Folders without a `case` are tried by the tests of their own module.
struct ErrorCase: Hashable, Sendable, CustomStringConvertible {
    static let folder = "Fixtures/Errors"

    let name: String
    /// What has happened, as a sentence.
    let title: String
    let commands: [String]
    /// A command that succeeds where the case can be tried at all; empty for everywhere.
    let need: String

    /// The code of the error.
    var code: String { name.split(separator: "+").first.map(String.init) ?? name }
    var description: String { name }
    var path: String { "\(Self.folder)/\(name)" }

    /// Nil where the folder has no `case`.
    init?(name: String) throws {
        let path = "\(Self.folder)/\(name)/case"
        guard FileManager.default.fileExists(atPath: Golden.path(path)) else { return nil }
        let lines = try Golden.text(path).split(separator: "\n").map(String.init)
        self.name = name
        title = lines.first.map { String($0.drop { $0 == "#" || $0 == " " }) } ?? ""
        need = lines.first { $0.hasPrefix("# needs ") }.map { String($0.dropFirst(8)) } ?? ""
        commands = lines.filter { !$0.hasPrefix("#") }
    }

    static func all() throws -> [ErrorCase] {
        try Golden.names(in: folder).compactMap { try ErrorCase(name: $0) }
    }

    /// Whether what the case needs is there.
    var isPossible: Bool {
        get throws {
            if need.isEmpty { return true }
            return try Program("bash", "-c", need).run([], in: "/").status == 0
        }
    }

    /// Files that begin with the time before which no case asks for anything.
    private static let lastChanged = Date(timeIntervalSince1970: 1_772_434_800)

    /// Runs the commands: each with what it prints on both streams, and its status unless zero.
    func transcript(with broker: String) throws -> String {
        try withTemporaryFolder { folder in
            let workspace = folder + "/workspace"
            try copy("\(Self.folder)/workspace", to: workspace)
            try copy(path, to: workspace)
            let tools = folder + "/tools"
            try FileManager.default.createDirectory(
                atPath: tools, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: tools + "/broker", withDestinationPath: broker)
            let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
            let text = try Program("bash", "-c", script).run(
                [], in: workspace,
                environment: ["PATH": "\(tools):\(search)", "TERM": "dumb", "TZ": "UTC"]
            ).text
            return text.replacing(folder, with: "…")
                .replacing(/\.[0-9]+\.part/, with: ".….part")
        }
    }

    /// Lays the files of a folder of the repository into another one.
    private func copy(_ source: String, to target: String) throws {
        let files = FileManager.default
        try files.createDirectory(atPath: target, withIntermediateDirectories: true)
        for file in try files.subpathsOfDirectory(atPath: Golden.path(source)) {
            if file == "case" || file == "expected.txt" { continue }
            let from = URL(filePath: Golden.path("\(source)/\(file)"))
            let to = URL(filePath: "\(target)/\(file)")
            if try from.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true {
                try files.createDirectory(at: to, withIntermediateDirectories: true)
                continue
            }
            try Data(contentsOf: from).write(to: to)
            try files.setAttributes(
                [.modificationDate: Self.lastChanged], ofItemAtPath: to.path(percentEncoded: false))
        }
    }

    private var script: String {
        let steps = commands.map { command in
            """
            printf '%s\\n' \(quoted("$ " + command))
            \(command)
            status=$?; [ $status = 0 ] || echo "(exit $status)"
            """
        }
        return (["set -o pipefail"] + steps).joined(separator: "\n") + "\n"
    }

    private func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
