/// Something that keeps a command from going on, or that its user should know, ready to be shown.
///
/// Every problem that the product shows is turned into this value first, whatever part of the
/// product found it, so that all of them look alike.
package struct Problem: Error, Sendable, Hashable {
    package enum Severity: String, Sendable, Hashable {
        case error
        case warning
    }

    /// Where the problem lies: a file, and as much of line and column as is known.
    package struct Place: Sendable, Hashable {
        package var file: String
        package var line: Int?
        package var column: Int?
        /// What stands there, for example `column "qty"`.
        package var detail: String?

        package init(
            file: String, line: Int? = nil, column: Int? = nil, detail: String? = nil
        ) {
            self.file = file
            self.line = line
            self.column = column
            self.detail = detail
        }
    }

    /// The line at fault and the part of it that is meant.
    package struct Excerpt: Sendable, Hashable {
        package var text: String
        /// The first character meant, 1 for the first of `text`.
        package var column: Int
        /// How many characters are meant, at least 1.
        package var length: Int
        /// A few words to the right of the carets.
        package var label: String?

        package init(text: String, column: Int, length: Int, label: String? = nil) {
            self.text = text
            self.column = max(1, column)
            self.length = max(1, length)
            self.label = label
        }
    }

    /// Stable name of the kind of problem, for example `config.unknown-key`.
    package var code: String
    package var severity: Severity
    /// What was found and why it does not do; a sentence that can stand alone.
    package var message: String
    package var place: Place?
    package var excerpt: Excerpt?
    /// What else is good to know, for example what stays in force.
    package var notes: [String]
    /// What helps.
    package var help: String?

    package init(
        code: String, severity: Severity = .error, message: String, place: Place? = nil,
        excerpt: Excerpt? = nil, notes: [String] = [], help: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.place = place
        self.excerpt = excerpt
        self.notes = notes
        self.help = help
    }
}
