/// A code of up to four characters of seven bits, in place of a string.
///
/// Every quantity has a unit and every amount a currency: so packed, they are plain numbers that
/// millions of offers copy without counting references.
struct PackedCode: BitwiseCopyable, Hashable, Comparable, Sendable {
    /// The characters from the highest byte on, zeros behind them.
    private let bytes: UInt32

    init(_ text: String) {
        precondition(
            text.utf8.count <= 4 && text.utf8.allSatisfy { $0 > 0 && $0 < 0x80 },
            "A packed code has at most four characters of seven bits.")
        var bytes: UInt32 = 0
        var shift: UInt32 = 24
        for byte in text.utf8 {
            bytes |= UInt32(byte) << shift
            shift &-= 8
        }
        self.bytes = bytes
    }

    var text: String {
        let big = bytes.bigEndian
        let count = 4 - bytes.trailingZeroBitCount / 8
        return withUnsafeBytes(of: big) { String(decoding: $0.prefix(count), as: UTF8.self) }
    }

    /// Orders codes as their texts are.
    static func < (lhs: PackedCode, rhs: PackedCode) -> Bool { lhs.bytes < rhs.bytes }
}
