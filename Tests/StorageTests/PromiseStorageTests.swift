import Procurement
import Storage
import Testing

@Suite struct PromiseStorageTests {
    @Test(arguments: StorageUnderTest.available)
    func everyFieldOfAPromiseComesBack(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            let records = try Sample.promises()
            try storage.write { state throws in
                for record in records { try state.insertPromise(record) }
            }
            #expect(try reopened().read { try $0.promises() } == records)
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func promisesOfALineFollowEachOther(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            let records = try Sample.promises()
            let (first, second) = (records[0], records[1])
            let early = try storage.refusal { try $0.insertPromise(second) }
            #expect(early == .refused)
            try storage.write { try $0.insertPromise(first) }
            let again = try storage.refusal { try $0.insertPromise(first) }
            #expect(again == .refused)
            try storage.write { try $0.insertPromise(second) }
            let stored = try storage.read { try $0.promises() }
            #expect(stored == [first, second])
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aPromiseWithHalfADateIsRefused(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            let first = try Sample.promises()[0]
            for (promised, median) in [
                (first.promised, nil), (nil, first.promised),
                (first.median, first.promised),
            ] {
                let broken = PromiseRecord(
                    line: first.line, sequence: 1, at: first.at, promised: promised,
                    median: median, receipts: nil, supplierReceipts: nil, reason: "")
                let refusal = try storage.refusal { try $0.insertPromise(broken) }
                #expect(refusal == .refused)
            }
        }
    }
}
