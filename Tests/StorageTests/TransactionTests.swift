import Procurement
import Storage
import Testing

@Suite struct TransactionTests {
    @Test(arguments: StorageUnderTest.available)
    func aBodyThatThrowsChangesNothing(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            try storage.write { try Population.write(to: $0) }
            let before = try storage.read { try $0.everything() }
            #expect(throws: Stop.self) {
                try storage.write { storage throws in
                    try storage.replaceMasterSnapshot(MasterSnapshot())
                    try storage.replaceStock([])
                    try storage.replaceSnapshot(
                        Sample.snapshot(version: 9), offers: [], availabilities: [])
                    _ = try storage.nextNumber(of: .purchaseOrder)
                    try storage.insertPurchaseOrder(Sample.order("PO-9"))
                    try storage.updateOutboxMessage("m-1", to: .sent, at: .latest)
                    throw Stop()
                }
            }
            #expect(try storage.read { try $0.everything() } == before)
            #expect(try reopened().read { try $0.everything() } == before)
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aTransactionReadsItsOwnChanges(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            try storage.write { state throws in
                try state.replaceStock([Sample.stock("A", "", "1")])
                #expect(try state.stock().count == 1)
            }
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aRefusedChangeSpoilsItsTransactionEvenIfTheErrorIsCaught(
        _ subject: StorageUnderTest
    ) throws {
        try subject.run { storage throws in
            let code = try storage.refusal { storage throws in
                try storage.replaceStock([Sample.stock("A", "", "1")])
                let twice = try [Sample.inbound("a", "1"), Sample.inbound("a", "-1")]
                #expect(throws: StorageError.self) { try storage.replaceInbound(twice) }
                #expect(throws: StorageError.self) { try storage.replaceStock([]) }
            }
            #expect(code == .refused)
            #expect(try storage.read { try $0.stock() }.isEmpty)
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func theResultOfABodyIsPassedOn(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            let written = try storage.write { _ in "written" }
            #expect(written == "written")
            let read = try storage.read { _ in 7 }
            #expect(read == 7)
            #expect(throws: Stop.self) { try storage.read { _ in throw Stop() } }
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func writersOfOneProcessTakeTurns(_ subject: StorageUnderTest) async throws {
        // The folder must outlive the tasks, so that they are waited for inside.
        let counts = try subject.numbersTakenByManyTasks(tasks: 4, each: 25)
        #expect(counts.sorted() == Array(1...100))
    }

    @Test func aTransactionIsNotUsedAfterItsBody() async {
        await #expect(processExitsWith: .failure) {
            var leaked: (any StorageReading)?
            try InMemoryStorage().read { leaked = $0 }
            _ = try leaked?.stock()
        }
    }
}
