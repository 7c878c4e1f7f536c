/// A moment, in UTC, to the millisecond.
public struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let millisecondsSince1970: Int64

    private static let millisecondsPerDay: Int64 = 86_400_000

    /// The first moment that can be written, 0001-01-01T00:00:00Z.
    public static let earliest = Timestamp(
        unchecked: Int64(CalendarDate.earliest.dayNumber) * millisecondsPerDay)
    /// The last moment that can be written, 9999-12-31T23:59:59.999Z.
    public static let latest = Timestamp(
        unchecked: (Int64(CalendarDate.latest.dayNumber) + 1) * millisecondsPerDay - 1)

    /// Creates a moment, held within ``earliest`` and ``latest``.
    public init(millisecondsSince1970: Int64) {
        self.millisecondsSince1970 = min(
            max(millisecondsSince1970, Self.earliest.millisecondsSince1970),
            Self.latest.millisecondsSince1970)
    }

    private init(unchecked milliseconds: Int64) { millisecondsSince1970 = milliseconds }

    /// Creates a moment from a text such as "2026-03-04T05:06:07Z" or "2026-03-04T05:06:07.123Z".
    ///
    /// Throws `value.timestamp-malformed` or `value.date-impossible`.
    public init(parsing text: String) throws(ValueError) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20 || bytes.count == 24, bytes.last == UInt8(ascii: "Z"),
            bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"),
            let hour = Int(digits: bytes[11..<13]), hour < 24,
            let minute = Int(digits: bytes[14..<16]), minute < 60,
            let second = Int(digits: bytes[17..<19]), second < 60,
            let milliseconds = Self.milliseconds(bytes[19..<(bytes.count - 1)])
        else { throw .malformedTimestamp(text) }
        let date = try CalendarDate(parsing: String(decoding: bytes[0..<10], as: UTF8.self))
        let secondOfDay = (hour * 60 + minute) * 60 + second
        self.init(
            millisecondsSince1970: Int64(date.dayNumber) * Self.millisecondsPerDay
                + Int64(secondOfDay) * 1_000 + Int64(milliseconds))
    }

    /// The milliseconds in a text that is empty or of the form ".123".
    private static func milliseconds(_ bytes: ArraySlice<UInt8>) -> Int? {
        if bytes.isEmpty { return 0 }
        return bytes.first == UInt8(ascii: ".") ? Int(digits: bytes.dropFirst()) : nil
    }

    /// The moment as ISO 8601 writes it in UTC, with milliseconds only where there are any.
    public var description: String {
        let day = Self.millisecondsPerDay
        let dayNumber = (millisecondsSince1970 - (millisecondsSince1970 % day + day) % day) / day
        let ofDay = Int(millisecondsSince1970 - dayNumber * day)
        let date = CalendarDate(dayNumber: Int32(clamping: dayNumber))
        let (seconds, milliseconds) = ofDay.quotientAndRemainder(dividingBy: 1_000)
        let clock = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { $0.padded(to: 2) }
        let fraction = milliseconds == 0 ? "" : ".\(milliseconds.padded(to: 3))"
        return "\(date)T\(clock.joined(separator: ":"))\(fraction)Z"
    }

    /// Orders moments by time.
    public static func < (lhs: Timestamp, rhs: Timestamp) -> Bool {
        lhs.millisecondsSince1970 < rhs.millisecondsSince1970
    }
}

/// A time of day to the minute.
public struct TimeOfDay: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Minutes since midnight, 0 to 1439.
    public let minutes: Int

    /// Creates a time from the minutes since midnight.
    ///
    /// Throws `value.time-malformed` outside 0 to 1439.
    public init(minutes: Int) throws(ValueError) {
        guard (0..<1_440).contains(minutes) else { throw .malformedTime("\(minutes) minutes") }
        self.minutes = minutes
    }

    /// Creates a time from a text of the form "14:30", 00:00 to 23:59.
    ///
    /// Throws `value.time-malformed`.
    public init(parsing text: String) throws(ValueError) {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"),
            let hour = Int(digits: bytes[0..<2]), hour < 24,
            let minute = Int(digits: bytes[3..<5]), minute < 60
        else { throw .malformedTime(text) }
        minutes = hour * 60 + minute
    }

    /// The time as "14:30".
    public var description: String {
        "\((minutes / 60).padded(to: 2)):\((minutes % 60).padded(to: 2))"
    }

    /// Orders times within a day.
    public static func < (lhs: TimeOfDay, rhs: TimeOfDay) -> Bool { lhs.minutes < rhs.minutes }
}

/// A moment as a clock on a wall in the configured zone shows it.
///
/// Which zone that is, and the conversion, are the caller's.
public struct LocalTime: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The day there.
    public let date: CalendarDate
    /// The time of that day.
    public let time: TimeOfDay

    /// Creates a local time.
    public init(date: CalendarDate, time: TimeOfDay) {
        self.date = date
        self.time = time
    }

    /// The day and the time, as in "2026-03-04 14:30".
    public var description: String { "\(date) \(time)" }

    /// Orders local times as they follow each other on the wall.
    public static func < (lhs: LocalTime, rhs: LocalTime) -> Bool {
        (lhs.date, lhs.time) < (rhs.date, rhs.time)
    }
}

extension ValueError {
    fileprivate static func malformedTimestamp(_ text: String) -> ValueError {
        ValueError(
            code: "value.timestamp-malformed",
            message: "The time (\(text.quotedForMessage)) is not of the form "
                + "YYYY-MM-DDTHH:MM:SSZ.",
            help: "Maybe the zone is missing; write it in UTC, as in 2026-03-04T05:06:07Z.")
    }

    fileprivate static func malformedTime(_ text: String) -> ValueError {
        ValueError(
            code: "value.time-malformed",
            message: "The time of day (\(text.quotedForMessage)) is not of the form HH:MM.",
            help: "Maybe the leading zero is missing; write it as in 09:30.")
    }
}
