import SourcingEngine
import Testing

/// The rules of the buyer, each alone: hard, at a price above and below what keeping it costs.
@Suite struct BuyerRuleTests {
    /// 10 units at 2.00 from the first supplier are cheapest, 3.00 from the second.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var demand: SourcingRule.Demand
        /// What keeping the rule costs in all, in micros.
        var kept: Int64
        /// An answer that breaks the rule.
        var orders: [(Int, Int64)] = [(0, 10)]
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        // Day 12 is 2 days late at 0.50 a unit.
        Case(name: "forbid", demand: .forbid(supplier: 0, item: nil), kept: 40_000_000),
        Case(name: "forbid item", demand: .forbid(supplier: 0, item: 0), kept: 40_000_000),
        // 9 units at 2.00, one at 3.00 and 1.00 for its two late days.
        Case(
            name: "require units", demand: .requireUnits(supplier: 1, item: 0, units: 1),
            kept: 22_000_000),
        Case(
            name: "require value", demand: .requireValue(supplier: 1, value: 3_000_001),
            kept: 24_000_000),
        // 5 units, and 5 that stay unmet at 9.00.
        Case(name: "budget", demand: .budget(value: 10_000_000), kept: 55_000_000),
    ]

    private func problem(_ demand: SourcingRule.Demand, penalty: Int64?) -> SourcingProblem {
        var problem = problemOfTwoSuppliers()
        problem.rules = [SourcingRule(id: "R", demand: demand, penalty: penalty)]
        #expect(problem.validationProblems().isEmpty)
        return problem
    }

    @Test(arguments: Self.cases)
    func hardRulesAreKept(_ one: Case) throws {
        let problem = problem(one.demand, penalty: nil)
        let outcome = try solved(problem)
        #expect(outcome.status == .optimal)
        #expect(outcome.objective == one.kept)
        let broken = solution(one.orders, [(0, 0, 0, 10)])
        #expect(try problem.violations(of: broken).map(\.code) == ["rule.broken"])
        #expect(try problem.cost(of: broken).penalties == 0)
    }

    @Test(arguments: Self.cases)
    func softRulesAreKeptUntilThatCostsMoreThanThePenalty(_ one: Case) throws {
        for extra in [-1, 0, 1] as [Int64] {
            let penalty = one.kept - 20_000_000 + extra
            let problem = problem(one.demand, penalty: penalty)
            let outcome = try solved(problem)
            #expect(outcome.status == .optimal)
            #expect(outcome.objective == min(one.kept, 20_000_000 + penalty))
            let broken = solution(one.orders, [(0, 0, 0, 10)])
            #expect(try problem.violations(of: broken).isEmpty)
            #expect(try problem.cost(of: broken).penalties == penalty)
        }
    }

    /// The second supplier alone sells here, two days late.
    @Test(arguments: [(Int64(1_999_999), Int64(90_000_000)), (2_000_000, 40_000_000)])
    func onTimeCountsExpectedDays(days: Int64, cost: Int64) throws {
        var problem = problem(.onTime(line: 0, dayMillionths: days), penalty: nil)
        problem.offers.removeFirst()
        #expect(try solved(problem).objective == cost)
        problem.rules[0].penalty = 7_000_000
        #expect(try solved(problem).objective == (cost == 40_000_000 ? cost : 47_000_000))
        let late = solution([(0, 10)], [(0, 0, 0, 10)])
        #expect(try problem.cost(of: late).penalties == (cost == 40_000_000 ? 0 : 7_000_000))
    }

    @Test func budgetsCountAllThatIsBoughtAndNothingElse() throws {
        var costs = SourcingCosts()
        for path in SourcingCosts.all { costs[keyPath: path] = 1 }
        #expect(try costs.purchase == 9)
        #expect(try costs.total == 12)
    }

    @Test func expectedLatenessCountsLateDaysOnly() {
        let tranche = SourcingTranche(arrivals: [
            SourcingArrival(days: 3, probabilityMillionths: 500_000),
            SourcingArrival(days: 6, probabilityMillionths: 500_000),
        ])
        #expect(tranche.expectedLateness(needByDay: 5) == 500_000)
        #expect(tranche.expectedLateness(needByDay: -1) == 5_500_000)
    }

    @Test func conflictNamesNoRuleThatIsNotPartOfIt() throws {
        var problem = problemOfTwoSuppliers()
        problem.rules = [
            SourcingRule(id: "A", demand: .onTime(line: 0, dayMillionths: 0)),
            SourcingRule(id: "B", demand: .requireUnits(supplier: 1, item: 0, units: 4)),
            SourcingRule(id: "C", demand: .forbid(supplier: 0, item: nil)),
            SourcingRule(id: "D", demand: .budget(value: 11_999_999)),
            SourcingRule(id: "E", demand: .forbid(supplier: 1, item: nil), penalty: 5),
        ]
        let outcome = try solved(problem)
        #expect(outcome.status == .infeasible)
        #expect(!outcome.hasAnswer)
        #expect(outcome.conflict == [1, 3])
        problem.rules[3].demand = .budget(value: 12_000_000)
        #expect(try solved(problem).status == .optimal)
    }

    /// Two rules that conflict among many that do not, wherever they stand.
    @Test(arguments: [(0, 199), (3, 4), (57, 140)])
    func conflictIsFoundAmongManyRules(places: (Int, Int)) throws {
        var problem = problemOfTwoSuppliers()
        problem.rules = (0..<200).map {
            SourcingRule(id: "R\($0)", demand: .onTime(line: 0, dayMillionths: Int64($0)))
        }
        problem.rules[places.0].demand = .requireUnits(supplier: 1, item: 0, units: 4)
        problem.rules[places.1].demand = .budget(value: 11_999_999)
        var asked = 0
        let outcome = try SourcingEngine.solve(
            problem, options: SolveOptions(gapMillionths: 0),
            elapsed: {
                asked += 1
                return .zero
            })
        #expect(outcome.conflict == [places.0, places.1])
        // Little more is asked when the time is over, and what is known is still true.
        var limited = SolveOptions(gapMillionths: 0)
        limited.timeLimit = .seconds(asked / 2)
        var again = 0
        let cut = try SourcingEngine.solve(
            problem, options: limited,
            elapsed: {
                again += 1
                return .seconds(again)
            })
        #expect(again < asked / 2 + 20)
        if cut.status == .infeasible { #expect(cut.conflict.contains(places.0)) }
    }

    @Test func ruleThatNobodyCanKeepConflictsAlone() throws {
        for demand in [
            SourcingRule.Demand.requireUnits(supplier: 2, item: 0, units: 1),
            .requireValue(supplier: 2, value: 1),
        ] {
            var problem = problemOfTwoSuppliers()
            problem.suppliers.append(SourcingSupplier(id: "S3"))
            problem.rules = [
                SourcingRule(id: "A", demand: .budget(value: 0)),
                SourcingRule(id: "B", demand: demand),
            ]
            #expect(try solved(problem).conflict == [1])
            problem.rules[1].penalty = 3
            problem.rules[0].penalty = 4
            #expect(try solved(problem).objective == 20_000_007)
        }
    }

    @Test func noTimeLeavesOpenWhetherThereIsAnAnswer() throws {
        let problem = problem(.requireUnits(supplier: 1, item: 0, units: 1), penalty: nil)
        let outcome = try SourcingEngine.solve(
            problem, options: SolveOptions(gapMillionths: 0, timeLimit: .zero),
            elapsed: { .seconds(1) })
        #expect(outcome.status == .unknown || outcome.hasAnswer)
    }

    /// Surplus is worth its price to the micro: only a share limits what is ordered.
    @Test func surplusThatCostsNothingDoesNotHideTheOptimum() throws {
        var problem = problemOfTwoSuppliers()
        problem.items[0].salvageValue = 2_000_000
        problem.shares = [SourcingShare(supplier: 1, item: 0, minimumShareMillionths: 500_000)]
        let outcome = try solved(problem)
        #expect(outcome.status == .optimal)
        #expect(outcome.bound == outcome.objective)
    }

    /// A discount is cut to whole micros and goods are rounded: six units of surplus cost a micro
    /// less than they are worth.
    @Test func roundingMakesSurplusWorthAMicro() throws {
        for price in Int64(1)...60 {
            var problem = smallProblem()
            problem.lines[0].quantity = 1
            problem.lines[0].unmetCost = 50
            problem.suppliers[0].discounts = [
                SourcingDiscount(from: .value(0), percentTenThousandths: 250_000)
            ]
            problem.offers[0].priceQuantity = 3
            problem.offers[0].priceBreaks[0].unitPrice = price
            problem.items[0].salvageValue = price * 3 / 4 / 3
            let brute = BruteForce(problem, quantityLimit: 40).best
            let outcome = try solved(problem)
            #expect(outcome.bound <= brute, "price \(price)")
            #expect(outcome.objective == brute, "price \(price)")
        }
    }
}

extension SourcingCosts {
    fileprivate static var all: [WritableKeyPath<Self, Int64>] {
        [
            \.goods, \.offers, \.units, \.supplierOrders, \.freight, \.surcharge, \.discount,
            \.lateness, \.substitution, \.unmet, \.surplus, \.penalties,
        ]
    }
}
