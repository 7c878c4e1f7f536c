/// What a line of a purchase order is to have beyond what was ordered of it.
public struct LineAddition: Sendable, Hashable {
    /// How much, in whole base units of the item.
    public let units: Int64
    /// How much of it was asked for before, and will not come: it is open again, and not ordered
    /// a second time.
    public let askedAgain: Int64
    /// When we ask for it.
    public let requestedDate: CalendarDate
    /// Whom it is meant for, those served first in front; the rest is surplus.
    public let pegs: [Peg]

    /// Creates an addition; no more of it can be asked for again than there is of it.
    public init(
        units: Int64, askedAgain: Int64 = 0, requestedDate: CalendarDate, pegs: [Peg] = []
    ) {
        self.units = units
        self.askedAgain = min(units, max(0, askedAgain))
        self.requestedDate = requestedDate
        self.pegs = pegs
    }
}

extension PurchaseOrderLine {
    /// The line with more on order, at the price of the line.
    ///
    /// Those that are served of the addition come before those that miss what is rejected, so that
    /// nobody is counted on what will not come. The state is still that of before. Throws a
    /// ``ValueError`` where the result is no line.
    func adding(_ addition: LineAddition) throws(ValueError) -> PurchaseOrderLine {
        let again = min(addition.askedAgain, self.progress.rejected)
        let progress = try self.progress.adding(addition.units, ofWhichRejected: again)
        let total: Quantity
        let base: Quantity
        let amount: Money
        let added: FixedPoint
        added = try quantity(of: addition.units - again)
        do throws(ArithmeticError) {
            total = Quantity(value: try quantity.value.adding(added), unit: quantity.unit)
            base = Quantity(
                value: try FixedPoint(whole: progress.ordered), unit: baseQuantity.unit)
        } catch {
            throw ValueError(
                code: "order.line-quantity", message: "Line \(number) is too large: \(error).")
        }
        do throws(QuantityError) {
            amount = try AmountRounding.lineHalfUp.amount(of: price, over: total)
        } catch {
            throw ValueError(
                code: "order.line-amount", message: "Line \(number) has no amount: \(error).")
        }
        let (kept, missed) = Self.split(
            pegs, at: self.progress.ordered - self.progress.rejected)
        return try PurchaseOrderLine(
            number: number, item: item, supplierPart: supplierPart, description: description,
            quantity: total, baseQuantity: base,
            schedule: schedule(adding: added, on: addition.requestedDate), price: price,
            amount: amount,
            pegs: kept + addition.pegs
                + Self.split(missed, at: self.progress.rejected - again).before,
            progress: progress, state: .init(addedTo: state))
    }

    /// The dates with so much more; what is asked for on one day is one entry.
    private func schedule(adding added: FixedPoint, on day: CalendarDate) -> [ScheduleLine] {
        var result = schedule
        guard added > .zero else { return result }
        let known = result.lastIndex { $0.requestedDate == day }
        let before = known.map { result[$0].quantity.value.micros } ?? 0
        // No more than the quantity of the line, which was counted.
        let part = ScheduleLine(
            quantity: Quantity(
                value: FixedPoint(micros: before + added.micros), unit: quantity.unit),
            requestedDate: day)
        if let known { result[known] = part } else { result.append(part) }
        return result
    }

    /// The pegs of the units before a place, and those from it on.
    private static func split(
        _ pegs: [Peg], at place: Int64
    ) -> (before: [Peg], after: [Peg]) {
        var (before, after): ([Peg], [Peg]) = ([], [])
        var left = place
        for peg in pegs {
            let units = peg.quantity.wholeUnits ?? 0
            let taken = min(left, units)
            left -= taken
            for (part, isBefore) in [(taken, true), (units - taken, false)] where part > 0 {
                let piece = Peg(
                    line: peg.line, quantity: Quantity(existing: part, peg.quantity.unit),
                    expectedDate: peg.expectedDate)
                if isBefore { before.append(piece) } else { after.append(piece) }
            }
        }
        return (before, after)
    }
}

extension PurchaseOrderLineState {
    /// The state of a line once something pending was added to it.
    fileprivate init(addedTo state: PurchaseOrderLineState) {
        self = state == .acknowledged ? .partlyAcknowledged : state
    }
}
