import BrokerService
import Foundation
import OrderDesk
import Procurement
import Storage
import TestSupport
import Testing

/// Credits for waiting: offered with the news of a delay, taken or not, within the budget.
@Suite struct CreditTests {
    @Test func aDelayBringsAnOfferAndTheCustomerTakesIt() throws {
        try withHouse { house throws in
            let order = try house.issuedOrder()
            try house.delay(order, to: "2026-03-25")
            let letter = try #require(try house.send().sent.first)
            #expect(letter.kind == .creditOffered && letter.isDelay)
            #expect(letter.choices == [.credit, .wait, .cancel])
            let text = String(decoding: letter.bytes, as: UTF8.self)
            #expect(text.contains("If you wait for it, we credit you 25.00 EUR."))
            #expect(text.contains(#""amount": "25""#))
            let credit = try #require(try house.broker.credits().first)
            #expect(credit.amount == (try FixedPoint(parsing: "25")) && credit.rule == "patience")
            #expect(credit.oldDate.description == "2026-03-20")
            #expect(credit.newDate.description == "2026-03-25" && credit.letter == letter.number)
            #expect(try house.kinds().last == .creditOffered)
            #expect(try house.budget() == ["25", "25", "0", "0", "75"])
            // The same news is not told, and not paid for, twice.
            #expect(try house.send().sent == [])
            let outcome = try house.answerOffer(.credit)
            #expect(outcome.credit?.number == 1)
            #expect(try house.broker.credits().map(\.outcome?.kind) == [.accepted])
            #expect(try house.broker.credits().map(\.outcome?.consent) == [1])
            #expect(try house.budget() == ["25", "0", "25", "0", "75"])
        }
    }

    @Test(arguments: [
        (ConsentAnswer.wait, CreditOutcome.Kind.declined), (.partial, .declined),
        (.substitute, .declined), (.cancel, .cancelled),
    ])
    func anyOtherAnswerMakesItFreeAgain(answer: ConsentAnswer, kind: CreditOutcome.Kind) throws {
        try withHouse { house throws in
            let order = try house.issuedOrder()
            try house.delay(order, to: "2026-03-25")
            try house.send()
            try house.answerOffer(answer)
            #expect(try house.broker.credits().map(\.outcome?.kind) == [kind])
            #expect(try house.budget() == ["25", "0", "0", "25", "100"])
            let late = #expect(throws: ServiceError.self) { try house.answerOffer(.credit) }
            let codes = ["consent.credit-missing", "consent.line-cancelled"]
            #expect(codes.contains(late?.code ?? ""))
        }
    }

    @Test func whatNobodyAnswersLapses() throws {
        try withHouse { house throws in
            let order = try house.issuedOrder()
            try house.delay(order, to: "2026-03-25")
            try house.send()
            house.now = try Timestamp(parsing: "2026-03-09T08:00:00Z")
            try house.send()
            #expect(try house.broker.credits().map(\.outcome) == [nil])
            house.now = try Timestamp(parsing: "2026-03-10T08:00:00Z")
            let late = #expect(throws: ServiceError.self) { try house.answerOffer(.credit) }
            #expect(late?.code == "consent.credit-missing")
            // Its last day is past, whether a run has noted that or not.
            #expect(try house.budget() == ["25", "0", "0", "25", "100"])
            #expect(try house.broker.creditsToday().map(\.outcome?.kind) == [.expired])
            #expect(try house.broker.credits().map(\.outcome) == [nil])
            try house.send()
            #expect(try house.broker.credits().map(\.outcome?.kind) == [.expired])
            #expect(try house.budget() == ["25", "0", "0", "25", "100"])
        }
    }

    @Test func aLineThatTheOrderSystemWithdrawsGivesItsCreditBack() throws {
        try withHouse { house throws in
            let order = try house.issuedOrder()
            try house.delay(order, to: "2026-03-25")
            try house.send()
            try house.takeInBackOrders("O1,1,C1,A,0,2026-03-20,urgent,any,no", mode: .changes)
            try house.send()
            #expect(try house.broker.credits().map(\.outcome?.kind) == [.cancelled])
        }
    }

    /// Of a line that slips again, by the days that the policy names.
    @Test(arguments: [
        (nil, "2026-04-20", 1), (7, "2026-03-31", 1), (7, "2026-04-01", 2), (1, "2026-03-26", 2),
    ])
    func aDelayHasOneCreditAndAFurtherOneByTheRule(
        further: Int?, again: String, count: Int
    ) throws {
        try withHouse { house throws in
            house.policy.credits.furtherDays = further
            house.policy.credits.rules = [
                CreditRule(name: "patience", fromDays: 1, amount: try FixedPoint(parsing: "25"))
            ]
            let order = try house.issuedOrder()
            try house.delay(order, to: "2026-03-25")
            try house.send()
            try house.delay(order, to: again, number: 2)
            let second = try house.send().sent
            #expect(second.map(\.kind) == [count == 2 ? .creditOffered : .later])
            let credits = try house.broker.credits()
            #expect(credits.map(\.delay) == Array(1...count))
            // What the second takes the place of is free again.
            #expect(credits[0].outcome?.kind == (count == 2 ? .replaced : nil))
            #expect(credits.last?.oldDate.description == (count == 2 ? "2026-03-25" : "2026-03-20"))
            #expect(try house.budget()[1] == "25")
        }
    }

    @Test func noRuleNoDateNoBudgetNoCredit() throws {
        try withHouse { house throws in
            let order = try house.issuedOrder()
            try house.delay(order, to: "2026-03-22")
            #expect(try house.send().sent.map(\.kind) == [.promised])
            house.policy.credits.budget = try FixedPoint(parsing: "24.999999")
            try house.delay(order, to: "2026-03-26", number: 2)
            #expect(try house.send().sent.map(\.kind) == [.later])
            house.policy.credits.budget = nil
            try house.delay(order, to: "2026-03-29", number: 3)
            #expect(try house.send().sent.map(\.kind) == [.later])
            #expect(try house.broker.credits() == [])
        }
    }

    /// The news was told without a date; the credit comes with it, as long as nobody answered.
    @Test(arguments: [(false, [NoticeKind.creditOffered]), (true, [.promised])])
    func theDayAfterADelayWithoutADateBringsTheOffer(
        isAnswered: Bool, kinds: [NoticeKind]
    ) throws {
        try withHouse { house throws in
            let order = try house.issuedOrder()
            try house.delay(order, to: "2026-03-18")
            try house.send()
            try house.answer(order.number, "A-2", "60", at: 1, date: "2026-03-18")
            try house.broker.updatePromises()
            #expect(try house.send().sent.map(\.kind) == [.noDate])
            if isAnswered { try house.answerOffer(.wait) }
            house.now = try Timestamp(parsing: "2026-03-04T08:00:00Z")
            try house.delay(order, to: "2026-03-25", number: 3)
            #expect(try house.send().sent.map(\.kind) == kinds)
            #expect(try house.broker.credits().count == (isAnswered ? 0 : 1))
        }
    }

    /// Silence that cancels or consents does so with a credit as without; it takes none.
    @Test(arguments: [
        ("2026-03-25", "2026-03-26", ConsentAnswer.wait, CreditOutcome.Kind.expired),
        ("2026-04-29", "2026-04-20", .cancel, .cancelled),
    ])
    func theStatuteHoldsBesideACredit(
        date: String, after: String, silence: ConsentAnswer, kind: CreditOutcome.Kind
    ) throws {
        try withHouse { house throws in
            house.policy.notices.profile = .statutory
            let order = try house.issuedOrder()
            try house.delay(order, to: date)
            let letter = try #require(try house.send().sent.first)
            #expect(letter.kind == .creditOffered)
            #expect(letter.option?.silence == (silence == .cancel ? .cancel : .wait))
            house.now = try Timestamp(parsing: after + "T08:00:00Z")
            #expect(try house.broker.countSilence().map(\.answer) == [silence])
            try house.send()
            #expect(try house.broker.credits().map(\.outcome?.kind) == [kind])
        }
    }

    @Test func whoTakesTheCreditHasConsented() throws {
        try withHouse { house throws in
            house.policy.notices.profile = .statutory
            let order = try house.issuedOrder()
            try house.delay(order, to: "2026-04-29")
            try house.send()
            try house.answerOffer(.credit)
            house.now = try Timestamp(parsing: "2026-04-25T08:00:00Z")
            #expect(try house.broker.countSilence() == [])
        }
    }

    @Test func aShareIsOfWhatTheCustomerPaysAndAMarginMustBeThere() throws {
        try withHouse { house throws in
            house.policy.credits.rules = [
                CreditRule(
                    name: "margin", fromDays: 1, minimumMarginMillionths: 200_000,
                    amount: try FixedPoint(parsing: "30"), shareMillionths: 50_000)
            ]
            func amount(_ price: String, _ margin: String) throws -> String? {
                _ = try house.broker.takeInBackOrders(
                    house.source(
                        "back-orders.csv",
                        "order,line,customer,item,open_quantity,need_by,unit_price,unit_margin\n"
                            + "O1,1,C1,A,100,2026-03-20,\(price),\(margin)\n"), mode: .snapshot,
                    acceptsDrop: false)
                let order = try #require(try house.storage.read { try $0.backOrderLines() }.first)
                return house.policy.credits.terms(
                    for: order, days: 3, currency: house.policy.currency)?.amount.description
            }
            #expect(try amount("3.333", "1") == "16.66")
            #expect(try amount("10", "2") == "30")
            #expect(try amount("10", "1.99") == nil)
            #expect(try amount("10", "") == nil)
            #expect(try amount("", "") == nil)
        }
    }

    // MARK: - Substitutes that come later

    @Test func aSubstituteThatCanBeHadLaterIsOfferedOnce() throws {
        try withHouse(substitutes: "A,B,0.50,,") { house throws in
            house.policy.credits = CreditPolicy()
            let order = try house.issuedOrder()
            try house.delay(order, to: "2026-03-25")
            #expect(try house.send().sent.map(\.choices) == [[.wait, .cancel]])
            try house.takeInFeed("later.csv", "S1,a-1,2.00,1,1,1,,5,", "S1,b-1,9.00,1,1,1,,7,")
            // It is no worse news: it waits for the cadence.
            #expect(try house.send().sent == [])
            house.now = try Timestamp(parsing: "2026-03-03T08:00:00Z")
            let letter = try #require(try house.send().sent.first)
            #expect(letter.kind == .substituteOffered && !letter.isDelay)
            #expect(letter.choices == [.wait, .substitute, .cancel])
            #expect(letter.option?.silence == .nothing)
            let text = String(decoding: letter.bytes, as: UTF8.self)
            #expect(text.contains("In its place you could have Banana"))
            #expect(try house.kinds().last == .substituteOffered)
            house.now = try Timestamp(parsing: "2026-03-05T08:00:00Z")
            #expect(try house.send().sent == [])
        }
    }

    /// Under the statute the question of the delay, and what silence means, stays as asked.
    @Test func theQuestionOfADelayStaysOpenBesideASubstitute() throws {
        try withHouse(substitutes: "A,B,0.50,,") { house throws in
            house.policy.credits = CreditPolicy()
            house.policy.notices.profile = .statutory
            let order = try house.issuedOrder()
            try house.delay(order, to: "2026-04-29")
            let asked = try house.send().sent.map(\.option)
            try house.takeInFeed("later.csv", "S1,a-1,2.00,1,1,1,,5,", "S1,b-1,9.00,1,1,1,,7,")
            house.now = try Timestamp(parsing: "2026-03-04T08:00:00Z")
            let sent = try house.send().sent
            #expect(sent.map(\.kind) == [.substituteOffered])
            #expect(sent.map(\.option) == asked)
            house.now = try Timestamp(parsing: "2026-04-20T08:00:00Z")
            #expect(try house.broker.countSilence().map(\.answer) == [.cancel])
        }
    }

    private func withHouse(
        substitutes: String? = nil, _ body: (inout TestHouse) throws -> Void
    ) throws {
        try withTemporaryFolder { folder throws in
            var house = try TestHouse(in: folder)
            house.policy.desk = DeskPolicy(tolerance: AnswerTolerance(lateDays: 60))
            house.policy.notices.channel = .json
            house.policy.credits.budget = try FixedPoint(parsing: "100")
            house.policy.credits.rules = [
                CreditRule(name: "patience", fromDays: 3, amount: try FixedPoint(parsing: "25")),
                CreditRule(
                    name: "others", fromDays: 1, customers: [try CustomerID("C9")],
                    amount: try FixedPoint(parsing: "90")),
                CreditRule(
                    name: "small", fromDays: 3, priorities: ["urgent"],
                    amount: try FixedPoint(parsing: "5")),
            ]
            var others: [MasterFile: String] = [:]
            if let substitutes {
                others[.substitutes] = "item,substitute,cost,direction,status\n\(substitutes)\n"
            }
            _ = try house.broker.takeInMaster(house.master(others: others))
            try house.takeInFeed("first.csv", "S1,a-1,2.00,1,1,1,,5,")
            try house.takeInBackOrders("O1,1,C1,A,100,2026-03-20,urgent,any,no")
            try body(&house)
        }
    }
}

extension TestHouse {
    /// The supplier confirms all of the order's first line for a day, and promises follow.
    func delay(_ order: PurchaseOrder, to date: String, number: Int = 1) throws {
        try answer(order.number, "A-\(number)", "100", at: number - 1, date: date)
        try broker.updatePromises()
    }

    @discardableResult
    func answerOffer(_ answer: ConsentAnswer) throws -> ConsentOutcome {
        try broker.recordConsent(
            answer, about: BackOrderLineID(parsing: "O1/1"), by: "Ann", channel: "phone",
            evidence: "call")
    }

    /// Offered, reserved, given, released and left of the current period.
    func budget() throws -> [String] {
        guard let statement = try broker.creditStatements().last else { return [] }
        return [
            statement.offered, statement.reserved, statement.given, statement.released,
            statement.left,
        ].map(\.description)
    }
}
