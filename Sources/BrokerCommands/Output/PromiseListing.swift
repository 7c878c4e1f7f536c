import BrokerService
import Procurement
import Storage

/// Promises as tables.
struct PromiseListing {
    private let board: PromiseBoard

    init(_ board: PromiseBoard) { self.board = board }

    /// A row for each open line.
    var lines: Listing {
        var listing = Listing([
            .init("line"), .init("customer"), .init("item"), .number("units"), .init("need_by"),
            .init("p50"), .init("promised"), .number("days_late"), .init("first_promise"),
            .number("receipts"), .init("reason"),
        ])
        for line in board.plan.lines {
            guard let known = board.linesByID[line.line] else { continue }
            let told = board.told[line.line] ?? []
            let late = line.outlook.map { known.needByDate.days(until: $0.promised) }
            listing.add([
                .text(line.line.description), .text(known.customer.rawValue),
                .text(line.item.rawValue), .number(line.parts.reduce(0) { $0 + $1.units }),
                .text(known.needByDate.description), Self.cell(line.outlook?.median),
                line.outlook == nil
                    ? .named("", "no date yet") : Self.cell(line.outlook?.promised),
                late.map { .number(Int64(max(0, $0))) } ?? .none,
                Self.cell(told.compactMap(\.promised).first),
                line.outlook?.sample.map { .number(Int64($0.supplierAndItem)) } ?? .none,
                .text(line.reason),
            ])
        }
        return listing
    }

    func title(of id: BackOrderLineID) -> String {
        let line = board.plan.lines.first { $0.line == id }
        let need = board.linesByID[id].map { ", needed by \($0.needByDate)" } ?? ""
        guard let outlook = line?.outlook else { return "\(id)\(need): no date yet" }
        let base =
            outlook.sample.map {
                ", by \(Counted.text($0.supplierAndItem, "receipt")) of the item from its "
                    + "supplier, \($0.supplier) of the supplier, \($0.all) in all"
            } ?? ""
        return "\(id)\(need): \(outlook.promised) in nine of ten cases, \(outlook.median) in half"
            + base
    }

    /// What became of earlier first promises, and what that makes of a line's date; `nil` while
    /// nothing did, and for lines without a date that rests on anything to come.
    func record(of id: BackOrderLineID) -> String? {
        guard let line = board.plan.lines.first(where: { $0.line == id }), line.outlook != nil,
            !line.isInStock
        else { return nil }
        return KeptWords(
            kept: board.kept, share: line.share,
            isTold: board.told[id]?.last?.promised != nil
        ).text
    }

    /// The parts of a line; `nil` if there is no such line.
    func parts(of id: BackOrderLineID) -> Listing? {
        guard let line = board.plan.lines.first(where: { $0.line == id }) else { return nil }
        var listing = Listing([
            .number("units"), .init("confirmed"), .init("p50"), .init("promised"), .init("what"),
        ])
        for part in line.parts {
            var (confirmed, outlook): (CalendarDate?, PromisePlan.Outlook?)
            if case .dated(let date, let days, _) = part.standing {
                (confirmed, outlook) = (date, days)
            }
            listing.add([
                .number(part.units), Self.cell(confirmed), Self.cell(outlook?.median),
                Self.cell(outlook?.promised), .text(part.words.trimmedStart),
            ])
        }
        return listing
    }

    static func changes(_ changes: [PromiseChange]) -> Listing {
        var listing = Listing([
            .init("line"), .init("customer"), .init("change"), .init("before"), .init("promised"),
            .init("reason"),
        ])
        for change in changes {
            listing.add([
                .text(change.after.line.description), .text(change.customer.rawValue),
                .text(change.kind.rawValue), cell(change.before?.promised),
                cell(change.after.promised), .text(change.after.reason),
            ])
        }
        return listing
    }

    private static func cell(_ date: CalendarDate?) -> Listing.Cell {
        date.map { .text($0.description) } ?? .none
    }
}

extension String {
    fileprivate var trimmedStart: String { String(drop { $0 == " " }) }
}
