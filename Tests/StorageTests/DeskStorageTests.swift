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
            let records = try (Sample.deskMessages() + Sample.statedMessages()).map {
                try record($0)
            }
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

    /// What replaced a notice is kept once, for its supplier.
    @Test(arguments: StorageUnderTest.available)
    func whatReplacedANoticeIsKeptOnce(_ subject: StorageUnderTest) throws {
        try withOrders(subject) { storage, reopened throws in
            let records = try Sample.noticeReplacements()
            for _ in 1...2 {
                try storage.write { state throws in
                    for record in records.reversed() { try state.noteReplacement(record) }
                }
            }
            try reopened().read { state throws in
                let (first, second) = (records[0].supplier, records[2].supplier)
                let own = try state.noticeReplacements(of: first, notice: "N")
                #expect(own == [records[0], records[1]])
                #expect(try state.noticeReplacements(of: second, notice: "N") == [records[2]])
                #expect(try state.noticeReplacements(of: first, notice: "M").isEmpty)
            }
        }
    }

    /// A notice is known in an order by its number, or by that with the order behind it.
    @Test(arguments: StorageUnderTest.available)
    func ordersOfANoticeAreFound(_ subject: StorageUnderTest) throws {
        func notice(
            _ number: String, _ order: String, replacing: String? = nil
        ) throws
            -> DeskMessageRecord
        {
            let part = ShippedPart(line: 1, quantity: .zero, shippedOn: .latest)
            return try record(
                SupplierMessage(
                    kind: .shipNotice, document: SupplierDocumentID(number),
                    order: PurchaseOrderNumber(order), writtenAt: Sample.moment(1),
                    statements: [.shipped(part)],
                    replaces: replacing.map { try SupplierDocumentID($0) }))
        }
        try withOrders(subject) { storage, reopened throws in
            let records = try [
                notice("N", "PO-1"), notice("M/PO-1", "PO-1"), notice("L/PO-2", "PO-1"),
                notice("N", "PO-2"), notice("K/9", "PO-1", replacing: "K"),
            ]
            try storage.write { state throws in
                for record in records { try state.insertDeskMessage(record) }
            }
            try reopened().read { state throws in
                for (number, orders) in [
                    "N": ["PO-1"], "M": ["PO-1"], "K": ["PO-1"], "L": [], "L/PO-2": ["PO-1"],
                    "M/PO-1": [], "K/9": [],
                ] {
                    let found = try state.orders(of: SupplierID("S-1"), inNotice: number)
                    #expect(found.map(\.rawValue) == orders, "\(number)")
                }
                let others = try state.orders(of: SupplierID("S-2"), inNotice: "N")
                #expect(others.map(\.rawValue) == ["PO-2"])
            }
        }
    }

    /// Changes come back with their order, whatever is stored of it since.
    @Test(arguments: StorageUnderTest.available)
    func changesComeBackWithTheirOrder(_ subject: StorageUnderTest) throws {
        try withOrders(subject) { storage, reopened throws in
            var changes = try Sample.orderChanges()
            changes.append(
                try OrderChange(
                    order: changes[0].order, sequence: 3, date: .latest,
                    requestedAt: Sample.moment(5), person: "", reason: "more",
                    requests: [
                        OrderChange.Request(
                            line: 1, quantity: FixedPoint(parsing: "3"), previousQuantity: .zero)
                    ]))
            try storage.write { state throws in
                for change in changes { try state.insertOrderChange(change) }
                try state.insertDeskMessage(record(Sample.answerToAChange()))
                try state.updatePurchaseOrder(
                    Sample.fullOrder("PO-2"), event: Sample.event(1, of: "PO-2"))
            }
            try reopened().read { state throws in
                let order = try state.purchaseOrder(PurchaseOrderNumber("PO-2"))
                #expect(order?.changes == changes)
                #expect(try state.purchaseOrders().map(\.changes) == [[], changes])
                #expect(try state.deskMessages(of: nil).map(\.message.change) == [1])
            }
            #expect(try storage.refusal { try $0.insertOrderChange(changes[0]) } == .refused)
            let stray = try OrderChange(
                order: PurchaseOrderNumber("PO-9"), sequence: 1, date: .latest,
                requestedAt: Sample.moment(1), person: "", reason: "",
                requests: changes[0].requests)
            #expect(try storage.refusal { try $0.insertOrderChange(stray) } == .refused)
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aFollowUpIsClaimedOnce(_ subject: StorageUnderTest) throws {
        try withOrders(subject) { storage, reopened throws in
            let steps = try [Sample.followUp("PO-1"), Sample.followUp("PO-1", attempt: 2)]
            #expect(try storage.write { try $0.claimFollowUp(steps[0]) })
            #expect(try !storage.write { try $0.claimFollowUp(steps[0]) })
            #expect(try storage.write { try $0.claimFollowUp(steps[1]) })
            #expect(try reopened().read { try $0.followUps() } == steps)
            let stray = try Sample.followUp("PO-9")
            #expect(try storage.refusal { _ = try $0.claimFollowUp(stray) } == .refused)
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
