import BrokerCommands
import Testing
import WireFormats

/// Tables as people and machines read them: ``Listing`` and ``Grouping``.
@Suite struct ListingTests {
    private var listing: Listing {
        var listing = Listing([
            Listing.Column("item"), Listing.Column.number("units_open", heading: "units"),
            Listing.Column.number("cost"), Listing.Column("note"),
        ])
        listing.add([.text("A, \"B\""), .number(1_234), .amount("5000.5"), .none])
        listing.add([.text("C"), .number(5), .amount("0.25"), .text("=1+1")])
        return listing
    }

    @Test func peopleReadAlignedColumns() {
        #expect(
            listing.text() == """
                item    units     cost  note
                A, "B"  1,234  5,000.5  –
                C           5     0.25  =1+1
                """)
    }

    @Test func machinesReadEachValueWhole() {
        #expect(
            listing.csv() == """
                item,units_open,cost,note
                "A, ""B\""",1234,5000.5,
                C,5,0.25,=1+1

                """)
        let json = String(
            decoding: JSONText.write(listing.json(), sortsKeys: false, indents: false),
            as: UTF8.self)
        #expect(
            json == """
                [{"item":"A, \\"B\\"","units_open":1234,"cost":"5000.5","note":null},\
                {"item":"C","units_open":5,"cost":"0.25","note":"=1+1"}]

                """)
    }

    @Test func longTextsAreCutForPeopleOnly() {
        var listing = Listing([Listing.Column("text")])
        listing.add([.text(String(repeating: "x", count: 50))])
        #expect(listing.text(widest: 10).hasSuffix("\nxxxxxxxxx…"))
        #expect(listing.csv().contains(String(repeating: "x", count: 50)))
    }

    @Test(arguments: [
        ("0", "0"), ("999", "999"), ("1000", "1,000"), ("-1234567.50", "-1,234,567.50"),
        ("12", "12"), ("abcd", "abcd"), ("", ""),
    ])
    func thousandsAreGrouped(number: String, grouped: String) {
        #expect(Grouping.grouped(number) == grouped)
    }
}
