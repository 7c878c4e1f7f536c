import Foundation
import GRDB
import Procurement
import Storage
import StorageSQLite
import TestSupport
import Testing

/// The schema itself: what it is, how old databases reach it, and what it refuses whoever writes.
@Suite struct SQLiteSchemaTests {
    // MARK: The text

    @Test func theSchemaIsTheKeptOne() throws {
        try withTemporaryFolder { folder throws in
            let storage = try SQLiteStorage(path: "\(folder)/a.sqlite")
            let version = try storage.inspect().schemaVersion
            let schema = try DatabaseText.schema(of: "\(folder)/a.sqlite")
            #expect(
                try Golden.check(schema, against: "Fixtures/Migrations/schema-v\(version).sql")
                    == .matches)
        }
    }

    @Test func everyTableIsStrict() throws {
        try withTemporaryFolder { folder throws in
            _ = try SQLiteStorage(path: "\(folder)/a.sqlite")
            let database = try DatabaseQueue(path: "\(folder)/a.sqlite")
            let loose = try database.read {
                try String.fetchAll(
                    $0,
                    sql: "SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict")
            }
            #expect(loose == ["sqlite_schema"])
        }
    }

    // MARK: Migrations

    @Test func theDatabaseThatAVersionWritesIsTheKeptOne() throws {
        try withTemporaryFolder { folder throws in
            let path = "\(folder)/a.sqlite"
            let storage = try SQLiteStorage(path: path)
            try storage.write { try Population.write(to: $0) }
            let version = try storage.inspect().schemaVersion
            #expect(
                try Golden.check(
                    DatabaseText.dump(of: path),
                    against: "Fixtures/Migrations/snapshot-v\(version).sql") == .matches)
        }
    }

    @Test func aDatabaseOfEveryEarlierVersionReachesTheSameSchemaAndContent() throws {
        let names = try Golden.names(in: "Fixtures/Migrations")
        let snapshots = names.filter { $0.hasPrefix("snapshot-v") }
        try #require(!snapshots.isEmpty)
        for snapshot in snapshots {
            try withTemporaryFolder { folder throws in
                let (old, fresh) = ("\(folder)/old.sqlite", "\(folder)/fresh.sqlite")
                let sql = try Golden.text("Fixtures/Migrations/\(snapshot)")
                try DatabaseQueue(path: old).writeWithoutTransaction { try $0.execute(sql: sql) }
                let (upgraded, made) = try (
                    SQLiteStorage(path: old, creating: false), SQLiteStorage(path: fresh)
                )
                #expect(try DatabaseText.schema(of: old) == DatabaseText.schema(of: fresh))
                let version = Int(snapshot.filter(\.isNumber)) ?? .max
                try made.write { try Population.write(to: $0, version: version) }
                let (found, expected) = try (
                    upgraded.read { try $0.everything() }, made.read { try $0.everything() }
                )
                #expect(found == expected, "\(snapshot)")
                #expect(try upgraded.inspect(.full).integrity == [])
                #expect(try upgraded.inspect().schemaVersion == made.inspect().schemaVersion)
            }
        }
    }

    // MARK: What the database refuses

    @Test func theDatabaseRefusesWrongDataWhoeverWritesIt() throws {
        try withTemporaryFolder { folder throws in
            let path = "\(folder)/a.sqlite"
            let storage = try SQLiteStorage(path: path)
            try storage.write { try Population.write(to: $0) }
            let before = try storage.read { try $0.everything() }
            let stranger = try DatabaseQueue(path: path)
            for sql in Self.refused {
                let error = #expect(throws: DatabaseError.self, "\(sql)") {
                    try stranger.write { try $0.execute(sql: sql) }
                }
                #expect(error?.resultCode == .SQLITE_CONSTRAINT, "\(sql): \(error as Any)")
            }
            #expect(try storage.read { try $0.everything() } == before)
        }
    }

    private static let refused = [
        // Wrong types: tables are strict.
        "UPDATE item SET salvage_value_micros = '1,5'",
        "UPDATE item SET salvage_value_micros = 1.5",
        "UPDATE stock SET free_micros = 'many'",
        "UPDATE exchange_rate SET worth_micros = 0",
        "UPDATE exchange_rate SET currency = 'Yen'",
        "UPDATE price_break SET price_micros = NULL",
        "UPDATE substitute_statement SET substitute = part",
        "UPDATE substitute_statement SET stated_on = 'another'",
        "UPDATE substitute_statement SET relation = 'spare part'",
        "UPDATE substitute_statement SET withdrawn_at_ms = first_stated_at_ms - 1",
        "DELETE FROM substitute_statement",
        "UPDATE substitute_decision SET verdict = 'approved'",
        "DELETE FROM substitute_decision",
        "INSERT INTO substitute_decision VALUES (9, 'A', 'A', 'approved', 0, 'x', 0, '')",
        "UPDATE sourcing_round SET approved_by = x'00'",
        // Names of states and the like.
        "UPDATE purchase_order SET state = 'lost'",
        "UPDATE purchase_order_line SET state = 'Open'",
        "UPDATE sourcing_round SET state = 'ready'",
        "UPDATE outbox_message SET state = ''",
        "UPDATE feed_delivery SET status = 'ok'",
        "UPDATE back_order_line SET status = 'closed'",
        "UPDATE supplier SET order_format = 'xml'",
        "UPDATE supplier SET currency = 'eur'",
        "INSERT INTO number_sequence (name, last) VALUES ('other', 1)",
        // Amounts, quantities and counts.
        "UPDATE stock SET free_micros = -1",
        "UPDATE back_order_line SET open_quantity_micros = -1",
        "UPDATE inbound SET quantity_micros = -1",
        "UPDATE offer SET order_multiple_micros = 0",
        "UPDATE price_break SET price_per_micros = 0",
        "UPDATE supplier_discount SET percent_micros = 100000001",
        "UPDATE supplier_discount SET threshold_units = 1, threshold_value_micros = 1",
        "UPDATE share_rule SET minimum_share_micros = 900000, maximum_share_micros = 1",
        "UPDATE purchase_order_line SET accepted = accepted + 1",
        "UPDATE purchase_order_line SET pending = pending - 1",
        "UPDATE purchase_order_line SET received = accepted + 1",
        "UPDATE run SET exit_code = 256",
        "UPDATE supplier SET is_blocked = 2",
        // Hashes.
        "UPDATE feed_delivery SET sha256 = 'abc'",
        "UPDATE intake_document SET sha256 = upper(sha256)",
        // References and keys.
        "DELETE FROM item", "DELETE FROM supplier", "DELETE FROM feed_delivery",
        "DELETE FROM feed_snapshot", "DELETE FROM purchase_order_line",
        "UPDATE purchase_order SET round = 77",
        "UPDATE offer SET feed = 'unknown'",
        "UPDATE outbox_message SET purchase_order = 'PO-9'",
        "UPDATE run SET slot = '2026-03-04'",
        "INSERT INTO run (id, slot, started_at_ms, report) VALUES ('x', '2026-03-04', 0, '')",
        // What never changes.
        "DELETE FROM sourcing_round", "DELETE FROM purchase_order", "DELETE FROM run",
        "DELETE FROM purchase_order_event", "DELETE FROM outbox_message",
        "UPDATE purchase_order_event SET reason = ''",
        "DELETE FROM follow_up", "UPDATE follow_up SET action = 'x'",
        "DELETE FROM promise", "UPDATE promise SET reason = ''",
        "INSERT INTO promise VALUES ('N', '1', 1, 0, NULL, NULL, NULL, NULL, '', 900000)",
        "INSERT INTO promise VALUES ('N', '1', 1, 0, 9, 9, NULL, NULL, '', 1000000)",
        """
        INSERT INTO desk_message VALUES (99, 'PO-2', 'acknowledgment', 'R', 0, 1, '', 0, '', NULL,
            'N')
        """, "DELETE FROM notice_replacement", "UPDATE notice_replacement SET source = 'x'",
        "DELETE FROM promise_ending", "UPDATE promise_ending SET ending = 'overdue'",
        "INSERT INTO promise_ending VALUES ('N', '1', 1, 'lost', 1, 0)",
        "INSERT INTO promise_ending VALUES ('A', '1', 1, 'overdue', 1, 0)",
        "DELETE FROM notice", "UPDATE notice SET reason = ''", "DELETE FROM letter",
        "UPDATE letter SET bytes = x'00'", "DELETE FROM consent",
        "UPDATE consent SET answer = 'cancel'",
        // Nothing is cancelled by silence that no letter asked for, nor without a proof.
        """
        INSERT INTO consent VALUES ('N', '1', 1, 0, 'cancel', 'statute', NULL, 'p', 'c', 'e')
        """,
        "INSERT INTO consent VALUES ('N', '1', 1, 0, 'cancel', 'customer', NULL, 'p', 'c', ' ')",
        "INSERT INTO consent VALUES ('Ä', '1', 2, 0, 'wait', 'customer', NULL, 'p', 'c', 'e')",
        // Credits: one at a time, one for a day, within the budget, accepted by a consent alone.
        "DELETE FROM credit", "UPDATE credit SET amount_micros = 1", "DELETE FROM credit_outcome",
        "UPDATE credit_outcome SET outcome = 'declined'",
        "UPDATE back_order_line SET unit_price_micros = -1",
        """
        INSERT INTO credit SELECT 3, order_reference, line, 2, customer, rule, 1, old_day,
            new_day + 1, 0, offered_day, period_from_day, period_through_day, period_limit_micros,
            deadline_day, letter FROM credit WHERE number = 2
        """,
        """
        INSERT INTO credit SELECT 3, order_reference, line, 2, customer, rule, 1, old_day,
            new_day, 0, offered_day, period_from_day, period_through_day, period_limit_micros,
            deadline_day, letter FROM credit WHERE number = 1
        """,
        """
        INSERT INTO credit SELECT 3, 'N', '1', 1, customer, rule,
            period_limit_micros - 29999999, old_day, new_day, 0, offered_day, period_from_day,
            period_through_day, period_limit_micros, deadline_day, letter
            FROM credit WHERE number = 1
        """,
        "INSERT INTO credit_outcome VALUES (2, 'B', '1', 'accepted', 0, NULL)",
        "INSERT INTO credit_outcome VALUES (2, 'A', '1', 'accepted', 0, 2)",
        "INSERT INTO credit_outcome VALUES (2, 'B', '1', 'accepted', 0, 1)",
        // What is set aside: one for a line, within the budget, offered to its own line.
        "DELETE FROM set_aside_credit", "UPDATE set_aside_credit SET round = 1",
        "DELETE FROM set_aside_outcome", "UPDATE set_aside_outcome SET at_ms = 0",
        "INSERT INTO set_aside_credit VALUES (3, 9, 'N', '1', 1, 0, 5, 1, 31, 100000000)",
        "INSERT INTO set_aside_credit VALUES (3, 1, 'N', '1', 0, 0, 5, 1, 31, 100000000)",
        """
        INSERT INTO set_aside_credit SELECT 3, round, order_reference, line, 1, 0, set_aside_day,
            period_from_day, period_through_day, period_limit_micros
            FROM set_aside_credit WHERE number = 2
        """,
        """
        INSERT INTO set_aside_credit SELECT 3, round, 'N', '1', 60000001, 0, set_aside_day,
            period_from_day, period_through_day, period_limit_micros
            FROM set_aside_credit WHERE number = 2
        """,
        """
        INSERT INTO credit SELECT 3, 'N', '1', 1, customer, rule, 60000001, old_day, new_day, 0,
            offered_day, period_from_day, period_through_day, period_limit_micros, deadline_day,
            letter FROM credit WHERE number = 1
        """,
        "INSERT INTO set_aside_outcome VALUES (2, 'offered', 0, NULL)",
        "INSERT INTO set_aside_outcome VALUES (2, 'offered', 0, 1)",
        "INSERT INTO set_aside_outcome VALUES (2, 'expired', 0, 1)",
        "INSERT INTO set_aside_outcome VALUES (2, 'lost', 0, NULL)",
        "DELETE FROM desk_message", "DELETE FROM desk_statement", "DELETE FROM desk_decision",
        "UPDATE desk_message SET note = ''", "UPDATE desk_statement SET remark = ''",
        "UPDATE desk_decision SET verdict = 'accept'",
        "DELETE FROM order_change", "DELETE FROM order_change_line",
        "UPDATE order_change SET reason = 'x'", "UPDATE order_change_line SET line = 9",
        "INSERT INTO order_change VALUES ('PO-9', 1, 0, 0, '', '')",
        "INSERT INTO order_change_line VALUES ('PO-2', 3, 1, 0, 0, NULL, 0)",
        "INSERT INTO order_change_line VALUES ('PO-2', 2, 1, 2, -1, NULL, 0)",
        "UPDATE outbox_message SET bytes = x'00'",
        "UPDATE outbox_message SET file_name = id",
        "UPDATE sourcing_round SET content = x'00'",
        "UPDATE sourcing_round SET hash = hash",
        "UPDATE number_sequence SET last = last",
    ]

    @Test func aMessageThatWasSentStaysSentWhoeverWritesIt() throws {
        try withTemporaryFolder { folder throws in
            let path = "\(folder)/a.sqlite"
            let storage = try SQLiteStorage(path: path)
            try storage.write { state throws in
                try Population.write(to: state)
                try state.updateOutboxMessage("m-1", to: .sent, at: .latest)
            }
            #expect(throws: DatabaseError.self) {
                try DatabaseQueue(path: path).write {
                    try $0.execute(sql: "UPDATE outbox_message SET state = 'staged'")
                }
            }
        }
    }

    @Test(arguments: [
        "UPDATE stock SET unit = 'pieces'", "UPDATE back_order_line SET item = ''",
        "UPDATE back_order_line SET line = line || '/b'",
        "UPDATE purchase_order SET state = 'received'",
        "UPDATE purchase_order_line SET amount_micros = 1", "UPDATE supplier SET id = ' ' || id",
    ])
    func whatSomebodyElsePutThereIsReportedAsDamage(_ sql: String) throws {
        try withTemporaryFolder { folder throws in
            let path = "\(folder)/a.sqlite"
            let storage = try SQLiteStorage(path: path)
            try storage.write { try Population.write(to: $0) }
            var configuration = Configuration()
            configuration.foreignKeysEnabled = false
            try DatabaseQueue(path: path, configuration: configuration).write {
                try $0.execute(sql: sql)
            }
            let error = #expect(throws: StorageError.self) {
                try storage.read { try $0.everything() }
            }
            #expect(error?.code == .corrupt)
        }
    }
}

/// A database as text.
enum DatabaseText {
    /// The statements that make the schema, in the order in which they were run.
    static func schema(of path: String) throws -> String {
        let statements = try DatabaseQueue(path: path).read {
            try String.fetchAll(
                $0, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")
        }
        return statements.map { "\($0);\n" }.joined(separator: "\n")
    }

    /// Statements that make the database again, with its rows.
    static func dump(of path: String) throws -> String {
        let database = try DatabaseQueue(path: path)
        return try database.read { database in
            let header = try ["application_id", "user_version"].map {
                "PRAGMA \($0) = \(try Int.fetchOne(database, sql: "PRAGMA \($0)") ?? 0);\n"
            }
            let tables = try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")
            let rows = try tables.flatMap { try inserts(into: $0, of: database) }
            return header.joined() + (try schema(of: path)) + rows.joined()
        }
    }

    private static func inserts(into table: String, of database: Database) throws -> [String] {
        let columns = try database.columns(in: table).map(\.name)
        let values = columns.map { "quote(\"\($0)\")" }.joined(separator: " || ', ' || ")
        let key = try database.primaryKey(table).columns.joined(separator: ", ")
        return try String.fetchAll(
            database, sql: "SELECT \(values) FROM \(table) ORDER BY \(key)"
        ).map { "INSERT INTO \(table) VALUES (\($0));\n" }
    }
}
