import ArgumentParser
import BrokerService
import OrderDesk
import Procurement
import Storage

struct StatusCommand: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Where things stand, and what to do next.")

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var output: OutputOptions
    var writes: Bool { false }

    func run(in session: Session) throws {
        let status = try Status(session)
        status.listing.print(output.format, empty: "", widest: 120)
        if output.format == .text { Console.out("\nnext: \(status.next)") }
    }
}

/// A line whose supplier answered worse than the order, about which nobody has decided.
private struct WaitingAnswer {
    let order: PurchaseOrderNumber
    let line: Int

    var words: String { "\(order) line \(line)" }
}

private struct Status {
    let listing: Listing
    let next: String

    init(_ session: Session) throws {
        let broker = session.broker
        let (inputs, rounds, messages, deliveries, run) = try session.storage.read {
            (
                try RoundInputs(from: $0), try $0.rounds(), try $0.outboxMessages(),
                try $0.feedDeliveries(of: nil, limit: 200), try $0.latestRun()
            )
        }
        let plan = try broker.requirementPlan(of: inputs)
        let newest = rounds.max { $0.number.value < $1.number.value }
        let unsent = messages.filter { $0.state != .sent }
        let unsentOrders = Set(unsent.map(\.order))
        let unsentRound = try session.storage.read { try $0.purchaseOrders() }
            .first { unsentOrders.contains($0.number) }?.round
        let openOrders = inputs.orders.filter { !$0.state.isFinal }
        var newestByFeed: [FeedName: FeedDelivery] = [:]
        for delivery in deliveries where newestByFeed[delivery.feed] == nil {
            newestByFeed[delivery.feed] = delivery
        }
        let held = newestByFeed.values.filter { $0.status != .accepted }.map(\.feed).sorted()
        let units = plan.requirements.reduce(0) { $0 + ($1.quantity.wholeUnits ?? 0) }

        var listing = Listing([.init("what"), .number("count"), .init("more")])
        func add(_ what: String, _ count: Int, _ more: String = "") {
            listing.add([.text(what), .number(Int64(count)), .text(more)])
        }
        add("open back-order lines", inputs.lines.count)
        let settled = plan.requirements.isEmpty ? nil : try broker.settledRound()
        add(
            "lines to buy for", plan.requirements.count,
            "\(units) units"
                + (settled.map { ", which \($0.record.number) could not buy" } ?? ""))
        add(
            "offers in force", inputs.offers.count,
            "\(inputs.offers.count { $0.isStale }) stale, "
                + Counted.text(newestByFeed.count, "feed"))
        add("feeds held", held.count, held.map(\.rawValue).joined(separator: ", "))
        add("rounds", rounds.count, newest.map { "\($0.number) is \($0.state.rawValue)" } ?? "")
        add("open purchase orders", openOrders.count)
        add("purchase orders not yet handed over", unsent.count)
        let waiting = try openOrders.flatMap { order in
            try broker.accounts(of: order).filter { $0.inReview > 0 }
                .map { WaitingAnswer(order: order.number, line: $0.line) }
        }
        if !waiting.isEmpty {
            add(
                "answers that wait for a buyer", waiting.count,
                waiting.prefix(3).map(\.words).joined(separator: ", ")
                    + (waiting.count > 3 ? ", …" : ""))
        }
        if let (count, words) = try Self.creditsSetAside(broker) {
            add("credits set aside for customers who wait", count, words)
        }
        let forgotten = try broker.fenceStanding().forgotten
        if let forgotten { add("database is older than the last issue", 1, forgotten.sentence) }
        if let run {
            add("last run", run.exitCode ?? -1, "exit code of \(run.id) at \(run.startedAt)")
        }
        self.listing = listing
        next =
            forgotten != nil
            ? "broker po fence"
            : Self.next(
                newest: newest, unsent: unsentRound, waiting: waiting.first, held: held,
                needed: plan.requirements.count,
                fits: try newest.map { try broker.fits($0.number) } ?? true,
                settled: settled?.record.number)
    }

    /// How many credits are set aside, what they come to, and what is left; `nil` without credits.
    private static func creditsSetAside(_ broker: Broker) throws -> (Int, String)? {
        guard broker.policy.credits.isActive, let budget = try broker.creditStatements().last else {
            return nil
        }
        return (
            try broker.setAsideCredits().count { $0.outcome == nil },
            "\(budget.setAside) \(broker.policy.currency); \(budget.left) of \(budget.limit) left "
                + "through \(budget.through)"
        )
    }

    private static func next(
        newest: RoundHeader?, unsent: RoundNumber?, waiting: WaitingAnswer?, held: [FeedName],
        needed: Int, fits: Bool, settled: RoundNumber?
    ) -> String {
        if let unsent { return "broker po issue \(unsent)" }
        if let waiting {
            return "broker po show \(waiting.order) · broker po decide \(waiting.order) "
                + "\(waiting.line) accept --by NAME, or refuse"
        }
        if let first = held.first { return "broker feed problems \(first)" }
        if newest?.state != .ordered, !fits { return "broker round run" }
        switch newest?.state {
        case .proposed:
            guard let newest else { return "broker round run" }
            return "broker round show \(newest.number)"
        case .approved:
            guard let newest else { return "broker round run" }
            return "broker po issue \(newest.number)"
        case .ordered, nil:
            if let settled {
                return "broker intake: nothing changed since \(settled), and broker round show "
                    + "\(settled) --unmet says why it left lines open"
            }
            return needed > 0 ? "broker round run" : "broker intake"
        }
    }
}
