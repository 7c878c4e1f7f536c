/// Values that TOML writes without quotes: true and false, numbers, dates and times.
enum BareValue {
    /// Whether a text has the form of one; whether there is such a number or day is not asked.
    static func isWellFormed(_ text: String) -> Bool {
        text.wholeMatch(of: #/true|false/#) != nil
            || text.wholeMatch(of: #/0x[0-9A-Fa-f]+(_[0-9A-Fa-f]+)*/#) != nil
            || text.wholeMatch(of: #/0o[0-7]+(_[0-7]+)*|0b[01]+(_[01]+)*/#) != nil
            || text.wholeMatch(of: #/[+\-]?(inf|nan)/#) != nil
            || isNumber(text) || isMoment(text)
    }

    private static func isNumber(_ text: String) -> Bool {
        let number =
            #/[+\-]?(0|[1-9][0-9]*(_[0-9]+)*)(\.[0-9]+(_[0-9]+)*)?([eE][+\-]?[0-9]+(_[0-9]+)*)?/#
        return text.wholeMatch(of: number) != nil
    }

    private static func isMoment(_ text: String) -> Bool {
        let date = #/[0-9]{4}-[0-9]{2}-[0-9]{2}/#
        let time = #/[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?/#
        let zone = #/[Zz]|[+\-][0-9]{2}:[0-9]{2}/#
        var rest = text[...]
        guard let match = rest.prefixMatch(of: date) else {
            return rest.wholeMatch(of: time) != nil
        }
        rest = rest[match.range.upperBound...]
        guard let separator = rest.popFirst() else { return true }
        guard ["T", "t", " "].contains(separator) else { return false }
        guard let match = rest.prefixMatch(of: time) else { return false }
        rest = rest[match.range.upperBound...]
        return rest.isEmpty || rest.wholeMatch(of: zone) != nil
    }

    /// Why a text is no value.
    static func reason(_ text: String) -> String {
        text.isEmpty
            ? "there is no value here"
            : "the value (\(text.shortened)) is no text, number, date, true or false"
    }

    /// What helps when a text is no value.
    static func help(_ text: String) -> String {
        if text.isEmpty { return "Write the value behind the =, or remove the key." }
        if text.hasPrefix("=") { return "Write a single = between key and value." }
        if ["true", "false"].contains(text.lowercased()) {
            return "Write true and false in small letters."
        }
        if text.wholeMatch(of: #/[0-9]{2}:[0-9]{2}/#) != nil {
            return "Put a time without seconds in quotes: \"\(text)\"."
        }
        return text.first?.isNumber == true
            ? "Put codes, percents, and dates in another order than 2026-03-04 in quotes."
            : "Maybe the quotes are missing: key = \"value\"."
    }
}
