/// The share of cases that a date is to hold for, as in P90.
///
/// Counts millionths, above 0 and below 1, so that shares compare and print exactly.
public struct QuantileLevel: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The share in millionths, 1 to 999 999.
    public let millionths: Int64

    /// The date that is as often too early as too late.
    public static let median = QuantileLevel(unchecked: 500_000)

    /// Creates a share of that many millionths.
    ///
    /// Throws `value.quantile-out-of-range` unless it lies between 0 and 1.
    public init(millionths: Int64) throws(ValueError) {
        guard (1..<1_000_000).contains(millionths) else {
            throw ValueError(
                code: "value.quantile-out-of-range",
                message: "The quantile (\(FixedPoint(micros: millionths))) must lie between 0 "
                    + "and 1.",
                help: "Write P90 as 0.9.")
        }
        self.init(unchecked: millionths)
    }

    /// Creates a share from a text such as "0.9".
    public init(parsing text: String) throws(ValueError) {
        try self.init(millionths: FixedPoint(parsing: text).micros)
    }

    init(unchecked millionths: Int64) { self.millionths = millionths }

    /// The share as a decimal number, "0.9".
    public var description: String { FixedPoint(micros: millionths).description }

    /// Orders shares by size.
    public static func < (lhs: QuantileLevel, rhs: QuantileLevel) -> Bool {
        lhs.millionths < rhs.millionths
    }
}
