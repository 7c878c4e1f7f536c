import BrokerService
import Procurement
import Storage
import TestSupport
import Testing

/// What customers can be told: from confirmed supply, kept from the first promise on.
@Suite struct PromiseTests {
    @Test func aPromiseComesWithTheAnswerAndNotWithTheOrder() throws {
        try withPatientHouse { house throws in
            let order = try house.issuedOrder()
            #expect(try house.broker.updatePromises() == [])
            try house.answer(order.number, "A-1", "100", date: "2026-03-09")
            let changes = try house.broker.updatePromises()
            #expect(changes.map(\.kind) == [.made])
            #expect(
                changes.first?.after.promised == .some(try CalendarDate(parsing: "2026-03-09")))
            #expect(try house.broker.updatePromises() == [])
        }
    }

    /// A promise never gets worse silently: each change is kept, with the reason and the first.
    @Test func aPromiseThatSlipsKeepsItsFirstDateAndSaysWhy() throws {
        try withPatientHouse { house throws in
            let order = try house.issuedOrder()
            try house.answer(order.number, "A-1", "100", date: "2026-03-09")
            try house.broker.updatePromises()
            try house.answer(order.number, "A-2", "100", at: 1, date: "2026-03-16")
            let later = try house.broker.updatePromises()
            #expect(later.map(\.kind) == [.later])
            #expect(later.first?.before?.promised == .some(try CalendarDate(parsing: "2026-03-09")))
            try house.answer(order.number, "A-3", "60", at: 2, date: "2026-03-16")
            let gone = try house.broker.updatePromises()
            #expect(gone.map(\.kind) == [.withdrawn])
            #expect(gone.first?.after.reason == "no date yet: 40 covered by nothing")
            let told = try house.storage.read { try $0.promises() }
            #expect(told.map(\.sequence) == [1, 2, 3])
            #expect(told.first?.promised == .some(try CalendarDate(parsing: "2026-03-09")))
        }
    }

    /// What waits for us is not our supplier's fault: the reason names the command that decides.
    @Test func anAnswerThatWaitsForABuyerSaysSo() throws {
        try withPatientHouse { house throws in
            let order = try house.issuedOrder()
            func reason() throws -> String? {
                try house.broker.promiseBoard().plan.lines.first?.reason
            }
            #expect(
                try reason() == "no date yet: 100 on PO-000001 line 1 not confirmed by the supplier"
            )
            try house.answer(order.number, "A-1", "100", price: "2.50", date: "2026-03-09")
            #expect(
                try reason()
                    == "no date yet: 100 on PO-000001 line 1 answered, a buyer decides: "
                    + "broker po decide PO-000001 1")
            let decided = try house.broker.decide(
                .accept, line: 1, of: order.number, by: "Ann", reason: "")
            guard case .taken = decided else {
                Issue.record("not decided")
                return
            }
            #expect(try reason() == "100 on PO-000001 line 1 confirmed for 2026-03-09")
        }
    }

    /// SAP: "If receipts are delayed, the confirmations may be unrealistic, but … remain
    /// unchanged": here an overdue part takes the date back.
    @Test func anOverduePartTakesTheDateBack() throws {
        try withPatientHouse { house throws in
            let order = try house.issuedOrder()
            try house.answer(order.number, "A-1", "100", date: "2026-03-05")
            try house.broker.updatePromises()
            house.now = try Timestamp(parsing: "2026-03-12T08:00:00Z")
            let changes = try house.broker.updatePromises()
            #expect(changes.map(\.kind) == [.withdrawn])
            #expect(changes.first?.after.reason.contains("overdue since 2026-03-05") == true)
        }
    }

    @Test func goodsInStockDoNotGetLaterByLyingThere() throws {
        try withPatientHouse { house throws in
            try house.takeInStock("A,x,100")
            #expect(try house.broker.updatePromises().map(\.kind) == [.made])
            house.now = try Timestamp(parsing: "2026-03-12T08:00:00Z")
            #expect(try house.broker.updatePromises() == [])
        }
    }

    /// The dates of a supplier whose past deliveries came late are not taken at their word.
    @Test func pastDeliveriesMoveThePromise() throws {
        try withPatientHouse { house throws in
            let first = try CalendarDate(parsing: "2025-06-01")
            let feed = try FeedName("history")
            let records = try (0..<200).map { index in
                let ordered = first.adding(days: index)
                return ShipmentRecord(
                    feed: feed, supplier: try SupplierID("S1"), item: "A", orderedOn: ordered,
                    scheduledOn: ordered.adding(days: 10),
                    receivedOn: ordered.adding(days: 13), quantity: 1)
            }
            try house.storage.write { try $0.replaceShipments(of: feed, records) }
            let order = try house.issuedOrder()
            try house.answer(order.number, "A-1", "100", date: "2026-03-05")
            let board = try house.broker.promiseBoard()
            let outlook = try #require(board.plan.lines.first?.outlook)
            #expect(outlook.promised >= (try CalendarDate(parsing: "2026-03-08")))
            #expect(outlook.median == .some(try CalendarDate(parsing: "2026-03-08")))
            #expect(outlook.sample?.supplierAndItem ?? 0 > 100)
        }
    }

    /// crbnos/carbon#1695: a late order hurts only the lines whose slack is used up; it is not
    /// that all lines behind it are late, nor that none is because the total is early enough.
    @Test func aLateOrderHurtsOnlyTheLinesWithoutSlack() throws {
        try withPatientHouse { house throws in
            try house.takeInBackOrders(
                "O1,1,C1,A,60,2026-03-10,urgent,any,no", "O2,1,C2,A,40,2026-03-20,urgent,any,no")
            let order = try house.issuedOrder()
            try house.answer(order.number, "A-1", "100", date: "2026-03-09")
            let pegs = try house.broker.promiseBoard().pegs.filter { $0.order == order.number }
            #expect(pegs.map(\.line.description) == ["O1/1", "O2/1"])
            #expect(pegs.map { $0.slack(later: 0) } == [1, 11])
            #expect(pegs.map { $0.slack(later: 5) } == [-4, 6])
            #expect(pegs.map { $0.effect(later: 5) } == [.becomesLate, .inTime])
            #expect(pegs.map { $0.effect(later: 20) } == [.becomesLate, .becomesLate])
            let chain = try house.broker.promiseBoard().pegs.filter {
                $0.line.description == "O2/1"
            }
            #expect(chain.map(\.order) == [order.number])
        }
    }

    /// From a customer's line: all that it waits for, and which part decides its date.
    @Test func theChainBehindALineNamesWhatDecidesItsDate() throws {
        try withPatientHouse { house throws in
            let order = try house.issuedOrder()
            try house.answer(order.number, "A-1", "70", date: "2026-03-09")
            try house.takeInStock("A,x,10")
            let line = try BackOrderLineID(parsing: "O1/1")
            let chain = try house.broker.promiseBoard().chain(of: line)
            #expect(chain.map(\.units) == [10, 70, 20])
            #expect(chain.map(\.order) == [nil, order.number, nil])
            #expect(chain.map(\.decides) == [false, false, true])
            #expect(chain.map { $0.effect(later: 3) } == [.inTime, .inTime, .unknown])
            // Stock does not get later because an order does.
            #expect(chain.map { $0.slack(later: 30) } == [18, -19, nil])
            #expect(try house.broker.promiseBoard().pegs.map(\.units) == [70])
        }
    }
}
