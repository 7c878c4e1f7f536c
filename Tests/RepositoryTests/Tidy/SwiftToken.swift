/// A word, symbol, string literal or comment of a Swift file, and the line it begins on.
struct SwiftToken: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// Keywords, names and numbers.
        case word
        /// One punctuation character.
        case symbol
        /// The characters between the quotes; interpolated code comes as tokens of its own.
        case string
        /// A comment with its slashes.
        case comment
    }

    let kind: Kind
    let text: String
    let line: Int

    func isCode(_ expected: String) -> Bool {
        text == expected && (kind == .word || kind == .symbol)
    }
}
