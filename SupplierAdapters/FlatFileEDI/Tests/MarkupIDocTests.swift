import FlatFileEDI
import Foundation
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing
import WireFormats

/// IDocs that come as XML are read by the layout of their flat form, with everything that it
/// checks, and tell places in the XML.
struct MarkupIDocTests {
    private static let answer = """
        <?xml version="1.0" encoding="UTF-8"?>
        <ORDERS05><IDOC BEGIN="1">
          <EDI_DC40 SEGMENT="1"><TABNAM>EDI_DC40</TABNAM><DOCNUM>0000000000004711</DOCNUM>
            <MESTYP>ORDRSP</MESTYP><CREDAT>20260305</CREDAT><CRETIM>081500</CRETIM></EDI_DC40>
          <E1EDK01 SEGMENT="1"><CURCY>EUR</CURCY><BELNR>0080004711</BELNR></E1EDK01>
          <E1EDK02 SEGMENT="1"><QUALF>002</QUALF><BELNR>OTHER</BELNR></E1EDK02>
          <E1EDK02 SEGMENT="1"><QUALF>001</QUALF><BELNR>PO-000001</BELNR></E1EDK02>
          <E1EDP01 SEGMENT="1"><POSEX>000001</POSEX><ACTION>005</ACTION><MENGE>100.000</MENGE>
            <MENEE>ST</MENEE><VPREI>2.50</VPREI><PEINH>1</PEINH>
            <E1EDP20 SEGMENT="1"><WMENG>100.000</WMENG><EDATU>20260320</EDATU></E1EDP20>
            <E1EDP19 SEGMENT="1"><QUALF>002</QUALF><IDTNR>AX-1</IDTNR></E1EDP19>
          </E1EDP01>
          <E1EDP01 SEGMENT="1"><POSEX>000002</POSEX><ACTION>002</ACTION><MENGE>2000.000</MENGE>
            <VPREI>4.125</VPREI><PEINH>100</PEINH>
            <E1EDP20 SEGMENT="1"><WMENG>2000.000</WMENG><EDATU>20260403</EDATU></E1EDP20>
          </E1EDP01>
        <E1EDP01 SEGMENT="1"><POSEX>000003</POSEX><ACTION>003</ACTION><MENGE>0.000</MENGE></E1EDP01>
          <E1EDS01 SEGMENT="1"><SUMID>001</SUMID><SUMME>3</SUMME></E1EDS01>
        </IDOC></ORDERS05>

        """

    private static let notice = """
        <DELVRY03><IDOC BEGIN="1">
          <EDI_DC40 SEGMENT="1"><DOCNUM>0000000000004712</DOCNUM><MESTYP>DESADV</MESTYP>
            <CREDAT>20260306</CREDAT></EDI_DC40>
          <E1EDL20 SEGMENT="1"><VBELN>0090001</VBELN><BOLNR>1Z-7</BOLNR>
            <E1EDT13 SEGMENT="1"><QUALF>006</QUALF><NTANF>20260307</NTANF></E1EDT13>
            <E1EDT13 SEGMENT="1"><QUALF>007</QUALF><NTANF>20260309</NTANF></E1EDT13>
            <E1EDL24 SEGMENT="1"><POSNR>000010</POSNR><LFIMG>60.000</LFIMG>
              <E1EDL41 SEGMENT="1"><QUALI>001</QUALI><BSTNR>PO-000001</BSTNR>
                <POSEX>000002</POSEX></E1EDL41>
            </E1EDL24>
          </E1EDL20>
        </IDOC></DELVRY03>
        """

    private func feed(_ layout: String) throws -> DocumentMessages {
        try DocumentMessages(
            name: FeedName("answers"),
            settings: Settings.feed(
                Settings.inbound + [
                    (
                        "layout",
                        Settings.text("SupplierAdapters/FlatFileEDI/Layouts/\(layout).layout")
                    )
                ]),
            environment: AdapterEnvironment(
                root: Golden.repositoryRoot, sha256: { _ in String(repeating: "0", count: 64) }))
    }

    private func read(_ text: String, by layout: String) throws -> MessageDelivery {
        try feed(layout).readMessages(TakenFile("a.xml", Array(text.utf8)))
    }

    /// The XML says what the flat file of the same segments says.
    @Test func anAnswerIsReadAsItsFlatForm() throws {
        let flat = try feed("idoc-answers").readMessages(
            TakenFile(
                "a.idoc",
                try Golden.bytes(
                    "Fixtures/Suppliers/FlatFileEDI/layouts/idoc-answers.idoc")))
        let found = try read(Self.answer, by: "idoc-answers")
        #expect(found.quarantined.isEmpty)
        #expect(found.messages.map(\.message) == flat.messages.map(\.message))
        #expect(found.messages.first.map { "\($0.message.order)" } == "PO-000001")
        #expect(found.messages.first?.place.line == 3)
    }

    @Test func aShipNoticeIsReadToo() throws {
        let found = try read(Self.notice, by: "idoc-ship-notices")
        #expect(found.quarantined.isEmpty)
        let message = try #require(found.messages.first?.message)
        #expect("\(message.order)" == "PO-000001" && "\(message.document)" == "0090001")
        guard case .shipped(let part)? = message.statements.first else {
            Issue.record("nothing shipped")
            return
        }
        #expect(part.line == 2 && part.quantity == FixedPoint(micros: 60_000_000))
        #expect("\(part.shippedOn)" == "2026-03-07" && part.tracking == "1Z-7")
        #expect(part.arrivalDate.value.map { "\($0)" } == "2026-03-09")
    }

    /// What is wrong is told where it stands in the XML.
    @Test(arguments: [
        ("<SUMME>3<", "<SUMME>4<", "layout.count", 18),
        ("<QUALF>001<", "<QUALF>009<", "layout.record-missing", 18),
        ("<POSEX>000003<", "<POSEX>0000000003<", "layout.value-too-long", 17),
    ])
    func whatIsWrongIsToldWithItsPlace(
        text: String, other: String, code: String, line: Int
    ) throws {
        let error = #expect(throws: AdapterError.self) {
            try read(Self.answer.replacing(text, with: other), by: "idoc-answers")
        }
        #expect(error?.code == code)
        #expect(error?.place?.line == line, "\(String(describing: error))")
    }

    @Test func aFieldThatIsNoDayIsToldWhereItStands() throws {
        let found = try read(
            Self.answer.replacing("<EDATU>20260320<", with: "<EDATU>20260399<"),
            by: "idoc-answers")
        #expect(found.messages.isEmpty)
        #expect(found.quarantined.map(\.code) == ["document.value-unusable"])
        #expect(found.quarantined.map(\.place.line) == [10])
        #expect(found.quarantined.map(\.value) == ["20260399"])
    }

    /// Cut anywhere, nothing is read.
    @Test func aCutDocumentSaysNothing() throws {
        let bytes = Array(Self.answer.utf8)
        let end = bytes.count - 5
        for count in stride(from: end, to: 60, by: -97) {
            let error = #expect(throws: AdapterError.self) {
                try feed("idoc-answers").readMessages(
                    TakenFile("a.xml", Array(bytes.prefix(count))))
            }
            #expect(error?.code.hasPrefix("xml.") == true)
        }
    }

    @Test func markupThatIsNoIDocIsNotReadByALayout() throws {
        #expect(throws: AdapterError.self) {
            try read("<Order><ID>1</ID></Order>", by: "idoc-answers")
        }
    }
}
