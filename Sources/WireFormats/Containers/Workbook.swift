/// Reads workbooks in Office Open XML (`.xlsx`): values of cells, never formulas.
///
/// A cell that holds a formula has the value that was computed when the file was saved; that is
/// what is read, and counted. Dates come out as `2026-03-04`, numbers in plain digits.
public struct Workbook: Sendable {
    /// A sheet with its values.
    public struct Sheet: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// Whether it is hidden.
        public let isHidden: Bool
        /// Rows from the first one of the sheet on, empty ones included; in each, cells from the
        /// first column on.
        public internal(set) var rows: [[String]] = []
        /// Cells whose value comes from a formula.
        public internal(set) var formulaCount = 0
        /// Rows that are hidden; they are read like all others.
        public internal(set) var hiddenRowCount = 0
        /// Numbers with more digits than a spreadsheet shows, cut to fifteen.
        public internal(set) var roundedCount = 0
    }

    /// The sheets, in the order of the workbook.
    public let sheets: [Sheet]

    /// Whether a file begins like a zip archive.
    public static func isArchive(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x50, 0x4B, 3, 4])
    }

    /// The most cells that are read in a workbook.
    public static let maximumCells = 20_000_000
    /// The most columns of a sheet.
    static let maximumColumns = 16_384
    /// The most rows of a sheet.
    static let maximumRows = 1_048_576

    /// Reads a workbook.
    ///
    /// Throws `xlsx.not-a-workbook`, `xlsx.damaged`, `xlsx.cell`, `xlsx.formula-without-value`,
    /// `xlsx.too-large`, and what ``ZipArchive`` and ``XMLText`` throw; nothing beyond `limit`
    /// bytes is unpacked.
    public init(_ bytes: [UInt8], limit: Int) throws(WireError) {
        let archive = try ZipArchive(bytes)
        try self.init(archive, limit: limit)
    }

    init(_ archive: ZipArchive, limit: Int) throws(WireError) {
        var parts = WorkbookParts(archive: archive, limit: limit)
        guard let book = try parts.document("xl/workbook.xml") else {
            throw WireError(
                code: "xlsx.not-a-workbook", message: "the archive holds no workbook")
        }
        let targets = try parts.targets("xl/_rels/workbook.xml.rels")
        let strings = try parts.sharedStrings()
        let styles = WorkbookStyles(try parts.document("xl/styles.xml"))
        let uses1904 = ["1", "true"].contains(book.child("workbookPr")?.attribute("date1904"))
        var sheets: [Sheet] = []
        var cellsLeft = Self.maximumCells
        for sheet in book.child("sheets")?.children("sheet") ?? [] {
            let name = sheet.attribute("name") ?? ""
            let isHidden = (sheet.attribute("state") ?? "visible") != "visible"
            guard let target = targets[sheet.attribute("id") ?? ""] else {
                throw WireError(
                    code: "xlsx.damaged",
                    message: "the sheet \(quotedForMessage(name)) is not in the workbook")
            }
            let isAbsolute = target.hasPrefix("/")
            guard let content = try parts.bytes(isAbsolute ? target : "xl/\(target)") else {
                // Charts and the like stand among the sheets too.
                continue
            }
            var reader = SheetReader(
                sheet: Sheet(name: name, isHidden: isHidden), strings: strings, styles: styles,
                uses1904: uses1904, cellsLeft: cellsLeft)
            try reader.read(content)
            cellsLeft = reader.cellsLeft
            sheets.append(reader.sheet)
        }
        self.sheets = sheets
    }

    /// A sheet as delimited text: commas, quotes around every field, and line n for row n; a row
    /// without values is a blank line.
    public static func delimited(_ sheet: Sheet) -> [UInt8] {
        let width = sheet.rows.map(\.count).max() ?? 0
        var bytes: [UInt8] = []
        for row in sheet.rows {
            let isBlank = row.allSatisfy(\.isEmpty)
            for column in 0..<(isBlank ? 0 : width) {
                if column > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes.append(UInt8(ascii: "\""))
                if column < row.count {
                    for byte in row[column].utf8 {
                        // A line break in a cell would shift the lines of all rows below.
                        bytes.append(byte == 10 || byte == 13 ? 0x20 : byte)
                        if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                    }
                }
                bytes.append(UInt8(ascii: "\""))
            }
            bytes.append(10)
        }
        return bytes
    }
}

/// The files inside a workbook.
private struct WorkbookParts {
    let archive: ZipArchive
    /// What may still be unpacked.
    var limit: Int

    init(archive: ZipArchive, limit: Int) {
        self.archive = archive
        self.limit = limit
    }

    mutating func bytes(_ name: String) throws(WireError) -> [UInt8]? {
        let wanted = name.hasPrefix("/") ? String(name.dropFirst()) : name
        guard let entry = archive.entries.first(where: { $0.name == wanted }) else { return nil }
        let contents = try archive.contents(of: entry, limit: limit)
        limit -= contents.count
        return contents
    }

    mutating func document(_ name: String) throws(WireError) -> XMLNode? {
        guard let contents = try bytes(name) else { return nil }
        return try XMLText.parse(contents)
    }

    mutating func targets(_ name: String) throws(WireError) -> [String: String] {
        var targets: [String: String] = [:]
        for relation in try document(name)?.children("Relationship") ?? [] {
            guard let id = relation.attribute("Id"), let target = relation.attribute("Target")
            else { continue }
            targets[id] = target
        }
        return targets
    }

    mutating func sharedStrings() throws(WireError) -> [String] {
        let items = try document("xl/sharedStrings.xml")?.children("si") ?? []
        return items.map { SheetReader.text($0) }
    }
}

/// Which styles show a number as a date.
private struct WorkbookStyles {
    private var isDateByStyle: [Bool] = []

    init(_ document: XMLNode?) {
        var customDates: Set<String> = []
        for format in document?.child("numFmts")?.children("numFmt") ?? [] {
            if let id = format.attribute("numFmtId"), let code = format.attribute("formatCode"),
                Self.isDate(code)
            {
                customDates.insert(id)
            }
        }
        for style in document?.child("cellXfs")?.children("xf") ?? [] {
            let id = style.attribute("numFmtId") ?? "0"
            let number = Int(id) ?? 0
            let isBuiltIn =
                (14...22).contains(number) || (27...36).contains(number)
                || (45...47).contains(number) || (50...58).contains(number)
            isDateByStyle.append(isBuiltIn || customDates.contains(id))
        }
    }

    func isDate(_ style: String?) -> Bool {
        guard let index = style.flatMap({ Int($0) }), isDateByStyle.indices.contains(index) else {
            return false
        }
        return isDateByStyle[index]
    }

    /// Whether a format shows years, months, days or times, outside quotes and brackets.
    private static func isDate(_ code: String) -> Bool {
        var isQuoted = false
        var isBracketed = false
        var isEscaped = false
        for letter in code.lowercased() {
            if isEscaped {
                isEscaped = false
            } else if letter == "\\" || letter == "_" || letter == "*" {
                isEscaped = true
            } else if letter == "\"" {
                isQuoted.toggle()
            } else if letter == "[" {
                isBracketed = true
            } else if letter == "]" {
                isBracketed = false
            } else if !isQuoted, !isBracketed, "ymdhs".contains(letter) {
                return true
            }
        }
        return false
    }
}

/// Reads the cells of a sheet as they come, so that a large one needs no tree.
private struct SheetReader {
    var sheet: Workbook.Sheet
    let strings: [String]
    let styles: WorkbookStyles
    let uses1904: Bool
    var cellsLeft: Int
    private var row = 0
    private var column = 0
    private var type = ""
    private var style: String?
    private var reference = ""
    private var value = ""
    private var hasFormula = false
    private var hasValue = false
    private var isInValue = false

    init(
        sheet: Workbook.Sheet, strings: [String], styles: WorkbookStyles, uses1904: Bool,
        cellsLeft: Int
    ) {
        self.sheet = sheet
        self.strings = strings
        self.styles = styles
        self.uses1904 = uses1904
        self.cellsLeft = cellsLeft
    }

    /// All the text of a shared or inline string; readings aids (`rPh`) are none of it.
    static func text(_ item: XMLNode) -> String {
        var text = ""
        for child in item.children {
            if child.name == "t" { text += child.text }
            if child.name == "r" { text += child.child("t")?.text ?? "" }
        }
        return text
    }

    mutating func read(_ bytes: [UInt8]) throws(WireError) {
        var reader = XMLReader(bytes)
        while let token = try reader.next() {
            if let fault = token.fault { throw fault }
            switch token.kind {
            case .startTag, .emptyTag:
                let name = XMLNode.localName(token.name)
                try begin(name, reader.attributes)
                if token.kind == .emptyTag { try end(name) }
            case .endTag: try end(XMLNode.localName(token.name))
            case .text, .cdata: if isInValue { value += reader.text }
            default: break
            }
        }
        guard reader.openElements.isEmpty else {
            throw WireError(
                code: "xml.cut-off",
                message: "the sheet \(quotedForMessage(sheet.name)) is cut off")
        }
    }

    private mutating func begin(
        _ name: String, _ attributes: [XMLAttribute]
    ) throws(WireError) {
        func attribute(_ name: String) -> String? {
            attributes.first { $0.name == name }?.value
        }
        switch name {
        case "row":
            row = try index(attribute("r").flatMap { Int($0) } ?? row + 1, Workbook.maximumRows)
            column = 0
            if ["1", "true"].contains(attribute("hidden")) { sheet.hiddenRowCount += 1 }
        case "c":
            reference = attribute("r") ?? ""
            let stated = Self.column(of: reference)
            column = try index(stated ?? column + 1, Workbook.maximumColumns)
            type = attribute("t") ?? "n"
            style = attribute("s")
            (value, hasFormula, hasValue) = ("", false, false)
        case "f": hasFormula = true
        case "v": (isInValue, hasValue) = (true, true)
        case "t" where type == "inlineStr": (isInValue, hasValue) = (true, true)
        default: break
        }
    }

    private func index(_ number: Int, _ maximum: Int) throws(WireError) -> Int {
        guard (1...maximum).contains(number) else {
            throw WireError(
                code: "xlsx.damaged",
                message: "the sheet \(quotedForMessage(sheet.name)) has a row or column \(number)")
        }
        return number
    }

    /// `27` of `AA12`.
    private static func column(of reference: String) -> Int? {
        let letters = reference.utf8.prefix { $0 >= 0x41 && $0 <= 0x5A }
        guard (1...3).contains(letters.count) else { return nil }
        return letters.reduce(0) { $0 * 26 + Int($1) - 0x40 }
    }

    private mutating func end(_ name: String) throws(WireError) {
        switch name {
        case "v", "t": isInValue = false
        case "c": try endCell()
        default: break
        }
    }

    private func fault(_ message: String, code: String = "xlsx.cell") -> WireError {
        WireError(
            code: code,
            message: "cell \(reference) of sheet \(quotedForMessage(sheet.name)) \(message)")
    }

    private mutating func endCell() throws(WireError) {
        if hasFormula {
            sheet.formulaCount += 1
            if !hasValue {
                throw fault(
                    "holds a formula without a value; open and save the workbook",
                    code: "xlsx.formula-without-value")
            }
        }
        guard hasValue else { return }
        let text: String
        switch type {
        case "s":
            guard let index = Int(value), strings.indices.contains(index) else {
                throw fault("names a text that is not there")
            }
            text = strings[index]
        case "b": text = value == "1" ? "TRUE" : "FALSE"
        case "n":
            guard let number = SheetNumber(value) else { throw fault("holds no number") }
            text = try numberText(number)
        default: text = value
        }
        guard !text.isEmpty else { return }
        cellsLeft -= 1
        guard cellsLeft >= 0 else {
            throw WireError(
                code: "xlsx.too-large",
                message: "the workbook has more than \(Workbook.maximumCells) cells")
        }
        while sheet.rows.count < row { sheet.rows.append([]) }
        var cells = sheet.rows[row - 1]
        sheet.rows[row - 1] = []
        while cells.count < column { cells.append("") }
        cells[column - 1] = text
        sheet.rows[row - 1] = cells
    }

    private mutating func numberText(_ number: SheetNumber) throws(WireError) -> String {
        if styles.isDate(style) {
            guard let text = number.dateText(uses1904: uses1904) else {
                throw fault("holds no date of its calendar")
            }
            return text
        }
        if number.isRounded { sheet.roundedCount += 1 }
        return number.plain
    }
}
