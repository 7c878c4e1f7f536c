import Procurement

/// One record of a file of ours, from CSV or JSON alike: named texts with their places.
struct IntakeRow: Sendable {
    struct Field: Sendable {
        let text: String
        let line: Int
        let column: Int
    }

    let file: String
    let line: Int
    let fieldsByName: [String: Field]
}

/// Reads typed values out of a row and collects what is wrong with them.
struct RowParser {
    let row: IntakeRow
    private(set) var problems: [IntakeProblem] = []

    init(_ row: IntakeRow) { self.row = row }

    /// The engine counts no further, and whatever lies beyond is a mistake.
    private static let mostUnits: Int64 = 1_000_000_000

    /// The text of a field, `nil` when it is empty or not there.
    func optionalText(_ name: String) -> String? {
        guard let text = row.fieldsByName[name]?.text, !text.isEmpty else { return nil }
        return text
    }

    mutating func text(_ name: String) -> String? {
        if let text = optionalText(name) { return text }
        add(
            name, code: "intake.value-missing",
            message: "The field \"\(name)\" is empty.", help: "Every row needs one.")
        return nil
    }

    mutating func identifier<ID: Identifier>(_ name: String, as type: ID.Type) -> ID? {
        guard let text = text(name) else { return nil }
        return value(name) { () throws(ValueError) in try ID(text) }
    }

    /// A quantity above zero (or zero, where `allowsZero`) in whole units.
    mutating func units(_ name: String, allowsZero: Bool = false) -> Int64? {
        guard let text = text(name) else { return nil }
        guard let number = fixedPoint(name, text) else { return nil }
        guard let whole = number.wholeValue else {
            add(
                name, code: "intake.quantity-not-whole",
                message: "The \(shown(name)) (\(text)) is not a whole number.",
                help: "Quantities are counted in whole base units of the item.")
            return nil
        }
        guard whole > 0 || (allowsZero && whole == 0) else {
            add(
                name, code: "intake.quantity-not-positive",
                message: "The \(shown(name)) (\(text)) must be "
                    + (allowsZero ? "0 or more." : "above 0."),
                help: "Leave the row out if there is nothing.")
            return nil
        }
        guard whole <= Self.mostUnits else {
            add(
                name, code: "intake.number-too-large",
                message: "The \(shown(name)) (\(text)) is more than 1,000,000,000.",
                help: "Maybe two columns ran together.")
            return nil
        }
        return whole
    }

    mutating func optionalUnits(_ name: String) -> Int64? {
        optionalText(name) == nil ? nil : units(name, allowsZero: true)
    }

    /// An amount of 0 or more.
    mutating func amount(_ name: String, default standard: FixedPoint? = nil) -> FixedPoint? {
        guard let text = optionalText(name) else {
            if let standard { return standard }
            _ = self.text(name)
            return nil
        }
        guard let number = fixedPoint(name, text) else { return nil }
        guard number >= .zero else {
            add(
                name, code: "intake.amount-negative",
                message: "The \(shown(name)) (\(text)) must not be negative.",
                help: "Maybe a sign slipped in.")
            return nil
        }
        guard number.micros <= Self.mostUnits * FixedPoint.scale else {
            add(
                name, code: "intake.number-too-large",
                message: "The \(shown(name)) (\(text)) is more than 1,000,000,000.",
                help: "Maybe two columns ran together.")
            return nil
        }
        return number
    }

    mutating func optionalAmount(_ name: String) -> FixedPoint? {
        optionalText(name) == nil ? nil : amount(name)
    }

    mutating func date(_ name: String) -> CalendarDate? {
        guard let text = text(name) else { return nil }
        return value(name, code: "intake.date-invalid") { () throws(ValueError) in
            try CalendarDate(parsing: text)
        }
    }

    mutating func flag(_ name: String, default standard: Bool) -> Bool {
        choice(name, from: ["yes": true, "no": false], default: standard) ?? standard
    }

    mutating func choice<Value>(
        _ name: String, from choices: KeyValuePairs<String, Value>, default standard: Value? = nil
    ) -> Value? {
        guard let text = optionalText(name) else {
            if let standard { return standard }
            _ = self.text(name)
            return nil
        }
        if let match = choices.first(where: { $0.key == text }) { return match.value }
        add(
            name, code: "intake.value-unknown",
            message: "The \(shown(name)) (\(text)) is none of "
                + choices.map(\.key).joined(separator: ", ") + ".",
            help: "Write one of these words.")
        return nil
    }

    mutating func value<Value>(
        _ name: String, code: String? = nil, _ make: () throws(ValueError) -> Value
    ) -> Value? {
        do throws(ValueError) {
            return try make()
        } catch {
            add(name, code: code ?? error.code, message: error.message, help: error.help ?? "")
            return nil
        }
    }

    mutating func add(_ name: String, code: String, message: String, help: String) {
        let field = row.fieldsByName[name]
        problems.append(
            IntakeProblem(
                file: row.file, line: field?.line ?? row.line, column: field?.column ?? 1,
                field: name, value: field?.text ?? "", code: code, message: message, help: help))
    }

    private mutating func fixedPoint(_ name: String, _ text: String) -> FixedPoint? {
        value(name, code: "intake.number-invalid") { () throws(ValueError) in
            try FixedPoint(parsing: text)
        }
    }

    private func shown(_ name: String) -> String { name.replacing("_", with: " ") }
}
