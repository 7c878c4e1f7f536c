import Testing
import WireFormats

/// What is written is read again, and nothing written parts what it does not mean to part.
struct WritingTests {
    private func x12(_ repertoire: CharacterRepertoire = .ascii) -> SegmentWriter {
        SegmentWriter(
            syntax: .x12,
            characters: ServiceCharacters(
                element: UInt8(ascii: "*"), component: UInt8(ascii: ">"),
                terminator: UInt8(ascii: "~")), repertoire: repertoire, hasLineEnds: false)
    }

    private func edifact(_ repertoire: CharacterRepertoire = .latin1) -> SegmentWriter {
        SegmentWriter(
            syntax: .edifact, characters: .edifact, repertoire: repertoire, hasLineEnds: false)
    }

    private func text(_ writer: SegmentWriter) -> String {
        String(String.UnicodeScalarView(writer.bytes.map { Unicode.Scalar($0) }))
    }

    @Test
    func emptyPiecesAtTheEndAreLeftOut() throws {
        var writer = edifact()
        try writer.write(
            WrittenSegment(
                "NAD", [.code("BY"), .empty, .codes("", "x", ""), .codes("", ""), .empty]))
        #expect(text(writer) == "NAD+BY++:x'")
        #expect(writer.segmentCount == 1)
    }

    @Test(arguments: [
        (CharacterRepertoire.capitals, "Größe 5 µ", "GROESSE 5 U"),
        (.ascii, "Größe “5” – 日", "Groesse \"5\" - ?"), (.latin1, "Größe € 日", "Größe EUR ?"),
    ])
    func charactersThatCannotStandAreWrittenWithOthers(
        repertoire: CharacterRepertoire, words: String, written: String
    ) throws {
        var writer = x12(repertoire)
        try writer.write(WrittenSegment("MSG", [.text(words)]))
        #expect(text(writer) == "MSG*\(written)~")
        #expect(
            writer.changes == [WrittenChange(place: "MSG01", original: words, written: written)])
    }

    @Test
    func codesAreWrittenExactlyOrNotAtAll() throws {
        for (code, wrong) in [("A*B", "segments.not-writable"), ("Ä", "segments.not-writable")] {
            var writer = x12()
            let error = #expect(throws: WireError.self) {
                try writer.write(WrittenSegment("REF", [.code("VR"), .code(code)]))
            }
            #expect(error?.code == wrong)
        }
        var writer = edifact()
        try writer.write(WrittenSegment("RFF", [.codes("ON", "A+B:'?")]))
        #expect(text(writer) == "RFF+ON:A?+B?:?'??'")
        let header = Array("UNB+UNOC:3+A+B+260304:0915+1'".utf8)
        var reader = SegmentReader(header + writer.bytes, syntax: .edifact)
        for _ in 0..<2 { _ = try reader.next() }
        #expect(reader.text(1, component: 2) == "A+B:'?")
        #expect(writer.carriedLength(ofWords: "\u{7}\n", maximum: 5) == 0)
        let long = #expect(throws: WireError.self) {
            try writer.write(WrittenSegment("RFF", [.code("12345", maximum: 4)]))
        }
        #expect(long?.code == "segments.too-long-to-write")
    }

    @Test
    func envelopesCountAndRepeatTheirNumbers() throws {
        let parties = InterchangeParties(
            senderQualifier: "01", sender: "123456789", receiverQualifier: "ZZ", receiver: "ACME",
            isTest: true, date: "20260304", time: "0915", controlNumber: 42)
        var writer = x12()
        try X12Envelope(
            parties: parties, group: "PO", groupSender: "A", groupReceiver: "B",
            release: "004010"
        ).write("850", [WrittenSegment("BEG", [.code("00")])], to: &writer)
        #expect(
            text(writer) == "ISA*00*          *00*          *01*123456789      *ZZ*ACME           "
                + "*260304*0915*U*00401*000000042*0*T*>~GS*PO*A*B*20260304*0915*42*X*004010~"
                + "ST*850*0001~BEG*00~SE*3*0001~GE*1*42~IEA*1*000000042~")
        var other = edifact()
        try EDIFACTEnvelope(
            parties: parties, syntaxIdentifier: "UNOC", syntaxVersion: 4, directory: "D.01B",
            guide: "EAN010"
        ).write("ORDERS", [WrittenSegment("BGM", [.codes("220")])], to: &other)
        #expect(
            text(other) == "UNA:+.? 'UNB+UNOC:4+123456789:01+ACME:ZZ+20260304:0915+42++++++1'"
                + "UNH+1+ORDERS:D:01B:UN:EAN010'BGM+220'UNT+3+1'UNZ+1+42'")
    }

    @Test
    func aSenderThatDoesNotFitIsRefused() {
        let parties = InterchangeParties(
            senderQualifier: "ZZ", sender: "LONGER-THAN-FIFTEEN", receiverQualifier: "ZZ",
            receiver: "B", isTest: false, date: "20260304", time: "0915", controlNumber: 1)
        var writer = x12()
        let error = #expect(throws: WireError.self) {
            try X12Envelope(
                parties: parties, group: "PO", groupSender: "A", groupReceiver: "B",
                release: "004010"
            ).write("850", [], to: &writer)
        }
        #expect(error?.message.hasPrefix("ISA06 is \"LONGER") == true)
    }

    @Test
    func markupIsReadAsItWasMeant() throws {
        let awkward = "a <b> & \"c\" 'd' ]]> \n\t é 日 \r"
        var writer = XMLWriter(doctype: "<!DOCTYPE r SYSTEM \"r.dtd\">")
        writer.element("r", [("xmlns:x", "urn:x"), ("a", awkward)]) { root in
            root.element("x:inner", text: awkward)
            root.optional("none", text: "")
            root.element("empty", text: "")
        }
        #expect(writer.changes.isEmpty)
        let root = try XMLText.parse(writer.bytes)
        #expect(root.attribute("a") == awkward)
        #expect(root.child("inner")?.text == awkward)
        #expect(root.children.map(\.name) == ["inner", "empty"])
        var other = XMLWriter()
        other.element("r", text: "a\u{1}b")
        #expect(other.changes.map(\.written) == ["a b"])
        #expect(try XMLText.parse(other.bytes).text == "a b")
    }

    @Test(arguments: ["<a><b></a>", "<a>", "", "<a/><b/>", "<a x='1' x='2'/>"])
    func aDocumentThatIsNotWellFormedGivesNoTree(text: String) {
        #expect(throws: WireError.self) { try XMLText.parse(Array(text.utf8)) }
    }
}
