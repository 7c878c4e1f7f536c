/// Problems as people read them.
///
/// ```
/// error[config.unknown-key]: The key (currancy) is not known in [house].
///   --> broker.toml:3:1
///     | currancy = "EUR"
///     | ^^^^^^^^
///   help: Maybe currency is meant.
/// ```
package enum ProblemText {
    /// How much of a long line is shown.
    static let excerptWidth = 92

    /// One problem, without a line end after its last line.
    package static func render(_ problem: Problem) -> String {
        var lines = ["\(problem.severity.rawValue)[\(problem.code)]: \(problem.message)"]
        if let place = problem.place { lines.append("  --> \(render(place))") }
        if let excerpt = problem.excerpt { lines += render(excerpt) }
        lines += problem.notes.map { "  note: \($0)" }
        if let help = problem.help { lines.append("  help: \(help)") }
        return lines.joined(separator: "\n")
    }

    /// Many problems, a blank line between them, ending with a line end.
    ///
    /// Of each kind in each file only the first `limit` are shown; the others are counted. Empty
    /// for no problems.
    package static func render(_ problems: [Problem], limit: Int = 5) -> String {
        var shown: [String] = []
        var counts: [Kind: Int] = [:]
        for problem in problems {
            let kind = Kind(code: problem.code, file: problem.place?.file)
            counts[kind, default: 0] += 1
            if counts[kind, default: 0] <= limit { shown.append(render(problem)) }
        }
        let hidden = counts.filter { $0.value > limit }.sorted { $0.key < $1.key }
        shown += hidden.map { kind, count in
            let place = kind.file.map { " in \($0)" } ?? ""
            return "… and \(count - limit) more \(kind.code)\(place)"
        }
        return shown.isEmpty ? "" : shown.joined(separator: "\n\n") + "\n"
    }

    private struct Kind: Hashable, Comparable {
        var code: String
        var file: String?

        static func < (lhs: Kind, rhs: Kind) -> Bool {
            (lhs.code, lhs.file ?? "") < (rhs.code, rhs.file ?? "")
        }
    }

    private static func render(_ place: Problem.Place) -> String {
        var text = place.file
        if let line = place.line {
            text += ":\(line)"
            if let column = place.column { text += ":\(column)" }
        }
        return place.detail.map { "\(text)  \($0)" } ?? text
    }

    private static func render(_ excerpt: Problem.Excerpt) -> [String] {
        var characters = Array(excerpt.text).map(visible)
        var start = min(excerpt.column - 1, characters.count)
        var length = excerpt.length
        if characters.count > excerptWidth {
            // The part that is meant stays in sight, with some of what stands before it.
            let first = max(0, min(start - excerptWidth / 3, characters.count - excerptWidth))
            let end = min(characters.count, first + excerptWidth)
            let cutsEnd = end < characters.count
            characters = Array(characters[first..<end]) + (cutsEnd ? ["…"] : [])
            if first > 0 { characters[0] = "…" }
            start -= first
        }
        length = max(1, min(length, characters.count - start))
        let carets = String(repeating: " ", count: start) + String(repeating: "^", count: length)
        let label = excerpt.label.map { " \($0)" } ?? ""
        let text = String(characters).trimmingTrailingBlanks
        return [text.isEmpty ? "    |" : "    | \(text)", "    | \(carets)\(label)"]
    }

    /// A character that moves the cursor by exactly one place.
    private static func visible(_ character: Character) -> Character {
        if character == "\t" { return " " }
        let isControl = character.unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: true
            default: false
            }
        }
        return isControl ? "\u{FFFD}" : character
    }
}

extension String {
    fileprivate var trimmingTrailingBlanks: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
