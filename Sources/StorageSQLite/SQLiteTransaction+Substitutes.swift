import GRDB
import Procurement
import Storage

extension SQLiteTransaction {
    func substituteStatements() throws(StorageError) -> [SubstituteStatement] {
        try query { database in
            try database.values("SELECT \(Self.statementColumns) FROM substitute_statement") {
                let key = SubstituteStatement.Key(
                    feed: try $0.named(FeedName.self), supplier: try $0.named(SupplierID.self),
                    part: try $0.named(SupplierPart.self),
                    substitute: try $0.named(SupplierPart.self),
                    relation: try $0.named(SubstituteRelation.self))
                return SubstituteStatement(
                    key: key, statedOn: try $0.named(SupplierPart.self), delivery: try $0.text(),
                    file: try $0.text(), line: try $0.int(), column: try $0.int(),
                    firstStatedAt: try $0.timestamp(), lastStatedAt: try $0.timestamp(),
                    withdrawnAt: try $0.optionalTimestamp())
            }.sorted { $0.key < $1.key }
        }
    }

    func substituteDecisions() throws(StorageError) -> [SubstituteDecision] {
        try query { database in
            try database.values(
                "SELECT \(Self.decisionColumns) FROM substitute_decision ORDER BY sequence"
            ) {
                SubstituteDecision(
                    item: try $0.named(ItemID.self), substitute: try $0.named(ItemID.self),
                    verdict: try $0.named(SubstituteDecision.Verdict.self),
                    cost: try $0.fixedPoint(), person: try $0.text(), at: try $0.timestamp(),
                    reason: try $0.text())
            }
        }
    }

    func saveSubstituteStatements(
        _ statements: [SubstituteStatement]
    ) throws(StorageError) {
        try change { database in
            for statement in statements {
                try StorageRules.check(statement)
                let key = statement.key
                try database.change(
                    """
                    INSERT INTO substitute_statement (\(Self.statementColumns))
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (feed, supplier, part, substitute, relation) DO UPDATE SET
                        stated_on = excluded.stated_on, delivery = excluded.delivery,
                        file = excluded.file, line_number = excluded.line_number,
                        column_number = excluded.column_number,
                        first_stated_at_ms = excluded.first_stated_at_ms,
                        last_stated_at_ms = excluded.last_stated_at_ms,
                        withdrawn_at_ms = excluded.withdrawn_at_ms
                    """,
                    [
                        key.feed.rawValue, key.supplier.rawValue, key.part.rawValue,
                        key.substitute.rawValue, key.relation.rawValue,
                        statement.statedOn.rawValue, statement.delivery, statement.file,
                        statement.line, statement.column,
                        statement.firstStatedAt.millisecondsSince1970,
                        statement.lastStatedAt.millisecondsSince1970,
                        statement.withdrawnAt?.millisecondsSince1970,
                    ])
            }
        }
    }

    func insertSubstituteDecision(_ decision: SubstituteDecision) throws(StorageError) {
        try change { database in
            try StorageRules.check(decision)
            try database.insertion(into: "substitute_decision", Self.decisionColumns).insert([
                decision.item.rawValue, decision.substitute.rawValue, decision.verdict.rawValue,
                decision.cost.micros, decision.person, decision.at.millisecondsSince1970,
                decision.reason,
            ])
        }
    }

    private static let statementColumns = """
        feed, supplier, part, substitute, relation, stated_on, delivery, file, line_number, \
        column_number, first_stated_at_ms, last_stated_at_ms, withdrawn_at_ms
        """

    private static let decisionColumns =
        "item, substitute, verdict, cost_micros, person, at_ms, reason"
}
