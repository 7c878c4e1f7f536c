/// How likely something that is on its way has come by each day.
///
/// What a forecast for single shares leaves out is needed where several things must have come:
/// the chance that two are there by a day is the product of both, if they come apart.
public struct ArrivalChances: Sendable, Hashable {
    /// From a day on, the share of cases in which it has come.
    public struct Step: Sendable, Hashable {
        /// The day.
        public let date: CalendarDate
        /// The share, 0 to 1.
        public let share: Double

        /// Creates a step.
        public init(date: CalendarDate, share: Double) {
            self.date = date
            self.share = share
        }
    }

    /// The days on which the share grows, the earliest first.
    public let steps: [Step]
    /// How much experience they rest on; `nil` for somebody's word alone.
    public let sample: ArrivalForecast.Sample?

    /// Creates chances from steps with growing days and shares.
    public init(steps: [Step], sample: ArrivalForecast.Sample?) {
        self.steps = steps
        self.sample = sample
    }

    /// What is said to come on a day comes on that day.
    public init(certain date: CalendarDate) {
        self.init(steps: [Step(date: date, share: 1)], sample: nil)
    }

    /// The share of cases in which it has come by a day.
    public func share(by date: CalendarDate) -> Double {
        var low = 0
        var high = steps.count
        while low < high {
            let middle = (low + high) / 2
            if steps[middle].date <= date { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? steps[low - 1].share : 0
    }

    /// The first day by which all of several things that come apart have come in a share of cases;
    /// the last day that anything is known of where the share is never reached, `nil` where
    /// nothing is known.
    public static func day(
        of chances: [ArrivalChances], share: QuantileLevel
    ) -> CalendarDate? {
        let wanted = Double(share.millionths) / 1_000_000
        let days = Set(chances.flatMap { $0.steps.map(\.date) }).sorted()
        let reached = days.first { day in
            chances.reduce(1) { $0 * $1.share(by: day) } >= wanted - tolerance
        }
        return reached ?? days.last
    }

    /// Rounding errors must not move a day to the next step.
    private static let tolerance = 1e-9
}
