import Foundation
import Procurement
import SupplierAdapterKit
import SupplierAdapterTesting
import Synchronization
import Template
import TestSupport
import Testing

/// The adapter holds what the kit's conformance list asks for.
struct TemplateTests {
    private let now = Timestamp(millisecondsSince1970: 1_772_438_400_000)

    private func feed(in root: String) throws -> TemplateOffers {
        let values = [
            ("folder", "inbox"), ("file", "list.txt"), ("supplier", "ACME"), ("currency", "EUR"),
        ]
        return try TemplateOffers(
            name: try FeedName("acme"),
            settings: AdapterSettings(
                file: "feeds/acme.toml",
                table: SettingTable(
                    values.map { SettingTable.Entry($0.0, SettingValue(.string($0.1))) })),
            environment: AdapterEnvironment(root: root) { _ in "" })
    }

    private func withFeed(_ body: (TemplateOffers, String) throws -> Void) throws {
        try withTemporaryFolder { root in
            let list = try Golden.bytes("Fixtures/Suppliers/Template/list.txt")
            try Data(list).write(to: URL(filePath: root + "/list.txt"))
            try body(try feed(in: root), root)
        }
    }

    @Test func aListComesOnceUntilItChanges() throws {
        try withFeed { feed, root in
            try feed.refresh(at: now)
            let file = try #require(try feed.inbox(at: now).ready.first)
            let taken = try #require(try feed.take(file))
            let offers = try feed.readOffers(taken).suppliers.flatMap(\.offers)
            #expect(offers.map(\.supplierPart.rawValue) == ["A-1", "A-2"])
            #expect(offers.last?.priceBreaks[0].price.money.amount.micros == 120)
            try feed.settle(file, as: .accepted)
            try feed.refresh(at: now)
            #expect(try feed.inbox(at: now).ready.isEmpty)
            try "A-1;2\n".write(toFile: root + "/list.txt", atomically: true, encoding: .utf8)
            try feed.refresh(at: now)
            #expect(try feed.inbox(at: now).ready.count == 1)
        }
    }

    @Test func theConformanceListHolds() throws {
        try withFeed { feed, _ in
            try feed.refresh(at: now)
            let results = SourceConformance(feed, at: now).run()
            #expect(results.filter { $0.status != .passed } == [])
        }
    }

    /// By a clock that moves on by a tenth of a second whenever it is asked.
    @Test(arguments: [(0, "passed"), (20, "passed"), (21, "failed")])
    func aFloorForTheSpeedOfReadingIsHeld(rows: Int, expected: String) throws {
        try withFeed { feed, _ in
            try feed.refresh(at: now)
            let ticks = Mutex(0)
            let speed = SourceConformance.Speed(
                elapsed: {
                    ticks.withLock {
                        $0 += 1
                        return .milliseconds(100 * $0)
                    }
                }, rowsPerSecond: rows)
            let results = SourceConformance(feed, at: now, speed: speed).run()
            let found = try #require(results.first { $0.name == "read.speed" })
            #expect(found.status.rawValue == expected)
            #expect(found.detail.hasPrefix("20 rows and"), "\(found.detail)")
        }
    }

    @Test func itCanBeAProgram() {
        // broker-dev template-program is this; the conformance list of programs runs over it.
        let program = AdapterProgram<TemplateOffers>(version: "1")
        #expect("\(program)".contains("TemplateOffers"))
    }

    @Test func withoutFilesNothingIsClaimed() throws {
        try withFeed { feed, _ in
            let skipped = SourceConformance(feed, at: now).run().filter { $0.status == .skipped }
            #expect(
                skipped.map(\.name) == ["read.twice", "read.sound", "read.cut", "read.damaged"])
        }
    }
}
