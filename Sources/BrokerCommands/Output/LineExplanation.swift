import BrokerService
import Procurement

/// Why a line gets what it gets.
struct LineExplanation {
    let document: RoundDocument
    let demand: RoundDocument.Demand

    init?(_ document: RoundDocument, line: String) {
        guard let demand = document.demand.first(where: { $0.line == line }) else { return nil }
        self.document = document
        self.demand = demand
    }

    func text() throws -> String {
        var lines = [
            "\(demand.line) · \(demand.customer) · \(demand.open) \(demand.unit) of "
                + "\(demand.item) (\(demand.itemName)) by \(demand.needBy)",
            "priority \(demand.priority) · split \(demand.split) · substitutes "
                + (demand.acceptsSubstitute ? "accepted" : "not accepted"), "",
        ]
        lines += coverage
        if document.allocations.contains(where: { $0.line == demand.line }) {
            lines += ["", supply]
        }
        lines += document.unmet.filter { $0.line == demand.line }
            .map { "\nnot covered: \($0.quantity) \(demand.unit), because \($0.reason)" }
        lines += ["", try offers()]
        return lines.joined(separator: "\n")
    }

    private var coverage: [String] {
        let parts = [
            ("from stock", demand.fromStock), ("from our open orders", demand.fromOrders),
            ("from other inbound supply", demand.fromInbound), ("to be bought", demand.required),
        ]
        return parts.filter { $0.1 > 0 }.map { "  \($0.1) \($0.0)" }
    }

    private var supply: String {
        var listing = Listing([
            .init("bought from"), .number("units"), .number("unit price"), .init("arrives"),
            .number("days late"), .init("offer"),
        ])
        for allocation in document.allocations where allocation.line == demand.line {
            let order = document.orders.first { $0.offer == allocation.offer }
            listing.add([
                .text(name(of: allocation.supplier)), .number(allocation.quantity),
                .text(order.map(Self.price) ?? ""), .text(allocation.arrives),
                .number(Int64(allocation.daysLate)), .text(allocation.offer),
            ])
        }
        return listing.text(indent: 2)
    }

    private func name(of supplier: String) -> String {
        document.suppliers.first { $0.supplier == supplier }?.name ?? supplier
    }

    private static func price(_ order: RoundDocument.Order) -> String {
        order.bands.map { $0.per == 1 ? $0.price : "\($0.price) per \($0.per)" }
            .joined(separator: ", ")
    }

    /// Every offer of the item, ordered or not, with what it would have meant.
    private func offers() throws -> String {
        let candidates = try OfferFacts.all(in: document, for: demand)
        guard !candidates.isEmpty else { return "no usable offer of \(demand.item)" + leftOut }
        var listing = Listing([
            .init("offers of the item"), .number("ordered"), .number("first price"),
            .number("minimum"), .number("maximum"), .number("arrives on day"),
            .number("days late"), .init("offer"),
        ])
        for facts in candidates {
            listing.add([
                .text(facts.supplier), .number(facts.ordered), .text(facts.price),
                .number(facts.minimum), facts.maximum.map { .number($0) } ?? .none,
                .text(facts.days), .number(Int64(facts.daysLate)), .text(facts.offer),
            ])
        }
        return listing.text(indent: 2) + leftOut
    }

    private var leftOut: String {
        let left = document.leftOut.filter { $0.item == demand.item }
        return left.map { "\n  left out: \($0.offer), because \($0.reason)" }.joined()
    }
}
