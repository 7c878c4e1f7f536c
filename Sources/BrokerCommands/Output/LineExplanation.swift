import BrokerService
import Procurement
import SourcingEngine
import WireFormats

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
        lines += ["", try offersText()]
        if let reasons = try reasons() {
            lines.append("")
            lines += reasons.reasons.flatMap(reasons.details)
        }
        if let credit = try credit() { lines.append(credit.text) }
        return lines.joined(separator: "\n")
    }

    /// What the engine says of the line, `nil` if nothing is to be bought for it.
    private func reasons() throws -> ReasonListing? {
        let problem = try document.sourcingProblem()
        guard let line = problem.lines.firstIndex(where: { $0.id == demand.line }) else {
            return nil
        }
        return try ReasonListing.explain(
            problem, try document.sourcingSolution(to: problem), lines: [line])
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
        order.bands.map { band in
            OfferFacts.price(
                band.price, stated: band.stated.map { "\($0) \(order.currency ?? "")" },
                per: band.per)
        }.joined(separator: ", ")
    }

    private func offersText() throws -> String {
        let listing = try offers()
        guard listing.rows.isEmpty else {
            return listing.text(indent: 2) + leftOut + (try arrivalsText())
        }
        // A round holds no offers for a line that it need not buy for.
        return demand.required == 0
            ? "nothing is to be bought for this line"
            : "no usable offer of \(demand.item)" + leftOut
    }

    /// What the days that the offers state are worth, where something was learned of them.
    private func arrivalsText() throws -> String {
        let rows = try arrivals()
        return rows.rows.isEmpty ? "" : "\n\n" + rows.text(indent: 2)
    }

    private func arrivals() throws -> Listing {
        var listing = Listing([
            .init("offer", heading: "arrivals learned"), .init("stated"),
            .init("half", heading: "half by"), .init("nine_of_ten", heading: "nine of ten by"),
            .number("receipts", heading: "receipts of the item"),
            .number("supplier_receipts", heading: "of the supplier"),
        ])
        let offers = Set(try OfferFacts.all(in: document, for: demand).map(\.offer))
        for arrival in document.arrivals ?? [] where offers.contains(arrival.offer) {
            listing.add([
                .text(arrival.offer), .text(arrival.stated), .text(arrival.median),
                .text(arrival.nineOfTen), .number(Int64(arrival.itemReceipts)),
                .number(Int64(arrival.supplierReceipts)),
            ])
        }
        return listing
    }

    /// Every offer of the item, ordered or not, with what it would have meant.
    func offers() throws -> Listing {
        var listing = Listing([
            .init("supplier", heading: "offers of the item"), .number("ordered"),
            .number("first_price"), .number("minimum"), .number("maximum"),
            .number("arrives_on_day"), .number("days_late"), .init("offer"),
        ])
        for facts in try OfferFacts.all(in: document, for: demand) {
            listing.add([
                .text(facts.supplier), .number(facts.ordered), .text(facts.price),
                .number(facts.minimum), facts.maximum.map { .number($0) } ?? .none,
                .text(facts.days), .number(Int64(facts.daysLate)), .text(facts.offer),
            ])
        }
        return listing
    }

    /// The rows of the round that concern the line, and the offers of its item.
    ///
    /// - Parameter holds: orders for the line that can wait, if that was asked.
    func json(_ holds: HoldListing? = nil) throws -> JSONValue {
        let round = try JSONText.parse(document.canonicalBytes())
        func rows(_ list: String, _ name: String, _ wanted: String) throws -> JSONValue {
            JSONValue(
                .array(
                    try round[list]?.array().filter { try $0[name]?.string() == wanted } ?? []))
        }
        var members = [
            JSONMember("round", JSONValue(.string(document.number))),
            JSONMember("demand", try rows("demand", "line", demand.line)),
            JSONMember("allocations", try rows("allocations", "line", demand.line)),
            JSONMember("unmet", try rows("unmet", "line", demand.line)),
            JSONMember("offers", try offers().json()),
            JSONMember("arrivals", try arrivals().json()),
            JSONMember(
                "reasons", try reasons()?.listing.json() ?? JSONValue(.array([]))),
            JSONMember("credit", try credit()?.listing.json() ?? JSONValue(.array([]))),
            JSONMember("leftOut", try rows("leftOut", "item", demand.item)),
        ]
        if let holds { members.append(JSONMember("holds", holds.listing.json())) }
        return JSONValue(.object(members))
    }

    private var leftOut: String {
        let left = document.leftOut.filter { $0.item == demand.item }
        return left.map { "\n  left out: \($0.offer), because \($0.reason)" }.joined()
    }
}
