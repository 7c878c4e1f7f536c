import SourcingEngine
import SourcingExchange
import SourcingVerification
import TestSupport
import Testing

/// The verification and the engine's own pricing were written apart from each other; where they
/// agree on everything, at least one misreading of the statement is excluded.
@Suite struct VerificationAgreementTests {
    @Test func pricesAndRulesAgreeOnRandomAnswers() throws {
        var legal = 0
        var illegal = 0
        var broken: Set<String> = []
        for seed in UInt64(1)...600 {
            let problem = RandomProblem.make(seed: seed)
            #expect(problem.validationProblems() == [], "seed \(seed)")
            try withTemporaryFolder { folder in
                try ProblemFolder.write(problem, to: "\(folder)/problem")
                for variant in UInt64(0)..<2 {
                    let solution = RandomSolution.make(for: problem, seed: seed * 10 + variant)
                    let violations = try problem.violations(of: solution)
                    let report = try verify(solution, problem, in: folder)
                    let costs = try problem.cost(of: solution)
                    let expected = costs.terms.map { "\($0.key) \($0.micros)" }
                    let recomputed = report.costs.map { "\($0.key) \($0.micros)" }
                    #expect(recomputed == expected, "seed \(seed), variant \(variant)")
                    #expect(
                        report.isVerified == violations.isEmpty,
                        "seed \(seed), variant \(variant): \(report.findings) \(violations)")
                    broken.formUnion(report.findings.map(\.code))
                    legal += violations.isEmpty ? 1 : 0
                    illegal += violations.isEmpty ? 0 : 1
                }
            }
        }
        #expect(legal > 300 && illegal > 400, "\(legal) legal, \(illegal) illegal answers")
        #expect(Self.rules.subtracting(broken) == [], "rules that no answer broke")
    }

    /// Every rule that an answer can break.
    static let rules: Set<String> = [
        "verify.order-multiple", "verify.minimum-quantity", "verify.maximum-quantity",
        "verify.tranche", "verify.overallocated", "verify.wrong-item", "verify.overserved",
        "verify.single", "verify.suppliers-per-line", "verify.suppliers-per-item",
        "verify.suppliers", "verify.maximum-units", "verify.maximum-value",
        "verify.minimum-value", "verify.share", "verify.rule",
    ]

    private func verify(
        _ solution: SourcingSolution, _ problem: SourcingProblem, in folder: String
    ) throws -> VerificationReport {
        let costs = try problem.cost(of: solution)
        let objective = try costs.total
        let outcome = SourcingOutcome(
            status: .feasible, solution: solution, costs: costs, objective: objective,
            bound: objective - 1, limit: .time)
        try ResultFolder.write(
            outcome, of: problem, to: "\(folder)/result", duration: .milliseconds(12), seed: 7)
        return Verification.verify(
            problemFolder: "\(folder)/problem", resultFolder: "\(folder)/result")
    }
}
