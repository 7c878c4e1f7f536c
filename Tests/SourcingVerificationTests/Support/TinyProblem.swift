import Foundation
import SourcingVerification
import TestSupport

/// One line, one offer, one supplier; a test changes what it is about and says what is ordered.
struct TinyProblem {
    var supplier = "S,,,,,,,"
    var discounts: [String] = []
    var salvage = ""
    var lines = ["L,I,1000,0,,20,any"]
    var offer = "O,S,I,0,,,,,,,"
    var breaks = ["O,1,10"]
    var arrivals: [String] = []
    var substitutes: [String] = []
    var ordered: Int = 1
    var allocations: [String] = []

    /// The cost terms that the verification recomputes, those that are not 0.
    func costs() throws -> [String: Int64] {
        try withTemporaryFolder { folder in
            try writeProblem(to: "\(folder)/problem")
            try writeResult(to: "\(folder)/result")
            let report = Verification.verify(
                problemFolder: "\(folder)/problem", resultFolder: "\(folder)/result")
            guard report.outcome != .unreadable else {
                throw Unreadable(findings: report.findings)
            }
            return Dictionary(
                uniqueKeysWithValues: report.costs.filter { $0.micros != 0 }
                    .map { ($0.key, $0.micros) })
        }
    }

    struct Unreadable: Error {
        var findings: [VerificationFinding]
    }

    private func writeProblem(to folder: String) throws {
        try write(folder, "problem.json", [#"{"format":"sourcing-problem/1","currency":"EUR"}"#])
        try write(
            folder, "suppliers.csv",
            [
                "supplier,order_cost,minimum_order_value,minimum_order_surcharge,freight,"
                    + "free_freight_from,maximum_units,maximum_value", supplier,
            ])
        try write(
            folder, "discounts.csv", ["supplier,from_value,from_units,percent"] + discounts)
        try write(folder, "items.csv", ["item,salvage_value", "I,\(salvage)", "J,"])
        try write(
            folder, "lines.csv",
            ["line,item,quantity,need_by,late_cost,unmet_cost,split"] + lines)
        try write(
            folder, "offers.csv",
            [
                "offer,supplier,item,lead_days,minimum_quantity,order_multiple,"
                    + "maximum_quantity,offer_cost,unit_cost,price_quantity,price_mode", offer,
            ])
        try write(folder, "price_breaks.csv", ["offer,from_quantity,unit_price"] + breaks)
        if !arrivals.isEmpty {
            try write(
                folder, "arrivals.csv", ["offer,tranche,quantity,days,probability"] + arrivals)
        }
        try write(folder, "substitutes.csv", ["item,substitute,cost"] + substitutes)
    }

    private func writeResult(to folder: String) throws {
        try write(
            folder, "result.json",
            [
                #"{"format":"sourcing-result/1","status":"feasible","objective":"0","#
                    + #""bound":"0","gap":0,"limit":null,"seconds":0,"seed":1,"costs":{}}"#
            ])
        try write(
            folder, "orders.csv",
            ["offer,quantity,goods"] + (ordered > 0 ? ["O,\(ordered),0"] : []))
        try write(folder, "allocations.csv", ["line,offer,tranche,quantity"] + allocations)
        try write(folder, "unmet.csv", ["line,quantity"])
        try write(
            folder, "supplier_orders.csv",
            ["supplier,goods,discount,order_cost,freight,surcharge,total"])
    }

    private func write(_ folder: String, _ name: String, _ rows: [String]) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try (rows.joined(separator: "\n") + "\n").write(
            toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
    }
}
