import GRDB
import Storage

/// Whose database it is, and of which version.
struct DatabaseIdentity {
    /// "SrcB": marks a database as the broker's own.
    static let applicationID = 0x5372_6342

    let applicationID: Int
    let schemaVersion: Int
    let isEmpty: Bool

    init(of database: Database) throws {
        applicationID = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        schemaVersion = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0
    }

    /// Whether nobody has used the file yet.
    private var isFresh: Bool { isEmpty && applicationID == 0 && schemaVersion == 0 }

    /// Refuses the database of another program and of a newer version, before anything is changed.
    func check(path: String) throws {
        guard isFresh || applicationID == Self.applicationID else {
            throw StorageError(
                .corrupt,
                "The database (\(path)) is that of another program. "
                    + "Maybe the configured path is wrong.")
        }
        guard schemaVersion <= Migration.latestVersion else {
            throw StorageError(
                .newer,
                "The database (\(path)) has schema version (\(schemaVersion)), and this program "
                    + "knows versions up to \(Migration.latestVersion). "
                    + "Maybe a newer version of the program has used it.")
        }
        guard isFresh || schemaVersion >= 1 else {
            throw StorageError(.corrupt, "The database (\(path)) has no schema version.")
        }
    }

    /// Brings the schema to the latest version, in one transaction.
    static func upgrade(_ database: Database, path: String) throws {
        guard try DatabaseIdentity(of: database).schemaVersion < Migration.latestVersion else {
            return
        }
        try database.inTransaction(.exclusive) {
            // Asked again: another process may have been faster.
            let identity = try DatabaseIdentity(of: database)
            try identity.check(path: path)
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            try Migration.apply(to: database, from: identity.schemaVersion)
            return .commit
        }
    }
}
