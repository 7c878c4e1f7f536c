import Crypto
import Foundation
import HTTPFeed
import Procurement
import SupplierAdapterKit
import Synchronization
import TestSupport
import Testing
import WebClient

/// A workspace with one feed that a server gives.
struct FeedHouse {
    static let secret = "tok-4711-secret"
    static let now = Timestamp(millisecondsSince1970: 1_772_438_400_000)

    let root: String
    let port: String
    /// What was waited, in milliseconds; nothing really was.
    let waited = Waited()

    final class Waited: Sendable {
        private let values = Mutex<[Int]>([])

        var all: [Int] { values.withLock { $0 } }
        func add(_ value: Int) { values.withLock { $0.append(value) } }
    }

    /// Settings as TOML has them, a line a key; enough of TOML for these tests.
    static func settings(_ text: String) -> AdapterSettings {
        var entries: [SettingTable.Entry] = []
        var name: String?
        var inner: [SettingTable.Entry] = []
        func close() {
            guard let name else { return }
            let table = SettingValue(.table(SettingTable(inner)))
            let list = SettingValue(.array([table]))
            entries.append(.init(name, name == "errors" ? list : table))
            inner = []
        }
        for line in text.split(separator: "\n") {
            if line.hasPrefix("[") {
                close()
                name = line.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
                continue
            }
            let parts = line.components(separatedBy: " = ")
            let entry = SettingTable.Entry(
                parts[0], value(parts.dropFirst().joined(separator: " = ")))
            if name == nil { entries.append(entry) } else { inner.append(entry) }
        }
        close()
        return AdapterSettings(file: "feeds/acme.toml", table: SettingTable(entries))
    }

    private static func value(_ text: String) -> SettingValue {
        if text == "true" || text == "false" { return SettingValue(.boolean(text == "true")) }
        if let number = Int64(text) { return SettingValue(.integer(number)) }
        if text.hasPrefix("[") {
            let words = text.dropFirst().dropLast().split(separator: ",")
            return SettingValue(
                .array(words.map { value($0.trimmingCharacters(in: .whitespaces)) }))
        }
        if text.hasPrefix("{") {
            let parts = text.dropFirst().dropLast().split(separator: "=").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            return SettingValue(.table(SettingTable([.init(parts[0], value(parts[1]))])))
        }
        return SettingValue(.string(String(text.dropFirst().dropLast())))
    }

    /// A feed of what the server gives at a path; `more` stands behind, keys without a table first.
    func feed(_ path: String, _ more: String = "", isPrivate: Bool = true) throws -> HTTPFeedOffers
    {
        let keys = more.split(separator: "\n", omittingEmptySubsequences: false)
        let own = keys.prefix { !$0.hasPrefix("[") }.joined(separator: "\n")
        let tables = keys.drop { !$0.hasPrefix("[") }.joined(separator: "\n")
        let isXML = own.contains("xml")
        let isCSV = own.contains("csv")
        var text = """
            url = "http://127.0.0.1:\(port)/\(path)"
            folder = "inbox/acme"
            supplier = "ACME"
            allow_http = true
            allow_private = \(isPrivate)
            \(own)
            [defaults]
            currency = "EUR"
            \(tables)
            """
        if !text.contains("[columns]") {
            text += """

                [columns]
                part = "\(isXML ? "@sku" : "sku")"
                price = "\(isXML || isCSV ? "price" : "pricing.net")"
                """
        }
        if !own.contains("content") { text = "rows = \"data\"\n" + text }
        if !text.contains("[limits]") { text += "\n[limits]\ntries = 3\nmegabytes = 1" }
        return try HTTPFeedOffers(
            name: try FeedName("acme"), settings: Self.settings(text), environment: environment,
            pauses: pauses)
    }

    var environment: AdapterEnvironment {
        AdapterEnvironment(
            root: root, variable: { $0 == "ACME" ? Self.secret : nil },
            sha256: { bytes in
                SHA256.hash(data: bytes).map { String(256 + Int($0), radix: 16).dropFirst() }
                    .joined()
            })
    }

    var pauses: WebPauses {
        WebPauses(sleep: { [waited] in waited.add($0) }, random: { $0 })
    }

    /// Asks, takes what came and settles it.
    func fetch(
        _ feed: HTTPFeedOffers, as fate: FeedFileFate = .accepted
    ) throws -> [OfferDelivery] {
        try feed.refresh(at: Self.now)
        return try feed.inbox(at: Self.now).ready.map { file in
            let taken = try #require(try feed.take(file))
            let delivery = try feed.readOffers(taken)
            try feed.settle(taken.file, as: fate)
            return delivery
        }
    }

    /// Runs a test with a server and a workspace of its own for each call.
    static func run(_ body: (_ house: () throws -> FeedHouse) throws -> Void) throws {
        try withHostileServer { port in
            try withTemporaryFolder { root in
                var count = 0
                try body {
                    count += 1
                    let own = "\(root)/\(count)"
                    try FileManager.default.createDirectory(
                        atPath: own, withIntermediateDirectories: true)
                    return FeedHouse(root: own, port: port)
                }
            }
        }
    }
}
