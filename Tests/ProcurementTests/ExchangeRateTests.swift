import Procurement
import Testing

@Suite struct ExchangeRateTests {
    private func rate(
        _ currency: String, _ from: String, _ worth: String, per: Int64 = 1
    ) throws -> ExchangeRate {
        ExchangeRate(
            currency: try Currency(currency), from: try CalendarDate(parsing: from),
            worth: try FixedPoint(parsing: worth), per: per)
    }

    @Test(arguments: [
        ("12.50", "0.9301", 1, "11.62625"), ("1", "0.000001", 1, "0.000001"),
        // 12,345 JPY at 0.6132 EUR for 100.
        ("12345", "0.6132", 100, "75.69954"),
        // A tie and its neighbours: the product is exact, and rounded once.
        ("0.000001", "0.5", 1, "0.000001"), ("0.000001", "0.499999", 1, "0"),
        ("0.000003", "0.5", 1, "0.000002"), ("1", "1", 3, "0.333333"), ("2", "1", 3, "0.666667"),
        ("0", "1.1", 1, "0"), ("1000000000", "999", 1, "999000000000"),
    ])
    func anAmountIsCountedExactlyAndRoundedOnceHalfUp(
        amount: String, worth: String, per: Int64, expected: String
    ) throws {
        let rate = try rate("USD", "2026-03-01", worth, per: per)
        #expect(try rate.converted(FixedPoint(parsing: amount)).description == expected)
    }

    /// Against the product in 128 bits, with the division done by subtraction of the remainder.
    @Test func conversionIsThatOfWholeNumbers() throws {
        var state: UInt64 = 20_260_302
        func next(_ bound: UInt64) -> Int64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64((state >> 33) % bound)
        }
        for _ in 0..<2_000 {
            let (amount, worth, per) = (next(5_000_000_000), 1 + next(3_000_000), 1 + next(1_000))
            let rate = try rate("USD", "2026-03-01", "1", per: per)
            let scaled = ExchangeRate(
                currency: rate.currency, from: rate.from, worth: FixedPoint(micros: worth),
                per: per)
            let divisor = Int128(per) * 1_000_000
            let expected = (Int128(amount) * Int128(worth) * 2 + divisor) / (divisor * 2)
            #expect(
                Int128(try scaled.converted(FixedPoint(micros: amount)).micros) == expected)
        }
    }

    @Test func anAmountBeyondAllBoundsIsRefused() throws {
        let rate = try rate("USD", "2026-03-01", "1000")
        #expect(throws: ArithmeticError.overflow) {
            try rate.converted(FixedPoint(micros: .max))
        }
    }

    @Test(arguments: [
        ("2026-02-28", nil), ("2026-03-01", "1.1"), ("2026-03-09", "1.1"), ("2026-03-10", "1.2"),
        ("2026-03-17", "1.2"),
    ])
    func theNewestRateByTheDayHolds(day: String, expected: String?) throws {
        let rates = ExchangeRates(
            house: try Currency("EUR"),
            rates: [try rate("USD", "2026-03-10", "1.2"), try rate("USD", "2026-03-01", "1.1")],
            validDays: 8)
        let day = try CalendarDate(parsing: day)
        let found = Result { () throws(ExchangeRateGap) in
            try rates.rate(of: Currency.dollar, on: day)
        }
        switch expected {
        case nil: #expect(found == .failure(.missing))
        case let worth?: #expect(try found.get()?.worth.description == worth)
        }
    }

    @Test func aRateOlderThanItsDaysIsToldAndNotUsed() throws {
        let old = try rate("USD", "2026-03-01", "1.1")
        let rates = ExchangeRates(house: try Currency("EUR"), rates: [old], validDays: 8)
        #expect(throws: ExchangeRateGap.tooOld(old)) {
            try rates.rate(of: .dollar, on: CalendarDate(parsing: "2026-03-10"))
        }
        #expect(rates.knows(.dollar))
        #expect(try !rates.knows(Currency("CHF")))
    }

    @Test func theHouseCurrencyNeedsNoRate() throws {
        let rates = ExchangeRates(house: .dollar, rates: [], validDays: 0)
        let found = try rates.rate(of: .dollar, on: CalendarDate(parsing: "2026-03-10"))
        #expect(found == nil)
        #expect(rates.knows(.dollar))
    }
}

extension Currency {
    fileprivate static var dollar: Currency {
        do { return try Currency("USD") } catch { preconditionFailure("USD is a currency.") }
    }
}
