import FileDrop
import Foundation
import Procurement
import SupplierAdapterKit
import Testing
import WireFormats

func order(
    number: String = "PO-1001", description: String = "Screw, long",
    buyerName: String = "Buyer Ltd", supplier: String = "ACME & Co./KG"
) throws -> PurchaseOrder {
    let currency = try Currency("EUR")
    let unit = try UnitOfMeasure("EA")
    let box = try UnitOfMeasure("BX")
    let line = try PurchaseOrderLine(
        number: 1, item: ItemID("ITEM-1"), supplierPart: SupplierPart("X-1"),
        description: description, quantity: Quantity(units: 12, unit: box),
        baseQuantity: Quantity(units: 120, unit: unit),
        schedule: [
            ScheduleLine(
                quantity: try Quantity(units: 4, unit: box),
                requestedDate: try CalendarDate(parsing: "2026-03-20")),
            ScheduleLine(
                quantity: try Quantity(units: 8, unit: box),
                requestedDate: try CalendarDate(parsing: "2026-03-12")),
        ],
        price: UnitPrice(
            money: Money(amount: FixedPoint(parsing: "12.345"), currency: currency),
            per: Quantity(units: 10, unit: box)),
        amount: Money(amount: FixedPoint(parsing: "14.81"), currency: currency),
        pegs: [
            Peg(
                line: BackOrderLineID(parsing: "SECRET-CUSTOMER/1"),
                quantity: Quantity(units: 100, unit: unit),
                expectedDate: CalendarDate(parsing: "2026-03-12"))
        ],
        progress: LineProgress.unanswered(ordered: 120), state: .open)
    return try PurchaseOrder(
        number: PurchaseOrderNumber(number), round: RoundNumber(parsing: "R-7"),
        supplier: SupplierID(supplier),
        buyer: Address(
            name: buyerName, lines: ["Street 1", "Floor 2"], city: "Köln", postalCode: "01234",
            country: "DE"),
        shipTo: Address(
            name: "Gate 3", lines: [], city: "Bonn", postalCode: "+53111", country: "DE"),
        contact: Contact(name: "=cmd()", email: "a@b.example", phone: "+49 1"),
        currency: currency, paymentTerms: "net 30", incoterm: "DAP Köln (2020)",
        orderDate: CalendarDate(parsing: "2026-03-03"), lines: [line], state: .approved,
        revision: 0)
}

func sink(_ workspace: Workspace, _ rest: String = "") throws -> FileDropOrders {
    try FileDropOrders(
        name: FeedName("orders"),
        settings: try SettingsText.settings("folder = \"outbox\"\n" + rest),
        environment: workspace.environment)
}

private let hash = String(repeating: "0123456789abcdef", count: 4)

@Suite struct FileDropOrdersTests {
    @Test func csvReadsBackAsTheSameOrder() throws {
        try Workspace.with { workspace in
            let document = try sink(workspace).render(try order(), as: .csv)
            #expect(document.format == "purchase-order/1")
            let columns = document.bytes.split(separator: 10).first.map {
                String(decoding: $0, as: UTF8.self).split(separator: ",").map(String.init)
            }
            var table = try TableReader(document.bytes, required: try #require(columns))
            let row = try #require(try table.next())
            #expect(try row.text("format") == "purchase-order/1")
            #expect(try row.text("order_number") == "PO-1001")
            #expect(try row.text("supplier") == "ACME & Co./KG")
            #expect(try row.date("order_date") == DateParts(year: 2026, month: 3, day: 3))
            #expect(try row.text("buyer_address") == "Street 1; Floor 2")
            #expect(try row.text("buyer_postal_code") == "01234")
            #expect(try row.integer("line") == 1)
            #expect(try row.text("supplier_part") == "X-1")
            #expect(try row.text("description") == "Screw, long")
            #expect(try row.decimal("quantity") == 12_000_000)
            #expect(try row.text("unit") == "BX")
            #expect(try row.text("requested_date") == "2026-03-12")
            #expect(try row.text("schedule") == "8 on 2026-03-12; 4 on 2026-03-20")
            #expect(try row.decimal("price") == 12_345_000)
            #expect(try row.decimal("price_quantity") == 10_000_000)
            #expect(try row.text("amount") == "14.81")
            #expect(try row.text("order_total") == "14.81")
            #expect(try table.next() == nil)
        }
    }

    @Test func jsonReadsBackAsTheSameOrder() throws {
        try Workspace.with { workspace in
            let document = try sink(workspace).render(try order(), as: .json)
            let value = try JSONText.parse(document.bytes)
            #expect(try value["format"]?.string() == "purchase-order/1")
            #expect(try value["orderNumber"]?.string() == "PO-1001")
            #expect(
                try value["buyer"]?["lines"]?.array().map { try $0.string() } == [
                    "Street 1", "Floor 2",
                ])
            #expect(try value["contact"]?["name"]?.string() == "=cmd()")
            let line = try #require(try value["lines"]?.array().first)
            #expect(try line["quantity"]?.decimal() == 12_000_000)
            #expect(try line["price"]?.string() == "12.345")
            #expect(try line["priceQuantity"]?.string() == "10")
            #expect(try line["amount"]?.string() == "14.81")
            #expect(try line["requestedDate"]?.string() == "2026-03-12")
            let schedule = try #require(try line["schedule"]?.array())
            #expect(
                try schedule.map { try $0["requestedDate"]?.string() } == [
                    "2026-03-12", "2026-03-20",
                ])
            #expect(try schedule.map { try $0["quantity"]?.decimal() } == [8_000_000, 4_000_000])
            #expect(try value["total"]?.string() == "14.81")
        }
    }

    @Test(arguments: OrderFormat.allCases)
    func theSameOrderGivesTheSameBytesAndTellsNothingOfOurCustomers(format: OrderFormat) throws {
        try Workspace.with { workspace in
            let first = try sink(workspace).render(try order(), as: format)
            let second = try sink(workspace).render(try order(), as: format)
            #expect(first == second)
            let text = String(decoding: first.bytes, as: UTF8.self)
            #expect(!text.contains("SECRET"))
            #expect(!text.contains("R-7"))
        }
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+49", "'+49"), ("-x", "'-x"), ("@a", "'@a"), ("\tx", "\"'\tx\""),
        ("'x", "''x"), ("plain", "plain"), ("a=b", "a=b"),
    ])
    func aTextThatASpreadsheetWouldRunIsGuarded(text: String, written: String) throws {
        try Workspace.with { workspace in
            let document = try sink(workspace).render(try order(buyerName: text), as: .csv)
            let body = String(decoding: document.bytes, as: UTF8.self)
            let expected =
                written.hasPrefix("\"") ? String(written.dropFirst().dropLast()) : written
            #expect(body.contains(",\(expected),"))
        }
    }

    @Test func nameAndFolderAreSafeAndTheSameForTheSameDocument() throws {
        try Workspace.with { workspace in
            let sink = try sink(workspace)
            let order = try order(number: "4711/a")
            let document = try sink.render(order, as: .csv)
            let expected = OrderDestination(
                folder: "outbox/ACME%20%26%20Co.%2FKG", fileName: "PO-4711%2Fa-r2-01234567.csv")
            for _ in 1...2 {
                let destination = sink.destination(
                    of: order, revision: 2, document: document, sha256: hash)
                #expect(destination == expected)
            }
        }
    }

    @Test func aSupplierWithALongNumberHasAFolderThatCanBeMade() throws {
        try Workspace.with { workspace in
            let sink = try sink(workspace)
            var folders: Set<String> = []
            for end in ["a", "b"] {
                let order = try order(supplier: String(repeating: "Ü", count: 60) + end)
                let document = try sink.render(order, as: .csv)
                let destination = sink.destination(
                    of: order, revision: 1, document: document, sha256: hash)
                try sink.stage(document.bytes, to: destination)
                #expect(try sink.send(destination) == .sent)
                folders.insert(destination.folder)
            }
            #expect(folders.count == 2)
        }
    }

    @Test func anOrderLeavesOnce() throws {
        try Workspace.with { workspace in
            let sink = try sink(workspace)
            let order = try order()
            let document = try sink.render(order, as: .json)
            let destination = sink.destination(
                of: order, revision: 1, document: document,
                sha256: workspace.environment.sha256(document.bytes))
            let path = destination.folder + "/" + destination.fileName
            #expect(try sink.handOver(of: destination) == .gone)
            try sink.stage(document.bytes, to: destination)
            try sink.stage(document.bytes, to: destination)
            #expect(try sink.handOver(of: destination) == .staged)
            #expect(!workspace.exists(path))
            #expect(try sink.send(destination) == .sent)
            #expect(try sink.handOver(of: destination) == .sent)
            #expect(try workspace.read(path) == document.bytes)
            try sink.stage(document.bytes, to: destination)
            #expect(try sink.send(destination) == .alreadySent)
            try sink.stage([1, 2, 3], to: destination)
            #expect(try sink.send(destination) == .nameTakenByOtherBytes)
            #expect(try workspace.read(path) == document.bytes)
        }
    }

    @Test func anOrderTheSupplierHasTakenIsGone() throws {
        try Workspace.with { workspace in
            let sink = try sink(workspace)
            let order = try order()
            let document = try sink.render(order, as: .csv)
            let destination = sink.destination(
                of: order, revision: 1, document: document, sha256: hash)
            try sink.stage(document.bytes, to: destination)
            #expect(try sink.send(destination) == .sent)
            try FileManager.default.removeItem(
                atPath: "\(workspace.root)/\(destination.folder)/\(destination.fileName)")
            #expect(try sink.handOver(of: destination) == .gone)
        }
    }

    @Test func filesAreCalledAsTheSupplierWants() throws {
        try Workspace.with { workspace in
            let name = "file_name = \"ORD_{yyyy}{MM}{dd}_{number}_{revision}.{ending}\"\n"
            let sink = try sink(workspace, name)
            let order = try order(number: "4711/a")
            let document = try sink.render(order, as: .csv)
            let destination = sink.destination(
                of: order, revision: 2, document: document, sha256: hash)
            #expect(destination.fileName == "ORD_20260303_4711%2Fa_2.csv")
            // Such a name does not tell what is in the file, and still no other passes for it.
            try sink.stage(document.bytes, to: destination)
            #expect(try sink.handOver(of: destination) == .staged)
            #expect(try sink.send(destination) == .sent)
            #expect(try sink.handOver(of: destination) == .sent)
            try workspace.write("other", to: destination.folder + "/" + destination.fileName)
            #expect(try sink.handOver(of: destination) == .gone)
            try sink.stage(document.bytes, to: destination)
            #expect(try sink.send(destination) == .nameTakenByOtherBytes)
        }
    }

    @Test(arguments: ["ORD.csv", "{number}/x", ".{number}", "{number}{what}", "{number"])
    func aNameThatNamesNoOrderIsRefused(name: String) throws {
        try Workspace.with { workspace in
            #expect(
                refusal { _ = try sink(workspace, "file_name = \"\(name)\"\n") }
                    == "settings.wrong-value file_name at 2")
        }
    }
}
