/// The rows of one key.
///
/// It looks at memory that is lent for as long as ``SortedRows/forEachKey(_:)`` lends it, and must
/// not be carried away.
public struct RowsOfKey {
    /// The bytes of the key.
    public let key: UnsafeRawBufferPointer
    @usableFromInline let bytes: UnsafeRawBufferPointer
    @usableFromInline let ends: UnsafeBufferPointer<Int>

    /// The number of rows, at least one.
    @inlinable
    public var count: Int { ends.count }

    /// Reads a row, the first one at 0.
    @inlinable
    public func reader(at index: Int) -> PackedRowReader {
        let start = index == 0 ? 0 : ends[index - 1]
        return PackedRowReader(UnsafeRawBufferPointer(rebasing: bytes[start..<ends[index]]))
    }
}

/// It looks at memory that is lent.
@available(*, unavailable)
extension RowsOfKey: Sendable {}

/// Collects the rows of one key, in memory that the next key uses again.
struct KeyGroup {
    private var key: [UInt8] = []
    private var keyCount = 0
    private var bytes: [UInt8] = []
    private var byteCount = 0
    private var ends: [Int] = [0]
    private var count = 0

    /// Whether rows wait for others of their key.
    var isEmpty: Bool { count == 0 }

    /// Hands on the only row of a key, as it lies.
    static func lend(
        only row: UnsafeRawBufferPointer, _ body: (RowsOfKey) throws(AdapterError) -> Void
    ) throws(AdapterError) {
        let key = SortedRows.key(at: 0, row)
        let bytes = UnsafeRawBufferPointer(rebasing: row[(SortedRows.headerBytes + key.count)...])
        var end = bytes.count
        let failure: AdapterError? = withUnsafePointer(to: &end) { end in
            let ends = UnsafeBufferPointer(start: end, count: 1)
            do throws(AdapterError) {
                try body(RowsOfKey(key: key, bytes: bytes, ends: ends))
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Takes a row with its lengths and its key; what was taken of another key before is complete.
    mutating func take(
        _ row: UnsafeRawBufferPointer, _ body: (RowsOfKey) throws(AdapterError) -> Void
    ) throws(AdapterError) {
        let key = SortedRows.key(at: 0, row)
        if count == 0 || !isSame(key) {
            try finish(body)
            keyCount = 0
            Self.add(key, to: &self.key, &keyCount)
        }
        let start = SortedRows.headerBytes + key.count
        Self.add(UnsafeRawBufferPointer(rebasing: row[start...]), to: &bytes, &byteCount)
        if count == ends.count { ends.append(byteCount) } else { ends[count] = byteCount }
        count += 1
    }

    /// Whether a row has the key of those that wait.
    func isOf(_ row: UnsafeRawBufferPointer) -> Bool { isSame(SortedRows.key(at: 0, row)) }

    private func isSame(_ other: UnsafeRawBufferPointer) -> Bool {
        guard other.count == keyCount else { return false }
        return key.withUnsafeBytes {
            SortedRows.order(UnsafeRawBufferPointer(rebasing: $0[..<keyCount]), other) == 0
        }
    }

    private static func add(
        _ more: UnsafeRawBufferPointer, to bytes: inout [UInt8], _ count: inout Int
    ) {
        let end = count + more.count
        if bytes.count < end {
            bytes.append(contentsOf: repeatElement(0, count: end + bytes.count))
        }
        bytes.withUnsafeMutableBytes {
            UnsafeMutableRawBufferPointer(rebasing: $0[count..<end]).copyMemory(from: more)
        }
        count = end
    }

    /// Hands on what was taken.
    mutating func finish(
        _ body: (RowsOfKey) throws(AdapterError) -> Void
    ) throws(AdapterError) {
        guard count > 0 else { return }
        let (keyCount, byteCount, rowCount) = (keyCount, byteCount, count)
        count = 0
        self.byteCount = 0
        try key.withRaw { (key) throws(AdapterError) in
            try bytes.withRaw { (bytes) throws(AdapterError) in
                try ends.withUnsafeBufferPointer { (ends) throws(AdapterError) in
                    try body(
                        RowsOfKey(
                            key: UnsafeRawBufferPointer(rebasing: key[..<keyCount]),
                            bytes: UnsafeRawBufferPointer(rebasing: bytes[..<byteCount]),
                            ends: UnsafeBufferPointer(rebasing: ends[..<rowCount])))
                }
            }
        }
    }
}
