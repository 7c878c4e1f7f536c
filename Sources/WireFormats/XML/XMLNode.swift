/// An element of a document that is held as a whole, by its local name.
public struct XMLNode: Hashable, Sendable {
    /// The name without its prefix.
    public let name: String
    /// The attributes, as written.
    public let attributes: [XMLAttribute]
    /// The elements in it.
    public internal(set) var children: [XMLNode] = []
    /// The characters that stand directly in it.
    public internal(set) var text = ""
    /// Where its tag begins.
    public let position: SourcePosition

    /// The value of an attribute, by its name without prefix.
    public func attribute(_ name: String) -> String? {
        attributes.first { Self.localName($0.name) == name }?.value
    }

    /// The first element of a name in it.
    public func child(_ name: String) -> XMLNode? { children.first { $0.name == name } }

    /// All elements of a name in it.
    public func children(_ name: String) -> [XMLNode] { children.filter { $0.name == name } }

    /// The element that a path of names leads to: `["Price", "PriceAmount"]`.
    public func descendant(_ path: String...) -> XMLNode? {
        var node: XMLNode? = self
        for name in path { node = node?.child(name) }
        return node
    }

    /// The text without blanks around it.
    public var trimmedText: String {
        let scalars = text.unicodeScalars
        let inner = scalars.drop { $0.properties.isWhitespace }
        guard let last = inner.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(inner[...last])
    }

    static func localName(_ name: String) -> String {
        name.firstIndex(of: ":").map { String(name[name.index(after: $0)...]) } ?? name
    }
}

/// Reads whole XML documents into memory, strictly.
public enum XMLText {
    /// The largest document that is read so.
    public static let maximumBytes = 256 << 20

    /// Reads a document; throws the first thing that is wrong with it, or with its encoding.
    public static func parse(_ bytes: [UInt8]) throws(WireError) -> XMLNode {
        guard bytes.count <= maximumBytes else {
            throw WireError(
                code: "xml.too-long",
                message: "the document has \(bytes.count) bytes; at most \(maximumBytes >> 20) MiB "
                    + "are read as a whole")
        }
        var reader = XMLReader(bytes)
        var open: [XMLNode] = []
        var root: XMLNode?
        while let token = try reader.next() {
            if let fault = token.fault { throw fault }
            switch token.kind {
            case .startTag:
                open.append(node(token, reader))
            case .emptyTag:
                add(node(token, reader), to: &open, root: &root)
            case .endTag:
                if let closed = open.popLast() { add(closed, to: &open, root: &root) }
            case .text, .cdata:
                if !open.isEmpty { open[open.count - 1].text += reader.text }
            case .doctype, .declaration, .instruction, .comment, .byteOrderMark: break
            case .garbage:
                throw WireError(
                    code: "xml.syntax", message: "what stands here is no XML",
                    position: token.position)
            }
        }
        guard open.isEmpty else {
            throw WireError(
                code: "xml.cut-off",
                message: "the file ends inside <\(open[open.count - 1].name)>",
                position: reader.position)
        }
        guard let root else {
            throw WireError(
                code: "xml.root", message: "the document has no root element",
                position: reader.position)
        }
        return root
    }

    private static func node(_ token: XMLToken, _ reader: XMLReader) -> XMLNode {
        XMLNode(
            name: XMLNode.localName(token.name), attributes: reader.attributes,
            position: token.position)
    }

    private static func add(_ node: XMLNode, to open: inout [XMLNode], root: inout XMLNode?) {
        if open.isEmpty {
            root = node
        } else {
            open[open.count - 1].children.append(node)
        }
    }
}
