import BrokerService
import Procurement
import Testing

/// How ``LeadTimeFile`` reads past orders.
@Suite struct LeadTimeFileTests {
    private static let header = "supplier,item,ordered,promised,received\n"

    private func read(_ text: String) throws(IntakeRefusal) -> LeadTimeFile {
        try LeadTimeFile(name: "orders.csv", bytes: Array(text.utf8))
    }

    @Test func datesMayBeLeftOpen() throws {
        let file = try read(
            Self.header + "A,I,2026-01-05,2026-01-20,2026-01-21\nB,\"J, 10\",2026-01-06,,\n")
        #expect(file.problems.isEmpty)
        #expect(file.orders.map(\.supplier.rawValue) == ["A", "B"])
        #expect(file.orders.map(\.item.rawValue) == ["I", "J, 10"])
        #expect(file.orders[0].promisedDate == (try CalendarDate(parsing: "2026-01-20")))
        #expect(file.orders[0].receivedDate == (try CalendarDate(parsing: "2026-01-21")))
        #expect(file.orders[1].promisedDate == nil && file.orders[1].receivedDate == nil)
    }

    @Test func columnsStandInAnyOrderAndPromisedMayBeMissing() throws {
        let file = try read(
            "\u{FEFF}received,ordered,item,supplier\r\n2026-01-21,2026-01-05,I,A\r\n")
        #expect(file.orders.count == 1 && file.problems.isEmpty)
        #expect(file.orders.first?.promisedDate == nil)
    }

    @Test(arguments: [
        (",I,2026-01-05,,", "intake.value-missing", 1),
        ("A,,2026-01-05,,", "intake.value-missing", 3),
        ("A,I,,,", "intake.value-missing", 5),
        ("A,I,2026-02-30,,", "intake.date-invalid", 5),
        ("A,I,5.1.2026,,", "intake.date-invalid", 5),
        ("A,I,2026-01-05,soon,", "intake.date-invalid", 16),
        ("A,I,2026-01-05,,2026-01-04", "leadtime.received-before-ordered", 17),
        ("A,I,2026-01-05,,2062-01-04", "leadtime.date-far-away", 17),
        ("A,I,2026-01-05,1026-01-06,", "leadtime.date-far-away", 16),
        ("A,I,2026-01-05", "csv.ragged-row", 1),
        (" A,I,2026-01-05,,", "value.identifier-unprintable", 1),
    ])
    func aRowThatCannotBeUnderstoodIsNamedAndLeftOut(
        row: String, code: String, column: Int
    ) throws {
        let good = "A,I,2026-01-05,,2026-01-09\n"
        let file = try read(Self.header + good + row + "\n" + good)
        #expect(file.orders.count == 2)
        let problem = try #require(file.problems.first)
        #expect(file.problems.count == 1)
        #expect((problem.code, problem.line, problem.column) == (code, 3, column))
        #expect(problem.file == "orders.csv" && !problem.help.isEmpty)
    }

    @Test(arguments: [
        ("", "csv.empty"), ("supplier,item,ordered\n", "csv.column-missing"),
        ("supplier,item,ordered,received,note\n", "csv.column-unknown"),
        (header + "A,\"I,2026-01-05,,\n", "csv.unclosed-quote"),
        (header + "A,I,never,,\nB,I,never,,\n", "intake.date-invalid"),
    ])
    func aFileOfNoUseIsRefused(text: String, code: String) {
        let refusal = #expect(throws: IntakeRefusal.self) { try read(text) }
        #expect(refusal?.problems.first?.code == code)
    }

    @Test func aFileWithoutRowsHasNoOrders() throws {
        let file = try read(Self.header)
        #expect(file.orders.isEmpty && file.problems.isEmpty)
    }
}
