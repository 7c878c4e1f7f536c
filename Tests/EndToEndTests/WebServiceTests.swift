import Foundation
import TestSupport
import Testing

/// A house whose supplier has web services: prices in, calls in, orders out, each order once.
@Suite struct WebServiceTests {
    private static func prices(_ port: String) -> String {
        """
        adapter = "http-feed"
        url = "http://127.0.0.1:\(port)/house"
        allow_http = true
        allow_private = true
        folder = "inbox/web"
        supplier = "ACME"
        rows = "data"
        [columns]
        part = "sku"
        price = "net"
        on_hand = "stock"
        [defaults]
        currency = "EUR"
        lead_time = 10
        lead_time_from_stock = 2
        [webhook]
        kind = "hmac"
        header = "X-Signature"
        secret = { variable = "HOOK" }

        """
    }

    private static func orders(_ port: String, _ kind: String) -> String {
        """
        adapter = "http-feed"
        kind = "purchase-orders"
        url = "http://127.0.0.1:\(port)/orders/\(kind)"
        status_url = "http://127.0.0.1:\(port)/orders/any/{key}"
        allow_http = true
        allow_private = true
        supplier = "ACME"
        format = "json"
        [limits]
        seconds = 3

        """
    }

    private func withHouse(
        _ kind: String, _ body: (ExampleHouse, _ port: String) throws -> Void
    ) throws {
        try withHostileServer { port in
            try withTemporaryFolder { folder in
                let house = try ExampleHouse(in: folder)
                try house.write(Self.prices(port), to: "feeds/prices.toml")
                try house.write(Self.orders(port, kind), to: "feeds/acme-orders.toml")
                try body(house, port)
            }
        }
    }

    /// What the server has, as it tells it.
    private func received(_ port: String) throws -> String {
        let url = try #require(URL(string: "http://127.0.0.1:\(port)/received"))
        return try Program(
            "python3", "-c",
            "import sys, urllib.request as r; "
                + "print(r.urlopen(sys.argv[1]).read().decode())"
        )
        .run([url.absoluteString], in: "/").text
    }

    @Test func pricesComeInAndTheOrderIsPostedOnce() throws {
        try withHouse("good") { house, port in
            let run = try house.run(["run"])
            #expect(run.contains("feed prices"))
            #expect(try house.onlyOrder().contains("PO-000001"))
            #expect(try received(port).contains("\"POST /orders/good\": 1"))
            _ = try house.run(["run"])
            #expect(try received(port).components(separatedBy: "\"key\"").count == 2)
        }
    }

    @Test func aRunThatIsKilledWhileTheSupplierWorksLeavesOneOrder() throws {
        try withHouse("stalling") { house, port in
            // The server has the order at once and answers after five seconds.
            let killed = try house.start(["run"], under: ["timeout", "-s", "KILL", "2"])
            #expect(killed.status != 0)
            let next = try house.run(["run"])
            #expect(next.contains("completed round R-1"))
            let text = try received(port)
            #expect(text.components(separatedBy: "\"key\"").count == 2)
            #expect(text.contains("\"POST /orders/stalling\": 1"))
            #expect(try house.onlyOrder().contains("PO-000001"))
        }
    }

    @Test func aCallOfTheSupplierIsTakenAsACGIProgram() throws {
        try withHouse("good") { house, _ in
            // Signed with: printf '%s' BODY | openssl dgst -sha256 -hmac key
            let body = "{\"data\":[{\"sku\":\"X-1\",\"net\":9.75,\"stock\":3}]}"
            try house.write(body, to: "body")
            _ = try house.run(["intake"])
            func receive(_ signature: String, method: String = "POST") throws -> Program.Outcome {
                try house.start(
                    ["webhook", "receive", "prices"],
                    under: [
                        "HOOK=key", "REQUEST_METHOD=\(method)",
                        "CONTENT_LENGTH=\(body.utf8.count)", "HTTP_X_SIGNATURE=\(signature)", "sh",
                        "-c", "exec \"$@\" < body", "sh",
                    ])
            }
            let signature = "6764f6d43810e27fdccffc8733310850c20a2fca5d55538511478b85f9e7a92c"
            #expect(try receive("00").text.contains("Status: 401 Unauthorized\r\n\r\n"))
            #expect(try receive(signature, method: "GET").text.contains("Status: 405"))
            #expect(try receive(signature).text == "Status: 204 No Content\r\n\r\n")
            #expect(try receive(signature).text == "Status: 204 No Content\r\n\r\n")
            let intake = try house.run(["intake"])
            #expect(intake.contains("-call-"))
            #expect(try house.run(["offer", "list"]).contains("9.75"))
        }
    }
}
