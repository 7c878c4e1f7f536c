import SourcingEngine
import Testing

/// An order is held only where that costs nothing, makes nothing later and breaks no rule.
@Suite struct HoldTests {
    private typealias Feature = RandomProblems.Feature

    /// Two lines with slack at a supplier whose order costs 30 and whose freight is 15.
    private func patientProblem() -> SourcingProblem {
        var problem = smallProblem()
        problem.suppliers[0].orderCost = 30_000_000
        problem.suppliers[0].freight = 15_000_000
        problem.lines.append(problem.lines[0])
        problem.lines[1].id = "L2"
        problem.lines[1].needByDay = 11
        return problem
    }

    private let bothLines = solution([(0, 20)], [(0, 0, 0, 10), (1, 0, 0, 10)])

    private func holds(
        _ problem: SourcingProblem, _ solution: SourcingSolution, until later: SourcingLaterDay
    ) throws -> [SourcingHold] {
        try SourcingExplainer(problem, solution).holds(until: later)
    }

    @Test func holdToThursdayAndOneFreightChargeIsShared() throws {
        let problem = patientProblem()
        var later = SourcingLaterDay(day: 2, in: problem)
        later.otherDemand = [
            SourcingLaterDay.Demand(id: "other", suppliers: []),
            SourcingLaterDay.Demand(id: "L3", suppliers: [0]),
        ]
        let hold = try #require(try holds(problem, bothLines, until: later).first)
        #expect(hold.supplier == 0 && hold.day == 2 && hold.units == 20 && hold.lines == [0, 1])
        #expect(hold.saving == 45_000_000)
        #expect(hold.gains.isEmpty && hold.joining == [1])
    }

    @Test func aDayTooLongIsTooLong() throws {
        let problem = patientProblem()
        // Needed by day 10, there on day 8: two days are left, the other line has three.
        let three = SourcingLaterDay(day: 3, in: problem)
        #expect(try holds(problem, bothLines, until: three).isEmpty)
        var free = problem
        for line in free.lines.indices { free.lines[line].lateCost = 0 }
        #expect(try holds(free, bothLines, until: three).isEmpty, "late at no cost is late")
        var weekend = three
        weekend.delays = [[2]]
        #expect(try holds(problem, bothLines, until: weekend).count == 1)
        weekend.delays = [nil]
        #expect(try holds(problem, bothLines, until: weekend).isEmpty, "no longer valid")
    }

    @Test func whatWasPromisedIsKept() throws {
        let problem = patientProblem()
        var later = SourcingLaterDay(day: 1, in: problem)
        later.promisedDays = [1: 9]
        #expect(try holds(problem, bothLines, until: later).count == 1)
        later.promisedDays = [1: 8]
        #expect(try holds(problem, bothLines, until: later).isEmpty)
    }

    @Test func anOrderThatTakesAllThereIsWaitsForNothing() throws {
        var problem = patientProblem()
        let later = SourcingLaterDay(day: 1, in: problem)
        problem.suppliers[0].maximumUnits = 21
        #expect(try holds(problem, bothLines, until: later).count == 1)
        problem.suppliers[0].maximumUnits = 20
        #expect(try holds(problem, bothLines, until: later).isEmpty)
        problem.suppliers[0].maximumUnits = nil
        problem.suppliers[0].maximumValue = 41_999_999
        #expect(try holds(problem, bothLines, until: later).isEmpty)
    }

    @Test func whatIsOrderedNowKeepsItsSharesAndRules() throws {
        var problem = patientProblem()
        problem.suppliers.append(SourcingSupplier(id: "S2"))
        problem.offers.append(smallOffer("O2", supplier: 1, item: 0, price: 2_000_000, days: 8))
        let shared = solution([(0, 10), (1, 10)], [(0, 0, 0, 10), (1, 1, 0, 10)])
        let later = SourcingLaterDay(day: 1, in: problem)
        #expect(try holds(problem, shared, until: later).map(\.supplier) == [0])
        var ruled = problem
        ruled.shares = [SourcingShare(supplier: 1, item: 0, maximumShareMillionths: 600_000)]
        #expect(try holds(ruled, shared, until: later).isEmpty)
        for penalty in [nil, Int64(1)] {
            ruled = problem
            ruled.rules = [
                SourcingRule(
                    id: "R", demand: .requireUnits(supplier: 0, item: 0, units: 5),
                    penalty: penalty)
            ]
            #expect(try holds(ruled, shared, until: later).isEmpty)
        }
    }

    @Test func whatMoreGoodsWouldReachIsSaid() throws {
        var problem = patientProblem()
        problem.suppliers[0].minimumOrderValue = 45_000_000
        problem.suppliers[0].minimumOrderSurcharge = 5_000_000
        problem.suppliers[0].discounts = [
            SourcingDiscount(from: .units(25), percentTenThousandths: 100_000)
        ]
        problem.offers[0].priceBreaks.append(
            SourcingPriceBreak(fromQuantity: 24, unitPrice: 1_500_000))
        let later = SourcingLaterDay(day: 2, in: problem)
        let hold = try #require(try holds(problem, bothLines, until: later).first)
        #expect(hold.saving == 50_000_000)
        #expect(
            hold.gains == [
                .init(
                    threshold: .discount(percentTenThousandths: 100_000), missing: .units(5),
                    saving: 4_000_000),
                .init(
                    threshold: .priceBreak(from: 24), offer: 0, missing: .units(4),
                    saving: 10_000_000),
            ])
    }

    // MARK: Random problems

    /// The problem with a supplier's tranches coming later.
    private func delayed(
        _ problem: SourcingProblem, _ hold: SourcingHold, _ later: SourcingLaterDay
    ) throws -> SourcingProblem {
        var delayed = problem
        for offer in problem.offers.indices where problem.offers[offer].supplier == hold.supplier {
            guard let delays = later.delays[offer] else { continue }
            for (tranche, delay) in delays.enumerated() {
                for arrival in problem.offers[offer].tranches[tranche].arrivals.indices {
                    delayed.offers[offer].tranches[tranche].arrivals[arrival].days += delay
                }
            }
        }
        return delayed
    }

    private func lateness(
        _ problem: SourcingProblem, _ solution: SourcingSolution, _ promised: [Int: Int]
    ) -> [Int128] {
        solution.allocations.flatMap { given in
            [problem.lines[given.line].needByDay, promised[given.line] ?? 1000].map {
                problem.offers[given.offer].tranches[given.tranche].expectedLateness(needByDay: $0)
            }
        }
    }

    /// What two orders cost more than one that holds both.
    private func joined(
        _ problem: SourcingProblem, _ solution: SourcingSolution, _ hold: SourcingHold,
        with offer: Int
    ) throws -> Int64? {
        let supplier = problem.suppliers[hold.supplier]
        guard let quantity = problem.offers[offer].smallestOrder else { return nil }
        let goods = try problem.offers[offer].goods(quantity: quantity)
        guard
            let first = try problem.supplierOrders(of: solution)
                .first(where: { $0.supplier == hold.supplier }),
            first.units + quantity <= supplier.maximumUnits ?? .max,
            first.goods + goods <= supplier.maximumValue ?? .max
        else { return nil }
        let second = supplier.order(position: hold.supplier, units: quantity, goods: goods)
        let both = supplier.order(
            position: hold.supplier, units: first.units + quantity, goods: first.goods + goods)
        return first.total + second.total - both.total
    }

    @Test func aHeldOrderCostsNoMoreAndComesInTime() throws {
        var found = 0
        var withRules = 0
        var compared = 0
        for seed in UInt64(83000)..<(isLongRun ? 86000 : 83600) {
            var random = RandomProblems(seed: seed)
            var features = Set(Feature.allCases.filter { _ in random.chance(25) })
            features.formUnion([.orderCost])
            var problem = random.problem(lines: random.int(2...5), features: features)
            for line in problem.lines.indices {
                problem.lines[line].needByDay += random.int(0...8)
            }
            // Any answer will do; budgets with every other rule can take very long to close.
            var asked = 0
            let outcome = try SourcingEngine.solve(
                problem, options: SolveOptions(gapMillionths: 50_000), elapsed: { .zero },
                isCancelled: {
                    asked += 1
                    return asked > 2_000
                })
            guard outcome.hasAnswer else { continue }
            let day = random.int(1...4)
            var later = SourcingLaterDay(day: day, in: problem)
            for offer in later.delays.indices {
                if random.chance(15) { later.delays[offer] = nil }
                if random.chance(30) {
                    later.delays[offer] = problem.offers[offer].tranches.map { _ in
                        random.int(0...6)
                    }
                }
            }
            for line in problem.lines.indices where random.chance(30) {
                later.promisedDays[line] = random.int(0...20)
            }
            let solution = outcome.solution
            for hold in try holds(problem, solution, until: later) {
                found += 1
                if !problem.rules.isEmpty || !problem.shares.isEmpty { withRules += 1 }
                let then = try delayed(problem, hold, later)
                #expect(try then.violations(of: solution).isEmpty, "seed \(seed)")
                #expect(
                    try then.cost(of: solution).total <= problem.cost(of: solution).total,
                    "seed \(seed)")
                let days = zip(
                    lateness(then, solution, later.promisedDays),
                    lateness(problem, solution, later.promisedDays))
                #expect(days.allSatisfy { $0 <= $1 }, "seed \(seed)")
                var now = solution
                now.orders.removeAll { problem.offers[$0.offer].supplier == hold.supplier }
                now.allocations.removeAll { problem.offers[$0.offer].supplier == hold.supplier }
                #expect(try problem.violations(of: now).isEmpty, "seed \(seed)")
                #expect(
                    try problem.cost(of: now).penalties <= problem.cost(of: solution).penalties)
                let ordered = Set(solution.orders.filter { $0.quantity > 0 }.map(\.offer))
                for offer in problem.offers.indices
                where problem.offers[offer].supplier == hold.supplier && !ordered.contains(offer) {
                    guard let less = try joined(problem, solution, hold, with: offer) else {
                        continue
                    }
                    compared += 1
                    #expect(less >= hold.saving, "seed \(seed)")
                }
            }
        }
        #expect(found >= 60 && withRules >= 10, "\(found) \(withRules)")
        #expect(compared >= 20, "\(compared)")
    }
}
