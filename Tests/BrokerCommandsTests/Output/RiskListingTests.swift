import BrokerCommands
import OrderDesk
import Procurement
import Testing

/// How coming shortages and causes are shown.
@Suite struct RiskListingTests {
    @Test func withoutAHistoryNothingIsShownAsExpected() throws {
        let row = try #require(RiskListing.items([risk(nil)]).rows.first)
        #expect(row[1] == .amount("400.00"))
        #expect(row[3] == .number(4))
        #expect(row[4] == .none && row[9] == .none)
        #expect(row[10] == .named("no-history", "no history"))
        #expect(row[11] == .text("only S-1 offers it"))
        let text = RiskListing.explanation(try risk(nil), days: 10, currency: "EUR")
        #expect(text.contains("A · 10 days · 400.00 EUR at risk"))
        #expect(text.contains("unknown: there is no history of demand"))
        #expect(text.contains("covered by nothing"))
    }

    @Test func whatIsExpectedIsShownWithWhatItRestsOn() throws {
        let expected = DemandExpectation(
            basis: .season(years: 2), units: try FixedPoint(parsing: "12.34"))
        let row = try #require(RiskListing.items([risk(expected)]).rows.first)
        #expect(row[4] == .number(12))
        #expect(row[9] == .amount("12.3"))
        #expect(row[10] == .named("season", "season of 2 years"))
        let text = RiskListing.explanation(try risk(expected), days: 10, currency: "EUR")
        #expect(text.contains("12.3 (season of 2 years), 12 of it short"))
    }

    @Test func causesAreSummedWithThoseOfLinesThatEnded() throws {
        let open = try line("O1/1", .open, .other)
        let ended = try line("O2/1", .withdrawn, .supply)
        let causes = [
            CauseOfBackOrder(
                line: open.id, cause: .supply, reason: "S-1 did not bring 4", isRecorded: false)
        ]
        let rows = RiskListing.summary(causes, all: [open, ended]).rows
        #expect(
            rows.map { $0[0] }
                == [
                    .text("demand-surge"), .text("supply"), .text("production"), .text("season"),
                    .text("other"),
                ])
        #expect(
            rows[1] == [
                .text("supply"), .number(1), .number(0), .number(1), .number(4), .number(1),
                .number(1),
            ])
        let lines = RiskListing.causes(causes, lines: [open.id: open]).rows
        #expect(
            lines.first?.suffix(3) == [
                .text("supply"), .text("derived"), .text("S-1 did not bring 4"),
            ])
    }

    private func line(
        _ id: String, _ status: BackOrderStatus, _ cause: BackOrderCause
    ) throws -> BackOrderLine {
        BackOrderLine(
            id: try BackOrderLineID(parsing: id), customer: try CustomerID("C-1"),
            item: try ItemID("A"), openQuantity: try Quantity(units: 4, unit: .each),
            needByDate: CalendarDate(dayNumber: 20_520), priority: "standard", lateCost: nil,
            unmetCost: nil, split: .any, acceptsSubstitute: false, cause: cause, status: status)
    }

    private func risk(_ expected: DemandExpectation?) throws -> StockRisk {
        StockRisk(
            item: try ItemID("A"), today: CalendarDate(dayNumber: 20_514), days: 10, supply: [],
            unconfirmed: 3,
            openShortages: [
                OpenShortage(
                    line: try BackOrderLineID(parsing: "O1/1"),
                    customer: try CustomerID("C-1"), needByDate: CalendarDate(dayNumber: 20_520),
                    units: 4, cost: try FixedPoint(parsing: "400"),
                    standing: "covered by nothing")
            ],
            expected: expected ?? DemandExpectation(basis: .noHistory, units: .zero),
            unmetCost: .zero, buyers: [], warnings: [.singleSource(try SupplierID("S-1"))])
    }
}
