import Foundation
import TestSupport
import Testing

/// Purchase orders in the form of a partner, as a house sends them.
@Suite struct PartnerOrderTests {
    private func withHouse(
        _ settings: String, _ body: (ExampleHouse) throws -> Void
    ) throws {
        try withTemporaryFolder { folder in
            let house = try ExampleHouse(in: folder)
            try house.write(settings, to: "feeds/acme-orders.toml")
            try body(house)
        }
    }

    private static let x12 = """
        adapter = "flat-file-edi"
        kind = "purchase-orders"
        supplier = "ACME"
        format = "x12-850"
        [ids]
        sender = "CONTOSO"
        receiver = "ACME"

        """

    @Test func ordersLeaveAsThePartnerReadsThem() throws {
        try withHouse(Self.x12) { house in
            _ = try house.run(["run"])
            let order = try house.onlyOrder()
            #expect(order.hasPrefix("ISA*00*          *00*          *ZZ*CONTOSO        *ZZ*ACME "))
            #expect(order.contains("BEG*00*SA*PO-000001**20260302~"))
            #expect(order.contains("IEA*1*000000001~"))
            let shown = try house.broker.run(
                ["po", "render", "PO-000001", "--as-of", ExampleHouse.asOf], in: house.folder)
            #expect(shown.text == order)
            let names = try FileManager.default.contentsOfDirectory(
                atPath: house.folder + "/outbox/ACME")
            #expect(names.contains { $0.hasPrefix("PO-000001-r1-") && $0.hasSuffix(".x12") })
        }
    }

    @Test func aLookTakesNoControlNumber() throws {
        try withTemporaryFolder { folder in
            let house = try ExampleHouse(in: folder)
            _ = try house.run(["run"])
            try house.write(Self.x12, to: "feeds/acme-orders.toml")
            for form in ["x12-850", "edifact-orders", "cxml-order", "ubl-order", "csv", "json"] {
                let shown = try house.run(["po", "render", "PO-000001", "--as", form])
                #expect(shown.contains("PO-000001"))
                if form == "x12-850" { #expect(shown.contains("IEA*1*000000001~")) }
            }
            let numbers = house.folder + "/outbox/.numbers"
            #expect(!FileManager.default.fileExists(atPath: numbers))
            let change = try house.start(["po", "render", "PO-000001", "--as", "x12-860"])
            #expect(change.text.contains("[document.order-unchanged]"))
        }
    }

    @Test func numbersGoOnFromTheLastOne() throws {
        try withHouse(Self.x12) { house in
            let numbers = house.folder + "/outbox/.numbers/of-ACME"
            try FileManager.default.createDirectory(
                atPath: numbers, withIntermediateDirectories: true)
            try house.write("4711\n", to: "outbox/.numbers/of-ACME/last")
            _ = try house.run(["run"])
            #expect(try house.onlyOrder().contains("IEA*1*000004712~"))
            let last = try String(contentsOfFile: numbers + "/last", encoding: .utf8)
            #expect(last == "4712\n")
        }
    }

    @Test func anOrderThatCannotBeWrittenTakesNoNumberAndIsNotStored() throws {
        let strange = Self.x12 + "[x12]\nelement_separator = \"-\"\n"
        try withHouse(strange) { house in
            let run = try house.start(["run"])
            #expect(run.status != 0)
            #expect(run.text.contains("[segments.not-writable]"))
            #expect(!FileManager.default.fileExists(atPath: house.folder + "/outbox/.numbers"))
            #expect(try house.run(["po", "list"]).contains("no purchase orders"))
        }
    }

    @Test func aSupplierHasOneWayOut() throws {
        try withHouse(Self.x12) { house in
            try house.write(Self.x12, to: "feeds/acme-2.toml")
            let run = try house.start(["run"])
            #expect(run.status == 78)
            #expect(run.text.contains("[config.partner-twice]"))
        }
    }
}
