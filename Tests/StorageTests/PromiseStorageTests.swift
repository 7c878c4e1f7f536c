import Procurement
import Storage
import Testing

@Suite struct PromiseStorageTests {
    @Test(arguments: StorageUnderTest.available)
    func everyFieldOfAPromiseComesBack(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            let records = try Sample.promises() + [Sample.sharedPromise()]
            try storage.write { state throws in
                for record in records { try state.insertPromise(record) }
            }
            let expected = records.sorted { ($0.line, $0.sequence) < ($1.line, $1.sequence) }
            #expect(try reopened().read { try $0.promises() } == expected)
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aFirstPromiseEndsOnce(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            let endings = try Sample.promiseEndings()
            let unknown = try storage.refusal { try $0.insertPromiseEnding(endings[0]) }
            #expect(unknown == .refused)
            try storage.write { state throws in
                for record in try Sample.promises() { try state.insertPromise(record) }
                for record in endings { try state.insertPromiseEnding(record) }
            }
            let again = try storage.refusal { try $0.insertPromiseEnding(endings[0]) }
            #expect(again == .refused)
            #expect(
                try reopened().read { try $0.promiseEndings() }
                    == endings.sorted { $0.line < $1.line })
        }
    }

    /// It is the first date that counts, not one that was told later.
    @Test(arguments: StorageUnderTest.available)
    func onlyTheFirstPromiseComesToAnEnd(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            let first = try Sample.sharedPromise()
            let second = PromiseRecord(
                line: first.line, sequence: 2, at: first.at, promised: .earliest,
                median: .earliest, receipts: nil, supplierReceipts: nil, reason: "")
            try storage.write { state throws in
                try state.insertPromise(first)
                try state.insertPromise(second)
            }
            let refusal = try storage.refusal {
                try $0.insertPromiseEnding(
                    PromiseEndingRecord(
                        line: first.line, promised: .earliest, ending: .overdue, day: .latest,
                        at: first.at))
            }
            #expect(refusal == .refused)
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
            let dateless = PromiseRecord(
                line: first.line, sequence: 1, at: first.at, promised: nil, median: nil,
                receipts: nil, supplierReceipts: nil, reason: "",
                share: try QuantileLevel(millionths: 900_000))
            let refusal = try storage.refusal { try $0.insertPromise(dateless) }
            #expect(refusal == .refused)
        }
    }
}
