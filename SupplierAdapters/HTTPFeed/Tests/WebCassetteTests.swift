import Foundation
import HTTPFeed
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing

/// Traffic is recorded without secrets, and answers without a network.
struct WebCassetteTests {
    private func parts(_ delivery: OfferDelivery?) -> [String] {
        delivery?.suppliers.flatMap { $0.offers.map(\.supplierPart.rawValue) } ?? []
    }

    @Test(arguments: [
        ("bearer", "[auth]\nkind = \"bearer\"\nsecret = { variable = \"ACME\" }", 1),
        (
            "key", "[auth]\nkind = \"key\"\nquery = \"key\"\nsecret = { variable = \"ACME\" }", 1
        ),
        ("pages", "[pages]\nkind = \"page\"", 3),
        ("cursor", "[pages]\nkind = \"cursor\"\ncursor = \"next\"", 2),
    ])
    func whatWasRecordedIsReadAgainWithoutANetwork(
        path: String, tables: String, count: Int
    ) throws {
        var recorded: [UInt8] = []
        var live: [String] = []
        try FeedHouse.run { house in
            let own = try house()
            let feed = try own.feed(path, tables)
            recorded = try feed.record(at: FeedHouse.now).bytes
            live = parts(try own.fetch(feed).first)
            let text = String(decoding: recorded, as: UTF8.self)
            #expect(!text.contains(FeedHouse.secret))
            // The server is asked no more from here on: another port would not be answered.
            let cassette = try WebCassette(parsing: recorded, file: "a.cassette")
            #expect(cassette.count == count && cassette.bytes == recorded)
            #expect(parts(try feed.replay(cassette, now: FeedHouse.now)) == live)
            #expect(live == ["A", "B"])
            try faultsCostAllOrNothing(feed, cassette)
        }
    }

    /// Every fault in the place of every answer.
    private func faultsCostAllOrNothing(_ feed: HTTPFeedOffers, _ cassette: WebCassette) throws {
        for exchange in 0..<cassette.count {
            for fault in WebFault.allCases {
                for isLasting in [false, true] {
                    let read = Result {
                        try feed.replay(
                            cassette, fault: fault, at: exchange, isLasting: isLasting,
                            now: FeedHouse.now)
                    }
                    guard case .success(let delivery) = read else { continue }
                    #expect(
                        parts(delivery) == ["A", "B"],
                        "\(fault.rawValue) in place of answer \(exchange + 1)")
                    #expect(!isLasting, "\(fault.rawValue) was not noticed")
                }
            }
        }
    }

    @Test func otherQuestionsThanTheRecordedAreToldLoudly() throws {
        try FeedHouse.run { house in
            let own = try house()
            let cassette = try own.feed("pages", "[pages]\nkind = \"page\"").record(
                at: FeedHouse.now)
            let other = try own.feed("ok")
            let error = #expect(throws: AdapterError.self) {
                _ = try other.replay(cassette, now: FeedHouse.now)
            }
            #expect(error?.code == "http.not-recorded")
            let fewer = try own.feed("pages?page=1", "")
            let unused = #expect(throws: AdapterError.self) {
                _ = try fewer.replay(cassette, now: FeedHouse.now)
            }
            #expect(unused?.code == "http.not-recorded")
        }
    }

    @Test(arguments: [
        "", "{\"format\":\"other/1\"}\n", "{\"format\":\"web-cassette/1\"}\nno JSON\n",
    ])
    func whatIsNoRecordingIsRefused(text: String) throws {
        guard !text.isEmpty else {
            #expect(try WebCassette(parsing: [], file: "x").count == 0)
            return
        }
        let error = #expect(throws: AdapterError.self) {
            _ = try WebCassette(parsing: Array(text.utf8), file: "x")
        }
        #expect(error?.place?.file == "x")
    }
}
