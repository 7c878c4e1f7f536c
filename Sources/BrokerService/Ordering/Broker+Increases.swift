import OrderDesk
package import Procurement
import Storage

/// What asking for more of an order adds to a line of it.
package struct LineIncrease: Sendable, Hashable {
    package let line: Int
    package let addition: LineAddition

    /// How much of it nobody waits for.
    package var forStock: Int64 {
        addition.units - addition.pegs.reduce(0) { $0 + ($1.quantity.wholeUnits ?? 0) }
    }

    /// The event that adds it.
    package var event: PurchaseOrderEvent { .lineIncreased(line: line, addition: addition) }
}

extension Broker {
    /// What requests for more add to the lines of an order, if what is known of its supplier and
    /// what the house may spend allow it.
    ///
    /// What is added is meant for lines that are to be bought for, in the order in which they are
    /// served; the rest is for stock. Prices stay those of the order.
    func increases(
        _ requests: [OrderChange.Request], of order: PurchaseOrder, _ accounts: [LineAccount],
        isApproved: Bool, in storage: any StorageReading
    ) throws -> (increases: [LineIncrease], hints: [IncreaseHint]) {
        guard requests.contains(where: \.isIncrease) else { return ([], []) }
        let inputs = try roundInputs(in: storage)
        var needed = try requirementPlan(of: inputs).requirements
        var increases: [LineIncrease] = []
        for request in requests where request.isIncrease {
            guard let line = order.lines.first(where: { $0.number == request.line }) else {
                continue
            }
            let units = try line.units(of: request.increase)
            let day = try requestedDate(of: request, line, in: order)
            increases.append(
                LineIncrease(
                    line: line.number,
                    addition: LineAddition(
                        units: units,
                        askedAgain: accounts.first { $0.line == line.number }?.withdrawn ?? 0,
                        requestedDate: day,
                        pegs: Self.pegs(units, of: line, on: day, from: &needed))))
        }
        let rules = IncreaseRules(
            order: order, accounts: accounts, increases: increases, inputs: inputs,
            goods: try goods(of: order, accounts, increases, inputs))
        if let refusal = rules.refusal { throw refusal }
        try requireApproval(of: order, increases, inputs, isApproved: isApproved)
        return (increases, rules.hints(on: today))
    }

    /// When what is added is to arrive: as asked, or with the last of the line.
    private func requestedDate(
        of request: OrderChange.Request, _ line: PurchaseOrderLine, in order: PurchaseOrder
    ) throws -> CalendarDate {
        let day = request.date ?? line.schedule.map(\.requestedDate).max() ?? today
        guard day < today else { return day }
        throw ServiceError(
            .notAllowed, code: "change.date-past",
            message: "Line \(line.number) of purchase order \(order.number) was to arrive on "
                + "\(day), which is past: when more of it is to arrive is not said.",
            help: "Say by when with --date; it is for all of the line that has not come.")
    }

    /// Takes what is to be bought of an item anyway, in the order in which lines are served.
    private static func pegs(
        _ units: Int64, of line: PurchaseOrderLine, on day: CalendarDate,
        from needed: inout [Requirement]
    ) -> [Peg] {
        var left = units
        var pegs: [Peg] = []
        for index in needed.indices where left > 0 && needed[index].item == line.item {
            let requirement = needed[index]
            let open = requirement.quantity.wholeUnits ?? 0
            let taken = min(left, open)
            guard taken > 0, requirement.quantity.unit == line.baseQuantity.unit else { continue }
            left -= taken
            needed[index] = requirement.with(units: open - taken)
            pegs.append(
                Peg(
                    line: requirement.line, quantity: requirement.with(units: taken).quantity,
                    expectedDate: day))
        }
        return pegs
    }

    /// Nobody but a person makes an order larger than what may leave without one.
    private func requireApproval(
        of order: PurchaseOrder, _ increases: [LineIncrease], _ inputs: RoundInputs,
        isApproved: Bool
    ) throws {
        let limits = [
            policy.approval.automaticRoundTotal, policy.approval.automaticOrderTotal,
        ].compactMap(\.self)
        guard let limit = limits.min(), !isApproved else { return }
        let total = try increases.reduce(order) { try $0.applying($1.event) }.total
        guard let amount = try houseAmount(of: total, inputs) else {
            throw Self.unapproved(
                order, "\(total), of which nobody can tell what it is in \(policy.currency.code)")
        }
        guard amount > limit else { return }
        throw Self.unapproved(
            order, "\(total), above the limit of \(limit) \(policy.currency.code)")
    }

    /// An amount in the house currency; `nil` where there is no rate of today.
    private func houseAmount(of money: Money, _ inputs: RoundInputs) throws -> FixedPoint? {
        let rate: ExchangeRate?
        do throws(ExchangeRateGap) {
            rate = try policy.exchangeRates(inputs.master.rates).rate(of: money.currency, on: today)
        } catch {
            return nil
        }
        return try rate?.converted(money.amount) ?? money.amount
    }

    /// What the goods of an order come to, of what there was to be of each line and with what is
    /// added now.
    private func goods(
        of order: PurchaseOrder, _ accounts: [LineAccount], _ increases: [LineIncrease],
        _ inputs: RoundInputs
    ) throws -> IncreaseRules.Goods {
        func sum(isAdded: Bool) throws -> FixedPoint? {
            let amounts = try order.lines.map { line in
                let before = accounts.first { $0.line == line.number }?.askedUnits ?? 0
                let added = increases.filter { isAdded && $0.line == line.number }
                    .reduce(0) { $0 + $1.addition.units }
                return try AmountRounding.lineHalfUp.amount(
                    of: line.price,
                    over: Quantity(
                        value: line.quantity(of: before + added), unit: line.quantity.unit))
            }
            return try houseAmount(of: Money.sum(amounts, in: order.currency), inputs)
        }
        return IncreaseRules.Goods(
            before: try sum(isAdded: false), after: try sum(isAdded: true),
            currency: policy.currency)
    }

    private static func unapproved(_ order: PurchaseOrder, _ what: String) -> ServiceError {
        ServiceError(
            .notAllowed, code: "change.approval-needed",
            message: "Purchase order \(order.number) would be for \(what) that may leave without "
                + "approval.",
            help: "Look at it with --dry-run, and approve it with --approve.")
    }
}

extension Requirement {
    /// The same for another number of whole units.
    fileprivate func with(units: Int64) -> Requirement {
        Requirement(
            line: line, item: item,
            quantity: Quantity(
                value: FixedPoint(micros: units * FixedPoint.scale), unit: quantity.unit),
            needByDate: needByDate, lateCost: lateCost, unmetCost: unmetCost, split: split,
            acceptsSubstitute: acceptsSubstitute, priorityRank: priorityRank)
    }
}
