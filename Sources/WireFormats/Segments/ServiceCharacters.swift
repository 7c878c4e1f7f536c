/// The bytes that part the pieces of a document made of segments.
public struct ServiceCharacters: Hashable, Sendable {
    /// The byte between two data elements.
    public var element: UInt8
    /// The byte between two components of an element; `nil` where the envelope names none.
    public var component: UInt8?
    /// The byte between two repetitions of an element; `nil` where the syntax has none.
    public var repetition: UInt8?
    /// The byte that ends a segment.
    public var terminator: UInt8
    /// The byte that takes the meaning from the next one; `nil` where the syntax has none.
    public var release: UInt8?
    /// The byte between the whole and the broken part of a number.
    public var decimalMark: UInt8

    /// Makes the set from its parts.
    public init(
        element: UInt8, component: UInt8?, repetition: UInt8? = nil, terminator: UInt8,
        release: UInt8? = nil, decimalMark: UInt8 = UInt8(ascii: ".")
    ) {
        self.element = element
        self.component = component
        self.repetition = repetition
        self.terminator = terminator
        self.release = release
        self.decimalMark = decimalMark
    }

    /// What EDIFACT means where no service string advice says otherwise.
    public static let edifact = ServiceCharacters(
        element: UInt8(ascii: "+"), component: UInt8(ascii: ":"), terminator: UInt8(ascii: "'"),
        release: UInt8(ascii: "?"))

    /// Whether the terminator is itself a line end.
    public var endsWithLine: Bool { terminator == 10 || terminator == 13 }
}

/// The name of a segment: up to eight bytes, compared as one number.
public struct SegmentName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The bytes, the last one lowest.
    public let packed: UInt64

    /// Makes a name from the bytes of a literal; more than eight are cut.
    public init(stringLiteral value: StaticString) {
        var packed: UInt64 = 0
        for index in 0..<min(8, value.utf8CodeUnitCount) {
            packed = packed << 8 | UInt64(value.utf8Start[index])
        }
        self.packed = packed
    }

    /// Makes a name from bytes; more than eight are cut.
    @inline(__always)
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var packed: UInt64 = 0
        for index in 0..<min(8, bytes.count) { packed = packed << 8 | UInt64(bytes[index]) }
        self.packed = packed
    }

    /// Makes a name from a text; more than eight bytes are cut.
    public init(_ text: String) {
        packed = text.utf8.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The name as text; bytes that are no printable ASCII are shown as `?`.
    public var description: String {
        var text = ""
        for shift in stride(from: 56, through: 0, by: -8) {
            let byte = UInt8(truncatingIfNeeded: packed >> UInt64(shift))
            if byte == 0 && text.isEmpty { continue }
            let isPrintable = (0x20..<0x7F).contains(byte)
            text.unicodeScalars.append(isPrintable ? Unicode.Scalar(byte) : "?")
        }
        return text
    }

    /// Whether it looks like a segment's name: two or three capital letters or digits, a letter
    /// first.
    public var isWellFormed: Bool {
        let first = UInt8(truncatingIfNeeded: packed >> (packed > 0xFFFF ? 16 : 8))
        guard packed > 0xFF, packed <= 0xFF_FFFF, first >= 0x41, first <= 0x5A else { return false }
        for shift in [UInt64(0), 8] {
            let byte = UInt8(truncatingIfNeeded: packed >> shift)
            let isLetter = byte >= 0x41 && byte <= 0x5A
            if !isLetter && !(byte >= 0x30 && byte <= 0x39) { return false }
        }
        return true
    }
}
