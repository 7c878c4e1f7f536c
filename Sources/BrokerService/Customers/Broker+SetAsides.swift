import OrderDesk
package import Procurement
import Storage

extension Broker {
    /// What approved rounds keep free in the budget, with what became of it by now.
    package func setAsideCredits() throws -> [SetAsideCredit] {
        try storage.read { try setAsideCredits(in: $0) }
    }

    /// Those whose time is over have their end, whether it is stored yet or not.
    func setAsideCredits(in storage: any StorageReading) throws -> [SetAsideCredit] {
        let due = Dictionary(
            try dueSetAsideOutcomes(in: storage).map { ($0.credit.number, $0.outcome) },
            uniquingKeysWith: { first, _ in first })
        return try storage.setAsideCredits().map { credit in
            var known = credit
            known.outcome = credit.outcome ?? due[credit.number]
            return known
        }
    }

    /// What is set aside and ends by itself: by the line, by the round, or by its orders.
    private func dueSetAsideOutcomes(
        in storage: any StorageReading
    ) throws -> [(credit: SetAsideCredit, outcome: SetAsideOutcome)] {
        let open = try storage.setAsideCredits().filter { $0.outcome == nil }
        if open.isEmpty { return [] }
        let waiting = try waitingLines(in: storage)
        let states = Dictionary(
            try storage.rounds().map { ($0.number, $0.state) }, uniquingKeysWith: { $1 })
        var ordered: [RoundNumber: Set<BackOrderLineID>] = [:]
        for order in try storage.purchaseOrders() {
            ordered[order.round, default: []].formUnion(order.openPegs.map(\.line))
        }
        return open.compactMap { credit in
            let kind: SetAsideOutcome.Kind
            if !waiting.contains(credit.line) {
                kind = .cancelled
            } else if states[credit.round] != .ordered {
                if credit.budget.day >= today { return nil }
                kind = .expired
            } else if ordered[credit.round]?.contains(credit.line) != true {
                kind = .notNeeded
            } else {
                return nil
            }
            return (credit, SetAsideOutcome(kind: kind, at: now))
        }
    }

    /// Lines that still wait: open ones that their customers did not agree to cancel.
    func waitingLines(in storage: any StorageReading) throws -> Set<BackOrderLineID> {
        let cancelled = try storage.consents().filter { $0.answer == .cancel }.map(\.line)
        return Set(try storage.backOrderLines().filter { $0.status == .open }.map(\.id))
            .subtracting(cancelled)
    }

    func endDueSetAsides(in storage: any StorageWriting) throws {
        for (credit, outcome) in try dueSetAsideOutcomes(in: storage) {
            try storage.endSetAsideCredit(credit.number, outcome)
        }
    }

    /// Sets aside what a round plans for the lines that it lets wait, where it is not yet.
    ///
    /// Rounds that were approved before and never issued give way: their orders can no longer be
    /// made once these are.
    func setAside(
        _ document: RoundDocument, of round: RoundNumber, in storage: any StorageWriting
    ) throws {
        let planned = try document.plannedCredits()
        guard !planned.isEmpty else { return }
        try endDueCredits(in: storage)
        let issued = Set(
            try storage.rounds().filter { $0.state == .ordered }.map(\.number))
        var open = try storage.setAsideCredits().filter { $0.outcome == nil }
        for credit in open where credit.round != round && !issued.contains(credit.round) {
            try storage.endSetAsideCredit(
                credit.number, SetAsideOutcome(kind: .superseded, at: now))
        }
        open = try storage.setAsideCredits().filter { $0.outcome == nil }
        let known = Set(open.map(\.line))
        let period = try creditBudget(in: storage).period
        for (line, amount) in planned where !known.contains(line) {
            try storage.insertSetAsideCredit(
                SetAsideCredit(
                    number: storage.setAsideCredits().count + 1, round: round, line: line,
                    amount: amount, at: now, budget: period))
        }
    }
}

extension RoundDocument {
    /// The credits that the round counts on: of the lines that it lets wait long enough for one.
    ///
    /// A round of the time before that was told counts on all that it weighed.
    package func plannedCredits() throws -> [(line: BackOrderLineID, amount: FixedPoint)] {
        try (credits ?? []).filter(\.isCovered).compactMap { credit in
            let amount = try FixedPoint(parsing: credit.planned ?? credit.amount)
            guard amount.isPositive else { return nil }
            return (try BackOrderLineID(parsing: credit.line), amount)
        }
    }
}
