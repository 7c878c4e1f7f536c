import BrokerService
import Foundation
import Procurement
import TestSupport
import Testing

/// Two hundred days of the quickstart: nothing is lost, nothing is promised that is not
/// confirmed, and nothing is cancelled without its proof.
@Suite struct OperationSimulationTests {
    private static let isLong = ProcessInfo.processInfo.environment["BROKER_LONG"] == "1"

    /// Too short for a share of promises; everything else must hold.
    @Test func tenDaysOfTheQuickstartLoseNothing() throws {
        let result = try operate(days: 10, closing: 25, pastDeliveries: 60, seeds: [4])
        #expect(result.due > 3)
    }

    @Test(.enabled(if: isLong))
    func twoHundredDaysKeepNineOfTenPromises() throws {
        let result = try operate(
            days: 200, closing: 90, pastDeliveries: 240, seeds: Self.seeds)
        let permille = result.kept * 1_000 / result.due
        print("kept \(result.kept) of \(result.due) promises: \(permille / 10).\(permille % 10) %")
        // Nine of ten, two points more or less; of so few that two standard errors are more than
        // that, by those.
        let sampling = 2 * (0.09 / Double(result.due)).squareRoot() * 1_000
        let tolerance = max(20, Int(sampling.rounded(.up)))
        #expect((900 - tolerance...900 + tolerance).contains(permille), "\(result)")
    }

    /// One, or those that `BROKER_SEEDS` names, `1,2,3`.
    private static let seeds: [UInt64] =
        (ProcessInfo.processInfo.environment["BROKER_SEEDS"] ?? "1").split(separator: ",")
        .compactMap { UInt64($0) }

    private func operate(
        days: Int, closing: Int, pastDeliveries: Int, seeds: [UInt64]
    ) throws -> (kept: Int, due: Int) {
        var (kept, due) = (0, 0)
        for seed in seeds {
            try withTemporaryFolder { folder throws in
                var simulation = try OperationSimulation(
                    in: folder, seed: seed, pastDeliveries: pastDeliveries)
                for _ in 0..<days { try simulation.day() }
                simulation.isClosing = true
                // What is under way comes to its end, with the same suppliers.
                for _ in 0..<closing where !simulation.isSettled { try simulation.day() }
                #expect(
                    simulation.ordered
                        == simulation.shipped.count + simulation.cancelled.count
                        + simulation.open.count)
                try simulation.checkProofs()
                let own = try simulation.promisesKept()
                let counted = try simulation.house.broker.promiseBoard().kept
                print(
                    "seed \(seed): \(simulation.ordered) lines, \(simulation.shipped.count) "
                        + "shipped, \(simulation.cancelled.count) cancelled, "
                        + "\(simulation.open.count) open, kept \(own.kept) of \(own.due); the "
                        + "broker counts \(counted.kept) of \(counted.due), new promises are for "
                        + "\(counted.share)")
                kept += own.kept
                due += own.due
            }
        }
        return (kept, due)
    }
}
