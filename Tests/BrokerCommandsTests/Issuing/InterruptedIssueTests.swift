import Foundation
import TestSupport
import Testing

/// Issuing is exactly-once whatever stops it: the real program, really killed.
@Suite(.enabled(if: FileOperation.canBeTraced, "strace must be there and allowed"), .serialized)
struct InterruptedIssueTests {
    /// All operations with `BROKER_LONG=1`, otherwise every so many.
    private static let stride =
        ProcessInfo.processInfo.environment["BROKER_LONG"] == "1" ? 1 : 41

    @Test func aRunKilledAtAnyFileOperationIsCompletedByTheNext() throws {
        let broker = try #require(Program.broker, "swift build comes first")
        try withTemporaryFolder { folder in
            let house = try ApprovedHouse(broker: broker, in: folder, lines: 30)
            let clean = try house.copy(to: folder + "/clean")
            let operations = try FileOperation.all(
                of: broker, clean.arguments(ApprovedHouse.issue), in: clean.path)
            var expected: [String: Data] = [:]
            try clean.takeOrders(into: &expected)
            let expectedList = try clean.orderList()
            #expect(expected.count > 2)

            let chosen = operations.indices.filter { $0.isMultiple(of: Self.stride) }
            var completed = 0
            for index in chosen {
                let path = folder + "/killed"
                let killed = try house.copy(to: path)
                try expectCompletion(
                    of: killed, killedAt: operations[index], expected: expected,
                    expectedList: expectedList)
                try FileManager.default.removeItem(atPath: path)
                completed += 1
            }
            print(
                "issuing killed at \(completed) of \(chosen.count) file operations "
                    + "(\(operations.count) in all): \(expected.count) purchase orders, each once")
        }
    }

    private func expectCompletion(
        of house: ApprovedHouse, killedAt operation: FileOperation, expected: [String: Data],
        expectedList: String
    ) throws {
        let outcome = try operation.killing(
            house.broker, house.arguments(ApprovedHouse.issue), in: house.path)
        #expect(outcome.wasKilled, "not killed at \(operation): \(outcome.text)")
        var taken: [String: Data] = [:]
        try house.takeOrders(into: &taken)
        try house.succeed(ApprovedHouse.issue)
        try house.takeOrders(into: &taken)
        #expect(taken == expected, "after a kill at \(operation)")
        #expect(try house.orderList() == expectedList, "after a kill at \(operation)")
        try house.succeed(ApprovedHouse.issue)
        try house.takeOrders(into: &taken)
        #expect(taken == expected, "after one run more, killed at \(operation)")
    }

    @Test func twoRunsAtOnceIssueEachOrderOnce() throws {
        let broker = try #require(Program.broker, "swift build comes first")
        try withTemporaryFolder { folder in
            let house = try ApprovedHouse(broker: broker, in: folder, lines: 30)
            let clean = try house.copy(to: folder + "/clean")
            try clean.succeed(ApprovedHouse.issue)
            var expected: [String: Data] = [:]
            try clean.takeOrders(into: &expected)

            for attempt in 1...5 {
                let both = try house.copy(to: folder + "/both-\(attempt)")
                let arguments = both.arguments(ApprovedHouse.issue + ["--wait", "60"])
                let runs = try (1...2).map { _ in try broker.start(arguments, in: both.path) }
                for run in runs {
                    let outcome = try run.outcome()
                    #expect(outcome.status == 0, "\(outcome.text)")
                }
                var taken: [String: Data] = [:]
                try both.takeOrders(into: &taken)
                #expect(taken == expected)
            }
        }
    }

    @Test func aRunBesideAnotherEndsAtOnceAndSaysThatItMayBeRunAgain() throws {
        let broker = try #require(Program.broker, "swift build comes first")
        try withTemporaryFolder { folder in
            let house = try ApprovedHouse(broker: broker, in: folder, lines: 10)
            let lock = Program("flock", house.path + "/data/broker.lock", "--command")
            let command = (broker.command + house.arguments(ApprovedHouse.issue))
                .joined(separator: " ")
            let outcome = try lock.run([command], in: house.path)
            #expect(outcome.status == 75, "\(outcome.text)")
            try house.succeed(ApprovedHouse.issue)
        }
    }
}
