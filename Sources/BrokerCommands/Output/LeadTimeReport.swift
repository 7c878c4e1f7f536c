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

    package init(_ backtest: LeadTimeBacktest, of file: LeadTimeFile) {
        self.backtest = backtest
        rowsRead = file.orders.count + file.problems.count
        rowsRefused = file.problems.count
        problems = file.problems.map { problem in
            var warning = Problem(problem)
            warning.severity = .warning
            return warning
        }
    }

    private var baselines: [(name: String, scores: [LeadTimeScore])] {
        [
            ("supplier's own date", backtest.ownDateScores),
            ("supplier's historical quantile", backtest.historyScores),
        ]
    }

    package var text: String {
        var listing = Listing([
            .init("forecast"), .number("quantile"), .number("orders"), .number("coverage"),
            .number("pinball", heading: "pinball days"),
            .number("interval", heading: "days after P50"),
        ])
        for (name, scores) in [("learned", backtest.scores)] + baselines {
            for score in scores {
                listing.add(
                    [.text(name), .amount(score.level.description), .number(Int64(score.count))]
                        + [score.coverage, score.pinball, score.meanInterval].map {
                            $0.map { .amount($0.formatted(fractionDigits: 6)) } ?? .none
                        })
            }
        }
        return listing.text() + "\n\n" + countsText
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
            .object([
                JSONMember("quantiles", Self.json(backtest.scores)),
                JSONMember(
                    "baselines",
                    JSONValue(
                        .object(baselines.map { JSONMember($0.name, Self.json($0.scores)) }))),
                JSONMember("rowsRead", Self.number(rowsRead)),
                JSONMember("rowsRefused", Self.number(rowsRefused)),
                JSONMember("stillOut", Self.number(backtest.stillOut)),
                JSONMember("withoutForecast", Self.number(backtest.withoutForecast)),
            ]))
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
