import GRDB
import Procurement
import Storage

// MARK: - Reading

extension SQLiteTransaction {
    /// Every offer, with one pass over offers and price breaks together: there may be a hundred
    /// thousand of them.
    func offers() throws(StorageError) -> [Offer] {
        try query { database in
            var offers: [Offer] = []
            var row: OfferRow?
            var breaks: [PriceBreak] = []
            try database.forEachRow(
                """
                SELECT price_break.offer, from_quantity_micros, price_micros, price_per_micros,
                    \(Self.offerColumns)
                FROM offer JOIN price_break ON price_break.offer = offer.id
                ORDER BY offer.id, from_quantity_micros
                """
            ) { columns in
                let id = try columns.text()
                let amounts = (
                    from: try columns.fixedPoint(), price: try columns.fixedPoint(),
                    per: try columns.fixedPoint()
                )
                if row?.id.rawValue != id {
                    if let row { offers.append(row.offer(breaks)) }
                    row = try OfferRow(from: &columns)
                    breaks = []
                }
                if let row {
                    breaks.append(try row.priceBreak(amounts.from, amounts.price, amounts.per))
                }
            }
            if let row { offers.append(row.offer(breaks)) }
            return offers
        }
    }

    fileprivate static let offerColumns = """
        id, feed, supplier, supplier_part, item, price_mode, currency, unit, \
        minimum_quantity_micros, order_multiple_micros, maximum_quantity_micros, lead_time_days, \
        lead_time_counting, on_hand_micros, stock_lead_time_days, stock_lead_time_counting, \
        offer_cost_micros, unit_cost_micros, valid_from_day, valid_through_day, is_stale
        """

    func availabilities() throws(StorageError) -> [AvailabilityRecord] {
        try query { database in
            try database.values(
                "SELECT \(Self.availabilityColumns) FROM availability ORDER BY 1, 2, 3"
            ) {
                let (feed, supplier) = (
                    try $0.named(FeedName.self), try $0.named(SupplierID.self)
                )
                let (part, item) = (
                    try $0.named(SupplierPart.self), try $0.named(ItemID.self)
                )
                var onHand = Stated<Quantity>.notStated
                if let value = try $0.optionalFixedPoint() {
                    onHand = .stated(Quantity(value: value, unit: try $0.unit()))
                } else {
                    _ = try $0.optionalText()
                }
                return AvailabilityRecord(
                    feed: feed, supplier: supplier, supplierPart: part, item: item,
                    availability: Availability(
                        onHand: onHand, leadTimeFromStock: try $0.leadTime()),
                    leadTime: try $0.statedLeadTime(), isStale: try $0.flag())
            }
        }
    }

    private static let availabilityColumns = """
        feed, supplier, supplier_part, item, on_hand_micros, unit, stock_lead_time_days, \
        stock_lead_time_counting, lead_time_days, lead_time_counting, is_stale
        """
}

/// The columns of an offer, before its price breaks are known.
private struct OfferRow {
    let id: OfferID
    let feed: FeedName
    let supplier: SupplierID
    let supplierPart: SupplierPart
    let item: ItemID
    let priceMode: PriceMode
    let currency: Currency
    let unit: UnitOfMeasure
    let minimumQuantity: FixedPoint
    let orderMultiple: FixedPoint
    let maximumQuantity: FixedPoint?
    let leadTime: Stated<LeadTime>
    let onHand: FixedPoint?
    let leadTimeFromStock: LeadTime
    let offerCost: FixedPoint
    let unitCost: FixedPoint
    let validity: Validity
    let isStale: Bool

    init(from columns: inout Columns) throws {
        id = try columns.named(OfferID.self)
        feed = try columns.named(FeedName.self)
        supplier = try columns.named(SupplierID.self)
        supplierPart = try columns.named(SupplierPart.self)
        item = try columns.named(ItemID.self)
        priceMode = try columns.named(PriceMode.self)
        currency = try columns.currency()
        unit = try columns.unit()
        minimumQuantity = try columns.fixedPoint()
        orderMultiple = try columns.fixedPoint()
        maximumQuantity = try columns.optionalFixedPoint()
        leadTime = try columns.statedLeadTime()
        onHand = try columns.optionalFixedPoint()
        leadTimeFromStock = try columns.leadTime()
        offerCost = try columns.fixedPoint()
        unitCost = try columns.fixedPoint()
        validity = Validity(from: try columns.optionalDate(), through: try columns.optionalDate())
        isStale = try columns.flag()
    }

    private func quantity(_ value: FixedPoint) -> Quantity { Quantity(value: value, unit: unit) }

    func priceBreak(
        _ from: FixedPoint, _ price: FixedPoint, _ per: FixedPoint
    ) throws -> PriceBreak {
        PriceBreak(
            fromQuantity: quantity(from),
            price: try UnitPrice(
                money: Money(amount: price, currency: currency), per: quantity(per)))
    }

    func offer(_ breaks: [PriceBreak]) -> Offer {
        Offer(
            id: id, feed: feed, supplier: supplier, supplierPart: supplierPart, item: item,
            priceMode: priceMode, priceBreaks: breaks,
            orderRules: OrderRules(
                minimumQuantity: quantity(minimumQuantity),
                orderMultiple: quantity(orderMultiple),
                maximumQuantity: Stated(maximumQuantity.map(quantity))),
            leadTime: leadTime,
            availability: Availability(
                onHand: Stated(onHand.map(quantity)), leadTimeFromStock: leadTimeFromStock),
            offerCost: offerCost, unitCost: unitCost, validity: validity, isStale: isStale)
    }
}

// MARK: - Writing

extension SQLiteTransaction {
    static func insert(
        _ offers: [Offer], in snapshot: FeedSnapshot, into database: Database
    ) throws {
        let insertion = try database.insertion(into: "offer", offerColumns)
        let breaks = try database.insertion(
            into: "price_break", "offer, from_quantity_micros, price_micros, price_per_micros")
        for offer in offers {
            try StorageRules.check(offer, in: snapshot)
            try insertion.insert(arguments(of: offer))
            for priceBreak in offer.priceBreaks {
                try breaks.insert([
                    offer.id.rawValue, priceBreak.fromQuantity.value.micros,
                    priceBreak.price.money.amount.micros, priceBreak.price.per.value.micros,
                ])
            }
        }
    }

    private static func arguments(of offer: Offer) -> [Argument?] {
        let (rules, availability) = (offer.orderRules, offer.availability)
        let identity: [Argument?] = [
            offer.id.rawValue, offer.feed.rawValue, offer.supplier.rawValue,
            offer.supplierPart.rawValue, offer.item.rawValue, offer.priceMode.rawValue,
            offer.priceBreaks.first?.price.money.currency.code, rules.minimumQuantity.unit.code,
        ]
        let quantities: [Argument?] = [
            rules.minimumQuantity.value.micros, rules.orderMultiple.value.micros,
            rules.maximumQuantity.value?.value.micros,
        ]
        let times: [Argument?] =
            offer.leadTime.arguments + [availability.onHand.value?.value.micros]
            + Stated.stated(availability.leadTimeFromStock).arguments
        let rest: [Argument?] = [
            offer.offerCost.micros, offer.unitCost.micros, offer.validity.from?.dayNumber,
            offer.validity.through?.dayNumber, offer.isStale,
        ]
        return identity + quantities + times + rest
    }

    static func insert(
        _ records: [AvailabilityRecord], in snapshot: FeedSnapshot, into database: Database
    ) throws {
        let insertion = try database.insertion(into: "availability", availabilityColumns)
        for record in records {
            try StorageRules.check(record, in: snapshot)
            let onHand = record.availability.onHand.value
            let identity: [Argument?] = [
                record.feed.rawValue, record.supplier.rawValue, record.supplierPart.rawValue,
                record.item.rawValue, onHand?.value.micros, onHand?.unit.code,
            ]
            try insertion.insert(
                identity + Stated.stated(record.availability.leadTimeFromStock).arguments
                    + record.leadTime.arguments + [record.isStale])
        }
    }
}
