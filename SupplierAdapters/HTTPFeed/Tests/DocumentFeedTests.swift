import FlatFileEDI
import Foundation
import HTTPFeed
import Procurement
import SupplierAdapterKit
import SupplierAdapterTesting
import TestSupport
import Testing
import WebClient

/// Answers that are documents go through the readers of FlatFileEDI, as files do.
struct DocumentFeedTests {
    private static let catalog = "SupplierAdapters/FlatFileEDI/Layouts/price-list.layout"

    private func offers(
        _ house: FeedHouse, _ document: String, _ more: String = ""
    ) throws -> HTTPFeedOffers {
        let text = """
            url = "http://127.0.0.1:\(house.port)/document?\(document)"
            folder = "inbox/acme"
            content = "document"
            supplier = "NORDBOLT"
            allow_http = true
            allow_private = true
            \(more)
            [defaults]
            lead_time_from_stock = 2
            """
        return try HTTPFeedOffers(
            name: try FeedName("acme"), settings: FeedHouse.settings(text),
            environment: house.environment, pauses: house.pauses)
    }

    private func messages(
        _ house: FeedHouse, _ path: String, _ more: String = ""
    ) throws -> HTTPFeedMessages {
        let text = """
            url = "http://127.0.0.1:\(house.port)/\(path)"
            folder = "inbox/answers"
            content = "document"
            supplier = "NORDBOLT"
            allow_http = true
            allow_private = true
            \(more)
            """
        return try HTTPFeedMessages(
            name: try FeedName("answers"), settings: FeedHouse.settings(text),
            environment: house.environment, pauses: house.pauses)
    }

    private func fetch(_ feed: HTTPFeedMessages) throws -> [MessageDelivery] {
        try feed.refresh(at: FeedHouse.now)
        return try feed.inbox(at: FeedHouse.now).ready.map { file in
            let taken = try #require(try feed.take(file))
            let delivery = try feed.readMessages(taken)
            try feed.settle(taken.file, as: .accepted)
            return delivery
        }
    }

    /// The same offers and faults as from a folder, each at its line of the delivery.
    @Test(arguments: ["832.edi", "846.edi", "pricat.edi", "ubl-catalogue.xml", "bmecat.xml"])
    func aListIsReadAsAFileIs(name: String) throws {
        try FeedHouse.run { house in
            let house = try house()
            let delivery = try #require(try house.fetch(offers(house, "offers/\(name)")).first)
            let supplier = try #require(delivery.suppliers.first)
            let bytes = try Golden.bytes("Fixtures/Suppliers/FlatFileEDI/offers/\(name)")
            let plain = try DocumentOffers(
                name: FeedName("acme"),
                settings: FeedHouse.settings(
                    """
                    supplier = "NORDBOLT"
                    folder = "inbox/other"
                    [complete]
                    by = "document"
                    [defaults]
                    lead_time_from_stock = 2
                    """), environment: house.environment)
            let file = FeedFile(
                name: "f", modifiedAt: FeedHouse.now, keptName: "f", isTaken: true)
            let expected = try #require(
                try plain.readOffers(TakenFile(file: file, bytes: bytes)).suppliers.first)
            #expect(supplier.offers.map(\.supplierPart) == expected.offers.map(\.supplierPart))
            #expect(supplier.offers.map(\.priceBreaks) == expected.offers.map(\.priceBreaks))
            #expect(
                supplier.availabilities.map(\.availability)
                    == expected.availabilities.map(\.availability))
            #expect(supplier.quarantined.map(\.code) == expected.quarantined.map(\.code))
            #expect(
                supplier.quarantined.map(\.place.line)
                    == expected.quarantined.map { $0.place.line + 2 })
            #expect(
                supplier.offers.map(\.place.line) == expected.offers.map { $0.place.line + 2 })
            // Nothing changed: nothing comes.
            #expect(try house.fetch(offers(house, "offers/\(name)")).isEmpty)
        }
    }

    @Test func aFlatFileIsReadByItsLayout() throws {
        try FeedHouse.run { house in
            let house = try house()
            let layout = try Golden.text(Self.catalog)
            try layout.write(
                toFile: house.root + "/list.layout", atomically: true, encoding: .utf8)
            let feed = try offers(
                house, "layouts/price-list.txt",
                "layout = \"list.layout\"\n[units]\nST = \"EA\"")
            let supplier = try #require(try house.fetch(feed).first?.suppliers.first)
            #expect(!supplier.offers.isEmpty)
        }
    }

    /// An interchange whose number came before is rejected, whatever document it brings.
    @Test func controlNumbersAreRememberedAsOfFiles() throws {
        try FeedHouse.run { house in
            let house = try house()
            #expect(try house.fetch(offers(house, "offers/832.edi")).count == 1)
            try Data("832 BCT required\n".utf8).write(
                to: URL(fileURLWithPath: house.root + "/some.guide"))
            // Other settings, so the list is asked for again, and it is the same interchange.
            let same = try offers(house, "offers/832.edi", "guide = \"some.guide\"")
            let error = #expect(throws: AdapterError.self) { _ = try house.fetch(same) }
            #expect(error?.code == "x12.interchange-seen")
            #expect(error?.place?.line == 3)
            #expect(error?.help?.contains("begins in line 3") == true)
        }
    }

    @Test func whatAGuideForbidsRejectsTheList() throws {
        try FeedHouse.run { house in
            let house = try house()
            try Data("832 CTB forbidden\n".utf8).write(
                to: URL(fileURLWithPath: house.root + "/some.guide"))
            let guided = try offers(house, "offers/832.edi", "guide = \"some.guide\"")
            let error = #expect(throws: AdapterError.self) { _ = try house.fetch(guided) }
            #expect(error?.code == "guide.segment-forbidden")
        }
    }

    @Test(arguments: ["855.edi", "ordrsp.edi", "856.edi", "ubl-order-response.xml"])
    func answersAreReadAsFilesAre(name: String) throws {
        try FeedHouse.run { house in
            let house = try house()
            let feed = try messages(house, "document?messages/\(name)")
            let delivery = try #require(try fetch(feed).first)
            #expect(!delivery.messages.isEmpty)
            #expect(
                delivery.messages.allSatisfy {
                    $0.place.line > 2 && $0.place.file.hasSuffix(".delivery")
                        && $0.supplier?.rawValue == "NORDBOLT"
                })
            #expect(try fetch(feed).isEmpty)
        }
    }

    @Test func aServiceWithoutNewsSaysNothing() throws {
        try FeedHouse.run { house in
            let house = try house()
            #expect(try fetch(messages(house, "newsless")).isEmpty)
        }
    }

    @Test func aLoginPageIsNoDocument() throws {
        try FeedHouse.run { house in
            let house = try house()
            let error = #expect(throws: AdapterError.self) {
                _ = try fetch(messages(house, "html"))
            }
            #expect(error?.reaction == .fixData)
        }
    }

    // MARK: - Acknowledgments

    private static func acknowledging(
        _ house: FeedHouse, _ form: String, at path: String = "acks"
    )
        -> String
    {
        "[acknowledge]\nform = \"\(form)\"\nurl = \"http://127.0.0.1:\(house.port)/\(path)\""
    }

    /// The bodies that the server got, segment by segment.
    private func acknowledged(_ house: FeedHouse) throws -> [[String]] {
        var limits = WebLimits()
        limits.allowsPlain = true
        limits.allowsPrivate = true
        let url = try #require(WebURL("http://127.0.0.1:\(house.port)/acknowledged"))
        let body = try WebClient(limits: limits).send(WebRequest(url)).body
        let list = try JSONSerialization.jsonObject(with: Data(body))
        let entries = try #require(list as? [[String: String]])
        return entries.map { entry in
            (entry["body"] ?? "").split(separator: "\n").map(String.init)
        }
    }

    @Test func aDocumentIsAcknowledgedOnceItIsSettled() throws {
        try FeedHouse.run { house in
            let house = try house()
            let feed = try offers(house, "offers/832.edi", Self.acknowledging(house, "997"))
            try feed.finish(at: FeedHouse.now)
            #expect(try house.fetch(feed).count == 1)
            #expect(try acknowledged(house).isEmpty)
            try feed.finish(at: FeedHouse.now)
            try feed.finish(at: FeedHouse.now)
            let sent = try acknowledged(house)
            #expect(sent.count == 1)
            let answer = try #require(sent.first)
            #expect(answer.contains { $0.hasPrefix("AK1*SC*101") })
            #expect(answer.contains { $0.hasPrefix("ISA*") && $0.contains("*000000001*0*P*>") })
        }
    }

    @Test func aDocumentThatIsReadAgainIsNotPostedAgain() throws {
        try FeedHouse.run { house in
            let house = try house()
            let feed = try offers(house, "offers/832.edi", Self.acknowledging(house, "997"))
            #expect(try house.fetch(feed).count == 1)
            try feed.acknowledge(at: FeedHouse.now)
            let kept = try #require(try feed.kept(as: .accepted).first)
            let taken = try #require(try feed.takeAgain(kept, from: .accepted))
            try feed.settle(taken.file, as: .accepted)
            try feed.acknowledge(at: FeedHouse.now)
            #expect(try acknowledged(house).count == 1)
        }
    }

    /// What could not be posted is owed, and goes with the next run under the same number.
    @Test func anAcknowledgmentThatCannotBePostedStaysOwed() throws {
        try FeedHouse.run { house in
            let house = try house()
            let failing = Self.acknowledging(house, "997", at: "acks/failing")
            let feed = try offers(house, "offers/832.edi", failing + "\n[limits]\ntries = 1")
            _ = try house.fetch(feed)
            let error = #expect(throws: AdapterError.self) { try feed.finish(at: FeedHouse.now) }
            #expect(error?.code == "http.failed")
            let mended = try offers(house, "offers/832.edi", Self.acknowledging(house, "997"))
            try mended.finish(at: FeedHouse.now)
            let sent = try acknowledged(house)
            #expect(sent.count == 1)
            #expect(sent.first?.contains { $0.contains("*000000001*0*P*>") } == true)
        }
    }

    @Test func whatIsRejectedIsAnsweredWithTheReason() throws {
        try FeedHouse.run { house in
            let house = try house()
            try Data("832 CTB forbidden\n".utf8).write(
                to: URL(fileURLWithPath: house.root + "/some.guide"))
            let feed = try offers(
                house, "offers/832.edi",
                "guide = \"some.guide\"\n" + Self.acknowledging(house, "999"))
            try feed.refresh(at: FeedHouse.now)
            let file = try #require(try feed.inbox(at: FeedHouse.now).ready.first)
            let taken = try #require(try feed.take(file))
            #expect(throws: AdapterError.self) { try feed.readOffers(taken) }
            try feed.settle(taken.file, as: .rejected)
            try feed.finish(at: FeedHouse.now)
            let answer = try #require(try acknowledged(house).first)
            #expect(answer.contains { $0.hasPrefix("IK3*CTB*") && $0.hasSuffix("**I4~") })
            #expect(answer.contains("IK5*R*I5~"))
        }
    }

    @Test func answersAreAcknowledgedToo() throws {
        try FeedHouse.run { house in
            let house = try house()
            let feed = try messages(
                house, "document?messages/ordrsp.edi", Self.acknowledging(house, "CONTRL"))
            _ = try fetch(feed)
            try feed.finish(at: FeedHouse.now)
            let answer = try #require(try acknowledged(house).first)
            #expect(answer.contains { $0.hasPrefix("UCI+") })
        }
    }

    @Test func whatCannotBeAcknowledgedIsTold() throws {
        let text = """
            url = "https://acme.example/"
            folder = "inbox/acme"
            supplier = "ACME"
            [columns]
            part = "sku"
            price = "net"
            [defaults]
            currency = "EUR"
            [acknowledge]
            form = "998"
            """
        let error = #expect(throws: AdapterSettingsError.self) {
            _ = try HTTPFeedOffers(
                name: try FeedName("acme"), settings: FeedHouse.settings(text),
                environment: AdapterEnvironment(root: "/x") { _ in "" })
        }
        #expect(
            Set(error?.problems.map(\.key) ?? [])
                == ["acknowledge", "acknowledge.form", "acknowledge.url"])
    }

    @Test func theConformanceListHolds() throws {
        try FeedHouse.run { house in
            let house = try house()
            let feed = try offers(house, "offers/832.edi")
            try feed.refresh(at: FeedHouse.now)
            let results = SourceConformance(feed, at: FeedHouse.now).run()
            #expect(results.filter { $0.status == .failed } == [])
        }
    }

    @Test func whatHasNoMeaningForDocumentsIsTold() throws {
        let text = """
            url = "https://acme.example/"
            folder = "inbox/acme"
            content = "document"
            scope = "changes"
            rows = "data"
            part = "x"
            [pages]
            kind = "page"
            [columns]
            part = "sku"
            """
        let environment = AdapterEnvironment(root: "/x") { _ in "" }
        let error = #expect(throws: AdapterSettingsError.self) {
            _ = try HTTPFeedOffers(
                name: try FeedName("acme"), settings: FeedHouse.settings(text),
                environment: environment)
        }
        let keys = Set(error?.problems.map(\.key) ?? [])
        #expect(
            keys.isSuperset(of: ["scope", "rows", "pages", "supplier", "columns", "part"]),
            "\(keys)")
        let other = #expect(throws: AdapterSettingsError.self) {
            _ = try HTTPFeedMessages(
                name: try FeedName("acme"), settings: FeedHouse.settings(text),
                environment: environment)
        }
        let found = Set(other?.problems.map(\.key) ?? [])
        #expect(found.isSuperset(of: ["rows", "columns", "supplier"]), "\(found)")
    }
}
