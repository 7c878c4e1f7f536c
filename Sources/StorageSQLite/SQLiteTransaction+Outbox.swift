import Foundation
import GRDB
import Procurement
import Storage

extension SQLiteTransaction: StorageWriting {
    func outboxMessages() throws(StorageError) -> [OutboxMessage] {
        try query { database in
            try database.values(
                "SELECT \(Self.messageColumns) FROM outbox_message ORDER BY sequence"
            ) {
                OutboxMessage(
                    id: try $0.text(), order: try $0.named(PurchaseOrderNumber.self),
                    revision: try $0.int(), supplier: try $0.named(SupplierID.self),
                    format: try $0.text(), folder: try $0.text(), fileName: try $0.text(),
                    bytes: try $0.bytes(), sha256: try $0.text(),
                    state: try $0.named(OutboxState.self), createdAt: try $0.timestamp(),
                    changedAt: try $0.timestamp())
            }
        }
    }

    func issueMark() throws(StorageError) -> IssueMark {
        try query { database in
            let number = try database.firstValue(
                "SELECT last FROM number_sequence WHERE name = ?",
                [NumberSequence.purchaseOrder.rawValue]
            ) { try $0.int() }
            let departed = try database.firstValue(
                "SELECT count(*) FROM outbox_message WHERE state = ?",
                [OutboxState.sent.rawValue]
            ) { try $0.int() }
            let last = try database.firstValue(
                "SELECT purchase_order, sha256 FROM outbox_message ORDER BY sequence DESC LIMIT 1",
                []
            ) { (order: try $0.text(), sha256: try $0.text()) }
            return IssueMark(
                number: number ?? 0, departed: departed ?? 0, order: last?.order ?? "",
                sha256: last?.sha256 ?? "")
        }
    }

    private static let messageColumns = """
        id, purchase_order, revision, supplier, format, folder, file_name, bytes, sha256, state, \
        created_at_ms, changed_at_ms
        """

    func insertOutboxMessage(_ message: OutboxMessage) throws(StorageError) {
        try change { database in
            try StorageRules.check(message)
            let insertion = try database.insertion(into: "outbox_message", Self.messageColumns)
            try insertion.insert([
                message.id, message.order.rawValue, message.revision, message.supplier.rawValue,
                message.format, message.folder, message.fileName, Data(message.bytes),
                message.sha256, message.state.rawValue, message.createdAt.millisecondsSince1970,
                message.changedAt.millisecondsSince1970,
            ])
        }
    }

    func updateOutboxMessage(
        _ id: String, to new: OutboxState, at time: Timestamp
    ) throws(StorageError) {
        try change { database in
            let updated = try database.change(
                "UPDATE outbox_message SET state = ?, changed_at_ms = ? WHERE id = ?",
                [new.rawValue, time.millisecondsSince1970, id])
            guard updated == 1 else { throw StorageError.unknownMessage(id) }
        }
    }
}
