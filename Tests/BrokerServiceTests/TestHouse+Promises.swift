import BrokerService
import OrderDesk
import Procurement
import TestSupport
import Testing

/// A house that bears answers up to thirty days late, and owes a customer a hundred apples.
func withPatientHouse(_ body: (inout TestHouse) throws -> Void) throws {
    try withTemporaryFolder { folder throws in
        var house = try TestHouse(in: folder)
        house.policy.desk = DeskPolicy(tolerance: AnswerTolerance(lateDays: 30))
        _ = try house.broker.takeInMaster(house.master())
        try house.takeInFeed("first.csv", "S1,a-1,2.00,1,1,1,,5,")
        try house.takeInBackOrders("O1,1,C1,A,100,2026-03-20,urgent,any,no")
        try body(&house)
    }
}

/// The same house, when its supplier has confirmed all for the 9th and the customer was told so.
func withPromisedHouse(
    _ body: (inout TestHouse, PurchaseOrderNumber) throws -> Void
) throws {
    try withPatientHouse { house throws in
        let order = try house.issuedOrder()
        try house.answer(order.number, "A-1", "100", date: "2026-03-09")
        #expect(try house.broker.updatePromises().map(\.kind) == [.made])
        try body(&house, order.number)
    }
}

extension TestHouse {
    mutating func advance(to moment: String) throws { now = try Timestamp(parsing: moment) }
}
