import FileDrop
import Procurement
import SupplierAdapterKit
import Testing

/// Files of the format `order-messages/1`.
@Suite struct OrderMessageFileTests {
    private func read(_ text: String, _ name: String = "a.csv") throws -> MessageDelivery {
        try FileDropOrderMessages.read(
            Array(text.utf8), fileName: name, title: "inbox/\(name)", supplier: nil)
    }

    private static let header =
        "kind,document,order,written,line,outcome,quantity,damaged,date,ship_date,price,substitute,"
        + "remark\n"

    @Test func rowsOfOneDocumentMakeOneMessage() throws {
        let delivery = try read(
            Self.header + """
                acknowledgment,A-1,PO-1,2026-03-03T08:00:00Z,1,accepted,60,,2026-04-01,,2.5,,IA
                receipt,A-1,PO-1,2026-03-03T08:00:00Z,1,,10,2,2026-04-02,,,,
                acknowledgment,A-1,PO-1,2026-03-03T08:00:00Z,1,substituted,,,,2026-04-03,,P-2,
                ship-notice,D-1,PO-1,2026-03-04,2,,3,,,2026-03-04,,,1Z
                functional-acknowledgment,F-1,PO-1,2026-03-04,,rejected,,,,,,,ST02

                """)
        #expect(delivery.quarantined == [])
        let messages = delivery.messages.map(\.message)
        #expect(
            messages.map(\.kind)
                == [.acknowledgment, .receipt, .shipNotice, .functionalAcknowledgment])
        #expect(messages.map(\.isReadable) == [true, true, true, false])
        #expect(
            try messages[0].statements == [
                .answer(
                    LineAnswer(
                        line: 1, outcome: .accepted, quantity: .stated(FixedPoint(parsing: "60")),
                        arrivalDate: .stated(CalendarDate(parsing: "2026-04-01")),
                        price: .stated(FixedPoint(parsing: "2.5")), remark: "IA")),
                .answer(
                    LineAnswer(
                        line: 1, outcome: .substituted,
                        shipDate: .stated(CalendarDate(parsing: "2026-04-03")),
                        substitute: SupplierPart("P-2"))),
            ])
        #expect(
            try messages[1].statements == [
                .received(
                    ReceivedPart(
                        line: 1, quantity: FixedPoint(parsing: "10"),
                        damaged: FixedPoint(parsing: "2"),
                        receivedOn: CalendarDate(parsing: "2026-04-02")))
            ])
        #expect(delivery.messages[1].place.line == 3)
    }

    @Test func aMessageWithABadRowIsSetAsideWhole() throws {
        let delivery = try read(
            Self.header + """
                acknowledgment,A-1,PO-1,2026-03-03,1,accepted,60,,,,,,
                acknowledgment,A-1,PO-1,2026-03-03,2,acepted,60,,,,,,
                acknowledgment,A-1,PO-1,2026-03-03,3,accepted,60,,,,,,
                acknowledgment,A-2,PO-1,2026-03-03,1,accepted,50,,,,,,

                """)
        #expect(delivery.messages.map(\.message.document.rawValue) == ["A-2"])
        #expect(delivery.quarantined.map(\.code) == ["messages.word-unknown"])
        #expect(delivery.quarantined.map(\.place.line) == [3])
        #expect(delivery.quarantined[0].help?.contains("accepted") == true)
    }

    /// A notice takes an earlier one's place, or takes it back where it names no line.
    @Test func aNoticeReplacesAnother() throws {
        let text = """
            kind,document,order,written,line,quantity,unit,ship_date,replaces
            ship-notice,D-2,PO-1,2026-03-05,1,3,CA,2026-03-04,D-1
            ship-notice,D-2,PO-2,2026-03-05,,,,,D-1
            ship-notice,D-4,PO-1,2026-03-05,,,,,D-3
            ship-notice,D-6,PO-1,2026-03-05,1,3,,2026-03-04,D-5
            ship-notice,D-6,PO-1,2026-03-05,2,3,,2026-03-04,
            acknowledgment,A-1,PO-1,2026-03-05,1,,,,A-0

            """
        let delivery = try FileDropOrderMessages.read(
            Array(text.utf8), fileName: "a.csv", title: "a.csv",
            supplier: SupplierID(rawValue: "S1"))
        let messages = delivery.messages.map(\.message)
        #expect(messages.map(\.replaces?.rawValue) == ["D-1", "D-1", "D-3"])
        #expect(messages.map(\.statements.count) == [1, 0, 0])
        #expect(
            messages[0].statements.compactMap {
                if case .shipped(let part) = $0 { part.unit } else { nil }
            } == ["CA"])
        #expect(delivery.replacements.map(\.notice.rawValue) == ["D-1", "D-3"])
        #expect(delivery.replacements.map(\.isWithdrawal) == [false, true])
        #expect(
            delivery.quarantined.map(\.code)
                == ["messages.replaces-differs", "messages.replaces-misplaced"])
        // Whose notices they are is not known: of orders that the file does not name nothing is.
        #expect(try read(text).replacements == [] && read(text).messages.count == 3)
    }

    @Test func bothSpellingsSayTheSame() throws {
        let table = try read(
            "kind,document,order,written,line,outcome,quantity\n"
                + "acknowledgment,A-1,PO-1,2026-03-03,1,accepted,60\n")
        let object = try read(
            """
            {"format": "order-messages/1", "statements": [{"kind": "acknowledgment",
            "document": "A-1", "order": "PO-1", "written": "2026-03-03", "line": 1,
            "outcome": "accepted", "quantity": 60}]}
            """, "a.JSON")
        #expect(table.messages.map(\.message) == object.messages.map(\.message))
    }

    @Test func aFileWithoutItsColumnsIsRefused() throws {
        #expect(throws: AdapterError.self) { try read("order,line\nPO-1,1\n") }
        #expect(throws: AdapterError.self) { try read("", "a.json") }
    }
}
