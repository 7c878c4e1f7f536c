import Procurement
import Storage
import SupplierAdapterKit

/// Brings what a supplier offers into the house's terms: item instead of part, base units
/// instead of the supplier's.
///
/// A part that no item reference names is set aside, never guessed.
struct OfferNormalization {
    private let feed: FeedName
    private let matching: PartMatching
    private let itemsByID: [ItemID: Item]
    private let rates: ExchangeRates

    init(feed: FeedName, supplier: SupplierID, master: MasterSnapshot, rates: ExchangeRates) {
        self.feed = feed
        self.rates = rates
        matching = PartMatching(supplier: supplier, master: master)
        itemsByID = Broker.itemsByID(master)
    }

    private func advice(on part: SupplierPart) -> String {
        let similar = matching.lookalikes(of: part)
        guard !similar.isEmpty else {
            return "Add it to item_references.csv if we buy it, then: broker feed retry \(feed)."
        }
        return "It looks like \(similar): if it is the same, add this spelling to "
            + "item_references.csv too, then: broker feed retry \(feed)."
    }

    func offer(_ supplied: SupplierOffer) throws(QuarantineNotice) -> Offer {
        let target = try target(of: supplied.supplierPart, supplied.supplier, supplied.place)
        try check(supplied.unit, target, supplied.supplierPart, supplied.supplier, supplied.place)
        try checkCurrency(of: supplied)
        do {
            return Offer(
                id: try OfferID("\(feed)/\(supplied.supplier)/\(supplied.supplierPart)"),
                feed: feed, supplier: supplied.supplier, supplierPart: supplied.supplierPart,
                item: target.item.id, priceMode: supplied.priceMode,
                priceBreaks: try supplied.priceBreaks.map {
                    try target.converted($0, mode: supplied.priceMode)
                },
                orderRules: try target.converted(supplied.orderRules), leadTime: supplied.leadTime,
                availability: try target.converted(supplied.availability),
                offerCost: supplied.offerCost,
                unitCost: try supplied.unitCost.divided(
                    by: FixedPoint(whole: target.factor), rounding: .up),
                validity: supplied.validity, isStale: false)
        } catch {
            throw QuarantineNotice(
                supplied.place, supplied.supplier, supplied.supplierPart,
                code: "feed.not-convertible",
                message: "The offer of part (\(supplied.supplierPart)) cannot be counted in "
                    + "whole units of item (\(target.item.id)): \(error)",
                help: "Look at base_units in item_references.csv.")
        }
    }

    func availability(
        _ supplied: SupplierAvailability
    ) throws(QuarantineNotice) -> AvailabilityRecord {
        let target = try target(of: supplied.supplierPart, supplied.supplier, supplied.place)
        if let unit = supplied.availability.onHand.value?.unit {
            try check(unit, target, supplied.supplierPart, supplied.supplier, supplied.place)
        }
        do {
            return AvailabilityRecord(
                feed: feed, supplier: supplied.supplier, supplierPart: supplied.supplierPart,
                item: target.item.id, availability: try target.converted(supplied.availability),
                leadTime: supplied.leadTime, isStale: false)
        } catch {
            throw QuarantineNotice(
                supplied.place, supplied.supplier, supplied.supplierPart,
                code: "feed.not-convertible",
                message: "The availability of part (\(supplied.supplierPart)) cannot be counted "
                    + "in units of item (\(target.item.id)): \(error)",
                help: "Look at base_units in item_references.csv.")
        }
    }

    private func target(
        of part: SupplierPart, _ supplier: SupplierID, _ place: FilePlace
    ) throws(QuarantineNotice) -> ConversionTarget {
        guard let reference = matching.reference(of: part),
            let item = itemsByID[reference.item]
        else {
            throw unmatched(part, supplier, place)
        }
        return ConversionTarget(item: item, factor: reference.baseUnits)
    }

    /// Whether a part is an item of ours.
    func isKnown(_ part: SupplierPart) -> Bool {
        matching.reference(of: part).map { itemsByID[$0.item] != nil } ?? false
    }

    /// What people are told of a part that is none of ours.
    ///
    /// Rows of such parts are no sign of a broken file.
    func unmatched(
        _ part: SupplierPart, _ supplier: SupplierID, _ place: FilePlace
    ) -> QuarantineNotice {
        QuarantineNotice(
            place, supplier, part, code: "feed.part-unmatched",
            message: "No item is known for part (\(part)) of supplier (\(supplier)).",
            help: advice(on: part))
    }

    /// A unit of another name is one of ours only if a reference says how many it holds.
    private func check(
        _ unit: UnitOfMeasure, _ target: ConversionTarget, _ part: SupplierPart,
        _ supplier: SupplierID, _ place: FilePlace
    ) throws(QuarantineNotice) {
        guard target.factor == 1, unit != target.item.unit else { return }
        throw QuarantineNotice(
            place, supplier, part, code: "feed.unit-differs",
            message: "Part (\(part)) is offered in \(unit.code), and item (\(target.item.id)) is "
                + "counted in \(target.item.unit.code).",
            help: "State base_units in item_references.csv; or, if both mean the same, the unit of "
                + "the feed: [units] or defaults.unit.")
    }

    /// A price in a currency that no rate is known of is worth nothing that could be compared.
    ///
    /// How old the rate is matters on the day of a round, which asks again.
    private func checkCurrency(of supplied: SupplierOffer) throws(QuarantineNotice) {
        let currency = supplied.priceBreaks[0].price.money.currency
        guard !rates.knows(currency) else { return }
        throw QuarantineNotice(
            supplied.place, supplied.supplier, supplied.supplierPart, code: "feed.rate-missing",
            message: "Part (\(supplied.supplierPart)) is priced in \(currency), of which rates.csv "
                + "has no rate in \(rates.house).",
            help: "Add one to rates.csv, and the currency to the supplier in suppliers.csv, then: "
                + "broker feed retry \(feed).")
    }
}

/// A row that cannot be used, on its way to the list of problems.
struct QuarantineNotice: Error {
    let row: QuarantinedRow

    init(
        _ place: FilePlace, _ supplier: SupplierID, _ part: SupplierPart, code: String,
        message: String, help: String
    ) {
        row = QuarantinedRow(
            place: place, field: "", value: part.rawValue, code: code, message: message,
            help: help, supplier: supplier, supplierPart: part)
    }
}

/// An item, and how many of its base units are in one unit of the supplier.
private struct ConversionTarget {
    let item: Item
    let factor: Int64

    func converted(_ quantity: Quantity) throws -> Quantity {
        let value = try quantity.value.multiplied(by: factor)
        guard value.wholeValue != nil else { throw NotWhole(quantity: quantity) }
        return Quantity(value: value, unit: item.unit)
    }

    /// A shelf that holds a part of a unit holds the whole ones below it.
    func convertedDown(_ quantity: Quantity) throws -> Quantity {
        let whole = try quantity.value.multiplied(by: factor).rounded(fractionDigits: 0, .down)
        return Quantity(value: whole, unit: item.unit)
    }

    /// A break of bands begins one base unit after the band below ends; a break on the whole
    /// quantity begins with the supplier's unit that reaches it.
    func converted(_ priceBreak: PriceBreak, mode: PriceMode) throws -> PriceBreak {
        let from = try converted(priceBreak.fromQuantity)
        let price = try UnitPrice(
            money: priceBreak.price.money, per: converted(priceBreak.price.per))
        guard mode == .incremental else { return PriceBreak(fromQuantity: from, price: price) }
        let step = try FixedPoint(whole: factor - 1)
        let start = Quantity(value: try from.value.subtracting(step), unit: item.unit)
        return PriceBreak(fromQuantity: start, price: price)
    }

    func converted(_ rules: OrderRules) throws -> OrderRules {
        let maximum: Stated<Quantity>
        switch rules.maximumQuantity {
        case .notStated: maximum = .notStated
        case .stated(let quantity): maximum = .stated(try convertedDown(quantity))
        }
        return OrderRules(
            minimumQuantity: try converted(rules.minimumQuantity),
            orderMultiple: try converted(rules.orderMultiple), maximumQuantity: maximum)
    }

    func converted(_ availability: Availability) throws -> Availability {
        let onHand: Stated<Quantity>
        switch availability.onHand {
        case .notStated: onHand = .notStated
        case .stated(let quantity): onHand = .stated(try convertedDown(quantity))
        }
        return Availability(onHand: onHand, leadTimeFromStock: availability.leadTimeFromStock)
    }
}

private struct NotWhole: Error, CustomStringConvertible {
    let quantity: Quantity
    var description: String { "the quantity (\(quantity.value)) is not whole" }
}
