import Procurement
import SourcingEngine
import WireFormats

/// Why lines get what they get: sentences for people, rows for machines.
struct ReasonListing {
    let words: ReasonWords
    let reasons: [LineReasons]

    init(_ problem: SourcingProblem, _ reasons: [LineReasons]) {
        words = ReasonWords(problem: problem)
        self.reasons = reasons
    }

    /// The lines with these identifiers explained, or the first that is unknown.
    static func explain(
        _ problem: SourcingProblem, _ solution: SourcingSolution, lines: [Int]
    ) throws -> ReasonListing {
        var explainer = try SourcingExplainer(problem, solution)
        return ReasonListing(problem, lines.map { explainer.reasons(forLine: $0) })
    }

    /// Positions of lines by identifier; all lines if none is named.
    static func positions(of names: [String], in problem: SourcingProblem) throws -> [Int] {
        if names.isEmpty { return Array(problem.lines.indices) }
        return try names.map { name in
            guard let line = problem.lines.firstIndex(where: { $0.id == name }) else {
                throw CommandFailure(
                    [
                        Problem(
                            code: "explain.line-unknown",
                            message: "The problem has no line (\(name)).",
                            help: "lines.csv of the problem names the lines.")
                    ], status: ExitStatus.failed)
            }
            return line
        }
    }

    func text() -> String {
        reasons.map { self.text($0) }.joined(separator: "\n\n")
    }

    private func text(_ reasons: LineReasons) -> String {
        let line = words.problem.lines[reasons.line]
        let head =
            "\(line.id) · \(Grouping.grouped(String(line.quantity))) of "
            + "\(words.problem.items[line.item].id) by day \(line.needByDay)"
        return ([head] + details(reasons)).joined(separator: "\n")
    }

    /// The reasons of a line without its heading.
    func details(_ reasons: LineReasons) -> [String] {
        var rows: [String] = []
        for award in reasons.awards {
            rows.append(
                "  ordered      \(Grouping.grouped(String(award.quantity))) of "
                    + "\(words.offer(award.offer)): \(words.because(award))")
        }
        for loser in reasons.losers {
            let entry = words.entry(loser)
            rows.append(
                "  not ordered  \(words.offer(loser.offer)): \(words.because(loser))"
                    + (entry.isEmpty ? "" : " · \(entry)"))
        }
        if let shortfall = reasons.shortfall {
            rows.append(
                "  unmet        \(Grouping.grouped(String(shortfall.units))): "
                    + words.because(shortfall, line: reasons.line))
        }
        if reasons.scope == .item { rows.append("  (all with the other items as they are)") }
        return rows
    }

    /// The rows of `explanations.csv`.
    var listing: Listing {
        var listing = Listing([
            .init("line"), .init("what"), .init("offer"), .init("supplier"), .number("quantity"),
            .init("reason"), .init("because"), .number("cost_difference"),
            .number("late_unit_days_avoided"), .number("price_reduction"), .number("price"),
            .number("quantity_at_price"), .init("is_highest_price"), .number("days_earlier"),
            .init("scope"), .init("is_complete"),
        ])
        for line in reasons {
            for award in line.awards { listing.add(row(award, line)) }
            for loser in line.losers { listing.add(row(loser, line)) }
            if let shortfall = line.shortfall { listing.add(row(shortfall, line)) }
        }
        return listing
    }

    /// The rows with those of orders that can wait below them.
    func listing(with holds: HoldListing?) -> Listing {
        var listing = listing
        for row in holds?.rowsAmongReasons ?? [] { listing.add(row) }
        return listing
    }

    private func names(_ offer: Int, _ line: LineReasons) -> (Listing.Cell, [Listing.Cell]) {
        let terms = words.problem.offers[offer]
        return (
            .text(words.problem.lines[line.line].id),
            [.text(terms.id), .text(words.problem.suppliers[terms.supplier].id)]
        )
    }

    private func amount(_ micros: Int64?) -> Listing.Cell {
        micros.map { .amount(FixedPoint(micros: $0).description) } ?? .none
    }

    private func row(_ award: AwardReason, _ line: LineReasons) -> [Listing.Cell] {
        let (id, offer) = names(award.offer, line)
        return [id, .text("ordered")] + offer
            + [
                .number(award.quantity), .text("best"), .text(words.because(award)),
                amount(award.saving), .amount(ReasonWords.days(award.lateUnitDaysAvoided)),
                .none, .none, .none, .none, .none, .text(line.scope.rawValue),
                .text(award.saving == nil ? "no" : "yes"),
            ]
    }

    private func row(_ loser: LosingOffer, _ line: LineReasons) -> [Listing.Cell] {
        let (id, offer) = names(loser.offer, line)
        return [id, .text("not_ordered")] + offer
            + [
                .none, .text(ReasonWords.code(loser.obstacle)), .text(words.because(loser)),
                amount(loser.extraCost), .none, amount(loser.price?.reduction),
                amount(loser.price?.unitPrice), loser.price.map { .number($0.quantity) } ?? .none,
                loser.price.map { .text($0.isHighest ? "yes" : "no") } ?? .none,
                loser.daysEarlier.map { .number(Int64($0)) } ?? .none,
                .text(line.scope.rawValue), .text(loser.isComplete ? "yes" : "no"),
            ]
    }

    private func row(_ shortfall: Shortfall, _ line: LineReasons) -> [Listing.Cell] {
        [
            .text(words.problem.lines[line.line].id), .text("unmet"), .none, .none,
            .number(shortfall.units), .text(ReasonWords.code(shortfall.cause)),
            .text(words.because(shortfall, line: line.line)),
            shortfall.supplyable > 0 ? amount(shortfall.extraCost) : .none, .none, .none, .none,
            .none, .none, .none, .text(line.scope.rawValue),
            .text(shortfall.cause == .unknown ? "no" : "yes"),
        ]
    }
}
