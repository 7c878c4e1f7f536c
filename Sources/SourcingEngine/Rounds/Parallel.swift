import Dispatch

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
        let workers = min(threads, chunks)
        // Calls end before this function returns, and each writes only what is its chunk's.
        nonisolated(unsafe) let work = work
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
            // Chunks in turn: neighbours are of like size, so the workers end together.
            var chunk = worker
            while chunk < chunks {
                work(chunk * size..<min(count, (chunk + 1) * size), worker)
                chunk += workers
            }
        }
    }
}
