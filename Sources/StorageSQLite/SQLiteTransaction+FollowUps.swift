import GRDB
import Procurement
import Storage

extension SQLiteTransaction {
    private static let followUpColumns = """
        purchase_order, line, reason, since_day, attempt, due_day, action, claimed_at_ms
        """

    func followUps() throws(StorageError) -> [FollowUpRecord] {
        try query { database in
            try database.values(
                "SELECT \(Self.followUpColumns) FROM follow_up ORDER BY sequence"
            ) {
                FollowUpRecord(
                    order: try $0.named(PurchaseOrderNumber.self), line: try $0.int(),
                    reason: try $0.text(), since: try $0.date(), attempt: try $0.int(),
                    due: try $0.date(), action: try $0.text(), claimedAt: try $0.timestamp())
            }
        }
    }

    func claimFollowUp(_ record: FollowUpRecord) throws(StorageError) -> Bool {
        try change { database in
            try StorageRules.check(record)
            let known = try database.firstValue(
                """
                SELECT sequence FROM follow_up WHERE purchase_order = ? AND line = ?
                    AND reason = ? AND since_day = ? AND attempt = ?
                """,
                [
                    record.order.rawValue, record.line, record.reason, record.since.dayNumber,
                    record.attempt,
                ]
            ) { try $0.int() }
            if known != nil { return false }
            try database.insertion(into: "follow_up", Self.followUpColumns).insert([
                record.order.rawValue, record.line, record.reason, record.since.dayNumber,
                record.attempt, record.due.dayNumber, record.action,
                record.claimedAt.millisecondsSince1970,
            ])
            return true
        }
    }
}
