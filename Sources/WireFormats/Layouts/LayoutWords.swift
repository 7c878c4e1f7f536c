/// A word of a line of a layout.
struct LayoutWord: Hashable {
    var text: String
    var isQuoted: Bool
    var position: SourcePosition
}

/// A line of a layout that says something.
struct LayoutLine {
    var words: [LayoutWord]
    /// Whether it begins with a blank: then it is a field of the record above it.
    var isIndented: Bool

    /// Splits a text into its lines; blank ones and comments are left out.
    static func lines(of text: String) throws(WireError) -> [LayoutLine] {
        var lines: [LayoutLine] = []
        var offset = 0
        let rows = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (number, row) in rows.enumerated() {
            let words = try words(of: row, line: number + 1, offset: offset)
            offset += row.utf8.count + 1
            guard !words.isEmpty else { continue }
            lines.append(
                LayoutLine(words: words, isIndented: row.first == " " || row.first == "\t"))
        }
        return lines
    }

    private static func words(
        of row: Substring, line: Int, offset: Int
    ) throws(WireError) -> [LayoutWord] {
        var words: [LayoutWord] = []
        let characters = Array(row)
        var index = 0
        var byteOffset = offset
        func here(_ index: Int) -> SourcePosition {
            SourcePosition(line: line, column: index + 1, byteOffset: byteOffset)
        }
        while index < characters.count {
            let character = characters[index]
            if character == " " || character == "\t" {
                index += 1
                byteOffset += character.utf8.count
                continue
            }
            if character == "#" { break }
            let start = here(index)
            var text = ""
            if character == "\"" {
                index += 1
                var isClosed = false
                while index < characters.count, !isClosed {
                    let isQuote = characters[index] == "\""
                    if isQuote, index + 1 < characters.count, characters[index + 1] == "\"" {
                        text.append("\"")
                        index += 2
                    } else if isQuote {
                        isClosed = true
                        index += 1
                    } else {
                        text.append(characters[index])
                        index += 1
                    }
                }
                guard isClosed else {
                    throw WireError(
                        code: "layout-file.syntax", message: "a quote is opened and never closed",
                        help: "A quote inside a text in quotes is written twice.", position: start)
                }
            } else {
                while index < characters.count, characters[index] != " ", characters[index] != "\t"
                {
                    text.append(characters[index])
                    index += 1
                }
            }
            byteOffset = offset + String(characters[..<index]).utf8.count
            words.append(
                LayoutWord(text: text, isQuoted: character == "\"", position: start))
        }
        return words
    }
}

/// Takes the words of a line one by one.
struct LayoutWords {
    private let words: [LayoutWord]
    private var index = 0

    init(_ line: LayoutLine) { words = line.words }

    /// Where the line begins.
    var start: SourcePosition { words.first?.position ?? .start }
    /// The next word; `nil` at the end of the line.
    var peek: LayoutWord? { index < words.count ? words[index] : nil }

    mutating func next() -> LayoutWord? {
        guard index < words.count else { return nil }
        index += 1
        return words[index - 1]
    }

    /// The next word, which must be there.
    mutating func need(_ wanted: String) throws(WireError) -> LayoutWord {
        guard let word = next() else {
            throw WireError(
                code: "layout-file.syntax", message: "\(wanted) is missing at the end of this line",
                position: words.last?.position)
        }
        return word
    }

    /// Takes a word if it is the next one.
    mutating func take(_ word: String) -> Bool {
        guard let next = peek, !next.isQuoted, next.text == word else { return false }
        index += 1
        return true
    }

    /// Fails where words are left.
    func end(known: [String]) throws(WireError) {
        guard let word = peek else { return }
        throw WireError(
            code: "layout-file.syntax",
            message: "\(quotedForMessage(word.text)) is not expected here",
            help: nearestName(to: word.text, among: known).map { "Maybe \"\($0)\" is meant." }
                ?? (known.isEmpty
                    ? "The line ends before it." : "Expected is \(known.joined(separator: ", "))."),
            position: word.position)
    }
}
