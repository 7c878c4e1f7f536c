import Testing
import WireFormats

@Suite struct TableReaderTests {
    private func table(_ text: String) throws(WireError) -> TableReader {
        try TableReader(
            Array(text.utf8), required: ["item", "quantity"], optional: ["price", "until", "whole"])
    }

    private func firstFailure(_ text: String) -> WireError? {
        do throws(WireError) {
            var reader = try table(text)
            while let row = try reader.next() {
                _ = try row.requiredText("item")
                _ = try row.integer("quantity")
                _ = try row.optionalDecimal("price")
                _ = try row.optionalDate("until")
                _ = try row.optionalBoolean("whole")
            }
            return nil
        } catch {
            return error
        }
    }

    @Test func columnsMayStandInAnyOrderAndOptionalOnesMayLack() throws {
        var reader = try table("price,quantity,item\n\"1.25\",7,A\n,8,B\n")
        let first = try #require(try reader.next())
        #expect(try first.text("item") == "A")
        #expect(try first.integer("quantity") == 7)
        #expect(try first.optionalDecimal("price") == 1_250_000)
        #expect(try first.optionalDate("until") == nil)
        let second = try #require(try reader.next())
        #expect(try second.optionalDecimal("price") == nil)
        #expect(try reader.next() == nil)
    }

    @Test(arguments: [
        ("", "csv.empty", 1, 1),
        ("item,quantty\n", "csv.column-unknown", 1, 6),
        ("item,item,quantity\n", "csv.column-twice", 1, 6),
        ("item,price\n", "csv.column-missing", 1, 1),
        ("item,quantity\nA\n", "csv.ragged-row", 2, 1),
        ("item,quantity\nA,1,2\n", "csv.ragged-row", 2, 1),
        ("item,quantity\n,1\n", "csv.value-missing", 2, 1),
        ("item,quantity\nA,\n", "csv.value-missing", 2, 3),
        ("item,quantity\nA,1.5\n", "decimal.not-whole", 2, 3),
        ("item,quantity\nA,x\n", "decimal.not-a-number", 2, 3),
        ("item,quantity,price\nA,1,\"1,5\"\n", "decimal.wrong-sign", 2, 5),
        ("item,quantity,until\nA,1,2026-02-30\n", "date.impossible", 2, 5),
        ("item,quantity,whole\nA,1,yes\n", "csv.value-wrong", 2, 5),
    ])
    func refusesWithThePlace(text: String, code: String, line: Int, column: Int) {
        let error = firstFailure(text)
        #expect(error?.code == code)
        #expect(error?.position?.line == line)
        #expect(error?.position?.column == column)
    }

    @Test func aMistypedColumnIsSuggested() {
        #expect(firstFailure("item,quantty\n")?.help == "Maybe \"quantity\" is meant.")
    }

    @Test func afterARaggedRowReadingGoesOn() throws {
        var reader = try table("item,quantity\nA\nB,2\n")
        #expect(throws: WireError.self) { try reader.next() }
        #expect(reader.canContinue)
        #expect(try reader.next()?.text("item") == "B")
    }
}
