/// Brings together what is said of the same names: names in the order in which they come, given
/// back in the order of their bytes.
///
/// For files of millions of lines that each name something: no string is made for a name, and
/// no table is searched for it.
public struct NameOrder: Sendable {
    private struct Entry {
        /// The first bytes of the name, which decide most comparisons.
        let head: UInt64
        /// Where the name stands among the bytes.
        let start: Int
        let length: UInt32
        let ordinal: UInt32
    }

    private var entries: [Entry] = []
    private var bytes: [UInt8] = []

    /// Makes an order of no names.
    public init() {}

    /// The number of names, those that came again included.
    public var count: Int { entries.count }

    /// Makes room for so many names of so many bytes together.
    public mutating func reserveCapacity(_ names: Int, bytes count: Int) {
        entries.reserveCapacity(names)
        bytes.reserveCapacity(count)
    }

    /// Adds a name behind all others; its ordinal is how many came before it.
    public mutating func append(_ name: UnsafeBufferPointer<UInt8>) {
        precondition(entries.count < Int(UInt32.max), "There must be fewer than 4 billion names.")
        var head: UInt64 = 0
        for offset in 0..<8 {
            head = head << 8 | (offset < name.count ? UInt64(name[offset]) : 0)
        }
        entries.append(
            Entry(
                head: head, start: bytes.count, length: UInt32(name.count),
                ordinal: UInt32(entries.count)))
        bytes.append(contentsOf: name)
    }

    /// Adds a name behind all others.
    public mutating func append(_ name: String) {
        var name = name
        name.withUTF8 { append($0) }
    }

    /// Calls `body` for each name with the ordinals at which it came, ascending; names are ordered
    /// by their bytes.
    public func forEachName(_ body: (_ name: String, _ ordinals: ArraySlice<UInt32>) -> Void) {
        bytes.withUnsafeBufferPointer { bytes in
            let isSorted = zip(entries, entries.dropFirst()).allSatisfy {
                Self.precedes($0, $1, bytes)
            }
            let sorted =
                isSorted ? entries : entries.sorted { Self.precedes($0, $1, bytes) }
            let ordinals = sorted.map(\.ordinal)
            var first = 0
            while first < sorted.count {
                var end = first + 1
                while end < sorted.count, sorted[end].head == sorted[first].head,
                    Self.order(sorted[first], sorted[end], bytes) == 0
                {
                    end += 1
                }
                let start = sorted[first].start
                let name = UnsafeBufferPointer(
                    rebasing: bytes[start..<start + Int(sorted[first].length)])
                body(String(decoding: name, as: UTF8.self), ordinals[first..<end])
                first = end
            }
        }
    }

    private static func precedes(
        _ left: Entry, _ right: Entry, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        if left.head != right.head { return left.head < right.head }
        let order = order(left, right, bytes)
        return order == 0 ? left.ordinal < right.ordinal : order < 0
    }

    /// Below zero, zero or above, as the one name comes before, with or behind the other.
    private static func order(
        _ left: Entry, _ right: Entry, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Int {
        let shared = Int(min(left.length, right.length))
        // The heads are the same where this is asked.
        var offset = min(8, shared)
        while offset < shared {
            let (mine, theirs) = (bytes[left.start + offset], bytes[right.start + offset])
            if mine != theirs { return mine < theirs ? -1 : 1 }
            offset += 1
        }
        return Int(left.length) - Int(right.length)
    }
}
