package import Procurement
package import SupplierAdapterKit

/// What the settings file of a feed says, `feeds/NAME.toml`.
package struct FeedConfiguration: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Price lists and availability.
        case offers
        /// Past deliveries, for what they teach about suppliers.
        case shipmentHistory = "shipment-history"
        /// The way out to one supplier: what form purchase orders have there.
        case purchaseOrders = "purchase-orders"
        /// What suppliers, and our own door, say about purchase orders.
        case orderMessages = "order-messages"
    }

    /// The name of the file without its ending.
    package var name: FeedName
    /// The file as messages call it.
    package var file: String
    /// The adapter that reads the feed, as its description calls it.
    package var adapter: String
    package var kind: Kind
    /// A feed that is not enabled is left alone, and its adapter's settings are not looked at.
    package var isEnabled: Bool
    package var feedGuard: SnapshotGuard.Limits
    /// The settings that are the adapter's own: every key that is not common to all feeds.
    package var adapterSettings: AdapterSettings
    private let document: TOMLDocument

    /// Keys that every feed knows.
    package static let keys: [KeyDescription] =
        [
            KeyDescription(
                "adapter", "name of an adapter", "none: must be set", "What reads the feed."),
            KeyDescription(
                "kind", "`offers`, `shipment-history`, `order-messages` or `purchase-orders`",
                "`\"offers\"`", "What the feed brings, or takes to a supplier."),
            KeyDescription(
                "enabled", "true or false", "`true`", "Whether the feed is read at all."),
        ]
        + BrokerConfiguration.guardKeys.map { key in
            KeyDescription(key.path, key.kind, "as in `broker.toml`", key.meaning)
        }

    /// Reads the settings of a feed; `fileName` is the last part of its path.
    ///
    /// Throws every problem that the common settings have. The adapter judges its own.
    package init(
        bytes: [UInt8], fileName: String, file: String,
        defaults: SnapshotGuard.Limits
    ) throws(ConfigurationError) {
        let document = try TOMLDocument(bytes: bytes, file: file)
        var top = SectionReader(document)
        let adapter = top.required(
            "adapter", help: "Add the adapter that reads the feed, as in adapter = \"file-drop\"."
        ) { node throws(SettingRejection) in try node.line() }
        let kind = top.value("kind") { node throws(SettingRejection) in
            try node.word(Kind.allCases.map { ($0.rawValue, $0) })
        }
        let isEnabled = top.value("enabled") { node throws(SettingRejection) in
            try node.boolean()
        }
        let feedGuard = top.section("guard") { $0.feedGuard(otherwise: defaults) }

        var problems = top.problems.inOrderOfText
        let name = Self.name(fileName: fileName, file: file, problems: &problems)
        guard let name, let adapter, problems.isEmpty else {
            throw ConfigurationError(problems: problems)
        }
        self.name = name
        self.file = file
        self.adapter = adapter
        self.kind = kind ?? .offers
        self.isEnabled = isEnabled ?? true
        self.feedGuard = feedGuard
        self.document = document
        let own = document.top.entries.filter { !Self.isCommon($0.key) }
        adapterSettings = AdapterSettings(
            file: file, table: SettingTable(own, in: document.source, line: 0))
    }

    private static func isCommon(_ key: String) -> Bool {
        keys.contains { $0.path == key || $0.section == key }
    }

    /// What an adapter has against its settings, to be shown like every other problem.
    package func problems(from error: AdapterSettingsError) -> [Problem] {
        error.problems.map { problem in
            let line = problem.place.line
            let key = problem.key
            var shown = Problem(
                code: problem.code, message: problem.message,
                place: Problem.Place(file: file, line: line > 0 ? line : nil), help: problem.help)
            // The adapter knows lines; where the line has the key, that is pointed at.
            if let range = document.keyRange(of: key),
                document.source.position(ofByte: range.lowerBound).line == line
            {
                (shown.place, shown.excerpt) = document.source.shown(range)
            }
            return shown
        }
    }

    static let fileEnding = ".toml"

    private static func name(
        fileName: String, file: String, problems: inout [Problem]
    ) -> FeedName? {
        let text =
            fileName.hasSuffix(fileEnding)
            ? String(fileName.dropLast(fileEnding.count)) : fileName
        do throws(ValueError) {
            let name = try FeedName(text)
            let isPlain = text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
            if isPlain { return name }
        } catch {
            // Said below: every name that breaks the rules of identifiers breaks these too.
        }
        problems.append(
            Problem(
                code: "config.feed-name",
                message: "The feed's name (\"\(text.shortened)\") must be small letters, digits, "
                    + "hyphens and underscores.",
                place: Problem.Place(file: file),
                help: "The name is that of the file; rename it."))
        return nil
    }
}
