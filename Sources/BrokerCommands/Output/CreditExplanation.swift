import BrokerService
import Procurement
import SourcingEngine

/// What a credit for waiting does to a line of a round.
struct CreditExplanation {
    let credit: AssumedCredit
    /// The credit that the line's lateness comes to; `nil` where it comes in time for none.
    let reached: AssumedCredit.Step?
    /// The expected lateness of the last unit that serves the line, in 10⁻⁶ of a day.
    let lateness: Int128
    /// The line in time instead; `nil` where the search was ended, or it comes in time.
    let timely: SourcingExplainer.TimelyAnswer?
    private let words: ReasonWords

    init(
        _ credit: AssumedCredit, line: Int, problem: SourcingProblem, solution: SourcingSolution
    ) throws {
        self.credit = credit
        words = ReasonWords(problem: problem)
        let needBy = problem.lines[line].needByDay
        lateness =
            solution.allocations.filter { $0.line == line && $0.quantity > 0 }.map {
                problem.offers[$0.offer].tranches[$0.tranche].expectedLateness(needByDay: needBy)
            }.max() ?? 0
        let late = lateness
        reached =
            credit.isCovered
            ? credit.steps.last { late > $0.limit } : nil
        guard reached != nil, let first = credit.steps.first else {
            timely = nil
            return
        }
        var explainer = try SourcingExplainer(problem, solution)
        timely = explainer.timelyAnswer(
            forLine: line, withinDayMillionths: Int64(clamping: first.limit))
    }

    var text: String {
        guard credit.isCovered else {
            return "  credit       none is counted on: the budget does not cover \(credit.amount)"
        }
        guard let reached else {
            return
                "  credit       none is needed: it comes in time; waiting was weighed with one of "
                + (credit.steps.count > 1 ? "up to " : "") + credit.amount
        }
        var parts = [
            "waits \(ReasonWords.days(lateness)) days with a credit of \(reached.amount) "
                + "(\(reached.rule))"
        ]
        if credit.lateCost != credit.statedLateCost {
            parts.append("a day counts \(credit.lateCost) a unit, not \(credit.statedLateCost)")
        }
        parts.append(inTime)
        return "  credit       " + parts.joined(separator: "; ")
    }

    private var inTime: String {
        guard let timely else { return "what it would cost in time was not found out" }
        guard !timely.offers.isEmpty else { return "nothing could be here in time" }
        let offers = timely.offers.map(words.offer).joined(separator: " and ")
        let difference = ReasonWords.amount(abs(timely.purchaseDifference))
        let bought = timely.purchaseDifference < 0 ? "\(difference) less" : "\(difference) more"
        let unmet = timely.unmetUnits > 0 ? " with \(timely.unmetUnits) unmet" : ""
        return "in time from \(offers)\(unmet) would cost \(bought) to buy, "
            + "\(ReasonWords.amount(timely.costDifference)) more in all"
    }

    /// One row, for machines.
    var listing: Listing {
        var listing = Listing([
            .number("amount"), .init("covered"), .number("late_cost"),
            .number("stated_late_cost"), .number("days_late"), .init("rule"), .number("credit"),
            .init("in_time_from"), .number("purchase_difference"), .number("cost_difference"),
        ])
        listing.add([
            .amount(credit.amount), .text(credit.isCovered ? "yes" : "no"),
            .amount(credit.lateCost), .amount(credit.statedLateCost),
            .amount(FixedPoint(micros: Int64(clamping: lateness)).description),
            .text(reached?.rule ?? ""), reached.map { .amount($0.amount) } ?? .none,
            .text(
                (timely?.offers ?? []).map { words.problem.offers[$0].id }
                    .joined(separator: " ")),
            timely.map { .amount(FixedPoint(micros: $0.purchaseDifference).description) }
                ?? .none,
            timely.map { .amount(FixedPoint(micros: $0.costDifference).description) } ?? .none,
        ])
        return listing
    }
}

extension LineExplanation {
    /// `nil` where no credit was weighed for the line.
    func credit() throws -> CreditExplanation? {
        guard let credit = document.credits?.first(where: { $0.line == demand.line }) else {
            return nil
        }
        let problem = try document.sourcingProblem()
        guard let line = problem.lines.firstIndex(where: { $0.id == demand.line }) else {
            return nil
        }
        return try CreditExplanation(
            credit, line: line, problem: problem,
            solution: try document.sourcingSolution(to: problem))
    }
}
