import FlatFileEDI
import Foundation
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing

/// What we ask a supplier to change, as its documents say it.
@Suite struct OrderChangeDocumentsTests {
    private func profile() throws -> PartnerProfile {
        try PartnerProfile(
            AdapterSettings(
                file: "feeds/nordbolt.toml",
                table: SettingTable([
                    SettingTable.Entry("supplier", SettingValue(.string("NORDBOLT")))
                ])))
    }

    /// Line 1 of two: less, another date, both, or nothing.
    private func change(
        _ quantity: String, _ day: String? = nil, line: Int = 1, of total: String = "100"
    ) throws -> OrderChange {
        try OrderChange(
            order: PurchaseOrderNumber("PO-000001"), sequence: 2,
            date: SampleOrders.date("2026-03-06"), requestedAt: .earliest, person: "Ann",
            reason: "less is needed",
            requests: [
                OrderChange.Request(
                    line: line, quantity: FixedPoint(parsing: quantity),
                    previousQuantity: FixedPoint(parsing: total),
                    date: day.map { try SampleOrders.date($0) }, isDateAsked: day != nil)
            ])
    }

    private func text(
        _ change: OrderChange, _ format: OrderDocumentFormat, of order: PurchaseOrder? = nil
    ) throws -> String {
        let written = try OrderDocuments.write(
            change, of: order ?? SampleOrders.plain(), as: format, for: profile(),
            controlNumber: 4711)
        return String(decoding: written.document.bytes, as: UTF8.self)
    }

    @Test func lessOfALine() throws {
        let change = try change("60")
        let x12 = try text(change, .x12Order)
        #expect(x12.contains("BCH*04*SA*PO-000001**2*20260304*****20260306~"))
        #expect(x12.contains("POC*1*QD*60**EA*2.5*PE*VP*AX-1*BP*I-100~"))
        #expect(x12.contains("DTM*002*20260320~"))
        let edifact = try text(change, .edifactOrder)
        #expect(edifact.contains("BGM+230+PO-000001-2+4'"))
        #expect(edifact.contains("LIN+1+3+AX-1:SA'"))
        #expect(edifact.contains("QTY+21:60:EA'\nDTM+2:20260320:102'"))
        let cxml = try text(change, .cxmlOrder)
        #expect(cxml.contains("payloadID=\"PO-000001.2@"))
        #expect(cxml.contains("type=\"update\" orderVersion=\"3\""))
        #expect(cxml.contains("<ItemOut quantity=\"60\" lineNumber=\"1\""))
        let ubl = try text(change, .ublOrder)
        #expect(ubl.contains("<OrderChange xmlns=\""))
        #expect(ubl.contains("<cbc:ID>PO-000001-2</cbc:ID>"))
        #expect(ubl.contains("<cbc:SequenceNumberID>2</cbc:SequenceNumberID>"))
        #expect(ubl.contains("<cbc:LineStatusCode>3</cbc:LineStatusCode>"))
        #expect(ubl.contains("<cbc:Quantity unitCode=\"EA\">60</cbc:Quantity>"))
    }

    /// What is added comes with the last of the line, or on a day of its own.
    @Test(arguments: [("2026-03-20", false), ("2026-03-27", true)])
    func moreOfALine(day: String, isScheduled: Bool) throws {
        let change = try change("140")
        let addition = LineAddition(units: 40, requestedDate: try SampleOrders.date(day))
        var order = try SampleOrders.plain()
        for event: PurchaseOrderEvent in [
            .issueIntended, .issued, .lineIncreased(line: 1, addition: addition),
        ] {
            order = try order.applying(event)
        }
        let x12 = try text(change, .x12Order, of: order)
        #expect(x12.contains("BCH*04*SA*PO-000001**2*20260304*****20260306~"))
        #expect(x12.contains("POC*1*QI*140**EA*2.5*PE*VP*AX-1*BP*I-100~"))
        #expect(x12.contains("SCH*40*EA***002*20260327~") == isScheduled)
        let edifact = try text(change, .edifactOrder, of: order)
        #expect(edifact.contains("LIN+1+3+AX-1:SA'"))
        #expect(edifact.contains("QTY+21:140:EA'"))
        let cxml = try text(change, .cxmlOrder, of: order)
        #expect(cxml.contains("<ItemOut quantity=\"140\" lineNumber=\"1\""))
        let ubl = try text(change, .ublOrder, of: order)
        #expect(ubl.contains("<cbc:LineStatusCode>3</cbc:LineStatusCode>"))
        #expect(ubl.contains("<cbc:Quantity unitCode=\"EA\">140</cbc:Quantity>"))
        let both = try self.change("140", "2026-05-04")
        #expect(try text(both, .x12Change, of: order).contains("POC*1*CA*140**EA*"))
    }

    @Test(arguments: [("100", "CT"), ("60", "CA")])
    func anotherDate(quantity: String, code: String) throws {
        let change = try change(quantity, "2026-05-04")
        let x12 = try text(change, .x12Change)
        #expect(x12.contains("POC*1*\(code)*\(quantity)**EA*2.5*PE*VP*AX-1*BP*I-100~"))
        #expect(x12.contains("DTM*002*20260504~"))
        #expect(try text(change, .edifactChange).contains("DTM+2:20260504:102'"))
        #expect(try text(change, .cxmlChange).contains("requestedDeliveryDate=\"2026-05-04\""))
        #expect(try text(change, .ublChange).contains("<cbc:StartDate>2026-05-04</cbc:StartDate>"))
    }

    @Test func aLineThatIsCalledOff() throws {
        let change = try change("0")
        #expect(try text(change, .x12Order).contains("POC*1*DI*100**EA*2.5*PE*VP*"))
        #expect(try text(change, .edifactOrder).contains("LIN+1+2+AX-1:SA'"))
        #expect(try text(change, .cxmlOrder).contains("<ItemOut quantity=\"0\" lineNumber=\"1\""))
        let ubl = try text(change, .ublOrder)
        #expect(ubl.contains("<cbc:LineStatusCode>2</cbc:LineStatusCode>"))
        #expect(!ubl.contains("RequestedDeliveryPeriod"))
    }

    @Test func anOrderThatIsCalledOff() throws {
        let order = try SampleOrders.order([SampleOrders.line(1)])
        let change = try change("0")
        #expect(try text(change, .x12Order, of: order).contains("BCH*01*SA*PO-000001**2*"))
        #expect(
            try text(change, .edifactOrder, of: order).contains("BGM+230+PO-000001-2+1'"))
        #expect(try text(change, .cxmlOrder, of: order).contains("type=\"delete\""))
        let ubl = try text(change, .ublOrder, of: order)
        #expect(ubl.contains("<OrderCancellation xmlns=\"") && !ubl.contains("OrderLine"))
    }

    @Test func recordsWithoutALayoutForChangesAreRefused() throws {
        let error = #expect(throws: AdapterError.self) { try text(change("60"), .layoutOrder) }
        #expect(error?.code == "document.no-change")
    }

    /// A change has a control number of its own, and keeps it.
    @Test func aChangeKeepsItsControlNumber() throws {
        try withTemporaryFolder { folder throws in
            let sink = try DocumentOrders(
                name: FeedName("nordbolt"),
                settings: Settings.feed([
                    ("supplier", Settings.text("NORDBOLT")), ("format", Settings.text("x12-850")),
                ]),
                environment: AdapterEnvironment(
                    root: folder, sha256: { _ in String(repeating: "0", count: 64) }))
            let order = try SampleOrders.plain()
            let change = try change("60")
            let original = try sink.render(order, as: .csv)
            let first = try sink.renderChange(change, of: order, as: .csv)
            #expect(try sink.renderChange(change, of: order, as: .csv) == first)
            #expect(try sink.previewNumber(of: order) == 1)
            #expect(try sink.previewNumber(of: order, change: change) == 2)
            #expect(first.format == "x12-860")
            let hash = String(repeating: "0", count: 64)
            let places = [(1, original), (3, first)].map { revision, document in
                sink.destination(
                    of: order, revision: revision, document: document, sha256: hash)
            }
            #expect(
                places.map(\.fileName) == [
                    "PO-000001-r1-00000000.x12", "PO-000001-r3-00000000.x12",
                ])
        }
    }
}
