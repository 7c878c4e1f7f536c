import OrderDesk
package import Procurement
import Storage

/// What a supplier's terms say of an order that becomes larger, and its prices do not show.
package enum IncreaseHint: Sendable, Hashable {
    /// A line reaches a quantity of its offer from which a unit costs less.
    case cheaper(line: Int, break: PriceBreak, mode: PriceMode)
    /// The order reaches a discount of its supplier.
    case discount(SupplierDiscount)
}

/// What is known of a supplier that stands against asking it for more: as in a round, its own
/// words about multiples and what there is, and ours about from whom we buy.
struct IncreaseRules {
    let order: PurchaseOrder
    let accounts: [LineAccount]
    let increases: [LineIncrease]
    let inputs: RoundInputs
    let goods: Goods

    /// What the goods of the order come to in the house currency; `nil` where nobody can tell.
    struct Goods {
        let before: FixedPoint?
        let after: FixedPoint?
        let currency: Currency
    }

    /// Why not; `nil` where nothing is known that stands against it.
    var refusal: ServiceError? {
        for increase in increases {
            guard let line = order.lines.first(where: { $0.number == increase.line }) else {
                continue
            }
            if let reason = reason(against: line) {
                return Self.refusal(
                    "Of line \(line.number) of purchase order \(order.number) "
                        + "\(increase.addition.units) \(line.baseQuantity.unit) more cannot be "
                        + "asked for: \(reason).")
            }
        }
        return reasonOfTerms.map {
            Self.refusal("No more of purchase order \(order.number) can be asked for: \($0).")
        }
    }

    private static func refusal(_ message: String) -> ServiceError {
        ServiceError(
            .notAllowed, code: "change.quantity-more", message: message,
            help: "What is needed beyond the order is bought by the next round, from whoever is "
                + "best (broker run).")
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
        let offers = offers(of: line)
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
        let (before, more) = units(of: line.supplierPart)
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

    private func offers(of line: PurchaseOrderLine) -> [Offer] {
        inputs.offers.filter {
            $0.supplier == order.supplier && $0.supplierPart == line.supplierPart
                && $0.item == line.item
        }
    }

    /// How much of a part there is to be, and how much more is asked for, in base units.
    private func units(of part: SupplierPart) -> (before: Int64, more: Int64) {
        let same = order.lines.filter { $0.supplierPart == part }.map(\.number)
        return (
            accounts.filter { same.contains($0.line) }.reduce(0) { $0 + $1.askedUnits },
            increases.filter { same.contains($0.line) }.reduce(0) { $0 + $1.addition.units }
        )
    }

    /// How much of the whole order there is to be, and how much more is asked for.
    private var allUnits: (before: Int64, after: Int64) {
        let before = accounts.reduce(0) { $0 + $1.askedUnits }
        return (before, increases.reduce(before) { $0 + $1.addition.units })
    }

    /// What the terms of the supplier say of an order as a whole.
    private var reasonOfTerms: String? {
        let units = allUnits.after
        if let most = supplier?.terms.maximumUnits, units > most {
            return "\(order.supplier) takes orders of \(most) units at most, and it would be "
                + "\(units)"
        }
        guard let most = supplier?.terms.maximumValue else { return nil }
        let limit = "\(order.supplier) takes orders of \(most) \(goods.currency.code) at most"
        guard let value = goods.after else {
            return "\(limit), and there is no rate of today for \(order.currency.code)"
        }
        return value > most ? "\(limit), and it would be \(value)" : nil
    }
}

extension IncreaseRules {
    /// Where the larger order reaches what a new one would cost less by.
    ///
    /// A change asks for a quantity and not for a price, so that is for the buyer to settle with
    /// the supplier; a lower price in its answer is taken.
    func hints(on day: CalendarDate) -> [IncreaseHint] {
        increases.compactMap { cheaper($0.line, on: day) } + discount
    }

    private func cheaper(_ number: Int, on day: CalendarDate) -> IncreaseHint? {
        guard let line = order.lines.first(where: { $0.number == number }) else { return nil }
        let (before, more) = units(of: line.supplierPart)
        for offer in offers(of: line) where offer.validity.contains(day) && !offer.isStale {
            guard offer.priceBreaks.first?.price.money.currency == order.currency,
                let old = offer.priceBreak(reachedBy: before),
                let new = offer.priceBreak(reachedBy: before + more),
                new.price.isLower(than: old.price)
            else { continue }
            return .cheaper(line: number, break: new, mode: offer.priceMode)
        }
        return nil
    }

    private var discount: [IncreaseHint] {
        guard let discounts = supplier?.discounts else { return [] }
        let units = allUnits
        let before = discounts.last { $0.isReached(by: goods.before, units.before) }
        let after = discounts.last { $0.isReached(by: goods.after, units.after) }
        return after.map { $0 == before ? [] : [.discount($0)] } ?? []
    }
}

extension SupplierDiscount {
    fileprivate func isReached(by goods: FixedPoint?, _ units: Int64) -> Bool {
        switch threshold {
        case .value(let least): goods.map { $0 >= least } ?? false
        case .units(let least): units >= least
        }
    }
}

extension Offer {
    /// The break of the highest quantity that so many base units reach.
    fileprivate func priceBreak(reachedBy units: Int64) -> PriceBreak? {
        priceBreaks.last { ($0.fromQuantity.wholeUnits ?? .max) <= units }
    }
}

extension UnitPrice {
    /// Whether a unit costs less, both in one currency and unit.
    fileprivate func isLower(than other: UnitPrice) -> Bool {
        Int128(money.amount.micros) * Int128(other.per.value.micros)
            < Int128(other.money.amount.micros) * Int128(per.value.micros)
    }
}
