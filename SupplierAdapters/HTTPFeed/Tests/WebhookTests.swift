import Foundation
import HTTPFeed
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing

/// A call is kept when it is the supplier's, and once.
struct WebhookTests {
    private static let body = "{\"test\": 2432232314}"
    private static let now = Timestamp(millisecondsSince1970: 1_614_265_331_000)
    /// The example of the specification of Standard Webhooks, and the same signed with another tool
    /// (`hmac` of Python).
    private static let signed = [
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ]

    private func call(
        _ headers: [String: String], _ body: String = WebhookTests.body, method: String = "POST"
    ) -> WebhookCall {
        WebhookCall(method: method, header: { headers[$0] }, body: Array(body.utf8))
    }

    private func feed(
        _ root: String, _ webhook: String, secret: String = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    ) throws -> HTTPFeedOffers {
        let house = FeedHouse(root: root, port: "9")
        let text = """
            url = "https://acme.example/prices"
            folder = "inbox/acme"
            supplier = "ACME"
            rows = "data"
            [webhook]
            \(webhook)
            secret = { variable = "HOOK" }
            [changes]
            removed = "gone"
            [defaults]
            currency = "EUR"
            [columns]
            part = "sku"
            price = "net"
            """
        return try HTTPFeedOffers(
            name: try FeedName("acme"),
            settings: FeedHouse.settings("scope = \"changes\"\n" + text),
            environment: AdapterEnvironment(
                root: root, variable: { $0 == "HOOK" ? secret : nil },
                sha256: house.environment.sha256))
    }

    private func status(_ reply: WebhookReply) -> Int { reply.status }

    @Test func aCallOfStandardWebhooksIsKeptOnce() throws {
        try withTemporaryFolder { root in
            let feed = try feed(root, "kind = \"standard\"")
            #expect(try feed.receive(call(Self.signed), at: Self.now) == .kept)
            #expect(try feed.receive(call(Self.signed), at: Self.now) == .known)
            #expect(try feed.inbox(at: Self.now).ready.count == 1)
            let file = try #require(try feed.inbox(at: Self.now).ready.first)
            let taken = try #require(try feed.take(file))
            #expect(String(decoding: taken.bytes, as: UTF8.self).contains(Self.body))
            try feed.settle(taken.file, as: .rejected)
            #expect(try feed.receive(call(Self.signed), at: Self.now) == .known)
        }
    }

    @Test func whatIsNotTheSuppliersIsRefused() throws {
        try withTemporaryFolder { root in
            let feed = try feed(root, "kind = \"standard\"")
            func reply(
                _ change: [String: String?] = [:], _ body: String = Self.body,
                at now: Timestamp = Self.now, method: String = "POST"
            ) throws -> Int {
                var headers = Self.signed
                for (name, value) in change { headers[name] = value }
                return try feed.receive(call(headers, body, method: method), at: now).status
            }
            #expect(try reply([:], Self.body + " ") == 401)
            #expect(try reply(["webhook-id": "msg_other"]) == 401)
            #expect(try reply(["webhook-timestamp": "1614265331"]) == 401)
            #expect(try reply(["webhook-signature": "v1,AAAA"]) == 401)
            #expect(try reply(["webhook-signature": "v1a,g0hM9SsE"]) == 401)
            #expect(try reply(["webhook-signature": String?.none]) == 400)
            #expect(try reply(["webhook-timestamp": "soon"]) == 400)
            let late = Timestamp(millisecondsSince1970: 1_614_265_330_000 + 301_000)
            let early = Timestamp(millisecondsSince1970: 1_614_265_330_000 - 301_000)
            #expect(try reply(at: late) == 400)
            #expect(try reply(at: early) == 400)
            #expect(try reply(method: "GET") == 405)
            #expect(try feed.inbox(at: Self.now).ready.isEmpty)
            // One of several signatures is enough: secrets are changed so.
            let rotated = "v1,AAAA " + (Self.signed["webhook-signature"] ?? "")
            #expect(try reply(["webhook-signature": rotated]) == 204)
        }
    }

    @Test func aBodySignedAloneIsKeptOnce() throws {
        try withTemporaryFolder { root in
            // Test case 2 of RFC 4231.
            let feed = try feed(
                root, "kind = \"hmac\"\nheader = \"X-Signature\"\nprefix = \"sha256=\"",
                secret: "Jefe")
            let hex = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            let good = call(
                ["X-Signature": "sha256=" + hex], "what do ya want for nothing?")
            #expect(try feed.receive(good, at: Self.now) == .kept)
            #expect(try feed.receive(good, at: Self.now) == .known)
            let bad = call(["X-Signature": "sha256=" + hex], "what do ya want for nothing!")
            #expect(try feed.receive(bad, at: Self.now).status == 401)
            // Signed otherwise than was agreed, and not signed at all.
            #expect(try feed.receive(call(["X-Signature": hex]), at: Self.now).status == 401)
            #expect(try feed.receive(call([:]), at: Self.now).status == 400)
        }
    }

    @Test func aCallIsReadAsChanges() throws {
        try withTemporaryFolder { root in
            let feed = try feed(
                root, "kind = \"hmac\"\nheader = \"X\"\nid_header = \"Id\"", secret: "key")
            let bodies = [
                // Signed with: hmac.new(b"key", BODY, "sha256").hexdigest() of Python.
                (
                    "{\"data\":[{\"sku\":\"A\",\"net\":1.5},{\"sku\":\"B\",\"gone\":true}]}",
                    "b148f152372b799714bd0dc497a94b5ed70f5d1a470c369b4041764924ddbc94"
                ),
                (
                    "{\"data\":{\"sku\":\"C\",\"net\":\"2\"}}",
                    "23ea846d3cce680efd9a0d66bf8b4390d7a2c398948e6e27a61e5909b22e89a2"
                ),
            ]
            for (index, (body, hash)) in bodies.enumerated() {
                let reply = try feed.receive(
                    call(["X": hash, "Id": "\(index)"], body), at: Self.now)
                #expect(reply == .kept)
            }
            var found: [[String]] = []
            for file in try feed.inbox(at: Self.now).ready {
                let taken = try #require(try feed.take(file))
                let delivery = try feed.readOffers(taken)
                #expect(delivery.scope == .changes)
                let supplier = try #require(delivery.suppliers.first)
                found.append(
                    supplier.offers.map(\.supplierPart.rawValue)
                        + supplier.removedParts.map { "-\($0.rawValue)" })
                try feed.settle(taken.file, as: .accepted)
            }
            #expect(Set(found) == [["A", "-B"], ["C"]])
        }
    }
}
