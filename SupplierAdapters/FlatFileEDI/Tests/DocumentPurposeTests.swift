import FlatFileEDI
import Procurement
import SupplierAdapterKit
import Testing

/// What a document says that it is to an earlier one of its number, in each form that can say it.
struct DocumentPurposeTests {
    private func read(_ text: String) throws -> MessageDelivery {
        try DocumentMessages(
            name: FeedName("nordbolt"), settings: Settings.feed(Settings.inbound),
            environment: Settings.environment
        ).readMessages(TakenFile("a.edi", Array(text.utf8)))
    }

    private func notice(x12 purpose: String, control: Int = 101, at time: String = "0900") -> String
    {
        let number = String("000000000\(control)".suffix(9))
        let segments = [
            "ISA*00*          *00*          *ZZ*NORDBOLT       *ZZ*HAUSMANN       *261201*\(time)"
                + "*U*00401*\(number)*0*P*>",
            "GS*SH*NORDBOLT*HAUSMANN*20261201*\(time)*\(control)*X*004010", "ST*856*0001",
            "BSN*\(purpose)*SHIP-5*20261201*\(time)", "HL*1**S", "DTM*011*20261201", "HL*2*1*O",
            "PRF*PO-4711", "HL*3*2*I", "LIN*1*VP*NB-1", "SN1*1*10*EA", "CTT*3", "SE*11*0001",
            "GE*1*\(control)", "IEA*1*\(number)",
        ]
        return segments.map { $0 + "~" }.joined()
    }

    private func notice(
        edifact function: String, reference: String = "7", quantity: Int = 10
    ) -> String {
        [
            "UNB+UNOC:3+NORDBOLT+HAUSMANN+261201:0900+\(reference)", "UNH+1+DESADV:D:96A:UN",
            "BGM+351+SHIP-5+\(function)", "DTM+11:20261201:102", "RFF+ON:PO-4711", "CPS+1",
            "LIN+1", "QTY+12:\(quantity)", "UNT+8+1", "UNZ+1+\(reference)",
        ].map { $0 + "'" }.joined()
    }

    /// What a delivery comes to, in one word.
    private func outcome(_ delivery: MessageDelivery) -> String {
        if let problem = delivery.quarantined.first { return problem.code }
        guard let replacement = delivery.replacements.first else { return "original" }
        return replacement.isWithdrawal ? "withdrawn" : "replaces"
    }

    @Test(arguments: [
        ("", "original"), ("00", "original"), ("06", "original"), ("07", "original"),
        ("14", "original"), ("15", "original"), ("18", "original"), ("22", "original"),
        ("01", "withdrawn"), ("03", "withdrawn"), ("05", "replaces"),
        ("02", "document.notice-changed"), ("04", "document.notice-changed"),
        ("25", "document.notice-changed"), ("13", "document.no-statement"),
        ("24", "document.no-statement"), ("28", "document.no-statement"),
    ])
    func theCodeOfAShipNoticeOfX12(code: String, is wanted: String) throws {
        let delivery = try read(notice(x12: code))
        #expect(outcome(delivery) == wanted)
        #expect(delivery.messages.isEmpty == (wanted != "original" && wanted != "replaces"))
    }

    @Test(arguments: [
        ("", "original"), ("9", "original"), ("6", "original"), ("7", "original"),
        ("22", "original"), ("31", "original"), ("43", "original"), ("1", "withdrawn"),
        ("3", "withdrawn"), ("17", "withdrawn"), ("5", "replaces"),
        ("2", "document.notice-changed"), ("4", "document.notice-changed"),
        ("20", "document.notice-changed"), ("21", "document.notice-changed"),
        ("36", "document.notice-changed"), ("16", "document.no-statement"),
        ("46", "document.no-statement"), ("53", "document.no-statement"),
    ])
    func theFunctionOfAShipNoticeOfEDIFACT(code: String, is wanted: String) throws {
        let delivery = try read(notice(edifact: code))
        #expect(outcome(delivery) == wanted)
        #expect(delivery.messages.isEmpty == (wanted != "original" && wanted != "replaces"))
    }

    /// A draft of an answer confirmed what it was about; one that changes an answer is one.
    @Test(arguments: [
        ("00", 1), ("04", 1), ("05", 1), ("24", 0), ("28", 0), ("01", 0),
    ])
    func theCodeOfAnAnswerOfX12(code: String, messages: Int) throws {
        let text = notice(x12: "00").replacing("*856*", with: "*855*")
            .replacing("GS*SH", with: "GS*PR")
        let head = text.prefix(upTo: text.firstRange(of: "BSN")?.lowerBound ?? text.startIndex)
        let answer =
            "BAK*\(code)*AC*PO-4711*20261126~PO1*1*10*EA~ACK*IA*10*EA~CTT*1~SE*6*0001~"
            + "GE*1*101~IEA*1*000000101~"
        #expect(try read(head + answer).messages.count == messages)
    }

    /// Documents of a minute are told apart by the number of their interchange, and the one of the
    /// higher number is the later one; the same one sent twice is one.
    @Test func correctionsOfOneMinuteAreTwo() throws {
        func numbers(_ texts: [String]) throws -> [String] {
            try texts.map { try read($0).messages.map(\.message.document.rawValue).joined() }
        }
        let edifact = try numbers([
            notice(edifact: "5", reference: "9"), notice(edifact: "5", reference: "10"),
            notice(edifact: "5", reference: "10"),
        ])
        #expect(edifact[0] != edifact[1] && edifact[1] == edifact[2])
        // Numbers of equal length compare as texts, longer ones are greater.
        #expect(edifact[0].count == edifact[1].count && edifact[0] < edifact[1])
        let x12 = try numbers([
            notice(x12: "05", control: 99), notice(x12: "05", control: 100),
        ])
        #expect(x12[0].count == x12[1].count && x12[0] < x12[1])
        #expect(x12[1] == "SHIP-5/2026-12-01T09:00:00Z/000000100.0001")
    }

    /// UBL says it by the status of the document, which Peppol leaves out.
    @Test(arguments: [
        ("", "original"), ("NoStatus", "original"), ("Revised", "replaces"),
        ("Cancelled", "withdrawn"),
    ])
    func theStatusOfADespatchAdvice(code: String, is wanted: String) throws {
        let status = code.isEmpty ? "" : "<DocumentStatusCode>\(code)</DocumentStatusCode>"
        let delivery = try read(
            "<DespatchAdvice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:"
                + "DespatchAdvice-2\"><ID>SHIP-5</ID><IssueDate>2026-12-01</IssueDate>"
                + "<IssueTime>09:00:00</IssueTime>\(status)<OrderReference><ID>PO-4711</ID>"
                + "</OrderReference><DespatchLine><DeliveredQuantity>5</DeliveredQuantity>"
                + "<OrderLineReference><LineID>1</LineID></OrderLineReference></DespatchLine>"
                + "</DespatchAdvice>")
        #expect(outcome(delivery) == wanted)
        #expect(delivery.messages.isEmpty == (wanted == "withdrawn"))
    }
}
