import Testing
import WireFormats

@Suite struct DecimalTextTests {
    @Test(arguments: [
        ("0", 0), ("12", 12_000_000), ("12.4", 12_400_000), ("-0.000001", -1),
        ("0012.50", 12_500_000),
        ("1.0000000000", 1_000_000), ("9223372036854.775807", Int64.max),
        ("-9223372036854.775808", Int64.min),
    ])
    func readsWholeTexts(text: String, expected: Int64) throws {
        #expect(try DecimalText.parse(text) == expected)
    }

    @Test(arguments: [
        ("", "decimal.empty"), (" 1", "decimal.not-a-number"), ("12abc", "decimal.not-a-number"),
        ("1.2.3", "decimal.not-a-number"), (".5", "decimal.not-a-number"),
        ("5.", "decimal.not-a-number"), ("+5", "decimal.not-a-number"),
        ("1e3", "decimal.not-a-number"), ("nan", "decimal.not-a-number"),
        ("--1", "decimal.not-a-number"), ("-", "decimal.not-a-number"),
        ("１", "decimal.not-a-number"),
        ("1,5", "decimal.wrong-sign"), ("1,234.50", "decimal.wrong-sign"),
        ("1.234,50", "decimal.wrong-sign"), ("0.0000001", "decimal.too-precise"),
        ("9223372036854.775808", "decimal.too-large"),
        ("99999999999999999999999999", "decimal.too-large"),
    ])
    func refusesEverythingElse(text: String, code: String) {
        #expect(throws: WireError.self) { try DecimalText.parse(text) }
        do throws(WireError) {
            _ = try DecimalText.parse(text)
        } catch {
            #expect(error.code == code)
        }
    }

    @Test func aFractionWhereThingsAreCountedIsNoPrice() throws {
        let error = #expect(throws: WireError.self) { try DecimalText.parse("1.5", scale: 0) }
        #expect(error?.code == "decimal.too-precise")
        #expect(error?.message == "\"1.5\" is not a whole number")
        #expect(error?.help == "A whole number is wanted here.")
    }

    @Test(arguments: [
        ("1.234,50", ",", ".", 1_234_500_000), ("1234,50", ",", ".", 1_234_500_000),
        ("1 234 567", ",", " ", 1_234_567_000_000), ("1'234.5", ".", "'", 1_234_500_000),
        ("1\u{A0}234,5", ",", "\u{A0}", 1_234_500_000),
    ])
    func readsDeclaredSigns(
        text: String, decimal: Character, grouping: Character, expected: Int64
    ) throws {
        #expect(
            try DecimalText.parse(text, decimalSign: decimal, groupingSign: grouping) == expected)
    }

    @Test(arguments: ["1.23,5", "12.34", "1234.567", "1..234", ".123", "1.234.5"])
    func groupsAreOfThreeDigits(text: String) {
        do throws(WireError) {
            let value = try DecimalText.parse(text, decimalSign: ",", groupingSign: ".")
            Issue.record("\(text) was read as \(value)")
        } catch {
            #expect(error.code == "decimal.grouping")
        }
    }

    @Test(arguments: 0..<50)
    func whatIsWrittenReadsBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let digits = Int64.random(in: 0...62, using: &random)
            let value = Int64.random(in: .min ... .max, using: &random) >> digits
            let scale = Int.random(in: 0...18, using: &random)
            let minimum = Int.random(in: 0...scale, using: &random)
            let text = DecimalText.format(scaled: value, scale: scale, minimumDigits: minimum)
            #expect(try DecimalText.parse(text, scale: scale) == value, "seed \(seed): \(text)")
        }
    }

    @Test func formatsShortestWithAMinimum() {
        #expect(DecimalText.format(scaled: 12_400_000) == "12.4")
        #expect(DecimalText.format(scaled: 12_400_000, minimumDigits: 2) == "12.40")
        #expect(DecimalText.format(scaled: -1) == "-0.000001")
        #expect(DecimalText.format(scaled: 5, scale: 0, minimumDigits: 2) == "5.00")
    }
}
