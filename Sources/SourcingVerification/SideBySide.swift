import Dispatch
import Synchronization

/// Computes values that do not depend on each other on all processors.
enum SideBySide {
    /// The values of all chunks of `0..<count`, in order.
    ///
    /// - Parameter work: gives a value for each position of a chunk; which processor it runs on
    ///   must not matter.
    static func map<Value: Sendable>(
        _ count: Int, chunk size: Int, _ work: @Sendable (Range<Int>) -> [Value]
    ) -> [Value] {
        let chunks = (count + size - 1) / size
        guard chunks > 1 else { return count > 0 ? work(0..<count) : [] }
        let found = Mutex([[Value]](repeating: [], count: chunks))
        DispatchQueue.concurrentPerform(iterations: chunks) { chunk in
            let values = work(chunk * size..<min(count, (chunk + 1) * size))
            found.withLock { $0[chunk] = values }
        }
        return found.withLock { $0.flatMap(\.self) }
    }
}
