import GRDB
import Procurement
import Storage

// MARK: - Reading

extension SQLiteTransaction {
    func masterSnapshot() throws(StorageError) -> MasterSnapshot {
        try query { database in
            MasterSnapshot(
                items: try Self.items(in: database),
                suppliers: try Self.suppliers(in: database),
                references: try Self.references(in: database),
                rules: try database.values(
                    "SELECT item, supplier, status FROM item_supplier_rule ORDER BY 1, 2, 3"
                ) {
                    ItemSupplierRule(
                        item: try $0.named(ItemID.self), supplier: try $0.named(SupplierID.self),
                        status: try $0.named(ItemSupplierStatus.self))
                },
                substitutes: try database.values(
                    "SELECT item, substitute, cost_micros FROM substitute ORDER BY 1, 2"
                ) {
                    Substitute(
                        item: try $0.named(ItemID.self), substitute: try $0.named(ItemID.self),
                        cost: try $0.fixedPoint())
                },
                shares: try database.values(
                    """
                    SELECT supplier, item, minimum_share_micros, maximum_share_micros
                    FROM share_rule ORDER BY 1, 2
                    """
                ) {
                    ShareRule(
                        supplier: try $0.named(SupplierID.self), item: try $0.named(ItemID.self),
                        minimumShare: try $0.fixedPoint(), maximumShare: try $0.fixedPoint())
                },
                rates: try database.values(
                    "SELECT currency, from_day, worth_micros, per FROM exchange_rate ORDER BY 1, 2"
                ) {
                    ExchangeRate(
                        currency: try $0.currency(), from: try $0.date(),
                        worth: try $0.fixedPoint(), per: try $0.int64())
                })
        }
    }

    private static func items(in database: Database) throws -> [Item] {
        try database.values(
            "SELECT id, name, unit, salvage_value_micros FROM item ORDER BY id"
        ) {
            Item(
                id: try $0.named(ItemID.self), name: try $0.text(), unit: try $0.unit(),
                salvageValue: try $0.fixedPoint())
        }
    }

    private static func references(in database: Database) throws -> [ItemReference] {
        try database.values(
            "SELECT supplier, supplier_part, item, base_units FROM item_reference ORDER BY 1, 2"
        ) {
            ItemReference(
                supplier: try $0.named(SupplierID.self),
                supplierPart: try $0.named(SupplierPart.self), item: try $0.named(ItemID.self),
                baseUnits: try $0.int64())
        }
    }

    private static func suppliers(in database: Database) throws -> [Supplier] {
        var discountsBySupplier: [SupplierID: [SupplierDiscount]] = [:]
        try database.forEachRow(
            """
            SELECT supplier, threshold_value_micros, threshold_units, percent_micros
            FROM supplier_discount ORDER BY supplier, position
            """
        ) {
            let supplier = try $0.named(SupplierID.self)
            let value = try $0.optionalFixedPoint()
            let units = try $0.optionalInt64()
            let threshold = value.map { DiscountThreshold.value($0) } ?? .units(units ?? 0)
            discountsBySupplier[supplier, default: []].append(
                SupplierDiscount(threshold: threshold, percent: try $0.fixedPoint()))
        }
        return try database.values(
            "SELECT \(supplierColumns) FROM supplier ORDER BY id"
        ) {
            let id = try $0.named(SupplierID.self)
            return Supplier(
                id: id, name: try $0.text(), currency: try $0.currency(), calendar: try $0.text(),
                contact: try $0.contact(), paymentTerms: try $0.text(), incoterm: try $0.text(),
                terms: SupplierTerms(
                    orderCost: try $0.fixedPoint(), minimumOrderValue: try $0.fixedPoint(),
                    minimumOrderSurcharge: try $0.optionalFixedPoint(),
                    freight: try $0.fixedPoint(), freeFreightFrom: try $0.optionalFixedPoint(),
                    maximumUnits: try $0.optionalInt64(),
                    maximumValue: try $0.optionalFixedPoint()),
                discounts: discountsBySupplier[id] ?? [],
                orderFormat: try $0.named(OrderFormat.self), isBlocked: try $0.flag())
        }
    }

    private static let supplierColumns = """
        id, name, currency, calendar, contact_name, contact_email, contact_phone, payment_terms, \
        incoterm, order_cost_micros, minimum_order_value_micros, minimum_order_surcharge_micros, \
        freight_micros, free_freight_from_micros, maximum_units, maximum_value_micros, \
        order_format, is_blocked
        """
}

// MARK: - Writing

extension SQLiteTransaction {
    func replaceMasterSnapshot(_ snapshot: MasterSnapshot) throws(StorageError) {
        try change { database in
            let tables = [
                "exchange_rate", "share_rule", "substitute", "item_supplier_rule", "item_reference",
                "supplier_discount", "supplier", "item",
            ]
            for table in tables { try database.change("DELETE FROM \(table)") }
            try Self.insert(snapshot.items, into: database)
            try Self.insert(snapshot.suppliers, into: database)
            try Self.insertRules(of: snapshot, into: database)
        }
    }

    private static func insert(_ items: [Item], into database: Database) throws {
        let insertion = try database.insertion(
            into: "item", "id, name, unit, salvage_value_micros")
        for item in items {
            try StorageRules.check(item)
            try insertion.insert([
                item.id.rawValue, item.name, item.unit.code, item.salvageValue.micros,
            ])
        }
    }

    private static func insert(_ suppliers: [Supplier], into database: Database) throws {
        let insertion = try database.insertion(into: "supplier", supplierColumns)
        let discounts = try database.insertion(
            into: "supplier_discount",
            "supplier, position, threshold_value_micros, threshold_units, percent_micros")
        for supplier in suppliers {
            try StorageRules.check(supplier)
            let (contact, terms) = (supplier.contact, supplier.terms)
            try insertion.insert([
                supplier.id.rawValue, supplier.name, supplier.currency.code, supplier.calendar,
                contact.name, contact.email, contact.phone, supplier.paymentTerms,
                supplier.incoterm, terms.orderCost.micros, terms.minimumOrderValue.micros,
                terms.minimumOrderSurcharge?.micros, terms.freight.micros,
                terms.freeFreightFrom?.micros, terms.maximumUnits, terms.maximumValue?.micros,
                supplier.orderFormat.rawValue, supplier.isBlocked,
            ])
            for (index, discount) in supplier.discounts.enumerated() {
                try discounts.insert([
                    supplier.id.rawValue, index + 1, discount.threshold.value?.micros,
                    discount.threshold.units, discount.percent.micros,
                ])
            }
        }
    }

    private static func insertRules(
        of snapshot: MasterSnapshot, into database: Database
    ) throws {
        let references = try database.insertion(
            into: "item_reference", "supplier, supplier_part, item, base_units")
        for reference in snapshot.references {
            try StorageRules.check(reference)
            try references.insert([
                reference.supplier.rawValue, reference.supplierPart.rawValue,
                reference.item.rawValue, reference.baseUnits,
            ])
        }
        let rules = try database.insertion(into: "item_supplier_rule", "item, supplier, status")
        for rule in snapshot.rules {
            try rules.insert([
                rule.item.rawValue, rule.supplier.rawValue, rule.status.rawValue,
            ])
        }
        let substitutes = try database.insertion(
            into: "substitute", "item, substitute, cost_micros")
        for substitute in snapshot.substitutes {
            try StorageRules.check(substitute)
            try substitutes.insert([
                substitute.item.rawValue, substitute.substitute.rawValue, substitute.cost.micros,
            ])
        }
        let shares = try database.insertion(
            into: "share_rule", "supplier, item, minimum_share_micros, maximum_share_micros")
        for share in snapshot.shares {
            try StorageRules.check(share)
            try shares.insert([
                share.supplier.rawValue, share.item.rawValue, share.minimumShare.micros,
                share.maximumShare.micros,
            ])
        }
        let rates = try database.insertion(
            into: "exchange_rate", "currency, from_day, worth_micros, per")
        for rate in snapshot.rates {
            try StorageRules.check(rate)
            try rates.insert([
                rate.currency.code, rate.from.dayNumber, rate.worth.micros, rate.per,
            ])
        }
    }
}

extension DiscountThreshold {
    fileprivate var value: FixedPoint? {
        if case .value(let value) = self { value } else { nil }
    }

    fileprivate var units: Int64? {
        if case .units(let units) = self { units } else { nil }
    }
}
