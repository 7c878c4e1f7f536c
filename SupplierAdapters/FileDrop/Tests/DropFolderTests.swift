import FileDrop
import Procurement
import SupplierAdapterKit
import Testing

private func settings(_ complete: String) -> String {
    """
    supplier = "ACME"
    folder = "inbox/acme"
    complete = { \(complete) }
    columns = { part = "Article", price = "Price" }
    defaults = { currency = "EUR" }

    """
}

private let list = "Article,Price\nA,1\nB,2\n"

private func ready(_ feed: FileDropOffers, at now: Timestamp = .noon) throws -> [String] {
    try feed.inbox(at: now).ready.map(\.name)
}

private func waiting(_ feed: FileDropOffers, at now: Timestamp = .noon) throws -> [String] {
    try feed.inbox(at: now).waiting.map { "\($0.name) \($0.code)" }
}

@Suite struct DropFolderTests {
    // MARK: - Completeness

    @Test func aTrailerTellsThatAFileIsWhole() throws {
        try Workspace.with { workspace in
            let feed = try workspace.offers(settings("by = \"trailer\", marker = \"END\""))
            let whole = list + "END,2\n"
            for length in 0..<whole.utf8.count - 1 {
                try workspace.write(String(whole.prefix(length)), to: "inbox/acme/list.csv")
                #expect(try ready(feed) == [], "prefix of \(length) bytes")
                #expect(try waiting(feed) == ["list.csv feed.still-being-written"])
            }
            try workspace.write(whole, to: "inbox/acme/list.csv")
            #expect(try ready(feed) == ["list.csv"])
        }
    }

    @Test func anUnfinishedFileIsRefusedAloudWhenPatienceEnds() throws {
        try Workspace.with { workspace in
            let feed = try workspace.offers(
                settings("by = \"trailer\", marker = \"END\", patience_minutes = 10"))
            try workspace.write(list, to: "inbox/acme/list.csv", secondsOld: 599)
            #expect(try ready(feed) == [])
            try workspace.write(list, to: "inbox/acme/list.csv", secondsOld: 600)
            let file = try #require(try feed.inbox(at: .noon).ready.first)
            let taken = try #require(try feed.take(file))
            #expect(refusal { _ = try feed.readOffers(taken) } == "feed.trailer-missing at 4:1")
            try feed.settle(taken.file, as: .rejected)
            #expect(try feed.kept(as: .rejected).map(\.name) == ["list.csv"])
            #expect(try ready(feed) == [])
        }
    }

    @Test(arguments: [
        ("END,3\n", "feed.count-differs at 4:5"), ("END,x\n", "feed.trailer-count at 4:5"),
        ("END\n", "feed.trailer-count at 4:1"), ("END,2\nC,3\n", "feed.text-after-trailer at 5:1"),
        ("END,2\n", nil),
    ])
    func theTrailerMustAgreeWithTheRows(trailer: String, expected: String?) {
        let text = settings("by = \"trailer\", marker = \"END\"")
        #expect(refusal { _ = try readOffers(list + trailer, text) } == expected)
    }

    @Test func aCountMayIncludeHeaderAndTrailer() throws {
        let text = settings("by = \"trailer\", marker = \"END\", count_beside_rows = 2")
        #expect(refusal { _ = try readOffers(list + "END,4\n", text) } == nil)
    }

    @Test(arguments: [
        ("list-20260303-2.csv", nil), ("list-20260303-3.csv", "feed.count-differs at 4:1"),
        ("other-2.csv", "feed.name-without-count"),
        ("list-20260303-x.csv", "feed.name-without-count"),
    ])
    func theNameMayTellTheCount(name: String, expected: String?) {
        let text = settings("by = \"count\", name_pattern = \"list-*-{count}.csv\"")
        #expect(refusal { _ = try readOffers(list, text, name: name) } == expected)
    }

    @Test func aMarkTellsThatAFileIsWhole() throws {
        try Workspace.with { workspace in
            let feed = try workspace.offers(settings("by = \"done\""))
            try workspace.write(list, to: "inbox/acme/list.csv", secondsOld: 90_000)
            #expect(try waiting(feed) == ["list.csv feed.still-being-written"])
            try workspace.write("", to: "inbox/acme/list.csv.done")
            let file = try #require(try feed.inbox(at: .noon).ready.first)
            let taken = try #require(try feed.take(file))
            try feed.settle(taken.file, as: .accepted)
            #expect(try workspace.names("inbox/acme/.archive").count == 2)
            // The old mark must not vouch for the next file of that name.
            try workspace.write(list, to: "inbox/acme/list.csv")
            #expect(try ready(feed) == [])
        }
    }

    @Test func aRunThatEndsBetweenMarkAndFileLosesNothing() throws {
        try Workspace.with { workspace in
            let feed = try workspace.offers(settings("by = \"done\""))
            try workspace.write(list, to: "inbox/acme/list.csv")
            try workspace.write(
                "", to: "inbox/acme/.taken/\(Timestamp.noon.millisecondsSince1970)-list.csv.done")
            let file = try #require(try feed.inbox(at: .noon).ready.first)
            #expect(try feed.take(file)?.bytes == Array(list.utf8))
        }
    }

    @Test func aManifestTellsSizeRowsAndHash() throws {
        try Workspace.with { workspace in
            let feed = try workspace.offers(settings("by = \"manifest\", manifest = \"all.csv\""))
            let hash = workspace.environment.sha256(Array(list.utf8))
            try workspace.write(list, to: "inbox/acme/list.csv")
            #expect(try waiting(feed) == ["list.csv feed.manifest-missing"])
            for (entry, expected) in [
                ("name,size\nother.csv,1\n", "list.csv feed.manifest-missing"),
                ("name,size\nlist.csv,21\n", "list.csv feed.manifest-differs"),
                ("name,rows\nlist.csv,3\n", "list.csv feed.manifest-differs"),
                (
                    "name,sha256\nlist.csv,\(String(hash.reversed()))\n",
                    "list.csv feed.manifest-differs"
                ),
                ("name,size\nlist.csv,22", "list.csv feed.manifest-missing"),
                ("name,size\nlist.csv,\n", "list.csv feed.manifest-missing"),
            ] {
                try workspace.write(entry, to: "inbox/acme/all.csv")
                #expect(try waiting(feed) == [expected], "\(entry)")
            }
            try workspace.write(
                "name,size,rows,sha256\nlist.csv,22,2,\(hash)\n", to: "inbox/acme/all.csv")
            let taken = try #require(try feed.take(feed.inbox(at: .noon).ready[0]))
            #expect(try workspace.names("inbox/acme").contains("all.csv"))
            try feed.settle(taken.file, as: .accepted)
            #expect(try !workspace.names("inbox/acme").contains("all.csv"))
        }
    }

    @Test func aStableSizeNeedsAgeAndALastLineEnd() throws {
        try Workspace.with { workspace in
            let text = settings("by = \"stable\", seconds = 120")
            let feed = try workspace.offers(text)
            try workspace.write(list, to: "inbox/acme/list.csv", secondsOld: 119)
            #expect(try waiting(feed) == ["list.csv feed.still-being-written"])
            try workspace.write(list, to: "inbox/acme/list.csv", secondsOld: 120)
            #expect(try ready(feed) == ["list.csv"])
            #expect(feed.check().map(\.code) == ["feed.weak-completeness"])
            #expect(
                refusal { _ = try readOffers(String(list.dropLast()), text) }
                    == "feed.last-line-open at 3:4")
        }
    }

    @Test func twoLooksCountByOurClockAndNotByTheFilesTime() throws {
        try Workspace.with { workspace in
            let feed = try workspace.offers(settings("by = \"stable\", seconds = 60, looks = 2"))
            func later(_ seconds: Int64) -> Timestamp {
                Timestamp(
                    millisecondsSince1970: Timestamp.noon.millisecondsSince1970 + seconds * 1000)
            }
            // A copy that keeps the file's own time looks old while it is being written.
            try workspace.write("Article,Price\n", to: "inbox/acme/list.csv", secondsOld: 90_000)
            #expect(try waiting(feed) == ["list.csv feed.still-being-written"])
            try workspace.write(list, to: "inbox/acme/list.csv", secondsOld: 90_000)
            #expect(try ready(feed, at: later(100)) == [])
            #expect(try ready(feed, at: later(159)) == [])
            #expect(try ready(feed, at: later(160)) == ["list.csv"])
            // One with a time to come is taken too, and one that changed again is not.
            try workspace.write(list, to: "inbox/acme/list.csv", secondsOld: -500)
            #expect(try ready(feed, at: later(161)) == [])
            #expect(try ready(feed, at: later(221)) == ["list.csv"])
            #expect(feed.check().map(\.code) == ["feed.weak-completeness"])
            // What is noted of earlier looks may be lost, and costs one look more.
            try workspace.write("nonsense", to: "inbox/acme/.looks.json")
            #expect(try ready(feed, at: later(222)) == [])
            #expect(try ready(feed, at: later(282)) == ["list.csv"])
        }
    }

    @Test func aMarkMayStandInPlaceOfTheEnding() throws {
        try Workspace.with { workspace in
            let feed = try workspace.offers(settings("by = \"done\", replaces_ending = true"))
            try workspace.write(list, to: "inbox/acme/list.csv")
            try workspace.write("", to: "inbox/acme/list.csv.done")
            #expect(try waiting(feed) == ["list.csv feed.still-being-written"])
            try workspace.write("", to: "inbox/acme/list.done")
            let taken = try #require(try feed.take(feed.inbox(at: .noon).ready[0]))
            try feed.settle(taken.file, as: .accepted)
            #expect(!workspace.exists("inbox/acme/list.done"))
            #expect(try workspace.names("inbox/acme/.archive").count == 2)
        }
    }

    // MARK: - Names that tell a day

    private func dated(_ pattern: String, _ rest: String = "") -> String {
        "pattern = \"\(pattern)\"\n" + rest + settings("by = \"done\"")
    }

    private func drop(_ names: [String], in workspace: Workspace) throws {
        // The last one in the list is the oldest by its time.
        for (index, name) in names.enumerated() {
            try workspace.write(list, to: "inbox/acme/\(name)", secondsOld: index)
            try workspace.write("", to: "inbox/acme/\(name).done")
        }
    }

    @Test(arguments: [
        (
            "P_{yyyy}{MM}{dd}.csv", ["P_20260302.csv", "P_20251231.csv", "P_20260301.csv"],
            ["P_20251231.csv", "P_20260301.csv", "P_20260302.csv"]
        ),
        (
            "*-{dd}.{MM}.{yy}.csv", ["a-01.03.26.csv", "b-28.02.26.csv", "c-31.12.99.csv"],
            ["c-31.12.99.csv", "b-28.02.26.csv", "a-01.03.26.csv"]
        ),
        (
            "L{yyyy}{MM}{dd}{HH}{mm}{ss}.csv", ["L20260301090000.csv", "L20260301085959.csv"],
            ["L20260301085959.csv", "L20260301090000.csv"]
        ),
        // Of one day the running number tells: the tenth comes behind the ninth.
        (
            "L{yyyy}{MM}{dd}-{n}.csv", ["L20260301-10.csv", "L20260301-9.csv", "L20260228-11.csv"],
            ["L20260228-11.csv", "L20260301-9.csv", "L20260301-10.csv"]
        ),
        ("list?{n}.csv", ["list-2.csv", "list-1.csv", "list.csv"], ["list-1.csv", "list-2.csv"]),
    ])
    func namesTellTheOrder(pattern: String, names: [String], expected: [String]) throws {
        try Workspace.with { workspace in
            try drop(names, in: workspace)
            let feed = try workspace.offers(dated(pattern))
            #expect(try ready(feed) == expected)
        }
    }

    @Test func aNameWithoutADayThatExistsWaitsForAPerson() throws {
        try Workspace.with { workspace in
            try drop(["P_20260230.csv", "P_2026.csv"], in: workspace)
            let feed = try workspace.offers(dated("P_{yyyy}{MM}{dd}.csv"))
            #expect(try waiting(feed) == ["P_20260230.csv feed.name-without-date"])
            #expect(feed.check().map(\.code) == ["feed.unmatched-file"])
            try drop(["P010203040506.csv"], in: workspace)
            let loose = try workspace.offers(dated("P*{yy}{MM}{dd}*.csv"))
            #expect(try waiting(loose).contains("P010203040506.csv feed.name-without-date"))
        }
    }

    @Test func anOlderListNeverTakesThePlaceOfANewerOne() throws {
        try Workspace.with { workspace in
            let text = dated("*_{yyyy}{MM}{dd}.csv")
            let feed = try workspace.offers(text)
            try drop(["P_20260302.csv"], in: workspace)
            let first = try #require(try feed.take(feed.inbox(at: .noon).ready[0]))
            _ = try feed.readOffers(first)
            try feed.settle(first.file, as: .accepted)
            try drop(["P_20260301.csv", "Q_20260301.csv", "P_20260302.csv"], in: workspace)
            var results: [String] = []
            for file in try feed.inbox(at: .noon).ready {
                let taken = try #require(try feed.look(at: file))
                results.append(
                    "\(file.name) \(refusal { _ = try feed.readOffers(taken) } ?? "read")")
            }
            #expect(
                results == [
                    "Q_20260301.csv read", "P_20260301.csv feed.older-than-accepted",
                    "P_20260302.csv read",
                ])
            let bold = try workspace.offers("older_files = \"take\"\n" + text)
            for file in try bold.inbox(at: .noon).ready {
                _ = try bold.readOffers(#require(try bold.look(at: file)))
            }
        }
    }

    @Test(arguments: ["P{yyyy}{MM}.csv", "P{HH}.csv", "P{day}.csv", "{yyyy}{yy}{MM}{dd}", "P{n"])
    func aPatternWithHalfADayIsRefused(pattern: String) throws {
        try Workspace.with { workspace in
            #expect(
                refusal { _ = try workspace.offers(dated(pattern)) }
                    == "settings.wrong-value pattern at 1")
        }
    }

    // MARK: - Taking and settling

    private let trailer = "by = \"trailer\", marker = \"END\""

    @Test func aFileIsTakenOnceAndSettledOnce() throws {
        try Workspace.with { workspace in
            let feed = try workspace.offers(settings(trailer))
            try workspace.write(list + "END,2\n", to: "inbox/acme/list.csv", secondsOld: 5)
            let file = try #require(try feed.inbox(at: .noon).ready.first)
            #expect(!file.isTaken)
            let taken = try #require(try feed.take(file))
            #expect(try feed.take(file) == nil)
            #expect(!workspace.exists("inbox/acme/list.csv"))
            // A run that ends here finds the file again.
            let again = try #require(try feed.inbox(at: .noon).ready.first)
            #expect(again.isTaken)
            #expect(try feed.take(again)?.bytes == taken.bytes)
            #expect(again.name == "list.csv")
            let path = feed.keptPath(of: taken.file, as: .accepted)
            try feed.settle(taken.file, as: .accepted)
            #expect(try workspace.read(path) == taken.bytes)
            try feed.settle(taken.file, as: .accepted)
            #expect(try feed.inbox(at: .noon).ready.isEmpty)
        }
    }

    @Test func aHeldFileIsKeptAndCanBeTakenAgain() throws {
        try Workspace.with { workspace in
            let feed = try workspace.offers(settings(trailer))
            try workspace.write(list + "END,2\n", to: "inbox/acme/list.csv")
            let taken = try #require(try feed.take(feed.inbox(at: .noon).ready[0]))
            try feed.settle(taken.file, as: .held)
            let held = try #require(try feed.kept(as: .held).first)
            #expect(workspace.exists(feed.keptPath(of: held, as: .held)))
            #expect(try feed.takeAgain(held, from: .held)?.bytes == taken.bytes)
            #expect(try feed.kept(as: .held).isEmpty)
            #expect(try ready(feed) == ["list.csv"])
            #expect(try feed.takeAgain(held, from: .rejected)?.bytes == taken.bytes)
        }
    }

    @Test func theSameFileDeliveredAgainWithItsOldTimeIsKeptBesideTheFirst() throws {
        try Workspace.with { workspace in
            let feed = try workspace.offers(settings(trailer))
            for _ in 1...3 {
                try workspace.write(list + "END,2\n", to: "inbox/acme/list.csv")
                let taken = try #require(try feed.take(feed.inbox(at: .noon).ready[0]))
                try feed.settle(taken.file, as: .accepted)
            }
            #expect(
                try feed.kept(as: .accepted).map(\.name) == ["list.csv", "list.csv", "list.csv"])
        }
    }

    @Test func aFileThatChangesAfterTheLookGoesBack() throws {
        try Workspace.with { workspace in
            let feed = try workspace.offers(settings(trailer))
            try workspace.write(list + "END,2\n", to: "inbox/acme/list.csv", secondsOld: 5)
            let file = try #require(try feed.inbox(at: .noon).ready.first)
            try workspace.write(list, to: "inbox/acme/list.csv", secondsOld: 1)
            #expect(try feed.take(file) == nil)
            #expect(workspace.exists("inbox/acme/list.csv"))
            #expect(try workspace.names("inbox/acme/.taken") == [])
        }
    }

    @Test func olderFilesComeFirst() throws {
        try Workspace.with { workspace in
            let feed = try workspace.offers(settings(trailer))
            try workspace.write(list + "END,2\n", to: "inbox/acme/a.csv", secondsOld: 1)
            try workspace.write(list + "END,2\n", to: "inbox/acme/b.csv", secondsOld: 9)
            try workspace.write("x", to: "inbox/acme/note.txt")
            #expect(try ready(feed) == ["b.csv", "a.csv"])
            #expect(feed.check().map(\.code) == ["feed.unmatched-file"])
        }
    }

    @Test func aMissingFolderIsSaid() throws {
        try Workspace.with { workspace in
            let feed = try workspace.offers(settings(trailer))
            #expect(refusal { _ = try feed.inbox(at: .noon) } == "feed.folder-missing")
            #expect(feed.check().map(\.code) == ["feed.folder-missing"])
            #expect(feed.check().map(\.severity) == [.error])
        }
    }
}
