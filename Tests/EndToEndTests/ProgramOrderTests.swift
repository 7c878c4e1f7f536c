import Foundation
import TestSupport
import Testing

/// A house whose supplier is a program: prices in, orders out, answers back, each order once.
@Suite struct ProgramOrderTests {
    private static func feed(_ kind: String, _ rest: String) -> String {
        """
        adapter = "external-process"
        kind = "\(kind)"
        command = ["python3", "adapters/acme.py"]
        supplier = "ACME"
        \(rest)

        """
    }

    private func withHouse(_ body: (ExampleHouse) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let house = try ExampleHouse(in: folder)
            for name in ["adapters", "supplier", "supplier/orders"] {
                try FileManager.default.createDirectory(
                    atPath: "\(house.folder)/\(name)", withIntermediateDirectories: true)
            }
            let example = try Golden.text("SupplierAdapters/ExternalProcess/Examples/acme.py")
            try house.write(example, to: "adapters/acme.py")
            try house.write(
                Self.feed("purchase-orders", "[settings]\norders = \"supplier/orders\""),
                to: "feeds/orders.toml")
            try house.write(
                Self.feed(
                    "order-messages",
                    "folder = \"inbox/answers\"\n[settings]\nanswers = \"supplier/answers.csv\""),
                to: "feeds/answers.toml")
            try body(house)
        }
    }

    private func orders(_ house: ExampleHouse) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: house.folder + "/supplier/orders")
    }

    @Test func anOrderIsHandedOverOnceAndItsAnswerComesBack() throws {
        try withHouse { house in
            _ = try house.run(["run"])
            let names = try orders(house)
            #expect(names.count == 1 && names[0].hasPrefix("PO-000001-r1-"))
            let sent = try house.onlyOrder()
            #expect(sent.contains("\"orderNumber\" : \"PO-000001\"") || sent.contains("PO-000001"))
            try house.write(
                """
                kind,document,order,written,line,outcome,quantity,date
                acknowledgment,A-1,PO-000001,2026-03-02T09:00:00Z,1,accepted,,2026-03-09

                """, to: "supplier/answers.csv")
            let answered = try house.start(["run"]).text
            #expect(answered.contains("feed answers"))
            _ = try house.start(["run"])
            #expect(try orders(house) == names)
        }
    }

    @Test func aChangeIsHandedOverBesideItsOrder() throws {
        try withHouse { house in
            _ = try house.run(["run"])
            let change = [
                "po", "change", "PO-000001", "1", "--date", "2026-04-10", "--reason", "later",
            ]
            _ = try house.run(change)
            _ = try house.start(["run"])
            let names = try orders(house).sorted()
            #expect(names.count == 2 && names[1].hasPrefix("PO-000001-r2-"))
            let path = "\(house.folder)/supplier/orders/\(names[1])"
            let sent = String(
                decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
            #expect(sent.contains("purchase-order-change/1"))
        }
    }

    @Test func aBrokerThatIsKilledBehindTheOrderFindsItAtTheSupplier() throws {
        try withHouse { house in
            // The supplier has the order, and we are gone before it can say so.
            let example = try Golden.text("SupplierAdapters/ExternalProcess/Examples/acme.py")
            let deadly = example.replacing(
                "    done(request, outcome=\"accepted\", reference=request[\"key\"])",
                with: "    os.kill(os.getppid(), 9)")
            #expect(deadly != example)
            try house.write(deadly, to: "adapters/acme.py")
            let killed = try house.start(["run"])
            #expect(killed.wasKilled && killed.status == 9)
            let names = try orders(house)
            #expect(names.count == 1)
            // Whoever answers now would be killed for another submit: there is none.
            #expect(try house.start(["run"]).status == 0)
            #expect(try orders(house) == names)
            #expect(try house.onlyOrder().contains("PO-000001"))
        }
    }

    @Test func theConformanceListTriesOrdersOnlyWhenItIsTold() throws {
        try withHouse { house in
            #expect(try house.start(["adapter", "test", "orders"]).status == 1)
            #expect(try orders(house).isEmpty)
            let report = try house.run(["adapter", "test", "orders", "--send-orders"])
            for point in ["hello", "absent", "twice", "other", "killed", "changed"] {
                #expect(report.contains("passed  orders.\(point)"))
            }
        }
    }
}
