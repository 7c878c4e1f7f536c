internal import SupplierAdapterKit
internal import WireFormats

/// How the files of a feed are written: the table `[format]`.
struct FormatSettings: Hashable, Sendable {
    var dialect = DelimitedDialect()
    /// Whether the first record names the columns.
    var hasHeader = true
    /// How many fields a record has; known from the header where there is one.
    var fieldCount: Int?
    var decimalSign: Character = "."
    var groupingSign: Character?
    /// The sheet of a workbook; `nil` for the only one that has values.
    var sheet: String?
    var datePatterns: [DatePattern] = [.iso]
    var absence = AbsenceWords()

    static let keys: [AdapterDescription.Key] = [
        .init(
            "format.encoding", "`utf8`, `latin1`, `windows1252` or `cp850`; `\"utf8\"`",
            "How bytes become text."),
        .init("format.delimiter", "one character, or `tab`; `\",\"`", "What separates fields."),
        .init(
            "format.quote", "one character, or empty for no quoting; `\"\\\"\"`",
            "What stands around fields that hold delimiters."),
        .init(
            "format.bare_quotes", "true or false; `false`",
            "Whether a quote in a field that does not begin with one is text, as in `1/2\" pipe`."),
        .init("format.line_end", "`any`, `lf`, `crlf` or `cr`; `\"any\"`", "What ends a record."),
        .init("format.skip_lines", "0 to 1000; `0`", "How many lines at the top are skipped."),
        .init("format.comment", "a text; none", "Lines that begin with it are skipped."),
        .init("format.trim", "true or false; `true`", "Whether spaces around fields are dropped."),
        .init("format.header", "true or false; `true`", "Whether the first record names columns."),
        .init(
            "format.fields", "1 to 4096; needed without header",
            "How many fields each record has."),
        .init("format.decimal_sign", "`.` or `,`; `\".\"`", "What separates decimals."),
        .init(
            "format.grouping_sign", "one character, `space` or `nbsp`; none",
            "What groups digits by three."),
        .init(
            "format.dates", "list of patterns; `[\"yyyy-MM-dd\"]`",
            "How dates are written; a date that two patterns read differently is refused."),
        .init(
            "format.sheet", "a text; the only sheet with values", "Which sheet of a workbook."),
        .init(
            "format.absent", "list of texts; none",
            "Words that mean \"not stated\", like an empty field, in every column."),
        .init(
            "format.absent_patterns", "list of texts with `*` and `?`; none",
            "Patterns that mean \"not stated\" in every column."),
    ]

    static func read(from top: inout SettingsReader) -> FormatSettings {
        var format = FormatSettings()
        format.dialect.trimsSpaces = true
        top.table("format") { reader in
            format.readDialect(from: &reader)
            format.readNumbers(from: &reader)
            format.readDates(from: &reader)
            format.absence = AbsenceWords.read(from: &reader)
            format.sheet = reader.optionalString("sheet")
        }
        return format
    }

    private mutating func readDialect(from reader: inout SettingsReader) {
        dialect.encoding = reader.word("encoding", default: .utf8)
        dialect.lineEnding = reader.word("line_end", default: .any)
        dialect.skippedLines = Int(reader.integer("skip_lines", in: 0...1000, default: 0))
        dialect.trimsSpaces = reader.boolean("trim", default: true)
        let comment = reader.optionalString("comment")
        dialect.commentPrefix = comment == "" ? nil : comment
        if let delimiter = FormatSettings.character("delimiter", from: &reader) {
            if let byte = delimiter.asciiValue, byte != 10, byte != 13, byte != 34 {
                dialect.delimiter = byte
            } else {
                reader.report(
                    "settings.wrong-value", "delimiter",
                    "\(reader.name("delimiter")) must be one ASCII character, no quote and no "
                        + "line end",
                    help: "Write for example: delimiter = \";\" or delimiter = \"tab\"")
            }
        }
        if reader.optionalString("quote") == "" {
            dialect.quote = nil
        } else if let quote = FormatSettings.character("quote", from: &reader) {
            if let byte = quote.asciiValue, byte > 32, byte != dialect.delimiter {
                dialect.quote = byte
            } else {
                reader.report(
                    "settings.wrong-value", "quote",
                    "\(reader.name("quote")) must be one ASCII character other than the delimiter")
            }
        }
        dialect.keepsBareQuotes = reader.boolean("bare_quotes", default: false)
        hasHeader = reader.boolean("header", default: true)
        fieldCount = reader.optionalInteger("fields", in: 1...4096).map(Int.init)
        if !hasHeader && fieldCount == nil && reader.problems.isEmpty {
            reader.reportMissing("fields", example: "fields = 7")
        }
    }

    private mutating func readNumbers(from reader: inout SettingsReader) {
        if let sign = FormatSettings.character("decimal_sign", from: &reader) {
            if sign == "." || sign == "," {
                decimalSign = sign
            } else {
                reader.reportWord("decimal_sign", String(sign), [".", ","])
            }
        }
        if let sign = FormatSettings.character("grouping_sign", from: &reader) {
            if sign == decimalSign || sign.isNumber || sign == "-" {
                reader.report(
                    "settings.contradiction", "grouping_sign",
                    "\(reader.name("grouping_sign")) must differ from the decimal sign, the minus "
                        + "sign and the digits",
                    help: "Where \",\" separates decimals, \".\" groups digits, and the other way "
                        + "round.")
            } else {
                groupingSign = sign
            }
        }
    }

    private mutating func readDates(from reader: inout SettingsReader) {
        let texts = reader.strings("dates")
        guard !texts.isEmpty else { return }
        datePatterns = []
        for text in texts {
            do throws(WireError) {
                datePatterns.append(try DatePattern(text))
            } catch {
                reader.report("settings.wrong-value", "dates", error.message, help: error.help)
            }
        }
    }

    private static func character(
        _ key: String, from reader: inout SettingsReader
    ) -> Character? {
        guard let text = reader.optionalString(key), !text.isEmpty else { return nil }
        switch text {
        case "tab": return "\t"
        case "space": return " "
        case "nbsp": return "\u{A0}"
        default:
            if text.count == 1 { return text.first }
            reader.report(
                "settings.wrong-value", key,
                "\(reader.name(key)) is \(quotedForMessage(text)), not one character")
            return nil
        }
    }
}
