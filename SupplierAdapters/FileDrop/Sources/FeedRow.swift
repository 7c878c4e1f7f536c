internal import Procurement
internal import WireFormats

/// A column of one file: where it is and what there means "nothing".
struct FeedColumn: Hashable, Sendable {
    var index: Int
    var title: String
    var absence: AbsenceWords
}

/// A cell that says something.
struct FeedCell {
    var text: String
    var column: FeedColumn
    var position: SourcePosition

    func problem(_ code: String, _ message: String, help: String? = nil) -> RowProblem {
        RowProblem(
            at: position, field: column.title, value: text, code: code,
            message: "\(column.title): \(message)", help: help)
    }

    func problem(_ error: WireError) -> RowProblem {
        RowProblem(error, at: position, field: column.title, value: text)
    }

    func problem(_ error: ValueError) -> RowProblem {
        RowProblem(error, at: position, field: column.title, value: text)
    }
}

/// What a field of a row says.
enum FeedReading {
    case said(FeedCell)
    /// Empty, or a declared word or pattern, which is given.
    case absent(word: String)
}

/// A data row of a file.
struct FeedRow {
    let record: RawDelimitedRecord
    let format: FormatSettings
    /// Where the row came from, if it stood elsewhere before it became one of a table.
    var origin: SourcePosition?

    var position: SourcePosition { origin ?? record.position }

    func position(at index: Int) -> SourcePosition { origin ?? record.position(at: index) }

    func reading(_ column: FeedColumn) throws(RowProblem) -> FeedReading {
        guard column.index < record.count else { return .absent(word: "") }
        let position = position(at: column.index)
        let text: String
        do throws(WireError) {
            text = try record.text(at: column.index)
        } catch {
            throw RowProblem(error, at: position, field: column.title)
        }
        if text.isEmpty { return .absent(word: "") }
        if let word = column.absence.match(text) { return .absent(word: word) }
        return .said(FeedCell(text: text, column: column, position: position))
    }

    /// The cell of a column, or `nil` where the column is not mapped or says nothing.
    func cell(_ column: FeedColumn?) throws(RowProblem) -> FeedCell? {
        guard let column, case .said(let cell) = try reading(column) else { return nil }
        return cell
    }

    /// A number counting 10⁻⁶.
    func decimal(_ cell: FeedCell) throws(RowProblem) -> FixedPoint {
        do throws(WireError) {
            let micros = try DecimalText.parse(
                cell.text, decimalSign: format.decimalSign, groupingSign: format.groupingSign)
            return FixedPoint(micros: micros)
        } catch {
            throw cell.problem(error)
        }
    }

    /// A number that is not below zero.
    func amount(_ cell: FeedCell) throws(RowProblem) -> FixedPoint {
        let value = try decimal(cell)
        guard !value.isNegative else {
            throw cell.problem(
                "feed.amount-negative", "\(quotedForMessage(cell.text)) is below zero")
        }
        return value
    }

    func price(_ cell: FeedCell) throws(RowProblem) -> FixedPoint {
        let value = try decimal(cell)
        guard !value.isNegative else {
            throw cell.problem(
                "feed.price-negative", "the price \(quotedForMessage(cell.text)) is below zero",
                help: "Maybe the row is a credit note; it is no offer.")
        }
        guard value.isPositive else {
            throw cell.problem(
                "feed.price-zero", "the price is zero",
                help: "If zero means \"on request\", declare "
                    + "\(quotedForMessage(cell.text)) an absence word of this column.")
        }
        return value
    }

    /// A whole number of units, at least `least`.
    func units(_ cell: FeedCell, least: Int64) throws(RowProblem) -> Int64 {
        let value = try decimal(cell)
        guard !value.isNegative else {
            throw cell.problem(
                "feed.quantity-negative",
                "the quantity \(quotedForMessage(cell.text)) is below zero",
                help: "If it means that nothing is there, ask the supplier to write 0.")
        }
        guard let whole = value.wholeValue else {
            throw cell.problem(
                "feed.quantity-not-whole",
                "the quantity \(quotedForMessage(cell.text)) is not a whole number",
                help: "Maybe the decimal sign is another one, or quantities count in a larger "
                    + "unit: see format.decimal_sign and defaults.unit.")
        }
        guard whole >= least else {
            throw cell.problem(
                "feed.quantity-zero", "the quantity is zero where at least \(least) is needed",
                help: "If zero means \"no limit\", declare "
                    + "\(quotedForMessage(cell.text)) an absence word of this column.")
        }
        return whole
    }

    /// A whole number of days, 0 to 36 500.
    func days(_ cell: FeedCell) throws(RowProblem) -> Int {
        let value = try decimal(cell)
        guard let whole = value.wholeValue else {
            throw cell.problem(
                "feed.days-not-whole",
                "\(quotedForMessage(cell.text)) is not a whole number of days")
        }
        guard (0...Int64(LeadTime.maximumDays)).contains(whole) else {
            throw cell.problem(
                "feed.days-out-of-range",
                "\(quotedForMessage(cell.text)) is not from 0 to \(LeadTime.maximumDays) days",
                help: "Maybe the column holds a date, not a number of days.")
        }
        return Int(whole)
    }

    func date(_ cell: FeedCell) throws(RowProblem) -> CalendarDate {
        let parts: DateParts
        do throws(WireError) {
            parts = try DateText.parse(cell.text, patterns: format.datePatterns)
        } catch {
            throw cell.problem(error)
        }
        do throws(ValueError) {
            return try CalendarDate(year: parts.year, month: parts.month, day: parts.day)
        } catch {
            throw cell.problem(error)
        }
    }
}
