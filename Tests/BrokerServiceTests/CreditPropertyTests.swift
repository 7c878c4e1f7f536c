import BrokerService
import OrderDesk
import Procurement
import Storage
import TestSupport
import Testing

/// Random delays, answers, silence and cancellations: what holds of credits at every step.
@Suite struct CreditPropertyTests {
    @Test(arguments: UInt64(1)...40)
    func theBudgetIsNeverExceededAndADelayHasOneCredit(seed: UInt64) throws {
        try withTemporaryFolder { folder throws in
            var random = Random(state: seed)
            var house = try Self.house(in: folder, &random)
            let order = try house.issuedOrder()
            for step in 1...14 {
                house.now = Timestamp(
                    millisecondsSince1970: house.now.millisecondsSince1970
                        + Int64(random.below(9)) * 86_400_000)
                if random.below(3) > 0 {
                    let day = house.broker.today.adding(days: 3 + random.below(60))
                    try house.answer(
                        order.number, "A-\(step)", "60", at: step, date: day.description)
                }
                try house.broker.updatePromises()
                _ = try house.broker.countSilence()
                if random.below(4) > 0 { try house.send() }
                for _ in 0..<random.below(4) { try Self.answer(&random, house) }
                try Self.check(house, "seed \(seed), step \(step)")
            }
        }
    }

    private static let customers = ["C1", "C2", "C3"]

    /// Six lines of three customers, of whom one has no rule; a budget for a few credits.
    private static func house(in folder: String, _ random: inout Random) throws -> TestHouse {
        var house = try TestHouse(in: folder)
        house.policy.desk = DeskPolicy(tolerance: AnswerTolerance(lateDays: 900))
        house.policy.notices.channel = .json
        house.policy.notices.profile = random.below(2) == 0 ? .contract : .statutory
        var credits = CreditPolicy()
        credits.budget = try FixedPoint(whole: Int64(random.below(80)))
        credits.period = CreditPeriod.allCases[random.below(3)]
        credits.furtherDays = random.below(2) == 0 ? nil : 1 + random.below(20)
        credits.rules = [
            CreditRule(
                name: "a", fromDays: 1 + random.below(5), customers: [try CustomerID("C1")],
                amount: try FixedPoint(whole: 5)),
            CreditRule(
                name: "b", fromDays: 1 + random.below(20),
                customers: [try CustomerID("C1"), try CustomerID("C2")],
                amount: try FixedPoint(whole: 1 + Int64(random.below(30)))),
        ]
        house.policy.credits = credits
        _ = try house.broker.takeInMaster(house.master())
        try house.takeInFeed("first.csv", "S1,a-1,2.00,1,1,1,,5,")
        let rows = (1...6).map { number in
            "O\(number),1,\(customers[number % 3]),A,10,2026-03-\(10 + number * 3),urgent,any,no\n"
        }
        _ = try house.broker.takeInBackOrders(
            house.source("back-orders.csv", TestHouse.backOrderHeader + rows.joined()),
            mode: .snapshot, acceptsDrop: false)
        return house
    }

    private static func answer(_ random: inout Random, _ house: TestHouse) throws {
        let line = try BackOrderLineID(parsing: "O\(1 + random.below(6))/1")
        let answers: [ConsentAnswer] = [.credit, .credit, .wait, .partial, .substitute, .cancel]
        do {
            _ = try house.broker.recordConsent(
                answers[random.below(answers.count)], about: line, by: "Ann", channel: "phone",
                evidence: "call")
        } catch let error as ServiceError {
            // Nothing open, or cancelled before: a customer is told so.
            #expect(["consent.credit-missing", "consent.line-cancelled"].contains(error.code))
        }
    }

    private static func check(_ house: TestHouse, _ place: Comment) throws {
        let (credits, letters, consents) = try house.storage.read {
            (try $0.credits(), try $0.letters(), try $0.consents())
        }
        let policy = house.policy.credits
        for credit in credits {
            let sum = credits.filter { $0.isCounted && credit.budget.contains($0.budget.day) }
                .reduce(Int64(0)) { $0 + $1.amount.micros }
            #expect(sum <= credit.budget.limit.micros, place)
            #expect(credit.customer.rawValue != "C3", place)
            let days = credit.oldDate.days(until: credit.newDate)
            let granted = policy.rules.filter {
                $0.fromDays <= days && ($0.customers?.contains(credit.customer) ?? true)
            }.compactMap(\.amount).max()
            #expect(granted == credit.amount, place)
            let consent = consents.first {
                $0.line == credit.line && $0.sequence == credit.outcome?.consent
            }
            #expect((credit.outcome?.kind == .accepted) == (consent?.answer == .credit), place)
        }
        #expect(
            credits.filter { $0.outcome?.kind == .accepted }.count
                == consents.count { $0.answer == .credit }, place)
        // Each is told by a letter of its own, and no letter speaks of one that is not there.
        #expect(
            credits.map(\.letter) == letters.filter { $0.kind == .creditOffered }.map(\.number),
            place)
        for (_, own) in Dictionary(grouping: credits, by: \.line) {
            #expect(own.map(\.delay) == Array(1...own.count), place)
            #expect(own.count { $0.outcome == nil } <= 1, place)
            for (before, after) in zip(own, own.dropFirst()) {
                let further = policy.furtherDays ?? .max
                #expect(before.newDate == after.oldDate, place)
                #expect(before.newDate.days(until: after.newDate) >= further, place)
            }
        }
        for statement in try house.broker.creditStatements() {
            let parts = [statement.reserved, statement.given, statement.released]
            #expect(parts.reduce(0) { $0 + $1.micros } == statement.offered.micros, place)
            #expect(
                statement.reserved.micros + statement.given.micros <= statement.limit.micros,
                place)
        }
    }
}

/// SplitMix64, so that a seed names a run.
private struct Random {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ (value >> 31)) % UInt64(bound))
    }
}
