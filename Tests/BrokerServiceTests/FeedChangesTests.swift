import BrokerService
import Procurement
import Storage
import SupplierAdapterKit
import TestSupport
import Testing

/// Absence from a whole list means that a part is not offered; absence from changes means nothing.
struct FeedChangesTests {
    @discardableResult
    private func takeIn(
        _ house: TestHouse, offers: [SupplierOffer], removed: [String] = [],
        scope: DeliveryScope = .changes, limits: SnapshotGuard.Limits = .standard
    ) throws -> FeedReport {
        let supplier = try SupplierID("S1")
        var source = try GivenOffers(
            name: FeedName("list"), settings: AdapterSettings(file: "", table: SettingTable([])),
            environment: AdapterEnvironment(root: "unused") { _ in "" })
        source.delivery = OfferDelivery(
            file: "changes",
            suppliers: [
                SupplierDelivery(
                    supplier: supplier, offers: offers, availabilities: [], quarantined: [],
                    acceptedRows: offers.count + removed.count,
                    removedParts: try removed.map { try SupplierPart($0) })
            ], unassigned: [], excludedRowsByReason: [:], scope: scope)
        return try house.broker.takeIn(
            ConfiguredFeed(
                name: source.name, source: .offers(source), limits: limits))
    }

    private func offer(_ part: String, price: String) throws -> SupplierOffer {
        let one = try Quantity(units: 1, unit: .each)
        return SupplierOffer(
            supplier: try SupplierID("S1"), supplierPart: try SupplierPart(part), description: "",
            unit: .each, priceMode: .allUnits,
            priceBreaks: [
                PriceBreak(
                    fromQuantity: one,
                    price: try UnitPrice(
                        money: Money(
                            amount: try FixedPoint(parsing: price), currency: try Currency("EUR")),
                        per: one))
            ],
            orderRules: OrderRules(
                minimumQuantity: one, orderMultiple: one, maximumQuantity: .notStated),
            leadTime: .notStated,
            availability: Availability(
                onHand: .notStated,
                leadTimeFromStock: try LeadTime(days: 0, counting: .calendarDays)),
            offerCost: .zero, unitCost: .zero, validity: .always,
            place: FilePlace(file: "changes", line: 1))
    }

    private func inForce(_ house: TestHouse) throws -> [String] {
        try house.storage.read { try $0.offers() }.filter { $0.supplier.rawValue == "S1" }
            .map { "\($0.supplierPart) \($0.priceBreaks[0].price.money.amount)" }.sorted()
    }

    @Test func whatChangesDoNotNameStays() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            let report = try takeIn(house, offers: [offer("a-1", price: "1.50")])
            #expect(report.heldSuppliers.isEmpty)
            #expect(try inForce(house) == ["a-1 1.5", "b-1 10"])
            // The next whole list is measured against all that is in force.
            let rows = try house.storage.read { try $0.feedSnapshots() }
                .filter { $0.supplier.rawValue == "S1" }.map(\.rowCount)
            #expect(rows == [2])
        }
    }

    @Test func whatAWholeListDoesNotNameIsHeldOrGone() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            let whole = try takeIn(house, offers: [offer("a-1", price: "1.50")], scope: .whole)
            #expect(whole.heldSuppliers.keys.map(\.rawValue).sorted() == ["S1", "S2"])
        }
    }

    @Test func changesThatTakeMostOfAListAwayAreHeld() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            let changed = try takeIn(house, offers: [], removed: ["a-1"])
            #expect(changed.heldSuppliers.keys.map(\.rawValue) == ["S1"])
        }
    }
}

extension FeedChangesTests {
    @Test func aPriceThatJumpsIsSetAsideAndTheEarlierOfferStaysStale() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            let limits = SnapshotGuard.Limits(priceJumpPercent: 50)
            try takeIn(house, offers: [offer("a-1", price: "20.00")], limits: limits)
            #expect(try inForce(house) == ["a-1 2", "b-1 10"])
            let stale = try house.storage.read { try $0.offers() }.filter(\.isStale)
            #expect(stale.map(\.supplierPart.rawValue) == ["a-1"])
        }
    }

    @Test func aPartOfAnotherSpellingIsSuggestedAndNotTaken() throws {
        try withTemporaryFolder { path in
            let house = try TestHouse(in: path)
            try house.furnish()
            let report = try takeIn(house, offers: [offer("00A1", price: "2.00")])
            let delivery = try #require(report.deliveries.first)
            let problem = try #require(
                try house.storage.read { try $0.feedProblems(ofDelivery: delivery.id) }.first)
            #expect(problem.code == "feed.part-unmatched")
            #expect(problem.help.contains("a-1 (item A)"))
            #expect(try inForce(house) == ["a-1 2", "b-1 10"])
        }
    }
}

/// A source of one delivery that a test gives.
private struct GivenOffers: OfferSource {
    static let description = AdapterDescription(
        name: "given", kind: "offers", summary: "Gives what a test says.", keys: [])

    let name: FeedName
    var delivery = OfferDelivery(
        file: "", suppliers: [], unassigned: [], excludedRowsByReason: [:])

    init(
        name: FeedName, settings: AdapterSettings, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        self.name = name
    }

    private var file: FeedFile {
        FeedFile(
            name: "changes", modifiedAt: Timestamp(millisecondsSince1970: 0),
            keptName: "changes", isTaken: false)
    }

    func check() -> [AdapterFinding] { [] }
    func inbox(at now: Timestamp) -> FeedInbox { FeedInbox(ready: [file], waiting: []) }
    func look(at file: FeedFile) -> TakenFile? { take(file) }
    func take(_ file: FeedFile) -> TakenFile? { TakenFile(file: file, bytes: [1]) }
    func keptPath(of file: FeedFile, as fate: FeedFileFate) -> String { "changes" }
    func settle(_ file: FeedFile, as fate: FeedFileFate) {}
    func kept(as fate: FeedFileFate) -> [FeedFile] { [] }
    func takeAgain(_ file: FeedFile, from fate: FeedFileFate) -> TakenFile? { nil }
    func readOffers(_ file: TakenFile) -> OfferDelivery { delivery }
}
