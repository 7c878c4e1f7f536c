import Procurement
import Storage
import Testing

@Suite struct DeskStorageTests {
    private func withOrders(
        _ subject: StorageUnderTest,
        _ body: (any BrokerStorage, @escaping () throws -> any BrokerStorage) throws -> Void
    ) throws {
        try subject.run { storage, reopened throws in
            try storage.write { state throws in
                try state.insertRound(Sample.round(1))
                try state.insertPurchaseOrder(Sample.order("PO-1"))
                try state.insertPurchaseOrder(Sample.fullOrder("PO-2"))
            }
            try body(storage, reopened)
        }
    }

    private func record(_ message: SupplierMessage) throws -> DeskMessageRecord {
        DeskMessageRecord(message: message, takenAt: Sample.moment(3), source: Sample.wildText)
    }

    @Test(arguments: StorageUnderTest.available)
    func everyFieldOfAMessageComesBack(_ subject: StorageUnderTest) throws {
        try withOrders(subject) { storage, reopened throws in
            let records = try Sample.deskMessages().map { try record($0) }
            try storage.write { state throws in
                for record in records { try state.insertDeskMessage(record) }
            }
            try reopened().read { state throws in
                #expect(try state.deskMessages(of: nil) == records)
                #expect(try state.deskMessages(of: PurchaseOrderNumber("PO-2")) == records)
                #expect(try state.deskMessages(of: PurchaseOrderNumber("PO-1")) == [])
            }
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aMessageIsStoredOnceAndOnlyForAKnownOrder(_ subject: StorageUnderTest) throws {
        try withOrders(subject) { storage, _ throws in
            let message = try Sample.deskMessages()[1]
            try storage.write { try $0.insertDeskMessage(record(message)) }
            #expect(
                try storage.refusal { try $0.insertDeskMessage(record(message)) } == .refused)
            let stray = try SupplierMessage(
                kind: .acknowledgment, document: message.document,
                order: PurchaseOrderNumber("PO-9"), writtenAt: message.writtenAt,
                statements: message.statements)
            #expect(try storage.refusal { try $0.insertDeskMessage(record(stray)) } == .refused)
            #expect(try storage.read { try $0.deskMessages(of: nil) }.count == 1)
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func decisionsComeBackInTheOrderInWhichTheyWereMade(_ subject: StorageUnderTest) throws {
        try withOrders(subject) { storage, reopened throws in
            let decisions = try [
                Sample.deskDecision("PO-2", .refuse), Sample.deskDecision("PO-1", .accept),
                Sample.deskDecision("PO-2", .accept),
            ]
            try storage.write { state throws in
                for decision in decisions { try state.insertDeskDecision(decision) }
            }
            try reopened().read { state throws in
                #expect(try state.deskDecisions(of: nil) == decisions)
                #expect(
                    try state.deskDecisions(of: PurchaseOrderNumber("PO-2"))
                        == [decisions[0], decisions[2]])
            }
            let stray = try Sample.deskDecision("PO-9", .accept)
            #expect(try storage.refusal { try $0.insertDeskDecision(stray) } == .refused)
        }
    }
}
