import Foundation
import Testing

import SourcingEngine

/// More seeds when the environment asks for the long run.
let isLongRun = ProcessInfo.processInfo.environment["BROKER_LONG"] == "1"

@Suite struct BruteForceTests {
    typealias Feature = RandomProblems.Feature

    private func compare(
        _ problem: SourcingProblem, seed: UInt64, together: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let limit: Int64 = problem.offers.count > 2 ? 6 : 12
        let brute = BruteForce(problem, quantityLimit: limit).best
        let outcome = SourcingEngine.search(
            Model(try problem.validated(), offersSearchedTogether: together),
            options: SolveOptions(gapMillionths: 0), elapsed: { .zero })
        let note = Comment(rawValue: "seed \(seed), searched together \(together)")
        guard outcome.hasAnswer else {
            #expect(brute == .max, note, sourceLocation: sourceLocation)
            #expect(outcome.status == .infeasible, note, sourceLocation: sourceLocation)
            return
        }
        #expect(outcome.status == .optimal, note, sourceLocation: sourceLocation)
        #expect(outcome.bound <= brute, note, sourceLocation: sourceLocation)
        #expect(outcome.objective <= brute, note, sourceLocation: sourceLocation)
        #expect(
            try problem.cost(of: outcome.solution).total == outcome.objective, note,
            sourceLocation: sourceLocation)
        #expect(
            try problem.violations(of: outcome.solution).isEmpty, note,
            sourceLocation: sourceLocation)
        // Quantities beyond the limit of the oracle may be cheaper; others may not.
        if outcome.solution.orders.allSatisfy({ $0.quantity <= limit }) {
            #expect(outcome.objective == brute, note, sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: Feature.allCases)
    func everyFeatureAloneMatchesTryingEverything(_ feature: Feature) throws {
        for seed in UInt64(1)...(isLongRun ? 60 : 4) {
            try compare(tinyProblem(seed: seed, features: [feature]), seed: seed, together: 6)
        }
    }

    @Test func pairsOfFeaturesMatchTryingEverything() throws {
        var seed: UInt64 = 1000
        for (position, one) in Feature.allCases.enumerated() {
            for other in Feature.allCases[(position + 1)...] {
                for _ in 0..<(isLongRun ? 10 : 1) {
                    seed += 1
                    try compare(
                        tinyProblem(seed: seed, features: [one, other]), seed: seed, together: 6)
                }
            }
        }
    }

    @Test func manyFeaturesAtOnceMatchTryingEverything() throws {
        for seed in UInt64(5000)..<(isLongRun ? 7000 : 5060) {
            var random = RandomProblems(seed: seed)
            let features = Set(Feature.allCases.filter { _ in random.chance(50) })
            try compare(tinyProblem(seed: seed, features: features), seed: seed, together: 6)
        }
    }

    /// Substitutes join items; searching these items one by one must give the same answers.
    @Test func itemsSearchedOneByOneMatchTryingEverything() throws {
        for seed in UInt64(9000)..<(isLongRun ? 12000 : 9080) {
            var random = RandomProblems(seed: seed)
            var features: Set<Feature> = [.substitutes]
            for feature in [Feature.complete, .single, .suppliersPerLine, .orderCost, .tranches]
            where random.chance(50) { features.insert(feature) }
            try compare(tinyProblem(seed: seed, features: features), seed: seed, together: 0)
        }
    }

    /// Large rounds only approximate their prices: the bound must stay true all the same.
    @Test func approximatedPricesGiveTrueBounds() throws {
        for seed in UInt64(13000)..<(isLongRun ? 14000 : 13040) {
            var random = RandomProblems(seed: seed)
            let features = Set(Feature.allCases.filter { _ in random.chance(40) })
            let problem = tinyProblem(seed: seed, features: features)
            let brute = BruteForce(problem, quantityLimit: 6).best
            let model = Model(problem, rowsSolvedExactly: 0)
            var asked = 0
            let outcome = SourcingEngine.search(
                model, options: SolveOptions(gapMillionths: 0), elapsed: { .zero },
                isCancelled: {
                    asked += 1
                    return asked > 2000
                })
            guard outcome.hasAnswer else {
                #expect(brute == .max || outcome.status == .unknown, "seed \(seed)")
                continue
            }
            #expect(outcome.bound <= brute, "seed \(seed)")
            #expect(try problem.violations(of: outcome.solution).isEmpty, "seed \(seed)")
            let isWithinLimit = outcome.solution.orders.allSatisfy { $0.quantity <= 6 }
            if isWithinLimit { #expect(outcome.objective >= brute, "seed \(seed)") }
            if outcome.status == .optimal, isWithinLimit {
                #expect(outcome.objective == brute, "seed \(seed)")
            }
        }
    }
}
