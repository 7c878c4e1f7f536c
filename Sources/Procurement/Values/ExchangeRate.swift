/// What an amount of another currency is worth in the house currency, from a day on.
public struct ExchangeRate: Sendable, Hashable {
    /// The other currency.
    public let currency: Currency
    /// The first day on which it holds.
    public let from: CalendarDate
    /// What ``per`` units of the currency are worth in the house currency; above zero.
    public let worth: FixedPoint
    /// Of how many units ``worth`` is told, from 1: 100 where 100 JPY are worth 0.61 EUR.
    public let per: Int64

    /// Creates a rate.
    public init(currency: Currency, from: CalendarDate, worth: FixedPoint, per: Int64) {
        self.currency = currency
        self.from = from
        self.worth = worth
        self.per = per
    }

    /// An amount of the currency in the house currency.
    ///
    /// The product is exact and rounded once, half up, to 10⁻⁶ of the house currency. Throws
    /// ``ArithmeticError`` beyond what a number with six places can hold.
    public func converted(_ amount: FixedPoint) throws(ArithmeticError) -> FixedPoint {
        try amount.multiplied(
            by: worth, dividedBy: FixedPoint(whole: per), rounding: .halfUp)
    }
}

/// Why an amount cannot be told in the house currency.
public enum ExchangeRateGap: Error, Sendable, Hashable {
    /// No rate of the currency holds on the day.
    case missing
    /// The newest rate before the day is older than rates may be.
    case tooOld(ExchangeRate)
}

/// The dated rates of a house, and how long each may be used.
public struct ExchangeRates: Sendable, Hashable {
    /// The currency that amounts are brought into.
    public let house: Currency
    /// For how many days after its first a rate may be used, if none follows.
    public let validDays: Int

    private let ratesByCurrency: [Currency: [ExchangeRate]]

    /// Creates the rates of a house, in any order; of one currency and day the last counts.
    public init(house: Currency, rates: [ExchangeRate], validDays: Int) {
        self.house = house
        self.validDays = validDays
        ratesByCurrency = Dictionary(grouping: rates, by: \.currency)
            .mapValues { $0.sorted { $0.from < $1.from } }
    }

    /// Whether amounts of a currency can be told in the house's on any day at all.
    public func knows(_ currency: Currency) -> Bool {
        currency == house || ratesByCurrency[currency] != nil
    }

    /// The rate of a currency on a day: the newest that began by then; `nil` for the house's own.
    public func rate(
        of currency: Currency, on day: CalendarDate
    ) throws(ExchangeRateGap) -> ExchangeRate? {
        guard currency != house else { return nil }
        guard let rate = ratesByCurrency[currency]?.last(where: { $0.from <= day }) else {
            throw .missing
        }
        guard rate.from.days(until: day) <= validDays else { throw .tooOld(rate) }
        return rate
    }
}
