/// Writes XML 1.0 in UTF-8, indented.
///
/// What XML cannot carry in any way (most control characters) becomes a blank and is told in
/// ``changes``.
public struct XMLWriter: Sendable {
    /// What is written so far.
    public private(set) var bytes: [UInt8]
    /// Texts that could not be carried as they were.
    public private(set) var changes: [WrittenChange] = []
    private var open: [String] = []

    /// Begins a document; `doctype` is the whole declaration, or `nil` for none.
    public init(doctype: String? = nil) {
        bytes = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
        if let doctype { bytes += Array((doctype + "\n").utf8) }
    }

    /// Writes an element with what `content` writes in it.
    public mutating func element(
        _ name: String, _ attributes: [(String, String)] = [],
        _ content: (inout XMLWriter) -> Void
    ) {
        openTag(name, attributes, isEmpty: false)
        bytes.append(10)
        open.append(name)
        content(&self)
        open.removeLast()
        indent()
        bytes += Array("</\(name)>\n".utf8)
    }

    /// Writes an element that holds a text, or nothing.
    public mutating func element(
        _ name: String, _ attributes: [(String, String)] = [], text: String
    ) {
        openTag(name, attributes, isEmpty: text.isEmpty)
        if !text.isEmpty {
            bytes += Array((escaped(text, in: name) + "</\(name)>").utf8)
        }
        bytes.append(10)
    }

    /// Writes an element that holds a text, if there is one.
    public mutating func optional(
        _ name: String, _ attributes: [(String, String)] = [], text: String
    ) {
        if !text.isEmpty { element(name, attributes, text: text) }
    }

    private mutating func indent() {
        bytes += repeatElement(0x20, count: open.count * 2)
    }

    private mutating func openTag(
        _ name: String, _ attributes: [(String, String)], isEmpty: Bool
    ) {
        indent()
        bytes += Array("<\(name)".utf8)
        for (attribute, value) in attributes {
            let text = escaped(value, in: "\(name)@\(attribute)", isAttribute: true)
            bytes += Array(" \(attribute)=\"\(text)\"".utf8)
        }
        bytes += Array((isEmpty ? "/>" : ">").utf8)
    }

    private mutating func escaped(
        _ text: String, in place: String, isAttribute: Bool = false
    ) -> String {
        var result = ""
        var hasChanged = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"" where isAttribute: result += "&quot;"
            case "\r": result += "&#13;"
            case "\n" where isAttribute: result += "&#10;"
            case "\t" where isAttribute: result += "&#9;"
            case "\t", "\n": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value & 0xFFFE == 0xFFFE:
                result += " "
                hasChanged = true
            default: result.unicodeScalars.append(scalar)
            }
        }
        if hasChanged {
            changes.append(
                WrittenChange(
                    place: (open + [place]).joined(separator: "/"), original: text,
                    written: result))
        }
        return result
    }
}
