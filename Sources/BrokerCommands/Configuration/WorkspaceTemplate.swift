package import Procurement

/// The files and folders of a new house; what `broker init` makes.
package struct WorkspaceTemplate: Sendable, Hashable {
    package struct File: Sendable, Hashable {
        /// From the folder of the house.
        package let path: String
        package let contents: String
    }

    /// Folders to make, each after the one that it lies in.
    package let folders: [String]
    package let files: [File]

    /// The house that a configuration without further settings speaks of.
    package init(currency: Currency, timeZone: String) {
        folders = [
            "data", "master", "feeds", "inbox", "inbox/example", "intake", "outbox",
        ]
        let configuration = ConfigurationTemplate.text(currency: currency, timeZone: timeZone)
        let settings = [
            File(path: SettingsFolder.configurationFile, contents: configuration),
            File(path: "feeds/example.toml", contents: Self.exampleFeed(currency: currency)),
        ]
        let tables = Self.columnsByFile.map { path, columns in
            File(path: path, contents: columns.joined(separator: ",") + "\n")
        }
        files = settings + tables.sorted { $0.path < $1.path }
    }

    /// The header of every table that the house itself keeps.
    package static let columnsByFile: [String: [String]] = [
        "master/items.csv": ["item", "name", "unit", "salvage_value"],
        "master/suppliers.csv": [
            "supplier", "name", "currency", "calendar", "order_cost", "minimum_order_value",
            "minimum_order_surcharge", "freight", "free_freight_from", "maximum_units",
            "maximum_value", "payment_terms", "incoterm", "contact_name", "contact_email",
            "contact_phone", "order_format", "blocked",
        ],
        "master/supplier_discounts.csv": ["supplier", "from_value", "from_units", "percent"],
        "master/item_references.csv": ["supplier", "supplier_part", "item", "base_units"],
        "master/item_suppliers.csv": ["item", "supplier", "status"],
        "master/substitutes.csv": ["item", "substitute", "cost"],
        "master/shares.csv": ["supplier", "item", "minimum_share", "maximum_share"],
        "intake/back-orders.csv": [
            "order", "line", "customer", "item", "open_quantity", "need_by", "priority",
            "late_cost", "unmet_cost", "split", "accepts_substitute", "cause",
        ],
        "intake/stock.csv": ["item", "location", "free"],
        "intake/inbound.csv": ["reference", "item", "quantity", "expected"],
    ]

    private static func exampleFeed(currency: Currency) -> String {
        """
        # A feed: files of one shape, from one supplier or from several. The name of this file is
        # the name of the feed. To add one, copy this file, make it fit what the supplier sends, and
        # remove the line with enabled; broker doctor tells what is missing.

        adapter = "file-drop"
        kind = "offers"                 # or "shipment-history"
        enabled = false

        # Everything below is the adapter's own.
        folder = "inbox/example"        # where the files are dropped
        pattern = "*.csv"
        supplier = "ACME"               # as master/suppliers.csv has it

        [format]
        delimiter = ","
        decimal_sign = "."
        dates = ["yyyy-MM-dd"]
        absent = ["-", "n/a"]           # words that mean "not stated"

        [complete]                      # how it is known that a file is whole
        by = "done"                     # prices.csv is taken once prices.csv.done is there

        [columns]                       # what the file calls what we need
        part = "Article"
        price = "Price"
        on_hand = "Stock"

        [defaults]                      # what the file does not say
        currency = "\(currency)"
        lead_time = 14
        lead_time_from_stock = 2

        # When a delivery of this feed is held; as in broker.toml unless set.
        # [guard]
        # bad_rows_percent = 2

        """
    }
}
