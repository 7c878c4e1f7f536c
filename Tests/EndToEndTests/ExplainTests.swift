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
}
