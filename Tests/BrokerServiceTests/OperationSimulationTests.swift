import Foundation
import Procurement
import TestSupport
import Testing

/// Two hundred days of the quickstart: nothing is lost, nothing is promised that is not
/// confirmed, nothing is cancelled without its proof, and nine of ten promises are kept.
@Suite struct OperationSimulationTests {
    private static let isLong = ProcessInfo.processInfo.environment["BROKER_LONG"] == "1"

    @Test func aSeasonOfTheQuickstartKeepsItsPromises() throws {
        let result = try operate(days: 60, seeds: [1])
        #expect(result.due > 60)
        // Of so few promises the share is only roughly nine of ten.
        #expect((80...98).contains(result.kept * 100 / result.due), "\(result)")
    }

    @Test(.enabled(if: isLong))
    func twoHundredDaysKeepNineOfTenPromises() throws {
        let result = try operate(days: 200, seeds: [1, 2, 3])
        let permille = result.kept * 1_000 / result.due
        print("kept \(result.kept) of \(result.due) promises: \(permille / 10).\(permille % 10) %")
        #expect((880...920).contains(permille), "\(result)")
    }

    private func operate(days: Int, seeds: [UInt64]) throws -> (kept: Int, due: Int) {
        var (kept, due) = (0, 0)
        for seed in seeds {
            try withTemporaryFolder { folder throws in
                var simulation = try OperationSimulation(in: folder, seed: seed)
                for _ in 0..<days { try simulation.day() }
                simulation.isClosing = true
                // What is under way comes to its end, with the same suppliers.
                for _ in 0..<90 where !simulation.isSettled { try simulation.day() }
                #expect(
                    simulation.ordered
                        == simulation.shipped.count + simulation.cancelled.count
                        + simulation.open.count)
                #expect(simulation.open.count * 50 <= simulation.ordered, "seed \(seed)")
                try simulation.checkProofs()
                let own = try simulation.promisesKept()
                print(
                    "seed \(seed): \(simulation.ordered) lines, \(simulation.shipped.count) "
                        + "shipped, \(simulation.cancelled.count) cancelled, "
                        + "\(simulation.open.count) open, kept \(own.kept) of \(own.due)")
                kept += own.kept
                due += own.due
            }
        }
        return (kept, due)
    }
}
