/// How often first promises were kept, and the share of cases that new ones are made for so that
/// the aim is met.
///
/// Forecasts are corrected by what became of orders. Promises are kept a little more or less often
/// than the orders that they rest on: customers cancel after a delay, other goods come in their
/// place. So what became of the latest first promises corrects the next ones.
public struct KeptPromises: Sendable, Hashable {
    /// How many of the latest first promises whose day is past count.
    public let due: Int
    /// How many of them were kept.
    public let kept: Int
    /// The share that is to be kept.
    public let aim: QuantileLevel
    /// The share of cases that new promises are made for, in whole percent.
    public let share: QuantileLevel

    /// Learns from promises whose day is before a day; those that are kept before it, and not yet
    /// due, would speak for the quick ones only.
    public init(outcomes: [PromiseOutcome], on day: CalendarDate, aim: QuantileLevel) {
        let latest = outcomes.filter { $0.promised < day }
            .sorted { ($0.promised, $0.line) > ($1.promised, $1.line) }
            .prefix(Self.weights.window)
        due = latest.count
        kept = latest.count { $0.isKept }
        self.aim = aim
        share =
            latest.isEmpty ? aim : Self.share(aim: aim, Array(latest))
    }

    /// Half-life of 150 promises, as for the forecasts of orders.
    private static let weights = RecencyWeights(decay: 0.995_389_7, window: 600)
    /// A date must not be bolder than one that fails twice as often as it may, nor more careful
    /// than one that fails a fifth as often.
    private static let bounds = (bold: 2.0, careful: 0.2)

    /// Moves the aim by the difference between the share that promises were made for and that of
    /// those that were kept.
    private static func share(aim: QuantileLevel, _ latest: [PromiseOutcome]) -> QuantileLevel {
        var (made, held) = (0.0, 0.0)
        for (outcome, weight) in zip(latest, weights.values) {
            made += weight * Double(outcome.share.millionths) / 1_000_000
            held += outcome.isKept ? weight : 0
        }
        let (sum, level) = (weights.sum(latest.count), Double(aim.millionths) / 1_000_000)
        let moved = CalibrationRules.movedLevel(
            level, nominal: made / sum, coverage: held / sum,
            effectiveCount: weights.effectiveCount(latest.count))
        let missed = min(max(1 - moved, (1 - level) * bounds.careful), (1 - level) * bounds.bold)
        let percent = Int64(((1 - missed) * 100).rounded())
        return QuantileLevel(unchecked: min(max(percent, 1), 99) * 10_000)
    }
}
