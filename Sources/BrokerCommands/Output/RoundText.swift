import BrokerService
import Procurement
import Storage

/// A round as people read it.
struct RoundText {
    let round: StoredRound
    /// What stands against automatic approval; empty when nothing does, or when approved.
    let approvalReasons: [String]
    /// Whether the round can be asked for by its number; a dry run stores none.
    var isStored = true

    var head: String {
        let document = round.document
        let orderLines = document.orders.count
        var parts = [
            "Round \(document.number)", round.record.state.rawValue,
            "\(Counted.text(orderLines, "order line")) with "
                + Counted.text(document.suppliers.count, "supplier"),
        ]
        if round.record.state == .proposed {
            parts.append(
                approvalReasons.isEmpty
                    ? "within the limits of automatic approval"
                    : "needs approval: \(approvalReasons.joined(separator: ", "))")
        }
        return parts.joined(separator: " · ")
    }

    var quality: String {
        let outcome = round.document.outcome
        let cost = "cost \(Grouping.money(outcome.objective)) \(round.document.currency)"
        if outcome.status == "optimal" { return "\(cost), proven to be the best possible" }
        return "\(cost), proven at most \(Self.percent(outcome.gap)) above the best possible"
    }

    /// "0.000412" as "0.05 %": rounded up, so that it never flatters.
    static func percent(_ gap: String) -> String {
        guard let value = Decimals.micros(gap) else { return gap }
        let hundredths = (value + 99) / 100
        let fraction = String(hundredths % 100)
        return "\(hundredths / 100)." + (fraction.count < 2 ? "0" + fraction : fraction) + " %"
    }

    var suppliers: String {
        var listing = Listing([
            .init("supplier"), .number("lines"), .number("units"), .number("goods"),
            .number("other"), .init("arrives"), .init("for need-by"),
        ])
        for supplier in round.document.suppliers {
            listing.add([
                .text(supplier.name), .number(Int64(supplier.orderLines)),
                .number(supplier.units), .amount(Grouping.money(supplier.goods)),
                .amount(Grouping.money(Self.other(supplier))),
                .text(Self.span(supplier.earliest, supplier.latest)),
                .text("\(supplier.linesInTime) of \(supplier.linesServed) in time"),
            ])
        }
        return listing.text(indent: 2)
    }

    private static func other(_ supplier: RoundDocument.SupplierTotal) -> String {
        let total =
            (Decimals.micros(supplier.total) ?? 0) + (Decimals.micros(supplier.unitCosts) ?? 0)
        return FixedPoint(micros: total - (Decimals.micros(supplier.goods) ?? 0)).description
    }

    private static func span(_ first: String, _ last: String) -> String {
        first == last ? first : "\(first) – \(last)"
    }

    var uncovered: String {
        let unmet = round.document.unmet
        guard !unmet.isEmpty else { return "  covered: every line" }
        let units = unmet.reduce(0) { $0 + $1.quantity }
        var lines = [
            "  not covered: \(Counted.text(unmet.count, "line")), "
                + "\(Counted.text(Int(units), "unit"))"
        ]
        for line in unmet.prefix(3) {
            lines.append("    \(line.line) \(line.quantity) of \(line.item): \(line.reason)")
        }
        if unmet.count > 3 { lines.append("    and \(unmet.count - 3) more: --unmet") }
        return lines.joined(separator: "\n")
    }

    var late: String {
        let late = round.document.allocations.filter { $0.daysLate > 0 }
        guard !late.isEmpty else { return "  late: none" }
        let lines = Set(late.map(\.line)).count
        let most = late.map(\.daysLate).max() ?? 0
        return "  late: \(Counted.text(lines, "line")), at most "
            + "\(Counted.text(most, "day")), at a cost of "
            + "\(Grouping.money(round.document.outcome.costs["lateness"] ?? "0")) "
            + round.document.currency
    }

    var next: String {
        guard isStored else { return "next: the same command without --dry-run" }
        let number = round.document.number
        let example = round.document.unmet.first?.line ?? round.document.allocations.first?.line
        var commands: [String] = []
        if let example { commands.append("broker round show \(number) --explain \(example)") }
        switch round.record.state {
        case .proposed:
            commands.append("broker round approve \(number) --hash \(round.record.hash.prefix(12))")
        case .approved: commands.append("broker po issue \(number)")
        case .ordered: commands.append("broker po list")
        }
        return "next: " + commands.joined(separator: " · ")
    }

    /// What is said when nothing changed since a round was ordered.
    static func settled(_ round: StoredRound, isStored: Bool = true) -> String {
        let unmet = round.document.unmet.count
        let lines = Counted.text(unmet, "line")
        let what =
            round.document.orders.isEmpty
            ? "round \(round.document.number) leaves \(lines) uncovered and orders nothing"
            : "nothing changed since round \(round.document.number), which left \(lines) uncovered"
        let next =
            isStored
            ? "broker round show \(round.document.number) --unmet"
            : "the same command without --dry-run"
        return "nothing to buy: \(what)\n\nnext: \(next)"
    }

    var whole: String { withoutNext + "\n\n" + next }

    /// The round where something else comes behind it.
    var withoutNext: String {
        ([head, quality, "", suppliers, "", uncovered, late] + notes).joined(separator: "\n")
    }

    private var notes: [String] {
        var notes = round.document.notes.map { "  note: \($0)" }
        let stale = round.document.orders.count { $0.isStale }
        if stale > 0 {
            notes.append(
                "  note: \(Counted.text(stale, "order line")) from stale offers, whose newest row "
                    + "was set aside: broker feed problems")
        }
        return notes
    }
}

/// Counted nouns.
enum Counted {
    static func text(_ count: Int, _ noun: String) -> String {
        count == 1 ? "1 \(noun)" : "\(Grouping.grouped(String(count))) \(noun)s"
    }
}

/// Decimal strings of stored documents.
enum Decimals {
    static func micros(_ text: String) -> Int64? {
        do throws(ValueError) {
            return try FixedPoint(parsing: text).micros
        } catch {
            return nil
        }
    }
}

extension Grouping {
    /// An amount with two places for people: "61240.5" as "61,240.50".
    static func money(_ amount: String) -> String {
        guard let micros = Decimals.micros(amount) else { return amount }
        do throws(ArithmeticError) {
            let rounded = try FixedPoint(micros: micros).rounded(fractionDigits: 2, .halfUp)
            return grouped(rounded.formatted(fractionDigits: 2))
        } catch {
            return amount
        }
    }
}
