import OrderDesk
import Procurement
import Testing

/// What is expected of demand, and why lines wait.
///
/// Today is Monday 2026-03-02.
@Suite struct DemandHistoryTests {
    @Test func noHistoryIsNotTheSameAsNoDemand() throws {
        let none = try DemandHistory([]).expectation(of: item("A"), from: today, days: 30)
        #expect(none.basis == .noHistory && none.units == .zero)
        let other = try history((-10, 5))
        #expect(try other.expectation(of: item("B"), from: today, days: 30).basis == .neverWanted)
    }

    @Test func aNewItemHasItsMeanOverFourWeeksAtLeast() throws {
        let expectation = try history((-3, 28)).expectation(of: item("A"), from: today, days: 14)
        #expect(expectation.basis == .mean(days: 28))
        #expect(expectation.units == (try FixedPoint(parsing: "14")))
    }

    @Test func anItemKnownForLessThanAYearHasItsMean() throws {
        let records = (1...100).map { (-$0, Int64(2)) }
        let expectation = try history(records).expectation(of: item("A"), from: today, days: 30)
        #expect(expectation.basis == .mean(days: 100))
        #expect(expectation.units == (try FixedPoint(parsing: "60")))
    }

    @Test func evenDemandHasNoSeason() throws {
        let records = (1...800).map { (-$0, Int64(3)) }
        let expectation = try history(records).expectation(of: item("A"), from: today, days: 28)
        #expect(expectation.basis == .season(years: 2))
        #expect(expectation.units == (try FixedPoint(parsing: "84")))
    }

    /// Four hundred orders a year, all in the thirteen weeks from now: the coming four weeks are
    /// well above the mean, and the four weeks after the season well below it.
    @Test func aSeasonThatManyOrdersShowIsFollowed() throws {
        let records = (1...3).flatMap { year in
            (0..<91).flatMap { day in (0..<4).map { _ in (day - 364 * year, Int64(1)) } }
        }
        let season = try history(records)
        let now = try season.expectation(of: item("A"), from: today, days: 28).units
        let after = try season.expectation(of: item("A"), from: today.adding(days: 120), days: 28)
        // 364 a year: 28 in the mean, 112 in four weeks of the season.
        #expect(now > (try FixedPoint(parsing: "100")))
        #expect(now < (try FixedPoint(parsing: "112")))
        #expect(after.units < (try FixedPoint(parsing: "3")))
        #expect(after.basis == .season(years: 3))
    }

    /// One large order in the same weeks of last year is no season.
    @Test func fewOrdersShowNoSeason() throws {
        let expectation = try history((-360, 364), (-364, 0), (-370, 1))
            .expectation(of: item("A"), from: today, days: 28)
        #expect(expectation.units < (try FixedPoint(parsing: "40")))
        #expect(expectation.units > (try FixedPoint(parsing: "27")))
    }

    @Test func whatIsToComeAndTheOrderOfRecordsChangeNothing() throws {
        let records = (1...500).map { (-$0 * 2, Int64($0 % 7 + 1)) }
        let known = try history(records).expectation(of: item("A"), from: today, days: 30)
        let more = try history(records.reversed() + [(0, 999), (5, 999)])
        #expect(try more.expectation(of: item("A"), from: today, days: 30) == known)
    }

    @Test func buyersAreThoseOfTheLastYear() throws {
        let records = try [(-400, "C1"), (-300, "C2"), (-1, "C3"), (0, "C4")].map {
            DemandRecord(
                item: try item("A"), day: today.adding(days: $0.0), units: 1,
                customer: try CustomerID($0.1))
        }
        let buyers = try DemandHistory(records).customers(of: item("A"), before: today)
        #expect(Set(buyers.map(\.rawValue)) == ["C2", "C3"])
    }

    // MARK: - Causes

    @Test func whatIsRecordedIsTheCause() throws {
        let cause = try cause(.production, trouble: "S1 did not bring 4", history())
        #expect(cause.cause == .production && cause.isRecorded)
    }

    @Test func troubleWithSupplyComesBeforeDemand() throws {
        let surge = try history((1...400).map { (-$0, Int64($0 <= 28 ? 30 : 1)) })
        let cause = try cause(.other, trouble: "S1 did not bring 4", surge)
        #expect(cause.cause == .supply && !cause.isRecorded)
        #expect(cause.reason == "S1 did not bring 4")
    }

    @Test func demandBeyondWhatWasExpectedIsASurge() throws {
        let surge = try history((1...428).map { (-$0, Int64($0 <= 28 ? 3 : 1)) })
        let cause = try cause(.other, surge)
        #expect(cause.cause == .demandSurge)
        #expect(cause.reason == "84 wanted in 28 days, 28 expected")
    }

    @Test func demandThatTheSeasonExplainsIsTheSeason() throws {
        let records = (0..<3).flatMap { year in
            (1...91).flatMap { day in (0..<4).map { _ in (-day - 364 * year, Int64(1)) } }
        }
        let cause = try cause(.other, history(records))
        #expect(cause.cause == .season)
        #expect(cause.reason == "112 wanted in 28 days of the season, 28 in the mean")
    }

    @Test(arguments: [
        ([], "nothing recorded, and there is no history of demand"),
        ([(-1, Int64(4))], "nothing recorded, and too little history of the item"),
        (
            (1...400).map { (-$0, Int64(2)) },
            "nothing recorded, and neither supply nor demand stands out"
        ),
    ])
    func whatCannotBeToldIsOther(records: [(Int, Int64)], reason: String) throws {
        let cause = try cause(.other, history(records))
        #expect(cause.cause == .other && !cause.isRecorded)
        #expect(cause.reason == reason)
    }

    // MARK: - Building

    private let today = CalendarDate(dayNumber: 20_514)

    private func item(_ name: String) throws -> ItemID { try ItemID(name) }

    private func history(_ records: (Int, Int64)...) throws -> DemandHistory {
        try history(records)
    }

    private func history(_ records: [(Int, Int64)]) throws -> DemandHistory {
        let id = try item("A")
        return DemandHistory(
            records.map {
                DemandRecord(item: id, day: today.adding(days: $0.0), units: $0.1)
            })
    }

    private func cause(
        _ recorded: BackOrderCause, trouble: String? = nil, _ history: DemandHistory
    ) throws -> CauseOfBackOrder {
        let line = BackOrderLine(
            id: try BackOrderLineID(parsing: "O1/1"), customer: try CustomerID("C1"),
            item: try item("A"), openQuantity: try Quantity(units: 4, unit: .each),
            needByDate: today, priority: "standard", lateCost: nil, unmetCost: nil, split: .any,
            acceptsSubstitute: false, cause: recorded, status: .open)
        return CauseOfBackOrder(
            of: line, supplyTrouble: trouble, history: history, today: today)
    }
}
