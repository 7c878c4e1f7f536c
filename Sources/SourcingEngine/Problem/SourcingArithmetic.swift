/// Quotient of two non-negative numbers, rounded half up.
func roundedHalfUp(_ numerator: Int128, over denominator: Int128) -> Int128 {
    (2 * numerator + denominator) / (2 * denominator)
}

/// The same amount in 64 bits.
func micros(_ amount: Int128) throws(SourcingPricingError) -> Int64 {
    guard let exact = Int64(exactly: amount) else { throw .overflow }
    return exact
}

/// Micros as a decimal text with six digits, for messages.
func amountText(_ micros: Int64) -> String {
    let magnitude = micros.magnitude
    let fraction = String(magnitude % 1_000_000)
    let padding = String(repeating: "0", count: 6 - fraction.count)
    return "\(micros < 0 ? "-" : "")\(magnitude / 1_000_000).\(padding)\(fraction)"
}

/// A fraction in 10⁻⁶ as a text, for messages.
func shareText(_ millionths: Int64) -> String { amountText(millionths) }
