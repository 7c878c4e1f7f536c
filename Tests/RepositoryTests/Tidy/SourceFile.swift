import Foundation

/// A text file of the repository, and what it is by its place.
struct SourceFile: Sendable {
    /// Relative to the repository's root, with slashes.
    let path: String
    let text: String
    let lines: [Substring]
    /// Empty unless this is Swift.
    let tokens: [SwiftToken]
    /// The tokens without the comments.
    let code: [SwiftToken]
    /// Every word of the code, for asking whether a name is used.
    let words: Set<String>

    init(path: String, text: String) {
        self.path = path
        self.text = text
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true {
            lines.removeLast()
        }
        self.lines = lines
        tokens = path.hasSuffix(".swift") ? SwiftScanner.tokens(of: text) : []
        code = tokens.filter { $0.kind != .comment }
        words = Set(code.filter { $0.kind == .word }.map(\.text))
    }

    /// Whether a phrase stands before the first zero byte: quick, for files of any size.
    func contains(_ phrase: String) -> Bool {
        text.withCString { strstr($0, phrase) != nil }
    }

    var isSwift: Bool { path.hasSuffix(".swift") }

    var isTest: Bool { isSwift && path.split(separator: "/").dropLast().contains("Tests") }

    /// Swift that ships: not tests, not the manifest.
    var isShipped: Bool { isSwift && !isTest && targetName != nil }

    /// The module that the file belongs to: the folder below `Sources`, or the adapter's name.
    var targetName: String? {
        let parts = path.split(separator: "/").map(String.init)
        if parts.count > 2 && ["Sources", "Tests"].contains(parts[0]) {
            return parts[1]
        }
        if parts.count > 3 && parts[0] == "SupplierAdapters" {
            return parts[2] == "Sources" ? parts[1] : parts[1] + parts[2]
        }
        return nil
    }

    var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }
}
