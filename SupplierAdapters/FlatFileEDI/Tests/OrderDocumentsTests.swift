import FlatFileEDI
import Procurement
import SupplierAdapterKit
import Testing
import WireFormats

struct OrderDocumentsTests {
    /// Every form that needs no layout.
    static let syntaxes = OrderDocumentFormat.allCases.filter {
        $0 != .layoutOrder && $0 != .layoutChange
    }

    private func profile(
        _ entries: [(String, SettingValue.Content)] = []
    ) throws -> PartnerProfile {
        var all = [SettingTable.Entry("supplier", SettingValue(.string("NORDBOLT")))]
        all += entries.map { SettingTable.Entry($0.0, SettingValue($0.1)) }
        return try PartnerProfile(
            AdapterSettings(file: "feeds/nordbolt.toml", table: SettingTable(all)))
    }

    private func table(_ entries: [(String, String)]) -> SettingValue.Content {
        .table(SettingTable(entries.map { .init($0.0, SettingValue(.string($0.1))) }))
    }

    private func write(
        _ order: PurchaseOrder, _ format: OrderDocumentFormat, _ partner: PartnerProfile
    ) throws -> WrittenOrder {
        try OrderDocuments.write(
            order, as: format, for: partner, controlNumber: 4711, on: order.orderDate)
    }

    private func text(_ written: WrittenOrder) -> String {
        String(decoding: written.document.bytes, as: UTF8.self)
    }

    @Test
    func anOrderAsX12() throws {
        let text = text(try write(SampleOrders.plain(), .x12Order, profile()))
        #expect(
            text == """
                ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       \
                *260304*0000*U*00401*000004711*0*P*>~
                GS*PO*SENDER*RECEIVER*20260304*0000*4711*X*004010~
                ST*850*0001~
                BEG*00*SA*PO-000001**20260304~
                CUR*BY*EUR~
                PER*BD*A. Meyer*TE*+49 40 1*EM*einkauf@example.org~
                FOB*DF*ZZ*Hamburg 2020*01*DAP~
                ITD*05***********30 days net, 2% within 10~
                DTM*002*20260320~
                N1*BY*Hafen & Soehne GmbH~
                N3*Kai 7*Tor 2~
                N4*Hamburg**20457*DE~
                N1*ST*Lager Sued~
                N3*Ring 12~
                N4*Hamburg**21107*DE~
                N1*SU**92*NORDBOLT~
                PO1*1*100*EA*2.5*PE*VP*AX-1*BP*I-100~
                PID*F****hinge, steel~
                SCH*60*EA***002*20260320~
                SCH*40*EA***002*20260403~
                PO1*2*2500*EA*4.125*HP*VP*SCR-M4X20*BP*I-200~
                PID*F****screw M4x20~
                DTM*002*20260320~
                CTT*2*2600~
                AMT*TT*500.00~
                SE*24*0001~
                GE*1*4711~
                IEA*1*000004711~

                """)
    }

    @Test
    func anOrderAsEDIFACT() throws {
        let written = try write(SampleOrders.plain(), .edifactOrder, profile())
        let latin = String(String.UnicodeScalarView(written.document.bytes.map { .init($0) }))
        #expect(
            latin == """
                UNA:+.? '
                UNB+UNOC:3+SENDER:ZZ+RECEIVER:ZZ+260304:0000+4711'
                UNH+1+ORDERS:D:96A:UN'
                BGM+220+PO-000001+9'
                DTM+137:20260304:102'
                FTX+PMT+++30 days net, 2% within 10'
                NAD+BY+++Hafen & Söhne GmbH+Kai 7:Tor 2+Hamburg++20457+DE'
                CTA+OC+:A. Meyer'
                COM+?+49 40 1:TE'
                COM+einkauf@example.org:EM'
                NAD+SU+NORDBOLT::92'
                NAD+DP+++Lager Süd+Ring 12+Hamburg++21107+DE'
                CUX+2:EUR:9'
                TOD+6++DAP:::Hamburg 2020'
                LIN+1++AX-1:SA'
                PIA+1+I-100:IN'
                IMD+F++:::hinge, steel'
                QTY+21:100:EA'
                MOA+203:250.00'
                PRI+AAA:2.5:::1:EA'
                SCC+1'
                QTY+21:60:EA'
                DTM+2:20260320:102'
                SCC+1'
                QTY+21:40:EA'
                DTM+2:20260403:102'
                LIN+2++SCR-M4X20:SA'
                PIA+1+I-200:IN'
                IMD+F++:::screw M4x20'
                QTY+21:2500:EA'
                DTM+2:20260320:102'
                MOA+203:250.00'
                PRI+AAA:4.125:::100:EA'
                UNS+S'
                MOA+79:500.00'
                CNT+2:2'
                UNT+35+1'
                UNZ+1+4711'

                """)
        #expect(written.changes.isEmpty)
    }

    @Test(arguments: Self.syntaxes)
    func everyDocumentIsReadWholeAndWithoutErrors(format: OrderDocumentFormat) throws {
        var order = try SampleOrders.plain()
        if format.isChange {
            for event in [PurchaseOrderEvent.issueIntended, .issued] {
                order = try order.applying(event)
            }
            order = try order.applying(.lineCancelled(line: 2, reason: "no longer needed"))
        }
        for release in ["004010", "005010"] {
            let directory = release == "004010" ? "D.96A" : "D.01B"
            let partner = try profile([
                ("x12", table([("release", release)])),
                ("edifact", table([("directory", directory), ("guide", "EAN008")])),
            ])
            let bytes = try write(order, format, partner).document.bytes
            let report = try FileInspection(strictness: .strict).inspect(bytes)
            #expect(report.outcome == .read)
            let findings = report.diagnostics.map(\.code)
            #expect(findings.allSatisfy { $0 == "xml.doctype" || $0.hasPrefix("segments.not-") })
        }
    }

    @Test(arguments: Self.syntaxes.filter { !$0.isChange })
    func randomOrdersWithAwkwardWordsReadBackTheSame(format: OrderDocumentFormat) throws {
        for seed in UInt64(1)...150 {
            var generator = Generator(seed: seed)
            let order = try SampleOrders.random(&generator)
            // Writing reads the document again and throws where it says another order.
            let written = try write(order, format, profile())
            let report = try FileInspection(strictness: .strict).inspect(written.document.bytes)
            let findings = report.diagnostics.filter { $0.severity > .note }
            #expect(findings.isEmpty, "seed \(seed): \(findings)")
        }
    }

    @Test
    func separatorsOfAPartnerAreKeptOutOfWords() throws {
        let order = try SampleOrders.order([
            SampleOrders.line(1, description: "pipe | bar | \u{2019}long\u{2019}")
        ])
        let partner = try profile([
            (
                "x12",
                table([
                    ("element_separator", "|"), ("terminator", "newline"), ("release", "005010"),
                ])
            )
        ])
        let written = try write(order, .x12Order, partner)
        let lines = text(written).split(separator: "\n")
        #expect(lines.contains("PID|F||||pipe   bar   'long'"))
        #expect(lines.first?.hasSuffix("|^|00501|000004711|0|P|>") == true)
        #expect(written.changes.contains { $0.hasPrefix("PID05: ") })
    }

    @Test
    func aPartThatX12CannotCarryIsRefused() throws {
        let order = try SampleOrders.order([SampleOrders.line(1, part: "AX*1")])
        let error = #expect(throws: AdapterError.self) {
            try write(order, .x12Order, profile())
        }
        #expect(error?.code == "segments.not-writable")
        #expect(
            error?.message == "Purchase order (PO-000001) cannot be written: PO107 is \"AX*1\", "
                + "and \"*\" parts pieces of this document.")
        let edifact = text(try write(order, .edifactOrder, profile()))
        #expect(edifact.contains("LIN+1++AX*1:SA'"))
        let released = try SampleOrders.order([SampleOrders.line(1, part: "A+X:1?'")])
        #expect(
            text(try write(released, .edifactOrder, profile())).contains("LIN+1++A?+X?:1???':SA'"))
    }

    @Test
    func aNumberTooLongForItsElementIsRefused() throws {
        let number = "PO-" + String(repeating: "7", count: 20)
        let order = try SampleOrders.order([SampleOrders.line(1)], number: number)
        let error = #expect(throws: AdapterError.self) {
            try write(order, .x12Order, profile())
        }
        #expect(error?.code == "segments.too-long-to-write")
        #expect(throws: Never.self) { try write(order, .edifactOrder, profile()) }
    }

    @Test
    func unitsAreThePartners() throws {
        let order = try SampleOrders.order([SampleOrders.line(1, unit: "KGM")])
        #expect(text(try write(order, .x12Order, profile())).contains("PO1*1*100*KG*"))
        let strange = try SampleOrders.order([SampleOrders.line(1, unit: "NAR")])
        let error = #expect(throws: AdapterError.self) {
            try write(strange, .x12Order, profile())
        }
        #expect(error?.code == "document.unit-unknown")
        let partner = try profile([("units", table([("PC", "NAR"), ("ST", "NAR")]))])
        #expect(text(try write(strange, .x12Order, partner)).contains("PO1*1*100*PC*"))
    }

    @Test
    func anUncommonPriceBasisIsWrittenOut() throws {
        let order = try SampleOrders.order([SampleOrders.line(1, per: "7")])
        let text = text(try write(order, .x12Order, profile()))
        #expect(text.contains("PO1*1*100*EA***VP*AX-1"))
        #expect(text.contains("CTP**CON*2.5*7*EA~"))
    }

    @Test
    func changesTellWhatWeWithdrew() throws {
        var order = try SampleOrders.plain()
        for event in [PurchaseOrderEvent.issueIntended, .issued] {
            order = try order.applying(event)
        }
        let unchanged = #expect(throws: AdapterError.self) {
            try write(order, .x12Change, profile())
        }
        #expect(unchanged?.code == "document.order-unchanged")

        order = try order.applying(.lineAccepted(line: 1, quantity: 100))
        order = try order.applying(.lineReceived(line: 1, quantity: 70))
        order = try order.applying(.lineClosed(line: 1, reason: "late"))
        order = try order.applying(.lineCancelled(line: 2, reason: "no longer needed"))
        let x12 = text(try write(order, .x12Change, profile()))
        #expect(x12.contains("BCH*04*SA*PO-000001**1*20260304*****20260304~"))
        #expect(x12.contains("POC*1*QD*70**EA*2.5*PE*VP*AX-1*BP*I-100~"))
        #expect(x12.contains("SCH*60*EA***002*20260320~\nSCH*10*EA***002*20260403~"))
        #expect(x12.contains("POC*2*DI*2500**EA*4.125*HP*"))
        let edifact = text(try write(order, .edifactChange, profile()))
        #expect(edifact.contains("BGM+230+PO-000001-1+4'"))
        #expect(edifact.contains("RFF+ON:PO-000001'"))
        #expect(edifact.contains("LIN+1+3+AX-1:SA'"))
        #expect(edifact.contains("LIN+2+2+SCR-M4X20:SA'"))
        let cxml = text(try write(order, .cxmlChange, profile()))
        #expect(cxml.contains("type=\"update\" orderVersion=\"2\""))
        #expect(cxml.contains("<ItemOut quantity=\"0\" lineNumber=\"2\""))
    }

    @Test
    func anOrderOfWhichAllIsCancelledIsCancelled() throws {
        var order = try SampleOrders.plain()
        for event in [PurchaseOrderEvent.issueIntended, .issued] {
            order = try order.applying(event)
        }
        for line in [1, 2] {
            order = try order.applying(.lineCancelled(line: line, reason: "mistake"))
        }
        #expect(text(try write(order, .x12Change, profile())).contains("BCH*01*SA*PO-000001"))
        #expect(
            text(try write(order, .edifactChange, profile())).contains("BGM+230+PO-000001-1+1'"))
        #expect(text(try write(order, .cxmlChange, profile())).contains("type=\"delete\""))
    }

    @Test
    func theSameOrderGivesTheSameBytes() throws {
        for format in Self.syntaxes where !format.isChange {
            let first = try write(SampleOrders.plain(), format, profile())
            let second = try write(SampleOrders.plain(), format, profile())
            #expect(first == second)
        }
    }

    @Test
    func aProfileRefusesSeparatorsThatCannotPart() throws {
        let error = #expect(throws: AdapterSettingsError.self) {
            try profile([
                ("x12", table([("element_separator", "A"), ("component_separator", "~")]))
            ])
        }
        #expect(
            error?.problems.map(\.code) == ["settings.wrong-value", "settings.contradiction"])
    }
}
