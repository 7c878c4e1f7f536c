import BrokerCommands
import BrokerService
import Procurement
import Testing

/// How ``EndedPromiseListing`` shows shares, and where it says that there is no data.
@Suite struct EndedPromiseListingTests {
    @Test func aShareThatRestsOnTooFewIsNoData() throws {
        let rows = EndedPromiseListing(try ended(late: 1, of: 4), minimumSample: 5).totals.rows
        #expect(rows.map { $0[3] } == [.named("", "no data"), .named("", "no data")])
        let known = EndedPromiseListing(try ended(late: 2, of: 6), minimumSample: 5).totals.rows
        #expect(known.map { $0[0] } == [.text("S1"), .named("", "all")])
        #expect(known[0][1...2] == [.number(6), .number(4)])
        #expect(known[0][3] == .named("0.666667", "66.7 %"))
        #expect(known[0][4] == .number(2))
    }

    @Test func nothingIsNoDataWhateverTheLeastSample() {
        let rows = EndedPromiseListing([], minimumSample: 0).totals.rows
        #expect(rows.map { $0[3] } == [.named("", "no data")])
    }

    @Test func aLineThatStillWaitsIsToldSo() throws {
        let rows = EndedPromiseListing(try ended(late: 2, of: 3), minimumSample: 5).promises.rows
        #expect(
            rows.map { $0[8] } == [
                .named("late", "late, still waiting"), .named("late", "late"),
                .named("kept", "kept"),
            ])
        #expect(rows.map { $0[7] } == [.number(1), .number(2), .number(0)])
        #expect(rows[0][6] == .none && rows[0][10] == .text("yes"))
    }

    /// The first of those that are late still waits.
    private func ended(late: Int, of count: Int) throws -> [EndedPromise] {
        let day = try CalendarDate(parsing: "2026-03-12")
        return try (1...count).map { number in
            let isLate = number <= late
            return EndedPromise(
                line: try BackOrderLineID(parsing: "O\(number)/1"), customer: nil, item: nil,
                suppliers: [try SupplierID("S1")], promised: day, latest: day,
                received: number == 1 && isLate ? nil : day.adding(days: isLate ? number : 0),
                ending: isLate ? .overdue : .complete, verdict: isLate ? .late : .kept,
                daysLate: isLate ? number : 0, isWaiting: number == 1 && isLate, isDue: true)
        }
    }
}
