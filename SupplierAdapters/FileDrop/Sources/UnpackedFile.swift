internal import SupplierAdapterKit
internal import WireFormats

/// The first bytes of a file, and behind them the others.
struct StartOfFile {
    let isEmpty: Bool
    /// Whether a table is packed in it.
    let isPacked: Bool
    let source: any ByteSource

    init(_ pieces: FileInPieces, title: String) throws(AdapterError) {
        var rest = try pieces.source()
        var head: [UInt8] = []
        do throws(WireError) {
            while head.count < 4, let chunk = try rest.nextChunk() { head += chunk }
        } catch {
            throw AdapterError(error, file: title)
        }
        isEmpty = head.isEmpty
        isPacked = UnpackedFile.isPacked(head)
        source = Joined(head: head, rest: rest)
    }

    private struct Joined: ByteSource {
        var head: [UInt8]?
        var rest: any ByteSource

        mutating func nextChunk() throws(WireError) -> [UInt8]? {
            if let head = head.take() { return head }
            return try rest.nextChunk()
        }
    }
}

/// The table in a dropped file: the file itself, or what is packed in it.
struct UnpackedFile {
    var bytes: [UInt8]
    /// As they are for the table: a sheet of a workbook is delimited in one way only.
    var settings: DropSettings

    /// Unpacks gzip, a zip archive of one file, and a workbook; other files are left as they are.
    init(
        _ file: [UInt8], settings: DropSettings, title: String
    ) throws(AdapterError) {
        self.settings = settings
        bytes = file
        do throws(WireError) {
            if Self.isGzip(file) {
                bytes = try GzipFile.unpack(file, limit: settings.maximumBytes)
            } else if Workbook.isArchive(file) {
                try open(try ZipArchive(file))
            }
        } catch {
            throw AdapterError(error, file: title)
        }
    }

    /// Whether a file that begins so is unpacked first.
    static func isPacked(_ head: [UInt8]) -> Bool { isGzip(head) || Workbook.isArchive(head) }

    private static func isGzip(_ head: [UInt8]) -> Bool { head.starts(with: [0x1F, 0x8B]) }

    private mutating func open(_ archive: ZipArchive) throws(WireError) {
        if archive.entries.contains(where: { $0.name == "xl/workbook.xml" }) {
            let sheet = try sheet(of: Workbook(bytes, limit: settings.maximumBytes))
            bytes = Workbook.delimited(sheet)
            settings.format.dialect.encoding = .utf8
            settings.format.dialect.delimiter = UInt8(ascii: ",")
            settings.format.dialect.quote = UInt8(ascii: "\"")
            settings.format.decimalSign = "."
            settings.format.groupingSign = nil
            settings.format.dialect.skipsBlankLines = true
            if !settings.format.datePatterns.contains(.iso) {
                settings.format.datePatterns.append(.iso)
            }
            return
        }
        let files = archive.entries.filter { !$0.isFolder }
        guard files.count == 1, let only = files.first else {
            throw WireError(
                code: "feed.archive-unclear",
                message: "the archive holds \(files.count) files, and a feed takes one",
                help: "Ask the supplier for an archive for each file.")
        }
        bytes = try archive.contents(of: only, limit: settings.maximumBytes)
    }

    private func sheet(of workbook: Workbook) throws(WireError) -> Workbook.Sheet {
        let names = workbook.sheets.map { quotedForMessage($0.name) }.joined(separator: ", ")
        if let wanted = settings.format.sheet {
            if let sheet = workbook.sheets.first(where: { $0.name == wanted }) { return sheet }
            throw WireError(
                code: "feed.sheet-missing",
                message: "the workbook has no sheet \(quotedForMessage(wanted)), but \(names)",
                help: "See the setting format.sheet.")
        }
        let visible = workbook.sheets.filter { !$0.isHidden && !$0.rows.isEmpty }
        guard visible.count == 1, let only = visible.first else {
            throw WireError(
                code: "feed.sheet-unclear",
                message: "the workbook has \(visible.count) sheets with values: \(names)",
                help: "Say which one it is: [format] sheet = \"Prices\"")
        }
        return only
    }
}
