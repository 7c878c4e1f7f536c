import Procurement
import Testing

@Suite struct QuantityTests {
    @Test(arguments: ["EA", "C62", "KGM", "X", "4A"])
    func aUnitIsOneToThreeCapitalsOrDigits(text: String) throws {
        #expect(try UnitOfMeasure(text).code == text)
    }

    @Test func everyUnitKeepsItsCodeAndTheOrderOfCodes() throws {
        let letters = "059AMPXZ".map { String($0) }
        let codes = letters.flatMap { first in
            [first]
                + letters.flatMap { second in
                    [first + second] + letters.map { first + second + $0 }
                }
        }
        let units = try codes.map { try UnitOfMeasure($0) }
        #expect(units.map(\.code) == codes)
        #expect(Set(units).count == codes.count)
        #expect(units.shuffled().sorted().map(\.code) == codes.sorted())
        let currencies = try codes.filter { code in
            code.utf8.count == 3 && code.allSatisfy(\.isLetter)
        }.map { try Currency($0) }
        #expect(currencies.shuffled().sorted().map(\.code) == currencies.map(\.code).sorted())
    }

    @Test(arguments: ["", "each", "ea", "PIECE", "E A", "EA ", "Ä", "K-G", "４"])
    func anythingElseIsNoUnit(text: String) {
        #expect(
            code { () throws(ValueError) in try UnitOfMeasure(text) } == "value.unit-malformed")
    }

    @Test func quantitiesOfOneUnitAddUp() throws {
        #expect(try pieces(3).adding(pieces(4)) == pieces(7))
        #expect(try pieces(3).subtracting(pieces(4)) == pieces(-1))
        #expect(try pieces(3).description == "3 EA")
        #expect(Quantity.zero(.each) == (try pieces(0)))
    }

    @Test func quantitiesOfDifferentUnitsNeverMeet() throws {
        let box = try UnitOfMeasure("BX")
        let expected = QuantityError.unitMismatch(expected: .each, found: box)
        #expect(throws: expected) { try pieces(1).adding(Quantity(units: 1, unit: box)) }
        #expect(throws: expected) { try pieces(1).subtracting(Quantity(units: 1, unit: box)) }
    }

    @Test func overflowIsAnErrorAndNotAWrap() throws {
        let most = Quantity(value: FixedPoint(micros: .max), unit: .each)
        #expect(throws: QuantityError.arithmetic(.overflow)) { try most.adding(pieces(1)) }
        #expect(throws: QuantityError.arithmetic(.overflow)) { try pieces(-2).subtracting(most) }
        #expect(throws: ArithmeticError.overflow) { try pieces(9_223_372_036_855) }
    }

    @Test func wholeUnitsAreNoneWhereThereIsAFraction() throws {
        #expect(try pieces(5).wholeUnits == 5)
        #expect(try Quantity(value: number("5.5"), unit: .each).wholeUnits == nil)
    }

    // MARK: Conversion

    @Test func aConversionMultipliesAndNamesTheNewUnit() throws {
        let box = try UnitOfMeasure("BX")
        let conversion = try UnitConversion(from: box, to: .each, factor: 12)
        #expect(try conversion.convert(Quantity(units: 5, unit: box)) == pieces(60))
        #expect(
            try conversion.convert(Quantity(value: number("0.5"), unit: box)) == pieces(6))
        #expect(throws: QuantityError.unitMismatch(expected: box, found: .each)) {
            try conversion.convert(pieces(5))
        }
        #expect(throws: QuantityError.arithmetic(.overflow)) {
            try conversion.convert(Quantity(value: FixedPoint(micros: .max), unit: box))
        }
    }

    @Test(arguments: [
        ("BX", "EA", 1, "accepted"), ("BX", "EA", 12, "accepted"), ("EA", "EA", 1, "accepted"),
        ("BX", "EA", 0, "value.conversion-not-positive"),
        ("BX", "EA", -12, "value.conversion-not-positive"),
        ("EA", "EA", 12, "value.conversion-same-unit"),
    ])
    func aConversionHasAFactorThatCanBe(
        from: String, to: String, factor: Int64, expected: String
    ) throws {
        let (from, to) = (try UnitOfMeasure(from), try UnitOfMeasure(to))
        let found = code { () throws(ValueError) in
            try UnitConversion(from: from, to: to, factor: factor)
        }
        #expect(found == expected)
    }
}

@Suite struct UnitPriceTests {
    private func price(
        _ text: String, per units: Int64, _ currency: String = "EUR"
    ) throws
        -> UnitPrice
    {
        try UnitPrice(money: money(text, currency), per: pieces(units))
    }

    @Test(arguments: [
        ("12.40", 1_000, 1, "0.0124"), ("12.40", 1_000, 2_500, "31"), ("1", 3, 1, "0.333333"),
        ("2", 3, 1, "0.666667"), ("0.000001", 2, 1, "0.000001"), ("0.000001", 3, 1, "0"),
        ("5", 1, 0, "0"), ("99.99", 1, 7, "699.93"), ("1", 1, -2, "-2"),
    ])
    func aPriceIsExtendedByItsBasis(
        text: String, per: Int64, units: Int64, expected: String
    ) throws {
        let extended = try price(text, per: per).extended(over: pieces(units), rounding: .halfUp)
        #expect(try extended == money(expected))
    }

    @Test func aPriceIsNotExtendedOverAnotherUnit() throws {
        let box = try UnitOfMeasure("BX")
        #expect(throws: QuantityError.unitMismatch(expected: .each, found: box)) {
            try price("1", per: 1).extended(over: Quantity(units: 1, unit: box), rounding: .down)
        }
    }

    @Test func anExtensionOutOfRangeIsAnError() throws {
        #expect(throws: QuantityError.arithmetic(.overflow)) {
            try price("9000000000000", per: 1).extended(over: pieces(2), rounding: .down)
        }
        // The product alone would not fit 64 bits, the result does.
        let extended = try price("9000000000000", per: 9_000_000).extended(
            over: pieces(9_000_000), rounding: .down)
        #expect(try extended == money("9000000000000"))
    }

    @Test(arguments: [
        ("0", 1, "accepted"), ("1", 1_000, "accepted"), ("-0.01", 1, "value.price-negative"),
        ("1", 0, "value.price-basis-not-positive"), ("1", -1, "value.price-basis-not-positive"),
    ])
    func pricesAreNotNegativeAndHaveABasis(text: String, per: Int64, expected: String) throws {
        let (money, basis) = (try money(text), try pieces(per))
        #expect(
            code { () throws(ValueError) in try UnitPrice(money: money, per: basis) } == expected)
    }

    @Test func aPriceIsShownWithItsBasis() throws {
        #expect(try price("12.4", per: 1_000).description == "12.40 EUR per 1000 EA")
    }

    // MARK: Amount of a line

    @Test(arguments: [
        ("0.125", 1, 1, "EUR", "0.13"), ("0.124999", 1, 1, "EUR", "0.12"),
        ("12.40", 1_000, 37, "EUR", "0.46"), ("1", 3, 2, "EUR", "0.67"),
        ("10", 3, 1, "JPY", "3"), ("5", 2, 1, "JPY", "3"), ("1", 16, 1, "KWD", "0.063"),
        // 0.00499999… rounded once; by way of 10⁻⁶ it would be 0.005 and then 0.01.
        ("0.014999", 3, 1, "EUR", "0"), ("0.999999", 200, 1, "EUR", "0"),
    ])
    func aLineIsRoundedOnceHalfUpToTheMinorUnit(
        text: String, per: Int64, units: Int64, currency: String, expected: String
    ) throws {
        let amount = try AmountRounding.lineHalfUp.amount(
            of: price(text, per: per, currency), over: pieces(units))
        #expect(try amount == money(expected, currency))
    }

    @Test(arguments: 0..<10)
    func aLineAmountIsTheNearestMinorUnit(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let micros = Int64(generator.pick(1_000_000_000))
            let (units, per) = (Int64(generator.pick(100_000)), Int64(1 + generator.pick(1_000)))
            let currency = try Currency(["EUR", "JPY", "KWD"][generator.pick(3)])
            let step: Int128 = [2: 10_000, 0: 1_000_000, 3: 1_000][currency.minorUnitDigits] ?? 1
            let price = try UnitPrice(
                money: Money(amount: FixedPoint(micros: micros), currency: currency),
                per: pieces(per))
            let amount = try AmountRounding.lineHalfUp.amount(of: price, over: pieces(units))
            // floor(x + ½) in steps, for x = micros × units ÷ per ÷ step
            let (top, bottom) = (Int128(micros) * Int128(units), Int128(per) * step)
            #expect(Int128(amount.amount.micros) == (2 * top + bottom) / (2 * bottom) * step)
        }
    }
}

@Suite struct StatedTests {
    @Test func notStatedIsNeitherZeroNorNothing() {
        #expect(Stated.stated(0) != .notStated)
        #expect(Stated.stated(0).value == 0)
        #expect(Stated<Int>.notStated.value == nil)
        #expect(Stated<Int>(nil) == .notStated)
        #expect(Stated(7 as Int?) == .stated(7))
    }
}
