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
    ) throws -> [LineIncrease] {
        guard requests.contains(where: \.isIncrease) else { return [] }
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
                        units: units, requestedDate: day,
                        pegs: Self.pegs(units, of: line, on: day, from: &needed))))
        }
        let rules = IncreaseRules(
            order: order, accounts: accounts, increases: increases, inputs: inputs)
        if let refusal = rules.refusal { throw refusal }
        try requireApproval(of: order, increases, inputs, isApproved: isApproved)
        return increases
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
        let rate: ExchangeRate?
        do throws(ExchangeRateGap) {
            rate = try policy.exchangeRates(inputs.master.rates).rate(of: total.currency, on: today)
        } catch {
            throw Self.unapproved(
                order, "\(total), of which nobody can tell what it is in \(policy.currency.code)")
        }
        let amount = try rate?.converted(total.amount) ?? total.amount
        guard amount > limit else { return }
        throw Self.unapproved(
            order, "\(total), above the limit of \(limit) \(policy.currency.code)")
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

/// What is known of a supplier that stands against asking it for more: as in a round, its own
/// words about multiples and what there is, and ours about from whom we buy.
struct IncreaseRules {
    let order: PurchaseOrder
    let accounts: [LineAccount]
    let increases: [LineIncrease]
    let inputs: RoundInputs

    /// Why not; `nil` where nothing is known that stands against it.
    var refusal: ServiceError? {
        for increase in increases {
            guard let line = order.lines.first(where: { $0.number == increase.line }) else {
                continue
            }
            if let reason = reason(against: line) {
                return ServiceError(
                    .notAllowed, code: "change.quantity-more",
                    message: "Of line \(line.number) of purchase order \(order.number) "
                        + "\(increase.addition.units) \(line.baseQuantity.unit) more cannot be "
                        + "asked for: \(reason).",
                    help: "What is needed beyond the order is bought by the next round, from "
                        + "whoever is best (broker run).")
            }
        }
        return reasonOfTerms.map { reason in
            ServiceError(
                .notAllowed, code: "change.quantity-more",
                message: "No more of purchase order \(order.number) can be asked for: \(reason).",
                help: "What is needed beyond the order is bought by the next round, from whoever "
                    + "is best (broker run).")
        }
    }

    private var supplier: Supplier? { inputs.master.suppliers.first { $0.id == order.supplier } }

    private func reason(against line: PurchaseOrderLine) -> String? {
        if supplier?.isBlocked == true { return "\(order.supplier) is blocked" }
        let eligibility = SupplierEligibility(inputs.master.rules)
        guard eligibility.isAllowed(item: line.item, supplier: order.supplier) else {
            return "\(order.supplier) is not approved for \(line.item)"
        }
        let isExcluded = inputs.verdicts.contains {
            $0.rule.effect == .exclude && $0.supplier == order.supplier
        }
        if isExcluded {
            return "the record of \(order.supplier) is worse than a rule of supplier_rule bears"
        }
        let offers = inputs.offers.filter {
            $0.supplier == order.supplier && $0.supplierPart == line.supplierPart
                && $0.item == line.item
        }
        // Of several offers one is enough.
        var reasons: [String] = []
        for offer in offers {
            guard let reason = reason(against: line, by: offer) else { return nil }
            reasons.append(reason)
        }
        return reasons.first
    }

    private func reason(against line: PurchaseOrderLine, by offer: Offer) -> String? {
        let commitments = Commitments(
            orders: inputs.orders, snapshots: inputs.snapshots, orderedAt: inputs.roundTimes,
            refusals: inputs.refusals)
        if commitments.isRefused(line.supplierPart, by: order.supplier, feed: offer.feed) {
            return "\(order.supplier) did not confirm what was ordered of it, and sent no file "
                + "since"
        }
        let record = inputs.availabilities.first {
            $0.supplier == offer.supplier && $0.supplierPart == offer.supplierPart
                && $0.item == offer.item
        }
        let left = offer.withShelf(of: record, less: commitments)
        let same = order.lines.filter { $0.supplierPart == line.supplierPart }.map(\.number)
        let more = increases.filter { same.contains($0.line) }.reduce(0) { $0 + $1.addition.units }
        let before = accounts.filter { same.contains($0.line) }.reduce(0) { $0 + $1.askedUnits }
        if let multiple = offer.orderRules.orderMultiple.wholeUnits, multiple > 0,
            (before + more) % multiple != 0
        {
            return "\(order.supplier) sells it in multiples of \(multiple), and "
                + "\(before + more) is none"
        }
        if case .stated(let most) = left.orderRules.maximumQuantity,
            more > most.value.micros / FixedPoint.scale
        {
            return "\(order.supplier) sells \(most.value) more of it at most"
        }
        if case .notStated = left.leadTime, case .stated(let shelf) = left.availability.onHand,
            more > shelf.value.micros / FixedPoint.scale
        {
            return "\(order.supplier) has \(shelf.value) more of it, and states no lead time for "
                + "what it has not"
        }
        return nil
    }

    /// What the terms of the supplier say of an order as a whole.
    private var reasonOfTerms: String? {
        guard let most = supplier?.terms.maximumUnits else { return nil }
        let units =
            accounts.reduce(0) { $0 + $1.askedUnits }
            + increases.reduce(0) { $0 + $1.addition.units }
        return units > most
            ? "\(order.supplier) takes orders of \(most) units at most, and it would be \(units)"
            : nil
    }
}
