import Testing
import WireFormats

/// Layouts at their borders: documents one after the other, words that nobody translates, and
/// files that end in a record.
@Suite struct LayoutBorderTests {
    private static let lines = """
        records lines
        kind    1-2
        record AH 1..* each document
            number  3-6    digits required
        record AL under AH any
            code    3-4    text    map OK=accepted NO=rejected
            amount  5-10   number/2
        record AT under AH once closes
            lines   3-6    number  required
        check AT.lines counts AL
        """

    private func codes(_ layout: String, _ text: String) throws -> [String] {
        try FileInspection().inspect(
            Array(text.utf8), layout: RecordLayout.parse(layout)
        ).diagnostics.map { "\($0.code) \($0.place.line)" }
    }

    /// What is counted under a record begins anew with the next one.
    @Test func eachDocumentIsCountedForItself() throws {
        let text = "AH0001\nALOK000150\nAT   1\nAH0002\nALNO000001\nALOK000002\nAT   2\n"
        #expect(try codes(Self.lines, text) == [])
        let wrong = text.replacing("AT   2", with: "AT   3")
        #expect(try codes(Self.lines, wrong) == ["layout.count 7"])
    }

    @Test func aWordThatNobodyTranslatesIsTold() throws {
        let text = "AH0001\nALXX000150\nAT   1\n"
        #expect(try codes(Self.lines, text) == ["layout.field-code 2"])
    }

    /// Only a record that is whole is read where records have a width.
    @Test func aFileThatEndsInARecordIsCutOff() throws {
        let layout = """
            records width 8
            kind    1-2
            record AA 1..*
                value   3-8   text
            """
        #expect(try codes(layout, "AA123456AA123456") == [])
        #expect(try codes(layout, "AA123456AA123") == ["layout.cut-off 1"])
        // A line end says that the record is all there, and its blanks were trimmed.
        #expect(try codes(layout, "AA123456\nAA123\n") == [])
    }

    /// Trailers that stand in the file itself, and not under a record, part what they count.
    @Test func aTotalOfTheFileBeginsAnewBehindEachTrailer() throws {
        let layout = """
            records lines
            kind    1-2
            record AL any
                amount  3-8    number
            record AT 1..*
                total   3-8    number  required
            check AT.total sums AL.amount modulo 1000
            """
        let text = "AL   600\nAL   700\nAT   300\nAL     5\nAT     5\n"
        #expect(try codes(layout, text) == [])
        let wrong = text.replacing("AT   300", with: "AT  1300")
        #expect(try codes(layout, wrong) == ["layout.total 3"])
    }
}
