extension Money {
    /// The amount divided over weights by the method of the largest remainder.
    ///
    /// The parts are in the order of the weights, are of whole minor units if the amount is (else
    /// of 10⁻⁶), and add up to the amount exactly. Every part is its exact share rounded down or
    /// up; what rounding down leaves goes to the largest remainders, among equal ones to the
    /// first. Throws ``MoneyError/unusableWeights`` if a weight is negative or none is above zero.
    public func allocated(over weights: [FixedPoint]) throws(MoneyError) -> [Money] {
        let total = weights.reduce(Int128(0)) { $0 + Int128($1.micros) }
        guard total > 0, !weights.contains(where: \.isNegative) else { throw .unusableWeights }
        let minorUnit = FixedPoint.step(fractionDigits: currency.minorUnitDigits)
        let step = amount.micros % minorUnit == 0 ? minorUnit : 1
        let sign: Int128 = amount.isNegative ? -1 : 1
        let steps = Int128(amount.micros) * sign / Int128(step)

        let shares = weights.map { weight in
            (steps * Int128(weight.micros)).quotientAndRemainder(dividingBy: total)
        }
        let remaining = steps - shares.reduce(0) { $0 + $1.quotient }
        let byRemainder = shares.indices.sorted {
            (shares[$1].remainder, $0) < (shares[$0].remainder, $1)
        }
        let raised = Set(byRemainder.prefix(Int(remaining)))
        return shares.indices.map { index in
            let part = shares[index].quotient + (raised.contains(index) ? 1 : 0)
            // No part is larger than the amount, so it fits.
            return Money(
                amount: FixedPoint(micros: Int64(sign * part * Int128(step))), currency: currency)
        }
    }
}
