import OrderDesk
import Procurement
import Testing

/// Whether an item is about to be short.
///
/// Today is Monday 2026-03-02, ten days are looked at.
@Suite struct StockRiskTests {
    @Test func whatIsFreeCoversWhatIsExpected() throws {
        let risk = try risk(expected: 20, supply: [(0, 20)])
        #expect(risk.expectedShort == 0 && risk.shortFrom == nil && !risk.isAtRisk)
        #expect(risk.freeStock == 20 && risk.cost == .zero)
    }

    /// Two a day: of 7 the fourth day takes the last.
    @Test func theDayOnWhichTheStockEndsIsTold() throws {
        let risk = try risk(expected: 20, supply: [(0, 7)])
        #expect(risk.expectedShort == 13)
        #expect(risk.shortFrom == (try date("2026-03-06")))
        #expect(risk.cost == (try FixedPoint(parsing: "130")))
    }

    /// OCA/stock-logistics-warehouse#582: what is due far in the future is no cover.
    @Test func supplyThatComesLaterIsNoCoverBefore() throws {
        let beyond = try risk(expected: 20, supply: [(0, 7), (60, 500)])
        #expect(beyond.expectedShort == 13 && beyond.freeInbound == 0)
        let late = try risk(expected: 20, supply: [(0, 7), (8, 500)])
        #expect(late.freeInbound == 500)
        #expect(late.expectedShort == 7)
        #expect(late.shortFrom == (try date("2026-03-06")))
    }

    /// BLB3DPrinting/filaops#703: what is on order and comes in time is not needed again.
    @Test func supplyThatComesInTimeIsCover() throws {
        let risk = try risk(expected: 20, supply: [(0, 7), (3, 13)])
        #expect(!risk.isAtRisk)
    }

    @Test func withoutAHistoryNothingIsExpectedAndOpenLinesStillCount() throws {
        let risk = try risk(
            expected: nil, supply: [], open: [shortage("O1", "C1", "2026-03-05", 4, "400")])
        #expect(risk.expected.basis == .noHistory)
        #expect(risk.openShort == 4 && risk.expectedShort == 0)
        #expect(risk.cost == (try FixedPoint(parsing: "400")))
        #expect(risk.shortFrom == (try date("2026-03-05")))
    }

    @Test func lessThanAWholeUnitIsNotShort() throws {
        #expect(try risk(expectedMicros: 999_999, supply: []).isAtRisk == false)
        #expect(try risk(expectedMicros: 1_000_000, supply: []).expectedShort == 1)
    }

    /// Those who have wanted the item count only where it will be short for them.
    @Test func customersAreThoseWhoWaitAndThoseWhoBuy() throws {
        let open = [try shortage("O1", "C1", "2026-03-05", 4, "1")]
        let short = try risk(expected: 20, supply: [], open: open, buyers: ["C1", "C2", "C3"])
        #expect(short.customers.count == 3)
        let enough = try risk(
            expected: 20, supply: [(0, 20)], open: open, buyers: ["C1", "C2", "C3"])
        #expect(enough.customers.map(\.rawValue) == ["C1"])
    }

    @Test func aLineThatIsOverdueIsShortFromToday() throws {
        let risk = try risk(
            expected: nil, supply: [], open: [shortage("O1", "C1", "2026-02-01", 4, "400")])
        #expect(risk.shortFrom == (try date("2026-03-02")))
    }

    @Test func theDearestComesFirstThenTheMostCustomersThenTheName() throws {
        let dear = try risk("D", expected: nil, open: [shortage("O1", "C1", "2026-03-05", 1, "9")])
        let many = try risk(
            "C", expected: nil,
            open: [
                shortage("O1", "C1", "2026-03-05", 1, "2"),
                shortage("O2", "C2", "2026-03-05", 1, "2"),
            ])
        let few = try risk("A", expected: nil, open: [shortage("O1", "C1", "2026-03-05", 1, "4")])
        let same = try risk("B", expected: nil, open: [shortage("O1", "C1", "2026-03-05", 1, "4")])
        let sorted = [same, few, many, dear].sorted(by: StockRisk.isWorse)
        #expect(sorted.map(\.item.rawValue) == ["D", "C", "A", "B"])
    }

    @Test(arguments: [
        (SupplyWarning.noSource, "no offer can be ordered now"),
        (.staleOffers(2, of: 3), "2 of 3 offers stale"),
        (.staleOffers(3, of: 3), "all offers stale"),
    ])
    func warningsAreSaidInWords(warning: SupplyWarning, words: String) {
        #expect(warning.words == words)
    }

    // MARK: - Building

    private func date(_ text: String) throws -> CalendarDate { try CalendarDate(parsing: text) }

    private func shortage(
        _ order: String, _ customer: String, _ needBy: String, _ units: Int64, _ cost: String
    ) throws -> OpenShortage {
        OpenShortage(
            line: try BackOrderLineID(parsing: "\(order)/1"),
            customer: try CustomerID(customer), needByDate: try date(needBy), units: units,
            cost: try FixedPoint(parsing: cost), standing: "covered by nothing")
    }

    private func risk(
        _ item: String = "A", expected: Int64?, supply: [(day: Int, units: Int64)] = [],
        open: [OpenShortage] = [], buyers: [String] = []
    ) throws -> StockRisk {
        try risk(
            item, expectedMicros: expected.map { $0 * FixedPoint.scale }, supply: supply,
            open: open, buyers: buyers)
    }

    private func risk(
        _ item: String = "A", expectedMicros: Int64?, supply: [(day: Int, units: Int64)],
        open: [OpenShortage] = [], buyers: [String] = []
    ) throws -> StockRisk {
        let today = try date("2026-03-02")
        return StockRisk(
            item: try ItemID(item), today: today, days: 10,
            supply: supply.map { FreeSupply(day: today.adding(days: $0.day), units: $0.units) },
            unconfirmed: 0, openShortages: open,
            expected: DemandExpectation(
                basis: expectedMicros == nil ? .noHistory : .mean(days: 364),
                units: FixedPoint(micros: expectedMicros ?? 0)),
            unmetCost: try FixedPoint(parsing: "10"),
            buyers: Set(try buyers.map { try CustomerID($0) }), warnings: [])
    }
}
