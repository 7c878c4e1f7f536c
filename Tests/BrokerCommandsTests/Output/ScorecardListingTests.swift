import BrokerCommands
import OrderDesk
import Procurement
import Testing

/// How scorecards are shown: "no data" where there is none, what a figure rests on, its formula.
@Suite struct ScorecardListingTests {
    @Test func peopleReadARowASupplier() throws {
        let text = try listing([card("S-1", fill: ("0.9254", 12, 2)), card("S-2", fill: nil)])
            .overview(since: day)
        #expect(text.contains("orders placed since 2026-01-01"))
        #expect(text.contains("S-1"))
        #expect(text.contains("92.5 % (12)"))
        #expect(text.contains("0.5 (2?)"))
        #expect(text.contains("no data: S-2"))
        #expect(text.contains("surcharge 25"))
        for figure in ScorecardFigure.allCases { #expect(text.contains(figure.formula)) }
    }

    @Test func oneSupplierHasItsFiguresOnRows() throws {
        let text = try listing([card("S-1", fill: ("0.9254", 12, 2))]).single(since: day)
        #expect(text.contains("925 of 1,000 in 12 lines"))
        #expect(text.contains("2 lines, fewer than 5"))
        #expect(text.contains("on-time-asked      no data"))
        #expect(
            text.hasSuffix(
                "in rounds: surcharge 25 by supplier_rule.short (fill-rate worse than 0.95)"))
    }

    @Test func machinesReadExactNumbersAndNoNumberWhereThereIsNone() throws {
        let rows = try listing([card("S-1", fill: ("0.9254", 12, 2))]).figures.rows
        #expect(rows.count == ScorecardFigure.allCases.count)
        #expect(rows[0][2] == .amount("0.9254"))
        #expect(rows[0][3] == .text("measured"))
        #expect(rows[0][8] == .text("short"))
        #expect(rows[1][2] == .none)
        #expect(rows[1][3] == .text("no-data"))
    }

    @Test func withoutAnyDataThereIsNoTable() throws {
        let text = try listing([card("S-2", fill: nil)]).overview(since: day)
        #expect(text == "no data: no order placed since 2026-01-01 has a figure yet")
    }

    @Test func changesBelowZeroAreShownSo() throws {
        let card = SupplierScorecard(
            supplier: try SupplierID("S-1"),
            measures: [
                ScorecardMeasure(
                    figure: .priceAnswered, value: try FixedPoint(parsing: "-0.0304"), sample: 9)
            ])
        #expect(try listing([card]).single(since: day).contains("-3.0 %"))
    }

    private var day: CalendarDate { CalendarDate(dayNumber: 20_454) }

    private func listing(_ cards: [SupplierScorecard]) throws -> ScorecardListing {
        ScorecardListing(
            cards: cards,
            policy: ScorecardPolicy(
                rules: [
                    ScorecardRule(
                        name: "short", figure: .fillRate, limit: try FixedPoint(parsing: "0.95"),
                        effect: .surcharge(try FixedPoint(parsing: "25")))
                ]))
    }

    private func card(
        _ supplier: String, fill: (value: String, lines: Int, answered: Int)?
    ) throws -> SupplierScorecard {
        SupplierScorecard(
            supplier: try SupplierID(supplier),
            measures: try ScorecardFigure.allCases.map { figure in
                switch (figure, fill) {
                case (.fillRate, let fill?):
                    ScorecardMeasure(
                        figure: figure, value: try FixedPoint(parsing: fill.value),
                        sample: fill.lines, part: 925, whole: 1_000)
                case (.answerDays, let fill?):
                    ScorecardMeasure(
                        figure: figure, value: try FixedPoint(parsing: "0.5"),
                        sample: fill.answered)
                default: ScorecardMeasure(figure: figure, value: nil, sample: 0)
                }
            })
    }
}
