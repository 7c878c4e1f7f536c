/// A unit of measure, by its code of UN/ECE Recommendation 20.
public struct UnitOfMeasure: BitwiseCopyable, Sendable, Hashable, Comparable,
    CustomStringConvertible
{
    private let packed: PackedCode

    /// One to three capitals or digits, for example "EA", "KGM" or "C62".
    public var code: String { packed.text }

    /// One piece.
    public static let each = UnitOfMeasure(trusted: "EA")

    /// Creates a unit from its code.
    ///
    /// Whether the recommendation lists the code is not asked. Throws `value.unit-malformed`.
    public init(_ code: String) throws(ValueError) {
        guard (1...3).contains(code.utf8.count),
            code.utf8.allSatisfy({ $0.isASCIICapital || $0.isASCIIDigit })
        else {
            throw ValueError(
                code: "value.unit-malformed",
                message: "The unit (\(code.quotedForMessage)) is not one to three capitals or "
                    + "digits.",
                help: "Maybe it is a word; write the UN/ECE Recommendation 20 code, as in EA.")
        }
        packed = PackedCode(code)
    }

    private init(trusted code: String) { packed = PackedCode(code) }

    /// The code.
    public var description: String { code }

    /// Orders units by code.
    public static func < (lhs: UnitOfMeasure, rhs: UnitOfMeasure) -> Bool {
        lhs.packed < rhs.packed
    }
}

/// A number of units of measure.
public struct Quantity: Sendable, Hashable, CustomStringConvertible {
    /// How many, possibly with a fraction.
    public let value: FixedPoint
    /// Of which unit.
    public let unit: UnitOfMeasure

    /// Creates a quantity.
    @inlinable
    public init(value: FixedPoint, unit: UnitOfMeasure) {
        self.value = value
        self.unit = unit
    }

    /// Creates a quantity of whole units.
    ///
    /// Throws ``ArithmeticError/overflow`` beyond ±9 223 372 036 854 units.
    public init(units: Int64, unit: UnitOfMeasure) throws(ArithmeticError) {
        self.init(value: try FixedPoint(whole: units), unit: unit)
    }

    /// Nothing of a unit.
    public static func zero(_ unit: UnitOfMeasure) -> Quantity {
        Quantity(value: .zero, unit: unit)
    }

    /// The number of units, or `nil` if it has a fraction.
    public var wholeUnits: Int64? { value.wholeValue }

    /// The sum of two quantities of one unit.
    public func adding(_ other: Quantity) throws(QuantityError) -> Quantity {
        try combined(with: other) { (mine, theirs) throws(ArithmeticError) in
            try mine.adding(theirs)
        }
    }

    /// The difference of two quantities of one unit.
    public func subtracting(_ other: Quantity) throws(QuantityError) -> Quantity {
        try combined(with: other) { (mine, theirs) throws(ArithmeticError) in
            try mine.subtracting(theirs)
        }
    }

    /// The number and the unit, as in "12 EA".
    public var description: String { "\(value) \(unit)" }

    private func combined(
        with other: Quantity,
        _ combine: (FixedPoint, FixedPoint) throws(ArithmeticError) -> FixedPoint
    ) throws(QuantityError) -> Quantity {
        guard unit == other.unit else {
            throw .unitMismatch(expected: unit, found: other.unit)
        }
        do throws(ArithmeticError) {
            return Quantity(value: try combine(value, other.value), unit: unit)
        } catch {
            throw .arithmetic(error)
        }
    }
}

/// Why quantities could not be calculated with.
public enum QuantityError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The quantities are of different units.
    case unitMismatch(expected: UnitOfMeasure, found: UnitOfMeasure)
    /// The result is out of range.
    case arithmetic(ArithmeticError)

    /// The reason in words.
    public var description: String {
        switch self {
        case .unitMismatch(let expected, let found):
            "a quantity in \(found) where \(expected) is expected"
        case .arithmetic(let error): error.description
        }
    }
}

/// How many units of one kind are in one unit of another.
public struct UnitConversion: Sendable, Hashable {
    /// The larger unit, for example a box.
    public let from: UnitOfMeasure
    /// The smaller unit, for example a piece.
    public let to: UnitOfMeasure
    /// ``to`` units in one ``from`` unit, at least 1.
    public let factor: Int64

    /// Creates a conversion.
    ///
    /// Throws `value.conversion-not-positive` for a factor below 1 and
    /// `value.conversion-same-unit` for a unit that is not one of itself.
    public init(from: UnitOfMeasure, to: UnitOfMeasure, factor: Int64) throws(ValueError) {
        guard factor >= 1 else {
            throw ValueError(
                code: "value.conversion-not-positive",
                message: "The conversion factor (\(factor)) from \(from) to \(to) is not positive.",
                help: "Maybe the pack size was left empty; state how many \(to) are in one \(from)."
            )
        }
        guard from != to || factor == 1 else {
            throw ValueError(
                code: "value.conversion-same-unit",
                message: "One \(from) cannot be \(factor) \(to).",
                help: "Maybe the pack has a unit of its own, such as BX or PK.")
        }
        self.from = from
        self.to = to
        self.factor = factor
    }

    /// The quantity in ``to`` units; it must be in ``from`` units.
    public func convert(_ quantity: Quantity) throws(QuantityError) -> Quantity {
        guard quantity.unit == from else {
            throw .unitMismatch(expected: from, found: quantity.unit)
        }
        do throws(ArithmeticError) {
            return Quantity(value: try quantity.value.multiplied(by: factor), unit: to)
        } catch {
            throw .arithmetic(error)
        }
    }
}
