/// Guesses which of the known words a mistyped one was meant to be.
package enum Spelling {
    /// The known word nearest to `word`, or `nil` if none is near enough to be worth a hint.
    ///
    /// Near enough is: at most one mistake in three letters, and one mistake always; or else one
    /// of the two begins with the other. Of equally near words it is the first. Capitals, and `-`
    /// for `_`, count as no mistake.
    package static func nearest(to word: String, among known: [String]) -> String? {
        let folded = fold(word)
        let limit = max(1, folded.count / 3)
        var best: (word: String, distance: Int)?
        for candidate in known {
            let distance = editDistance(folded, fold(candidate))
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.word
            ?? known.first { candidate in
                let other = fold(candidate)
                return min(folded.count, other.count) >= 3
                    && (other.starts(with: folded) || folded.starts(with: other))
            }
    }

    private static func fold(_ word: String) -> [Character] {
        Array(word.lowercased().map { $0 == "-" ? "_" : $0 })
    }

    /// Least number of insertions, deletions, replacements and swaps of neighbors that turn one
    /// word into the other (optimal string alignment).
    static func editDistance(_ first: [Character], _ second: [Character]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...second.count)
        for (row, letter) in first.enumerated() {
            var current = [row + 1]
            for (column, other) in second.enumerated() {
                var distance = min(
                    previous[column] + (letter == other ? 0 : 1), previous[column + 1] + 1,
                    current[column] + 1)
                if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
                    distance = min(distance, beforePrevious[column - 1] + 1)
                }
                current.append(distance)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[second.count]
    }
}
