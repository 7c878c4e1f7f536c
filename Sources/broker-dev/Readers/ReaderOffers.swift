import FileDrop
import FlatFileEDI
import Foundation
import Procurement
import SupplierAdapterKit
import WireFormats

/// The whole way of a price list or stock list: bytes, checks, offers.
struct ReaderOffers {
    private let source: any OfferStreamSource
    private let room: ReadingRoom
    private let file = FeedFile(
        name: "bench", modifiedAt: Timestamp(millisecondsSince1970: 0), keptName: "0-bench",
        isTaken: true)

    /// `nil` for a document that holds no offers.
    init?(_ document: ReaderDocument) throws {
        let entries: [(String, SettingValue)]
        switch document.name {
        case "x12-832": entries = [("prices", Self.list(["CON"]))]
        case "x12-846": entries = []
        case "edifact-pricat":
            entries = [
                ("prices", Self.list(["AAB"])), ("units", Self.table([("PCE", Self.text("EA"))])),
            ]
        case "flat-file": entries = [("layout", Self.text("bench.layout"))]
        case "csv": entries = []
        default: return nil
        }
        let root = FileManager.default.temporaryDirectory.path + "/broker-dev-readers"
        try FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: true)
        try Data(ReaderDocument.flatLayoutText.utf8).write(
            to: URL(filePath: "\(root)/bench.layout"))
        room = ReadingRoom(scratchFolder: root)
        let environment = AdapterEnvironment(root: root, sha256: { _ in "" })
        let name = try FeedName("bench")
        let complete = ("complete", Self.table([("by", Self.text("document"))]))
        let isTable = document.name == "csv"
        let settings = Self.settings(entries + (isTable ? Self.columns : [complete]))
        source =
            isTable
            ? try FileDropOffers(name: name, settings: settings, environment: environment)
            : try DocumentOffers(name: name, settings: settings, environment: environment)
    }

    /// Reads a document; gives how many offers and shelves came out of it.
    func read(
        _ begin: @escaping @Sendable () throws(AdapterError) -> any ByteSource
    ) throws -> Int {
        var count = 0
        let rest = try source.readOffers(FileInPieces(file: file, begin: begin), in: room) {
            count += $0.count
        }
        precondition(rest.suppliers.allSatisfy(\.quarantined.isEmpty), "All lines must be sound.")
        return count
    }

    // MARK: - Settings

    private static let columns: [(String, SettingValue)] = [
        ("complete", table([("by", text("stable"))])),
        (
            "columns",
            table([
                ("part", text("part")), ("description", text("description")),
                ("price", text("price")), ("on_hand", text("stock")), ("unit", text("unit")),
            ])
        ),
    ]

    private static func settings(_ own: [(String, SettingValue)]) -> AdapterSettings {
        let defaults = table([
            ("currency", text("EUR")), ("unit", text("EA")),
            ("lead_time_from_stock", SettingValue(.integer(2))),
        ])
        let all = [
            ("supplier", text("BENCH")), ("folder", text("inbox")), ("defaults", defaults),
        ]
        return AdapterSettings(
            file: "bench.toml", table: SettingTable((all + own).map { .init($0.0, $0.1) }))
    }

    private static func text(_ value: String) -> SettingValue { SettingValue(.string(value)) }

    private static func list(_ values: [String]) -> SettingValue {
        SettingValue(.array(values.map { text($0) }))
    }

    private static func table(_ entries: [(String, SettingValue)]) -> SettingValue {
        SettingValue(.table(SettingTable(entries.map { .init($0.0, $0.1) })))
    }
}
