import Procurement
import Storage
import Testing

@Suite struct RoundStorageTests {
    // MARK: Rounds

    @Test(arguments: StorageUnderTest.available)
    func everyFieldOfARoundComesBack(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            let inputs = [
                RoundInput(component: "stock", fingerprint: Sample.digest),
                RoundInput(component: Sample.wildText, fingerprint: ""),
            ]
            let rounds = [
                Sample.round(10, inputs: inputs), Sample.round(2, state: .ordered),
                Sample.round(.max, state: .approved, inputs: inputs.reversed()),
            ]
            try storage.write { storage throws in
                for round in rounds { try storage.insertRound(round) }
            }
            try reopened().read { state throws in
                #expect(try state.rounds() == [rounds[1], rounds[0], rounds[2]].map(\.header))
                #expect(try state.round(RoundNumber(value: 10)) == rounds[0])
                #expect(try state.round(RoundNumber(value: 11)) == nil)
            }
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aRoundIsInsertedOnceAndOnlyIfItIsSound(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            try storage.write { try $0.insertRound(Sample.round(1)) }
            var approvedByNobody = Sample.round(2)
            approvedByNobody.state = .approved
            var proposedByNow = Sample.round(2)
            proposedByNow.approvedAt = .latest
            let twice = [
                RoundInput(component: "a", fingerprint: "1"),
                RoundInput(component: "a", fingerprint: "2"),
            ]
            let flawed = [
                Sample.round(1), approvedByNobody, proposedByNow, Sample.round(2, inputs: twice),
            ]
            for round in flawed {
                #expect(try storage.refusal { try $0.insertRound(round) } == .refused)
            }
            #expect(try storage.read { try $0.rounds() } == [Sample.round(1).header])
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aRoundChangesItsStateOnlyFromTheExpectedOne(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            let number = RoundNumber(value: 1)
            try storage.write { try $0.insertRound(Sample.round(1)) }
            func update(
                _ expected: RoundState, _ new: RoundState, _ time: Int64, _ person: String
            ) throws -> Bool {
                try storage.write { state throws in
                    try state.updateRound(
                        number, from: expected, to: new, at: Sample.moment(time), by: person)
                }
            }
            #expect(try !update(.approved, .ordered, 1, "eve"))
            #expect(try storage.read { try $0.rounds() } == [Sample.round(1).header])
            #expect(try update(.proposed, .approved, 2, Sample.wildText))
            #expect(try !update(.proposed, .approved, 3, "eve"))
            #expect(try update(.approved, .ordered, 4, "machine"))
            let round = try #require(try reopened().read { try $0.round(number) })
            #expect(round.state == .ordered)
            #expect(round.approvedBy == Sample.wildText)
            #expect(round.approvedAt == Sample.moment(2))
            #expect(try update(.ordered, .proposed, 5, "ann"))
            #expect(try storage.read { try $0.rounds() } == [Sample.round(1).header])
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func anUnknownRoundIsInNoState(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            let changed = try storage.write { state throws in
                try state.updateRound(
                    RoundNumber(value: 7), from: .proposed, to: .approved, at: .latest, by: "")
            }
            #expect(!changed)
        }
    }

    // MARK: Numbers

    @Test(arguments: StorageUnderTest.available)
    func numbersCountFromOneInEverySequence(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            for sequence in NumberSequence.allCases {
                let numbers = try storage.write { storage throws in
                    try (1...3).map { _ in try storage.nextNumber(of: sequence) }
                }
                #expect(numbers == [1, 2, 3])
            }
            #expect(try reopened().write { try $0.nextNumber(of: .purchaseOrder) } == 4)
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aNumberOfATransactionThatFailedWasNeverGiven(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            #expect(try storage.write { try $0.nextNumber(of: .round) } == 1)
            #expect(throws: Stop.self) {
                try storage.write { state throws in
                    #expect(try state.nextNumber(of: .round) == 2)
                    throw Stop()
                }
            }
            #expect(try storage.write { try $0.nextNumber(of: .round) } == 2)
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func skippedNumbersAreNeverGiven(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            try storage.write { try $0.skipNumbers(of: .purchaseOrder, through: 0) }
            #expect(try storage.write { try $0.nextNumber(of: .purchaseOrder) } == 1)
            for (skipped, next) in [(7, 8), (8, 9), (3, 10)] {
                try storage.write { try $0.skipNumbers(of: .purchaseOrder, through: skipped) }
                #expect(try reopened().write { try $0.nextNumber(of: .purchaseOrder) } == next)
            }
            #expect(try storage.write { try $0.nextNumber(of: .round) } == 1)
        }
    }

    // MARK: Runs

    @Test(arguments: StorageUnderTest.available)
    func aSlotIsClaimedOnce(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            let first = Sample.run("a", slot: "2026-03-04")
            #expect(try storage.write { try $0.insertRun(first) })
            let again = Sample.run("b", slot: "2026-03-04")
            #expect(try !reopened().write { try $0.insertRun(again) })
            try storage.read { state throws in
                #expect(try state.run(slot: "2026-03-04") == first)
                #expect(try state.run(slot: "") == nil)
                #expect(try state.latestRun() == first)
            }
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func runsWithoutASlotNeverStandInEachOthersWay(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            #expect(try storage.read { try $0.latestRun() } == nil)
            for id in ["b", "a"] {
                #expect(try storage.write { try $0.insertRun(Sample.run(id)) })
            }
            #expect(try storage.read { try $0.latestRun() } == Sample.run("a"))
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aRunIsFinishedInItsRow(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            var run = Sample.run("r-1", slot: Sample.wildText)
            try storage.write { state throws in
                try state.insertRound(Sample.round(3))
                #expect(try state.insertRun(run))
            }
            run.round = RoundNumber(value: 3)
            run.finishedAt = .latest
            run.exitCode = 255
            run.report = Sample.wildText
            let finished = run
            try storage.write { try $0.updateRun(finished) }
            try reopened().read { state throws in
                #expect(try state.latestRun() == finished)
                #expect(try state.run(slot: Sample.wildText) == finished)
            }
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aRunThatContradictsWhatIsThereIsRefused(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            _ = try storage.write { try $0.insertRun(Sample.run("a", slot: "s")) }
            #expect(
                try storage.refusal { _ = try $0.insertRun(Sample.run("a", slot: "t")) }
                    == .refused)
            #expect(try storage.refusal { _ = try $0.insertRun(Sample.run("")) } == .refused)
            #expect(
                try storage.refusal { _ = try $0.insertRun(Sample.run("b", slot: "\0")) }
                    == .refused)
            for unknown in [Sample.run("b", slot: "s"), Sample.run("a", slot: "t")] {
                #expect(try storage.refusal { try $0.updateRun(unknown) } == .refused)
            }
            var run = Sample.run("a", slot: "s")
            run.exitCode = 256
            let failed = run
            #expect(try storage.refusal { try $0.updateRun(failed) } == .refused)
            run.exitCode = 0
            run.round = RoundNumber(value: 9)
            let strange = run
            #expect(try storage.refusal { try $0.updateRun(strange) } == .refused)
        }
    }
}

/// Ends a transaction.
struct Stop: Error {}
