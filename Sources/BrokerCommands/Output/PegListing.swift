package import BrokerService
import Procurement

/// Supply and the lines that wait for it, as a table.
package struct PegListing {
    private let pegs: [PegOutlook]
    private let late: Int

    /// - Parameter late: as if orders came so many days later.
    package init(_ pegs: [PegOutlook], late: Int) {
        self.pegs = pegs
        self.late = late
    }

    package var listing: Listing {
        var listing = Listing([
            .init("order"), .number("order_line"), .init("line"), .init("customer"),
            .number("units"), .init("need_by"), .init("arrives"), .number("slack"),
            .number("days_late"), .init("effect"), .init("decides"), .init("standing"),
        ])
        for peg in pegs {
            let slack = peg.slack(later: late)
            listing.add([
                peg.order.map { .text($0.rawValue) } ?? .none,
                peg.orderLine.map { .number(Int64($0)) } ?? .none,
                .text(peg.line.description), .text(peg.customer.rawValue), .number(peg.units),
                .text(peg.needByDate.description),
                peg.arrival(later: late).map { .text($0.description) } ?? .none,
                slack.map { .number(Int64(max(0, $0))) } ?? .none,
                slack.map { .number(Int64(max(0, -$0))) } ?? .none,
                .text(peg.effect(later: late).rawValue), .text(peg.decides ? "yes" : "no"),
                .text(peg.standing),
            ])
        }
        return listing
    }

    /// Which lines the days make late, by how much, and how many have slack, in sentences.
    package var summary: String {
        let days = Counted.text(self.late, "day")
        let late = Set(lines(.lateAlready).map(\.name))
        let hurt = lines(.becomesLate).filter { !late.contains($0.name) }
        var text: String
        if hurt.isEmpty {
            text = "\(days) later no line becomes late"
        } else {
            let names = hurt.prefix(5).map { "\($0.name) by \(Counted.text($0.days, "day"))" }
            let rest = hurt.count > 5 ? " and \(hurt.count - 5) more" : ""
            text =
                "\(days) later \(Counted.text(hurt.count, "line")) "
                + "\(hurt.count == 1 ? "becomes" : "become") late: "
                + names.joined(separator: ", ") + rest
        }
        if !late.isEmpty { text += "; \(Counted.text(late.count, "line")) late already" }
        let gone = Set(hurt.map(\.name)).union(late)
        let safe = Set(lines(.inTime).map(\.name)).subtracting(gone)
        if !safe.isEmpty { text += "; \(Counted.text(safe.count, "line")) with slack left" }
        return text
    }

    /// Each line with an effect once, with the most days that a part of it is late.
    private func lines(_ effect: PegEffect) -> [(name: String, days: Int)] {
        var days: [String: Int] = [:]
        for peg in pegs where peg.effect(later: late) == effect {
            let name = peg.line.description
            days[name] = max(days[name] ?? 0, -(peg.slack(later: late) ?? 0))
        }
        return days.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { (name: $0.key, days: $0.value) }
    }
}
