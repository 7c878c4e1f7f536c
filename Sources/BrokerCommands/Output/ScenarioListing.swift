import BrokerService
import Procurement
import SourcingEngine

/// What scenarios lead to, side by side, all at the problem's own prices.
enum ScenarioListing {
    static func listing(_ outcomes: [ScenarioOutcome], stated: ScenarioOutcome) -> Listing {
        var listing = Listing([
            .init("scenario"), .number("cost"), .number("more"), .number("bought"),
            .number("lateness"), .number("unmet"), .number("late_units"),
            .number("late_unit_days"), .number("suppliers"), .number("unmet_units"),
            .init("status"), .number("gap"),
        ])
        for outcome in outcomes {
            guard outcome.own.hasAnswer else {
                listing.add(
                    [.text(outcome.scenario.name)] + Array(repeating: .none, count: 9)
                        + [.text(outcome.own.status.rawValue), .none])
                continue
            }
            let costs = outcome.costs
            let bought = outcome.total - costs.lateness - costs.unmet - costs.penalties
            listing.add([
                .text(outcome.scenario.name), amount(outcome.total),
                amount(outcome.total - stated.total), amount(bought), amount(costs.lateness),
                amount(costs.unmet), .number(outcome.lateUnits),
                .amount(ReasonWords.plainDays(outcome.lateUnitDays)),
                .number(Int64(outcome.suppliers)), .number(outcome.unmetUnits),
                .text(outcome.own.status.rawValue),
                .amount(Gap.text(objective: outcome.own.objective, bound: outcome.own.bound)),
            ])
        }
        return listing
    }

    static func listing(_ frontier: CostTimeFrontier) -> Listing {
        var listing = Listing([
            .number("cost"), .number("more"), .number("unit_days"), .number("late_unit_days"),
            .number("unmet_units"), .number("suppliers"), .number("best_up_to_day_cost"),
            .init("proven"), .number("gap"),
        ])
        for (position, point) in frontier.points.enumerated() {
            let next = position + 1 < frontier.points.count ? frontier.points[position + 1] : nil
            listing.add([
                amount(point.cost), amount(point.cost - frontier.points[0].cost),
                .amount(ReasonWords.plainDays(point.unitDays)),
                .amount(ReasonWords.plainDays(point.lateUnitDays)), .number(point.unmetUnits),
                .number(Int64(point.suppliers)),
                next.map { amount(dayCost(from: point, to: $0)) } ?? .none,
                .text(point.isProven ? "yes" : "no"),
                .amount(Gap.text(objective: point.objective, bound: point.bound)),
            ])
        }
        return listing
    }

    /// What each unit and day saved costs on the way to the next point, in micros.
    private static func dayCost(
        from first: CostTimeFrontier.Point, to second: CostTimeFrontier.Point
    ) -> Int64 {
        let days = max(1, first.unitDays - second.unitDays)
        return Int64(
            clamping: (Int128(second.cost) - Int128(first.cost)) * 1_000_000 / days)
    }

    private static func amount(_ micros: Int64) -> Listing.Cell {
        .amount(FixedPoint(micros: micros).description)
    }
}

/// What two answers give each line.
struct AnswerComparison {
    let problem: SourcingProblem
    let first: SourcingSolution
    let second: SourcingSolution

    /// The lines that get something else, and why they do not get what they got.
    ///
    /// - Parameter explained: the problem that the second answer was found for.
    func listing(explainedBy explained: SourcingProblem, lines most: Int = 50) throws -> Listing {
        var listing = Listing([
            .init("line"), .init("before"), .init("after"), .number("late_unit_days_before"),
            .number("late_unit_days_after"), .init("because"),
        ])
        let before = supply(first)
        let after = supply(second)
        var explainer = try SourcingExplainer(explained, second)
        for line in problem.lines.indices where before[line] != after[line] {
            let isExplained = listing.rows.count < most
            let reasons = isExplained ? explainer.reasons(forLine: line) : nil
            listing.add([
                .text(problem.lines[line].id), .text(text(before[line], line)),
                .text(text(after[line], line)), .amount(days(before[line], line)),
                .amount(days(after[line], line)),
                .text(reasons.map { because($0, before[line], explained) } ?? ""),
            ])
        }
        return listing
    }

    private typealias Part = SourcingSolution.Allocation

    private func supply(_ solution: SourcingSolution) -> [[Part]] {
        var supply = [[Part]](repeating: [], count: problem.lines.count)
        for given in solution.allocations { supply[given.line].append(given) }
        return supply
    }

    private func text(_ parts: [Part], _ line: Int) -> String {
        var units: [(offer: Int, quantity: Int64)] = []
        for part in parts {
            if units.last?.offer == part.offer {
                units[units.count - 1].quantity += part.quantity
            } else {
                units.append((part.offer, part.quantity))
            }
        }
        let served = units.reduce(0) { $0 + $1.quantity }
        var words = units.map { "\($0.quantity) of \(problem.offers[$0.offer].id)" }
        let unmet = problem.lines[line].quantity - served
        if unmet > 0 { words.append("\(unmet) unmet") }
        return words.joined(separator: ", ")
    }

    private func days(_ parts: [Part], _ line: Int) -> String {
        let lateness = parts.map { part in
            let tranche = problem.offers[part.offer].tranches[part.tranche]
            return (
                part.quantity,
                tranche.expectedLateness(needByDay: problem.lines[line].needByDay)
            )
        }
        let latest = lateness.map(\.1).max() ?? 0
        let sum = lateness.reduce(Int128(0)) { sum, part in
            let late = problem.lines[line].split == .complete ? latest : part.1
            return sum + Int128(part.0) * late
        }
        return ReasonWords.plainDays(sum)
    }

    private func because(
        _ reasons: LineReasons, _ before: [Part], _ explained: SourcingProblem
    ) -> String {
        let words = ReasonWords(problem: explained)
        let gone = Set(before.map(\.offer))
        let clauses = reasons.losers.filter { gone.contains($0.offer) }
            .map { "\(explained.offers[$0.offer].id): \(words.because($0))" }
        if !clauses.isEmpty { return clauses.joined(separator: "; ") }
        if let shortfall = reasons.shortfall {
            return words.because(shortfall, line: reasons.line)
        }
        let now = reasons.awards.map(\.offer)
        let new = now.filter { !gone.contains($0) }
        if new.isEmpty { return "the same offers, shared otherwise" }
        let names = new.map { explained.offers[$0].id }.joined(separator: ", ")
        return new.count < now.count
            ? "joined by \(names)" : "\(names) instead; what was ordered serves other lines"
    }
}

extension ReasonWords {
    /// Days as machines read them.
    static func plainDays(_ millionths: Int128) -> String {
        FixedPoint(micros: Int64(clamping: millionths)).description
    }
}
