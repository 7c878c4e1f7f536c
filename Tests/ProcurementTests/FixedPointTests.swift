import Procurement
import Testing

@Suite struct FixedPointTests {
    // MARK: Text

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("1", 1_000_000), ("12.4", 12_400_000), ("-3.5", -3_500_000),
        ("0.000001", 1), ("-0.000001", -1), ("007", 7_000_000), ("1.500000", 1_500_000),
        ("9223372036854.775807", Int64.max), ("-9223372036854.775808", Int64.min),
        ("0000000000000000000000000001", 1_000_000),
    ])
    func plainDigitsAreRead(text: String, micros: Int64) throws {
        #expect(try FixedPoint(parsing: text).micros == micros)
    }

    @Test(arguments: [
        ("", "value.number-malformed"), (" ", "value.number-malformed"),
        ("1,5", "value.number-malformed"), ("1,234.50", "value.number-malformed"),
        ("1.234,50", "value.number-malformed"), ("12abc", "value.number-malformed"),
        ("abc", "value.number-malformed"), ("1.2.3", "value.number-malformed"),
        ("+5", "value.number-malformed"), ("--5", "value.number-malformed"),
        ("-", "value.number-malformed"), ("5-", "value.number-malformed"),
        (".", "value.number-malformed"), (".5", "value.number-malformed"),
        ("5.", "value.number-malformed"), ("-.5", "value.number-malformed"),
        ("1e3", "value.number-malformed"), ("1E3", "value.number-malformed"),
        ("0x10", "value.number-malformed"), ("1_000", "value.number-malformed"),
        ("1 000", "value.number-malformed"), (" 5", "value.number-malformed"),
        ("5 ", "value.number-malformed"), ("5\n", "value.number-malformed"),
        ("１", "value.number-malformed"), ("٣", "value.number-malformed"),
        ("−5", "value.number-malformed"), ("½", "value.number-malformed"),
        ("1.2.", "value.number-malformed"), ("1.-2", "value.number-malformed"),
        ("NaN", "value.number-malformed"), ("inf", "value.number-malformed"),
        ("5\u{301}", "value.number-malformed"), ("5€", "value.number-malformed"),
        ("0.0000001", "value.number-too-precise"), ("1.0000000", "value.number-too-precise"),
        ("9223372036854.775808", "value.number-out-of-range"),
        ("-9223372036854.775809", "value.number-out-of-range"),
        ("9223372036855", "value.number-out-of-range"),
        ("99999999999999999999999999", "value.number-out-of-range"),
    ])
    func whatIsNotAPlainDecimalIsRefused(text: String, expected: String) {
        #expect(code { () throws(ValueError) in try FixedPoint(parsing: text) } == expected)
    }

    @Test func aRefusalShowsTheTextWithoutItsControlCharacters() {
        #expect {
            try FixedPoint(parsing: "1\u{1B}[31m,5" + String(repeating: "9", count: 100))
        } throws: { error in
            let message = (error as? ValueError)?.message ?? ""
            return !message.contains("\u{1B}") && message.contains("\\u{") && message.contains("…")
        }
    }

    @Test(arguments: [
        ("12.4", 0, "12.4"), ("12.4", 1, "12.4"), ("12.4", 2, "12.40"), ("12.4", 6, "12.400000"),
        ("-3", 0, "-3"), ("-3", 2, "-3.00"), ("0", 0, "0"), ("0", 2, "0.00"),
        ("1.234567", 2, "1.234567"), ("-0.000001", 0, "-0.000001"), ("1000000", 0, "1000000"),
        ("-9223372036854.775808", 2, "-9223372036854.775808"),
    ])
    func formattingFillsUpAndNeverRounds(text: String, digits: Int, expected: String) throws {
        #expect(try number(text).formatted(fractionDigits: digits) == expected)
    }

    @Test(arguments: 0..<8)
    func everyNumberIsReadBackFromItsText(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1_000 {
            let value = FixedPoint(micros: generator.nextInteger())
            #expect(try FixedPoint(parsing: value.description) == value)
            let digits = generator.pick(7)
            #expect(try FixedPoint(parsing: value.formatted(fractionDigits: digits)) == value)
        }
    }

    @Test(arguments: 0..<8)
    func noTextIsReadThatSixDigitsAndAPointDoNotExplain(seed: Int) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("0123456789..--,+e ١")
        for _ in 0..<1_500 {
            let text = String((0..<generator.pick(9)).map { _ in alphabet[generator.pick(19)] })
            let isAccepted =
                code { () throws(ValueError) in try FixedPoint(parsing: text) } == "accepted"
            #expect(
                isAccepted == (text.wholeMatch(of: /-?[0-9]+(\.[0-9]{1,6})?/) != nil), "\(text)")
        }
    }

    // MARK: Arithmetic

    @Test(arguments: 0..<6)
    func arithmeticAgreesWithWideIntegers(seed: Int) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1_000 {
            let (a, b) = (generator.nextInteger(), generator.nextInteger())
            let (left, right) = (FixedPoint(micros: a), FixedPoint(micros: b))
            expect({ () throws(ArithmeticError) in try left.adding(right) }, Int128(a) + Int128(b))
            expect(
                { () throws(ArithmeticError) in try left.subtracting(right) },
                Int128(a) - Int128(b))
            expect({ () throws(ArithmeticError) in try left.negated() }, -Int128(a))
            expect(
                { () throws(ArithmeticError) in try left.multiplied(by: b) },
                Int128(a) * Int128(b))
            expect(
                { () throws(ArithmeticError) in try FixedPoint(whole: a) },
                Int128(a) * 1_000_000)
            #expect((left < right) == (a < b))
        }
    }

    @Test(arguments: 0..<6, RoundingRule.allCases)
    func productsAndQuotientsAreRoundedOnce(seed: Int, rule: RoundingRule) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let (a, b, c) = (
                generator.nextInteger(), generator.nextInteger(), generator.nextInteger()
            )
            let (left, right, divisor) = (
                FixedPoint(micros: a), FixedPoint(micros: b), FixedPoint(micros: c)
            )
            let scale: Int128 = 1_000_000
            expect(
                { () throws(ArithmeticError) in try left.multiplied(by: right, rounding: rule) },
                nearest(Int128(a) * Int128(b), scale, rule))
            guard c != 0 else { continue }
            expect(
                { () throws(ArithmeticError) in try left.divided(by: divisor, rounding: rule) },
                nearest(Int128(a) * scale, Int128(c), rule))
            expect(
                { () throws(ArithmeticError) in
                    try left.multiplied(by: right, dividedBy: divisor, rounding: rule)
                }, nearest(Int128(a) * Int128(b), Int128(c), rule))
            let digits = generator.pick(7)
            let steps: [Int128] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1]
            let step = steps[digits]
            expect(
                { () throws(ArithmeticError) in
                    try left.rounded(fractionDigits: digits, rule)
                }, nearest(Int128(a), step, rule) * step)
        }
    }

    @Test func divisionByZeroIsAnError() throws {
        #expect(throws: ArithmeticError.divisionByZero) {
            try number("1").divided(by: .zero, rounding: .halfUp)
        }
    }

    @Test(arguments: [
        ("0.5", "1", "0", "0", "1"), ("1.5", "2", "2", "1", "2"), ("2.5", "3", "2", "2", "3"),
        ("-0.5", "-1", "0", "0", "-1"), ("-1.5", "-2", "-2", "-1", "-2"),
        ("-2.5", "-3", "-2", "-2", "-3"), ("0.499999", "0", "0", "0", "1"),
        ("0.500001", "1", "1", "0", "1"), ("-0.000001", "0", "0", "0", "-1"),
        ("7", "7", "7", "7", "7"),
    ])
    func rulesTreatTiesAndSignsAsTheySay(
        text: String, halfUp: String, halfEven: String, down: String, up: String
    ) throws {
        let value = try number(text)
        #expect(try value.rounded(fractionDigits: 0, .halfUp) == number(halfUp))
        #expect(try value.rounded(fractionDigits: 0, .halfEven) == number(halfEven))
        #expect(try value.rounded(fractionDigits: 0, .down) == number(down))
        #expect(try value.rounded(fractionDigits: 0, .up) == number(up))
    }

    @Test func wholeNumbersAreRecognised() throws {
        #expect(try number("5").wholeValue == 5)
        #expect(try number("-5.000000").wholeValue == -5)
        #expect(try number("0").wholeValue == 0)
        #expect(try number("5.000001").wholeValue == nil)
        #expect(FixedPoint(micros: .max).wholeValue == nil)
    }

    @Test func roundingToTooManyDigitsIsAMistakeOfTheProgram() async {
        await #expect(processExitsWith: .failure) {
            _ = try FixedPoint.one.rounded(fractionDigits: 7, .halfUp)
        }
    }

    // MARK: Oracles

    private func expect(
        _ calculate: () throws(ArithmeticError) -> FixedPoint, _ exact: Int128,
        _ location: SourceLocation = #_sourceLocation
    ) {
        do throws(ArithmeticError) {
            let result = try calculate()
            #expect(Int128(result.micros) == exact, sourceLocation: location)
        } catch {
            #expect(error == .overflow, sourceLocation: location)
            #expect(Int64(exactly: exact) == nil, sourceLocation: location)
        }
    }

    /// The rounded quotient, chosen among the two integers around the exact one.
    private func nearest(_ dividend: Int128, _ divisor: Int128, _ rule: RoundingRule) -> Int128 {
        let sign: Int128 = divisor < 0 ? -1 : 1
        let (top, bottom) = (dividend * sign, divisor * sign)
        var floor = top / bottom
        if floor * bottom > top { floor -= 1 }
        let ceiling = floor * bottom == top ? floor : floor + 1
        let (inward, outward) = top < 0 ? (ceiling, floor) : (floor, ceiling)
        let (below, above) = (top - floor * bottom, ceiling * bottom - top)
        switch rule {
        case .down: return inward
        case .up: return outward
        case .halfUp where below == above: return outward
        case .halfEven where below == above: return floor % 2 == 0 ? floor : ceiling
        case .halfUp, .halfEven: return below < above ? floor : ceiling
        }
    }
}
