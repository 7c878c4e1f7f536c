import GRDB
import Storage

/// One transaction of the database.
final class SQLiteTransaction {
    private let database: Database
    /// The first change that failed: after it nothing can be committed.
    private(set) var refusal: StorageError?
    private var isOpen = true

    init(_ database: Database) { self.database = database }

    func end() { isOpen = false }

    func query<Result>(
        _ body: (Database) throws -> Result
    ) throws(StorageError) -> Result {
        precondition(isOpen, "A transaction must not be used after its body returned.")
        return try StorageError.sorting { try body(database) }
    }

    /// Makes a change; a failed one spoils the transaction.
    func change<Result>(
        _ body: (Database) throws -> Result
    ) throws(StorageError) -> Result {
        if let refusal { throw refusal }
        do throws(StorageError) {
            return try query(body)
        } catch {
            refusal = error
            throw error
        }
    }
}
