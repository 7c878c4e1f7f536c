import Procurement
import Storage

extension Sample {
    /// The notices with which two credits are offered; `A/1` has two others before.
    static func offers() throws -> [Notice] {
        let customer = try CustomerID("C Ü")
        return [
            Notice(
                line: try BackOrderLineID(parsing: "A/1"), sequence: 3, at: moment(9),
                customer: customer, kind: .creditOffered, oldDate: try day("2026-03-04"),
                newDate: try day("2026-03-09"), parts: "", reason: "25 EUR"),
            Notice(
                line: try BackOrderLineID(parsing: "B/1"), sequence: 1, at: moment(9),
                customer: customer, kind: .substituteOffered, oldDate: nil, newDate: nil,
                parts: wildText, reason: ""),
        ]
    }

    static func budget(
        _ limit: String = "100", on day: String = "2026-03-05"
    ) throws
        -> CreditBudgetPeriod
    {
        CreditBudgetPeriod(
            day: try Sample.day(day), from: try Sample.day("2026-03-01"),
            through: try Sample.day("2026-03-31"), limit: try number(limit))
    }

    static func credit(
        _ number: Int, _ line: String, delay: Int = 1, amount: String = "25",
        until day: String = "2026-03-09", budget: CreditBudgetPeriod? = nil, letter: Int
    ) throws -> WaitingCredit {
        WaitingCredit(
            number: number, line: try BackOrderLineID(parsing: line), delay: delay,
            customer: try CustomerID("C Ü"), rule: "patience",
            amount: try Sample.number(amount), oldDate: try Sample.day("2026-03-04"),
            newDate: try Sample.day(day), offeredAt: moment(10),
            budget: try budget ?? Sample.budget(), deadline: try Sample.day("2026-03-12"),
            letter: letter)
    }

    static func credits() throws -> [WaitingCredit] {
        [try credit(1, "A/1", letter: 3), try credit(2, "B/1", amount: "5", letter: 4)]
    }

    static func consentToCredit() throws -> CustomerConsent {
        try CustomerConsent(
            line: BackOrderLineID(parsing: "A/1"), sequence: 2, at: moment(11), answer: .credit,
            basis: .customer, letter: 3, person: "Ann", channel: "phone", evidence: "call 9")
    }

    static func setAside(
        _ number: Int, _ line: String, amount: String = "10", round: Int = 1,
        budget: CreditBudgetPeriod? = nil
    ) throws -> SetAsideCredit {
        SetAsideCredit(
            number: number, round: RoundNumber(value: round),
            line: try BackOrderLineID(parsing: line), amount: try Sample.number(amount),
            at: moment(8), budget: try budget ?? Sample.budget())
    }

    static func setAsideCredits() throws -> [SetAsideCredit] {
        [try setAside(1, "B/1", amount: "5"), try setAside(2, "C/1", round: 2)]
    }

    static let setAsideOffer = SetAsideOutcome(kind: .offered, at: moment(10), credit: 2)

    static let acceptance = CreditOutcome(kind: .accepted, at: moment(11), consent: 2)
}
