import OrderDesk
package import Procurement
package import Storage
package import SupplierAdapterKit

/// What became of the purchase orders of a round.
package struct IssueReport: Sendable {
    package var round: RoundNumber
    /// Orders that left the house in this run.
    package var issued: [OutboxMessage] = []
    /// Orders that had left before.
    package var alreadySent: [OutboxMessage] = []
    /// Orders that could not be handed over, with the reason; running again tries again.
    package var failed: [(OutboxMessage, AdapterError)] = []
}

extension Broker {
    /// Issues the purchase orders of an approved round, each exactly once.
    ///
    /// The orders and the bytes that will leave are stored in one transaction before anything
    /// leaves. From there every step is noted, so that a run that was cut short anywhere is
    /// completed by running it again.
    package func issue(
        _ number: RoundNumber, through sink: any PurchaseOrderSink,
        progress: (OutboxMessage) -> Void = { _ in }
    ) throws -> IssueReport {
        let round = try storedRound(number)
        try requireUnbrokenFence()
        switch round.record.state {
        case .proposed:
            throw ServiceError(
                .notAllowed, code: "issue.not-approved",
                message: "Round (\(number)) is not approved.",
                help: "broker round approve \(number) --hash \(round.record.hash.prefix(12))")
        case .approved:
            try storeOrders(of: round, sink: sink)
        case .ordered:
            break
        }
        return try dispatch(number, through: sink, progress: progress)
    }

    /// The purchase orders that issuing would make, without numbers taken or anything stored.
    package func preview(_ number: RoundNumber) throws -> [PurchaseOrder] {
        let round = try storedRound(number)
        try requireUnbrokenFence()
        var count = 0
        return try draft(round) { _ in
            count += 1
            return try PurchaseOrderNumber("\(policy.letterhead.orderPrefix)next-\(count)")
        }
    }

    private func draft(
        _ round: StoredRound, number: (SupplierID) throws -> PurchaseOrderNumber
    ) throws -> [PurchaseOrder] {
        let master = try storage.read { try $0.masterSnapshot() }
        let head = OrderHead(
            round: round.record.number, buyer: policy.letterhead.buyer,
            shipTo: policy.letterhead.shipTo, contact: policy.letterhead.contact,
            orderDate: policy.localTime(now).date)
        let suppliers = Dictionary(
            master.suppliers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return try OrderDrafting.orders(
            for: round.document.awardedOffers(), head: head, suppliers: suppliers, number: number)
    }

    /// Stores the orders with the intent and the bytes to send, if the round still fits.
    private func storeOrders(of round: StoredRound, sink: any PurchaseOrderSink) throws {
        let formats = try storage.read { try $0.masterSnapshot() }.suppliers
        let formatsBySupplier = Dictionary(
            formats.map { ($0.id, $0.orderFormat) }, uniquingKeysWith: { first, _ in first })
        let number = round.record.number
        let drafts = try draft(round) { supplier in try PurchaseOrderNumber("draft-\(supplier)") }
        try storage.write { storage in
            try refuseIfChanged(round.record, in: storage)
            guard
                try storage.updateRound(
                    number, from: .approved, to: .ordered, at: now, by: round.record.approvedBy)
            else { return }
            for draft in drafts {
                let next = try storage.nextNumber(of: .purchaseOrder)
                let approved = try draft.numbered(
                    PurchaseOrderNumber(
                        policy.letterhead.orderPrefix + Self.padded(next)))
                try storage.insertPurchaseOrder(approved)
                let order = try note(.issueIntended, on: approved, in: storage)
                let document = try sink.render(
                    order, as: formatsBySupplier[order.supplier] ?? .csv)
                try storage.insertOutboxMessage(message(order, document, sink))
            }
            try setAside(round.document, of: number, in: storage)
        }
    }

    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    private func message(
        _ order: PurchaseOrder, _ document: RenderedOrder, _ sink: any PurchaseOrderSink
    ) -> OutboxMessage {
        let sha256 = sha256Hex(document.bytes)
        let place = sink.destination(
            of: order, revision: 1, document: document, sha256: sha256)
        return OutboxMessage(
            id: "\(order.number)-r1", order: order.number, revision: 1,
            supplier: order.supplier, format: document.format, folder: place.folder,
            fileName: place.fileName, bytes: document.bytes, sha256: sha256, state: .intended,
            createdAt: now, changedAt: now)
    }

    /// Applies an event to an order and appends it to the order's log.
    func note(
        _ event: PurchaseOrderEvent, on order: PurchaseOrder, in storage: any StorageWriting
    ) throws -> PurchaseOrder {
        let after = try order.applying(event)
        let sequence = try storage.purchaseOrderEvents(order.number).count + 1
        try storage.updatePurchaseOrder(
            after,
            event: PurchaseOrderEventRecord(
                order: order.number, sequence: sequence, at: now, event: event.kind.rawValue,
                line: event.line, quantity: event.quantity, reason: event.reason))
        return after
    }

    /// Hands over what a round still owes its suppliers.
    private func dispatch(
        _ number: RoundNumber, through sink: any PurchaseOrderSink,
        progress: (OutboxMessage) -> Void
    ) throws -> IssueReport {
        var report = IssueReport(round: number)
        // Before anything leaves: the fence must not say less than suppliers may have.
        try raiseFence()
        let (messages, orders) = try storage.read { storage in
            (
                try storage.outboxMessages(),
                Set(try storage.purchaseOrders().filter { $0.round == number }.map(\.number))
            )
        }
        for message in messages where orders.contains(message.order) {
            if message.state == .sent {
                report.alreadySent.append(message)
                continue
            }
            do {
                try handOver(message, through: sink)
                report.issued.append(message)
                progress(message)
            } catch let error as AdapterError {
                report.failed.append((message, error))
            }
        }
        try raiseFence()
        return report
    }

    /// Hands the document of an order, or of a change of one, over exactly once.
    func handOver(_ message: OutboxMessage, through sink: any PurchaseOrderSink) throws {
        let document = OutgoingDocument(
            name: "\(message.title) (\(message.order))", bytes: message.bytes,
            destination: OrderDestination(folder: message.folder, fileName: message.fileName),
            state: message.state)
        try handOver(document, through: sink) { state in
            if state == .sent { return try noteSent(message) }
            try storage.write { try $0.updateOutboxMessage(message.id, to: state, at: now) }
        }
    }

    /// Hands a stored document over exactly once, noting each step.
    func handOver(
        _ document: OutgoingDocument, through sink: any DocumentSink,
        note: (OutboxState) throws -> Void
    ) throws {
        var state = DispatchState(document.state)
        while true {
            let place = DocumentPlace(try sink.handOver(of: document.destination))
            switch Dispatch.next(state, place) {
            case .stage:
                try sink.stage(document.bytes, to: document.destination)
            case .noteStaged:
                try note(.staged)
                state = .staged
            case .publish:
                if try sink.send(document.destination) == .nameTakenByOtherBytes {
                    throw AdapterError(
                        code: "issue.name-taken", reaction: .reconcile,
                        message: "Another document lies in the outbox under the name of "
                            + "\(document.name): \(document.destination.fileName)",
                        help: "Move it away and run again.")
                }
            case .noteSent:
                try note(.sent)
                state = .sent
            case .done:
                return
            }
        }
    }

    func noteSent(_ message: OutboxMessage) throws {
        try storage.write { storage in
            try storage.updateOutboxMessage(message.id, to: .sent, at: now)
            guard let order = try storage.purchaseOrder(message.order) else {
                preconditionFailure("A message must belong to a stored purchase order.")
            }
            // A line may have been closed while the file was on its way; the order then has
            // left all the same.
            if order.state == .issuing { _ = try note(.issued, on: order, in: storage) }
        }
    }
}

extension OutboxMessage {
    /// What the document is.
    package var title: String {
        revision > 1 ? "change \(revision - 1) of purchase order" : "purchase order"
    }
}

/// A document on its way out, whatever it is.
struct OutgoingDocument {
    /// What messages call it.
    let name: String
    let bytes: [UInt8]
    let destination: OrderDestination
    let state: OutboxState
}

extension DispatchState {
    init(_ state: OutboxState) {
        switch state {
        case .intended: self = .intended
        case .staged: self = .staged
        case .sent: self = .sent
        }
    }
}

extension DocumentPlace {
    init(_ handOver: OrderHandOver) {
        switch handOver {
        case .staged: self = .staged
        case .sent: self = .published
        case .gone: self = .nowhere
        }
    }
}

extension PurchaseOrder {
    /// The same order under its final number.
    func numbered(_ number: PurchaseOrderNumber) throws(ValueError) -> PurchaseOrder {
        try PurchaseOrder(
            number: number, round: round, supplier: supplier, buyer: buyer, shipTo: shipTo,
            contact: contact, currency: currency, paymentTerms: paymentTerms, incoterm: incoterm,
            orderDate: orderDate, lines: lines, state: state, revision: revision)
    }
}

extension PurchaseOrderEvent {
    var quantity: Int64 {
        switch self {
        case .issueIntended, .issued, .lineClosed, .lineCancelled, .lineReopened: 0
        case .lineAccepted(_, let quantity), .lineRejected(_, let quantity),
            .lineReceived(_, let quantity):
            quantity
        case .lineIncreased(_, let addition): addition.units
        }
    }

    var reason: String {
        switch self {
        case .lineClosed(_, let reason), .lineCancelled(_, let reason),
            .lineReopened(_, let reason):
            reason
        case .issueIntended, .issued, .lineAccepted, .lineRejected, .lineReceived,
            .lineIncreased:
            ""
        }
    }
}
