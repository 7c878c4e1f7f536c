package import Procurement
import Storage

/// A substitute that a customer could get for a line that lacks supply.
package struct SubstituteChoice: Sendable, Hashable {
    package enum Standing: String, Sendable, Hashable {
        /// The order or the customer accepts it: the next round may buy it.
        case accepted
        /// The customer has to be asked; `broker consent record` keeps the answer.
        case ask
    }

    package let line: BackOrderLineID
    package let customer: CustomerID
    package let item: ItemID
    /// Units without supply by the day of the need.
    package let lacking: Int64
    package let needByDate: CalendarDate
    package let substitute: ItemID
    package let standing: Standing
    /// What each unit costs us in goodwill, in the house currency.
    package let cost: FixedPoint
    /// Who could deliver it first, and when; `nil` where no offer can be ordered.
    package let supplier: SupplierID?
    package let arrival: CalendarDate?
    /// The price of one unit there, at its smallest quantity.
    package let price: UnitPrice?

    package init(
        line: BackOrderLineID, customer: CustomerID, item: ItemID, lacking: Int64,
        needByDate: CalendarDate, substitute: ItemID, standing: Standing, cost: FixedPoint,
        supplier: SupplierID?, arrival: CalendarDate?, price: UnitPrice?
    ) {
        self.line = line
        self.customer = customer
        self.item = item
        self.lacking = lacking
        self.needByDate = needByDate
        self.substitute = substitute
        self.standing = standing
        self.cost = cost
        self.supplier = supplier
        self.arrival = arrival
        self.price = price
    }
}

extension Broker {
    /// What could be offered to the customers of lines that lack supply by their day, by line.
    package func substituteChoices() throws -> [SubstituteChoice] {
        try storage.read { try substituteChoices(in: $0) }
    }

    func substituteChoices(in storage: any StorageReading) throws -> [SubstituteChoice] {
        let inputs = try roundInputs(in: storage)
        if inputs.master.substitutes.isEmpty { return [] }
        let board = try promiseBoard(in: storage)
        let rules = substitutionRules(inputs)
        let local = policy.localTime(now)
        var choices: [SubstituteChoice] = []
        for planned in board.plan.lines {
            guard let line = inputs.lines.first(where: { $0.id == planned.line }) else { continue }
            let lacking = planned.parts.reduce(Int64(0)) {
                $0 + ($1.isThere(by: line.needByDate) ? 0 : $1.units)
            }
            guard lacking > 0 else { continue }
            let possible = rules.substitutes(of: line.item, for: line.customer)
            let selection = offerSelection(
                of: Set(possible.map(\.substitute)), inputs: inputs, now: local)
            for substitute in possible {
                let first = selection.usable.filter { $0.item == substitute.substitute }
                    .compactMap { offer in arrival(of: offer, inputs).map { (offer, $0) } }
                    .min { ($0.1, $0.0.id) < ($1.1, $1.0.id) }
                choices.append(
                    SubstituteChoice(
                        line: line.id, customer: line.customer, item: line.item,
                        lacking: lacking, needByDate: line.needByDate,
                        substitute: substitute.substitute,
                        standing: line.acceptsSubstitute ? .accepted : .ask,
                        cost: substitute.cost, supplier: first?.0.supplier, arrival: first?.1,
                        price: first?.0.priceBreaks.first?.price))
            }
        }
        return choices.sorted { ($0.line, $0.substitute) < ($1.line, $1.substitute) }
    }

    func substitutionRules(_ inputs: RoundInputs) -> SubstitutionRules {
        SubstitutionRules(
            substitutes: inputs.master.substitutes, lines: inputs.lines,
            lists: policy.substituteLists)
    }

    /// When an offer's first unit could be here: from the shelf, else at its lead time.
    private func arrival(of offer: Offer, _ inputs: RoundInputs) -> CalendarDate? {
        let name = inputs.master.suppliers.first { $0.id == offer.supplier }?.calendar ?? ""
        let calendar = policy.calendarsByName[name] ?? .everyDay("every-day")
        let onHand = offer.availability.onHand.value?.value ?? .zero
        let leadTime =
            onHand.isPositive ? offer.availability.leadTimeFromStock : offer.leadTime.value
        return leadTime?.arrival(
            orderedOn: calendar.orderDay(at: policy.localTime(now)), calendar: calendar)
    }
}

extension PromisePlan.Part {
    /// Whether it is confirmed to be there by a day.
    fileprivate func isThere(by day: CalendarDate) -> Bool {
        switch standing {
        case .inStock: true
        case .dated(_, let outlook, _): outlook.promised <= day
        case .undated, .overdue, .unconfirmed, .undecided, .inbound, .uncovered: false
        }
    }
}
