/// The bytes of a source that are needed right now, and where they stand in the file.
struct ByteWindow: Sendable {
    private(set) var buffer: [UInt8]
    /// The first byte in the buffer that has not been taken.
    private(set) var index = 0
    /// Bytes of the file before the buffer.
    private(set) var bufferOffset = 0
    private var source: (any ByteSource)?
    /// Whether nothing follows what the buffer holds.
    private(set) var isLast: Bool

    init(_ bytes: [UInt8]) {
        buffer = bytes
        isLast = true
    }

    init(source: any ByteSource) {
        buffer = []
        isLast = false
        self.source = source
    }

    /// Bytes in the buffer that have not been taken.
    var available: Int { buffer.count - index }
    /// Where the first byte not taken stands in the file.
    var offset: Int { bufferOffset + index }

    /// Brings more bytes behind the ones there; false at the end of the file.
    mutating func refill() throws(WireError) -> Bool {
        guard !isLast else { return false }
        while let chunk = try source?.nextChunk() {
            if chunk.isEmpty { continue }
            if index == buffer.count {
                bufferOffset += index
                index = 0
                buffer = chunk
                return true
            }
            if index > 0 {
                buffer.removeSubrange(0..<index)
                bufferOffset += index
                index = 0
            }
            buffer.append(contentsOf: chunk)
            return true
        }
        source = nil
        isLast = true
        return false
    }

    /// Whether at least so many bytes are there, after fetching what is missing.
    mutating func has(_ count: Int) throws(WireError) -> Bool {
        while available < count {
            if try !refill() { return false }
        }
        return true
    }

    mutating func take(_ count: Int) { index += count }

    /// A byte behind the first one not taken; `nil` behind the end of the buffer.
    func peek(_ distance: Int = 0) -> UInt8? {
        index + distance < buffer.count ? buffer[index + distance] : nil
    }

    /// Whether the bytes not taken begin with these.
    func begins(with bytes: StaticString, at distance: Int = 0) -> Bool {
        guard available >= distance + bytes.utf8CodeUnitCount else { return false }
        for position in 0..<bytes.utf8CodeUnitCount
        where buffer[index + distance + position] != bytes.utf8Start[position] {
            return false
        }
        return true
    }
}
