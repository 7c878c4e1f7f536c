import BrokerService
import Procurement
import Storage
import WireFormats

/// Prints rounds in the format asked for.
struct RoundPrinter {
    let session: Session

    func text(_ round: StoredRound, isStored: Bool = true) throws -> RoundText {
        let reasons =
            round.record.state == .proposed
            ? try session.broker.reasonsAgainstAutomaticApproval(of: round) : []
        return RoundText(round: round, approvalReasons: reasons, isStored: isStored)
    }

    func print(_ round: StoredRound, _ format: OutputFormat, isStored: Bool = true) throws {
        switch format {
        case .text: Console.out(try text(round, isStored: isStored).whole)
        case .json: Console.out(Self.json(round).text)
        case .csv: Console.out(orders(round).csv().trimmingLastNewline)
        }
    }

    /// The stored document without the folder files, with the round's state beside it.
    static func json(_ round: StoredRound) -> JSONValue {
        do throws(WireError) {
            let content = try JSONText.parse(round.record.content)
            guard case .object(let members) = content.content else { return content }
            let state = [
                JSONMember("state", JSONValue(.string(round.record.state.rawValue))),
                JSONMember("hash", JSONValue(.string(round.record.hash))),
                JSONMember("approvedBy", approver(of: round.record)),
            ]
            let shown = members.filter { $0.name != "problem" && $0.name != "result" }
            return JSONValue(.object(state + shown))
        } catch {
            preconditionFailure("A stored round must be JSON: \(error)")
        }
    }

    private static func approver(of record: RoundRecord) -> JSONValue {
        JSONValue(record.approvedBy.isEmpty ? .null : .string(record.approvedBy))
    }

    /// The columns of a round's orders, as CSV has them without any order too.
    static let noOrders = Listing([
        .init("supplier"), .init("item"), .init("supplier_part"), .number("quantity"),
        .init("unit"), .number("price"), .number("per"), .number("goods"), .init("arrives"),
        .init("break"), .number("stated"), .init("currency"), .init("offer"),
    ])

    func orders(_ round: StoredRound) -> Listing {
        var listing = Self.noOrders
        for order in round.document.orders {
            listing.add([
                .text(order.supplier), .text(order.item), .text(order.supplierPart),
                .number(order.quantity), .text(order.unit),
                .amount(order.bands.last?.price ?? ""), .number(order.bands.last?.per ?? 1),
                .amount(order.goods),
                .text(order.tranches.map(\.arrives).joined(separator: " ")),
                .text(order.reachesBreak ? "reached" : ""),
                .amount(order.bands.last.map { $0.stated ?? $0.price } ?? ""),
                .text(order.currency ?? round.document.currency), .text(order.offer),
            ])
        }
        return listing
    }

    func unmet(_ round: StoredRound) -> Listing {
        var listing = Listing([
            .init("line"), .init("item"), .number("quantity"), .init("code"), .init("reason"),
        ])
        for line in round.document.unmet {
            listing.add([
                .text(line.line), .text(line.item), .number(line.quantity), .text(line.code),
                .text(line.reason),
            ])
        }
        return listing
    }
}

/// Shows how far a round has come: lines that stay for people, one that moves while solving.
struct ProgressPrinter: Sendable {
    let currency: String
    let isText: Bool

    @Sendable func show(_ progress: RoundProgress) {
        switch progress {
        case .reading(let feeds, let suppliers, let offers, let stale):
            let staleNote = stale > 0 ? ", \(stale) stale (broker feed problems)" : ""
            line(
                "reading   \(Counted.text(feeds, "feed")), "
                    + "\(Counted.text(suppliers, "supplier"))    "
                    + "\(Counted.text(offers, "offer"))\(staleNote)")
        case .needed(let lines, let items, let units, let covered):
            line(
                "needed    \(Counted.text(lines, "back-order line")), "
                    + "\(Counted.text(items, "item")), \(Counted.text(Int(units), "unit")) after "
                    + "stock and inbound (\(Counted.text(covered, "line")) covered)")
        case .solving(let objective, let bound):
            if let objective, let bound {
                Console.progress(
                    "solving   cost \(FixedPoint(micros: objective)), bound "
                        + "\(FixedPoint(micros: bound))")
            }
        case .solved(let objective, let bound, let duration):
            let cost = Grouping.money(FixedPoint(micros: objective).description)
            let gap = RoundText.percent(Gap.text(objective: objective, bound: bound))
            let quality =
                objective == bound
                ? "proven to be the best possible"
                : "proven at most \(gap) above the best possible"
            line("solving   cost \(cost) \(currency), \(quality), \(Self.seconds(duration)) s")
        }
    }

    func end() { Console.clearProgress() }

    private func line(_ text: String) {
        Console.clearProgress()
        if isText { Console.out(text) } else if Console.isWatched { Console.note(text) }
    }

    static func seconds(_ duration: Duration) -> String {
        let milliseconds =
            duration.components.seconds * 1_000
            + duration.components.attoseconds / 1_000_000_000_000_000
        let tenths = (milliseconds + 99) / 100
        return "\(tenths / 10).\(tenths % 10)"
    }
}
