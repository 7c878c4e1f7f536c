import BrokerService
import OrderDesk
import Procurement
import Storage
import TestSupport
import Testing

/// Coming shortages and causes, from what a house has stored.
@Suite struct RiskTests {
    @Test func anOrderIsNoCoverBeforeItIsConfirmedForATimelyDate() throws {
        try withHouse { house throws in
            let order = try house.issuedOrder()
            func risk() throws -> StockRisk {
                try #require(
                    try house.broker.stockRisks(within: 30, history: DemandHistory([])).first)
            }
            let silent = try risk()
            #expect(silent.openShort == 100 && silent.unconfirmed == 100)
            // Urgent: 100 a unit that is not served.
            #expect(silent.cost == (try FixedPoint(parsing: "10000")))
            #expect(
                silent.openShortages.map(\.standing) == [
                    "on PO-000001 line 1 not confirmed by the supplier"
                ])
            try house.answer(order.number, "A-1", "100", date: "2026-03-25")
            let late = try risk()
            // Five days late at 1 a unit and day.
            #expect(late.openShort == 100)
            #expect(late.cost == (try FixedPoint(parsing: "500")))
            try house.answer(order.number, "A-2", "100", at: 1, date: "2026-03-09")
            #expect(try risk().isAtRisk == false)
        }
    }

    @Test func linesNeededLaterAreNotLookedAt() throws {
        try withHouse { house throws in
            let risks = try house.broker.stockRisks(within: 10, history: DemandHistory([]))
            #expect(risks.map(\.openShort) == [0])
        }
    }

    @Test func stockThatALineHasAClaimOnIsNotFree() throws {
        try withHouse { house throws in
            try house.takeInStock("A,x,90", "A,y,30")
            let risk = try #require(
                try house.broker.stockRisks(within: 30, history: Self.demand(house)).first)
            #expect(risk.openShort == 0 && risk.freeStock == 20)
            // 30 wanted in 30 days: 10 beyond what is free, at the 50 of the standard class.
            #expect(risk.expectedShort == 10)
            #expect(risk.cost == (try FixedPoint(parsing: "500")))
            #expect(risk.customers.map(\.rawValue) == ["C7"])
        }
    }

    /// A minimum of 150 leaves 50 that nobody waits for: they are cover from their day on.
    @Test func whatIsOrderedBeyondOpenLinesIsCoverOnceItIsConfirmed() throws {
        try withHouse { house throws in
            try house.takeInFeed("more.csv", "S1,a-1,2.00,1,150,150,,5,")
            let order = try house.issuedOrder()
            func risk() throws -> StockRisk {
                try #require(
                    try house.broker.stockRisks(within: 30, history: Self.demand(house)).first)
            }
            #expect(try risk().expectedShort == 30)
            try house.answer(order.number, "A-1", "150", date: "2026-03-09")
            let confirmed = try risk()
            #expect(confirmed.freeInbound == 50)
            // One a day until the goods come a week from now.
            #expect(confirmed.expectedShort == 6)
        }
    }

    @Test func aSingleSourceAndStaleOffersAreWarnedOf() throws {
        try withHouse { house throws in
            func warnings() throws -> [SupplyWarning] {
                try house.broker.stockRisks(within: 30, history: DemandHistory([]))
                    .flatMap(\.warnings)
            }
            #expect(try warnings() == [.singleSource(SupplierID("S1"))])
            try house.takeInFeed("more.csv", "S1,a-1,2.00,1,1,1,,5,", "S2,a-2,3.00,1,1,1,,5,")
            #expect(try warnings() == [])
            _ = try house.broker.takeInMaster(
                house.master(others: [.rules: "item,supplier,status\nA,S1,blocked\nA,S2,blocked\n"])
            )
            #expect(try warnings() == [.noSource])
        }
    }

    @Test func whatASupplierDoesNotBringIsTheCause() throws {
        try withHouse { house throws in
            let order = try house.issuedOrder()
            try house.answer(order.number, "A-1", "60", date: "2026-03-09")
            let causes = try house.broker.causes(history: DemandHistory([]))
            #expect(causes.map(\.cause) == [.supply])
            #expect(
                causes.first?.reason == "S1 did not bring 40 of the 100 on PO-000001 line 1")
        }
    }

    /// A file that states no cause does not undo what was recorded; one that does counts.
    @Test func aRecordedCauseOutlivesTheNextFile() throws {
        try withHouse { house throws in
            let line = try BackOrderLineID(parsing: "O1/1")
            try house.broker.record(.production, of: line)
            try house.takeInBackOrders("O1,1,C1,A,90,2026-03-20,urgent,any,no")
            let kept = try house.broker.causes(history: DemandHistory([]))
            #expect(kept.map(\.cause) == [.production])
            #expect(kept.map(\.isRecorded) == [true])
            _ = try house.broker.takeInBackOrders(
                house.source(
                    "back-orders.csv",
                    "order,line,customer,item,open_quantity,need_by,cause\n"
                        + "O1,1,C1,A,90,2026-03-20,season\n"), mode: .snapshot)
            #expect(try house.broker.causes(history: DemandHistory([])).map(\.cause) == [.season])
        }
    }

    @Test func whatIsDerivedIsRecordedOnceOnRequest() throws {
        try withHouse { house throws in
            let order = try house.issuedOrder()
            try house.answer(order.number, "A-1", "60", date: "2026-03-09")
            let none = DemandHistory([])
            #expect(
                try house.broker.recordDerivedCauses(history: none, isDryRun: true).count == 1)
            #expect(try house.broker.causes(history: none).map(\.isRecorded) == [false])
            #expect(try house.broker.recordDerivedCauses(history: none).count == 1)
            #expect(try house.broker.recordDerivedCauses(history: none).isEmpty)
            #expect(try house.broker.causes(history: none).map(\.isRecorded) == [true])
        }
    }

    @Test func rowsThatCannotBeReadAreLeftOutAndTold() throws {
        let text = """
            item,day,quantity,customer
            A,2026-01-05,4,C1
            A,yesterday,4,
            A,2026-01-06,1.5,

            """
        let file = try DemandFile(
            IntakeSource(name: "demand.csv", bytes: Array(text.utf8), format: .csv))
        #expect(file.rows == 1)
        #expect(file.problems.map(\.line) == [3, 4])
        #expect(
            file.problems.map(\.code) == ["intake.date-invalid", "intake.quantity-not-whole"])
        #expect(throws: IntakeRefusal.self) {
            _ = try DemandFile(
                IntakeSource(name: "d.csv", bytes: Array("item,quantity\n".utf8), format: .csv))
        }
    }

    /// One unit a day, for a hundred days.
    private static func demand(_ house: TestHouse) throws -> DemandHistory {
        let item = try ItemID("A")
        let customer = try CustomerID("C7")
        return DemandHistory(
            (1...100).map {
                DemandRecord(
                    item: item, day: house.broker.today.adding(days: -$0), units: 1,
                    customer: customer)
            })
    }

    private func withHouse(_ body: (inout TestHouse) throws -> Void) throws {
        try withTemporaryFolder { folder throws in
            var house = try TestHouse(in: folder)
            house.policy.desk = DeskPolicy(tolerance: AnswerTolerance(lateDays: 30))
            _ = try house.broker.takeInMaster(house.master())
            try house.takeInFeed("first.csv", "S1,a-1,2.00,1,1,1,,5,")
            try house.takeInBackOrders("O1,1,C1,A,100,2026-03-20,urgent,any,no")
            try body(&house)
        }
    }
}
