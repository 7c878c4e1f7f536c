/// Reads and writes JSON (RFC 8259) strictly.
public enum JSONText {
    /// Reads one JSON text that fills all the bytes.
    ///
    /// Refused besides every error of syntax: a member name that stands twice, nesting deeper than
    /// `maximumDepth`, bytes that are not UTF-8, half a surrogate pair, and text behind the value.
    public static func parse(
        _ bytes: [UInt8], maximumDepth: Int = 64
    ) throws(WireError) -> JSONValue {
        precondition(maximumDepth > 0, "The depth limit must be positive.")
        var parser = JSONParser(bytes: bytes, maximumDepth: maximumDepth)
        return try parser.parseWhole()
    }

    /// Writes a value as UTF-8, slashes unescaped, with a line end behind it.
    ///
    /// `sortsKeys` orders members by the bytes of their names; `indents` puts each member and
    /// element on its own line, two spaces deeper.
    public static func write(
        _ value: JSONValue, sortsKeys: Bool = true, indents: Bool = true
    ) -> [UInt8] {
        var writer = JSONWriter(sortsKeys: sortsKeys, indents: indents)
        writer.write(value, depth: 0)
        return Array((writer.text + "\n").utf8)
    }
}

private struct JSONWriter {
    let sortsKeys: Bool
    let indents: Bool
    var text = ""

    mutating func write(_ value: JSONValue, depth: Int) {
        switch value.content {
        case .null: text += "null"
        case .boolean(let flag): text += flag ? "true" : "false"
        case .number(let digits): text += digits
        case .string(let string): writeString(string)
        case .array(let values):
            writeList("[", "]", count: values.count, depth: depth) { writer, index in
                writer.write(values[index], depth: depth + 1)
            }
        case .object(let members):
            let ordered =
                sortsKeys
                ? members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
                : members
            writeList("{", "}", count: ordered.count, depth: depth) { writer, index in
                writer.writeString(ordered[index].name)
                writer.text += writer.indents ? ": " : ":"
                writer.write(ordered[index].value, depth: depth + 1)
            }
        }
    }

    private mutating func writeList(
        _ open: String, _ close: String, count: Int, depth: Int,
        _ element: (inout JSONWriter, Int) -> Void
    ) {
        text += open
        for index in 0..<count {
            if index > 0 { text += "," }
            breakLine(depth + 1)
            element(&self, index)
        }
        if count > 0 { breakLine(depth) }
        text += close
    }

    private mutating func breakLine(_ depth: Int) {
        guard indents else { return }
        text += "\n" + String(repeating: "  ", count: depth)
    }

    private mutating func writeString(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..<"\u{20}":
                text += "\\u00" + hexadecimal(UInt8(scalar.value)).lowercased()
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
