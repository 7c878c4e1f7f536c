import BrokerCommands
import Procurement
import Testing

struct HouseClockTests {
    @Test(arguments: [
        ("UTC", "1970-01-01T00:00:00Z", "1970-01-01 00:00"),
        ("UTC", "1969-12-31T23:59:59.999Z", "1969-12-31 23:59"),
        ("America/New_York", "2012-01-16T04:59:59Z", "2012-01-15 23:59"),
        ("America/New_York", "2012-01-16T05:00:00Z", "2012-01-16 00:00"),
        // Clocks go forward on 2026-03-08 at 02:00 and back on 2026-11-01 at 02:00.
        ("America/New_York", "2026-03-08T06:59:59Z", "2026-03-08 01:59"),
        ("America/New_York", "2026-03-08T07:00:00Z", "2026-03-08 03:00"),
        ("America/New_York", "2026-11-01T05:59:59Z", "2026-11-01 01:59"),
        ("America/New_York", "2026-11-01T06:00:00Z", "2026-11-01 01:00"),
        ("Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29 01:59"),
        ("Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29 03:00"),
        ("Asia/Kolkata", "2026-06-30T18:30:00Z", "2026-07-01 00:00"),
        ("Asia/Kathmandu", "2026-01-01T00:00:00Z", "2026-01-01 05:45"),
        ("Pacific/Kiritimati", "2026-01-01T10:00:00Z", "2026-01-02 00:00"),
        // Half an hour of summer time.
        ("Australia/Lord_Howe", "2026-04-04T14:59:00Z", "2026-04-05 01:59"),
        ("Australia/Lord_Howe", "2026-04-04T15:00:00Z", "2026-04-05 01:30"),
    ])
    func momentIsShownAsTheWallClockShowsIt(
        zone: String, moment: String, expected: String
    ) throws {
        let clock = try #require(HouseClock(timeZone: zone))
        #expect(clock.localTime(at: try Timestamp(parsing: moment)).description == expected)
    }

    @Test(arguments: [
        ("UTC", "2026-03-04", "07:30", "2026-03-04T07:30:00Z"),
        ("Europe/Berlin", "2026-07-01", "09:00", "2026-07-01T07:00:00Z"),
        // Shown twice: the first of the two.
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30:00Z"),
        // Never shown: the moment of the change.
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:00:00Z"),
        ("Europe/Berlin", "2026-03-29", "02:00", "2026-03-29T01:00:00Z"),
        // The whole day was left out.
        ("Pacific/Apia", "2011-12-30", "12:00", "2011-12-30T10:00:00Z"),
    ])
    func timeOnTheWallIsFoundAsAMoment(
        zone: String, date: String, time: String, expected: String
    ) throws {
        let clock = try #require(HouseClock(timeZone: zone))
        let local = LocalTime(
            date: try CalendarDate(parsing: date), time: try TimeOfDay(parsing: time))
        #expect(clock.moment(at: local).description == expected)
    }

    @Test func momentsComeBackThroughTheWallClock() throws {
        let clock = try #require(HouseClock(timeZone: "America/New_York"))
        let start = try Timestamp(parsing: "2026-01-01T00:00:00Z").millisecondsSince1970
        for step in Int64(0)..<1_500 {
            let moment = Timestamp(millisecondsSince1970: start + step * 6 * 3_600_000 + 60_000)
            let local = clock.localTime(at: moment)
            let first = clock.moment(at: local)
            #expect(clock.localTime(at: first) == local && first <= moment)
        }
    }

    @Test(arguments: [
        ("Europe/Berlin", true), ("UTC", true), ("Etc/UTC", true), ("Asia/Calcutta", true),
        ("US/Eastern", true), ("CET+1", false), ("GMT+2", false), ("Berlin", false), ("", false),
        ("europe/berlin", false), ("Europe/Atlantis", false), ("../etc/passwd", false),
    ])
    func onlyNamesOfZonesAreKnown(name: String, isKnown: Bool) {
        #expect(HouseClock.isKnown(timeZone: name) == isKnown)
        #expect((HouseClock(timeZone: name) != nil) == isKnown)
    }

    @Test func systemClockTellsTheTimeOfThisCentury() throws {
        let now = SystemClock.wall()
        #expect(now > (try Timestamp(parsing: "2025-01-01T00:00:00Z")))
        #expect(now < (try Timestamp(parsing: "2100-01-01T00:00:00Z")))
    }

    @Test func stopwatchNeverRunsBackward() {
        let elapsed = SystemClock.stopwatch()
        let first = elapsed()
        #expect(first >= .zero && elapsed() >= first)
    }
}
