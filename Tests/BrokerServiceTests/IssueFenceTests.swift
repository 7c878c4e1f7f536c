import BrokerService
import Foundation
import Procurement
import Storage
import TestSupport
import Testing

/// A database that was replaced by an older one issues nothing before a person has looked.
@Suite struct IssueFenceTests {
    /// A house that has issued its first order, as a restore to before that leaves it.
    private func withRestoredHouse(_ body: (TestHouse, StoredRound) throws -> Void) throws {
        try withTemporaryFolder { path in
            var house = try TestHouse(in: path)
            try house.furnish()
            #expect(try house.orderRound().issued.count == 1)
            house.storage = InMemoryStorage()
            try house.furnish()
            let round = try house.proposedRound()
            _ = try house.broker.approve(
                round.record.number, hash: round.record.hash, by: "tester")
            try body(house, round)
        }
    }

    @Test func theFenceFollowsWhatIsIssued() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            #expect(try house.broker.fenceStanding().fence == nil)
            try house.orderRound()
            let standing: FenceStanding = try house.broker.fenceStanding()
            #expect(standing.fence == standing.database)
            #expect(standing.fence?.number == 1)
            #expect(standing.fence?.departed == 1)
            #expect(standing.forgotten == nil)
        }
    }

    @Test func anOlderDatabaseIssuesNothing() throws {
        try withRestoredHouse { house, round throws in
            let number = round.record.number
            let attempts: [() throws -> Void] = [
                { _ = try house.broker.issue(number, through: house.sink) },
                { _ = try house.broker.preview(number) },
                {
                    _ = try house.broker.run(
                        RunRequest(), set: IntakeSet(master: house.master()), feeds: [],
                        sink: house.sink, progress: { _ in })
                },
            ]
            for attempt in attempts {
                let error = #expect(throws: ServiceError.self) { try attempt() }
                #expect(error?.code == "issue.database-restored")
                #expect(error?.kind == .notAllowed)
            }
            #expect(try house.broker.fenceStanding().forgotten == .numbers(after: 0, through: 1))
            #expect(try house.outbox().count == 1)
            #expect(try house.storage.read { try $0.purchaseOrders() }.isEmpty)
        }
    }

    @Test func whatAPersonAcceptsGoesOnWithoutANumberGivenTwice() throws {
        try withRestoredHouse { house, round throws in
            for wrong in [0, 2] {
                let error = #expect(throws: ServiceError.self) {
                    try house.broker.acceptFence(through: wrong)
                }
                #expect(error?.code == "fence.other-number")
            }
            #expect(try house.broker.acceptFence(through: 1, isDryRun: true).isEmpty)
            #expect(try house.broker.fenceStanding().forgotten != nil)
            #expect(try house.broker.acceptFence(through: 1).isEmpty)
            #expect(try house.broker.fenceStanding().forgotten == nil)
            let report = try house.broker.issue(round.record.number, through: house.sink)
            #expect(report.issued.map(\.order.rawValue) == ["PO-000002"])
            let error = #expect(throws: ServiceError.self) {
                try house.broker.acceptFence(through: 2)
            }
            #expect(error?.code == "fence.nothing-to-accept")
        }
    }

    /// A database of the same length with other documents is no database of this house.
    @Test func anotherDatabaseIsFoundByItsLastDocument() throws {
        try withRestoredHouse { house, round throws in
            let mark = try #require(try house.fence.fence.read())
            try house.fence.fence.write(
                IssueMark(number: 0, departed: 0, order: "", sha256: ""))
            _ = try house.broker.issue(round.record.number, through: house.sink)
            try house.fence.fence.write(
                IssueMark(number: 1, departed: 1, order: mark.order, sha256: "00"))
            #expect(try house.broker.fenceStanding().forgotten == .document(order: "PO-000001"))
            _ = try house.broker.acceptFence(through: 1)
            #expect(try house.broker.fenceStanding().forgotten == nil)
        }
    }

    /// A backup made while orders were on their way takes for unsent what has left since.
    @Test func whatLeftAfterTheBackupIsNotSentAgain() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            let round = try house.proposedRound()
            let number = round.record.number
            _ = try house.broker.approve(number, hash: round.record.hash, by: "tester")
            let sink = try house.sink
            // A file where the supplier's folder should be: the order is stored and cannot leave.
            try withObstacle(at: path + "/outbox/S1") { () throws in
                #expect(try house.broker.issue(number, through: sink).failed.count == 1)
            }
            let mark = try #require(try house.fence.fence.read())
            #expect(mark.departed == 0)
            try house.fence.fence.write(
                IssueMark(number: 1, departed: 1, order: mark.order, sha256: mark.sha256))
            #expect(try house.broker.fenceStanding().forgotten == .departures(known: 0, of: 1))
            #expect(throws: ServiceError.self) { try house.broker.issue(number, through: sink) }
            #expect(try house.broker.acceptFence(through: 1).map(\.rawValue) == ["PO-000001"])
            let report = try house.broker.issue(number, through: sink)
            #expect(report.issued.isEmpty && report.alreadySent.count == 1)
            #expect(try house.outbox().isEmpty)
        }
    }

    @Test func aMarkIsReadBackFromItsTextAndNothingElseIs() throws {
        let mark = IssueMark(number: 25, departed: 24, order: "PO-\"25\"", sha256: "ab12")
        #expect(IssueMark(text: mark.text) == mark)
        let text = String(decoding: mark.text, as: UTF8.self)
        for spoiled in [
            "", "{}", text + "x", text.replacing("25,", with: "-1,"),
            text.replacing("fence/1", with: "fence/2"), text.replacing("24", with: "\"24\""),
        ] {
            #expect(IssueMark(text: Array(spoiled.utf8)) == nil)
        }
    }

    private func withObstacle(at path: String, _ body: () throws -> Void) throws {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(
            atPath: "/" + folder, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: path))
        try body()
        try FileManager.default.removeItem(atPath: path)
    }
}
