/// A price with its basis: 12.40 EUR per 1 000 pieces.
///
/// It is not an amount and cannot be added to one; only its extension over a quantity is.
public struct UnitPrice: Sendable, Hashable, CustomStringConvertible {
    /// What the basis costs, not negative.
    public let money: Money
    /// The basis, above zero.
    public let per: Quantity

    /// Creates a price.
    ///
    /// Throws `value.price-negative` or `value.price-basis-not-positive`.
    public init(money: Money, per: Quantity) throws(ValueError) {
        guard !money.amount.isNegative else {
            throw ValueError(
                code: "value.price-negative",
                message: "The price (\(money)) is negative.",
                help: "Maybe a credit or a discount stands where the price belongs.")
        }
        guard per.value.isPositive else {
            throw ValueError(
                code: "value.price-basis-not-positive",
                message: "The price basis (\(per)) is not above zero.",
                help: "Maybe the column is empty; a price for one piece has the basis 1.")
        }
        self.money = money
        self.per = per
    }

    /// The amount for a quantity, rounded at 10⁻⁶.
    ///
    /// Price × quantity ÷ basis, exact until that one rounding. The caller rounds to the minor
    /// unit where an amount is to be paid. Throws when the units differ or the result is out of
    /// range.
    public func extended(
        over quantity: Quantity, rounding rule: RoundingRule
    ) throws(QuantityError) -> Money {
        try extended(over: quantity, fractionDigits: FixedPoint.fractionDigits, rounding: rule)
    }

    func extended(
        over quantity: Quantity, fractionDigits: Int, rounding rule: RoundingRule
    ) throws(QuantityError) -> Money {
        guard quantity.unit == per.unit else {
            throw .unitMismatch(expected: per.unit, found: quantity.unit)
        }
        do throws(ArithmeticError) {
            let amount = try money.amount.multiplied(
                by: quantity.value, dividedBy: per.value, fractionDigits: fractionDigits,
                rounding: rule)
            return Money(amount: amount, currency: money.currency)
        } catch {
            throw .arithmetic(error)
        }
    }

    /// The price and its basis, as in "12.40 EUR per 1000 EA".
    public var description: String { "\(money) per \(per)" }
}
