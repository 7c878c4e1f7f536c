import Foundation
import HTTPFeed
import Procurement
import SupplierAdapterKit
import SupplierAdapterTesting
import TestSupport
import Testing
import WebClient

/// A server that misbehaves is asked; what comes is whole, and what goes wrong has its name.
struct HTTPFeedTests {
    private let auth = """
        [auth]
        secret = { variable = "ACME" }
        """

    private func good() -> [(path: String, more: String)] {
        [
            ("ok", ""), ("zipped", ""), ("recovering", ""),
            ("pages", "[pages]\nkind = \"page\""),
            ("offset", "[pages]\nkind = \"offset\"\ncount = \"meta.total\""),
            ("cursor", "[pages]\nkind = \"cursor\"\ncursor = \"next\""),
            ("link", "[pages]\nkind = \"link\""),
            ("ndjson", "content = \"ndjson\""), ("csv", "content = \"csv\""),
            ("xml", "content = \"xml\"\nrows = \"item\""),
            ("moved", "redirects = \"same-host\""),
            ("bearer", auth + "\nkind = \"bearer\""),
            ("basic", auth + "\nkind = \"basic\"\nuser = \"broker\""),
            ("key", auth + "\nkind = \"key\"\nheader = \"X-Api-Key\""),
            ("key", auth + "\nkind = \"key\"\nquery = \"key\""),
            (
                "signed?x=1",
                auth + "\nkind = \"hmac\"\nheader = \"X-Signature\"\nprefix = \"v1=\"\n"
                    + "timestamp_header = \"X-Time\""
            ),
        ]
    }

    @Test func everyWayOfAskingAndWritingGivesTheSameOffers() throws {
        try FeedHouse.run { house in
            for (path, more) in good() {
                let house = try house()
                let deliveries = try house.fetch(try house.feed(path, more))
                let offers = try #require(deliveries.first?.suppliers.first?.offers, "\(path)")
                #expect(offers.map(\.supplierPart.rawValue) == ["A", "B"], "\(path)")
                let prices = offers.map(\.priceBreaks[0].price.money.amount.micros)
                #expect(prices == [120, 12_500_000], "\(path)")
                #expect(deliveries.first?.scope == .whole)
            }
        }
    }

    private func bad() -> [(path: String, more: String, code: String, reaction: Reaction)] {
        let page = "[pages]\nkind = \"page\""
        let offset = "[pages]\nkind = \"offset\"\ncount = \"meta.total\""
        let cursor = "[pages]\nkind = \"cursor\"\ncursor = \"next\""
        let again = Reaction.retry(afterSeconds: nil)
        return [
            ("missing", "", "http.not-found", .fixSettings),
            ("bearer", "", "http.refused", .fixSettings),
            ("throttled", "", "http.throttled", .retry(afterSeconds: 3600)),
            ("half", "", "web.cut-off", again), ("html", "", "json.syntax", .fixData),
            ("html", "content = \"csv\"", "http.content", .fixSettings),
            ("drifted", "", "http.rows-missing", .fixData),
            ("redirect", "", "http.redirect", .fixSettings),
            ("metadata", "redirects = \"same-host\"", "http.redirect", .fixSettings),
            ("moving", "redirects = \"same-host\"", "http.redirect", .fixSettings),
            ("bomb", "", "deflate.too-large", .fixData),
            ("endless", "", "web.too-large", .fixData),
            ("short_body", "", "json.cut-off", .fixData),
            ("unmarked", "content = \"csv\"", "web.cut-off", again),
            ("always_same", "", "http.status", .fixData),
            ("stuck", page, "http.pages-loop", .fixSettings),
            ("hole", page, "http.failed", again),
            ("circle?b", cursor, "http.pages-loop", .fixSettings),
            ("short", offset, "feed.count-differs", again),
            ("shifting", offset, "http.pages-shifted", again),
            ("pages", page + "\nmost = 2", "http.pages-too-many", .fixData),
            (
                "foreign_link", "[pages]\nkind = \"link\"", "http.other-server", .fixSettings
            ),
            (
                "inner_error",
                "[errors]\npath = \"error\"\nmessage = \"error.message\"\nretry = true",
                "http.answer-failed", again
            ),
            ("partly", "", "http.status", .fixSettings),
            (
                "partly", "[errors]\npath = \"parts.*.status\"\nis_not = [\"200\"]",
                "http.answer-failed", .fixSettings
            ),
            ("ok", "[columns]\npart = \"SKU\"\nprice = \"x\"", "feed.column-missing", .fixData),
        ]
    }

    @Test func whateverTheServerDoesNothingHalfComesIn() throws {
        try FeedHouse.run { house in
            for (path, more, code, reaction) in bad() {
                let house = try house()
                let feed = try house.feed(path, more)
                let error = #expect(throws: AdapterError.self, "\(path) \(more)") {
                    try house.fetch(feed)
                }
                #expect(error?.code == code, "\(path) \(more): \(error?.message ?? "")")
                #expect(error?.reaction == reaction, "\(path) \(more)")
                #expect(try feed.inbox(at: FeedHouse.now).ready.isEmpty)
            }
        }
    }

    @Test func whatDidNotChangeIsNotKeptAgain() throws {
        try FeedHouse.run { house in
            for path in ["ok", "changing_etag", "ndjson"] {
                let house = try house()
                let feed = try house.feed(path, path == "ndjson" ? "content = \"ndjson\"" : "")
                #expect(try house.fetch(feed).count == 1)
                #expect(try house.fetch(feed).isEmpty)
                // Other settings may read the same bytes in another way.
                let other = try house.feed(
                    path,
                    path == "ndjson"
                        ? "content = \"ndjson\"\nredirects = \"none\""
                        : "redirects = \"none\"")
                #expect(try house.fetch(other).count == 1)
            }
        }
    }

    @Test func aHeldListIsNotKeptTwiceAndCanBeTakenAgain() throws {
        try FeedHouse.run { house in
            let house = try house()
            let feed = try house.feed("ok")
            #expect(try house.fetch(feed, as: .held).count == 1)
            #expect(try house.fetch(feed).isEmpty)
            let held = try #require(try feed.kept(as: .held).first)
            let again = try #require(try feed.takeAgain(held, from: .held))
            #expect(try feed.readOffers(again).suppliers.first?.acceptedRows == 2)
            try feed.settle(again.file, as: .accepted)
            #expect(try feed.kept(as: .accepted).count == 1)
        }
    }

    @Test func changesGoOnWhereTheLastAcceptedEnded() throws {
        try FeedHouse.run { house in
            let house = try house()
            let feed = try house.feed(
                "changes",
                """
                scope = "changes"
                [changes]
                parameter = "since"
                next = "until"
                removed = "gone"
                """)
            #expect(try house.fetch(feed, as: .rejected).count == 1)
            // What was not accepted did not move the mark, and is not kept twice.
            #expect(try house.fetch(feed).isEmpty)
            let first = try #require(try feed.kept(as: .rejected).first)
            let taken = try #require(try feed.takeAgain(first, from: .rejected))
            try feed.settle(taken.file, as: .accepted)
            let delivery = try #require(try house.fetch(feed).first?.suppliers.first)
            #expect(delivery.removedParts.map(\.rawValue) == ["A"])
            #expect(delivery.offers.map(\.supplierPart.rawValue) == ["C"])
            #expect(try house.fetch(feed).isEmpty)
            let note = try String(
                contentsOfFile: house.root + "/inbox/acme/checkpoint.json", encoding: .utf8)
            #expect(note.contains("\"three\""))
        }
    }

    @Test func aTokenIsAskedForAndRenewedOnce() throws {
        try FeedHouse.run { house in
            let house = try house()
            let credentials =
                auth + "\nkind = \"oauth2\"\nclient_id = \"us\"\n"
                + "token_url = \"http://127.0.0.1:\(house.port)/token\""
            #expect(try house.fetch(try house.feed("oauth", credentials)).count == 1)
            let wrong = credentials.replacing("\"us\"", with: "\"them\"")
            let error = #expect(throws: AdapterError.self) {
                try house.fetch(try house.feed("oauth?x", wrong))
            }
            #expect(error?.code == "http.token")
            #expect(error?.message.contains("invalid_client") == true)
        }
    }

    @Test func pausesGrowAreAskedForAndHaveABudget() throws {
        try FeedHouse.run { house in
            let first = try house()
            #expect(throws: AdapterError.self) { try first.fetch(try first.feed("half")) }
            #expect(first.waited.all == [500, 1_000])
            let second = try house()
            #expect(throws: AdapterError.self) {
                try second.fetch(
                    try second.feed("half", "[limits]\ntries = 9\nbudget_seconds = 2"))
            }
            #expect(second.waited.all == [500, 1_000])
            let third = try house()
            _ = try third.fetch(
                try third.feed(
                    "pages", "[pages]\nkind = \"page\"\n[limits]\nrequests_per_minute = 1"))
            #expect(third.waited.all.count == 2)
            #expect(third.waited.all.allSatisfy { (55_000...60_000).contains($0) })
        }
    }

    @Test func aServerThatDripsOrSaysNothingIsLeftInTime() throws {
        try withHostileServer { port in
            var limits = WebLimits()
            limits.allowsPlain = true
            limits.allowsPrivate = true
            limits.milliseconds = 150
            for path in ["drip", "silent"] {
                let url = try #require(WebURL("http://127.0.0.1:\(port)/\(path)"))
                let error = #expect(throws: WebError.self) {
                    try WebClient(limits: limits).send(WebRequest(url))
                }
                #expect(error?.code == "web.timed-out")
                #expect(error?.mayHaveArrived == true)
            }
        }
    }

    @Test func noSecretIsInWhatPeopleReadOrWhatIsKept() throws {
        try FeedHouse.run { house in
            for more in ["kind = \"key\"\nquery = \"key\"", "kind = \"bearer\""] {
                let house = try house()
                let error = #expect(throws: AdapterError.self) {
                    try house.fetch(try house.feed("missing", auth + "\n" + more))
                }
                let words = try #require(error)
                #expect(!"\(words) \(words.detail)".contains(FeedHouse.secret))
                _ = try house.fetch(
                    try house.feed("key", auth + "\nkind = \"key\"\nquery = \"key\""))
                let files = try #require(FileManager.default.enumerator(atPath: house.root))
                for case let file as String in files {
                    let bytes = FileManager.default.contents(atPath: house.root + "/" + file)
                    let text = String(decoding: bytes ?? Data(), as: UTF8.self)
                    #expect(!text.contains(FeedHouse.secret), "\(file)")
                }
            }
        }
    }

    @Test func anAddressInTheHouseIsNotAskedUnlessAllowed() throws {
        try withTemporaryFolder { root in
            let house = FeedHouse(root: root, port: "9")
            let error = #expect(throws: AdapterError.self) {
                try house.fetch(try house.feed("ok", isPrivate: false))
            }
            #expect(error?.code == "web.address-refused")
            let closed = FeedHouse(root: root, port: "1")
            let refused = #expect(throws: AdapterError.self) {
                try closed.fetch(try closed.feed("ok"))
            }
            #expect(refused?.code == "web.not-connected")
            #expect(refused?.reaction == .retry(afterSeconds: nil))
        }
    }

    @Test func aBadRecordIsSetAsideWithItsPlaceInTheKeptFile() throws {
        try FeedHouse.run { house in
            let house = try house()
            let delivery = try #require(try house.fetch(try house.feed("odd")).first)
            let supplier = try #require(delivery.suppliers.first)
            #expect(supplier.offers.map(\.supplierPart.rawValue) == ["A"])
            #expect(
                supplier.quarantined.map { "\($0.place.line):\($0.place.column) \($0.code)" } == [
                    "4:1 decimal.not-a-number", "4:35 feed.part-missing",
                ])
            #expect(supplier.quarantined.first?.field == "pricing.net")
        }
    }

    @Test func theConformanceListHolds() throws {
        try FeedHouse.run { house in
            for (path, more) in [("ok", ""), ("csv", "content = \"csv\"")] {
                let house = try house()
                let feed = try house.feed(path, more)
                try feed.refresh(at: FeedHouse.now)
                let results = SourceConformance(feed, at: FeedHouse.now).run()
                #expect(results.filter { $0.status != .passed } == [])
            }
        }
    }

    @Test func everyKeyIsInTheReadmeAndOnce() throws {
        let readme = try Golden.text("SupplierAdapters/HTTPFeed/README.md")
        let keys = HTTPFeedOffers.description.keys
        #expect(Set(keys.map(\.name)).count == keys.count)
        for key in keys + HTTPFeedOrders.description.keys {
            #expect(readme.contains("| `\(key.name)` | \(key.values) | \(key.meaning) |"))
        }
        #expect(readme.contains(try Golden.text("Fixtures/Suppliers/HTTPFeed/prices.toml")))
    }

    @Test func wrongSettingsAreToldAllAtOnce() throws {
        let text = """
            url = "http://user@acme.example/"
            folder = "../x"
            supplier = "ACME"
            content = "csv"
            rows = "data"
            redirect = "none"
            [auth]
            kind = "basic"
            secret = "tok-4711-secret"
            [changes]
            parameter = "since"
            [columns]
            part = "sku"
            price = "net"
            [defaults]
            currency = "EUR"
            """
        let error = #expect(throws: AdapterSettingsError.self) {
            _ = try HTTPFeedOffers(
                name: try FeedName("acme"), settings: FeedHouse.settings(text),
                environment: AdapterEnvironment(root: "/x") { _ in "" })
        }
        let keys = error?.problems.map(\.key) ?? []
        #expect(Set(keys).isSuperset(of: ["url", "folder", "auth.secret", "changes.next"]))
        #expect(!"\(error.map(\.description) ?? "")".contains("tok-4711-secret"))
    }
}
