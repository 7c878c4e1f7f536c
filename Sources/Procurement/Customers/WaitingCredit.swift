/// A credit that a customer was offered for waiting, and what became of it.
///
/// Each delay of a line has at most one. While it is open, and once it is accepted, its amount is
/// taken from the budget of the period in which it was offered; any other end gives it back.
public struct WaitingCredit: Sendable, Hashable {
    /// Counts up by one, from 1.
    public let number: Int
    /// The line whose customer is to wait.
    public let line: BackOrderLineID
    /// Which delay of the line it is for, counted from 1.
    public let delay: Int
    /// Whom it was offered.
    public let customer: CustomerID
    /// The name of the rule that grants it.
    public let rule: String
    /// How much, in the house currency; above 0.
    public let amount: FixedPoint
    /// The day from which the delay counts.
    public let oldDate: CalendarDate
    /// The day that the customer is asked to wait for.
    public let newDate: CalendarDate
    /// When it was offered.
    public let offeredAt: Timestamp
    /// What it was taken from.
    public let budget: CreditBudgetPeriod
    /// The last day for an answer.
    public let deadline: CalendarDate
    /// The number of the letter that offers it.
    public let letter: Int
    /// What became of it; `nil` while it is open.
    public var outcome: CreditOutcome?

    /// Creates a credit.
    public init(
        number: Int, line: BackOrderLineID, delay: Int, customer: CustomerID, rule: String,
        amount: FixedPoint, oldDate: CalendarDate, newDate: CalendarDate, offeredAt: Timestamp,
        budget: CreditBudgetPeriod, deadline: CalendarDate, letter: Int,
        outcome: CreditOutcome? = nil
    ) {
        self.number = number
        self.line = line
        self.delay = delay
        self.customer = customer
        self.rule = rule
        self.amount = amount
        self.oldDate = oldDate
        self.newDate = newDate
        self.offeredAt = offeredAt
        self.budget = budget
        self.deadline = deadline
        self.letter = letter
        self.outcome = outcome
    }

    /// Whether its amount is taken from the budget: reserved while open, given once accepted.
    public var isCounted: Bool { outcome.map { $0.kind == .accepted } ?? true }
}

/// The part of time that a budget for credits is for, as it was when a credit was offered.
public struct CreditBudgetPeriod: Sendable, Hashable {
    /// The day of the offer; in the period.
    public let day: CalendarDate
    /// The first day of the period.
    public let from: CalendarDate
    /// The last day of the period.
    public let through: CalendarDate
    /// What credits offered in the period may come to, in the house currency.
    public let limit: FixedPoint

    /// Creates a period.
    public init(
        day: CalendarDate, from: CalendarDate, through: CalendarDate, limit: FixedPoint
    ) {
        self.day = day
        self.from = from
        self.through = through
        self.limit = limit
    }

    /// Whether a credit offered on a day counts in this period.
    public func contains(_ day: CalendarDate) -> Bool { from <= day && day <= through }
}

/// What became of a credit that was offered.
public struct CreditOutcome: Sendable, Hashable {
    /// How it ended.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The customer waits and gets it.
        case accepted
        /// The customer answered otherwise.
        case declined
        /// Nobody answered until its last day.
        case expired
        /// The line was cancelled or withdrawn before it was accepted.
        case cancelled
        /// A further delay brought another one in its place.
        case replaced
    }

    /// How it ended.
    public let kind: Kind
    /// When.
    public let at: Timestamp
    /// The sequence of the consent that ended it, within its line; `nil` where none did.
    public let consent: Int?

    /// Creates an outcome.
    public init(kind: Kind, at: Timestamp, consent: Int?) {
        self.kind = kind
        self.at = at
        self.consent = consent
    }
}
