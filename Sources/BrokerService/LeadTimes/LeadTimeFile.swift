package import Procurement
import WireFormats

/// A file of past orders, as `broker leadtime backtest` reads it.
///
/// A row that cannot be understood is left out and told; nothing is guessed, and the other rows
/// stand for themselves. Damage that makes the rest of the file doubtful, such as an unclosed
/// quote, refuses the file as a whole.
package struct LeadTimeFile: Sendable, Hashable {
    /// The orders, in the order of the file.
    package let orders: [LeadTimeOrder]
    /// What was wrong with the rows that were left out, one for each.
    package let problems: [IntakeProblem]

    /// No order of goods is followed for longer; beyond it a year is mistyped.
    package static let longestDays = 3_650

    private static let required = ["supplier", "item", "ordered", "received"]
    private static let optional = ["promised"]

    /// Reads a file; `name` is what messages call it.
    package init(name: String, bytes: [UInt8]) throws(IntakeRefusal) {
        var reader: TableReader
        do throws(WireError) {
            reader = try TableReader(
                bytes, required: Self.required, optional: Self.optional)
        } catch {
            throw IntakeRefusal([IntakeProblem(error, in: name)])
        }
        var orders: [LeadTimeOrder] = []
        var problems: [IntakeProblem] = []
        while true {
            do throws(WireError) {
                guard let row = try reader.next() else { break }
                var parser = RowParser(try IntakeRow(row, of: reader.header, in: name))
                if let order = Self.order(&parser) { orders.append(order) }
                problems += parser.problems.prefix(1)
            } catch {
                let problem = IntakeProblem(error, in: name)
                guard reader.canContinue else { throw IntakeRefusal([problem]) }
                problems.append(problem)
            }
        }
        guard !orders.isEmpty || problems.isEmpty else { throw IntakeRefusal(problems) }
        self.orders = orders
        self.problems = problems
    }

    private static func order(_ parser: inout RowParser) -> LeadTimeOrder? {
        guard let supplier = parser.identifier("supplier", as: SupplierID.self),
            let item = parser.identifier("item", as: ItemID.self),
            let ordered = parser.date("ordered")
        else { return nil }
        var promised: CalendarDate?
        if parser.optionalText("promised") != nil {
            guard let date = parser.date("promised"), isNear(ordered, date, "promised", &parser)
            else { return nil }
            promised = date
        }
        var received: CalendarDate?
        if parser.optionalText("received") != nil {
            guard let date = parser.date("received"), isNear(ordered, date, "received", &parser)
            else { return nil }
            guard date >= ordered else {
                parser.add(
                    "received", code: "leadtime.received-before-ordered",
                    message: "The goods were received (\(date)) before they were ordered "
                        + "(\(ordered)).",
                    help: "Maybe a year is mistyped, or the receipt belongs to another order.")
                return nil
            }
            received = date
        }
        return LeadTimeOrder(
            supplier: supplier, item: item, orderedDate: ordered, promisedDate: promised,
            receivedDate: received)
    }

    private static func isNear(
        _ ordered: CalendarDate, _ date: CalendarDate, _ field: String, _ parser: inout RowParser
    ) -> Bool {
        let days = ordered.days(until: date)
        if abs(days) <= longestDays { return true }
        parser.add(
            field, code: "leadtime.date-far-away",
            message: "The day \(field) (\(date)) is \(abs(days)) days from the order date "
                + "(\(ordered)), more than \(longestDays).",
            help: "Maybe a year is mistyped.")
        return false
    }
}

extension IntakeRow {
    fileprivate init(
        _ row: TableRow, of columns: [String], in file: String
    ) throws(WireError) {
        var fields: [String: Field] = [:]
        for column in columns {
            let position = row.position(of: column)
            fields[column] = Field(
                text: try row.text(column), line: position.line, column: position.column)
        }
        self.init(file: file, line: row.position.line, fieldsByName: fields)
    }
}

extension IntakeProblem {
    fileprivate init(_ error: WireError, in file: String) {
        self.init(
            file: file, line: error.position?.line ?? 0, column: error.position?.column ?? 0,
            field: "", value: "", code: error.code, message: error.message,
            help: error.help ?? "")
    }
}
