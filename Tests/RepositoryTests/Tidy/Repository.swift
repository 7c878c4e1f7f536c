import Foundation
import TestSupport

/// The files that belong to the repository, read once.
struct Repository: Sendable {
    static let current = Result { try Repository() }

    let root: URL
    /// What git tracks or would track, sorted.
    let paths: [String]
    let trackedPaths: [String]
    let files: [SourceFile]

    private static let textExtensions: Set<String> = [
        "swift", "md", "toml", "json", "csv", "txt", "py", "sh", "c", "h", "modulemap", "golden",
        "",
    ]

    private init() throws {
        root = URL(filePath: Golden.repositoryRoot)
        trackedPaths = try Self.git(["ls-files", "-z"], in: root)
        let untracked = try Self.git(
            ["ls-files", "-z", "--others", "--exclude-standard"], in: root)
        let root = root
        paths = Set(trackedPaths + untracked).sorted().filter {
            FileManager.default.fileExists(atPath: root.appending(path: $0).path)
        }
        files = try paths.compactMap { path in
            let url = root.appending(path: path)
            guard Self.textExtensions.contains(url.pathExtension) else {
                return nil
            }
            let bytes = try Data(contentsOf: url)
            return SourceFile(path: path, text: String(decoding: bytes, as: UTF8.self))
        }
    }

    private static func git(_ arguments: [String], in root: URL) throws -> [String] {
        let git = Process()
        git.executableURL = URL(filePath: "/usr/bin/env")
        git.arguments = ["git", "-C", root.path] + arguments
        let output = Pipe()
        git.standardOutput = output
        try git.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? .init()
        git.waitUntilExit()
        guard git.terminationStatus == 0 else {
            throw CocoaError(.fileReadUnknown)
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\0").map(String.init)
    }

    var swiftFiles: [SourceFile] { files.filter(\.isSwift) }
    var shippedFiles: [SourceFile] { files.filter(\.isShipped) }
    var testFiles: [SourceFile] { files.filter(\.isTest) }
    var markdownFiles: [SourceFile] { files.filter { $0.path.hasSuffix(".md") } }
}
