import Foundation
import TestSupport
import Testing

/// `broker explain`, `scenarios` and `frontier` on the small problems.
@Suite struct ExplainTests {
    private func broker(_ arguments: [String], in folder: String = "/") throws -> String {
        let program = try #require(Program.broker, "swift build comes first")
        let outcome = try program.run(arguments, in: folder)
        #expect(outcome.status == 0, "\(outcome.text)")
        return outcome.text
    }

    private func rows(_ text: String) throws -> [[String: Any]] {
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require(value as? [[String: Any]])
    }

    private static let problems = [
        "capacity", "late-or-dear", "minimum-and-multiple", "minimum-order-value", "order-costs",
        "price-break", "shares", "single", "substitutes", "tranches",
    ]

    @Test(arguments: problems)
    func peopleAndMachinesReadTheSameReasons(name: String) throws {
        let folder = Golden.path("Fixtures/Sourcing/\(name)")
        let explain = ["explain", "\(folder)/problem", "\(folder)/result"]
        let text = try broker(explain)
        let rows = try rows(try broker(explain + ["--format", "json"]))
        #expect(!rows.isEmpty)
        for row in rows {
            let because = try #require(row["because"] as? String)
            #expect(text.contains(because), "\(because)")
            #expect(row["is_complete"] as? String == "yes")
            guard let price = row["price"] as? String else { continue }
            #expect(row["what"] as? String == "not_ordered")
            #expect(text.replacing(",", with: "").contains("ordered at \(price)"))
        }
        let csv = try broker(explain + ["--format", "csv"])
        #expect(csv.split(separator: "\n").count == rows.count + 1)
        #expect(!text.contains("advice"), "an optimal answer has none")
    }

    @Test func eachScenarioIsVerifiedAsAnAnswerToTheProblem() throws {
        try withTemporaryFolder { folder in
            let problem = Golden.path("Fixtures/Sourcing/every-term/problem")
            let table = try rows(
                try broker(
                    ["scenarios", problem, "--out", folder + "/tries", "--format", "json"]))
            let names = table.compactMap { $0["scenario"] as? String }
            #expect(names == ["stated", "cheapest", "fastest", "fewest-suppliers"])
            for name in names {
                let verified = try broker(["verify", problem, "\(folder)/tries/\(name)"])
                #expect(verified.contains("verified"))
            }
            let compared = try rows(
                try broker(
                    [
                        "compare", problem, folder + "/tries/stated", folder + "/tries/fastest",
                        "--format", "json",
                    ]))
            #expect(compared.contains { $0["line"] as? String == "tranches-L2" })
        }
    }

    @Test func aFrontierRisesInCostAndFallsInDays() throws {
        let problem = Golden.path("Fixtures/Sourcing/every-term/problem")
        let points = try rows(try broker(["frontier", problem, "--gap", "0", "--format", "json"]))
        let costs = try points.map { try #require(Double($0["cost"] as? String ?? "")) }
        let days = try points.map { try #require(Double($0["unit_days"] as? String ?? "")) }
        #expect(costs.count >= 3 && costs == costs.sorted())
        #expect(days == days.sorted(by: >))
    }

    /// The order costs 4.00, and there are days to spare.
    private static let patient = [
        "problem.json": #"{"format": "sourcing-problem/1", "currency": "EUR"}"#,
        "suppliers.csv": "supplier,order_cost,freight\nSLOW,4,1\n",
        "items.csv": "item\nPUMP\n",
        "lines.csv": "line,item,quantity,need_by,unmet_cost\nL1,PUMP,6,9,50\n",
        "offers.csv": "offer,supplier,item,lead_days\nP,SLOW,PUMP,5\n",
        "price_breaks.csv": "offer,from_quantity,unit_price\nP,1,3\nP,10,2.50\n",
    ]

    @Test func anOrderThatCanWaitIsSaidToPeopleAndMachines() throws {
        try withTemporaryFolder { folder in
            for (name, text) in Self.patient {
                try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            }
            let solve = ["solve", folder, "--out", folder + "/out", "--gap", "0"]
            let text = try broker(solve + ["--next-round", "4"])
            let sentence =
                "the order to SLOW can wait until day 4: 6 units for 1 line, nobody becomes late; "
                + "saves 5 of order cost and freight if anything else is ordered from it by then; "
                + "4 more of P (SLOW) reach the price from 10 on and save 3 on what waits"
            #expect(text.contains("advice\n  " + sentence), "\(text)")
            let late = try broker(solve + ["--next-round", "5"])
            #expect(late.contains("no order can wait until day 5 at no loss"), "\(late)")
            let json = try broker(solve + ["--next-round", "4", "--format", "json"])
            #expect(json.contains(#""hold_until": "day 4""#) && json.contains(#""saving": "5""#))
            let explain = ["explain", folder, folder + "/out", "--next-round", "4"]
            #expect(try broker(explain).contains(sentence))
            let hold = try #require(
                try rows(try broker(explain + ["--format", "json"])).last)
            #expect(hold["what"] as? String == "hold" && hold["supplier"] as? String == "SLOW")
            #expect(hold["cost_difference"] as? String == "-5")
        }
    }
}
