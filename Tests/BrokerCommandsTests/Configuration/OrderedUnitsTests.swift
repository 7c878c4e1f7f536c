import BrokerCommands
import SupplierAdapterKit
import Testing

/// OrderedUnits: a supplier that gets its orders in cases of its own name answers in them.
@Suite struct OrderedUnitsTests {
    private func feed(_ name: String, _ text: String) throws -> FeedConfiguration {
        try FeedConfiguration(
            bytes: Array(text.utf8), fileName: "\(name).toml", file: "feeds/\(name).toml",
            defaults: SnapshotGuard.Limits())
    }

    private func units(of feed: FeedConfiguration, _ others: [FeedConfiguration]) -> [String] {
        let settings = OrderedUnits(others + [feed]).settings(of: feed)
        guard case .table(let units) = settings.table["units"]?.value.content else { return [] }
        return units.entries.map { entry in
            guard case .string(let text) = entry.value.content else { return entry.key }
            return "\(entry.key)=\(text)"
        }
    }

    private func orders(_ supplier: String, more: String = "") throws -> FeedConfiguration {
        try feed(
            "out-\(supplier.lowercased())",
            """
            adapter = "flat-file-edi"
            kind = "purchase-orders"
            supplier = "\(supplier)"
            format = "x12-850"
            \(more)
            [units]
            CA = "XCS"
            EACH = "EA"
            """)
    }

    @Test func answersAreReadInTheCodesOfTheOrders() throws {
        let answers = "kind = \"order-messages\"\nsupplier = \"ACME\"\nfolder = \"inbox\"\n"
        let folder = try feed("a", "adapter = \"flat-file-edi\"\n" + answers)
        let web = try feed("w", "adapter = \"http-feed\"\ncontent = \"document\"\n" + answers)
        for feed in [folder, web] {
            #expect(
                units(of: feed, [try orders("ACME"), try orders("OTHER")])
                    == ["CA=XCS", "EACH=EA"])
            #expect(units(of: feed, [try orders("OTHER")]) == [])
            #expect(units(of: feed, [try orders("ACME", more: "enabled = false")]) == [])
        }
    }

    /// What the feed says itself goes before what the orders say.
    @Test func theFeedsOwnCodesHold() throws {
        let own = try feed(
            "a",
            """
            adapter = "flat-file-edi"
            kind = "order-messages"
            supplier = "ACME"
            [units]
            CA = "XCT"
            """)
        #expect(units(of: own, [try orders("ACME")]) == ["CA=XCT", "EACH=EA"])
    }

    /// Tables and records have no such codes, and price lists are no answers.
    @Test(arguments: [
        "adapter = \"file-drop\"\nkind = \"order-messages\"\n",
        "adapter = \"http-feed\"\nkind = \"order-messages\"\n",
        "adapter = \"flat-file-edi\"\nkind = \"offers\"\n",
    ])
    func othersAreLeftAsTheyAre(text: String) throws {
        let other = try feed("a", text + "supplier = \"ACME\"\n")
        #expect(units(of: other, [try orders("ACME")]) == [])
    }
}
