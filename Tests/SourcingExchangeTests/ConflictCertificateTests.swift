import Foundation
import SourcingEngine
import SourcingExchange
import SourcingVerification
import TestSupport
import Testing

/// That hard rules leave no answer is proven by a certificate, and only where it is so:
/// ``SourcingCertificate`` written by the engine, `CertificateCheck` over it.
@Suite struct ConflictCertificateTests {
    private static let isLong = ProcessInfo.processInfo.environment["BROKER_LONG"] != nil

    /// Two items, two suppliers, one line each.
    private func problem(_ rules: [SourcingRule.Demand]) -> SourcingProblem {
        var problem = SourcingProblem(currency: "EUR")
        problem.suppliers = [SourcingSupplier(id: "S1"), SourcingSupplier(id: "S2")]
        problem.suppliers[0].orderCost = 4_000_000
        problem.items = [SourcingItem(id: "I1"), SourcingItem(id: "I2")]
        for item in 0..<2 {
            problem.lines.append(
                SourcingLine(
                    id: "L\(item)", item: item, quantity: Int64(6 - 3 * item), needByDay: 9,
                    unmetCost: 50_000_000))
            problem.offers.append(
                SourcingOffer(
                    id: "O\(item)", supplier: item, item: item,
                    priceBreaks: [
                        SourcingPriceBreak(fromQuantity: 1, unitPrice: 3_000_000),
                        SourcingPriceBreak(fromQuantity: 10, unitPrice: 2_500_000),
                    ], tranches: [SourcingTranche(arrivals: [SourcingArrival(days: 5)])]))
        }
        for (index, demand) in rules.enumerated() {
            problem.rules.append(SourcingRule(id: "R\(index)", demand: demand))
        }
        return problem
    }

    private func solved(_ problem: SourcingProblem) throws -> SourcingOutcome {
        try SourcingEngine.solve(
            problem, options: SolveOptions(gapMillionths: 0), elapsed: { .zero })
    }

    private func report(
        _ outcome: SourcingOutcome, _ problem: SourcingProblem, in folder: String
    ) throws -> VerificationReport {
        try ProblemFolder.write(problem, to: "\(folder)/problem")
        try ResultFolder.write(
            outcome, of: problem, to: "\(folder)/result", duration: .zero, seed: 1)
        return Verification.verify(
            problemFolder: "\(folder)/problem", resultFolder: "\(folder)/result")
    }

    private func isProven(_ report: VerificationReport) -> Bool {
        report.isVerified && report.statements.contains { $0.hasPrefix("infeasible: proven by") }
    }

    private static let conflicts: [[SourcingRule.Demand]] = [
        // A budget below what is required.
        [.budget(value: 30_999_999), .requireValue(supplier: 0, value: 26_000_000)],
        [.budget(value: 20_000_000), .requireUnits(supplier: 1, item: 1, units: 9)],
        // Nobody who is asked for it sells it, or may.
        [.requireUnits(supplier: 0, item: 1, units: 1)],
        [.requireUnits(supplier: 1, item: 1, units: 1), .forbid(supplier: 1, item: nil)],
        [.requireValue(supplier: 0, value: 1), .forbid(supplier: 0, item: 0)],
    ]

    @Test(arguments: conflicts.indices)
    func whatConflictsIsProven(index: Int) throws {
        try withTemporaryFolder { folder in
            let problem = problem(Self.conflicts[index])
            let outcome = try solved(problem)
            #expect(outcome.status == .infeasible)
            #expect(outcome.conflict == Array(problem.rules.indices))
            let report = try report(outcome, problem, in: folder)
            #expect(isProven(report), "\(report.findings) \(report.statements)")
        }
    }

    /// Nine units for 27.00 and an order for 4.00 are 31.00 exactly.
    @Test func aMicroMoreIsEnough() throws {
        try withTemporaryFolder { folder in
            var problem = problem(Self.conflicts[0])
            let outcome = try solved(problem)
            problem.rules[0].demand = .budget(value: 31_000_000)
            let feasible = try solved(problem)
            #expect(feasible.status == .optimal)
            #expect(try feasible.costs.purchase == 31_000_000)
            let report = try report(outcome, problem, in: folder)
            #expect(report.outcome == .mismatch)
            #expect(report.findings.map(\.code).contains("verify.certificate"))
        }
    }

    @Test func onlyTheRulesThatAreNamedCount() throws {
        try withTemporaryFolder { folder in
            var problem = problem(Self.conflicts[0])
            problem.rules.insert(
                SourcingRule(id: "idle", demand: .forbid(supplier: 1, item: nil)), at: 0)
            problem.rules.append(
                SourcingRule(
                    id: "soft", demand: .requireValue(supplier: 1, value: 5), penalty: 7))
            var outcome = try solved(problem)
            #expect(outcome.conflict == [1, 2])
            #expect(isProven(try report(outcome, problem, in: folder)))
            outcome.conflict = [0, 2]
            let other = try report(outcome, problem, in: folder)
            #expect(other.findings.map(\.code).contains("verify.certificate"))
        }
    }

    @Test func withoutACertificateItIsTheSolversWord() throws {
        try withTemporaryFolder { folder in
            let problem = problem(Self.conflicts[0])
            var outcome = try solved(problem)
            outcome.certificate = nil
            let report = try report(outcome, problem, in: folder)
            #expect(report.isVerified && report.statements.last?.contains("word") == true)
        }
    }

    /// Nothing to buy for, and nothing that may be bought: optimal, and proven to be.
    @Test func whatNeedsNoOrderIsProvenToo() throws {
        try withTemporaryFolder { folder in
            var problem = problem([])
            problem.lines = []
            var found = try report(try solved(problem), problem, in: folder)
            #expect(found.isVerified && found.provenBound == 0, "\(found.statements)")
            for value in [0, 1, 6_999_999] as [Int64] {
                problem = self.problem([.budget(value: value)])
                problem.suppliers[1].orderCost = 4_000_000
                found = try report(try solved(problem), problem, in: folder)
                #expect(found.isVerified && found.provenBound == 450_000_000, "\(value)")
            }
        }
    }

    /// Blocks are looked at side by side (`SideBySide`), which changes nothing: 300 items.
    @Test func manyBlocksAreVerifiedTheSameEachTime() throws {
        try withTemporaryFolder { folder in
            var problem = problem([])
            for item in 2..<300 {
                problem.items.append(SourcingItem(id: "I\(item + 1)"))
                var (line, offer) = (problem.lines[item % 2], problem.offers[item % 2])
                (line.id, line.item) = ("L\(item)", item)
                (offer.id, offer.item) = ("O\(item)", item)
                problem.lines.append(line)
                problem.offers.append(offer)
            }
            let outcome = try SourcingEngine.solve(
                problem, options: SolveOptions(gapMillionths: 1_000), elapsed: { .zero })
            let first = try report(outcome, problem, in: folder)
            #expect(first.isVerified && first.provenBound != nil, "\(first.findings)")
            for _ in 1...3 { #expect(try report(outcome, problem, in: folder) == first) }
        }
    }

    // MARK: Random problems

    /// A random problem with more hard rules than it may bear.
    private func strictProblem(seed: UInt64) -> SourcingProblem {
        var problem = RandomProblem.make(seed: seed)
        var random = SeededGenerator(seed: seed &* 77)
        for index in problem.rules.indices where !random.once(in: 4) {
            problem.rules[index].penalty = nil
        }
        let offer = problem.offers[Int(random.number(0...Int64(problem.offers.count - 1)))]
        let demands: [SourcingRule.Demand] = [
            .budget(value: random.number(5...90) * 1_000_000),
            .requireUnits(
                supplier: offer.supplier, item: offer.item, units: random.number(1...30)),
            .requireValue(supplier: offer.supplier, value: random.number(1...200) * 1_000_000),
        ]
        for (index, demand) in demands.enumerated() where !random.once(in: 3) {
            problem.rules.append(SourcingRule(id: "strict \(index)", demand: demand))
        }
        return problem
    }

    @Test func infeasibleProblemsAreProvenAndFeasibleOnesNever() throws {
        var certified = 0
        var unproven: [String] = []
        var infeasible = 0
        var forged = 0
        for seed in UInt64(1)...(Self.isLong ? 3000 : 100) {
            let problem = strictProblem(seed: seed)
            guard problem.validationProblems().isEmpty else { continue }
            // Counted, not timed: a slow machine proves the same.
            var asked = 0
            var outcome = try SourcingEngine.solve(
                problem, options: SolveOptions(gapMillionths: 0), elapsed: { .zero },
                isCancelled: {
                    asked += 1
                    return asked > 4_000
                })
            try withTemporaryFolder { folder in
                if outcome.status == .infeasible {
                    infeasible += 1
                    guard outcome.certificate != nil else { return }
                    certified += 1
                    let report = try report(outcome, problem, in: folder)
                    if !isProven(report) { unproven.append("\(seed): \(report.findings)") }
                    return
                }
                let hard = problem.rules.indices.filter { problem.rules[$0].isHard }
                guard outcome.hasAnswer, !hard.isEmpty, outcome.certificate != nil else { return }
                // The proof of a bound says nothing against an answer, whatever is written into it.
                outcome.status = .infeasible
                outcome.conflict = hard
                #expect(!isProven(try report(outcome, problem, in: folder)), "seed \(seed)")
                let path = "\(folder)/result/certificate.csv"
                let text = try String(contentsOfFile: path, encoding: .utf8)
                for round in UInt64(0)..<(Self.isLong ? 20 : 4) {
                    var random = SeededGenerator(seed: seed * 1000 + round)
                    let changed = TamperedCertificate.text(of: text, &random)
                    try changed.write(toFile: path, atomically: false, encoding: .utf8)
                    let report = Verification.verify(
                        problemFolder: "\(folder)/problem", resultFolder: "\(folder)/result")
                    #expect(!isProven(report), "seed \(seed), round \(round)")
                    forged += 1
                }
            }
        }
        #expect(infeasible >= 30 && forged >= 100, "\(infeasible) \(forged)")
        #expect(certified * 100 >= infeasible * 95, "\(certified) of \(infeasible)")
        #expect(unproven.count * 100 <= certified * 2, "\(unproven)")
    }
}
