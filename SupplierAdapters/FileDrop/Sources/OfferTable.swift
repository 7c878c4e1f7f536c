internal import Procurement
public import SupplierAdapterKit
internal import WireFormats

/// Offers from tables that adapters bring themselves: columns, units, price bases, currencies and
/// suppliers are mapped as those of dropped files are.
///
/// A column's name may mean something else there, such as a path in a record.
public struct OfferTable: Sendable {
    /// A row with where it came from.
    public struct Row: Hashable, Sendable {
        /// What stands in the columns of ``columnNames``, in their order; `nil` for nothing.
        public var values: [String?]
        /// Whether the row says that its part is not offered any more.
        public var isRemoved = false
        var origin: SourcePosition
        var problem: RowProblem?

        /// Makes a row; lines and columns count from 1.
        public init(_ values: [String?], line: Int, column: Int = 1) {
            self.values = values
            origin = SourcePosition(line: line, column: column, byteOffset: 0)
        }
    }

    /// The columns that the settings use, by name or, where they are numbered, as `column 3`.
    public let columnNames: [String]
    /// Those without which no row can be an offer: the part, and prices or shelves.
    public let essentialNames: Set<String>
    /// What separates decimals in texts.
    public let decimalSign: Character
    private let settings: OfferSettings
    private let references: [ColumnReference]

    /// The keys that ``init(from:maximumBytes:)`` reads.
    public static let keys: [AdapterDescription.Key] =
        DropSettings.tableKeys + OfferSettings.tableKeys

    /// Reads the settings; what is wrong is reported to the reader.
    ///
    /// `maximumBytes` is how large a packed table may become.
    public init(from reader: inout SettingsReader, maximumBytes: Int) {
        var settings = OfferSettings(tableFrom: &reader)
        settings.drop.maximumBytes = maximumBytes
        var seen: Set<ColumnReference.Place> = []
        references = settings.references.filter { seen.insert($0.place).inserted }
        columnNames = references.map(\.title)
        var essential = settings.columns[.part].map { [$0.title] } ?? []
        for field in [OfferField.price, .onHand] where field == .price || !settings.carriesPrices {
            if let column = settings.columns[field] { essential.append(column.title) }
        }
        essentialNames = Set(essential)
        decimalSign = settings.drop.format.decimalSign
        self.settings = settings
    }

    /// A delimited text, a workbook, or either packed, that lies in something longer.
    public struct Text: Hashable, Sendable {
        /// The text, byte for byte.
        public var bytes: [UInt8]
        /// The line that messages call its first, from 1.
        public var firstLine: Int

        /// Makes one from its parts.
        public init(_ bytes: [UInt8], firstLine: Int) {
            self.bytes = bytes
            self.firstLine = firstLine
        }
    }

    /// The number of rows of a text, which has the columns that are used.
    ///
    /// A text without rows has none: whether that may be is for the caller to know.
    public func rowCount(of text: Text, file: String) throws(AdapterError) -> Int {
        var offset = 0
        guard var table = try table(text, file, &offset) else { return 0 }
        do throws(AdapterError) {
            while try table.nextRow() != nil {}
        } catch {
            guard error.code == OfferFile.withoutRows else { throw error }
        }
        return table.rowCount
    }

    /// `nil` for a text that is empty; `offset` is moved behind it, so that texts are in order.
    private func table(
        _ text: Text, _ file: String, _ offset: inout Int
    ) throws(AdapterError) -> FeedTable? {
        do throws(AdapterError) {
            let unpacked = try UnpackedFile(text.bytes, settings: settings.drop, title: file)
            defer { offset += unpacked.bytes.count }
            let start = SourcePosition(line: text.firstLine, column: 1, byteOffset: offset)
            return try FeedTable(
                bytes: unpacked.bytes, at: start, fileName: file, file: file,
                settings: unpacked.settings, references: references)
        } catch {
            if error.code == "feed.empty-file" { return nil }
            throw error
        }
    }

    /// Makes offers of the rows of texts, one behind the other, as those of dropped files are made;
    /// `file` is what messages call the text that they lie in.
    ///
    /// Throws `feed.no-rows` where a whole list has none.
    public func read(
        _ texts: [Text], fileName: String, file: String, scope: DeliveryScope
    ) throws(AdapterError) -> OfferDelivery {
        var tables: [FeedTable] = []
        var offset = 0
        for text in texts {
            if let table = try table(text, file, &offset) { tables.append(table) }
        }
        let delivery = try OfferFile.read(
            tables, fileName: fileName, file: file, settings: settings, scope: scope)
        if let delivery { return delivery }
        return try withoutRows(fileName, file, scope)
    }

    private func withoutRows(
        _ fileName: String, _ file: String, _ scope: DeliveryScope
    ) throws(AdapterError) -> OfferDelivery {
        guard scope == .changes else {
            throw .refusal(
                OfferFile.withoutRows, "the list has no rows",
                help: "Nothing was changed; if the supplier really offers nothing any more, "
                    + "block the supplier.", file: file)
        }
        return OfferDelivery(
            file: fileName, suppliers: [], unassigned: [], excludedRowsByReason: [:], scope: scope)
    }

    /// Makes offers of rows; `file` is what messages call the text that they came from.
    ///
    /// Throws `feed.no-rows` where a whole list has none.
    public func read(
        _ rows: [Row], fileName: String, file: String, scope: DeliveryScope
    ) throws(AdapterError) -> OfferDelivery {
        guard !rows.isEmpty else { return try withoutRows(fileName, file, scope) }
        let settings = plainSettings
        var rows = rows
        var writer = DelimitedWriter()
        writer.write(columnNames)
        for index in rows.indices {
            precondition(
                rows[index].values.count == columnNames.count, "A row must fill all columns.")
            if rows[index].values.contains(where: { $0?.unicodeScalars.contains("\0") == true }) {
                rows[index].problem = RowProblem(
                    at: rows[index].origin, code: "csv.nul-byte",
                    message: "the row holds a NUL character")
                rows[index].values = columnNames.map { _ in nil }
            }
            writer.write(rows[index].values.map { $0 ?? "" })
        }
        let table = try FeedTable(
            bytes: writer.bytes, fileName: fileName, file: file, settings: settings.drop,
            references: settings.references)
        return try OfferFile.read(
            table, rows: rows, fileName: fileName, file: file, settings: settings, scope: scope)
    }

    /// The settings of the table as it is written here: columns by their numbers.
    private var plainSettings: OfferSettings {
        var plain = settings
        plain.drop.format.dialect = DelimitedDialect()
        plain.drop.format.dialect.trimsSpaces = settings.drop.format.dialect.trimsSpaces
        plain.drop.format.dialect.skipsBlankLines = false
        plain.drop.format.hasHeader = true
        plain.drop.format.fieldCount = references.count
        plain.drop.bearsUnknownColumns = true
        for (field, reference) in settings.columns { plain.columns[field] = numbered(reference) }
        plain.wideBreaks = settings.wideBreaks.map { wide in
            var wide = wide
            wide.price = numbered(wide.price)
            if case .column(let reference) = wide.start {
                wide.start = .column(numbered(reference))
            }
            return wide
        }
        return plain
    }

    private func numbered(_ reference: ColumnReference) -> ColumnReference {
        var result = reference
        let index = references.firstIndex { $0.place == reference.place } ?? 0
        result.place = .number(index + 1)
        return result
    }
}
