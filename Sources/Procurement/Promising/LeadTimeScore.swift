/// How well the forecasts for one share of cases did, exact to the millionth.
public struct LeadTimeScore: Sendable, Hashable {
    /// The share that was forecast.
    public let level: QuantileLevel
    /// How many forecasts were compared with a receipt.
    public private(set) var count = 0
    private var held = 0
    /// Days times millionths.
    private var loss: Int128 = 0
    private var intervalDays: Int64 = 0

    /// Creates a score without forecasts.
    public init(level: QuantileLevel) { self.level = level }

    /// Takes in one forecast, given the one for the median and what happened.
    public mutating func add(
        forecast: CalendarDate, median: CalendarDate, received: CalendarDate
    ) {
        count += 1
        let late = forecast.days(until: received)
        held += late <= 0 ? 1 : 0
        let weight = late > 0 ? level.millionths : 1_000_000 - level.millionths
        loss += Int128(abs(late)) * Int128(weight)
        intervalDays += Int64(median.days(until: forecast))
    }

    /// The share of receipts on or before the day forecast; `nil` without forecasts.
    public var coverage: FixedPoint? { mean(Int128(held) * 1_000_000) }

    /// The mean pinball loss in days: the share for each day too early, the rest to one for each
    /// day too late; `nil` without forecasts.
    public var pinball: FixedPoint? { mean(loss) }

    /// The mean number of days from the median to the day forecast; `nil` without forecasts.
    public var meanInterval: FixedPoint? { mean(Int128(intervalDays) * 1_000_000) }

    private func mean(_ millionths: Int128) -> FixedPoint? {
        guard count > 0 else { return nil }
        let quotient = RoundingRule.halfEven.quotient(millionths, Int128(count))
        return FixedPoint(micros: Int64(clamping: quotient))
    }
}
