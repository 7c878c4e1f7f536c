import SourcingEngine
import Testing

/// What stands against an offer or a line, one thing at a time.
@Suite struct ObstacleTests {
    /// S1 has the offer ordered at 3.00, S2 the one that loses at 2.00 unless `change` mends it.
    private func obstacle(
        _ change: (inout SourcingProblem) -> Void
    ) throws -> OfferObstacle? {
        var problem = problemOfTwoSuppliers()
        problem.offers[0].priceBreaks[0].unitPrice = 3_000_000
        problem.offers[1].priceBreaks[0].unitPrice = 2_000_000
        problem.offers[1].tranches[0].arrivals[0].days = 8
        change(&problem)
        return try losers(problem).first { $0.offer == 1 }?.obstacle
    }

    private func losers(_ problem: SourcingProblem) throws -> [LosingOffer] {
        let outcome = try solved(problem)
        #expect(outcome.status == .optimal)
        var explainer = try SourcingExplainer(problem, outcome.solution)
        return explainer.reasons(forLine: 0).losers
    }

    @Test func eachTermCanStandAgainstAnOffer() throws {
        #expect(try obstacle { $0.suppliers[1].orderCost = 50_000_000 } == .orderCost(50_000_000))
        #expect(try obstacle { $0.suppliers[1].freight = 20_000_000 } == .freight(20_000_000))
        #expect(try obstacle { $0.offers[1].offerCost = 11_000_000 } == .offerCost(11_000_000))
        #expect(try obstacle { $0.offers[1].minimumQuantity = 30 } == .minimumQuantity(30))
        #expect(try obstacle { $0.offers[1].orderMultiple = 40 } == .orderMultiple(40))
        #expect(try obstacle { $0.offers[1].tranches[0].arrivals[0].days = 15 } == .late(days: 5))
        #expect(
            try obstacle { $0.suppliers[1].minimumOrderValue = 100_000_000 }
                == .minimumOrderValue(100_000_000))
        #expect(
            try obstacle { $0.offers[1].maximumQuantity = 0 } == .noLegalQuantity)
        #expect(try obstacle { $0.suppliers[1].maximumUnits = 0 } == .supplierUnits(limit: 0))
        #expect(try obstacle { $0.suppliers[1].maximumValue = 0 } == .supplierValue(limit: 0))
        #expect(try obstacle { $0.offers[1].priceBreaks[0].unitPrice = 4_000_000 } == .dearer)
        #expect(try obstacle { $0.offers[1].priceBreaks[0].unitPrice = 3_000_000 } == .equal)
    }

    @Test func rulesCanStandAgainstAnOffer() throws {
        #expect(
            try obstacle {
                $0.rules = [SourcingRule(id: "R", demand: .forbid(supplier: 1, item: nil))]
            } == .forbidden(rule: 0))
        #expect(
            try obstacle {
                $0.rules = [
                    SourcingRule(
                        id: "R", demand: .requireUnits(supplier: 0, item: 0, units: 10))
                ]
            } == .rule(0))
        #expect(
            try obstacle {
                $0.lines[0].split = .single
                $0.offers[1].maximumQuantity = 4
            } == .maximumQuantity(4))
        #expect(
            try obstacle {
                $0.shares = [
                    SourcingShare(supplier: 1, item: 0, maximumShareMillionths: 0)
                ]
                $0.offers[1].orderMultiple = 1
            } == .shares)
        #expect(
            try obstacle {
                $0.maximumSuppliersPerItem = 1
                $0.offers[1].maximumQuantity = 4
            } == .suppliersPerItem(limit: 1))
    }

    @Test func aPriceAndADayAreStatedExactly() throws {
        var problem = problemOfTwoSuppliers()
        problem.offers[1].tranches[0].arrivals[0].days = 14
        let dearer = try #require(try losers(problem).first)
        // O1 costs 20.00; O2 30.00 and 4 days of 0.50 for 10 units each: 30.000001 too much.
        #expect(dearer.price?.reduction == 3_000_000 || dearer.price == nil)
        problem.offers[1].priceBreaks[0].unitPrice = 1_900_000
        let late = try #require(try losers(problem).first)
        #expect(late.obstacle == .late(days: 4))
        // In time it is 1.00 cheaper; a day costs 5.00.
        #expect(late.daysEarlier == 4)
        // 19.00 + 20.00 must come below 20.00.
        #expect(late.price == nil || late.price?.reduction == 1_900_001)
        problem.offers[1].tranches[0].arrivals[0].days = 11
        let nearly = try #require(try losers(problem).first)
        // 19.00 + 5.00 comes below 20.00 at 0.400001 less for each of 10 units.
        #expect(nearly.price?.reduction == 400_001)
        #expect(nearly.price?.unitPrice == 1_499_999)
        #expect(nearly.price?.quantity == 10)
        #expect(nearly.price?.isHighest == true)
        // The cheapest answer that orders it takes one unit: 1.90 and 0.50 against 2.00.
        #expect(nearly.extraCost == 400_000)
        #expect(nearly.daysEarlier == 1)
    }

    private func shortfall(
        _ change: (inout SourcingProblem) -> Void
    ) throws -> Shortfall? {
        var problem = smallProblem()
        change(&problem)
        let outcome = try solved(problem)
        var explainer = try SourcingExplainer(problem, outcome.solution)
        return explainer.reasons(forLine: 0).shortfall
    }

    @Test func whatIsUnmetHasACause() throws {
        #expect(try shortfall { _ in } == nil)
        #expect(try shortfall { $0.offers = [] }?.cause == .noOffer)
        #expect(try shortfall { $0.offers[0].maximumQuantity = 0 }?.cause == .noLegalQuantity)
        let short = try shortfall { $0.offers[0].maximumQuantity = 7 }
        #expect(short?.cause == .obstacle(.maximumQuantity(7)))
        #expect(short?.units == 3)
        let dear = try shortfall { $0.suppliers[0].orderCost = 100_000_000 }
        #expect(dear?.cause == .dearer)
        #expect(dear?.supplyable == 10)
        // 20.00 of goods and 100.00 for the order against 90.00.
        #expect(dear?.extraCost == 30_000_000)
        #expect(
            try shortfall { $0.suppliers[0].maximumUnits = 4 }?.cause
                == .obstacle(.supplierUnits(limit: 4)))
        #expect(
            try shortfall {
                $0.rules = [SourcingRule(id: "R", demand: .forbid(supplier: 0, item: nil))]
            }?.cause == .obstacle(.rule(0)))
    }
}
