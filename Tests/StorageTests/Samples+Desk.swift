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

    /// Messages in units of their senders, and one in the place of another.
    static func statedMessages() throws -> [SupplierMessage] {
        let order = try PurchaseOrderNumber("PO-2")
        let answer = try LineAnswer(
            line: 1, outcome: .accepted, quantity: .stated(number("3")), unit: "CA")
        let part = try ShippedPart(
            line: 1, quantity: number("3"), shippedOn: .latest, unit: wildText)
        return [
            try SupplierMessage(
                kind: .acknowledgment, document: SupplierDocumentID("U-1"), order: order,
                writtenAt: moment(4), statements: [.answer(answer)]),
            try SupplierMessage(
                kind: .shipNotice, document: SupplierDocumentID("U-1"), order: order,
                writtenAt: moment(4), statements: [.shipped(part)]),
            try SupplierMessage(
                kind: .shipNotice, document: SupplierDocumentID("U-1/2"), order: order,
                writtenAt: moment(5), statements: [], replaces: SupplierDocumentID("U-1")),
        ]
    }

    /// Two replacements of one notice, and one of another supplier's notice of that number.
    static func noticeReplacements() throws -> [NoticeReplacementRecord] {
        try [("S-1", "N/1"), ("S-1", "N/2"), ("S-2", "N/1")].map { supplier, document in
            NoticeReplacementRecord(
                supplier: try SupplierID(supplier), notice: try SupplierDocumentID("N"),
                document: try SupplierDocumentID(document), writtenAt: moment(1),
                takenAt: moment(2), source: wildText)
        }
    }

    static func followUp(_ order: String, attempt: Int = 1) throws -> FollowUpRecord {
        FollowUpRecord(
            order: try PurchaseOrderNumber(order), line: 1, reason: wildText, since: .earliest,
            attempt: attempt, due: .latest, action: wildText, claimedAt: moment(6))
    }

    /// Two promises of one line, the second a withdrawal, and one of another.
    static func promises() throws -> [PromiseRecord] {
        let (first, second) = try (
            BackOrderLineID(parsing: "A/1"), BackOrderLineID(parsing: "Ä/1")
        )
        return [
            PromiseRecord(
                line: first, sequence: 1, at: moment(3), promised: .latest, median: .earliest,
                receipts: 0, supplierReceipts: .max, reason: wildText),
            PromiseRecord(
                line: first, sequence: 2, at: moment(4), promised: nil, median: nil, receipts: nil,
                supplierReceipts: nil, reason: ""),
            PromiseRecord(
                line: second, sequence: 1, at: moment(4), promised: .latest, median: .latest,
                receipts: nil, supplierReceipts: nil, reason: ""),
        ]
    }

    /// A promise that was made for a share of cases.
    static func sharedPromise() throws -> PromiseRecord {
        PromiseRecord(
            line: try BackOrderLineID(parsing: "S/1"), sequence: 1, at: moment(4),
            promised: .latest, median: .earliest, receipts: 1, supplierReceipts: 2,
            reason: wildText, share: try QuantileLevel(millionths: 999_999))
    }

    /// What became of the first promises of ``promises()``, of which two are dates.
    static func promiseEndings() throws -> [PromiseEndingRecord] {
        [
            PromiseEndingRecord(
                line: try BackOrderLineID(parsing: "A/1"), promised: .latest, ending: .complete,
                day: .earliest, at: moment(5)),
            PromiseEndingRecord(
                line: try BackOrderLineID(parsing: "Ä/1"), promised: .latest, ending: .withdrawn,
                day: .latest, at: .latest),
        ]
    }

    /// Two changes of an order with every field filled once and left out once.
    static func orderChanges() throws -> [OrderChange] {
        let order = try PurchaseOrderNumber("PO-2")
        return [
            try OrderChange(
                order: order, sequence: 1, date: .latest, requestedAt: moment(4),
                person: wildText, reason: wildText,
                requests: [
                    OrderChange.Request(
                        line: 1, quantity: .zero, previousQuantity: number("0.000001")),
                    OrderChange.Request(
                        line: 7, quantity: number("1.5"), previousQuantity: number("2"),
                        date: .latest, isDateAsked: true),
                ]),
            try OrderChange(
                order: order, sequence: 2, date: .earliest, requestedAt: .latest, person: "",
                reason: "",
                requests: [
                    OrderChange.Request(
                        line: 7, quantity: number("1"), previousQuantity: number("2"),
                        date: .earliest)
                ]),
        ]
    }

    static func answerToAChange() throws -> SupplierMessage {
        try SupplierMessage(
            kind: .acknowledgment, document: SupplierDocumentID("A-2"),
            order: PurchaseOrderNumber("PO-2"), writtenAt: moment(6),
            statements: [.answer(LineAnswer(line: 1, outcome: .accepted))], change: 1)
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
