import Testing
import WireFormats

/// What was found in the files of strangers, after the lists of deviations were done: each a test
/// that names it, with a document of our own.
@Suite struct FoundDeviationTests {
    /// Inspects, and expects every byte back.
    private func read(_ bytes: [UInt8]) throws -> InspectionReport {
        let (report, isWhole) = try FileInspection().inspectWhole(bytes)
        #expect(isWhole)
        return report
    }

    private func read(_ text: String) throws -> InspectionReport { try read(Array(text.utf8)) }

    /// Inch marks beside quoted fields and decimal commas: once taken for a table parted by commas.
    @Test func inchMarksStandBesideQuotedFields() throws {
        let report = try read("sku;text;price\nA1;1/2\" valve;12,50\nA2;\"3\"\" pipe\";4,00\n")
        #expect(report.syntax == "delimited" && report.outcome == .read)
        #expect(report.table?.header == ["sku", "text", "price"])
        #expect(report.table?.delimiter == UInt8(ascii: ";") && report.table?.hasQuotes == true)
        #expect(report.countByCode == ["csv.quote-in-bare-field": 1])
        let place = try #require(report.diagnostics.first?.place)
        #expect(place.line == 2 && place.column == 7 && place.byteOffset == 21)
        #expect(place.element == 2)
    }

    @Test func theColumnOfAnInchMarkCountsCharacters() throws {
        let report = try read("sku;text;price\nA1;Größe 2\" x;1\nA2;\"q\";2\n")
        let place = try #require(report.diagnostics.first?.place)
        #expect(place.line == 2 && place.column == 11 && place.byteOffset == 27)
    }

    @Test func aNulByteMakesNoShortTableBinary() throws {
        let report = try read("a,b,c\n\u{0},2,3\n4,5,6\n")
        #expect(report.syntax == "delimited" && report.outcome == .rejected)
        #expect(report.countByCode == ["csv.nul-byte": 1])
        #expect(report.diagnostics.first?.place.line == 2)
    }

    @Test func headingsHoldControlCharacters() throws {
        let report = try read("\"\u{B}start\u{B}end\u{B}\",b,c\nd,e,f\n")
        #expect(report.syntax == "delimited" && report.outcome == .read)
        #expect(report.countByCode == ["text.control-character": 1])
    }

    @Test func aCommentStandsAboveATableOfOneWidth() throws {
        let report = try read(
            "# as of 4/12\na1,b1,c1,d1x\n11,12,13,14x\n21,22,23,24x\n31,32,33,34x\n41,42,43,44x\n")
        #expect(report.syntax == "delimited" && report.table?.columnCount == 4)
        #expect(report.countByCode == ["csv.ragged-row": 1])
    }

    @Test func aTableHasTenThousandColumns() throws {
        let names = (1...10_000).map { "c\($0)" }.joined(separator: ",")
        let row = Array(repeating: "1", count: 10_000).joined(separator: ",")
        let report = try read("\(names)\n\(row)\n\(row)\n")
        #expect(report.syntax == "delimited" && report.table?.columnCount == 10_000)
        #expect(report.countByCode.isEmpty)
    }

    /// Version 4 begins with a record of fixed columns; its few records tell nothing by counting.
    @Test(arguments: [
        "V 010126DATANORM                 Nordbolt                          04EUR",
        "V;050;A;20260101;EUR;Nordbolt;;;;;;;;;",
    ])
    func datanormIsKnownByItsKindsOfRecord(header: String) throws {
        let report = try read(
            header + "\r\nA;N;4711;00;Hahn 1/2\";PN25;1;0;Stck;10000;R1;WG1; ;\r\n"
                + "B;N;4711;HAHN; ;0;0;0;4022222222222; ; ;WG1;0;1; ; ;\r\n\u{1A}")
        #expect(report.syntax == "delimited" && report.outcome == .read)
        #expect(report.table?.hasRecordKinds == true && report.table?.hasQuotes == false)
        #expect(report.table?.recordsByKind["A"] == 1 && report.table?.recordsByKind["B"] == 1)
    }

    /// An ellipsis of Windows, and the same document saved as UTF-8.
    @Test func theTerminatorHasSeveralBytes() throws {
        let segments = WireDocument.x12([WireDocument.set(WireDocument.order)])
        let wide = try read(segments.map { $0 + "\u{2026}\n" }.joined())
        #expect(wide.outcome == .read && wide.segments?.setsByKind == ["850": 1])
        #expect(wide.countByCode == ["x12.terminator-wide": 1])
        var narrow: [UInt8] = []
        for segment in segments { narrow += Array(segment.utf8) + [0x85, 10] }
        let report = try read(narrow)
        #expect(report.outcome == .read && report.countByCode.isEmpty)
    }

    @Test(arguments: [
        (
            [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 26)
                + Array("mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK".utf8),
            "opendocument", "file.format-unsupported"
        ),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "ole", "file.binary"),
        (
            [3, 126, 11, 27, 2, 0, 0, 0, 97, 0, 9, 0] + [UInt8](repeating: 0, count: 84) + [0x0D]
                + Array(" A1       B2       ".utf8), "dbf", "file.binary"
        ),
    ])
    func formatsOfOfficesAreNamed(bytes: [UInt8], name: String, code: String) throws {
        let report = try read(bytes)
        #expect(report.syntax == name && report.outcome == .rejected)
        #expect(report.countByCode == [code: 1])
        #expect(report.diagnostics[0].message.contains("save it as"))
    }

    /// They were taken for text, and for a table parted by `~`, and read.
    @Test(arguments: [
        (
            "NB+UNOB:1+S+R+260101:1200+1'\nUNH+1+ORDERS:D:96A:UN'\n"
                + "BGM+220+1+9'\nUNT+3+1'\nUNZ+1+1'\n",
            "edifact", "edifact.unb-missing"
        ),
        (
            "FSA*00*A*00*B*ZZ*S*ZZ*R*260101*1200*U*00401*000000001*0*P*>~\n"
                + "GS*PO*S*R*20260101*1200*1*X*004010~\n"
                + "ST*850*0001~\nBEG*00*SA*1**20260101~\nSE*3*0001~\nGE*1*1~\nIEA*1*000000001~\n",
            "x12", "x12.isa-missing"
        ),
    ])
    func theHeaderIsMangled(text: String, syntax: String, code: String) throws {
        let report = try read(text)
        #expect(report.syntax == syntax && report.outcome == .rejected)
        #expect(report.countByCode[code] == 1 && report.countByCode["segments.junk"] == 1)
    }

    @Test(arguments: [
        "ST*850*0001~BEG*00*SA*1**20260101~PO1*1*1*EA*1~SE*4*0001~",
        "UNH+1+ORDERS:D:96A:UN'BGM+220+1+9'DTM+137:20260101:102'UNS+S'UNT+5+1'",
    ])
    func aHeaderThatIsNotThereHasNoName(text: String) throws {
        let report = try read(text)
        #expect(report.outcome == .rejected)
        #expect(report.text(file: "x").contains("\n  no interchange header: rejected\n"))
    }

    /// A line of goods outside any consignment: once accepted without a word.
    @Test func goodsStandOutsideAnyConsignment() throws {
        let head = ["BGM+351+S-1+9", "DTM+11:20261201:102"]
        let lines = ["LIN+1", "QTY+12:10", "LIN+2", "QTY+12:5"]
        let outside = WireDocument.edifactBytes(
            WireDocument.edifact([WireDocument.message(head + lines, type: "DESADV:D:96A:UN")]))
        let report = try read(outside)
        #expect(report.outcome == .read && report.countByCode == ["edifact.segment-missing": 1])
        let finding = try #require(report.diagnostics.first)
        #expect(finding.place.segment == "CPS" && finding.place.segmentPosition == 4)
        #expect(finding.message == "LIN must stand behind CPS")
        let inside = WireDocument.edifactBytes(
            WireDocument.edifact([
                WireDocument.message(head + ["CPS+1"] + lines, type: "DESADV:D:96A:UN")
            ]))
        #expect(try read(inside).countByCode.isEmpty)
    }
}
