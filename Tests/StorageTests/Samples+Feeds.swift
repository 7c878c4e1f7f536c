import Procurement
import Storage

extension Sample {
    static func delivery(
        _ id: String, feed: String = "prices", takenAt: Int64 = 1, sha256: String = digest,
        status: FeedDelivery.Status = .accepted
    ) throws -> FeedDelivery {
        FeedDelivery(
            id: id, feed: try FeedName(feed), fileName: "täglich.csv", keptAt: "kept/\(id)",
            sha256: sha256, takenAt: moment(takenAt), status: status, reason: wildText,
            rowsAccepted: .max, rowsQuarantined: 0)
    }

    static func problem(of delivery: String, line: Int, value: String = "") -> FeedProblem {
        FeedProblem(
            delivery: delivery, file: "a.csv", line: line, column: .max, field: "Menge",
            value: value, code: "feed.quantity-not-whole", message: wildText, help: "",
            supplier: "", supplierPart: "P")
    }

    static func snapshot(
        feed: String = "prices", supplier: String = "S-1", version: Int = 1,
        delivery: String = "d-1"
    ) throws -> FeedSnapshot {
        FeedSnapshot(
            feed: try FeedName(feed), supplier: try SupplierID(supplier), version: version,
            delivery: delivery, takenAt: moment(-1), rowCount: 2, fingerprint: otherDigest)
    }

    static func leadTime(_ days: Int, _ counting: LeadTimeCounting) throws -> LeadTime {
        try LeadTime(days: days, counting: counting)
    }

    /// An offer that says no more than it must.
    static func offer(
        _ id: String, feed: String = "prices", supplier: String = "S-1",
        breaks: [PriceBreak]? = nil, rules: OrderRules? = nil
    ) throws -> Offer {
        let one = try pieces("1")
        let anyQuantity = OrderRules(
            minimumQuantity: one, orderMultiple: one, maximumQuantity: .notStated)
        let oneBreak = PriceBreak(fromQuantity: one, price: try price("2"))
        return try Offer(
            id: OfferID(id), feed: FeedName(feed), supplier: SupplierID(supplier),
            supplierPart: SupplierPart("P-\(id)"), item: ItemID("I-1"), priceMode: .allUnits,
            priceBreaks: breaks ?? [oneBreak],
            orderRules: rules ?? anyQuantity,
            leadTime: .notStated,
            availability: Availability(
                onHand: .notStated, leadTimeFromStock: leadTime(0, .calendarDays)),
            offerCost: .zero, unitCost: .zero, validity: .always, isStale: false)
    }

    /// An offer with every field filled, and numbers at the ends of their ranges.
    static func fullOffer(
        _ id: String, feed: String = "prices", supplier: String = "S-1"
    ) throws -> Offer {
        let kilograms = try UnitOfMeasure("KGM")
        let quantity = { (micros: Int64) in
            Quantity(value: FixedPoint(micros: micros), unit: kilograms)
        }
        let yen = try Currency("JPY")
        let breaks = try [0, 1, Int64.max].map { from in
            PriceBreak(
                fromQuantity: quantity(from),
                price: try UnitPrice(
                    money: Money(amount: FixedPoint(micros: .max - from), currency: yen),
                    per: quantity(from == 0 ? .max : 1)))
        }
        return try Offer(
            id: OfferID(id), feed: FeedName(feed), supplier: SupplierID(supplier),
            supplierPart: SupplierPart("Größe 7/\"8\""), item: ItemID("漢字"),
            priceMode: .incremental, priceBreaks: breaks,
            orderRules: OrderRules(
                minimumQuantity: quantity(0), orderMultiple: quantity(1),
                maximumQuantity: .stated(quantity(.max))),
            leadTime: .stated(leadTime(36_500, .workingDays)),
            availability: Availability(
                onHand: .stated(quantity(.max)), leadTimeFromStock: leadTime(1, .workingDays)),
            offerCost: largest, unitCost: largest,
            validity: Validity(from: .earliest, through: .latest), isStale: true)
    }

    static func availability(
        _ part: String, feed: String = "prices", supplier: String = "S-1", onHand: String? = nil
    ) throws -> AvailabilityRecord {
        try AvailabilityRecord(
            feed: FeedName(feed), supplier: SupplierID(supplier),
            supplierPart: SupplierPart(part), item: ItemID("I-1"),
            availability: Availability(
                onHand: Stated(onHand.map { try pieces($0) }),
                leadTimeFromStock: leadTime(2, .calendarDays)),
            leadTime: onHand == nil ? .notStated : .stated(leadTime(9, .workingDays)),
            isStale: onHand != nil)
    }

    static func shipment(
        _ item: String, feed: String = "history", quantity: Int64 = .max, scheduled: Bool = true
    ) throws -> ShipmentRecord {
        try ShipmentRecord(
            feed: FeedName(feed), supplier: SupplierID("S-1"), item: item,
            orderedOn: .earliest, scheduledOn: scheduled ? day("2014-02-28") : nil,
            receivedOn: .latest, quantity: quantity)
    }
}
