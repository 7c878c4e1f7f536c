import OrderDesk
import Procurement
import Testing

/// What ``CreditBudget`` has left as ``CreditOffer``s are made from it.
@Suite struct CreditBudgetTests {
    @Test func offersOfOneLookShareTheBudget() throws {
        var budget = try budget(limit: "60", credits: [])
        let day = try date("2026-03-25")
        let offers = try ["O1/1", "O2/1", "O3/1"].map {
            budget.offer(try line($0), waitingUntil: day)
        }
        #expect(offers.map { $0 != nil } == [true, true, false])
        #expect(budget.left == (try FixedPoint(whole: 10)))
        #expect(offers[0]?.delay == 1 && offers[0]?.replaces == nil)
        #expect(offers[0]?.budget.from.description == "2026-03-01")
    }

    /// An open credit of this period makes room for the one that takes its place; one of an
    /// earlier period does not.
    @Test(arguments: [("2026-03-02", "25", true), ("2026-02-20", "24.999999", false)])
    func whatIsReplacedMakesRoomInItsOwnPeriod(
        offered: String, limit: String, isOffered: Bool
    ) throws {
        let open = try credit("O1/1", offered: offered, outcome: nil)
        var budget = try budget(limit: limit, credits: [open])
        let offer = try budget.offer(line("O1/1"), waitingUntil: date("2026-04-09"))
        #expect((offer != nil) == isOffered)
        #expect(offer?.replaces == (isOffered ? 1 : nil))
        #expect(offer?.oldDate == (isOffered ? try date("2026-03-25") : nil))
    }

    @Test func whatIsAcceptedCountsAndWhatEndedOtherwiseDoesNot() throws {
        for kind in CreditOutcome.Kind.allCases {
            let ended = try credit(
                "O1/1", offered: "2026-03-02",
                outcome: CreditOutcome(kind: kind, at: .earliest, consent: nil))
            let budget = try budget(limit: "60", credits: [ended])
            let left = kind == .accepted ? "35" : "60"
            #expect(budget.left.description == left, "\(kind)")
        }
    }

    @Test func aBudgetThatWasLoweredHasNothingLeft() throws {
        let open = try credit("O1/1", offered: "2026-03-02", outcome: nil)
        let budget = try budget(limit: "10", credits: [open])
        #expect(budget.left == .zero)
    }

    private func budget(limit: String, credits: [WaitingCredit]) throws -> CreditBudget {
        var policy = CreditPolicy()
        policy.budget = try FixedPoint(parsing: limit)
        policy.furtherDays = 5
        policy.rules = [
            CreditRule(name: "r", fromDays: 1, amount: try FixedPoint(whole: 25))
        ]
        return CreditBudget(
            policy: policy, currency: try Currency("EUR"), credits: credits,
            today: try date("2026-03-04"))
    }

    private func credit(
        _ line: String, offered: String, outcome: CreditOutcome?
    ) throws -> WaitingCredit {
        let day = try date(offered)
        return WaitingCredit(
            number: 1, line: try BackOrderLineID(parsing: line), delay: 1,
            customer: try CustomerID("C"), rule: "r", amount: try FixedPoint(whole: 25),
            oldDate: try date("2026-03-20"), newDate: try date("2026-03-25"),
            offeredAt: .earliest,
            budget: CreditBudgetPeriod(
                day: day, from: day, through: day, limit: try FixedPoint(whole: 100)),
            deadline: try date("2026-03-09"), letter: 1, outcome: outcome)
    }

    private func line(_ id: String) throws -> BackOrderLine {
        try BackOrderLine(
            id: BackOrderLineID(parsing: id), customer: CustomerID("C"), item: ItemID("A"),
            openQuantity: Quantity(units: 10, unit: .each), needByDate: date("2026-03-20"),
            priority: "standard", lateCost: nil, unmetCost: nil, split: .any,
            acceptsSubstitute: false, cause: .other, status: .open)
    }

    private func date(_ text: String) throws -> CalendarDate { try CalendarDate(parsing: text) }
}
