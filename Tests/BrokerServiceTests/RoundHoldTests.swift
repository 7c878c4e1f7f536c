import BrokerService
import Foundation
import Procurement
import SourcingEngine
import Storage
import TestSupport
import Testing

/// ``RoundHolds``: what of a round can wait for the next one, in the calendars of suppliers.
@Suite struct RoundHoldTests {
    /// S1 takes five days and charges 5 an order; ten apples are needed on the 20th.
    private func house(
        in path: String, master: [MasterFile: IntakeSource]? = nil
    ) throws
        -> TestHouse
    {
        var house = try TestHouse(in: path)
        house.policy.calendarsByName["weekdays"] = try WorkCalendar(
            name: "weekdays", workingWeekdays: [.monday, .tuesday, .wednesday, .thursday, .friday],
            holidays: [], cutOff: nil)
        try house.furnish()
        if let master { _ = try house.broker.takeInMaster(master) }
        return house
    }

    private func held(
        _ house: TestHouse, _ round: StoredRound, until day: String
    ) throws -> RoundHolds {
        try house.broker.holds(of: round, until: CalendarDate(parsing: day))
    }

    @Test func anOrderWithDaysToSpareCanWaitForThursday() throws {
        try withTemporaryFolder { path in
            let house = try house(in: path)
            let round = try house.proposedRound()
            let thursday = try held(house, round, until: "2026-03-05")
            #expect(thursday.holds.map(\.units) == [10] && thursday.holds[0].day == 3)
            #expect(thursday.holds[0].saving == 5_000_000 && thursday.holds[0].joining.isEmpty)
            // Five days before the 20th is the last day.
            #expect(try held(house, round, until: "2026-03-15").holds.count == 1)
            #expect(try held(house, round, until: "2026-03-16").holds.isEmpty)
        }
    }

    @Test func suppliersDaysOffCount() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            let suppliers = "supplier,name,order_cost,calendar\nS1,First,5,weekdays\nS2,Second,5,\n"
            let off = try self.house(in: path, master: house.master(suppliers: suppliers))
            try off.takeInBackOrders("O1,1,C1,A,10,2026-03-12,urgent,any,no")
            let round = try off.proposedRound()
            #expect(try held(off, round, until: "2026-03-06").holds.count == 1)
            // Taken up on Monday the 9th, there on the 14th.
            #expect(try held(off, round, until: "2026-03-07").holds.isEmpty)
        }
    }

    @Test func anOfferThatEndsOrChangesDoesNotWait() throws {
        try withTemporaryFolder { path in
            let house = try house(in: path)
            try house.takeInFeed(
                "second.csv", "S1,a-1,2.00,1,1,1,,5,2026-03-04", "S2,a-2,3.00,1,1,1,,1,",
                "S1,b-1,10.00,1,1,1,,5,")
            let round = try house.proposedRound()
            #expect(try held(house, round, until: "2026-03-04").holds.count == 1)
            #expect(try held(house, round, until: "2026-03-05").holds.isEmpty)
            try house.takeInFeed(
                "third.csv", "S1,a-1,2.10,1,1,1,,5,", "S2,a-2,3.00,1,1,1,,1,",
                "S1,b-1,10.00,1,1,1,,5,")
            #expect(try held(house, round, until: "2026-03-04").holds.isEmpty)
        }
    }

    @Test func whatACustomerWasPromisedIsKept() throws {
        try withTemporaryFolder { path in
            let house = try house(in: path)
            let round = try house.proposedRound()
            try house.storage.write { storage in
                try storage.insertPromise(
                    PromiseRecord(
                        line: BackOrderLineID(parsing: "O1/1"), sequence: 1, at: house.now,
                        promised: CalendarDate(parsing: "2026-03-09"),
                        median: CalendarDate(parsing: "2026-03-07"), receipts: nil,
                        supplierReceipts: nil, reason: "told by hand"))
            }
            #expect(try held(house, round, until: "2026-03-04").holds.count == 1)
            #expect(try held(house, round, until: "2026-03-05").holds.isEmpty)
        }
    }

    @Test func aLineThatCameSinceIsNamed() throws {
        try withTemporaryFolder { path in
            let house = try house(in: path)
            let round = try house.proposedRound()
            try house.takeInBackOrders(
                "O1,1,C1,A,10,2026-03-20,urgent,any,no", "O2,1,C2,B,20,2026-03-20,urgent,any,no")
            let holds = try held(house, round, until: "2026-03-05")
            #expect(holds.holds.map(\.joining) == [[0]])
            #expect(holds.later.otherDemand.map(\.id) == ["O2/1"])
        }
    }

    @Test func nothingOfAnOrderedRoundWaits() throws {
        try withTemporaryFolder { path in
            let house = try house(in: path)
            try house.orderRound()
            let round = try house.broker.storedRound(RoundNumber(parsing: "R-1"))
            #expect(try held(house, round, until: "2026-03-05").holds.isEmpty)
            #expect(throws: ServiceError.self) { try held(house, round, until: "2026-03-02") }
        }
    }
}
