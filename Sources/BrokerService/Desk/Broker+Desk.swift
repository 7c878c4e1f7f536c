package import Procurement
import Storage
package import SupplierAdapterKit

extension Broker {
    /// Takes in what was said about purchase orders.
    ///
    /// Each message is stored in one transaction with what it changes: what a supplier does not
    /// confirm is needed again from that moment. A copy changes nothing, and of two answers the
    /// one written last is in force, whatever came first.
    package func take(
        _ messages: [DeliveredMessage], isDryRun: Bool = false
    ) throws -> DeskReport {
        var results: [DeskResult] = []
        for delivered in messages {
            let outcome: DeskResult.Outcome
            do {
                outcome = try take(delivered, isDryRun: isDryRun)
            } catch let error as ServiceError {
                outcome = .refused(error)
            }
            results.append(
                DeskResult(
                    message: delivered.message, place: delivered.place, outcome: outcome))
            if case .refused = outcome { continue }
            results += try replacing(delivered, isDryRun: isDryRun)
        }
        return DeskReport(results: results)
    }

    func take(
        _ delivered: DeliveredMessage, isDryRun: Bool
    ) throws -> DeskResult.Outcome {
        var message = delivered.message
        let order = try answerableOrder(delivered)
        let known = try storage.read { try $0.deskMessages(of: order.number) }.map(\.message)
        let copy = known.first { $0.kind == message.kind && $0.document == message.document }
        if let copy {
            // What was kept before units were says the same without them.
            if try copy == message || copy == message.withoutUnits { return .known }
            guard let again = try rereading(message, of: order, known: known) else {
                throw Self.reused(message)
            }
            if known.contains(again) { return .known }
            message = again
        }
        let decisions = try storage.read { try $0.deskDecisions(of: order.number) }
        let (after, changes, events) = try restated(
            order, from: (known, decisions), to: (known + [message], decisions),
            because: "\(message.kind.words) \(message.document)")
        if isDryRun { return .taken(after, changes) }
        let record = DeskMessageRecord(
            message: message, takenAt: now, source: "\(delivered.place)")
        try storage.write { storage in
            try storage.insertDeskMessage(record)
            _ = try apply(events, to: order, in: storage)
        }
        return .taken(after, changes)
    }

    /// What was written about an order, and what buyers decided about it.
    private typealias Correspondence = (
        messages: [SupplierMessage], decisions: [DeskDecisionRecord]
    )

    private func accounts(
        of order: PurchaseOrder, from correspondence: Correspondence
    ) throws -> [LineAccount] {
        try order.accounts(
            messages: correspondence.messages,
            decisions: correspondence.decisions.map(\.decision), tolerance: policy.desk.tolerance)
    }

    /// The order as all messages together say it stands, with the events that lead there.
    private func restated(
        _ order: PurchaseOrder, from earlier: Correspondence, to later: Correspondence,
        because reason: String
    ) throws -> (PurchaseOrder, [LineChange], [PurchaseOrderEvent]) {
        do {
            let before = try accounts(of: order, from: earlier)
            let accounts = try accounts(of: order, from: later)
            let events = order.events(toReach: accounts, because: reason)
            let after = try events.reduce(order) { try $0.applying($1) }
            let changes = Self.changes(from: (order, before), to: (after, accounts))
            return (after, changes, events)
        } catch let error as ValueError {
            throw ServiceError(
                .dataRejected, code: error.code, message: error.message, help: error.help ?? "")
        }
    }

    private static func changes(
        from before: (order: PurchaseOrder, accounts: [LineAccount]),
        to after: (order: PurchaseOrder, accounts: [LineAccount])
    ) -> [LineChange] {
        let lines = zip(before.order.lines, after.order.lines)
        return zip(lines, zip(before.accounts, after.accounts)).compactMap { lines, accounts in
            let (old, new) = lines
            let (earlier, account) = accounts
            // A line may stand as it did, with the goods on another day.
            let isNews =
                old != new || account.inReview > 0 || !account.changes.isEmpty
                || earlier.parts != account.parts || earlier.shipments != account.shipments
                || earlier.arrivals != account.arrivals
            guard isNews else { return nil }
            return LineChange(
                line: new.number, item: new.item, before: old.progress, account: account,
                neededAgain: new.pegsLost(since: old))
        }
    }

    /// Applies events in order, each noted in the order's log.
    private func apply(
        _ events: [PurchaseOrderEvent], to order: PurchaseOrder, in storage: any StorageWriting
    ) throws -> PurchaseOrder {
        var order = order
        for event in events { order = try note(event, on: order, in: storage) }
        return order
    }

    /// Decides about an answer that waits for a buyer.
    package func decide(
        _ verdict: BuyerDecision.Verdict, line: Int, of number: PurchaseOrderNumber,
        by person: String, reason: String, isDryRun: Bool = false
    ) throws -> DeskResult.Outcome {
        let order = try purchaseOrder(number)
        let account = try accounts(of: order).first { $0.line == line }
        guard let account else {
            throw ServiceError(
                .failed, code: "desk.line-unknown",
                message: "Purchase order \(number) has no line \(line).",
                help: "broker po show \(number) shows its lines.")
        }
        guard account.inReview > 0, let document = account.document else {
            throw ServiceError(
                .notAllowed, code: "desk.nothing-to-decide",
                message: "Nothing of line \(line) of purchase order \(number) waits for a "
                    + "decision.",
                help: "Maybe it was decided, or a later answer needs none; broker po show "
                    + "\(number) tells.")
        }
        let record = DeskDecisionRecord(
            order: number,
            decision: BuyerDecision(document: document, line: line, verdict: verdict),
            person: person, at: now, reason: reason)
        let (messages, decisions) = try storage.read {
            (try $0.deskMessages(of: number), try $0.deskDecisions(of: number))
        }
        let known = messages.map(\.message)
        let (after, changes, events) = try restated(
            order, from: (known, decisions), to: (known, decisions + [record]),
            because: "\(verdict == .accept ? "accepted" : "refused") by \(person)")
        if isDryRun { return .taken(after, changes) }
        try storage.write { storage in
            try storage.insertDeskDecision(record)
            _ = try apply(events, to: order, in: storage)
        }
        return .taken(after, changes)
    }

    /// What all messages about an order amount to, line by line.
    package func accounts(of order: PurchaseOrder) throws -> [LineAccount] {
        let (messages, decisions) = try storage.read {
            (try $0.deskMessages(of: order.number), try $0.deskDecisions(of: order.number))
        }
        return try accounts(of: order, from: (messages.map(\.message), decisions))
    }

    // MARK: - Refusals

    /// The order that a message is about, if it can be.
    private func answerableOrder(_ delivered: DeliveredMessage) throws -> PurchaseOrder {
        let message = delivered.message
        guard let order = try storage.read({ try $0.purchaseOrder(message.order) }) else {
            throw ServiceError(
                .dataRejected, code: "desk.order-unknown",
                message: "There is no purchase order (\(message.order)) that \(message.kind.words) "
                    + "(\(message.document)) could be about.",
                help: "broker po list names the orders there are.")
        }
        if let supplier = delivered.supplier, supplier != order.supplier {
            throw ServiceError(
                .dataRejected, code: "desk.other-supplier",
                message: "Purchase order \(order.number) went to \(order.supplier), and "
                    + "\(message.kind.words) (\(message.document)) comes from \(supplier).",
                help: "Maybe the order's number is mistyped.")
        }
        let hasLeft = try storage.read { try $0.purchaseOrderEvents(order.number) }.contains {
            $0.event == PurchaseOrderEventKind.issued.rawValue
        }
        guard hasLeft else {
            throw ServiceError(
                .dataRejected, code: "desk.order-not-issued",
                message: "Purchase order \(order.number) is \(order.state.words) and did not "
                    + "leave: \(message.kind.words) (\(message.document)) cannot be about it.",
                help: "broker po issue \(order.round) hands it over.")
        }
        // Where we asked for nothing it is a change of the supplier's own, and an answer like any.
        if let change = message.change, change > order.changes.count, !order.changes.isEmpty {
            throw Self.unknownChange(change, of: order.number)
        }
        let lines = Set(order.lines.map(\.number))
        if let stray = message.statements.first(where: { !lines.contains($0.line) }) {
            throw ServiceError(
                .dataRejected, code: "desk.line-unknown",
                message: "Purchase order \(order.number) has no line \(stray.line).",
                help: "broker po show \(order.number) shows its lines.")
        }
        if delivered.supplier == nil { try refuseDays(of: message, before: order) }
        return order
    }

    /// Nothing that we write can be about a day before the order: the year or the month is wrong.
    ///
    /// A supplier's own document is taken as it says: it may know no better.
    private func refuseDays(of message: SupplierMessage, before order: PurchaseOrder) throws {
        for statement in message.statements {
            guard let day = statement.days.first(where: { $0 < order.orderDate }) else { continue }
            throw ServiceError(
                .dataRejected, code: "desk.date-before-order",
                message: "The date (\(day)) of line \(statement.line) lies before purchase order "
                    + "\(order.number), which is of \(order.orderDate).",
                help: "Maybe the year or the month is mistyped.")
        }
    }

    /// An answer to a change that we did not ask for.
    package static func unknownChange(
        _ change: Int, of order: PurchaseOrderNumber
    ) -> ServiceError {
        ServiceError(
            .dataRejected, code: "desk.change-unknown",
            message: "We asked for no change \(change) of purchase order \(order).",
            help: "broker po show \(order) shows what we asked for.")
    }

    private static func reused(_ message: SupplierMessage) -> ServiceError {
        ServiceError(
            .dataRejected, code: "desk.document-reused",
            message: "The \(message.kind.words) (\(message.document)) of purchase order "
                + "\(message.order) was taken before and said something else.",
            help: "A revised answer needs a number of its own; ask the supplier which holds.")
    }
}

extension PurchaseOrderLine {
    /// What customers were to get from the line before and no longer are.
    func pegsLost(since before: PurchaseOrderLine) -> [Peg] {
        // Goods that came are no loss: they lie in stock.
        let now = Dictionary(
            openPegs.map { ($0.line, $0.quantity.wholeUnits ?? 0) }, uniquingKeysWith: +)
        let came = progress.received - before.progress.received
        var arrived = came
        var lost: [Peg] = []
        var left = now
        for peg in before.openPegs {
            var units = peg.quantity.wholeUnits ?? 0
            let taken = min(arrived, units)
            arrived -= taken
            units -= taken
            let kept = min(units, left[peg.line] ?? 0)
            left[peg.line, default: 0] -= kept
            units -= kept
            guard units > 0 else { continue }
            // A line that was to get several parts is named once.
            let known = lost.firstIndex { $0.line == peg.line }
            let before = known.map { lost[$0].quantity.value.micros } ?? 0
            let sum = Peg(
                line: peg.line,
                quantity: Quantity(
                    value: FixedPoint(micros: before + units * FixedPoint.scale),
                    unit: peg.quantity.unit),
                expectedDate: known.map { lost[$0].expectedDate } ?? peg.expectedDate)
            if let known { lost[known] = sum } else { lost.append(sum) }
        }
        return lost
    }
}

extension SupplierMessage.Statement {
    /// The days that it states.
    fileprivate var days: [CalendarDate] {
        switch self {
        case .answer(let answer):
            [answer.arrivalDate.value, answer.shipDate.value].compactMap(\.self)
        case .shipped(let part): [part.shippedOn, part.arrivalDate.value].compactMap(\.self)
        case .received(let part): [part.receivedOn]
        }
    }
}
