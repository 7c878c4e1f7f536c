/// A day of the Gregorian calendar, without time and zone.
///
/// From 0001-01-01 to 9999-12-31; calculations that would leave that range stop at its end.
public struct CalendarDate: BitwiseCopyable, Sendable, Hashable, Comparable,
    CustomStringConvertible
{
    /// Days since 1970-01-01; negative before.
    public let dayNumber: Int32

    /// 0001-01-01.
    public static let earliest = CalendarDate(unchecked: -719_162)
    /// 9999-12-31.
    public static let latest = CalendarDate(unchecked: 2_932_896)

    /// Creates a date from the days since 1970-01-01, held within ``earliest`` and ``latest``.
    public init(dayNumber: Int32) {
        self.dayNumber = min(max(dayNumber, Self.earliest.dayNumber), Self.latest.dayNumber)
    }

    /// Creates a date from year (1 to 9999), month (1 to 12) and day of the month.
    ///
    /// Throws `value.date-impossible` if there is no such day.
    public init(year: Int, month: Int, day: Int) throws(ValueError) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...Self.daysInMonth(month, of: year)).contains(day)
        else {
            throw ValueError(
                code: "value.date-impossible",
                message: "There is no day \(day) of month \(month) in year \(year).",
                help: "Maybe day and month are exchanged.")
        }
        self.init(unchecked: Self.dayNumber(year: year, month: month, day: day))
    }

    private init(unchecked dayNumber: Int32) { self.dayNumber = dayNumber }

    /// The year, 1 to 9999.
    public var year: Int { civil.year }
    /// The month, 1 to 12.
    public var month: Int { civil.month }
    /// The day of the month, 1 to 31.
    public var day: Int { civil.day }

    /// The day of the week.
    public var weekday: Weekday {
        // 1970-01-01 was a Thursday, three days after a Monday.
        Weekday.inOrder[((Int(dayNumber) + 3) % 7 + 7) % 7]
    }

    /// The day that many days later, or earlier if negative.
    public func adding(days: Int) -> CalendarDate {
        let (sum, overflow) = Int(dayNumber).addingReportingOverflow(days)
        guard !overflow else { return days < 0 ? .earliest : .latest }
        return CalendarDate(dayNumber: Int32(clamping: sum))
    }

    /// How many days from this day to another; negative if the other is earlier.
    public func days(until other: CalendarDate) -> Int {
        Int(other.dayNumber) - Int(dayNumber)
    }

    /// Orders dates by time.
    public static func < (lhs: CalendarDate, rhs: CalendarDate) -> Bool {
        lhs.dayNumber < rhs.dayNumber
    }
}

// MARK: - Text

extension CalendarDate {
    /// Creates a date from a text of the form "2026-03-04".
    ///
    /// Throws `value.date-malformed` or `value.date-impossible`.
    public init(parsing text: String) throws(ValueError) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = Int(digits: bytes[0..<4]), let month = Int(digits: bytes[5..<7]),
            let day = Int(digits: bytes[8..<10])
        else {
            throw ValueError(
                code: "value.date-malformed",
                message: "The date (\(text.quotedForMessage)) is not of the form YYYY-MM-DD.",
                help: "Maybe it is written in another order; write it as in 2026-03-04.")
        }
        try self.init(year: year, month: month, day: day)
    }

    /// The date as ISO 8601 writes it, "2026-03-04".
    public var description: String {
        let (year, month, day) = civil
        return "\(year.padded(to: 4))-\(month.padded(to: 2))-\(day.padded(to: 2))"
    }
}

extension Int {
    /// The number that ASCII digits state; `nil` if any byte is not a digit.
    init?(digits: some Collection<UInt8>) {
        guard !digits.isEmpty, digits.allSatisfy(\.isASCIIDigit) else { return nil }
        self = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// The number with zeros in front to the given width.
    func padded(to width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.utf8.count)) + digits
    }
}

// MARK: - Calendar arithmetic

extension CalendarDate {
    /// Days in four hundred years, after which the calendar repeats itself.
    private static let daysInCycle = 146_097
    /// Days from 0000-03-01 to 1970-01-01.
    private static let epochOffset = 719_468

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Years are counted from March, so that the leap day is the last day of its year.
    private static func dayNumber(year: Int, month: Int, day: Int) -> Int32 {
        let marchYear = month > 2 ? year : year - 1
        let monthsSinceMarch = (month + 9) % 12
        let dayOfYear = (153 * monthsSinceMarch + 2) / 5 + day - 1
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        return Int32(marchYear * 365 + leapDays + dayOfYear - epochOffset)
    }

    private var civil: (year: Int, month: Int, day: Int) {
        // Not negative: the earliest date lies after 0000-03-01.
        let sinceStart = Int(dayNumber) + Self.epochOffset
        let cycle = sinceStart / Self.daysInCycle
        let dayOfCycle = sinceStart % Self.daysInCycle
        let yearOfCycle =
            (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let monthsSinceMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthsSinceMarch + 2) / 5 + 1
        let month = monthsSinceMarch < 10 ? monthsSinceMarch + 3 : monthsSinceMarch - 9
        let year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)
        return (year, month, day)
    }
}

/// A day of the week, numbered as ISO 8601 does.
public enum Weekday: Int, Sendable, Hashable, CaseIterable, Comparable {
    /// Day 1.
    case monday = 1
    /// Day 2.
    case tuesday
    /// Day 3.
    case wednesday
    /// Day 4.
    case thursday
    /// Day 5.
    case friday
    /// Day 6.
    case saturday
    /// Day 7.
    case sunday

    static let inOrder = Weekday.allCases

    /// Orders the days of a week from Monday to Sunday.
    public static func < (lhs: Weekday, rhs: Weekday) -> Bool { lhs.rawValue < rhs.rawValue }
}
