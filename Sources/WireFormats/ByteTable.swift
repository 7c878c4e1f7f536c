/// Numbers texts by their bytes: equal ones have one number, in the order in which they first came.
///
/// What the rows of a large file name again and again is found by its bytes, without a string for
/// each row. A text has at most 4 GiB, and a table 4 billion texts.
public struct ByteTable: Sendable {
    /// Half the hash above, the number and one below; 0 where nothing stands.
    private var slots: [UInt64] = []
    /// Where each text ends in the arena.
    private var ends: [Int] = []
    private var arena: [UInt8] = []

    /// Makes an empty table.
    public init() {}

    /// The number of texts.
    public var count: Int { ends.count }

    /// The number of a text, or `nil` where it has none.
    public func number(of text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard !slots.isEmpty else { return nil }
        let found = slots[slot(of: text, hash: Self.hash(text))]
        return found == 0 ? nil : Self.number(in: found)
    }

    /// The number of a text, which is a new one where it had none.
    public mutating func insert(
        _ text: UnsafeBufferPointer<UInt8>
    ) -> (number: Int, isNew: Bool) {
        if slots.count <= ends.count * 2 { grow(to: max(16, slots.count * 2)) }
        let hash = Self.hash(text)
        let slot = slot(of: text, hash: hash)
        let found = slots[slot]
        if found != 0 { return (Self.number(in: found), false) }
        let number = ends.count
        precondition(number < Int(UInt32.max), "A table must hold fewer than 4 billion texts.")
        arena.append(contentsOf: text)
        ends.append(arena.count)
        slots[slot] = UInt64(hash) << 32 | UInt64(number + 1)
        return (number, true)
    }

    // MARK: - Slots

    private func range(_ number: Int) -> Range<Int> {
        (number == 0 ? 0 : ends[number - 1])..<ends[number]
    }

    private static func number(in slot: UInt64) -> Int { Int(slot & 0xFFFF_FFFF) - 1 }

    private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(text))
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }

    /// Where a text stands, or would.
    private func slot(of text: UnsafeBufferPointer<UInt8>, hash: UInt32) -> Int {
        let mask = slots.count - 1
        var index = Int(hash) & mask
        return slots.withUnsafeBufferPointer { slots in
            arena.withUnsafeBufferPointer { arena in
                while slots[index] != 0 {
                    if UInt32(slots[index] >> 32) == hash {
                        let range = range(Self.number(in: slots[index]))
                        if equal(text, UnsafeBufferPointer(rebasing: arena[range])) {
                            return index
                        }
                    }
                    index = (index + 1) & mask
                }
                return index
            }
        }
    }

    private mutating func grow(to size: Int) {
        var grown = [UInt64](repeating: 0, count: size)
        let mask = size - 1
        for slot in slots where slot != 0 {
            var index = Int(slot >> 32) & mask
            while grown[index] != 0 { index = (index + 1) & mask }
            grown[index] = slot
        }
        slots = grown
    }

    private func equal(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard left.count == right.count else { return false }
        for index in 0..<left.count where left[index] != right[index] { return false }
        return true
    }
}
