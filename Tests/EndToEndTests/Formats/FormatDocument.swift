import TestSupport

/// `Docs/Formats.md`: its examples, which name a file behind their language, and its tables.
struct FormatDocument {
    /// The texts of the examples by the name of their file.
    let examples: [String: String]
    /// The rows of the tables by the heading above them, each as its cells.
    let rowsByHeading: [String: [[String]]]

    init() throws {
        var examples: [String: String] = [:]
        var rows: [String: [[String]]] = [:]
        var heading = ""
        var example: String?
        for line in try Golden.text("Docs/Formats.md").split(
            separator: "\n", omittingEmptySubsequences: false)
        {
            if let name = example {
                if line == "```" {
                    example = nil
                } else {
                    examples[name, default: ""] += line + "\n"
                }
            } else if line.hasPrefix("```") {
                example = line.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            } else if line.hasPrefix("#") {
                heading = String(line.drop { $0 == "#" || $0 == " " }).replacing("`", with: "")
            } else if line.hasPrefix("| ") {
                rows[heading, default: []].append(
                    line.split(separator: "|").map { Self.trimmed($0) })
            }
        }
        self.examples = examples
        rowsByHeading = rows
    }

    /// The names in code in one column of the tables under a heading.
    func names(under heading: String, column: Int = 0) -> Set<String> {
        Set(
            (rowsByHeading[heading] ?? []).compactMap { cells in
                guard cells.indices.contains(column), cells[column].hasPrefix("`") else {
                    return nil
                }
                return cells[column].replacing("`", with: "")
            })
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
