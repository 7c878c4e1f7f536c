import Foundation
import GRDB
package import Storage

/// The storage in a file, for one machine.
///
/// One connection reads and writes; calls wait for each other, and must not be nested. Another
/// process that holds the file makes a call fail with ``StorageError/Code/locked`` at once, before
/// its body runs, or after the given patience.
package struct SQLiteStorage: BrokerStorage {
    /// The database file.
    package let path: String
    let queue: DatabaseQueue

    /// Opens the database, and brings its schema to the latest version.
    ///
    /// The file is made if it is missing and `creating`; its folder never is. `patience` is how
    /// long a call waits for another process before it fails. `maximumPages` of 4,096 bytes bound
    /// the file; a change that needs more fails with ``StorageError/Code/full``.
    package init(
        path: String, creating: Bool = true, patience: Duration = .zero, maximumPages: Int? = nil
    ) throws(StorageError) {
        if !creating, !FileManager.default.fileExists(atPath: path) {
            throw StorageError(
                .unavailable, "There is no database (\(path)). Maybe the workspace is another one.")
        }
        self.path = path
        queue = try StorageError.sorting {
            let queue = try DatabaseQueue(
                path: path, configuration: DatabaseSettings.configuration(patience: patience))
            try queue.writeWithoutTransaction { database in
                try DatabaseIdentity(of: database).check(path: path)
                try DatabaseSettings.apply(to: database)
                if let maximumPages {
                    _ = try Int.fetchOne(
                        database, sql: "PRAGMA max_page_count = \(maximumPages)")
                }
                try DatabaseIdentity.upgrade(database, path: path)
                try DatabaseSettings.verify(database)
            }
            return queue
        }
    }

    package func read<Result>(
        _ body: (any StorageReading) throws -> Result
    ) throws -> Result {
        try sorting {
            try queue.read { database in
                let transaction = SQLiteTransaction(database)
                defer { transaction.end() }
                return try body(transaction)
            }
        }
    }

    package func write<Result>(
        _ body: (any StorageWriting) throws -> Result
    ) throws -> Result {
        try sorting {
            try queue.writeWithoutTransaction { database in
                var result: Result?
                // Exclusive from the start: nobody's reading can make the commit fail later.
                try database.inTransaction(.exclusive) {
                    let transaction = SQLiteTransaction(database)
                    defer { transaction.end() }
                    result = try body(transaction)
                    if let refusal = transaction.refusal { throw refusal }
                    return .commit
                }
                guard let result else { preconditionFailure("A commit must have a result.") }
                return result
            }
        }
    }

    /// Sorts errors of the database, and lets those of the caller's body pass.
    private func sorting<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StorageError(sorting: error)
        }
    }
}
