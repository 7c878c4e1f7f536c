import SourcingEngine
import Testing

/// Linear rounds whose lines want one offer, or want everything at once: flows leave these rules
/// out, answers keep them.
@Suite struct LineAssignmentTests {
    typealias Feature = RandomProblems.Feature

    private let others: [Feature] = [
        .maximums, .unitCost, .orderCost, .maximumUnits, .discountByUnits, .substitutes,
        .distributions, .salvage, .minimumValue, .maximumValue,
    ]

    private func searched(_ problem: SourcingProblem) throws -> LinearRounds.Result {
        LinearRounds.solve(
            try problem.validated(), options: SolveOptions(gapMillionths: 0), elapsed: { .zero })
    }

    @Test func boundsAndAnswersEncloseTheBestAnswer() throws {
        var met = 0
        let seeds = UInt64(1)...(isLongRun ? 4000 : 250)
        for seed in seeds {
            var random = RandomProblems(seed: seed &+ 311)
            var features = Set(others.filter { _ in random.chance(40) })
            features.insert(random.chance(50) ? .single : .complete)
            var problem = random.problem(
                lines: random.int(1...3), features: features, largestQuantity: 3)
            problem.offers = Array(problem.offers.prefix(3))
            let best = try solved(problem)
            #expect(best.status == .optimal)
            let found = try searched(problem)
            let note = Comment(rawValue: "seed \(seed)")
            #expect(found.bound <= best.objective, note)
            #expect(best.objective <= found.objective, note)
            #expect(try problem.cost(of: found.solution).total == found.objective, note)
            #expect(try problem.violations(of: found.solution).isEmpty, note)
            if found.objective == best.objective { met += 1 }
        }
        #expect(met * 100 >= seeds.count * 90, "met: \(met) of \(seeds.count)")
    }

    /// Sites that can serve every customer, as in published instances.
    private func facilities(
        sites: Int, customers: Int, split: SourcingSplit, seed: UInt64
    ) -> SourcingProblem {
        var random = RandomProblems(seed: seed)
        var problem = SourcingProblem(currency: "EUR")
        for site in 0..<sites {
            var supplier = SourcingSupplier(id: "F\(site)")
            supplier.maximumUnits = random.long(60...140)
            supplier.orderCost = random.long(200...900) * 1_000_000
            problem.suppliers.append(supplier)
        }
        for customer in 0..<customers {
            problem.items.append(SourcingItem(id: "C\(customer)"))
            problem.lines.append(
                SourcingLine(
                    id: "L\(customer)", item: customer, quantity: random.long(5...35),
                    needByDay: 0, unmetCost: 1_000_000_000, split: split))
            for site in 0..<sites {
                problem.offers.append(
                    smallOffer(
                        "O\(site)-\(customer)", supplier: site, item: customer,
                        price: random.long(1...90) * 1_000_000, days: 0))
            }
        }
        return problem
    }

    /// Lines that ship complete cost no more where everything comes on the same day: such rounds
    /// are proven like those whose lines take units from anybody.
    @Test func completeLinesThatNothingDividesByDayAreFlows() throws {
        let whole = facilities(sites: 20, customers: 60, split: .any, seed: 4)
        let complete = facilities(sites: 20, customers: 60, split: .complete, seed: 4)
        #expect(LinearRounds.isApplicable(try complete.validated()))
        let expected = try searched(whole)
        let found = try searched(complete)
        #expect(!found.isRelaxed)
        #expect(found.objective == expected.objective)
        #expect(found.bound == expected.bound)
        #expect(found.bound == found.objective)
    }

    /// Where part of the goods comes later, the last of it counts for all.
    @Test func completeLinesPayForTheLastUnit() throws {
        var problem = facilities(sites: 10, customers: 30, split: .complete, seed: 5)
        for line in problem.lines.indices { problem.lines[line].lateCost = 1_000_000 }
        for offer in problem.offers.indices {
            problem.offers[offer].tranches[0].arrivals[0].days = offer % 7
        }
        let found = try searched(problem)
        #expect(found.isRelaxed)
        #expect(try problem.cost(of: found.solution).total == found.objective)
        #expect(found.bound < found.objective)
        #expect(found.objective - found.bound < found.objective / 10)
    }

    /// Such rounds used to be left with a bound of nothing.
    @Test func singleLinesOfCrowdedItemsGetATrueBoundAndANearAnswer() throws {
        for seed in UInt64(1)...3 {
            let problem = facilities(sites: 10, customers: 30, split: .single, seed: seed)
            let found = try searched(problem)
            #expect(found.isRelaxed)
            #expect(try problem.violations(of: found.solution).isEmpty)
            #expect(found.objective - found.bound < found.objective / 10, "seed \(seed)")
            let whole = try searched(
                facilities(sites: 10, customers: 30, split: .any, seed: seed))
            #expect(whole.objective <= found.objective)
            #expect(found.bound <= whole.objective)
        }
    }

    /// A site with room for two lines of three: the dearer to move stays, and nobody is divided.
    @Test func linesChangePlacesWhereRoomIsShort() throws {
        var problem = SourcingProblem(currency: "EUR")
        for (site, room) in [Int64(10), 10, 10].enumerated() {
            var supplier = SourcingSupplier(id: "F\(site)")
            supplier.maximumUnits = room
            problem.suppliers.append(supplier)
        }
        let prices: [[Int64]] = [[1, 5, 9], [1, 2, 9], [1, 9, 4]]
        for (line, row) in prices.enumerated() {
            problem.items.append(SourcingItem(id: "I\(line)"))
            problem.lines.append(
                SourcingLine(
                    id: "L\(line)", item: line, quantity: 6, needByDay: 0, unmetCost: 1_000,
                    split: .single))
            for (site, price) in row.enumerated() {
                problem.offers.append(
                    smallOffer(
                        "O\(site)-\(line)", supplier: site, item: line, price: price, days: 0))
            }
        }
        let found = try searched(problem)
        // Line 0 stays at site 0, line 1 moves for 1 a unit, line 2 for 3.
        #expect(found.objective == 6 * 1 + 6 * 2 + 6 * 4)
        #expect(found.solution.allocations.count == 3)
    }

    @Test func answersOfTheGeneralSearchBecomePlansAndBack() throws {
        for seed in UInt64(1)...40 {
            var random = RandomProblems(seed: seed &+ 21)
            let features = Set(Feature.allCases.filter { _ in random.chance(25) })
            let problem = random.problem(
                lines: random.int(1...3), features: features, largestQuantity: 3)
            let outcome = try solved(problem)
            guard outcome.status == .optimal else { continue }
            let again = SourcingEngine.search(
                Model.prepared(
                    try problem.validated(), SolveOptions(), elapsed: { .zero },
                    isCancelled: { false }),
                options: SolveOptions(gapMillionths: 0), from: outcome, elapsed: { .zero })
            #expect(again.objective == outcome.objective, "seed \(seed)")
            #expect(again.status == .optimal, "seed \(seed)")
        }
    }
}
