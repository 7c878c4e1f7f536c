import Procurement

/// A copy of the state that one transaction reads and changes.
final class MemoryTransaction {
    var state: MemoryState
    /// The first change that was refused: after it nothing can be committed.
    private(set) var refusal: StorageError?
    private var isOpen = true

    init(_ state: MemoryState) { self.state = state }

    func end() { isOpen = false }

    func requireOpen() {
        precondition(isOpen, "A transaction must not be used after its body returned.")
    }

    /// Makes a change; a refused one spoils the transaction.
    func change<Result>(
        _ body: (inout MemoryState) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        requireOpen()
        if let refusal { throw refusal }
        do throws(StorageError) {
            return try body(&state)
        } catch {
            refusal = error
            throw error
        }
    }

    func current() -> MemoryState {
        requireOpen()
        return state
    }
}

extension Sequence {
    /// Refuses if two elements have the same key.
    func requireUnique<Key: Hashable>(
        _ what: String, by key: (Element) -> Key
    ) throws(StorageError) {
        var keys: Set<Key> = []
        for element in self where !keys.insert(key(element)).inserted {
            throw StorageError(.refused, "\(what) (\(key(element))) is there already.")
        }
    }
}
