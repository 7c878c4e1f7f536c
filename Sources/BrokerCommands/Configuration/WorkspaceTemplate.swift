import BrokerService
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

    /// A house that counts in US dollars and universal time, until its `broker.toml` is edited.
    package static let standard = WorkspaceTemplate(
        configuration: ConfigurationTemplate.text, currency: "USD")

    /// A house elsewhere.
    package init(currency: Currency, timeZone: String) {
        self.init(
            configuration: ConfigurationTemplate.text(currency: currency, timeZone: timeZone),
            currency: currency.code)
    }

    private init(configuration: String, currency: String) {
        folders = ["data", "master", "feeds", "inbox", "inbox/example", "intake", "outbox"]
        let settings = [
            File(path: SettingsFolder.configurationFile, contents: configuration),
            File(path: "feeds/example.toml", contents: Self.exampleFeed(currency: currency)),
        ]
        let masters = MasterFile.allCases.map { file in
            Self.table("master/\(file.rawValue)", file.requiredColumns + file.optionalColumns)
        }
        files = settings + masters + Self.intakeTables
    }

    /// A table with its header and no row.
    private static func table(_ path: String, _ columns: [String]) -> File {
        File(path: path, contents: columns.joined(separator: ",") + "\n")
    }

    private static let intakeTables = [
        table(
            "intake/back-orders.csv",
            [
                "order", "line", "customer", "item", "open_quantity", "need_by", "priority",
                "late_cost", "unmet_cost", "unit_price", "unit_margin", "split",
                "accepts_substitute", "cause",
            ]),
        table("intake/stock.csv", ["item", "location", "free"]),
        table("intake/inbound.csv", ["reference", "item", "quantity", "expected"]),
    ]

    private static func exampleFeed(currency: String) -> String {
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
