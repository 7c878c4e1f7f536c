import BrokerService
import OrderDesk
import Procurement
import Storage
import TestSupport
import Testing

/// Buy dearer in time, or give a credit: one cost function decides.
///
/// Ten apples are needed by the 3rd. S1 is cheap and four days late, S2 in time. A late day costs 1
/// a unit, or a quarter of that with a credit of 25: waiting costs 40 without one and 35 with it.
@Suite struct CreditRoundTests {
    /// At 5.50 a piece in time costs 55, as does waiting: 20, 25 and 10.
    @Test func theDearerOfferIsLeftExactlyWhereItCostsMoreThanTheCredit() throws {
        for (price, supplier, penalties) in [
            ("5.499999", "S2", "0"), ("5.500001", "S1", "25"), ("5.999999", "S1", "25"),
        ] {
            try withHouse(price) { house throws in
                let document = try house.proposedRound().document
                #expect(document.orders.map(\.supplier) == [supplier], "\(price)")
                #expect(document.outcome.costs["penalties"] == penalties)
                #expect(document.outcome.status == "optimal")
                #expect(document.credits?.map(\.isCovered) == [true])
                #expect(document.credits?.map(\.lateCost) == ["0.25"])
            }
        }
    }

    /// Without a budget that covers it no lateness is cheaper: the turn is at 6.00, as without.
    @Test func whatTheBudgetDoesNotCoverIsCountedOnByNoRound() throws {
        for (price, supplier) in [("5.999999", "S2"), ("6.000001", "S1")] {
            try withHouse(price, budget: "24.99") { house throws in
                let document = try house.proposedRound().document
                #expect(document.orders.map(\.supplier) == [supplier], "\(price)")
                #expect(document.outcome.costs["penalties"] == "0")
                #expect(document.credits?.map(\.isCovered) == [false])
                #expect(document.credits?.map(\.lateCost) == ["1"])
                let credits = house.policy.credits
                house.policy.credits = CreditPolicy()
                guard case .proposed(let without) = try house.broker.runRound(isAnew: true) else {
                    Issue.record("no round")
                    return
                }
                #expect(without.document.orders == document.orders)
                #expect(without.document.outcome == document.outcome)
                #expect(without.document.credits == nil)
                house.policy.credits = credits
            }
        }
    }

    /// The line whose lateness costs most a day comes first; the sum stays within the budget.
    @Test func theSumThatARoundCountsOnStaysWithinTheBudget() throws {
        try withHouse("9.00", budget: "60") { house throws in
            try house.takeInBackOrders(
                "O1,1,C1,A,10,2026-03-03,urgent,any,no", "O2,1,C1,A,30,2026-03-03,urgent,any,no",
                "O3,1,C1,A,20,2026-03-03,urgent,any,no", "O4,1,C1,A,2,2026-03-09,urgent,any,no")
            let document = try house.proposedRound().document
            let credits = try #require(document.credits)
            #expect(credits.map(\.line) == ["O1/1", "O2/1", "O3/1"])
            #expect(credits.map(\.isCovered) == [false, true, true])
            #expect(document.outcome.costs["penalties"] == "50")
            #expect(
                document.notes.suffix(2) == [
                    "Waiting was weighed with credits of up to 50 EUR for 2 of 3 lines that "
                        + "could be late; the budget covers no more.",
                    "The award counts on 50 EUR for 2 of them; approval sets it aside.",
                ])
        }
    }

    /// Two days late there is no credit yet, so a day keeps its price; the credit still counts.
    @Test func whereSomethingIsLateWithoutACreditADayKeepsItsPrice() throws {
        try withHouse("9.00", rules: [("late", 3, "10"), ("later", 4, "25")]) { house throws in
            try house.takeInFeed(
                "again.csv", "S1,a-1,2.00,1,1,1,,5,", "S2,a-2,9.00,1,1,1,,3,")
            let document = try house.proposedRound().document
            let credit = try #require(document.credits?.first)
            #expect(credit.steps.map(\.fromDays) == [3, 4])
            #expect(credit.steps.map(\.amount) == ["10", "25"])
            #expect(credit.lateCost == "1" && credit.isCovered)
            // S1 four days late: 20 + 5 + 40 + 25; S2 two days late: 90 + 5 + 20.
            #expect(document.orders.map(\.supplier) == ["S1"])
            #expect(document.outcome.costs["penalties"] == "25")
            #expect(document.outcome.objective == "90")
        }
    }

    @Test func whoHadACreditIsCountedOnForNoOther() throws {
        try withHouse("5.60") { house throws in
            let round = try house.proposedRound()
            #expect(round.document.orders.map(\.supplier) == ["S1"])
            #expect(try house.broker.fits(round.record.number))
            try house.give(credit: "25", to: "O1/1")
            #expect(try !house.broker.fits(round.record.number))
            let refusal = #expect(throws: ServiceError.self) {
                try house.broker.approve(
                    round.record.number, hash: round.record.hash, by: "tester")
            }
            #expect(refusal?.code == "approval.inputs-changed")
            #expect(refusal?.details == ["back order O1/1 was offered its credit"])
            let next = try house.proposedRound()
            #expect(next.document.credits == nil)
            #expect(next.document.orders.map(\.supplier) == ["S2"])
        }
    }

    @Test func aRoundWhoseBudgetIsGivenToOthersNoLongerFits() throws {
        try withHouse("5.60", budget: "60") { house throws in
            try house.takeInBackOrders(
                "O1,1,C1,A,10,2026-03-03,urgent,any,no", "O9,1,C1,B,10,2026-03-03,urgent,any,no",
                "O9,2,C1,B,10,2026-03-03,urgent,any,no")
            let round = try house.proposedRound()
            try house.give(credit: "35", to: "O9/1")
            #expect(try house.broker.fits(round.record.number))
            try house.give(credit: "1", to: "O9/2", number: 2)
            let refusal = #expect(throws: ServiceError.self) {
                try house.broker.approve(
                    round.record.number, hash: round.record.hash, by: "tester")
            }
            #expect(
                refusal?.details
                    == ["budget for credits has 24 left, and the round counts on 25"])
            #expect(try house.proposedRound().document.orders.map(\.supplier) == ["S2"])
        }
    }

    private func withHouse(
        _ price: String, budget: String = "100", rules: [(String, Int, String)] = [("p", 1, "25")],
        _ body: (inout TestHouse) throws -> Void
    ) throws {
        try withTemporaryFolder { folder throws in
            var house = try TestHouse(in: folder)
            house.policy.credits.budget = try FixedPoint(parsing: budget)
            house.policy.credits.lateCostMillionths = 250_000
            house.policy.credits.rules = try rules.map { name, days, amount in
                CreditRule(name: name, fromDays: days, amount: try FixedPoint(parsing: amount))
            }
            _ = try house.broker.takeInMaster(house.master())
            try house.takeInFeed(
                "first.csv", "S1,a-1,2.00,1,1,1,,5,", "S2,a-2,\(price),1,1,1,,1,")
            try house.takeInBackOrders("O1,1,C1,A,10,2026-03-03,urgent,any,no")
            try body(&house)
        }
    }
}

extension TestHouse {
    /// A credit as a letter would have offered it.
    fileprivate func give(credit amount: String, to line: String, number: Int = 1) throws {
        let line = try BackOrderLineID(parsing: line)
        let amount = try FixedPoint(parsing: amount)
        let limit = policy.credits.budget ?? .zero
        let today = broker.today
        let span = policy.credits.period.span(of: today)
        try storage.write { storage in
            let notice = Notice(
                line: line,
                sequence: (try storage.notices().last { $0.line == line }?.sequence ?? 0) + 1,
                at: now, customer: try CustomerID("C1"), kind: .creditOffered, oldDate: nil,
                newDate: today.adding(days: 9), parts: "", reason: "")
            try storage.insertNotice(notice)
            try storage.insertLetter(
                LetterRecord(
                    number: number, line: line, through: notice.sequence,
                    customer: notice.customer, kind: .creditOffered, oldDate: nil,
                    newDate: notice.newDate, parts: "", choices: [.credit],
                    option: DelayOption(deadline: today.adding(days: 7), silence: .nothing),
                    isDelay: true, channel: "json", folder: "notices", fileName: "N-\(number)",
                    bytes: [], sha256: sha256Hex([]), state: .sent, createdAt: now,
                    changedAt: now))
            try storage.insertCredit(
                WaitingCredit(
                    number: number, line: line, delay: 1, customer: notice.customer, rule: "p",
                    amount: amount, oldDate: today, newDate: today.adding(days: 9),
                    offeredAt: now,
                    budget: CreditBudgetPeriod(
                        day: today, from: span.from, through: span.through, limit: limit),
                    deadline: today.adding(days: 7), letter: number))
        }
    }
}
