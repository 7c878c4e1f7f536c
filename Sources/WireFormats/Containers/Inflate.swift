/// Unpacks what DEFLATE (RFC 1951) packed, strictly and up to a limit.
///
/// Nothing outside the packed bytes is looked at, and no output is made beyond the limit, so a
/// small file cannot fill the memory.
public enum Inflate {
    /// What came out.
    public struct Output: Hashable, Sendable {
        /// The unpacked bytes.
        public let bytes: [UInt8]
        /// How many packed bytes were used; what follows is somebody else's.
        public let consumed: Int
    }

    /// Unpacks a stream.
    ///
    /// Throws `deflate.cut-off`, `deflate.damaged`, or `deflate.too-large` when more than `limit`
    /// bytes would come out.
    public static func unpack(
        _ packed: ArraySlice<UInt8>, limit: Int
    ) throws(WireError) -> Output {
        var decoder = InflateDecoder(input: packed, limit: limit)
        try decoder.run()
        return Output(bytes: decoder.output, consumed: decoder.consumed)
    }
}

private struct InflateDecoder {
    private let input: ArraySlice<UInt8>
    private let limit: Int
    private var index: Int
    private var bits: UInt64 = 0
    private var bitCount = 0
    private(set) var output: [UInt8] = []

    init(input: ArraySlice<UInt8>, limit: Int) {
        self.input = input
        self.limit = limit
        index = input.startIndex
    }

    /// Whole bytes that were read and not used are given back.
    var consumed: Int { index - input.startIndex - bitCount / 8 }

    private func error(_ what: String, _ message: String) -> WireError {
        WireError(
            code: "deflate.\(what)", message: message,
            help: what == "too-large" ? nil : "Ask for the file again, or unpack it yourself.")
    }

    private var damaged: WireError { error("damaged", "the packed bytes are damaged") }

    mutating func run() throws(WireError) {
        var isLast = false
        while !isLast {
            isLast = try take(1) == 1
            switch try take(2) {
            case 0: try copyStored()
            case 1: try decode(.fixedLiterals, .fixedDistances)
            case 2:
                let (literals, distances) = try readTables()
                try decode(literals, distances)
            default: throw damaged
            }
        }
    }

    // MARK: - Bits

    private mutating func fill() {
        while bitCount <= 48, index < input.endIndex {
            bits |= UInt64(input[index]) << UInt64(bitCount)
            bitCount += 8
            index += 1
        }
    }

    private mutating func take(_ count: Int) throws(WireError) -> Int {
        if bitCount < count {
            fill()
            guard bitCount >= count else {
                throw error("cut-off", "the packed bytes end too early")
            }
        }
        let value = Int(bits & ((1 << UInt64(count)) - 1))
        bits >>= UInt64(count)
        bitCount -= count
        return value
    }

    private mutating func symbol(_ table: HuffmanTable) throws(WireError) -> Int {
        if bitCount < 15 { fill() }
        let entry = table.entries[Int(bits & table.mask)]
        let length = Int(entry & 15)
        guard length > 0 else { throw damaged }
        guard length <= bitCount else {
            throw error("cut-off", "the packed bytes end too early")
        }
        bits >>= UInt64(length)
        bitCount -= length
        return Int(entry >> 4)
    }

    // MARK: - Blocks

    private mutating func room(_ count: Int) throws(WireError) {
        guard output.count + count <= limit else {
            throw error("too-large", "more than \(limit) bytes are packed there")
        }
    }

    private mutating func copyStored() throws(WireError) {
        _ = try take(bitCount % 8)
        let length = try take(16)
        let check = try take(16)
        guard length == ~check & 0xFFFF else { throw damaged }
        try room(length)
        for _ in 0..<length { output.append(UInt8(try take(8))) }
    }

    private mutating func readTables() throws(WireError) -> (HuffmanTable, HuffmanTable) {
        let literalCount = try take(5) + 257
        let distanceCount = try take(5) + 1
        let lengthCount = try take(4) + 4
        guard literalCount <= 286, distanceCount <= 30 else { throw damaged }
        let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
        var lengths = [UInt8](repeating: 0, count: 19)
        for position in order.prefix(lengthCount) { lengths[position] = UInt8(try take(3)) }
        guard let codes = HuffmanTable(lengths) else { throw damaged }
        var all: [UInt8] = []
        let wanted = literalCount + distanceCount
        while all.count < wanted {
            let symbol = try symbol(codes)
            var repeated: UInt8 = 0
            var count = 1
            switch symbol {
            case 0...15: repeated = UInt8(symbol)
            case 16:
                guard let last = all.last else { throw damaged }
                repeated = last
                count = try take(2) + 3
            case 17: count = try take(3) + 3
            default: count = try take(7) + 11
            }
            guard all.count + count <= wanted else { throw damaged }
            all += repeatElement(repeated, count: count)
        }
        guard all[256] > 0, let literals = HuffmanTable(Array(all[..<literalCount])),
            let distances = HuffmanTable(Array(all[literalCount...]))
        else { throw damaged }
        return (literals, distances)
    }

    private mutating func decode(
        _ literals: HuffmanTable, _ distances: HuffmanTable
    ) throws(WireError) {
        while true {
            let symbol = try symbol(literals)
            if symbol < 256 {
                if output.count >= limit { try room(1) }
                output.append(UInt8(symbol))
            } else if symbol == 256 {
                return
            } else {
                try copyMatch(symbol - 257, distances)
            }
        }
    }

    private mutating func copyMatch(
        _ code: Int, _ distances: HuffmanTable
    ) throws(WireError) {
        guard code < Self.lengthBase.count else { throw damaged }
        let length = Self.lengthBase[code] + (try take(Self.lengthBits[code]))
        let distanceCode = try symbol(distances)
        guard distanceCode < Self.distanceBase.count else { throw damaged }
        let distance =
            Self.distanceBase[distanceCode] + (try take(Self.distanceBits[distanceCode]))
        guard distance <= output.count else { throw damaged }
        try room(length)
        let start = output.count - distance
        for offset in 0..<length { output.append(output[start + offset]) }
    }

    private static let lengthBase = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
        131, 163, 195, 227, 258,
    ]
    private static let lengthBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBase = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
        2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
    ]
    private static let distanceBits = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12,
        13, 13,
    ]
}

/// The symbols of a code by the bits to come: symbol shifted by four, and the code's length.
private struct HuffmanTable {
    private(set) var entries: [UInt16]
    let mask: UInt64

    static let fixedLiterals: HuffmanTable = {
        let lengths =
            [UInt8](repeating: 8, count: 144) + [UInt8](repeating: 9, count: 112)
            + [UInt8](repeating: 7, count: 24) + [UInt8](repeating: 8, count: 8)
        guard let table = HuffmanTable(lengths) else {
            preconditionFailure("The fixed code must be a code.")
        }
        return table
    }()

    static let fixedDistances: HuffmanTable = {
        guard let table = HuffmanTable([UInt8](repeating: 5, count: 32)) else {
            preconditionFailure("The fixed code must be a code.")
        }
        return table
    }()

    /// `nil` where the lengths are those of no code: too many, or some codes left over (but for
    /// a code of one symbol, or of none).
    init?(_ lengths: [UInt8]) {
        let longest = Int(lengths.max() ?? 0)
        mask = (1 << UInt64(longest)) - 1
        entries = [UInt16](repeating: 0, count: 1 << longest)
        var counts = [Int](repeating: 0, count: 16)
        for length in lengths where length > 0 { counts[Int(length)] += 1 }
        var left = 1
        for length in 1...15 {
            left = left * 2 - counts[length]
            if left < 0 { return nil }
        }
        let used = counts.reduce(0, +)
        guard left == 0 || used <= 1 else { return nil }
        var next = [Int](repeating: 0, count: 16)
        for length in 1..<15 { next[length + 1] = (next[length] + counts[length]) << 1 }
        for (symbol, length) in lengths.enumerated() where length > 0 {
            let bits = Int(length)
            var code = next[bits]
            next[bits] += 1
            var reversed = 0
            for _ in 0..<bits {
                reversed = reversed << 1 | code & 1
                code >>= 1
            }
            let entry = UInt16(symbol) << 4 | UInt16(length)
            for index in stride(from: reversed, to: entries.count, by: 1 << bits) {
                entries[index] = entry
            }
        }
    }
}

/// The checksum that gzip and zip use (ISO 3309).
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in
            value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
        }
    }

    static func of(_ bytes: [UInt8]) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in bytes { value = table[Int((value ^ UInt32(byte)) & 0xFF)] ^ (value >> 8) }
        return ~value
    }
}
