import BrokerService
import OrderDesk
import Procurement
import Storage
import TestSupport
import Testing

/// What became of first promises is kept, and corrects the share that new ones are made for.
@Suite struct PromiseEndingTests {
    // MARK: What is kept

    @Test func aLineThatIsAllHereByTheDayIsComplete() throws {
        try withPromisedHouse { house, order throws in
            try house.advance(to: "2026-03-09T08:00:00Z")
            #expect(try house.endings() == [])
            _ = try house.receive(order, "R-1", units: 100)
            try house.takeInStock("A,x,100")
            #expect(try house.endings() == [Self.ending("complete", "2026-03-09")])
            #expect(try house.endings() == [Self.ending("complete", "2026-03-09")])
        }
    }

    /// The order system ships before the broker looks: what the plan had in stock until then was
    /// complete.
    @Test func aLineThatLeftFromStockBeforeTheNextLookIsComplete() throws {
        try withPromisedHouse { house, order throws in
            try house.advance(to: "2026-03-06T08:00:00Z")
            _ = try house.receive(order, "R-1", units: 100)
            try house.takeInStock("A,x,100")
            try house.takeInBackOrders(Self.other, acceptsDrop: true)
            #expect(try house.endings() == [Self.ending("complete", "2026-03-06")])
        }
    }

    /// Other goods than those that were on order are as good.
    @Test func otherGoodsCompleteALineToo() throws {
        try withPromisedHouse { house, _ throws in
            try house.advance(to: "2026-03-05T08:00:00Z")
            try house.takeInStock("A,x,200")
            #expect(try house.endings() == [Self.ending("complete", "2026-03-05")])
        }
    }

    /// What the customer took elsewhere says nothing about our dates.
    @Test func aLineThatIsWithdrawnBeforeAnythingCameDoesNotCount() throws {
        try withPromisedHouse { house, order throws in
            try house.advance(to: "2026-03-05T08:00:00Z")
            try house.takeInBackOrders(Self.other, acceptsDrop: true)
            #expect(try house.endings() == [Self.ending("withdrawn", "2026-03-05")])
            // Even if the goods come in time: nobody waited for them.
            try house.advance(to: "2026-03-08T08:00:00Z")
            _ = try house.receive(order, "R-1", units: 100)
            try house.advance(to: "2026-03-12T08:00:00Z")
            #expect(try house.broker.promiseBoard().kept.due == 0)
        }
    }

    /// The receipt is taken in after the file that no longer names the line: it came all the same.
    @Test func aReceiptThatIsTakenInLaterStillCounts() throws {
        try withPromisedHouse { house, order throws in
            try house.advance(to: "2026-03-05T08:00:00Z")
            try house.takeInBackOrders(Self.other, acceptsDrop: true)
            _ = try house.receive(order, "R-1", units: 100)
            #expect(try house.broker.promiseBoard().kept.due == 0)
            try house.advance(to: "2026-03-12T08:00:00Z")
            let kept = try house.broker.promiseBoard().kept
            #expect((kept.due, kept.kept) == (1, 1))
        }
    }

    @Test func aLineThatIsNotCompleteTheDayAfterIsOverdue() throws {
        try withPromisedHouse { house, order throws in
            try house.advance(to: "2026-03-09T08:00:00Z")
            #expect(try house.endings() == [])
            try house.advance(to: "2026-03-10T08:00:00Z")
            #expect(try house.endings() == [Self.ending("overdue", "2026-03-10")])
            _ = try house.receive(order, "R-1", units: 100)
            try house.takeInStock("A,x,100")
            #expect(try house.endings() == [Self.ending("overdue", "2026-03-10")])
            let kept = try house.broker.promiseBoard().kept
            #expect((kept.due, kept.kept) == (1, 0))
            #expect(kept.share > kept.aim)
        }
    }

    /// A receipt of the day itself is known before the stock that shows it: nothing is decided.
    @Test func goodsThatCameInTimeAreNotOverdueBecauseTheStockFileIsOld() throws {
        try withPromisedHouse { house, order throws in
            try house.advance(to: "2026-03-09T08:00:00Z")
            _ = try house.receive(order, "R-1", units: 100)
            try house.advance(to: "2026-03-10T08:00:00Z")
            #expect(try house.endings() == [])
            try house.takeInStock("A,x,100")
            #expect(try house.endings() == [Self.ending("complete", "2026-03-09")])
        }
    }

    @Test(arguments: [("2026-03-06T08:00:00Z", 0), ("2026-03-11T08:00:00Z", 1)])
    func whoCancelsByTheDayTakesThePromiseBack(_ moment: String, _ due: Int) throws {
        try withPromisedHouse { house, _ throws in
            try house.advance(to: moment)
            _ = try house.broker.recordConsent(
                .cancel, about: BackOrderLineID(parsing: "O1/1"), by: "C1", channel: "phone",
                evidence: "call")
            let day = String(moment.prefix(10))
            #expect(try house.endings() == [Self.ending("cancelled", day)])
            try house.advance(to: "2026-03-12T08:00:00Z")
            let kept = try house.broker.promiseBoard().kept
            #expect((kept.due, kept.kept) == (due, 0))
        }
    }

    /// What lies in stock is certain; thousands of such promises say nothing about suppliers.
    @Test func promisesFromStockDoNotCount() throws {
        try withPromisedHouse { house, _ throws in
            try house.takeInBackOrders(
                "O1,1,C1,A,100,2026-03-20,urgent,any,no", "O8,1,C1,B,5,2026-03-20,urgent,any,no")
            try house.takeInStock("B,x,5")
            _ = try house.endings()
            let told = try house.storage.read { try $0.promises() }
            #expect(told.map(\.line.description) == ["O1/1", "O8/1"])
            #expect(told.map { $0.share == nil } == [false, true])
            try house.advance(to: "2026-03-12T08:00:00Z")
            #expect(try house.endings().map(\.line.description) == ["O1/1"])
        }
    }

    // MARK: What it changes

    /// Of 300 first promises all were kept: new ones are bolder, down to P80, and what was told
    /// before stays.
    @Test(arguments: [true, false])
    func newPromisesAreMadeForTheCorrectedShare(_ areKept: Bool) throws {
        try withTemporaryFolder { folder throws in
            var house = try TestHouse(in: folder)
            house.policy.desk = DeskPolicy(tolerance: AnswerTolerance(lateDays: 30))
            _ = try house.broker.takeInMaster(house.master())
            try house.takeInFeed("first.csv", "S1,a-1,2.00,1,1,1,,5,")
            try house.learnSpread()
            try house.takeInBackOrders("O1,1,C1,A,100,2026-03-20,urgent,any,no")
            let order = try house.issuedOrder()
            try house.answer(order.number, "A-1", "100", date: "2026-03-09")
            try house.broker.updatePromises()
            let first = try #require(try house.promised("O1/1"))
            try house.rememberPromises(300, areKept: areKept)
            let board = try house.broker.promiseBoard()
            #expect((board.kept.due, board.kept.kept) == (300, areKept ? 300 : 0))
            #expect(board.kept.share.millionths == (areKept ? 800_000 : 980_000))
            // The told line keeps its share, and so its date.
            #expect(try house.broker.updatePromises() == [])
            #expect(try house.promised("O1/1") == first)
            #expect(board.plan.lines.first?.share == board.kept.aim)
            // A new one with the same supplier's date has another.
            try house.takeInBackOrders(
                "O1,1,C1,A,100,2026-03-20,urgent,any,no", "O2,1,C2,A,50,2026-03-20,urgent,any,no")
            try house.orderRound()
            let second = try #require(try house.orders().first { $0.number != order.number })
            try house.answer(second.number, "A-2", "50", date: "2026-03-09")
            #expect(try house.broker.updatePromises().map(\.kind) == [.made])
            let later = try #require(try house.promised("O2/1"))
            #expect(areKept ? later < first : later > first)
            // Never before the supplier's own date, as nothing ever came earlier.
            #expect(later >= (try CalendarDate(parsing: "2026-03-09")))
        }
    }

    // MARK: A house with one promise

    private static let other = "O9,1,C1,B,1,2026-03-20,standard,any,no"

    private static func ending(_ ending: String, _ day: String) throws -> PromiseEndingRecord {
        PromiseEndingRecord(
            line: try BackOrderLineID(parsing: "O1/1"),
            promised: try CalendarDate(parsing: "2026-03-09"),
            ending: try #require(PromiseEnding(rawValue: ending)),
            day: try CalendarDate(parsing: day), at: .earliest)
    }

    /// 100 apples of O1/1 are on order and promised for 2026-03-09.
}

extension TestHouse {
    /// What is known of first promises after a look, whenever it was noticed.
    fileprivate func endings() throws -> [PromiseEndingRecord] {
        try broker.updatePromises()
        return try storage.read { try $0.promiseEndings() }.map { record in
            PromiseEndingRecord(
                line: record.line, promised: record.promised, ending: record.ending,
                day: record.day, at: .earliest)
        }
    }

    fileprivate func promised(_ line: String) throws -> CalendarDate? {
        try storage.read { try $0.promises() }
            .first { $0.line.description == line }?.promised
    }

    /// Two hundred deliveries of S1, from on time to nineteen days late, evenly.
    fileprivate func learnSpread() throws {
        let first = try CalendarDate(parsing: "2025-06-01")
        let feed = try FeedName("history")
        let records = try (0..<200).map { index in
            let ordered = first.adding(days: index)
            return ShipmentRecord(
                feed: feed, supplier: try SupplierID("S1"), item: "A", orderedOn: ordered,
                scheduledOn: ordered.adding(days: 10),
                receivedOn: ordered.adding(days: 10 + index * 7 % 20), quantity: 1)
        }
        try storage.write { try $0.replaceShipments(of: feed, records) }
    }

    /// First promises of lines that are long gone.
    fileprivate func rememberPromises(_ count: Int, areKept: Bool) throws {
        let share = try QuantileLevel(millionths: 900_000)
        try storage.write { storage in
            for index in 0..<count {
                let line = try BackOrderLineID(parsing: "P\(index)/1")
                let day = broker.today.adding(days: -1 - index % 100)
                try storage.insertPromise(
                    PromiseRecord(
                        line: line, sequence: 1, at: now, promised: day, median: day, receipts: 0,
                        supplierReceipts: 0, reason: "", share: share))
                try storage.insertPromiseEnding(
                    PromiseEndingRecord(
                        line: line, promised: day, ending: areKept ? .complete : .overdue,
                        day: areKept ? day : day.adding(days: 1), at: now))
            }
        }
    }
}
