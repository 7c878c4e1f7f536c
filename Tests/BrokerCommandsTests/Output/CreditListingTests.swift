import BrokerCommands
import BrokerService
import Procurement
import Testing

/// How ``CreditListing`` tells what was offered, and ``CreditStatement`` what is left.
@Suite struct CreditListingTests {
    @Test func theStateOfACreditIsTold() throws {
        let day = try CalendarDate(parsing: "2026-03-12")
        let rows = CreditListing.credits(
            [
                try credit(deadline: day, outcome: nil), try credit(deadline: day, outcome: nil),
                try credit(
                    deadline: day,
                    outcome: CreditOutcome(kind: .accepted, at: .earliest, consent: 3)),
            ], today: day
        ).rows
        #expect(rows.map { $0[11] } == [.text("open"), .text("open"), .text("accepted")])
        #expect(rows.map { $0[12] } == [.none, .none, .number(3)])
        #expect(rows[0][5] == .amount("12.5"))
        let later = CreditListing.credits(
            [try credit(deadline: day, outcome: nil)], today: day.adding(days: 1)
        ).rows
        #expect(later.map { $0[11] } == [.text("lapsed")])
    }

    @Test func whatIsSetAsideIsToldWithItsEnd() throws {
        let day = try CalendarDate(parsing: "2026-03-12")
        let line = try BackOrderLineID(parsing: "O/1")
        let outcomes: [SetAsideOutcome?] = [
            nil, SetAsideOutcome(kind: .offered, at: .earliest, credit: 4),
            SetAsideOutcome(kind: .notNeeded, at: .earliest),
        ]
        let credits = outcomes.map { outcome in
            SetAsideCredit(
                number: 1, round: RoundNumber(value: 7), line: line, amount: .one, at: .earliest,
                budget: CreditBudgetPeriod(day: day, from: day, through: day, limit: .one),
                outcome: outcome)
        }
        let rows = CreditListing.setAside(credits, currency: try Currency("EUR")).rows
        #expect(rows.map { $0[1] } == Array(repeating: .text("R-7"), count: 3))
        #expect(
            rows.map { $0[6] } == [.text("set aside"), .text("offered"), .text("not-needed")])
        #expect(rows.map { $0[8] } == [.none, .number(4), .none])
    }

    private func credit(deadline: CalendarDate, outcome: CreditOutcome?) throws -> WaitingCredit {
        WaitingCredit(
            number: 1, line: try BackOrderLineID(parsing: "O/1"), delay: 1,
            customer: try CustomerID("C"), rule: "r", amount: try FixedPoint(parsing: "12.50"),
            oldDate: deadline, newDate: deadline.adding(days: 3), offeredAt: .earliest,
            budget: CreditBudgetPeriod(
                day: deadline, from: deadline, through: deadline,
                limit: try FixedPoint(whole: 100)), deadline: deadline, letter: 7,
            outcome: outcome)
    }
}
