import TOMLKit

extension Problem {
    static func fileTooLarge(file: String) -> Problem {
        Problem(
            code: "config.file-too-large",
            message: "The file has more than \(TOMLDocument.maximumBytes) bytes, which is too "
                + "long for settings.",
            place: Place(file: file),
            help: "Maybe the path names a file of offers.")
    }

    static func encoding(of bytes: [UInt8], file: String) -> Problem {
        let count = validPrefixLength(of: bytes)
        let before = SourceText(
            file: file, text: String(decoding: bytes.prefix(count), as: UTF8.self))
        let position = before.position(ofByte: count)
        let byte = bytes.indices.contains(count) ? bytes[count] : 0
        let hexadecimal = String(byte, radix: 16, uppercase: true)
        return Problem(
            code: "config.encoding",
            message: "The byte (0x\(hexadecimal)) is not part of a UTF-8 text.",
            place: Place(file: file, line: position.line, column: position.column),
            excerpt: Excerpt(
                text: SourceText(file: file, text: String(decoding: bytes, as: UTF8.self))
                    .line(position.line),
                column: position.column, length: 1),
            help: "Maybe the file was saved as Latin-1 or Windows-1252; save it as UTF-8.")
    }

    /// How many bytes from the start are UTF-8.
    private static func validPrefixLength(of bytes: [UInt8]) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var length = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            length += UTF8.width(scalar)
        }
        return length
    }

    /// The parser ends a text at a null character; so it must not see one.
    static func nullCharacter(in source: SourceText) -> Problem? {
        var range = source.bytes.firstIndex(of: 0).map { $0..<($0 + 1) }
        for (index, byte) in source.bytes.enumerated() where byte == UInt8(ascii: "\\") {
            for escape in ["\\u0000", "\\U00000000"] {
                let end = index + escape.utf8.count
                if source.bytes[index...].starts(with: escape.utf8), range == nil {
                    range = index..<end
                }
            }
        }
        guard let range else { return nil }
        let (place, excerpt) = source.shown(range)
        return Problem(
            code: "config.syntax", message: "A null character cannot be part of a setting.",
            place: place, excerpt: excerpt, help: "Maybe the file is damaged; remove it.")
    }

    static func obstacle(_ obstacle: TOMLPositions.Obstacle, in source: SourceText) -> Problem {
        let (place, excerpt) = source.shown(obstacle.range)
        return Problem(
            code: "config.syntax", message: "This is not TOML: \(obstacle.reason).", place: place,
            excerpt: excerpt, help: obstacle.help)
    }

    static func syntax(
        _ error: TOMLParseError, in source: SourceText, positions: TOMLPositions
    ) -> Problem {
        if error.description.contains("cannot redefine"),
            let repetition = positions.repetitions.first
        {
            return duplicateKey(repetition, in: source)
        }
        let line = error.source.begin.line
        let text = source.line(line)
        // The parser stops behind what it could not read, and at a line's end beyond it.
        let column = min(error.source.begin.column, text.count + 1)
        let advice = SyntaxAdvice(description: error.description)
        return Problem(
            code: "config.syntax", message: "This is not TOML: \(advice.reason).",
            place: Place(file: source.file, line: line, column: column),
            excerpt: Excerpt(text: text, column: column, length: 1), help: advice.help)
    }

    private static func duplicateKey(
        _ repetition: TOMLPositions.Repetition, in source: SourceText
    ) -> Problem {
        let (place, excerpt) = source.shown(repetition.second)
        let first = source.position(ofByte: repetition.first.lowerBound)
        return Problem(
            code: "config.duplicate-key",
            message: "The key (\(repetition.path)) is set twice.",
            place: place, excerpt: excerpt,
            notes: ["it is set first in line \(first.line)"],
            help: "Keep one of the two.")
    }
}

/// What a message of the TOML parser means for the person who wrote the text.
struct SyntaxAdvice: Hashable {
    var reason: String
    var help: String

    init(description: String) {
        // "Error while parsing string: encountered end-of-file"
        let parts = description.split(separator: ": ", maxSplits: 1).map(String.init)
        let reason = (parts.last ?? description).split(separator: "\n").joined(separator: " ")
        self.reason = Self.plainWords[reason] ?? reason
        help = Self.help(for: reason)
    }

    private static let plainWords = [
        "encountered end-of-file": "the file ends in the middle of a setting",
        "unescaped control characters other than TAB (U+0009) are explicitly prohibited":
            "the text is not closed on its line",
    ]

    private static let hints: [(sign: String, help: String)] = [
        ("unescaped control", "Maybe the closing quote is missing."),
        ("end-of-file", "Maybe a closing quote or bracket is missing."),
        ("unknown escape sequence", "Write a backslash in a text as \\\\, or use single quotes."),
        (
            "saw ','",
            "Maybe it is a decimal comma; write amounts in quotes with a point, as in \"1.50\"."
        ),
        ("not representable", "Write long numbers and codes in quotes."),
        ("table header", "Close the heading with ] on its own line."),
        ("expected ']'", "Close the heading with ] on its own line."),
        ("expected comma", "Maybe a comma between the values of a list is missing, or its ]."),
        ("expected day", "Maybe day and month are exchanged; write it as in 2026-03-04."),
        ("expected month", "Maybe day and month are exchanged; write it as in 2026-03-04."),
        ("expected '='", "Write settings as key = value; keys with blanks in quotes."),
    ]

    private static func help(for reason: String) -> String {
        hints.first { reason.contains($0.sign) }?.help
            ?? "Write settings as key = value, one a line; texts and amounts in quotes."
    }
}
