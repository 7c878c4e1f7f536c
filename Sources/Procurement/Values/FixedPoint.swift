/// A decimal number with six places, exact.
///
/// Counts millionths in 64 bits, which reaches ±9 223 372 036 854.775807: enough for amounts, unit
/// prices and quantities. All arithmetic is checked; products and quotients pass through 128 bits
/// and are rounded by a named rule.
public struct FixedPoint: BitwiseCopyable, Sendable, Hashable, Comparable {
    /// Millionths in one.
    public static let scale: Int64 = 1_000_000
    /// Digits behind the point.
    public static let fractionDigits = 6
    /// Zero.
    public static let zero = FixedPoint(micros: 0)
    /// One.
    public static let one = FixedPoint(micros: scale)

    /// The number, in millionths.
    public let micros: Int64

    /// Creates the number of that many millionths.
    @inlinable
    public init(micros: Int64) { self.micros = micros }

    /// Creates a whole number.
    ///
    /// Throws ``ArithmeticError/overflow`` beyond ±9 223 372 036 854.
    public init(whole: Int64) throws(ArithmeticError) {
        let (micros, overflow) = whole.multipliedReportingOverflow(by: Self.scale)
        guard !overflow else { throw .overflow }
        self.micros = micros
    }

    /// The number as a whole one, or `nil` if it has a fraction.
    public var wholeValue: Int64? {
        micros % Self.scale == 0 ? micros / Self.scale : nil
    }

    /// Whether the number is below zero.
    public var isNegative: Bool { micros < 0 }

    /// Whether the number is above zero.
    public var isPositive: Bool { micros > 0 }

    /// Orders numbers by their value.
    public static func < (lhs: FixedPoint, rhs: FixedPoint) -> Bool { lhs.micros < rhs.micros }
}

// MARK: - Arithmetic

extension FixedPoint {
    /// The sum of two numbers.
    public func adding(_ other: FixedPoint) throws(ArithmeticError) -> FixedPoint {
        let (sum, overflow) = micros.addingReportingOverflow(other.micros)
        guard !overflow else { throw .overflow }
        return FixedPoint(micros: sum)
    }

    /// The difference of two numbers.
    public func subtracting(_ other: FixedPoint) throws(ArithmeticError) -> FixedPoint {
        let (difference, overflow) = micros.subtractingReportingOverflow(other.micros)
        guard !overflow else { throw .overflow }
        return FixedPoint(micros: difference)
    }

    /// The number with the other sign.
    public func negated() throws(ArithmeticError) -> FixedPoint {
        try FixedPoint.zero.subtracting(self)
    }

    /// The product with a whole number, exact.
    public func multiplied(by factor: Int64) throws(ArithmeticError) -> FixedPoint {
        let (product, overflow) = micros.multipliedReportingOverflow(by: factor)
        guard !overflow else { throw .overflow }
        return FixedPoint(micros: product)
    }

    /// The product of two numbers, rounded to six places.
    public func multiplied(
        by factor: FixedPoint, rounding rule: RoundingRule
    ) throws(ArithmeticError) -> FixedPoint {
        try multiplied(by: factor, dividedBy: .one, rounding: rule)
    }

    /// The quotient of two numbers, rounded to six places.
    public func divided(
        by divisor: FixedPoint, rounding rule: RoundingRule
    ) throws(ArithmeticError) -> FixedPoint {
        try multiplied(by: .one, dividedBy: divisor, rounding: rule)
    }

    /// A product divided by a number, exact until it is rounded once to six places.
    public func multiplied(
        by factor: FixedPoint, dividedBy divisor: FixedPoint, rounding rule: RoundingRule
    ) throws(ArithmeticError) -> FixedPoint {
        try multiplied(
            by: factor, dividedBy: divisor, fractionDigits: Self.fractionDigits, rounding: rule)
    }

    /// A product divided by a number, exact until it is rounded once to the given places.
    ///
    /// `fractionDigits` is 0 to 6.
    public func multiplied(
        by factor: FixedPoint, dividedBy divisor: FixedPoint, fractionDigits: Int,
        rounding rule: RoundingRule
    ) throws(ArithmeticError) -> FixedPoint {
        guard divisor.micros != 0 else { throw .divisionByZero }
        let step = Int128(Self.step(fractionDigits: fractionDigits))
        let product = Int128(micros) * Int128(factor.micros)
        // The divisor grows by at most 10⁶ and stays far inside 128 bits.
        let steps = rule.quotient(product, Int128(divisor.micros) * step)
        let (wide, overflow) = steps.multipliedReportingOverflow(by: step)
        guard !overflow, let result = Int64(exactly: wide) else { throw .overflow }
        return FixedPoint(micros: result)
    }

    /// The number rounded to the given places.
    ///
    /// `fractionDigits` is 0 to 6.
    public func rounded(
        fractionDigits: Int, _ rule: RoundingRule
    ) throws(ArithmeticError) -> FixedPoint {
        try multiplied(
            by: .one, dividedBy: .one, fractionDigits: fractionDigits, rounding: rule)
    }

    /// Millionths in one unit of the last of the given places.
    static func step(fractionDigits: Int) -> Int64 {
        precondition(
            (0...Self.fractionDigits).contains(fractionDigits),
            "A fixed-point number has 0 to 6 fraction digits, not \(fractionDigits).")
        var step: Int64 = 1
        for _ in fractionDigits..<Self.fractionDigits { step *= 10 }
        return step
    }
}
