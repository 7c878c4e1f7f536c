package import Procurement

/// What one order's line brings to one customer's line, and how far it may slip.
package struct PegOutlook: Sendable, Hashable {
    package let order: PurchaseOrderNumber
    package let orderLine: Int
    package let line: BackOrderLineID
    package let customer: CustomerID
    package let units: Int64
    package let needByDate: CalendarDate
    /// When it arrives, for the share of cases that promises are made for; the date that was
    /// planned where nothing is confirmed.
    package let arrival: CalendarDate
    package let isConfirmed: Bool
    package let standing: String

    package func arrival(later days: Int) -> CalendarDate { arrival.adding(days: days) }

    /// Days that it may slip before the customer's date; negative when it is late by them.
    ///
    /// Each line has its own: a late order hurts only those whose slack is used up.
    package func slack(later days: Int) -> Int? { arrival(later: days).days(until: needByDate) }
}

extension PromiseBoard {
    /// Every part of an order that a customer's line waits for, both ways: filter by order to see
    /// who waits for it, by line to see what it waits for.
    package var pegs: [PegOutlook] {
        plan.lines.flatMap { line in
            line.parts.compactMap { part in peg(of: part, to: line) }
        }
    }

    private func peg(of part: PromisePlan.Part, to line: PromisePlan.Line) -> PegOutlook? {
        guard case .ownOrder(let order, let number, let expected) = part.origin,
            let known = linesByID[line.line]
        else { return nil }
        var arrival = expected
        if case .dated(_, let outlook, _) = part.standing { arrival = outlook.promised }
        return PegOutlook(
            order: order, orderLine: number, line: line.line, customer: known.customer,
            units: part.units, needByDate: known.needByDate, arrival: arrival,
            isConfirmed: part.isConfirmed,
            standing: String(part.words.drop { $0 == " " }))
    }
}
