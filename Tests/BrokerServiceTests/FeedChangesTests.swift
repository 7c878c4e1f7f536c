import BrokerService
import Procurement
import Storage
import SupplierAdapterKit
import TestSupport
import Testing

/// Absence from a whole list means that a part is not offered; absence from changes means nothing.
struct FeedChangesTests {
    private func takeIn(
        _ house: TestHouse, offers: [SupplierOffer], removed: [String] = [],
        scope: DeliveryScope = .changes
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
                name: source.name, source: .offers(source), limits: SnapshotGuard.Limits()))
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
