import SourcingEngine
import Testing

@Suite struct PricingTests {
    private func offer(
        _ mode: SourcingPriceMode, per priceQuantity: Int64, _ breaks: [(Int64, Int64)]
    ) -> SourcingOffer {
        var offer = SourcingOffer(
            id: "O", supplier: 0, item: 0,
            priceBreaks: breaks.map { SourcingPriceBreak(fromQuantity: $0.0, unitPrice: $0.1) },
            tranches: [SourcingTranche(arrivals: [SourcingArrival(days: 3)])])
        offer.priceMode = mode
        offer.priceQuantity = priceQuantity
        return offer
    }

    @Test(arguments: [
        (Int64(0), Int64(0)), (9, 90), (10, 80), (19, 152), (20, 100), (25, 125),
    ])
    func allUnitsPriceIsThatOfTheHighestBreakReached(quantity: Int64, goods: Int64) throws {
        let offer = offer(.allUnits, per: 1, [(1, 10), (10, 8), (20, 5)])
        #expect(try offer.goods(quantity: quantity) == goods)
    }

    @Test(arguments: [
        (Int64(0), Int64(0)), (9, 90), (10, 98), (19, 170), (20, 175), (25, 200),
    ])
    func incrementalPriceCountsEachBandAlone(quantity: Int64, goods: Int64) throws {
        let offer = offer(.incremental, per: 1, [(1, 10), (10, 8), (20, 5)])
        #expect(try offer.goods(quantity: quantity) == goods)
    }

    @Test func firstIncrementalBandBeginsAtUnitOneWhateverItsQuantity() throws {
        #expect(try offer(.incremental, per: 1, [(5, 10), (10, 8)]).goods(quantity: 12) == 114)
    }

    @Test(arguments: [(Int64(1), Int64(0)), (2, 1), (5, 1), (6, 2), (9, 2), (10, 3)])
    func goodsAreRoundedHalfUpOncePerOffer(quantity: Int64, goods: Int64) throws {
        // 1 micro per 4 units in two bands: rounding each band alone would differ.
        let offer = offer(.incremental, per: 4, [(1, 1), (3, 1)])
        #expect(try offer.goods(quantity: quantity) == goods)
    }

    @Test(arguments: [
        (Int64(1), Int64(1), Int64?.none, Int64?.some(1)), (7, 5, nil, 10), (10, 5, nil, 10),
        (7, 5, 9, nil), (1, 12, 12, 12),
    ])
    func smallestOrderIsTheFirstLegalMultiple(
        minimum: Int64, multiple: Int64, maximum: Int64?, expected: Int64?
    ) {
        var offer = offer(.allUnits, per: 1, [(1, 10)])
        offer.minimumQuantity = minimum
        offer.orderMultiple = multiple
        offer.maximumQuantity = maximum
        #expect(offer.smallestOrder == expected)
    }

    @Test func latenessPerUnitIsTheExpectedDaysTimesTheCostRoundedHalfUp() throws {
        let tranche = SourcingTranche(arrivals: [
            SourcingArrival(days: 3, probabilityMillionths: 500_000),
            SourcingArrival(days: 6, probabilityMillionths: 500_000),
        ])
        #expect(try tranche.lateness(needByDay: 5, lateCost: 3) == 2)
        #expect(try tranche.lateness(needByDay: 5, lateCost: 1) == 1)
        #expect(try tranche.lateness(needByDay: 6, lateCost: 3) == 0)
        #expect(try tranche.lateness(needByDay: -1, lateCost: 10) == 55)
    }
}
