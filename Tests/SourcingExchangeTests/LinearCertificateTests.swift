import Foundation
import SourcingEngine
import SourcingExchange
import SourcingVerification
import TestSupport
import Testing

/// Certificates of rounds whose offers are linear: prices of the lines, summed by supplier.
@Suite struct LinearCertificateTests {
    /// A round in which every supplier sells every item.
    private func round(
        seed: UInt64, suppliers: Int, lines: Int, byValue: Bool = false
    ) -> SourcingProblem {
        var random = SeededGenerator(seed: seed)
        var problem = SourcingProblem(currency: "EUR")
        for number in 0..<suppliers {
            var supplier = SourcingSupplier(id: "S\(number)")
            supplier.orderCost = random.number(0...40) * 1_000_000
            if random.once(in: 2) { supplier.maximumUnits = random.number(10...80) }
            if random.once(in: 3) {
                supplier.discounts = [Int64(3), 8].map { step in
                    let from = random.number(5...15) * step
                    return SourcingDiscount(
                        from: byValue ? .value(from * 3_000_000) : .units(from),
                        percentTenThousandths: step * 10_000)
                }
            }
            if byValue, random.once(in: 2) {
                supplier.minimumOrderValue = random.number(10...60) * 1_000_000
                if random.once(in: 2) { supplier.minimumOrderSurcharge = 5_000_000 }
            }
            if byValue, random.once(in: 3) {
                supplier.freight = 9_000_000
                supplier.freeFreightFrom = random.number(50...200) * 1_000_000
            }
            problem.suppliers.append(supplier)
        }
        for number in 0..<lines {
            problem.items.append(SourcingItem(id: "I\(number)"))
            problem.lines.append(
                SourcingLine(
                    id: "L\(number)", item: number, quantity: random.number(1...30), needByDay: 3,
                    lateCost: 100_000, unmetCost: 20_000_000))
            for supplier in 0..<suppliers where !random.once(in: 5) {
                var offer = SourcingOffer(
                    id: "O\(supplier)-\(number)", supplier: supplier, item: number,
                    priceBreaks: [
                        SourcingPriceBreak(
                            fromQuantity: 1, unitPrice: random.number(1_000_001...9_999_999))
                    ],
                    tranches: [
                        SourcingTranche(arrivals: [SourcingArrival(days: Int(random.number(1...9)))]
                        )
                    ])
                if random.once(in: 2) { offer.priceQuantity = random.number(2...7) }
                if random.once(in: 4) { offer.maximumQuantity = random.number(5...40) }
                problem.offers.append(offer)
            }
        }
        return problem
    }

    /// What the search by suppliers finds, its certificate with it.
    private func solve(
        _ problem: SourcingProblem, gap: Int64 = 0, steps: Int = .max
    ) throws -> SourcingOutcome {
        var asked = 0
        let found = LinearRounds.solve(
            try problem.validated(), options: SolveOptions(gapMillionths: gap),
            elapsed: { .zero },
            isCancelled: {
                asked += 1
                return asked > steps
            })
        let isProven = found.bound >= found.objective
        var outcome = SourcingOutcome(
            status: isProven ? .optimal : .feasible, solution: found.solution,
            costs: try problem.cost(of: found.solution), objective: found.objective,
            bound: min(found.bound, found.objective), limit: isProven ? nil : found.limit ?? .gap)
        outcome.certificate = found.certificate
        return outcome
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

    @Test func boundsAreProvenToTheMicro() throws {
        var optimal = 0
        for seed in UInt64(1)...60 {
            let problem = round(seed: seed, suppliers: 5, lines: 8)
            let outcome = try solve(problem)
            #expect(outcome.certificate != nil, "seed \(seed)")
            try withTemporaryFolder { folder in
                let report = try report(outcome, problem, in: folder)
                #expect(report.isVerified, "seed \(seed): \(report.findings)")
                #expect(report.provenBound ?? 0 >= outcome.bound, "seed \(seed)")
            }
            if outcome.status == .optimal { optimal += 1 }
        }
        #expect(optimal >= 25, "\(optimal)")
    }

    @Test func goodsValuesToo() throws {
        for seed in UInt64(100)...160 {
            let problem = round(seed: seed, suppliers: 5, lines: 8, byValue: true)
            let outcome = try solve(problem)
            try withTemporaryFolder { folder in
                let report = try report(outcome, problem, in: folder)
                #expect(report.isVerified, "seed \(seed): \(report.findings)")
            }
        }
    }

    /// Lines that want one offer or everything at once cost more than flows know; bounds hold.
    @Test func boundsOfLinesWithRulesToo() throws {
        for seed in UInt64(300)...340 {
            var problem = round(seed: seed, suppliers: 5, lines: 8)
            for line in problem.lines.indices {
                problem.lines[line].split =
                    (line + Int(seed)).isMultiple(of: 2) ? .single : .complete
            }
            let outcome = try solve(problem)
            #expect(outcome.certificate != nil, "seed \(seed)")
            try withTemporaryFolder { folder in
                let report = try report(outcome, problem, in: folder)
                #expect(report.isVerified, "seed \(seed): \(report.findings)")
                #expect(report.provenBound ?? 0 >= outcome.bound, "seed \(seed)")
            }
        }
    }

    /// Wherever a search is ended, what it published is proven.
    @Test func endedSearchesProveWhatTheyState() throws {
        for seed in UInt64(200)...230 {
            let problem = round(
                seed: seed, suppliers: 8, lines: 20, byValue: seed.isMultiple(of: 2))
            for steps in [3, 40, 300] {
                let outcome = try solve(problem, steps: steps)
                guard outcome.certificate != nil else { continue }
                try withTemporaryFolder { folder in
                    let report = try report(outcome, problem, in: folder)
                    #expect(report.isVerified, "seed \(seed): \(report.findings)")
                }
            }
        }
    }

    @Test func oneMicroMoreIsNotProven() throws {
        for seed in UInt64(1)...20 {
            let problem = round(seed: seed, suppliers: 4, lines: 6)
            var outcome = try solve(problem)
            guard outcome.status == .optimal else { continue }
            outcome.bound += 1
            outcome.certificate?.bound += 1
            try withTemporaryFolder { folder in
                let codes = try report(outcome, problem, in: folder).findings.map(\.code)
                #expect(codes.contains("verify.certificate"), "seed \(seed): \(codes)")
            }
        }
    }

    /// An answer that is not the best is not taken for the only one.
    @Test func dearerAnswersAreNotProven() throws {
        for seed in UInt64(1)...30 {
            let problem = round(seed: seed, suppliers: 4, lines: 6)
            var outcome = try solve(problem)
            guard outcome.status == .optimal, !outcome.solution.allocations.isEmpty else {
                continue
            }
            let last = outcome.solution.allocations.removeLast()
            let place = outcome.solution.orders.firstIndex { $0.offer == last.offer }
            outcome.solution.orders[try #require(place)].quantity -= last.quantity
            outcome.solution.orders.removeAll { $0.quantity == 0 }
            outcome.costs = try problem.cost(of: outcome.solution)
            outcome.objective = try outcome.costs.total
            let best = outcome.bound
            guard outcome.objective > best else { continue }
            outcome.bound = outcome.objective
            outcome.certificate?.bound = outcome.objective
            try withTemporaryFolder { folder in
                let report = try report(outcome, problem, in: folder)
                #expect(!report.isVerified, "seed \(seed)")
                #expect(report.provenBound ?? 0 <= best, "seed \(seed)")
            }
        }
    }

    /// Whatever is written into a certificate, nothing above the optimum is proven.
    @Test func falseCertificatesProveNothingFalse() throws {
        var rejected = 0
        for seed in UInt64(1)...30 {
            let problem = round(
                seed: seed, suppliers: 4, lines: 5, byValue: seed.isMultiple(of: 3))
            let outcome = try solve(problem)
            guard outcome.status == .optimal else { continue }
            try withTemporaryFolder { folder in
                _ = try report(outcome, problem, in: folder)
                let path = "\(folder)/result/certificate.csv"
                let text = try String(contentsOfFile: path, encoding: .utf8)
                for number in 0..<10 {
                    var random = SeededGenerator(seed: seed * 1000 + UInt64(number))
                    let changed = TamperedCertificate.text(of: text, &random)
                    try changed.write(toFile: path, atomically: false, encoding: .utf8)
                    let report = Verification.verify(
                        problemFolder: "\(folder)/problem", resultFolder: "\(folder)/result")
                    if !report.isVerified { rejected += 1 }
                    guard let bound = report.provenBound else { continue }
                    #expect(bound <= outcome.objective, "seed \(seed), \(number): \(bound)")
                }
            }
        }
        #expect(rejected > 50, "\(rejected)")
    }

    /// Price breaks count as the lowest price: what was proven without them is not any more.
    @Test func lowerPricesProveLess() throws {
        var problem = round(seed: 1, suppliers: 3, lines: 4)
        let outcome = try solve(problem)
        for offer in problem.offers.indices {
            problem.offers[offer].priceBreaks.append(
                SourcingPriceBreak(fromQuantity: 1000, unitPrice: 1))
        }
        try withTemporaryFolder { folder in
            let report = try report(outcome, problem, in: folder)
            #expect(report.findings.map(\.code).contains("verify.certificate"))
            #expect(
                report.findings.contains { $0.message.contains("its sum comes to") },
                "\(report.findings)")
        }
    }

    @Test func pricesOfLinesNeitherFitPartsNorBreaksBesideGoodsValues() throws {
        let plain = round(seed: 1, suppliers: 3, lines: 4)
        let outcome = try solve(plain)
        var parts = plain
        parts.offers[0].tranches.insert(
            SourcingTranche(quantity: 1, arrivals: [SourcingArrival(days: 1)]), at: 0)
        var breaks = plain
        let price = plain.offers[0].priceBreaks[0].unitPrice
        breaks.offers[0].priceBreaks.append(
            SourcingPriceBreak(fromQuantity: 1000, unitPrice: price - 1))
        breaks.suppliers[plain.offers[0].supplier].minimumOrderValue = 1
        for problem in [parts, breaks] {
            try withTemporaryFolder { folder in
                let report = try report(outcome, problem, in: folder)
                #expect(report.findings.map(\.code).contains("verify.certificate"))
                #expect(
                    report.findings.contains { $0.message.contains("comes in parts") },
                    "\(report.findings)")
            }
        }
    }

    /// A split by goods value, where goods are counted at less than they cost, would leave out the
    /// part with the best answer: the lowest price never comes to as much as the order does.
    @Test func splitsByGoodsValueLeaveOutNothingWherePricesBreak() throws {
        var problem = SourcingProblem(currency: "EUR")
        problem.suppliers = [SourcingSupplier(id: "S")]
        problem.items = [SourcingItem(id: "I")]
        problem.lines = [
            SourcingLine(id: "L", item: 0, quantity: 10, needByDay: 9, unmetCost: 50_000_000)
        ]
        var offer = SourcingOffer(
            id: "O", supplier: 0, item: 0,
            priceBreaks: [
                SourcingPriceBreak(fromQuantity: 1, unitPrice: 10_000_000),
                SourcingPriceBreak(fromQuantity: 1000, unitPrice: 1_000_000),
            ],
            tranches: [SourcingTranche(arrivals: [SourcingArrival(days: 1)])])
        offer.maximumQuantity = 20
        problem.offers = [offer]
        let outcome = try SourcingEngine.solve(problem, elapsed: { .zero })
        #expect(outcome.objective == 100_000_000)
        // Below 50, four units at 10 and six unmet ones; from 50 on, "nothing".
        let forged = """
            record,node,kind,supplier,item,line,offer,tranche,rule,value,below,above,prices
            split,1,value,S,,,,,,50.000000,2,3,
            leaf,2,,,,,,,,340.000000,,,1
            leaf,3,,,,,,,,,,,2
            price,,use,S,I,,,,,0,,,1
            price,,demand,,,L,,,,0,,,2

            """
        try withTemporaryFolder { folder in
            _ = try report(outcome, problem, in: folder)
            try forged.write(
                toFile: "\(folder)/result/certificate.csv", atomically: false, encoding: .utf8)
            let report = Verification.verify(
                problemFolder: "\(folder)/problem", resultFolder: "\(folder)/result")
            #expect(report.provenBound ?? 0 <= outcome.objective)
            #expect(
                report.findings.contains { $0.message.contains("leaf 3 states that nothing") },
                "\(report.findings)")
        }
    }

    /// Orders in lots, at least so many, with price breaks and a cost each: the linear round below
    /// proves what it states.
    @Test func roundsBelowOthersAreProvenToo() throws {
        for seed in UInt64(400)...440 {
            var problem = round(
                seed: seed, suppliers: 5, lines: 8, byValue: seed.isMultiple(of: 3))
            for offer in problem.offers.indices {
                let number = offer + Int(seed)
                if number.isMultiple(of: 2) { problem.offers[offer].orderMultiple = 4 }
                if number.isMultiple(of: 3) { problem.offers[offer].minimumQuantity = 6 }
                if number.isMultiple(of: 5) { problem.offers[offer].offerCost = 2_000_000 }
                if !seed.isMultiple(of: 3), number.isMultiple(of: 7) {
                    let price = problem.offers[offer].priceBreaks[0].unitPrice
                    problem.offers[offer].priceBreaks.append(
                        SourcingPriceBreak(fromQuantity: 10, unitPrice: price * 4 / 5))
                }
            }
            #expect(LinearRounds.hasLinearRoundBelow(problem))
            let below = LinearRounds.relax(
                try problem.validated(), options: SolveOptions(gapMillionths: 0),
                elapsed: { .zero })
            let nothing = SourcingSolution()
            let costs = try problem.cost(of: nothing)
            var outcome = SourcingOutcome(
                status: .feasible, solution: nothing, costs: costs,
                objective: try costs.total, bound: below.bound, limit: .time)
            outcome.certificate = below.certificate
            #expect(outcome.certificate != nil)
            try withTemporaryFolder { folder in
                let report = try report(outcome, problem, in: folder)
                #expect(report.isVerified, "seed \(seed): \(report.findings)")
                #expect(report.provenBound ?? 0 >= outcome.bound, "seed \(seed)")
            }
        }
    }

    /// Prices as large as a file may state, and goods as dear as a problem may, end in a finding.
    @Test func hugePricesAreRejected() throws {
        var problem = round(seed: 7, suppliers: 3, lines: 4, byValue: true)
        for offer in problem.offers.indices {
            problem.offers[offer].priceBreaks[0].unitPrice = 400_000_000_000_000
            problem.offers[offer].priceQuantity = 1
        }
        for line in problem.lines.indices { problem.lines[line].unmetCost = 900_000_000_000_000 }
        for supplier in problem.suppliers.indices {
            problem.suppliers[supplier].maximumUnits = nil
            problem.suppliers[supplier].maximumValue = 1_000_000_000_000_000
        }
        var outcome = try solve(problem, steps: 5)
        for amount in [Int128(1) << 109, -(Int128(1) << 109)] {
            let prices = problem.lines.indices.map {
                SourcingCertificate.Price(kind: .demand, first: $0, amount: amount)
            }
            outcome.certificate = SourcingCertificate(
                apart: [], nodes: [.narrow(prices: 0, without: [], below: 1), .leaf(prices: 0)],
                prices: [prices], bound: outcome.bound)
            try withTemporaryFolder { folder in
                let report = try report(outcome, problem, in: folder)
                let codes = report.findings.map(\.code)
                #expect(codes.contains("verify.certificate"), "\(codes)")
            }
        }
    }
}
