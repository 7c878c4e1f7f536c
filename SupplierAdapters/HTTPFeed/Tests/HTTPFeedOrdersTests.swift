import FlatFileEDI
import Foundation
import HTTPFeed
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing
import WebClient
import WireFormats

/// Whatever happens between us and the service, an order is there once or we say that we do not
/// know.
struct HTTPFeedOrdersTests {
    private static let destination = OrderDestination(
        folder: "outbox/ACME", fileName: "PO-000007-r1-0123abcd.json")
    private static let key = "PO-000007-r1-0123abcd"
    private let document = Array("{\"order\":\"PO-000007\"}".utf8)

    private func orders(
        _ house: FeedHouse, _ kind: String, status: String? = "any", _ more: String = "",
        tables: String = ""
    ) throws -> HTTPFeedOrders {
        var text = """
            url = "http://127.0.0.1:\(house.port)/orders/\(kind)"
            allow_http = true
            allow_private = true
            format = "json"
            supplier = "ACME"
            folder = "outbox"
            """
        if let status {
            text += "\nstatus_url = \"http://127.0.0.1:\(house.port)/orders/\(status)/{key}\""
        }
        if !more.isEmpty { text += "\n" + more }
        text += tables.isEmpty ? "\n[limits]\ntries = 1\nseconds = 1" : "\n" + tables
        return try HTTPFeedOrders(
            name: try FeedName("acme"), settings: FeedHouse.settings(text),
            environment: house.environment, now: FeedHouse.now, pauses: house.pauses)
    }

    /// What the server has, and how often it was posted to.
    private func received(_ house: FeedHouse) throws -> (keys: [String], posts: Int64) {
        var limits = WebLimits()
        limits.allowsPlain = true
        limits.allowsPrivate = true
        let url = try #require(WebURL("http://127.0.0.1:\(house.port)/received"))
        let value = try JSONText.parse(try WebClient(limits: limits).send(WebRequest(url)).body)
        let keys = try value["orders"]?.array().compactMap { try $0["key"]?.string() } ?? []
        let counts = try #require(value["counts"])
        guard case .object(let members) = counts.content else { return (keys, 0) }
        let posts = try members.filter { $0.name.hasPrefix("POST") }.map { try $0.value.integer() }
        return (keys, posts.reduce(0, +))
    }

    private func withOrders(
        _ body: (FeedHouse) throws -> Void
    ) throws {
        try FeedHouse.run { house in try body(try house()) }
    }

    @Test func anOrderIsPostedAndKept() throws {
        try withOrders { house in
            let orders = try orders(house, "good")
            try orders.stage(document, to: Self.destination)
            #expect(try orders.handOver(of: Self.destination) == .staged)
            #expect(try orders.send(Self.destination) == .sent)
            #expect(try received(house).keys == [Self.key])
            let kept = FileManager.default.contents(
                atPath: "\(house.root)/outbox/ACME/\(Self.destination.fileName)")
            #expect(kept.map(Array.init) == document)
            #expect(try received(house).posts == 1)
        }
    }

    @Test func anAnswerThatIsLostIsAskedForAndNothingIsSentTwice() throws {
        for kind in ["losing", "stalling"] {
            try withOrders { house in
                let orders = try orders(house, kind)
                try orders.stage(document, to: Self.destination)
                #expect(try orders.send(Self.destination) == .sent)
                let received = try received(house)
                #expect(received.keys == [Self.key] && received.posts == 1)
            }
        }
    }

    @Test func aRunThatEndsBehindThePostFindsTheOrderAtTheSupplier() throws {
        try withOrders { house in
            // The supplier has it and does not say so: as if we had ended right behind the post.
            let ended = try orders(house, "losing", status: "mute")
            try ended.stage(document, to: Self.destination)
            for _ in 1...2 {
                let error = #expect(throws: AdapterError.self) {
                    _ =
                        try ended.handOver(of: Self.destination) == .staged
                        ? ended.send(Self.destination) : .alreadySent
                }
                #expect(error?.code == "http.order-unknown")
                #expect(error?.reaction == .reconcile)
            }
            let next = try orders(house, "losing")
            #expect(try next.handOver(of: Self.destination) == .sent)
            let received = try received(house)
            #expect(received.keys == [Self.key] && received.posts == 1)
        }
    }

    @Test func anOrderThatDidNotArriveIsSentByTheNextRun() throws {
        try withOrders { house in
            let first = try orders(house, "vanishing")
            try first.stage(document, to: Self.destination)
            let error = #expect(throws: AdapterError.self) { try first.send(Self.destination) }
            #expect(error?.reaction == .retry(afterSeconds: nil))
            let next = try orders(house, "good")
            #expect(try next.handOver(of: Self.destination) == .staged)
            #expect(try next.send(Self.destination) == .sent)
            #expect(try received(house).keys == [Self.key])
        }
    }

    private static let change = OrderDestination(
        folder: "outbox/ACME", fileName: "PO-000007-r2-4567cdef.json")

    @Test func aChangeIsPostedToItsOwnAddressUnderItsOwnKeyAndOnce() throws {
        try withOrders { house in
            let server = "http://127.0.0.1:\(house.port)/orders"
            let orders = try orders(
                house, "refusing", "change_url = \"\(server)/losing\"")
            try orders.stage(document, to: Self.change)
            // The answer is lost, and the supplier asked by the key.
            #expect(try orders.send(Self.change) == .sent)
            let received = try received(house)
            #expect(received.keys == ["PO-000007-r2-4567cdef"] && received.posts == 1)
        }
    }

    @Test func anOrderThatIsThereSaysNothingOfItsChange() throws {
        try withOrders { house in
            let server = "http://127.0.0.1:\(house.port)/orders"
            // Asked for its number alone, the supplier would say that it has it.
            let byNumber = try orders(
                house, "losing", status: nil, "status_url = \"\(server)/any/{number}\"")
            try byNumber.stage(document, to: Self.change)
            let error = #expect(throws: AdapterError.self) { try byNumber.send(Self.change) }
            #expect(error?.code == "http.order-unknown")
            #expect(error?.message.contains("change 1 of order PO-000007") == true)
            #expect(error?.help?.contains("change_status_url") == true)
            let byKey = try orders(
                house, "losing", status: nil,
                "status_url = \"\(server)/any/{number}\"\n"
                    + "change_status_url = \"\(server)/any/{key}\"")
            #expect(try byKey.handOver(of: Self.change) == .sent)
            #expect(try received(house).posts == 1)
        }
    }

    @Test(arguments: [
        "change_url = \"nowhere\"", "change_status_url = \"https://a.example/{number}\"",
        "change_status_url = \"https://a.example/changes\"",
    ])
    func anAddressThatCannotTellAChangeIsRefused(setting: String) throws {
        try withOrders { house in
            let error = #expect(throws: AdapterSettingsError.self) {
                try orders(house, "good", setting)
            }
            #expect(error?.problems.map(\.code) == ["settings.wrong-value"])
        }
    }

    @Test func aRefusedOrderStaysAndIsTold() throws {
        try withOrders { house in
            for (kind, code, reaction) in [
                ("refusing", "http.order-refused", Reaction.giveUp),
                ("busy", "http.throttled", .retry(afterSeconds: nil)),
            ] {
                let orders = try orders(house, kind)
                try orders.stage(document, to: Self.destination)
                let error = #expect(throws: AdapterError.self) {
                    try orders.send(Self.destination)
                }
                #expect(error?.code == code)
                #expect(error?.reaction == reaction)
                #expect(try orders.handOver(of: Self.destination) == .staged)
            }
            let closed = try orders(FeedHouse(root: house.root, port: "1"), "x", status: nil)
            let error = #expect(throws: AdapterError.self) { try closed.send(Self.destination) }
            #expect(error?.code == "web.not-connected")
            // It never left, so nobody has to be asked.
            #expect(try closed.handOver(of: Self.destination) == .staged)
            #expect(try received(house).keys.isEmpty)
        }
    }

    @Test func withoutAStatusAPersonIsAskedUnlessAKeyIsTakenOnce() throws {
        try withOrders { house in
            let first = try orders(house, "losing", status: nil)
            try first.stage(document, to: Self.destination)
            let error = #expect(throws: AdapterError.self) { try first.send(Self.destination) }
            #expect(error?.code == "http.order-unknown")
            #expect(error?.help?.contains(Self.key) == true)
            #expect(throws: AdapterError.self) { try first.handOver(of: Self.destination) }
            #expect(first.check().map(\.code) == ["http.no-status"])
            let again = try orders(house, "losing", status: nil, "send_again = true")
            #expect(try again.handOver(of: Self.destination) == .staged)
            #expect(try again.send(Self.destination) == .sent)
            let received = try received(house)
            #expect(received.keys == [Self.key] && received.posts == 2)
        }
    }

    @Test func settingsOfServiceAndDocumentAreToldTogether() throws {
        let text = """
            url = "http://acme.example/orders"
            status_url = "https://acme.example/orders"
            formt = "json"
            supplier = "ACME"
            """
        let error = #expect(throws: AdapterSettingsError.self) {
            _ = try HTTPFeedOrders(
                name: try FeedName("acme"), settings: FeedHouse.settings(text),
                environment: AdapterEnvironment(root: "/x") { _ in "" })
        }
        let keys = error?.problems.map(\.key) ?? []
        #expect(Set(keys).isSuperset(of: ["url", "status_url", "format", "formt"]))
    }
}
