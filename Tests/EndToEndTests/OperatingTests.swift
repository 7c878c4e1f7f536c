import Foundation
import TestSupport
import Testing

/// What `Docs/Operating.md` promises to those who let the broker run by itself.
@Suite struct OperatingTests {
    private func withHouse(_ body: (ExampleHouse) throws -> Void) throws {
        try withTemporaryFolder { folder in
            try body(ExampleHouse(in: folder))
        }
    }

    @Test func threeRunsMakeOneSetOfOrders() throws {
        try withHouse { house in
            let first = try JSONNode(house.run(["run", "--format", "json"]))
            #expect(first["issued"]?.list.count == 1)
            for _ in 1...2 {
                let again = try JSONNode(house.run(["run", "--format", "json"]))
                #expect(again["issued"] == .list([]))
                #expect(again["round"] == .null)
            }
            _ = try house.onlyOrder()
        }
    }

    @Test func aSlotThatEndedStaysAsItEnded() throws {
        try withHouse { house in
            let stock = "\(house.folder)/intake/stock.csv"
            let good = try String(contentsOfFile: stock, encoding: .utf8)
            try house.write("item,free\nA-9,5\n", to: "intake/stock.csv")
            let slot = ["run", "--slot", "monday", "--format", "json"]
            let refused = try house.start(slot)
            #expect(refused.status == 65)
            try house.write(good, to: "intake/stock.csv")
            let again = try house.start(slot)
            #expect(again.status == 65)
            #expect(again.text == refused.text)
            let other = try JSONNode(house.run(["run", "--slot", "monday-2", "--format", "json"]))
            #expect(other["issued"]?.list.count == 1)
        }
    }

    @Test func aRunThatFindsTheWorkspaceLockedHasClaimedNothing() throws {
        try withHouse { house in
            _ = try house.run(["intake"])
            let slot = ["run", "--slot", "monday"]
            let locked = try house.start(slot, under: ["flock", "data/broker.lock"])
            #expect(locked.status == 75)
            let outcome = try JSONNode(house.run(slot + ["--format", "json"]))
            #expect(outcome["issued"]?.list.count == 1)
        }
    }

    /// What left after the backup is told as inbound supply, under numbers of its own.
    @Test func aRestoredDatabaseBuysNothingTwiceWhenToldWhatLeft() throws {
        try withHouse { house in
            _ = try house.run(["intake"])
            #expect(try house.broker.run(["backup", "copy.sqlite"], in: house.folder).status == 0)
            _ = try house.run(["run"])
            let order = try JSONNode(house.onlyOrder())

            let files = FileManager.default
            try files.removeItem(atPath: house.folder + "/data/broker.sqlite")
            try files.moveItem(
                atPath: house.folder + "/copy.sqlite",
                toPath: house.folder + "/data/broker.sqlite")
            let forgotten = try house.run(["po", "list"])
            #expect(forgotten.contains("no purchase orders yet"))

            var rows = try String(
                contentsOfFile: house.folder + "/intake/inbound.csv", encoding: .utf8)
            for line in order["lines"]?.list ?? [] {
                let fields = ["item", "quantity", "requestedDate"].map { line[$0]?.text ?? "" }
                rows += (["PO-000001"] + fields).joined(separator: ",") + "\n"
            }
            try house.write(rows, to: "intake/inbound.csv")
            let report = try JSONNode(house.run(["run", "--format", "json"]))
            #expect(report["issued"] == .list([]))
            #expect(report["round"] == .null)
        }
    }

    @Test func oneAbsurdFigureStopsNoRound() throws {
        try withHouse { house in
            try house.write(
                """
                order,line,customer,item,open_quantity,need_by
                SO-1,1,C-1,A-1,60,9999-12-31
                SO-1,2,C-1,A-2,4930123456,2026-03-16
                SO-2,1,C-2,A-3,30,0001-01-01

                """, to: "intake/back-orders.csv")
            try house.write(
                """
                Article,Price,From,Minimum,Stock,Valid to
                X-1,1.20,1,1,9999999999,2026-12-31
                X-2,8000000000000,1,5,20,2026-12-31
                X-3,3.50,1,1,40,9999-12-31
                END,3

                """, to: "inbox/prices/prices.csv")
            let report = try JSONNode(house.run(["run", "--format", "json"]))
            #expect(report["round"]?["orderLines"] == .number(1))
            // Two thousand years of delay cost more than nothing at all.
            #expect(report["round"]?["unmetLines"] == .number(1))
        }
    }

    @Test func whatAKilledRunLeftInTheStagingFolderGoesAway() throws {
        try withHouse { house in
            let staging = house.folder + "/outbox/ACME/.staging"
            try FileManager.default.createDirectory(
                atPath: staging, withIntermediateDirectories: true)
            try house.write("half", to: "outbox/ACME/.staging/PO-000001-r1-0.csv.7.part")
            _ = try house.run(["run"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: staging) == [])
        }
    }

    @Test func aDryRunChangesNothing() throws {
        try withHouse { house in
            let before = try house.files()
            let report = try house.run(["run", "--dry-run"])
            #expect(report.contains("dry run") && report.contains("Round R-1"))
            #expect(report.contains("3 order lines with 1 supplier"))
            #expect(try house.files() == before)
            #expect(try house.run(["round", "list"]).contains("R-1") == false)
        }
    }
}
