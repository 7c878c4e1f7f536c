import Procurement

extension SettingRejection {
    static func wrongType(
        _ node: SettingNode, expected: String, in source: SourceText? = nil, help: String? = nil
    ) -> SettingRejection {
        let found = source.map { ", \($0.text(node.range).shortened)" } ?? ""
        return SettingRejection(
            code: "config.wrong-type",
            message: "There must be \(expected), but \(node.kind) was found\(found).", help: help)
    }
}

extension SettingNode {
    func string() throws(SettingRejection) -> String {
        switch content {
        case .string(let text): return text
        case .integer, .fraction, .boolean, .date, .time, .moment:
            throw .wrongType(self, expected: "a text", help: "Put it in quotes.")
        case .array, .table: throw .wrongType(self, expected: "a text")
        }
    }

    /// A text that is not empty and has no control characters.
    func line() throws(SettingRejection) -> String {
        let text = try string()
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw .wrongValue(
                "The text is empty.", help: "Leave the setting out to have its default.")
        }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw .wrongValue("The text has a control character, or more than one line.")
        }
        return text
    }

    func integer(in range: ClosedRange<Int>) throws(SettingRejection) -> Int {
        guard case .integer(let number) = content else {
            let help: String? =
                switch content {
                case .string: "Write it without quotes."
                case .fraction: "Write it without a point."
                default: nil
                }
            throw .wrongType(self, expected: "a whole number", help: help)
        }
        guard let value = Int(exactly: number), range.contains(value) else {
            let bounds =
                range.upperBound == .max
                ? "at least \(range.lowerBound)"
                : "from \(range.lowerBound) to \(range.upperBound)"
            throw .wrongValue("The number (\(number)) must be \(bounds).")
        }
        return value
    }

    func boolean() throws(SettingRejection) -> Bool {
        guard case .boolean(let value) = content else {
            throw .wrongType(self, expected: "true or false", help: "Write it without quotes.")
        }
        return value
    }

    /// A decimal number, in quotes or whole.
    func decimal(in range: ClosedRange<FixedPoint>) throws(SettingRejection) -> FixedPoint {
        let value: FixedPoint
        switch content {
        case .string(let text):
            do throws(ValueError) {
                value = try FixedPoint(parsing: text)
            } catch {
                throw .wrongValue(error)
            }
        case .integer(let number):
            do throws(ArithmeticError) {
                value = try FixedPoint(whole: number)
            } catch {
                throw .wrongValue("The number (\(number)) is too large.")
            }
        case .fraction:
            throw SettingRejection(
                code: "config.amount-unquoted",
                message: "A number with a point must be in quotes; without, it would be read as a "
                    + "binary fraction, which cannot hold every amount.",
                help: "Put it in quotes, as in \"12.50\".")
        case .boolean, .date, .time, .moment, .array, .table:
            throw .wrongType(
                self, expected: "a decimal number in quotes", help: "Write it as in \"12.50\".")
        }
        guard range.contains(value) else {
            let bounds =
                range.upperBound == .unlimited
                ? "at least \(range.lowerBound)"
                : "from \(range.lowerBound) to \(range.upperBound)"
            throw .wrongValue("The number (\(value)) must be \(bounds).")
        }
        return value
    }

    /// An amount of money, not negative.
    func amount() throws(SettingRejection) -> FixedPoint {
        try decimal(in: .zero ... .unlimited)
    }

    func date() throws(SettingRejection) -> CalendarDate {
        switch content {
        case .date(let date): return date
        case .string(let text):
            do throws(ValueError) {
                return try CalendarDate(parsing: text)
            } catch {
                throw .wrongValue(error)
            }
        default:
            throw .wrongType(self, expected: "a date", help: "Write it as in 2026-03-04.")
        }
    }

    func timeOfDay() throws(SettingRejection) -> TimeOfDay {
        switch content {
        case .time(let time): return time
        case .string(let text):
            do throws(ValueError) {
                return try TimeOfDay(parsing: text)
            } catch {
                throw .wrongValue(error)
            }
        default:
            throw .wrongType(
                self, expected: "a time of day", help: "Write it as in \"16:30\", to the minute.")
        }
    }

    /// One of a few words.
    func word<Value>(_ allowed: [(word: String, value: Value)]) throws(SettingRejection) -> Value {
        let text = try string()
        if let match = allowed.first(where: { $0.word == text }) { return match.value }
        let words = allowed.map(\.word)
        let list = words.joined(separator: ", ")
        let help = Spelling.nearest(to: text, among: words).map { "Maybe \($0) is meant." }
        throw .wrongValue(
            "The value (\(text.shortened)) must be one of: \(list).", help: help)
    }

    /// What a failing initializer makes of a text.
    func text<Value>(
        _ make: (String) throws(ValueError) -> Value
    ) throws(SettingRejection) -> Value {
        let text = try string()
        do throws(ValueError) {
            return try make(text)
        } catch {
            throw .wrongValue(error)
        }
    }
}

extension FixedPoint {
    static let unlimited = FixedPoint(micros: .max)
}

extension String {
    /// The text on one line and not too long, for messages.
    var shortened: String {
        let longest = 60
        let line = prefix { !$0.isNewline }
        return line.count > longest || line.count < count
            ? "\(line.prefix(longest))…" : String(line)
    }
}
