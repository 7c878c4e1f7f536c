import GRDB
import Procurement
import Storage

extension SQLiteTransaction {
    private static let promiseColumns = """
        order_reference, line, sequence, at_ms, promised_day, median_day, receipts, \
        supplier_receipts, reason, share_millionths
        """

    func promises() throws(StorageError) -> [PromiseRecord] {
        try query { database in
            try database.values(
                """
                SELECT \(Self.promiseColumns) FROM promise
                """
            ) {
                PromiseRecord(
                    line: try BackOrderLineID(
                        order: $0.named(OrderReference.self), line: $0.text()),
                    sequence: try $0.int(), at: try $0.timestamp(),
                    promised: try $0.optionalDate(), median: try $0.optionalDate(),
                    receipts: try $0.optionalInt(), supplierReceipts: try $0.optionalInt(),
                    reason: try $0.text(), share: try $0.optionalShare())
            }.sorted { ($0.line, $0.sequence) < ($1.line, $1.sequence) }
        }
    }

    func insertPromise(_ record: PromiseRecord) throws(StorageError) {
        try change { database in
            try StorageRules.check(record)
            let last = try database.firstValue(
                "SELECT max(sequence) FROM promise WHERE order_reference = ? AND line = ?",
                [record.line.order.rawValue, record.line.line]
            ) { try $0.optionalInt() }
            guard record.sequence == ((last ?? nil) ?? 0) + 1 else {
                throw StorageError.promiseOutOfSequence(record)
            }
            try database.insertion(into: "promise", Self.promiseColumns).insert([
                record.line.order.rawValue, record.line.line, record.sequence,
                record.at.millisecondsSince1970, record.promised?.dayNumber,
                record.median?.dayNumber, record.receipts, record.supplierReceipts, record.reason,
                record.share?.millionths,
            ])
        }
    }

    private static let endingColumns = """
        order_reference, line, promised_day, ending, ended_day, at_ms
        """

    func promiseEndings() throws(StorageError) -> [PromiseEndingRecord] {
        try query { database in
            try database.values("SELECT \(Self.endingColumns) FROM promise_ending") {
                PromiseEndingRecord(
                    line: try BackOrderLineID(
                        order: $0.named(OrderReference.self), line: $0.text()),
                    promised: try $0.date(), ending: try $0.named(PromiseEnding.self),
                    day: try $0.date(), at: try $0.timestamp())
            }.sorted { $0.line < $1.line }
        }
    }

    func insertPromiseEnding(_ record: PromiseEndingRecord) throws(StorageError) {
        try change { database in
            let key: [Argument?] = [record.line.order.rawValue, record.line.line]
            let first = try database.firstValue(
                """
                SELECT promised_day FROM promise
                WHERE order_reference = ? AND line = ? AND promised_day IS NOT NULL
                ORDER BY sequence LIMIT 1
                """, key
            ) { try $0.date() }
            guard first == record.promised else { throw StorageError.promiseUnknown(record) }
            let known = try database.firstValue(
                "SELECT ended_day FROM promise_ending WHERE order_reference = ? AND line = ?", key
            ) { try $0.date() }
            guard known == nil else { throw StorageError.promiseEndedBefore(record) }
            try database.insertion(into: "promise_ending", Self.endingColumns).insert([
                record.line.order.rawValue, record.line.line, record.promised.dayNumber,
                record.ending.rawValue, record.day.dayNumber, record.at.millisecondsSince1970,
            ])
        }
    }
}
