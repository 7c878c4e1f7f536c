import BrokerCommands
import BrokerService
import Procurement
import Testing

/// How ``SubstituteListing`` tells whom to ask for what.
@Suite struct SubstituteListingTests {
    @Test func anOfferIsShownWithDateAndPriceAndNoneWithNeither() throws {
        let unit = try Quantity(units: 1, unit: .each)
        let rows = try SubstituteListing.listing([
            choice(
                supplier: SupplierID("S-1"), arrival: CalendarDate(dayNumber: 20_520),
                price: UnitPrice(
                    money: Money(amount: FixedPoint(parsing: "2.50"), currency: Currency("EUR")),
                    per: unit)),
            choice(supplier: nil, arrival: nil, price: nil),
        ]).rows
        #expect(rows[0][6] == .text("ask"))
        #expect(
            rows[0].suffix(4) == [.text("S-1"), .text("2026-03-08"), .amount("2.5"), .amount("1")])
        #expect(rows[1].suffix(4) == [.none, .none, .none, .none])
    }

    private func choice(
        supplier: SupplierID?, arrival: CalendarDate?, price: UnitPrice?
    ) throws -> SubstituteChoice {
        SubstituteChoice(
            line: try BackOrderLineID(parsing: "O1/1"), customer: try CustomerID("C-1"),
            item: try ItemID("B"), lacking: 5, needByDate: CalendarDate(dayNumber: 20_514),
            substitute: try ItemID("A"), standing: .ask, cost: try FixedPoint(parsing: "0.5"),
            supplier: supplier, arrival: arrival, price: price)
    }
}
