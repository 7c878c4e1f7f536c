import Procurement

extension MemoryTransaction {
    func replaceMasterSnapshot(_ snapshot: MasterSnapshot) throws(StorageError) {
        try change { (state) throws(StorageError) in
            for item in snapshot.items { try StorageRules.check(item) }
            for supplier in snapshot.suppliers { try StorageRules.check(supplier) }
            for reference in snapshot.references { try StorageRules.check(reference) }
            for substitute in snapshot.substitutes { try StorageRules.check(substitute) }
            for share in snapshot.shares { try StorageRules.check(share) }
            for rate in snapshot.rates { try StorageRules.check(rate) }
            try snapshot.requireUniqueKeys()
            try snapshot.requireKnownReferences()
            state.master = snapshot.sorted()
        }
    }

    func recordIntake(_ document: IntakeDocument) throws(StorageError) {
        try change { (state) throws(StorageError) in
            try StorageRules.check(document)
            state.documents.append(document)
        }
    }

    func saveBackOrderLines(_ lines: [BackOrderLine]) throws(StorageError) {
        try change { (state) throws(StorageError) in
            for line in lines {
                try StorageRules.check(line)
                state.backOrderLines[line.id] = line
            }
        }
    }

    func replaceStock(_ records: [StockRecord]) throws(StorageError) {
        try change { (state) throws(StorageError) in
            for record in records { try StorageRules.check(record) }
            try records.requireUnique("Stock of an item and a location") {
                MemoryState.StockKey(item: $0.item, location: TextKey($0.location))
            }
            state.stock = records.sorted {
                ($0.item, TextKey($0.location)) < ($1.item, TextKey($1.location))
            }
        }
    }

    func replaceInbound(_ records: [InboundRecord]) throws(StorageError) {
        try change { (state) throws(StorageError) in
            for record in records { try StorageRules.check(record) }
            state.inbound = records
        }
    }
}

extension MasterSnapshot {
    private struct PartKey: Hashable {
        let supplier: SupplierID
        let part: SupplierPart
    }

    private struct PairKey: Hashable {
        let item: ItemID
        let supplier: SupplierID
    }

    private struct RateKey: Hashable {
        let currency: Currency
        let from: CalendarDate
    }

    fileprivate func requireUniqueKeys() throws(StorageError) {
        try items.requireUnique("Item", by: \.id)
        try suppliers.requireUnique("Supplier", by: \.id)
        try references.requireUnique("A supplier's part") {
            PartKey(supplier: $0.supplier, part: $0.supplierPart)
        }
        try rules.requireUnique("A rule of item and supplier") { $0 }
        try substitutes.requireUnique("A substitute") { [$0.item, $0.substitute] }
        try shares.requireUnique("A share of item and supplier") {
            PairKey(item: $0.item, supplier: $0.supplier)
        }
        try rates.requireUnique("A rate of currency and day") {
            RateKey(currency: $0.currency, from: $0.from)
        }
    }

    fileprivate func requireKnownReferences() throws(StorageError) {
        let knownItems = Set(items.map(\.id))
        let knownSuppliers = Set(suppliers.map(\.id))
        let usedItems = [
            references.map(\.item), rules.map(\.item), substitutes.map(\.item),
            substitutes.map(\.substitute), shares.map(\.item),
        ]
        for item in usedItems.joined() where !knownItems.contains(item) {
            throw StorageError(.refused, "The master data names an unknown item (\(item)).")
        }
        let usedSuppliers = [
            references.map(\.supplier), rules.map(\.supplier), shares.map(\.supplier),
        ]
        for supplier in usedSuppliers.joined() where !knownSuppliers.contains(supplier) {
            throw StorageError(
                .refused, "The master data names an unknown supplier (\(supplier)).")
        }
    }

    /// The same in the order of the keys.
    fileprivate func sorted() -> MasterSnapshot {
        MasterSnapshot(
            items: items.sorted { $0.id < $1.id },
            suppliers: suppliers.sorted { $0.id < $1.id },
            references: references.sorted {
                ($0.supplier, $0.supplierPart) < ($1.supplier, $1.supplierPart)
            },
            rules: rules.sorted {
                ($0.item, $0.supplier, $0.status.rawValue)
                    < ($1.item, $1.supplier, $1.status.rawValue)
            },
            substitutes: substitutes.sorted {
                ($0.item, $0.substitute) < ($1.item, $1.substitute)
            },
            shares: shares.sorted { ($0.supplier, $0.item) < ($1.supplier, $1.item) },
            rates: rates.sorted { ($0.currency, $0.from) < ($1.currency, $1.from) })
    }
}
