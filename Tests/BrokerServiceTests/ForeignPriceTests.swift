import BrokerService
import OrderDesk
import Procurement
import Storage
import TestSupport
import Testing

/// Offers in a supplier's own currency: counted at the day's rate, ordered as stated.
@Suite struct ForeignPriceTests {
    static let suppliers = """
        supplier,name,currency,order_cost
        S1,First,USD,5
        S2,Second,,5

        """

    private func house(
        in path: String, rates: String? = "USD,2026-02-27,0.80,1", suppliers: String = suppliers
    ) throws -> TestHouse {
        let house = try TestHouse(in: path)
        var others: [MasterFile: String] = [:]
        if let rates { others[.rates] = "currency,from,rate,per\n" + rates + "\n" }
        let report = try house.broker.takeInMaster(
            house.master(suppliers: suppliers, others: others))
        try #require(report.problems.isEmpty)
        try house.takeInBackOrders("O1,1,C1,A,10,2026-03-20,urgent,any,no")
        return house
    }

    @Test func theCheaperOfferIsThatWhichIsCheaperInTheHouseCurrency() throws {
        try withTemporaryFolder { path in
            let house = try house(in: path)
            // 2.40 USD are 1.92 EUR.
            try house.takeInFeed(
                "first.csv", "S1,a-1,2.40,1,1,1,,5,,USD", "S2,a-2,2.00,1,1,1,,5,,EUR")
            let document = try house.proposedRound().document
            let order = try #require(document.orders.first)
            #expect(document.orders.map(\.supplier) == ["S1"])
            #expect(order.currency == "USD")
            #expect(order.goods == "19.2")
            #expect(order.bands.map(\.price) == ["1.92"])
            #expect(order.bands.map(\.stated) == ["2.4"])
            #expect(document.rates?.map(\.currency) == ["USD"])
            #expect(document.rates?.first?.offers.map(\.price) == ["2.4"])
            #expect(
                document.notes == [
                    "Prices in USD are counted at the rate of 2026-02-27: 1 USD = 0.8 EUR. "
                        + "Orders are in USD."
                ])
        }
    }

    @Test func theOrderIsInTheSuppliersCurrencyAtItsOwnPrice() throws {
        try withTemporaryFolder { path in
            let house = try house(in: path, rates: "USD,2026-02-27,0.777777,1")
            try house.takeInFeed("first.csv", "S1,a-1,2.41,1,1,1,,5,,USD")
            try house.orderRound()
            let orders = try house.storage.read { try $0.purchaseOrders() }
            #expect(orders.map(\.currency.code) == ["USD"])
            #expect(orders.map(\.total.description) == ["24.10 USD"])
            #expect(orders.flatMap(\.lines).map(\.price.money.description) == ["2.41 USD"])
        }
    }

    @Test func everyBandKeepsItsStatedPrice() throws {
        try withTemporaryFolder { path in
            let house = try house(in: path)
            try house.takeInFeed(
                "first.csv", "S1,a-1,2.50,1,1,1,,5,,USD", "S1,a-1,2.00,10,1,1,,5,,USD")
            let order = try #require(try house.proposedRound().document.orders.first)
            #expect(order.bands.map(\.stated) == ["2"])
            #expect(order.reachesBreak)
        }
    }

    @Test(arguments: [
        ("USD,2026-03-03,0.80,1", LeftOutOffer.Reason.rateMissing),
        ("USD,2026-01-29,0.80,1", .rateTooOld),
    ])
    func anOfferWithoutARateOfTheDaySaysSo(rates: String, reason: LeftOutOffer.Reason) throws {
        try withTemporaryFolder { path in
            let house = try house(in: path, rates: rates)
            try house.takeInFeed("first.csv", "S1,a-1,2.40,1,1,1,,5,,USD")
            let document = try house.emptyRound().document
            #expect(document.leftOut.map(\.reason) == [reason.rawValue])
            #expect(document.unmet.map(\.code) == ["noUsableOffer"])
            // As soon as there is one, the offer is back, without a new file.
            _ = try house.broker.takeInMaster(
                house.master(
                    suppliers: Self.suppliers,
                    others: [.rates: "currency,from,rate\nUSD,2026-03-02,0.9\n"]))
            #expect(try house.proposedRound().document.orders.map(\.goods) == ["21.6"])
        }
    }

    @Test func anOldRateHoldsForAsLongAsTheHouseSays() throws {
        try withTemporaryFolder { path in
            var house = try house(in: path, rates: "USD,2026-01-29,0.80,1")
            house.policy.rateDays = 32
            try house.takeInFeed("first.csv", "S1,a-1,2.40,1,1,1,,5,,USD")
            #expect(try house.proposedRound().document.orders.map(\.goods) == ["19.2"])
        }
    }

    @Test func aCurrencyWithoutAnyRateIsSetAside() throws {
        try withTemporaryFolder { path in
            let house = try house(in: path, rates: nil)
            let report = try house.takeInFeed(
                "first.csv", "S1,a-1,2.40,1,1,1,,5,,USD", "S2,a-2,2.00,1,1,1,,5,,EUR")
            let delivery = try #require(report.deliveries.first)
            let problems = try house.storage.read { try $0.feedProblems(ofDelivery: delivery.id) }
            #expect(problems.map(\.code).contains("feed.rate-missing"))
            #expect(problems.first { $0.code == "feed.rate-missing" }?.line == 2)
            #expect(try house.storage.read { try $0.offers() }.map(\.supplier.rawValue) == ["S2"])
        }
    }

    @Test func aPriceInAnotherCurrencyThanTheSuppliersIsNoneThatCouldBeOrdered() throws {
        try withTemporaryFolder { path in
            let house = try house(in: path, suppliers: TestHouse.suppliers)
            try house.takeInFeed("first.csv", "S1,a-1,2.40,1,1,1,,5,,USD")
            #expect(
                try house.emptyRound().document.leftOut.map(\.reason)
                    == [LeftOutOffer.Reason.otherCurrency.rawValue])
        }
    }

    @Test func aNewRateOfACurrencyInUseMakesAnApprovedRoundStale() throws {
        try withTemporaryFolder { path in
            let house = try house(in: path)
            try house.takeInFeed("first.csv", "S1,a-1,2.40,1,1,1,,5,,USD")
            let round = try house.proposedRound()
            _ = try house.broker.approve(
                round.record.number, hash: round.record.hash, by: "tester")
            func takeIn(_ rates: String) throws {
                _ = try house.broker.takeInMaster(
                    house.master(
                        suppliers: Self.suppliers,
                        others: [.rates: "currency,from,rate,per\n" + rates]))
            }
            try takeIn("USD,2026-02-27,0.80,1\nUSD,2026-03-02,0.99,1\n")
            let error = #expect(throws: ServiceError.self) {
                try house.broker.issue(round.record.number, through: house.sink)
            }
            #expect(error?.details.contains("exchange rates of USD changed") == true)
            // Another currency's rate is no matter of the round.
            try takeIn("USD,2026-02-27,0.80,1\nCHF,2026-03-02,1.02,1\n")
            let report = try house.broker.issue(round.record.number, through: house.sink)
            #expect(report.issued.count == 1)
        }
    }

    @Test(arguments: [
        ("EUR,2026-03-01,1,1", "master.rate-of-house"),
        ("USD,2026-03-01,0,1", "master.rate-invalid"),
        ("USD,2026-03-01,1,2000000", "master.rate-invalid"),
        ("USD,2026-03-01,1,1\nUSD,2026-03-01,2,1", "intake.duplicate-key"),
        ("usd,2026-03-01,1,1", "value.currency-malformed"),
        ("USD,01.03.2026,1,1", "intake.date-invalid"),
        ("USD,2026-03-01,1.0000001,1", "intake.number-invalid"),
    ])
    func aRateThatMeansNothingRefusesTheFile(rows: String, code: String) throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            let report = try house.broker.takeInMaster(
                house.master(others: [.rates: "currency,from,rate,per\n" + rows + "\n"]))
            #expect(report.status == .refused)
            #expect(report.problems.map(\.code) == [code])
        }
    }
}
