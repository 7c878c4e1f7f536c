package import Procurement

extension StorageRules {
    package static func check(_ delivery: FeedDelivery) throws(StorageError) {
        let owner = "delivery (\(delivery.id))"
        try requireKey(delivery.id, of: "a delivery of feed (\(delivery.feed))")
        try requireWhole(delivery.fileName, delivery.keptAt, delivery.reason, of: owner)
        try requireDigest(delivery.sha256, of: owner)
        try require(
            delivery.rowsAccepted >= 0 && delivery.rowsQuarantined >= 0,
            "The row counts of \(owner) must not be negative.")
    }

    package static func check(
        _ problem: FeedProblem, of delivery: FeedDelivery
    ) throws(StorageError) {
        try require(
            TextKey(problem.delivery) == TextKey(delivery.id),
            "A problem of delivery (\(problem.delivery)) must not be stored with delivery "
                + "(\(delivery.id)).")
        try require(
            problem.line >= 0 && problem.column >= 0,
            "The position (\(problem.line):\(problem.column)) of a problem in delivery "
                + "(\(delivery.id)) must not be negative.")
    }

    package static func check(_ snapshot: FeedSnapshot) throws(StorageError) {
        let owner = "the snapshot of feed (\(snapshot.feed)) and supplier (\(snapshot.supplier))"
        try require(
            snapshot.version >= 1,
            "The version (\(snapshot.version)) of \(owner) must be at least 1.")
        try require(snapshot.rowCount >= 0, "The row count of \(owner) must not be negative.")
        try requireWhole(snapshot.delivery, of: owner)
        try requireDigest(snapshot.fingerprint, of: owner)
    }

    package static func check(
        _ offer: Offer, in snapshot: FeedSnapshot
    ) throws(StorageError) {
        let owner = "offer (\(offer.id))"
        try require(
            offer.feed == snapshot.feed && offer.supplier == snapshot.supplier,
            "\(owner) must be of the feed and the supplier of its snapshot.")
        guard let first = offer.priceBreaks.first else {
            throw StorageError(.refused, "\(owner) must have a price.")
        }
        try checkBreaks(
            of: offer, unit: first.fromQuantity.unit, currency: first.price.money.currency)
        let unit = first.fromQuantity.unit
        let rules = offer.orderRules
        let quantities = [
            rules.minimumQuantity, rules.orderMultiple, rules.maximumQuantity.value,
            offer.availability.onHand.value,
        ]
        for case let quantity? in quantities {
            try require(quantity.unit == unit, "\(owner) must be in one unit.")
            try requireNotNegative(quantity.value, of: owner)
        }
        try require(
            rules.orderMultiple.value.isPositive,
            "The order multiple (\(rules.orderMultiple)) of \(owner) must be positive.")
        try requireNotNegative(offer.offerCost, offer.unitCost, of: owner)
    }

    private static func checkBreaks(
        of offer: Offer, unit: UnitOfMeasure, currency: Currency
    ) throws(StorageError) {
        let owner = "offer (\(offer.id))"
        var previous: FixedPoint?
        for priceBreak in offer.priceBreaks {
            let (from, price) = (priceBreak.fromQuantity, priceBreak.price)
            try require(
                from.unit == unit && price.per.unit == unit, "\(owner) must be in one unit.")
            try require(
                price.money.currency == currency, "\(owner) must be in one currency.")
            try requireNotNegative(from.value, of: owner)
            try require(
                previous.map { $0 < from.value } ?? true,
                "The price breaks of \(owner) must ascend.")
            previous = from.value
        }
    }

    package static func check(
        _ record: AvailabilityRecord, in snapshot: FeedSnapshot
    ) throws(StorageError) {
        let owner = "the availability of part (\(record.supplierPart))"
        try require(
            record.feed == snapshot.feed && record.supplier == snapshot.supplier,
            "\(owner) must be of the feed and the supplier of its snapshot.")
        try requireNotNegative(record.availability.onHand.value?.value, of: owner)
    }

    package static func check(
        _ record: ShipmentRecord, of feed: FeedName
    ) throws(StorageError) {
        let owner = "a shipment of feed (\(feed))"
        try require(
            record.feed == feed,
            "A shipment of feed (\(record.feed)) must not be stored with feed (\(feed)).")
        try requireWhole(record.item, of: owner)
        try require(
            record.quantity >= 0, "The quantity (\(record.quantity)) of \(owner) is negative.")
    }
}

extension FeedProblem {
    /// The same with every NUL replaced by its picture (U+2400): a problem quotes whatever bytes
    /// a file had, and must be stored nevertheless.
    package var storable: FeedProblem {
        func storable(_ text: String) -> String {
            guard text.utf8.contains(0) else { return text }
            var scalars = String.UnicodeScalarView()
            for scalar in text.unicodeScalars {
                scalars.append(scalar.value == 0 ? "\u{2400}" : scalar)
            }
            return String(scalars)
        }
        return FeedProblem(
            delivery: delivery, file: storable(file), line: line, column: column,
            field: storable(field), value: storable(value), code: storable(code),
            message: storable(message), help: storable(help), supplier: storable(supplier),
            supplierPart: storable(supplierPart))
    }
}
