import BrokerService
import OrderDesk
import Procurement
import Storage
import TestSupport
import Testing

/// Random rounds, approvals, answers, goods, letters and cancellations: money is counted on once.
@Suite struct SetAsidePropertyTests {
    @Test(arguments: UInt64(1)...30)
    func noMoneyIsCountedOnTwice(seed: UInt64) throws {
        try withTemporaryFolder { folder throws in
            var random = Random(state: seed)
            var house = try Self.house(in: folder, &random)
            var documents = 0
            for step in 1...16 {
                house.now = Timestamp(
                    millisecondsSince1970: house.now.millisecondsSince1970
                        + Int64(random.below(4)) * 86_400_000)
                let place: Comment = "seed \(seed), step \(step)"
                switch random.below(5) {
                case 0, 1: try Self.runRound(&random, house, place)
                case 2:
                    for _ in 0..<2 {
                        documents += 1
                        try Self.hear(&random, house, "A-\(documents)")
                    }
                    try house.broker.updatePromises()
                case 3: try house.send()
                default: try Self.answer(&random, house)
                }
                try Self.check(house, place)
            }
        }
    }

    /// Eight lines; S1 is cheap and so late that a credit often is the better choice.
    private static func house(in folder: String, _ random: inout Random) throws -> TestHouse {
        var house = try TestHouse(in: folder)
        house.policy.desk = DeskPolicy(tolerance: AnswerTolerance(lateDays: 900))
        house.policy.notices.channel = .json
        var credits = CreditPolicy()
        credits.budget = try FixedPoint(whole: Int64(20 + random.below(60)))
        credits.period = CreditPeriod.allCases[random.below(3)]
        credits.lateCostMillionths = 250_000
        credits.furtherDays = random.below(2) == 0 ? nil : 1 + random.below(9)
        credits.rules = [
            CreditRule(name: "a", fromDays: 1, amount: try FixedPoint(whole: 15)),
            CreditRule(
                name: "b", fromDays: 2 + random.below(4),
                amount: try FixedPoint(whole: Int64(16 + random.below(15)))),
        ]
        house.policy.credits = credits
        _ = try house.broker.takeInMaster(house.master())
        try house.takeInFeed("first.csv", "S1,a-1,2.00,1,1,1,,5,", "S2,a-2,5.60,1,1,1,,1,")
        try takeInLines(house, through: 3)
        return house
    }

    private static func takeInLines(_ house: TestHouse, through count: Int) throws {
        let first = try CalendarDate(parsing: "2026-03-02")
        let rows = (1...count).map { number in
            let needBy = first.adding(days: number)
            return "O\(number),1,C\(number % 2),A,\(6 + number),\(needBy),urgent,any,no\n"
        }
        _ = try house.broker.takeInBackOrders(
            house.source("back-orders.csv", TestHouse.backOrderHeader + rows.joined()),
            mode: .snapshot, acceptsDrop: false)
    }

    /// Lines come, a round is computed, and is approved and issued, or not.
    private static func runRound(
        _ random: inout Random, _ house: TestHouse, _ place: Comment
    ) throws {
        let known = try house.storage.read { try $0.backOrderLines() }.count
        try takeInLines(house, through: min(9, known + random.below(2)))
        // What nobody answered in time is free for whoever takes it next.
        let (today, statement) = (house.broker.today, try house.broker.creditStatements().last)
        let lapsed = try house.broker.credits().filter {
            $0.outcome == nil && $0.deadline < today
                && $0.budget.day >= statement?.from ?? .earliest
        }.reduce(Int64(0)) { $0 + $1.amount.micros }
        let left = lapsed + (statement?.left.micros ?? 0)
        guard case .proposed(let round) = try house.broker.runRound(isAnew: random.below(3) == 0)
        else { return }
        let planned = try round.document.plannedCredits()
        let issued = Set(
            try house.storage.read { try $0.rounds() }.filter { $0.state == .ordered }
                .map(\.number))
        // Rounds that were approved and not issued give way to this one.
        let freed = try house.broker.setAsideCredits()
            .filter { $0.outcome == nil && !issued.contains($0.round) }
            .reduce(Int64(0)) { $0 + $1.amount.micros }
        #expect(
            planned.reduce(Int64(0)) { $0 + $1.amount.micros } <= left + freed, place)
        if random.below(4) == 0 { return }
        try house.approve(round)
        let own = try house.broker.setAsideCredits().filter {
            $0.round == round.record.number && $0.outcome == nil
        }
        #expect(Set(own.map(\.line)) == Set(planned.map(\.line)), place)
        if random.below(4) == 0 { return }
        _ = try house.broker.issue(round.record.number, through: house.sink)
    }

    /// A supplier confirms some of an order for some day, or goods come.
    private static func hear(
        _ random: inout Random, _ house: TestHouse, _ document: String
    ) throws {
        let orders = try house.orders()
        guard !orders.isEmpty else { return }
        let order = orders[random.below(orders.count)]
        guard let line = order.lines.first, line.state == .open else { return }
        if random.below(3) == 0 {
            try house.receive(
                order.number, document, units: Int64(1 + random.below(Int(line.progress.ordered))))
        } else {
            let units = random.below(3) == 0 ? random.below(5) : Int(line.progress.ordered)
            let day = house.broker.today.adding(days: random.below(20))
            try house.answer(order.number, document, "\(units)", date: day.description)
        }
    }

    private static func answer(_ random: inout Random, _ house: TestHouse) throws {
        let line = try BackOrderLineID(parsing: "O\(1 + random.below(9))/1")
        let answers: [ConsentAnswer] = [.credit, .credit, .wait, .cancel]
        do {
            _ = try house.broker.recordConsent(
                answers[random.below(answers.count)], about: line, by: "Ann", channel: "phone",
                evidence: "call")
        } catch let error as ServiceError {
            #expect(
                ["consent.credit-missing", "consent.line-cancelled", "backorder.unknown"]
                    .contains(error.code))
        }
    }

    private static func check(_ house: TestHouse, _ place: Comment) throws {
        let credits = try house.broker.credits()
        let setAside = try house.broker.setAsideCredits()
        let open = setAside.filter { $0.outcome == nil }
        // Offered, given and counted on come to the budget at most, in every period.
        if let statement = try house.broker.creditStatements().last {
            let sum = statement.reserved.micros + statement.given.micros + statement.setAside.micros
            #expect(sum <= statement.limit.micros, place)
            #expect(statement.left.micros == statement.limit.micros - sum, place)
            #expect(
                statement.setAside.micros == open.reduce(0) { $0 + $1.amount.micros }, place)
        }
        #expect(Set(open.map(\.line)).count == open.count, place)
        for credit in setAside {
            let offered = credits.filter { $0.line == credit.line && $0.offeredAt >= credit.at }
            if let number = credit.outcome?.credit {
                #expect(offered.contains { $0.number == number }, place)
            } else if credit.outcome == nil {
                #expect(offered.isEmpty, place)
            }
        }
        for (_, own) in Dictionary(grouping: credits, by: \.line) {
            #expect(Set(own.map(\.newDate)).count == own.count, place)
        }
        // What is stored ends as it is told.
        let stored = try house.storage.read { try $0.setAsideCredits() }
        #expect(stored.map(\.number) == setAside.map(\.number), place)
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
