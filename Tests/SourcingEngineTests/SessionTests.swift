import SourcingEngine
import Testing

/// What-ifs on a kept round against solving the changed round anew.
@Suite struct SessionTests {
    private typealias Feature = RandomProblems.Feature

    private func round(seed: UInt64, _ random: inout RandomProblems) -> SourcingProblem {
        let wanted: [Feature] = [
            .allUnits, .incremental, .minimums, .multiples, .maximums, .offerCost, .orderCost,
            .freight, .freeFreight, .minimumValue, .minimumSurcharge, .maximumUnits,
            .discountByValue, .discountByUnits, .single, .complete, .substitutes, .tranches,
        ]
        return random.problem(
            lines: 200, features: Set(wanted.filter { _ in random.chance(40) }))
    }

    private func changes(
        _ problem: SourcingProblem, _ random: inout RandomProblems
    ) -> [Int: SourcingOffer] {
        var changes: [Int: SourcingOffer] = [:]
        for _ in 0..<5 {
            let position = random.int(0...problem.offers.count - 1)
            var offer = problem.offers[position]
            let percent = random.long(70...130)
            for index in offer.priceBreaks.indices {
                offer.priceBreaks[index].unitPrice =
                    offer.priceBreaks[index].unitPrice * percent / 100
            }
            let days = random.int(-3...3)
            for tranche in offer.tranches.indices {
                for arrival in offer.tranches[tranche].arrivals.indices {
                    offer.tranches[tranche].arrivals[arrival].days += days
                }
            }
            changes[position] = offer
        }
        return changes
    }

    @Test func aWhatIfIsATrueAnswerWithATrueBound() throws {
        var answered = 0
        for seed in UInt64(91000)..<(isLongRun ? 91200 : 91012) {
            var random = RandomProblems(seed: seed)
            let problem = round(seed: seed, &random)
            var polls = 0
            let options = SolveOptions(gapMillionths: 1000)
            let session = try SourcingSession(
                problem, options: options, elapsed: { .zero },
                isCancelled: {
                    polls += 1
                    return polls > 200
                })
            guard let session else { continue }
            let kept = session.outcome
            #expect(kept.bound <= kept.objective)
            for _ in 0..<3 {
                let changes = changes(problem, &random)
                var changed = problem
                for (position, offer) in changes { changed.offers[position] = offer }
                var asked = 0
                let answer = try session.outcome(
                    changing: changes, timeLimit: .seconds(5),
                    elapsed: {
                        asked += 1
                        return .milliseconds(asked)
                    })
                guard let answer else { continue }
                answered += 1
                let solution = answer.solution()
                #expect(try changed.violations(of: solution).isEmpty, "seed \(seed)")
                let cost = try changed.cost(of: solution).total
                #expect(cost == answer.objective, "seed \(seed)")
                #expect(answer.bound <= answer.objective, "seed \(seed)")
                polls = 0
                let anew = try SourcingEngine.solve(
                    changed, options: options, elapsed: { .zero },
                    isCancelled: {
                        polls += 1
                        return polls > 200
                    })
                #expect(answer.bound <= anew.objective, "seed \(seed)")
                #expect(anew.bound <= answer.objective, "seed \(seed)")
            }
        }
        #expect(answered >= (isLongRun ? 200 : 12), "\(answered)")
    }

    @Test func aPriceBeyondWhatThePartCanStateIsSolvedAnew() throws {
        var refused = 0
        for seed in UInt64(91300)..<91306 {
            var random = RandomProblems(seed: seed)
            let problem = round(seed: seed, &random)
            let session = try SourcingSession(
                problem, options: SolveOptions(gapMillionths: 50_000), elapsed: { .zero })
            guard let session else { continue }
            for position in problem.offers.indices.prefix(20) {
                var offer = problem.offers[position]
                for index in offer.priceBreaks.indices {
                    offer.priceBreaks[index].unitPrice = 999_999_999_000_000
                }
                var changed = problem
                changed.offers[position] = offer
                guard (try? changed.validated()) != nil else { continue }
                var asked = 0
                let answer = try session.outcome(
                    changing: [position: offer], timeLimit: .milliseconds(50),
                    elapsed: {
                        asked += 1
                        return .milliseconds(asked)
                    })
                if answer == nil { refused += 1 }
            }
        }
        #expect(refused > 0)
    }

    @Test func aRoundWithRulesKeepsNothing() throws {
        var problem = problemOfTwoSuppliers()
        problem.rules = [SourcingRule(id: "R", demand: .forbid(supplier: 0, item: nil))]
        #expect(try SourcingSession(problem, elapsed: { .zero }) == nil)
    }
}
