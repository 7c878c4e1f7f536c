import Foundation
import TestSupport

/// A command of the broker that a document names, in inline code or in a block.
struct CommandMention: Hashable, Sendable {
    let line: Int
    let words: [String]

    static func all(in file: SourceFile) -> [CommandMention] {
        let inline = TextRules.linesOutsideFences(file).flatMap { number, text in
            NameRules.codeWords(String(text)).map { (number, $0) }
        }
        let blocks = CodeBlock.all(in: file).filter { ["console", "sh"].contains($0.language) }
            .flatMap { block in
                block.lines.enumerated().map { (block.firstLine + $0.offset, $0.element) }
            }
        return (inline + blocks).compactMap { number, text in
            let command = text.hasPrefix("$ ") ? text.dropFirst(2) : text[...]
            let words = command.prefix { !"|>&;#\\".contains($0) }.split(separator: " ")
            guard words.first == "broker" else {
                return nil
            }
            return CommandMention(line: number, words: words.dropFirst().map(String.init))
        }
    }
}

/// The commands that a program has, as it tells them itself.
final class CommandTree: Decodable, Sendable {
    private struct Help: Decodable { let command: CommandTree }
    private struct Argument: Decodable, Sendable {
        struct Name: Decodable, Sendable { let kind: String, name: String }
        let kind: String
        let names: [Name]?
    }

    let commandName: String
    private let subcommands: [CommandTree]?
    private let arguments: [Argument]?

    init(commandName: String, options: [String] = [], subcommands: [CommandTree] = []) {
        self.commandName = commandName
        self.subcommands = subcommands
        arguments = options.map { name in
            Argument(kind: "option", names: [Argument.Name(kind: "long", name: name)])
        }
    }

    static func of(_ program: Program) throws -> CommandTree {
        let help = try program.run(["--experimental-dump-help"], in: "/").text
        return try JSONDecoder().decode(Help.self, from: Data(help.utf8)).command
    }

    private var options: Set<String> {
        let names = (arguments ?? []).flatMap { $0.names ?? [] }
        return Set(names.map { ($0.kind == "long" ? "--" : "-") + $0.name })
    }

    private var takesValues: Bool { (arguments ?? []).contains { $0.kind == "positional" } }

    /// What is wrong with the words of a command; nil if it could be typed.
    func problem(with words: [String]) -> String? {
        guard let first = words.first, !first.hasPrefix("-") else {
            let known = options.union([
                "--help", "-h", "--version", "--generate-completion-script",
            ])
            let unknown = words.filter { $0.hasPrefix("-") }
                .map { $0.split(separator: "=").first.map(String.init) ?? $0 }
                .first { !known.contains($0) }
            return unknown.map { "`\(commandName)` has no option `\($0)`" }
        }
        if let command = subcommands?.first(where: { $0.commandName == first }) {
            return command.problem(with: Array(words.dropFirst()))
        }
        guard takesValues || subcommands?.isEmpty != false else {
            return "`\(commandName)` has no command `\(first)`"
        }
        return problem(with: Array(words.drop { !$0.hasPrefix("-") }))
    }

    func findings(in file: SourceFile) -> [Finding] {
        CommandMention.all(in: file).compactMap { mention in
            problem(with: mention.words).map { problem in
                let typed = "broker " + mention.words.joined(separator: " ")
                return Finding(
                    path: file.path, line: mention.line,
                    message: "`\(typed)`: \(problem), use what `broker --help` names")
            }
        }
    }
}
