/// An address of the Internet Protocol, 4 or 16 bytes in network order.
public struct WebAddress: Hashable, Sendable, CustomStringConvertible {
    /// The bytes.
    public let bytes: [UInt8]

    /// Makes an address of 4 or 16 bytes.
    public init(_ bytes: [UInt8]) {
        precondition(bytes.count == 4 || bytes.count == 16, "An address has 4 or 16 bytes.")
        self.bytes = bytes
    }

    /// Whether the address is one of the public Internet, so that asking it reaches nobody in the
    /// house: not this machine, not a private network, not the link's neighbours and so no
    /// machine's metadata service, and none that is set aside for other ends.
    ///
    /// Sources: the special-purpose registries of RFC 6890, as kept by IANA.
    public var isPublic: Bool {
        if let inner = embedded { return WebAddress(inner).isPublic }
        if bytes.count == 4 {
            return !Self.special4.contains { Self.matches(bytes, $0.prefix, bits: $0.bits) }
        }
        // Only 2000::/3 is given out; of it some blocks are not for the public either.
        return Self.matches(bytes, [0x20], bits: 3)
            && !Self.special6.contains { Self.matches(bytes, $0.prefix, bits: $0.bits) }
    }

    /// Whether the address is this machine's own, 127.0.0.0/8 or ::1.
    public var isLoopback: Bool {
        if let inner = embedded { return WebAddress(inner).isLoopback }
        return bytes.count == 4
            ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
    }

    /// The address of four bytes that one of sixteen stands for: mapped, translated (64:ff9b::/96)
    /// or 6to4 (2002::/16).
    private var embedded: [UInt8]? {
        guard bytes.count == 16 else { return nil }
        let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
        if Array(bytes[..<12]) == mapped { return Array(bytes[12...]) }
        let translated: [UInt8] = [0, 0x64, 0xFF, 0x9B] + [UInt8](repeating: 0, count: 8)
        if Array(bytes[..<12]) == translated { return Array(bytes[12...]) }
        if bytes[0] == 0x20, bytes[1] == 0x02 { return Array(bytes[2..<6]) }
        return nil
    }

    private static let special4: [(prefix: [UInt8], bits: Int)] = [
        ([0], 8), ([10], 8), ([100, 64], 10), ([127], 8), ([169, 254], 16), ([172, 16], 12),
        ([192, 0, 0], 24), ([192, 0, 2], 24), ([192, 88, 99], 24), ([192, 168], 16),
        ([198, 18], 15), ([198, 51, 100], 24), ([203, 0, 113], 24), ([224], 4), ([240], 4),
    ]

    private static let special6: [(prefix: [UInt8], bits: Int)] = [
        ([0x20, 0x01, 0x00], 23), ([0x20, 0x01, 0x0D, 0xB8], 32), ([0x3F, 0xFF], 20),
    ]

    private static func matches(_ bytes: [UInt8], _ prefix: [UInt8], bits: Int) -> Bool {
        var rest = bits
        for (index, byte) in bytes.enumerated() where rest > 0 {
            let wanted = index < prefix.count ? prefix[index] : 0
            let mask = rest >= 8 ? UInt8(0xFF) : UInt8(truncatingIfNeeded: 0xFF00 >> rest)
            if byte & mask != wanted & mask { return false }
            rest -= 8
        }
        return true
    }

    /// `192.0.2.1`, or `[2001:db8:0:0:0:0:0:1]`.
    public var description: String {
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        let words = stride(from: 0, to: 16, by: 2).map {
            String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16)
        }
        return "[\(words.joined(separator: ":"))]"
    }
}
