import Foundation
import TestSupport
import Testing

/// Suppliers' files that were not taken, or not whole, at first.
@Suite struct FeedRetryTests {
    private static let header = "Article,Price,From,Minimum,Stock,Valid to\n"
    private static let references = "supplier,supplier_part,item\n"

    private func withHouse(_ body: (ExampleHouse) throws -> Void) throws {
        try withTemporaryFolder { folder in
            try body(ExampleHouse(in: folder))
        }
    }

    private func offers(of house: ExampleHouse) throws -> [String] {
        try house.run(["offer", "list", "--format", "csv"]).split(separator: "\n").dropFirst()
            .map { $0.split(separator: ",").dropFirst(2).prefix(2).joined(separator: " ") }
    }

    @Test func aPartThatGetsItsItemLaterIsTakenFromTheSameFile() throws {
        try withHouse { house in
            let all = try String(
                contentsOfFile: house.folder + "/master/item_references.csv", encoding: .utf8)
            try house.write(
                Self.references + "ACME,X-1,A-1\nACME,X-2,A-2\n", to: "master/item_references.csv")
            _ = try house.run(["intake"])
            #expect(try house.run(["feed", "problems"]).contains("feed.part-unmatched"))
            #expect(try offers(of: house).count == 2)
            try house.write(all, to: "master/item_references.csv")
            _ = try house.run(["intake"])
            _ = try house.run(["feed", "retry", "prices"])
            #expect(try offers(of: house).count == 3)
            #expect(try house.run(["feed", "problems"]).contains("nothing is set aside"))
        }
    }

    @Test func aHeldFileThatIsOlderThanWhatIsInForceStaysHeld() throws {
        try withHouse { house in
            _ = try house.run(["intake"])
            try house.write(
                Self.header + "X-1,0.90,1,1,100,2026-12-31\nEND,1\n",
                to: "inbox/prices/prices-2.csv")
            #expect(try house.start(["intake"]).status == 65)
            try house.write(
                Self.header
                    + """
                    X-1,1.50,1,1,100,2026-12-31
                    X-2,8.50,1,5,20,2026-12-31
                    X-3,3.60,1,1,40,2026-12-31
                    END,3

                    """, to: "inbox/prices/prices-3.csv")
            _ = try house.run(["intake"])
            let inForce = try offers(of: house)
            #expect(inForce.contains("X-1 1.5"))
            _ = try house.run(["feed", "retry", "prices", "--accept"])
            #expect(try offers(of: house) == inForce)
        }
    }

    @Test func aHeldFileIsTakenWhenAPersonSaysSo() throws {
        try withHouse { house in
            _ = try house.run(["intake"])
            try house.write(
                Self.header + "X-1,0.90,1,1,100,2026-12-31\nEND,1\n",
                to: "inbox/prices/prices-2.csv")
            #expect(try house.start(["intake"]).status == 65)
            #expect(try house.start(["feed", "retry", "prices"]).status == 65)
            #expect(try offers(of: house).count == 3)
            _ = try house.run(["feed", "retry", "prices", "--accept"])
            #expect(try offers(of: house) == ["X-1 0.9"])
        }
    }

    @Test func refusedMasterFilesLeaveTheSuppliersFileWhereItIs() throws {
        try withHouse { house in
            let items = try String(
                contentsOfFile: house.folder + "/master/items.csv", encoding: .utf8)
            try house.write(items + "A-1,Screw\n", to: "master/items.csv")
            let refused = try house.start(["intake"])
            #expect(refused.status == 65)
            #expect(refused.text.contains("intake.duplicate-key"))
            #expect(refused.text.contains("back-orders.csv") == false)
            let file = house.folder + "/inbox/prices/prices.csv"
            #expect(FileManager.default.fileExists(atPath: file))
            try house.write(items, to: "master/items.csv")
            _ = try house.run(["intake"])
            #expect(try offers(of: house).count == 3)
        }
    }
}
