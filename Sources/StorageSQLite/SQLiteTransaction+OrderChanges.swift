import GRDB
import Procurement
import Storage

extension SQLiteTransaction {
    /// The changes of an order, in the order in which they were asked.
    static func changes(
        of order: PurchaseOrderNumber, in database: Database
    ) throws -> [OrderChange] {
        try database.values(
            """
            SELECT sequence, day, requested_at_ms, person, reason FROM order_change
            WHERE purchase_order = ? ORDER BY sequence
            """, [order.rawValue]
        ) {
            let sequence = try $0.int()
            return try OrderChange(
                order: order, sequence: sequence, date: $0.date(), requestedAt: $0.timestamp(),
                person: $0.text(), reason: $0.text(),
                requests: requests(of: order, sequence, in: database))
        }
    }

    private static func requests(
        of order: PurchaseOrderNumber, _ sequence: Int, in database: Database
    ) throws -> [OrderChange.Request] {
        try database.values(
            """
            SELECT line, quantity_micros, previous_micros, requested_day, is_day_asked
            FROM order_change_line WHERE purchase_order = ? AND sequence = ? ORDER BY line
            """, [order.rawValue, sequence]
        ) {
            OrderChange.Request(
                line: try $0.int(), quantity: try $0.fixedPoint(),
                previousQuantity: try $0.fixedPoint(), date: try $0.optionalDate(),
                isDateAsked: try $0.flag())
        }
    }

    func insertOrderChange(_ change: OrderChange) throws(StorageError) {
        try self.change { database in
            try StorageRules.check(change)
            let key: [Argument?] = [change.order.rawValue, change.sequence]
            let known = try Self.changes(of: change.order, in: database).count
            guard change.sequence == known + 1 else { throw StorageError.outOfSequence(change) }
            try database.insertion(
                into: "order_change",
                "purchase_order, sequence, day, requested_at_ms, person, reason"
            ).insert(
                key + [
                    change.date.dayNumber, change.requestedAt.millisecondsSince1970,
                    change.person, change.reason,
                ])
            let insertion = try database.insertion(
                into: "order_change_line",
                """
                purchase_order, sequence, line, quantity_micros, previous_micros, requested_day, \
                is_day_asked
                """)
            for request in change.requests {
                try insertion.insert(
                    key + [
                        request.line, request.quantity.micros, request.previousQuantity.micros,
                        request.date?.dayNumber, request.isDateAsked,
                    ])
            }
        }
    }
}
