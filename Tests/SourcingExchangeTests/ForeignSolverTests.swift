import SourcingEngine
import SourcingExchange
import TestSupport
import Testing

/// Set `BROKER_TEST_HIGHS` to a Python with `highspy` to run these; see Docs/SourcingProblem.md.
@Suite(.enabled(if: ForeignSolver.python != nil)) struct ForeignSolverTests {
    /// What a linear model cannot say: half a micro per offer, one per supplier with a discount;
    /// the rest is the solver's own tolerance.
    private func tolerance(_ problem: SourcingProblem) -> Int64 {
        Int64(problem.offers.count + problem.suppliers.count) + 50
    }

    private func solve(_ problem: SourcingProblem) throws -> SourcingOutcome {
        let clock = ContinuousClock()
        let start = clock.now
        return try SourcingEngine.solve(
            problem, options: SolveOptions(gapMillionths: 0, timeLimit: .seconds(20)),
            elapsed: { clock.now - start })
    }

    private func expectNoAnswer(_ problem: SourcingProblem, seed: UInt64) throws {
        let outcome = try solve(problem)
        #expect(outcome.status == .infeasible || outcome.status == .unknown, "seed \(seed)")
        if outcome.status == .unknown { print("seed \(seed): not proven infeasible") }
    }

    @Test func modelHasTheOptimumThatTheEngineProves() throws {
        let python = try #require(ForeignSolver.python)
        let seeds = ForeignSolver.firstSeed..<ForeignSolver.firstSeed + ForeignSolver.count
        var models: [String: [UInt8]] = [:]
        var lpModels = models
        for seed in seeds {
            let problem = RandomProblem.make(seed: seed, largest: ForeignSolver.size)
            models["\(seed)"] = MPSExport.bytes(for: problem)
            lpModels["\(seed)"] = LPExport.bytes(for: problem)
        }
        let answers = try ForeignSolver.solve(models, python: python)
        let forms = try ForeignSolver.solve(lpModels, python: python, ending: "lp")
        var compared = 0
        var infeasible = 0
        for seed in seeds {
            let problem = RandomProblem.make(seed: seed, largest: ForeignSolver.size)
            let answer = try #require(answers["\(seed)"])
            if answer.status == "infeasible" {
                try expectNoAnswer(problem, seed: seed)
                infeasible += 1
                continue
            }
            #expect(answer.status == "optimal", "seed \(seed)")
            // The answer of the model is an answer of the problem, at the price of the model.
            let solution = answer.solution(of: problem)
            let broken = try problem.violations(of: solution)
            #expect(broken.isEmpty, "seed \(seed): \(broken)")
            let price = try problem.cost(of: solution).total
            #expect(
                abs(price - answer.objective) <= tolerance(problem),
                "seed \(seed): \(price) and \(answer.objective)")
            // No answer found otherwise is cheaper.
            for variant in UInt64(0)..<20 {
                let other = RandomSolution.make(for: problem, seed: seed &* 100 &+ variant)
                guard try problem.violations(of: other).isEmpty else { continue }
                let otherPrice = try problem.cost(of: other).total
                #expect(
                    otherPrice >= answer.objective - tolerance(problem),
                    "seed \(seed), variant \(variant)")
            }
            #expect(
                forms["\(seed)"]?.objective == answer.objective
                    || abs((forms["\(seed)"]?.objective ?? 0) - answer.objective)
                        <= tolerance(problem),
                "seed \(seed): LP and MPS differ")
            let outcome = try solve(problem)
            #expect(try problem.violations(of: outcome.solution) == [], "seed \(seed): engine")
            #expect(outcome.bound <= price, "seed \(seed): bound above a known answer")
            #expect(
                outcome.objective >= answer.objective - tolerance(problem),
                "seed \(seed): the engine is below the model's optimum")
            guard outcome.status == .optimal else {
                print("seed \(seed): not proven, \(outcome.bound) of \(outcome.objective)")
                try ForeignSolver.keep(problem, solution, name: "\(seed)-unproven")
                continue
            }
            compared += 1
            if abs(outcome.objective - answer.objective) > tolerance(problem) {
                try ForeignSolver.keep(problem, solution, name: "\(seed)")
            }
            #expect(
                abs(outcome.objective - answer.objective) <= tolerance(problem),
                "seed \(seed): engine \(outcome.objective), model \(answer.objective)")
        }
        print(
            "\(compared) of \(seeds.count) problems compared with a proven optimum, \(infeasible) "
                + "without an answer")
    }
}
