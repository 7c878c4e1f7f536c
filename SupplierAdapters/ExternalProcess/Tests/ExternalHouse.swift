import ExternalProcess
import Foundation
import Procurement
import SupplierAdapterKit
import Testing
import TestSupport

/// A workspace with one feed that a program brings.
struct ExternalHouse {
    let root: String

    static let token = "tok-4711-secret"

    init() throws {
        root = FileManager.default.temporaryDirectory
            .appending(path: "external-\(UUID().uuidString)").path(percentEncoded: false)
        try FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(atPath: root) }

    func write(_ name: String, _ text: String) throws {
        try text.write(toFile: root + "/" + name, atomically: true, encoding: .utf8)
    }

    static func example(_ name: String) -> String {
        Golden.path("SupplierAdapters/ExternalProcess/Examples/\(name)")
    }

    /// A program that greets and then does what the script says for `read`.
    func script(_ reading: String) -> [String] {
        [
            "/bin/sh", "-c",
            """
            echo '{"type":"hello","protocol":"supplier-adapter/1","adapter":"t","version":"1"}'
            read -r welcome
            while read -r request; do
              case $request in
              *shutdown*) exit 0 ;;
              *'"read"'*) \(reading) ;;
              *) echo '{"type":"done"}' ;;
              esac
            done
            """,
        ]
    }

    func feed(
        _ command: [String], _ more: [(String, SettingValue)] = [],
        limits: [(String, Int64)] = []
    ) throws -> ExternalProcessOffers {
        func text(_ text: String) -> SettingValue { SettingValue(.string(text)) }
        func table(_ entries: [(String, SettingValue)]) -> SettingValue {
            SettingValue(.table(SettingTable(entries.map { SettingTable.Entry($0.0, $0.1) })))
        }
        let entries: [(String, SettingValue)] =
            [
                ("command", SettingValue(.array(command.map(text)))),
                ("folder", text("inbox/acme")), ("supplier", text("ACME")),
                ("defaults", table([("currency", text("EUR"))])),
                (
                    "limits",
                    table(limits.map { ($0.0, SettingValue(.integer($0.1))) })
                ),
            ] + more
        return try ExternalProcessOffers(
            name: try FeedName("acme"),
            settings: AdapterSettings(
                file: "feeds/acme.toml",
                table: SettingTable(entries.map { SettingTable.Entry($0.0, $0.1) })),
            environment: environment)
    }

    var environment: AdapterEnvironment {
        AdapterEnvironment(
            root: root,
            variable: { name in
                name == "PATH"
                    ? ProcessInfo.processInfo.environment["PATH"]
                    : name == "TOKEN" ? Self.token : nil
            },
            sha256: Self.sum)
    }

    /// As wide as SHA-256, and other bytes give other digits, which is enough here.
    static let sum: @Sendable ([UInt8]) -> String = { bytes in
        let digits = String(UInt64(bitPattern: Int64(bytes.hashValue)), radix: 16)
        return digits + String(repeating: "0", count: 64 - digits.count)
    }

    static func setting(_ members: [(String, String)]) -> (String, SettingValue) {
        (
            "settings",
            SettingValue(
                .table(
                    SettingTable(
                        members.map {
                            SettingTable.Entry($0.0, SettingValue(.string($0.1)))
                        })))
        )
    }

    static let now = Timestamp(millisecondsSince1970: 1_772_438_400_000)

    /// Fetches, reads and settles like a run of the broker; gives what came.
    @discardableResult
    func fetch(
        _ feed: ExternalProcessOffers, at now: Timestamp = now
    ) throws -> [OfferDelivery] {
        try feed.refresh(at: now)
        return try feed.inbox(at: now).ready.map { file in
            let taken = try #require(try feed.take(file))
            let delivery = try feed.readOffers(taken)
            try feed.settle(taken.file, as: .accepted)
            return delivery
        }
    }
}
