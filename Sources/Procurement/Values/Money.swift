/// An amount of a currency.
///
/// Amounts of different currencies never meet without an error; there is no implicit conversion.
public struct Money: Sendable, Hashable, CustomStringConvertible {
    /// How much.
    public let amount: FixedPoint
    /// Of which currency.
    public let currency: Currency

    /// Creates an amount.
    @inlinable
    public init(amount: FixedPoint, currency: Currency) {
        self.amount = amount
        self.currency = currency
    }

    /// No money in a currency.
    public static func zero(_ currency: Currency) -> Money {
        Money(amount: .zero, currency: currency)
    }

    /// The sum of two amounts of one currency.
    public func adding(_ other: Money) throws(MoneyError) -> Money {
        try combined(with: other) { (mine, theirs) throws(ArithmeticError) in
            try mine.adding(theirs)
        }
    }

    /// The difference of two amounts of one currency.
    public func subtracting(_ other: Money) throws(MoneyError) -> Money {
        try combined(with: other) { (mine, theirs) throws(ArithmeticError) in
            try mine.subtracting(theirs)
        }
    }

    /// The sum of amounts that must all be of `currency`; zero when there are none.
    public static func sum(
        _ amounts: some Sequence<Money>, in currency: Currency
    ) throws(MoneyError) -> Money {
        var total = Money.zero(currency)
        for amount in amounts { total = try total.adding(amount) }
        return total
    }

    /// The amount rounded to the currency's minor unit.
    public func rounded(_ rule: RoundingRule) throws(MoneyError) -> Money {
        do throws(ArithmeticError) {
            let rounded = try amount.rounded(fractionDigits: currency.minorUnitDigits, rule)
            return Money(amount: rounded, currency: currency)
        } catch {
            throw .arithmetic(error)
        }
    }

    /// The amount with the digits of the minor unit and the code, as in "12.40 EUR".
    public var description: String {
        "\(amount.formatted(fractionDigits: currency.minorUnitDigits)) \(currency.code)"
    }

    private func combined(
        with other: Money,
        _ combine: (FixedPoint, FixedPoint) throws(ArithmeticError) -> FixedPoint
    ) throws(MoneyError) -> Money {
        guard currency == other.currency else {
            throw .currencyMismatch(expected: currency, found: other.currency)
        }
        do throws(ArithmeticError) {
            return Money(amount: try combine(amount, other.amount), currency: currency)
        } catch {
            throw .arithmetic(error)
        }
    }
}

/// Why amounts could not be calculated with.
public enum MoneyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The amounts are of different currencies.
    case currencyMismatch(expected: Currency, found: Currency)
    /// The result is out of range.
    case arithmetic(ArithmeticError)
    /// An amount cannot be divided over these weights: none is positive, or one is negative.
    case unusableWeights

    /// The reason in words.
    public var description: String {
        switch self {
        case .currencyMismatch(let expected, let found):
            "an amount in \(found) where \(expected) is expected"
        case .arithmetic(let error): error.description
        case .unusableWeights: "the weights are negative or all zero"
        }
    }
}
