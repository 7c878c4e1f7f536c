internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Reads one price list whole: good rows become offers, bad ones are set aside with their offers.
struct OfferFile: ~Copyable {
    private var settings: OfferSettings
    private let file: String
    private var reader: OfferRowReader
    private var quick: QuickOfferReader
    private let namesSuppliers: Bool
    private var rows: OfferRows
    private var unassigned: [QuarantinedRow] = []
    private var excludedRowsByReason: [String: Int] = [:]

    /// Reads rows that came from elsewhere; `table` holds them in the same order.
    static func read(
        _ table: FeedTable, rows: [OfferTable.Row], fileName: String, file: String,
        settings: OfferSettings, scope: DeliveryScope
    ) throws(AdapterError) -> OfferDelivery {
        var table = table
        var result = OfferFile(settings: settings, file: file, table: table, in: .memoryOnly)
        result.rows.shareLines = true
        for row in rows {
            guard let step = try table.next() else { break }
            var found: FeedRow
            switch step {
            case .row(let row), .bad(_, let row): found = row
            }
            found.origin = row.origin
            if row.isRemoved {
                result.remove(found, problem: row.problem)
            } else {
                try result.add(found, problem: row.problem)
            }
        }
        var batches = CollectedBatches()
        let rest = try result.deliver(fileName, scope: scope) { batches.take($0) }
        return batches.delivery(with: rest)
    }

    /// What a text is refused with that has a header and no rows.
    static let withoutRows = "feed.no-rows"

    /// Reads tables one behind the other; `nil` where none has a row.
    static func read(
        _ tables: [FeedTable], fileName: String, file: String, settings: OfferSettings,
        scope: DeliveryScope
    ) throws(AdapterError) -> OfferDelivery? {
        guard let first = tables.first else { return nil }
        var result = OfferFile(settings: settings, file: file, table: first, in: .memoryOnly)
        var hasRows = false
        for table in tables {
            var table = table
            result.begin(table)
            do throws(AdapterError) {
                try result.addRows(of: &table)
            } catch {
                guard error.code == withoutRows else { throw error }
            }
            hasRows = hasRows || table.rowCount > 0
        }
        guard hasRows else { return nil }
        var batches = CollectedBatches()
        let rest = try result.deliver(fileName, scope: scope) { batches.take($0) }
        return batches.delivery(with: rest)
    }

    /// Reads a file to its end, in pieces, and then hands on its offers; what is packed is held.
    static func read(
        _ pieces: FileInPieces, file: String, settings: OfferSettings, in room: ReadingRoom,
        _ take: (OfferBatch) throws(AdapterError) -> Void
    ) throws(AdapterError) -> OfferDelivery {
        let fileName = pieces.file.name
        let start = try StartOfFile(pieces, title: file)
        var settings = settings
        var table: FeedTable
        if start.isPacked {
            let unpacked = try UnpackedFile(
                try pieces.bytes(), settings: settings.drop, title: file)
            settings.drop = unpacked.settings
            table = try FeedTable(
                bytes: unpacked.bytes, fileName: fileName, file: file, settings: settings.drop,
                references: settings.references)
        } else {
            table = try FeedTable(
                start, fileName: fileName, file: file, settings: settings.drop,
                references: settings.references)
        }
        var result = OfferFile(settings: settings, file: file, table: table, in: room)
        try result.addRows(of: &table)
        return try result.deliver(fileName, scope: .whole, take)
    }

    private init(
        settings: OfferSettings, file: String, table: FeedTable, in room: ReadingRoom
    ) {
        self.settings = settings
        self.file = file
        reader = OfferRowReader(
            settings: settings, columns: OfferColumns(settings, in: table))
        namesSuppliers = reader.columns.byField[.supplier] != nil
        rows = OfferRows(in: room, namesSuppliers: namesSuppliers)
        quick = QuickOfferReader(settings: settings, columns: reader.columns)
    }

    /// Turns to the columns of the next table, which are its own.
    private mutating func begin(_ table: FeedTable) {
        settings.drop = table.settings
        reader = OfferRowReader(
            settings: settings, columns: OfferColumns(settings, in: table))
        quick = QuickOfferReader(settings: settings, columns: reader.columns)
    }

    // MARK: - Rows

    private mutating func addRows(of table: inout FeedTable) throws(AdapterError) {
        while let record = try table.nextRow() {
            rows.lists.clear()
            let problem = table.problem(of: record)
            if problem == nil, try addQuickly(record) { continue }
            let row = FeedRow(record: record, format: settings.drop.format)
            try add(row, problem: problem)
        }
    }

    /// Whether the row was one without anything unusual, and has been added.
    private mutating func addQuickly(_ record: RawDelimitedRecord) throws(AdapterError) -> Bool {
        try record.withFields { (fields) throws(AdapterError) in
            guard let supplier = namesSuppliers ? quick.supplier(fields) : ownSupplier,
                let part = quick.part(fields),
                let row = quick.read(record, fields, into: &rows.lists)
            else { return false }
            try rows.add(row, part: part, supplier: supplier)
            if !reader.columns.others.isEmpty {
                noteOthers(
                    FeedRow(record: record, format: settings.drop.format), fields, supplier)
            }
            return true
        }
    }

    /// The supplier of all rows; not before one of them was read in full.
    private var ownSupplier: Int? { rows.isEmpty ? nil : 0 }

    /// Whose row it is; `nil` when it is left out or set aside.
    private mutating func supplier(of row: FeedRow, problem: RowProblem?) -> Int? {
        do throws(RowProblem) {
            let column = reader.columns.byField[.supplier]
            switch try row.supplier(column, settings: settings.drop) {
            case .known(let known): return rows.number(of: known)
            case .excluded(let name):
                excludedRowsByReason["supplier \(name) is excluded", default: 0] += 1
            }
        } catch {
            // Of a row that is broken as a whole, that is what people must hear.
            let row = (problem ?? error).quarantined(file: file, supplier: nil, supplierPart: nil)
            unassigned.append(row)
        }
        return nil
    }

    private mutating func remove(_ row: FeedRow, problem: RowProblem?) {
        guard let supplier = supplier(of: row, problem: problem) else { return }
        do throws(RowProblem) {
            if let problem { throw problem }
            rows.remove(try row.part(reader.columns.part), supplier: supplier)
        } catch {
            rows.addPartless(error, supplier: supplier, file: file)
        }
    }

    private mutating func add(_ row: FeedRow, problem: RowProblem?) throws(AdapterError) {
        guard let supplier = supplier(of: row, problem: problem) else { return }
        let part: SupplierPart
        do throws(RowProblem) {
            part = try row.part(reader.columns.part)
        } catch {
            rows.addPartless(problem ?? error, supplier: supplier, file: file)
            return
        }
        if problem == nil { noteOthers(row, part, supplier) }
        let good: OfferRow
        do throws(RowProblem) {
            if let problem { throw problem }
            rows.lists.clear()
            good = try reader.read(row, into: &rows.lists)
        } catch {
            return try rows.add(error, part: part, supplier: supplier)
        }
        try rows.add(good, part: part, supplier: supplier)
        if !rows.shareLines { learn(row, good, supplier) }
    }

    /// Looks at a row that was read quickly only where one of the columns holds something.
    private mutating func noteOthers(
        _ row: FeedRow, _ fields: DelimitedFields, _ supplier: Int
    ) {
        let saysSomething = reader.columns.others.contains { other in
            other.column.index < fields.count
                && fields.verbatim(at: other.column.index).map { !$0.isEmpty } ?? true
        }
        guard saysSomething else { return }
        do throws(RowProblem) {
            noteOthers(row, try row.part(reader.columns.part), supplier)
        } catch {
            preconditionFailure("A part that was read quickly must be one.")
        }
    }

    /// Notes what a row says of other parts, whatever becomes of the row itself.
    private mutating func noteOthers(_ row: FeedRow, _ part: SupplierPart, _ supplier: Int) {
        for (column, role) in reader.columns.others {
            do throws(RowProblem) {
                guard let other = try row.cell(column) else { continue }
                rows.add(other, on: part, as: role, supplier: supplier, file: file)
            } catch {
                rows.addPartless(error, supplier: supplier, file: file)
            }
        }
    }

    private mutating func learn(_ row: FeedRow, _ good: OfferRow, _ supplier: Int) {
        let terms = rows.lists.terms[Int(good.terms)]
        row.record.withFields { fields in
            quick.learn(terms, fields)
            quick.learn(supplier: supplier, fields)
        }
    }

    private mutating func deliver(
        _ fileName: String, scope: DeliveryScope,
        _ take: (OfferBatch) throws(AdapterError) -> Void
    ) throws(AdapterError) -> OfferDelivery {
        OfferDelivery(
            file: fileName, suppliers: try rows.deliver(settings, file: file, take),
            unassigned: unassigned, excludedRowsByReason: excludedRowsByReason, scope: scope)
    }
}
