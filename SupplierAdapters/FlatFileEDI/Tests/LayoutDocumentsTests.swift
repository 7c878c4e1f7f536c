import FlatFileEDI
import Foundation
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing
import WireFormats

/// SplitMix64 (Steele, Lea and Flood, 2014).
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Flat files of suppliers, read and written by the layouts that ship.
struct LayoutDocumentsTests {
    private static let fixtures = "Fixtures/Suppliers/FlatFileEDI/layouts"
    private static let environment = AdapterEnvironment(
        root: Golden.repositoryRoot, sha256: { _ in String(repeating: "0", count: 64) })

    private static func path(_ layout: String) -> String {
        "SupplierAdapters/FlatFileEDI/Layouts/\(layout).layout"
    }

    private static func layout(_ name: String) throws -> RecordLayout {
        try RecordLayout.parse(Golden.text(path(name)))
    }

    private func settings(
        _ layout: String, _ more: [(String, SettingValue)] = []
    ) -> AdapterSettings {
        Settings.feed(Settings.inbound + [("layout", Settings.text(Self.path(layout)))] + more)
    }

    private func offers(
        _ layout: String, _ more: [(String, SettingValue)]
    ) throws -> DocumentOffers {
        try DocumentOffers(
            name: FeedName("prices"), settings: settings(layout, more),
            environment: Self.environment)
    }

    private static let stock = (
        "defaults",
        Settings.table([
            ("lead_time_from_stock", SettingValue(.integer(2)))
        ])
    )
    private static let units = ("units", Settings.table([("ST", Settings.text("EA"))]))

    @Test(arguments: [("datanorm", "datanorm.001"), ("price-list", "price-list.txt")])
    func priceListsBecomeOffers(layout: String, file: String) throws {
        let bytes = try Golden.bytes("\(Self.fixtures)/\(file)")
        let delivery = try offers(
            layout, [Self.stock, Self.units]
        ).readOffers(TakenFile(file, bytes))
        let kept = "\(Self.fixtures)/\(file).txt"
        #expect(try Golden.check(Shown.delivery(delivery), against: kept) == .matches)
    }

    @Test func aPriceIsForAsManyAsTheListSays() throws {
        let bytes = try Golden.bytes("\(Self.fixtures)/datanorm.001")
        let delivery = try offers(
            "datanorm", [Self.stock, Self.units]
        ).readOffers(TakenFile("datanorm.001", bytes))
        let offers = try #require(delivery.suppliers.first).offers
        func price(_ part: String) -> String? {
            offers.first { $0.supplierPart.rawValue == part }.map { "\($0.priceBreaks[0].price)" }
        }
        // 38.90 for a thousand; and a P record over the price of its A record, for 100.
        #expect(price("NDÜ10")?.contains("38.9") == true)
        #expect(price("NB8050")?.contains("13.85") == true)
        #expect(price("NB9000")?.contains("0.45") == true)
        #expect(price("NB7000") == nil)
    }

    @Test func aListWhoseTotalIsWrongGivesNothing() throws {
        let text = try Golden.text("\(Self.fixtures)/price-list.txt")
        let changed = text.replacing("00000012500", with: "00000012501")
        let error = #expect(throws: AdapterError.self) {
            try offers("price-list", [Self.stock, Self.units]).readOffers(
                TakenFile("price-list.txt", Array(changed.utf8)))
        }
        #expect(error?.code == "layout.total")
    }

    /// Lists of one record an offer are read without keeping the file, others record by record:
    /// a kind of record that never comes makes the one layout the other.
    @Test(arguments: 0..<24)
    func bothWaysToReadAListSayTheSame(seed: UInt64) throws {
        let layout = try Golden.text(Self.path("price-list"))
        let other =
            layout + """

                record PR any each price
                    article     3-22    text      required  -> price.part
                    price       56-66   number/4  required  -> price.amount

                """
        let list = try Golden.text("\(Self.fixtures)/price-list.txt")
        var lines = list.split(separator: "\n").map { Array($0.utf8) }
        var random = SplitMix64(state: seed)
        let letters = Array(" 0019A-.,".utf8) + [0xDC, 0x01]
        for _ in 0..<Int(seed % 6) {
            let line = Int.random(in: 0..<lines.count, using: &random)
            let byte = Int.random(in: 0..<lines[line].count, using: &random)
            lines[line][byte] = letters.randomElement(using: &random) ?? 0x20
        }
        if seed % 4 == 3 { lines.insert(lines[2], at: 4) }
        // What is found is only noted, so that damaged lists are read too.
        let found = try [layout, other].map { text in
            try read(text, lines.flatMap { $0 + [10] }, strict: "layout.* = note")
        }
        #expect(found[0] == found[1], "seed \(seed)")
    }

    private func read(_ layout: String, _ bytes: [UInt8], strict: String) throws -> String {
        let root = FileManager.default.temporaryDirectory
            .appendingPathComponent("layout-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: root) } }
        try Data(layout.utf8).write(to: URL(filePath: root + "/a.layout"))
        let feed = try DocumentOffers(
            name: FeedName("prices"),
            settings: Settings.feed(
                Settings.inbound + [
                    ("layout", Settings.text("a.layout")), ("strict", Settings.text(strict)),
                    Self.stock, Self.units,
                ]),
            environment: AdapterEnvironment(root: root, sha256: { _ in "" }))
        do throws(AdapterError) {
            return Shown.delivery(try feed.readOffers(TakenFile("price-list.txt", bytes)))
        } catch {
            return "\(error)"
        }
    }

    /// Of an IDoc, a line that comes on several days has several records E1EDP20; a second one
    /// rejected the file.
    @Test func aLineOfAnIDocComesOnSeveralDays() throws {
        let feed = try DocumentMessages(
            name: FeedName("answers"), settings: settings("idoc-answers"),
            environment: Self.environment)
        let text = try Golden.text("\(Self.fixtures)/idoc-answers.idoc")
        var lines = text.split(separator: "\n").map(String.init)
        let index = try #require(lines.firstIndex { $0.hasPrefix("E2EDP20") })
        let later = lines[index].replacing("20260320", with: "20260410")
        lines[index] = lines[index].replacing("100.000", with: " 60.000")
        lines.insert(later.replacing("100.000", with: " 40.000"), at: index + 1)
        let delivery = try feed.readMessages(
            TakenFile("a.idoc", Array(lines.map { $0 + "\n" }.joined().utf8)))
        let shown = Shown.messages(delivery)
        #expect(shown.contains("  line 1: accepted, 60, arrives 2026-03-20, at 2.5, code 005\n"))
        #expect(shown.contains("  line 1: accepted, 40, arrives 2026-04-10, at 2.5, code 005\n"))
        #expect(!shown.contains("100"))
    }

    @Test(arguments: [
        ("answers", "answers.txt"), ("idoc-answers", "idoc-answers.idoc"),
        ("idoc-ship-notices", "idoc-ship-notices.idoc"),
    ])
    func answersAndNoticesBecomeMessages(layout: String, file: String) throws {
        let feed = try DocumentMessages(
            name: FeedName("answers"), settings: settings(layout), environment: Self.environment)
        let bytes = try Golden.bytes("\(Self.fixtures)/\(file)")
        let delivery = try feed.readMessages(TakenFile(file, bytes))
        let kept = "\(Self.fixtures)/\(file).txt"
        #expect(try Golden.check(Shown.messages(delivery), against: kept) == .matches)
        // Cut anywhere, a file says nothing or the same.
        for count in stride(from: bytes.count - 3, to: 0, by: -17) {
            let cut = try? feed.readMessages(TakenFile(file, Array(bytes.prefix(count))))
            let whole = delivery.messages.map(\.message)
            #expect(
                (cut?.messages ?? []).allSatisfy { cut in
                    whole.contains { $0.document == cut.message.document }
                })
        }
    }

    // MARK: - Orders

    private func profile(_ layout: String) throws -> PartnerProfile {
        let entries: [(String, SettingValue)] = [
            ("supplier", Settings.text("NORDBOLT")),
            (
                "ids",
                Settings.table([
                    ("sender", Settings.text("HAUSMANN")), ("receiver", Settings.text("NORDBOLT")),
                    ("buyer", Settings.text("4711")),
                ])
            ),
        ]
        return try PartnerProfile(Settings.feed(entries)).using(Self.layout(layout))
    }

    private func write(_ order: PurchaseOrder, _ layout: String) throws -> WrittenOrder {
        try OrderDocuments.write(
            order, as: .layoutOrder, for: profile(layout), controlNumber: 42, on: order.orderDate)
    }

    @Test(arguments: [("idoc-orders", "idoc"), ("vda-orders", "vda")])
    func anOrderInRecords(layout: String, ending: String) throws {
        let written = try write(SampleOrders.plain(), layout)
        let kept = "\(Self.fixtures)/order.\(ending)"
        #expect(try Golden.check(written.document.bytes, against: kept) == .matches)
        let report = try FileInspection().inspect(
            written.document.bytes, layout: Self.layout(layout))
        #expect(report.outcome == .read && report.diagnostics.isEmpty)
        #expect(written.document.format == "fixed" && written.document.fileExtension == "txt")
    }

    /// Whatever an order holds, it is written so that it is read the same, or refused.
    @Test(arguments: ["idoc-orders", "vda-orders"])
    func noOrderIsReadOtherwise(layout: String) throws {
        var generator = Generator(seed: 0x0F1A)
        var written = 0
        for _ in 0..<300 {
            let order = try SampleOrders.random(&generator)
            do {
                let document = try write(order, layout)
                written += 1
                #expect(!document.document.bytes.isEmpty)
            } catch let error as AdapterError {
                #expect(error.code.hasPrefix("layout.value-"), "\(error)")
            }
        }
        #expect(written > 5)
    }

    /// Less, another date, none of it, or more; what is not said in the records is as it was.
    @Test(arguments: [
        ("60", nil, "less"), ("100", "2026-05-04", "later"), ("0", nil, "none"),
        ("140", nil, "more"),
    ])
    func aChangeInRecords(quantity: String, day: String?, name: String) throws {
        var order = try SampleOrders.plain()
        if name == "more" {
            let addition = LineAddition(
                units: 40, requestedDate: try SampleOrders.date("2026-03-27"))
            for event: PurchaseOrderEvent in [
                .issueIntended, .issued, .lineIncreased(line: 1, addition: addition),
            ] {
                order = try order.applying(event)
            }
        }
        let change = try OrderChange(
            order: order.number, sequence: 2, date: SampleOrders.date("2026-03-06"),
            requestedAt: .earliest, person: "Ann", reason: "less is needed",
            requests: [
                OrderChange.Request(
                    line: 1, quantity: FixedPoint(parsing: quantity),
                    previousQuantity: FixedPoint(parsing: "100"),
                    date: day.map { try SampleOrders.date($0) }, isDateAsked: day != nil)
            ])
        let layout = try Self.layout("idoc-order-changes")
        let partner = try profile("idoc-orders").using(changes: layout)
        let written = try OrderDocuments.write(
            change, of: order, as: .layoutOrder, for: partner, controlNumber: 43)
        #expect(written.document.format == "fixed-change")
        let kept = "\(Self.fixtures)/change-\(name).idoc"
        #expect(try Golden.check(written.document.bytes, against: kept) == .matches)
        let report = try FileInspection().inspect(written.document.bytes, layout: layout)
        #expect(report.outcome == .read && report.diagnostics.isEmpty)
    }

    @Test func aLayoutForOrdersIsNoneForChanges() throws {
        let partner = try profile("idoc-orders")
        let error = #expect(throws: WireError.self) {
            try partner.using(changes: Self.layout("idoc-orders"))
        }
        #expect(error?.code == "document.layout-meaning")
    }

    @Test func wordsThatDoNotFitAreCutAndTold() throws {
        let long = String(repeating: "hinge; ", count: 20)
        let order = try SampleOrders.order([SampleOrders.line(1, description: long + "日")])
        let written = try write(order, "vda-orders")
        #expect(written.changes.count == 1 && written.changes[0].hasPrefix("512.text: "))
    }

    @Test func aPriceWithTooManyPlacesIsRefused() throws {
        let order = try SampleOrders.order([SampleOrders.line(1, price: "0.00005")])
        let error = #expect(throws: AdapterError.self) { try write(order, "vda-orders") }
        #expect(error?.code == "layout.value-inexact")
    }

    @Test func aPartnerWithoutALayoutGetsNoRecords() throws {
        let error = #expect(throws: AdapterError.self) {
            try OrderDocuments.write(
                SampleOrders.plain(), as: .layoutOrder,
                for: PartnerProfile(supplier: SupplierID("NORDBOLT")), controlNumber: 1,
                on: SampleOrders.date("2026-03-04"))
        }
        #expect(error?.code == "document.layout-missing")
    }

    // MARK: - Settings

    @Test func aPartnerWithALayoutIsConfiguredSo() throws {
        let orders = try DocumentOrders(
            name: FeedName("orders"),
            settings: Settings.feed([
                ("supplier", Settings.text("NORDBOLT")), ("format", Settings.text("fixed")),
                ("layout", Settings.text(Self.path("vda-orders"))),
            ]), environment: Self.environment)
        #expect(orders.format == .layoutOrder)
        let error = #expect(throws: AdapterSettingsError.self) {
            try DocumentOrders(
                name: FeedName("orders"),
                settings: Settings.feed([
                    ("supplier", Settings.text("NORDBOLT")), ("format", Settings.text("fixed")),
                ]), environment: Self.environment)
        }
        #expect(error?.problems.map(\.key) == ["layout"])
    }

    @Test(arguments: [
        ("vda-orders", "document.layout-meaning"), ("answers", "document.layout-meaning"),
        ("nowhere", "file.not-found"),
    ])
    func aLayoutOfAnotherUseIsRefused(layout: String, code: String) throws {
        let error = #expect(throws: AdapterSettingsError.self) { try offers(layout, []) }
        #expect(error?.problems.map(\.code) == [code])
    }
}
