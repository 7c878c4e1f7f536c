import BrokerService
import Procurement
import Storage
import SupplierAdapterKit

/// What was set aside of feeds, as people read it.
struct FeedProblemText {
    let problems: [(open: OpenDelivery, problem: FeedProblem)]
    let waiting: [(feed: FeedName, file: WaitingFile)]
    /// Every problem, not only the first five of a kind, and those of the newest deliveries.
    let showsAll: Bool

    /// Of how many deliveries of a feed the problems are shown unless all are wanted.
    private static let shownDeliveries = 5

    func print() {
        if problems.isEmpty, waiting.isEmpty {
            Console.out("nothing is set aside")
            return
        }
        let (shown, hidden) = parts()
        let all = shown.map(Self.problem) + waiting.map { Problem(waiting: $0.file) }
        Console.out(
            ProblemText.render(all, limit: showsAll ? Int.max : 5).trimmingLastNewline)
        for (feed, count) in hidden.sorted(by: { $0.key < $1.key }) {
            Console.out(
                "\n… and of \(count) earlier \(count == 1 ? "delivery" : "deliveries") of feed "
                    + "\(feed) (--all)")
        }
        let held = Set(
            problems.map(\.open).filter { $0.isRetried && $0.delivery.status != .accepted }
                .map(\.delivery.feed))
        if !held.isEmpty {
            Console.out(
                "\nnext: "
                    + held.sorted().map { "broker feed retry \($0)" }
                    .joined(separator: " · "))
        }
    }

    /// What is shown, and of how many deliveries nothing is.
    private func parts() -> (
        shown: [(open: OpenDelivery, problem: FeedProblem)], hidden: [FeedName: Int]
    ) {
        guard !showsAll else { return (problems, [:]) }
        var seen: [FeedName: [String]] = [:]
        var shown: [(open: OpenDelivery, problem: FeedProblem)] = []
        for (open, problem) in problems {
            let feed = open.delivery.feed
            if seen[feed]?.contains(open.delivery.id) != true {
                seen[feed, default: []].append(open.delivery.id)
            }
            if seen[feed, default: []].firstIndex(of: open.delivery.id) ?? 0
                < Self.shownDeliveries
            {
                shown.append((open, problem))
            }
        }
        let hidden = seen.mapValues { $0.count - Self.shownDeliveries }.filter { $0.value > 0 }
        return (shown, hidden)
    }

    private static func problem(_ open: OpenDelivery, _ row: FeedProblem) -> Problem {
        var problem = Problem(row)
        guard let since = open.acceptedSince else { return problem }
        let delivery = open.delivery
        let what =
            delivery.status == .accepted
            ? "set aside at \(delivery.takenAt)"
            : "the delivery \(delivery.fileName) was \(delivery.status.rawValue) at "
                + "\(delivery.takenAt)"
        problem.notes.append(
            "\(what); since then \(since.fileName) was accepted, at \(since.takenAt)")
        if !open.isRetried {
            problem.notes.append(
                "it is not read again, because it is older than what is in force: if the later "
                    + "one does not say the same, ask the supplier to send it anew")
        }
        return problem
    }
}
