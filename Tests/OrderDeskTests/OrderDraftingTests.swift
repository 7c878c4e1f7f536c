import OrderDesk
import Procurement
import Testing

@Suite struct OrderDraftingTests {
    private func amount(_ text: String) throws -> FixedPoint { try FixedPoint(parsing: text) }

    private func peg(_ line: String, _ units: Int64) throws -> Peg {
        Peg(
            line: try BackOrderLineID(parsing: line),
            quantity: try Quantity(units: units, unit: .each),
            expectedDate: try CalendarDate(parsing: "2026-03-09"))
    }

    private func offer(
        supplier: String = "ACME", item: String = "A", baseUnits: Int64 = 1,
        currency: String = "EUR",
        bands: [(Int64, String, Int64)], arrivals: [(Int64, String)], pegs: [Peg] = []
    ) throws -> AwardedOffer {
        AwardedOffer(
            supplier: try SupplierID(supplier), item: try ItemID(item), itemName: "Name of \(item)",
            unit: .each, supplierPart: try SupplierPart("P-\(item)"), baseUnits: baseUnits,
            currency: try Currency(currency),
            bands: try bands.map {
                AwardedOffer.Band(units: $0.0, price: try amount($0.1), per: $0.2)
            },
            arrivals: try arrivals.map {
                AwardedOffer.Arrival(units: $0.0, date: try CalendarDate(parsing: $0.1))
            }, pegs: pegs)
    }

    private func supplier(_ id: String) throws -> Supplier {
        let terms = SupplierTerms(
            orderCost: .zero, minimumOrderValue: .zero, minimumOrderSurcharge: nil, freight: .zero,
            freeFreightFrom: nil, maximumUnits: nil, maximumValue: nil)
        return Supplier(
            id: try SupplierID(id), name: "\(id) Ltd", currency: try Currency("EUR"),
            calendar: "standard", contact: .none, paymentTerms: "30 days", incoterm: "DAP",
            terms: terms, discounts: [], orderFormat: .csv, isBlocked: false)
    }

    private func orders(_ offers: [AwardedOffer]) throws -> [PurchaseOrder] {
        let address = Address(name: "We", lines: [], city: "", postalCode: "", country: "")
        let head = OrderHead(
            round: try RoundNumber(parsing: "R-1"), buyer: address, shipTo: address,
            contact: .none,
            orderDate: try CalendarDate(parsing: "2026-03-02"))
        let suppliers = try ["ACME", "BOLT"].map(supplier)
        return try OrderDrafting.orders(
            for: offers, head: head,
            suppliers: Dictionary(uniqueKeysWithValues: suppliers.map { ($0.id, $0) }),
            number: { try PurchaseOrderNumber("PO-\($0)") })
    }

    @Test func eachSupplierGetsOneOrderWithALineForEachOffer() throws {
        let drafts = try orders([
            offer(supplier: "BOLT", bands: [(3, "2", 1)], arrivals: [(3, "2026-03-05")]),
            offer(item: "B", bands: [(4, "1.005", 1)], arrivals: [(4, "2026-03-05")]),
            offer(item: "A", bands: [(10, "12.50", 1)], arrivals: [(10, "2026-03-05")]),
        ])
        #expect(drafts.map(\.number.description) == ["PO-ACME", "PO-BOLT"])
        #expect(drafts.map(\.state) == [.approved, .approved])
        #expect(drafts[0].lines.map(\.item.description) == ["A", "B"])
        #expect(drafts[0].lines.map(\.number) == [1, 2])
        #expect(drafts[0].lines.map(\.amount.amount.description) == ["125", "4.02"])
        #expect(drafts[0].paymentTerms == "30 days")
    }

    @Test func priceBandsAreLinesAndShareArrivalsAndPegsInTheirOrder() throws {
        let draft = try orders([
            offer(
                bands: [(10, "2", 1), (20, "1.50", 1)],
                arrivals: [(12, "2026-03-05"), (18, "2026-03-20")],
                pegs: [peg("O-1/1", 15), peg("O-2/1", 15)])
        ])
        let lines = draft[0].lines
        #expect(lines.map(\.amount.amount.description) == ["20", "30"])
        #expect(
            lines.map { $0.schedule.map(\.quantity.value.description) } == [["10"], ["2", "18"]])
        #expect(
            lines[1].schedule.map(\.requestedDate.description) == ["2026-03-05", "2026-03-20"])
        #expect(lines.map { $0.pegs.map(\.line.description) } == [["O-1/1"], ["O-1/1", "O-2/1"]])
        #expect(
            lines.map { $0.pegs.map(\.quantity.value.description) } == [["10"], ["5", "15"]])
        #expect(lines.map(\.progress.ordered) == [10, 20])
    }

    @Test func partsThatArriveOnOneDayAreOnePartAndTheEarliestComesFirst() throws {
        let draft = try orders([
            offer(
                bands: [(30, "2", 1)],
                arrivals: [(5, "2026-03-20"), (18, "2026-03-05"), (7, "2026-03-20")])
        ])
        let schedule = draft[0].lines[0].schedule
        #expect(schedule.map(\.quantity.value.description) == ["18", "12"])
        #expect(schedule.map(\.requestedDate.description) == ["2026-03-05", "2026-03-20"])
    }

    @Test func aSupplierThatSellsPacksIsAskedForPacks() throws {
        let draft = try orders([
            offer(
                baseUnits: 10, bands: [(50, "38", 10)],
                arrivals: [(15, "2026-03-05"), (35, "2026-03-20")], pegs: [peg("O-1/1", 42)])
        ])
        let line = draft[0].lines[0]
        #expect(line.quantity.value.description == "5")
        #expect(line.quantity.unit.code == "XPK")
        #expect(line.baseQuantity.value.description == "50")
        #expect(line.amount.amount.description == "190")
        #expect(line.schedule.map(\.quantity.value.description) == ["1", "4"])
        #expect(line.pegs.map(\.quantity.value.description) == ["42"])
    }
}
