import Procurement
import Testing

@Suite struct MoneyTests {
    @Test(arguments: ["EUR", "JPY", "XXX"])
    func aCurrencyIsThreeCapitals(code: String) throws {
        #expect(try Currency(code).code == code)
    }

    @Test(arguments: ["", "EU", "EURO", "eur", "E R", "€", "E1R", "ÄÖÜ", "EUR "])
    func anythingElseIsNoCurrency(text: String) {
        #expect(
            code { () throws(ValueError) in try Currency(text) } == "value.currency-malformed")
    }

    @Test(arguments: [
        ("EUR", 2), ("USD", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3), ("TND", 3), ("CLF", 4),
        ("CLP", 0), ("HUF", 2), ("XXX", 2),
    ])
    func minorUnitsAreThoseOfTheStandard(code: String, digits: Int) throws {
        #expect(try Currency(code).minorUnitDigits == digits)
    }

    /// Whoever has no currency, a metal or one of former days counts in none of them.
    @Test(arguments: [
        ("EUR", true), ("ZWG", true), ("CLF", true), ("XPF", true), ("XXQ", false),
        ("XXX", false), ("XTS", false), ("XAU", false), ("XDR", false), ("DEM", false),
    ])
    func theStandardListsWhatPeopleCountIn(code: String, isListed: Bool) throws {
        #expect(try Currency(code).isListed == isListed)
    }

    /// Each code with a minor unit of its own is listed.
    @Test func theTablesOfTheStandardAgree() throws {
        let own = try Currency.listed.filter { try Currency($0).minorUnitDigits != 2 }
        #expect(own.count == 26)
        #expect(Currency.listed.count == 164)
    }

    /// The codes of the list of ISO 4217 as `pycountry` 26.2.16 has it, each of which is listed or
    /// left out for a reason; and of its minor units, as OpenJDK 17 and the list itself have them,
    /// all that are not 2.
    @Test func everyCodeOfTheStandardIsListedOrLeftOut() throws {
        let metals = ["XAG", "XAU", "XPD", "XPT"]
        let units = ["XAD", "XBA", "XBB", "XBC", "XBD", "XDR", "XSU", "XUA"]
        let none = ["XTS", "XXX"]
        let money = """
            AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN \
            BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD \
            EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR \
            IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD \
            MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD \
            OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE \
            SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI \
            UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
            """.split(separator: " ").map(String.init)
        #expect(money.count + metals.count + units.count + none.count == 178)
        #expect(Currency.listed == money)
        let withdrawn = ["ANG", "BGN", "CUC", "HRK", "SLL", "ZWL"]
        for code in metals + units + none + withdrawn {
            #expect(try !Currency(code).isListed, "\(code)")
        }
        let digits = [
            0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
            3: "BHD IQD JOD KWD LYD OMR TND", 4: "CLF UYW",
        ]
        for code in money {
            let expected = digits.first { $0.value.contains(code) }?.key ?? 2
            #expect(try Currency(code).minorUnitDigits == expected, "\(code)")
        }
    }

    @Test(arguments: [
        ("12.4", "EUR", "12.40 EUR"), ("12", "JPY", "12 JPY"), ("12.5", "KWD", "12.500 KWD"),
        ("12.345678", "EUR", "12.345678 EUR"), ("-1", "EUR", "-1.00 EUR"),
    ])
    func amountsAreShownWithTheirMinorUnit(text: String, currency: String, shown: String) throws {
        #expect(try money(text, currency).description == shown)
    }

    @Test func amountsOfOneCurrencyAddUp() throws {
        #expect(try money("1.10").adding(money("2.20")) == money("3.30"))
        #expect(try money("1.10").subtracting(money("2.20")) == money("-1.10"))
        #expect(try Money.sum([money("1"), money("2")], in: Currency("EUR")) == money("3"))
    }

    @Test func aSumOfNothingIsZeroOfTheCurrency() throws {
        #expect(try Money.sum([], in: Currency("JPY")) == money("0", "JPY"))
    }

    @Test func amountsOfDifferentCurrenciesNeverMeet() throws {
        let expected = try MoneyError.currencyMismatch(
            expected: Currency("EUR"), found: Currency("USD"))
        #expect(throws: expected) { try money("1").adding(money("0", "USD")) }
        #expect(throws: expected) { try money("1").subtracting(money("1", "USD")) }
        #expect(throws: expected) {
            try Money.sum([money("1"), money("1", "USD")], in: Currency("EUR"))
        }
    }

    @Test func overflowIsAnErrorAndNotAWrap() throws {
        let most = try Money(amount: FixedPoint(micros: .max), currency: Currency("EUR"))
        #expect(throws: MoneyError.arithmetic(.overflow)) { try most.adding(money("0.000001")) }
        #expect(throws: MoneyError.arithmetic(.overflow)) { try most.rounded(.up) }
    }

    @Test(arguments: [
        ("1.005", "EUR", "1.01"), ("1.004999", "EUR", "1"), ("-1.005", "EUR", "-1.01"),
        ("1.5", "JPY", "2"), ("1.4", "JPY", "1"), ("1.0005", "KWD", "1.001"),
        ("1.00005", "CLF", "1.0001"),
    ])
    func amountsRoundToTheMinorUnit(text: String, currency: String, expected: String) throws {
        #expect(try money(text, currency).rounded(.halfUp) == money(expected, currency))
    }

    // MARK: Allocation

    @Test(arguments: [
        ("10", "EUR", ["1", "1", "1"], ["3.34", "3.33", "3.33"]),
        ("0.01", "EUR", ["1", "1"], ["0.01", "0"]),
        ("-10", "EUR", ["1", "1", "1"], ["-3.34", "-3.33", "-3.33"]),
        ("100", "JPY", ["1", "2", "4"], ["14", "29", "57"]),
        ("1", "KWD", ["1", "1", "1"], ["0.334", "0.333", "0.333"]),
        ("5", "EUR", ["0", "1", "0"], ["0", "5", "0"]),
        ("0", "EUR", ["1", "2"], ["0", "0"]),
        ("0.000001", "EUR", ["1", "3"], ["0", "0.000001"]),
        ("1.005", "EUR", ["1", "1"], ["0.5025", "0.5025"]),
        ("0.05", "EUR", ["0.000001", "9223372036854"], ["0", "0.05"]),
    ])
    func amountsAreDividedByLargestRemainder(
        text: String, currency: String, weights: [String], parts: [String]
    ) throws {
        let allocated = try money(text, currency).allocated(over: weights.map(number))
        #expect(try allocated == parts.map { try money($0, currency) })
    }

    @Test(arguments: [[], ["0"], ["0", "0"], ["1", "-1"], ["-1"], ["5", "-1"]])
    func weightsThatCannotDivideAreRefused(weights: [String]) throws {
        let weights = try weights.map(number)
        #expect(throws: MoneyError.unusableWeights) { try money("1").allocated(over: weights) }
    }

    @Test(arguments: 0..<20)
    func partsAddUpAndLieWithinOneStepOfTheirShare(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let currency = try Currency(["EUR", "JPY", "KWD"][generator.pick(3)])
            let whole = Money(
                amount: FixedPoint(micros: generator.nextInteger()), currency: currency)
            let weights = (0...generator.pick(12)).map { _ in
                FixedPoint(micros: Int64(generator.nextInteger().magnitude >> 4))
            }
            guard weights.contains(where: \.isPositive) else { continue }
            let parts = try whole.allocated(over: weights)

            let sum = parts.reduce(Int128(0)) { $0 + Int128($1.amount.micros) }
            #expect(sum == Int128(whole.amount.micros))
            let step: Int128 =
                try whole.rounded(.down) == whole
                ? [2: 10_000, 0: 1_000_000, 3: 1_000][currency.minorUnitDigits, default: 0] : 1
            let total = weights.reduce(Int128(0)) { $0 + Int128($1.micros) }
            for (part, weight) in zip(parts, weights) {
                #expect(Int128(part.amount.micros) % step == 0)
                // |part − whole × weight ÷ total| < step, without dividing.
                let distance =
                    Int128(whole.amount.micros) * Int128(weight.micros)
                    - Int128(part.amount.micros) * total
                #expect(distance.magnitude < (step * total).magnitude)
                #expect(
                    part.amount.micros == 0 || part.amount.isNegative == whole.amount.isNegative)
            }
        }
    }
}
