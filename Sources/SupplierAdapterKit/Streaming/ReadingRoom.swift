/// The memory and the disk on which a file is turned into offers.
///
/// Nothing of a file may be in force before it is known that it is whole, and offers come ordered
/// by part; so its rows are kept until its end, packed. Up to ``memoryBytes`` of them stay in
/// memory; of more, each such piece goes to a file without a name.
public struct ReadingRoom: Sendable, Hashable {
    /// How many bytes of packed rows may lie in memory.
    public let memoryBytes: Int
    /// The folder on whose disk the others lie.
    public let scratchFolder: String
    /// The most offers that are handed on together.
    public let batchCount: Int

    /// Makes room; `memoryBytes` and `batchCount` must be positive.
    public init(memoryBytes: Int = 8 << 20, scratchFolder: String, batchCount: Int = 512) {
        precondition(memoryBytes > 0 && batchCount > 0, "There must be room for something.")
        self.memoryBytes = memoryBytes
        self.scratchFolder = scratchFolder
        self.batchCount = batchCount
    }

    /// All that comes stays in memory.
    public static let memoryOnly = ReadingRoom(
        memoryBytes: .max, scratchFolder: "/", batchCount: 512)
}
