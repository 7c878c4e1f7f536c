internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Reads one history of deliveries whole; every row is used, left out with a reason, or set aside.
struct ShipmentFile {
    /// What a row is good for.
    private enum Use {
        case shipment(PastShipment)
        case unused(reason: String)
    }

    private let file: String
    private let settings: ShipmentSettings
    private let columns: [ShipmentField: FeedColumn]
    private var shipments: [PastShipment] = []
    private var unusedRowsByReason: [String: Int] = [:]
    private var quarantined: [QuarantinedRow] = []

    static func read(
        _ bytes: [UInt8], fileName: String, file: String, settings: ShipmentSettings
    ) throws(AdapterError) -> ShipmentDelivery {
        let unpacked = try UnpackedFile(bytes, settings: settings.drop, title: file)
        var settings = settings
        settings.drop = unpacked.settings
        var table = try FeedTable(
            bytes: unpacked.bytes, fileName: fileName, file: file, settings: settings.drop,
            references: settings.references)
        var result = ShipmentFile(
            file: file, settings: settings,
            columns: settings.columns.mapValues { table.column($0) })
        while let step = try table.next() { result.add(step) }
        return ShipmentDelivery(
            file: fileName, shipments: result.shipments,
            unusedRowsByReason: result.unusedRowsByReason, quarantined: result.quarantined)
    }

    private init(
        file: String, settings: ShipmentSettings, columns: [ShipmentField: FeedColumn]
    ) {
        self.file = file
        self.settings = settings
        self.columns = columns
    }

    private mutating func add(_ step: FeedTable.Step) {
        var supplier: SupplierID?
        do throws(RowProblem) {
            switch step {
            case .bad(let problem, _): throw problem
            case .row(let row):
                switch try use(row, &supplier) {
                case .shipment(let shipment): shipments.append(shipment)
                case .unused(let reason): unusedRowsByReason[reason, default: 0] += 1
                }
            }
        } catch {
            quarantined.append(
                error.quarantined(file: file, supplier: supplier, supplierPart: nil))
        }
    }

    private func use(_ row: FeedRow, _ supplier: inout SupplierID?) throws(RowProblem) -> Use {
        let known: SupplierID
        switch try row.supplier(columns[.supplier], settings: settings.drop) {
        case .excluded(let name): return .unused(reason: "supplier \(name) is excluded")
        case .known(let found): known = found
        }
        supplier = known
        var cells: [ShipmentField: FeedCell] = [:]
        for field in ShipmentField.allCases where field != .supplier {
            guard let column = columns[field] else { continue }
            switch try row.reading(column) {
            case .said(let cell): cells[field] = cell
            case .absent(let word):
                if field.isRequired {
                    let found = word.isEmpty ? "is empty" : "says \(quotedForMessage(word))"
                    return .unused(reason: "\(column.title) \(found)")
                }
            }
        }
        return .shipment(try shipment(row, known, cells))
    }

    private func shipment(
        _ row: FeedRow, _ supplier: SupplierID, _ cells: [ShipmentField: FeedCell]
    ) throws(RowProblem) -> PastShipment {
        guard let partColumn = columns[.part], let ordered = cells[.orderedOn],
            let received = cells[.receivedOn], let counted = cells[.quantity]
        else { preconditionFailure("A required column of a history must be mapped.") }
        let part = try row.part(partColumn)
        let orderedOn = try row.date(ordered)
        let receivedOn = try row.date(received)
        guard orderedOn <= receivedOn else {
            throw received.problem(
                "feed.received-before-ordered",
                "the delivery (\(receivedOn)) lies before the order (\(orderedOn))",
                help: "Maybe day and month are exchanged: see format.dates.")
        }
        let quantity = try row.decimal(counted)
        guard quantity.isPositive else {
            throw counted.problem(
                "feed.quantity-zero",
                "the quantity \(quotedForMessage(counted.text)) is not above "
                    + "zero")
        }
        var freight = Stated<FixedPoint>.notStated
        if let cell = cells[.freight] { freight = .stated(try row.amount(cell)) }
        var scheduledOn: CalendarDate?
        if let cell = cells[.scheduledOn] { scheduledOn = try row.date(cell) }
        return PastShipment(
            supplier: supplier, part: part, orderedOn: orderedOn, scheduledOn: scheduledOn,
            receivedOn: receivedOn, quantity: quantity, freight: freight,
            place: FilePlace(
                file: file, line: row.position.line, column: row.position.column))
    }
}
