import Foundation
import GRDB
package import Storage

/// What a database says of itself.
package struct DatabaseInspection: Sendable, Hashable {
    /// How thoroughly the file is checked.
    package enum Thoroughness: Sendable, Hashable {
        /// Structure and constraints; not whether the indexes agree with the tables.
        case quick
        /// Everything; reads the whole file several times.
        case full
    }

    /// Version of the library, for example "3.40.1".
    package let sqliteVersion: String
    /// "truncate" while all is well.
    package let journalMode: String
    /// 2, which is FULL, while all is well.
    package let synchronous: Int
    /// Whether references between tables are enforced.
    package let foreignKeys: Bool
    /// What the check of the file found; empty while all is well.
    package let integrity: [String]
    /// Version of the schema, from 1.
    package let schemaVersion: Int
    /// Size of the file in bytes.
    package let fileSize: Int

    package init(
        sqliteVersion: String, journalMode: String, synchronous: Int, foreignKeys: Bool,
        integrity: [String], schemaVersion: Int, fileSize: Int
    ) {
        self.sqliteVersion = sqliteVersion
        self.journalMode = journalMode
        self.synchronous = synchronous
        self.foreignKeys = foreignKeys
        self.integrity = integrity
        self.schemaVersion = schemaVersion
        self.fileSize = fileSize
    }
}

extension SQLiteStorage {
    /// Looks at the settings and checks the file.
    package func inspect(
        _ thoroughness: DatabaseInspection.Thoroughness = .quick
    ) throws(StorageError) -> DatabaseInspection {
        try StorageError.sorting {
            try queue.inDatabase { database in
                let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
                let pageSize = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
                return DatabaseInspection(
                    sqliteVersion: try String.fetchOne(database, sql: "SELECT sqlite_version()")
                        ?? "",
                    journalMode: try DatabaseSettings.value(of: "journal_mode", in: database),
                    synchronous: try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? -1,
                    foreignKeys: try Bool.fetchOne(database, sql: "PRAGMA foreign_keys") ?? false,
                    integrity: try Self.findings(thoroughness, in: database),
                    schemaVersion: try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0,
                    fileSize: pages * pageSize)
            }
        }
    }

    private static func findings(
        _ thoroughness: DatabaseInspection.Thoroughness, in database: Database
    ) throws -> [String] {
        let check =
            switch thoroughness {
            case .quick: "quick_check"
            case .full: "integrity_check"
            }
        let findings = try String.fetchAll(database, sql: "PRAGMA \(check)")
        let dangling = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map {
            let (table, parent): (String, String) = ($0["table"], $0["parent"])
            return "a row of \(table) refers to a missing row of \(parent)"
        }
        return findings.filter { $0 != "ok" } + dangling
    }

    /// Writes a copy of the database, consistent and compact, to a file that must not exist.
    ///
    /// The copy is complete and on the disk when the call returns; until then its file must not
    /// be used.
    package func backup(to path: String) throws(StorageError) {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw StorageError(
                .unavailable,
                "There is a file (\(path)) where the backup should go. Maybe take another name.")
        }
        try StorageError.sorting {
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "VACUUM INTO ?", arguments: [path])
            }
        }
        // SQLite does not wait for the disk here.
        do {
            let copy = try FileHandle(forUpdating: URL(fileURLWithPath: path))
            try copy.synchronize()
            try copy.close()
        } catch {
            throw StorageError(.unavailable, "The backup (\(path)) cannot be finished: \(error).")
        }
    }
}
