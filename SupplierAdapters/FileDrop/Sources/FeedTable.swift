internal import SupplierAdapterKit
internal import WireFormats

/// Reads the rows of a dropped file up to its trailer and sees that all of them are there.
struct FeedTable {
    enum Step {
        case row(FeedRow)
        /// A row that cannot be trusted; its cells may be read as far as they go.
        case bad(RowProblem, FeedRow)
    }

    let file: String
    let settings: DropSettings
    private(set) var rowCount = 0
    private let trailer: Trailer?
    private var reader: DelimitedReader
    private var header: [String] = []
    private var fieldCount: Int
    private var headerPosition = SourcePosition.start
    private let fileName: String
    private var isAtEnd = false
    private var lastHasLineEnd = true

    /// The first field of the record behind the last row, and where that has its count.
    private struct Trailer {
        let marker: String
        let bytes: [UInt8]
        let countField: Int
    }

    /// Reads the header; `references` are the columns that are used, and `start` is where the bytes
    /// stand.
    init(
        bytes: [UInt8], at start: SourcePosition = .start, fileName: String, file: String,
        settings: DropSettings, references: [ColumnReference]
    ) throws(AdapterError) {
        try self.init(
            DelimitedReader(bytes, dialect: settings.format.dialect, at: start),
            isEmpty: bytes.isEmpty, fileName, file, settings, references)
    }

    /// Reads the header of a file that comes in pieces.
    init(
        _ start: StartOfFile, fileName: String, file: String, settings: DropSettings,
        references: [ColumnReference]
    ) throws(AdapterError) {
        try self.init(
            DelimitedReader(source: start.source, dialect: settings.format.dialect),
            isEmpty: start.isEmpty, fileName, file, settings, references)
    }

    private init(
        _ reader: DelimitedReader, isEmpty: Bool, _ fileName: String, _ file: String,
        _ settings: DropSettings, _ references: [ColumnReference]
    ) throws(AdapterError) {
        self.file = file
        self.fileName = fileName
        self.settings = settings
        self.reader = reader
        fieldCount = settings.format.fieldCount ?? 0
        if case .trailer(let marker, let countField) = settings.completeness.rule {
            trailer = Trailer(marker: marker, bytes: Array(marker.utf8), countField: countField)
        } else {
            trailer = nil
        }
        guard !isEmpty else {
            throw .refusal(
                "feed.empty-file", "the file is empty",
                help: "Maybe the supplier's export failed; ask for the file again.", file: file,
                at: .start)
        }
        if settings.format.hasHeader { try readHeader(references) }
        try checkNumbers(references)
    }

    /// Counts the rows of a file without looking at its columns; throws when it is not whole.
    static func countRows(
        _ bytes: [UInt8], fileName: String, settings: DropSettings
    ) throws(AdapterError) -> Int {
        let unpacked = try UnpackedFile(bytes, settings: settings, title: fileName)
        var settings = unpacked.settings
        settings.bearsUnknownColumns = true
        var table = try FeedTable(
            bytes: unpacked.bytes, fileName: fileName, file: fileName, settings: settings,
            references: [])
        while try table.next() != nil {}
        return table.rowCount
    }

    /// Finds the column that a setting means.
    func column(_ reference: ColumnReference) -> FeedColumn {
        let index =
            switch reference.place {
            case .number(let number): number - 1
            case .name(let name): header.firstIndex(of: name) ?? 0
            }
        let title = index < header.count && !header[index].isEmpty ? header[index] : reference.title
        return FeedColumn(
            index: index, title: title, absence: settings.format.absence.adding(reference.absence))
    }

    /// Gives the next row, or `nil` when the file ended as it must; throws when the file cannot be
    /// trusted as a whole.
    mutating func next() throws(AdapterError) -> Step? {
        guard let record = try nextRow() else { return nil }
        let row = FeedRow(record: record, format: settings.format)
        return problem(of: record).map { .bad($0, row) } ?? .row(row)
    }

    /// Gives the next row with any number of fields, as ``next()`` does.
    ///
    /// Let go before the next call, its memory serves the next one.
    mutating func nextRow() throws(AdapterError) -> RawDelimitedRecord? {
        if isAtEnd { return nil }
        guard let record = try nextRecord() else {
            isAtEnd = true
            try checkEnd()
            return nil
        }
        if let trailer, begins(record, with: trailer) {
            isAtEnd = true
            try readTrailer(record, countField: trailer.countField)
            return nil
        }
        rowCount += 1
        return record
    }

    /// Why a row cannot be trusted: it has more fields than it should have, or fewer.
    func problem(of record: RawDelimitedRecord) -> RowProblem? {
        guard record.count != fieldCount else { return nil }
        let error = raggedRowError(
            position: record.position, count: record.count, expected: fieldCount)
        return RowProblem(error, at: record.position)
    }

    private func begins(_ record: RawDelimitedRecord, with trailer: Trailer) -> Bool {
        let isSame: Bool? = record.withFields { fields in
            // Characters beyond seven bits may be one text in different bytes.
            guard let bytes = fields.verbatim(at: 0), bytes.allSatisfy({ $0 < 0x80 }),
                trailer.bytes.allSatisfy({ $0 < 0x80 })
            else { return nil }
            return bytes.elementsEqual(trailer.bytes)
        }
        return isSame ?? (text(of: record, at: 0) == trailer.marker)
    }

    private mutating func nextRecord() throws(AdapterError) -> RawDelimitedRecord? {
        do throws(WireError) {
            let record = try reader.nextRaw()
            if let record { lastHasLineEnd = record.hasLineEnd }
            return record
        } catch {
            throw AdapterError(error, file: file)
        }
    }

    private func text(of record: RawDelimitedRecord, at index: Int) -> String? {
        do throws(WireError) {
            return index < record.count ? try record.text(at: index) : nil
        } catch {
            return nil
        }
    }

    // MARK: - Header

    private mutating func readHeader(_ references: [ColumnReference]) throws(AdapterError) {
        guard let record = try nextRecord() else {
            throw .refusal(
                "feed.empty-file", "the file holds nothing but blank lines and comments",
                file: file, at: .start)
        }
        headerPosition = record.position
        do throws(WireError) {
            header = try record.decoded().fields.map(\.text)
        } catch {
            throw AdapterError(error, file: file)
        }
        fieldCount = settings.format.fieldCount ?? header.count
        let used = references.compactMap { reference in
            if case .name(let name) = reference.place { name } else { nil }
        }
        let numbers = references.compactMap { reference in
            if case .number(let number) = reference.place { number } else { nil }
        }
        for name in used {
            let count = header.count { $0 == name }
            guard count > 0 else { throw missingColumn(name) }
            guard count == 1 else {
                throw .refusal(
                    "feed.column-twice",
                    "the header has the column \(quotedForMessage(name)) \(count) times",
                    help: "Give the column by its number.", file: file, at: record.position)
            }
        }
        for (index, name) in header.enumerated()
        where !used.contains(name) && !numbers.contains(index + 1) {
            try checkUnused(name, at: record.position(at: index), used: used)
        }
    }

    private func missingColumn(_ name: String) -> AdapterError {
        let nearest = nearestName(to: name, among: header)
        return .refusal(
            "feed.column-missing", "the header has no column \(quotedForMessage(name))",
            help: nearest.map { "Maybe \(quotedForMessage($0)) is meant." }
                ?? "The header is \(quotedForMessage(header.joined(separator: " | "))); maybe the "
                + "delimiter is another one, or lines above the header must be skipped.",
            file: file, at: headerPosition)
    }

    private func checkUnused(
        _ name: String, at position: SourcePosition, used: [String]
    ) throws(AdapterError) {
        if settings.bearsUnknownColumns { return }
        if settings.ignoredColumns.contains(where: { $0.matches(name) }) { return }
        throw .refusal(
            "feed.column-unknown",
            "the column \(quotedForMessage(name)) is neither used nor ignored",
            help: "Add it to [columns], or to ignored_columns.", file: file, at: position)
    }

    private func checkNumbers(_ references: [ColumnReference]) throws(AdapterError) {
        for reference in references {
            if case .number(let number) = reference.place, number > fieldCount {
                throw .refusal(
                    "feed.column-missing",
                    "there is no column \(number): rows have \(fieldCount) fields", file: file,
                    at: headerPosition)
            }
        }
    }

    // MARK: - End

    private mutating func readTrailer(
        _ record: RawDelimitedRecord, countField: Int
    ) throws(AdapterError) {
        let index = countField - 1
        let found = text(of: record, at: index) ?? ""
        let place = index < record.count ? record.position(at: index) : record.position
        guard let count = Int(found), count >= 0 else {
            throw .refusal(
                "feed.trailer-count",
                "the trailer's count \(quotedForMessage(found)) is not a whole number",
                help: "The count is expected in field \(countField): see complete.count_field.",
                file: file, at: place)
        }
        try check(count: count, at: place)
        if let next = try nextRecord() {
            throw .refusal(
                "feed.text-after-trailer", "text follows the trailer",
                help: "Maybe two files were joined, or the marker is also a part number.",
                file: file, at: next.position)
        }
        try checkRows()
    }

    private func checkEnd() throws(AdapterError) {
        switch settings.completeness.rule {
        case .trailer(let marker, _):
            throw .refusal(
                "feed.trailer-missing",
                "the file ends after \(rowCount) row\(rowCount == 1 ? "" : "s") without "
                    + "the trailer "
                    + quotedForMessage(marker),
                help: "Maybe the file is cut off; ask the supplier to send it again.", file: file,
                at: reader.position)
        case .nameCount(let prefix, let suffix):
            let count = CompletenessSettings.count(
                inName: fileName, prefix: prefix, suffix: suffix)
            guard let count else {
                throw .refusal(
                    "feed.name-without-count", "the file's name does not tell how many rows it has",
                    help: "See complete.name_pattern.", file: file)
            }
            try check(count: count, at: reader.position)
        case .stable where !lastHasLineEnd, .seenTwice where !lastHasLineEnd,
            .document where !lastHasLineEnd:
            // Nothing else tells a whole file from one that is cut inside its last number.
            throw .refusal(
                "feed.last-line-open", "the last line has no line end, so it may be cut off",
                help: "Let the supplier end the file with a line end, or better with a trailer.",
                file: file, at: reader.position)
        case .manifest, .doneFile, .document, .stable, .seenTwice: break
        }
        try checkRows()
    }

    private func check(count: Int, at position: SourcePosition) throws(AdapterError) {
        let expected = count - settings.completeness.countBesideRows
        guard expected == rowCount else {
            throw .refusal(
                "feed.count-differs",
                "the file tells of \(expected) rows and holds \(rowCount)",
                help: rowCount < expected
                    ? "Maybe rows are missing; ask the supplier to send the file again."
                    : "Maybe the count includes header or trailer: see "
                        + "complete.count_beside_rows.",
                file: file, at: position)
        }
    }

    private func checkRows() throws(AdapterError) {
        guard rowCount > 0 else {
            throw .refusal(
                "feed.no-rows", "the file has no rows beneath its header",
                help: "Nothing was changed; if the supplier really offers nothing any more, block "
                    + "the supplier.",
                file: file, at: reader.position)
        }
    }
}
