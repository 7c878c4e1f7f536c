import BrokerService
import Procurement
import Storage
import WireFormats

/// What was asked of a supplier about an order, for people and machines: `order-change/1`.
struct ChangePrinter {
    private let report: ChangeReport

    init(_ report: ChangeReport) { self.report = report }

    private var isDryRun: Bool { report.message == nil }

    var text: String {
        let change = report.change
        var lines: [String] = []
        if isDryRun { lines.append("dry run: nothing is changed, and nothing leaves") }
        lines.append(
            "change \(change.sequence) of \(change.order), to \(report.order.supplier)"
                + (report.isNew ? "" : ": asked on \(change.date), and not answered yet"))
        lines += change.requests.map { request in
            let line = report.order.lines.first { $0.number == request.line }
            return "  line \(request.line), \(line?.item.rawValue ?? ""): "
                + request.words(unit: line?.quantity.unit)
        }
        lines += report.increases.flatMap(words)
        lines += report.hints.map { "  note: \(words(of: $0))" }
        if let message = report.message {
            let state = report.failure == nil ? OutboxState.sent : message.state
            lines.append("document \(message.folder)/\(message.fileName) · \(state.words)")
        }
        if change.requests.contains(where: \.callsOff) {
            lines.append(
                report.isReleased
                    ? "what is called off is needed again at once (desk.cancellation)"
                    : "until the supplier confirms it stays counted, and is not bought again")
        }
        if let next { lines += ["", "next: \(next)"] }
        return lines.joined(separator: "\n")
    }

    /// For whom more is asked for, and what the order comes to with it.
    private func words(of increase: LineIncrease) -> [String] {
        var lines = increase.addition.pegs.map {
            "    \($0.quantity.value) for \($0.line), pending"
        }
        if increase.forStock > 0 { lines.append("    \(increase.forStock) for stock, pending") }
        return lines
    }

    /// What the larger order reaches, and what to do about it.
    private func words(of hint: IncreaseHint) -> String {
        switch hint {
        case .cheaper(let line, let found, let mode):
            let what = mode == .allUnits ? "a unit costs" : "a further unit costs"
            let from = found.fromQuantity
            return "from \(from.value) \(from.unit.code) of line \(line) on \(what) "
                + "\(found.price.money.amount) per \(found.price.per.value) in the offer; the "
                + "order keeps its price unless the supplier answers with a lower one"
        case .discount(let discount):
            let from =
                switch discount.threshold {
                case .value(let value): "\(value)"
                case .units(let units): "\(units) units"
                }
            return "with it the order reaches the discount of \(discount.percent) % from \(from); "
                + "no amount of the order counts it"
        }
    }

    private var next: String? {
        let order = report.change.order
        if report.failure != nil { return "mend what is named below and run it again" }
        if report.isReleased, !isDryRun { return "broker run" }
        guard !isDryRun, let line = report.change.requests.first?.line else { return nil }
        return "broker po acknowledge \(order) \(line) --change \(report.change.sequence), or the "
            + "supplier's file"
    }

    var json: JSONValue {
        let (change, message) = (report.change, report.message)
        return object([
            ("format", string("order-change/1")), ("order", string(change.order.rawValue)),
            ("supplier", string(report.order.supplier.rawValue)),
            ("change", number(change.sequence)), ("date", string(change.date.description)),
            ("person", string(change.person)), ("reason", string(change.reason)),
            ("isNew", JSONValue(.boolean(report.isNew))),
            ("isReleased", JSONValue(.boolean(report.isReleased))),
            (
                "lines",
                JSONValue(
                    .array(
                        change.requests.map { request in
                            object([
                                ("line", number(request.line)),
                                ("quantity", string(request.quantity.description)),
                                (
                                    "previousQuantity",
                                    string(request.previousQuantity.description)
                                ),
                                (
                                    "date",
                                    request.date.map { string($0.description) }
                                        ?? JSONValue(.null)
                                ),
                                ("pegs", JSONValue(.array(pegs(of: request.line)))),
                            ])
                        }))
            ),
            ("hints", JSONValue(.array(report.hints.map(member)))),
            (
                "document",
                message.map { message in
                    object([
                        ("file", string("\(message.folder)/\(message.fileName)")),
                        ("format", string(message.format)), ("sha256", string(message.sha256)),
                        (
                            "state",
                            string(
                                (report.failure == nil ? OutboxState.sent : message.state)
                                    .rawValue)
                        ),
                    ])
                } ?? JSONValue(.null)
            ),
        ])
    }

    private func member(of hint: IncreaseHint) -> JSONValue {
        switch hint {
        case .cheaper(let line, let found, let mode):
            object([
                ("kind", string("cheaper")), ("line", number(line)),
                ("fromQuantity", string(found.fromQuantity.value.description)),
                ("price", string(found.price.money.amount.description)),
                ("priceQuantity", string(found.price.per.value.description)),
                ("priceMode", string(mode.rawValue)),
            ])
        case .discount(let discount):
            object([
                ("kind", string("discount")), ("percent", string(discount.percent.description)),
                discount.threshold.member,
            ])
        }
    }

    /// For whom more of a line is asked for; the rest of it is for stock.
    private func pegs(of line: Int) -> [JSONValue] {
        report.increases.filter { $0.line == line }.flatMap(\.addition.pegs).map { peg in
            object([
                ("line", string(peg.line.description)),
                ("quantity", string(peg.quantity.value.description)),
            ])
        }
    }

    private func string(_ text: String) -> JSONValue { JSONValue(.string(text)) }

    private func number(_ value: Int) -> JSONValue { JSONValue(.number(String(value))) }

    private func object(_ members: [(String, JSONValue)]) -> JSONValue {
        JSONValue(.object(members.map { JSONMember($0.0, $0.1) }))
    }
}

extension DiscountThreshold {
    /// From where it holds, for machines.
    fileprivate var member: (String, JSONValue) {
        switch self {
        case .value(let value): ("fromValue", JSONValue(.string(value.description)))
        case .units(let units): ("fromUnits", JSONValue(.number(String(units))))
        }
    }
}

extension OrderChange.Request {
    /// Whether less is to come than before.
    var callsOff: Bool { quantity < previousQuantity }

    /// What is asked, as people say it.
    func words(unit: UnitOfMeasure?) -> String {
        let name = unit.map { " \($0)" } ?? ""
        if isCancellation { return "nothing in place of \(previousQuantity)\(name)" }
        var parts: [String] = []
        if callsOff || isIncrease {
            parts.append("\(quantity)\(name) in place of \(previousQuantity)")
        }
        if isDateAsked, let date { parts.append("on \(date)") }
        return parts.joined(separator: ", ")
    }
}

extension LineChangeAnswer {
    /// What became of a change of a line, as people say it.
    var words: String {
        "change \(sequence) \(standing.words)" + (document.map { " by \($0)" } ?? "")
    }
}
