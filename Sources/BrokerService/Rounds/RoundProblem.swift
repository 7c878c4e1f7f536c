package import OrderDesk
package import Procurement
package import SourcingEngine
import Storage

/// A round as the engine sees it, with the way back from its positions to ours.
package struct RoundProblem: Sendable {
    package var problem: SourcingProblem
    /// The offer behind each position of `problem.offers`, with its prices as stated.
    package var offers: [Offer] = []
    /// The requirement behind each position of `problem.lines`.
    package var requirements: [Requirement]
    /// What prices in other currencies are counted at.
    package var ratesByCurrency: [Currency: ExchangeRate] = [:]
    /// Arrival dates of the tranches of each offer.
    package var arrivals: [[CalendarDate]] = []
    /// What was learned of the offers' stated days, in the order of ``offers``; not of all.
    package var learned: [LearnedArrival] = []
    package var leftOut: [LeftOutOffer]
    /// Salvage values that had to be lowered because a unit could be bought for less.
    package var loweredSalvage: [ItemID] = []
    /// Rules that the records of suppliers break, and what they do.
    package var verdicts: [ScorecardVerdict] = []
    /// Credits for waiting that lines could get.
    package var credits: [AssumedCredit] = []
}

/// Builds the engine's problem from requirements, offers and policy.
package struct RoundProblemBuilder {
    private let policy: BrokerPolicy
    private let master: MasterSnapshot
    private let suppliersByID: [SupplierID: Supplier]
    private let now: LocalTime
    private let substitution: SubstitutionRules
    private var learned: LearnedArrivals?
    private var credits: RoundCredits?
    private var result: RoundProblem
    private var itemPositions: [String: Int] = [:]
    private var supplierPositions: [SupplierID: Int] = [:]

    init(
        policy: BrokerPolicy, master: MasterSnapshot, now: LocalTime,
        substitution: SubstitutionRules, verdicts: [ScorecardVerdict] = [],
        learned: LearnedArrivals?, credits: RoundCredits? = nil
    ) {
        self.credits = credits
        self.substitution = substitution
        self.learned = learned
        self.policy = policy
        self.master = master
        self.now = now
        suppliersByID = Dictionary(
            master.suppliers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        result = RoundProblem(
            problem: SourcingProblem(
                currency: policy.currency.code,
                maximumSuppliersPerLine: policy.limits.perLine,
                maximumSuppliersPerItem: policy.limits.perItem,
                maximumSuppliers: policy.limits.inAll),
            requirements: [], leftOut: [])
        result.verdicts = verdicts
    }

    package mutating func build(
        requirements: [Requirement], selection: OfferSelection
    ) -> RoundProblem {
        result.leftOut = selection.leftOut
        result.ratesByCurrency = selection.ratesByCurrency
        let excluded = Set(
            selection.leftOut.filter { $0.reason == .poorRecord }.map(\.supplier))
        addItems(substitution.itemsNeeded(by: requirements))
        addLines(requirements)
        addOffers(selection.usable)
        addShares()
        addSurcharges()
        lowerSalvage()
        credits?.add(to: &result.problem, result.requirements)
        result.credits = credits?.rows ?? []
        result.verdicts.removeAll { verdict in
            verdict.rule.effect == .exclude
                ? !excluded.contains(verdict.supplier)
                : supplierPositions[verdict.supplier] == nil
        }
        return result
    }

    private mutating func addItems(_ needed: Set<ItemID>) {
        for item in master.items.sorted(by: { $0.id < $1.id }) where needed.contains(item.id) {
            itemPositions[item.id.rawValue] = result.problem.items.count
            result.problem.items.append(
                SourcingItem(id: item.id.rawValue, salvageValue: item.salvageValue.micros))
        }
    }

    /// Adds lines; those that accept substitutes want a stand-in of their item.
    ///
    /// The item itself serves a stand-in at no cost, its substitutes at theirs. The problem states
    /// substitution by item, our customers by line.
    private mutating func addLines(_ requirements: [Requirement]) {
        for requirement in requirements.sorted(by: { $0.line < $1.line }) {
            guard let units = requirement.quantity.wholeUnits,
                let position = itemPosition(for: requirement)
            else { continue }
            result.problem.lines.append(
                SourcingLine(
                    id: requirement.line.description, item: position, quantity: units,
                    needByDay: Countable.day(now.date.days(until: requirement.needByDate)),
                    lateCost: requirement.lateCost.micros,
                    unmetCost: requirement.unmetCost.micros,
                    split: SourcingSplit(requirement.split)))
            result.requirements.append(requirement)
        }
    }

    private mutating func itemPosition(for requirement: Requirement) -> Int? {
        let name = requirement.item.rawValue
        let substitutes = substitution.substitutes(for: requirement)
        guard !substitutes.isEmpty else { return itemPositions[name] }
        // Customers whose list has only some of them want another stand-in.
        let standIn =
            substitution.isRestricted(substitutes, of: requirement.item)
            ? ([name] + substitutes.map(\.substitute.rawValue)).joined(separator: " or ")
            : name + " or substitute"
        if let known = itemPositions[standIn] { return known }
        guard let own = itemPositions[name] else { return nil }
        let position = result.problem.items.count
        itemPositions[standIn] = position
        result.problem.items.append(SourcingItem(id: standIn))
        result.problem.substitutes.append(
            SourcingSubstitute(item: position, substitute: own))
        for substitute in substitutes {
            guard let other = itemPositions[substitute.substitute.rawValue] else { continue }
            result.problem.substitutes.append(
                SourcingSubstitute(
                    item: position, substitute: other, cost: substitute.cost.micros))
        }
        return position
    }

    private mutating func addOffers(_ offers: [Offer]) {
        for offer in offers {
            guard let itemPosition = itemPositions[offer.item.rawValue] else { continue }
            switch converted(offer, item: itemPosition) {
            case .success((let converted, let arrivals)):
                result.problem.offers.append(converted)
                result.offers.append(offer)
                result.arrivals.append(arrivals)
                if let last = arrivals.last,
                    let known = learned?.words(of: offer, stated: last)
                {
                    result.learned.append(known)
                }
            case .failure(let refusal):
                result.leftOut.append(
                    LeftOutOffer(
                        offer: offer.id, supplier: offer.supplier, item: offer.item,
                        reason: refusal.reason))
            }
        }
    }

    private struct Refusal: Error {
        let reason: LeftOutOffer.Reason
    }

    private mutating func converted(
        _ stated: Offer, item: Int
    ) -> Result<(SourcingOffer, [CalendarDate]), Refusal> {
        guard let offer = counted(stated) else {
            return .failure(Refusal(reason: .amountTooLarge))
        }
        guard let supplier = supplierPosition(of: offer.supplier) else {
            return .failure(Refusal(reason: .supplierUnknown))
        }
        guard let first = offer.priceBreaks.first,
            let basis = first.price.per.wholeUnits,
            let minimum = offer.orderRules.minimumQuantity.wholeUnits,
            let multiple = offer.orderRules.orderMultiple.wholeUnits
        else { return .failure(Refusal(reason: .unitUnknown)) }
        var breaks: [SourcingPriceBreak] = []
        for priceBreak in offer.priceBreaks {
            guard let from = priceBreak.fromQuantity.wholeUnits,
                priceBreak.price.per == first.price.per
            else { return .failure(Refusal(reason: .unitUnknown)) }
            breaks.append(
                SourcingPriceBreak(
                    fromQuantity: max(1, from), unitPrice: priceBreak.price.money.amount.micros))
        }
        guard let supply = supply(of: offer) else {
            return .failure(Refusal(reason: .noLeadTime))
        }
        var sourcing = SourcingOffer(
            id: offer.id.rawValue, supplier: supplier, item: item, priceBreaks: breaks,
            tranches: supply.tranches)
        sourcing.minimumQuantity = max(minimum, breaks[0].fromQuantity)
        sourcing.orderMultiple = multiple
        sourcing.maximumQuantity = supply.maximum
        sourcing.offerCost = offer.offerCost.micros
        sourcing.unitCost = offer.unitCost.micros
        sourcing.priceQuantity = basis
        sourcing.priceMode = SourcingPriceMode(offer.priceMode)
        let lowest = (sourcing.minimumQuantity + multiple - 1) / multiple * multiple
        if let maximum = supply.maximum, lowest > maximum {
            return .failure(Refusal(reason: .noLegalQuantity))
        }
        guard Countable.holds(sourcing) else {
            return .failure(Refusal(reason: .amountTooLarge))
        }
        return .success((sourcing, supply.dates))
    }

    /// The offer in the house currency; `nil` if its amounts are too large for that.
    private func counted(_ offer: Offer) -> Offer? {
        guard let rate = offer.currency.flatMap({ result.ratesByCurrency[$0] }) else {
            return offer
        }
        do {
            return try offer.counted(at: rate, in: policy.currency)
        } catch {
            return nil
        }
    }

    private struct Supply {
        var tranches: [SourcingTranche]
        var dates: [CalendarDate]
        var maximum: Int64?
    }

    /// What is on the shelf arrives first, the rest at the stated lead time.
    ///
    /// A shelf that is not
    /// stated caps nothing; a shelf without a lead time behind it is all there is.
    private mutating func supply(of offer: Offer) -> Supply? {
        let maximum = offer.orderRules.maximumQuantity.value?.wholeUnits.map(Countable.units)
        let onHand = offer.availability.onHand.value?.wholeUnits.map(Countable.units)
        let fromStock = arrival(of: offer.availability.leadTimeFromStock, supplier: offer.supplier)
        guard let leadTime = offer.leadTime.value else {
            guard let onHand, onHand > 0 else { return nil }
            return Supply(
                tranches: [tranche(nil, on: fromStock, of: offer)], dates: [fromStock],
                maximum: min(maximum ?? onHand, onHand))
        }
        let later = arrival(of: leadTime, supplier: offer.supplier)
        guard let onHand, onHand > 0, fromStock < later else {
            return Supply(
                tranches: [tranche(nil, on: later, of: offer)], dates: [later], maximum: maximum)
        }
        if let maximum, maximum <= onHand {
            return Supply(
                tranches: [tranche(nil, on: fromStock, of: offer)], dates: [fromStock],
                maximum: maximum)
        }
        return Supply(
            tranches: [
                tranche(onHand, on: fromStock, of: offer), tranche(nil, on: later, of: offer),
            ],
            dates: [fromStock, later], maximum: maximum)
    }

    private mutating func tranche(
        _ quantity: Int64?, on date: CalendarDate, of offer: Offer
    ) -> SourcingTranche {
        SourcingTranche(
            quantity: quantity,
            arrivals: learned?.arrivals(stated: date, supplier: offer.supplier, item: offer.item)
                ?? [SourcingArrival(days: now.date.days(until: date))])
    }

    private func arrival(of leadTime: LeadTime, supplier id: SupplierID) -> CalendarDate {
        let calendar = calendar(of: id)
        return leadTime.arrival(orderedOn: calendar.orderDay(at: now), calendar: calendar)
    }

    private func calendar(of id: SupplierID) -> WorkCalendar {
        let name = suppliersByID[id]?.calendar ?? ""
        return policy.calendarsByName[name] ?? .everyDay("every-day")
    }

    private mutating func supplierPosition(of id: SupplierID) -> Int? {
        if let known = supplierPositions[id] { return known }
        guard let supplier = suppliersByID[id] else { return nil }
        let position = result.problem.suppliers.count
        supplierPositions[id] = position
        result.problem.suppliers.append(SourcingSupplier(supplier))
        return position
    }

    private mutating func addShares() {
        for share in master.shares {
            guard let supplier = supplierPositions[share.supplier],
                let item = itemPositions[share.item.rawValue]
            else { continue }
            result.problem.shares.append(
                SourcingShare(
                    supplier: supplier, item: item,
                    minimumShareMillionths: share.minimumShare.micros,
                    maximumShareMillionths: share.maximumShare.micros))
        }
    }

    /// An order to a supplier with a poor record pays a penalty.
    ///
    /// Nobody is paid it: it only weighs in the comparison. A supplier without a usable offer has
    /// none.
    private mutating func addSurcharges() {
        for verdict in result.verdicts {
            guard case .surcharge(let amount) = verdict.rule.effect,
                let supplier = supplierPositions[verdict.supplier]
            else { continue }
            result.problem.rules.append(
                SourcingRule(
                    id: "\(verdict.rule.name) of \(verdict.supplier)",
                    demand: .forbid(supplier: supplier, item: nil), penalty: amount.micros))
        }
    }

    /// A surplus unit worth more than it costs would be bought without end: the worth is lowered
    /// to the cheapest way of buying one.
    private mutating func lowerSalvage() {
        var cheapest: [Int: Int64] = [:]
        for offer in result.problem.offers {
            let discounts = result.problem.suppliers[offer.supplier].discounts
            let percent = discounts.map(\.percentTenThousandths).max() ?? 0
            guard let price = offer.priceBreaks.map(\.unitPrice).min() else { continue }
            let net = Int128(price) * Int128(1_000_000 - percent)
            let perUnit = net / (Int128(1_000_000) * Int128(offer.priceQuantity))
            let floor = Int64(perUnit) + offer.unitCost
            cheapest[offer.item] = min(cheapest[offer.item] ?? floor, floor)
        }
        for (position, floor) in cheapest
        where result.problem.items[position].salvageValue > floor {
            result.problem.items[position].salvageValue = floor
            if let id = master.items.first(where: {
                $0.id.rawValue == result.problem.items[position].id
            })?.id {
                result.loweredSalvage.append(id)
            }
        }
        result.loweredSalvage.sort()
    }
}

extension SourcingSplit {
    init(_ rule: SplitRule) {
        switch rule {
        case .any: self = .any
        case .single: self = .single
        case .complete: self = .complete
        }
    }
}

extension SourcingPriceMode {
    init(_ mode: PriceMode) {
        switch mode {
        case .allUnits: self = .allUnits
        case .incremental: self = .incremental
        }
    }
}

extension SourcingSupplier {
    init(_ supplier: Supplier) {
        self.init(id: supplier.id.rawValue)
        orderCost = supplier.terms.orderCost.micros
        minimumOrderValue = supplier.terms.minimumOrderValue.micros
        minimumOrderSurcharge = supplier.terms.minimumOrderSurcharge?.micros
        freight = supplier.terms.freight.micros
        freeFreightFrom = supplier.terms.freeFreightFrom?.micros
        maximumUnits = supplier.terms.maximumUnits
        maximumValue = supplier.terms.maximumValue?.micros
        discounts = supplier.discounts.map { discount in
            let from: SourcingDiscount.Threshold
            switch discount.threshold {
            case .value(let value): from = .value(value.micros)
            case .units(let units): from = .units(units)
            }
            return SourcingDiscount(
                from: from, percentTenThousandths: discount.percent.micros / 100)
        }
    }
}

/// What the engine can count with; one absurd figure must not stop the round of a whole house.
private enum Countable {
    private static let mostUnits: Int64 = 1_000_000_000
    private static let mostMicros: Int64 = 1_000_000_000_000_000
    private static let farthestDay = 1_000_000

    /// A shelf or a maximum that nobody can exhaust, such as 9,999,999,999.
    static func units(_ units: Int64) -> Int64 { min(units, mostUnits) }

    /// Some order systems write the year 9999 where no day is known.
    static func day(_ day: Int) -> Int { max(-farthestDay, min(farthestDay, day)) }

    static func holds(_ offer: SourcingOffer) -> Bool {
        let quantities =
            [offer.minimumQuantity, offer.orderMultiple, offer.priceQuantity]
            + offer.priceBreaks.map(\.fromQuantity)
        let amounts = [offer.offerCost, offer.unitCost] + offer.priceBreaks.map(\.unitPrice)
        return quantities.allSatisfy { $0 <= mostUnits } && amounts.allSatisfy { $0 <= mostMicros }
    }
}
