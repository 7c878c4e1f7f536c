import Testing

@Suite struct WordRuleTests {
    private func lines(_ text: String, at path: String) -> [Int] {
        let file = SourceFile(path: path, text: text)
        return BannedPhrase.all.flatMap { $0.findings(in: file) }.map(\.line)
    }

    @Test(arguments: [
        ("Sources/OrderDesk/A.swift", "let now = Date()", 1),
        ("Sources/OrderDesk/A.swift", "let now = Date . now", 1),
        ("Sources/OrderDesk/A.swift", "let now = ContinuousClock().now", 1),
        ("Sources/BrokerCommands/SystemClock.swift", "let now = Date()", 0),
        ("Sources/OrderDesk/A.swift", "let day = CalendarDate()", 0),
        ("Sources/Storage/A.swift", "let a = try? read()", 1),
        ("Tests/StorageTests/A.swift", "let a = try? read()", 0),
        ("Sources/Storage/A.swift", "let a = try read(); let b = c ? d : e", 0),
        ("Sources/Storage/A.swift", "print(1)", 1),
        ("Sources/BrokerCommands/A.swift", "print(1)", 0),
        ("Sources/BrokerCommands/A.swift", "debugPrint(1)", 1),
        ("Sources/Storage/A.swift", "logger.print(1)", 0),
        ("Sources/Storage/A.swift", "func print(_ line: String) {}", 0),
        ("Sources/SourcingEngine/A.swift", "let a: Decimal = 1", 1),
        ("Sources/SourcingEngine/A.swift", "let a: DecimalText", 0),
        ("Sources/Procurement/A.swift", "let a: Double = 1", 1),
        ("SupplierAdapters/FileDrop/Sources/A.swift", "let a: Double = 1", 1),
        ("SupplierAdapters/FileDrop/Tests/A.swift", "let a: Double = 1", 0),
        ("Sources/SourcingEngine/A.swift", "let a: Double = 1", 0),
        ("Sources/OrderDesk/A.swift", "// Double", 0),
        ("Sources/OrderDesk/A.swift", "let a = \"Double\"", 0),
        ("Sources/BrokerService/A.swift", "Task { await run() }", 1),
        ("Sources/BrokerService/A.swift", "Task.detached { await run() }", 1),
        ("Tests/StorageTests/A.swift", "@testable import Storage", 1),
        ("Sources/OrderDesk/A.swift", "clock_gettime(CLOCK_REALTIME, &time)", 1),
        ("Tests/StorageTests/A.swift", "import XCTest", 1),
        ("Tests/StorageTests/A.swift", "try await Task.sleep(for: .seconds(1))", 1),
    ])
    func aBannedPhraseIsFoundWhereItIsBanned(path: String, text: String, count: Int) {
        #expect(lines(text + "\n", at: path).count == count)
    }

    @Test func aFindingSaysWhereWhatAndWhatInstead() {
        let file = SourceFile(path: "Sources/Storage/A.swift", text: "\n\nlet a = try? read()\n")
        let findings = BannedPhrase.all.flatMap { $0.findings(in: file) }
        #expect(
            findings.map(\.description) == [
                "Sources/Storage/A.swift:3: error: `try?` found, "
                    + "use `do` and `catch`, or a typed error"
            ])
    }

    @Test(arguments: [
        ("struct OrderManager {}", 1), ("enum Data {}", 1), ("final class Info {}", 1),
        ("typealias Util = Int", 1), ("func process() {}", 1), ("func handle(_ a: Int) {}", 1),
        ("let moq = 1", 1), ("let dueDate = 1", 1),
        ("struct Database {}", 0), ("extension Data {}", 0), ("func handleOfOrder() {}", 0),
        ("let data: Data", 0), ("struct Information {}", 0),
    ])
    func namesThatSayNothingAreFound(text: String, count: Int) {
        let file = SourceFile(path: "Sources/Storage/A.swift", text: text)
        #expect(NameRules.emptyNames(file).count == count)
    }

    @Test func ratchetsRefuseMoreAndAskToBeLowered() {
        let text =
            "final class A: @unchecked Sendable {}\n// swift-format-ignore: NeverForceUnwrap\n"
        let files = [SourceFile(path: "Sources/A/A.swift", text: text)]
        let unchecked = Ratchet(
            marker: "@unchecked Sendable", phrase: ["@", "unchecked"], allowed: 0)
        #expect(unchecked.findings(in: files).map(\.line) == [1])
        #expect(
            Ratchet(marker: unchecked.marker, phrase: unchecked.phrase, allowed: 1)
                .findings(in: files).isEmpty)
        #expect(
            Ratchet(marker: unchecked.marker, phrase: unchecked.phrase, allowed: 2)
                .findings(in: files).count == 1)
        #expect(Ratchet.all.flatMap { $0.places(in: files) }.map(\.line) == [1, 2])
    }

    @Test func theGlossaryRulesNamesInAndOut() {
        let glossary = SourceFile(
            path: "Docs/Glossary.md",
            text: """
                | Concept | Type | Never say |
                |---|---|---|
                | what must be bought | `Requirement` | demand, item request |
                | the document out | `PurchaseOrder`, `OrderLine.State` | order (bare), booking |
                | dates | `NeedByDate` | – |
                """)
        #expect(
            Set(NameRules.bannedNames(glossary.text).keys)
                == ["Demand", "ItemRequest", "Order", "Booking"])
        let files = [
            SourceFile(
                path: "Sources/Procurement/A.swift",
                text: """
                    public struct Requirement {}
                    public enum State {}
                    public struct Order {}
                    struct Hidden { struct Booking {} }
                    extension Unknown {}
                    """)
        ]
        #expect(
            NameRules.withoutGlossaryRow(files, glossary: glossary).map(\.description) == [
                "Sources/Procurement/A.swift:3: error: public type `Order` has no row in "
                    + "Docs/Glossary.md, use a row that explains it"
            ])
        #expect(
            NameRules.neverSaid(files, glossary: glossary).map(\.description) == [
                "Sources/Procurement/A.swift:3: error: type name `Order` found, "
                    + "use the word for the document out"
            ])
    }

    @Test(arguments: [
        ("Sources/Procurement/A.swift", "import Foundation", 1),
        ("Sources/SourcingEngine/A.swift", "public import Procurement", 1),
        ("Sources/StorageSQLite/A.swift", "import GRDB\nimport Storage", 0),
        ("Sources/Storage/A.swift", "import struct StorageSQLite.Rows", 1),
        ("SupplierAdapters/FileDrop/Sources/A.swift", "import Storage", 1),
        ("SupplierAdapters/FileDrop/Sources/A.swift", "package import SupplierAdapterKit", 0),
        ("Sources/Newcomer/A.swift", "import Procurement", 1),
        ("Tests/ProcurementTests/A.swift", "import Foundation", 0),
    ])
    func layersAreKept(path: String, text: String, count: Int) {
        #expect(LayeringRules.findings(in: SourceFile(path: path, text: text)).count == count)
    }
}
