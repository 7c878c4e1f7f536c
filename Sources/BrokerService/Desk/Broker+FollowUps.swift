package import OrderDesk
import Procurement
import Storage

extension Broker {
    /// Every step of chasing that is not yet claimed, due or not, the earliest first.
    package func openFollowUps() throws -> [FollowUp] {
        try storage.read { try openFollowUps(in: $0) }
    }

    /// Claims what is due, and gives it: nobody else gets the same step again.
    ///
    /// Decided and claimed in one transaction, so that two runs at once share the steps.
    package func claimDueFollowUps(isDryRun: Bool = false) throws -> [FollowUp] {
        if isDryRun { return try openFollowUps().filter { $0.due <= today } }
        return try storage.write { storage in
            var claimed: [FollowUp] = []
            for step in try openFollowUps(in: storage) where step.due <= today {
                if try storage.claimFollowUp(step.record(at: now)) { claimed.append(step) }
            }
            return claimed
        }
    }

    private func openFollowUps(in storage: any StorageReading) throws -> [FollowUp] {
        let claimed = try storage.followUps()
        let master = try storage.masterSnapshot()
        let messages = Dictionary(grouping: try storage.deskMessages(of: nil), by: \.message.order)
        let decisions = Dictionary(grouping: try storage.deskDecisions(of: nil), by: \.order)
        var steps: [FollowUp] = []
        for order in try storage.purchaseOrders() where !order.state.isFinal {
            let issued = try storage.purchaseOrderEvents(order.number).first {
                $0.event == PurchaseOrderEventKind.issued.rawValue
            }
            guard let issued else { continue }
            let own = messages[order.number, default: []]
            let calendar =
                master.suppliers.first { $0.id == order.supplier }
                .flatMap { policy.calendarsByName[$0.calendar] }
                ?? WorkCalendar.everyDay("every-day")
            steps += ChaseClock.followUps(
                for: order,
                accounts: try order.accounts(
                    messages: own.map(\.message),
                    decisions: decisions[order.number, default: []].map(\.decision),
                    tolerance: policy.desk.tolerance),
                issuedOn: policy.localTime(issued.at).date, lastHeard: lastHeard(own),
                calendar: calendar, policy: policy.desk.chase)
        }
        return steps.filter { step in
            !claimed.contains { $0.isSameStep(as: step.record(at: now)) }
        }.sorted {
            ($0.due, $0.order, $0.line, $0.reason.rawValue, $0.attempt)
                < ($1.due, $1.order, $1.line, $1.reason.rawValue, $1.attempt)
        }
    }

    private func lastHeard(_ messages: [DeskMessageRecord]) -> [Int: CalendarDate] {
        var days: [Int: CalendarDate] = [:]
        for record in messages {
            let day = policy.localTime(record.takenAt).date
            for statement in record.message.statements {
                days[statement.line] = max(days[statement.line] ?? day, day)
            }
        }
        return days
    }
}

extension FollowUp {
    func record(at moment: Timestamp) -> FollowUpRecord {
        FollowUpRecord(
            order: order, line: line, reason: reason.rawValue, since: since, attempt: attempt,
            due: due, action: action.rawValue, claimedAt: moment)
    }
}
