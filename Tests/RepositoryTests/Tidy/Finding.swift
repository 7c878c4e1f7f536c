/// What a rule of the repository found, in the form that editors and people can jump to.
struct Finding: Hashable, Comparable, CustomStringConvertible, Sendable {
    let path: String
    /// Counted from one; zero where the finding is about a whole file.
    let line: Int
    /// What was found and, after a comma, what to use instead.
    let message: String

    var description: String {
        line == 0 ? "\(path): error: \(message)" : "\(path):\(line): error: \(message)"
    }

    static func < (one: Finding, other: Finding) -> Bool {
        (one.path, one.line, one.message) < (other.path, other.line, other.message)
    }
}
