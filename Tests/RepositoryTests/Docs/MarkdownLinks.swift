/// A relative link of a Markdown file.
struct MarkdownLink: Hashable, Sendable {
    let line: Int
    let target: String

    /// Inline links and images outside code, without those that lead to other sites.
    static func all(in file: SourceFile) -> [MarkdownLink] {
        TextRules.linesOutsideFences(file).flatMap { number, text in
            let prose = text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined(separator: "`")
            return prose.ranges(of: "](").compactMap { range in
                let target = prose[range.upperBound...].prefix { $0 != ")" && $0 != " " }
                let isElsewhere = target.contains("://") || target.hasPrefix("mailto:")
                return isElsewhere ? nil : MarkdownLink(line: number, target: String(target))
            }
        }
    }

    /// The path from the root, and the anchor, that the link in a file leads to.
    func resolved(from path: String) -> (path: String, anchor: String?) {
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let anchor = parts.count > 1 ? String(parts[1]) : nil
        guard let relative = parts.first, !relative.isEmpty else {
            return (path, anchor)
        }
        var folders = path.split(separator: "/").dropLast().map(String.init)
        for part in relative.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = folders.popLast()
            default: folders.append(String(part))
            }
        }
        return (folders.joined(separator: "/"), anchor)
    }

    /// The anchors that headings give, as GitHub and GitLab make them.
    static func anchors(in file: SourceFile) -> Set<String> {
        Set(
            TextRules.linesOutsideFences(file).filter { $0.text.hasPrefix("#") }.map { heading in
                heading.text.drop { $0 == "#" }.trimmed.lowercased()
                    .filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
                    .replacing(" ", with: "-")
            })
    }

    static func broken(in files: [SourceFile], paths: [String]) -> [Finding] {
        let filesByPath = Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0) })
        return files.filter { $0.path.hasSuffix(".md") }.flatMap { file in
            all(in: file).compactMap { link in
                let (path, anchor) = link.resolved(from: file.path)
                guard paths.contains(where: { $0 == path || $0.hasPrefix(path + "/") }) else {
                    let message = "link to `\(link.target)` leads nowhere, use an existing file"
                    return Finding(path: file.path, line: link.line, message: message)
                }
                guard let anchor, let target = filesByPath[path],
                    !anchors(in: target).contains(anchor)
                else {
                    return nil
                }
                let message = "link to `\(link.target)` names no heading, use an existing one"
                return Finding(path: file.path, line: link.line, message: message)
            }
        }
    }
}
