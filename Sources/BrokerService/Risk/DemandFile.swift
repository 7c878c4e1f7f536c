package import OrderDesk
package import Procurement

/// A file of past demand, `demand-history/1`: a row an order, or a day's orders together.
///
/// It is read when it is asked for and not kept: the order system that wrote it has it. A row that
/// cannot be understood is left out and told; damage that makes the rest doubtful refuses the
/// file.
package struct DemandFile: Sendable {
    package static let required = ["item", "day", "quantity"]
    package static let optional = ["customer"]

    package let history: DemandHistory
    /// Rows that were read and understood, with the first and the last day that they name.
    package let rows: Int
    package let days: ClosedRange<CalendarDate>?
    /// What was wrong with the rows that were left out.
    package let problems: [IntakeProblem]

    /// Reads a file; items that the house no longer has may be in it.
    package init(_ source: IntakeSource) throws(IntakeRefusal) {
        var records: [DemandRecord] = []
        var problems: [IntakeProblem] = []
        let shape = IntakeShape(
            format: "demand-history/1", rowsMember: "demand", required: Self.required,
            optional: Self.optional)
        for row in try source.rows(shape) {
            var parser = RowParser(row)
            let item = parser.identifier("item", as: ItemID.self)
            let day = parser.date("day")
            let units = parser.units("quantity", allowsZero: true)
            var customer: CustomerID?
            if parser.optionalText("customer") != nil {
                customer = parser.identifier("customer", as: CustomerID.self)
            }
            problems += parser.problems
            guard parser.problems.isEmpty, let item, let day, let units else { continue }
            records.append(DemandRecord(item: item, day: day, units: units, customer: customer))
        }
        history = DemandHistory(records)
        rows = records.count
        let first = records.map(\.day).min()
        let last = records.map(\.day).max()
        days = first.flatMap { first in last.map { first...$0 } }
        self.problems = problems
    }
}
