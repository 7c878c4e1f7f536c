import BrokerService
import Foundation
import Procurement
import Storage
import SupplierAdapterKit
import TestSupport
import Testing

/// Files of ours: what becomes of good rows, and each ``IntakeProblem`` of a bad one.
@Suite struct IntakeTests {
    private func open(_ house: TestHouse) throws -> [String] {
        try house.storage.read { try $0.backOrderLines() }
            .filter { $0.status == .open }
            .map { "\($0.id) \($0.openQuantity.value)" }.sorted()
    }

    @Test func absenceFromASnapshotWithdraws() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            _ = try house.broker.takeInMaster(house.master())
            try house.takeInBackOrders(
                "O1,1,C1,A,10,2026-03-20,urgent,any,no", "O2,1,C1,A,5,2026-03-20,urgent,any,no")
            let report = try house.takeInBackOrders("O2,1,C1,A,6,2026-03-20,urgent,any,no")
            #expect(report.changes == ["1 changed", "1 withdrawn by the order system"])
            #expect(try open(house) == ["O2/1 6"])
        }
    }

    @Test func absenceFromChangesMeansNothing() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            _ = try house.broker.takeInMaster(house.master())
            try house.takeInBackOrders(
                "O1,1,C1,A,10,2026-03-20,urgent,any,no", "O2,1,C1,A,5,2026-03-20,urgent,any,no")
            try house.takeInBackOrders("O2,1,C1,A,6,2026-03-20,urgent,any,no", mode: .changes)
            #expect(try open(house) == ["O1/1 10", "O2/1 6"])
        }
    }

    @Test func aFaultyRowKeepsItsLineAsItWas() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            _ = try house.broker.takeInMaster(house.master())
            try house.takeInBackOrders(
                "O1,1,C1,A,10,2026-03-20,urgent,any,no", "O2,1,C1,A,5,2026-03-20,urgent,any,no")
            let report = try house.takeInBackOrders(
                "O1,1,C1,A,ten,2026-03-20,urgent,any,no", "O2,1,C1,A,6,2026-03-20,urgent,any,no")
            #expect(report.status == .taken)
            #expect(report.problems.map(\.code) == ["intake.number-invalid"])
            #expect(report.problems.map(\.line) == [2])
            #expect(report.problems.map(\.column) == [11])
            #expect(try open(house) == ["O1/1 10", "O2/1 6"])
        }
    }

    @Test(arguments: [
        ("O1,1,C1,X,10,2026-03-20,urgent,any,no", "intake.unknown-item"),
        ("O1,1,C1,A,1.5,2026-03-20,urgent,any,no", "intake.quantity-not-whole"),
        ("O1,1,C1,A,0,2026-03-20,urgent,any,no", "intake.quantity-not-positive"),
        ("O1,1,C1,A,10,2026-02-30,urgent,any,no", "intake.date-invalid"),
        ("O1,1,C1,A,10,2026-03-20,vip,any,no", "intake.priority-unknown"),
        ("O1,1,C1,A,10,2026-03-20,urgent,half,no", "intake.value-unknown"),
        ("O1,1,,A,10,2026-03-20,urgent,any,no", "intake.value-missing"),
    ])
    func eachFaultHasItsCode(row: String, code: String) throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            _ = try house.broker.takeInMaster(house.master())
            let report = try house.takeInBackOrders(row)
            #expect(report.problems.map(\.code) == [code])
            #expect(try open(house).isEmpty)
        }
    }

    @Test func allCopiesOfAKeyAreSetAside() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            _ = try house.broker.takeInMaster(house.master())
            let report = try house.takeInBackOrders(
                "O1,1,C1,A,10,2026-03-20,urgent,any,no", "O1,1,C1,A,12,2026-03-20,urgent,any,no")
            #expect(report.problems.map(\.code) == ["intake.duplicate-key"])
            #expect(try open(house).isEmpty)
        }
    }

    @Test func aRowWithoutAKeyRefusesTheFile() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            _ = try house.broker.takeInMaster(house.master())
            try house.takeInBackOrders("O1,1,C1,A,10,2026-03-20,urgent,any,no")
            let report = try house.takeInBackOrders(",1,C1,A,12,2026-03-20,urgent,any,no")
            #expect(report.status == .refused)
            #expect(try open(house) == ["O1/1 10"])
        }
    }

    @Test func aSnapshotOfFewOpenLinesIsNotBelieved() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            _ = try house.broker.takeInMaster(house.master())
            try house.takeInBackOrders(
                "O1,1,C1,A,1,2026-03-20,urgent,any,no", "O2,1,C1,A,2,2026-03-20,urgent,any,no",
                "O3,1,C1,A,3,2026-03-20,urgent,any,no")
            let held = try house.takeInBackOrders("O1,1,C1,A,1,2026-03-20,urgent,any,no")
            #expect(held.problems.map(\.code) == ["intake.too-few-rows"])
            #expect(try open(house).count == 3)
            let taken = try house.takeInBackOrders(
                "O1,1,C1,A,1,2026-03-20,urgent,any,no", acceptsDrop: true)
            #expect(taken.status == .taken)
            #expect(try open(house) == ["O1/1 1"])
        }
    }

    @Test func aMendedItemListMakesAnUnchangedFileWorthReadingAgain() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            _ = try house.broker.takeInMaster(house.master())
            try house.takeInBackOrders("O1,1,C1,X,10,2026-03-20,urgent,any,no")
            _ = try house.broker.takeInMaster(
                house.master(items: TestHouse.items + "X,Extra,EA,0\n"))
            let report = try house.takeInBackOrders("O1,1,C1,X,10,2026-03-20,urgent,any,no")
            #expect(report.status == .taken)
            #expect(try open(house) == ["O1/1 10"])
        }
    }

    @Test func jsonSaysTheSameAsCSV() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            _ = try house.broker.takeInMaster(house.master())
            let json = """
                {"format": "back-orders/1", "lines": [
                  {"order": "O1", "line": "1", "customer": "C1", "item": "A",
                   "open_quantity": 10, "need_by": "2026-03-20", "accepts_substitute": true}]}
                """
            let report = try house.broker.takeInBackOrders(
                house.source("back-orders.json", json), mode: .snapshot)
            #expect(report.status == .taken)
            let line = try #require(try house.storage.read { try $0.backOrderLines() }.first)
            #expect(line.acceptsSubstitute)
            #expect(line.priority == "standard")
        }
    }

    @Test func aFaultInStockLeavesThePreviousStock() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            _ = try house.broker.takeInMaster(house.master())
            try house.takeInStock("A,north,4")
            let report = try house.takeInStock("A,north,5", "B,north,-1")
            #expect(report.status == .refused)
            let stock = try house.storage.read { try $0.stock() }
            #expect(stock.map { $0.free.value.description } == ["4"])
        }
    }
}

@Suite struct FeedTests {
    /// A guard that minds bad rows only, for lists of two rows.
    private static let anyCount = SnapshotGuard.Limits(leastRowsPercent: 0)

    private func offers(_ house: TestHouse) throws -> [String] {
        try house.storage.read { try $0.offers() }.sorted { $0.id < $1.id }.map { offer in
            let price = offer.priceBreaks.first?.price.money.amount.description ?? ""
            return "\(offer.supplierPart) \(price)\(offer.isStale ? " stale" : "")"
        }
    }

    @Test func aBadRowKeepsItsPreviousOfferMarkedStale() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            let report = try house.takeInFeed(
                "second.csv", "S1,a-1,two,1,1,1,,5,", "S2,a-2,3.50,1,1,1,,1,",
                "S1,b-1,10.00,1,1,1,,5,", limits: Self.anyCount)
            #expect(report.deliveries.map(\.status) == [.accepted])
            #expect(try offers(house) == ["a-1 2 stale", "b-1 10", "a-2 3.5"])
        }
    }

    @Test func aStaleOfferGoesWhenItsValidityEnds() throws {
        try withTemporaryFolder { path in
            var house = try TestHouse(in: path)
            _ = try house.broker.takeInMaster(house.master())
            try house.takeInFeed(
                "first.csv", "S1,a-1,2.00,1,1,1,,5,2026-03-03", "S1,b-1,10.00,1,1,1,,5,")
            house.now = try Timestamp(parsing: "2026-03-04T08:00:00Z")
            try house.takeInFeed(
                "second.csv", "S1,a-1,two,1,1,1,,5,", "S1,b-1,10.00,1,1,1,,5,",
                limits: Self.anyCount)
            #expect(try offers(house) == ["b-1 10"])
        }
    }

    @Test func anUnmatchedPartIsSetAsideAndNeverGuessed() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            _ = try house.broker.takeInMaster(house.master())
            let report = try house.takeInFeed(
                "first.csv", "S1,a-1,2.00,1,1,1,,5,", "S1,A-1,1.00,1,1,1,,5,")
            #expect(try offers(house) == ["a-1 2"])
            let delivery = try #require(report.deliveries.first)
            let problems = try house.storage.read { try $0.feedProblems(ofDelivery: delivery.id) }
            #expect(problems.map(\.code) == ["feed.part-unmatched"])
            #expect(problems.map(\.line) == [3])
        }
    }

    @Test func aShrunkenListIsHeldAndTakenOnlyWhenAccepted() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            _ = try house.broker.takeInMaster(house.master())
            try house.takeInFeed("first.csv", "S1,a-1,2.00,1,1,1,,5,", "S1,b-1,10.00,1,1,1,,5,")
            let report = try house.takeInFeed("second.csv", "S1,a-1,1.00,1,1,1,,5,")
            #expect(report.isHeld)
            #expect(try offers(house) == ["a-1 2", "b-1 10"])
            let again = try house.broker.retry(house.feed(), acceptsDrop: true)
            #expect(again.deliveries.map(\.status) == [.accepted])
            #expect(try offers(house) == ["a-1 1"])
        }
    }

    @Test func aSupplierHeldBackDoesNotHoldTheOthers() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            let report = try house.takeInFeed(
                "second.csv", "S1,a-1,1.00,1,1,1,,5,", "S2,a-2,3.50,1,1,1,,1,")
            #expect(report.heldSuppliers.keys.map(\.rawValue) == ["S1"])
            #expect(try offers(house) == ["a-1 2", "b-1 10", "a-2 3.5"])
        }
    }

    @Test func theSameFileAgainChangesNothing() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            let before = try house.storage.read { try $0.feedSnapshots() }.map(\.version)
            let report = try house.broker.takeIn(house.feed())
            #expect(report.deliveries.isEmpty)
            #expect(try house.storage.read { try $0.feedSnapshots() }.map(\.version) == before)
        }
    }
}
