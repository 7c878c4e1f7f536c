import GRDB
import Procurement
import Storage

extension SQLiteTransaction {
    private static let promiseColumns = """
        order_reference, line, sequence, at_ms, promised_day, median_day, receipts, \
        supplier_receipts, reason
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
                    reason: try $0.text())
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
            ])
        }
    }
}
