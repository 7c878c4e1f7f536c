import Procurement
import Storage

/// Values for tests, with every field filled, and some at the ends of their ranges.
enum Sample {
    static let wildText = "Müller & Söhne, \"Zoë\"; 漢字 👩‍🔧\n\t'--"
    static let wildestText = "\u{FEFF}\(wildText)\r\n\u{1}\u{85}\u{2028}\u{FFFD}\r"
    static let digest = String(repeating: "0123456789abcdef", count: 4)
    static let otherDigest = String(repeating: "f", count: 64)
    static let largest = FixedPoint(micros: .max)

    static func moment(_ milliseconds: Int64) -> Timestamp {
        Timestamp(millisecondsSince1970: milliseconds)
    }

    static func day(_ text: String) throws -> CalendarDate { try CalendarDate(parsing: text) }

    static func number(_ text: String) throws -> FixedPoint { try FixedPoint(parsing: text) }

    static func pieces(_ text: String) throws -> Quantity {
        Quantity(value: try number(text), unit: .each)
    }

    static func price(
        _ amount: String, per basis: String = "1", _ currency: String = "EUR"
    ) throws -> UnitPrice {
        try UnitPrice(
            money: Money(amount: number(amount), currency: Currency(currency)),
            per: pieces(basis))
    }

    // MARK: Master data

    static func item(_ id: String, name: String = "") throws -> Item {
        try Item(id: ItemID(id), name: name, unit: .each, salvageValue: number("0.000001"))
    }

    static func supplier(_ id: String, isBlocked: Bool = false) throws -> Supplier {
        try Supplier(
            id: SupplierID(id), name: "", currency: Currency("EUR"), calendar: "",
            contact: .none, paymentTerms: "", incoterm: "", terms: .none, discounts: [],
            orderFormat: .csv, isBlocked: isBlocked)
    }

    /// A supplier with every field filled.
    static func fullSupplier(_ id: String) throws -> Supplier {
        try Supplier(
            id: SupplierID(id), name: wildText, currency: Currency("JPY"), calendar: "Kyōto",
            contact: Contact(name: "A", email: "b@example.org", phone: "+81 1"),
            paymentTerms: "30 days, 2 %", incoterm: "DAP Hamburg 2020",
            terms: SupplierTerms(
                orderCost: largest, minimumOrderValue: number("100"),
                minimumOrderSurcharge: .zero, freight: number("7.5"),
                freeFreightFrom: largest, maximumUnits: .max, maximumValue: .zero),
            discounts: [
                SupplierDiscount(threshold: .value(.zero), percent: .zero),
                SupplierDiscount(threshold: .value(largest), percent: number("100")),
                SupplierDiscount(threshold: .units(.max), percent: number("1.2345")),
            ],
            orderFormat: .json, isBlocked: true)
    }

    static func master() throws -> MasterSnapshot {
        let (first, second) = (try ItemID("I-1"), try ItemID("I-2"))
        let (north, south) = (try SupplierID("S-1"), try SupplierID("S-2"))
        return MasterSnapshot(
            items: [try item("I-1", name: wildText), try item("I-2")],
            suppliers: [try fullSupplier("S-1"), try supplier("S-2")],
            references: [
                ItemReference(
                    supplier: north, supplierPart: try SupplierPart("P-1"), item: first,
                    baseUnits: .max),
                ItemReference(
                    supplier: north, supplierPart: try SupplierPart("P-2"), item: first,
                    baseUnits: 1),
            ],
            rules: [
                ItemSupplierRule(item: first, supplier: north, status: .approved),
                ItemSupplierRule(item: first, supplier: north, status: .blocked),
                ItemSupplierRule(item: second, supplier: south, status: .blocked),
            ],
            substitutes: [Substitute(item: first, substitute: second, cost: largest)],
            shares: [
                ShareRule(
                    supplier: north, item: first, minimumShare: .zero, maximumShare: .one),
                ShareRule(
                    supplier: south, item: first, minimumShare: try number("0.25"),
                    maximumShare: try number("0.25")),
            ],
            rates: [
                ExchangeRate(
                    currency: try Currency("JPY"), from: .earliest, worth: largest, per: .max),
                ExchangeRate(
                    currency: try Currency("JPY"), from: try day("2026-03-04"),
                    worth: FixedPoint(micros: 1), per: 100),
            ])
    }

    // MARK: Intake

    static func document(
        _ kind: IntakeKind, fileName: String = "a.csv", rows: Int = 3
    ) -> IntakeDocument {
        IntakeDocument(
            kind: kind, fileName: fileName, sha256: digest, rowCount: rows, takenAt: moment(5))
    }

    static func line(_ id: String, open: String = "5") throws -> BackOrderLine {
        try BackOrderLine(
            id: BackOrderLineID(parsing: id), customer: CustomerID("C"), item: ItemID("I-1"),
            openQuantity: pieces(open), needByDate: day("2026-03-04"), priority: "",
            lateCost: nil, unmetCost: nil, split: .any, acceptsSubstitute: false, cause: .other,
            status: .open)
    }

    /// A line with every field filled, and its numbers as large as they can be.
    ///
    /// - Parameter hasPrice: whether it has what lines have from version 7 of the schema on.
    static func fullLine(_ id: String, hasPrice: Bool = true) throws -> BackOrderLine {
        try BackOrderLine(
            id: BackOrderLineID(parsing: id), customer: CustomerID("Zoë"), item: ItemID("漢"),
            openQuantity: Quantity(value: largest, unit: UnitOfMeasure("KGM")),
            needByDate: .latest, priority: wildText, lateCost: largest, unmetCost: .zero,
            unitPrice: hasPrice ? largest : nil, unitMargin: hasPrice ? .zero : nil,
            split: .complete, acceptsSubstitute: true, cause: .demandSurge, status: .withdrawn)
    }

    static func stock(_ item: String, _ location: String, _ free: String) throws -> StockRecord {
        try StockRecord(item: ItemID(item), location: location, free: pieces(free))
    }

    static func inbound(_ reference: String, _ quantity: String) throws -> InboundRecord {
        try InboundRecord(
            reference: reference, item: ItemID("I-1"), quantity: pieces(quantity),
            expectedDate: .earliest)
    }

    // MARK: Rounds and runs

    static func round(
        _ number: Int, state: RoundState = .proposed, inputs: [RoundInput] = []
    ) -> RoundRecord {
        RoundRecord(
            number: RoundNumber(value: number), createdAt: moment(1), asOf: .earliest,
            state: state, hash: digest, content: [0, 255, 10, 0], inputs: inputs,
            approvedBy: state == .proposed ? "" : wildText,
            approvedAt: state == .proposed ? nil : .latest)
    }

    static func run(_ id: String, slot: String? = nil) -> RunRecord {
        RunRecord(id: id, slot: slot, startedAt: moment(7))
    }
}
