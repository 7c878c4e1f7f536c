import Procurement
import Storage
import Testing

/// Credits for waiting in both storages: one for each delay, and never more than the budget.
@Suite struct CreditStorageTests {
    @Test(arguments: StorageUnderTest.available)
    func everyFieldComesBackWithWhatBecameOfIt(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            try storage.write { try Population.write(to: $0) }
            var expected = try Sample.credits()
            expected[0].outcome = Sample.acceptance
            #expect(try reopened().read { try $0.credits() } == expected)
        }
    }

    /// 25 of 100 are given and 5 reserved, so 70 are left.
    @Test(arguments: StorageUnderTest.available)
    func whatIsOpenOrAcceptedStaysWithinTheBudget(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            try storage.write { try Population.write(to: $0) }
            func refusal(_ amount: String, _ budget: CreditBudgetPeriod) throws -> Bool {
                let credit = try Sample.credit(
                    3, "C/1", amount: amount, budget: budget, letter: 4)
                return try storage.refusal { try $0.insertCredit(credit) } == .refused
            }
            #expect(try refusal("70.000001", Sample.budget()))
            // A lowered budget takes nothing back, and grants nothing.
            #expect(try refusal("1", Sample.budget("30")))
            #expect(try refusal("0", Sample.budget()))
            // What was declined is free again.
            try storage.write { state throws in
                try state.endCredit(
                    2, CreditOutcome(kind: .declined, at: .latest, consent: nil))
            }
            #expect(try refusal("75.000001", Sample.budget()))
            try storage.write {
                try $0.insertCredit(Sample.credit(3, "C/1", amount: "75", letter: 4))
            }
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aLineHasOneOpenCreditAndOneForADay(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            try storage.write { try Population.write(to: $0) }
            let refused = [
                // Open already; the same delay again; not the next delay; not the next number.
                try Sample.credit(3, "B/1", delay: 2, until: "2026-03-20", letter: 4),
                try Sample.credit(3, "A/1", delay: 2, letter: 4),
                try Sample.credit(3, "A/1", delay: 3, until: "2026-03-20", letter: 4),
                try Sample.credit(4, "A/1", delay: 2, until: "2026-03-20", letter: 4),
                try Sample.credit(3, "A/1", delay: 2, until: "2026-03-20", letter: 9),
            ]
            for credit in refused {
                #expect(try storage.refusal { try $0.insertCredit(credit) } == .refused)
            }
            try storage.write {
                try $0.insertCredit(
                    Sample.credit(3, "A/1", delay: 2, until: "2026-03-20", letter: 4))
            }
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aCreditEndsOnceAndIsAcceptedByItsAnswerAlone(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            try storage.write { try Population.write(to: $0) }
            let refused: [(Int, CreditOutcome)] = [
                (1, CreditOutcome(kind: .declined, at: .latest, consent: nil)),
                (2, CreditOutcome(kind: .accepted, at: .latest, consent: nil)),
                (2, CreditOutcome(kind: .accepted, at: .latest, consent: 2)),
                (2, CreditOutcome(kind: .declined, at: .latest, consent: 1)),
                (3, CreditOutcome(kind: .expired, at: .latest, consent: nil)),
            ]
            for (number, outcome) in refused {
                #expect(
                    try storage.refusal { try $0.endCredit(number, outcome) } == .refused,
                    "\(number) \(outcome)")
            }
        }
    }

    // MARK: - Set aside by rounds

    @Test(arguments: StorageUnderTest.available)
    func whatIsSetAsideComesBackWithItsEnd(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            try storage.write { try Population.write(to: $0) }
            var expected = try Sample.setAsideCredits()
            expected[0].outcome = Sample.setAsideOffer
            #expect(try reopened().read { try $0.setAsideCredits() } == expected)
        }
    }

    /// 25 of 100 are given, 5 open and 10 set aside for `C/1`, so 60 are left for others.
    @Test(arguments: StorageUnderTest.available)
    func whatIsSetAsideIsKeptFromOthers(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            try storage.write { try Population.write(to: $0) }
            func refusal(_ credit: SetAsideCredit) throws -> Bool {
                try storage.refusal { try $0.insertSetAsideCredit(credit) } == .refused
            }
            #expect(try refusal(Sample.setAside(3, "D/1", amount: "60.000001")))
            #expect(try refusal(Sample.setAside(3, "D/1", amount: "0")))
            #expect(try refusal(Sample.setAside(3, "D/1", round: 9)))
            #expect(try refusal(Sample.setAside(4, "D/1")))
            #expect(try refusal(Sample.setAside(3, "C/1")))
            func offer(_ line: String, _ amount: String, _ limit: String = "100") throws -> Bool {
                let credit = try Sample.credit(
                    3, line, amount: amount, budget: Sample.budget(limit), letter: 4)
                return try storage.refusal { try $0.insertCredit(credit) } == .refused
            }
            #expect(try offer("D/1", "60.000001"))
            // Of a lowered budget its own line still has what was set aside, and no more.
            #expect(try offer("C/1", "10.000001", "40"))
            #expect(try !offer("C/1", "10", "40"))
            try storage.write { state throws in
                try state.endSetAsideCredit(
                    2, SetAsideOutcome(kind: .offered, at: .latest, credit: 3))
            }
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func whatIsSetAsideEndsOnce(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            try storage.write { try Population.write(to: $0) }
            let refused: [(Int, SetAsideOutcome)] = [
                (1, SetAsideOutcome(kind: .expired, at: .latest)),
                (2, SetAsideOutcome(kind: .offered, at: .latest)),
                (2, SetAsideOutcome(kind: .offered, at: .latest, credit: 1)),
                (2, SetAsideOutcome(kind: .expired, at: .latest, credit: 2)),
                (3, SetAsideOutcome(kind: .expired, at: .latest)),
            ]
            for (number, outcome) in refused {
                #expect(
                    try storage.refusal { try $0.endSetAsideCredit(number, outcome) } == .refused,
                    "\(number) \(outcome)")
            }
            try storage.write { state throws in
                try state.endSetAsideCredit(2, SetAsideOutcome(kind: .expired, at: .latest))
                try state.insertSetAsideCredit(Sample.setAside(3, "C/1", amount: "70"))
            }
        }
    }
}
