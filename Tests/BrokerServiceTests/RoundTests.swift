import BrokerService
import Foundation
import Procurement
import Storage
import TestSupport
import Testing

/// Rounds over everything in ``RoundInputs``, told by ``RoundComposer``.
@Suite struct RoundTests {
    @Test func roundBuysWhereItIsCheapestInAll() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            let document = try house.proposedRound().document
            #expect(document.outcome.status == "optimal")
            #expect(document.orders.map(\.offer) == ["list/S1/a-1"])
            #expect(document.outcome.objective == "25")
            #expect(document.allocations.map(\.arrives) == ["2026-03-07"])
        }
    }

    @Test func anUnchangedRoundIsNotComputedAgain() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            let first = try house.proposedRound()
            guard case .unchanged(let second) = try house.broker.runRound() else {
                Issue.record("a second round was computed")
                return
            }
            #expect(second.record.number == first.record.number)
            #expect(try house.storage.read { try $0.rounds() }.count == 1)
        }
    }

    @Test func threeRunsMakeOneSetOfOrders() throws {
        try withTemporaryFolder { path in
            var house = try TestHouse(in: path)
            house.policy.approval.automaticRoundTotal = try FixedPoint(parsing: "1000")
            try house.furnish()
            try house.takeInBackOrders(
                "O1,1,C1,A,10,2026-03-20,urgent,any,no", "O2,1,C1,B,1,2026-03-20,standard,any,no")
            var set = IntakeSet(master: house.master())
            set.backOrders = nil
            for _ in 1...3 {
                let outcome = try house.broker.run(
                    RunRequest(), set: set, feeds: [house.feed()], sink: house.sink,
                    progress: { _ in })
                guard case .ran(let record, _) = outcome else {
                    Issue.record("a run without a slot must run")
                    return
                }
                try house.broker.finish(record, exitCode: 0, report: "{}")
            }
            #expect(try house.storage.read { try $0.purchaseOrders() }.count == 1)
            #expect(try house.outbox().count == 1)
        }
    }

    @Test func whatARoundLeftUncoveredIsNotBoughtByTheNextRunOfTheDay() throws {
        try withTemporaryFolder { path in
            var house = try TestHouse(in: path)
            try house.furnish()
            // One B is only to be had in tens for 100.00; leaving it unmet costs 50.
            try house.takeInFeed(
                "second.csv", "S1,a-1,2.00,1,1,1,,5,", "S2,a-2,3.00,1,1,1,,1,",
                "S1,b-1,100.00,1,1,1,,5,")
            try house.takeInBackOrders(
                "O1,1,C1,A,10,2026-03-20,urgent,any,no", "O2,1,C1,B,1,2026-03-20,standard,any,no")
            try house.orderRound()
            guard case .settled(let round) = try house.broker.runRound() else {
                Issue.record("a settled round was computed again")
                return
            }
            #expect(round.document.unmet.map(\.line) == ["O2/1"])
            house.now = try Timestamp(parsing: "2026-03-03T08:00:00Z")
            #expect(try house.emptyRound().record.number.value == 2)
        }
    }

    @Test func stockGoesBeforeBuying() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            try house.takeInStock("A,north,4", "A,south,3")
            let demand = try house.proposedRound().document.demand
            #expect(demand.map(\.fromStock) == [7])
            #expect(demand.map(\.required) == [3])
        }
    }

    @Test func onlyLinesThatAcceptSubstitutesGetThem() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            _ = try house.broker.takeInMaster(
                house.master(others: [.substitutes: "item,substitute,cost\nB,A,0.50\n"]))
            try house.takeInFeed("first.csv", "S1,a-1,2.00,1,1,1,,5,")
            try house.takeInBackOrders(
                "O1,1,C1,B,10,2026-03-20,urgent,any,yes", "O2,1,C1,B,10,2026-03-20,urgent,any,no")
            let document = try house.proposedRound().document
            #expect(document.allocations.map(\.line) == ["O1/1"])
            #expect(document.outcome.costs["substitution"] == "5")
            #expect(document.unmet.map(\.line) == ["O2/1"])
            #expect(document.unmet.map(\.code) == ["noOffer"])
        }
    }

    @Test func aShelfIsNotOrderedTwice() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            _ = try house.broker.takeInMaster(house.master())
            // Eight on the shelf of S1 and no lead time for more.
            try house.takeInFeed("first.csv", "S1,a-1,2.00,1,1,1,8,,", "S2,a-2,3.00,1,1,1,,9,")
            try house.takeInBackOrders("O1,1,C1,A,5,2026-03-20,urgent,any,no")
            try house.orderRound()
            try house.takeInBackOrders(
                "O1,1,C1,A,5,2026-03-20,urgent,any,no", "O2,1,C1,A,20,2026-03-20,urgent,any,no")
            let orders = try house.proposedRound().document.orders
            let fromFirst = orders.filter { $0.supplier == "S1" }.reduce(0) { $0 + $1.quantity }
            #expect(fromFirst <= 3)
            #expect(orders.reduce(0) { $0 + $1.quantity } == 20)
        }
    }

    @Test func aSupplierUnitOfTenIsOrderedInTens() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            try house.takeInBackOrders("O1,1,C1,B,12,2026-03-20,urgent,any,no")
            let round = try house.proposedRound()
            #expect(round.document.orders.map(\.quantity) == [20])
            let lines = try house.broker.preview(round.record.number).flatMap(\.lines)
            #expect(lines.map { $0.quantity.value.description } == ["2"])
            #expect(lines.map { $0.price.money.amount.description } == ["10"])
            #expect(lines.map { $0.amount.amount.description } == ["20"])
        }
    }

    @Test(arguments: [
        ("blocked", "supplierBlocked"), ("expired", "notValid"), ("currency", "otherCurrency"),
        ("rule", "notApproved"), ("shelf", "nothingOnHand"),
    ])
    func anOfferThatMayNotBeUsedSaysWhy(kind: String, reason: String) throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            var others: [MasterFile: String] = [:]
            var suppliers = TestHouse.suppliers
            var row = "S1,a-1,2.00,1,1,1,,5,"
            switch kind {
            case "blocked": suppliers = "supplier,name,blocked\nS1,First,yes\nS2,Second,no\n"
            case "expired": row = "S1,a-1,2.00,1,1,1,,5,2026-03-01"
            case "currency": suppliers = "supplier,name,currency\nS1,First,USD\nS2,Second,EUR\n"
            case "rule": others[.rules] = "item,supplier,status\nA,S2,approved\n"
            default: row = "S1,a-1,2.00,1,1,1,0,,"
            }
            _ = try house.broker.takeInMaster(
                house.master(suppliers: suppliers, others: others))
            try house.takeInFeed("first.csv", row)
            try house.takeInBackOrders("O1,1,C1,A,10,2026-03-20,urgent,any,no")
            let document = try house.emptyRound().document
            let expected = LeftOutOffer.Reason.allCases.first { "\($0)" == reason }
            #expect(document.leftOut.map(\.reason) == [expected?.rawValue])
            #expect(document.unmet.map(\.code) == ["noUsableOffer"])
        }
    }
}
