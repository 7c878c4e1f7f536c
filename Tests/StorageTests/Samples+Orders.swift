import Procurement
import Storage

extension Sample {
    static let nowhere = Address(name: "", lines: [], city: "", postalCode: "", country: "")

    static func orderLine(_ number: Int, units: Int64 = 10) throws -> PurchaseOrderLine {
        let quantity = try Quantity(units: units, unit: .each)
        return try PurchaseOrderLine(
            number: number, item: ItemID("I-1"), supplierPart: SupplierPart("P-1"),
            description: "", quantity: quantity, baseQuantity: quantity,
            requestedDate: day("2026-04-01"), price: price("2.5"), pegs: [],
            rounding: .lineHalfUp)
    }

    /// A line with every field filled: supplier's units, two dates, two pegs, half answered.
    static func fullOrderLine(_ number: Int) throws -> PurchaseOrderLine {
        let box = try UnitOfMeasure("BX")
        let boxes = { (count: Int64) in try Quantity(units: count, unit: box) }
        let units: Int64 = 9_223_372_036_854
        return try PurchaseOrderLine(
            number: number, item: ItemID("漢字"), supplierPart: SupplierPart("Größe 7"),
            description: wildText, quantity: boxes(3),
            baseQuantity: Quantity(units: units, unit: .each),
            schedule: [
                ScheduleLine(quantity: boxes(1), requestedDate: .latest),
                ScheduleLine(quantity: boxes(2), requestedDate: .earliest),
            ],
            price: UnitPrice(
                money: Money(amount: number == 1 ? .zero : largest, currency: Currency("EUR")),
                per: Quantity(value: FixedPoint(micros: 1), unit: box)),
            amount: Money(amount: Self.number("4611686018427.38"), currency: Currency("EUR")),
            pegs: [
                Peg(
                    line: BackOrderLineID(parsing: "A/B/é"), quantity: pieces("7"),
                    expectedDate: .latest),
                Peg(
                    line: BackOrderLineID(parsing: "A/B/é"), quantity: pieces("1"),
                    expectedDate: .earliest),
            ],
            progress: LineProgress(
                ordered: units, accepted: 2, rejected: 1, pending: units - 3, received: 2),
            state: .partlyAcknowledged)
    }

    static func order(
        _ number: String, round: Int = 1, lines: [PurchaseOrderLine]? = nil
    ) throws -> PurchaseOrder {
        try PurchaseOrder(
            number: PurchaseOrderNumber(number), round: RoundNumber(value: round),
            supplier: SupplierID("S-1"), buyer: nowhere, shipTo: nowhere, contact: .none,
            currency: Currency("EUR"), paymentTerms: "", incoterm: "",
            orderDate: day("2026-03-04"), lines: lines ?? [orderLine(1)], state: .approved,
            revision: 0)
    }

    static func fullOrder(_ number: String) throws -> PurchaseOrder {
        try PurchaseOrder(
            number: PurchaseOrderNumber(number), round: RoundNumber(value: 1),
            supplier: SupplierID("S-2"),
            buyer: Address(
                name: wildText, lines: ["Tor 1", "", "Haus Ω"], city: "Zürich",
                postalCode: "8001", country: "CH"),
            shipTo: Address(
                name: "Lager", lines: ["Rampe"], city: "Basel", postalCode: "4000", country: "CH"),
            contact: Contact(name: "Zoë", email: "z@example.org", phone: "1"),
            currency: Currency("EUR"), paymentTerms: wildText, incoterm: "FCA Basel 2020",
            orderDate: .latest, lines: [fullOrderLine(1), fullOrderLine(7)],
            state: .partlyAcknowledged, revision: .max)
    }

    static func event(
        _ sequence: Int, of order: String = "PO-1", line: Int? = nil
    ) throws -> PurchaseOrderEventRecord {
        PurchaseOrderEventRecord(
            order: try PurchaseOrderNumber(order), sequence: sequence, at: .latest,
            event: "lineAccepted", line: line, quantity: .max, reason: wildText)
    }

    static func message(
        _ id: String, order: String = "PO-1", revision: Int = 1, supplier: String = "S-1",
        fileName: String? = nil
    ) throws -> OutboxMessage {
        OutboxMessage(
            id: id, order: try PurchaseOrderNumber(order), revision: revision,
            supplier: try SupplierID(supplier), format: "csv", folder: "outbox/S-1",
            fileName: fileName ?? "\(id).csv", bytes: Array(0...255), sha256: digest,
            state: .intended, createdAt: moment(1), changedAt: moment(1))
    }
}
