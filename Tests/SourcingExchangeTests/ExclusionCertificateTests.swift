import SourcingEngine
import SourcingExchange
import SourcingVerification
import TestSupport
import Testing

/// Nodes of certificates that leave out what costs too much under prices.
@Suite struct ExclusionCertificateTests {
    /// A line wants 10 units that cost 5 each if unmet; a supplier sells them at 1.
    private func problem(orderCost: Int64) -> SourcingProblem {
        var problem = SourcingProblem(currency: "EUR")
        var supplier = SourcingSupplier(id: "S")
        supplier.orderCost = orderCost
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
        return problem
    }

    /// What the verification says of an answer and a certificate that leaves something out, at a
    /// price for using the supplier, and then has nothing but a leaf without prices.
    private func report(
        _ problem: SourcingProblem, ordered: Int64, price: Int64,
        without: SourcingCertificate.Exclusion
    ) throws -> VerificationReport {
        var solution = SourcingSolution()
        if ordered > 0 {
            solution = SourcingSolution(
                orders: [.init(offer: 0, quantity: ordered)],
                allocations: [.init(line: 0, offer: 0, tranche: 0, quantity: ordered)])
        }
        let costs = try problem.cost(of: solution)
        let total = try costs.total
        var outcome = SourcingOutcome(
            status: .optimal, solution: solution, costs: costs, objective: total, bound: total,
            limit: nil)
        let paid = SourcingCertificate.Price(kind: .use, amount: Int128(price) << 40)
        outcome.certificate = SourcingCertificate(
            apart: [],
            nodes: [.narrow(prices: 0, without: [without], below: 1), .leaf(prices: nil)],
            prices: [[paid]], bound: total)
        return try withTemporaryFolder { folder in
            try ProblemFolder.write(problem, to: "\(folder)/problem")
            try ResultFolder.write(
                outcome, of: problem, to: "\(folder)/result", duration: .zero, seed: 1)
            return Verification.verify(
                problemFolder: "\(folder)/problem", resultFolder: "\(folder)/result")
        }
    }

    private static let anyUnits = SourcingCertificate.Exclusion(
        measure: .quantity(offer: 0), from: 1, isAbove: true)
    private static let anyOrder = SourcingCertificate.Exclusion(
        measure: .units(supplier: 0), from: 1, isAbove: true)

    /// Buying 10 for 10 and an order that costs 40 is as dear as doing without: it may be left out.
    @Test(arguments: [anyUnits, anyOrder])
    func whatCostsTheBoundMayBeLeftOut(_ part: SourcingCertificate.Exclusion) throws {
        let found = try report(
            problem(orderCost: 40_000_000), ordered: 0, price: 40_000_000, without: part)
        #expect(found.isVerified, "\(found.findings)")
        #expect(found.provenBound == 50_000_000)
    }

    /// A micro cheaper, and it must not, however the price divides it.
    @Test(arguments: [anyUnits, anyOrder], [0, 39_999_999, 40_000_000])
    func whatIsCheaperMustNot(_ part: SourcingCertificate.Exclusion, price: Int64) throws {
        let found = try report(
            problem(orderCost: 39_999_999), ordered: 0, price: price, without: part)
        #expect(found.findings.map(\.code).contains("verify.certificate"))
        #expect(found.provenBound ?? 0 < 49_999_999)
        let what = part == Self.anyUnits ? "of offer O" : "from supplier S"
        let named = found.findings.contains { finding in
            finding.message.contains("node 1 leaves out 1 or more \(what), its sum comes to")
        }
        #expect(named, "\(found.findings)")
    }

    /// Doing without costs 50, buying 30: that nothing is bought may be left out.
    @Test(arguments: [
        SourcingCertificate.Exclusion(measure: .quantity(offer: 0), from: 1, isAbove: false),
        SourcingCertificate.Exclusion(measure: .units(supplier: 0), from: 1, isAbove: false),
        SourcingCertificate.Exclusion(measure: .quantity(offer: 0), from: 10, isAbove: false),
    ])
    func doingWithoutMayBeLeftOut(_ part: SourcingCertificate.Exclusion) throws {
        let found = try report(
            problem(orderCost: 20_000_000), ordered: 10, price: 20_000_000, without: part)
        #expect(found.isVerified, "\(found.findings)")
        #expect(found.provenBound == 30_000_000)
    }

    @Test func aNodeThatNamesNothingIsRefused() throws {
        let problem = problem(orderCost: 20_000_000)
        try withTemporaryFolder { folder in
            var outcome = try SourcingEngine.solve(problem, elapsed: { .zero })
            outcome.certificate = SourcingCertificate(
                apart: [], nodes: [.narrow(prices: 0, without: [], below: 1), .leaf(prices: 0)],
                prices: [[.init(kind: .use, amount: Int128(20_000_000) << 40)]],
                bound: outcome.bound)
            try ProblemFolder.write(problem, to: "\(folder)/problem")
            try ResultFolder.write(
                outcome, of: problem, to: "\(folder)/result", duration: .zero, seed: 1)
            let found = Verification.verify(
                problemFolder: "\(folder)/problem", resultFolder: "\(folder)/result")
            #expect(found.findings.map(\.message).contains { $0.contains("leaves out nothing") })
        }
    }

    /// The engine leaves much out, of offers and of suppliers, and all of it is proven.
    @Test func theEngineProvesWhatItLeavesOut() throws {
        var offers = 0
        var suppliers = 0
        var unproven: [String] = []
        for seed in UInt64(1)...300 {
            let problem = RandomProblem.make(seed: seed)
            let outcome = try SourcingEngine.solve(
                problem, options: SolveOptions(gapMillionths: 0), elapsed: { .zero })
            guard let certificate = outcome.certificate, outcome.hasAnswer else { continue }
            var isNarrowed = false
            for node in certificate.nodes {
                guard case .narrow(_, let without, _) = node else { continue }
                for part in without {
                    if case .quantity = part.measure { offers += 1 } else { suppliers += 1 }
                    isNarrowed = true
                }
            }
            guard isNarrowed else { continue }
            try withTemporaryFolder { folder in
                try ProblemFolder.write(problem, to: "\(folder)/problem")
                try ResultFolder.write(
                    outcome, of: problem, to: "\(folder)/result", duration: .zero, seed: 1)
                let found = Verification.verify(
                    problemFolder: "\(folder)/problem", resultFolder: "\(folder)/result")
                if !found.isVerified { unproven.append("\(seed): \(found.findings)") }
                // What is left out is small enough to be searched, even where a leaf is not.
                let wrong = found.findings.contains { $0.message.contains("leaves out") }
                #expect(!wrong, "seed \(seed): \(found.findings)")
            }
        }
        #expect(unproven.count <= 3, "\(unproven)")
        #expect(offers > 100, "\(offers)")
        #expect(suppliers > 10, "\(suppliers)")
    }
}
