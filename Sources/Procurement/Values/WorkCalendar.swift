/// The days on which somebody works, and until when an order is still taken that day.
public struct WorkCalendar: Sendable, Hashable {
    /// What the calendar is called in configuration.
    public let name: String
    /// Weekdays that are worked on, at least one.
    public let workingWeekdays: Set<Weekday>
    /// Days that are not worked on although their weekday is.
    public let holidays: Set<CalendarDate>
    /// An order later than this counts as the next working day's; `nil` is never.
    public let cutOff: TimeOfDay?

    /// Creates a calendar.
    ///
    /// Throws `value.calendar-without-working-day` when no weekday is worked on.
    public init(
        name: String, workingWeekdays: Set<Weekday>, holidays: Set<CalendarDate>,
        cutOff: TimeOfDay?
    ) throws(ValueError) {
        guard !workingWeekdays.isEmpty else {
            throw ValueError(
                code: "value.calendar-without-working-day",
                message: "The calendar (\(name.quotedForMessage)) has no working day.",
                help: "Maybe the list of weekdays was left empty.")
        }
        self.init(
            everyField: name, workingWeekdays: workingWeekdays, holidays: holidays, cutOff: cutOff)
    }

    private init(
        everyField name: String, workingWeekdays: Set<Weekday>, holidays: Set<CalendarDate>,
        cutOff: TimeOfDay?
    ) {
        self.name = name
        self.workingWeekdays = workingWeekdays
        self.holidays = holidays
        self.cutOff = cutOff
    }

    /// A calendar on which every day is worked, without a cut-off.
    public static func everyDay(_ name: String) -> WorkCalendar {
        WorkCalendar(
            everyField: name, workingWeekdays: Set(Weekday.allCases), holidays: [], cutOff: nil)
    }

    /// Whether a day is worked on.
    public func isWorkingDay(_ date: CalendarDate) -> Bool {
        workingWeekdays.contains(date.weekday) && !holidays.contains(date)
    }

    /// The day itself if it is worked on, else the next one that is.
    ///
    /// Past the last day of the range of dates, that day.
    public func firstWorkingDay(onOrAfter date: CalendarDate) -> CalendarDate {
        var day = date
        while !isWorkingDay(day), day < .latest { day = day.adding(days: 1) }
        return day
    }

    /// The working day that many working days after a date.
    ///
    /// Day 0 is the first working day on or after the date: an order that comes on a Saturday is
    /// taken up on Monday, and one working day later is Tuesday. `workingDays` is not negative.
    public func adding(workingDays: Int, to date: CalendarDate) -> CalendarDate {
        precondition(workingDays >= 0, "Working days are counted forward, not \(workingDays).")
        var day = firstWorkingDay(onOrAfter: date)
        var remaining = workingDays
        // Whole weeks first, so that long lead times do not walk day by day; a holiday inside
        // them is a day that has to be made up for.
        while remaining >= workingWeekdays.count, day < .latest {
            let weeks = remaining / workingWeekdays.count
            let (leap, overflow) = weeks.multipliedReportingOverflow(by: 7)
            let next = overflow ? .latest : day.adding(days: leap)
            remaining -= weeks * workingWeekdays.count
            remaining += holidays.count { holiday in
                day < holiday && holiday <= next && workingWeekdays.contains(holiday.weekday)
            }
            day = next
        }
        while remaining > 0, day < .latest {
            day = day.adding(days: 1)
            if isWorkingDay(day) { remaining -= 1 }
        }
        return day
    }

    /// The day from which the lead time of an order counts that is placed at a local time.
    ///
    /// The first working day on or after the date; on a working day after the cut-off, the next
    /// one. An order at the very minute of the cut-off is in time.
    public func orderDay(at moment: LocalTime) -> CalendarDate {
        if let cutOff, isWorkingDay(moment.date), moment.time > cutOff {
            return firstWorkingDay(onOrAfter: moment.date.adding(days: 1))
        }
        return firstWorkingDay(onOrAfter: moment.date)
    }
}
