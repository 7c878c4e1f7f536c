import Foundation

/// Files of the repository that tests read.
enum RepositoryText {
    static let root: URL = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Foundation.Data(contentsOf: root.appending(path: path)))
    }

    static func read(_ path: String) throws -> String {
        String(decoding: try bytes(path), as: UTF8.self)
    }

    /// The code blocks of a Markdown text that are marked with a language.
    static func codeBlocks(_ markdown: String, language: String) -> [String] {
        markdown.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
    }
}
