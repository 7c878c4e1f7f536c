import BrokerService
import OrderDesk
import Procurement
import Storage
import TestSupport
import Testing

/// How first promises ended, line by line and by supplier: ``EndedPromise``, ``PromiseTotals``.
@Suite struct EndedPromiseTests {
    @Test func aLineThatCameByTheDayWasKept() throws {
        try withPromisedHouse { house, order throws in
            try house.advance(to: "2026-03-08T08:00:00Z")
            _ = try house.receive(order, "R-1", units: 100)
            try house.takeInStock("A,x,100")
            try house.broker.updatePromises()
            let promise = try #require(try house.broker.endedPromises().first)
            #expect(promise.verdict == .kept && promise.daysLate == 0 && !promise.isDue)
            #expect(promise.suppliers.map(\.rawValue) == ["S1"])
            #expect(promise.received?.description == "2026-03-08")
            #expect(promise.customer?.rawValue == "C1" && promise.item?.rawValue == "A")
            // Before its day it counts for nobody: of those for the same day only kept ones could.
            #expect(try house.totals() == ["S1 0 of 0, 1 not", "all 0 of 0, 1 not"])
            try house.advance(to: "2026-03-10T08:00:00Z")
            #expect(try house.totals() == ["S1 1 of 1, 0 not", "all 1 of 1, 0 not"])
        }
    }

    /// Late by more each day, until the goods are here; then it stays.
    @Test func aLineThatIsLateIsLateUntilItCame() throws {
        try withPromisedHouse { house, order throws in
            try house.answer(order, "A-2", "100", at: 1, date: "2026-03-14")
            try house.advance(to: "2026-03-12T08:00:00Z")
            try house.broker.updatePromises()
            var promise = try #require(try house.broker.endedPromises().first)
            #expect(promise.promised.description == "2026-03-09")
            #expect(promise.latest?.description == "2026-03-14")
            #expect(promise.verdict == .late && promise.daysLate == 3 && promise.isWaiting)
            #expect(promise.received == nil)
            try house.advance(to: "2026-03-15T08:00:00Z")
            _ = try house.receive(order, "R-1", units: 100)
            try house.advance(to: "2026-03-20T08:00:00Z")
            promise = try #require(try house.broker.endedPromises().first)
            #expect(promise.received?.description == "2026-03-15")
            #expect(promise.daysLate == 6 && !promise.isWaiting)
            #expect(try house.totals() == ["S1 0 of 1, 0 not", "all 0 of 1, 0 not"])
            let all = try house.broker.endedPromises()
            #expect(PromiseTotals.bySupplier(all).map(\.mostDaysLate) == [6, 6])
        }
    }

    @Test(arguments: [("2026-03-09", "not-counted"), ("2026-03-10", "late")])
    func whoCancelsByTheDayCountsNeitherWay(day: String, verdict: String) throws {
        try withPromisedHouse { house, _ throws in
            try house.advance(to: "\(day)T08:00:00Z")
            try house.answerOffer(.cancel)
            try house.advance(to: "2026-03-11T08:00:00Z")
            try house.broker.updatePromises()
            let promise = try #require(try house.broker.endedPromises().first)
            #expect(promise.verdict.rawValue == verdict && promise.received == nil)
            #expect(promise.daysLate == (verdict == "late" ? 1 : nil))
            let due = verdict == "late" ? "0 of 1, 0 not" : "0 of 0, 1 not"
            #expect(try house.totals().last == "all \(due)")
        }
    }

    @Test func sinceIsTheDayThatWasPromised() throws {
        try withPromisedHouse { house, _ throws in
            try house.advance(to: "2026-03-12T08:00:00Z")
            try house.broker.updatePromises()
            for (since, count) in [("2026-03-09", 1), ("2026-03-10", 0)] {
                let day = try CalendarDate(parsing: since)
                #expect(try house.broker.endedPromises(since: day).count == count)
            }
        }
    }
}

extension TestHouse {
    fileprivate func totals() throws -> [String] {
        PromiseTotals.bySupplier(try broker.endedPromises()).map { totals in
            "\(totals.supplier?.rawValue ?? "all") \(totals.kept) of \(totals.due), "
                + "\(totals.uncounted) not"
        }
    }
}
