/// The candidate most like a mistyped name, or `nil` when none is near enough to suggest.
///
/// Near means at most a third of the letters differ (Levenshtein distance with exchanged
/// neighbours counted once); ties go to the first in the alphabet.
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased())
    guard wanted.count <= 64 else { return nil }
    var best: (distance: Int, name: String)?
    for candidate in candidates.sorted() where candidate.count <= 64 {
        let distance = editDistance(wanted, Array(candidate.lowercased()))
        let limit = max(1, max(wanted.count, candidate.count) / 3)
        if distance <= limit, distance < best?.distance ?? Int.max { best = (distance, candidate) }
    }
    return best?.name
}

/// Optimal string alignment distance.
private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for (row, letter) in left.enumerated() {
        var current = [row + 1]
        for (column, other) in right.enumerated() {
            var distance = min(
                previous[column + 1] + 1, current[column] + 1,
                previous[column] + (letter == other ? 0 : 1))
            if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                distance = min(distance, beforePrevious[column - 1] + 1)
            }
            current.append(distance)
        }
        beforePrevious = previous
        previous = current
    }
    return previous[right.count]
}
