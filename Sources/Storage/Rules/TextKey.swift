/// A text as a key: the same if its bytes are, as in a database.
///
/// Texts of Swift are the same if they look the same, however their accents are encoded.
package struct TextKey: Sendable, Hashable, Comparable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (lhs: TextKey, rhs: TextKey) -> Bool {
        lhs.text.utf8.elementsEqual(rhs.text.utf8)
    }

    package static func < (lhs: TextKey, rhs: TextKey) -> Bool {
        lhs.text.utf8.lexicographicallyPrecedes(rhs.text.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
