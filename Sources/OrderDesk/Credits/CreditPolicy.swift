package import Procurement

/// When a customer who has to wait is offered a credit.
package struct CreditRule: Sendable, Hashable {
    package let name: String
    /// Days behind the day from which the delay counts; at least 1.
    package let fromDays: Int
    /// Who is offered it; `nil` is everybody.
    package let customers: Set<CustomerID>?
    /// Priority classes of lines that it is for; `nil` is all.
    package let priorities: Set<String>?
    /// Least share of the price that must be margin, in millionths; `nil` asks for none.
    package let minimumMarginMillionths: Int64?
    /// What is granted; with a share the most of it.
    ///
    /// Either this or the share is there.
    package let amount: FixedPoint?
    /// A share of what the customer pays for the line, in millionths.
    package let shareMillionths: Int64?

    package init(
        name: String, fromDays: Int, customers: Set<CustomerID>? = nil,
        priorities: Set<String>? = nil, minimumMarginMillionths: Int64? = nil,
        amount: FixedPoint? = nil, shareMillionths: Int64? = nil
    ) {
        precondition(fromDays >= 1, "A delay lasts a day at least.")
        precondition(amount != nil || shareMillionths != nil, "A rule must grant something.")
        self.name = name
        self.fromDays = fromDays
        self.customers = customers
        self.priorities = priorities
        self.minimumMarginMillionths = minimumMarginMillionths
        self.amount = amount
        self.shareMillionths = shareMillionths
    }

    /// Whether a line is one that the rule is for, however late it is.
    package func isFor(_ line: BackOrderLine) -> Bool {
        if let customers, !customers.contains(line.customer) { return false }
        if let priorities, !priorities.contains(line.priority) { return false }
        guard let least = minimumMarginMillionths else { return true }
        guard let price = line.unitPrice, let margin = line.unitMargin, price.isPositive else {
            return false
        }
        return Int128(margin.micros) * 1_000_000 >= Int128(price.micros) * Int128(least)
    }

    /// What the credit for a line comes to; `nil` where it comes to nothing, or cannot be told.
    ///
    /// A share is rounded down to the currency's minor unit, so that it is never more than the
    /// share.
    package func amount(for line: BackOrderLine, currency: Currency) -> FixedPoint? {
        guard let share = shareMillionths else { return amount }
        guard let price = line.unitPrice else { return nil }
        let part: FixedPoint
        do throws(ArithmeticError) {
            let value = try price.multiplied(by: line.openQuantity.value, rounding: .down)
            part = try value.multiplied(
                by: FixedPoint(micros: share), dividedBy: .one,
                fractionDigits: currency.minorUnitDigits, rounding: .down)
        } catch {
            return nil
        }
        let granted = min(part, amount ?? part)
        return granted.isPositive ? granted : nil
    }
}

/// For how long a budget lasts, by the calendar of the house.
package enum CreditPeriod: String, Sendable, Hashable, CaseIterable {
    case month, quarter, year

    /// The period that a day lies in.
    package func span(of day: CalendarDate) -> (from: CalendarDate, through: CalendarDate) {
        let months =
            switch self {
            case .month: day.month...day.month
            case .quarter: ((day.month - 1) / 3 * 3 + 1)...((day.month - 1) / 3 * 3 + 3)
            case .year: 1...12
            }
        func isIn(_ other: CalendarDate) -> Bool {
            other.year == day.year && months.contains(other.month)
        }
        var (from, through) = (day, day)
        for _ in 0..<366 {
            if isIn(from.adding(days: -1)) { from = from.adding(days: -1) }
            if isIn(through.adding(days: 1)) { through = through.adding(days: 1) }
        }
        return (from, through)
    }
}

/// What a rule grants a line at a delay.
package struct CreditTerms: Sendable, Hashable {
    package let rule: String
    package let fromDays: Int
    package let amount: FixedPoint

    package init(rule: String, fromDays: Int, amount: FixedPoint) {
        self.rule = rule
        self.fromDays = fromDays
        self.amount = amount
    }
}

/// Credits for waiting: who is offered one, and how much all of them may come to.
package struct CreditPolicy: Sendable, Hashable {
    package var period = CreditPeriod.month
    /// What credits offered in a period may come to; without it there are none.
    package var budget: FixedPoint?
    /// Share of the late cost that is left of a line whose customer gets a credit, in millionths.
    package var lateCostMillionths: Int64 = 1_000_000
    /// A line that had a credit gets another one if it is later by so many days than it was with
    /// the last; `nil` is never.
    package var furtherDays: Int?
    package var rules: [CreditRule] = []

    package init() {}

    /// Whether there can be credits at all.
    package var isActive: Bool { budget?.isPositive == true && !rules.isEmpty }

    /// What a line gets that is late by so many days: the most that a rule grants.
    ///
    /// Of rules that grant as much, the one of the shortest delay, then the first by name.
    package func terms(
        for line: BackOrderLine, days: Int, currency: Currency
    ) -> CreditTerms? {
        let granted = rules.filter { $0.fromDays <= days && $0.isFor(line) }.compactMap { rule in
            rule.amount(for: line, currency: currency).map {
                CreditTerms(rule: rule.name, fromDays: rule.fromDays, amount: $0)
            }
        }
        return granted.min {
            ($1.amount, $0.fromDays, $0.rule) < ($0.amount, $1.fromDays, $1.rule)
        }
    }

    /// What a line gets by its delay: at each delay from which it is more, how much.
    package func steps(for line: BackOrderLine, currency: Currency) -> [CreditTerms] {
        var steps: [CreditTerms] = []
        for days in Set(rules.map(\.fromDays)).sorted() {
            guard let terms = terms(for: line, days: days, currency: currency),
                terms.amount > steps.last?.amount ?? .zero
            else { continue }
            steps.append(terms)
        }
        return steps
    }
}
