internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Reads one price list whole: good rows become offers, bad ones are set aside with their offers.
struct OfferFile: ~Copyable {
    private let settings: OfferSettings
    private let file: String
    private let reader: OfferRowReader
    private var quick: QuickOfferReader
    private let namesSuppliers: Bool
    private var rows = OfferRows()
    private var unassigned: [QuarantinedRow] = []
    private var excludedRowsByReason: [String: Int] = [:]

    /// Reads rows that came from elsewhere; `table` holds them in the same order.
    static func read(
        _ table: FeedTable, rows: [OfferTable.Row], fileName: String, file: String,
        settings: OfferSettings, scope: DeliveryScope
    ) throws(AdapterError) -> OfferDelivery {
        var table = table
        var result = OfferFile(settings: settings, file: file, table: table)
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
                result.add(found, problem: row.problem)
            }
        }
        return result.delivery(fileName, scope: scope)
    }

    static func read(
        _ bytes: [UInt8], fileName: String, file: String, settings: OfferSettings
    ) throws(AdapterError) -> OfferDelivery {
        let unpacked = try UnpackedFile(bytes, settings: settings.drop, title: file)
        var settings = settings
        settings.drop = unpacked.settings
        var table = try FeedTable(
            bytes: unpacked.bytes, fileName: fileName, file: file, settings: settings.drop,
            references: settings.references)
        var result = OfferFile(settings: settings, file: file, table: table)
        while let record = try table.nextRow() {
            result.rows.expect(table.rowCount, of: unpacked.bytes.count, at: record.position)
            let problem = table.problem(of: record)
            if problem == nil, result.addQuickly(record) { continue }
            let row = FeedRow(record: record, format: settings.drop.format)
            result.add(row, problem: problem)
        }
        return result.delivery(fileName, scope: .whole)
    }

    private init(settings: OfferSettings, file: String, table: FeedTable) {
        self.settings = settings
        self.file = file
        reader = OfferRowReader(
            settings: settings, columns: OfferColumns(settings, in: table))
        namesSuppliers = reader.columns.byField[.supplier] != nil
        quick = QuickOfferReader(settings: settings, columns: reader.columns)
    }

    // MARK: - Rows

    /// Whether the row was one without anything unusual, and has been added.
    private mutating func addQuickly(_ record: RawDelimitedRecord) -> Bool {
        record.withFields { fields in
            guard let supplier = namesSuppliers ? quick.supplier(fields) : ownSupplier,
                let part = quick.part(fields),
                let row = quick.read(record, fields, into: &rows.lists)
            else { return false }
            rows.add(row, part: part, supplier: supplier)
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

    private mutating func add(_ row: FeedRow, problem: RowProblem?) {
        guard let supplier = supplier(of: row, problem: problem) else { return }
        do throws(RowProblem) {
            let part = try row.part(reader.columns.part)
            if problem == nil { noteOthers(row, part, supplier) }
            do throws(RowProblem) {
                if let problem { throw problem }
                let good = try reader.read(row, into: &rows.lists)
                rows.add(good, part: part, supplier: supplier)
                if !rows.shareLines { learn(row, good, supplier) }
            } catch {
                rows.add(error, part: part, supplier: supplier)
            }
        } catch {
            rows.addPartless(problem ?? error, supplier: supplier, file: file)
        }
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

    private func delivery(_ fileName: String, scope: DeliveryScope) -> OfferDelivery {
        OfferDelivery(
            file: fileName, suppliers: rows.deliveries(settings, file: file),
            unassigned: unassigned, excludedRowsByReason: excludedRowsByReason, scope: scope)
    }
}
