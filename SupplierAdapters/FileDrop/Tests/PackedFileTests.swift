import FileDrop
import Procurement
import SupplierAdapterKit
import Testing

/// Tables in workbooks and packed files.
struct PackedFileTests {
    private func feed(_ pattern: String, sheet: String? = nil) throws -> FileDropOffers {
        func text(_ value: String) -> SettingValue { SettingValue(.string(value)) }
        func table(_ entries: [(String, SettingValue)]) -> SettingValue {
            SettingValue(.table(SettingTable(entries.map { .init($0.0, $0.1) })))
        }
        let entries: [(String, SettingValue)] = [
            ("folder", text("inbox")), ("pattern", text(pattern)), ("supplier", text("ACME")),
            ("complete", table([("by", text("done"))])),
            ("format", table(sheet.map { [("sheet", text($0))] } ?? [])),
            ("unknown_columns", text("ignore")),
            (
                "columns",
                table([
                    ("part", text("Article")), ("price", text("Price")),
                    ("valid_from", text("Valid from")),
                ])
            ),
            ("defaults", table([("currency", text("EUR"))])),
        ]
        return try FileDropOffers(
            name: FeedName("prices"),
            settings: AdapterSettings(
                file: "feeds/prices.toml", table: SettingTable(entries.map { .init($0.0, $0.1) })),
            environment: AdapterEnvironment(root: "/nowhere", sha256: { _ in "" }))
    }

    private func taken(_ path: String) throws -> TakenFile {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let file = FeedFile(
            name: name, modifiedAt: Timestamp(millisecondsSince1970: 0), keptName: name,
            isTaken: true)
        return TakenFile(file: file, bytes: try RepositoryText.bytes(path))
    }

    @Test
    func aSheetIsReadWithItsOwnRowNumbers() throws {
        let delivery = try feed("*.xlsx").readOffers(taken("Fixtures/Wire/other/prices.xlsx"))
        let supplier = try #require(delivery.suppliers.first)
        let offer = try #require(supplier.offers.first)
        #expect(offer.supplierPart.rawValue == "NB-8040")
        #expect("\(offer.priceBreaks[0].price.money)" == "12.30 EUR")
        #expect(offer.validity.from == (try CalendarDate(parsing: "2026-03-04")))
        // A date with a time is no date.
        #expect(supplier.quarantined.map(\.place.line) == [4])
    }

    @Test
    func aSheetThatIsNotThereIsNamed() throws {
        let error = #expect(throws: AdapterError.self) {
            try feed("*.xlsx", sheet: "Preise")
                .readOffers(taken("Fixtures/Wire/other/prices.xlsx"))
        }
        #expect(error?.code == "feed.sheet-missing")
        #expect(error?.message == "the workbook has no sheet \"Preise\", but \"Prices\", \"Old\"")
    }

    @Test
    func anArchiveOfSeveralFilesIsRefused() throws {
        let error = #expect(throws: AdapterError.self) {
            try feed("*.zip").readOffers(taken("Fixtures/Wire/other/two-files.zip"))
        }
        #expect(error?.code == "feed.archive-unclear")
    }

    @Test
    func aDamagedFileIsRefused() throws {
        let whole = try taken("Fixtures/Wire/other/prices.csv.gz")
        let cut = TakenFile(file: whole.file, bytes: whole.bytes.dropLast(3))
        let error = #expect(throws: AdapterError.self) { try feed("*.gz").readOffers(cut) }
        #expect(error?.code == "gzip.cut-off")
    }
}
