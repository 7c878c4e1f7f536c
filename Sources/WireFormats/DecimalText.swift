/// Reads and writes decimal numbers as scaled integers, whole text or not at all.
///
/// A number is an optional `-`, digits, and at most one decimal sign with digits on both sides:
/// no exponent, no `+`, no blanks. Where a grouping sign is declared, groups of three digits may be
/// used, all of them or none.
public enum DecimalText {
    /// Reads a number as an integer counting 10⁻ˢᶜᵃˡᵉ.
    ///
    /// Digits beyond the scale must be zeros. Errors are `decimal.empty`, `decimal.not-a-number`,
    /// `decimal.wrong-sign`, `decimal.grouping`, `decimal.too-precise` and `decimal.too-large`.
    public static func parse(
        _ text: String, scale: Int = 6, decimalSign: Character = ".",
        groupingSign: Character? = nil
    ) throws(WireError) -> Int64 {
        precondition(
            (0...18).contains(scale), "The scale of a decimal number must be from 0 to 18.")
        precondition(
            decimalSign != groupingSign, "The decimal sign and the grouping sign must differ.")
        if let sign = byte(decimalSign),
            let plain = text.utf8.withContiguousStorageIfAvailable({
                quick(
                    $0, scale: scale, decimalSign: sign, groupingSign: groupingSign.flatMap(byte))
            }) ?? nil
        {
            return plain
        }
        let parser = DecimalParser(
            text: text, scale: scale, decimalSign: decimalSign, groupingSign: groupingSign)
        return try parser.parse()
    }

    /// Writes a scaled integer in the shortest way, with at least `minimumDigits` after the point.
    public static func format(scaled: Int64, scale: Int = 6, minimumDigits: Int = 0) -> String {
        precondition(
            (0...18).contains(scale), "The scale of a decimal number must be from 0 to 18.")
        let (whole, rest) = scaled.magnitude.quotientAndRemainder(
            dividingBy: UInt64(powersOfTen[scale]))
        var (fraction, places) = (rest, scale)
        while places > minimumDigits, fraction % 10 == 0 {
            fraction /= 10
            places -= 1
        }
        let padding = max(0, minimumDigits - places)
        // A sign, twenty digits, a point, and zeros.
        return String(unsafeUninitializedCapacity: 24 + scale + padding) { buffer in
            var count = 0
            func append(_ byte: UInt8) {
                buffer[count] = byte
                count += 1
            }
            func append(_ number: UInt64, digits: Int) {
                var (number, end) = (number, count + digits)
                count = end
                while end > count - digits {
                    end -= 1
                    buffer[end] = 48 + UInt8(number % 10)
                    number /= 10
                }
            }
            if scaled < 0 { append(45) }
            append(whole, digits: digitCount(whole))
            if places + padding > 0 {
                append(46)
                append(fraction, digits: places)
                for _ in 0..<padding { append(48) }
            }
            return count
        }
    }

    private static func digitCount(_ number: UInt64) -> Int {
        var (count, rest) = (1, number / 10)
        while rest > 0 {
            count += 1
            rest /= 10
        }
        return count
    }

    /// The quick way to what ``parse(_:scale:decimalSign:groupingSign:)`` gives for these bytes as
    /// text: short numbers of digits, signs and, where they are declared, groups.
    ///
    /// `nil` is no error: such a text is left to the full parser. The scale is 0 to 18.
    public static func quick(
        _ bytes: UnsafeBufferPointer<UInt8>, scale: Int = 6, decimalSign: UInt8 = 46,
        groupingSign: UInt8? = nil
    ) -> Int64? {
        guard bytes.count <= 18 else { return nil }
        var value: Int64 = 0
        var fractionDigits = -1
        var digits = 0
        // Digits of the group so far; below zero as long as no group has ended.
        var inGroup = Int.min
        var index = 0
        let isNegative = !bytes.isEmpty && bytes[0] == 45
        if isNegative { index = 1 }
        while index < bytes.count {
            let byte = bytes[index]
            if byte >= 48 && byte <= 57 {
                value = value &* 10 &+ Int64(byte &- 48)
                digits += 1
                inGroup &+= 1
                if fractionDigits >= 0 { fractionDigits += 1 }
            } else if byte == decimalSign && fractionDigits < 0 && digits > 0 {
                if inGroup >= 0 && inGroup != 3 { return nil }
                inGroup = Int.min
                fractionDigits = 0
            } else if let groupingSign, byte == groupingSign, fractionDigits < 0, digits > 0,
                inGroup < 0 ? digits <= 3 : inGroup == 3
            {
                inGroup = 0
            } else {
                return nil
            }
            index += 1
        }
        if inGroup >= 0 && inGroup != 3 { return nil }
        let missing = scale - max(fractionDigits, 0)
        guard digits > 0, fractionDigits != 0, missing >= 0 else { return nil }
        let (scaled, overflow) = value.multipliedReportingOverflow(by: powersOfTen[missing])
        return overflow ? nil : (isNegative ? -scaled : scaled)
    }

    /// The byte that a sign of seven bits is; the quick way knows no others.
    private static func byte(_ sign: Character) -> UInt8? {
        sign.utf8.count == 1 ? sign.utf8.first : nil
    }

    static let powersOfTen: [Int64] = {
        var powers: [Int64] = [1]
        for _ in 0..<18 { powers.append((powers.last ?? 1) * 10) }
        return powers
    }()
}

/// The full parser: exact errors, groups, any number of digits.
private struct DecimalParser {
    let text: String
    let scale: Int
    let decimalSign: Character
    let groupingSign: Character?

    func parse() throws(WireError) -> Int64 {
        guard !text.isEmpty else {
            throw WireError(code: "decimal.empty", message: "a number is missing here")
        }
        var rest = text[...]
        let isNegative = rest.first == "-"
        if isNegative { rest.removeFirst() }
        var whole = rest
        var fraction: Substring = ""
        if let point = rest.firstIndex(of: decimalSign) {
            whole = rest[..<point]
            fraction = rest[rest.index(after: point)...]
            guard isDigits(fraction) else { throw notANumber() }
        }
        let digits = try ungrouped(whole)
        guard isDigits(digits[...]) else { throw notANumber() }
        return try scaled(digits, fraction, isNegative: isNegative)
    }

    private func isDigits(_ part: Substring) -> Bool {
        !part.isEmpty && part.utf8.allSatisfy { $0 >= 48 && $0 <= 57 }
    }

    private func ungrouped(_ whole: Substring) throws(WireError) -> String {
        guard let groupingSign, whole.contains(groupingSign) else { return String(whole) }
        let groups = whole.split(separator: groupingSign, omittingEmptySubsequences: false)
        let isRegular =
            groups.dropFirst().allSatisfy { $0.count == 3 && isDigits($0) }
            && (1...3).contains(groups[0].count) && isDigits(groups[0])
        guard isRegular else {
            throw WireError(
                code: "decimal.grouping",
                message: "the digits of \(quotedForMessage(text)) are not in groups of three",
                help: "The declared grouping sign is \(quotedForMessage(String(groupingSign))). "
                    + "Maybe that is the decimal sign of this file.")
        }
        return groups.joined()
    }

    private func scaled(
        _ whole: String, _ fraction: Substring, isNegative: Bool
    ) throws(WireError) -> Int64 {
        var value: Int64 = 0
        var isTooLarge = false
        func push(_ digit: UInt8) {
            let (tenfold, first) = value.multipliedReportingOverflow(by: 10)
            let part = Int64(digit &- 48)
            let (sum, second) =
                isNegative
                ? tenfold.subtractingReportingOverflow(part)
                : tenfold.addingReportingOverflow(part)
            isTooLarge = isTooLarge || first || second
            value = sum
        }
        for digit in whole.utf8 { push(digit) }
        for (place, digit) in fraction.utf8.enumerated() {
            if place < scale {
                push(digit)
            } else if digit != 48 {
                throw WireError(
                    code: "decimal.too-precise",
                    message: scale == 0
                        ? "\(quotedForMessage(text)) is not a whole number"
                        : "\(quotedForMessage(text)) has more than \(scale) decimal places",
                    help: scale == 0
                        ? "A whole number is wanted here."
                        : "Maybe a price is meant per 100 or per 1000: declare its basis.")
            }
        }
        for _ in 0..<max(0, scale - fraction.utf8.count) { push(48) }
        guard !isTooLarge else {
            throw WireError(
                code: "decimal.too-large",
                message: "\(quotedForMessage(text)) is too large a number")
        }
        return value
    }

    private func notANumber() -> WireError {
        let usedSigns = text.filter { $0 == "." || $0 == "," }
        if usedSigns.contains(where: { $0 != decimalSign }) {
            return WireError(
                code: "decimal.wrong-sign",
                message: "\(quotedForMessage(text)) does not fit the declared decimal sign "
                    + quotedForMessage(String(decimalSign)),
                help: groupingSign == nil
                    ? "Declare the other decimal sign, or a grouping sign."
                    : "Maybe decimal and grouping sign are exchanged.")
        }
        return WireError(
            code: "decimal.not-a-number",
            message: "\(quotedForMessage(text)) is not a number",
            help: "A number is digits with at most one decimal sign "
                + "\(quotedForMessage(String(decimalSign))) between them, no exponent, no blanks.")
    }
}
