internal import FileDrop
internal import SupplierAdapterKit
internal import WireFormats

/// One answer, read: its records as rows of a table, and what stands beside them.
struct FeedPage {
    /// The records, in their order; of a delimited text only their number is known.
    private(set) var rows: [OfferTable.Row] = []
    /// The number of records.
    var rowCount: Int { textRows ?? rows.count }
    private var textRows: Int?
    /// The columns that stood in any record.
    private(set) var found: Set<String> = []
    private var document = Document.table
    private let settings: FeedSettings
    private let table: OfferTable
    /// Where the records are.
    private let path: RecordPath
    private let isCall: Bool

    private enum Document {
        case json(JSONValue)
        case xml(XMLNode)
        /// Nothing stands beside the records.
        case table
    }

    /// Whether there was no answer to read anything from.
    let isBare: Bool

    /// Reads an answer.
    ///
    /// `firstLine` is the line that messages call its first. Without `rows` only what stands beside
    /// the records is read.
    init(
        _ body: [UInt8], settings: FeedSettings, file: String, firstLine: Int, rows: Bool = true,
        isCall: Bool = false
    ) throws(AdapterError) {
        guard let table = settings.table else {
            preconditionFailure("Documents have no pages of rows.")
        }
        self.settings = settings
        self.table = table
        isBare = body.isEmpty
        path = isCall ? settings.webhook?.rows ?? settings.rows : settings.rows
        self.isCall = isCall
        if body.isEmpty { return }
        do throws(WireError) {
            switch settings.content {
            case .json:
                let root = try JSONText.parse(body)
                document = .json(root)
                if rows { try addRows(of: root, firstLine) }
                return
            case .ndjson:
                try addLines(of: body, firstLine)
                return
            case .xml:
                let root = try XMLText.parse(body)
                document = .xml(root)
                guard rows else { return }
                for element in path.elements(in: root) { add(element, firstLine) }
                return
            case .csv, .document: break
            }
        } catch {
            let line = error.position.map { firstLine + $0.line - 1 }
            throw AdapterError(
                code: error.code, reaction: .fixData, message: error.message,
                help: Self.isMarkup(body) && settings.content != .xml
                    ? "The answer begins like a web page: maybe url leads to a login."
                    : error.help,
                place: FilePlace(
                    file: file, line: line ?? 0, column: error.position?.column ?? 0))
        }
        let text = try Self.text(body, file: file, firstLine: firstLine)
        textRows = try table.rowCount(of: text, file: file)
        found = Set(table.columnNames)
    }

    /// An answer that is a delimited text, for the reader of such texts.
    static func text(
        _ body: [UInt8], file: String, firstLine: Int
    ) throws(AdapterError) -> OfferTable.Text {
        guard !isMarkup(body) else {
            throw AdapterError(
                code: "http.content", reaction: .fixSettings,
                message: "the answer is a web page and no table",
                help: "Maybe url leads to a login.",
                place: FilePlace(file: file, line: firstLine))
        }
        return OfferTable.Text(body, firstLine: firstLine)
    }

    private static func isMarkup(_ body: [UInt8]) -> Bool {
        body.first { $0 > 0x20 && $0 < 0x80 } == UInt8(ascii: "<")
    }

    // MARK: - Records

    private mutating func addRows(of root: JSONValue, _ firstLine: Int) throws(WireError) {
        guard let list = path.values(in: root).first else {
            throw WireError(
                code: "http.rows-missing",
                message: "the answer has nothing at \(quotedForMessage(path.text))",
                help: Self.names(of: root).map { "It has \($0): see rows in the settings." },
                position: root.position)
        }
        if isCall, case .object = list.content {
            add(list, line: firstLine + list.position.line - 1)
            return
        }
        guard case .array(let values) = list.content else {
            let place =
                path.steps.isEmpty
                ? "the answer" : "what stands at \(quotedForMessage(path.text))"
            throw WireError(
                code: "http.rows-missing", message: "\(place) is no list",
                help: Self.names(of: list).map { "It has \($0): see rows in the settings." },
                position: list.position)
        }
        for value in values { add(value, line: firstLine + value.position.line - 1) }
    }

    private static func names(of value: JSONValue) -> String? {
        guard case .object(let members) = value.content, !members.isEmpty else { return nil }
        return members.prefix(8).map { quotedForMessage($0.name) }.joined(separator: ", ")
    }

    private mutating func addLines(of body: [UInt8], _ firstLine: Int) throws(WireError) {
        var line = 0
        var rest = body[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 10) ?? rest.endIndex
            let text = rest[rest.startIndex..<end]
            rest = end < rest.endIndex ? rest[(end + 1)...] : []
            line += 1
            guard text.contains(where: { $0 > 0x20 }) else { continue }
            do throws(WireError) {
                add(try JSONText.parse(Array(text)), line: firstLine + line - 1)
            } catch {
                throw error.at(
                    SourcePosition(
                        line: line, column: error.position?.column ?? 1, byteOffset: 0))
            }
        }
    }

    private mutating func add(_ record: JSONValue, line: Int) {
        let sign = table.decimalSign
        var values: [String?] = []
        for name in table.columnNames {
            let value = RecordPath(name).values(in: record).first
            if value != nil { found.insert(name) }
            values.append(value.flatMap { RecordText.text($0, decimalSign: sign) })
        }
        var row = OfferTable.Row(values, line: line, column: record.position.column)
        if let removed = settings.changes.removed {
            row.isRemoved = removed.values(in: record).contains { value in
                RecordText.text(value, decimalSign: ".")
                    .map(settings.changes.removedValues.contains) ?? false
            }
        }
        rows.append(row)
    }

    private mutating func add(_ element: XMLNode, _ firstLine: Int) {
        var values: [String?] = []
        for name in table.columnNames {
            let value = RecordPath(name).texts(in: element).first
            if value != nil { found.insert(name) }
            values.append(value)
        }
        var row = OfferTable.Row(
            values, line: firstLine + element.position.line - 1, column: element.position.column)
        if let removed = settings.changes.removed {
            row.isRemoved = removed.texts(in: element)
                .contains(where: settings.changes.removedValues.contains)
        }
        rows.append(row)
    }

    // MARK: - Beside the records

    /// The texts that stand at a path of the answer, `null` left out.
    func texts(at path: RecordPath) -> [String] {
        switch document {
        case .json(let root):
            path.values(in: root).compactMap { RecordText.text($0, decimalSign: ".") }
        case .xml(let root): path.texts(in: root)
        case .table: []
        }
    }

    /// What the answer says went wrong, though its status says that all is well.
    func failure() -> (message: String, isPassing: Bool)? {
        for rule in settings.errors {
            let found = texts(at: rule.path)
            let bad = found.first { text in
                if !rule.values.isEmpty { return rule.values.contains(text) }
                if !rule.goodValues.isEmpty { return !rule.goodValues.contains(text) }
                return text != "" && text != "false" && text != "0" && text != "[]" && text != "{}"
            }
            guard let bad else { continue }
            let words = rule.message.flatMap { texts(at: $0).first { !$0.isEmpty } }
            let title = "\(rule.path.text) is \(quotedForMessage(bad))"
            return (words.map { "\(title): \(quotedForMessage($0))" } ?? title, rule.isPassing)
        }
        return nil
    }

    /// The essential columns that stood in no record, though there are records.
    var missing: [String] {
        rowCount == 0 ? [] : table.essentialNames.subtracting(found).sorted()
    }
}
