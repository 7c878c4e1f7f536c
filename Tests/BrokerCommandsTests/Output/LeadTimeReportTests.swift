import BrokerCommands
import BrokerService
import Procurement
import Testing
import WireFormats

/// How ``LeadTimeReport`` shows a backtest.
@Suite struct LeadTimeReportTests {
    private func report(_ rows: String, showsYears: Bool = false) throws -> LeadTimeReport {
        let file = try LeadTimeFile(
            name: "orders.csv",
            bytes: Array("supplier,item,ordered,promised,received\n\(rows)".utf8))
        return LeadTimeReport(
            LeadTimeBacktest(file.orders, levels: [try QuantileLevel(parsing: "0.9")]), of: file,
            showsYears: showsYears)
    }

    @Test func machinesReadExactNumbers() throws {
        let report = try report(
            """
            A,I,2026-01-05,2026-01-09,2026-01-11
            A,I,2026-02-02,2026-02-09,2026-02-09
            A,I,yesterday,,
            A,I,2026-02-03,,

            """)
        let text = String(
            decoding: JSONText.write(report.json, sortsKeys: false, indents: false), as: UTF8.self)
        #expect(
            text == """
                {"quantiles":[{"quantile":0.9,"n":2,"coverage":0.5,"pinball":1,\
                "meanInterval":1}],"baselines":{"supplier's own date":[{"quantile":0.9,"n":2,\
                "coverage":0.5,"pinball":0.9,"meanInterval":0}],"supplier's historical quantile":\
                [{"quantile":0.9,"n":1,"coverage":0,"pinball":0.9,"meanInterval":0}]},\
                "rowsRead":4,"rowsRefused":1,"stillOut":1,"withoutForecast":0}

                """)
        #expect(report.problems.map(\.severity) == [.warning])
    }

    @Test func peopleReadATable() throws {
        let text = try report("A,I,2026-01-05,2026-01-09,2026-01-11\n").text
        let rows = text.split(separator: "\n").map { line in
            line.split(separator: " ").joined(separator: " ")
        }
        #expect(
            rows == [
                "forecast quantile orders coverage pinball days days after P50",
                "learned 0.9 1 0.000000 1.800000 0.000000",
                "supplier's own date 0.9 1 0.000000 1.800000 0.000000",
                "supplier's historical quantile 0.9 0 – – –",
                "1 row read",
            ])
    }

    @Test func theYearsAreShownApart() throws {
        let report = try report(
            """
            A,I,2026-01-05,2026-01-09,2026-01-11
            A,I,2027-02-02,2027-02-09,2027-02-08

            """, showsYears: true)
        let rows = report.text.split(separator: "\n").map { line in
            line.split(separator: " ").joined(separator: " ")
        }
        #expect(
            rows.dropFirst(4).prefix(7) == [
                "year forecast quantile orders coverage pinball days days after P50",
                "2026 learned 0.9 1 0.000000 1.800000 0.000000",
                "2026 supplier's own date 0.9 1 0.000000 1.800000 0.000000",
                "2026 supplier's historical quantile 0.9 0 – – –",
                "2027 learned 0.9 1 1.000000 0.300000 2.000000",
                "2027 supplier's own date 0.9 1 1.000000 0.100000 0.000000",
                "2027 supplier's historical quantile 0.9 1 1.000000 0.000000 0.000000",
            ], "\(rows)")
        let json = String(
            decoding: JSONText.write(report.json, sortsKeys: false, indents: false), as: UTF8.self)
        #expect(json.contains("\"years\":[{\"year\":2026,\"quantiles\":[{\"quantile\":0.9,"))
    }
}
