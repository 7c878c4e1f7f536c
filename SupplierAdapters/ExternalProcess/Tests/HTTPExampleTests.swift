import ExternalProcess
import Foundation
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing

/// The web-service example asks a server that misbehaves; nothing half comes in, and it says why.
///
/// One server for all cases, on the loopback; it ends with its owner, or by itself after a minute.
struct HTTPExampleTests {
    private func feed(
        _ house: ExternalHouse, port: String, path: String, _ more: [(String, String)] = [],
        isPrivateAllowed: Bool = true
    ) throws -> ExternalProcessOffers {
        func text(_ text: String) -> SettingValue { SettingValue(.string(text)) }
        let price = more.contains { $0 == ("format", "csv") } ? "price" : "pricing.net"
        var entries: [SettingTable.Entry] = [
            .init("url", text("http://127.0.0.1:\(port)/\(path)")), .init("rows", text("data")),
            .init("allow_http", SettingValue(.boolean(true))),
            .init("allow_private", SettingValue(.boolean(isPrivateAllowed))),
            .init("tries", SettingValue(.integer(3))),
            .init("megabytes", SettingValue(.integer(1))),
            .init("seconds", SettingValue(.integer(5))),
            .init(
                "fields",
                SettingValue(
                    .table(
                        SettingTable([
                            .init("part", text("sku")), .init("price", text(price)),
                        ])))),
        ]
        entries += more.map { .init($0.0, text($0.1)) }
        return try house.feed(
            [ExternalHouse.example("http_feed.py")],
            [
                ("settings", SettingValue(.table(SettingTable(entries)))),
                ("secrets", SettingValue(.array([text("TOKEN")]))),
            ], limits: [("restarts", 0)])
    }

    private let good: [(path: String, more: [(String, String)])] = [
        ("ok", []), ("pages", [("pages", "page")]), ("link", [("pages", "link")]),
        ("cursor", [("pages", "cursor")]), ("recovering", []),
        ("ndjson", [("format", "ndjson")]), ("csv", [("format", "csv")]),
        ("bearer", [("auth", "bearer"), ("secret", "TOKEN")]),
    ]

    private let bad: [(path: String, more: [(String, String)], code: String)] = [
        ("missing", [], "adapter.not-found"), ("bearer", [], "adapter.auth"),
        ("throttled", [], "adapter.rate-limited"), ("half", [], "adapter.transient"),
        ("html", [], "adapter.contract"), ("drifted", [], "adapter.contract"),
        ("redirect", [], "adapter.config"), ("bomb", [], "adapter.data"),
        ("stuck", [("pages", "page")], "adapter.data"),
        ("foreign_link", [("pages", "link")], "adapter.contract"),
        ("inner_error", [("error_path", "error.message")], "adapter.transient"),
        ("ok", [("auth", "bearer"), ("secret", "NONE")], "adapter.config"),
    ]

    @Test func everyWayOfPagingAndWritingGivesTheSameOffers() throws {
        try withHostileServer { port in
            for (path, more) in good {
                let house = try ExternalHouse()
                defer { house.remove() }
                let delivery = try house.fetch(try feed(house, port: port, path: path, more)).first
                let offers = try #require(delivery?.suppliers.first?.offers, "\(path)")
                #expect(offers.map(\.supplierPart.rawValue) == ["A", "B"], "\(path)")
                let prices = offers.map(\.priceBreaks[0].price.money.amount.micros)
                #expect(prices == [120, 12_500_000], "\(path)")
            }
        }
    }

    @Test func whateverTheServerDoesNothingHalfComesIn() throws {
        try withHostileServer { port in
            for (path, more, code) in bad {
                let house = try ExternalHouse()
                defer { house.remove() }
                let feed = try feed(house, port: port, path: path, more)
                let error = #expect(throws: AdapterError.self, "\(path)") {
                    try house.fetch(feed)
                }
                #expect(error?.code == code, "\(path)")
                if path == "throttled" { #expect(error?.reaction == .retry(afterSeconds: 3600)) }
                #expect(try feed.inbox(at: ExternalHouse.now).ready.isEmpty)
            }
        }
    }

    @Test func whatDidNotChangeIsNotSentAgain() throws {
        try withHostileServer { port in
            for path in ["ok", "changing_etag"] {
                let house = try ExternalHouse()
                defer { house.remove() }
                let feed = try feed(house, port: port, path: path)
                #expect(try house.fetch(feed).count == 1)
                #expect(try house.fetch(feed).isEmpty)
            }
        }
    }

    @Test func anAddressInTheHouseIsNotAskedUnlessAllowed() throws {
        let house = try ExternalHouse()
        defer { house.remove() }
        let feed = try feed(house, port: "9", path: "ok", isPrivateAllowed: false)
        let error = #expect(throws: AdapterError.self) { try house.fetch(feed) }
        #expect(error?.code == "adapter.config")
        #expect(error?.message.contains("no public address") == true)
    }
}
