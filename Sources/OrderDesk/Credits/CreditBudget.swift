package import Procurement

/// What a letter may offer a customer for waiting.
package struct CreditOffer: Sendable, Hashable {
    package let rule: String
    package let amount: FixedPoint
    /// Which delay of the line it is for.
    package let delay: Int
    /// The day from which the delay counts.
    package let oldDate: CalendarDate
    package let newDate: CalendarDate
    package let budget: CreditBudgetPeriod
    /// The open credit of the line that it takes the place of.
    package let replaces: Int?
    /// What a round set aside for the line, and the offer takes.
    package let setAside: Int?
}

/// The budget for credits on a day, and what is left of it.
package struct CreditBudget: Sendable {
    package let policy: CreditPolicy
    package let currency: Currency
    /// The period of today; its limit is 0 without a budget.
    package let period: CreditBudgetPeriod
    /// Credits that are open, in the period.
    package private(set) var reserved: Int128 = 0
    /// Credits that were accepted, in the period.
    package private(set) var given: Int128 = 0
    /// What approved rounds count on and no letter offered yet, whenever it was set aside.
    package private(set) var setAside: Int128 = 0
    private var creditsByLine: [BackOrderLineID: [WaitingCredit]]
    private var setAsideByLine: [BackOrderLineID: SetAsideCredit] = [:]

    /// - Parameter setAside: those without an end are in force.
    package init(
        policy: CreditPolicy, currency: Currency, credits: [WaitingCredit],
        setAside: [SetAsideCredit] = [], today: CalendarDate
    ) {
        self.policy = policy
        self.currency = currency
        let span = policy.period.span(of: today)
        period = CreditBudgetPeriod(
            day: today, from: span.from, through: span.through, limit: policy.budget ?? .zero)
        creditsByLine = Dictionary(grouping: credits, by: \.line)
        for credit in credits where credit.isCounted && period.contains(credit.budget.day) {
            if credit.outcome == nil {
                reserved += Int128(credit.amount.micros)
            } else {
                given += Int128(credit.amount.micros)
            }
        }
        for credit in setAside where credit.outcome == nil {
            self.setAside += Int128(credit.amount.micros)
            setAsideByLine[credit.line] = credit
        }
    }

    /// What credits may still come to; never below 0, though a budget may be lowered.
    package var left: FixedPoint {
        FixedPoint(
            micros: Int64(
                clamping: max(0, Int128(period.limit.micros) - reserved - given - setAside)))
    }

    /// The credits that a line had.
    package func credits(of line: BackOrderLineID) -> [WaitingCredit] {
        creditsByLine[line] ?? []
    }

    /// What is set aside for a line.
    package func setAside(for line: BackOrderLineID) -> SetAsideCredit? { setAsideByLine[line] }

    /// Offers a customer a credit for waiting until a day, and reserves it; `nil` for none.
    ///
    /// The first delay of a line counts from its need-by date. A further one is one only where the
    /// policy says so, and counts from the day that the last credit was for. Where less is left
    /// than the rule grants there is no credit; what is set aside for the line is its own.
    package mutating func offer(
        _ line: BackOrderLine, waitingUntil newDate: CalendarDate
    ) -> CreditOffer? {
        let earlier = credits(of: line.id)
        var oldDate = line.needByDate
        if let last = earlier.map(\.newDate).max() {
            guard let further = policy.furtherDays, last.days(until: newDate) >= further else {
                return nil
            }
            oldDate = last
        }
        guard policy.isActive,
            let terms = policy.terms(
                for: line, days: oldDate.days(until: newDate), currency: currency)
        else { return nil }
        let open = earlier.last { $0.outcome == nil }
        let freed = open.map { period.contains($0.budget.day) ? $0.amount.micros : 0 } ?? 0
        let after = reserved - Int128(freed) + Int128(terms.amount.micros)
        let own = setAsideByLine[line.id]
        let ownAmount = Int128(own?.amount.micros ?? 0)
        let limit = Int128(period.limit.micros)
        guard after + given <= limit,
            Int128(terms.amount.micros) <= ownAmount
                || after + given + setAside - ownAmount <= limit
        else { return nil }
        reserved = after
        setAside -= ownAmount
        setAsideByLine[line.id] = nil
        return CreditOffer(
            rule: terms.rule, amount: terms.amount, delay: earlier.count + 1, oldDate: oldDate,
            newDate: newDate, budget: period, replaces: open?.number, setAside: own?.number)
    }
}
