/// A setting as the documentation has it.
package struct KeyDescription: Sendable, Hashable {
    /// The heading that it stands under, empty for the top; `NAME` is the user's to choose.
    package var section: String
    package var key: String
    /// What kind of value, in words.
    package var kind: String
    /// How the default is written, or in words what happens without.
    package var standard: String
    package var meaning: String

    package init(_ path: String, _ kind: String, _ standard: String, _ meaning: String) {
        let steps = path.split(separator: ".").map(String.init)
        section = steps.dropLast().joined(separator: ".")
        key = steps.last ?? ""
        self.kind = kind
        self.standard = standard
        self.meaning = meaning
    }

    /// The heading and the key, `house.currency`.
    package var path: String { section.isEmpty ? key : "\(section).\(key)" }
}

extension [KeyDescription] {
    /// The keys as Markdown, a table for each heading.
    package var markdown: String {
        var sections: [String] = []
        for key in self where !sections.contains(key.section) { sections.append(key.section) }
        return sections.map { section in
            let heading = section.isEmpty ? "At the top" : "`[\(section)]`"
            let rows = filter { $0.section == section }.map { key in
                "| `\(key.key)` | \(key.kind) | \(key.standard) | \(key.meaning) |"
            }
            return "### \(heading)\n\n| Key | Value | Default | Meaning |\n|---|---|---|---|\n"
                + rows.joined(separator: "\n") + "\n"
        }
        .joined(separator: "\n")
    }
}
