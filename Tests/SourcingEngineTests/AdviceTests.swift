import SourcingEngine
import Testing

/// Advice makes an answer cheaper, legal as before, and nothing later or missing.
@Suite struct AdviceTests {
    private typealias Feature = RandomProblems.Feature

    /// The best answer of someone who does not see order costs, discounts and breaks.
    private func careless(_ problem: SourcingProblem) throws -> SourcingSolution? {
        var blind = problem
        for index in blind.suppliers.indices {
            blind.suppliers[index].orderCost = 0
            blind.suppliers[index].freight = 0
            blind.suppliers[index].discounts = []
            if blind.suppliers[index].minimumOrderSurcharge != nil {
                blind.suppliers[index].minimumOrderSurcharge = 0
            }
        }
        for index in blind.offers.indices {
            blind.offers[index].priceBreaks.removeSubrange(1...)
            blind.offers[index].offerCost = 0
        }
        for index in blind.items.indices { blind.items[index].salvageValue = 0 }
        let solution = try SourcingEngine.solve(
            blind, options: SolveOptions(gapMillionths: 100_000), elapsed: { .zero }
        ).solution
        return try problem.violations(of: solution).isEmpty ? solution : nil
    }

    private func latest(
        _ solution: SourcingSolution, _ problem: SourcingProblem
    ) -> [Int128] {
        var latest = [Int128](repeating: 0, count: problem.lines.count)
        for given in solution.allocations {
            let late = problem.offers[given.offer].tranches[given.tranche].expectedLateness(
                needByDay: problem.lines[given.line].needByDay)
            latest[given.line] = max(latest[given.line], late)
        }
        return latest
    }

    private func served(_ solution: SourcingSolution, _ problem: SourcingProblem) -> [Int64] {
        var served = [Int64](repeating: 0, count: problem.lines.count)
        for given in solution.allocations { served[given.line] += given.quantity }
        return served
    }

    @Test(arguments: [false, true])
    func adviceNeverCostsMoreNorBreaksAPromise(byItem: Bool) throws {
        var upward = 0
        var combined = 0
        for seed in UInt64(76000)..<(isLongRun ? 78000 : 76250) {
            var random = RandomProblems(seed: seed)
            var features = Set(Feature.allCases.filter { _ in random.chance(25) })
            features.formUnion([.allUnits, .orderCost, .discountByValue, .salvage])
            features.remove(.budget)
            let problem = random.problem(lines: random.int(2...5), features: features)
            guard let solution = try careless(problem) else { continue }
            let before = try problem.cost(of: solution).total
            let explainer = try SourcingExplainer(problem, solution, alwaysByItem: byItem)
            for advice in explainer.advice() {
                #expect(try problem.violations(of: advice.solution).isEmpty, "seed \(seed)")
                let after = try problem.cost(of: advice.solution).total
                #expect(before - after == advice.saving && advice.saving > 0, "seed \(seed)")
                let later = zip(latest(advice.solution, problem), latest(solution, problem))
                #expect(later.allSatisfy { $0 <= $1 }, "seed \(seed)")
                let units = zip(served(advice.solution, problem), served(solution, problem))
                #expect(units.allSatisfy { $0 >= $1 }, "seed \(seed)")
                if case .buyUp = advice.change { upward += 1 } else { combined += 1 }
            }
        }
        #expect(upward >= 10, "\(upward)")
        #expect(combined >= 10, "\(combined)")
    }

    @Test func anOptimalAnswerNeedsNoAdvice() throws {
        for seed in UInt64(79000)..<79060 {
            var random = RandomProblems(seed: seed)
            let features = Set(Feature.allCases.filter { $0 != .budget && random.chance(20) })
            let problem = random.problem(lines: 3, features: features)
            let outcome = try solved(problem)
            guard outcome.status == .optimal else { continue }
            #expect(try SourcingExplainer(problem, outcome.solution).advice().isEmpty)
        }
    }

    @Test func twentyFourMoreReachTheBreakAndSave() throws {
        var problem = smallProblem()
        problem.lines[0].quantity = 76
        problem.offers[0].priceBreaks.append(
            SourcingPriceBreak(fromQuantity: 100, unitPrice: 1_210_000))
        let order = solution([(0, 76)], [(0, 0, 0, 76)])
        let advice = try #require(try SourcingExplainer(problem, order).advice().first)
        #expect(advice.change == .buyUp(offer: 0, units: 24, reaches: .priceBreak(from: 100)))
        #expect(advice.saving == 31_000_000)
    }

    @Test func aSecondOrderThatCanWaitIsCombined() throws {
        var problem = problemOfTwoSuppliers()
        problem.lines.append(problem.lines[0])
        problem.lines[1].id = "L2"
        problem.suppliers[0].orderCost = 30_000_000
        problem.lines[0].needByDay = 12
        problem.lines[1].needByDay = 12
        let two = solution([(0, 10), (1, 10)], [(0, 0, 0, 10), (1, 1, 0, 10)])
        let advice = try #require(try SourcingExplainer(problem, two).advice().first)
        #expect(advice.change == .combine(supplier: 0))
        #expect(advice.saving == 20_000_000)
    }

    @Test func aSuppliersTermsAreReadFromTheAnswer() throws {
        var problem = problemOfTwoSuppliers()
        problem.suppliers[0].orderCost = 3_000_000
        problem.suppliers[0].freight = 2_000_000
        problem.suppliers[0].freeFreightFrom = 25_000_000
        problem.suppliers[0].minimumOrderValue = 15_000_000
        problem.suppliers[0].maximumUnits = 12
        problem.suppliers[0].discounts = [
            SourcingDiscount(from: .units(11), percentTenThousandths: 20_000)
        ]
        problem.suppliers[1].orderCost = 1_000_000
        let outcome = try solved(problem)
        var explainer = try SourcingExplainer(problem, outcome.solution)
        let first = explainer.reasons(forSupplier: 0)
        #expect(first.order?.total == 25_000_000)
        #expect(first.aboveMinimum == 5_000_000)
        #expect(first.belowFreeFreight == 5_000_000)
        #expect(first.nextDiscount?.percentTenThousandths == 20_000)
        #expect(first.nextDiscount?.missing == .units(1))
        #expect(first.unitsLeft == 2)
        // 30.00, an order of 1.00 and 2 days of 0.50 for 10 units against 25.00.
        #expect(first.saving == 16_000_000)
        let second = explainer.reasons(forSupplier: 1)
        #expect(second.order == nil)
        #expect(second.ordersAtOrderCost == nil)
        problem.offers[1].priceBreaks[0].unitPrice = 1_400_000
        problem.suppliers[1].orderCost = 9_000_000
        let again = try solved(problem)
        var other = try SourcingExplainer(problem, again.solution)
        #expect(other.reasons(forSupplier: 1).ordersAtOrderCost == 999_999)
    }
}
