import FlatFileEDI
import Procurement
import SupplierAdapterKit

/// Purchase orders for tests; random ones have awkward texts and are the same for a seed.
enum SampleOrders {
    static func date(_ text: String) throws -> CalendarDate { try CalendarDate(parsing: text) }

    static func line(
        _ number: Int, quantity: String = "100", unit: String = "EA", price: String = "2.5",
        per: String = "1", part: String = "AX-1", item: String = "I-100",
        description: String = "hinge, steel",
        schedule: [(String, String)] = [("100", "2026-03-20")]
    ) throws -> PurchaseOrderLine {
        let unit = try UnitOfMeasure(unit)
        let currency = try Currency("EUR")
        let total = Quantity(value: try FixedPoint(parsing: quantity), unit: unit)
        let unitPrice = try UnitPrice(
            money: Money(amount: FixedPoint(parsing: price), currency: currency),
            per: Quantity(value: FixedPoint(parsing: per), unit: unit))
        return try PurchaseOrderLine(
            number: number, item: ItemID(item), supplierPart: SupplierPart(part),
            description: description, quantity: total,
            baseQuantity: Quantity(units: 100, unit: .each),
            schedule: schedule.map { entry in
                try ScheduleLine(
                    quantity: Quantity(value: FixedPoint(parsing: entry.0), unit: unit),
                    requestedDate: date(entry.1))
            }, price: unitPrice,
            amount: Money(amount: FixedPoint(parsing: "250"), currency: currency), pegs: [],
            progress: LineProgress.unanswered(ordered: 100), state: .open)
    }

    static func order(
        _ lines: [PurchaseOrderLine], number: String = "PO-000001",
        state: PurchaseOrderState = .approved,
        incoterm: String = "DAP Hamburg 2020"
    ) throws -> PurchaseOrder {
        try PurchaseOrder(
            number: PurchaseOrderNumber(number), round: RoundNumber(value: 1),
            supplier: SupplierID("NORDBOLT"),
            buyer: Address(
                name: "Hafen & Söhne GmbH", lines: ["Kai 7", "Tor 2"], city: "Hamburg",
                postalCode: "20457", country: "DE"),
            shipTo: Address(
                name: "Lager Süd", lines: ["Ring 12"], city: "Hamburg", postalCode: "21107",
                country: "DE"),
            contact: Contact(name: "A. Meyer", email: "einkauf@example.org", phone: "+49 40 1"),
            currency: Currency("EUR"), paymentTerms: "30 days net, 2% within 10",
            incoterm: incoterm,
            orderDate: date("2026-03-04"), lines: lines, state: state, revision: 0)
    }

    /// A steel hinge in two deliveries and screws by the hundred.
    static func plain() throws -> PurchaseOrder {
        try order([
            line(
                1, schedule: [("60", "2026-03-20"), ("40", "2026-04-03")]),
            line(
                2, quantity: "2500", price: "4.1250", per: "100", part: "SCR-M4X20",
                item: "I-200", description: "screw M4x20", schedule: [("2500", "2026-03-20")]),
        ])
    }

    // MARK: - Random orders

    private static let awkward: [String] = [
        "*", "~", ">", "^", "+", ":", "'", "?", "\n", "\r\n", "\t", "ä", "ß", "é", "€", "日", "🔩",
        "<", ">", "&", "\"", "]]>", "\u{7F}", "??'", "  ", "A", "b", "7", "-", ".", ",", ";", "|",
    ]

    private static func text(_ count: Int, _ generator: inout Generator) -> String {
        (0..<Int.random(in: 0...count, using: &generator)).map { _ in
            awkward[Int.random(in: 0..<awkward.count, using: &generator)]
        }.joined()
    }

    /// Parts hold what every syntax can carry; words hold anything.
    private static func part(_ generator: inout Generator) -> String {
        let letters = Array("ABCXYZ0189-./_ #")
        let inner = (0..<Int.random(in: 0...20, using: &generator)).map { _ in
            letters[Int.random(in: 0..<letters.count, using: &generator)]
        }
        return "P" + String(inner) + "9"
    }

    private static func number(_ upTo: Int64, _ generator: inout Generator) -> FixedPoint {
        let places: [Int64] = [1, 100, 10_000, 1_000_000]
        let step = places[Int.random(in: 0..<places.count, using: &generator)]
        return FixedPoint(micros: Int64.random(in: 1...upTo, using: &generator) * step)
    }

    static func random(_ generator: inout Generator) throws -> PurchaseOrder {
        let units = ["EA", "KGM", "C62", "BX", "MTR"]
        let bases = ["1", "100", "1000", "7", "0.5"]
        let currency = try Currency("EUR")
        var lines: [PurchaseOrderLine] = []
        for index in 0..<Int.random(in: 1...6, using: &generator) {
            let unit = try UnitOfMeasure(
                units[Int.random(in: 0..<units.count, using: &generator)])
            var schedule: [ScheduleLine] = []
            var micros: Int64 = 0
            var day = try date("2026-03-05")
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let quantity = number(5_000, &generator)
                micros += quantity.micros
                day = day.adding(days: Int.random(in: 1...40, using: &generator))
                schedule.append(
                    ScheduleLine(
                        quantity: Quantity(value: quantity, unit: unit), requestedDate: day))
            }
            let basis = bases[Int.random(in: 0..<bases.count, using: &generator)]
            lines.append(
                try PurchaseOrderLine(
                    number: (index + 1) * Int.random(in: 1...1, using: &generator),
                    item: ItemID(part(&generator)), supplierPart: SupplierPart(part(&generator)),
                    description: text(90, &generator),
                    quantity: Quantity(value: FixedPoint(micros: micros), unit: unit),
                    baseQuantity: Quantity(units: 10, unit: .each), schedule: schedule,
                    price: UnitPrice(
                        money: Money(amount: number(90_000, &generator), currency: currency),
                        per: Quantity(value: FixedPoint(parsing: basis), unit: unit)),
                    amount: Money(amount: FixedPoint(parsing: "12.34"), currency: currency),
                    pegs: [], progress: LineProgress.unanswered(ordered: 10), state: .open))
        }
        let address = Address(
            name: text(50, &generator), lines: [text(70, &generator), text(20, &generator)],
            city: text(40, &generator), postalCode: text(10, &generator),
            country: text(3, &generator))
        return try PurchaseOrder(
            number: PurchaseOrderNumber("PO-\(Int.random(in: 1...999_999, using: &generator))"),
            round: RoundNumber(value: 1), supplier: SupplierID("S-1"), buyer: address,
            shipTo: address,
            contact: Contact(
                name: text(20, &generator), email: text(20, &generator),
                phone: text(20, &generator)), currency: currency,
            paymentTerms: text(200, &generator), incoterm: "FCA " + text(30, &generator),
            orderDate: date("2026-03-04"), lines: lines, state: .approved, revision: 0)
    }
}

/// The same numbers for the same seed.
struct Generator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
