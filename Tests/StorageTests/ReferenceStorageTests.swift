import Procurement
import Storage
import Testing

@Suite struct ReferenceStorageTests {
    // MARK: Master data

    @Test(arguments: StorageUnderTest.available)
    func everyFieldOfTheMasterDataComesBack(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            #expect(try storage.read { try $0.masterSnapshot() } == MasterSnapshot())
            let master = try Sample.master()
            try storage.write { try $0.replaceMasterSnapshot(master) }
            #expect(try storage.read { try $0.masterSnapshot() } == master)
            #expect(try reopened().read { try $0.masterSnapshot() } == master)
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func masterDataIsReplacedAsAWholeAndComesInOrderOfItsKeys(
        _ subject: StorageUnderTest
    ) throws {
        try subject.run { storage throws in
            try storage.write { try $0.replaceMasterSnapshot(Sample.master()) }
            let items = try ["b", "é", "a", "e\u{301}", "B"].map { try Sample.item($0) }
            try storage.write { try $0.replaceMasterSnapshot(MasterSnapshot(items: items)) }
            let found = try storage.read { try $0.masterSnapshot() }
            #expect(
                found.items.map { Array($0.id.rawValue.utf8) }
                    == ["B", "a", "b", "e\u{301}", "é"].map { Array($0.utf8) })
            #expect(found.suppliers.isEmpty && found.references.isEmpty && found.shares.isEmpty)
        }
    }

    enum MasterFlaw: CaseIterable {
        case sameItem, sameSupplier, samePart, sameRule, sameSubstitute, sameShare
        case unknownItem, unknownSupplier, unknownSubstitute, unknownSharedItem
        case ownSubstitute, noBaseUnits, negativeSalvage, negativeFreight, negativeUnits
        case discountAboveAll, sharesDescend, shareAboveOne, nulInName
        case sameRate, noRate, rateOfNothing

        func spoil(_ master: inout MasterSnapshot) throws {
            let (item, stranger) = (try ItemID("I-1"), try ItemID("I-9"))
            let (supplier, unknown) = (try SupplierID("S-1"), try SupplierID("S-9"))
            let part = try SupplierPart("P-9")
            func share(_ least: Int64, _ most: Int64, _ item: ItemID) -> ShareRule {
                ShareRule(
                    supplier: supplier, item: item, minimumShare: FixedPoint(micros: least),
                    maximumShare: FixedPoint(micros: most))
            }
            switch self {
            case .sameItem: master.items.append(try Sample.item("I-1"))
            case .sameSupplier: master.suppliers.append(try Sample.supplier("S-1"))
            case .samePart: master.references.append(master.references[0])
            case .sameRule: master.rules.append(master.rules[0])
            case .sameSubstitute: master.substitutes.append(master.substitutes[0])
            case .sameShare: master.shares.append(master.shares[0])
            case .unknownItem:
                master.references.append(
                    ItemReference(
                        supplier: supplier, supplierPart: part, item: stranger, baseUnits: 1))
            case .unknownSupplier:
                master.rules.append(
                    ItemSupplierRule(item: item, supplier: unknown, status: .approved))
            case .unknownSubstitute:
                master.substitutes.append(
                    Substitute(item: item, substitute: stranger, cost: .zero))
            case .unknownSharedItem: master.shares.append(share(0, 1, stranger))
            case .ownSubstitute:
                master.substitutes.append(Substitute(item: item, substitute: item, cost: .zero))
            case .noBaseUnits:
                master.references.append(
                    ItemReference(supplier: supplier, supplierPart: part, item: item, baseUnits: 0))
            case .negativeSalvage:
                master.items.append(
                    Item(
                        id: stranger, name: "", unit: .each,
                        salvageValue: FixedPoint(micros: -1)))
            case .negativeFreight: try master.addSupplier(freight: FixedPoint(micros: -1))
            case .negativeUnits: try master.addSupplier(maximumUnits: -1)
            case .discountAboveAll:
                try master.addSupplier(percent: FixedPoint(micros: 100_000_001))
            case .sharesDescend: master.shares.append(share(2, 1, try ItemID("I-2")))
            case .shareAboveOne: master.shares.append(share(0, 1_000_001, try ItemID("I-2")))
            case .sameRate: master.rates.append(master.rates[0])
            case .noRate: try master.addRate(worth: .zero)
            case .rateOfNothing: try master.addRate(per: 0)
            case .nulInName: master.items.append(try Sample.item("I-9", name: "a\0b"))
            }
        }
    }

    @Test(arguments: StorageUnderTest.available, MasterFlaw.allCases)
    func masterDataThatContradictsItselfIsRefusedAndChangesNothing(
        _ subject: StorageUnderTest, _ flaw: MasterFlaw
    ) throws {
        try subject.run { storage throws in
            let master = try Sample.master()
            try storage.write { try $0.replaceMasterSnapshot(master) }
            var spoiled = master
            try flaw.spoil(&spoiled)
            let code = try storage.refusal { try $0.replaceMasterSnapshot(spoiled) }
            #expect(code == .refused)
            #expect(try storage.read { try $0.masterSnapshot() } == master)
        }
    }

    // MARK: Intake

    @Test(arguments: StorageUnderTest.available)
    func theLatestDocumentOfAKindIsTheOneRecordedLast(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            let second = Sample.document(.stock, fileName: Sample.wildText, rows: .max)
            try storage.write { state throws in
                #expect(try state.latestIntake(of: .stock) == nil)
                try state.recordIntake(Sample.document(.stock))
                try state.recordIntake(second)
                try state.recordIntake(second)
                try state.recordIntake(Sample.document(.backOrders, rows: 0))
            }
            try reopened().read { state throws in
                #expect(try state.latestIntake(of: .stock) == second)
                #expect(
                    try state.latestIntake(of: .backOrders) == Sample.document(.backOrders, rows: 0)
                )
                #expect(try state.latestIntake(of: .master) == nil)
            }
        }
    }

    @Test(
        arguments: StorageUnderTest.available,
        [
            IntakeDocument(
                kind: .stock, fileName: "", sha256: "abc", rowCount: 0, takenAt: .latest),
            IntakeDocument(
                kind: .stock, fileName: "", sha256: Sample.digest.uppercased(), rowCount: 0,
                takenAt: .latest),
            Sample.document(.stock, rows: -1), Sample.document(.stock, fileName: "\0"),
        ])
    func aDocumentWithoutASoundHashOrCountIsRefused(
        _ subject: StorageUnderTest, _ document: IntakeDocument
    ) throws {
        try subject.run { storage throws in
            #expect(try storage.refusal { try $0.recordIntake(document) } == .refused)
        }
    }

    // MARK: Back orders

    @Test(arguments: StorageUnderTest.available)
    func backOrderLinesAreInsertedOrReplacedByTheirIdentifier(
        _ subject: StorageUnderTest
    ) throws {
        try subject.run { storage, reopened throws in
            let full = try Sample.fullLine("Ä 1/10")
            let others = try ["A/10", "A/9", "A/x"].map { try Sample.line($0) }
            try storage.write { try $0.saveBackOrderLines([full] + others) }
            let changed = try Sample.line("A/9", open: "0")
            try storage.write { try $0.saveBackOrderLines([changed]) }
            let found = try reopened().read { try $0.backOrderLines() }
            #expect(found == [changed, others[0], others[2], full])
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func textsThatOnlyLookTheSameAreDifferentKeys(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            let lines = try ["caf\u{E9}/1", "cafe\u{301}/1"].map { try Sample.line($0) }
            let places = try ["caf\u{E9}", "cafe\u{301}"].map { try Sample.stock("I", $0, "1") }
            try storage.write { state throws in
                try state.saveBackOrderLines(lines)
                try state.replaceStock(places)
            }
            try storage.read { state throws in
                #expect(try state.backOrderLines().count == 2)
                #expect(try state.stock().map { $0.location.utf8.count } == [6, 5])
            }
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aNegativeOpenQuantityIsRefused(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            let line = try Sample.line("A/1", open: "-0.000001")
            #expect(try storage.refusal { try $0.saveBackOrderLines([line]) } == .refused)
        }
    }

    // MARK: Stock and inbound supply

    @Test(arguments: StorageUnderTest.available)
    func stockIsReplacedAndComesByItemAndLocation(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            let records = try [
                Sample.stock("B", "", "0"), Sample.stock("A", Sample.wildestText, "1"),
                Sample.stock("A", "", "9223372036854.775807"),
            ]
            try storage.write { try $0.replaceStock([Sample.stock("C", "", "3")]) }
            try storage.write { try $0.replaceStock(records) }
            let found = try reopened().read { try $0.stock() }
            #expect(found == [records[2], records[1], records[0]])
            try storage.write { try $0.replaceStock([]) }
            #expect(try storage.read { try $0.stock() }.isEmpty)
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func stockOfAnItemAndALocationIsStatedOnce(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            let record = try Sample.stock("A", "x", "1")
            #expect(try storage.refusal { try $0.replaceStock([record, record]) } == .refused)
            let negative = try Sample.stock("A", "x", "-1")
            #expect(try storage.refusal { try $0.replaceStock([negative]) } == .refused)
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func inboundSupplyIsReplacedAndKeepsItsOrderAndItsRepetitions(
        _ subject: StorageUnderTest
    ) throws {
        try subject.run { storage, reopened throws in
            let records = try [
                Sample.inbound("b", "1"), Sample.inbound("", "0"), Sample.inbound("b", "1"),
                Sample.inbound(Sample.wildestText, "9223372036854.775807"),
            ]
            try storage.write { try $0.replaceInbound([Sample.inbound("z", "1")]) }
            try storage.write { try $0.replaceInbound(records) }
            #expect(try reopened().read { try $0.inbound() } == records)
            let negative = try Sample.inbound("b", "-1")
            #expect(try storage.refusal { try $0.replaceInbound([negative]) } == .refused)
        }
    }
}

extension MasterSnapshot {
    fileprivate mutating func addRate(worth: FixedPoint = .one, per: Int64 = 1) throws {
        rates.append(
            ExchangeRate(currency: try Currency("CHF"), from: .latest, worth: worth, per: per))
    }

    fileprivate mutating func addSupplier(
        freight: FixedPoint = .zero, maximumUnits: Int64? = nil, percent: FixedPoint = .zero
    ) throws {
        suppliers.append(
            try Supplier(
                id: SupplierID("S-9"), name: "", currency: Currency("EUR"), calendar: "",
                contact: .none, paymentTerms: "", incoterm: "",
                terms: SupplierTerms(
                    orderCost: .zero, minimumOrderValue: .zero, minimumOrderSurcharge: nil,
                    freight: freight, freeFreightFrom: nil, maximumUnits: maximumUnits,
                    maximumValue: nil),
                discounts: [SupplierDiscount(threshold: .units(1), percent: percent)],
                orderFormat: .csv, isBlocked: false))
    }
}
