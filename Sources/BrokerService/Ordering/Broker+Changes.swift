package import Procurement
package import Storage
package import SupplierAdapterKit

/// What a buyer wants of a line of an order that has left.
package struct LineWish: Sendable, Hashable {
    package let line: Int
    /// How much of it there is to be, in its unit; 0 calls it off, `nil` leaves it.
    package let quantity: FixedPoint?
    /// When all of it is to arrive; `nil` leaves the dates.
    package let date: CalendarDate?

    package init(line: Int, quantity: FixedPoint? = nil, date: CalendarDate? = nil) {
        self.line = line
        self.quantity = quantity
        self.date = date
    }
}

/// What became of asking a supplier to change an order.
package struct ChangeReport: Sendable {
    /// The order with the change.
    package let order: PurchaseOrder
    package let change: OrderChange
    /// The document; `nil` in a dry run.
    package internal(set) var message: OutboxMessage?
    /// Whether it is asked now, and was not before.
    package let isNew: Bool
    /// Whether what is called off is needed again at once, by policy.
    package let isReleased: Bool
    /// What is asked for beyond the order, and for whom; of one that is asked now.
    package var increases: [LineIncrease] = []
    /// Where the larger order reaches what a new one would cost less by.
    package var hints: [IncreaseHint] = []
    /// Why the document could not be handed over; running again tries again.
    package internal(set) var failure: AdapterError?
}

extension Broker {
    /// Asks a supplier to change lines of an order that has left, or to call them off, once.
    ///
    /// The change and the bytes that will leave are stored in one transaction before anything
    /// leaves. The order itself stands until the supplier confirms, unless policy releases what is
    /// called off at once; what is asked for beyond it is on order, and pending. Asking for the
    /// same while it is not answered asks nothing anew, and
    /// completes what was cut short.
    package func requestChange(
        of number: PurchaseOrderNumber, _ wishes: [LineWish], by person: String, reason: String,
        isApproved: Bool = false, through sink: any PurchaseOrderSink, isDryRun: Bool = false
    ) throws -> ChangeReport {
        let asking = Asking(
            number: number, wishes: wishes, person: person, reason: reason, isApproved: isApproved)
        guard reason.contains(where: { !$0.isWhitespace }) else {
            throw ServiceError(
                .notAllowed, code: "change.reason-missing",
                message: "A change of purchase order \(number) is given no reason.",
                help: "Say why, so that it can be understood later.")
        }
        if isDryRun {
            return try storage.read { try drafted(asking, in: $0) }
        }
        try requireUnbrokenFence()
        var report = try storage.write { storage in
            try store(drafted(asking, in: storage), sink, in: storage)
        }
        guard let message = report.message, message.state != .sent else { return report }
        try raiseFence()
        do {
            try handOver(message, through: sink)
        } catch let error as AdapterError {
            report.failure = error
        }
        try raiseFence()
        return report
    }

    /// Calls off every line of an order of which something may still come, or one of them.
    package func cancellation(
        of number: PurchaseOrderNumber, line: Int?
    ) throws -> [LineWish] {
        if let line { return [LineWish(line: line, quantity: .zero)] }
        return try purchaseOrder(number).lines.filter { !$0.state.isFinal }.map {
            LineWish(line: $0.number, quantity: .zero)
        }
    }

    private struct Asking {
        let number: PurchaseOrderNumber
        let wishes: [LineWish]
        let person: String
        let reason: String
        let isApproved: Bool
    }

    private func drafted(
        _ asking: Asking, in storage: any StorageReading
    ) throws -> ChangeReport {
        let number = asking.number
        guard let order = try storage.purchaseOrder(number) else {
            throw ServiceError(
                .failed, code: "order.unknown", message: "There is no purchase order (\(number)).",
                help: "broker po list names the orders there are.")
        }
        if let refusal = ChangeRefusal.of(order) { throw refusal }
        let accounts = try order.accounts(
            messages: storage.deskMessages(of: number).map(\.message),
            decisions: storage.deskDecisions(of: number).map(\.decision),
            tolerance: policy.desk.tolerance)
        let requests = try asking.wishes.sorted { $0.line < $1.line }.map { wish in
            try ChangeRefusal.request(wish, of: order, accounts, today: today)
        }
        let draft = try OrderChange(
            order: number, sequence: order.changes.count + 1, date: today, requestedAt: now,
            person: asking.person, reason: asking.reason, requests: requests)
        let isReleased =
            policy.desk.releasesAtOnce && requests.contains(where: \.isCancellation)
        if let last = order.changes.last, last.asksTheSame(as: draft), last.isWaiting(accounts) {
            let messages = try storage.outboxMessages()
            return ChangeReport(
                order: order, change: last,
                message: messages.first { $0.order == number && $0.revision == last.revision },
                isNew: false, isReleased: isReleased)
        }
        for request in requests {
            try ChangeRefusal.requireDifference(request, of: order)
        }
        let (increases, hints) = try increases(
            requests, of: order, accounts, isApproved: asking.isApproved, in: storage)
        return ChangeReport(
            order: try order.with(changes: order.changes + [draft]), change: draft, message: nil,
            isNew: true, isReleased: isReleased, increases: increases, hints: hints)
    }

    /// Stores a new change with its document, and what policy releases with it.
    private func store(
        _ report: ChangeReport, _ sink: any PurchaseOrderSink, in storage: any StorageWriting
    ) throws -> ChangeReport {
        guard report.isNew else { return report }
        let (order, change) = (report.order, report.change)
        let format = try storage.masterSnapshot().suppliers.first { $0.id == order.supplier }
        let increased = try report.increases.reduce(order) { try $0.applying($1.event) }
        let document = try sink.renderChange(
            change, of: increased, as: format?.orderFormat ?? .csv)
        let sha256 = sha256Hex(document.bytes)
        let place = sink.destination(
            of: order, revision: change.revision, document: document, sha256: sha256)
        let message = OutboxMessage(
            id: "\(order.number)-r\(change.revision)", order: order.number,
            revision: change.revision, supplier: order.supplier, format: document.format,
            folder: place.folder, fileName: place.fileName, bytes: document.bytes, sha256: sha256,
            state: .intended, createdAt: now, changedAt: now)
        try storage.insertOrderChange(change)
        try storage.insertOutboxMessage(message)
        var after = order
        for increase in report.increases {
            after = try note(increase.event, on: after, in: storage)
        }
        if report.isReleased {
            for request in change.requests where request.isCancellation {
                after = try note(
                    .lineCancelled(line: request.line, reason: change.reason), on: after,
                    in: storage)
            }
        }
        return ChangeReport(
            order: after, change: change, message: message, isNew: true,
            isReleased: report.isReleased, increases: report.increases, hints: report.hints)
    }
}

extension OrderChange {
    /// Which document of the order its document is: the order itself is the first.
    package var revision: Int { sequence + 1 }

    /// Whether no line of it is answered.
    fileprivate func isWaiting(_ accounts: [LineAccount]) -> Bool {
        accounts.flatMap(\.changes).allSatisfy {
            $0.sequence != sequence || $0.standing == .waiting
        }
    }
}

/// Why an order, or a line of it, cannot be changed as asked.
private enum ChangeRefusal {
    static func of(_ order: PurchaseOrder) -> ServiceError? {
        switch order.state {
        case .issued, .partlyAcknowledged, .acknowledged: return nil
        case .approved, .issuing:
            return ServiceError(
                .notAllowed, code: "change.order-not-issued",
                message: "Purchase order \(order.number) is \(order.state.words): the supplier "
                    + "does not have it.",
                help: "broker po issue \(order.round) settles whether it left.")
        case .received, .closed, .cancelled:
            return ServiceError(
                .notAllowed, code: "change.order-settled",
                message: "Purchase order \(order.number) is \(order.state.words): nothing of it "
                    + "is to come.",
                help: "broker po show \(order.number) tells how it got there.")
        }
    }

    /// What a wish asks of a line as it stands.
    static func request(
        _ wish: LineWish, of order: PurchaseOrder, _ accounts: [LineAccount], today: CalendarDate
    ) throws -> OrderChange.Request {
        guard let line = order.lines.first(where: { $0.number == wish.line }),
            let account = accounts.first(where: { $0.line == wish.line })
        else {
            throw ServiceError(
                .failed, code: "desk.line-unknown",
                message: "Purchase order \(order.number) has no line \(wish.line).",
                help: "broker po show \(order.number) shows its lines.")
        }
        guard !line.state.isFinal else {
            throw ServiceError(
                .notAllowed, code: "change.line-settled",
                message: "Line \(line.number) of purchase order \(order.number) is "
                    + "\(line.state.words): nothing of it is to come.",
                help: "broker po show \(order.number) tells how it got there.")
        }
        if let date = wish.date, date < today {
            throw ServiceError(
                .notAllowed, code: "change.date-past",
                message: "Line \(line.number) of purchase order \(order.number) cannot arrive on "
                    + "\(date), which is past.",
                help: "Ask for \(today) or later.")
        }
        let agreed = try line.quantity(of: account.askedUnits)
        let wanted = wish.quantity ?? agreed
        try requirePossible(wanted, of: line, account, agreed, in: order)
        return OrderChange.Request(
            line: line.number, quantity: wanted, previousQuantity: agreed,
            date: wanted == .zero ? nil : wish.date ?? account.agreedDate,
            isDateAsked: wanted != .zero && wish.date != nil && wish.date != account.agreedDate)
    }

    private static func requirePossible(
        _ wanted: FixedPoint, of line: PurchaseOrderLine, _ account: LineAccount,
        _ agreed: FixedPoint, in order: PurchaseOrder
    ) throws {
        let name = "line \(line.number) of purchase order \(order.number)"
        let unit = line.quantity.unit
        let units: Int64
        do throws(ValueError) {
            units = try line.units(of: wanted)
        } catch {
            throw ServiceError(
                .dataRejected, code: error.code, message: error.message, help: error.help ?? "")
        }
        let left = max(
            account.arrivals.reduce(0) { $0 + $1.units + $1.damaged },
            account.shipments.reduce(0) { $0 + $1.units })
        guard units < left else { return }
        let gone = try line.quantity(of: min(left, line.progress.ordered))
        throw ServiceError(
            .notAllowed, code: "change.already-shipped",
            message: "\(gone) \(unit) of \(name) have left the supplier or are here: "
                + (wanted == .zero
                    ? "it cannot be called off." : "it cannot be cut to \(wanted)."),
            help: gone < agreed
                ? "broker po change \(order.number) \(line.number) --quantity \(gone) calls off "
                    + "the rest." : "What came and is not wanted is sent back, not called off.")
    }

    /// Refuses what asks for nothing that is not so already.
    static func requireDifference(
        _ request: OrderChange.Request, of order: PurchaseOrder
    ) throws {
        guard request.quantity == request.previousQuantity, !request.isDateAsked else { return }
        throw ServiceError(
            .notAllowed, code: "change.nothing",
            message: "Line \(request.line) of purchase order \(order.number) is as asked for "
                + "already.",
            help: "broker po show \(order.number) shows quantities and dates.")
    }
}
