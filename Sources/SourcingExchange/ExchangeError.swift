/// One thing that is wrong in a folder, where it stands, and what helps.
package struct ExchangeProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// Stable name such as `problem.unknown-column`.
    package var code: String
    /// File name inside the folder.
    package var file: String
    /// Line in the file, from 1; `nil` when the file as a whole is meant.
    package var line: Int?
    /// Column in the line, from 1.
    package var column: Int?
    /// What was found, with its value.
    package var message: String
    /// What most likely mends it.
    package var help: String?

    package init(
        code: String, file: String, line: Int? = nil, column: Int? = nil, message: String,
        help: String? = nil
    ) {
        self.code = code
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.help = help
    }

    /// File, line and column as editors read them.
    package var place: String {
        ([file] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":")
    }

    package var description: String { "\(place): \(message) [\(code)]" }
}

/// Why a folder could not be read or written: everything that is wrong, in reading order.
package struct ExchangeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// At least one, at most ``mostProblems``.
    package var problems: [ExchangeProblem]
    /// How many more there are than ``problems`` lists.
    package var omitted: Int

    /// A file with one systematic fault has as many problems as rows; nobody reads them all.
    package static let mostProblems = 200

    package init(problems: [ExchangeProblem], omitted: Int = 0) {
        precondition(!problems.isEmpty, "An exchange error must say what is wrong.")
        self.problems = problems
        self.omitted = omitted
    }

    package var description: String {
        let lines = problems.map(\.description)
        let rest = omitted == 0 ? [] : ["… and \(omitted) more"]
        return (lines + rest).joined(separator: "\n")
    }
}

/// Problems in the making.
struct ProblemList {
    private(set) var problems: [ExchangeProblem] = []
    private(set) var omitted = 0

    var isEmpty: Bool { problems.isEmpty }

    mutating func add(_ problem: ExchangeProblem) {
        if problems.count < ExchangeError.mostProblems {
            problems.append(problem)
        } else {
            omitted += 1
        }
    }

    func throwIfAny() throws(ExchangeError) {
        guard !problems.isEmpty else { return }
        throw ExchangeError(problems: problems, omitted: omitted)
    }
}
