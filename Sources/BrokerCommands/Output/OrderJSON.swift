import BrokerService
import Procurement
import Storage
import WireFormats

/// A purchase order with what has become of it, for machines: `purchase-order-status/1`.
struct OrderJSON {
    let order: PurchaseOrder
    let events: [PurchaseOrderEventRecord]
    let messages: [OutboxMessage]
    let accounts: [LineAccount]

    var value: JSONValue {
        object([
            ("format", string("purchase-order-status/1")),
            ("order", string(order.number.rawValue)), ("round", string(order.round.description)),
            ("supplier", string(order.supplier.rawValue)),
            ("state", string(order.state.rawValue)),
            ("orderDate", string(order.orderDate.description)),
            ("currency", string(order.currency.code)),
            ("total", string(OrderListing.amount(order.total))),
            (
                "document",
                messages.first { $0.revision == 1 }.map(document) ?? JSONValue(.null)
            ),
            ("lines", JSONValue(.array(order.lines.map(line)))),
            ("changes", JSONValue(.array(order.changes.map(change)))),
            ("history", JSONValue(.array(events.map(event)))),
        ])
    }

    private func document(_ message: OutboxMessage) -> JSONValue {
        object([
            ("file", string("\(message.folder)/\(message.fileName)")),
            ("sha256", string(message.sha256)), ("state", string(message.state.rawValue)),
        ])
    }

    private func line(_ line: PurchaseOrderLine) -> JSONValue {
        let account = accounts.first { $0.line == line.number }
        return object([
            ("toBe", number(account?.askedUnits ?? line.progress.ordered)),
            ("line", number(Int64(line.number))), ("item", string(line.item.rawValue)),
            ("supplierPart", string(line.supplierPart.rawValue)),
            ("description", string(line.description)),
            ("quantity", string(line.quantity.value.description)),
            ("unit", string(line.quantity.unit.code)),
            ("price", string(line.price.money.amount.description)),
            ("priceQuantity", string(line.price.per.value.description)),
            ("amount", string(OrderListing.amount(line.amount))),
            ("state", string(line.state.rawValue)),
            ("ordered", number(line.progress.ordered)),
            ("accepted", number(line.progress.accepted)),
            ("rejected", number(line.progress.rejected)),
            ("pending", number(line.progress.pending)),
            ("received", number(line.progress.received)),
            ("inReview", number(account?.inReview ?? 0)),
            (
                "objections",
                JSONValue(
                    .array(
                        (account.map { $0.inReview > 0 ? $0.objectionWords : [] } ?? [])
                            .map(string)))
            ),
            (
                "schedule",
                JSONValue(
                    .array(
                        line.schedule.map { part in
                            object([
                                ("quantity", string(part.quantity.value.description)),
                                ("requestedDate", string(part.requestedDate.description)),
                            ])
                        }))
            ),
            ("pegs", JSONValue(.array(line.pegs.map(peg)))),
        ])
    }

    private func change(_ change: OrderChange) -> JSONValue {
        object([
            ("change", number(Int64(change.sequence))),
            ("date", string(change.date.description)), ("person", string(change.person)),
            ("reason", string(change.reason)),
            (
                "document",
                messages.first { $0.revision == change.revision }.map(document)
                    ?? JSONValue(.null)
            ),
            ("lines", JSONValue(.array(change.requests.map { line($0, of: change.sequence) }))),
        ])
    }

    private func line(_ request: OrderChange.Request, of change: Int) -> JSONValue {
        let answer = accounts.first { $0.line == request.line }?.changes
            .first { $0.sequence == change }
        return object([
            ("line", number(Int64(request.line))),
            ("quantity", string(request.quantity.description)),
            ("previousQuantity", string(request.previousQuantity.description)),
            ("date", request.date.map { string($0.description) } ?? JSONValue(.null)),
            ("standing", string((answer?.standing ?? .waiting).rawValue)),
            ("answeredBy", answer?.document.map { string($0.rawValue) } ?? JSONValue(.null)),
        ])
    }

    private func peg(_ peg: Peg) -> JSONValue {
        object([
            ("line", string(peg.line.description)),
            ("quantity", number(peg.quantity.wholeUnits ?? 0)),
            ("expected", string(peg.expectedDate.description)),
        ])
    }

    private func event(_ event: PurchaseOrderEventRecord) -> JSONValue {
        object([
            ("at", string(event.at.description)), ("event", string(event.event)),
            ("line", event.line.map { number(Int64($0)) } ?? JSONValue(.null)),
            ("quantity", number(event.quantity)), ("reason", string(event.reason)),
        ])
    }

    private func string(_ text: String) -> JSONValue { JSONValue(.string(text)) }

    private func number(_ value: Int64) -> JSONValue { JSONValue(.number(String(value))) }

    private func object(_ members: [(String, JSONValue)]) -> JSONValue {
        JSONValue(.object(members.map { JSONMember($0.0, $0.1) }))
    }
}
