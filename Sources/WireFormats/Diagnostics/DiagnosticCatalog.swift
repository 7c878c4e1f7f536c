/// All findings of the readers of documents: what each means, weighs, and does by itself.
public enum DiagnosticCatalog {
    /// One kind of finding.
    public struct Entry: Hashable, Sendable {
        /// The stable name.
        public let code: String
        /// How much it weighs.
        public let severity: WireSeverity
        /// What it does where no table says otherwise.
        public let reaction: StrictnessReaction
        /// What it means, as a sentence without its point.
        public let meaning: String
        /// Whether what follows cannot be read at all, however lenient the reader.
        public let isBeyondReading: Bool
    }

    /// Every entry, sorted by code.
    public static let entries: [Entry] =
        (x12 + edifact + guides + segments + texts + markup + files + containers + layouts)
        .sorted { $0.code < $1.code }

    private static let entryByCode = Dictionary(
        entries.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })

    /// The entry of a code.
    public static func entry(for code: String) -> Entry? { entryByCode[code] }

    private static func note(_ code: String, _ meaning: String) -> Entry {
        Entry(
            code: code, severity: .note, reaction: .note, meaning: meaning,
            isBeyondReading: false)
    }

    private static func warning(_ code: String, _ meaning: String) -> Entry {
        Entry(
            code: code, severity: .warning, reaction: .note, meaning: meaning,
            isBeyondReading: false)
    }

    private static func error(
        _ code: String, _ meaning: String, _ reaction: StrictnessReaction = .note
    ) -> Entry {
        Entry(
            code: code, severity: .error, reaction: reaction, meaning: meaning,
            isBeyondReading: false)
    }

    private static func fatal(_ code: String, _ meaning: String) -> Entry {
        Entry(
            code: code, severity: .error, reaction: .rejectInterchange, meaning: meaning,
            isBeyondReading: true)
    }

    /// What was taken already is not taken twice, however lenient the reader.
    private static func again(_ code: String, _ meaning: String) -> Entry {
        fatal(code, meaning)
    }

    /// A finding that is told where a partner's table asks for it.
    private static func quiet(_ code: String, _ meaning: String) -> Entry {
        Entry(
            code: code, severity: .error, reaction: .ignore, meaning: meaning,
            isBeyondReading: false)
    }

    private static let containers: [Entry] = [
        fatal("deflate.cut-off", "packed bytes end too early"),
        fatal("deflate.damaged", "packed bytes are damaged"),
        fatal("deflate.too-large", "more is packed than is unpacked here"),
        fatal("gzip.checksum", "unpacked bytes do not have their checksum"),
        fatal("gzip.cut-off", "a gzip file ends too early"),
        fatal("gzip.header", "the header of a gzip file is not one"),
        fatal("gzip.trailing-bytes", "something else follows the packed bytes"),
        fatal("xlsx.cell", "a cell of a workbook cannot be read"),
        fatal("xlsx.damaged", "a part of a workbook is missing or impossible"),
        fatal("xlsx.formula-without-value", "a formula has no value that was saved with it"),
        note("xlsx.formulas", "cells hold formulas; their saved values are read"),
        warning("xlsx.hidden-rows", "rows of a sheet are hidden, and read"),
        warning("xlsx.hidden-sheet", "a sheet is hidden"),
        fatal("xlsx.not-a-workbook", "an archive holds no workbook"),
        note("xlsx.rounded", "numbers have more than fifteen digits, and are read rounded"),
        fatal("xlsx.too-large", "a workbook has more cells than are read"),
        fatal("zip.checksum", "a file of an archive does not have its checksum"),
        fatal("zip.damaged", "an archive is damaged"),
        fatal("zip.directory-missing", "the directory at the end of an archive is not there"),
        warning("zip.empty", "an archive holds no file"),
        fatal("zip.encrypted", "a file of an archive is encrypted"),
        fatal("zip.too-many-files", "an archive holds more files than are read"),
        fatal("zip.unsupported", "an archive is packed in a way that is not read"),
    ]

    private static let x12: [Entry] = [
        warning("x12.isa-width", "an element of ISA is not as wide as the standard fixes it"),
        warning("x12.isa-component-separator", "ISA16 does not name the component separator"),
        fatal("x12.isa-terminator", "the ISA segment is not ended by a terminator"),
        fatal("x12.isa-elements", "the ISA segment has fewer than sixteen elements"),
        fatal("x12.isa-cut-off", "the file ends inside the ISA segment"),
        fatal("x12.separators", "two separators of the interchange are the same byte"),
        note("x12.terminator-wide", "segments end with a character of several bytes"),
        error("x12.isa-missing", "segments stand outside any interchange", .rejectInterchange),
        error("x12.iea-missing", "an interchange is not closed by IEA", .rejectInterchange),
        error("x12.iea-unexpected", "an IEA closes no interchange", .rejectInterchange),
        error(
            "x12.iea-control-number", "IEA02 is not the control number of ISA13",
            .rejectInterchange),
        error("x12.iea-count", "IEA01 is not the number of groups", .rejectInterchange),
        warning("x12.interchange-duplicate", "an interchange has the control number of another"),
        again("x12.interchange-seen", "an interchange came in an earlier file already"),
        warning("x12.interchange-late", "an interchange comes after one with a greater number"),
        quiet("x12.interchange-gap", "numbers before that of an interchange did not come"),
        quiet("x12.group-seen", "a group came in an earlier file already"),
        quiet("x12.group-late", "a group comes after one with a greater number"),
        quiet("x12.group-gap", "numbers before that of a group did not come"),
        quiet("x12.set-seen", "a set came in an earlier file already"),
        note("x12.version-differs", "GS08 names another release than ISA12"),
        error("x12.control-number", "a control number is not made of digits"),
        error("x12.gs-missing", "a set stands outside any group", .rejectGroup),
        error("x12.ge-missing", "a group is not closed by GE", .rejectGroup),
        error("x12.ge-unexpected", "a GE closes no group", .rejectInterchange),
        error("x12.ge-control-number", "GE02 is not the control number of GS06", .rejectGroup),
        error("x12.ge-count", "GE01 is not the number of sets", .rejectGroup),
        error("x12.group-duplicate", "a group has the control number of another", .rejectGroup),
        warning("x12.group-kind", "GS01 does not fit the sets of the group"),
        note("x12.gs-date-short", "GS04 has six digits where the release asks for eight"),
        error("x12.se-missing", "a set is not closed by SE", .rejectSet),
        error("x12.se-unexpected", "an SE closes no set", .rejectGroup),
        error("x12.se-control-number", "SE02 is not the control number of ST02", .rejectSet),
        error("x12.se-count", "SE01 is not the number of segments", .rejectSet),
        error("x12.set-duplicate", "a set has the control number of another", .rejectSet),
        error("x12.set-number", "ST02 is missing or not as the standard has it", .rejectSet),
        note("x12.set-not-interpreted", "the set is read, and its content is not interpreted"),
        error("x12.segment-outside", "a segment stands outside any set", .rejectGroup),
        error("x12.segment-name", "what opens a segment is no segment's name"),
        error("x12.segment-missing", "a segment that must be there is missing"),
        error("x12.segment-unexpected", "a segment stands where it cannot"),
        error("x12.segment-order", "a segment stands behind one that it must precede"),
        error("x12.segment-repeated", "a segment that may stand once stands again"),
        error("x12.element-missing", "an element that must be there is missing"),
        error("x12.element-condition", "an element that another one asks for is missing"),
        error("x12.element-exclusive", "two elements stand that exclude each other"),
        error("x12.elements-too-many", "a segment has more elements than the standard knows"),
        error("x12.element-too-short", "an element is shorter than it may be"),
        error("x12.element-too-long", "an element is longer than it may be"),
        error("x12.element-character", "an element holds a character that its type does not"),
        error("x12.element-code", "an element holds a value that is not in its short list"),
        error("x12.element-date", "an element holds no date of the calendar"),
        error("x12.element-time", "an element holds no time of the day"),
        error("x12.repetitions-too-many", "an element is repeated more often than it may be"),
        warning("x12.component-unexpected", "an element without components has some"),
        note("x12.trailing-separator", "a segment ends with empty elements"),
        note("x12.number-padded", "a number is padded with zeros otherwise than it should be"),
        warning("x12.line-count", "CTT01 is not the number of lines"),
        warning("x12.hierarchy-parent", "HL02 names a level that is not there"),
        warning("x12.hierarchy-duplicate", "HL01 is the number of another level"),
    ]

    private static let edifact: [Entry] = [
        warning("edifact.una-length", "the service string advice is not nine bytes long"),
        error(
            "edifact.una-differs", "the header does not use what the service string advises",
            .rejectInterchange),
        fatal("edifact.separators", "service characters cannot be told apart"),
        error(
            "edifact.terminator-typographic", "segments end with a typographic apostrophe",
            .rejectInterchange),
        error("edifact.unb-missing", "segments stand outside any interchange", .rejectInterchange),
        again("edifact.interchange-seen", "an interchange came in an earlier file already"),
        warning(
            "edifact.interchange-late", "an interchange comes after one with a greater number"),
        quiet("edifact.interchange-gap", "numbers before that of an interchange did not come"),
        quiet("edifact.message-seen", "a message came in an earlier file already"),
        error("edifact.unb-element", "an element of UNB that must be there is missing"),
        error("edifact.syntax-version", "UNB names no syntax version from 1 to 4"),
        warning("edifact.syntax-identifier", "UNB names a character set that is not known"),
        error("edifact.unz-missing", "an interchange is not closed by UNZ", .rejectInterchange),
        error("edifact.unz-unexpected", "a UNZ closes no interchange", .rejectInterchange),
        error(
            "edifact.unz-reference", "UNZ repeats another reference than UNB", .rejectInterchange),
        error("edifact.unz-count", "UNZ counts other messages or groups", .rejectInterchange),
        warning("edifact.interchange-duplicate", "an interchange has the reference of another"),
        error("edifact.une-missing", "a group is not closed by UNE", .rejectGroup),
        error("edifact.une-unexpected", "a UNE closes no group", .rejectInterchange),
        error("edifact.une-reference", "UNE repeats another reference than UNG", .rejectGroup),
        error("edifact.une-count", "UNE counts other messages", .rejectGroup),
        error("edifact.unh-element", "an element of UNH that must be there is missing", .rejectSet),
        error("edifact.unh-version", "UNH does not name the version of its message"),
        error("edifact.message-type", "UNH does not name a message type", .rejectSet),
        error("edifact.message-duplicate", "a message has the reference of another"),
        note("edifact.message-not-interpreted", "the message is read and not interpreted"),
        error("edifact.unt-missing", "a message is not closed by UNT", .rejectSet),
        error("edifact.unt-unexpected", "a UNT closes no message", .rejectInterchange),
        error("edifact.unt-reference", "UNT repeats another reference than UNH", .rejectSet),
        error("edifact.unt-count", "UNT counts other segments", .rejectSet),
        error("edifact.segment-outside", "a segment stands outside any message", .rejectGroup),
        error("edifact.segment-name", "what opens a segment is no segment's name"),
        error("edifact.segment-missing", "a segment that must be there is missing"),
        error("edifact.segment-unexpected", "a segment stands where it cannot"),
        error("edifact.element-missing", "an element that must be there is missing"),
        error("edifact.element-too-long", "an element is longer than it may be"),
        error("edifact.element-character", "an element holds a character that its type does not"),
        error("edifact.element-number", "an element is no number with this decimal mark"),
        error("edifact.element-code", "an element holds a value that is not in its short list"),
        error("edifact.element-date", "an element is no date in the format it names"),
        error("edifact.elements-too-many", "a segment has more elements than the directory knows"),
        error("edifact.components-too-many", "an element has more components than it may have"),
        warning("edifact.character-set", "a character is outside the declared character set"),
        error("edifact.release-open", "a release character stands at the end, before nothing"),
        note("edifact.trailing-separator", "a segment or element ends with empty pieces"),
        note("edifact.number-padded", "a count is padded with zeros"),
        warning("edifact.line-count", "CNT+2 is not the number of lines"),
        warning("edifact.section", "the UNS segment does not stand between lines and summary"),
    ]

    /// What stands in a partner's guide was put there to be held against: it rejects the set.
    private static let guides: [Entry] = [
        error("guide.segment-missing", "a segment that a guide asks for is missing", .rejectSet),
        error("guide.segment-forbidden", "a segment stands that a guide does not have", .rejectSet),
        error(
            "guide.segment-repeated", "a segment stands more often than a guide has it",
            .rejectSet),
        error("guide.loop-missing", "lines that a guide asks for are missing", .rejectSet),
        error("guide.element-missing", "an element that a guide asks for is missing", .rejectSet),
        error(
            "guide.element-pattern", "an element is not written as a guide has it", .rejectSet),
        error(
            "guide.element-forbidden", "an element stands that a guide does not have", .rejectSet),
        error(
            "guide.element-code", "an element holds a value that a guide does not have",
            .rejectSet),
        error("guide.element-too-long", "an element is longer than a guide has it", .rejectSet),
    ]

    private static let segments: [Entry] = [
        note("segments.byte-order-mark", "the file begins with the mark of UTF-8"),
        warning("segments.junk", "bytes stand outside any interchange"),
        note("segments.line-break", "lines are broken inside segments"),
        warning("segments.control-character", "a control character stands inside a segment"),
        note("segments.not-ascii", "bytes above 0x7F stand in the file"),
        note("segments.not-utf8", "bytes above 0x7F that are not UTF-8 stand in the file"),
        warning("segments.last-unterminated", "the last segment of the file is not ended"),
        fatal("segments.too-long", "a segment is longer than what is read"),
    ]

    private static let texts: [Entry] = [
        fatal("csv.unclosed-quote", "a quote is opened and never closed"),
        fatal("csv.text-after-quote", "text follows the closing quote of a field"),
        warning("csv.quote-in-bare-field", "a quote stands inside a field that is not quoted"),
        fatal("csv.nul-byte", "a NUL byte stands in the text"),
        fatal("csv.too-many-fields", "a record has more fields than are read"),
        fatal("csv.record-too-long", "a record is longer than what is read"),
        warning("csv.ragged-row", "a record has another number of fields than most"),
        note("csv.last-line-open", "the last line has no line end"),
        note("csv.line-ends-mixed", "lines end in different ways"),
        warning("csv.column-twice", "two columns have the same name"),
        note("text.not-utf8", "bytes are not UTF-8; they are read as one byte a character"),
        warning("text.control-character", "control characters stand in the text"),
        note("text.unstructured", "no structure is recognised in the text"),
        fatal("json.syntax", "a JSON text is not well formed"),
        fatal("json.cut-off", "the file ends inside a JSON value"),
        fatal("json.control-character", "a control character stands in a JSON text"),
        fatal("json.escape", "an escape is not known in JSON"),
        fatal("json.encoding", "a JSON text is not UTF-8"),
        fatal("json.too-deep", "JSON values are nested too deep"),
        error("json.duplicate-member", "a member name stands twice", .rejectInterchange),
        fatal("json.trailing-text", "text follows the end of the JSON value"),
        fatal("json.too-long", "a name or text in JSON is longer than what is read"),
        note("json.last-line-open", "the last line has no line end"),
        error("idoc.control-record", "an IDoc does not begin with its control record"),
        warning("idoc.record-length", "an IDoc record is longer than its layout"),
        warning("record.length", "a record is longer than its layout"),
    ]

    private static let layouts: [Entry] = [
        error("layout.count", "a record counts other records than there are", .rejectInterchange),
        fatal("layout.cut-off", "the file ends inside a record"),
        warning("layout.field-character", "a field holds a byte that is no text"),
        error("layout.field-code", "a field holds a value that the layout does not list"),
        error("layout.field-date", "a field is no day in the pattern of the layout"),
        error("layout.field-digits", "a field holds something else than digits"),
        error("layout.field-missing", "a field that must hold something is blank"),
        error("layout.field-number", "a field is no number"),
        fatal("layout.no-records", "the file holds no record"),
        error(
            "layout.parent-missing", "a record stands under none that it belongs to",
            .rejectInterchange),
        error("layout.quote-open", "a quote is opened and never closed", .rejectInterchange),
        warning("layout.record-length", "a record is longer than the layout says"),
        error(
            "layout.record-missing", "a record that must be there is missing", .rejectInterchange),
        error(
            "layout.record-repeated", "a record stands more often than it may",
            .rejectInterchange),
        error("layout.record-unknown", "the layout has no such record", .rejectInterchange),
        error("layout.total", "a total is not the sum of what it adds up", .rejectInterchange),
    ]

    private static let markup: [Entry] = [
        fatal("xml.syntax", "markup is not well formed"),
        fatal("xml.cut-off", "the file ends inside the document"),
        fatal("xml.tag-mismatch", "an end tag closes another element than is open"),
        fatal("xml.attribute-twice", "an attribute stands twice in a tag"),
        fatal("xml.entity-unknown", "an entity is used that the document does not know"),
        fatal("xml.character", "a character stands that XML does not allow"),
        fatal("xml.encoding", "bytes are not text in the declared encoding"),
        warning("xml.encoding-differs", "the bytes are another encoding than is declared"),
        fatal("xml.encoding-unknown", "the declared encoding is not read here"),
        fatal("xml.too-deep", "elements are nested too deep"),
        fatal("xml.too-long", "a tag or other piece of markup is longer than what is read"),
        note("xml.doctype", "a document type declaration is skipped; nothing of it is used"),
        error("xml.doctype-entities", "the document declares entities", .rejectInterchange),
        fatal("xml.root", "the document has no root element, or more than one"),
        warning("xml.namespace-prefix", "a prefix is not bound to a namespace"),
    ]

    private static let files: [Entry] = [
        fatal("file.empty", "the file is empty"),
        fatal("file.compressed", "the file is compressed"),
        fatal("file.binary", "the file is binary"),
        fatal("file.utf16", "the file is UTF-16 or UTF-32"),
        fatal("file.html", "the file is a web page"),
        fatal("file.format-unsupported", "the format is recognised and not read here"),
    ]
}
