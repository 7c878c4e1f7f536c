/// Rules about texts of any kind: headings, open ends, secrets, and paths of one machine.
enum TextRules {
    static func oneTitle(_ file: SourceFile) -> [Finding] {
        let titles = linesOutsideFences(file).filter { $0.text.hasPrefix("# ") }
        guard let first = titles.first else {
            return [Finding(path: file.path, line: 0, message: "no title found, use one `# ` line")]
        }
        let before = linesOutsideFences(file).first { !$0.text.trimmed.isEmpty }
        let others = titles.dropFirst().map { title in
            Finding(
                path: file.path, line: title.line, message: "second title found, use `## ` below")
        }
        guard before?.line != first.line else {
            return others
        }
        let message = "text above the title found, use the `# ` line first"
        return others + [Finding(path: file.path, line: before?.line ?? 0, message: message)]
    }

    static func linesOutsideFences(_ file: SourceFile) -> [(line: Int, text: Substring)] {
        var isFenced = false
        return file.lines.enumerated().compactMap { index, text in
            if text.drop(while: { $0 == " " }).hasPrefix("```") {
                isFenced.toggle()
                return nil
            }
            return isFenced ? nil : (index + 1, text)
        }
    }

    /// An open end must say which decision it waits for.
    static func openEnds(_ file: SourceFile) -> [Finding] {
        file.tokens.filter { $0.kind == .comment }.flatMap { comment in
            comment.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
                .compactMap { offset, text in
                    let words = text.split { !$0.isLetter }
                    guard words.contains("TODO") || words.contains("FIXME"),
                        !text.contains("decision 0")
                    else {
                        return nil
                    }
                    let message = "open end without a decision found, use `TODO (decision 0000)`"
                    return Finding(path: file.path, line: comment.line + offset, message: message)
                }
        }
    }

    private static let keyMarks = [
        "-----BEGIN ", "AKIA", "ghp_", "github_pat_", "xoxb-", "xoxp-", "sk_live_", "Bearer ",
        "AIza",
    ]

    /// Keys and passwords in the usual spellings.
    static func secrets(_ file: SourceFile) -> [Finding] {
        let marks = keyMarks.filter(file.contains)
        guard !marks.isEmpty else {
            return []
        }
        return file.lines.enumerated().compactMap { index, line in
            guard let mark = marks.first(where: { isKey(in: line, after: $0) }) else {
                return nil
            }
            let message = "what looks like a key found (`\(mark)…`), use an invented word"
            return Finding(path: file.path, line: index + 1, message: message)
        }
    }

    private static func isKey(in line: Substring, after mark: String) -> Bool {
        guard let start = line.firstRange(of: mark)?.upperBound else {
            return false
        }
        if mark == "-----BEGIN " {
            return line.contains("PRIVATE KEY")
        }
        let key = line[start...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" }
        return key.count >= 16
    }

    private static let privateFolders = ["home", "root", "Users", "work", "tmp", "farm", "opt"]

    /// Absolute paths that exist on one machine only; system folders such as `usr` are fine.
    static func machinePaths(_ file: SourceFile) -> [Finding] {
        let folders = privateFolders.filter { file.contains("/\($0)/") }
        guard !folders.isEmpty else {
            return []
        }
        return file.lines.enumerated().compactMap { index, line in
            guard let folder = folders.first(where: { isPath(in: line, below: $0) }) else {
                return nil
            }
            let message = "path of one machine found (`/\(folder)/…`), use a relative path"
            return Finding(path: file.path, line: index + 1, message: message)
        }
    }

    private static func isPath(in line: Substring, below folder: String) -> Bool {
        line.ranges(of: "/\(folder)/").contains { range in
            let before = line[..<range.lowerBound].last
            let after = line[range.upperBound...].first
            let startsHere = before.map { !$0.isLetter && !$0.isNumber && !"._-})~/".contains($0) }
            return startsHere ?? true && after?.isLetter ?? false
        }
    }
}
