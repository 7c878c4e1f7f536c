import WireFormats

/// Largest amount that is read, in micros: 10⁹ of the currency.
private let largestAmount: Int64 = 1_000_000_000_000_000
/// Largest quantity that is read.
private let largestQuantity: Int64 = 1_000_000_000
/// Farthest day from the order date that is read.
private let farthestDay: Int64 = 1_000_000

/// Cells of a table. A cell that is empty or wrong reads as `nil`; what is wrong is reported.
extension ProblemFolderReader {
    /// An amount in micros, at least 0.
    mutating func amount(_ row: TableRow, _ column: String) -> Int64? {
        guard let value = number(row, column, "amount-invalid") else { return nil }
        if value < 0 {
            reportValue(row, column, "amount-invalid", value, "must not be negative")
        } else if value > largestAmount {
            reportValue(row, column, "amount-too-large", value, "is above 1000000000")
        }
        return value
    }

    /// A quantity in whole units.
    mutating func quantity(_ row: TableRow, _ column: String, atLeast least: Int64 = 1) -> Int64? {
        guard let scaled = number(row, column, "quantity-not-whole") else { return nil }
        guard scaled % 1_000_000 == 0 else {
            reportValue(row, column, "quantity-not-whole", scaled, "must be a whole number")
            return nil
        }
        let value = scaled / 1_000_000
        if value < least {
            reportValue(row, column, "quantity-too-small", scaled, "must be at least \(least)")
        } else if value > largestQuantity {
            reportValue(row, column, "quantity-too-large", scaled, "is above 1000000000")
        }
        return value
    }

    /// A day counted from the order date; may be negative.
    mutating func day(_ row: TableRow, _ column: String) -> Int? {
        guard let scaled = number(row, column, "day-invalid") else { return nil }
        guard scaled % 1_000_000 == 0, abs(scaled / 1_000_000) <= farthestDay else {
            reportValue(
                row, column, "day-invalid", scaled,
                "must be a whole number of days from -\(farthestDay) to \(farthestDay)")
            return nil
        }
        return Int(scaled / 1_000_000)
    }

    /// A percentage from 0 to 100 in 10⁻⁴ of a percent.
    mutating func percent(_ row: TableRow, _ column: String) -> Int64? {
        guard let scaled = number(row, column, "percent-invalid") else { return nil }
        if !(0...100_000_000).contains(scaled) {
            reportValue(row, column, "percent-invalid", scaled, "must be from 0 to 100")
        } else if scaled % 100 != 0 {
            reportValue(
                row, column, "percent-invalid", scaled, "has more than 4 decimal places")
        }
        return scaled / 100
    }

    /// A part of one, in 10⁻⁶.
    mutating func fraction(_ row: TableRow, _ column: String, _ code: String) -> Int64? {
        guard let scaled = number(row, column, code) else { return nil }
        if !(0...1_000_000).contains(scaled) {
            reportValue(row, column, code, scaled, "must be from 0 to 1")
        }
        return scaled
    }

    /// One of a few words.
    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ row: TableRow, _ column: String
    ) -> Word? where Word.RawValue == String {
        guard let text = text(row, column) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let known = Word.allCases.map(\.rawValue)
        report(
            "choice-unknown", "\(column): \(quotedForMessage(text)) is not known",
            help: nearestName(to: text, among: known).map { "Maybe \"\($0)\" is meant." }
                ?? "Known are \(known.joined(separator: ", ")).",
            at: row.position(of: column))
        return nil
    }

    /// A text, `nil` if the cell is empty.
    mutating func text(_ row: TableRow, _ column: String) -> String? {
        do throws(WireError) {
            return try row.optionalText(column)
        } catch {
            report(error)
            return nil
        }
    }

    /// Passes a value through and reports where it should have been stated.
    mutating func require<Value>(_ row: TableRow, _ column: String, _ value: Value?) -> Value? {
        guard value == nil else { return value }
        do throws(WireError) {
            guard try row.optionalText(column) == nil else { return nil }
        } catch {
            // A cell that is no text was reported when its value was read.
            return nil
        }
        report(
            "value-missing", "\(column): a value is missing here",
            help: "This column has no default.", at: row.position(of: column))
        return nil
    }

    /// The identifier that a row is about; `nil` if it is missing or was stated before.
    mutating func newKey(
        _ row: TableRow, _ column: String, in table: WritableKeyPath<Self, Keys>
    ) -> String? {
        guard let key = require(row, column, text(row, column)) else { return nil }
        if let earlier = self[keyPath: table].positions[key] {
            reportDuplicate(
                row, column, "\(column) \(quotedForMessage(key))",
                self[keyPath: table].lines[earlier])
            return nil
        }
        self[keyPath: table].positions[key] = self[keyPath: table].lines.count
        self[keyPath: table].lines.append(row.position.line)
        return key
    }

    /// The position of what another table states.
    mutating func reference(
        _ row: TableRow, _ column: String, to keys: Keys, of file: File
    ) -> Int? {
        guard let key = require(row, column, text(row, column)) else { return nil }
        if let position = keys.positions[key] { return position }
        if keys.isReadable {
            report(
                "unknown-reference",
                "\(column): \(quotedForMessage(key)) does not stand in \(file.rawValue)",
                help: nearest(to: key, in: keys), at: row.position(of: column))
        }
        return nil
    }

    mutating func reportDuplicate(
        _ row: TableRow, _ column: String, _ what: String, _ earlier: Int
    ) {
        report(
            "duplicate-key", "\(what) stands twice, first on line \(earlier)",
            help: "Remove one of the two rows.", at: row.position(of: column))
    }

    /// A likely meant identifier; not sought in long tables, where it would take long.
    private func nearest(to key: String, in keys: Keys) -> String? {
        guard list.omitted == 0, keys.positions.count <= 1000 else { return nil }
        return nearestName(to: key, among: keys.positions.keys).map { "Maybe \"\($0)\" is meant." }
    }

    private mutating func number(_ row: TableRow, _ column: String, _ code: String) -> Int64? {
        do throws(WireError) {
            return try row.optionalDecimal(column)
        } catch {
            report(code, error.message, help: help(for: code), at: error.position)
            return nil
        }
    }

    private func help(for code: String) -> String? {
        switch code {
        case "amount-invalid":
            "An amount is written with a point and without grouping, such as 1234.50."
        case "amount-too-large": "Maybe the amount is in another unit."
        case "quantity-not-whole": "Quantities are whole base units of the item."
        case "quantity-too-large": "Leave the cell empty if no limit is meant."
        case "day-invalid": "Days are counted from the order date, which is day 0."
        case "percent-invalid": "2.5 stands for 2.5 %."
        case "share-invalid", "probability-invalid": "30 % is written 0.3."
        default: nil
        }
    }

    private mutating func reportValue(
        _ row: TableRow, _ column: String, _ code: String, _ scaled: Int64, _ what: String
    ) {
        report(
            code, "\(column): the value (\(DecimalText.format(scaled: scaled))) \(what)",
            help: help(for: code), at: row.position(of: column))
    }
}
