import GRDB
import Procurement
import Storage

// MARK: - Reading

extension SQLiteTransaction {
    func latestIntake(of kind: IntakeKind) throws(StorageError) -> IntakeDocument? {
        try query { database in
            try database.firstValue(
                """
                SELECT kind, file_name, sha256, row_count, taken_at_ms FROM intake_document
                WHERE kind = ? ORDER BY sequence DESC LIMIT 1
                """, [kind.rawValue]
            ) {
                IntakeDocument(
                    kind: try $0.named(IntakeKind.self), fileName: try $0.text(),
                    sha256: try $0.text(), rowCount: try $0.int(), takenAt: try $0.timestamp())
            }
        }
    }

    func backOrderLines() throws(StorageError) -> [BackOrderLine] {
        let lines = try query { database in
            try database.values("SELECT \(Self.lineColumns) FROM back_order_line") {
                BackOrderLine(
                    id: try BackOrderLineID(
                        order: $0.named(OrderReference.self), line: $0.text()),
                    customer: try $0.named(CustomerID.self), item: try $0.named(ItemID.self),
                    openQuantity: try $0.quantity(), needByDate: try $0.date(),
                    priority: try $0.text(), lateCost: try $0.optionalFixedPoint(),
                    unmetCost: try $0.optionalFixedPoint(), unitPrice: try $0.optionalFixedPoint(),
                    unitMargin: try $0.optionalFixedPoint(), split: try $0.named(SplitRule.self),
                    acceptsSubstitute: try $0.flag(), cause: try $0.named(BackOrderCause.self),
                    status: try $0.named(BackOrderStatus.self))
            }
        }
        return lines.sorted { $0.id < $1.id }
    }

    private static let lineColumns = """
        order_reference, line, customer, item, open_quantity_micros, unit, need_by_day, priority, \
        late_cost_micros, unmet_cost_micros, unit_price_micros, unit_margin_micros, split, \
        accepts_substitute, cause, status
        """

    func stock() throws(StorageError) -> [StockRecord] {
        try query { database in
            try database.values(
                "SELECT item, location, free_micros, unit FROM stock ORDER BY item, location"
            ) {
                StockRecord(
                    item: try $0.named(ItemID.self), location: try $0.text(),
                    free: try $0.quantity())
            }
        }
    }

    func inbound() throws(StorageError) -> [InboundRecord] {
        try query { database in
            try database.values(
                """
                SELECT reference, item, quantity_micros, unit, expected_day FROM inbound
                ORDER BY position
                """
            ) {
                InboundRecord(
                    reference: try $0.text(), item: try $0.named(ItemID.self),
                    quantity: try $0.quantity(), expectedDate: try $0.date())
            }
        }
    }
}

// MARK: - Writing

extension SQLiteTransaction {
    func recordIntake(_ document: IntakeDocument) throws(StorageError) {
        try change { database in
            try StorageRules.check(document)
            let insertion = try database.insertion(
                into: "intake_document", "kind, file_name, sha256, row_count, taken_at_ms")
            try insertion.insert([
                document.kind.rawValue, document.fileName, document.sha256, document.rowCount,
                document.takenAt.millisecondsSince1970,
            ])
        }
    }

    func saveBackOrderLines(_ lines: [BackOrderLine]) throws(StorageError) {
        try change { database in
            let insertion = try database.insertion(into: "back_order_line", Self.lineColumns)
            for line in lines {
                try StorageRules.check(line)
                try database.change(
                    "DELETE FROM back_order_line WHERE order_reference = ? AND line = ?",
                    [line.id.order.rawValue, line.id.line])
                try insertion.insert([
                    line.id.order.rawValue, line.id.line, line.customer.rawValue,
                    line.item.rawValue, line.openQuantity.value.micros, line.openQuantity.unit.code,
                    line.needByDate.dayNumber, line.priority, line.lateCost?.micros,
                    line.unmetCost?.micros, line.unitPrice?.micros, line.unitMargin?.micros,
                    line.split.rawValue, line.acceptsSubstitute, line.cause.rawValue,
                    line.status.rawValue,
                ])
            }
        }
    }

    func replaceStock(_ records: [StockRecord]) throws(StorageError) {
        try change { database in
            try database.change("DELETE FROM stock")
            let insertion = try database.insertion(
                into: "stock", "item, location, free_micros, unit")
            for record in records {
                try StorageRules.check(record)
                try insertion.insert([
                    record.item.rawValue, record.location, record.free.value.micros,
                    record.free.unit.code,
                ])
            }
        }
    }

    func replaceInbound(_ records: [InboundRecord]) throws(StorageError) {
        try change { database in
            try database.change("DELETE FROM inbound")
            let insertion = try database.insertion(
                into: "inbound", "position, reference, item, quantity_micros, unit, expected_day")
            for (index, record) in records.enumerated() {
                try StorageRules.check(record)
                try insertion.insert([
                    index + 1, record.reference, record.item.rawValue,
                    record.quantity.value.micros, record.quantity.unit.code,
                    record.expectedDate.dayNumber,
                ])
            }
        }
    }
}
