import BrokerService
import OrderDesk
import Procurement
import Storage
import TestSupport
import Testing

/// What the record of suppliers does to rounds: nothing by itself, and what the policy says.
@Suite struct ScorecardRoundTests {
    @Test func aRecordIsMeasuredFromWhatIsStored() throws {
        try withHouse { house throws in
            let cards = try house.broker.scorecards(since: house.broker.scorecardPeriod)
            #expect(cards.map(\.supplier.rawValue) == ["S1", "S2"])
            #expect(cards[0][.fillRate].value == .some(try FixedPoint(parsing: "0.4")))
            #expect(cards[0][.fillRate].sample == 1)
            #expect(cards[0][.answerDays].value == .zero)
            let known = cards[1].measures.filter { $0.value != nil }
            #expect(known.map(\.figure) == [.priceOffered])
            let later = try house.broker.scorecards(since: house.broker.today)
            #expect(later.allSatisfy { $0[.fillRate].value == nil })
        }
    }

    @Test func withoutARuleARecordChangesNothing() throws {
        try withHouse { house throws in
            let round = try house.proposedRound()
            #expect(round.document.orders.map(\.supplier) == ["S1"])
            #expect(round.document.notes == [])
        }
    }

    @Test func anExcludedSupplierIsLeftOutAndTheRoundSaysWhy() throws {
        try withHouse { house throws in
            house.policy.scorecards = try rule(.exclude)
            let round = try house.proposedRound()
            #expect(round.document.orders.map(\.supplier) == ["S2"])
            #expect(
                round.document.leftOut.contains {
                    $0.supplier == "S1" && $0.reason == LeftOutOffer.Reason.poorRecord.rawValue
                })
            #expect(
                round.document.notes == [
                    "Supplier S1 takes no part: its fill-rate is 0.4 in 1 line, worse than the "
                        + "0.8 of supplier_rule.short."
                ])
        }
    }

    /// S1 is 1.00 a unit cheaper: for 50 units a surcharge of 40 is borne, and one of 60 is not.
    @Test(arguments: [("40", "S1"), ("60", "S2")])
    func aSurchargeIsWeighedAgainstThePrice(surcharge: String, winner: String) throws {
        try withHouse { house throws in
            house.policy.scorecards = try rule(.surcharge(FixedPoint(parsing: surcharge)))
            let round = try house.proposedRound()
            #expect(round.document.orders.map(\.supplier) == [winner])
            let penalties = round.document.outcome.costs["penalties"]
            #expect(penalties == (winner == "S1" ? surcharge : "0"))
            #expect(
                round.document.notes.first?.hasPrefix(
                    "An order to supplier S1 counts \(surcharge).00 EUR more: its fill-rate")
                    == true)
            // Nobody is paid it.
            #expect(round.document.suppliers.first?.surcharge == "0")
        }
    }

    @Test func aRecordThatGetsBetterMakesTheProposedRoundUnfit() throws {
        try withHouse { house throws in
            house.policy.scorecards = try rule(.exclude)
            let round = try house.proposedRound()
            #expect(try house.broker.fits(round.record.number))
            let order = try #require(house.orders().first)
            try house.receive(order.number, "R-9", units: 60)
            let cards = try house.broker.scorecards(since: house.broker.scorecardPeriod)
            #expect(cards[0][.fillRate].value == .one)
            #expect(throws: ServiceError.self) {
                try house.broker.approve(
                    round.record.number, hash: round.record.hash, by: "tester")
            }
        }
    }

    @Test func offersAreComparedWithThoseOfTheFirstRoundOfThePeriod() throws {
        try withHouse { house throws in
            try house.takeInFeed(
                "second.csv", "S1,a-1,2.50,1,1,1,,5,", "S2,a-2,3.00,1,1,1,,5,")
            let cards = try house.broker.scorecards(since: house.broker.scorecardPeriod)
            #expect(cards[0][.priceOffered].value == .some(try FixedPoint(parsing: "0.25")))
            #expect(cards[1][.priceOffered].value == .zero)
        }
    }

    private func rule(_ effect: ScorecardRule.Effect) throws -> ScorecardPolicy {
        ScorecardPolicy(
            minimumSample: 1,
            rules: [
                ScorecardRule(
                    name: "short", figure: .fillRate, limit: try FixedPoint(parsing: "0.8"),
                    effect: effect)
            ])
    }

    /// S1 delivered 40 of 100 that were due, a month later 50 more are needed.
    private func withHouse(_ body: (inout TestHouse) throws -> Void) throws {
        try withTemporaryFolder { folder throws in
            var house = try TestHouse(in: folder)
            house.policy.desk = DeskPolicy(tolerance: AnswerTolerance(lateDays: 30))
            _ = try house.broker.takeInMaster(house.master())
            try house.takeInFeed("first.csv", "S1,a-1,2.00,1,1,1,,5,", "S2,a-2,3.00,1,1,1,,5,")
            try house.takeInBackOrders("O1,1,C1,A,100,2026-03-20,urgent,any,no")
            let order = try house.issuedOrder()
            try house.answer(order.number, "A-1", "100", date: "2026-03-07")
            house.now = try Timestamp(parsing: "2026-03-06T08:00:00Z")
            try house.receive(order.number, "R-1", units: 40)
            house.now = try Timestamp(parsing: "2026-04-06T08:00:00Z")
            try house.takeInFeed("again.csv", "S1,a-1,2.00,1,1,1,,5,", "S2,a-2,3.00,1,1,1,,5,")
            try house.takeInBackOrders("O2,1,C1,A,50,2026-05-20,urgent,any,no", acceptsDrop: true)
            try body(&house)
        }
    }
}
