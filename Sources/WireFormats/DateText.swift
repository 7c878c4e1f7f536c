/// A day as written: year, month and day, known to exist in the Gregorian calendar.
public struct DateParts: Hashable, Sendable {
    /// The year, 1 to 9999.
    public let year: Int
    /// The month, 1 to 12.
    public let month: Int
    /// The day of the month, from 1.
    public let day: Int

    /// Makes a day from its parts; they must exist together.
    public init(year: Int, month: Int, day: Int) {
        precondition(
            DateParts.exists(year: year, month: month, day: day), "The date must exist.")
        self.year = year
        self.month = month
        self.day = day
    }

    /// Whether the Gregorian calendar has this day, in the years 1 to 9999.
    public static func exists(year: Int, month: Int, day: Int) -> Bool {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return false }
        switch month {
        case 2:
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            return day <= (isLeap ? 29 : 28)
        case 4, 6, 9, 11: return day <= 30
        default: return day <= 31
        }
    }
}

/// One way to write a date, such as `yyyy-MM-dd`, `d-MMM-yy`, `M/d/yy` or `dd.MM.yyyy`.
///
/// `yyyy` and `yy` are four and two digits (two: 00…68 are 2000…2068, 69…99 are 1969…1999, as
/// POSIX `strptime` has it); `MM` and `dd` two digits; `M` and `d` one or two; `MMM` the first
/// three letters of the English month and `MMMM` its name, in any case. All else stands for itself.
public struct DatePattern: Hashable, Sendable, CustomStringConvertible {
    enum Token: Hashable, Sendable {
        case year4, year2, month2, month, monthShort, monthName, day2, day
        case literal(UInt8)
    }

    /// The pattern as written.
    public let description: String
    let tokens: [Token]

    /// Reads a pattern; fails with `date.pattern` unless year, month and day stand in it once.
    public init(_ pattern: String) throws(WireError) {
        var tokens: [Token] = []
        let bytes = Array(pattern.utf8)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            var end = index
            while end < bytes.count && bytes[end] == byte { end += 1 }
            let run = end - index
            switch (byte, run) {
            case (UInt8(ascii: "y"), 4): tokens.append(.year4)
            case (UInt8(ascii: "y"), 2): tokens.append(.year2)
            case (UInt8(ascii: "M"), 1): tokens.append(.month)
            case (UInt8(ascii: "M"), 2): tokens.append(.month2)
            case (UInt8(ascii: "M"), 3): tokens.append(.monthShort)
            case (UInt8(ascii: "M"), 4): tokens.append(.monthName)
            case (UInt8(ascii: "d"), 1): tokens.append(.day)
            case (UInt8(ascii: "d"), 2): tokens.append(.day2)
            case (UInt8(ascii: "y"), _), (UInt8(ascii: "M"), _), (UInt8(ascii: "d"), _):
                throw DatePattern.unusable(pattern)
            default: tokens.append(contentsOf: repeatElement(.literal(byte), count: run))
            }
            index = end
        }
        let counts = tokens.reduce(into: (years: 0, months: 0, days: 0)) { counts, token in
            switch token {
            case .year4, .year2: counts.years += 1
            case .month2, .month, .monthShort, .monthName: counts.months += 1
            case .day2, .day: counts.days += 1
            case .literal: break
            }
        }
        guard counts == (1, 1, 1) else { throw DatePattern.unusable(pattern) }
        description = pattern
        self.tokens = tokens
    }

    private static func unusable(_ pattern: String) -> WireError {
        WireError(
            code: "date.pattern",
            message: "\(quotedForMessage(pattern)) is not a date pattern",
            help: "A pattern has yyyy or yy, M, MM, MMM or MMMM, and d or dd, each once: "
                + "\"dd.MM.yyyy\".")
    }
}

/// Reads dates as declared patterns write them, whole text or not at all.
public enum DateText {
    /// Reads a date in any of the patterns.
    ///
    /// Errors are `date.empty`, `date.not-a-date`, `date.impossible` (the shape fits, the day does
    /// not exist) and `date.ambiguous` (two patterns fit and name different days).
    public static func parse(
        _ text: String, patterns: [DatePattern]
    ) throws(WireError) -> DateParts {
        guard !text.isEmpty else {
            throw WireError(code: "date.empty", message: "a date is missing here")
        }
        var found: (parts: DateParts, pattern: DatePattern)?
        var impossible: DatePattern?
        for pattern in patterns {
            let match = Array(text.utf8).withUnsafeBufferPointer { DateMatcher.match($0, pattern) }
            guard let match else { continue }
            guard DateParts.exists(year: match.year, month: match.month, day: match.day) else {
                impossible = impossible ?? pattern
                continue
            }
            let parts = DateParts(year: match.year, month: match.month, day: match.day)
            if let found, found.parts != parts {
                throw WireError(
                    code: "date.ambiguous",
                    message: "\(quotedForMessage(text)) is one day as "
                        + "\"\(found.pattern)\" and another as \"\(pattern)\"",
                    help: "Declare only one of the two date patterns.")
            }
            found = found ?? (parts, pattern)
        }
        if let found { return found.parts }
        throw unreadable(text, patterns: patterns, impossible: impossible)
    }

    /// Reads a date in one pattern.
    public static func parse(_ text: String, pattern: String) throws(WireError) -> DateParts {
        try parse(text, patterns: [try DatePattern(pattern)])
    }

    /// The quick way for a day that is as its one pattern has it; `nil` for all else.
    public static func quick(
        _ bytes: UnsafeBufferPointer<UInt8>, _ pattern: DatePattern
    ) -> DateParts? {
        guard let match = DateMatcher.match(bytes, pattern),
            DateParts.exists(year: match.year, month: match.month, day: match.day)
        else { return nil }
        return DateParts(year: match.year, month: match.month, day: match.day)
    }

    private static func unreadable(
        _ text: String, patterns: [DatePattern], impossible: DatePattern?
    ) -> WireError {
        if let impossible {
            return WireError(
                code: "date.impossible",
                message: "\(quotedForMessage(text)) is no day of the calendar",
                help: "It was read as \"\(impossible)\". Maybe day and month are exchanged.")
        }
        let declared = patterns.map { "\"\($0)\"" }.joined(separator: ", ")
        return WireError(
            code: "date.not-a-date",
            message: "\(quotedForMessage(text)) is not a date",
            help: "Declared \(patterns.count == 1 ? "is" : "are") \(declared).")
    }
}

/// Walks one text along one pattern.
private struct DateMatcher {
    let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0
    private var year = 0
    private var month = 0
    private var day = 0

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    static func match(
        _ bytes: UnsafeBufferPointer<UInt8>, _ pattern: DatePattern
    ) -> (year: Int, month: Int, day: Int)? {
        var walker = DateMatcher(bytes: bytes)
        for token in pattern.tokens {
            guard walker.take(token) else { return nil }
        }
        guard walker.index == bytes.count else { return nil }
        return (walker.year, walker.month, walker.day)
    }

    private mutating func take(_ token: DatePattern.Token) -> Bool {
        switch token {
        case .year4: year = digits(4...4)
        case .year2:
            let short = digits(2...2)
            year = short < 0 ? short : short < 69 ? 2000 + short : 1900 + short
        case .month2: month = digits(2...2)
        case .month: month = digits(1...2)
        case .monthShort: month = monthNamed { $0.prefix(3) }
        case .monthName: month = monthNamed { $0[...] }
        case .day2: day = digits(2...2)
        case .day: day = digits(1...2)
        case .literal(let byte):
            guard index < bytes.count, bytes[index] == byte else { return false }
            index += 1
        }
        return year >= 0 && month >= 0 && day >= 0
    }

    /// A number of so many digits; -1 for none.
    private mutating func digits(_ count: ClosedRange<Int>) -> Int {
        var value = 0
        var taken = 0
        while taken < count.upperBound, index < bytes.count, bytes[index] >= 48,
            bytes[index] <= 57
        {
            value = value * 10 + Int(bytes[index] - 48)
            index += 1
            taken += 1
        }
        return taken < count.lowerBound ? -1 : value
    }

    private static let monthNames: [[UInt8]] = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december",
    ].map { Array($0.utf8) }

    /// A month by its name; -1 for none.
    private mutating func monthNamed(_ form: ([UInt8]) -> ArraySlice<UInt8>) -> Int {
        for (number, name) in DateMatcher.monthNames.enumerated() {
            let wanted = form(name)
            let end = index + wanted.count
            guard end <= bytes.count else { continue }
            let matches = zip(bytes[index..<end], wanted).allSatisfy { $0.0 | 0x20 == $0.1 }
            if matches {
                index = end
                return number + 1
            }
        }
        return -1
    }
}

extension DatePattern {
    /// Writes a day in this pattern; months by their English names.
    public func text(_ day: DateParts) -> String {
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        let names = [
            "January", "February", "March", "April", "May", "June", "July", "August",
            "September", "October", "November", "December",
        ]
        var text = ""
        for token in tokens {
            switch token {
            case .year4:
                let year = String(day.year)
                text += String(repeating: "0", count: max(0, 4 - year.utf8.count)) + year
            case .year2: text += two(day.year % 100)
            case .month2: text += two(day.month)
            case .month: text += String(day.month)
            case .monthShort: text += names[day.month - 1].prefix(3)
            case .monthName: text += names[day.month - 1]
            case .day2: text += two(day.day)
            case .day: text += String(day.day)
            case .literal(let byte): text.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return text
    }
}
