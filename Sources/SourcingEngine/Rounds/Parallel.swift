import Dispatch
import Synchronization

/// Runs independent pieces of work on several threads.
struct Parallel: Sendable {
    let threads: Int

    init(threads: Int) { self.threads = max(1, threads) }

    /// Calls `work` for every chunk of `0..<count`, each chunk once.
    ///
    /// What is computed may depend on the chunk but not on the worker, so that the outcome does
    /// not depend on the number of threads.
    ///
    /// - Parameter work: gets the positions and the worker, from 0 to `threads` − 1.
    func forEachChunk(
        of count: Int, size: Int, _ work: (_ range: Range<Int>, _ worker: Int) -> Void
    ) {
        let chunks = (count + size - 1) / size
        guard threads > 1, chunks > 1 else {
            for chunk in 0..<chunks {
                work(chunk * size..<min(count, (chunk + 1) * size), 0)
            }
            return
        }
        // Calls end before this function returns, and each writes only what is its chunk's.
        nonisolated(unsafe) let work = work
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: min(threads, chunks)) { worker in
            // Whoever is free takes the next chunk: some take much longer than others.
            while true {
                let chunk = next.wrappingAdd(1, ordering: .relaxed).oldValue
                if chunk >= chunks { return }
                work(chunk * size..<min(count, (chunk + 1) * size), worker)
            }
        }
    }

    /// Like ``forEachChunk(of:size:_:)``, but ends early when `stop` says so.
    ///
    /// - Parameter work: gets `stop` as it may be asked there, one worker at a time.
    /// - Returns: `false` if it ended early; some of the work is then not done.
    func forEachChunk(
        of count: Int, size: Int, stop: () -> Bool,
        _ work: (_ range: Range<Int>, _ worker: Int, _ stop: @escaping () -> Bool) -> Void
    ) -> Bool {
        let isEnded = Mutex(false)
        withoutActuallyEscaping(stop) { stop in
            let asked = {
                isEnded.withLock { isEnded in
                    isEnded = isEnded || stop()
                    return isEnded
                }
            }
            forEachChunk(of: count, size: size) { range, worker in
                if !asked() { work(range, worker, asked) }
            }
        }
        return !isEnded.withLock { $0 }
    }

    /// Computes one value for each of `0..<count`, each by itself.
    ///
    /// - Parameters:
    ///   - stop: the caller's wish to end early; workers ask it one at a time.
    ///   - work: gets the position, the worker, and `stop` as it may be asked there.
    func map<Value>(
        _ count: Int, stop: () -> Bool,
        _ work: (_ index: Int, _ worker: Int, _ stop: () -> Bool) -> Value
    ) -> [Value] {
        var found = [Value?](repeating: nil, count: count)
        let lock = Mutex(())
        withoutActuallyEscaping(stop) { stop in
            let asked = { lock.withLock { _ in stop() } }
            found.withUnsafeMutableBufferPointer { found in
                forEachChunk(of: count, size: 1) { range, worker in
                    for index in range { found[index] = work(index, worker, asked) }
                }
            }
        }
        return found.compactMap { $0 }
    }
}
