import SourcingEngine
import Testing

/// What is said to change an answer does: the change is made, and the problem solved again.
@Suite struct ExplanationTests {
    private typealias Feature = RandomProblems.Feature

    /// Proven within some thousand parts, or `nil`: what is compared must be the optimum.
    private func optimum(_ problem: SourcingProblem) throws -> SourcingOutcome? {
        var asked = 0
        let outcome = try SourcingEngine.solve(
            problem, options: SolveOptions(gapMillionths: 0), elapsed: { .zero },
            isCancelled: {
                asked += 1
                return asked > 3000
            })
        return outcome.status == .optimal ? outcome : nil
    }

    private func smallProblem(seed: UInt64) -> SourcingProblem {
        var random = RandomProblems(seed: seed)
        let features = Set(Feature.allCases.filter { $0 != .budget && random.chance(25) })
        return random.problem(lines: random.int(1...4), features: features)
    }

    private func cheaper(
        _ problem: SourcingProblem, offer: Int, by reduction: Int64
    ) -> SourcingProblem {
        var changed = problem
        for index in changed.offers[offer].priceBreaks.indices {
            changed.offers[offer].priceBreaks[index].unitPrice -= reduction
        }
        return changed
    }

    private func earlier(
        _ problem: SourcingProblem, offer: Int, by days: Int
    ) -> SourcingProblem {
        var changed = problem
        for tranche in changed.offers[offer].tranches.indices {
            for arrival in changed.offers[offer].tranches[tranche].arrivals.indices {
                changed.offers[offer].tranches[tranche].arrivals[arrival].days -= days
            }
        }
        return changed
    }

    private struct Counts {
        var prices = 0
        var highest = 0
        var days = 0
        var extras = 0
        var obstacles: Set<String> = []
    }

    private func check(
        _ loser: LosingOffer, _ scope: ExplanationScope, _ problem: SourcingProblem,
        _ answer: SourcingOutcome, _ name: String, _ counts: inout Counts
    ) throws {
        if let price = loser.price {
            let changed = cheaper(problem, offer: loser.offer, by: price.reduction)
            if let again = try optimum(changed) {
                counts.prices += 1
                #expect(again.objective < answer.objective, "\(name)")
                #expect(again.solution.orders.contains { $0.offer == loser.offer }, "\(name)")
            }
            let nearly = cheaper(problem, offer: loser.offer, by: price.reduction - 1)
            if price.isHighest, scope == .whole, let again = try optimum(nearly) {
                counts.highest += 1
                #expect(again.objective == answer.objective, "\(name)")
            }
        }
        if let days = loser.daysEarlier {
            let changed = earlier(problem, offer: loser.offer, by: days)
            if let again = try optimum(changed) {
                counts.days += 1
                #expect(again.objective < answer.objective, "\(name)")
                #expect(again.solution.orders.contains { $0.offer == loser.offer }, "\(name)")
            }
            let nearly = earlier(problem, offer: loser.offer, by: days - 1)
            if scope == .whole, loser.isComplete, let again = try optimum(nearly) {
                #expect(again.objective == answer.objective, "\(name)")
            }
        }
        if let extra = loser.extraCost {
            #expect(extra >= 0, "\(name)")
            counts.extras += 1
        }
        counts.obstacles.insert(String("\(loser.obstacle)".prefix { $0 != "(" }))
    }

    @Test(arguments: [false, true])
    func atThePriceOrDayStatedALosingOfferIsOrdered(byItem: Bool) throws {
        var counts = Counts()
        for seed in UInt64(70000)..<(isLongRun ? 72000 : 70150) {
            let problem = smallProblem(seed: seed)
            guard let answer = try optimum(problem) else { continue }
            var explainer = try SourcingExplainer(
                problem, answer.solution, alwaysByItem: byItem)
            for line in problem.lines.indices {
                let reasons = explainer.reasons(forLine: line)
                #expect(reasons.scope == (byItem ? .item : .whole))
                for loser in reasons.losers {
                    let name = "seed \(seed), line \(line), offer \(loser.offer)"
                    try check(loser, reasons.scope, problem, answer, name, &counts)
                }
            }
        }
        #expect(counts.prices >= 100, "\(counts)")
        #expect(counts.days >= 20, "\(counts)")
        #expect(counts.extras >= 100, "\(counts)")
        #expect(byItem || counts.highest >= 100, "\(counts)")
        #expect(counts.obstacles.count >= 10, "\(counts)")
    }

    @Test func whatAnOfferSavesIsWhatDoingWithoutItCosts() throws {
        var savings = 0
        var surpluses = 0
        for seed in UInt64(73000)..<(isLongRun ? 74000 : 73100) {
            let problem = smallProblem(seed: seed)
            guard let answer = try optimum(problem) else { continue }
            var explainer = try SourcingExplainer(problem, answer.solution)
            for line in problem.lines.indices {
                for award in explainer.reasons(forLine: line).awards {
                    guard let saving = award.saving else { continue }
                    savings += 1
                    var without = problem
                    without.offers[award.offer].maximumQuantity = 0
                    guard let other = try optimum(without) else { continue }
                    #expect(saving == other.objective - answer.objective, "seed \(seed)")
                    #expect(saving >= 0, "seed \(seed)")
                    guard let surplus = award.surplusSaving else { continue }
                    surpluses += 1
                    #expect(surplus >= 0, "seed \(seed)")
                    #expect(award.surplus > 0)
                }
            }
        }
        #expect(savings >= 50)
        #expect(surpluses >= 5)
    }
}
