package import Procurement

// MARK: - Master data

extension StorageRules {
    package static func check(_ item: Item) throws(StorageError) {
        try requireWhole(item.name, of: "item (\(item.id))")
        try requireNotNegative(item.salvageValue, of: "item (\(item.id))")
    }

    package static func check(_ supplier: Supplier) throws(StorageError) {
        let owner = "supplier (\(supplier.id))"
        try requireWhole(
            supplier.name, supplier.calendar, supplier.paymentTerms, supplier.incoterm,
            supplier.contact.name, supplier.contact.email, supplier.contact.phone, of: owner)
        let terms = supplier.terms
        try requireNotNegative(
            terms.orderCost, terms.minimumOrderValue, terms.minimumOrderSurcharge, terms.freight,
            terms.freeFreightFrom, terms.maximumValue, of: owner)
        try require(
            terms.maximumUnits ?? 0 >= 0, "The most units of \(owner) must not be negative.")
        for discount in supplier.discounts {
            try require(
                (0...(100 * FixedPoint.scale)).contains(discount.percent.micros),
                "A discount (\(discount.percent) %) of \(owner) must be from 0 to 100.")
            switch discount.threshold {
            case .value(let value): try requireNotNegative(value, of: owner)
            case .units(let units):
                try require(units >= 0, "A threshold (\(units)) of \(owner) must not be negative.")
            }
        }
    }

    package static func check(_ reference: ItemReference) throws(StorageError) {
        try require(
            reference.baseUnits >= 1,
            "The base units (\(reference.baseUnits)) of part (\(reference.supplierPart)) of "
                + "supplier (\(reference.supplier)) must be at least 1.")
    }

    package static func check(_ substitute: Substitute) throws(StorageError) {
        try require(
            substitute.item != substitute.substitute,
            "Item (\(substitute.item)) must not be its own substitute.")
        try requireNotNegative(substitute.cost, of: "a substitute of item (\(substitute.item))")
    }

    package static func check(_ rate: ExchangeRate) throws(StorageError) {
        try require(
            rate.worth.isPositive && rate.per >= 1,
            "The rate (\(rate.worth) per \(rate.per)) of \(rate.currency) must be above 0.")
    }

    package static func check(_ share: ShareRule) throws(StorageError) {
        try require(
            FixedPoint.zero <= share.minimumShare && share.minimumShare <= share.maximumShare
                && share.maximumShare <= .one,
            "The shares (\(share.minimumShare) to \(share.maximumShare)) of supplier "
                + "(\(share.supplier)) in item (\(share.item)) must ascend within 0 to 1.")
    }
}

// MARK: - Intake

extension StorageRules {
    package static func check(_ document: IntakeDocument) throws(StorageError) {
        let owner = "intake document (\(document.fileName))"
        try requireWhole(document.fileName, of: owner)
        try requireDigest(document.sha256, of: owner)
        try require(document.rowCount >= 0, "The row count of \(owner) must not be negative.")
    }

    package static func check(_ line: BackOrderLine) throws(StorageError) {
        let owner = "back-order line (\(line.id))"
        try requireWhole(line.priority, of: owner)
        try requireNotNegative(
            line.openQuantity.value, line.lateCost, line.unmetCost, line.unitPrice,
            line.unitMargin, of: owner)
    }

    package static func check(_ record: StockRecord) throws(StorageError) {
        let owner = "the stock of item (\(record.item))"
        try requireWhole(record.location, of: owner)
        try requireNotNegative(record.free.value, of: owner)
    }

    package static func check(_ record: InboundRecord) throws(StorageError) {
        let owner = "inbound supply (\(record.reference))"
        try requireWhole(record.reference, of: owner)
        try requireNotNegative(record.quantity.value, of: owner)
    }
}
