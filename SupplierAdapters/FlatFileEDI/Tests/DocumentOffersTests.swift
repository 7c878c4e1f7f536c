import FlatFileEDI
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing
import WireFormats

struct DocumentOffersTests {
    private func feed(_ entries: [(String, SettingValue)] = []) throws -> DocumentOffers {
        let all =
            Settings.inbound + [
                (
                    "defaults",
                    Settings.table([("lead_time_from_stock", SettingValue(.integer(2)))])
                )
            ] + entries
        return try DocumentOffers(
            name: FeedName("nordbolt"), settings: Settings.feed(all),
            environment: Settings.environment)
    }

    private static let folder = "Fixtures/Suppliers/FlatFileEDI/offers"

    static let documents: [String] = {
        do {
            return try Golden.names(in: folder).filter { !$0.hasSuffix(".txt") }
        } catch {
            preconditionFailure("The fixtures must be readable: \(error)")
        }
    }()

    @Test(arguments: documents)
    func linesBecomeOffersOrAreSetAside(name: String) throws {
        let bytes = Array(try Golden.text("\(Self.folder)/\(name)").utf8)
        let delivery = try feed().readOffers(TakenFile(name, bytes))
        #expect(
            try Golden.check(Shown.delivery(delivery), against: "\(Self.folder)/\(name).txt")
                == .matches)
    }

    @Test(arguments: documents)
    func aDocumentThatIsCutAnywhereGivesNothing(name: String) throws {
        let bytes = Array(try Golden.text("\(Self.folder)/\(name)").utf8)
        let feed = try feed()
        let whole = try feed.readOffers(TakenFile(name, bytes))
        var isOpen = false
        for length in stride(from: bytes.count - 3, to: 0, by: -17) {
            isOpen = true
            #expect(throws: AdapterError.self, "cut at \(length)") {
                try feed.readOffers(TakenFile(name, Array(bytes.prefix(length))))
            }
        }
        #expect(isOpen && !whole.suppliers.isEmpty)
    }

    @Test
    func aFileOfOtherDocumentsIsRefusedWithWhatItIs() throws {
        let order = Array(try Golden.text("Fixtures/Wire/x12/850.edi").utf8)
        let error = #expect(throws: AdapterError.self) {
            try feed().readOffers(TakenFile("850.edi", order))
        }
        #expect(error?.code == "document.kind-unexpected")
        let table = #expect(throws: AdapterError.self) {
            try feed().readOffers(TakenFile("a.csv", Array("part,price\nA,1\nB,2\n".utf8)))
        }
        #expect(
            table?.message == "the file is delimited, which holds no price list for this adapter")
    }

    @Test(arguments: [
        ("832.edi", "BCT*PC*CAT-7", "BCT*PC*CAT-7********04"), ("846.edi", "BIA*00", "BIA*25"),
        ("pricat.edi", "BGM+9+CAT-7+9", "BGM+9+CAT-7+4"),
        ("bmecat.xml", "T_NEW_CATALOG", "T_UPDATE_PRICES"),
    ])
    func aListOfChangesIsRefused(name: String, whole: String, partial: String) throws {
        let text = try Golden.text("\(Self.folder)/\(name)").replacing(whole, with: partial)
        let error = #expect(throws: AdapterError.self) {
            try feed().readOffers(TakenFile(name, Array(text.utf8)))
        }
        #expect(error?.code == "document.partial-list")
    }

    @Test
    func strictnessOfThePartnerDecides() throws {
        var text = try Golden.text("\(Self.folder)/832.edi")
        text = text.replacing("SE*24*", with: "SE*25*")
        let bytes = Array(text.utf8)
        let error = #expect(throws: AdapterError.self) {
            try feed().readOffers(TakenFile("832.edi", bytes))
        }
        #expect(error?.code == "x12.se-count")
        #expect(error?.place?.line == 26)
        let lenient = try feed([("strict", Settings.text("x12.se-count = note"))])
        let delivery = try lenient.readOffers(TakenFile("832.edi", bytes))
        #expect(delivery.suppliers.first?.offers.isEmpty == false)
    }

    @Test
    func settingsWithoutSupplierAreRefused() throws {
        let error = #expect(throws: AdapterSettingsError.self) {
            try DocumentOffers(
                name: FeedName("a"),
                settings: Settings.feed([
                    ("folder", Settings.text("inbox")), ("prise", Settings.list(["CON"])),
                ]), environment: Settings.environment)
        }
        #expect(
            error?.problems.map(\.code).sorted() == [
                "settings.missing-key", "settings.missing-key", "settings.unknown-key",
            ])
    }
}

struct ReadmeTests {
    @Test
    func everyKeyStandsInTheReadme() throws {
        let readme = try Golden.text("SupplierAdapters/FlatFileEDI/README.md")
        let described = [DocumentOffers.description, DocumentOrders.description]
        for key in described.flatMap(\.keys) {
            #expect(readme.contains("`\(key.name)`"), "\(key.name) is not in the README")
        }
        #expect(PartnerOrders.description.kind == "purchase-orders")
    }
}
