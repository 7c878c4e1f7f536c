/// A fenced block of a Markdown file.
struct CodeBlock: Hashable, Sendable {
    /// The word after the opening fence, such as `console`.
    let language: String
    /// The line of the first line inside, counted from one.
    let firstLine: Int
    let lines: [String]

    static func all(in file: SourceFile) -> [CodeBlock] {
        var blocks: [CodeBlock] = []
        var open: (language: String, firstLine: Int, lines: [String])?
        for (index, line) in file.lines.enumerated() {
            let isFence = line.hasPrefix("```")
            if let block = open {
                if isFence {
                    blocks.append(
                        CodeBlock(
                            language: block.language, firstLine: block.firstLine,
                            lines: block.lines))
                    open = nil
                } else {
                    open?.lines.append(String(line))
                }
            } else if isFence {
                open = (line.dropFirst(3).trimmed, index + 2, [])
            }
        }
        return blocks
    }
}
