internal import Procurement
internal import SupplierAdapterKit

/// Settings that all kinds of dropped files have in common.
struct DropSettings: Hashable, Sendable {
    /// Relative to the workspace.
    var folder = ""
    var pattern: NamePattern
    var maximumBytes = 256 << 20
    var format = FormatSettings()
    var completeness = CompletenessSettings()
    /// The one supplier of the feed; `nil` where a column names it.
    var supplier: SupplierID?
    /// What the file calls suppliers; empty where it uses our identifiers.
    var supplierByName: [String: SupplierID] = [:]
    /// Rows of these (a warehouse, say) are left out and counted.
    var excludedSuppliers: Set<String> = []
    var ignoredColumns: [Glob] = []
    /// Whether a list may come into force that is older, by its name, than one that was accepted.
    var takesOlder = false
    /// What fetches files from the supplier's server, and tidies up there.
    var transfer = TransferHook()
    /// Whether columns that are neither used nor ignored are borne.
    var bearsUnknownColumns = false

    static let keys: [AdapterDescription.Key] =
        [
            .init("folder", "a path in the workspace; must be set", "Where the files are dropped."),
            .init(
                "pattern", "a name with `*`, `?` and `{…}`; `\"*.csv\"`",
                "Which files are taken, and where their names tell the day."),
            .init("maximum_megabytes", "1 to 4096; `256`", "The largest file that is read."),
        ] + TransferHook.feedKeys + tableKeys + CompletenessSettings.keys

    /// For lists, of which one takes the place of another.
    static let olderKey = AdapterDescription.Key(
        "older_files", "`refuse` or `take`; `\"refuse\"`",
        "What becomes of a list that is older, by its name, than one that was accepted.")

    enum OlderFiles: String, CaseIterable { case refuse, take }

    /// Settings of files of a pattern, and nothing else yet.
    init(pattern: NamePattern) { self.pattern = pattern }

    /// Settings of a table that lies in no folder of ours.
    init() {
        guard let pattern = NamePattern("*.csv") else {
            preconditionFailure("A star must be a pattern.")
        }
        self.init(pattern: pattern)
    }

    /// The keys of ``readTable(from:)``.
    static let tableKeys: [AdapterDescription.Key] =
        [
            .init(
                "supplier", "an identifier; none",
                "The one supplier of the feed, where no column names it."),
            .init(
                "suppliers.NAME", "an identifier; none",
                "Which supplier a name in the file means; names not listed are set aside."),
            .init(
                "excluded_suppliers", "list of texts; none",
                "Names in the supplier column whose rows are left out and counted."),
            .init(
                "ignored_columns", "list of texts with `*` and `?`; none",
                "Columns of the file that are not used."),
            .init(
                "unknown_columns", "`refuse` or `ignore`; `\"refuse\"`",
                "What becomes of a file with a column that is neither used nor ignored."),
        ] + FormatSettings.keys

    enum UnknownColumns: String, CaseIterable { case refuse, ignore }

    static func read(from reader: inout SettingsReader) -> DropSettings {
        var settings = DropSettings(pattern: .read(from: &reader, default: "*.csv"))
        settings.readFolder(from: &reader)
        settings.transfer = TransferHook.read(from: &reader)
        settings.maximumBytes =
            Int(reader.integer("maximum_megabytes", in: 1...4096, default: 256)) << 20
        settings.completeness = CompletenessSettings.read(from: &reader)
        if settings.completeness.rule == .document {
            reader.report(
                "settings.wrong-value", "complete",
                "complete.by is \"document\", and a table does not tell where it ends",
                help: "Use \"trailer\", \"count\", \"manifest\" or \"done\".")
        }
        settings.readColumnRules(from: &reader)
        return settings
    }

    /// Only how a table is written and whose it is.
    static func readTable(from reader: inout SettingsReader) -> DropSettings {
        var settings = DropSettings()
        settings.readColumnRules(from: &reader)
        // It is known elsewhere that the table is whole.
        settings.completeness.rule = .manifest(name: "")
        return settings
    }

    /// Reads whether older lists are taken; only for lists that take each other's place.
    mutating func readOlder(from reader: inout SettingsReader) {
        takesOlder = reader.word("older_files", default: OlderFiles.refuse) == .take
    }

    private mutating func readColumnRules(from reader: inout SettingsReader) {
        format = FormatSettings.read(from: &reader)
        readSuppliers(from: &reader)
        ignoredColumns = reader.strings("ignored_columns").map { Glob($0) }
        bearsUnknownColumns =
            reader.word("unknown_columns", default: UnknownColumns.refuse) == .ignore
    }

    /// Only which files they are and when they are whole.
    static func readFiles(from reader: inout SettingsReader) -> DropSettings {
        var settings = DropSettings(pattern: .read(from: &reader, default: "*"))
        settings.readFolder(from: &reader)
        settings.transfer = TransferHook.read(from: &reader)
        settings.maximumBytes =
            Int(reader.integer("maximum_megabytes", in: 1...4096, default: 256)) << 20
        settings.completeness = CompletenessSettings.read(from: &reader)
        return settings
    }

    private mutating func readFolder(from reader: inout SettingsReader) {
        folder = reader.requiredString("folder", example: "folder = \"inbox/acme\"")
        while folder.count > 1 && folder.hasSuffix("/") { folder.removeLast() }
        let parts = folder.split(separator: "/")
        if folder.hasPrefix("/") || parts.contains("..") {
            reader.report(
                "settings.wrong-value", "folder",
                "\(reader.name("folder")) leads out of the workspace",
                help: "Give a folder below the workspace; a mounted disk may be there.")
        }
    }

    private mutating func readSuppliers(from reader: inout SettingsReader) {
        if let text = reader.optionalString("supplier") {
            supplier = DropSettings.identifier(text, "supplier", &reader)
        }
        excludedSuppliers = Set(reader.strings("excluded_suppliers"))
        var supplierByName: [String: SupplierID] = [:]
        reader.table("suppliers") { inner in
            for entry in inner.table.entries {
                guard let text = inner.optionalString(entry.key) else { continue }
                supplierByName[entry.key] = DropSettings.identifier(text, entry.key, &inner)
            }
        }
        self.supplierByName = supplierByName
    }

    private static func identifier(
        _ text: String, _ key: String, _ reader: inout SettingsReader
    ) -> SupplierID? {
        do throws(ValueError) {
            return try SupplierID(text)
        } catch {
            reader.report("settings.wrong-value", key, error.message, help: error.help)
            return nil
        }
    }

    /// Checks that the supplier is known from exactly one place.
    func checkSupplier(hasColumn: Bool, _ reader: inout SettingsReader) {
        if supplier != nil && hasColumn {
            reader.report(
                "settings.contradiction", "supplier",
                "both supplier and columns.supplier are given",
                help: "Keep supplier for a feed of one supplier, columns.supplier for several.")
        } else if supplier == nil && !hasColumn && reader.table["supplier"] == nil {
            reader.reportMissing(
                "supplier", example: "supplier = \"ACME\", or [columns] supplier = \"Vendor\"")
        }
    }
}
