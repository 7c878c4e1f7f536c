/// UTF-16 as UTF-8 and back, so that every reader takes it and no byte is lost.
enum WideText {
    /// The text as UTF-8; `nil` where it is no UTF-16, and could not be written back.
    static func narrow(_ bytes: [UInt8], isBigEndian: Bool) -> [UInt8]? {
        guard bytes.count.isMultiple(of: 2) else { return nil }
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        for index in stride(from: 0, to: bytes.count, by: 2) {
            let first = UInt16(bytes[index])
            let second = UInt16(bytes[index + 1])
            units.append(isBigEndian ? first << 8 | second : second << 8 | first)
        }
        return String(validating: units, as: UTF16.self).map { Array($0.utf8) }
    }

    /// UTF-8 of whole characters as UTF-16.
    static func widen(_ bytes: some Collection<UInt8>, isBigEndian: Bool) -> [UInt8] {
        var wide: [UInt8] = []
        for unit in String(decoding: bytes, as: UTF8.self).utf16 {
            let high = UInt8(unit >> 8)
            let low = UInt8(truncatingIfNeeded: unit)
            wide += isBigEndian ? [high, low] : [low, high]
        }
        return wide
    }

    /// Where bytes of the UTF-8 stand in the UTF-16; the offsets must rise.
    static func offsets(_ narrow: [Int], in bytes: [UInt8]) -> [Int] {
        var result: [Int] = []
        var index = 0
        var wide = 0
        for offset in narrow {
            while index < min(offset, bytes.count) {
                // A character of four bytes takes two units, each other one a single one.
                if bytes[index] & 0xC0 != 0x80 { wide += bytes[index] >= 0xF0 ? 4 : 2 }
                index += 1
            }
            result.append(wide)
        }
        return result
    }
}
