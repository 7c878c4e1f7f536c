import Procurement
import Testing

@Suite struct CalendarDateTests {
    /// Walks the calendar as a person would, and compares every day of three hundred years.
    @Test func everyDayFrom1900Through2200FollowsTheDayBefore() throws {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        // 1900-01-01 was a Monday and 25 567 days before 1970-01-01.
        var dayNumber: Int32 = -25_567
        var weekday = 1
        for year in 1900...2200 {
            let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
            for month in 1...12 {
                let length = month == 2 && isLeap ? 29 : lengths[month - 1]
                for day in 1...length {
                    let date = try CalendarDate(year: year, month: month, day: day)
                    let parts = (date.year, date.month, date.day)
                    guard date.dayNumber == dayNumber, date.weekday.rawValue == weekday,
                        parts == (year, month, day),
                        CalendarDate(dayNumber: dayNumber) == date,
                        try CalendarDate(parsing: date.description) == date
                    else {
                        Issue.record("\(year)-\(month)-\(day) is \(date), day \(date.dayNumber)")
                        return
                    }
                    dayNumber += 1
                    weekday = weekday % 7 + 1
                }
                #expect(
                    code { () throws(ValueError) in
                        try CalendarDate(year: year, month: month, day: length + 1)
                    } == "value.date-impossible")
            }
        }
    }

    @Test(arguments: [
        ("1970-01-01", 0), ("1969-12-31", -1), ("2000-03-01", 11_017), ("2026-03-04", 20_516),
        ("0001-01-01", -719_162), ("9999-12-31", 2_932_896), ("0004-02-29", -718_008),
    ])
    func knownDaysHaveTheirNumber(text: String, dayNumber: Int32) throws {
        #expect(try date(text).dayNumber == dayNumber)
        #expect(CalendarDate(dayNumber: dayNumber).description == text)
    }

    @Test(arguments: [
        ("2026-02-29", "value.date-impossible"), ("1900-02-29", "value.date-impossible"),
        ("2026-13-01", "value.date-impossible"), ("2026-00-01", "value.date-impossible"),
        ("2026-04-31", "value.date-impossible"), ("2026-01-00", "value.date-impossible"),
        ("0000-01-01", "value.date-impossible"), ("", "value.date-malformed"),
        ("2026-3-4", "value.date-malformed"), ("26-03-04", "value.date-malformed"),
        ("2026/03/04", "value.date-malformed"), ("04.03.2026", "value.date-malformed"),
        ("2026-03-04 ", "value.date-malformed"), (" 2026-03-04", "value.date-malformed"),
        ("+026-03-04", "value.date-malformed"), ("2026-03-04T00:00", "value.date-malformed"),
        ("２026-03-04", "value.date-malformed"), ("2026-+3-04", "value.date-malformed"),
        ("20260304", "value.date-malformed"), ("-026-03-04", "value.date-malformed"),
    ])
    func whatIsNoDateIsRefused(text: String, expected: String) {
        #expect(code { () throws(ValueError) in try CalendarDate(parsing: text) } == expected)
    }

    @Test func daysAreAddedAndCounted() throws {
        #expect(try date("2026-02-27").adding(days: 2) == date("2026-03-01"))
        #expect(try date("2028-02-27").adding(days: 2) == date("2028-02-29"))
        #expect(try date("2026-01-01").adding(days: -1) == date("2025-12-31"))
        #expect(try date("2026-01-01").days(until: date("2026-12-31")) == 364)
        #expect(try date("2026-12-31").days(until: date("2026-01-01")) == -364)
        #expect(try date("2026-01-02") > date("2026-01-01"))
    }

    @Test(arguments: [
        (Int.max, "9999-12-31"), (Int.min, "0001-01-01"), (3_000_000, "9999-12-31"),
        (-800_000, "0001-01-01"), (Int(Int32.max), "9999-12-31"),
    ])
    func calculationsStopAtTheEndsOfTheCalendar(days: Int, expected: String) throws {
        #expect(try date("2026-01-01").adding(days: days).description == expected)
    }

    @Test func dayNumbersOutsideTheCalendarAreHeldInside() {
        #expect(CalendarDate(dayNumber: .max) == .latest)
        #expect(CalendarDate(dayNumber: .min) == .earliest)
    }

    @Test func weekdaysRunFromMondayToSunday() throws {
        #expect(try date("2026-03-04").weekday == .wednesday)
        #expect(CalendarDate.earliest.weekday == .monday)
        #expect(CalendarDate.latest.weekday == .friday)
        #expect(Weekday.allCases.map(\.rawValue) == Array(1...7))
        #expect(Weekday.monday < .sunday)
    }
}

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.001Z", 1),
        ("1969-12-31T23:59:59.999Z", -1), ("2026-03-04T05:06:07Z", 1_772_600_767_000),
        ("2026-03-04T05:06:07.120Z", 1_772_600_767_120),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ])
    func momentsAreReadAndWritten(text: String, milliseconds: Int64) throws {
        #expect(try Timestamp(parsing: text).millisecondsSince1970 == milliseconds)
        #expect(Timestamp(millisecondsSince1970: milliseconds).description == text)
    }

    @Test(arguments: [
        ("", "value.timestamp-malformed"), ("2026-03-04", "value.timestamp-malformed"),
        ("2026-03-04T05:06:07", "value.timestamp-malformed"),
        ("2026-03-04T05:06:07+01:00", "value.timestamp-malformed"),
        ("2026-03-04 05:06:07Z", "value.timestamp-malformed"),
        ("2026-03-04T24:00:00Z", "value.timestamp-malformed"),
        ("2026-03-04T05:60:00Z", "value.timestamp-malformed"),
        ("2026-03-04T05:06:60Z", "value.timestamp-malformed"),
        ("2026-03-04T05:06:07.12Z", "value.timestamp-malformed"),
        ("2026-03-04T05:06:07,120Z", "value.timestamp-malformed"),
        ("2026-03-04T05:06:07.+12Z", "value.timestamp-malformed"),
        ("2026-03-04t05:06:07z", "value.timestamp-malformed"),
        ("2026-03/04T05:06:07Z", "value.date-malformed"),
        ("2026-02-30T05:06:07Z", "value.date-impossible"),
    ])
    func whatIsNoMomentIsRefused(text: String, expected: String) {
        #expect(code { () throws(ValueError) in try Timestamp(parsing: text) } == expected)
    }

    @Test(arguments: 0..<5)
    func everyMomentIsReadBackFromItsText(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1_000 {
            let moment = Timestamp(millisecondsSince1970: generator.nextInteger())
            #expect(try Timestamp(parsing: moment.description) == moment)
        }
    }

    @Test func momentsOutsideTheCalendarAreHeldInside() {
        #expect(Timestamp(millisecondsSince1970: .max) == .latest)
        #expect(Timestamp(millisecondsSince1970: .min) == .earliest)
        #expect(Timestamp.earliest < .latest)
    }

    @Test(arguments: [("00:00", 0), ("09:30", 570), ("23:59", 1_439)])
    func timesOfDayAreReadAndWritten(text: String, minutes: Int) throws {
        #expect(try TimeOfDay(parsing: text).minutes == minutes)
        #expect(try TimeOfDay(minutes: minutes).description == text)
    }

    @Test(arguments: ["", "9:30", "24:00", "12:60", "12.30", "12:3", "1230", "-1:30", "12:30 "])
    func whatIsNoTimeOfDayIsRefused(text: String) {
        #expect(
            code { () throws(ValueError) in try TimeOfDay(parsing: text) }
                == "value.time-malformed")
    }

    @Test(arguments: [-1, 1_440, Int.max])
    func minutesBeyondADayAreRefused(minutes: Int) {
        #expect(
            code { () throws(ValueError) in try TimeOfDay(minutes: minutes) }
                == "value.time-malformed")
    }

    @Test func localTimesFollowEachOther() throws {
        let morning = LocalTime(date: try date("2026-03-04"), time: try TimeOfDay(parsing: "09:30"))
        let evening = LocalTime(date: try date("2026-03-04"), time: try TimeOfDay(parsing: "21:00"))
        let nextDay = LocalTime(date: try date("2026-03-05"), time: try TimeOfDay(parsing: "00:00"))
        #expect(morning < evening && evening < nextDay)
        #expect(morning.description == "2026-03-04 09:30")
    }
}
