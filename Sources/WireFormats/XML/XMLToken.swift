/// A stretch of an XML document.
///
/// The tokens lie end to end and leave nothing out: one after the other they are the file.
public struct XMLToken: Hashable, Sendable {
    /// What the stretch is.
    public enum Kind: String, Hashable, Sendable {
        /// The mark of UTF-8 at the beginning.
        case byteOrderMark = "byte-order-mark"
        /// `<?xml … ?>`
        case declaration
        /// `<!DOCTYPE …>`; its content is not used.
        case doctype
        /// `<name …>`
        case startTag = "start-tag"
        /// `<name …/>`
        case emptyTag = "empty-tag"
        /// `</name>`
        case endTag = "end-tag"
        /// Characters between tags; long ones come in several pieces.
        case text
        /// `<![CDATA[ … ]]>`
        case cdata
        /// `<!-- … -->`
        case comment
        /// `<? … ?>`
        case instruction
        /// What is nothing of XML.
        case garbage
    }

    /// What the stretch is.
    public var kind: Kind
    /// The name of a tag, as written.
    public var name = ""
    /// Where it begins.
    public var position: SourcePosition
    /// The number of its bytes.
    public var length: Int
    /// What is wrong with it, the first thing found; `nil` for nothing.
    public var fault: WireError?
}

/// An attribute of a tag.
public struct XMLAttribute: Hashable, Sendable {
    /// The name, as written.
    public let name: String
    /// The value, its references resolved.
    public let value: String
}
