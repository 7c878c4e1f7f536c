package import Procurement

/// Why a supplier has to be chased.
package enum FollowUpReason: String, Sendable, Hashable, CaseIterable {
    /// The order left, and nothing of a line is answered.
    case notAcknowledged = "not-acknowledged"
    /// We asked for a change, and it is not answered.
    case changeNotAnswered = "change-not-answered"
    /// A line is accepted, and nobody said for when.
    case noDate = "no-date"
    /// A line is to arrive soon, and nothing said that it left.
    case shipNoticeDue = "ship-notice-due"
    /// The confirmed day has passed, and the goods are not there.
    case overdue
    /// A part came, and of the rest nothing was heard since.
    case silentAfterPart = "silent-after-part"
}

/// What is done about it, from kind to firm.
package enum FollowUpAction: String, Sendable, Hashable, CaseIterable {
    case remindSupplier = "remind-supplier"
    case tellBuyer = "tell-buyer"
    /// The line should be closed, so that it is bought elsewhere.
    case proposeResourcing = "propose-resourcing"
}

/// One step of chasing a line.
package struct FollowUp: Sendable, Hashable {
    package let order: PurchaseOrderNumber
    package let line: Int
    package let reason: FollowUpReason
    /// The day of the fact that started it: a later answer or receipt starts anew.
    package let since: CalendarDate
    /// 1, 2, 3.
    package let attempt: Int
    /// From this day on.
    package let due: CalendarDate
    package let action: FollowUpAction

    package init(
        order: PurchaseOrderNumber, line: Int, reason: FollowUpReason, since: CalendarDate,
        attempt: Int, due: CalendarDate, action: FollowUpAction
    ) {
        self.order = order
        self.line = line
        self.reason = reason
        self.since = since
        self.attempt = attempt
        self.due = due
        self.action = action
    }
}

/// How long a supplier is waited for, in its own working days.
package struct ChasePolicy: Sendable, Hashable {
    /// After the order left, for an answer; after an answer without a date, for the date.
    package var answerDays: Int
    /// Before the confirmed day, for a ship notice.
    package var shipNoticeDays: Int
    /// After the confirmed day, for the goods.
    package var overdueDays: Int
    /// After a part came, for news of the rest.
    package var silenceDays: Int
    /// From one step to the next.
    package var stepDays: Int

    package init(
        answerDays: Int = 2, shipNoticeDays: Int = 1, overdueDays: Int = 1, silenceDays: Int = 3,
        stepDays: Int = 2
    ) {
        self.answerDays = answerDays
        self.shipNoticeDays = shipNoticeDays
        self.overdueDays = overdueDays
        self.silenceDays = silenceDays
        self.stepDays = stepDays
    }
}

/// Decides when a supplier is chased: by facts and its working calendar, without a clock.
package enum ChaseClock {
    /// Every step for the lines of an order as they stand, due or not; none for what needs none.
    ///
    /// - Parameters:
    ///   - accounts: what all messages about the order amount to, one for each line.
    ///   - issuedOn: the day the order left.
    ///   - lastHeard: the day of the last message about each line.
    package static func followUps(
        for order: PurchaseOrder, accounts: [LineAccount], issuedOn: CalendarDate,
        lastHeard: [Int: CalendarDate], calendar: WorkCalendar, policy: ChasePolicy
    ) -> [FollowUp] {
        accounts.flatMap { account in
            guard account.progress.expected > 0 else { return [FollowUp]() }
            return starts(
                account, changes: order.changes, issuedOn: issuedOn,
                lastHeard: lastHeard[account.line] ?? issuedOn,
                calendar: calendar, policy: policy
            ).flatMap { start in
                steps(start, of: order.number, account.line, calendar, policy)
            }
        }
    }

    private struct Start {
        let reason: FollowUpReason
        let since: CalendarDate
        let first: CalendarDate
    }

    private static func starts(
        _ account: LineAccount, changes: [OrderChange], issuedOn: CalendarDate,
        lastHeard: CalendarDate, calendar: WorkCalendar, policy: ChasePolicy
    ) -> [Start] {
        let progress = account.progress
        func after(_ days: Int, _ date: CalendarDate) -> CalendarDate {
            calendar.adding(workingDays: days, to: date)
        }
        var starts: [Start] = []
        if account.document == nil, progress.received == 0, account.shipments.isEmpty {
            starts.append(
                Start(
                    reason: .notAcknowledged, since: issuedOn,
                    first: after(policy.answerDays, issuedOn)))
        }
        // What is asked later takes the place of what was asked before.
        if let last = account.changes.last, last.standing == .waiting,
            let change = changes.first(where: { $0.sequence == last.sequence })
        {
            starts.append(
                Start(
                    reason: .changeNotAnswered, since: change.date,
                    first: after(policy.answerDays, change.date)))
        }
        // Odoo #59676: a receipt of a part must not end the chase for the rest.
        if progress.received > 0, let came = account.receivedDate {
            let since = max(came, lastHeard)
            starts.append(
                Start(
                    reason: .silentAfterPart, since: since,
                    first: after(policy.silenceDays, since)))
        }
        guard progress.accepted > progress.received else { return starts }
        guard let confirmed = account.confirmedDate else {
            starts.append(
                Start(
                    reason: .noDate, since: lastHeard, first: after(policy.answerDays, lastHeard)))
            return starts
        }
        starts.append(
            Start(
                reason: .overdue, since: confirmed, first: after(policy.overdueDays, confirmed)))
        if account.shipments.isEmpty {
            let asked = max(
                lastHeard, before(policy.shipNoticeDays, confirmed, calendar: calendar))
            starts.append(Start(reason: .shipNoticeDue, since: confirmed, first: asked))
        }
        return starts
    }

    /// The last day from which that many working days lead to a date.
    private static func before(
        _ workingDays: Int, _ date: CalendarDate, calendar: WorkCalendar
    ) -> CalendarDate {
        var day = date
        while day > .earliest, calendar.adding(workingDays: workingDays, to: day) > date {
            day = day.adding(days: -1)
        }
        return day
    }

    private static func steps(
        _ start: Start, of order: PurchaseOrderNumber, _ line: Int, _ calendar: WorkCalendar,
        _ policy: ChasePolicy
    ) -> [FollowUp] {
        // Asking for a ship notice is a question, not a reproach: it is asked once.
        // An order whose change is not answered stands, and is not bought elsewhere for that.
        let actions: [FollowUpAction] =
            switch start.reason {
            case .shipNoticeDue: [.remindSupplier]
            case .changeNotAnswered: [.remindSupplier, .tellBuyer]
            case .notAcknowledged, .noDate, .overdue, .silentAfterPart: FollowUpAction.allCases
            }
        var due = start.first
        var steps: [FollowUp] = []
        for (index, action) in actions.enumerated() {
            if index > 0 { due = calendar.adding(workingDays: policy.stepDays, to: due) }
            steps.append(
                FollowUp(
                    order: order, line: line, reason: start.reason, since: start.since,
                    attempt: index + 1, due: due, action: action))
        }
        return steps
    }
}
