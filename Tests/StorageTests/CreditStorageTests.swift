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
}
