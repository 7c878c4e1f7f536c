import SourcingEngine
import Testing

/// Rounds in which every unit of an offer costs the same, solved supplier by supplier.
@Suite struct LinearRoundsTests {
    typealias Feature = RandomProblems.Feature

    /// What linear rounds can have, goods values aside.
    private let byUnits: [Feature] = [
        .maximums, .unitCost, .orderCost, .freight, .maximumUnits, .discountByUnits, .substitutes,
        .distributions, .salvage, .priceQuantity, .oddPrices,
    ]
    private let byValue: [Feature] = [
        .freeFreight, .minimumValue, .minimumSurcharge, .maximumValue, .discountByValue,
    ]

    private func tinyProblem(seed: UInt64, features: Set<Feature>) -> SourcingProblem {
        var random = RandomProblems(seed: seed)
        var problem = random.problem(
            lines: random.int(1...3), features: features, largestQuantity: 3)
        problem.offers = Array(problem.offers.prefix(3))
        return problem
    }

    private func found(
        _ problem: SourcingProblem, options: SolveOptions = SolveOptions(gapMillionths: 0),
        elapsed: Duration = .zero, isCancelled: () -> Bool = { false }
    ) -> LinearRounds.Result {
        LinearRounds.solve(
            problem, options: options, elapsed: { elapsed }, isCancelled: isCancelled)
    }

    private func checked(
        _ problem: SourcingProblem, _ found: LinearRounds.Result, _ note: Comment,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(found.bound <= found.objective, note, sourceLocation: sourceLocation)
        #expect(
            try problem.cost(of: found.solution).total == found.objective, note,
            sourceLocation: sourceLocation)
        #expect(
            try problem.violations(of: found.solution).isEmpty, note,
            sourceLocation: sourceLocation)
    }

    @Test func termsByUnitsMatchTryingEverything() throws {
        var proven = 0
        let seeds = UInt64(1)...(isLongRun ? 4000 : 250)
        for seed in seeds {
            var random = RandomProblems(seed: seed &+ 77)
            let features = Set(byUnits.filter { _ in random.chance(50) })
            let problem = tinyProblem(seed: seed, features: features)
            #expect(LinearRounds.isApplicable(try problem.validated()))
            let brute = BruteForce(problem, quantityLimit: 9).best
            let found = found(problem)
            let note = Comment(rawValue: "seed \(seed)")
            try checked(problem, found, note)
            #expect(found.bound <= brute, note)
            #expect(found.objective <= brute || found.bound < found.objective, note)
            if found.bound == found.objective { proven += 1 }
        }
        #expect(proven * 100 >= seeds.count * 95, "proven: \(proven) of \(seeds.count)")
    }

    /// What this search leaves open, the general search closes.
    @Test func smallRoundsAreProvenToTheEnd() throws {
        for seed in UInt64(1)...(isLongRun ? 1000 : 60) {
            var random = RandomProblems(seed: seed &+ 55)
            let features = Set(byUnits.filter { _ in random.chance(50) })
            let problem = tinyProblem(seed: seed, features: features)
            let outcome = try solved(problem)
            #expect(outcome.status == .optimal, "seed \(seed)")
            let brute = BruteForce(problem, quantityLimit: 9).best
            #expect(outcome.objective <= brute, "seed \(seed)")
        }
    }

    @Test func termsByValueNeverClaimTooMuch() throws {
        for seed in UInt64(1)...(isLongRun ? 4000 : 250) {
            var random = RandomProblems(seed: seed &+ 99)
            var features = Set(byUnits.filter { _ in random.chance(30) })
            features.formUnion(byValue.filter { _ in random.chance(60) })
            let problem = tinyProblem(seed: seed, features: features)
            let brute = BruteForce(problem, quantityLimit: 9).best
            let found = found(try problem.validated())
            let note = Comment(rawValue: "seed \(seed)")
            try checked(problem, found, note)
            #expect(found.bound <= brute, note)
        }
    }

    @Test func everythingElseIsLeftToTheGeneralSearch() throws {
        #expect(LinearRounds.isApplicable(smallProblem()))
        var problem = smallProblem()
        problem.lines[0].split = .single
        #expect(!LinearRounds.isApplicable(problem))
        let changes: [(inout SourcingProblem) -> Void] = [
            { $0.offers[0].minimumQuantity = 2 }, { $0.offers[0].orderMultiple = 5 },
            { $0.offers[0].offerCost = 1 }, { $0.suppliers[0].minimumOrderValue = 1 },
            { $0.offers[0].priceBreaks.append(.init(fromQuantity: 5, unitPrice: 1)) },
            { $0.offers[0].tranches[0].quantity = 5 },
            { $0.shares = [SourcingShare(supplier: 0, item: 0)] },
        ]
        for change in changes {
            var problem = smallProblem()
            change(&problem)
            #expect(!LinearRounds.isApplicable(problem))
        }
        var two = problemOfTwoSuppliers()
        two.maximumSuppliersPerItem = 1
        #expect(!LinearRounds.isApplicable(two))
        two.maximumSuppliersPerItem = 2
        #expect(LinearRounds.isApplicable(two))
    }

    /// The shape of published instances: every site can serve every customer.
    private func facilities(
        sites: Int, customers: Int, seed: UInt64, wholeCosts: Bool
    ) -> SourcingProblem {
        var random = RandomProblems(seed: seed)
        var problem = SourcingProblem(currency: "XXX")
        for site in 0..<sites {
            var supplier = SourcingSupplier(id: "F\(site)")
            supplier.maximumUnits = random.long(400...900)
            supplier.orderCost = random.long(2000...9000) * 1_000_000
            problem.suppliers.append(supplier)
        }
        for customer in 0..<customers {
            let demand = random.long(7...90)
            problem.items.append(SourcingItem(id: "C\(customer)"))
            problem.lines.append(
                SourcingLine(
                    id: "L\(customer)", item: customer, quantity: demand, needByDay: 0,
                    unmetCost: 1_000_000_000))
            for site in 0..<sites {
                let whole = random.long(100...5000) * 1_000_003
                var offer = smallOffer(
                    "O\(site)-\(customer)", supplier: site, item: customer,
                    price: wholeCosts ? whole : whole / demand, days: 0)
                if wholeCosts { offer.priceQuantity = demand }
                problem.offers.append(offer)
            }
        }
        return problem
    }

    @Test(arguments: [false, true])
    func facilityLocationIsProvenToTheMicro(_ wholeCosts: Bool) throws {
        for seed in UInt64(1)...4 {
            let problem = facilities(
                sites: 12, customers: 30, seed: seed, wholeCosts: wholeCosts)
            let outcome = try solved(problem)
            #expect(outcome.status == .optimal, "seed \(seed)")
        }
    }

    private func discounts(seed: UInt64) -> SourcingProblem {
        var random = RandomProblems(seed: seed)
        var problem = SourcingProblem(currency: "EUR")
        for item in 0..<40 {
            problem.items.append(SourcingItem(id: "P\(item)"))
            problem.lines.append(
                SourcingLine(
                    id: "L\(item)", item: item, quantity: random.long(10...100), needByDay: 0,
                    unmetCost: 1_000_000_000))
        }
        for index in 0..<10 {
            var supplier = SourcingSupplier(id: "S\(index)")
            var threshold: Int64 = 0
            for step in 1...3 {
                threshold += random.long(80...150)
                supplier.discounts.append(
                    SourcingDiscount(
                        from: .units(threshold), percentTenThousandths: Int64(step) * 25_000))
            }
            problem.suppliers.append(supplier)
            for item in 0..<40 where random.chance(60) {
                var offer = smallOffer(
                    "O\(index)-\(item)", supplier: index, item: item,
                    price: random.long(50...150) * 1_000_000, days: 0)
                offer.maximumQuantity = random.long(5...60)
                problem.offers.append(offer)
            }
        }
        return problem
    }

    @Test func totalQuantityDiscountsAreNearlyProvenAtOnce() throws {
        let problem = discounts(seed: 3)
        let outcome = try SourcingEngine.solve(
            problem, options: SolveOptions(gapMillionths: 2_000), elapsed: { .zero })
        #expect(outcome.objective - outcome.bound <= outcome.objective / 500)
        #expect(outcome.costs.discount < 0)
        #expect(outcome.status == .optimal || outcome.limit == .gap)
    }

    @Test func theSameProblemGivesTheSameAnswer() throws {
        let problem = discounts(seed: 5)
        func outcome(_ threads: Int) throws -> SourcingOutcome {
            try SourcingEngine.solve(
                problem, options: SolveOptions(gapMillionths: 3_000, threads: threads),
                elapsed: { .zero })
        }
        #expect(try outcome(1) == outcome(8))
    }

    @Test func limitsReturnALegalAnswerAndATrueBound() throws {
        let problem = facilities(sites: 10, customers: 25, seed: 9, wholeCosts: false)
        let best = found(problem)
        #expect(best.bound == best.objective)
        let late = found(
            problem, options: SolveOptions(gapMillionths: 0, timeLimit: .zero),
            elapsed: .seconds(1))
        #expect(late.limit == .time)
        try checked(problem, late, "time")
        let small = found(
            problem, options: SolveOptions(gapMillionths: 0, memoryLimitBytes: 1))
        #expect(small.limit == .memory)
        try checked(problem, small, "memory")
        for patience in stride(from: 0, through: 300, by: 15) {
            var asked = 0
            let stopped = found(
                problem,
                isCancelled: {
                    asked += 1
                    return asked > patience
                })
            try checked(problem, stopped, "patience \(patience)")
            #expect(stopped.bound <= best.objective)
            #expect(stopped.objective >= best.objective)
        }
    }

    @Test func surplusReachesAThresholdWhenThatIsCheaper() throws {
        var problem = smallProblem()
        problem.suppliers[0].discounts = [
            SourcingDiscount(from: .units(12), percentTenThousandths: 300_000)
        ]
        let found = found(problem)
        // 12 units at 2.00 less 30 % are 16.80; 10 units are 20.00.
        #expect(found.objective == 16_800_000)
        #expect(found.bound == 16_800_000)
        #expect(found.solution.orders.map(\.quantity) == [12])
    }

    @Test func amountsAtTheLimitsOfTheProblemDoNotOverflow() throws {
        var problem = problemOfTwoSuppliers()
        problem.lines[0].quantity = 100_000_000
        problem.lines[0].unmetCost = 1_000_000_000
        problem.offers[0].maximumQuantity = 50_000_000
        problem.offers[1].priceBreaks[0].unitPrice = 999_999_999
        problem.suppliers[1].orderCost = 1_000_000_000_000_000
        problem.suppliers[0].discounts = [
            SourcingDiscount(from: .value(1_000_000_000_000_000), percentTenThousandths: 1)
        ]
        let found = found(problem)
        try checked(problem, found, "large")
        problem.suppliers[0].discounts = []
        problem.offers[0].priceBreaks[0].unitPrice = 1_000_000_000_000_000
        try checked(problem, LinearRounds.solve(problem, options: .init(), elapsed: { .zero }), "")
    }
}
