import SourcingEngine
import Testing

@Suite struct ScenarioTests {
    private typealias Feature = RandomProblems.Feature

    private func limited(
        _ problem: SourcingProblem, _ scenario: SourcingScenario, _ stated: SourcingSolution
    ) throws -> ScenarioOutcome {
        try SourcingEngine.solve(
            problem, as: scenario, stated: stated, options: SolveOptions(gapMillionths: 0),
            elapsed: { .zero })
    }

    private func problem(seed: UInt64) -> SourcingProblem {
        var random = RandomProblems(seed: seed)
        let wanted = Feature.allCases.filter { feature in
            ![.budget, .requireValue, .requireUnits, .salvage].contains(feature)
        }
        let features = Set(wanted.filter { _ in random.chance(20) })
        return random.problem(lines: random.int(2...4), features: features)
    }

    @Test func eachScenarioIsBestAtWhatItIsFor() throws {
        var differences = 0
        for seed in UInt64(81000)..<81060 {
            let problem = problem(seed: seed)
            let stated = try solved(problem)
            guard stated.status == .optimal else { continue }
            let cheap = try limited(problem, .cheapest, stated.solution)
            let fast = try limited(problem, .fastest, stated.solution)
            let few = try limited(problem, .fewestSuppliers, stated.solution)
            let as0 = try limited(problem, .stated, stated.solution)
            #expect(as0.total == stated.objective)
            let name = "seed \(seed)"
            for other in [cheap, fast, few] where other.own.status == .optimal {
                #expect(try problem.violations(of: other.own.solution).isEmpty, "\(name)")
                #expect(other.total >= stated.objective, "\(name)")
                #expect(cheap.total - cheap.costs.lateness - 1000 <= other.total, "\(name)")
                if other.own.solution != stated.solution { differences += 1 }
            }
            #expect(few.suppliers <= as0.suppliers, "\(name)")
            #expect(few.unmetUnits <= as0.unmetUnits, "\(name)")
            if fast.own.status == .optimal, fast.unmetUnits == 0, as0.unmetUnits == 0 {
                #expect(fast.lateUnitDays <= as0.lateUnitDays, "\(name)")
            }
        }
        #expect(differences >= 20)
    }

    @Test func chosenLinesCanBeWantedInTime() throws {
        var problem = problemOfTwoSuppliers()
        problem.offers[0].tranches[0].arrivals[0].days = 13
        problem.offers[1].tranches[0].arrivals[0].days = 10
        problem.offers[1].priceBreaks[0].unitPrice = 5_000_000
        let stated = try solved(problem)
        let inTime = try limited(problem, .onTime(lines: [0]), stated.solution)
        #expect(stated.costs.lateness == 15_000_000)
        #expect(inTime.lateUnitDays == 0)
        #expect(inTime.total == 50_000_000)
        let own = SourcingScenario(
            name: "none of S1", maximumSuppliers: 1,
            rules: [SourcingRule(id: "r", demand: .forbid(supplier: 0, item: nil))])
        #expect(try limited(problem, own, stated.solution).total == 50_000_000)
    }

    /// Every answer of a problem of one line of up to 6 units and two offers, by trying.
    @Test func aFrontierHoldsTheCornersOfAllAnswers() throws {
        var corners = 0
        for seed in UInt64(82000)..<82040 {
            var random = RandomProblems(seed: seed)
            let problem = random.problem(
                lines: 2, features: [.orderCost, .maximums, .minimums], largestQuantity: 8)
            let frontier = try SourcingEngine.frontier(
                of: problem, mostPoints: 30, options: SolveOptions(gapMillionths: 0),
                elapsed: { .zero })
            #expect(frontier.isComplete)
            for (first, second) in zip(frontier.points, frontier.points.dropFirst()) {
                #expect(first.cost < second.cost && first.unitDays > second.unitDays)
                #expect(first.dayCost < second.dayCost)
            }
            corners += frontier.points.count
            // At any price of a day, the best is one of the points.
            for dayCost in [Int64(10_000), 200_000, 1_700_000, 9_000_000] {
                var weighed = problem
                let most = frontier.points.last?.dayCost ?? 0
                guard dayCost < most else { continue }
                let days = daysOfUnmet(problem)
                for line in weighed.lines.indices {
                    weighed.lines[line].lateCost = dayCost
                    weighed.lines[line].unmetCost += dayCost * days[line]
                }
                let best = try solved(weighed).objective
                let known = frontier.points.map { point in
                    Int128(point.cost) + Int128(dayCost) * point.unitDays / 1_000_000
                }.min()
                let distance = (known ?? 0) - Int128(best)
                #expect(distance >= 0 && distance <= 300, "seed \(seed) \(distance)")
            }
        }
        #expect(corners >= 80, "\(corners)")
    }

    private func daysOfUnmet(_ problem: SourcingProblem) -> [Int64] {
        problem.lines.map { line in
            let days = problem.offers.filter { $0.item == line.item && $0.smallestOrder != nil }
                .flatMap(\.tranches).flatMap(\.arrivals).map(\.days)
            return days.max().map { Int64(max(0, $0 - line.needByDay) + 1) } ?? 0
        }
    }

    @Test func eachRuleOfAConflictHasAPrice() throws {
        var problem = problemOfTwoSuppliers()
        problem.rules = [
            SourcingRule(
                id: "soft", demand: .forbid(supplier: 1, item: nil), penalty: 1_000_000),
            SourcingRule(
                id: "S2 first", demand: .requireUnits(supplier: 1, item: 0, units: 10)),
            SourcingRule(id: "cheap", demand: .budget(value: 25_000_000)),
        ]
        let outcome = try solved(problem)
        #expect(outcome.conflict == [1, 2])
        let prices = try SourcingEngine.prices(
            ofConflict: outcome.conflict, in: problem, options: SolveOptions(gapMillionths: 0),
            elapsed: { .zero })
        #expect(prices.map(\.rule) == [1, 2])
        #expect(prices.map(\.outcome.status) == [.optimal, .optimal])
        // 20.00 of S1; or 30.00 of S2, two days late, and the soft rule.
        #expect(prices.map(\.outcome.objective) == [20_000_000, 41_000_000])
    }
}
