/// The commands of a document's `console` blocks, with what each must print.
///
/// A line that begins with `$ ` is a command; it goes on in the next line after a backslash or a
/// bar, and to the line `END` after `<<'END'`. The lines below it are what it prints, on both
/// streams. `…` stands for any text within a line, and alone on a line for any number of lines. A
/// last line `(exit 65)` says with which status the command ends; without it that must be zero.
struct ConsoleTranscript: Sendable {
    struct Command: Hashable, Sendable {
        let line: Int
        var text: String
        var expected: [String] = []
        var exitStatus: Int32 = 0
        /// The lines of the file that show what it prints and its status.
        var shownLines: Range<Int>

        init(line: Int, text: String) {
            self.line = line
            self.text = text
            shownLines = (line + 1)..<(line + 1)
        }
    }

    let path: String
    let commands: [Command]

    init(_ file: SourceFile) {
        path = file.path
        commands = CodeBlock.all(in: file).filter { $0.language == "console" }
            .flatMap(Self.commands)
    }

    private static func commands(in block: CodeBlock) -> [Command] {
        var commands: [Command] = []
        var isUnfinished = false
        var isDocument = false
        for (line, text) in zip(block.firstLine..., block.lines) {
            if isUnfinished, let last = commands.indices.last {
                commands[last].text += "\n" + text
                commands[last].shownLines = (line + 1)..<(line + 1)
                isUnfinished = isDocument ? text != "END" : continuesBelow(text)
            } else if text.hasPrefix("$ ") {
                commands.append(Command(line: line, text: String(text.dropFirst(2))))
                isDocument = text.hasSuffix("<<'END'")
                isUnfinished = isDocument || continuesBelow(text)
            } else if let last = commands.indices.last {
                if let status = exitStatus(text) {
                    commands[last].exitStatus = status
                } else {
                    commands[last].expected.append(text)
                }
                commands[last].shownLines = commands[last].shownLines.lowerBound..<(line + 1)
            }
        }
        return commands.map { command in
            var command = command
            while command.expected.last?.trimmed.isEmpty == true {
                command.expected.removeLast()
                command.shownLines = command.shownLines.dropLast()
            }
            return command
        }
    }

    private static func continuesBelow(_ text: String) -> Bool {
        text.hasSuffix("\\") || text.hasSuffix("|")
    }

    private static func exitStatus(_ line: String) -> Int32? {
        guard line.hasPrefix("(exit "), line.hasSuffix(")") else {
            return nil
        }
        return Int32(line.dropFirst(6).dropLast())
    }

    /// Whether a command printed what the document shows.
    static func matches(_ output: [String], expected: [String]) -> Bool {
        firstDifference(output[...], expected[...]) == nil
    }

    /// The first expected line that the output does not have; nil where all is as expected.
    static func firstDifference(
        _ output: ArraySlice<String>, _ expected: ArraySlice<String>
    ) -> String? {
        guard let wanted = expected.first else {
            return output.first.map { "nothing more, but found: \($0)" }
        }
        if wanted.trimmed == "…" {
            let rest = expected.dropFirst()
            let starts = output.startIndex...output.endIndex
            let differences = starts.map { firstDifference(output[$0...], rest) }
            return differences.contains(nil) ? nil : (rest.first ?? wanted)
        }
        guard let line = output.first, matches(line[...], pattern: wanted[...]) else {
            return "\(wanted), but found: \(output.first ?? "the end")"
        }
        return firstDifference(output.dropFirst(), expected.dropFirst())
    }

    /// Whether a line fits a pattern with `…` for any text; spaces at the end do not count.
    static func matches(_ line: Substring, pattern: Substring) -> Bool {
        let parts = pattern.split(separator: "…", omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, let last = parts.last else {
            return withoutEndSpaces(line) == withoutEndSpaces(pattern)
        }
        let line = line[...]
        let end = withoutEndSpaces(last)
        guard line.hasPrefix(first), withoutEndSpaces(line.dropFirst(first.count)).hasSuffix(end)
        else {
            return false
        }
        var rest = line.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else {
                return false
            }
            rest = rest[range.upperBound...]
        }
        return withoutEndSpaces(rest).hasSuffix(end)
    }

    private static func withoutEndSpaces(_ text: Substring) -> Substring {
        var text = text
        while text.last == " " || text.last == "\r" {
            text.removeLast()
        }
        return text
    }
}
