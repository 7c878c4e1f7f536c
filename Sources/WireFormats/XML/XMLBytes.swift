/// Small steps over the bytes of markup.
enum XMLBytes {
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 9 || byte == 10 || byte == 13
    }

    /// Whether a byte can open a name; bytes above ASCII are taken for letters.
    static func isNameStart(_ byte: UInt8) -> Bool {
        let isLetter = (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x61 && byte <= 0x7A)
        return isLetter || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":") || byte >= 0x80
    }

    static func isName(_ byte: UInt8) -> Bool {
        isNameStart(byte) || (byte >= 0x30 && byte <= 0x39) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".")
    }

    /// Bytes as text: UTF-8 where it is, else one character a byte.
    static func text(_ bytes: [UInt8]) -> String {
        String(validating: bytes, as: UTF8.self)
            ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    typealias Fault = (code: String, message: String, offset: Int)

    /// The attributes in what follows a tag's name; offsets count from the tag's `<`.
    static func attributes(
        in bytes: ArraySlice<UInt8>
    ) -> (attributes: [XMLAttribute], fault: Fault?) {
        var attributes: [XMLAttribute] = []
        var index = bytes.startIndex
        func fault(_ code: String, _ message: String) -> ([XMLAttribute], Fault?) {
            (attributes, (code, message, index))
        }
        while true {
            let start = index
            while index < bytes.endIndex, isBlank(bytes[index]) { index += 1 }
            guard index < bytes.endIndex else { return (attributes, nil) }
            guard index > start else { return fault("xml.syntax", "attributes are not parted") }
            let nameBytes = bytes[index...].prefix(while: isName)
            guard let first = nameBytes.first, isNameStart(first) else {
                return fault("xml.syntax", "no attribute's name stands here")
            }
            let name = text(Array(nameBytes))
            index = nameBytes.endIndex
            while index < bytes.endIndex, isBlank(bytes[index]) { index += 1 }
            guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "=") else {
                return fault("xml.syntax", "the attribute \(quotedForMessage(name)) has no value")
            }
            index += 1
            while index < bytes.endIndex, isBlank(bytes[index]) { index += 1 }
            guard index < bytes.endIndex,
                bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'")
            else {
                return fault(
                    "xml.syntax", "the value of \(quotedForMessage(name)) is not in quotes")
            }
            let quote = bytes[index]
            index += 1
            let value = bytes[index...].prefix { $0 != quote }
            guard value.endIndex < bytes.endIndex else {
                return fault("xml.syntax", "the value of \(quotedForMessage(name)) is not closed")
            }
            if let wrong = badReference(in: value, isAttribute: true) {
                index += wrong.offset
                return fault(wrong.code, wrong.message)
            }
            if attributes.contains(where: { $0.name == name }) {
                return fault(
                    "xml.attribute-twice", "the attribute \(quotedForMessage(name)) stands twice")
            }
            attributes.append(XMLAttribute(name: name, value: resolved(value)))
            index = value.endIndex + 1
        }
    }

    /// What is wrong with the references, and with characters that must be written as such.
    static func badReference(in bytes: ArraySlice<UInt8>, isAttribute: Bool) -> Fault? {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            let offset = index - bytes.startIndex
            if isAttribute, byte == UInt8(ascii: "<") {
                return ("xml.syntax", "\"<\" stands in an attribute's value", offset)
            }
            if !isAttribute, byte == UInt8(ascii: "]"), index + 2 < bytes.endIndex,
                bytes[index + 1] == byte, bytes[index + 2] == UInt8(ascii: ">")
            {
                return ("xml.syntax", "\"]]>\" stands in text", offset)
            }
            guard byte == UInt8(ascii: "&") else {
                index += 1
                continue
            }
            let name = bytes[(index + 1)...].prefix(64).prefix { $0 != UInt8(ascii: ";") }
            guard name.endIndex < bytes.endIndex, bytes[name.endIndex] == UInt8(ascii: ";"),
                !name.isEmpty
            else { return ("xml.syntax", "\"&\" begins no reference", offset) }
            if scalar(for: name) == nil {
                return (
                    name.first == UInt8(ascii: "#") ? "xml.character" : "xml.entity-unknown",
                    "the reference \(quotedForMessage("&\(text(Array(name)));")) is not known",
                    offset
                )
            }
            index = name.endIndex + 1
        }
        return nil
    }

    /// The character that a reference stands for.
    private static func scalar(for name: ArraySlice<UInt8>) -> Unicode.Scalar? {
        switch text(Array(name)) {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "apos": return "'"
        case "quot": return "\""
        default: break
        }
        guard name.first == UInt8(ascii: "#") else { return nil }
        let isHexadecimal = name.dropFirst().first == UInt8(ascii: "x")
        let digits = text(Array(name.dropFirst(isHexadecimal ? 2 : 1)))
        guard !digits.hasPrefix("+"), !digits.hasPrefix("-"),
            let value = UInt32(digits, radix: isHexadecimal ? 16 : 10),
            value >= 0x20 || value == 9 || value == 10 || value == 13
        else { return nil }
        return Unicode.Scalar(value)
    }

    /// The text with its references resolved; what is no reference stays.
    static func resolved(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else { return text(Array(bytes)) }
        var result = ""
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let plain = bytes[index...].prefix { $0 != UInt8(ascii: "&") }
            result += text(Array(plain))
            index = plain.endIndex
            guard index < bytes.endIndex else { break }
            let name = bytes[(index + 1)...].prefix { $0 != UInt8(ascii: ";") }
            if name.endIndex < bytes.endIndex, let scalar = scalar(for: name) {
                result.unicodeScalars.append(scalar)
                index = name.endIndex + 1
            } else {
                result += "&"
                index += 1
            }
        }
        return result
    }
}
