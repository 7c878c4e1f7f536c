import BrokerService
import Procurement
import Storage

/// A purchase order as people read it.
struct OrderText {
    private let order: PurchaseOrder
    private let events: [PurchaseOrderEventRecord]
    private let messages: [OutboxMessage]
    private let changed: [LineAccount]
    private let accounts: [LineAccount]

    init(
        _ order: PurchaseOrder, events: [PurchaseOrderEventRecord], messages: [OutboxMessage],
        accounts: [LineAccount] = []
    ) {
        self.order = order
        self.accounts = accounts.filter(\.isSpokenOf)
        changed = accounts.filter { !$0.changes.isEmpty }
        self.events = events
        self.messages = messages
    }

    var whole: String {
        var lines = [
            "Purchase order \(order.number) · \(order.state.words) · \(order.supplier) · "
                + "\(Grouping.grouped(OrderListing.amount(order.total))) \(order.currency.code) · "
                + "round \(order.round)",
            "ordered \(order.orderDate)"
                + (order.paymentTerms.isEmpty ? "" : " · \(order.paymentTerms)")
                + (order.incoterm.isEmpty ? "" : " · \(order.incoterm)"),
        ]
        if let message = messages.first(where: { $0.revision == 1 }) {
            lines.append("document \(message.folder)/\(message.fileName) · \(message.state.words)")
        }
        lines +=
            ["", table.text(indent: 2, widest: 30)] + schedules + changes
            + answers
            + ["", "history"]
        lines += events.map { "  \($0.at)  \($0.words)" }
        return lines.joined(separator: "\n")
    }

    private var table: Listing {
        var listing = Listing([
            .number("line"), .init("part"), .init("description"), .number("quantity"),
            .init("unit"), .number("price"), .number("per"), .number("amount"),
            .init("requested"), .init("state"), .init("for"),
        ])
        for line in order.lines {
            let dates = line.schedule.map(\.requestedDate).sorted()
            let more = dates.count > 1 ? " and \(dates.count - 1) more" : ""
            listing.add([
                .number(Int64(line.number)), .text(line.supplierPart.rawValue),
                .text(line.description), .amount(line.quantity.value.description),
                .text(line.quantity.unit.code), .amount(line.price.money.amount.description),
                .amount(line.price.per.value.description),
                .amount(OrderListing.amount(line.amount)),
                .text((dates.first?.description ?? "") + more), .text(line.state.words),
                .text(Counted.text(line.pegs.count, "customer line")),
            ])
        }
        return listing
    }

    /// What we asked of the supplier since the order left, and what became of it.
    private var changes: [String] {
        if order.changes.isEmpty { return [] }
        return ["", "changes"]
            + order.changes.flatMap { change in
                let message = messages.first { $0.revision == change.revision }
                let head =
                    "  change \(change.sequence)  \(change.date)"
                    + (change.person.isEmpty ? "" : " by \(change.person)") + ": \(change.reason)"
                    + (message.map { " · \($0.folder)/\($0.fileName) · \($0.state.words)" } ?? "")
                return [head]
                    + change.requests.map { request in
                        let line = order.lines.first { $0.number == request.line }
                        let answer = changed.first { $0.line == request.line }?.changes
                            .first { $0.sequence == change.sequence }
                        return "    line \(request.line)  "
                            + request.words(unit: line?.quantity.unit) + " · "
                            + (answer.map {
                                $0.standing.words + ($0.document.map { " by \($0)" } ?? "")
                            } ?? "")
                    }
            }
    }

    /// What was said about lines, with the dates first and last confirmed, and of receipt.
    private var answers: [String] {
        if accounts.isEmpty { return [] }
        return ["", "answers"]
            + accounts.map { account in
                var text = "  line \(account.line)  \(account.words)"
                if let first = account.firstConfirmedDate, first != account.confirmedDate {
                    text += ", at first for \(first)"
                }
                if let day = account.receivedDate { text += ", last received on \(day)" }
                let waiting = account.waitingWords.map {
                    "\n    \($0)\n    broker po decide \(order.number) \(account.line) "
                        + "accept|refuse --by …"
                }
                return text + (waiting ?? account.unknownUnitWords.map { ": \($0)" } ?? "")
            }
    }

    /// Lines that are wanted in parts.
    private var schedules: [String] {
        let parts = order.lines.filter { $0.schedule.count > 1 }
            .map { "  line \($0.number)  \(OrderListing.schedule($0))" }
        return parts.isEmpty ? [] : ["", "in parts"] + parts
    }
}

extension OutboxState {
    /// The state as people say it.
    var words: String {
        switch self {
        case .intended: "stored, not yet written"
        case .staged: "written, not yet handed over"
        case .sent: "handed over"
        }
    }
}

extension PurchaseOrderEventRecord {
    /// What happened, as people say it; the name as stored where this version knows no other.
    var words: String {
        let of = line.map { "line \($0) " } ?? ""
        let what =
            switch PurchaseOrderEventKind(rawValue: event) {
            case .issueIntended: "number given and document stored"
            case .issued: "handed over to the supplier"
            case .lineAccepted: "\(of)accepted by the supplier: \(quantity)"
            case .lineRejected: "\(of)rejected by the supplier: \(quantity)"
            case .lineReceived: "\(of)received: \(quantity)"
            case .lineClosed: "\(of)closed by us"
            case .lineCancelled: "\(of)cancelled by us"
            case .lineReopened: "\(of)opened again"
            case .lineIncreased: "\(of)asked for more: \(quantity)"
            case nil: "\(of)\(event)"
            }
        return what + (reason.isEmpty ? "" : ": \(reason)")
    }
}
