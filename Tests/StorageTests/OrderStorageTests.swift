import Procurement
import Storage
import Testing

@Suite struct OrderStorageTests {
    private func withOrder(
        _ subject: StorageUnderTest,
        _ body: (any BrokerStorage, @escaping () throws -> any BrokerStorage) throws -> Void
    ) throws {
        try subject.run { storage, reopened throws in
            try storage.write { state throws in
                try state.insertRound(Sample.round(1))
                try state.insertPurchaseOrder(Sample.order("PO-1"))
            }
            try body(storage, reopened)
        }
    }

    // MARK: Purchase orders

    @Test(arguments: StorageUnderTest.available)
    func everyFieldOfAPurchaseOrderComesBack(_ subject: StorageUnderTest) throws {
        try withOrder(subject) { storage, reopened throws in
            let full = try Sample.fullOrder("BO Ω-1")
            try storage.write { try $0.insertPurchaseOrder(full) }
            try reopened().read { state throws in
                #expect(try state.purchaseOrders() == [full, Sample.order("PO-1")])
                #expect(try state.purchaseOrder(full.number) == full)
                #expect(try state.purchaseOrder(PurchaseOrderNumber("PO-2")) == nil)
                #expect(try state.purchaseOrderEvents(full.number).isEmpty)
            }
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aPurchaseOrderIsInsertedOnceAndOfAKnownRound(_ subject: StorageUnderTest) throws {
        try withOrder(subject) { storage, _ throws in
            let same = try Sample.order("PO-1", lines: [Sample.orderLine(1, units: 99)])
            #expect(try storage.refusal { try $0.insertPurchaseOrder(same) } == .refused)
            let stray = try Sample.order("PO-2", round: 2)
            #expect(try storage.refusal { try $0.insertPurchaseOrder(stray) } == .refused)
            #expect(try storage.read { try $0.purchaseOrders() } == [Sample.order("PO-1")])
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func anUpdateReplacesTheOrderAndAppendsItsEvent(_ subject: StorageUnderTest) throws {
        try withOrder(subject) { storage, reopened throws in
            let full = try Sample.fullOrder("PO-1")
            let last = try Sample.order("PO-1", lines: [Sample.orderLine(3)])
            let events = try [Sample.event(1), Sample.event(2, line: .max)]
            try storage.write { try $0.updatePurchaseOrder(full, event: events[0]) }
            #expect(try storage.read { try $0.purchaseOrders() } == [full])
            try storage.write { try $0.updatePurchaseOrder(last, event: events[1]) }
            try reopened().read { state throws in
                #expect(try state.purchaseOrders() == [last])
                #expect(try state.purchaseOrderEvents(last.number) == events)
            }
        }
    }

    @Test(arguments: StorageUnderTest.available, [0, -1, 2])
    func theEventsOfAnOrderHaveNoGaps(_ subject: StorageUnderTest, _ sequence: Int) throws {
        try withOrder(subject) { storage, _ throws in
            let before = try storage.read { try $0.everything() }
            let code = try storage.refusal {
                try $0.updatePurchaseOrder(
                    Sample.fullOrder("PO-1"), event: Sample.event(sequence))
            }
            #expect(code == .refused)
            #expect(try storage.read { try $0.everything() } == before)
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func anEventOfAnotherOrUnknownOrderIsRefused(_ subject: StorageUnderTest) throws {
        try withOrder(subject) { storage, _ throws in
            let other = try storage.refusal {
                try $0.updatePurchaseOrder(
                    Sample.order("PO-1"), event: Sample.event(1, of: "PO-2"))
            }
            #expect(other == .refused)
            let unknown = try storage.refusal {
                try $0.updatePurchaseOrder(
                    Sample.order("PO-2"), event: Sample.event(1, of: "PO-2"))
            }
            #expect(unknown == .refused)
            let strayRound = try storage.refusal {
                try $0.updatePurchaseOrder(
                    Sample.order("PO-1", round: 2), event: Sample.event(1))
            }
            #expect(strayRound == .refused)
        }
    }

    // MARK: Outbox

    @Test(arguments: StorageUnderTest.available)
    func everyFieldOfAMessageComesBackInTheOrderOfInsertion(
        _ subject: StorageUnderTest
    ) throws {
        try withOrder(subject) { storage, reopened throws in
            let first = try Sample.message("m-2", revision: .max, fileName: Sample.wildestText)
            let empty = OutboxMessage(
                id: "m-1", order: first.order, revision: 0, supplier: first.supplier, format: "",
                folder: "", fileName: "x", bytes: [], sha256: Sample.otherDigest, state: .sent,
                createdAt: .earliest, changedAt: .latest)
            try storage.write { state throws in
                try state.insertOutboxMessage(first)
                try state.insertOutboxMessage(empty)
            }
            #expect(try reopened().read { try $0.outboxMessages() } == [first, empty])
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func theMarkOfIssuingIsTheLastNumberWhatLeftAndTheLastDocument(
        _ subject: StorageUnderTest
    ) throws {
        try withOrder(subject) { storage, reopened throws in
            let none = IssueMark(number: 0, departed: 0, order: "", sha256: "")
            #expect(try storage.read { try $0.issueMark() } == none)
            let second = try Sample.message("m-1", order: "PO-2", fileName: "second.csv")
            try storage.write { state throws in
                for _ in 1...2 { _ = try state.nextNumber(of: .purchaseOrder) }
                try state.insertPurchaseOrder(Sample.order("PO-2"))
                try state.insertOutboxMessage(Sample.message("m-2"))
                try state.insertOutboxMessage(second)
                try state.updateOutboxMessage("m-2", to: .sent, at: Sample.moment(1))
            }
            let expected = IssueMark(
                number: 2, departed: 1, order: "PO-2", sha256: second.sha256)
            #expect(try reopened().read { try $0.issueMark() } == expected)
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aMessageOfAnOrderAndRevisionIsStoredOnce(_ subject: StorageUnderTest) throws {
        try withOrder(subject) { storage, _ throws in
            try storage.write { state throws in
                try state.insertPurchaseOrder(Sample.order("PO-2"))
                try state.insertOutboxMessage(Sample.message("m-1"))
            }
            let refused = try [
                Sample.message("m-1", revision: 2, fileName: "other.csv"),
                Sample.message("m-2", fileName: "other.csv"),
                Sample.message("m-2", order: "PO-2", fileName: "m-1.csv"),
                Sample.message("m-2", order: "PO-3"), Sample.message("", order: "PO-2"),
                Sample.message("m-2", order: "PO-2", fileName: ""),
                Sample.message("m-2", revision: -1),
            ]
            for message in refused {
                let code = try storage.refusal { try $0.insertOutboxMessage(message) }
                #expect(code == .refused, "\(message.id) \(message.order) \(message.fileName)")
            }
            let otherSupplier = try Sample.message(
                "m-2", order: "PO-2", supplier: "S-2", fileName: "m-1.csv")
            try storage.write { try $0.insertOutboxMessage(otherSupplier) }
            #expect(try storage.read { try $0.outboxMessages() }.count == 2)
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aMessageChangesItsStateAndStaysSent(_ subject: StorageUnderTest) throws {
        try withOrder(subject) { storage, reopened throws in
            try storage.write { try $0.insertOutboxMessage(Sample.message("m")) }
            let steps: [(OutboxState, StorageError.Code?)] = [
                (.staged, nil), (.intended, nil), (.staged, nil), (.sent, nil), (.sent, nil),
                (.staged, .refused), (.intended, .refused),
            ]
            for (index, (state, expected)) in steps.enumerated() {
                let code = try storage.refusal {
                    try $0.updateOutboxMessage(
                        "m", to: state, at: Sample.moment(Int64(index)))
                }
                #expect(code == expected)
            }
            let message = try #require(try reopened().read { try $0.outboxMessages() }.first)
            #expect(message.state == .sent)
            #expect(message.changedAt == Sample.moment(4))
            #expect(message.createdAt == Sample.moment(1))
            let unknown = try storage.refusal {
                try $0.updateOutboxMessage("n", to: .sent, at: .latest)
            }
            #expect(unknown == .refused)
        }
    }
}
