import Procurement
import SupplierAdapterKit
import Testing

@Suite struct DeliveredOrderAnswerTests {
    private func answer(_ named: [LineAnswer]) throws -> DeliveredOrderAnswer {
        try DeliveredOrderAnswer(
            document: SupplierDocumentID("SO-1"), order: PurchaseOrderNumber("PO-1"),
            writtenAt: Timestamp(millisecondsSince1970: 0), answers: named, others: .accepted,
            remark: "AE", note: "soon", supplier: SupplierID("ACME"), place: FilePlace(file: "a"))
    }

    @Test func linesThatItDoesNotNameAreAnsweredByIt() throws {
        let named = LineAnswer(line: 2, outcome: .rejected, remark: "R2")
        let delivered = try answer([named]).message(lines: [1, 2, 4])
        let answers = delivered.message.statements.compactMap { statement -> LineAnswer? in
            if case .answer(let answer) = statement { answer } else { nil }
        }
        #expect(
            answers == [
                named, LineAnswer(line: 1, outcome: .accepted, remark: "AE"),
                LineAnswer(line: 4, outcome: .accepted, remark: "AE"),
            ])
        #expect(delivered.message.kind == .acknowledgment && delivered.message.note == "soon")
        #expect(delivered.supplier?.rawValue == "ACME")
    }

    /// A line that is no line of the order stays, so that the desk refuses the message.
    @Test func aLineThatIsNotThereIsNotDropped() throws {
        let stray = LineAnswer(line: 9, outcome: .accepted)
        let message = try answer([stray]).message(lines: [1]).message
        #expect(message.statements.map(\.line) == [9, 1])
    }

    @Test func anOrderWithoutLinesHasNoMessage() throws {
        let error = #expect(throws: ValueError.self) { try answer([]).message(lines: []) }
        #expect(error?.code == "message.empty")
    }
}
