import Procurement
import Storage
import Testing

@Suite struct SubstituteStorageTests {
    private func withDelivery(
        _ subject: StorageUnderTest,
        _ body: (any BrokerStorage, @escaping () throws -> any BrokerStorage) throws -> Void
    ) throws {
        try subject.run { storage, reopened throws in
            try storage.write { try $0.recordDelivery(Sample.delivery("d-1"), problems: []) }
            try body(storage, reopened)
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func everyFieldComesBackInTheOrderOfKeys(_ subject: StorageUnderTest) throws {
        try withDelivery(subject) { storage, reopened throws in
            let statements = try Sample.substituteStatements(delivery: "d-1")
            let decisions = try Sample.substituteDecisions()
            try storage.write { state throws in
                try state.saveSubstituteStatements(statements.reversed())
                for decision in decisions { try state.insertSubstituteDecision(decision) }
            }
            try reopened().read { state throws in
                #expect(try state.substituteStatements() == statements)
                #expect(try state.substituteDecisions() == decisions)
            }
        }
    }

    /// What is stated again, or no longer, is the same statement.
    @Test(arguments: StorageUnderTest.available)
    func aStatementIsReplacedByItsKey(_ subject: StorageUnderTest) throws {
        try withDelivery(subject) { storage, _ throws in
            var statements = try Sample.substituteStatements(delivery: "d-1")
            try storage.write { try $0.saveSubstituteStatements(statements) }
            statements[0].withdrawnAt = Sample.moment(9)
            try storage.write { try $0.saveSubstituteStatements([statements[0]]) }
            #expect(try storage.read { try $0.substituteStatements() } == statements)
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func whatCannotBeIsRefused(_ subject: StorageUnderTest) throws {
        try withDelivery(subject) { storage, _ throws in
            let stray = try Sample.substituteStatements(delivery: "d-9")
            var early = try Sample.substituteStatements(delivery: "d-1")[0]
            early.withdrawnAt = Sample.moment(1)
            let decision = try SubstituteDecision(
                item: ItemID("I-1"), substitute: ItemID("I-1"), verdict: .approved, cost: .zero,
                person: "Ann", at: Sample.moment(1), reason: "")
            let nobody = try SubstituteDecision(
                item: ItemID("I-1"), substitute: ItemID("I-2"), verdict: .approved, cost: .zero,
                person: "", at: Sample.moment(1), reason: "")
            #expect(
                try storage.refusal { try $0.saveSubstituteStatements(stray) } == .refused)
            #expect(
                try storage.refusal { try $0.saveSubstituteStatements([early]) } == .refused)
            for wrong in [decision, nobody] {
                #expect(
                    try storage.refusal { try $0.insertSubstituteDecision(wrong) } == .refused)
            }
            #expect(try storage.read { try $0.substituteStatements() }.isEmpty)
            #expect(try storage.read { try $0.substituteDecisions() }.isEmpty)
        }
    }
}

extension Sample {
    /// One statement of each relation, in the order of their keys, one of them withdrawn.
    static func substituteStatements(delivery: String) throws -> [SubstituteStatement] {
        func statement(
            _ part: String, _ substitute: String, _ relation: SubstituteRelation,
            isOnSubstitute: Bool = false, withdrawnAt: Timestamp? = nil
        ) throws -> SubstituteStatement {
            let key = SubstituteStatement.Key(
                feed: try FeedName("prices"), supplier: try SupplierID("S-1"),
                part: try SupplierPart(part), substitute: try SupplierPart(substitute),
                relation: relation)
            return SubstituteStatement(
                key: key, statedOn: isOnSubstitute ? key.substitute : key.part,
                delivery: delivery, file: wildText, line: 3, column: 0,
                firstStatedAt: moment(4), lastStatedAt: moment(5), withdrawnAt: withdrawnAt)
        }
        return [
            try statement("P", "Q", .alternate),
            try statement("P", "Q", .substitute, withdrawnAt: moment(6)),
            try statement("P", "Größe 8", .successor, isOnSubstitute: true),
        ].sorted { $0.key < $1.key }
    }

    /// An approval, and the second thoughts about it.
    static func substituteDecisions() throws -> [SubstituteDecision] {
        try [SubstituteDecision.Verdict.approved, .rejected].map { verdict in
            try SubstituteDecision(
                item: ItemID("I-1"), substitute: ItemID("Ä"), verdict: verdict,
                cost: number("0.5"), person: wildText, at: moment(7), reason: wildText)
        }
    }
}
