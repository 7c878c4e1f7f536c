import SourcingEngine
import SourcingExchange
import TestSupport
import Testing

@Suite struct MPSExportTests {
    @Test(
        arguments: [
            "minimum-order-value", "discount-by-value", "tranches", "complete", "shares",
        ])
    func smallModelsAreAsKept(name: String) throws {
        let problem = try ProblemFolder.read(Golden.path("Fixtures/Sourcing/\(name)/problem"))
        let kept = "Fixtures/Sourcing/\(name)/model.mps"
        #expect(try Golden.check(MPSExport.bytes(for: problem), against: kept) == .matches)
    }

    @Test func everyFileFollowsTheFormat() {
        for seed in UInt64(1)...200 {
            let model = MPSModel(MPSExport.bytes(for: RandomProblem.make(seed: seed)))
            #expect(model.faults == [], "seed \(seed)")
        }
    }

    @Test func identifiersCannotBreakTheFile() throws {
        var problem = try ProblemFolder.read(Golden.path("Fixtures/Sourcing/one-offer/problem"))
        problem.items[0].id = "a b\nENDATA\n"
        let bytes = MPSExport.bytes(for: problem)
        #expect(MPSModel(bytes).faults == [])
        #expect(String(decoding: bytes, as: UTF8.self).contains("* i1 a b ENDATA \n"))
    }

    /// Each legal answer is an assignment that the model allows, at the answer's price.
    @Test func modelAllowsEveryLegalAnswerAtItsPrice() throws {
        var legal = 0
        for seed in UInt64(1)...600 {
            let problem = RandomProblem.make(seed: seed)
            let model = MPSModel(MPSExport.bytes(for: problem))
            for variant in UInt64(0)..<4 {
                let solution = RandomSolution.make(for: problem, seed: seed * 10 + variant)
                guard try problem.violations(of: solution).isEmpty else { continue }
                let assignment = try ModelAssignment(
                    problem: problem, solution: solution, model: model)
                let broken = model.broken(by: assignment.values)
                // The model has no room for orders that cannot be worth it, legal or not.
                if broken.contains(where: { $0.hasPrefix("n_") }) { continue }
                #expect(broken == [], "seed \(seed), variant \(variant)")
                let price = Double(try problem.cost(of: solution).total) / 1e6
                let rounding = 1e-6 * Double(problem.offers.count + problem.suppliers.count)
                #expect(
                    abs(model.cost(assignment.values) - price) < rounding + 1e-7,
                    "seed \(seed), variant \(variant)")
                legal += 1
            }
        }
        #expect(legal > 300)
    }
}
