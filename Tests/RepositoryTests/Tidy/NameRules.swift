/// Names that say nothing, and names that the glossary rules out.
enum NameRules {
    private static let emptyNames: Set<String> = [
        "Manager", "Helper", "Util", "Utils", "Info", "Data", "Base", "Impl", "process", "handle",
        "Process", "Handle",
    ]
    private static let emptyEndings = ["Manager", "Helper", "Helpers", "Util", "Utils", "Impl"]
    private static let vagueWords = [
        "moq": "`minimumOrderQuantity`", "eta": "`confirmedDate` or `expectedDate`",
        "dueDate": "`needByDate`, `requestedDate` or `confirmedDate`",
    ]

    static func emptyNames(_ file: SourceFile) -> [Finding] {
        let types = file.declarations.filter { !$0.isExtension }.filter { declaration in
            emptyNames.contains(declaration.name)
                || emptyEndings.contains(where: declaration.name.hasSuffix)
        }.map { declaration in
            let message = "type name `\(declaration.name)` found, use a name that says what it is"
            return Finding(path: file.path, line: declaration.line, message: message)
        }
        let code = file.code
        let functions = code.indices.dropFirst().filter { index in
            code[index - 1].isCode("func") && ["process", "handle"].contains(code[index].text)
        }.map { index in
            let message = "function `\(code[index].text)` found, use a verb that says what it does"
            return Finding(path: file.path, line: code[index].line, message: message)
        }
        let words = code.filter { $0.kind == .word }.compactMap { token in
            vagueWords[token.text].map { instead in
                let message = "name `\(token.text)` found, use \(instead)"
                return Finding(path: file.path, line: token.line, message: message)
            }
        }
        return types + functions + words
    }

    /// Rows of the glossary's tables: cells without the outer bars.
    static func tableRows(_ markdown: String) -> [[String]] {
        markdown.split(separator: "\n").filter { $0.hasPrefix("|") }.map { row in
            row.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
                .map { $0.trimmed }
        }
    }

    /// The words in backticks of a text.
    static func codeWords(_ text: String) -> [String] {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }

    /// Public types of the domain that have no row in the glossary.
    static func withoutGlossaryRow(_ files: [SourceFile], glossary: SourceFile) -> [Finding] {
        let explained = Set(
            tableRows(glossary.text).flatMap { $0 }.flatMap(codeWords).flatMap {
                $0.split { !$0.isLetter && !$0.isNumber }.map(String.init)
            })
        return files.filter { $0.isShipped && $0.targetName == "Procurement" }.flatMap { file in
            file.declarations.filter { declaration in
                declaration.isPublic && !declaration.isExtension && declaration.depth == 0
                    && !explained.contains(declaration.name)
            }.map { declaration in
                let message =
                    "public type `\(declaration.name)` has no row in \(glossary.path), "
                    + "use a row that explains it"
                return Finding(path: file.path, line: declaration.line, message: message)
            }
        }
    }

    /// Types whose whole name is a phrase of a "Never say" column.
    ///
    /// Nested types say their outer type's name too, and are free.
    static func neverSaid(_ files: [SourceFile], glossary: SourceFile) -> [Finding] {
        let banned = bannedNames(glossary.text)
        return files.filter(\.isShipped).flatMap { file in
            file.declarations.filter { !$0.isExtension && $0.depth == 0 }.compactMap {
                declaration in
                banned[declaration.name].map { concept in
                    let message =
                        "type name `\(declaration.name)` found, use the word for \(concept)"
                    return Finding(path: file.path, line: declaration.line, message: message)
                }
            }
        }
    }

    /// Type names made of the phrases of the "Never say" columns, each with its row's concept.
    static func bannedNames(_ glossary: String) -> [String: String] {
        var banned: [String: String] = [:]
        var column: Int?
        for row in tableRows(glossary) {
            if let found = row.firstIndex(where: { $0.lowercased() == "never say" }) {
                column = found
            } else if let column, column < row.count {
                for phrase in row[column].split(separator: ",")
                where phrase.contains(where: \.isLetter) {
                    let bare = phrase.prefix { $0 != "(" }
                    let words = bare.split { !$0.isLetter }
                    let name = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
                    banned[name] = row.first
                }
            }
        }
        return banned
    }
}

extension StringProtocol {
    /// Without the spaces at both ends.
    var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
