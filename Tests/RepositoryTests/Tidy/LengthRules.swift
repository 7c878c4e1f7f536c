/// Limits that keep code readable; the numbers are those of `Docs/Style.md`.
enum LengthRules {
    static let functionLines = 70
    static let sourceFileLines = 500
    static let testFileLines = 800
    static let columns = 100

    static func fileLength(_ file: SourceFile) -> [Finding] {
        let limit = file.isTest ? testFileLines : sourceFileLines
        guard file.isSwift, file.lines.count > limit else {
            return []
        }
        let message = "file of \(file.lines.count) lines, use at most \(limit): split it by topic"
        return [Finding(path: file.path, line: 0, message: message)]
    }

    /// Lines with a link in a comment may be longer: links do not break.
    static func lineLength(_ file: SourceFile) -> [Finding] {
        guard file.isSwift else {
            return []
        }
        return file.lines.enumerated().compactMap { index, line in
            guard line.utf8.count > columns, line.count > columns, !line.contains("https://")
            else {
                return nil
            }
            let message = "line of \(line.count) columns, use at most \(columns)"
            return Finding(path: file.path, line: index + 1, message: message)
        }
    }

    static func functionLength(_ file: SourceFile) -> [Finding] {
        functions(in: file).filter { $0.lines > functionLines }.map { function in
            let message =
                "`\(function.name)` of \(function.lines) lines, use at most \(functionLines): "
                + "split it by step"
            return Finding(path: file.path, line: function.line, message: message)
        }
    }

    struct Function: Hashable {
        let name: String
        let line: Int
        let lines: Int
    }

    /// Functions, initialisers, subscripts and computed variables, from their first word to their
    /// closing brace.
    static func functions(in file: SourceFile) -> [Function] {
        let code = file.code
        return code.indices.compactMap { index in
            guard let body = bodyStart(ofFunctionAt: index, in: code) else {
                return nil
            }
            var depth = 0
            for token in code[body...] {
                depth += token.isCode("{") ? 1 : 0
                depth -= token.isCode("}") ? 1 : 0
                if depth == 0 {
                    let lines = token.line - code[index].line + 1
                    return Function(
                        name: name(at: index, in: code), line: code[index].line, lines: lines)
                }
            }
            return nil
        }
    }

    private static func name(at index: Int, in code: [SwiftToken]) -> String {
        ["func", "var"].contains(code[index].text) ? code[index + 1].text : code[index].text
    }

    private static func bodyStart(ofFunctionAt index: Int, in code: [SwiftToken]) -> Int? {
        let introducers = ["func", "init", "deinit", "subscript", "var"]
        guard introducers.contains(where: code[index].isCode), index + 1 < code.count,
            index == 0 || ![".", "`"].contains(where: code[index - 1].isCode)
        else {
            return nil
        }
        let enders = [
            "}", ";", "func", "init", "deinit", "subscript", "var", "let", "static", "case",
        ]
        let isVariable = code[index].text == "var"
        var depth = 0
        for position in (index + 1)..<code.count {
            let token = code[position]
            if isVariable && token.line != code[index].line {
                return nil
            }
            depth += ["(", "["].contains(where: token.isCode) ? 1 : 0
            depth -= [")", "]"].contains(where: token.isCode) ? 1 : 0
            if depth == 0 && token.isCode("{") {
                return position
            }
            if depth < 0 || depth == 0 && enders.contains(where: token.isCode) {
                return nil
            }
        }
        return nil
    }
}
