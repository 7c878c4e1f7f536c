/// Which days a lead time counts.
public enum LeadTimeCounting: String, BitwiseCopyable, Sendable, Hashable, CaseIterable {
    /// Every day.
    case calendarDays
    /// The working days of a named calendar.
    case workingDays
}

/// How long it takes from the order to the arrival.
public struct LeadTime: BitwiseCopyable, Sendable, Hashable, CustomStringConvertible {
    /// The longest lead time, a hundred years.
    public static let maximumDays = 36_500

    /// Number of days, 0 to ``maximumDays``.
    public let days: Int
    /// Which days are counted.
    public let counting: LeadTimeCounting

    /// Creates a lead time.
    ///
    /// Throws `value.lead-time-out-of-range`.
    public init(days: Int, counting: LeadTimeCounting) throws(ValueError) {
        guard (0...Self.maximumDays).contains(days) else {
            throw ValueError(
                code: "value.lead-time-out-of-range",
                message: "The lead time (\(days) days) is not between 0 and \(Self.maximumDays).",
                help: "Maybe a date stands where a number of days belongs.")
        }
        self.days = days
        self.counting = counting
    }

    /// The day of arrival of what is ordered on a day.
    ///
    /// The lead time starts on the first working day on or after `day` (day 0), because nobody
    /// takes the order up before. Calendar days then end on any day of the week, working days on
    /// a working day.
    public func arrival(orderedOn day: CalendarDate, calendar: WorkCalendar) -> CalendarDate {
        switch counting {
        case .calendarDays: calendar.firstWorkingDay(onOrAfter: day).adding(days: days)
        case .workingDays: calendar.adding(workingDays: days, to: day)
        }
    }

    /// The days and what they are, as in "12 working days".
    public var description: String {
        switch counting {
        case .calendarDays: "\(days) days"
        case .workingDays: "\(days) working days"
        }
    }
}
