internal import FileDrop
internal import FlatFileEDI
internal import Procurement
internal import SupplierAdapterKit
internal import WebClient

/// What a feed's file says about a service that tells what became of orders.
struct AnswerSettings: Sendable {
    var url: WebURL
    var folder: String
    var rows: RecordPath
    var access: AccessSettings
    var supplier: SupplierID?
    /// Where in a record each column of `order-messages/1` stands.
    var paths: [(name: String, path: RecordPath)]
    /// What holds where a record says nothing.
    var standards: [String: String]
    /// What the service's words for an outcome mean.
    var outcomes: [String: String]
    /// The parameter that takes what `changesNext` told the last time.
    var changesParameter: String?
    var changesNext: RecordPath?
    /// What documents mean, where the service answers with them instead of records.
    var documents: DocumentMessages?
    /// How documents that came are acknowledged; `nil` where they are not.
    var acknowledgment: AcknowledgmentSettings?

    enum Content: String, CaseIterable { case json, document }

    /// The columns of `order-messages/1`.
    static let columns = [
        "kind", "document", "order", "written", "line", "outcome", "quantity", "damaged", "date",
        "ship_date", "price", "substitute", "remark", "change", "unit", "replaces",
    ]
    private static let standardColumns = ["kind", "outcome"]

    static let keys: [AdapterDescription.Key] =
        [
            .init("url", "an address; must be set", "Where the answers are."),
            .init("folder", "a path in the workspace; must be set", "Where deliveries are kept."),
            .init(
                "content", "`json` or `document`; `\"json\"`",
                "What the answer is: records, or an interchange or document that FlatFileEDI "
                    + "reads, about orders."),
            .init(
                "supplier", "an identifier; none, but must be set for documents",
                "Who answers there."),
            .init(
                "rows", "a path; the answer itself",
                "Where in the answer the records are: `data`."),
            .init(
                "columns.NAME", "a path; `NAME`",
                "Where in a record a column of `order-messages/1` stands."),
            .init(
                "defaults.kind", "a kind of message; none",
                "What records are that do not say it: `\"acknowledgment\"`."),
            .init(
                "defaults.outcome", "an outcome; none",
                "What was answered where a record does not say it."),
            .init("outcomes.WORD", "an outcome; none", "What a word of the service's means."),
            .init(
                "changes.parameter", "a name; none",
                "The parameter that takes what `changes.next` told the last time."),
            .init("changes.next", "a path; none", "Where the answer tells how far it goes."),
        ] + AccessSettings.keys + DocumentSettings.ownMessageKeys
        + AcknowledgmentSettings.keys

    init(
        _ whole: AdapterSettings, name: FeedName, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        let areDocuments = DocumentSettings.areDocuments(whole)
        let parts = DocumentSettings.split(whole, areMessages: true)
        var problems: [AdapterSettingsProblem] = []
        if areDocuments {
            do throws(AdapterSettingsError) {
                documents = try DocumentMessages(
                    name: name, settings: parts.documents, environment: environment)
            } catch {
                problems = error.problems
            }
        }
        var reader = SettingsReader(areDocuments ? parts.own : whole)
        _ = reader.word("content", default: Content.json)
        if areDocuments { Self.refuseRecords(in: &reader) }
        folder = FeedSettings.folder(from: &reader)
        rows = RecordPath(reader.optionalString("rows") ?? "")
        access = AccessSettings.read(from: &reader)
        acknowledgment = AcknowledgmentSettings.read(
            from: &reader, areDocuments: areDocuments,
            hasLayout: whole.table["layout"] != nil, access.web)
        if let text = reader.optionalString("supplier") {
            do throws(ValueError) {
                supplier = try SupplierID(text)
            } catch {
                reader.report("settings.wrong-value", "supplier", error.message, help: error.help)
            }
        }
        var named: [String: String] = [:]
        reader.table("columns") { inner in
            for name in Self.columns { named[name] = inner.optionalString(name) }
        }
        paths = Self.columns.map { (name: $0, path: RecordPath(named[$0] ?? $0)) }
        var standards: [String: String] = [:]
        reader.table("defaults") { inner in
            for name in Self.standardColumns { standards[name] = inner.optionalString(name) }
        }
        self.standards = standards
        var outcomes: [String: String] = [:]
        reader.table("outcomes") { inner in
            for entry in inner.table.entries {
                outcomes[entry.key] = inner.optionalString(entry.key)
            }
        }
        self.outcomes = outcomes
        (changesParameter, changesNext) = Self.changes(from: &reader)
        if reader.table["url"] == nil {
            reader.reportMissing("url", example: "url = \"https://api.acme.example/answers\"")
        }
        let url = AccessSettings.url("url", from: &reader, access.web)
        try FeedSettings.finish(&reader, problems)
        guard let url else {
            preconditionFailure("A feed without an address must have been refused.")
        }
        self.url = url
    }

    private static func refuseRecords(in reader: inout SettingsReader) {
        for key in ["rows", "columns", "outcomes", "changes"] where reader.table[key] != nil {
            reader.report(
                "settings.contradiction", key,
                "\(key) has no meaning with content = \"document\"",
                help: "Documents say themselves what stands where.")
        }
    }

    private static func changes(
        from reader: inout SettingsReader
    ) -> (parameter: String?, next: RecordPath?) {
        var changes: (parameter: String?, next: RecordPath?)
        reader.table("changes") { inner in
            changes.parameter = inner.optionalString("parameter")
            changes.next = inner.optionalString("next").map { RecordPath($0) }
            if (changes.parameter == nil) != (changes.next == nil) {
                inner.reportMissing(
                    changes.parameter == nil ? "parameter" : "next",
                    example: changes.parameter == nil
                        ? "parameter = \"since\"" : "next = \"until\"")
            }
        }
        return changes
    }
}
