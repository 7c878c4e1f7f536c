import Procurement
import Synchronization

/// Histories that were learned already, by what they were learned from.
///
/// Learning walks through every order there ever was; one run asks for the same history several
/// times. The orders themselves are the version: whatever changes of them, it is learned anew.
final class LearnedHistories: Sendable {
    private struct Source: Hashable {
        let orders: [LeadTimeOrder]
        let day: CalendarDate
        let levels: [QuantileLevel]
    }

    private let known = Mutex<[(source: Source, history: LeadTimeHistory)]>([])
    /// One for promises, one for rounds.
    private static let most = 2

    init() {}

    /// What the orders teach, as of a day, of the days that suppliers name.
    func history(
        learning orders: [LeadTimeOrder], through day: CalendarDate, levels: [QuantileLevel]
    ) -> LeadTimeHistory {
        let source = Source(orders: orders, day: day, levels: levels)
        let found = known.withLock { known in known.first { $0.source == source }?.history }
        if let found { return found }
        let history = LeadTimeHistory(
            learning: orders, through: day, levels: levels, from: [.promisedDate],
            aim: .exact)
        known.withLock { known in
            known.removeAll { $0.source == source || $0.source.levels == levels }
            known.insert((source, history), at: 0)
            if known.count > Self.most { known.removeLast(known.count - Self.most) }
        }
        return history
    }
}
