import Procurement

/// Makes purchase orders for tests; what a test does not name does not matter to it.
enum SampleOrder {
    static func line(
        _ number: Int, units: Int64, pegs: [(line: String, units: Int64)] = [],
        expected: String = "2026-04-01", unit: UnitOfMeasure = .each, item: String = "I-1"
    ) throws -> PurchaseOrderLine {
        try PurchaseOrderLine(
            number: number, item: ItemID(item), supplierPart: SupplierPart("P-\(number)"),
            description: "part", quantity: Quantity(units: units, unit: unit),
            baseQuantity: Quantity(units: units, unit: unit), requestedDate: date(expected),
            price: UnitPrice(money: money("2.50"), per: Quantity(units: 1, unit: unit)),
            pegs: pegs.map { peg in
                try Peg(
                    line: BackOrderLineID(parsing: peg.line),
                    quantity: Quantity(units: peg.units, unit: unit), expectedDate: date(expected))
            },
            rounding: .lineHalfUp)
    }

    static func order(
        _ number: String = "PO-1", lines: [PurchaseOrderLine],
        state: PurchaseOrderState = .approved, placed: String = "2026-03-04"
    ) throws -> PurchaseOrder {
        let address = Address(name: "", lines: [], city: "", postalCode: "", country: "")
        return try PurchaseOrder(
            number: PurchaseOrderNumber(number), round: RoundNumber(value: 1),
            supplier: SupplierID("S-1"), buyer: address, shipTo: address, contact: .none,
            currency: Currency("EUR"), paymentTerms: "30 days", incoterm: "DAP",
            orderDate: date(placed), lines: lines, state: state, revision: 0)
    }

    static func order(units: Int64...) throws -> PurchaseOrder {
        try order(
            lines: units.enumerated().map { try line($0.offset + 1, units: $0.element) })
    }

    static func issued(units: Int64...) throws -> PurchaseOrder {
        try order(
            lines: units.enumerated().map { try line($0.offset + 1, units: $0.element) },
            state: .issued)
    }
}

extension PurchaseOrder {
    func applying(_ events: [PurchaseOrderEvent]) throws -> PurchaseOrder {
        try events.reduce(self) { try $0.applying($1) }
    }
}
