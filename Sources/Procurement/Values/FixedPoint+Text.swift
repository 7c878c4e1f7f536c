extension FixedPoint: CustomStringConvertible {
    /// Creates the number that a text states in plain digits.
    ///
    /// The text is an optional minus sign, digits, and optionally a point with one to six digits
    /// behind it. Nothing else is read: no plus sign, no grouping, no exponent, no blanks, no
    /// digits other than 0 to 9. Throws `value.number-malformed`, `value.number-too-precise` or
    /// `value.number-out-of-range`.
    public init(parsing text: String) throws(ValueError) {
        var digits = text.utf8[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits = digits.dropFirst() }
        let point = digits.firstIndex(of: UInt8(ascii: "."))
        let wholeDigits = digits[..<(point ?? digits.endIndex)]
        let fraction = point.map { digits[digits.index(after: $0)...] }
        guard !wholeDigits.isEmpty, wholeDigits.allSatisfy(\.isASCIIDigit),
            fraction.map({ !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) }) ?? true
        else { throw .malformedNumber(text) }
        guard (fraction?.count ?? 0) <= Self.fractionDigits else { throw .tooPreciseNumber(text) }

        // Counted downward from zero, because the lowest number has no positive counterpart.
        var micros: Int64 = 0
        let padding = repeatElement(
            UInt8(ascii: "0"), count: Self.fractionDigits - (fraction?.count ?? 0))
        for digit in Array(wholeDigits) + Array(fraction ?? "".utf8[...]) + padding {
            let (shifted, shiftOverflow) = micros.multipliedReportingOverflow(by: 10)
            let (next, overflow) = shifted.subtractingReportingOverflow(
                Int64(digit - UInt8(ascii: "0")))
            guard !shiftOverflow, !overflow else { throw .numberOutOfRange(text) }
            micros = next
        }
        if !isNegative {
            guard micros != .min else { throw .numberOutOfRange(text) }
            micros = -micros
        }
        self.init(micros: micros)
    }

    /// The number in plain digits, with as few places as it takes: "12.4", "-3", "0".
    public var description: String { formatted(fractionDigits: 0) }

    /// The number in plain digits with at least the given places; never rounded.
    ///
    /// `fractionDigits` is 0 to 6. "12.4" with two digits is "12.40", "1.234" stays "1.234".
    public func formatted(fractionDigits: Int) -> String {
        precondition(
            (0...Self.fractionDigits).contains(fractionDigits),
            "A fixed-point number has 0 to 6 fraction digits, not \(fractionDigits).")
        let unit = UInt64(Self.scale)
        let (whole, rest) = micros.magnitude.quotientAndRemainder(dividingBy: unit)
        var fraction = String(String(rest + unit).dropFirst())
        while fraction.utf8.count > fractionDigits, fraction.last == "0" { fraction.removeLast() }
        let sign = micros < 0 ? "-" : ""
        return fraction.isEmpty ? "\(sign)\(whole)" : "\(sign)\(whole).\(fraction)"
    }
}

extension UInt8 {
    /// Whether the byte is one of the digits 0 to 9 in ASCII.
    var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// Whether the byte is one of the capitals A to Z in ASCII.
    var isASCIICapital: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
}

extension ValueError {
    fileprivate static func malformedNumber(_ text: String) -> ValueError {
        ValueError(
            code: "value.number-malformed",
            message: "The text (\(text.quotedForMessage)) is not a decimal number.",
            help: "Maybe it has a decimal comma, grouping, an exponent or a unit; "
                + "write plain digits and one point, as in 1234.5.")
    }

    fileprivate static func tooPreciseNumber(_ text: String) -> ValueError {
        ValueError(
            code: "value.number-too-precise",
            message: "The number (\(text.quotedForMessage)) has more than six decimal places.",
            help: "Maybe it was calculated; round it to six places.")
    }

    fileprivate static func numberOutOfRange(_ text: String) -> ValueError {
        ValueError(
            code: "value.number-out-of-range",
            message: "The number (\(text.quotedForMessage)) is beyond ±9223372036854.775807.",
            help: "Maybe two columns ran together.")
    }
}

extension String {
    /// The text in quotes for a message, what cannot be seen escaped and overlong text cut.
    var quotedForMessage: String {
        let longest = 60
        var shown = ""
        for scalar in unicodeScalars.prefix(longest) {
            shown +=
                scalar.isUnprintable
                ? scalar.escaped(asASCII: true) : String(scalar)
        }
        return "\"\(shown)\(unicodeScalars.count > longest ? "…" : "")\""
    }
}
