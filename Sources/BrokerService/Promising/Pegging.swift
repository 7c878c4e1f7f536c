package import Procurement

/// What a later order does to a customer's line.
package enum PegEffect: String, Sendable, Hashable {
    /// The line is late whether the order slips or not.
    case lateAlready = "late already"
    case becomesLate = "becomes late"
    case inTime = "in time"
    /// Nobody knows when the part comes.
    case unknown
}

/// What one part of supply brings to one customer's line, and how far it may slip.
package struct PegOutlook: Sendable, Hashable {
    /// The order and its line; `nil` for supply that is none of ours, and for what is missing.
    package let order: PurchaseOrderNumber?
    package let orderLine: Int?
    package let line: BackOrderLineID
    package let customer: CustomerID
    package let units: Int64
    package let needByDate: CalendarDate
    /// When it arrives, for the share of cases that promises are made for; where nothing is
    /// confirmed the date that was planned, and today if that has passed; `nil` for never.
    package let arrival: CalendarDate?
    package let isConfirmed: Bool
    /// Whether no other part of the line arrives later: then the line is as late as this part.
    package let decides: Bool
    package let standing: String

    package init(
        order: PurchaseOrderNumber?, orderLine: Int?, line: BackOrderLineID, customer: CustomerID,
        units: Int64, needByDate: CalendarDate, arrival: CalendarDate?, isConfirmed: Bool,
        decides: Bool, standing: String
    ) {
        self.order = order
        self.orderLine = orderLine
        self.line = line
        self.customer = customer
        self.units = units
        self.needByDate = needByDate
        self.arrival = arrival
        self.isConfirmed = isConfirmed
        self.decides = decides
        self.standing = standing
    }

    /// When it arrives if its order comes so many days later.
    package func arrival(later days: Int) -> CalendarDate? {
        order == nil ? arrival : arrival?.adding(days: days)
    }

    /// Days that it may slip before the customer's date; negative when it is late by them.
    ///
    /// Each line has its own: a late order hurts only those whose slack is used up.
    package func slack(later days: Int) -> Int? {
        arrival(later: days)?.days(until: needByDate)
    }

    /// What becomes of the customer's date if the order comes so many days later.
    package func effect(later days: Int) -> PegEffect {
        guard let now = slack(later: 0), let then = slack(later: days) else { return .unknown }
        if now < 0 { return .lateAlready }
        return then < 0 ? .becomesLate : .inTime
    }
}

extension PromiseBoard {
    /// Every part of an order that a customer's line waits for, both ways: filter by order to see
    /// who waits for it, by line to see what it waits for.
    package var pegs: [PegOutlook] {
        plan.lines.flatMap { chain(of: $0) }.filter { $0.order != nil }
    }

    /// The chain of supply behind a line, all of its parts: stock and what is missing too.
    package func chain(of line: BackOrderLineID) -> [PegOutlook] {
        plan.lines.first { $0.line == line }.map { chain(of: $0) } ?? []
    }

    private func chain(of line: PromisePlan.Line) -> [PegOutlook] {
        guard let known = linesByID[line.line] else { return [] }
        let arrivals = line.parts.map { arrival(of: $0) }
        // What nobody knows to come is later than anything that has a day.
        let latest = arrivals.contains(nil) ? nil : arrivals.compactMap(\.self).max()
        return zip(line.parts, arrivals).map { part, arrival in
            var (order, number) = (PurchaseOrderNumber?.none, Int?.none)
            if case .ownOrder(let name, let line, _) = part.origin {
                (order, number) = (name, line)
            }
            return PegOutlook(
                order: order, orderLine: number, line: line.line, customer: known.customer,
                units: part.units, needByDate: known.needByDate, arrival: arrival,
                isConfirmed: part.isConfirmed, decides: arrival == latest,
                standing: String(part.words.drop { $0 == " " }))
        }
    }

    private func arrival(of part: PromisePlan.Part) -> CalendarDate? {
        if case .dated(_, let outlook, _) = part.standing { return outlook.promised }
        switch part.origin {
        case .ownOrder(_, _, let expected): return max(day, expected)
        case .inbound(_, let date): return max(day, date)
        case .stock: return day
        case nil: return nil
        }
    }
}
