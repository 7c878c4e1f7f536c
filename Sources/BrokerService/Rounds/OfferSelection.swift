package import OrderDesk
package import Procurement
package import Storage

/// An offer that takes no part in a round, and why.
package struct LeftOutOffer: Sendable, Hashable {
    package let offer: OfferID
    package let supplier: SupplierID
    package let item: ItemID
    package let reason: Reason

    package enum Reason: String, Sendable, Hashable, CaseIterable {
        case supplierUnknown = "its supplier is not in the supplier list"
        case supplierBlocked = "its supplier is blocked"
        case poorRecord = "the record of its supplier is worse than a rule bears"
        case notApproved = "its supplier is not approved for the item"
        case otherCurrency = "its price is not in the currency that suppliers.csv says"
        case rateMissing = "rates.csv has no rate of its currency for the order date"
        case rateTooOld = "the newest rate of its currency in rates.csv is too old"
        case notValid = "it is not valid on the order date"
        case noLeadTime = "it states neither stock nor a lead time"
        case refusedSince =
            "its supplier did not confirm what was ordered of it, and sent no file since"
        case nothingOnHand = "the supplier has none and states no lead time"
        case noLegalQuantity = "its minimum, multiple and maximum leave no legal quantity"
        case amountTooLarge = "its amounts are too large to count"
        case unitUnknown = "it is not counted in whole base units of the item"
    }
}

/// The offers of a round: those that may be bought, with the shelf figures of separate
/// availability feeds joined to them, and those left out.
package struct OfferSelection: Sendable {
    package private(set) var usable: [Offer] = []
    package private(set) var leftOut: [LeftOutOffer] = []
    /// For each other currency that a usable offer is priced in, the rate of the order date.
    package private(set) var ratesByCurrency: [Currency: ExchangeRate] = [:]

    /// Chooses among all offers in force.
    ///
    /// - Parameters:
    ///   - items: the items that the round needs, substitutes included; other offers are ignored.
    ///   - rates: what other currencies are worth.
    ///   - day: the order date.
    ///   - commitments: what our own orders have taken since; no longer there to be ordered.
    ///   - verdicts: rules that suppliers' records break.
    package init(
        offers: [Offer], availabilities: [AvailabilityRecord], commitments: Commitments,
        master: MasterSnapshot, items: Set<ItemID>, rates: ExchangeRates, on day: CalendarDate,
        verdicts: [ScorecardVerdict] = []
    ) {
        let excluded = Set(verdicts.filter { $0.rule.effect == .exclude }.map(\.supplier))
        let eligibility = SupplierEligibility(master.rules)
        let suppliersByID = Dictionary(
            master.suppliers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var shelf: [ShelfKey: AvailabilityRecord] = [:]
        for record in availabilities {
            let key = ShelfKey(supplier: record.supplier, part: record.supplierPart)
            if let known = shelf[key], known.isStale == false, record.isStale { continue }
            shelf[key] = record
        }
        for offer in offers.sorted(by: { $0.id < $1.id }) where items.contains(offer.item) {
            let key = ShelfKey(supplier: offer.supplier, part: offer.supplierPart)
            let record = shelf[key].flatMap { $0.item == offer.item ? $0 : nil }
            let candidate = offer.withShelf(of: record, less: commitments)
            let isRefused = commitments.isRefused(
                offer.supplierPart, by: offer.supplier, feed: offer.feed)
            let reason: LeftOutOffer.Reason? =
                isRefused
                ? .refusedSince
                : Self.reasonAgainst(
                    candidate, supplier: suppliersByID[offer.supplier], eligibility: eligibility,
                    day: day)
                    ?? (excluded.contains(offer.supplier) ? .poorRecord : nil)
                    ?? reasonAgainstPrice(of: candidate, rates: rates, day: day)
            if let reason {
                leftOut.append(
                    LeftOutOffer(
                        offer: offer.id, supplier: offer.supplier, item: offer.item,
                        reason: reason))
            } else {
                usable.append(candidate)
            }
        }
    }

    private struct ShelfKey: Hashable {
        let supplier: SupplierID
        let part: SupplierPart
    }

    private static func reasonAgainst(
        _ offer: Offer, supplier: Supplier?, eligibility: SupplierEligibility,
        day: CalendarDate
    ) -> LeftOutOffer.Reason? {
        guard let supplier else { return .supplierUnknown }
        if supplier.isBlocked { return .supplierBlocked }
        if !eligibility.isAllowed(item: offer.item, supplier: offer.supplier) {
            return .notApproved
        }
        // An order is in one currency, the supplier's: prices in another would be none of it.
        if offer.priceBreaks.contains(where: { $0.price.money.currency != supplier.currency }) {
            return .otherCurrency
        }
        if !offer.validity.contains(day) { return .notValid }
        if case .notStated = offer.leadTime {
            guard case .stated(let onHand) = offer.availability.onHand else { return .noLeadTime }
            if onHand.value <= .zero { return .nothingOnHand }
        }
        return nil
    }

    /// Notes the rate that the prices of an offer are counted at, or tells why there is none.
    private mutating func reasonAgainstPrice(
        of offer: Offer, rates: ExchangeRates, day: CalendarDate
    ) -> LeftOutOffer.Reason? {
        guard let currency = offer.currency else { return nil }
        do throws(ExchangeRateGap) {
            if let rate = try rates.rate(of: currency, on: day) {
                ratesByCurrency[currency] = rate
            }
            return nil
        } catch {
            switch error {
            case .missing: return .rateMissing
            case .tooOld: return .rateTooOld
            }
        }
    }
}

extension Offer {
    /// The currency of its prices, which are all of one.
    var currency: Currency? { priceBreaks.first?.price.money.currency }

    /// The same offer with its prices and costs in the house currency, each rounded half up to
    /// 10⁻⁶ of it.
    func counted(at rate: ExchangeRate, in house: Currency) throws -> Offer {
        var breaks: [PriceBreak] = []
        for priceBreak in priceBreaks {
            let amount = try rate.converted(priceBreak.price.money.amount)
            breaks.append(
                PriceBreak(
                    fromQuantity: priceBreak.fromQuantity,
                    price: try UnitPrice(
                        money: Money(amount: amount, currency: house), per: priceBreak.price.per)))
        }
        return Offer(
            id: id, feed: feed, supplier: supplier, supplierPart: supplierPart, item: item,
            priceMode: priceMode, priceBreaks: breaks, orderRules: orderRules, leadTime: leadTime,
            availability: availability, offerCost: try rate.converted(offerCost),
            unitCost: try rate.converted(unitCost), validity: validity, isStale: isStale)
    }

    /// The same offer with what another feed says of the shelf, less what we ordered since.
    func withShelf(of record: AvailabilityRecord?, less commitments: Commitments) -> Offer {
        var statedLeadTime = leadTime
        if let record, case .stated = record.leadTime { statedLeadTime = record.leadTime }
        let ordered = commitments.units(of: supplierPart, from: supplier, feed: feed)
        let taken =
            record.map { commitments.units(of: supplierPart, from: supplier, feed: $0.feed) }
            ?? ordered
        let shelf: Availability
        let rules: OrderRules
        do throws(ArithmeticError) {
            shelf = try (record?.availability ?? availability).reduced(by: taken)
            rules = try orderRules.reduced(by: ordered)
        } catch {
            preconditionFailure("What was ordered must be countable: \(error)")
        }
        return Offer(
            id: id, feed: feed, supplier: supplier, supplierPart: supplierPart, item: item,
            priceMode: priceMode, priceBreaks: priceBreaks, orderRules: rules,
            leadTime: statedLeadTime, availability: shelf, offerCost: offerCost,
            unitCost: unitCost, validity: validity, isStale: isStale || (record?.isStale ?? false))
    }
}
