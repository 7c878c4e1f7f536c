/// How long and how far the engine shall search.
public struct SolveOptions: Sendable, Hashable {
    /// Relative gap at which the search may stop, in 10⁻⁶; 1000 is 0.1 %, 0 asks for a proof.
    public var gapMillionths: Int64
    /// Time after which the best answer so far is returned, `nil` for no limit.
    public var timeLimit: Duration?
    /// Memory after which the best answer so far is returned, in bytes, `nil` for no limit.
    public var memoryLimitBytes: Int?
    /// Threads that may be used; the answer does not depend on it.
    public var threads: Int
    /// Seed of everything that is drawn; carried through to the result.
    public var seed: UInt64

    /// Creates options.
    public init(
        gapMillionths: Int64 = 1000, timeLimit: Duration? = nil, memoryLimitBytes: Int? = nil,
        threads: Int = 1, seed: UInt64 = 1
    ) {
        self.gapMillionths = gapMillionths
        self.timeLimit = timeLimit
        self.memoryLimitBytes = memoryLimitBytes
        self.threads = threads
        self.seed = seed
    }
}

/// Where a search stands.
public struct SolveProgress: Sendable, Hashable {
    /// Cost of the best answer so far, in micros.
    public var objective: Int64
    /// Proven lower bound so far, in micros.
    public var bound: Int64
    /// Parts of the search done.
    public var nodes: Int
    /// Parts of the search known and waiting.
    public var openNodes: Int

    /// Creates a progress report.
    public init(objective: Int64, bound: Int64, nodes: Int, openNodes: Int) {
        self.objective = objective
        self.bound = bound
        self.nodes = nodes
        self.openNodes = openNodes
    }
}
