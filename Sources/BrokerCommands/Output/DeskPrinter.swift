import ArgumentParser
import BrokerService
import Procurement
import SupplierAdapterKit
import WireFormats

/// What messages about purchase orders changed, for people and machines.
struct DeskPrinter {
    private struct Entry {
        let title: String
        let order: PurchaseOrder?
        let changes: [LineChange]
        let outcome: String
        var isReceipt = false
    }

    private let entries: [Entry]
    private let problems: [Problem]
    private let isDryRun: Bool
    private let promises: [PromiseChange]

    init(_ report: DeskReport, isDryRun: Bool, promises: [PromiseChange] = []) {
        self.isDryRun = isDryRun
        self.promises = promises
        entries = report.results.map { Self.entry($0) }
        problems = report.refusals.map { refusal in
            Problem(
                code: refusal.error.code, message: refusal.error.message,
                place: refusal.place.line > 0 ? Problem.Place(refusal.place) : nil,
                help: refusal.error.help.isEmpty ? nil : refusal.error.help)
        }
    }

    /// What a buyer's decision changed.
    init(decision: DeskResult.Outcome, isDryRun: Bool, promises: [PromiseChange]) {
        self.isDryRun = isDryRun
        self.promises = promises
        problems = []
        guard case .taken(let order, let changes) = decision else {
            entries = []
            return
        }
        entries = [
            Entry(title: "decided", order: order, changes: changes, outcome: "taken")
        ]
    }

    private static func entry(_ result: DeskResult) -> Entry {
        let message = result.message
        let name = "\(message.kind.words) \(message.document) of \(message.order)"
        switch result.outcome {
        case .taken(let order, let changes):
            return Entry(
                title: name, order: order, changes: changes, outcome: "taken",
                isReceipt: message.kind == .receipt)
        case .known: return Entry(title: name, order: nil, changes: [], outcome: "known")
        case .refused: return Entry(title: name, order: nil, changes: [], outcome: "refused")
        }
    }

    func print(_ format: OutputFormat) throws {
        switch format {
        case .text: Console.out(text)
        case .json: Console.out(listing.json().text)
        case .csv: Console.out(listing.csv().trimmingLastNewline)
        }
        guard !problems.isEmpty else { return }
        Console.note("\n" + ProblemText.render(problems).trimmingLastNewline)
        throw ExitCode(ExitStatus.dataRejected)
    }

    /// What people read in a run among other things: no hint at what to do next.
    var paragraphs: [String] {
        entries.map { entry in
            switch entry.outcome {
            case "known": return "\(entry.title): known before, nothing changed"
            case "refused": return "\(entry.title): refused, nothing changed"
            default: break
            }
            var lines = [
                "\(entry.title): \(entry.order.map { "the order is \($0.state.words)" } ?? "")"
            ]
            if entry.changes.isEmpty { lines.append("  nothing changed") }
            lines += entry.changes.flatMap(Self.lines)
            return lines.joined(separator: "\n")
        }
    }

    private static func lines(of change: LineChange) -> [String] {
        var lines = ["  line \(change.line), \(change.item): \(change.account.words)"]
        lines += change.account.changes.suffix(1).map { "    our \($0.words)" }
        lines += change.account.waitingWords.map { ["    \($0)"] } ?? []
        lines += change.account.shipments.compactMap { shipment in
            shipment.dayBeforeOrder.map {
                "    \(shipment.units) left, it says, with \($0), before the order was placed: no "
                    + "date is counted on"
            }
        }
        if change.account.surplus > 0 {
            lines.append("    \(change.account.surplus) beyond what was ordered")
        }
        lines += change.neededAgain.map {
            "    \($0.quantity.wholeUnits ?? 0) needed again for \($0.line)"
        }
        return lines
    }

    private var text: String {
        var blocks = isDryRun ? ["dry run: nothing is changed"] : []
        blocks += paragraphs
        if blocks.isEmpty { return "no messages" }
        if !promises.isEmpty {
            blocks.append(
                "\npromises\n"
                    + PromiseListing.changes(promises).text(indent: 2, widest: 70))
        }
        if let next { blocks.append("\nnext: \(next)") }
        return blocks.joined(separator: "\n")
    }

    private var next: String? {
        for entry in entries {
            guard let order = entry.order else { continue }
            if let waiting = entry.changes.first(where: { $0.account.inReview > 0 }) {
                return
                    "broker po decide \(order.number) \(waiting.line) accept --by NAME, or refuse"
            }
        }
        let isNeeded = entries.contains { $0.changes.contains { !$0.neededAgain.isEmpty } }
        if isNeeded { return "broker run" }
        return entries.contains(where: \.isReceipt)
            ? "broker intake, once the stock file holds what came: until then it covers no line"
            : nil
    }

    /// A row for each line that a message moved, or one for a message that moved none.
    var listing: Listing {
        var listing = Listing([
            .init("message"), .init("outcome"), .init("order"), .number("line"), .init("item"),
            .number("ordered"), .number("accepted"), .number("rejected"), .number("pending"),
            .number("received"), .number("in_review"), .number("surplus"),
            .number("needed_again"), .init("confirmed"),
        ])
        for entry in entries {
            let head: [Listing.Cell] = [
                .text(entry.title), .text(entry.outcome),
                entry.order.map { .text($0.number.rawValue) } ?? .none,
            ]
            if entry.changes.isEmpty {
                listing.add(head + Array(repeating: .none, count: 11))
            }
            for change in entry.changes { listing.add(head + Self.cells(of: change)) }
        }
        return listing
    }

    private static func cells(of change: LineChange) -> [Listing.Cell] {
        let progress = change.account.progress
        let needed = change.neededAgain.reduce(0) { $0 + ($1.quantity.wholeUnits ?? 0) }
        return [
            .number(Int64(change.line)), .text(change.item.rawValue), .number(progress.ordered),
            .number(progress.accepted), .number(progress.rejected), .number(progress.pending),
            .number(progress.received), .number(change.account.inReview),
            .number(change.account.surplus), .number(needed),
            change.account.confirmedDate.map { .text($0.description) } ?? .none,
        ]
    }
}

extension LineAccount {
    /// How far the line has come, on one line.
    var words: String {
        var parts = ["\(progress.accepted) accepted", "\(progress.rejected) refused"]
        if progress.pending > 0 { parts.append("\(progress.pending) open") }
        if progress.received > 0 { parts.append("\(progress.received) received") }
        if let date = confirmedDate { parts.append("confirmed for \(date)") }
        return "of \(progress.ordered) " + parts.joined(separator: ", ")
    }

    /// What waits for a buyer and why, on one line; `nil` for nothing.
    var waitingWords: String? {
        inReview > 0
            ? "\(inReview) wait for a buyer: " + objectionWords.joined(separator: "; ") : nil
    }

    /// Why an answer is not taken as it stands.
    var objectionWords: [String] { Set(parts.flatMap(\.objections).map(\.words)).sorted() }

    /// Units that nobody knows: what was refused in them stays open without a decision to take.
    var unknownUnitWords: String? {
        guard inReview == 0, progress.pending > 0 else { return nil }
        let units = parts.flatMap(\.objections).filter {
            if case .unit = $0 { true } else { false }
        }
        return units.isEmpty ? nil : Set(units.map(\.words)).sorted().joined(separator: "; ")
    }

    /// Whether anything was said about the line.
    var isSpokenOf: Bool { document != nil || !shipments.isEmpty || !arrivals.isEmpty }
}

extension LineAccount.Objection {
    /// What a buyer has to look at.
    var words: String {
        switch self {
        case .price(let ordered, let answered): "price \(answered) instead of \(ordered)"
        case .late(let days): "\(Counted.text(days, "day")) later than asked for"
        case .substitute(let part): "\(part) in its place"
        case .unit(let ordered, let answered, let unit):
            "\(answered.map { "\($0) " } ?? "")\(unit), and how much that is of \(ordered) is not "
                + "known (say it in [units] of the feed, then: broker feed retry FEED)"
        case .beforeOrder(let day): "\(day) is before the order was placed"
        }
    }
}
