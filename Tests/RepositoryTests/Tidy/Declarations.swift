/// A type that a file declares or extends.
struct Declaration: Hashable, Sendable {
    let keyword: String
    let name: String
    let line: Int
    let isPublic: Bool
    /// How many braces stand around it.
    let depth: Int

    var isExtension: Bool { keyword == "extension" }
}

extension SourceFile {
    /// The types that this file declares or extends, nested ones too.
    var declarations: [Declaration] {
        let keywords: Set<String> = [
            "struct", "enum", "class", "actor", "protocol", "typealias", "extension",
        ]
        let code = code
        var depth = 0
        var found: [Declaration] = []
        for index in code.indices {
            depth += code[index].isCode("{") ? 1 : 0
            depth -= code[index].isCode("}") ? 1 : 0
            guard keywords.contains(code[index].text), code[index].kind == .word,
                index + 1 < code.count, code[index + 1].kind == .word,
                code[index + 1].text.first?.isUppercase == true
                    || code[index + 1].text == "process",
                index == 0 || !code[index - 1].isCode(".")
            else {
                continue
            }
            let modifiers = Self.modifiers(before: index, in: code)
            let name = Self.qualifiedName(at: index + 1, in: code)
            found.append(
                Declaration(
                    keyword: code[index].text, name: name, line: code[index].line,
                    isPublic: modifiers.contains("public"), depth: depth))
        }
        return found
    }

    private static func modifiers(before index: Int, in code: [SwiftToken]) -> Set<String> {
        let known: Set<String> = [
            "public", "package", "internal", "private", "fileprivate", "open", "final", "indirect",
            "nonisolated",
        ]
        var result: Set<String> = []
        var position = index - 1
        while position >= 0, known.contains(code[position].text) {
            result.insert(code[position].text)
            position -= 1
        }
        return result
    }

    /// The last part of a dotted name, which is what tests name.
    private static func qualifiedName(at index: Int, in code: [SwiftToken]) -> String {
        var position = index
        while position + 2 < code.count, code[position + 1].isCode("."),
            code[position + 2].kind == .word
        {
            position += 2
        }
        return code[position].text
    }
}
