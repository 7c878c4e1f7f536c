import SourcingEngine
import Testing

/// Rounds in which many suppliers sell every item, with orders that are not linear: a linear round
/// below them gives the bound.
@Suite struct CrowdedRoundTests {
    typealias Feature = RandomProblems.Feature

    private let features: [Feature] = [
        .allUnits, .incremental, .minimums, .multiples, .maximums, .offerCost, .unitCost,
        .orderCost, .freight, .freeFreight, .minimumValue, .minimumSurcharge, .maximumUnits,
        .maximumValue, .discountByValue, .discountByUnits, .single, .complete, .substitutes,
        .distributions, .salvage, .priceQuantity, .oddPrices, .suppliersPerLine,
        .suppliersPerItem, .suppliers,
    ]

    @Test func theLinearRoundBelowIsNeverDearer() throws {
        var (looked, near, answers, met) = (0, 0, 0, 0)
        for seed in UInt64(1)...(isLongRun ? 6000 : 500) {
            var random = RandomProblems(seed: seed &+ 4711)
            let chosen = Set(features.filter { _ in random.chance(25) })
            let problem = try random.problem(
                lines: random.int(1...3), features: chosen, largestQuantity: 4
            ).validated()
            guard LinearRounds.hasLinearRoundBelow(problem) else { continue }
            looked += 1
            let best = try solved(problem)
            let below = LinearRounds.relax(
                problem, options: SolveOptions(gapMillionths: 0), elapsed: { .zero })
            #expect(below.bound <= best.objective, "seed \(seed)")
            if let answer = below.answer {
                answers += 1
                #expect(try problem.cost(of: answer).total >= best.objective, "seed \(seed)")
                #expect(try problem.violations(of: answer).isEmpty, "seed \(seed)")
                if try problem.cost(of: answer).total == best.objective { met += 1 }
            }
            if below.bound * 10 >= best.objective * 9 { near += 1 }
        }
        #expect(looked > 100, "\(looked)")
        #expect(near * 2 > looked, "\(near) of \(looked)")
        #expect(answers * 4 > looked && met * 2 > answers, "\(met) of \(answers) of \(looked)")
    }

    /// What an offer costs by itself is paid at least once for each line, and the round below
    /// knows nearly all of it.
    @Test func theRoundBelowCountsWhatOffersCost() throws {
        var problem = lots()
        for offer in problem.offers.indices { problem.offers[offer].orderMultiple = 1 }
        func bound() throws -> Int64 {
            LinearRounds.relax(
                try problem.validated(), options: SolveOptions(gapMillionths: 1_000),
                elapsed: { .zero }
            ).bound
        }
        let costly = try bound()
        let cost = problem.offers[0].offerCost
        for offer in problem.offers.indices { problem.offers[offer].offerCost = 0 }
        let free = try bound()
        let lines = Int64(problem.lines.count)
        #expect((costly - free) * 100 >= 90 * cost * lines, "\(costly - free)")
        #expect(costly - free <= 2 * cost * lines, "\(costly - free)")
    }

    /// Sites that serve every customer in lots, with a cost for each item ordered.
    private func lots() -> SourcingProblem {
        var random = RandomProblems(seed: 12)
        var problem = SourcingProblem(currency: "EUR")
        for site in 0..<24 {
            var supplier = SourcingSupplier(id: "F\(site)")
            supplier.maximumUnits = random.long(120...300)
            supplier.orderCost = random.long(300...900) * 1_000_000
            problem.suppliers.append(supplier)
        }
        for customer in 0..<50 {
            problem.items.append(SourcingItem(id: "C\(customer)"))
            problem.lines.append(
                SourcingLine(
                    id: "L\(customer)", item: customer, quantity: random.long(5...35),
                    needByDay: 0, unmetCost: 1_000_000_000))
            for site in 0..<24 {
                var offer = smallOffer(
                    "O\(site)-\(customer)", supplier: site, item: customer,
                    price: random.long(1...90) * 1_000_000, days: 0)
                offer.orderMultiple = random.chance(50) ? 2 : 5
                offer.offerCost = 3_000_000
                problem.offers.append(offer)
            }
        }
        return problem
    }

    /// Such rounds used to end with a third of the cost unproven.
    @Test func whoGetsAnOrderIsDecidedByTheRoundBelow() throws {
        let problem = lots()
        #expect(LinearRounds.isRelaxable(problem))
        var asked = 0
        let outcome = try SourcingEngine.solve(
            problem, options: SolveOptions(gapMillionths: 0, timeLimit: .seconds(1)),
            elapsed: {
                asked += 1
                return .microseconds(200) * asked
            })
        #expect(outcome.limit == .time)
        #expect(
            outcome.bound * 100 >= outcome.objective * 93, "\(outcome.bound) \(outcome.objective)")
        #expect(try problem.violations(of: outcome.solution).isEmpty)
    }
}
