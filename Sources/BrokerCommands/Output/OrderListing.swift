import BrokerService
import Procurement
import Storage
import SupplierAdapterKit

/// Purchase orders as tables.
enum OrderListing {
    static func orders(_ orders: [PurchaseOrder]) -> Listing {
        var listing = Listing([
            .init("order"), .init("round"), .init("supplier"), .init("state"),
            .number("lines"), .number("total"), .init("currency"), .init("ordered"),
            .init("first_due"), .init("last_due"),
        ])
        for order in orders {
            let dates = order.lines.flatMap(\.schedule).map(\.requestedDate).sorted()
            listing.add([
                .text(order.number.rawValue), .text(order.round.description),
                .text(order.supplier.rawValue),
                .named(order.state.rawValue, order.state.words),
                .number(Int64(order.lines.count)), .amount(amount(order.total)),
                .text(order.currency.code), .text(order.orderDate.description),
                .text(dates.first?.description ?? ""), .text(dates.last?.description ?? ""),
            ])
        }
        return listing
    }

    static func amount(_ money: Money) -> String {
        money.amount.formatted(fractionDigits: money.currency.minorUnitDigits)
    }

    /// Paths of documents are shown whole, so that they can be copied.
    static let widestPath = 200

    static func messages(_ report: IssueReport) -> Listing {
        var listing = Listing([
            .init("order"), .init("supplier"), .init("outcome"), .init("file"), .init("sha256"),
        ])
        func add(_ message: OutboxMessage, _ outcome: String, because reason: String? = nil) {
            listing.add([
                .text(message.order.rawValue), .text(message.supplier.rawValue),
                .named(outcome + (reason.map { ": \($0)" } ?? ""), outcome),
                .text("\(message.folder)/\(message.fileName)"),
                .text(String(message.sha256.prefix(12))),
            ])
        }
        for message in report.issued { add(message, "issued") }
        for message in report.alreadySent { add(message, "had left before") }
        for (message, error) in report.failed {
            add(message, "failed", because: error.message)
        }
        return listing
    }

    static func lines(_ order: PurchaseOrder) -> Listing {
        var listing = Listing([
            .number("line"), .init("item"), .init("supplier_part"), .init("description"),
            .number("quantity"), .init("unit"), .number("price"), .number("per"),
            .number("amount"), .init("requested"), .init("state"), .number("accepted"),
            .number("rejected"), .number("pending"), .number("received"), .init("for"),
        ])
        for line in order.lines {
            listing.add([
                .number(Int64(line.number)), .text(line.item.rawValue),
                .text(line.supplierPart.rawValue), .text(line.description),
                .amount(line.quantity.value.description), .text(line.quantity.unit.code),
                .amount(line.price.money.amount.description),
                .amount(line.price.per.value.description), .amount(amount(line.amount)),
                .text(schedule(line)),
                .named(line.state.rawValue, line.state.words),
                .number(line.progress.accepted), .number(line.progress.rejected),
                .number(line.progress.pending),
                .number(line.progress.received),
                .text(line.pegs.map { "\($0.line): \($0.quantity.value)" }.joined(separator: ", ")),
            ])
        }
        return listing
    }

    /// What is wanted when, as in the document that the supplier gets.
    static func schedule(_ line: PurchaseOrderLine) -> String {
        line.schedule.map { "\($0.quantity.value) on \($0.requestedDate)" }
            .joined(separator: "; ")
    }
}
