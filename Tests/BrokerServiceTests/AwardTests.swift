import BrokerService
import Procurement
import TestSupport
import Testing

/// What a round decides, in the words of the domain, as it is stored and read back.
@Suite struct AwardTests {
    @Test func anAwardSaysWhatIsOrderedForWhomAndWhatItCosts() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            try house.takeInBackOrders(
                "O1,1,C1,A,10,2026-03-20,urgent,any,no", "O2,1,C2,B,5,2026-03-20,,any,no")
            let document = try house.proposedRound().document
            let award: Award = try document.award()
            let orders: [AwardedOrder] = award.orders
            #expect(orders.map(\.quantity.description) == ["10 EA", "10 EA"])
            #expect(orders.map(\.goods.description) == ["20.00 EUR", "10.00 EUR"])
            let allocations: [Allocation] = award.allocations
            #expect(allocations.map(\.line.description) == ["O1/1", "O2/1"])
            #expect(allocations.map(\.offer) == orders.map(\.offer))
            #expect(allocations.map(\.tranche) == [1, 1])
            #expect(allocations.map(\.quantity.description) == ["10 EA", "5 EA"])
            #expect(
                allocations.map(\.arrivalDate.description) == document.allocations.map(\.arrives))
            let total: SupplierOrderTotal = try #require(award.supplierOrders.first)
            #expect(award.supplierOrders.count == 1)
            #expect(total.supplier.rawValue == "S1")
            #expect(total.goods.description == "30.00 EUR")
            #expect(total.orderCost.description == "5.00 EUR")
            #expect(total.total.description == "35.00 EUR")
            #expect(award.unmet.isEmpty)
        }
    }

    @Test func whatIsNotSuppliedHasItsReason() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            try house.takeInFeed(
                "second.csv", "S1,a-1,2000.00,1,1,1,,5,", "S2,a-2,3000.00,1,1,1,,1,",
                "S1,b-1,10.00,1,1,1,,5,")
            let award = try house.emptyRound().document.award()
            let line: UnmetLine = try #require(award.unmet.first)
            #expect(line.line.description == "O1/1")
            #expect(line.quantity.description == "10 EA")
            #expect(line.reason == UnmetReason.costsMoreThanUnmet)
            #expect(award.orders.isEmpty && award.supplierOrders.isEmpty)
        }
    }
}
