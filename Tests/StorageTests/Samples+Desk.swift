import Procurement
import Storage

extension Sample {
    /// One message of every kind, every field filled once and left out once.
    static func deskMessages() throws -> [SupplierMessage] {
        let order = try PurchaseOrderNumber("PO-2")
        func message(
            _ kind: SupplierMessage.Kind, _ document: String,
            _ statements: [SupplierMessage.Statement], isReadable: Bool = true
        ) throws -> SupplierMessage {
            try SupplierMessage(
                kind: kind, document: SupplierDocumentID(document), order: order,
                writtenAt: moment(5), statements: statements, isReadable: isReadable,
                note: wildText)
        }
        return [
            try message(.functionalAcknowledgment, "997-1", [], isReadable: false),
            try message(
                .acknowledgment, "A-1",
                [
                    .answer(LineAnswer(line: 1, outcome: .accepted)),
                    .answer(
                        LineAnswer(
                            line: .max, outcome: .substituted, quantity: .stated(number("1.5")),
                            arrivalDate: .stated(.latest), shipDate: .stated(.earliest),
                            price: .stated(number("0")), substitute: SupplierPart("Größe 8"),
                            remark: wildText)),
                ]),
            try message(
                .shipNotice, "A-1",
                [
                    .shipped(ShippedPart(line: 1, quantity: number("3"), shippedOn: .latest)),
                    .shipped(
                        ShippedPart(
                            line: 2, quantity: number("0.000001"), shippedOn: .earliest,
                            arrivalDate: .stated(.latest), tracking: wildText)),
                ]),
            try message(
                .receipt, "R-1",
                [
                    .received(
                        ReceivedPart(
                            line: 1, quantity: number("3"), damaged: number("3"),
                            receivedOn: .latest))
                ]),
        ]
    }

    static func deskDecision(
        _ order: String, _ verdict: BuyerDecision.Verdict
    ) throws -> DeskDecisionRecord {
        DeskDecisionRecord(
            order: try PurchaseOrderNumber(order),
            decision: BuyerDecision(
                document: try SupplierDocumentID("A-1"), line: 1, verdict: verdict),
            person: wildText, at: moment(8), reason: "")
    }
}
