package import OrderDesk
package import Procurement
package import Storage

/// Everything a round is computed from, read in one consistent look.
package struct RoundInputs: Sendable {
    package var master: MasterSnapshot
    package var lines: [BackOrderLine]
    /// Lines that their customers agreed to cancel, or that a rule cancelled; in ``lines`` no more.
    package var cancelled: Set<BackOrderLineID>
    /// The date that each line's customer was told last, where one holds.
    ///
    /// No input of a round of its own: it follows from the others, and keeps what they gave.
    package var promised: [BackOrderLineID: CalendarDate]
    /// Deliveries of the past that feeds brought; lead times are learned from them.
    package var shipments: [ShipmentRecord]
    package var stock: [StockRecord]
    package var inbound: [InboundRecord]
    package var orders: [PurchaseOrder]
    package var snapshots: [FeedSnapshot]
    package var offers: [Offer]
    package var availabilities: [AvailabilityRecord]
    /// What suppliers did not confirm of our orders.
    package var refusals: [SupplierRefusal]
    /// Rules that the record of suppliers breaks; ``Broker/roundInputs(in:)`` fills it.
    package var verdicts: [ScorecardVerdict] = []
    /// When each round was computed.
    package var roundTimes: [RoundNumber: Timestamp]

    package init(from storage: any StorageReading) throws {
        master = try storage.masterWithApprovedSubstitutes()
        let consents = try storage.consents()
        let cancelled = Set(consents.filter { $0.answer == .cancel }.map(\.line))
        lines = try storage.backOrderLines().filter {
            $0.status == .open && !cancelled.contains($0.id)
        }.accepting(consents)
        self.cancelled = cancelled
        let told = try storage.promises().sorted { $0.sequence < $1.sequence }
        promised = Dictionary(told.map { ($0.line, $0.promised) }, uniquingKeysWith: { $1 })
            .compactMapValues(\.self)
        shipments = try storage.shipments()
        stock = try storage.stock()
        inbound = try storage.inbound()
        orders = try storage.purchaseOrders()
        refusals = try Self.refusals(of: orders, in: storage)
        snapshots = try storage.feedSnapshots()
        offers = try storage.offers()
        availabilities = try storage.availabilities()
        roundTimes = Dictionary(
            try storage.rounds().map { ($0.number, $0.createdAt) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The inputs part by part, each with a fingerprint of what it says.
    ///
    /// So a change can be named. Ordered by component.
    package func fingerprints(policy: BrokerPolicy) -> [RoundInput] {
        var inputs = masterFingerprints()
        inputs += lines.map { input("back order \($0.id)", Self.text(of: $0)) }
        inputs += grouped(stock, by: \.item) {
            "stock of \($0)"
        } text: {
            "\($0.location)|\($0.free.value)|\($0.free.unit.code)"
        }
        inputs += inbound.map { record in
            input(
                "inbound \(record.reference) of \(record.item)",
                "\(record.quantity.value)|\(record.quantity.unit.code)|\(record.expectedDate)")
        }
        inputs += orders.compactMap { order in
            let open = order.openPegs.map { "\($0.line)=\($0.quantity.value)" }
            return open.isEmpty
                ? nil : input(Self.component(of: order), open.joined(separator: "|"))
        }
        inputs += refusals.map { refusal in
            input(
                "refusal of \(refusal.part) on \(refusal.order) by \(refusal.supplier)",
                "\(refusal.units)|\(refusal.takenAt)")
        }
        inputs += verdicts.map { verdict in
            input(
                "record of \(verdict.supplier) by supplier_rule.\(verdict.rule.name)",
                "\(verdict.rule.effect)")
        }
        inputs += snapshots.map {
            input("offers of \($0.supplier) from feed \($0.feed)", $0.fingerprint)
        }
        if !shipments.isEmpty {
            inputs.append(
                input(
                    "past deliveries",
                    shipments.map(Self.text).sorted().joined(separator: "\n")))
        }
        inputs.append(input("policy (broker.toml)", policy.fingerprintText))
        return inputs.sorted { $0.component < $1.component }
    }

    /// What acknowledgments refuse, a buyer's refusal of an answer included.
    private static func refusals(
        of orders: [PurchaseOrder], in storage: any StorageReading
    ) throws -> [SupplierRefusal] {
        let records = Dictionary(grouping: try storage.deskMessages(of: nil), by: \.message.order)
        return try orders.flatMap { order in
            let own = records[order.number, default: []]
            return try order.lines.compactMap { line throws -> SupplierRefusal? in
                guard line.progress.rejected > 0, line.state != .closed, line.state != .cancelled
                else { return nil }
                let answers = own.filter { record in
                    record.message.kind == .acknowledgment
                        && record.message.statements.contains { $0.line == line.number }
                }
                let damaged = try LineAccount(
                    of: line, messages: own.map(\.message), decisions: [],
                    tolerance: AnswerTolerance()
                ).arrivals.reduce(0) { $0 + $1.damaged }
                let units = line.progress.rejected - damaged
                guard let last = answers.map(\.takenAt).max(), units > 0 else { return nil }
                return SupplierRefusal(
                    order: order.number, supplier: order.supplier, part: line.supplierPart,
                    units: units, takenAt: last)
            }
        }
    }

    static func component(of order: PurchaseOrder) -> String { "purchase order \(order.number)" }

    private func input(_ component: String, _ text: String) -> RoundInput {
        RoundInput(component: component, fingerprint: sha256Hex(text.utf8))
    }

    private func grouped<Record, Key: Hashable & Comparable>(
        _ records: [Record], by key: (Record) -> Key, component: (Key) -> String,
        text: (Record) -> String
    ) -> [RoundInput] {
        Dictionary(grouping: records, by: key).map { key, records in
            input(component(key), records.map(text).sorted().joined(separator: "\n"))
        }
    }

    private func masterFingerprints() -> [RoundInput] {
        var inputs = master.items.map { item in
            input(
                "item \(item.id)",
                "\(item.name)|\(item.unit.code)|\(item.salvageValue)")
        }
        inputs += master.suppliers.map { input("supplier \($0.id)", Self.text(of: $0)) }
        inputs += grouped(master.references, by: \.supplier) {
            "item references of \($0)"
        } text: {
            "\($0.supplierPart)|\($0.item)|\($0.baseUnits)"
        }
        inputs += grouped(master.rules, by: \.item) {
            "approved suppliers of \($0)"
        } text: {
            "\($0.supplier)|\($0.status.rawValue)"
        }
        inputs += grouped(master.substitutes, by: \.item) {
            "substitutes of \($0)"
        } text: {
            "\($0.substitute)|\($0.cost)"
        }
        inputs += grouped(master.shares, by: \.item) {
            "shares of \($0)"
        } text: {
            "\($0.supplier)|\($0.minimumShare)|\($0.maximumShare)"
        }
        let currencies = Set(offers.compactMap(\.currency))
        inputs += grouped(master.rates.filter { currencies.contains($0.currency) }, by: \.currency)
        {
            "exchange rates of \($0)"
        } text: {
            "\($0.from)|\($0.worth)|\($0.per)"
        }
        return inputs
    }

    private static func text(of line: BackOrderLine) -> String {
        [
            line.customer.rawValue, line.item.rawValue, line.openQuantity.value.description,
            line.openQuantity.unit.code, line.needByDate.description, line.priority,
            line.lateCost?.description ?? "-", line.unmetCost?.description ?? "-",
            line.split.rawValue, line.acceptsSubstitute ? "yes" : "no",
        ].joined(separator: "|")
    }

    private static func text(of shipment: ShipmentRecord) -> String {
        [
            shipment.supplier.rawValue, shipment.item, shipment.orderedOn.description,
            shipment.scheduledOn?.description ?? "-", shipment.receivedOn.description,
        ].joined(separator: "|")
    }

    private static func text(of supplier: Supplier) -> String {
        let terms = supplier.terms
        let discounts = supplier.discounts.map { "\($0.threshold):\($0.percent)" }
        return [
            supplier.name, supplier.currency.code, supplier.calendar,
            terms.orderCost.description, terms.minimumOrderValue.description,
            terms.minimumOrderSurcharge?.description ?? "-", terms.freight.description,
            terms.freeFreightFrom?.description ?? "-", terms.maximumUnits?.description ?? "-",
            terms.maximumValue?.description ?? "-", discounts.joined(separator: ","),
            supplier.isBlocked ? "blocked" : "open", supplier.paymentTerms, supplier.incoterm,
            supplier.contact.name, supplier.contact.email, supplier.contact.phone,
            supplier.orderFormat.rawValue,
        ].joined(separator: "|")
    }
}

extension [RoundInput] {
    /// What differs from `other`, in words: changed, gone, new.
    package func changes(to other: [RoundInput]) -> [String] {
        let before = Dictionary(
            map { ($0.component, $0.fingerprint) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(
            other.map { ($0.component, $0.fingerprint) }, uniquingKeysWith: { first, _ in first })
        let components = Set(before.keys).union(after.keys).sorted()
        return components.compactMap { component in
            switch (before[component], after[component]) {
            case (let old?, let new?): old == new ? nil : "\(component) changed"
            case (_?, nil): "\(component) is gone"
            case (nil, _?): "\(component) is new"
            case (nil, nil): nil
            }
        }
    }
}
