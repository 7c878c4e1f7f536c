import Procurement
import SupplierAdapterKit
import Testing

private func code(_ decision: SnapshotGuard.Decision?) -> String {
    switch decision {
    case .accept: "accept"
    case .hold(let reason): reason.code
    case nil: "none"
    }
}

private func row() -> QuarantinedRow {
    QuarantinedRow(
        place: FilePlace(file: "list.csv", line: 2, column: 1), field: "", value: "",
        code: "csv.ragged-row", message: "", help: nil, supplier: nil, supplierPart: nil)
}

@Suite struct SnapshotGuardTests {
    /// Good rows, bad rows, good rows of last time, what is decided.
    @Test(
        arguments: [
            (100, 0, nil, "accept"), (0, 3, nil, "accept"), (0, 4, nil, "feed.too-many-bad-rows"),
            (197, 3, nil, "accept"), (196, 4, nil, "accept"),
            (195, 4, nil, "feed.too-many-bad-rows"),
            (980, 20, nil, "accept"), (979, 21, nil, "feed.too-many-bad-rows"),
            (70, 0, 100, "accept"), (69, 0, 100, "feed.too-few-rows"), (0, 0, 0, "accept"),
            (0, 0, 1, "feed.too-few-rows"), (7, 0, 10, "accept"), (6, 0, 10, "feed.too-few-rows"),
            (50, 10, 100, "feed.too-many-bad-rows"),
        ] as [(Int, Int, Int?, String)])
    func holdsBrokenFilesAndAcceptsOthers(good: Int, bad: Int, last: Int?, expected: String) {
        let decision = SnapshotGuard(limits: .standard).decide(
            acceptedRows: good, badRows: bad, lastAcceptedRows: last)
        #expect(code(decision) == expected)
    }

    @Test func limitsCanBeSet() {
        let loose = SnapshotGuard(
            limits: .init(badRows: 10, badRowsPercent: 50, leastRowsPercent: 0))
        #expect(
            loose.decide(acceptedRows: 0, badRows: 10, lastAcceptedRows: 1000) == .accept)
        let strict = SnapshotGuard(
            limits: .init(badRows: 0, badRowsPercent: 0, leastRowsPercent: 100))
        #expect(
            code(strict.decide(acceptedRows: 999, badRows: 1, lastAcceptedRows: nil))
                == "feed.too-many-bad-rows")
        #expect(
            code(strict.decide(acceptedRows: 99, badRows: 0, lastAcceptedRows: 100))
                == "feed.too-few-rows")
    }

    private func delivery(unassigned: Int) throws -> OfferDelivery {
        OfferDelivery(
            file: "list.csv",
            suppliers: [
                SupplierDelivery(
                    supplier: try SupplierID("GOOD"), offers: [], availabilities: [],
                    quarantined: [], acceptedRows: 50),
                SupplierDelivery(
                    supplier: try SupplierID("BAD"), offers: [], availabilities: [],
                    quarantined: Array(repeating: row(), count: 9), acceptedRows: 41),
            ], unassigned: Array(repeating: row(), count: unassigned), excludedRowsByReason: [:])
    }

    @Test func eachSupplierOfAFileIsDecidedByItself() throws {
        let decisions = SnapshotGuard(limits: .standard).decide(
            try delivery(unassigned: 3), lastAcceptedRows: [try SupplierID("AWAY"): 5])
        #expect(code(decisions[try SupplierID("GOOD")]) == "accept")
        #expect(code(decisions[try SupplierID("BAD")]) == "feed.too-many-bad-rows")
        #expect(code(decisions[try SupplierID("AWAY")]) == "feed.too-few-rows")
        #expect(decisions.count == 3)
    }

    @Test func rowsThatMayBeAnybodysHoldTheWholeFile() throws {
        let decisions = SnapshotGuard(limits: .standard).decide(
            try delivery(unassigned: 4), lastAcceptedRows: [:])
        #expect(code(decisions[try SupplierID("GOOD")]) == "feed.too-many-bad-rows")
    }

    @Test(arguments: [
        ("100", 1, "149", 1, false), ("100", 1, "150", 1, false), ("100", 1, "150.01", 1, true),
        ("100", 1, "50", 1, false), ("100", 1, "49.99", 1, true),
        ("100", 1, "10000", 100, false), ("100", 1, "100", 100, true),
        ("0.000001", 1, "0.000002", 1, true), ("9000000000000", 1, "9000000000000", 1, false),
        ("9000000000000", 1, "9000000000000", 1_000_000, true),
    ])
    func aPriceJumpIsMeasuredPerUnit(
        before: String, beforePer: Int64, after: String, afterPer: Int64, isJump: Bool
    ) throws {
        func price(_ amount: String, _ per: Int64) throws -> UnitPrice {
            try UnitPrice(
                money: Money(amount: try FixedPoint(parsing: amount), currency: Currency("EUR")),
                per: Quantity(units: per, unit: .each))
        }
        let limits = SnapshotGuard.Limits(priceJumpPercent: 50)
        let (old, new) = (try price(before, beforePer), try price(after, afterPer))
        #expect(SnapshotGuard(limits: limits).isJump(from: old, to: new) == isJump)
        #expect(!SnapshotGuard(limits: .standard).isJump(from: old, to: new))
    }
}
