internal import DurableFiles

/// Rows of any number, brought into the order of their keys in bounded memory.
///
/// What does not fit into the memory of the ``ReadingRoom`` is sorted piece by piece into a file
/// without a name, and the pieces are merged in the end. Rows of one key stay in the order in
/// which they came. Where keys come in order already, as in most lists, nothing is ever sorted.
public struct SortedRows: ~Copyable {
    struct Entry {
        /// The first bytes of the key, which decide most comparisons.
        let head: UInt64
        /// Where the row lies in the arena.
        let start: Int
    }

    private let room: ReadingRoom
    /// Rows as they came: lengths of key and row, key, row; behind them room for more.
    private var arena: [UInt8] = []
    private var arenaCount = 0
    private var entries: [Entry] = []
    private var isSorted = true
    private var file: ScratchFile?
    private var pieces: [SortedPiece] = []
    /// The greatest key of the last piece.
    private var lastKey: [UInt8] = []
    /// The number of rows.
    public private(set) var count = 0

    static let headerBytes = 8

    /// Makes an empty list.
    public init(in room: ReadingRoom) { self.room = room }

    // MARK: - Adding

    /// Adds a row of at most 2 GiB behind those of the same key.
    ///
    /// Throws when the disk does not take what memory cannot hold.
    public mutating func append(
        _ row: borrowing PackedRowWriter, key: UnsafeRawBufferPointer
    ) throws(AdapterError) {
        let length = Self.headerBytes + key.count + row.count
        if arenaCount > 0, arenaCount + length > room.memoryBytes { try setDown() }
        if arena.count - arenaCount < length { makeRoom(length) }
        let entry = Entry(head: Self.head(of: key), start: arenaCount)
        let end = arenaCount
        arena.withUnsafeMutableBytes { arena in
            let space = UnsafeMutableRawBufferPointer(rebasing: arena[end..<end + length])
            space.storeBytes(of: UInt32(key.count), as: UInt32.self)
            space.storeBytes(of: UInt32(row.count), toByteOffset: 4, as: UInt32.self)
            let content = UnsafeMutableRawBufferPointer(rebasing: space[Self.headerBytes...])
            content.copyMemory(from: key)
            row.withBytes {
                UnsafeMutableRawBufferPointer(rebasing: content[key.count...]).copyMemory(from: $0)
            }
        }
        arenaCount = end + length
        if isSorted, let last = entries.last {
            isSorted =
                last.head < entry.head
                || arena.withUnsafeBytes { !Self.precedes(entry, last, $0) }
        }
        entries.append(entry)
        count += 1
    }

    private mutating func makeRoom(_ length: Int) {
        // So much at once that few lists move, and none takes more than its room.
        let wanted = min(max(arena.count, 1 << 16), max(0, room.memoryBytes - arena.count))
        arena.append(contentsOf: repeatElement(0, count: max(wanted, length)))
    }

    /// Adds a row behind those of the same key.
    public mutating func append(
        _ row: borrowing PackedRowWriter, key: String
    ) throws(AdapterError) {
        var key = key
        let failure: AdapterError? = key.withUTF8 { bytes in
            do throws(AdapterError) {
                try append(row, key: UnsafeRawBufferPointer(bytes))
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    static func head(of key: UnsafeRawBufferPointer) -> UInt64 {
        if key.count >= 8 {
            return UInt64(bigEndian: key.loadUnaligned(as: UInt64.self))
        }
        var head: UInt64 = 0
        for byte in key { head = head << 8 | UInt64(byte) }
        return head << UInt64(8 * (8 - key.count)) & (key.isEmpty ? 0 : .max)
    }

    /// Whether the one row must stand before the other; rows of one key stand as they came.
    static func precedes(_ left: Entry, _ right: Entry, _ arena: UnsafeRawBufferPointer) -> Bool {
        if left.head != right.head { return left.head < right.head }
        let order = order(key(at: left.start, arena), key(at: right.start, arena))
        return order == 0 ? left.start < right.start : order < 0
    }

    /// Below zero, zero or above, as the one key comes before, with or behind the other.
    static func order(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        let shared = min(left.count, right.count)
        for offset in 0..<shared where left[offset] != right[offset] {
            return left[offset] < right[offset] ? -1 : 1
        }
        return left.count - right.count
    }

    static func key(
        at start: Int, _ arena: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        let count = Int(arena.loadUnaligned(fromByteOffset: start, as: UInt32.self))
        let first = start + headerBytes
        return UnsafeRawBufferPointer(rebasing: arena[first..<first + count])
    }

    private mutating func sort() {
        guard !isSorted else { return }
        arena.withUnsafeBytes { bytes in entries.sort { Self.precedes($0, $1, bytes) } }
        isSorted = true
    }

    // MARK: - The disk

    /// Writes what is in memory to the disk, sorted, and empties the memory.
    private mutating func setDown() throws(AdapterError) {
        do throws(DurableFileError) {
            if file == nil { file = try ScratchFile(folder: room.scratchFolder) }
            guard var scratch = file.take() else { return }
            let start = scratch.byteCount
            let isInOrder = isSorted
            sort()
            if isInOrder {
                let filled = arenaCount
                try arena.withRaw { (bytes) throws(DurableFileError) in
                    try scratch.append(UnsafeRawBufferPointer(rebasing: bytes[..<filled]))
                }
            } else {
                try write(entries, to: &scratch)
            }
            let isNext =
                pieces.isEmpty
                || arena.withUnsafeBytes { bytes in
                    lastKey.withUnsafeBytes {
                        Self.order($0, Self.key(at: entries[0].start, bytes)) <= 0
                    }
                }
            if isNext, let last = pieces.popLast() {
                pieces.append(SortedPiece(start: last.start, end: scratch.byteCount))
            } else {
                pieces.append(SortedPiece(start: start, end: scratch.byteCount))
            }
            file = consume scratch
        } catch {
            throw AdapterError(error)
        }
        let last = entries[entries.count - 1].start
        lastKey = arena.withUnsafeBytes { Array(Self.key(at: last, $0)) }
        arenaCount = 0
        entries.removeAll(keepingCapacity: true)
    }

    private static func write(
        _ bytes: [UInt8], to file: inout ScratchFile
    ) throws(DurableFileError) {
        try bytes.withRaw { (bytes) throws(DurableFileError) in try file.append(bytes) }
    }

    private func write(
        _ entries: [Entry], to file: inout ScratchFile
    ) throws(DurableFileError) {
        var block: [UInt8] = []
        block.reserveCapacity(1 << 18)
        for entry in entries {
            arena.withUnsafeBytes { block.append(contentsOf: Self.row(at: entry.start, $0)) }
            if block.count >= 1 << 18 - 1 << 12 {
                try Self.write(block, to: &file)
                block.removeAll(keepingCapacity: true)
            }
        }
        try Self.write(block, to: &file)
    }

    /// A row with its lengths and its key.
    static func row(
        at start: Int, _ arena: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        let key = arena.loadUnaligned(fromByteOffset: start, as: UInt32.self)
        let row = arena.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self)
        let end = start + headerBytes + Int(key) + Int(row)
        return UnsafeRawBufferPointer(rebasing: arena[start..<end])
    }

    // MARK: - Reading

    /// Calls `body` for each key, ascending by bytes, with its rows in the order in which they
    /// came.
    ///
    /// Throws what `body` throws, and when the disk does not give back what was written.
    public mutating func forEachKey(
        _ body: (_ rows: RowsOfKey) throws(AdapterError) -> Void
    ) throws(AdapterError) {
        var rows = KeyGroup()
        if pieces.isEmpty {
            sort()
            try arena.withRaw { (bytes) throws(AdapterError) in
                for index in entries.indices {
                    let row = Self.row(at: entries[index].start, bytes)
                    let isLast =
                        index + 1 == entries.count
                        || !hasKey(of: entries[index], entries[index + 1], bytes)
                    if isLast, rows.isEmpty {
                        try KeyGroup.lend(only: row, body)
                    } else {
                        try rows.take(row, body)
                        if isLast { try rows.finish(body) }
                    }
                }
            }
        } else {
            if !entries.isEmpty { try setDown() }
            arena = []
            entries = []
            try merge(into: &rows, body)
        }
        try rows.finish(body)
    }

    private func hasKey(
        of left: Entry, _ right: Entry, _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        left.head == right.head
            && Self.order(Self.key(at: left.start, bytes), Self.key(at: right.start, bytes)) == 0
    }

    private mutating func merge(
        into rows: inout KeyGroup, _ body: (RowsOfKey) throws(AdapterError) -> Void
    ) throws(AdapterError) {
        guard let file = file.take() else { return }
        var merge = try PieceMerge(pieces, of: file)
        while let cursor = merge.first {
            // Of one piece alone, most rows are known to be the only ones of their keys.
            let isOnly = merge.cursors.count == 1 && merge.cursors[cursor].isFollowedByAnotherKey
            try merge.cursors[cursor].withRow { (row) throws(AdapterError) in
                if isOnly, rows.isEmpty || !rows.isOf(row) {
                    try rows.finish(body)
                    try KeyGroup.lend(only: row, body)
                } else {
                    try rows.take(row, body)
                }
            }
            try merge.advance(file)
        }
    }
}
