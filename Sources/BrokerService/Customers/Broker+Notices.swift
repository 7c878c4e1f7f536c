import OrderDesk
import Procurement
import Storage

// What customers have to be told: decided where promises change, stored with the change.

extension Broker {
    /// That lines wait from now on.
    func notices(ofNew lines: [BackOrderLine], known: [Notice]) -> [Notice] {
        let last = Dictionary(known.map { ($0.line, $0.sequence) }, uniquingKeysWith: max)
        return lines.map { line in
            Notice(
                line: line.id, sequence: (last[line.id] ?? 0) + 1, at: now,
                customer: line.customer, kind: .created, oldDate: nil, newDate: nil, parts: "",
                reason: "")
        }
    }

    /// What the customers of open lines have to be told, given what changed and what is known.
    func notices(
        of board: PromiseBoard, _ changes: [PromiseChange], known: [Notice]
    ) -> [Notice] {
        let changesByLine = Dictionary(
            changes.map { ($0.after.line, $0) }, uniquingKeysWith: { first, _ in first })
        let knownByLine = Dictionary(grouping: known, by: \.line)
        return board.plan.lines.compactMap { line in
            guard let order = board.linesByID[line.line] else { return nil }
            let news = LineNews(
                line: line, order: order, change: changesByLine[line.line],
                told: board.told[line.line]?.last?.promised,
                known: knownByLine[line.line] ?? [], today: today)
            guard let kind = news.kind else { return nil }
            return Notice(
                line: line.line, sequence: (news.known.last?.sequence ?? 0) + 1, at: now,
                customer: order.customer, kind: kind, oldDate: news.oldDate,
                newDate: line.outlook?.promised, parts: news.parts, reason: line.customerReason)
        }
    }
}

/// What is new of a line for its customer.
private struct LineNews {
    let line: PromisePlan.Line
    let order: BackOrderLine
    let change: PromiseChange?
    /// The date that was told last, before the change.
    let told: CalendarDate?
    let known: [Notice]
    let today: CalendarDate

    var oldDate: CalendarDate? { change.map { $0.before?.promised } ?? told }

    var parts: String { order.split == .complete ? "" : line.customerParts }

    var kind: NoticeKind? {
        switch change?.kind {
        case .made: parts.isEmpty ? .promised : .split
        case .earlier: .earlier
        case .later: .later
        case .withdrawn: .noDate
        case nil: kindWithoutChange
        }
    }

    private var kindWithoutChange: NoticeKind? {
        guard line.outlook != nil else {
            // The day it was needed by is here, and nothing was ever said.
            let isTold = known.contains { $0.kind == .noDate }
            return told == nil && order.needByDate <= today && !isTold ? .noDate : nil
        }
        guard let last = known.last(where: { $0.newDate != nil }) else { return nil }
        if !parts.isEmpty, last.parts.isEmpty { return .split }
        let sinceNoDate = known.reversed().prefix { $0.kind != .noDate }
        return line.isOnItsWay && !sinceNoDate.contains { $0.kind == .shipped } ? .shipped : nil
    }
}

extension PromisePlan.Line {
    /// Whether all that is not here has left its suppliers, and something is under way.
    fileprivate var isOnItsWay: Bool {
        var isUnderWay = false
        for part in parts {
            switch part.standing {
            case .inStock: continue
            case .dated(_, _, hasLeft: true): isUnderWay = true
            default: return false
            }
        }
        return isUnderWay
    }

    /// How much comes by when, in words; empty where it comes at once or without a date.
    fileprivate var customerParts: String {
        guard outlook != nil else { return "" }
        var units: [CalendarDate: Int64] = [:]
        for part in parts {
            var day = CalendarDate.earliest
            if case .dated(_, let outlook, _) = part.standing { day = outlook.promised }
            units[day, default: 0] += part.units
        }
        guard units.count > 1 else { return "" }
        return units.sorted { $0.key < $1.key }.map { day, units in
            day == .earliest ? "\(units) here" : "\(units) by \(day)"
        }.joined(separator: ", ")
    }

    /// Why it is as it is, without the names of our orders and suppliers.
    fileprivate var customerReason: String {
        let open = parts.filter { !$0.isConfirmed }
        let worst = (open.isEmpty ? parts : open).max { $0.rank < $1.rank }
        switch worst?.standing {
        case .inStock: return "all of it is here"
        case .dated(_, _, hasLeft: true): return "it has left our supplier"
        case .dated: return "our supplier confirmed it"
        case .undated: return "our supplier accepted it without naming a date"
        case .overdue: return "our supplier's delivery is overdue"
        case .unconfirmed, .inbound: return "our supplier has not confirmed it yet"
        case .undecided: return "our supplier would not deliver it as ordered"
        case .uncovered, nil: return "no supplier has confirmed all of it"
        }
    }
}

extension PromisePlan.Part {
    fileprivate var rank: Int {
        switch standing {
        case .inStock: 0
        case .dated(_, _, let hasLeft): hasLeft ? 1 : 2
        case .undated: 3
        case .overdue: 4
        case .unconfirmed, .inbound: 5
        case .undecided: 6
        case .uncovered: 7
        }
    }
}
