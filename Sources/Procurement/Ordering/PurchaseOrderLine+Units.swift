extension PurchaseOrderLine {
    /// Base units of the item in a quantity of the line's unit.
    ///
    /// Throws `message.quantity-negative` below zero and `message.quantity-not-whole` where they
    /// are no whole number.
    package func units(of quantity: FixedPoint) throws(ValueError) -> Int64 {
        try LineScale(self).units(of: quantity)
    }

    /// The quantity, in the line's unit, of base units of the item.
    ///
    /// Throws `order.line-units-broken` where it has no exact value.
    package func quantity(of units: Int64) throws(ValueError) -> FixedPoint {
        let product = Int128(quantity.value.micros) * Int128(units)
        let (share, rest) = product.quotientAndRemainder(dividingBy: Int128(progress.ordered))
        guard rest == 0, let micros = Int64(exactly: share) else {
            throw ValueError(
                code: "order.line-units-broken",
                message: "\(units) of \(progress.ordered) units of line \(number) are no exact "
                    + "part of the \(quantity) that it orders.")
        }
        return FixedPoint(micros: micros)
    }
}
