import Foundation
import TestSupport
import Testing

/// `broker what-if`: a round that is kept answers as one that is solved anew does.
@Suite struct WhatIfTests {
    private static let lines = 240
    private static let items = 80

    /// A round large enough to be kept; `change` says what a price in micros becomes.
    private func write(
        _ folder: String, change: (_ supplier: Int, _ item: Int, _ price: Int) -> Int = { $2 }
    ) throws {
        var suppliers = "supplier,order_cost\n"
        for supplier in 0..<5 { suppliers += "S\(supplier),\(20 + 5 * supplier)\n" }
        var (items, offers, prices) = (
            "item\n", "offer,supplier,item,lead_days,maximum_quantity\n",
            "offer,from_quantity,unit_price\n"
        )
        for item in 0..<Self.items {
            items += "I\(item)\n"
            for supplier in [item % 5, (item + 1 + item / 5 % 4) % 5] {
                let name = "O\(item)-S\(supplier)"
                offers += "\(name),S\(supplier),I\(item),\(2 + (item * 7 + supplier) % 9),400\n"
                let price = 3_000_000 + (item * 37 + supplier * 61) % 40 * 50_000
                let changed = change(supplier, item, price)
                let cents = String(changed % 1_000_000 + 1_000_000).dropFirst()
                prices += "\(name),1,\(changed / 1_000_000).\(cents)\n"
            }
        }
        var lines = "line,item,quantity,need_by,late_cost,unmet_cost\n"
        for line in 0..<Self.lines {
            lines += "L\(line),I\(line * 7 % Self.items),\(3 + line % 11),\(line % 8),0.02,30\n"
        }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let files = [
            "problem.json": "{\"format\": \"sourcing-problem/1\", \"currency\": \"EUR\"}\n",
            "suppliers.csv": suppliers, "items.csv": items, "lines.csv": lines,
            "offers.csv": offers, "price_breaks.csv": prices,
        ]
        for (name, text) in files {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
    }

    private func objects(_ text: String) throws -> [[String: Any]] {
        try text.split(separator: "\n").map { line in
            let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return try #require(value as? [String: Any])
        }
    }

    private func amount(_ object: [String: Any], _ key: String) throws -> Double {
        try #require(Double(object[key] as? String ?? ""))
    }

    @Test func aKeptRoundAnswersWhatTheChangedOneDoes() throws {
        let broker = try #require(Program.broker, "swift build comes first")
        try withTemporaryFolder { folder in
            try write(folder + "/week")
            try write(folder + "/dearer") { supplier, item, price in
                supplier == 2 && item % 5 == 2 ? price * 11 / 10 : price
            }
            let dearer = stride(from: 2, to: Self.items, by: 5)
                .map { "supplier S2 item I\($0) price +10%" }.joined(separator: "; ")
            let outcome = try broker.run(
                [
                    "what-if", "week", dearer, "item I3 days +0", "--gap", "0", "--time-limit",
                    "5", "--format", "json",
                ], in: folder)
            #expect(outcome.status == 0, "\(outcome.text)")
            let answers = try objects(outcome.text)
            #expect(answers.map { $0["question"] as? String } == [nil, dearer, "item I3 days +0"])
            #expect(answers[1]["solved_anew"] as? Bool == false)
            let anew = try broker.run(
                [
                    "solve", "dearer", "--out", "answer", "--gap", "0", "--time-limit", "5",
                    "--format", "json",
                ], in: folder)
            let value = try JSONSerialization.jsonObject(with: Data(anew.text.utf8))
            let solved = try #require(value as? [String: Any])
            // Each bound lies below what the other found.
            #expect(try amount(answers[1], "bound") <= amount(solved, "objective"))
            #expect(try amount(solved, "bound") <= amount(answers[1], "objective"))
            let difference =
                try amount(answers[1], "objective") - amount(answers[0], "objective")
            #expect(try abs(amount(answers[1], "difference") - difference) < 1e-6)
            #expect(difference > 0)
            // What stays as it is costs what it did, and nobody's order changes.
            #expect(answers[2]["difference"] as? String == "0.000000")
            #expect((answers[2]["suppliers"] as? [Any])?.isEmpty == true)
        }
    }

    @Test func questionsComeOnStandardInputAndWrongOnesStopNothing() throws {
        let broker = try #require(Program.broker, "swift build comes first")
        let problem = Golden.path("Fixtures/Sourcing/late-or-dear/problem")
        // As a pipe brings them: a note, an empty line, a wrong question, a right one.
        let script =
            "printf '# a note\\n\\nitem X gone\\nsupplier %s price +0%%\\n' "
            + "$(tail -n 1 '\(problem)/suppliers.csv' | cut -d, -f1) "
            + "| '\(broker.command[0])' what-if '\(problem)' --format json"
        let outcome = try Program("bash", "-c", script).run([], in: "/")
        #expect(outcome.status == 65, "\(outcome.text)")
        #expect(outcome.text.contains("standard input:3:6"), "\(outcome.text)")
        #expect(outcome.text.contains("\"difference\":\"0.000000\""), "\(outcome.text)")
    }
}
