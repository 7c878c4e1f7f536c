package import BrokerService
package import Procurement
package import WireFormats

/// What a backtest of lead times found, for people and machines.
package struct LeadTimeReport: Sendable {
    private let backtest: LeadTimeBacktest
    private let rowsRead: Int
    private let rowsRefused: Int
    /// The rows that were left out, as warnings.
    package let problems: [Problem]

    private let showsYears: Bool

    /// `showsYears` adds the same figures for the orders of each year apart.
    package init(
        _ backtest: LeadTimeBacktest, of file: LeadTimeFile, showsYears: Bool = false
    ) {
        self.backtest = backtest
        self.showsYears = showsYears
        rowsRead = file.orders.count + file.problems.count
        rowsRefused = file.problems.count
        problems = file.problems.map { problem in
            var warning = Problem(problem)
            warning.severity = .warning
            return warning
        }
    }

    private static func baselines(
        _ ownDate: [LeadTimeScore], _ history: [LeadTimeScore]
    ) -> [(name: String, scores: [LeadTimeScore])] {
        [("supplier's own date", ownDate), ("supplier's historical quantile", history)]
    }

    private var baselines: [(name: String, scores: [LeadTimeScore])] {
        Self.baselines(backtest.ownDateScores, backtest.historyScores)
    }

    package var text: String {
        var listing = Listing([
            .init("forecast"), .number("quantile"), .number("orders"), .number("coverage"),
            .number("pinball", heading: "pinball days"),
            .number("interval", heading: "days after P50"),
        ])
        for (name, scores) in [("learned", backtest.scores)] + baselines {
            for score in scores { listing.add([.text(name)] + Self.cells(score)) }
        }
        return listing.text() + "\n" + (showsYears ? yearsText : "") + "\n" + countsText
    }

    private var yearsText: String {
        var listing = Listing([
            .init("year"), .init("forecast"), .number("quantile"), .number("orders"),
            .number("coverage"), .number("pinball", heading: "pinball days"),
            .number("interval", heading: "days after P50"),
        ])
        for year in backtest.years {
            let baselines = Self.baselines(year.ownDateScores, year.historyScores)
            for (name, scores) in [("learned", year.scores)] + baselines {
                for score in scores {
                    listing.add(
                        [.text(String(year.year)), .text(name)] + Self.cells(score))
                }
            }
        }
        return "\n" + listing.text() + "\n"
    }

    private static func cells(_ score: LeadTimeScore) -> [Listing.Cell] {
        [.amount(score.level.description), .number(Int64(score.count))]
            + [score.coverage, score.pinball, score.meanInterval].map {
                $0.map { .amount($0.formatted(fractionDigits: 6)) } ?? .none
            }
    }

    private var countsText: String {
        var parts = ["\(Counted.text(rowsRead, "row")) read"]
        if rowsRefused > 0 { parts.append("\(rowsRefused) left out") }
        if backtest.stillOut > 0 { parts.append("\(backtest.stillOut) still out") }
        if backtest.withoutForecast > 0 {
            parts.append("\(backtest.withoutForecast) without a forecast, nothing was known yet")
        }
        return parts.joined(separator: ", ")
    }

    package var json: JSONValue {
        JSONValue(
            .object(
                [
                    JSONMember("quantiles", Self.json(backtest.scores)),
                    JSONMember("baselines", Self.json(baselines)),
                ] + (showsYears ? [JSONMember("years", yearsJSON)] : []) + [
                    JSONMember("rowsRead", Self.number(rowsRead)),
                    JSONMember("rowsRefused", Self.number(rowsRefused)),
                    JSONMember("stillOut", Self.number(backtest.stillOut)),
                    JSONMember("withoutForecast", Self.number(backtest.withoutForecast)),
                ]))
    }

    private var yearsJSON: JSONValue {
        JSONValue(
            .array(
                backtest.years.map { year in
                    JSONValue(
                        .object([
                            JSONMember("year", Self.number(year.year)),
                            JSONMember("quantiles", Self.json(year.scores)),
                            JSONMember(
                                "baselines",
                                Self.json(
                                    Self.baselines(year.ownDateScores, year.historyScores))),
                        ]))
                }))
    }

    private static func json(
        _ baselines: [(name: String, scores: [LeadTimeScore])]
    ) -> JSONValue {
        JSONValue(.object(baselines.map { JSONMember($0.name, json($0.scores)) }))
    }

    private static func json(_ scores: [LeadTimeScore]) -> JSONValue {
        JSONValue(
            .array(
                scores.map { score in
                    JSONValue(
                        .object([
                            JSONMember(
                                "quantile", JSONValue(.number(score.level.description))),
                            JSONMember("n", number(score.count)),
                            JSONMember("coverage", number(score.coverage)),
                            JSONMember("pinball", number(score.pinball)),
                            JSONMember("meanInterval", number(score.meanInterval)),
                        ]))
                }))
    }

    private static func number(_ count: Int) -> JSONValue { JSONValue(.number(String(count))) }

    private static func number(_ value: FixedPoint?) -> JSONValue {
        value.map { JSONValue(.number($0.description)) } ?? JSONValue(.null)
    }
}
