import FlatFileEDI
import Procurement
import SupplierAdapterKit
import Testing

/// What was found in the answers and ship notices that other systems write: each a test that names
/// it, with a document of our own.
struct FoundAnswerTests {
    // MARK: - Documents

    private func read(_ bytes: [UInt8], as name: String) throws -> MessageDelivery {
        try DocumentMessages(
            name: FeedName("nordbolt"), settings: Settings.feed(Settings.inbound),
            environment: Settings.environment
        ).readMessages(TakenFile(name, bytes))
    }

    private func x12(
        _ kind: String, _ segments: String..., group: String = "PR"
    ) throws -> MessageDelivery {
        let all =
            [
                "ISA*00*          *00*          *ZZ*NORDBOLT       *ZZ*HAUSMANN       *261201*0900"
                    + "*U*00401*000000101*0*P*>",
                "GS*\(group)*NORDBOLT*HAUSMANN*20261201*0900*101*X*004010", "ST*\(kind)*0001",
            ] + segments + ["SE*\(segments.count + 2)*0001", "GE*1*101", "IEA*1*000000101"]
        return try read(Array(all.map { $0 + "~\n" }.joined().utf8), as: "a.edi")
    }

    private func edifact(_ kind: String, _ segments: String...) throws -> MessageDelivery {
        let all =
            ["UNB+UNOC:3+NORDBOLT+HAUSMANN+261201:0900+7", "UNH+1+\(kind):D:96A:UN"] + segments
            + ["UNT+\(segments.count + 2)+1", "UNZ+1+7"]
        return try read(Array(all.map { $0 + "'\n" }.joined().utf8), as: "a.edi")
    }

    private func markup(_ text: String) throws -> MessageDelivery {
        try read(Array(text.utf8), as: "a.xml")
    }

    private func cxml(_ request: String) throws -> MessageDelivery {
        try markup(
            "<cXML payloadID=\"7@nordbolt\" timestamp=\"2026-12-01T09:00:00Z\"><Request>\(request)"
                + "</Request></cXML>")
    }

    private func answers(_ delivery: MessageDelivery) -> [LineAnswer] {
        delivery.messages.flatMap(\.message.statements).compactMap { statement in
            if case .answer(let answer) = statement { answer } else { nil }
        }
    }

    private func shipped(_ delivery: MessageDelivery) -> [ShippedPart] {
        delivery.messages.flatMap(\.message.statements).compactMap { statement in
            if case .shipped(let part) = statement { part } else { nil }
        }
    }

    private func date(_ text: String) throws -> CalendarDate {
        try CalendarDate(parsing: text)
    }

    private func units(_ count: Int64) -> FixedPoint { FixedPoint(micros: count * 1_000_000) }

    // MARK: - 855

    /// A promise to ship was taken for one to arrive.
    @Test(arguments: ["018", "037", "038", "068", "079", "110", "118"])
    func aDayOfShippingIsNoDayOfArrival(code: String) throws {
        let all = answers(
            try x12(
                "855", "BAK*00*AC*PO-4711*20261126", "PO1*1*10*EA*2.5*PE*VP*NB-1",
                "ACK*IA*10*EA*\(code)*20261210", "CTT*1"))
        #expect(all.map(\.shipDate) == [.stated(try date("2026-12-10"))])
        #expect(all.map(\.arrivalDate) == [.notStated])
    }

    @Test func aDateOfAnUnknownKindPromisesNothing() throws {
        let all = answers(
            try x12(
                "855", "BAK*00*AC*PO-4711*20261126", "PO1*1*10*EA*2.5*PE",
                "ACK*IA*10*EA*036*20261210", "CTT*1"))
        #expect(all.count == 1)
        #expect(all.allSatisfy { $0.arrivalDate == .notStated && $0.shipDate == .notStated })
    }

    /// One date behind three statuses, as hubs of retailers write it; it was dropped.
    @Test func aDateStandsBehindSeveralStatuses() throws {
        let all = answers(
            try x12(
                "855", "BAK*00*AC*PO-4711*20261126", "PO1*1*90*EA*2.5*PE*VN*V-123", "ACK*IA*88*EA",
                "ACK*IB*1*EA", "ACK*IR*1*EA", "DTM*067*20261210", "CTT*1"))
        #expect(all.map(\.outcome) == [.accepted, .backOrdered, .rejected])
        #expect(all.allSatisfy { $0.arrivalDate.value?.description == "2026-12-10" })
    }

    @Test func aDateOfTheHeadHoldsForLinesWithoutOne() throws {
        let all = answers(
            try x12(
                "855", "BAK*00*AC*PO-4711*20261126", "DTM*002*20261205", "DTM*017*20261211",
                "PO1*1*10*EA*2.5*PE", "ACK*IA*10*EA", "PO1*2*10*EA*2.5*PE",
                "ACK*IA*10*EA*067*20261224", "PO1*3*10*EA", "ACK*IR*0*EA", "CTT*3"))
        // What does not come has no day.
        #expect(all.last?.outcome == .rejected && all.last?.arrivalDate == .notStated)
        #expect(
            all.compactMap(\.arrivalDate.value).map(\.description) == ["2026-12-11", "2026-12-24"])
    }

    /// Schedules take a status apart into parts with a day each; they were dropped.
    @Test func schedulesTakeAStatusApart() throws {
        let all = answers(
            try x12(
                "855", "BAK*00*AC*PO-4711*20261126", "PO1*1*100*EA*2.5*PE", "ACK*DR*100*EA",
                "SCH*60*EA***067*20261210", "SCH*40*EA***067*20270108", "CTT*1"))
        #expect(all.map(\.quantity.value) == [units(60), units(40)])
        #expect(all.map(\.outcome) == [.dateChanged, .dateChanged])
        #expect(
            all.compactMap(\.arrivalDate.value).map(\.description) == ["2026-12-10", "2027-01-08"])
    }

    /// Nothing comes, so nothing is written as the quantity: the line was left open.
    @Test(arguments: ["IR", "ID", "IB"])
    func zeroOfALineThatDoesNotComeIsAllOfIt(code: String) throws {
        let all = answers(
            try x12(
                "855", "BAK*00*AC*PO-4711*20261126", "PO1*1*1*BX*405.75*PE*VC*20-1080",
                "ACK*\(code)*0*BX*067*20270108", "CTT*1"))
        #expect(all.map(\.quantity) == [.notStated])
    }

    @Test func zeroBesideOtherPartsIsNothing() throws {
        let all = answers(
            try x12(
                "855", "BAK*00*AC*PO-4711*20261126", "PO1*1*10*EA", "ACK*IA*10*EA", "ACK*IR*0*EA",
                "CTT*1"))
        #expect(all.map(\.quantity.value) == [units(10), units(0)])
    }

    /// Ten cases are no ten pieces.
    @Test func anAnswerInAnotherUnitIsSetAside() throws {
        let delivery = try x12(
            "855", "BAK*00*AC*PO-4711*20261126", "PO1*1*120*EA*2.5*PE", "ACK*IA*10*CA", "CTT*1")
        #expect(delivery.messages.isEmpty)
        let row = try #require(delivery.quarantined.first)
        #expect(row.code == "document.unit-differs" && row.field == "ACK03" && row.place.line == 6)
    }

    @Test func datesHaveSixDigitsInOldReleases() throws {
        let all = answers(
            try x12(
                "855", "BAK*00*AC*PO-4711*261126", "PO1*1*10*EA", "ACK*IA*10*EA*067*261210",
                "CTT*1"))
        #expect(all.compactMap(\.arrivalDate.value).map(\.description) == ["2026-12-10"])
    }

    @Test(arguments: ["01", "03"])
    func anAnswerThatTakesAnEarlierOneBackIsNoAnswer(purpose: String) throws {
        let delivery = try x12(
            "855", "BAK*\(purpose)*AD*PO-4711*20261126", "PO1*1*10*EA", "ACK*IA*10*EA", "CTT*1")
        #expect(delivery.messages.isEmpty && delivery.orderAnswers.isEmpty)
        #expect(delivery.quarantined.map(\.code) == ["document.withdrawn"])
    }

    /// A notice that is taken back names what it takes back, or nothing but its number.
    @Test func aNoticeThatIsTakenBackIsToldAsThat() throws {
        let cancelled =
            "<ShipNoticeRequest><ShipNoticeHeader shipmentID=\"SHIP-5\" "
            + "operation=\"delete\" noticeDate=\"2026-12-01T09:00:00Z\"/>"
        for delivery in [
            try x12(
                "856", "BSN*01*SHIP-5*20261201*0900", "HL*1**S", "HL*2*1*O", "PRF*PO-4711",
                "HL*3*2*I", "SN1*1*10*EA", "CTT*3", group: "SH"),
            try x12("856", "BSN*03*SHIP-5*20261201*0900", "HL*1**S", "CTT*1", group: "SH"),
            try edifact(
                "DESADV", "BGM+351+SHIP-5+1", "DTM+11:20261201:102", "RFF+ON:PO-4711", "CPS+1",
                "LIN+1", "QTY+12:10"),
            try edifact("DESADV", "BGM+351+SHIP-5+3"),
            try cxml(
                cancelled + "<ShipNoticePortion><OrderReference orderID=\"PO-4711\"/>"
                    + "<ShipNoticeItem lineNumber=\"1\" quantity=\"10\"/></ShipNoticePortion>"
                    + "</ShipNoticeRequest>"),
            try cxml(cancelled + "</ShipNoticeRequest>"),
        ] {
            #expect(delivery.messages.isEmpty && delivery.quarantined.isEmpty)
            let replacement = try #require(delivery.replacements.first)
            #expect(delivery.replacements.count == 1 && replacement.isWithdrawal)
            #expect(replacement.notice.rawValue == "SHIP-5")
            #expect(replacement.supplier?.rawValue == "NORDBOLT")
            #expect(replacement.writtenAt.description.hasPrefix("2026-12-01T09:00:00"))
        }
    }

    /// One that takes the place of an earlier one says so of all orders that it names.
    @Test func aNoticeThatReplacesOneNamesIt() throws {
        let header =
            "shipmentID=\"SHIP-5\" operation=\"update\" "
            + "noticeDate=\"2026-12-01T09:00:00Z\""
        func portion(_ order: String) -> String {
            "<ShipNoticePortion><OrderReference orderID=\"\(order)\"/><ShipNoticeItem "
                + "lineNumber=\"1\" quantity=\"10\"/></ShipNoticePortion>"
        }
        for delivery in [
            // Its own date may be that of the notice that it replaces; it was sent later.
            try x12(
                "856", "BSN*05*SHIP-5*20261130*0900", "HL*1**S", "HL*2*1*O", "PRF*PO-4711",
                "HL*3*2*I", "SN1*1*10*EA", "HL*4*1*O", "PRF*PO-4712", "HL*5*4*I", "SN1*1*10*EA",
                "CTT*5", group: "SH"),
            try edifact(
                "DESADV", "BGM+351+SHIP-5+5", "DTM+11:20261201:102", "CPS+1", "LIN+1",
                "QTY+12:10", "RFF+ON:PO-4711:1", "LIN+2", "QTY+12:10", "RFF+ON:PO-4712:1"),
            try cxml(
                "<ShipNoticeRequest><ShipNoticeHeader \(header)/>" + portion("PO-4711")
                    + portion("PO-4712") + "</ShipNoticeRequest>"),
        ] {
            let messages = delivery.messages.map(\.message)
            #expect(messages.map(\.order.rawValue) == ["PO-4711", "PO-4712"])
            #expect(Set(messages.map(\.replaces?.rawValue)) == ["SHIP-5"])
            #expect(Set(messages.map(\.document)).count == 1)
            let replacement = try #require(delivery.replacements.first)
            #expect(delivery.replacements.count == 1 && !replacement.isWithdrawal)
            #expect(replacement.document == messages.first?.document)
            #expect(replacement.writtenAt.description.hasPrefix("2026-12-01T09:00:00"))
        }
    }

    /// A correction that says that nothing left leaves nothing; one that names no item at all is
    /// not understood, and takes nothing back.
    @Test func aReplacementOfWhichNothingLeftTakesBack() throws {
        let emptied = try x12(
            "856", "BSN*05*SHIP-5*20261201*0900", "HL*1**S", "HL*2*1*O", "PRF*PO-4711",
            "HL*3*2*I", "SN1*1*0*EA", "CTT*3", group: "SH")
        #expect(emptied.messages.map(\.message.statements) == [[]])
        #expect(emptied.messages.map(\.message.replaces?.rawValue) == ["SHIP-5"])
        #expect(emptied.replacements.count == 1 && emptied.quarantined.isEmpty)
        let broken = try x12(
            "856", "BSN*05*SHIP-5*20261201*0900", "HL*1**S", "CTT*1", group: "SH")
        #expect(broken.messages.isEmpty && broken.replacements.isEmpty)
        #expect(broken.quarantined.map(\.code) == ["document.answer-without-lines"])
    }

    /// Two corrections that repeat the date of the notice are told apart by when they were sent.
    @Test func aCorrectionWasWrittenWhenItWasSent() throws {
        func sent(_ moment: String, _ operation: String) throws -> [String] {
            try markup(
                "<cXML payloadID=\"p@\(moment)\" timestamp=\"2026-12-\(moment)\"><Request>"
                    + "<ShipNoticeRequest><ShipNoticeHeader shipmentID=\"SHIP-5\" "
                    + "operation=\"\(operation)\" noticeDate=\"2026-11-30T09:00:00Z\"/>"
                    + "<ShipNoticePortion><OrderReference orderID=\"PO-4711\"/><ShipNoticeItem "
                    + "lineNumber=\"1\" quantity=\"10\"/></ShipNoticePortion>"
                    + "</ShipNoticeRequest></Request></cXML>"
            ).messages.map { "\($0.message.writtenAt)" }
        }
        #expect(try sent("01T09:00:00Z", "new") == ["2026-11-30T09:00:00Z"])
        #expect(try sent("01T09:00:00Z", "update") == ["2026-12-01T09:00:00Z"])
        #expect(try sent("02T10:00:00Z", "update") == ["2026-12-02T10:00:00Z"])
    }

    /// A number that leaves no room for the moment behind it is told, and not cut off.
    @Test func aNumberTooLongToBeReplacedIsTold() throws {
        func taken(back number: String) throws -> MessageDelivery {
            try cxml(
                "<ShipNoticeRequest><ShipNoticeHeader shipmentID=\"\(number)\" "
                    + "operation=\"delete\" noticeDate=\"2026-12-01T09:00:00Z\"/>"
                    + "</ShipNoticeRequest>")
        }
        // The moment has 20 characters, behind a slash; orders that are left out get two more.
        let long = String(repeating: "S", count: 120 - 21 - 2)
        #expect(try taken(back: long).replacements.map(\.notice.rawValue) == [long])
        let longer = try taken(back: long + "S")
        #expect(longer.replacements.isEmpty && longer.messages.isEmpty)
        #expect(longer.quarantined.map(\.code) == ["value.identifier-too-long"])
    }

    /// The unit in which a document counts goes with what it says.
    @Test func unitsAreThoseOfTheDocument() throws {
        let answered = try [
            x12("855", "BAK*00*AC*PO-4711*20261126", "PO1*1*10*CA", "ACK*IA*10*CA", "CTT*1"),
            edifact(
                "ORDRSP", "BGM+231+A-1", "RFF+ON:PO-4711", "LIN+1+5", "QTY+113:10:CA", "UNS+S"),
            cxml(
                "<ConfirmationRequest><ConfirmationHeader confirmID=\"A\" type=\"detail\" "
                    + "noticeDate=\"2026-12-01T09:00:00Z\"/><OrderReference orderID=\"PO-4711\"/>"
                    + "<ConfirmationItem lineNumber=\"1\" quantity=\"10\"><UnitOfMeasure>CA"
                    + "</UnitOfMeasure><ConfirmationStatus type=\"accept\" quantity=\"10\">"
                    + "<UnitOfMeasure>CA</UnitOfMeasure></ConfirmationStatus></ConfirmationItem>"
                    + "</ConfirmationRequest>"),
            markup(
                "<OrderResponse><ID>A</ID><IssueDate>2026-12-01</IssueDate><OrderReference>"
                    + "<ID>PO-4711</ID></OrderReference><OrderLine><LineItem><ID>1</ID>"
                    + "<LineStatusCode>5</LineStatusCode><Quantity unitCode=\"CA\">10</Quantity>"
                    + "</LineItem></OrderLine></OrderResponse>"),
        ]
        #expect(answered.map { answers($0).map(\.unit) } == [["CA"], ["CA"], ["CA"], ["CA"]])
        let left = try [
            x12(
                "856", "BSN*00*SHIP-5*20261201*0900", "HL*1**S", "HL*2*1*O", "PRF*PO-4711",
                "HL*3*2*I", "SN1*1*10*CA", "CTT*3", group: "SH"),
            edifact(
                "DESADV", "BGM+351+SHIP-5+9", "DTM+11:20261201:102", "RFF+ON:PO-4711", "CPS+1",
                "LIN+1", "QTY+12:10:CA"),
            cxml(
                "<ShipNoticeRequest><ShipNoticeHeader shipmentID=\"S\" "
                    + "noticeDate=\"2026-12-01T09:00:00Z\"/><ShipNoticePortion><OrderReference "
                    + "orderID=\"PO-4711\"/><ShipNoticeItem lineNumber=\"1\" quantity=\"10\">"
                    + "<UnitOfMeasure>CA</UnitOfMeasure></ShipNoticeItem></ShipNoticePortion>"
                    + "</ShipNoticeRequest>"),
            markup(
                "<DespatchAdvice><ID>S</ID><IssueDate>2026-12-01</IssueDate><OrderReference>"
                    + "<ID>PO-4711</ID></OrderReference><DespatchLine><DeliveredQuantity "
                    + "unitCode=\"CA\">10</DeliveredQuantity><OrderLineReference><LineID>1</LineID>"
                    + "</OrderLineReference></DespatchLine></DespatchAdvice>"),
        ]
        #expect(left.map { shipped($0).map(\.unit) } == [["CA"], ["CA"], ["CA"], ["CA"]])
    }

    /// Which unit of ours a partner's code is, its settings say.
    @Test func settingsSayWhichUnitACodeIs() throws {
        let document = [
            "UNB+UNOC:3+NORDBOLT+HAUSMANN+261201:0900+7", "UNH+1+DESADV:D:96A:UN",
            "BGM+351+SHIP-5+9", "DTM+11:20261201:102", "RFF+ON:PO-4711", "CPS+1", "LIN+1",
            "QTY+12:10:ST", "UNT+8+1", "UNZ+1+7",
        ].map { $0 + "'\n" }.joined()
        let units = ("units", Settings.table([("ST", Settings.text("EA"))]))
        let feed = try DocumentMessages(
            name: FeedName("nordbolt"), settings: Settings.feed(Settings.inbound + [units]),
            environment: Settings.environment)
        let delivery = try feed.readMessages(TakenFile("a.edi", Array(document.utf8)))
        #expect(shipped(delivery).map(\.unit) == ["EA"])
        let error = #expect(throws: AdapterSettingsError.self) {
            try DocumentMessages(
                name: FeedName("nordbolt"),
                settings: Settings.feed(
                    Settings.inbound + [
                        ("units", Settings.table([("ST", Settings.text("piece"))]))
                    ]), environment: Settings.environment)
        }
        #expect(error?.problems.map(\.key) == ["units.ST"])
    }

    // MARK: - 856

    /// Days and numbers of parcels belong to their level; the last one was taken for all items.
    @Test func whatALevelSaysHoldsForWhatLiesUnderIt() throws {
        let parts = shipped(
            try x12(
                "856", "BSN*00*SHIP-5*20261201*0900*0001", "HL*1**S", "REF*BM*BL-9",
                "DTM*011*20261201", "DTM*017*20261203", "HL*2*1*O", "PRF*PO-4711", "HL*3*2*P",
                "MAN*CP*1Z-A", "HL*4*3*I", "SN1*1*10*EA", "HL*5*2*P", "MAN*CP*1Z-B", "HL*6*5*I",
                "SN1*2*20*EA", "DTM*017*20261209", "HL*7*2*I", "SN1*3*30*EA", "CTT*7",
                group: "SH"))
        #expect(parts.map(\.tracking) == ["1Z-A", "1Z-B", "BL-9"])
        #expect(
            parts.compactMap(\.arrivalDate.value).map(\.description)
                == ["2026-12-03", "2026-12-09", "2026-12-03"])
        #expect(parts.allSatisfy { $0.shippedOn.description == "2026-12-01" })
    }

    @Test func anItemOfWhichNothingLeftIsNoShipment() throws {
        let parts = shipped(
            try x12(
                "856", "BSN*00*SHIP-5*20261201*0900", "HL*1**S", "HL*2*1*O", "PRF*PO-4711",
                "HL*3*2*I", "SN1*1*10*EA", "HL*4*2*I", "SN1*2*0*EA", "CTT*4", group: "SH"))
        #expect(parts.map(\.line) == [1])
    }

    // MARK: - ORDRSP

    /// What was asked for, written behind what is promised, was taken for the promise.
    @Test func whatIsPromisedGoesBeforeWhatWasAskedFor() throws {
        let all = answers(
            try edifact(
                "ORDRSP", "BGM+231+AB-1+29", "DTM+137:20261201:102", "RFF+ON:PO-4711", "LIN+1+5",
                "QTY+21:10", "DTM+69:20261210:102", "DTM+2:20261201:102", "UNS+S"))
        #expect(all.compactMap(\.arrivalDate.value).map(\.description) == ["2026-12-10"])
    }

    @Test func aPromiseOfTheHeadHoldsForItsLines() throws {
        let all = answers(
            try edifact(
                "ORDRSP", "BGM+231+AB-1+29", "DTM+137:20261201:102", "DTM+69:20261212:102",
                "RFF+ON:PO-4711", "DTM+171:20261120:102", "LIN+1+5", "QTY+21:10", "UNS+S"))
        #expect(all.compactMap(\.arrivalDate.value).map(\.description) == ["2026-12-12"])
    }

    /// Weeks, months, spans and short years; each set the whole answer aside.
    @Test(arguments: [
        ("261210:101", "2026-12-10"), ("101226:2", "2026-12-10"), ("202650:616", "2026-12-13"),
        ("202653:616", "2027-01-03"), ("202612:610", "2026-12-31"),
        ("2026120120261210:718", "2026-12-10"), ("202612101400:203", "2026-12-10"),
    ])
    func datesComeInManyFormats(value: String, day: String) throws {
        let all = answers(
            try edifact(
                "ORDRSP", "BGM+231+AB-1+29", "DTM+137:20261201:102", "RFF+ON:PO-4711", "LIN+1+5",
                "QTY+21:10", "DTM+69:\(value)", "UNS+S"))
        #expect(all.compactMap(\.arrivalDate.value).map(\.description) == [day])
    }

    @Test(arguments: ["202654:616", "202500:616", "202553:616", "202613:610", "311226:102"])
    func aDayThatIsNoneIsTold(value: String) throws {
        let delivery = try edifact(
            "ORDRSP", "BGM+231+AB-1+29", "DTM+137:20261201:102", "RFF+ON:PO-4711", "LIN+1+5",
            "QTY+21:10", "DTM+69:\(value)", "UNS+S")
        #expect(delivery.messages.isEmpty)
        #expect(delivery.quarantined.map(\.code) == ["document.date"])
    }

    @Test func zeroOfARefusedLineIsAllOfIt() throws {
        let all = answers(
            try edifact(
                "ORDRSP", "BGM+231+AB-1+4", "DTM+137:20261201:102", "RFF+ON:PO-4711", "LIN+1+7",
                "QTY+21:10", "QTY+113:0", "UNS+S"))
        #expect(all.map(\.outcome) == [.rejected] && all.map(\.quantity) == [.notStated])
    }

    /// No code says what becomes of the line, and the quantity to be delivered does.
    @Test func aQuantityToComeAnswersALineWithoutACode() throws {
        let all = answers(
            try edifact(
                "ORDRSP", "BGM+231+AB-1+4", "DTM+137:20261201:102", "RFF+ON:PO-4711", "LIN+1",
                "QTY+21:50", "QTY+12:50", "LIN+2", "QTY+21:20", "QTY+113:10", "UNS+S"))
        #expect(all.map(\.outcome) == [.accepted, .quantityChanged])
        #expect(all.map(\.quantity.value) == [units(50), units(10)])
    }

    /// The order stands under each line and not in the head.
    @Test func linesNameTheOrder() throws {
        let one = try edifact(
            "ORDRSP", "BGM+231+AB-1+29", "DTM+137:20261201:102", "LIN+1+5", "QTY+21:10",
            "RFF+ON:PO-4711:3", "UNS+S")
        #expect(one.messages.map(\.message.order.rawValue) == ["PO-4711"])
        let two = try edifact(
            "ORDRSP", "BGM+231+AB-1+29", "DTM+137:20261201:102", "LIN+1+5", "QTY+21:10",
            "RFF+ON:PO-4711:3", "LIN+2+5", "QTY+21:5", "RFF+ON:PO-4712:1", "UNS+S")
        #expect(two.messages.map(\.message.order.rawValue) == ["PO-4711", "PO-4712"])
        #expect(two.messages.map(\.message.document.rawValue) == ["AB-1/PO-4711", "AB-1/PO-4712"])
        #expect(answers(two).map(\.line) == [3, 1])
    }

    // MARK: - DESADV

    /// No DTM+11, which EANCOM leaves out where DTM+17 stands: it was refused.
    @Test func aNoticeWithoutADayOfDespatchLeftWhenItWasWritten() throws {
        let parts = shipped(
            try edifact(
                "DESADV", "BGM+351+SHIP-5+9", "DTM+137:20261201:102", "DTM+17:202612031000:203",
                "RFF+ON:PO-4711", "CPS+1", "LIN+1", "QTY+12:10:PCE"))
        #expect(parts.map(\.shippedOn.description) == ["2026-12-01"])
        #expect(parts.compactMap(\.arrivalDate.value).map(\.description) == ["2026-12-03"])
    }

    @Test func aLineHasADayOfItsOwn() throws {
        let parts = shipped(
            try edifact(
                "DESADV", "BGM+351+SHIP-5+9", "DTM+11:20261201:102", "DTM+132:20261203:102",
                "RFF+ON:PO-4711", "CPS+1", "LIN+1", "QTY+12:10", "LIN+2", "QTY+46:10",
                "DTM+17:20261209:102"))
        #expect(
            parts.compactMap(\.arrivalDate.value).map(\.description)
                == ["2026-12-03", "2026-12-09"])
    }

    /// A line that does not say how much left was dropped without a word.
    @Test func aLineWithoutAQuantityIsTold() throws {
        let delivery = try edifact(
            "DESADV", "BGM+351+SHIP-5+9", "DTM+11:20261201:102", "RFF+ON:PO-4711", "CPS+1",
            "LIN+1", "QTY+12:10", "LIN+2", "QTY+21:10")
        #expect(delivery.messages.isEmpty)
        let row = try #require(delivery.quarantined.first)
        #expect(row.code == "document.quantity-missing" && row.value == "21")
        #expect(row.place.line == 9)
    }

    // MARK: - cXML

    @Test func attributesAreWrittenWithNothingInThem() throws {
        let all = answers(
            try cxml(
                "<ConfirmationRequest><ConfirmationHeader type=\"detail\" confirmID=\"\" "
                    + "noticeDate=\"2026-12-01T09:00:00\"/><OrderReference orderID=\"PO-4711\"/>"
                    + "<ConfirmationItem quantity=\"1\" lineNumber=\"1\"><ConfirmationStatus "
                    + "quantity=\"1\" type=\"accept\" shipmentDate=\"\" "
                    + "deliveryDate=\"2026-12-10T18:41:29-08:00\"/></ConfirmationItem>"
                    + "</ConfirmationRequest>"))
        #expect(all.map(\.shipDate) == [.notStated])
        #expect(all.compactMap(\.arrivalDate.value).map(\.description) == ["2026-12-10"])
    }

    /// An update has the number of what it replaces, and was refused as something else under it.
    @Test func anUpdateIsADocumentOfItsOwn() throws {
        let documents = try ["new", "update"].map { operation in
            try cxml(
                "<ConfirmationRequest><ConfirmationHeader type=\"accept\" confirmID=\"C-1\" "
                    + "operation=\"\(operation)\" noticeDate=\"2026-12-02T09:00:00Z\"/>"
                    + "<OrderIDInfo orderID=\"PO-4711\"/><ConfirmationItem quantity=\"1\" "
                    + "lineNumber=\"1\"><ConfirmationStatus quantity=\"1\" type=\"accept\"/>"
                    + "</ConfirmationItem></ConfirmationRequest>"
            ).messages.map { "\($0.message.document) of \($0.message.order)" }
        }
        #expect(
            documents == [["C-1 of PO-4711"], ["C-1/2026-12-02T09:00:00.000Z of PO-4711"]]
                || documents == [["C-1 of PO-4711"], ["C-1/2026-12-02T09:00:00Z of PO-4711"]])
    }

    private func notice(_ attributes: String, _ rest: String? = nil) throws -> MessageDelivery {
        try cxml(
            "<ShipNoticeRequest><ShipNoticeHeader shipmentID=\"S-1\" \(attributes) "
                + "noticeDate=\"2026-12-01T09:00:00Z\"/>"
                + (rest
                    ?? "<ShipNoticePortion><OrderReference orderID=\"PO-4711\"/><ShipNoticeItem "
                    + "lineNumber=\"1\" quantity=\"10\"/></ShipNoticePortion>")
                + "</ShipNoticeRequest>")
    }

    @Test func aShipNoticeWithoutADayLeftWhenItWasWritten() throws {
        let day = try date("2026-12-01")
        for attributes in ["", "shipmentDate=\"\""] {
            #expect(shipped(try notice(attributes)).map(\.shippedOn) == [day])
        }
    }

    @Test func aPlannedShipmentHasNotLeft() throws {
        let delivery = try notice("shipmentType=\"planned\"")
        #expect(delivery.messages.isEmpty)
        #expect(delivery.quarantined.map(\.code) == ["document.shipment-planned"])
        #expect(shipped(try notice("shipmentType=\"actual\"")).count == 1)
    }

    @Test func aShipNoticeWithoutPortionsIsTold() throws {
        let delivery = try notice("", "<ShipControl/>")
        #expect(delivery.messages.isEmpty && delivery.quarantined.count == 1)
    }

    // MARK: - UBL

    private func response(_ line: String, head: String = "") -> String {
        "<OrderResponse xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:OrderResponse-2\">"
            + "<ID>R-1</ID><IssueDate>2026-12-01</IssueDate><OrderResponseCode>CA"
            + "</OrderResponseCode><OrderReference><ID>PO-4711</ID></OrderReference>\(head)"
            + "<OrderLine><LineItem><ID>1</ID><LineStatusCode>3</LineStatusCode><Quantity>10"
            + "</Quantity></LineItem>\(line)<OrderLineReference><LineID>2</LineID>"
            + "</OrderLineReference></OrderLine></OrderResponse>"
    }

    /// Another part in its place was taken for the one that was ordered.
    @Test func aSubstitutedItemIsNoAcceptance() throws {
        let all = answers(
            try markup(
                response(
                    "<SellerSubstitutedLineItem><ID>1</ID><Item><SellersItemIdentification><ID>NB-9"
                        + "</ID></SellersItemIdentification></Item></SellerSubstitutedLineItem>")))
        #expect(all.map(\.outcome) == [.substituted])
        #expect(all.map(\.substitute?.rawValue) == ["NB-9"] && all.map(\.line) == [2])
    }

    @Test func aPromiseOfTheWholeResponseHoldsForItsLines() throws {
        let all = answers(
            try markup(
                response(
                    "",
                    head: "<Delivery><PromisedDeliveryPeriod><EndDate>2026-12-12</EndDate>"
                        + "</PromisedDeliveryPeriod></Delivery>")))
        #expect(all.compactMap(\.arrivalDate.value).map(\.description) == ["2026-12-12"])
    }

    /// As Peppol hands documents over.
    @Test func aDocumentLiesInAnEnvelopeOfSBDH() throws {
        let delivery = try markup(
            "<StandardBusinessDocument><StandardBusinessDocumentHeader><HeaderVersion>1.0"
                + "</HeaderVersion></StandardBusinessDocumentHeader>\(response(""))"
                + "</StandardBusinessDocument>")
        #expect(answers(delivery).map(\.outcome) == [.changed])
    }

    /// It was refused, while 856 and DESADV for several orders were taken.
    @Test func aDespatchAdviceIsAboutSeveralOrders() throws {
        let lines = [("PO-4711", 3), ("PO-4712", 1)].map { order, line in
            "<DespatchLine><DeliveredQuantity>5</DeliveredQuantity><OrderLineReference><LineID>"
                + "\(line)</LineID><OrderReference><ID>\(order)</ID></OrderReference>"
                + "</OrderLineReference></DespatchLine>"
        }
        let delivery = try markup(
            "<DespatchAdvice><ID>D-1</ID><IssueDate>2026-12-01</IssueDate><Shipment><Delivery>"
                + "<TrackingID>1Z-C</TrackingID></Delivery></Shipment>\(lines.joined())"
                + "</DespatchAdvice>")
        #expect(delivery.messages.map(\.message.order.rawValue) == ["PO-4711", "PO-4712"])
        #expect(shipped(delivery).map(\.line) == [3, 1])
        #expect(shipped(delivery).allSatisfy { $0.tracking == "1Z-C" })
    }
}
