internal import DurableFiles

/// A sorted piece of a scratch file.
struct SortedPiece {
    let start: Int
    let end: Int
}

/// Reads the rows of a piece one by one, through a window.
struct PieceCursor {
    private var next: Int
    private let end: Int
    private var window: [UInt8]
    private var index = 0
    private var filled = 0
    /// The first bytes of the key of the row that it stands on.
    private(set) var head: UInt64 = 0
    private(set) var isAtEnd = false

    init(
        _ piece: SortedPiece, of file: borrowing ScratchFile, windowBytes: Int
    ) throws(AdapterError) {
        next = piece.start
        end = piece.end
        window = [UInt8](repeating: 0, count: min(windowBytes, piece.end - piece.start))
        try stand(file)
    }

    private var length: Int {
        window.withUnsafeBytes { SortedRows.row(at: index, $0).count }
    }

    func withRow<Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        try window.withRaw { (bytes) throws(Failure) in
            try body(SortedRows.row(at: index, bytes))
        }
    }

    /// Whether the row behind it is known already, and has another key.
    var isFollowedByAnotherKey: Bool {
        window.withUnsafeBytes { bytes in
            let row = SortedRows.row(at: index, bytes)
            let next = index + row.count
            guard next + SortedRows.headerBytes <= filled else { return false }
            let count = Int(bytes.loadUnaligned(fromByteOffset: next, as: UInt32.self))
            guard next + SortedRows.headerBytes + count <= filled else { return false }
            return SortedRows.order(SortedRows.key(at: 0, row), SortedRows.key(at: next, bytes))
                != 0
        }
    }

    mutating func advance(_ file: borrowing ScratchFile) throws(AdapterError) {
        index += length
        try stand(file)
    }

    /// Sees that the row it stands on is in the window whole.
    private mutating func stand(_ file: borrowing ScratchFile) throws(AdapterError) {
        if index == filled, next == end {
            isAtEnd = true
            return
        }
        if filled - index < SortedRows.headerBytes { try fill(file, atLeast: 8) }
        let needed = window.withUnsafeBytes { bytes in
            let key = bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self)
            let row = bytes.loadUnaligned(fromByteOffset: index + 4, as: UInt32.self)
            return SortedRows.headerBytes + Int(key) + Int(row)
        }
        if filled - index < needed { try fill(file, atLeast: needed) }
        head = window.withUnsafeBytes { SortedRows.head(of: SortedRows.key(at: index, $0)) }
    }

    private mutating func fill(
        _ file: borrowing ScratchFile, atLeast needed: Int
    ) throws(AdapterError) {
        let rest = filled - index
        if needed > window.count {
            window.append(contentsOf: repeatElement(0, count: needed - window.count))
        }
        let wanted = min(window.count - rest, end - next)
        do throws(DurableFileError) {
            try window.withMutableRaw { (bytes) throws(DurableFileError) in
                bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[index..<filled]))
                let space = UnsafeMutableRawBufferPointer(rebasing: bytes[rest..<rest + wanted])
                try file.read(at: next, into: space)
            }
        } catch {
            throw AdapterError(error)
        }
        next += wanted
        index = 0
        filled = rest + wanted
    }
}

/// Gives the rows of sorted pieces in one order: a heap of their cursors.
struct PieceMerge {
    private(set) var cursors: [PieceCursor] = []
    /// Ordinals of cursors, the one whose row is next in front.
    private var heap: [Int] = []
    private static let windowBytes = 4 << 20

    init(_ pieces: [SortedPiece], of file: borrowing ScratchFile) throws(AdapterError) {
        let windowBytes = max(1 << 14, min(1 << 18, Self.windowBytes / max(1, pieces.count)))
        for piece in pieces {
            cursors.append(try PieceCursor(piece, of: file, windowBytes: windowBytes))
        }
        heap = Array(cursors.indices)
        for place in heap.indices.reversed() { sink(place) }
    }

    /// The cursor whose row is next; `nil` at the end.
    var first: Int? { heap.first }

    /// Turns to the row behind the one that was next.
    mutating func advance(_ file: borrowing ScratchFile) throws(AdapterError) {
        try cursors[heap[0]].advance(file)
        if cursors[heap[0]].isAtEnd {
            let last = heap.removeLast()
            if heap.isEmpty { return }
            heap[0] = last
        }
        if heap.count > 1 { sink(0) }
    }

    private mutating func sink(_ start: Int) {
        var place = start
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2]
            where child < heap.count && precedes(heap[child], heap[least]) {
                least = child
            }
            if least == place { return }
            heap.swapAt(place, least)
            place = least
        }
    }

    /// Rows of one key stand in the order of the pieces, which is the one in which they came.
    private func precedes(_ left: Int, _ right: Int) -> Bool {
        if cursors[left].head != cursors[right].head {
            return cursors[left].head < cursors[right].head
        }
        var order = 0
        cursors[left].withRow { mine in
            cursors[right].withRow { theirs in
                order = SortedRows.order(
                    SortedRows.key(at: 0, mine), SortedRows.key(at: 0, theirs))
            }
        }
        return order == 0 ? left < right : order < 0
    }
}

extension [UInt8] {
    /// As `withUnsafeBytes`, with the type of what is thrown.
    func withRaw<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withUnsafeBufferPointer { (bytes) throws(Failure) in
            try body(UnsafeRawBufferPointer(bytes))
        }
    }

    /// As `withUnsafeMutableBytes`, with the type of what is thrown.
    mutating func withMutableRaw<Result, Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withUnsafeMutableBufferPointer { (bytes) throws(Failure) in
            try body(UnsafeMutableRawBufferPointer(bytes))
        }
    }
}
