/// What is wrong with a text, where, and what helps.
///
/// Readers refuse rather than guess: nothing is padded, cut, swallowed or read as something near.
public struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A stable name such as `csv.unclosed-quote`; the part before the point is the format.
    public var code: String
    /// One plain sentence that stands alone and names what was found.
    public var message: String
    /// What most likely mends it, or `nil` when nothing is known.
    public var help: String?
    /// Where it was found; `nil` for a text that was handed over without its place.
    public var position: SourcePosition?

    /// Makes an error from its parts.
    public init(
        code: String, message: String, help: String? = nil, position: SourcePosition? = nil
    ) {
        self.code = code
        self.message = message
        self.help = help
        self.position = position
    }

    /// The same error at a place, unless it already has one.
    public func at(_ position: SourcePosition) -> WireError {
        var copy = self
        copy.position = copy.position ?? position
        return copy
    }

    /// The error on one line: place, message, code.
    public var description: String {
        let place = position.map { "\($0): " } ?? ""
        return "\(place)\(message) [\(code)]"
    }
}

/// Shows a text found in a file safely inside a message.
///
/// Control characters are written as `\u{…}` and long texts are cut at 60 characters with `…`.
public func quotedForMessage(_ text: String) -> String {
    var result = "\""
    var count = 0
    for scalar in text.unicodeScalars {
        count += 1
        if count > 60 {
            result.append("…")
            break
        }
        if isUnsafeToShow(scalar) {
            result.append("\\u{\(String(scalar.value, radix: 16))}")
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

/// Controls, and the marks that reverse or hide text on a terminal.
private func isUnsafeToShow(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200B..<0x2010, 0x2028..<0x202F, 0x2066..<0x206A, 0xFEFF: true
    default: false
    }
}
