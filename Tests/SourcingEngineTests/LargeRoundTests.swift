import SourcingEngine
import Testing

/// Large rounds are searched in another way; on small problems it must agree with what is known.
@Suite struct LargeRoundTests {
    typealias Feature = RandomProblems.Feature

    @Test func boundsAndAnswersAgreeWithTryingEverything() throws {
        for seed in UInt64(20000)..<(isLongRun ? 24000 : 20200) {
            var random = RandomProblems(seed: seed)
            let share = random.int(10...70)
            let features = Set(Feature.allCases.filter { _ in random.chance(share) })
            var problem = random.problem(
                lines: random.int(1...2), features: features, largestQuantity: 3)
            problem.offers = Array(problem.offers.prefix(3))
            let brute = BruteForce(problem, quantityLimit: 6).best
            guard let found = try searchedAsLarge(problem) else { continue }
            try expectAgreement(of: found, with: brute, problem, "seed \(seed)")
        }
    }

    @Test func boundsNeverPassTheOptimumOfLargerProblems() throws {
        for seed in UInt64(1)...(isLongRun ? 400 : 40) {
            var random = RandomProblems(seed: 7000 + seed)
            let problem = random.problem(maximumLines: 16)
            // Some of them are never proven.
            var asked = 0
            func isLong() -> Bool {
                asked += 1
                return asked > 20_000
            }
            let large = SourcingEngine.searchLarge(
                try problem.validated(), options: SolveOptions(gapMillionths: 0),
                elapsed: { .zero }, isCancelled: { isLong() })
            guard let found = large else { continue }
            asked = 0
            let known = try SourcingEngine.solve(
                problem, options: SolveOptions(gapMillionths: 10_000), elapsed: { .zero },
                isCancelled: { isLong() })
            guard known.hasAnswer else { continue }
            #expect(found.bound <= known.objective, "seed \(seed)")
            #expect(found.objective >= known.bound, "seed \(seed)")
        }
    }

    @Test func theNumberOfThreadsChangesNothing() throws {
        var random = RandomProblems(seed: 99)
        let problem = random.problem(
            lines: 240, features: Set(Feature.allCases.filter { _ in true }))
        let one = try searchedAsLarge(problem, threads: 1, gap: 5_000)
        for threads in [2, 3, 8] {
            #expect(try searchedAsLarge(problem, threads: threads, gap: 5_000) == one)
        }
    }

    /// Whatever the moment, a stop leaves a legal answer and a true bound.
    @Test func aStopLeavesAnAnswer() throws {
        var random = RandomProblems(seed: 5)
        let problem = random.problem(
            lines: 60, features: [.orderCost, .minimumValue, .maximumValue, .allUnits])
        let best = try searchedAsLarge(problem)
        for calls in [0, 1, 2, 3, 5, 9, 17, 40] {
            var asked = 0
            let found = SourcingEngine.searchLarge(
                try problem.validated(), options: SolveOptions(gapMillionths: 0),
                elapsed: { .zero },
                isCancelled: {
                    asked += 1
                    return asked > calls
                })
            #expect(found?.bound ?? 0 <= best?.objective ?? 0, "after \(calls)")
            #expect(found?.objective ?? 0 >= best?.bound ?? 0, "after \(calls)")
        }
    }
}

extension LargeRoundTests {
    /// Two suppliers whose minima are too dear to reach would both sell what nobody else has: in
    /// the end neither does, and all others have their orders.
    @Test func minimaThatNobodyReachesSpoilNothingElse() throws {
        var problem = smallProblem()
        for item in 1...40 {
            problem.items.append(SourcingItem(id: "I\(item + 1)"))
            problem.lines.append(
                SourcingLine(
                    id: "L\(item + 1)", item: item, quantity: 10, needByDay: 10,
                    unmetCost: 9_000_000))
            problem.offers.append(
                smallOffer("O\(item + 1)", supplier: 0, item: item, price: 2_000_000, days: 8))
        }
        problem.items.append(SourcingItem(id: "dear"))
        problem.lines.append(
            SourcingLine(
                id: "dear", item: 41, quantity: 10, needByDay: 10, unmetCost: 9_000_000_000))
        for supplier in 1...2 {
            var far = SourcingSupplier(id: "far \(supplier)")
            far.minimumOrderValue = 600_000_000
            problem.suppliers.append(far)
            var offer = smallOffer(
                "far \(supplier)", supplier: supplier, item: 41, price: 100_000_000, days: 8)
            offer.maximumQuantity = 5
            problem.offers.append(offer)
            // Their minima could be reached, at a price that nobody pays.
            var lots = smallOffer(
                "lots \(supplier)", supplier: supplier, item: 1, price: 100_000_000, days: 8)
            lots.orderMultiple = 1_000
            problem.offers.append(lots)
        }
        let found = try #require(try searchedAsLarge(problem, gap: 0))
        #expect(found.objective == 41 * 20_000_000 + 90_000_000_000)
    }

    /// A limit on the number of suppliers has its price: with half of the suppliers that an answer
    /// without it uses, answer and bound stay close.
    @Test func aLimitOnSuppliersIsBounded() throws {
        for seed in UInt64(1)...6 {
            var random = RandomProblems(seed: 300 + seed)
            var problem = random.problem(
                lines: 200, features: [.orderCost, .multiples, .allUnits], largestQuantity: 50)
            let free = try #require(
                SourcingEngine.searchLarge(
                    try problem.validated(), options: SolveOptions(gapMillionths: 1_000),
                    elapsed: { .zero }))
            let used = Set(free.solution.orders.map { problem.offers[$0.offer].supplier }).count
            guard used > 2 else { continue }
            problem.maximumSuppliers = used / 2
            let limited = try #require(
                SourcingEngine.searchLarge(
                    try problem.validated(), options: SolveOptions(gapMillionths: 20_000),
                    elapsed: { .zero }))
            #expect(try problem.violations(of: limited.solution).isEmpty)
            #expect(limited.bound >= free.bound, "seed \(seed)")
            #expect(limited.objective >= free.bound, "seed \(seed)")
            let open = Double(limited.objective - limited.bound) / Double(limited.objective)
            #expect(open <= 0.05, "seed \(seed): \(open)")
        }
    }
}

extension LargeRoundTests {
    /// Where limits of suppliers bind, large orders are split: what sweeps leave open is closed.
    @Test func ordersOfWhichPartWouldFitAreSplit() throws {
        for seed in UInt64(1)...4 {
            var random = RandomProblems(seed: 800 + seed)
            let problem = random.problem(
                lines: 40, features: [.orderCost, .maximumValue, .multiples, .allUnits],
                largestQuantity: 40)
            let found = try #require(try searchedAsLarge(problem))
            let known = try SourcingEngine.solve(
                problem, options: SolveOptions(gapMillionths: 0, timeLimit: .seconds(20)),
                elapsed: { .zero })
            #expect(found.status == .optimal, "seed \(seed)")
            #expect(found.objective == known.objective, "seed \(seed)")
        }
    }

    /// Whether an order reaches a discount or free freight is decided by parts, too.
    @Test func thresholdsOfOrdersAreSplit() throws {
        for seed in UInt64(1)...4 {
            var random = RandomProblems(seed: 900 + seed)
            let problem = random.problem(
                lines: 40,
                features: [
                    .orderCost, .discountByValue, .discountByUnits, .freight, .freeFreight,
                    .minimumValue, .minimumSurcharge, .allUnits,
                ], largestQuantity: 40)
            let found = try #require(try searchedAsLarge(problem))
            let known = try SourcingEngine.solve(
                problem, options: SolveOptions(gapMillionths: 0, timeLimit: .seconds(20)),
                elapsed: { .zero })
            #expect(found.status == .optimal, "seed \(seed)")
            #expect(found.objective == known.objective, "seed \(seed)")
        }
    }

    /// A memory limit ends the search at once, with an answer and a true bound.
    @Test func aMemoryLimitLeavesAnAnswer() throws {
        var random = RandomProblems(seed: 5)
        let problem = random.problem(
            lines: 240, features: [.orderCost, .minimumValue, .maximumValue, .allUnits])
        let best = try #require(try searchedAsLarge(problem))
        let found = try #require(
            SourcingEngine.searchLarge(
                try problem.validated(),
                options: SolveOptions(gapMillionths: 0, memoryLimitBytes: 1_000),
                elapsed: { .zero }))
        #expect(found.limit == .memory)
        #expect(found.bound <= best.objective)
        #expect(found.objective >= best.bound)
        #expect(try problem.violations(of: found.solution).isEmpty)
    }

    /// Two offers of a supplier in one block may pass its limit together, though none does alone.
    @Test func offersOfOneBlockShareTheLimitOfTheirSupplier() throws {
        var problem = smallProblem()
        problem.suppliers[0].maximumValue = 30
        problem.items.append(SourcingItem(id: "other"))
        problem.lines = [0, 1].map { item in
            SourcingLine(
                id: "line-\(item)", item: item, quantity: 10, needByDay: 5, unmetCost: 100)
        }
        problem.offers = [0, 1].map { item in
            smallOffer("offer-\(item)", supplier: 0, item: item, price: 2, days: 1)
        }
        problem.substitutes = [SourcingSubstitute(item: 0, substitute: 1, cost: 50)]
        let found = try #require(try searchedAsLarge(problem))
        #expect(try problem.violations(of: found.solution).isEmpty)
        #expect(found.objective == 15 * 2 + 5 * 100)
    }
}
