/// Keyed hashes of messages with SHA-256 (RFC 2104), over the hash that the house gives.
public struct MessageCode: Sendable {
    /// SHA-256 as 64 lowercase hexadecimal digits.
    public let sha256: @Sendable ([UInt8]) -> String

    /// Makes it from a hash.
    public init(sha256: @escaping @Sendable ([UInt8]) -> String) { self.sha256 = sha256 }

    /// The 32 bytes that prove that somebody who has the key wrote the message.
    public func hmac(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var block = key.count > 64 ? hash(key) : key
        block += [UInt8](repeating: 0, count: 64 - block.count)
        let inner = hash(block.map { $0 ^ 0x36 } + message)
        return hash(block.map { $0 ^ 0x5C } + inner)
    }

    private func hash(_ bytes: [UInt8]) -> [UInt8] { HexText.bytes(sha256(bytes)) ?? [] }
}

/// Bytes as hexadecimal digits.
public enum HexText {
    /// Two lowercase digits a byte.
    public static func text(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// The bytes of a text of digits; `nil` for any other text.
    public static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}

/// Bytes as Base64 (RFC 4648, section 4).
public enum Base64Text {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// With padding.
    public static func text(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let part = bytes[start..<min(start + 3, bytes.count)]
            var word = 0
            for offset in 0..<3 {
                word = word << 8 | (offset < part.count ? Int(part[start + offset]) : 0)
            }
            for place in 0..<4 {
                let isFilled = place <= part.count
                result.append(
                    isFilled ? alphabet[word >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The bytes of a text with its padding; `nil` for any other text.
    public static func bytes(_ text: String) -> [UInt8]? {
        let letters = Array(text.utf8)
        guard letters.count.isMultiple(of: 4) else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: letters.count, by: 4) {
            var word = 0
            var padding = 0
            for letter in letters[start..<start + 4] {
                if letter == UInt8(ascii: "=") {
                    padding += 1
                    word <<= 6
                    continue
                }
                guard padding == 0, let value = alphabet.firstIndex(of: letter) else { return nil }
                word = word << 6 | value
            }
            guard padding <= 2, padding == 0 || start + 4 == letters.count else { return nil }
            bytes += [16, 8, 0].prefix(3 - padding).map { UInt8(truncatingIfNeeded: word >> $0) }
        }
        // Only the text that these bytes are written as.
        return self.text(bytes) == text ? bytes : nil
    }
}
