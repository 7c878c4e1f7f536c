internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Reads one price list whole: good rows become offers, bad ones are set aside with their offers.
struct OfferFile {
    private struct Key: Hashable {
        var supplier: SupplierID
        var part: SupplierPart
    }

    /// All rows of one part of one supplier, good and bad.
    private struct Group {
        var good: [OfferRow] = []
        var bad: [RowProblem] = []
    }

    private let settings: OfferSettings
    private let file: String
    private var groups: [Key: Group] = [:]
    private var partlessRows: [SupplierID: [QuarantinedRow]] = [:]
    private var unassigned: [QuarantinedRow] = []
    private var excludedRowsByReason: [String: Int] = [:]
    /// Whether rows may begin in one line, as they do where a document has no line ends.
    private var rowsShareLines = false
    private var removedParts: [SupplierID: Set<SupplierPart>] = [:]

    /// Reads rows that came from elsewhere; `table` holds them in the same order.
    static func read(
        _ table: FeedTable, rows: [OfferTable.Row], fileName: String, file: String,
        settings: OfferSettings, scope: DeliveryScope
    ) throws(AdapterError) -> OfferDelivery {
        var table = table
        let reader = OfferRowReader(
            settings: settings, columns: OfferColumns(settings, in: table))
        var result = OfferFile(settings: settings, file: file)
        result.rowsShareLines = true
        for row in rows {
            guard let step = try table.next() else { break }
            var found: FeedRow
            switch step {
            case .row(let row), .bad(_, let row): found = row
            }
            found.origin = row.origin
            if row.isRemoved {
                result.remove(found, problem: row.problem, reader)
            } else {
                result.add(found, problem: row.problem, reader)
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
        let rowReader = OfferRowReader(
            settings: settings, columns: OfferColumns(settings, in: table))
        var result = OfferFile(settings: settings, file: file)
        while let step = try table.next() {
            switch step {
            case .row(let row): result.add(row, problem: nil, rowReader)
            case .bad(let problem, let row): result.add(row, problem: problem, rowReader)
            }
        }
        return result.delivery(fileName)
    }

    private init(settings: OfferSettings, file: String) {
        self.settings = settings
        self.file = file
    }

    // MARK: - Rows

    /// Whose row it is; `nil` when it is left out or set aside.
    private mutating func supplier(
        of row: FeedRow, problem: RowProblem?, _ reader: OfferRowReader
    ) -> SupplierID? {
        do throws(RowProblem) {
            let column = reader.columns.byField[.supplier]
            switch try row.supplier(column, settings: settings.drop) {
            case .known(let known): return known
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

    private mutating func remove(_ row: FeedRow, problem: RowProblem?, _ reader: OfferRowReader) {
        guard let supplier = supplier(of: row, problem: problem, reader) else { return }
        do throws(RowProblem) {
            if let problem { throw problem }
            removedParts[supplier, default: []].insert(try row.part(reader.columns.part))
        } catch {
            let row = error.quarantined(file: file, supplier: supplier, supplierPart: nil)
            partlessRows[supplier, default: []].append(row)
        }
    }

    private mutating func add(_ row: FeedRow, problem: RowProblem?, _ reader: OfferRowReader) {
        guard let supplier = supplier(of: row, problem: problem, reader) else { return }
        do throws(RowProblem) {
            let key = Key(supplier: supplier, part: try row.part(reader.columns.part))
            do throws(RowProblem) {
                if let problem { throw problem }
                groups[key, default: Group()].good.append(try reader.read(row))
            } catch {
                groups[key, default: Group()].bad.append(error)
            }
        } catch {
            let row = (problem ?? error)
                .quarantined(file: file, supplier: supplier, supplierPart: nil)
            partlessRows[supplier, default: []].append(row)
        }
    }

    // MARK: - Offers

    private func delivery(_ fileName: String, scope: DeliveryScope = .whole) -> OfferDelivery {
        var parts: [SupplierID: SupplierParts] = [:]
        for (supplier, rows) in partlessRows {
            parts[supplier, default: SupplierParts()].quarantined += rows
        }
        for (key, group) in groups {
            add(group, key, to: &parts[key.supplier, default: SupplierParts()])
        }
        for (supplier, removed) in removedParts {
            // A part that is offered again in the same changes is there.
            let named = groups.keys.filter { $0.supplier == supplier }.map(\.part)
            parts[supplier, default: SupplierParts()].removedParts = removed.subtracting(named)
        }
        let suppliers = parts.sorted { $0.key < $1.key }.map { $0.value.delivery(of: $0.key) }
        return OfferDelivery(
            file: fileName, suppliers: suppliers, unassigned: unassigned,
            excludedRowsByReason: excludedRowsByReason, scope: scope)
    }

    private func add(_ group: Group, _ key: Key, to parts: inout SupplierParts) {
        guard group.bad.isEmpty else {
            parts.quarantined += setAside(group, key, because: nil)
            return
        }
        let assembly = OfferAssembly(
            settings: settings, file: file, supplier: key.supplier, part: key.part,
            rows: group.good)
        do throws(RowProblem) {
            if settings.carriesPrices {
                parts.offers.append(try assembly.offer())
            } else {
                parts.availabilities.append(try assembly.availability())
            }
            parts.acceptedRows += group.good.count
        } catch {
            parts.quarantined += setAside(group, key, because: error)
        }
    }

    /// Sets a whole offer aside: its bad rows with their own reason, the others with it.
    private func setAside(
        _ group: Group, _ key: Key, because whole: RowProblem?
    ) -> [QuarantinedRow] {
        let cause = whole ?? group.bad.first
        var rows = group.bad
        for row in group.good {
            if let whole, whole.code == "feed.duplicate-offer" || group.good.count == 1 {
                // All copies are equally to blame.
                var copy = whole
                if group.good.count > 1 { copy.position = row.position }
                rows.append(copy)
            } else if let whole, isBlamed(row, whole) {
                rows.append(whole)
            } else {
                rows.append(companion(row, key, cause: cause))
            }
        }
        return rows.map {
            $0.quarantined(file: file, supplier: key.supplier, supplierPart: key.part)
        }
    }

    private func isBlamed(_ row: OfferRow, _ problem: RowProblem) -> Bool {
        (!rowsShareLines && row.position.line == problem.position.line)
            || row.position == problem.position
            || row.breaks.contains { $0.position == problem.position }
    }

    private func companion(_ row: OfferRow, _ key: Key, cause: RowProblem?) -> RowProblem {
        let line = cause.map { " (line \($0.position.line))" } ?? ""
        return RowProblem(
            at: row.position, value: key.part.rawValue, code: "feed.offer-incomplete",
            message: "another row\(line) of the part \(quotedForMessage(key.part.rawValue)) is "
                + "bad, so its whole offer is set aside",
            help: "Mend the other row.")
    }
}

/// What a file holds for one supplier, while it is read.
private struct SupplierParts {
    var offers: [SupplierOffer] = []
    var availabilities: [SupplierAvailability] = []
    var quarantined: [QuarantinedRow] = []
    var acceptedRows = 0
    var removedParts: Set<SupplierPart> = []

    func delivery(of supplier: SupplierID) -> SupplierDelivery {
        SupplierDelivery(
            supplier: supplier, offers: offers.sorted { $0.supplierPart < $1.supplierPart },
            availabilities: availabilities.sorted { $0.supplierPart < $1.supplierPart },
            quarantined: quarantined.sorted {
                ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column)
            },
            acceptedRows: acceptedRows, removedParts: removedParts.sorted())
    }
}
