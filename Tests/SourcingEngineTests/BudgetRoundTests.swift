import SourcingEngine
import Testing

/// Large rounds with a budget are searched by a price on it.
@Suite struct BudgetRoundTests {
    typealias Feature = RandomProblems.Feature

    private func limited(
        _ problem: SourcingProblem, to value: Int64, penalty: Int64? = nil
    ) -> SourcingProblem {
        var problem = problem
        problem.rules.removeAll {
            if case .budget = $0.demand { true } else { false }
        }
        problem.rules.append(
            SourcingRule(id: "limit", demand: .budget(value: value), penalty: penalty))
        return problem
    }

    @Test func boundsAndAnswersAgreeWithTryingEverything() throws {
        var counted = 0
        for seed in UInt64(1)...(isLongRun ? 4000 : 200) {
            var random = RandomProblems(seed: seed &+ 31_000)
            let share = random.int(10...60)
            let features = Set(Feature.allCases.filter { _ in random.chance(share) })
            var problem = random.problem(
                lines: random.int(1...2), features: features, largestQuantity: 3)
            problem.offers = Array(problem.offers.prefix(3))
            let free = try SourcingEngine.solve(
                limited(problem, to: 1_000_000_000_000), elapsed: { .zero })
            guard free.hasAnswer else { continue }
            let most = try free.costs.purchase
            problem = limited(
                problem, to: max(0, most * random.long(0...10) / 10),
                penalty: random.chance(40) ? random.long(1...5_000_000) : nil)
            let brute = BruteForce(problem, quantityLimit: 6).best
            guard let found = try searchedAsLarge(problem) else { continue }
            counted += 1
            try expectAgreement(of: found, with: brute, problem, "seed \(seed)")
        }
        #expect(counted > 40, "\(counted)")
    }

    @Test func severalBudgetsAgreeWithTryingEverything() throws {
        var counted = 0
        for seed in UInt64(1)...(isLongRun ? 3000 : 150) {
            var random = RandomProblems(seed: seed &+ 61_000)
            let share = random.int(10...50)
            let features = Set(Feature.allCases.filter { _ in random.chance(share) })
            var problem = random.problem(
                lines: random.int(1...2), features: features, largestQuantity: 3)
            problem.offers = Array(problem.offers.prefix(3))
            let free = try SourcingEngine.solve(
                limited(problem, to: 1_000_000_000_000), elapsed: { .zero })
            guard free.hasAnswer else { continue }
            let most = try free.costs.purchase
            problem = limited(problem, to: 1_000_000_000_000)
            problem.rules.removeLast()
            for number in 0..<random.int(2...4) {
                problem.rules.append(
                    SourcingRule(
                        id: "B\(number)",
                        demand: .budget(value: max(0, most * random.long(0...12) / 10)),
                        penalty: number > 0 || random.chance(70)
                            ? random.long(0...5_000_000) : nil))
            }
            let brute = BruteForce(problem, quantityLimit: 6).best
            guard let found = try searchedAsLarge(problem) else { continue }
            counted += 1
            try expectAgreement(of: found, with: brute, problem, "seed \(seed)")
        }
        #expect(counted > 40, "\(counted)")
    }

    /// Three soft budgets far apart: the one that is worth keeping is kept.
    @Test func theBudgetWorthKeepingIsKept() throws {
        var random = RandomProblems(seed: 504)
        let round = random.problem(
            lines: 220, features: [.orderCost, .multiples, .allUnits], largestQuantity: 50)
        let free = try #require(try searchedAsLarge(round, gap: 2_000))
        let most = try free.costs.purchase
        var problem = round
        for (percent, penalty) in [(60, 1), (98, free.objective), (200, 1)] as [(Int64, Int64)] {
            problem.rules.append(
                SourcingRule(
                    id: "B\(percent)", demand: .budget(value: most / 100 * percent),
                    penalty: penalty))
        }
        let found = try #require(try searchedAsLarge(problem, gap: 10_000))
        let bought = try found.costs.purchase
        #expect(bought <= most / 100 * 98 && bought > most / 100 * 60)
        #expect(found.costs.penalties == 1)
        let left = Int128(found.objective - found.bound) * 1_000_000
        #expect(left <= Int128(found.objective) * 10_000, "\(found.objective)")
    }

    /// Whether a budget takes a twentieth or half of what would be bought, the answer keeps to it
    /// and stays near the bound.
    @Test func tightBudgetsAreKeptAndBounded() throws {
        for seed in UInt64(1)...2 {
            var random = RandomProblems(seed: seed &+ 500)
            let problem = random.problem(
                lines: 250, features: [.orderCost, .multiples, .allUnits, .maximumUnits],
                largestQuantity: 50)
            let free = try #require(try searchedAsLarge(problem, gap: 2_000))
            let most = try free.costs.purchase
            for percent in [95, 50] as [Int64] {
                let limited = limited(problem, to: most / 100 * percent)
                let found = try #require(try searchedAsLarge(limited, gap: 10_000))
                #expect(try found.costs.purchase <= most / 100 * percent)
                #expect(found.objective >= free.bound)
                let gap = Int128(found.objective - found.bound) * 1_000_000
                #expect(gap <= Int128(found.objective) * 10_000, "\(found.objective)")
            }
        }
    }

    @Test func theNumberOfThreadsChangesNothing() throws {
        var random = RandomProblems(seed: 501)
        let problem = random.problem(
            lines: 240, features: [.orderCost, .multiples, .allUnits], largestQuantity: 50)
        let free = try #require(try searchedAsLarge(problem, gap: 5_000))
        let limited = limited(problem, to: try free.costs.purchase / 10 * 9)
        let one = try searchedAsLarge(limited, gap: 5_000)
        #expect(one != nil)
        for threads in [2, 5] {
            #expect(try searchedAsLarge(limited, threads: threads, gap: 5_000) == one)
        }
    }

    /// A budget of nothing leaves everything unmet, at any price.
    @Test func aBudgetOfNothingBuysNothing() throws {
        var random = RandomProblems(seed: 502)
        let problem = random.problem(
            lines: 40, features: [.orderCost, .multiples], largestQuantity: 50)
        for value in [0, 1] as [Int64] {
            let found = try #require(try searchedAsLarge(limited(problem, to: value), gap: 10_000))
            #expect(found.solution.orders.isEmpty)
            #expect(found.bound <= found.objective)
        }
    }

    /// Where substitutes join many offers, a budget with room for the cheapest answer changes
    /// nothing, and one without is kept.
    @Test func budgetsBesideSubstitutesAreTrue() throws {
        var counted = 0
        for seed in UInt64(1)...(isLongRun ? 60 : 8) {
            var random = RandomProblems(seed: seed &+ 503_000)
            let problem = random.problem(
                lines: 60, features: [.orderCost, .substitutes, .salvage, .allUnits, .minimums],
                largestQuantity: 30)
            guard problem.offers.count >= 50, !problem.substitutes.isEmpty else { continue }
            counted += 1
            func solve(_ problem: SourcingProblem) throws -> SourcingOutcome {
                var asked = 0
                return try SourcingEngine.solve(
                    problem, options: SolveOptions(gapMillionths: 1_000), elapsed: { .zero },
                    isCancelled: {
                        asked += 1
                        return asked > 3_000
                    })
            }
            let free = try solve(problem)
            let spent = try free.costs.purchase
            let roomy = try solve(limited(problem, to: spent))
            #expect(roomy.objective == free.objective && roomy.bound == free.bound, "\(seed)")
            let penalty = free.objective / 50
            for (value, penalty) in [(spent / 10 * 9, nil), (spent / 2, penalty)] {
                let limited = limited(problem, to: value, penalty: penalty)
                let found = try solve(limited)
                #expect(try limited.violations(of: found.solution).isEmpty, "\(seed)")
                #expect(try limited.cost(of: found.solution).total == found.objective)
                #expect(found.bound >= free.bound && found.objective >= found.bound, "\(seed)")
                if let penalty { #expect(found.objective <= free.objective + penalty, "\(seed)") }
            }
        }
        #expect(counted >= (isLongRun ? 20 : 3), "\(counted)")
    }

    /// A search that ends before it has an answer takes nothing from the one that had one.
    @Test func anAnswerThatIsKnownStandsWhereNoneIsFound() throws {
        var problem = smallProblem()
        problem.rules = [
            SourcingRule(id: "some", demand: .requireUnits(supplier: 0, item: 0, units: 4))
        ]
        let known = try solved(problem)
        let none = SourcingOutcome(
            status: .unknown, solution: SourcingSolution(), costs: SourcingCosts(), objective: 0,
            bound: 0, limit: .time)
        #expect(SourcingEngine.better(known, none, problem) == known)
    }
}
