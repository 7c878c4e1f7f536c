/// A number as a workbook writes it: decimal digits of a binary fraction, maybe with an exponent.
struct SheetNumber {
    /// Plain digits, at most fifteen of them significant, as a spreadsheet shows them.
    let plain: String
    /// Whether digits beyond the fifteenth were rounded away.
    let isRounded: Bool
    private let isNegative: Bool
    /// Significant digits, and where the point stands among them.
    private let digits: [UInt8]
    private let pointPosition: Int

    /// Reads `12.5`, `-3`, `1E-4`; `nil` for anything else.
    init?(_ text: String) {
        var rest = text.utf8[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        let mantissa = rest.prefix { $0 != UInt8(ascii: "E") && $0 != UInt8(ascii: "e") }
        var exponent = 0
        if mantissa.count < rest.count {
            var power = String(decoding: rest.dropFirst(mantissa.count + 1), as: UTF8.self)
            if power.hasPrefix("+") { power.removeFirst() }
            guard let parsed = Int(power), abs(parsed) <= 400 else { return nil }
            exponent = parsed
        }
        var digits: [UInt8] = []
        var point: Int?
        for byte in mantissa {
            if byte == UInt8(ascii: "."), point == nil {
                point = digits.count
            } else if byte >= 0x30 && byte <= 0x39 {
                digits.append(byte - 0x30)
            } else {
                return nil
            }
        }
        guard !digits.isEmpty, digits.count <= 400 else { return nil }
        var position = (point ?? digits.count) + exponent
        let zeros = digits.prefix { $0 == 0 }.count
        digits.removeFirst(zeros)
        position -= zeros
        var isRounded = false
        if digits.count > 15 {
            isRounded = true
            let roundsUp = digits[15] >= 5
            digits = Array(digits.prefix(15))
            if roundsUp { Self.increment(&digits, &position) }
        }
        while digits.last == 0 { digits.removeLast() }
        if digits.isEmpty { position = 0 }
        self.isRounded = isRounded
        self.isNegative = isNegative && !digits.isEmpty
        self.digits = digits
        pointPosition = position
        plain = Self.text(digits, position, isNegative: isNegative && !digits.isEmpty)
    }

    private static func increment(_ digits: inout [UInt8], _ position: inout Int) {
        var index = digits.count - 1
        while index >= 0 {
            if digits[index] < 9 {
                digits[index] += 1
                return
            }
            digits[index] = 0
            index -= 1
        }
        digits.insert(1, at: 0)
        position += 1
    }

    private static func text(_ digits: [UInt8], _ position: Int, isNegative: Bool) -> String {
        func words(_ digits: some Sequence<UInt8>) -> String {
            digits.map { String($0) }.joined()
        }
        let sign = isNegative ? "-" : ""
        if digits.isEmpty { return "0" }
        if position <= 0 {
            return sign + "0." + String(repeating: "0", count: -position) + words(digits)
        }
        if position >= digits.count {
            return sign + words(digits) + String(repeating: "0", count: position - digits.count)
        }
        return sign + words(digits[..<position]) + "." + words(digits[position...])
    }

    /// The day of a serial number, `2026-03-04`, with its time if it has one.
    ///
    /// Days are counted from 1899-12-31 as 1, with a 29 February 1900 that never was; in the
    /// calendar of 1904, from 1904-01-01 as 0.
    func dateText(uses1904: Bool) -> String? {
        guard !isNegative, pointPosition <= 7 else { return nil }
        var whole = 0
        for index in 0..<max(0, pointPosition) {
            whole = whole * 10 + Int(index < digits.count ? digits[index] : 0)
        }
        var numerator = 0
        var denominator = 1
        for place in 0..<9 {
            let index = pointPosition + place
            let digit = digits.indices.contains(index) ? digits[index] : 0
            numerator = numerator * 10 + Int(digit)
            denominator *= 10
        }
        var seconds = (numerator * 86_400 + denominator / 2) / denominator
        if seconds == 86_400 {
            whole += 1
            seconds = 0
        }
        // 1970-01-01 is day 25569, and day 24107 in the calendar of 1904.
        let offset = uses1904 ? 24_107 : 25_569
        guard uses1904 || whole >= 1 && whole != 60, whole <= 2_958_465 else { return nil }
        let day = whole - offset + (!uses1904 && whole < 60 ? 1 : 0)
        let date = Self.civil(day)
        guard seconds > 0 else { return date }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(date) \(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }

    /// The date of a day counted from 1970-01-01.
    private static func civil(_ day: Int) -> String {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
    }
}
