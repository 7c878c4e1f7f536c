import Synchronization

/// A storage that forgets everything when it is gone; refuses what the database refuses.
///
/// A `write` keeps all other calls waiting, and must not call the storage itself.
package final class InMemoryStorage: BrokerStorage {
    private let state = Mutex(MemoryState())

    package init() {}

    package func read<Result>(
        _ body: (any StorageReading) throws -> Result
    ) throws -> Result {
        let transaction = MemoryTransaction(state.withLock { $0 })
        defer { transaction.end() }
        return try body(transaction)
    }

    package func write<Result>(
        _ body: (any StorageWriting) throws -> Result
    ) throws -> Result {
        var outcome: Swift.Result<Result, any Error>?
        state.withLock { state in
            let transaction = MemoryTransaction(state)
            defer { transaction.end() }
            outcome = Swift.Result {
                let result = try body(transaction)
                if let refusal = transaction.refusal { throw refusal }
                return result
            }
            if case .success = outcome { state = transaction.state }
        }
        guard let outcome else { preconditionFailure("A lock must run its body.") }
        return try outcome.get()
    }
}
