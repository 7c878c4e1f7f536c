import Procurement
import Testing

@Suite struct WorkCalendarTests {
    /// Monday to Friday, with Easter and two fixed days of 2026, orders until 14:00.
    ///
    /// 2026-04-03 is a Friday, 2026-04-06 a Monday, 2026-05-01 a Friday, 2026-12-26 a Saturday.
    private static let office: WorkCalendar = {
        let holidays = ["2026-04-03", "2026-04-06", "2026-05-01", "2026-12-26"]
        do {
            return try WorkCalendar(
                name: "office",
                workingWeekdays: [.monday, .tuesday, .wednesday, .thursday, .friday],
                holidays: Set(holidays.map { try CalendarDate(parsing: $0) }),
                cutOff: TimeOfDay(parsing: "14:00"))
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    @Test(arguments: [
        ("2026-04-02", true), ("2026-04-03", false), ("2026-04-04", false), ("2026-04-05", false),
        ("2026-04-06", false), ("2026-04-07", true), ("2026-05-01", false), ("2026-12-26", false),
        ("2026-12-25", true),
    ])
    func weekendsAndHolidaysAreNotWorked(day: String, isWorked: Bool) throws {
        #expect(try Self.office.isWorkingDay(date(day)) == isWorked)
    }

    @Test(arguments: [
        ("2026-04-02", "2026-04-02"), ("2026-04-03", "2026-04-07"), ("2026-04-04", "2026-04-07"),
        ("2026-04-06", "2026-04-07"), ("2026-03-07", "2026-03-09"), ("2026-05-01", "2026-05-04"),
    ])
    func theFirstWorkingDayIsTheDayItselfOrALaterOne(day: String, expected: String) throws {
        #expect(try Self.office.firstWorkingDay(onOrAfter: date(day)) == date(expected))
    }

    @Test(arguments: [
        ("2026-03-04 13:59", "2026-03-04"), ("2026-03-04 14:00", "2026-03-04"),
        ("2026-03-04 14:01", "2026-03-05"), ("2026-03-06 18:00", "2026-03-09"),
        ("2026-03-07 18:00", "2026-03-09"), ("2026-03-07 09:00", "2026-03-09"),
        ("2026-03-08 23:59", "2026-03-09"), ("2026-04-02 14:01", "2026-04-07"),
        ("2026-04-03 14:01", "2026-04-07"), ("2026-04-06 15:00", "2026-04-07"),
    ])
    func anOrderAfterTheCutOffCountsFromTheNextWorkingDay(
        moment: String, expected: String
    ) throws {
        let parts = moment.split(separator: " ").map(String.init)
        let local = LocalTime(date: try date(parts[0]), time: try TimeOfDay(parsing: parts[1]))
        #expect(try Self.office.orderDay(at: local) == date(expected))
    }

    @Test func withoutACutOffTheWholeDayCounts() throws {
        let lastMinute = LocalTime(
            date: try date("2026-03-07"), time: try TimeOfDay(parsing: "23:59"))
        #expect(try WorkCalendar.everyDay("all").orderDay(at: lastMinute) == date("2026-03-07"))
    }

    @Test(arguments: [
        // From a working day.
        ("2026-03-04", 0, "2026-03-04"), ("2026-03-04", 1, "2026-03-05"),
        ("2026-03-04", 3, "2026-03-09"), ("2026-03-06", 1, "2026-03-09"),
        ("2026-03-06", 5, "2026-03-13"), ("2026-03-06", 6, "2026-03-16"),
        // Over holidays.
        ("2026-04-01", 1, "2026-04-02"), ("2026-04-01", 2, "2026-04-07"),
        ("2026-04-01", 5, "2026-04-10"), ("2026-04-02", 1, "2026-04-07"),
        // From a day that is not worked: day 0 is the next one that is.
        ("2026-03-07", 0, "2026-03-09"), ("2026-03-07", 1, "2026-03-10"),
        ("2026-03-08", 5, "2026-03-16"), ("2026-04-03", 0, "2026-04-07"),
        ("2026-04-03", 1, "2026-04-08"),
    ])
    func workingDaysAreCounted(from: String, days: Int, expected: String) throws {
        #expect(try Self.office.adding(workingDays: days, to: date(from)) == date(expected))
        let leadTime = try LeadTime(days: days, counting: .workingDays)
        #expect(
            try leadTime.arrival(orderedOn: date(from), calendar: Self.office) == date(expected))
    }

    @Test(arguments: [
        ("2026-03-04", 0, "2026-03-04"), ("2026-03-04", 3, "2026-03-07"),
        ("2026-03-07", 0, "2026-03-09"), ("2026-03-07", 5, "2026-03-14"),
        ("2026-04-03", 1, "2026-04-08"), ("2026-03-04", 36_500, "2126-02-08"),
    ])
    func calendarDaysEndOnAnyDayButStartOnAWorkingDay(
        from: String, days: Int, expected: String
    ) throws {
        let leadTime = try LeadTime(days: days, counting: .calendarDays)
        #expect(
            try leadTime.arrival(orderedOn: date(from), calendar: Self.office) == date(expected))
    }

    @Test func theOrderDayIsStable() throws {
        for number in 0..<400 {
            let day = try date("2026-01-01").adding(days: number)
            let leadTime = try LeadTime(days: number % 30, counting: .calendarDays)
            let orderDay = Self.office.firstWorkingDay(onOrAfter: day)
            #expect(
                leadTime.arrival(orderedOn: day, calendar: Self.office)
                    == leadTime.arrival(orderedOn: orderDay, calendar: Self.office))
        }
    }

    @Test(arguments: 0..<20)
    func countingByWeeksAgreesWithCountingByDays(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let start = CalendarDate(dayNumber: Int32(generator.pick(40_000)))
            let weekdays = Weekday.allCases.filter { _ in generator.chance(1, in: 2) }
            let holidays = (0..<generator.pick(60)).map { _ in
                start.adding(days: generator.pick(500) - 20)
            }
            let calendar = try WorkCalendar(
                name: "any", workingWeekdays: Set(weekdays + [.tuesday]), holidays: Set(holidays),
                cutOff: nil)
            let days = generator.pick(400)

            var expected = start
            while !calendar.isWorkingDay(expected) { expected = expected.adding(days: 1) }
            for _ in 0..<days {
                repeat {
                    expected = expected.adding(days: 1)
                } while !calendar.isWorkingDay(
                    expected)
            }
            #expect(calendar.adding(workingDays: days, to: start) == expected)
        }
    }

    @Test func aCalendarOnWhichNobodyEverWorksIsRefused() {
        let found = code { () throws(ValueError) in
            try WorkCalendar(name: "idle", workingWeekdays: [], holidays: [], cutOff: nil)
        }
        #expect(found == "value.calendar-without-working-day")
    }

    @Test func countingStopsAtTheEndOfTheCalendar() throws {
        let calendar = try WorkCalendar(
            name: "thursdays", workingWeekdays: [.thursday], holidays: [.latest], cutOff: nil)
        #expect(calendar.firstWorkingDay(onOrAfter: .latest) == .latest)
        #expect(calendar.adding(workingDays: .max, to: .latest.adding(days: -20)) == .latest)
        #expect(calendar.adding(workingDays: .max, to: .earliest) == .latest)
    }

    @Test func workingDaysAreNeverCountedBackward() async {
        await #expect(processExitsWith: .failure) {
            _ = WorkCalendar.everyDay("all").adding(workingDays: -1, to: .earliest)
        }
    }

    @Test(arguments: [(0, "accepted"), (36_500, "accepted"), (-1, "refused"), (36_501, "refused")])
    func leadTimesAreOfAReasonableLength(days: Int, expected: String) {
        let found = code { () throws(ValueError) in
            try LeadTime(days: days, counting: .workingDays)
        }
        #expect(
            found == (expected == "refused" ? "value.lead-time-out-of-range" : "accepted"))
    }

    @Test func leadTimesSayWhatTheyCount() throws {
        #expect(try LeadTime(days: 12, counting: .workingDays).description == "12 working days")
        #expect(try LeadTime(days: 12, counting: .calendarDays).description == "12 days")
    }
}
