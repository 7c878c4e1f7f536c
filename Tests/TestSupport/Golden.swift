import Foundation

/// Compares what a test got with what is kept in the repository.
///
/// With `BROKER_RECORD=1` in the environment the kept file is rewritten, and the comparison still
/// does not match: a test that records never passes, so that nobody takes a recording for a check.
///
/// ```swift
/// let outcome = try Golden.check(text, against: "Fixtures/Errors/config.syntax/expected.txt")
/// #expect(outcome == .matches)
/// ```
public enum Golden {
    /// How the text that a test got compares with the kept one.
    public enum Outcome: Sendable, Hashable, CustomStringConvertible {
        /// They are the same, byte for byte.
        case matches
        /// They differ, or nothing is kept; the text says where.
        case differs(String)
        /// The kept file at this path was rewritten.
        case recorded(String)

        /// The outcome in words.
        public var description: String {
            switch self {
            case .matches: "matches"
            case .differs(let text): text
            case .recorded(let path): "recorded \(path): look at it, then run again without"
            }
        }
    }

    /// The folder that the repository lies in, without a slash at its end.
    public static let repositoryRoot: String = {
        // Three steps up from this file, wherever a link leads to it.
        let file = URL(filePath: #filePath).resolvingSymlinksInPath()
        let root = file.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return root.path(percentEncoded: false).withoutTrailingSlash
    }()

    /// Where a file of the repository lies.
    public static func path(_ pathInRepository: String) -> String {
        "\(repositoryRoot)/\(pathInRepository)"
    }

    /// The bytes of a file of the repository.
    ///
    /// Throws when the file cannot be read.
    public static func bytes(_ pathInRepository: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: path(pathInRepository))))
    }

    /// The text of a file of the repository; bytes that are not UTF-8 are repaired.
    ///
    /// Throws when the file cannot be read.
    public static func text(_ pathInRepository: String) throws -> String {
        String(decoding: try bytes(pathInRepository), as: UTF8.self)
    }

    /// Names of the files and folders in a folder of the repository, sorted.
    ///
    /// Throws when there is no such folder.
    public static func names(in pathInRepository: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(pathInRepository)).sorted()
    }

    /// Compares a text with a kept file, or rewrites the file when recording.
    ///
    /// Throws when the file cannot be written, or exists and cannot be read.
    public static func check(_ actual: String, against pathInRepository: String) throws -> Outcome {
        try check(Array(actual.utf8), against: pathInRepository)
    }

    /// Compares bytes with a kept file, or rewrites the file when recording.
    ///
    /// Throws when the file cannot be written, or exists and cannot be read.
    public static func check(
        _ actual: [UInt8], against pathInRepository: String
    ) throws -> Outcome {
        let file = URL(filePath: path(pathInRepository))
        if ProcessInfo.processInfo.environment["BROKER_RECORD"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(actual).write(to: file)
            return .recorded(pathInRepository)
        }
        guard FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else {
            return .differs("\(pathInRepository) does not exist; record it with BROKER_RECORD=1")
        }
        let expected = try bytes(pathInRepository)
        guard expected != actual else { return .matches }
        return .differs(difference(expected, actual, in: pathInRepository))
    }

    private static func difference(
        _ expected: [UInt8], _ actual: [UInt8], in path: String
    ) -> String {
        let expectedLines = lines(expected)
        let actualLines = lines(actual)
        let same = zip(expectedLines, actualLines).prefix { $0 == $1 }.count
        func line(_ lines: [String]) -> String {
            same < lines.count ? lines[same].debugDescription : "(nothing)"
        }
        return """
            \(path) differs from line \(same + 1) on
            kept: \(line(expectedLines))
            got:  \(line(actualLines))
            all that was got:
            \(String(decoding: actual, as: UTF8.self))
            """
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}

extension String {
    fileprivate var withoutTrailingSlash: String {
        hasSuffix("/") ? String(dropLast()) : self
    }
}
