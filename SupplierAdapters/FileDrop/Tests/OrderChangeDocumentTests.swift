import FileDrop
import Procurement
import SupplierAdapterKit
import Testing
import WireFormats

/// `purchase-order-change/1`, and the name of its file.
@Suite struct OrderChangeDocumentTests {
    private func change(_ quantity: String, _ day: String? = nil) throws -> OrderChange {
        try OrderChange(
            order: PurchaseOrderNumber("PO-1001"), sequence: 1,
            date: CalendarDate(parsing: "2026-03-06"), requestedAt: .earliest, person: "Ann",
            reason: "secret",
            requests: [
                OrderChange.Request(
                    line: 1, quantity: FixedPoint(parsing: quantity),
                    previousQuantity: FixedPoint(parsing: "12"),
                    date: day.map { try CalendarDate(parsing: $0) }, isDateAsked: day != nil)
            ])
    }

    private func text(_ change: OrderChange, _ format: OrderFormat) throws -> String {
        try Workspace.with { workspace throws in
            let document = try sink(workspace).renderChange(change, of: order(), as: format)
            #expect(document.format == "purchase-order-change/1")
            #expect(document.fileExtension == (format == .csv ? "csv" : "json"))
            return String(decoding: document.bytes, as: UTF8.self)
        }
    }

    @Test func aChangeAsCSV() throws {
        let rows = try text(change("6", "2026-04-01"), .csv).split(separator: "\n")
        #expect(rows.count == 2)
        #expect(
            rows[1] == """
                purchase-order-change/1,PO-1001,2026-03-03,1,2026-03-06,ACME & Co./KG,\
                Buyer Ltd,'=cmd(),a@b.example,'+49 1,1,X-1,ITEM-1,"Screw, long",change,6,12,BX,\
                2026-04-01
                """)
    }

    /// More of a line is a change as less is: how much there is to be, and how much there was.
    @Test func moreOfALineAsCSVAndJSON() throws {
        let row = try text(change("15"), .csv).split(separator: "\n").last
        #expect(row?.contains(",change,15,12,BX,") == true, "\(row ?? "")")
        let json = try JSONText.parse(Array(text(change("15"), .json).utf8))
        let written = String(decoding: JSONText.write(json), as: UTF8.self)
            .filter { !$0.isWhitespace }
        #expect(written.contains("\"action\":\"change\""), "\(written)")
        #expect(written.contains("\"quantity\":\"15\""))
        #expect(written.contains("\"previousQuantity\":\"12\""))
    }

    @Test func aCancellationAsJSON() throws {
        let json = try JSONText.parse(Array(text(change("0"), .json).utf8))
        let text = String(decoding: JSONText.write(json), as: UTF8.self)
        #expect(text.contains("\"action\" : \"cancel\"") || text.contains("\"action\": \"cancel\""))
        #expect(!text.contains("secret"))
        #expect(text.contains("\"requestedDate\""))
    }

    /// A name without a place for the revision must not be that of the order.
    @Test func aChangeHasANameOfItsOwn() throws {
        try Workspace.with { workspace throws in
            let sink = try sink(workspace, "file_name = \"{number}.{ending}\"\n")
            let document = try sink.renderChange(change("6"), of: order(), as: .csv)
            let hash = String(repeating: "0", count: 64)
            let names = try [1, 2].map { revision in
                sink.destination(
                    of: try order(), revision: revision, document: document, sha256: hash
                ).fileName
            }
            #expect(names == ["PO-1001.csv", "PO-1001-r2.csv"])
        }
    }
}
