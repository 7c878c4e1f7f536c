import GRDB
import Procurement
import Storage

extension SQLiteTransaction {
    func deskMessages(
        of order: PurchaseOrderNumber?
    ) throws(StorageError) -> [DeskMessageRecord] {
        try query { database in
            try database.values(
                """
                SELECT sequence, kind, document, purchase_order, written_at_ms, is_readable, note,
                    change_number, replaces, taken_at_ms, source
                FROM desk_message WHERE ?1 IS NULL OR purchase_order = ?1 ORDER BY sequence
                """, [order?.rawValue]
            ) {
                let sequence = try $0.int()
                let kind = try $0.named(SupplierMessage.Kind.self)
                return DeskMessageRecord(
                    message: try SupplierMessage(
                        kind: kind, document: $0.named(SupplierDocumentID.self),
                        order: $0.named(PurchaseOrderNumber.self), writtenAt: $0.timestamp(),
                        statements: Self.statements(of: sequence, kind, in: database),
                        isReadable: $0.flag(), note: $0.text(), change: $0.optionalInt(),
                        replaces: $0.optionalText().map { try SupplierDocumentID($0) }),
                    takenAt: try $0.timestamp(), source: try $0.text())
            }
        }
    }

    private static func statements(
        of message: Int, _ kind: SupplierMessage.Kind, in database: Database
    ) throws -> [SupplierMessage.Statement] {
        try database.values(
            """
            SELECT line, outcome, quantity_micros, damaged_micros, arrival_day, ship_day,
                price_micros, substitute, remark, unit
            FROM desk_statement WHERE message = ? ORDER BY position
            """, [message]
        ) { try statement(&$0, kind) }
    }

    private static func statement(
        _ columns: inout Columns, _ kind: SupplierMessage.Kind
    ) throws -> SupplierMessage.Statement {
        let (line, outcome) = (try columns.int(), try columns.optionalText())
        let quantity = try columns.optionalFixedPoint()
        let damaged = try columns.optionalFixedPoint()
        let (arrival, shipped) = (try columns.optionalDate(), try columns.optionalDate())
        let price = try columns.optionalFixedPoint()
        let substitute = try columns.optionalText()
        let (remark, unit) = (try columns.text(), try columns.optionalText() ?? "")
        switch kind {
        case .functionalAcknowledgment, .acknowledgment:
            guard let named = outcome.flatMap(AcknowledgmentOutcome.init(rawValue:)) else {
                throw StoredValueError(type: "AcknowledgmentOutcome", value: outcome ?? "")
            }
            return .answer(
                LineAnswer(
                    line: line, outcome: named, quantity: Stated(quantity),
                    arrivalDate: Stated(arrival), shipDate: Stated(shipped), price: Stated(price),
                    substitute: try substitute.map { try SupplierPart($0) }, remark: remark,
                    unit: unit))
        case .shipNotice:
            return .shipped(
                ShippedPart(
                    line: line, quantity: quantity ?? .zero, shippedOn: shipped ?? .earliest,
                    arrivalDate: Stated(arrival), tracking: remark, unit: unit))
        case .receipt:
            return .received(
                ReceivedPart(
                    line: line, quantity: quantity ?? .zero, damaged: damaged ?? .zero,
                    receivedOn: arrival ?? .earliest))
        }
    }

    func insertDeskMessage(_ record: DeskMessageRecord) throws(StorageError) {
        try change { database in
            try StorageRules.check(record)
            let message = record.message
            try database.insertion(
                into: "desk_message",
                """
                kind, document, purchase_order, written_at_ms, is_readable, note, \
                change_number, replaces, taken_at_ms, source
                """
            ).insert([
                message.kind.rawValue, message.document.rawValue, message.order.rawValue,
                message.writtenAt.millisecondsSince1970, message.isReadable, message.note,
                message.change, message.replaces?.rawValue, record.takenAt.millisecondsSince1970,
                record.source,
            ])
            let sequence = database.lastInsertedRowID
            let insertion = try database.insertion(
                into: "desk_statement",
                """
                message, position, line, outcome, quantity_micros, damaged_micros, arrival_day, \
                ship_day, price_micros, substitute, remark, unit
                """)
            for (index, statement) in message.statements.enumerated() {
                try insertion.insert([sequence, index + 1, statement.line] + statement.arguments)
            }
        }
    }

    func orders(
        of supplier: SupplierID, inNotice notice: String
    ) throws(StorageError) -> [PurchaseOrderNumber] {
        try query { database in
            // A notice of several orders is known in each by its number, a slash and the order.
            try database.values(
                """
                SELECT DISTINCT purchase_order FROM desk_message
                JOIN purchase_order ON purchase_order.number = desk_message.purchase_order
                WHERE kind = 'ship-notice' AND supplier = ?1 AND ?2 = coalesce(replaces,
                    CASE WHEN substr(document, -length(purchase_order) - 1) = '/' || purchase_order
                        THEN substr(document, 1, length(document) - length(purchase_order) - 1)
                        ELSE document END)
                ORDER BY purchase_order
                """, [supplier.rawValue, notice]
            ) { try $0.named(PurchaseOrderNumber.self) }
        }
    }

    func noticeReplacements(
        of supplier: SupplierID, notice: String
    ) throws(StorageError) -> [NoticeReplacementRecord] {
        try query { database in
            try database.values(
                """
                SELECT supplier, notice, document, written_at_ms, taken_at_ms, source
                FROM notice_replacement WHERE supplier = ? AND notice = ? ORDER BY document
                """, [supplier.rawValue, notice]
            ) {
                NoticeReplacementRecord(
                    supplier: try $0.named(SupplierID.self),
                    notice: try $0.named(SupplierDocumentID.self),
                    document: try $0.named(SupplierDocumentID.self),
                    writtenAt: try $0.timestamp(), takenAt: try $0.timestamp(),
                    source: try $0.text())
            }
        }
    }

    func noteReplacement(_ record: NoticeReplacementRecord) throws(StorageError) {
        try change { database in
            try StorageRules.check(record)
            try database.change(
                """
                INSERT INTO notice_replacement (supplier, notice, document, written_at_ms,
                    taken_at_ms, source)
                VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
                [
                    record.supplier.rawValue, record.notice.rawValue, record.document.rawValue,
                    record.writtenAt.millisecondsSince1970, record.takenAt.millisecondsSince1970,
                    record.source,
                ])
        }
    }

    func deskDecisions(
        of order: PurchaseOrderNumber?
    ) throws(StorageError) -> [DeskDecisionRecord] {
        try query { database in
            try database.values(
                """
                SELECT purchase_order, document, line, verdict, person, at_ms, reason
                FROM desk_decision WHERE ?1 IS NULL OR purchase_order = ?1 ORDER BY sequence
                """, [order?.rawValue]
            ) {
                DeskDecisionRecord(
                    order: try $0.named(PurchaseOrderNumber.self),
                    decision: BuyerDecision(
                        document: try $0.named(SupplierDocumentID.self), line: try $0.int(),
                        verdict: try $0.named(BuyerDecision.Verdict.self)),
                    person: try $0.text(), at: try $0.timestamp(), reason: try $0.text())
            }
        }
    }

    func insertDeskDecision(_ record: DeskDecisionRecord) throws(StorageError) {
        try change { database in
            try StorageRules.check(record)
            let decision = record.decision
            try database.insertion(
                into: "desk_decision",
                "purchase_order, document, line, verdict, person, at_ms, reason"
            ).insert([
                record.order.rawValue, decision.document.rawValue, decision.line,
                decision.verdict.rawValue, record.person, record.at.millisecondsSince1970,
                record.reason,
            ])
        }
    }
}

extension SupplierMessage.Statement {
    /// The values of the columns behind the line.
    fileprivate var arguments: [Argument?] {
        switch self {
        case .answer(let answer):
            [
                answer.outcome.rawValue, answer.quantity.value?.micros, nil,
                answer.arrivalDate.value?.dayNumber, answer.shipDate.value?.dayNumber,
                answer.price.value?.micros, answer.substitute?.rawValue, answer.remark,
                answer.unit.isEmpty ? nil : answer.unit,
            ]
        case .shipped(let part):
            [
                nil, part.quantity.micros, nil, part.arrivalDate.value?.dayNumber,
                part.shippedOn.dayNumber, nil, nil, part.tracking,
                part.unit.isEmpty ? nil : part.unit,
            ]
        case .received(let part):
            [
                nil, part.quantity.micros, part.damaged.micros, part.receivedOn.dayNumber, nil,
                nil, nil, "", nil,
            ]
        }
    }
}
