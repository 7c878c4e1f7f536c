import SourcingEngine
import SourcingExchange
import TestSupport
import Testing

/// A choice of plans as a model: the engine's own choice is in it at its price, and none that
/// another solver finds is below the engine's bound.
@Suite struct MasterExportTests {
    private func master(_ problem: SourcingProblem) throws -> PlanMaster? {
        try SourcingEngine.planMaster(
            of: problem, options: SolveOptions(gapMillionths: 10_000), elapsed: { .zero })
    }

    @Test func theOwnChoiceIsInTheModelAtItsPrice() throws {
        var compared = 0
        for seed in UInt64(1)...400 {
            let problem = RandomProblem.make(seed: seed)
            guard let master = try master(problem) else { continue }
            let model = MPSModel(MasterExport.bytes(for: problem, master))
            #expect(model.faults == [], "seed \(seed)")
            let chosen = master.plans.filter(\.isChosen)
            #expect(chosen.map(\.block) == Array(0..<master.blockCount), "seed \(seed)")
            let solution = SourcingSolution(
                orders: chosen.flatMap(\.orders).sorted { $0.offer < $1.offer }, allocations: [])
            var values = try ModelAssignment(problem: problem, solution: solution, model: model)
                .values
            let known = Set(model.columns)
            values = values.filter { known.contains($0.key) }
            var position = 0
            for (index, plan) in master.plans.enumerated() {
                let isFirst = index == 0 || master.plans[index - 1].block != plan.block
                position = isFirst ? 1 : position + 1
                if plan.isChosen { values["p_b\(plan.block + 1)_\(position)"] = 1 }
            }
            for order in solution.orders {
                let goods = try problem.offers[order.offer].goods(quantity: order.quantity)
                values["g_o\(order.offer + 1)"] = Double(goods) / 1e6
            }
            #expect(model.broken(by: values) == [], "seed \(seed)")
            let rounding = 1e-6 * Double(problem.offers.count + problem.suppliers.count) + 1e-7
            let cost = model.cost(values)
            #expect(abs(cost - Double(master.objective) / 1e6) < rounding, "seed \(seed)")
            compared += 1
        }
        #expect(compared > 100)
    }

    @Test func rulesThatPlansCannotCountAreRefused() throws {
        var problem = try ProblemFolder.read(Golden.path("Fixtures/Sourcing/one-offer/problem"))
        #expect(try master(problem) != nil)
        problem.rules = [SourcingRule(id: "R", demand: .budget(value: 1_000_000))]
        #expect(try master(problem) == nil)
    }

    /// Set `BROKER_TEST_HIGHS` as for ``ForeignSolverTests``.
    @Test(.enabled(if: ForeignSolver.python != nil))
    func anotherSolverChoosesNoWorse() throws {
        let python = try #require(ForeignSolver.python)
        var masters: [String: PlanMaster] = [:]
        var models: [String: [UInt8]] = [:]
        var slack: [String: Int64] = [:]
        for seed in UInt64(1)...100 {
            let problem = RandomProblem.make(seed: seed)
            guard let master = try master(problem) else { continue }
            masters["\(seed)"] = master
            models["\(seed)"] = MasterExport.bytes(for: problem, master)
            slack["\(seed)"] = Int64(problem.offers.count + problem.suppliers.count) + 50
        }
        let answers = try ForeignSolver.solve(models, python: python)
        for (seed, master) in masters {
            let answer = try #require(answers[seed])
            let tolerance = slack[seed] ?? 0
            #expect(answer.status == "optimal", "seed \(seed)")
            #expect(answer.objective <= master.objective + tolerance, "seed \(seed)")
            #expect(answer.objective >= master.bound - tolerance, "seed \(seed)")
        }
        #expect(masters.count > 30)
    }
}
