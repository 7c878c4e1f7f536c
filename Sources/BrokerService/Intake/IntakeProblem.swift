/// Something wrong in a file of ours: where, what was found, and what helps.
package struct IntakeProblem: Sendable, Hashable {
    package let file: String
    /// 1-based; 0 when the problem is of the file as a whole.
    package let line: Int
    package let column: Int
    package let field: String
    package let value: String
    package let code: String
    package let message: String
    package let help: String

    package init(
        file: String, line: Int, column: Int, field: String, value: String, code: String,
        message: String, help: String
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.field = field
        self.value = value
        self.code = code
        self.message = message
        self.help = help
    }
}

/// A file that cannot be taken; the previous state stays in force.
package struct IntakeRefusal: Error, Sendable {
    package let problems: [IntakeProblem]

    package init(_ problems: [IntakeProblem]) {
        precondition(!problems.isEmpty, "A refusal must name at least one problem.")
        self.problems = problems
    }
}
