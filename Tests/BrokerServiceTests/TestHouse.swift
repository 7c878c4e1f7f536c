import BrokerService
import FileDrop
import Foundation
import Procurement
import Storage
import SupplierAdapterKit
import Synchronization
import TestSupport

/// A small house in a folder of its own: two items, two suppliers, one feed, storage in memory.
struct TestHouse {
    var storage = InMemoryStorage()
    let fence = MemoryFence()
    let path: String
    var now: Timestamp
    var policy: BrokerPolicy

    /// Monday 2026-03-02, eight in the morning.
    static let monday = "2026-03-02T08:00:00Z"

    init(in path: String) throws {
        self.path = path
        now = try Timestamp(parsing: Self.monday)
        policy = try Self.policy()
    }

    static func policy() throws -> BrokerPolicy {
        let address = Address(
            name: "House", lines: [], city: "Town", postalCode: "1", country: "US")
        return BrokerPolicy(
            currency: try Currency("EUR"),
            localTime: { moment in
                let day = moment.millisecondsSince1970 / 86_400_000
                let minutes = Int(moment.millisecondsSince1970 % 86_400_000 / 60_000)
                guard let time = try? TimeOfDay(minutes: minutes) else {
                    preconditionFailure("A part of a day must be a time of day.")
                }
                return LocalTime(date: CalendarDate(dayNumber: Int32(day)), time: time)
            },
            priorityClasses: [
                PriorityClass(
                    name: "urgent", rank: 1, lateCost: try FixedPoint(parsing: "1"),
                    unmetCost: try FixedPoint(parsing: "100")),
                PriorityClass(
                    name: "standard", rank: 2, lateCost: try FixedPoint(parsing: "0.1"),
                    unmetCost: try FixedPoint(parsing: "50")),
            ],
            defaultPriority: "standard", defaultSplit: .any, calendarsByName: [:],
            limits: SupplierLimits(),
            solving: SolvingPolicy(gapMillionths: 0, timeLimitSeconds: 20, threads: 1),
            approval: ApprovalPolicy(),
            letterhead: Letterhead(
                orderPrefix: "PO-", buyer: address, shipTo: address, contact: .none),
            intakeGuard: IntakeGuard(minimumRowsPercent: 50), fingerprintText: "policy 1")
    }

    var broker: Broker {
        Broker(
            storage: storage, policy: policy, fence: fence.fence, now: now, elapsed: { .zero })
    }

    // MARK: - Files

    func source(_ name: String, _ text: String) -> IntakeSource {
        IntakeSource(
            name: name, bytes: Array(text.utf8),
            format: name.hasSuffix(".json") ? .json : .csv)
    }

    static let items = "item,name,unit,salvage_value\nA,Apple,EA,0\nB,Banana,EA,0\n"
    static let suppliers = """
        supplier,name,order_cost
        S1,First,5
        S2,Second,5

        """
    static let references = """
        supplier,supplier_part,item,base_units
        S1,a-1,A,1
        S2,a-2,A,1
        S1,b-1,B,10

        """

    func master(
        items: String = Self.items, suppliers: String = Self.suppliers,
        references: String = Self.references, others: [MasterFile: String] = [:]
    ) -> [MasterFile: IntakeSource] {
        var files: [MasterFile: String] = [
            .items: items, .suppliers: suppliers, .references: references,
        ]
        files.merge(others) { _, new in new }
        return Dictionary(
            uniqueKeysWithValues: files.map { ($0.key, source($0.key.rawValue, $0.value)) })
    }

    static let backOrderHeader =
        "order,line,customer,item,open_quantity,need_by,priority,split,accepts_substitute\n"

    /// Back orders as a snapshot; each row as in ``backOrderHeader``.
    @discardableResult
    func takeInBackOrders(
        _ rows: String..., mode: IntakeMode = .snapshot, acceptsDrop: Bool = false
    ) throws -> IntakeReport {
        try broker.takeInBackOrders(
            source(
                "back-orders.csv", Self.backOrderHeader + rows.map { $0 + "\n" }.joined()),
            mode: mode, acceptsDrop: acceptsDrop)
    }

    @discardableResult
    func takeInStock(_ rows: String...) throws -> IntakeReport {
        try broker.takeInStock(
            source("stock.csv", "item,location,free\n" + rows.map { $0 + "\n" }.joined()),
            mode: .snapshot)
    }

    // MARK: - The feed

    static let feedHeader = "supplier,part,price,from,minimum,multiple,on_hand,days,valid_through"

    /// The feed "list": several suppliers by a column, complete with a ".done" file.
    ///
    /// - Parameter hasCurrency: whether the rows say it, behind what the header has; else EUR.
    func feed(
        limits: SnapshotGuard.Limits = .standard, hasCurrency: Bool = false
    ) throws -> ConfiguredFeed {
        func text(_ key: String, _ value: String) -> SettingTable.Entry {
            SettingTable.Entry(key, SettingValue(.string(value)))
        }
        func table(_ key: String, _ entries: [SettingTable.Entry]) -> SettingTable.Entry {
            SettingTable.Entry(key, SettingValue(.table(SettingTable(entries))))
        }
        let settings = AdapterSettings(
            file: "feeds/list.toml",
            table: SettingTable([
                text("folder", "inbox"), text("pattern", "*.csv"),
                table("complete", [text("by", "done")]),
                table(
                    "columns",
                    [
                        text("supplier", "supplier"), text("part", "part"),
                        text("price", "price"), text("from_quantity", "from"),
                        text("minimum", "minimum"), text("multiple", "multiple"),
                        text("on_hand", "on_hand"), text("lead_time", "days"),
                        text("valid_through", "valid_through"),
                    ] + (hasCurrency ? [text("currency", "currency")] : [])),
                table(
                    "defaults",
                    [
                        text("currency", "EUR"), text("unit", "EA"),
                        SettingTable.Entry("lead_time_from_stock", SettingValue(.integer(0))),
                    ]),
            ]))
        let source = try FileDropOffers(
            name: FeedName("list"), settings: settings,
            environment: AdapterEnvironment(root: path, sha256: { sha256Hex($0) }))
        return ConfiguredFeed(name: try FeedName("list"), source: .offers(source), limits: limits)
    }

    /// Drops a file into the feed's folder and takes it in.
    @discardableResult
    func takeInFeed(
        _ name: String, _ rows: String..., limits: SnapshotGuard.Limits = .standard
    ) throws -> FeedReport {
        let folder = path + "/inbox"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let hasCurrency = rows.contains { $0.count(where: { $0 == "," }) == 9 }
        let header = Self.feedHeader + (hasCurrency ? ",currency" : "")
        let text = ([header] + rows).joined(separator: "\n") + "\n"
        try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
        try "".write(toFile: folder + "/" + name + ".done", atomically: true, encoding: .utf8)
        return try broker.takeIn(feed(limits: limits, hasCurrency: hasCurrency))
    }

    /// The price lists of a week, as ``takeInFeed`` takes them.
    func takeInPrices(_ rows: [String]) throws {
        let name = "prices-\(broker.today).csv"
        let folder = path + "/inbox"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let text = ([Self.feedHeader] + rows).joined(separator: "\n") + "\n"
        try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
        try "".write(toFile: folder + "/" + name + ".done", atomically: true, encoding: .utf8)
        let report = try broker.takeIn(feed())
        guard !report.isHeld else { throw Unexpected.noProposedRound }
    }

    // MARK: - Orders

    var sink: FileDropOrders {
        get throws {
            try FileDropOrders(
                name: FeedName("outbox"),
                settings: AdapterSettings(file: "broker.toml", table: SettingTable([])),
                environment: AdapterEnvironment(root: path, sha256: { sha256Hex($0) }))
        }
    }

    /// Reference data, one list of both suppliers, and one line that needs 10 apples.
    func furnish() throws {
        _ = try broker.takeInMaster(master())
        try takeInFeed(
            "first.csv", "S1,a-1,2.00,1,1,1,,5,", "S2,a-2,3.00,1,1,1,,1,",
            "S1,b-1,10.00,1,1,1,,5,")
        try takeInBackOrders("O1,1,C1,A,10,2026-03-20,urgent,any,no")
    }

    /// A round that finds nothing worth ordering.
    func emptyRound() throws -> StoredRound {
        guard case .settled(let round) = try broker.runRound() else {
            throw Unexpected.noEmptyRound
        }
        return round
    }

    func proposedRound() throws -> StoredRound {
        guard case .proposed(let round) = try broker.runRound() else {
            throw Unexpected.noProposedRound
        }
        return round
    }

    @discardableResult
    func orderRound() throws -> IssueReport {
        let round = try proposedRound()
        _ = try broker.approve(round.record.number, hash: round.record.hash, by: "tester")
        return try broker.issue(round.record.number, through: sink)
    }

    /// Names of all files that lie in the outbox.
    func outbox() throws -> [String] {
        let folder = path + "/outbox"
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.subpathsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".csv") && !$0.contains(".staging") }.sorted()
    }

    enum Unexpected: Error {
        case noProposedRound
        case noEmptyRound
    }
}

/// A fence that is kept as its file would be.
final class MemoryFence: Sendable {
    private let bytes = Mutex<[UInt8]?>(nil)

    var fence: IssueFence {
        IssueFence(
            read: { self.bytes.withLock { $0 }.flatMap { IssueMark(text: $0) } },
            write: { mark in self.bytes.withLock { $0 = mark.text } })
    }
}
