/// How a number between two representable ones is moved to one of them.
///
/// Always given by name where rounding happens; nothing rounds by itself.
public enum RoundingRule: String, Sendable, Hashable, CaseIterable {
    /// To the nearer one; a tie goes away from zero, so 0.5 becomes 1 and −0.5 becomes −1.
    case halfUp
    /// To the nearer one; a tie goes to the even last digit, so 0.5 becomes 0 and 1.5 becomes 2.
    case halfEven
    /// Toward zero.
    case down
    /// Away from zero.
    case up

    /// The quotient of two integers, rounded; the divisor must not be zero.
    func quotient(_ dividend: Int128, _ divisor: Int128) -> Int128 {
        precondition(divisor != 0, "A rounded quotient needs a divisor other than zero.")
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        guard remainder != 0 else { return quotient }
        let awayFromZero: Int128 = (dividend < 0) == (divisor < 0) ? 1 : -1
        // Compared without doubling the remainder, which could overflow.
        let distance = remainder.magnitude
        let distanceToNext = divisor.magnitude - distance
        let goesAway =
            switch self {
            case .down: false
            case .up: true
            case .halfUp: distance >= distanceToNext
            case .halfEven:
                distance > distanceToNext || (distance == distanceToNext && quotient % 2 != 0)
            }
        return goesAway ? quotient + awayFromZero : quotient
    }
}

/// How the amount of a purchase order line is rounded.
public enum AmountRounding: String, Sendable, Hashable, CaseIterable {
    /// The price extended over the ordered quantity, rounded half up to the minor unit once.
    ///
    /// The intermediate result is kept exact until that one rounding.
    case lineHalfUp

    /// The amount of a line that orders `quantity` at `price`.
    ///
    /// Throws when the units differ or the amount is out of range.
    public func amount(of price: UnitPrice, over quantity: Quantity) throws(QuantityError) -> Money
    {
        try price.extended(
            over: quantity, fractionDigits: price.money.currency.minorUnitDigits, rounding: .halfUp)
    }
}
