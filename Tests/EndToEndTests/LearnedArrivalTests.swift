import Foundation
import TestSupport
import Testing

/// A round takes suppliers' days for what their past deliveries make of them, and says so.
@Suite struct LearnedArrivalTests {
    /// ACME sells at 1.50 and takes six days; BOLT states three days at 1.40, and came twelve days
    /// late each time.
    private func house(in folder: String, configuration: String = "") throws -> ExampleHouse {
        let house = try ExampleHouse(in: folder, configuration: configuration)
        let prices = try String(
            contentsOfFile: house.folder + "/feeds/prices.toml", encoding: .utf8
        )
        .replacing("lead_time = 10", with: "lead_time = 6")
        try house.write(prices, to: "feeds/prices.toml")
        try house.write(
            prices.replacing("inbox/prices", with: "inbox/bolt")
                .replacing("\"ACME\"", with: "\"BOLT\"")
                .replacing("lead_time = 6", with: "lead_time = 3"),
            to: "feeds/bolt.toml")
        try house.write(
            """
            adapter = "file-drop"
            kind = "shipment-history"
            folder = "inbox/history"
            pattern = "*.csv"

            [complete]
            by = "done"

            [columns]
            supplier = "supplier"
            part = "part"
            quantity = "quantity"
            ordered_on = "ordered"
            scheduled_on = "scheduled"
            received_on = "received"

            """, to: "feeds/history.toml")
        for inbox in ["bolt", "history"] {
            try FileManager.default.createDirectory(
                atPath: "\(house.folder)/inbox/\(inbox)", withIntermediateDirectories: true)
        }
        let header = "Article,Price,From,Minimum,Stock,Valid to\n"
        try house.write(
            header + "X-1,1.50,1,1,,2026-12-31\nEND,1\n", to: "inbox/prices/prices.csv")
        try house.write(header + "B-1,1.40,1,1,,2026-12-31\nEND,1\n", to: "inbox/bolt/prices.csv")
        var rows = "supplier,part,quantity,ordered,scheduled,received\n"
        for day in 1...28 {
            let (month, date) = ("2026-01", day < 10 ? "0\(day)" : "\(day)")
            rows += "ACME,X-1,10,2025-12-\(date),\(month)-\(date),\(month)-\(date)\n"
            rows += "BOLT,B-1,10,2025-12-\(date),2026-01-01,"
            rows += day < 15 ? "2026-01-13\n" : "2026-01-14\n"
        }
        try house.write(rows, to: "inbox/history/past.csv")
        try house.write("", to: "inbox/history/past.csv.done")
        try house.write(
            "supplier,name\nACME,Acme Ltd.\nBOLT,Bolt and Sons\n", to: "master/suppliers.csv")
        try house.write(
            "supplier,supplier_part,item\nACME,X-1,A-1\nBOLT,B-1,A-1\n",
            to: "master/item_references.csv")
        try house.write(
            "order,line,customer,item,open_quantity,need_by\nSO-1,1,C-1,A-1,60,2026-03-09\n",
            to: "intake/back-orders.csv")
        try house.write("item,free\n", to: "intake/stock.csv")
        try house.write("reference,item,quantity,expected\n", to: "intake/inbound.csv")
        return house
    }

    @Test func aFasterSupplierThatIsLateLosesAndTheReasonIsPrinted() throws {
        try withTemporaryFolder { folder in
            let house = try house(in: folder)
            _ = try house.run(["run"])
            let text = try house.run(["round", "show", "R-1", "--explain", "SO-1/1"])
            let rows = text.split(separator: "\n").map { line in
                line.split(separator: " ").joined(separator: " ")
            }
            #expect(rows.contains { $0.hasPrefix("Acme Ltd. 60 1.5 2026-03-08 0") }, "\(text)")
            // The file calls the goods B-1, which is BOLT's part number of A-1.
            #expect(
                rows.contains {
                    $0.hasPrefix("bolt/BOLT/B-1 2026-03-05 2026-03-1") && $0.hasSuffix(" 28 28")
                }, "\(text)")
            #expect(
                rows.contains {
                    $0.hasPrefix("not ordered bolt/BOLT/B-1 (BOLT): it comes up to")
                        && $0.contains("days late") && $0.contains("dearer in all")
                }, "\(text)")
            let json = try house.run([
                "round", "show", "R-1", "--explain", "SO-1/1", "--format", "json",
            ])
            #expect(json.contains("\"nine_of_ten\""), "\(json)")
        }
    }

    @Test func aHouseMayTakeStatedDaysAsTheyAre() throws {
        try withTemporaryFolder { folder in
            let house = try house(
                in: folder, configuration: "[sourcing]\narrivals = \"stated\"\n")
            _ = try house.run(["run"])
            let text = try house.run(["round", "show", "R-1", "--explain", "SO-1/1"])
            #expect(text.contains("Bolt and Sons"), "\(text)")
            #expect(!text.contains("arrivals learned"), "\(text)")
        }
    }
}
