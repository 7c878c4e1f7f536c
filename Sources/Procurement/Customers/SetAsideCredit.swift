/// A credit for waiting that an approved round counts on, kept free in the budget.
///
/// Its amount is taken from what is left until the credit is offered, or is not needed any more.
/// A line has at most one that is in force.
public struct SetAsideCredit: Sendable, Hashable {
    /// Counts up by one, from 1.
    public let number: Int
    /// The round that counts on it.
    public let round: RoundNumber
    /// The line whose customer the round lets wait.
    public let line: BackOrderLineID
    /// How much, in the house currency; above 0.
    public let amount: FixedPoint
    /// When it was set aside.
    public let at: Timestamp
    /// What it was taken from, as it was on that day.
    public let budget: CreditBudgetPeriod
    /// What became of it; `nil` while it is in force.
    public var outcome: SetAsideOutcome?

    /// Creates a credit that is set aside.
    public init(
        number: Int, round: RoundNumber, line: BackOrderLineID, amount: FixedPoint,
        at: Timestamp, budget: CreditBudgetPeriod, outcome: SetAsideOutcome? = nil
    ) {
        self.number = number
        self.round = round
        self.line = line
        self.amount = amount
        self.at = at
        self.budget = budget
        self.outcome = outcome
    }
}

/// What became of a credit that was set aside.
public struct SetAsideOutcome: Sendable, Hashable {
    /// How it ended.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A letter offers the line a credit, which counts from then on.
        case offered
        /// What the round ordered for the line is here, or will not come.
        case notNeeded = "not-needed"
        /// The line was cancelled or withdrawn.
        case cancelled
        /// Another round was approved before this one was issued.
        case superseded
        /// The round was not issued on the day it was approved.
        case expired
    }

    /// How it ended.
    public let kind: Kind
    /// When.
    public let at: Timestamp
    /// The credit that was offered; `nil` where it ended otherwise.
    public let credit: Int?

    /// Creates an outcome.
    public init(kind: Kind, at: Timestamp, credit: Int? = nil) {
        self.kind = kind
        self.at = at
        self.credit = credit
    }
}
