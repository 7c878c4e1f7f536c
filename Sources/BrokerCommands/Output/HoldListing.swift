import BrokerService
import Procurement
import SourcingEngine

/// Orders that can wait for a later day: sentences for people, rows for machines.
struct HoldListing {
    let words: ReasonWords
    let later: SourcingLaterDay
    let holds: [SourcingHold]
    /// The later day as people read it.
    let day: String

    /// What an answer to a problem folder could hold.
    init(_ problem: SourcingProblem, _ solution: SourcingSolution, untilDay day: Int) throws {
        words = ReasonWords(problem: problem)
        later = SourcingLaterDay(day: day, in: problem)
        holds = try SourcingExplainer(problem, solution).holds(until: later)
        self.day = "day \(day)"
    }

    init(_ round: RoundHolds) {
        words = ReasonWords(problem: round.problem)
        later = round.later
        holds = round.holds
        day = round.day.description
    }

    private init(_ other: HoldListing, of line: String) {
        words = other.words
        later = other.later
        day = other.day
        holds = other.holds.filter { hold in
            hold.lines.contains { other.words.problem.lines[$0].id == line }
        }
    }

    /// Those orders that serve a line.
    func serving(_ line: String) -> HoldListing { HoldListing(self, of: line) }

    // MARK: People

    var sentences: [String] { holds.map(text) }

    /// The sentences below a heading; says so where nothing can wait.
    var advice: String {
        let sentences = sentences
        guard !sentences.isEmpty else { return "no order can wait until \(day) at no loss" }
        return (["advice"] + sentences.map { "  " + $0 }).joined(separator: "\n")
    }

    private func text(_ hold: SourcingHold) -> String {
        let problem = words.problem
        var text =
            "the order to \(problem.suppliers[hold.supplier].id) can wait until \(day): "
            + "\(Counted.text(Int(clamping: hold.units), "unit")) for "
            + "\(Counted.text(hold.lines.count, "line")), nobody becomes late"
        let joining = joining(hold)
        if hold.saving > 0 {
            text += "; saves \(ReasonWords.amount(hold.saving)) of order cost and freight "
        } else {
            text += "; saves something "
        }
        if joining.isEmpty {
            text += "if anything else is ordered from it by then"
        } else {
            let want = joining.count == 1 ? "wants" : "want"
            text += "if what \(Self.list(joining)) \(want) is ordered from it by then too"
        }
        for gain in hold.gains { text += "; \(self.text(gain))" }
        return text
    }

    private static func list(_ names: [String]) -> String {
        guard names.count > 3 else { return names.joined(separator: ", ") }
        return names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more"
    }

    private func joining(_ hold: SourcingHold) -> [String] {
        hold.joining.map { later.otherDemand[$0].id }
    }

    private func text(_ gain: SourcingHold.Gain) -> String {
        let missing =
            switch gain.missing {
            case .value(let micros): "goods of \(ReasonWords.amount(micros)) more"
            case .units(let units):
                gain.offer.map { "\(units) more of \(words.offer($0))" } ?? "\(units) units more"
            }
        return "\(missing) reach \(SupplierWords.text(gain.threshold)) and save "
            + "\(ReasonWords.amount(gain.saving)) on what waits"
    }

    // MARK: Machines

    var listing: Listing {
        var listing = Listing([
            .init("supplier"), .init("hold_until"), .number("units"), .init("lines"),
            .number("saving"), .init("joining"), .init("because"),
        ])
        for hold in holds {
            listing.add([
                .text(words.problem.suppliers[hold.supplier].id), .text(day),
                .number(hold.units),
                .text(hold.lines.map { words.problem.lines[$0].id }.joined(separator: " ")),
                .amount(FixedPoint(micros: hold.saving).description),
                .text(joining(hold).joined(separator: " ")), .text(text(hold)),
            ])
        }
        return listing
    }

    /// A row for each order in the columns of ``ReasonListing``.
    var rowsAmongReasons: [[Listing.Cell]] {
        holds.map { hold in
            let saving = Listing.Cell.amount(FixedPoint(micros: -hold.saving).description)
            return [
                .none, .text("hold"), .none, .text(words.problem.suppliers[hold.supplier].id),
                .number(hold.units), .text("can_wait"), .text(text(hold)), saving, .none, .none,
                .none, .none, .none, .none, .text("whole"), .text("yes"),
            ]
        }
    }
}
