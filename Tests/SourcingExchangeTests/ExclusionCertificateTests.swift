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
    /// price for using the supplier, and then has nothing but a leaf: one without prices, unless
    /// what is left out are goods values, which say nothing about quantities.
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
            nodes: [
                .narrow(prices: 0, without: [without], below: 1),
                .leaf(prices: without.measure == .value(supplier: 0) ? 0 : nil),
            ],
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

    private static let anyGoods = SourcingCertificate.Exclusion(
        measure: .value(supplier: 0), from: 1, isAbove: true)

    /// Buying 10 for 10 and an order that costs 40 is as dear as doing without: it may be left out.
    @Test(arguments: [anyUnits, anyOrder, anyGoods])
    func whatCostsTheBoundMayBeLeftOut(_ part: SourcingCertificate.Exclusion) throws {
        let found = try report(
            problem(orderCost: 40_000_000), ordered: 0, price: 40_000_000, without: part)
        #expect(found.isVerified, "\(found.findings)")
        #expect(found.provenBound == 50_000_000)
    }

    /// A micro cheaper, and it must not, however the price divides it.
    @Test(arguments: [anyUnits, anyOrder, anyGoods], [0, 39_999_999, 40_000_000])
    func whatIsCheaperMustNot(_ part: SourcingCertificate.Exclusion, price: Int64) throws {
        let found = try report(
            problem(orderCost: 39_999_999), ordered: 0, price: price, without: part)
        #expect(found.findings.map(\.code).contains("verify.certificate"))
        #expect(found.provenBound ?? 0 <= 49_999_999)
        let what =
            switch part {
            case Self.anyUnits: "1 or more of offer O"
            case Self.anyOrder: "1 or more from supplier S"
            default: "goods worth 0.000001 or more from supplier S"
            }
        let named = found.findings.contains { finding in
            finding.message.contains("node 1 leaves out \(what), its sum comes to")
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
        var count = (offers: 0, suppliers: 0)
        var unproven: [String] = []
        for seed in UInt64(1)...120 {
            let problem = RandomProblem.make(seed: seed)
            let outcome = try SourcingEngine.solve(
                problem, options: SolveOptions(gapMillionths: 0), elapsed: { .zero })
            let left = leftOut(outcome)
            count.offers +=
                left.filter { if case .quantity = $0.measure { true } else { false } }.count
            count.suppliers +=
                left.filter { if case .units = $0.measure { true } else { false } }.count
            if !left.isEmpty { unproven += try findings(outcome, problem, seed: seed) }
        }
        #expect(unproven.count <= 3, "\(unproven)")
        #expect(count.offers > 100 && count.suppliers > 10, "\(count)")
    }

    /// Large rounds leave out orders, and those of certain sizes.
    @Test func largeRoundsProveWhatTheyLeaveOut() throws {
        var count = (orders: 0, sizes: 0)
        var unproven: [String] = []
        for seed in UInt64(5001)...5100 {
            let problem = try RandomProblem.make(seed: seed).validated()
            let outcome = SourcingEngine.searchLarge(
                problem, options: SolveOptions(gapMillionths: 0), elapsed: { .zero })
            guard let outcome else { continue }
            let left = leftOut(outcome)
            count.orders += left.filter { $0.from == 1 }.count
            count.sizes += left.filter { $0.from > 1 }.count
            if !left.isEmpty { unproven += try findings(outcome, problem, seed: seed) }
        }
        #expect(unproven.isEmpty, "\(unproven)")
        #expect(count.orders > 10 && count.sizes > 10, "\(count)")
    }

    private func leftOut(_ outcome: SourcingOutcome) -> [SourcingCertificate.Exclusion] {
        guard outcome.hasAnswer, let certificate = outcome.certificate else { return [] }
        return certificate.nodes.flatMap { node -> [SourcingCertificate.Exclusion] in
            guard case .narrow(_, let without, _) = node else { return [] }
            return without
        }
    }

    /// What the verification finds wrong.
    ///
    /// A leaf may be too much for it, what is left out never is.
    private func findings(
        _ outcome: SourcingOutcome, _ problem: SourcingProblem, seed: UInt64
    ) throws -> [String] {
        try withTemporaryFolder { folder in
            try ProblemFolder.write(problem, to: "\(folder)/problem")
            try ResultFolder.write(
                outcome, of: problem, to: "\(folder)/result", duration: .zero, seed: 1)
            let found = Verification.verify(
                problemFolder: "\(folder)/problem", resultFolder: "\(folder)/result")
            let wrong = found.findings.contains { $0.message.contains("leaves out") }
            #expect(!wrong, "seed \(seed): \(found.findings)")
            return found.isVerified ? [] : ["\(seed): \(found.findings)"]
        }
    }
}
