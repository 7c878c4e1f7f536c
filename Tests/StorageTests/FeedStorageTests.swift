import Procurement
import Storage
import Testing

@Suite struct FeedStorageTests {
    // MARK: Deliveries and problems

    @Test(arguments: StorageUnderTest.available)
    func deliveriesComeNewestFirstOfOneFeedOrAll(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            let first = try Sample.delivery("a", takenAt: 5)
            let second = try Sample.delivery("b", feed: "stock", takenAt: 9, status: .held)
            let third = try Sample.delivery("c", takenAt: 5, status: .rejected)
            try storage.write { storage throws in
                for delivery in [first, second, third] {
                    try storage.recordDelivery(delivery, problems: [])
                }
            }
            let prices = try FeedName("prices")
            try reopened().read { state throws in
                #expect(try state.feedDeliveries(of: nil, limit: 10) == [second, third, first])
                #expect(try state.feedDeliveries(of: prices, limit: .max) == [third, first])
                #expect(try state.feedDeliveries(of: prices, limit: 1) == [third])
                #expect(try state.feedDeliveries(of: prices, limit: 0).isEmpty)
                #expect(try state.feedDeliveries(of: FeedName("none"), limit: 9).isEmpty)
            }
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aDeliveryIsFoundByTheHashOfItsBytesWithinItsFeed(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            let first = try Sample.delivery("a", takenAt: 1)
            let again = try Sample.delivery("b", takenAt: 2)
            try storage.write { state throws in
                try state.recordDelivery(again, problems: [])
                try state.recordDelivery(first, problems: [])
            }
            try storage.read { state throws in
                let prices = try FeedName("prices")
                #expect(try state.feedDelivery(sha256: Sample.digest, feed: prices) == again)
                #expect(try state.feedDelivery(sha256: Sample.otherDigest, feed: prices) == nil)
                #expect(
                    try state.feedDelivery(sha256: Sample.digest, feed: FeedName("stock")) == nil)
            }
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func problemsOfADeliveryAreReplacedTogetherWithIt(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            let held = try Sample.delivery("d-1", status: .held)
            let problems = [
                Sample.problem(of: "d-1", line: 9, value: Sample.wildText),
                Sample.problem(of: "d-1", line: 0), Sample.problem(of: "d-1", line: .max),
            ]
            try storage.write { state throws in
                try state.recordDelivery(held, problems: problems)
                try state.recordDelivery(
                    Sample.delivery("d-2"), problems: [Sample.problem(of: "d-2", line: 1)])
            }
            #expect(try reopened().read { try $0.feedProblems(ofDelivery: "d-1") } == problems)
            try storage.write { state throws in
                try state.recordDelivery(held, problems: [problems[0]])
                try state.addProblems([problems[1]], to: held)
                try state.addProblems([], to: held)
                try state.addProblems([problems[2]], to: held)
            }
            #expect(try reopened().read { try $0.feedProblems(ofDelivery: "d-1") } == problems)
            let accepted = try Sample.delivery("d-1", takenAt: 3)
            try storage.write { state throws in
                try state.recordDelivery(accepted, problems: [problems[1]])
            }
            try storage.read { state throws in
                #expect(try state.feedProblems(ofDelivery: "d-1") == [problems[1]])
                #expect(try state.feedProblems(ofDelivery: "d-2").count == 1)
                #expect(try state.feedProblems(ofDelivery: "d-3").isEmpty)
                #expect(try state.feedDeliveries(of: nil, limit: 9).first == accepted)
            }
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aProblemShowsANULOfItsFileAsAPicture(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            let problem = Sample.problem(of: "d-1", line: 1, value: "12\0\0")
            try storage.write { state throws in
                try state.recordDelivery(Sample.delivery("d-1"), problems: [problem])
            }
            let found = try storage.read { try $0.feedProblems(ofDelivery: "d-1") }
            #expect(found.map(\.value) == ["12\u{2400}\u{2400}"])
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aProblemOfAnotherDeliveryOrPlaceIsRefused(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            for problem in [
                Sample.problem(of: "d-2", line: 1), Sample.problem(of: "d-1", line: -1),
            ] {
                let code = try storage.refusal {
                    try $0.recordDelivery(Sample.delivery("d-1"), problems: [problem])
                }
                #expect(code == .refused)
            }
            for delivery in [try Sample.delivery(""), try Sample.delivery("d", sha256: "x")] {
                #expect(
                    try storage.refusal { try $0.recordDelivery(delivery, problems: []) }
                        == .refused)
            }
        }
    }

    // MARK: Snapshots

    @Test(arguments: StorageUnderTest.available)
    func everyFieldOfASnapshotComesBack(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            let snapshot = try Sample.snapshot(version: .max)
            let offers = try [Sample.fullOffer("O-2"), Sample.offer("O-1")]
            let availabilities = try [
                Sample.availability("Q"), Sample.availability("P", onHand: "9223372036854.775807"),
            ]
            try storage.write { state throws in
                try state.recordDelivery(Sample.delivery("d-1"), problems: [])
                try state.replaceSnapshot(snapshot, offers: offers, availabilities: availabilities)
            }
            try reopened().read { state throws in
                #expect(try state.feedSnapshots() == [snapshot])
                #expect(try state.offers() == offers.reversed())
                #expect(try state.availabilities() == availabilities.reversed())
            }
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func aSnapshotReplacesThatOfItsFeedAndSupplierOnly(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            try storage.write { storage throws in
                try storage.recordDelivery(Sample.delivery("d-1"), problems: [])
                for (feed, supplier) in [("f", "S-1"), ("f", "S-2"), ("g", "S-1")] {
                    try storage.replaceSnapshot(
                        Sample.snapshot(feed: feed, supplier: supplier),
                        offers: [
                            Sample.offer("\(feed) \(supplier)", feed: feed, supplier: supplier)
                        ],
                        availabilities: [
                            Sample.availability("P", feed: feed, supplier: supplier)
                        ])
                }
            }
            try storage.write { state throws in
                try state.replaceSnapshot(
                    Sample.snapshot(feed: "f", supplier: "S-1", version: 2),
                    offers: [Sample.offer("new", feed: "f"), Sample.offer("f S-1", feed: "f")],
                    availabilities: [])
            }
            try storage.read { state throws in
                #expect(try state.feedSnapshots().map(\.version) == [2, 1, 1])
                #expect(
                    try state.offers().map(\.id.rawValue) == ["f S-1", "f S-2", "g S-1", "new"])
                #expect(try state.availabilities().map(\.supplier.rawValue) == ["S-2", "S-1"])
            }
        }
    }

    @Test(arguments: StorageUnderTest.available)
    func anOfferIsIdentifiedAcrossAllFeeds(_ subject: StorageUnderTest) throws {
        try subject.run { storage throws in
            try storage.write { state throws in
                try state.recordDelivery(Sample.delivery("d-1"), problems: [])
                try state.replaceSnapshot(
                    Sample.snapshot(feed: "f"), offers: [Sample.offer("O", feed: "f")],
                    availabilities: [])
            }
            let before = try storage.read { try $0.everything() }
            let code = try storage.refusal {
                try $0.replaceSnapshot(
                    Sample.snapshot(feed: "g"), offers: [Sample.offer("O", feed: "g")],
                    availabilities: [])
            }
            #expect(code == .refused)
            #expect(try storage.read { try $0.everything() } == before)
        }
    }

    enum SnapshotFlaw: CaseIterable {
        case unknownDelivery, noVersion, badFingerprint
        case sameOffer, samePart, otherFeed, otherSupplier, otherFeedOfAvailability
        case noPrice, twoUnits, twoCurrencies, breaksRepeat, breaksDescend, noMultiple
        case negativeMinimum, negativeOnHand

        func write(to storage: any StorageWriting) throws {
            let each = try Sample.pieces("1")
            func rules(_ minimum: Quantity, _ multiple: Quantity) -> OrderRules {
                OrderRules(
                    minimumQuantity: minimum, orderMultiple: multiple, maximumQuantity: .notStated)
            }
            func breaks(
                _ from: [String], currencies: [String] = ["EUR", "EUR"]
            ) throws
                -> [PriceBreak]
            {
                try zip(from, currencies).map {
                    PriceBreak(
                        fromQuantity: try Sample.pieces($0),
                        price: try Sample.price("1", per: "1", $1))
                }
            }
            let box = Quantity(value: .one, unit: try UnitOfMeasure("BX"))
            let none = try Sample.pieces("0")
            let sound = try Sample.snapshot()
            let offer = try Sample.offer("O")
            let part = try Sample.availability("P")
            let (snapshot, offers, parts): (FeedSnapshot, [Offer], [AvailabilityRecord]) =
                switch self {
                case .unknownDelivery: (try Sample.snapshot(delivery: "d-9"), [], [])
                case .noVersion: (try Sample.snapshot(version: 0), [], [])
                case .badFingerprint: (try Sample.snapshot().with(fingerprint: "F"), [], [])
                case .sameOffer: (sound, [offer, offer], [])
                case .samePart: (sound, [], [part, part])
                case .otherFeed: (sound, [try Sample.offer("O", feed: "g")], [])
                case .otherSupplier: (sound, [try Sample.offer("O", supplier: "S-2")], [])
                case .otherFeedOfAvailability:
                    (sound, [], [try Sample.availability("P", feed: "g")])
                case .noPrice: (sound, [try Sample.offer("O", breaks: [])], [])
                case .twoUnits: (sound, [try Sample.offer("O", rules: rules(box, each))], [])
                case .twoCurrencies:
                    (
                        sound,
                        [
                            try Sample.offer(
                                "O", breaks: breaks(["1", "2"], currencies: ["EUR", "USD"]))
                        ], []
                    )
                case .breaksRepeat:
                    (sound, [try Sample.offer("O", breaks: breaks(["1", "1"]))], [])
                case .breaksDescend:
                    (sound, [try Sample.offer("O", breaks: breaks(["2", "1"]))], [])
                case .noMultiple: (sound, [try Sample.offer("O", rules: rules(each, none))], [])
                case .negativeMinimum:
                    (sound, [try Sample.offer("O", rules: rules(Sample.pieces("-1"), each))], [])
                case .negativeOnHand: (sound, [], [try Sample.availability("P", onHand: "-1")])
                }
            try storage.replaceSnapshot(snapshot, offers: offers, availabilities: parts)
        }
    }

    @Test(arguments: StorageUnderTest.available, SnapshotFlaw.allCases)
    func aSnapshotThatContradictsItselfIsRefusedAndChangesNothing(
        _ subject: StorageUnderTest, _ flaw: SnapshotFlaw
    ) throws {
        try subject.run { storage throws in
            try storage.write { state throws in
                try state.recordDelivery(Sample.delivery("d-1"), problems: [])
                try state.replaceSnapshot(
                    Sample.snapshot(), offers: [Sample.offer("before")], availabilities: [])
            }
            let before = try storage.read { try $0.everything() }
            #expect(try storage.refusal { try flaw.write(to: $0) } == .refused)
            #expect(try storage.read { try $0.everything() } == before)
        }
    }

    // MARK: Shipments

    @Test(arguments: StorageUnderTest.available)
    func shipmentsAreReplacedByFeedAndKeepTheirOrder(_ subject: StorageUnderTest) throws {
        try subject.run { storage, reopened throws in
            let (history, other) = (try FeedName("history"), try FeedName("an older one"))
            let records = try [
                Sample.shipment("b"), Sample.shipment(Sample.wildText, quantity: 0),
                Sample.shipment("", scheduled: false), Sample.shipment("b"),
            ]
            let elsewhere = try Sample.shipment("z", feed: other.rawValue)
            try storage.write { state throws in
                try state.replaceShipments(of: history, [Sample.shipment("gone")])
                try state.replaceShipments(of: other, [elsewhere])
                try state.replaceShipments(of: history, records)
            }
            try reopened().read { state throws in
                #expect(try state.shipments() == [elsewhere] + records)
                #expect(try state.shipmentCount() == 5)
            }
            try storage.write { try $0.replaceShipments(of: other, []) }
            #expect(try storage.read { try $0.shipmentCount() } == 4)
            for flawed in [elsewhere, try Sample.shipment("b", quantity: -1)] {
                #expect(
                    try storage.refusal { try $0.replaceShipments(of: history, [flawed]) }
                        == .refused)
            }
        }
    }
}

extension FeedSnapshot {
    fileprivate func with(fingerprint: String) -> FeedSnapshot {
        FeedSnapshot(
            feed: feed, supplier: supplier, version: version, delivery: delivery, takenAt: takenAt,
            rowCount: rowCount, fingerprint: fingerprint)
    }
}
