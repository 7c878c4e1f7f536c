/// A pattern of whole texts in which `*` stands for any characters and `?` for one.
struct Glob: Hashable, Sendable {
    let pattern: String
    private let letters: [Character]

    init(_ pattern: String) {
        self.pattern = pattern
        letters = Array(pattern)
    }

    func matches(_ text: String) -> Bool {
        let text = Array(text)
        var position = 0
        var letter = 0
        // Where to go on when the last star takes one character more.
        var retry: (position: Int, letter: Int)?
        while position < text.count {
            if letter < letters.count, letters[letter] == "*" {
                letter += 1
                retry = (position, letter)
            } else if letter < letters.count,
                letters[letter] == "?" || letters[letter] == text[position]
            {
                position += 1
                letter += 1
            } else if let last = retry {
                position = last.position + 1
                letter = last.letter
                retry = (position, letter)
            } else {
                return false
            }
        }
        return letters[letter...].allSatisfy { $0 == "*" }
    }
}
