import BrokerCommands
import Procurement
import SupplierAdapterKit
import Testing

/// What ``MessagePreview`` shows of answers and ship notices before anything is stored.
@Suite struct MessagePreviewTests {
    private let place = FilePlace(file: "inbox/a.edi", line: 3, column: 1)

    private func message(
        _ kind: SupplierMessage.Kind, _ statements: [SupplierMessage.Statement],
        isReadable: Bool = true, note: String = "", change: Int? = nil
    ) throws -> DeliveredMessage {
        DeliveredMessage(
            message: try SupplierMessage(
                kind: kind, document: SupplierDocumentID("SO-1"),
                order: PurchaseOrderNumber("PO-1"),
                writtenAt: Timestamp(millisecondsSince1970: 0), statements: statements,
                isReadable: isReadable, note: note, change: change),
            supplier: nil, place: place)
    }

    /// The rows without the file's name, as people read them.
    private func shown(
        _ messages: [DeliveredMessage], _ answers: [DeliveredOrderAnswer] = [],
        _ quarantined: [QuarantinedRow] = []
    ) -> [String] {
        var listing = Listing(MessagePreview.columns)
        MessagePreview.add(
            MessageDelivery(
                file: "a.edi", messages: messages, orderAnswers: answers,
                quarantined: quarantined),
            of: "a.edi", to: &listing)
        return listing.rows.map { row in
            row.dropFirst().map { cell in
                if case .text(let text) = cell { text } else { "-" }
            }.joined(separator: " | ")
        }
    }

    private let day = CalendarDate(dayNumber: 20_520)

    @Test func eachPartOfAnAnswerIsARow() throws {
        let statements: [SupplierMessage.Statement] = [
            .answer(
                LineAnswer(
                    line: 1, outcome: .accepted, quantity: .stated(try FixedPoint(parsing: "30")),
                    shipDate: .stated(day), price: .stated(try FixedPoint(parsing: "32.5")),
                    remark: "IA")),
            .answer(
                LineAnswer(
                    line: 2, outcome: .substituted, arrivalDate: .stated(day),
                    substitute: try SupplierPart("X-2"), remark: "IS")),
        ]
        #expect(
            shown([try message(.acknowledgment, statements, change: 3)]) == [
                "acknowledgment | PO-1 | SO-1 | 1 | accepted | 30 | 2026-03-08 | - | 32.5 | "
                    + "IA; answers change 3",
                "acknowledgment | PO-1 | SO-1 | 2 | substituted | - | - | 2026-03-08 | - | "
                    + "IS; instead X-2; answers change 3",
            ])
    }

    @Test func goodsAreShownWithTheirDays() throws {
        let two = try FixedPoint(parsing: "2")
        let shipped = SupplierMessage.Statement.shipped(
            ShippedPart(line: 1, quantity: two, shippedOn: day, tracking: "1Z"))
        let received = SupplierMessage.Statement.received(
            ReceivedPart(line: 1, quantity: two, damaged: two, receivedOn: day))
        #expect(
            shown([try message(.shipNotice, [shipped]), try message(.receipt, [received])]) == [
                "ship-notice | PO-1 | SO-1 | 1 | - | 2 | 2026-03-08 | - | - | 1Z",
                "receipt | PO-1 | SO-1 | 1 | - | 2 | - | 2026-03-08 | - | 2 damaged",
            ])
    }

    @Test func anAnswerToAWholeOrderSaysForWhichLines() throws {
        func answer(_ lines: [LineAnswer]) throws -> DeliveredOrderAnswer {
            DeliveredOrderAnswer(
                document: try SupplierDocumentID("SO-1"), order: try PurchaseOrderNumber("PO-1"),
                writtenAt: Timestamp(millisecondsSince1970: 0), answers: lines,
                others: .accepted, remark: "AK", supplier: nil, place: place)
        }
        let one = LineAnswer(line: 4, outcome: .rejected, remark: "R2")
        #expect(
            shown([], [try answer([]), try answer([one])]) == [
                "acknowledgment | PO-1 | SO-1 | all | accepted | - | - | - | - | AK",
                "acknowledgment | PO-1 | SO-1 | 4 | rejected | - | - | - | - | R2",
                "acknowledgment | PO-1 | SO-1 | others | accepted | - | - | - | - | AK",
            ])
    }

    @Test func whatSaysNothingOfLinesAndWhatIsSetAsideIsShownToo() throws {
        let refused = try message(.functionalAcknowledgment, [], isReadable: false)
        let aside = QuarantinedRow(
            place: place, field: "", value: "", code: "document.kind", message: "an invoice",
            help: nil, supplier: nil, supplierPart: nil)
        #expect(
            shown([refused], [], [aside]) == [
                "functional-acknowledgment | PO-1 | SO-1 | - | - | - | - | - | - | "
                    + "could not be read",
                "set aside | - | - | - | - | - | - | - | - | inbox/a.edi:3:1: an invoice",
            ])
    }
}
