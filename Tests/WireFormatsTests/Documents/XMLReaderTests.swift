import Testing
import WireFormats

@Suite struct XMLReaderTests {
    private func faults(_ text: String) throws -> [String] {
        var reader = XMLReader(Array(text.utf8))
        var codes: [String] = []
        while let token = try reader.next() {
            if let fault = token.fault { codes.append(fault.code) }
        }
        return codes
    }

    @Test func tokensTellNamesAttributesAndText() throws {
        let text =
            "<?xml version=\"1.0\"?>\n<a x='1 &lt; 2' y=\"&#x20AC;\">b &amp; c"
            + "<![CDATA[<d>]]><e/></a>"
        var reader = XMLReader(Array(text.utf8))
        var kinds: [XMLToken.Kind] = []
        var texts: [String] = []
        var attributes: [XMLAttribute] = []
        var length = 0
        while let token = try reader.next() {
            #expect(token.fault == nil && token.position.byteOffset == length)
            kinds.append(token.kind)
            attributes += reader.attributes
            if token.kind == .text || token.kind == .cdata { texts.append(reader.text) }
            length += token.length
        }
        #expect(
            kinds == [.declaration, .text, .startTag, .text, .cdata, .emptyTag, .endTag])
        #expect(attributes.map(\.name) == ["x", "y"])
        #expect(attributes.map(\.value) == ["1 < 2", "\u{20AC}"])
        #expect(texts == ["\n", "b & c", "<d>"])
        #expect(length == text.utf8.count && reader.openElements.isEmpty)
    }

    @Test(arguments: [
        ("<a></b>", "xml.tag-mismatch"), ("<a x=1/>", "xml.syntax"),
        ("<a x='1' x='2'/>", "xml.attribute-twice"), ("<a>&nbsp;</a>", "xml.entity-unknown"),
        ("<a>& b</a>", "xml.syntax"), ("<a>\u{1}</a>", "xml.character"),
        ("<a>&#0;</a>", "xml.character"), ("<a/><b/>", "xml.root"), ("<a/>text", "xml.root"),
        ("<a", "xml.cut-off"), ("<!-- a", "xml.cut-off"), ("<!-- a -- b --><a/>", "xml.syntax"),
        ("<a>]]></a>", "xml.syntax"), ("<a b='<'/>", "xml.syntax"), ("<a ='1'/>", "xml.syntax"),
        ("<1/>", "xml.syntax"), (" <?xml version='1.0'?><a/>", "xml.syntax"),
        ("<?xml version='1.0' encoding='FOO'?><a/>", "xml.encoding-unknown"),
        ("<a b='1'c='2'/>", "xml.syntax"), ("</a>", "xml.tag-mismatch"),
    ])
    func markupThatIsNotWellFormedIsTold(text: String, code: String) throws {
        #expect(try faults(text).first == code)
    }

    @Test(arguments: [
        "<a/>", "<a>1</a >", "<a b = '1'\n c=\"2\"/>", "<!-- - --><a/><!-- x --><?p q?>",
        "<!DOCTYPE a [ <!-- don't --> <!ELEMENT a ANY> ]><a/>", "<x:a xmlns:x='u'>&quot;</x:a>",
    ])
    func wellFormedMarkupHasNoFault(text: String) throws {
        #expect(try faults(text).isEmpty)
    }

    @Test func nothingIsExpandedAndNothingDeep() throws {
        let bomb = """
            <!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>
            """
        let report = try FileInspection().inspect(Array(bomb.utf8))
        #expect(report.outcome == .rejected)
        #expect(report.countByCode["xml.doctype-entities"] == 1)
        let deep = String(repeating: "<a>", count: 300)
        #expect(try faults(deep).contains("xml.too-deep"))
        let long = "<a b='" + String(repeating: "x", count: XMLReader.maximumMarkupBytes) + "'/>"
        #expect(try faults(long).contains("xml.too-long"))
    }

    @Test(arguments: [
        ("<cXML version='1.2'><Request><OrderRequest/></Request></cXML>", "cxml", "OrderRequest"),
        (
            "<Order xmlns='urn:oasis:names:specification:ubl:schema:xsd:Order-2'/>", "ubl", "Order"
        ),
        ("<BMECAT version='1.2'><T_NEW_CATALOG/></BMECAT>", "bmecat", "T_NEW_CATALOG"),
        ("<ORDERS05><IDOC/></ORDERS05>", "idoc", "ORDERS05"), ("<thing/>", "", ""),
    ])
    func documentsAreKnownByTheirRoot(text: String, dialect: String, kind: String) throws {
        let report = try FileInspection().inspect(Array(text.utf8))
        #expect(report.outcome == .read)
        #expect(report.xml?.dialect == dialect && report.xml?.documentKind == kind)
    }

    @Test func encodingsAreAsDeclared() throws {
        let latin =
            Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xE4]
            + Array("</a>".utf8)
        #expect(try FileInspection().inspect(latin).outcome == .read)
        let plain = Array("<a>".utf8) + [0xE4] + Array("</a>".utf8)
        let report = try FileInspection().inspect(plain)
        #expect(report.countByCode == ["xml.encoding": 1])
        #expect(report.diagnostics.first?.place.byteOffset == 3)
        let lie = "<?xml version='1.0' encoding='utf-16'?><a/>"
        #expect(
            try FileInspection().inspect(Array(lie.utf8)).countByCode
                == ["xml.encoding-differs": 1])
    }
}
