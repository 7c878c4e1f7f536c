import FlatFileEDI
import Procurement
import SupplierAdapterKit
import Testing

/// Ship notices of EDIFACT that tell how goods are packed: levels in levels, each beginning with
/// CPS, and what they say of packages is nothing of lines.
struct PackedShipNoticeTests {
    /// A pallet with two cartons, a line in each, and packages that are described behind lines.
    private static let nested = [
        "BGM+351+SHIP-9+9", "DTM+137:20261201:102", "DTM+11:20261202:102", "RFF+CN:1Z999",
        "CPS+1", "PAC+1++201", "CPS+2+1", "PAC+1++CT", "QTY+52:12:PCE", "PCI+33E", "GIN+BJ+0034",
        "LIN+1++NB-1:SA", "QTY+12:400:PCE", "RFF+ON:PO-4711:3",
        "CPS+3+1", "PAC+2++CT", "QTY+12:2:CT", "DTM+11:20261230:102", "PCI+33E",
        "RFF+ON:PO-9999:9", "LIN+2++NB-2:SA", "QTY+12:50:PCE", "RFF+ON:PO-4711:7",
    ]

    private func read(_ segments: [String]) throws -> MessageDelivery {
        let all =
            ["UNB+UNOC:3+NORDBOLT+HAUSMANN+261201:0900+7", "UNH+1+DESADV:D:96A:UN"] + segments
            + ["UNT+\(segments.count + 2)+1", "UNZ+1+7"]
        return try DocumentMessages(
            name: FeedName("nordbolt"), settings: Settings.feed(Settings.inbound),
            environment: Settings.environment
        ).readMessages(TakenFile("a.edi", Array(all.map { $0 + "'\n" }.joined().utf8)))
    }

    /// Order, line, quantity and the day on which it left.
    private func shipped(_ segments: [String]) throws -> [String] {
        let delivery = try read(segments)
        #expect(delivery.quarantined.isEmpty, "\(delivery.quarantined)")
        return delivery.messages.flatMap { delivered in
            delivered.message.statements.map { statement in
                guard case .shipped(let part) = statement else { return "\(statement)" }
                return "\(delivered.message.order) \(part.line) \(part.quantity) "
                    + "\(part.shippedOn) \(part.tracking)"
            }
        }
    }

    @Test func whatIsSaidOfTheNextPackageIsNothingOfTheLineBefore() throws {
        #expect(
            try shipped(Self.nested) == [
                "PO-4711 3 400 2026-12-02 1Z999", "PO-4711 7 50 2026-12-02 1Z999",
            ])
    }

    /// Packages may be numbered in any way: lines count, and not where they lie.
    @Test func howPackagesAreNestedChangesNothing() throws {
        let other = Self.nested.map { segment in
            switch segment {
            case "CPS+2+1": "CPS+77+3"
            case "CPS+3+1": "CPS+3+77"
            default: segment
            }
        }
        #expect(try shipped(other) == shipped(Self.nested))
        let flat = Self.nested.filter { !$0.hasPrefix("CPS+2") && !$0.hasPrefix("CPS+1") }
        #expect(try shipped(flat) == shipped(Self.nested))
    }

    private static let line = ["LIN+1++NB-1:SA", "QTY+12:400:PCE", "RFF+ON:PO-4711:3"]
    private static let head = [
        "BGM+351+SHIP-9+9", "DTM+137:20261201:102", "DTM+11:20261202:102", "CPS+1",
    ]

    /// What was despatched goes before what was delivered, whichever stands first.
    @Test(arguments: [
        ["QTY+46:380:PCE", "QTY+12:400:PCE"], ["QTY+12:400:PCE", "QTY+46:380:PCE"],
    ])
    func whatWasDespatchedCounts(quantities: [String]) throws {
        let lines = ["LIN+1++NB-1:SA"] + quantities + ["RFF+ON:PO-4711:3"]
        #expect(try shipped(Self.head + lines) == ["PO-4711 3 400 2026-12-02 "])
        let delivered = ["LIN+1++NB-1:SA", "QTY+46:380:PCE", "RFF+ON:PO-4711:3"]
        #expect(try shipped(Self.head + delivered) == ["PO-4711 3 380 2026-12-02 "])
    }

    /// The number of one line's package is not that of the shipment.
    @Test func aReferenceOfALineIsNoTrackingNumberOfAll() throws {
        let lines = Self.line + ["RFF+CN:1Z-OF-LINE"]
        #expect(try shipped(Self.head + lines) == ["PO-4711 3 400 2026-12-02 "])
    }

    @Test func aLineIsNamedByAReferenceOfItsOwn() throws {
        let lines = ["LIN+1++NB-1:SA", "QTY+12:400:PCE", "RFF+ON:PO-4711", "RFF+LI:8"]
        #expect(try shipped(Self.head + lines) == ["PO-4711 8 400 2026-12-02 "])
    }

    @Test func aLineThatLeftOnAnotherDaySaysSo() throws {
        let lines = Self.line + ["DTM+11:20261203:102"]
        #expect(try shipped(Self.head + lines) == ["PO-4711 3 400 2026-12-03 "])
    }

    /// When goods can be had, or are planned to leave, is not when they left.
    @Test(arguments: ["44", "79"])
    func aPlannedDayIsNoDayOfDespatch(code: String) throws {
        let head = [
            "BGM+351+SHIP-9+9", "DTM+137:20261201:102", "DTM+\(code):20261230:102", "CPS+1",
        ]
        #expect(try shipped(head + Self.line) == ["PO-4711 3 400 2026-12-01 "])
    }

    @Test func aQuantityOfAPackageIsNotRead() throws {
        let head = Self.head + ["PAC+2++CT", "QTY+12:two:CT"]
        #expect(try shipped(head + Self.line) == ["PO-4711 3 400 2026-12-02 "])
    }

    /// Pieces and cartons in one line cannot be told from each other, whatever their kinds.
    @Test func aLineInTwoUnitsIsSetAside() throws {
        let lines = [
            "LIN+1++NB-1:SA", "QTY+46:4:CT", "QTY+12:400:PCE", "RFF+ON:PO-4711:3",
        ]
        let delivery = try read(Self.head + lines)
        #expect(delivery.messages.isEmpty)
        #expect(delivery.quarantined.count == 1)
    }
}
