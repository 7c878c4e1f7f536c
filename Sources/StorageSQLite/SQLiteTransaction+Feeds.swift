import GRDB
import Procurement
import Storage

// MARK: - Reading

extension SQLiteTransaction {
    func feedSnapshots() throws(StorageError) -> [FeedSnapshot] {
        try query { database in
            try database.values(
                "SELECT \(Self.snapshotColumns) FROM feed_snapshot ORDER BY feed, supplier"
            ) {
                FeedSnapshot(
                    feed: try $0.named(FeedName.self), supplier: try $0.named(SupplierID.self),
                    version: try $0.int(), delivery: try $0.text(), takenAt: try $0.timestamp(),
                    rowCount: try $0.int(), fingerprint: try $0.text())
            }
        }
    }

    func feedDeliveries(of feed: FeedName?, limit: Int) throws(StorageError) -> [FeedDelivery] {
        try deliveries(
            where: "?1 IS NULL OR feed = ?1", [feed?.rawValue, max(0, limit)])
    }

    func feedDelivery(sha256: String, feed: FeedName) throws(StorageError) -> FeedDelivery? {
        try deliveries(where: "feed = ?1 AND sha256 = ?3", [feed.rawValue, 1, sha256]).first
    }

    private func deliveries(
        where condition: String, _ arguments: [Argument?]
    ) throws(StorageError) -> [FeedDelivery] {
        try query { database in
            try database.values(
                """
                SELECT \(Self.deliveryColumns) FROM feed_delivery WHERE \(condition)
                ORDER BY taken_at_ms DESC, sequence DESC LIMIT ?2
                """, arguments
            ) {
                FeedDelivery(
                    id: try $0.text(), feed: try $0.named(FeedName.self),
                    fileName: try $0.text(), keptAt: try $0.text(), sha256: try $0.text(),
                    takenAt: try $0.timestamp(),
                    status: try $0.named(FeedDelivery.Status.self), reason: try $0.text(),
                    rowsAccepted: try $0.int(), rowsQuarantined: try $0.int())
            }
        }
    }

    func feedProblems(ofDelivery id: String) throws(StorageError) -> [FeedProblem] {
        try query { database in
            try database.values(
                """
                SELECT delivery, file, line_number, column_number, field, value, code, message,
                    help, supplier, supplier_part
                FROM feed_problem WHERE delivery = ? ORDER BY position
                """, [id]
            ) {
                FeedProblem(
                    delivery: try $0.text(), file: try $0.text(), line: try $0.int(),
                    column: try $0.int(), field: try $0.text(), value: try $0.text(),
                    code: try $0.text(), message: try $0.text(), help: try $0.text(),
                    supplier: try $0.text(), supplierPart: try $0.text())
            }
        }
    }

    func shipmentCount() throws(StorageError) -> Int {
        try query { try Int.fetchOne($0, sql: "SELECT count(*) FROM shipment") ?? 0 }
    }

    func shipments() throws(StorageError) -> [ShipmentRecord] {
        try query { database in
            try database.values(
                """
                SELECT feed, supplier, item, ordered_day, scheduled_day, received_day, quantity
                FROM shipment ORDER BY feed, position
                """
            ) {
                ShipmentRecord(
                    feed: try $0.named(FeedName.self), supplier: try $0.named(SupplierID.self),
                    item: try $0.text(), orderedOn: try $0.date(),
                    scheduledOn: try $0.optionalDate(), receivedOn: try $0.date(),
                    quantity: try $0.int64())
            }
        }
    }

    private static let snapshotColumns =
        "feed, supplier, version, delivery, taken_at_ms, row_count, fingerprint"

    private static let deliveryColumns = """
        id, feed, file_name, kept_at, sha256, taken_at_ms, status, reason, rows_accepted, \
        rows_quarantined
        """
}

// MARK: - Writing

extension SQLiteTransaction {
    func recordDelivery(
        _ delivery: FeedDelivery, problems: [FeedProblem]
    ) throws(StorageError) {
        try change { database in
            try StorageRules.check(delivery)
            try database.change(
                """
                INSERT INTO feed_delivery (\(Self.deliveryColumns))
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET feed = excluded.feed,
                    file_name = excluded.file_name, kept_at = excluded.kept_at,
                    sha256 = excluded.sha256, taken_at_ms = excluded.taken_at_ms,
                    status = excluded.status, reason = excluded.reason,
                    rows_accepted = excluded.rows_accepted,
                    rows_quarantined = excluded.rows_quarantined
                """,
                [
                    delivery.id, delivery.feed.rawValue, delivery.fileName, delivery.keptAt,
                    delivery.sha256, delivery.takenAt.millisecondsSince1970,
                    delivery.status.rawValue, delivery.reason, delivery.rowsAccepted,
                    delivery.rowsQuarantined,
                ])
            try database.change("DELETE FROM feed_problem WHERE delivery = ?", [delivery.id])
            try Self.insert(problems, of: delivery, behind: 0, into: database)
        }
    }

    func addProblems(
        _ problems: [FeedProblem], to delivery: FeedDelivery
    ) throws(StorageError) {
        try change { database in
            let last = try database.firstValue(
                "SELECT coalesce(max(position), 0) FROM feed_problem WHERE delivery = ?",
                [delivery.id]
            ) { try $0.int() }
            try Self.insert(problems, of: delivery, behind: last ?? 0, into: database)
        }
    }

    private static func insert(
        _ problems: [FeedProblem], of delivery: FeedDelivery, behind last: Int,
        into database: Database
    ) throws {
        let insertion = try database.insertion(
            into: "feed_problem",
            """
            delivery, position, file, line_number, column_number, field, value, code, message, \
            help, supplier, supplier_part
            """)
        for (index, problem) in problems.map(\.storable).enumerated() {
            try StorageRules.check(problem, of: delivery)
            try insertion.insert([
                delivery.id, last + index + 1, problem.file, problem.line, problem.column,
                problem.field,
                problem.value, problem.code, problem.message, problem.help, problem.supplier,
                problem.supplierPart,
            ])
        }
    }

    func replaceSnapshot(
        _ snapshot: FeedSnapshot, offers: [Offer], availabilities: [AvailabilityRecord]
    ) throws(StorageError) {
        try change { database in
            try StorageRules.check(snapshot)
            let key: [Argument?] = [snapshot.feed.rawValue, snapshot.supplier.rawValue]
            try database.change(
                """
                DELETE FROM price_break WHERE offer IN
                    (SELECT id FROM offer WHERE feed = ? AND supplier = ?)
                """, key)
            try database.change("DELETE FROM offer WHERE feed = ? AND supplier = ?", key)
            try database.change("DELETE FROM availability WHERE feed = ? AND supplier = ?", key)
            try database.change("DELETE FROM feed_snapshot WHERE feed = ? AND supplier = ?", key)
            let insertion = try database.insertion(into: "feed_snapshot", Self.snapshotColumns)
            try insertion.insert([
                snapshot.feed.rawValue, snapshot.supplier.rawValue, snapshot.version,
                snapshot.delivery, snapshot.takenAt.millisecondsSince1970, snapshot.rowCount,
                snapshot.fingerprint,
            ])
            try Self.insert(offers, in: snapshot, into: database)
            try Self.insert(availabilities, in: snapshot, into: database)
        }
    }

    func replaceShipments(
        of feed: FeedName, _ records: [ShipmentRecord]
    ) throws(StorageError) {
        try change { database in
            try database.change("DELETE FROM shipment WHERE feed = ?", [feed.rawValue])
            let insertion = try database.insertion(
                into: "shipment",
                """
                feed, position, supplier, item, ordered_day, scheduled_day, received_day, quantity
                """)
            for (index, record) in records.enumerated() {
                try StorageRules.check(record, of: feed)
                try insertion.insert([
                    feed.rawValue, index + 1, record.supplier.rawValue, record.item,
                    record.orderedOn.dayNumber, record.scheduledOn?.dayNumber,
                    record.receivedOn.dayNumber, record.quantity,
                ])
            }
        }
    }
}
