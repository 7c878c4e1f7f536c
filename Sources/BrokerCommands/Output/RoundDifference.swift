import BrokerService
import Procurement
import Storage

/// What differs between two rounds.
struct RoundDifference {
    private(set) var listing = Listing([
        .init("what"), .init("before"), .init("after"),
    ])

    init(from first: StoredRound, to second: StoredRound) {
        for change in first.record.inputs.changes(to: second.record.inputs) {
            listing.add([.text("input: \(change)"), .none, .none])
        }
        compare(
            "cost", first.document.outcome.objective, second.document.outcome.objective)
        compareNeeds(first.document, second.document)
        compareOrders(first.document, second.document)
    }

    private mutating func compare(_ what: String, _ before: String?, _ after: String?) {
        if before == after { return }
        listing.add([
            .text(what), before.map { .text($0) } ?? .none, after.map { .text($0) } ?? .none,
        ])
    }

    private mutating func compareNeeds(_ first: RoundDocument, _ second: RoundDocument) {
        let before = Dictionary(
            first.demand.map { ($0.line, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(
            second.demand.map { ($0.line, $0) }, uniquingKeysWith: { first, _ in first })
        for line in Set(before.keys).union(after.keys).sorted() {
            compare(
                "to buy for \(line)", before[line].map(Self.need), after[line].map(Self.need))
        }
    }

    private static func need(_ demand: RoundDocument.Demand) -> String {
        "\(demand.required) of \(demand.item) by \(demand.needBy)"
    }

    private mutating func compareOrders(_ first: RoundDocument, _ second: RoundDocument) {
        let before = Dictionary(
            first.orders.map { ($0.offer, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(
            second.orders.map { ($0.offer, $0) }, uniquingKeysWith: { first, _ in first })
        for offer in Set(before.keys).union(after.keys).sorted() {
            compare(
                "order of \(offer)", before[offer].map(Self.order), after[offer].map(Self.order))
        }
    }

    private static func order(_ order: RoundDocument.Order) -> String {
        "\(order.quantity) for \(order.goods)"
    }
}
