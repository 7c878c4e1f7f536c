import SourcingEngine
import SourcingExchange
import Testing

/// Questions to a solved problem in words.
@Suite struct WhatIfTests {
    /// Two suppliers, two items, four offers; O-4 has two breaks and arrives in two parts.
    private var problem: SourcingProblem {
        var problem = SourcingProblem(currency: "EUR")
        problem.suppliers = [SourcingSupplier(id: "S1"), SourcingSupplier(id: "S2")]
        problem.items = [SourcingItem(id: "I1"), SourcingItem(id: "I2")]
        for (index, place) in [(0, 0), (1, 0), (0, 1), (1, 1)].enumerated() {
            problem.offers.append(
                SourcingOffer(
                    id: "O-\(index + 1)", supplier: place.0, item: place.1,
                    priceBreaks: [SourcingPriceBreak(fromQuantity: 1, unitPrice: 1_000_000)],
                    tranches: [SourcingTranche(arrivals: [SourcingArrival(days: 4)])]))
        }
        problem.offers[3].priceBreaks.append(
            SourcingPriceBreak(fromQuantity: 50, unitPrice: 333_333))
        problem.offers[3].tranches = [
            SourcingTranche(quantity: 5, arrivals: [SourcingArrival(days: 1)]),
            SourcingTranche(arrivals: [SourcingArrival(days: 9)]),
        ]
        return problem
    }

    private func ask(_ text: String) throws(ExchangeError) -> [Int: SourcingOffer] {
        try WhatIf(reading: text, of: problem, file: "asked", line: 7).offers
    }

    @Test(arguments: [
        ("offer O-1 price 1.25", 1_250_000), ("offer O-1 price -3%", 970_000),
        ("offer O-1 price +12.5%", 1_125_000), ("offer O-1 price -0.0001%", 999_999),
        ("supplier S1 price -10%; offer O-1 price -10%", 810_000),
        ("offer O-1 price 2; offer O-1 price 3", 3_000_000),
    ]) func pricesBecome(text: String, price: Int64) throws {
        let offer = try #require(try ask(text)[0])
        var expected = problem.offers[0]
        expected.priceBreaks[0].unitPrice = price
        #expect(offer == expected)
    }

    @Test func aPercentageChangesEveryBreakRoundedHalfUp() throws {
        let offer = try #require(try ask("offer O-4 price -50%")[3])
        #expect(offer.priceBreaks.map(\.unitPrice) == [500_000, 166_667])
    }

    @Test func quantitiesAndDaysBecome() throws {
        let changed = try #require(
            try ask("offer O-1 most 20; offer O-1 least 4; offer O-1 multiple 2")[0])
        #expect(changed.maximumQuantity == 20)
        #expect(changed.minimumQuantity == 4 && changed.orderMultiple == 2)
        #expect(try ask("offer O-1 most 20; offer O-1 most none")[0]?.maximumQuantity == nil)
        #expect(try ask("offer O-1 gone")[0]?.maximumQuantity == 0)
        #expect(try ask("offer O-1 days 9")[0]?.tranches[0].arrivals[0].days == 9)
        let later = try #require(try ask("offer O-4 days +3")[3])
        #expect(later.tranches.map { $0.arrivals[0].days } == [4, 12])
        #expect(try ask("offer O-4 days -1")[3]?.tranches.map { $0.arrivals[0].days } == [0, 8])
    }

    @Test func namesTogetherMeanWhatAllOfThemMean() throws {
        #expect(try Set(ask("supplier S2 gone").keys) == [1, 3])
        #expect(try Set(ask("item I2 gone").keys) == [2, 3])
        #expect(try Set(ask("supplier S2 item I2 gone").keys) == [3])
        #expect(try Set(ask("item I2 supplier S1 gone ; offer O-2 gone").keys) == [1, 2])
    }

    @Test(arguments: [
        ("", 1, "not with the end"), ("S2 price 3", 1, "not with \"S2\""),
        ("suppliers S2 gone", 1, "not with \"suppliers\""),
        ("supplier S3 gone", 10, "no supplier \"S3\""), ("supplier", 9, "not named"),
        ("supplier S2 prise 3", 13, "is no change"), ("supplier S2", 12, "the end is no change"),
        ("offer O-1 price", 16, "not named"), ("offer O-1 price 1,5", 17, "is no price"),
        ("offer O-1 price -3", 17, "is no price"), ("offer O-1 price -100%", 17, "no percentage"),
        ("offer O-1 price -1.00001%", 17, "no percentage"),
        ("offer O-1 days 1.5", 16, "no number of days"),
        ("offer O-1 most -1", 16, "no whole quantity"),
        ("offer O-1 least 0", 17, "no whole quantity"),
        ("offer O-1 gone now", 16, "one word too many"),
        ("offer O-2 gone; offer O-9 gone", 23, "no offer \"O-9\""),
        ("offer O-1 item I2 gone", 19, "no offer is meant"),
        ("offer O-4 price 3", 1, "2 price breaks"), ("offer O-4 days 3", 1, "several days"),
        ("offer O-1 gone; item I1 days -5", 17, "1 days before it is ordered"),
    ]) func whatIsWrongHasAPlace(text: String, column: Int, message: String) throws {
        let error = #expect(throws: ExchangeError.self) { try ask(text) }
        let found = try #require(error?.problems.first)
        #expect(found.code == "what-if.invalid" && found.help != nil)
        #expect(found.message.contains(message), "\(found.message)")
        #expect(found.place == "asked:7:\(column)", "\(found)")
    }
}
