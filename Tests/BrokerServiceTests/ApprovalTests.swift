import BrokerService
import Procurement
import Storage
import TestSupport
import Testing

@Suite struct ApprovalTests {
    @Test(arguments: ["", "12ab", "1234567890a", "not-hexadecimal"])
    func aHashThatProvesNothingIsRefused(hash: String) throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            let round = try house.proposedRound()
            let error = #expect(throws: ServiceError.self) {
                try house.broker.approve(round.record.number, hash: hash, by: "tester")
            }
            #expect(error?.code == "approval.hash-too-short")
        }
    }

    @Test func theHashOfAnotherRoundIsRefused() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            let round = try house.proposedRound()
            let error = #expect(throws: ServiceError.self) {
                try house.broker.approve(
                    round.record.number, hash: String(repeating: "0", count: 12), by: "tester")
            }
            #expect(error?.code == "approval.hash-mismatch")
            #expect(error?.kind == .notAllowed)
        }
    }

    @Test func changedInputsAreNamed() throws {
        try withTemporaryFolder { path in
            var house = try TestHouse(in: path)
            try house.furnish()
            let round = try house.proposedRound()
            try house.takeInBackOrders("O1,1,C1,A,11,2026-03-20,urgent,any,no")
            try house.takeInStock("A,,1")
            try house.takeInFeed(
                "second.csv", "S1,a-1,2.10,1,1,1,,5,", "S2,a-2,3.00,1,1,1,,1,",
                "S1,b-1,10.00,1,1,1,,5,")
            house.policy.fingerprintText = "policy 2"
            let error = #expect(throws: ServiceError.self) {
                try house.broker.approve(
                    round.record.number, hash: round.record.hash, by: "tester")
            }
            #expect(error?.code == "approval.inputs-changed")
            #expect(
                error?.details == [
                    "back order O1/1 changed", "offers of S1 from feed list changed",
                    "policy (broker.toml) changed", "stock of A is new",
                ])
        }
    }

    @Test func aRoundThatIsNotApprovedIsNotIssued() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            let round = try house.proposedRound()
            let error = #expect(throws: ServiceError.self) {
                try house.broker.issue(round.record.number, through: house.sink)
            }
            #expect(error?.code == "issue.not-approved")
            #expect(try house.outbox().isEmpty)
        }
    }

    @Test func twoApprovedRoundsForOneNeedAreOrderedOnce() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            let first = try house.proposedRound()
            guard case .proposed(let second) = try house.broker.runRound(isAnew: true) else {
                Issue.record("a round anew must be computed")
                return
            }
            for round in [first, second] {
                _ = try house.broker.approve(
                    round.record.number, hash: round.record.hash, by: "tester")
            }
            _ = try house.broker.issue(first.record.number, through: house.sink)
            let error = #expect(throws: ServiceError.self) {
                try house.broker.issue(second.record.number, through: house.sink)
            }
            #expect(error?.code == "approval.inputs-changed")
            #expect(try house.outbox().count == 1)
        }
    }

    @Test(
        arguments: [
            (nil, nil, false), ("24.99", nil, false), ("25", nil, true), ("25", "24", false),
        ] as [(String?, String?, Bool)])
    func limitsDecideWhatNeedsNoPerson(round: String?, order: String?, isFree: Bool) throws {
        try withTemporaryFolder { path in
            var house = try TestHouse(in: path)
            house.policy.approval = ApprovalPolicy(
                automaticRoundTotal: try round.map { try FixedPoint(parsing: $0) },
                automaticOrderTotal: try order.map { try FixedPoint(parsing: $0) })
            try house.furnish()
            let reasons = try house.broker.reasonsAgainstAutomaticApproval(
                of: house.proposedRound())
            #expect(reasons.isEmpty == isFree)
        }
    }

    @Test func aClosedLineIsNeededAgain() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            try house.orderRound()
            let order = try #require(try house.storage.read { try $0.purchaseOrders() }.first)
            _ = try house.broker.release(
                .close, line: 1, of: order.number, reason: "the supplier has none")
            let round = try house.proposedRound()
            #expect(round.document.demand.map(\.required) == [10])
            let events = try house.storage.read { try $0.purchaseOrderEvents(order.number) }
            #expect(events.map(\.event) == ["issueIntended", "issued", "lineClosed"])
            #expect(events.last?.reason == "the supplier has none")
        }
    }

    @Test func aSlotNeverRunsTwice() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            var request = RunRequest()
            request.slot = "2026-03-02"
            for attempt in 1...2 {
                let outcome = try house.broker.run(
                    request, set: IntakeSet(master: house.master()), feeds: [],
                    sink: house.sink, progress: { _ in })
                switch outcome {
                case .ran(let record, _):
                    #expect(attempt == 1)
                    try house.broker.finish(record, exitCode: 2, report: "kept")
                case .ranBefore(let record):
                    #expect(attempt == 2)
                    #expect(record.report == "kept")
                    #expect(record.exitCode == 2)
                }
            }
        }
    }
}
