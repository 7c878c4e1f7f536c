import Foundation
import TestSupport
import Testing

@Suite struct FormatDocumentTests {
    private static let schemas = [
        "back-orders-1", "stock-1", "inbound-1", "purchase-order-1", "run-report-1", "inspection-1",
        "supplier-adapter-1",
    ]
    private static let masterFiles = [
        "items", "suppliers", "supplier_discounts", "item_references", "item_suppliers",
        "substitutes", "shares",
    ]

    private let document: FormatDocument
    private let broker: Program

    init() throws {
        document = try FormatDocument()
        broker = try #require(Program.broker, "swift build comes first")
    }

    // MARK: - The document and the schemas

    @Test(arguments: [
        ("back-orders-1", "back-orders/1", 0, "lines"), ("stock-1", "stock/1", 0, "stock"),
        ("inbound-1", "inbound/1", 0, "inbound"),
        ("purchase-order-1", "purchase-order/1", 1, ""),
        ("run-report-1", "run-report/1", 0, ""), ("inspection-1", "inspection/1", 0, ""),
    ])
    func tablesNameTheFieldsOfTheSchema(
        name: String, heading: String, column: Int, rows: String
    ) throws {
        var expected = try JSONSchema(named: name).paths
        if !rows.isEmpty {
            expected.remove("format")
            expected = Set(expected.map { $0.replacing("\(rows)[].", with: "") })
        }
        // A member that is null or an object has a row of its own beside its members.
        let named = document.names(under: heading, column: column).subtracting(["round"])
        #expect(named == expected)
    }

    @Test func everySchemaIsNamed() throws {
        let files = try Golden.names(in: "Docs/Formats")
        #expect(files == Self.schemas.map { "\($0).schema.json" }.sorted())
        let text = try Golden.text("Docs/Formats.md")
        #expect(files.allSatisfy { text.contains("(Formats/\($0))") })
    }

    @Test func columnsAreThoseThatTheBrokerWrites() throws {
        try withTemporaryFolder { folder in
            #expect(try broker.run(["init", "."], in: folder).status == 0)
            for name in Self.masterFiles {
                let header = try Self.header("\(folder)/master/\(name).csv")
                #expect(document.names(under: "\(name).csv") == header, "\(name).csv")
            }
            for (name, heading) in [
                ("back-orders", "back-orders/1"), ("stock", "stock/1"), ("inbound", "inbound/1"),
            ] {
                let header = try Self.header("\(folder)/intake/\(name).csv")
                #expect(document.names(under: heading) == header, "\(name).csv")
            }
        }
    }

    private static func header(_ path: String) throws -> Set<String> {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return Set((text.split(separator: "\n").first ?? "").split(separator: ",").map(String.init))
    }

    // MARK: - Examples

    @Test(arguments: [
        ("back-orders.json", "back-orders-1"), ("stock.json", "stock-1"),
        ("inbound.json", "inbound-1"),
    ])
    func examplesAreAsTheirSchemaSays(file: String, schema: String) throws {
        let example = try JSONNode(#require(document.examples[file]))
        #expect(try JSONSchema(named: schema).faults(of: example).isEmpty)
    }

    @Test func theBrokerTakesTheExamplesAndReadsTheSameFromBothFormats() throws {
        try withTemporaryFolder { folder in
            #expect(try broker.run(["init", "."], in: folder).status == 0)
            for (name, text) in document.examples where !name.isEmpty {
                let isMaster = Self.masterFiles.contains(name.replacing(".csv", with: ""))
                let path = "\(folder)/\(isMaster ? "master" : "intake")/\(name)"
                try text.write(toFile: path, atomically: true, encoding: .utf8)
            }
            let csv = try intake(in: folder)
            #expect(csv.map(\.status) == ["taken", "taken", "taken", "taken"])
            #expect(csv.map(\.quarantined) == [0, 0, 0, 0])
            let before = try lists(in: folder)
            let configuration = try String(contentsOfFile: "\(folder)/broker.toml", encoding: .utf8)
            let sections = ["back_orders", "stock", "inbound"].map { name in
                "[intake.\(name)]\nfile = \"\(name.replacing("_", with: "-")).json\"\n"
            }
            try (Self.withoutIntake(configuration) + sections.joined()).write(
                toFile: "\(folder)/broker.toml", atomically: true, encoding: .utf8)
            let json = try intake(in: folder)
            #expect(json.map(\.status) == ["unchanged", "taken", "taken", "taken"])
            #expect(json[1].what == "nothing changed")
            #expect(try lists(in: folder) == before)
        }
    }

    /// The configuration without its section headers of files of the house.
    private static func withoutIntake(_ configuration: String) -> String {
        configuration.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("[intake") }.joined(separator: "\n") + "\n"
    }

    private struct Row: Decodable {
        let status: String
        let quarantined: Int
        let what: String
    }

    private func intake(in folder: String) throws -> [Row] {
        let outcome = try broker.run(["intake", "--format", "json"], in: folder)
        #expect(outcome.status == 0, "\(outcome.text)")
        return try JSONDecoder().decode([Row].self, from: Data(outcome.text.utf8))
    }

    private func lists(in folder: String) throws -> [String] {
        try ["SO-1001/1", "SO-1001/2"].map { line in
            try broker.run(["backorder", "show", line], in: folder).text
        }
    }

    // MARK: - What the broker writes

    @Test func whatTheBrokerWritesIsAsTheSchemasSay() throws {
        try withTemporaryFolder { folder in
            let house = try ExampleHouse(in: folder)
            let report = try house.run(["run", "--slot", "monday", "--format", "json"])
            let schema = try JSONSchema(named: "run-report-1")
            #expect(try schema.faults(of: JSONNode(report)).isEmpty)
            #expect(try JSONNode(report)["issued"]?.list.count == 1)
            let quiet = try house.run(["run", "--format", "json"])
            #expect(try schema.faults(of: JSONNode(quiet)).isEmpty)
            let again = try house.run(["run", "--slot", "monday", "--format", "json"])
            #expect(again == report)

            try house.write("item,free\nA-9,5\n", to: "intake/stock.csv")
            let refused = try JSONNode(house.start(["run", "--format", "json"]).text)
            #expect(schema.faults(of: refused).isEmpty)
            #expect(refused["reasons"] == .list([.text("intake/stock.csv was refused")]))
            #expect(
                refused["problems"]?.list.map { $0["code"] } == [.text("intake.unknown-item")])

            let order = try house.onlyOrder()
            let faults = try JSONSchema(named: "purchase-order-1").faults(of: JSONNode(order))
            #expect(faults.isEmpty, "\(faults)")

            let round = try JSONNode(house.run(["round", "show", "R-1", "--format", "json"]))
            let members = Set(round.members.keys)
            #expect(document.names(under: "sourcing-round/1") == members)
        }
    }

    @Test func theStatusOfAPurchaseOrderHasTheMembersOfTheDocument() throws {
        try withTemporaryFolder { folder in
            let house = try ExampleHouse(in: folder)
            _ = try house.run(["run"])
            let status = try JSONNode(house.run(["po", "show", "PO-000001", "--format", "json"]))
            let named = document.names(under: "purchase-order-status/1")
            let lists = Set(named.map { $0.replacing("[]", with: "") })
            #expect(lists == Set(status.members.keys))
            let events = status["history"]?.list.map { $0["event"] }
            #expect(events == [.text("issueIntended"), .text("issued")])
            let text = try house.run(["po", "show", "PO-000001"])
            #expect(text.contains("handed over to the supplier") && !text.contains("Intended"))
        }
    }

    @Test func theColumnsOfAPurchaseOrderAreThoseOfTheDocument() throws {
        try withTemporaryFolder { folder in
            let house = try ExampleHouse(in: folder, orderFormat: "csv")
            _ = try house.run(["run"])
            let header = try house.onlyOrder().split(separator: "\n").first ?? ""
            let columns = Set(header.split(separator: ",").map(String.init))
            #expect(document.names(under: "purchase-order/1") == columns)
        }
    }

    @Test func aFileOfChangesClosesALineByNothingOpen() throws {
        try withTemporaryFolder { folder in
            let house = try ExampleHouse(
                in: folder, configuration: "[intake.back_orders]\nmode = \"changes\"\n")
            _ = try house.run(["intake"])
            try house.write(
                """
                order,line,customer,item,open_quantity,need_by
                SO-1,2,C-1,A-2,0,2026-03-16
                SO-3,1,C-3,A-2,4,2026-03-16

                """, to: "intake/back-orders.csv")
            let report = try house.run(["intake"])
            #expect(report.contains("1 new, 1 withdrawn by the order system"))
            let open = try house.run(["backorder", "list", "--format", "csv"])
            #expect(["SO-1/1", "SO-2/1", "SO-3/1"].allSatisfy(open.contains))
            #expect(try house.run(["backorder", "show", "SO-1/2"]).contains("withdrawn"))
        }
    }
}
