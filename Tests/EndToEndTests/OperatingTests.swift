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

    @Test func aRunTellsAsATableWhatLeftAndSoDoesItsSlotAgain() throws {
        try withHouse { house in
            let table = ["run", "--slot", "monday", "--format", "csv"]
            let first = try house.run(table)
            #expect(first.hasPrefix("order,supplier,file,sha256,outcome\nPO-000001,ACME,outbox/"))
            #expect(try house.run(table) == first)
            let quiet = try house.run(["run", "--format", "csv"])
            #expect(quiet == "order,supplier,file,sha256,outcome\n")
        }
    }

    @Test func whatIsTakenInIsToldBeforeWhatIsComputed() throws {
        try withHouse { house in
            let lines = try house.run(["run"]).split(separator: "\n")
            let intake = try #require(lines.firstIndex { $0.hasPrefix("back-orders") })
            let round = try #require(lines.firstIndex { $0.hasPrefix("solving") })
            #expect(intake < round)
        }
    }

    /// A file that waits is told with its code by all who tell of feeds.
    @Test(arguments: [["intake"], ["feed", "list"], ["feed", "problems"]])
    func aWaitingFileIsToldWithItsCode(command: [String]) throws {
        try withHouse { house in
            try house.write(
                "Article,Price,From,Minimum,Stock,Valid to\n", to: "inbox/prices/prices-new.csv")
            let text = try house.run(command)
            #expect(text.contains("prices-new.csv") && text.contains("feed.still-being-written"))
            let table = try house.run(command + ["--format", "csv"])
            #expect(table.contains("feed.still-being-written"))
        }
    }

    /// Whoever reads the result may go away, and the disk of the result may be full: the work is
    /// done all the same.
    @Test(arguments: [("| head -n 1; exit ${PIPESTATUS[0]}", 0), (">/dev/full", 73)])
    func aRunWhoseResultNobodyGetsIsDone(redirection: String, status: Int32) throws {
        try withHouse { house in
            let broker = house.broker.command.joined(separator: " ")
            let typed = "'\(broker)' run --as-of \(ExampleHouse.asOf) \(redirection)"
            let outcome = try Program("bash", "-c").run([typed], in: house.folder)
            #expect(outcome.status == status, "\(outcome.text)")
            #expect(outcome.text.contains("output.not-written") == (status == 73))
            _ = try house.onlyOrder()
        }
    }

    /// ``StandardStreams``: a file that is opened must not get the number of a closed stream, and
    /// with it what is printed.
    @Test(arguments: [">&-", ">&- 2>&-", "<&- >&- 2>&-"])
    func whatNobodyCanReadIsWrittenIntoNoFile(redirection: String) throws {
        try withHouse { house in
            let broker = house.broker.command.joined(separator: " ")
            let typed = "'\(broker)' run --as-of \(ExampleHouse.asOf) \(redirection)"
            #expect(try Program("bash", "-c").run([typed], in: house.folder).status == 73)
            let lock = try String(
                contentsOfFile: house.folder + "/data/broker.lock", encoding: .utf8)
            #expect(lock.hasPrefix("broker run") && !lock.contains("back-orders"), "\(lock)")
            _ = try house.onlyOrder()
        }
    }

    /// Machines get a list and a table also where people are told that there is nothing.
    @Test func nothingIsAListOrATableToo() throws {
        try withHouse { house in
            _ = try house.run(["run"])
            _ = try JSONNode(house.run(["feed", "retry", "prices", "--format", "json"]))
            #expect(try house.run(["feed", "retry", "prices"]).hasPrefix("nothing of feed prices"))
            let orders = try house.run(["round", "run", "--format", "csv"])
            #expect(orders.hasPrefix("supplier,item,supplier_part,quantity,"))
            #expect(orders.split(separator: "\n").count == 1)
        }
    }

    /// A round has no offers of what it need not buy, which says nothing about suppliers.
    @Test func aLineFromStockLacksNoOffer() throws {
        try withHouse { house in
            try house.write("item,free\nA-2,100\n", to: "intake/stock.csv")
            _ = try house.run(["run"])
            let text = try house.run(["round", "show", "R-1", "--explain", "SO-1/2"])
            #expect(text.contains("\n\nnothing is to be bought for this line\n"))
            #expect(!text.contains("no usable offer"))
        }
    }

    /// What helps against a bad file of back orders is nothing that only feeds can declare.
    @Test func helpForBackOrdersIsNotThatForFeeds() throws {
        try withHouse { house in
            let file = house.folder + "/intake/back-orders.csv"
            let good = try String(contentsOfFile: file, encoding: .utf8)
            try house.write(good.replacing("C-1,", with: "C 1\"x,"), to: "intake/back-orders.csv")
            let quotes = try house.start(["intake"])
            #expect(quotes.status == 65)
            #expect(
                quotes.text.contains("help: Quote the whole field and write its quotes twice.\n"))
            try Data(good.replacing("C-1,", with: "Ü,").unicodeScalars.map { UInt8($0.value) })
                .write(to: URL(filePath: file))
            let encoding = try house.start(["intake"])
            #expect(encoding.status == 65)
            #expect(encoding.text.contains("written as windows1252; save it as UTF-8 text."))
        }
    }

    /// What is to be typed next can be typed as it stands.
    @Test func folderNamesAreQuotedForTheShell() throws {
        try withHouse { house in
            let text = try Program.broker?.run(["init", "a b's/ü"], in: house.folder).text
            #expect(text?.contains("doctor -C 'a b'\\''s/ü'") == true, "\(text ?? "")")
        }
    }

    /// An answer that only moves the day is not told as if nothing had changed.
    @Test func anotherConfirmedDayIsAChange() throws {
        try withHouse { house in
            _ = try house.run(["run"])
            let answer = ["po", "acknowledge", "PO-000001", "2", "--document"]
            _ = try house.run(answer + ["A-1", "--date", "2026-03-03"])
            let moved = try house.run(answer + ["A-2", "--date", "2026-03-04"])
            #expect(moved.contains("line 2, A-2: of 10 10 accepted, 0 refused, confirmed for 2026"))
            #expect(!moved.contains("nothing changed"))
            let same = try house.run(answer + ["A-3", "--date", "2026-03-04"])
            #expect(same.contains("  nothing changed"))
        }
    }

    /// What a file of answers left for a buyer is not only told by the run that read it.
    @Test func statusNamesWhatWaitsForABuyer() throws {
        try withHouse { house in
            _ = try house.run(["run"])
            let words = "answers that wait for a buyer"
            #expect(try !house.run(["status"]).contains(words))
            _ = try house.run([
                "po", "acknowledge", "PO-000001", "2", "--document", "A-1", "--date", "2026-05-04",
            ])
            let status = try house.run(["status"])
            #expect(status.contains(words) && status.contains("PO-000001 line 2"))
            #expect(status.contains("next: broker po show PO-000001 · broker po decide "))
            _ = try house.run(["po", "decide", "PO-000001", "2", "accept", "--by", "ben"])
            #expect(try !house.run(["status"]).contains(words))
        }
    }

    /// What is bought for already, and what nobody can have, is no reason to compute it again.
    @Test func statusProposesNoRoundThatWouldOnlySayTheSameAgain() throws {
        try withHouse { house in
            let items = try String(
                contentsOfFile: "\(house.folder)/master/items.csv", encoding: .utf8)
            try house.write(items + "A-9,Nobody has it\n", to: "master/items.csv")
            try house.write(
                "order,line,customer,item,open_quantity,need_by\n"
                    + "SO-1,1,C-1,A-2,10,2026-03-16\nSO-2,1,C-1,A-9,7,2026-03-16\n",
                to: "intake/back-orders.csv")
            _ = try house.run(["run"])
            let status = try house.run(["status"])
            #expect(status.contains("units, which R-1 could not buy"))
            #expect(
                status.contains(
                    "next: broker intake: nothing changed since R-1, and broker round show R-1 "
                        + "--unmet says why it left lines open"))
            #expect(try house.run(["round", "show", "R-1", "--unmet"]).contains("SO-2/1"))
            // With news there is something to compute.
            try house.write(
                "order,line,customer,item,open_quantity,need_by\n"
                    + "SO-1,1,C-1,A-2,10,2026-03-16\nSO-2,1,C-1,A-2,7,2026-03-16\n",
                to: "intake/back-orders.csv")
            _ = try house.run(["intake"])
            #expect(try house.run(["status"]).contains("next: broker round run"))
        }
    }

    @Test func doctorNamesAMissingFileOnce() throws {
        try withHouse { house in
            try FileManager.default.removeItem(atPath: house.folder + "/broker.toml")
            let outcome = try house.start(["doctor"])
            #expect(outcome.status == 1)
            #expect(outcome.text.contains("./broker.toml: There is no file (broker.toml)"))
        }
    }

    /// What an earlier run could not hand over keeps failing aloud until it has left.
    @Test func anOrderThatCannotLeaveIsToldByEveryRun() throws {
        try withHouse { house in
            let files = FileManager.default
            try files.createDirectory(
                atPath: house.folder + "/outbox", withIntermediateDirectories: true)
            try house.write("in the way", to: "outbox/ACME")
            for _ in 1...2 {
                let outcome = try house.start(["run"])
                #expect(outcome.status == 73)
                #expect(outcome.text.contains("error[file.not-a-folder]"))
            }
            let report = try JSONNode(house.start(["run", "--format", "json"]).text)
            #expect(report["failed"]?.list.map { $0["order"] } == [.text("PO-000001")])
            try files.removeItem(atPath: house.folder + "/outbox/ACME")
            #expect(try house.run(["run"]).contains("completed round R-1: 1 purchase order"))
            _ = try house.onlyOrder()
        }
    }

    @Test func aFeedThatIsNotThereHasNoProblemsToTell() throws {
        try withHouse { house in
            let outcome = try house.start(["feed", "problems", "price"])
            #expect(outcome.status == 1)
            #expect(outcome.text.contains("error[feed.unknown]: There is no feed (price)."))
        }
    }

    @Test func aRunThatIsToldToWaitForEverDoesNotOverflow() throws {
        try withHouse { house in
            _ = try house.run(["run", "--wait", String(Int.max)])
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

    /// A house whose database was replaced by the backup that was made before it bought.
    private func withRestoredHouse(_ body: (ExampleHouse) throws -> Void) throws {
        try withHouse { house in
            _ = try house.run(["intake"])
            #expect(try house.broker.run(["backup", "copy.sqlite"], in: house.folder).status == 0)
            _ = try house.run(["run"])
            let files = FileManager.default
            try files.removeItem(atPath: house.folder + "/data/broker.sqlite")
            try files.moveItem(
                atPath: house.folder + "/copy.sqlite",
                toPath: house.folder + "/data/broker.sqlite")
            try body(house)
        }
    }

    @Test func aRestoredDatabaseBuysNothingUntilAPersonHasLooked() throws {
        try withRestoredHouse { house in
            #expect(try house.run(["po", "list"]).contains("no purchase orders yet"))
            let before = try house.files()
            for command in [["run"], ["run", "--dry-run"]] {
                let refused = try house.start(command)
                #expect(refused.status == 77)
                #expect(refused.text.contains("error[issue.database-restored]"))
            }
            #expect(try house.files() == before)
            let doctor = try house.start(["doctor"])
            #expect(doctor.status == 1)
            #expect(doctor.text.contains("error    fence"))
            #expect(try house.run(["status"]).contains("next: broker po fence"))
            #expect(try house.run(["po", "fence"]).contains("broker po fence --accept 1"))
        }
    }

    /// One of the two files of the fence is enough.
    @Test(arguments: ["data/broker.fence", "outbox/.broker.fence"])
    func aRestoredFolderBringsNoOldFenceInForce(lost: String) throws {
        try withRestoredHouse { house in
            try FileManager.default.removeItem(atPath: "\(house.folder)/\(lost)")
            #expect(try house.start(["run"]).status == 77)
        }
    }

    /// What left after the backup is told as inbound supply, and the broker goes on.
    @Test func aRestoredDatabaseBuysNothingTwiceWhenToldWhatLeft() throws {
        try withRestoredHouse { house in
            let order = try JSONNode(house.onlyOrder())
            var rows = try String(
                contentsOfFile: house.folder + "/intake/inbound.csv", encoding: .utf8)
            for line in order["lines"]?.list ?? [] {
                let fields = ["item", "quantity", "requestedDate"].map { line[$0]?.text ?? "" }
                rows += (["PO-000001"] + fields).joined(separator: ",") + "\n"
            }
            try house.write(rows, to: "intake/inbound.csv")
            #expect(try house.start(["po", "fence", "--accept", "7"]).status == 77)
            _ = try house.run(["po", "fence", "--accept", "1"])
            #expect(try house.run(["doctor"]).contains("the database knows all that was issued"))
            let report = try JSONNode(house.run(["run", "--format", "json"]))
            #expect(report["issued"] == .list([]))
            #expect(report["round"] == .null)

            let backOrders = house.folder + "/intake/back-orders.csv"
            let more = try String(contentsOfFile: backOrders, encoding: .utf8)
            let width = (more.split(separator: "\n").first ?? "").split(separator: ",").count
            let row =
                ["SO-9", "1", "C-9", "A-2", "5", "2026-03-16"]
                + Array(repeating: "", count: width - 6)
            try house.write(more + row.joined(separator: ",") + "\n", to: "intake/back-orders.csv")
            let next = try JSONNode(house.run(["run", "--format", "json"]))
            #expect(next["issued"]?.list.map { $0["order"] } == [.text("PO-000002")])
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
