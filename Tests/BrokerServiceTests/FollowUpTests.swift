import BrokerService
import OrderDesk
import Procurement
import Storage
import TestSupport
import Testing

@Suite struct FollowUpTests {
    /// A simulated clock, day by day: each step is given out once, by whichever run comes first.
    @Test func everyStepIsGivenOutOnce() throws {
        try withTemporaryFolder { folder throws in
            var house = try TestHouse(in: folder)
            try house.furnish()
            let order = try house.issuedOrder()
            var given: [String] = []
            for day in 2...14 {
                house.now = try Timestamp(
                    parsing: "2026-03-\(day < 10 ? "0" : "")\(day)T08:00:00Z")
                if day == 6 {
                    #expect(try house.broker.claimDueFollowUps(isDryRun: true).count == 1)
                }
                for _ in 0..<2 {
                    given += try house.broker.claimDueFollowUps().map {
                        "\(day) \($0.reason.rawValue) \($0.action.rawValue)"
                    }
                }
            }
            #expect(
                given == [
                    "4 not-acknowledged remind-supplier", "6 not-acknowledged tell-buyer",
                    "8 not-acknowledged propose-resourcing",
                ])
            #expect(try house.broker.openFollowUps() == [])
            try house.answer(order.number, "A-1", "10", date: "2026-03-07")
            #expect(try house.broker.openFollowUps().contains { $0.reason == .overdue })
        }
    }
}
