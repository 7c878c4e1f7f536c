internal import WireFormats

/// A way through a record: names and numbers with points between (`prices.0.net`), or a JSON
/// pointer (`/prices/0/net`, RFC 6901) where names hold points; `*` is every element of a list.
///
/// In XML a name is an element below the one before, and `@name` an attribute.
struct RecordPath: Hashable, Sendable {
    let text: String
    let steps: [String]

    init(_ text: String) {
        self.text = text
        if text.hasPrefix("/") {
            steps = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
                .map(Self.unescaped)
        } else {
            steps = text.split(separator: ".").map(String.init)
        }
    }

    private static func unescaped(_ step: Substring) -> String {
        var result = ""
        var isEscape = false
        for character in step {
            if isEscape {
                result += character == "1" ? "/" : character == "0" ? "~" : "~\(character)"
                isEscape = false
            } else if character == "~" {
                isEscape = true
            } else {
                result.append(character)
            }
        }
        return result + (isEscape ? "~" : "")
    }

    // MARK: - JSON

    /// Every value that the path leads to, `null` included.
    func values(in root: JSONValue) -> [JSONValue] {
        var found = [root]
        for step in steps { found = found.flatMap { Self.step(step, into: $0) } }
        return found
    }

    private static func step(_ step: String, into value: JSONValue) -> [JSONValue] {
        switch value.content {
        case .object(let members):
            return members.filter { $0.name == step }.map(\.value)
        case .array(let values):
            if step == "*" { return values }
            guard let index = Int(step), values.indices.contains(index) else { return [] }
            return [values[index]]
        case .null, .boolean, .number, .string: return []
        }
    }

    // MARK: - XML

    /// Every element that the path leads to from an element.
    func elements(in root: XMLNode) -> [XMLNode] { Self.elements(steps[...], root) }

    private static func elements(_ steps: ArraySlice<String>, _ root: XMLNode) -> [XMLNode] {
        var found = [root]
        for step in steps { found = found.flatMap { $0.children.filter { $0.name == step } } }
        return found
    }

    /// Every text that the path leads to.
    func texts(in root: XMLNode) -> [String] {
        guard let last = steps.last, last.hasPrefix("@") else {
            return elements(in: root).map(\.trimmedText)
        }
        return Self.elements(steps.dropLast(), root)
            .compactMap { $0.attribute(String(last.dropFirst())) }
    }
}

/// Values of JSON as the texts that a table of offers is made of.
enum RecordText {
    /// The text; `nil` for `null`.
    static func text(_ value: JSONValue, decimalSign: Character) -> String? {
        switch value.content {
        case .null: return nil
        case .boolean(let flag): return flag ? "true" : "false"
        case .number(let digits):
            let plain = plainDecimal(digits)
            return decimalSign == "."
                ? plain : String(plain.map { $0 == "." ? decimalSign : $0 })
        case .string(let text): return text
        case .array, .object:
            let bytes = JSONText.write(value, sortsKeys: false, indents: false)
            return String(decoding: bytes.dropLast(), as: UTF8.self)
        }
    }

    /// A number without its exponent, digit for digit: `1.5E-3` is `0.0015`.
    ///
    /// Exponents beyond ±40 are left as they are, to be refused as no number.
    static func plainDecimal(_ text: String) -> String {
        guard let mark = text.firstIndex(where: { $0 == "e" || $0 == "E" }),
            let exponent = Int(text[text.index(after: mark)...].drop { $0 == "+" }),
            abs(exponent) <= 40
        else { return text }
        let isNegative = text.hasPrefix("-")
        let mantissa = text[..<mark].drop { $0 == "-" }
        let parts = mantissa.split(separator: ".", omittingEmptySubsequences: false)
        var digits = parts.joined()
        var point = (parts.first?.count ?? 0) + exponent
        if point <= 0 {
            digits = String(repeating: "0", count: 1 - point) + digits
            point = 1
        }
        if point > digits.count {
            digits += String(repeating: "0", count: point - digits.count)
        }
        let whole = digits.prefix(point).drop { $0 == "0" }
        let fraction = digits.dropFirst(point)
        return (isNegative ? "-" : "") + (whole.isEmpty ? "0" : whole)
            + (fraction.isEmpty ? "" : "." + fraction)
    }
}
