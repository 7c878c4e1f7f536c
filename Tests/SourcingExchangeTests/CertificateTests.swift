import Foundation
import SourcingEngine
import SourcingExchange
import SourcingVerification
import TestSupport
import Testing

/// Certificates of bounds: the engine's are true, and no other proves what is not.
@Suite struct CertificateTests {
    private static let isLong = ProcessInfo.processInfo.environment["BROKER_LONG"] != nil

    /// What a certificate of the engine does not prove is a mismatch, never a false proof; it
    /// happens where shares or flows under a hard budget are divided, less than once in a
    /// hundred problems.
    @Test func theEngineProvesItsBounds() throws {
        let count: UInt64 = Self.isLong ? 4000 : 400
        var proven = 0
        var certified = 0
        var unproven: [String] = []
        for seed in 1...count {
            let problem = RandomProblem.make(seed: seed)
            try withTemporaryFolder { folder in
                guard
                    let outcome = try solve(problem, into: folder, gap: seed % 4 == 0 ? 50_000 : 0),
                    outcome.certificate != nil
                else { return }
                certified += 1
                let report = verify(folder)
                if report.isVerified {
                    proven += 1
                    let statement = report.statements.last ?? ""
                    #expect(statement.contains("is proven by"), "seed \(seed): \(statement)")
                } else {
                    unproven.append("\(seed): \(report.findings)")
                }
                if let bound = report.provenBound, outcome.status == .optimal {
                    #expect(bound <= outcome.objective, "seed \(seed)")
                }
            }
        }
        #expect(certified >= Int(count) / 2, "\(certified) of \(count)")
        #expect(proven * 100 >= certified * 99, "\(unproven)")
    }

    /// What is searched as a large round has certificates of its own, rules and limits included.
    @Test func largeRoundsProveTheirBounds() throws {
        var certified = 0
        for seed in UInt64(5001)...5300 {
            let problem = try RandomProblem.make(seed: seed).validated()
            try withTemporaryFolder { folder in
                // Every other one is split as well.
                let gap: Int64 = seed.isMultiple(of: 2) ? 0 : 1_000_000
                let found = SourcingEngine.searchLarge(
                    problem, options: SolveOptions(gapMillionths: gap), elapsed: { .zero })
                guard let found, found.certificate != nil else { return }
                try ProblemFolder.write(problem, to: folder + "/problem")
                try ResultFolder.write(
                    found, of: problem, to: folder + "/result", duration: .zero, seed: 1)
                let report = Verification.verify(
                    problemFolder: folder + "/problem", resultFolder: folder + "/result")
                #expect(report.isVerified, "seed \(seed): \(report.findings)")
                certified += 1
            }
        }
        #expect(certified > 100)
    }

    /// A budget with room for the cheapest answer needs no price, and the rules behind it keep
    /// their own.
    @Test func budgetsWithRoomLeaveTheProofAsItIs() throws {
        var problem = SourcingProblem(currency: "EUR")
        for supplier in 1...3 {
            problem.suppliers.append(SourcingSupplier(id: "S\(supplier)"))
            problem.suppliers[supplier - 1].orderCost = Int64(supplier) * 9_000_000
        }
        for item in 0..<17 {
            problem.items.append(SourcingItem(id: "I\(item)", salvageValue: 100_000))
            problem.lines.append(
                SourcingLine(
                    id: "L\(item)", item: item, quantity: Int64(2 + item % 5), needByDay: 5,
                    lateCost: 50_000, unmetCost: 20_000_000))
            if item > 0 {
                problem.substitutes.append(
                    SourcingSubstitute(item: item, substitute: item - 1, cost: 300_000))
            }
            for supplier in 0..<3 {
                let price = Int64(2_000_000 + 370_000 * ((item * 7 + supplier * 5) % 11))
                problem.offers.append(
                    SourcingOffer(
                        id: "O\(item)-\(supplier)", supplier: supplier, item: item,
                        priceBreaks: [SourcingPriceBreak(fromQuantity: 1, unitPrice: price)],
                        tranches: [
                            SourcingTranche(arrivals: [SourcingArrival(days: 3 + supplier * 2)])
                        ]))
            }
        }
        problem.rules = [
            SourcingRule(id: "most", demand: .budget(value: 900_000_000)),
            SourcingRule(id: "not S1", demand: .forbid(supplier: 0, item: 4), penalty: 2_000_000),
            SourcingRule(
                id: "some", demand: .requireUnits(supplier: 2, item: 6, units: 1),
                penalty: 4_000_000),
            SourcingRule(id: "soon", demand: .onTime(line: 8, dayMillionths: 0), penalty: 900_000),
        ]
        try withTemporaryFolder { folder in
            let outcome = try #require(try solve(problem, into: folder, gap: 0))
            #expect(outcome.status == .optimal)
            let report = verify(folder)
            #expect(report.isVerified, "\(report.findings)")
            #expect(report.statements.last?.contains("is proven by") == true)
        }
    }

    /// Forty lines of one item, each with a credit of its own: neither search nor verification goes
    /// through what might be decided of each.
    @Test func manyCreditsOfOneItemAreProven() throws {
        var problem = SourcingProblem(currency: "EUR")
        problem.suppliers = (1...3).map { SourcingSupplier(id: "S\($0)") }
        problem.items = [SourcingItem(id: "I")]
        for line in 0..<40 {
            problem.lines.append(
                SourcingLine(
                    id: "L\(line)", item: 0, quantity: Int64(3 + line % 7),
                    needByDay: 5 + line % 3, lateCost: 100_000, unmetCost: 40_000_000))
            problem.rules.append(
                SourcingRule(
                    id: "C\(line)", demand: .onTime(line: line, dayMillionths: 0),
                    penalty: Int64(1 + line % 9) * 1_500_000))
        }
        for (supplier, price, days) in [(0, 2, 12), (1, 3, 5), (2, 4, 3)] as [(Int, Int64, Int)] {
            var offer = SourcingOffer(
                id: "O\(supplier)", supplier: supplier, item: 0,
                priceBreaks: [
                    SourcingPriceBreak(fromQuantity: 1, unitPrice: price * 1_000_000)
                ], tranches: [SourcingTranche(arrivals: [SourcingArrival(days: days)])])
            offer.maximumQuantity = 110
            problem.offers.append(offer)
        }
        try withTemporaryFolder { folder in
            let found = try #require(
                SourcingEngine.searchLarge(
                    problem, options: SolveOptions(gapMillionths: 1_000), elapsed: { .zero }))
            #expect(found.costs.penalties > 0)
            try ProblemFolder.write(problem, to: folder + "/problem")
            try ResultFolder.write(
                found, of: problem, to: folder + "/result", duration: .zero, seed: 1)
            let report = Verification.verify(
                problemFolder: folder + "/problem", resultFolder: folder + "/result")
            #expect(report.isVerified, "\(report.findings)")
        }
    }

    @Test func oneLessIsStillProvenAndOneMoreIsNot() throws {
        for seed in UInt64(1)...60 {
            let problem = RandomProblem.make(seed: seed)
            try withTemporaryFolder { folder in
                guard var outcome = try solve(problem, into: folder, gap: 0),
                    outcome.certificate != nil, outcome.status == .optimal,
                    verify(folder).isVerified
                else { return }
                outcome.bound -= 1
                outcome.certificate?.bound -= 1
                outcome.status = .feasible
                outcome.limit = .time
                try write(outcome, problem, into: folder)
                #expect(verify(folder).isVerified, "seed \(seed)")
                outcome.bound += 2
                outcome.certificate?.bound += 2
                try write(outcome, problem, into: folder)
                let codes = verify(folder).findings.map(\.code)
                #expect(codes.contains("verify.certificate"), "seed \(seed): \(codes)")
            }
        }
    }

    /// Whatever is written into a certificate, nothing above the optimum is proven.
    @Test func falseCertificatesProveNothingFalse() throws {
        let rounds: UInt64 = Self.isLong ? 40 : 6
        var rejected = 0
        for seed in UInt64(1)...60 {
            let problem = RandomProblem.make(seed: seed)
            try withTemporaryFolder { folder in
                guard let outcome = try solve(problem, into: folder, gap: 0),
                    outcome.status == .optimal, outcome.certificate != nil
                else { return }
                let path = "\(folder)/result/certificate.csv"
                let text = try String(contentsOfFile: path, encoding: .utf8)
                for round in 0..<rounds {
                    var random = SeededGenerator(seed: seed * 1000 + round)
                    let changed = TamperedCertificate.text(of: text, &random)
                    try changed.write(toFile: path, atomically: false, encoding: .utf8)
                    let report = verify(folder)
                    if !report.isVerified { rejected += 1 }
                    guard let bound = report.provenBound else { continue }
                    #expect(
                        bound <= outcome.objective,
                        "seed \(seed), round \(round) proves \(bound) of \(outcome.objective)")
                }
            }
        }
        #expect(rejected > 50, "\(rejected)")
    }

    @Test func certificatesDoNotDependOnThreads() throws {
        for seed in UInt64(1)...40 {
            let problem = RandomProblem.make(seed: seed)
            var certificates: Set<SourcingCertificate?> = []
            for threads in 1...4 {
                var options = SolveOptions(gapMillionths: 0)
                options.threads = threads
                let outcome = try SourcingEngine.solve(
                    problem, options: options, elapsed: { .zero })
                certificates.insert(outcome.certificate)
            }
            #expect(certificates.count == 1, "seed \(seed)")
        }
    }

    /// The example of `Docs/Engine.md`: one line, one supplier with an order cost.
    @Test func theWorkedExampleIsProven() throws {
        var problem = SourcingProblem(currency: "EUR")
        var supplier = SourcingSupplier(id: "S")
        supplier.orderCost = 20_000_000
        problem.suppliers = [supplier]
        problem.items = [SourcingItem(id: "I")]
        problem.lines = [
            SourcingLine(id: "L", item: 0, quantity: 10, needByDay: 5, unmetCost: 5_000_000)
        ]
        problem.offers = [
            SourcingOffer(
                id: "O", supplier: 0, item: 0,
                priceBreaks: [SourcingPriceBreak(fromQuantity: 1, unitPrice: 1_000_000)],
                tranches: [SourcingTranche(arrivals: [SourcingArrival(days: 1)])])
        ]
        try withTemporaryFolder { folder in
            try ProblemFolder.write(problem, to: "\(folder)/problem")
            let solution = SourcingSolution(
                orders: [.init(offer: 0, quantity: 10)],
                allocations: [.init(line: 0, offer: 0, tranche: 0, quantity: 10)])
            var outcome = SourcingOutcome(
                status: .optimal, solution: solution, costs: try problem.cost(of: solution),
                objective: 30_000_000, bound: 30_000_000, limit: nil)
            let price = SourcingCertificate.Price(
                kind: .use, amount: Int128(20_000_000) << 40)
            outcome.certificate = SourcingCertificate(
                apart: [], nodes: [.leaf(prices: 0)], prices: [[price]], bound: 30_000_000)
            try write(outcome, problem, into: folder)
            let report = verify(folder)
            #expect(report.isVerified, "\(report.findings)")
            #expect(report.provenBound == 30_000_000)
            let text = try String(
                contentsOfFile: "\(folder)/result/certificate.csv", encoding: .utf8)
            #expect(
                text == """
                    record,node,kind,supplier,item,line,offer,tranche,rule,value,below,above,prices
                    leaf,1,,,,,,,,30.000000,,,1
                    price,,use,S,I,,,,,21990232555520000000,,,1

                    """)
        }
    }

    // MARK: Help

    private func solve(
        _ problem: SourcingProblem, into folder: String, gap: Int64
    ) throws -> SourcingOutcome? {
        var options = SolveOptions(gapMillionths: gap)
        options.timeLimit = .seconds(5)
        let clock = ContinuousClock()
        let start = clock.now
        let outcome = try SourcingEngine.solve(
            problem, options: options, elapsed: { clock.now - start })
        guard outcome.hasAnswer else { return nil }
        try ProblemFolder.write(problem, to: "\(folder)/problem")
        try write(outcome, problem, into: folder)
        return outcome
    }

    private func write(
        _ outcome: SourcingOutcome, _ problem: SourcingProblem, into folder: String
    ) throws {
        try ResultFolder.write(
            outcome, of: problem, to: "\(folder)/result", duration: .zero, seed: 1)
    }

    private func verify(_ folder: String) -> VerificationReport {
        Verification.verify(
            problemFolder: "\(folder)/problem", resultFolder: "\(folder)/result")
    }
}
