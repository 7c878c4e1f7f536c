import SourcingEngine
import Testing

/// Rules of the buyer in large rounds: what is searched by prices agrees with what is known.
@Suite struct RuledRoundTests {
    typealias Feature = RandomProblems.Feature

    static let rules: Set<Feature> = [.onTime, .forbidItem, .requireUnits, .requireValue]

    /// Some problems with all features are never proven: the search ends after so many questions.
    private func cutShort(_ problem: SourcingProblem, after most: Int) throws -> SourcingOutcome? {
        var asked = 0
        return SourcingEngine.searchLarge(
            try problem.validated(), options: SolveOptions(gapMillionths: 0), elapsed: { .zero },
            isCancelled: {
                asked += 1
                return asked > most
            })
    }

    /// A tiny problem with features drawn at random, rules among them.
    private func tiny(_ seed: UInt64, rules: Set<Feature>) -> SourcingProblem {
        var random = RandomProblems(seed: seed)
        let share = random.int(5...60)
        var features = Set(Feature.allCases.filter { _ in random.chance(share) })
        features.subtract(Self.rules)
        features.remove(.budget)
        features.formUnion(rules)
        var problem = random.problem(
            lines: random.int(1...2), features: features, largestQuantity: 3)
        problem.offers = Array(problem.offers.prefix(3))
        return problem
    }

    @Test(arguments: [
        [.onTime], [.forbidItem], [.requireUnits], [.requireValue], [.onTime, .forbidItem],
        [.onTime, .requireUnits], [.requireUnits, .requireValue], Self.rules,
    ])
    func boundsAndAnswersAgreeWithTryingEverything(_ rules: Set<Feature>) throws {
        var counted = 0
        for seed in UInt64(40_000)..<(isLongRun ? 42_000 : 40_100) {
            let problem = tiny(seed, rules: rules)
            let brute = BruteForce(problem, quantityLimit: 6).best
            guard let found = try searchedAsLarge(problem) else { continue }
            counted += 1
            try expectAgreement(of: found, with: brute, problem, "seed \(seed)")
        }
        #expect(counted > 50, "\(counted)")
    }

    @Test func boundsNeverPassTheOptimumOfLargerProblems() throws {
        for seed in UInt64(1)...(isLongRun ? 400 : 30) {
            var random = RandomProblems(seed: 90_000 + seed)
            let share = random.int(5...50)
            var features = Set(Feature.allCases.filter { _ in random.chance(share) })
            features.formUnion(Self.rules)
            let problem = random.problem(lines: random.int(6...16), features: features)
            guard let found = try cutShort(problem, after: 2_000) else { continue }
            var asked = 0
            let known = try SourcingEngine.solve(
                problem, options: SolveOptions(gapMillionths: 10_000), elapsed: { .zero },
                isCancelled: {
                    asked += 1
                    return asked > 20_000
                })
            guard known.hasAnswer else { continue }
            #expect(found.bound <= known.objective, "seed \(seed)")
            #expect(found.objective >= known.bound, "seed \(seed)")
        }
    }

    @Test func theNumberOfThreadsChangesNothing() throws {
        let problem = creditedRound(lines: 240, seed: 7)
        let one = try searchedAsLarge(problem, gap: 2_000)
        #expect(one != nil)
        for threads in [2, 5] {
            #expect(try searchedAsLarge(problem, threads: threads, gap: 2_000) == one)
        }
    }

    /// Half of the lines are promised something for being late.
    private func creditedRound(lines: Int, seed: UInt64) -> SourcingProblem {
        var random = RandomProblems(seed: seed)
        var problem = random.problem(
            lines: lines,
            features: [.orderCost, .multiples, .minimums, .allUnits, .maximumUnits, .offerCost],
            largestQuantity: 40)
        for line in problem.lines.indices where random.chance(50) {
            let worth = problem.lines[line].unmetCost * problem.lines[line].quantity
            for (step, days) in [Int64(0), 7_000_000].enumerated() {
                problem.rules.append(
                    SourcingRule(
                        id: "C\(line)-\(step)",
                        demand: .onTime(line: line, dayMillionths: days),
                        penalty: worth * random.long(1...15) / 100))
            }
        }
        return problem
    }

    @Test(arguments: UInt64(1)...4)
    func roundsWithCreditsAreNearlyOptimal(seed: UInt64) throws {
        let problem = creditedRound(lines: 250, seed: seed)
        let found = try #require(try searchedAsLarge(problem, gap: 1_000))
        let left = Int128(found.objective - found.bound) * 1_000_000
        #expect(left <= Int128(found.objective) * 5_000, "\(found.objective - found.bound)")
        #expect(found.costs.penalties > 0)
    }

    /// 10 units at 2.00 two days late, or at 3.00 in time: what lateness earns decides, to the
    /// micro, and is paid once whoever many units are late.
    @Test func aCreditIsPaidOnce() throws {
        for credit in [9_999_999, 10_000_000, 10_000_001] as [Int64] {
            var problem = smallProblem()
            problem.items = [SourcingItem(id: "I")]
            problem.suppliers = [SourcingSupplier(id: "S"), SourcingSupplier(id: "T")]
            problem.lines = [
                SourcingLine(
                    id: "L", item: 0, quantity: 10, needByDay: 5, unmetCost: 100_000_000)
            ]
            problem.offers = [
                smallOffer("late", supplier: 0, item: 0, price: 2_000_000, days: 7),
                smallOffer("early", supplier: 1, item: 0, price: 3_000_000, days: 5),
            ]
            problem.rules = [
                SourcingRule(
                    id: "C", demand: .onTime(line: 0, dayMillionths: 0), penalty: credit)
            ]
            let found = try #require(try searchedAsLarge(problem))
            #expect(found.objective == min(20_000_000 + credit, 30_000_000))
            #expect(found.status == .optimal)
        }
    }

    /// What nobody sells costs its penalty in every answer.
    @Test func rulesThatNobodyCanKeepAreAddedUp() throws {
        var problem = creditedRound(lines: 60, seed: 3)
        problem.rules = []
        let free = try #require(try searchedAsLarge(problem, gap: 1_000))
        problem.suppliers.append(SourcingSupplier(id: "nobody"))
        let nobody = problem.suppliers.count - 1
        problem.rules = [
            SourcingRule(
                id: "U", demand: .requireUnits(supplier: nobody, item: 0, units: 1), penalty: 3),
            SourcingRule(
                id: "V", demand: .requireValue(supplier: nobody, value: 1), penalty: 4),
        ]
        // One lot is worth more than this supplier ever sells.
        var small = SourcingSupplier(id: "small")
        small.maximumValue = 9_000_000
        problem.suppliers.append(small)
        var lot = smallOffer("lot", supplier: nobody + 1, item: 0, price: 1_000_000, days: 0)
        lot.orderMultiple = 10
        problem.offers.append(lot)
        problem.rules += [
            SourcingRule(
                id: "W", demand: .requireUnits(supplier: nobody + 1, item: 0, units: 1),
                penalty: 5),
            SourcingRule(
                id: "X", demand: .requireValue(supplier: nobody + 1, value: 1), penalty: 6),
        ]
        let found = try #require(try searchedAsLarge(problem, gap: 1_000))
        #expect(found.objective == free.objective + 18)
        #expect(found.bound == free.bound + 18)
    }

    /// A supplier who is dearer throughout gets what rules ask for, and hardly more.
    @Test func requiredValuesAreReached() throws {
        for seed in UInt64(1)...4 {
            var problem = creditedRound(lines: 200, seed: 20 + seed)
            let free = try #require(try searchedAsLarge(problem, gap: 2_000))
            var value = [Int64](repeating: 0, count: problem.suppliers.count)
            for order in free.solution.orders {
                let offer = problem.offers[order.offer]
                value[offer.supplier] += try offer.goods(quantity: order.quantity)
            }
            let able = value.indices.filter { problem.suppliers[$0].maximumUnits == nil }
            guard let least = able.min(by: { (value[$0], $0) < (value[$1], $1) }) else { continue }
            problem.rules.append(
                SourcingRule(
                    id: "V",
                    demand: .requireValue(supplier: least, value: value[least] * 5 / 4 + 1)))
            let found = try #require(try searchedAsLarge(problem, gap: 5_000), "seed \(seed)")
            #expect(found.bound >= free.bound, "seed \(seed)")
            #expect(try problem.violations(of: found.solution).isEmpty)
            let left = Int128(found.objective - found.bound) * 1_000_000
            #expect(left <= Int128(found.objective) * 20_000, "seed \(seed)")
        }
    }
}
