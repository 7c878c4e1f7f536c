/// How the first promise of a line came to its end.
public enum PromiseEnding: String, Sendable, Hashable, CaseIterable {
    /// All of the line was there.
    case complete
    /// The day passed, and not all of it was there.
    case overdue
    /// The order system no longer named the line, and the plan did not have all of it in stock.
    case withdrawn
    /// The customer cancelled, or a rule did.
    case cancelled

    /// Whether the promise was kept; `nil` where nobody can say, so that it does not count.
    ///
    /// Who cancels by the day takes the promise back, and from then on nobody waits for it; who
    /// cancels later was let down before. A line that was withdrawn had come where receipts say
    /// so, by the day on which it was withdrawn.
    ///
    /// - Parameters:
    ///   - day: when it ended.
    ///   - promised: the first date.
    ///   - received: when all of the line had come by the receipts of the orders made for it.
    public func isKept(
        on day: CalendarDate, promised: CalendarDate, received: CalendarDate?
    ) -> Bool? {
        switch self {
        case .complete: return day <= promised
        case .overdue: return false
        case .cancelled: return day <= promised ? nil : false
        case .withdrawn:
            guard let received, received <= day else { return nil }
            return received <= promised
        }
    }
}

/// What became of a first promise whose day is past.
public struct PromiseOutcome: Sendable, Hashable {
    /// The line.
    public let line: BackOrderLineID
    /// The first date.
    public let promised: CalendarDate
    /// The share of cases that it was made for.
    public let share: QuantileLevel
    /// Whether all of the line was there by then.
    public let isKept: Bool

    /// Creates an outcome.
    public init(
        line: BackOrderLineID, promised: CalendarDate, share: QuantileLevel, isKept: Bool
    ) {
        self.line = line
        self.promised = promised
        self.share = share
        self.isKept = isKept
    }
}
