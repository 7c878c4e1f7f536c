import OrderDesk
import Procurement
import Testing

/// What rules grant, and for how long a budget is.
@Suite struct CreditPolicyTests {
    @Test(arguments: [
        (CreditPeriod.month, "2028-02-10", "2028-02-01", "2028-02-29"),
        (.month, "2026-12-31", "2026-12-01", "2026-12-31"),
        (.quarter, "2026-03-31", "2026-01-01", "2026-03-31"),
        (.quarter, "2026-11-02", "2026-10-01", "2026-12-31"),
        (.year, "2026-01-01", "2026-01-01", "2026-12-31"),
        (.year, "2028-12-31", "2028-01-01", "2028-12-31"),
    ])
    func aPeriodHasItsDays(period: CreditPeriod, day: String, from: String, through: String) throws
    {
        let span = period.span(of: try CalendarDate(parsing: day))
        #expect(span.from.description == from && span.through.description == through)
    }

    /// Every day lies in one period, and periods leave no day out.
    @Test(arguments: CreditPeriod.allCases)
    func periodsFollowEachOther(period: CreditPeriod) throws {
        var day = try CalendarDate(parsing: "2026-01-01")
        for _ in 0..<800 {
            let span = period.span(of: day)
            let next = period.span(of: span.through.adding(days: 1))
            #expect(span.from <= day && day <= span.through)
            #expect(next.from == span.through.adding(days: 1))
            day = day.adding(days: 1)
        }
    }

    @Test func theHighestCreditIsGrantedAndStepsOnlyRise() throws {
        var policy = CreditPolicy()
        policy.budget = .one
        policy.rules = [
            try rule("a", 1, "10"), try rule("b", 3, "5"), try rule("c", 7, "25"),
            try rule("d", 7, "25"),
        ]
        let line = try line()
        let currency = try Currency("EUR")
        func terms(_ days: Int) -> String? {
            policy.terms(for: line, days: days, currency: currency)?.rule
        }
        #expect([0, 1, 6, 7, 90].map(terms) == [nil, "a", "a", "c", "c"])
        let steps = policy.steps(for: line, currency: currency)
        #expect(steps.map(\.fromDays) == [1, 7])
        #expect(steps.map(\.amount.description) == ["10", "25"])
    }

    @Test func aPolicyWithoutBudgetOrRuleGrantsNothing() throws {
        var policy = CreditPolicy()
        #expect(!policy.isActive)
        policy.rules = [try rule("a", 1, "10")]
        #expect(!policy.isActive)
        policy.budget = .zero
        #expect(!policy.isActive)
        policy.budget = .one
        #expect(policy.isActive)
    }

    private func rule(_ name: String, _ days: Int, _ amount: String) throws -> CreditRule {
        CreditRule(name: name, fromDays: days, amount: try FixedPoint(parsing: amount))
    }

    private func line() throws -> BackOrderLine {
        try BackOrderLine(
            id: BackOrderLineID(parsing: "O/1"), customer: CustomerID("C"), item: ItemID("A"),
            openQuantity: Quantity(units: 10, unit: .each),
            needByDate: CalendarDate(parsing: "2026-03-20"), priority: "standard", lateCost: nil,
            unmetCost: nil, split: .any, acceptsSubstitute: false, cause: .other, status: .open)
    }
}
