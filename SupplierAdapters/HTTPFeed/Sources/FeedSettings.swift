internal import FileDrop
internal import FlatFileEDI
internal import Procurement
internal import SupplierAdapterKit
internal import WebClient

/// What a feed's file says about a list that a server gives.
struct FeedSettings: Sendable {
    enum Content: String, CaseIterable, Sendable {
        case json, ndjson, csv, xml
        /// X12, EDIFACT, a catalogue in XML or a flat file, as FlatFileEDI reads them.
        case document
    }

    enum Paging: String, CaseIterable, Sendable {
        case none, page, offset, cursor, link
    }

    enum Scope: String, CaseIterable, Sendable { case whole, changes }

    /// An answer of status 2xx that is an error all the same.
    struct ErrorRule: Hashable, Sendable {
        var path: RecordPath
        /// The values that mean an error; empty where any value does.
        var values: Set<String>
        /// The values that mean that all is well; empty where `values` decides.
        var goodValues: Set<String>
        var message: RecordPath?
        var isPassing: Bool
    }

    struct Pages: Hashable, Sendable {
        var kind = Paging.none
        var parameter = ""
        var first: Int64 = 1
        var size: Int64?
        var sizeParameter: String?
        var cursor: RecordPath?
        var count: RecordPath?
        var most: Int64 = 1_000
    }

    struct Changes: Hashable, Sendable {
        var parameter: String?
        var next: RecordPath?
        var removed: RecordPath?
        var removedValues: Set<String> = []
    }

    var url: WebURL
    var folder: String
    var content: Content
    var rows: RecordPath
    var scope: DeliveryScope
    var access: AccessSettings
    var pages: Pages
    var changes: Changes
    var errors: [ErrorRule]
    /// `nil` where the supplier does not call.
    var webhook: WebhookSettings?
    /// What rows mean, unless answers are documents.
    var table: OfferTable?
    /// What documents mean, where answers are such.
    var documents: DocumentOffers?
    /// How documents that came are acknowledged; `nil` where they are not.
    var acknowledgment: AcknowledgmentSettings?
    /// Changes whenever anything of the settings does.
    var fingerprint: String

    static let keys: [AdapterDescription.Key] =
        [
            .init("url", "an address; must be set", "Where the list is."),
            .init("folder", "a path in the workspace; must be set", "Where deliveries are kept."),
            .init(
                "content", "`json`, `ndjson`, `csv`, `xml` or `document`; `\"json\"`",
                "What answers are; `csv` is any table that FileDrop reads, packed ones included, "
                    + "`document` any price list that FlatFileEDI reads."),
            .init(
                "rows", "a path; the answer itself",
                "Where in a JSON or XML answer the records are: `data.items`."),
            .init(
                "scope", "`whole` or `changes`; `\"whole\"`",
                "Whether a list names all that is offered, or what changed since the last one."),
        ] + AccessSettings.keys + pageKeys + ruleKeys + WebhookSettings.keys
        + tableKeys + DocumentSettings.ownOfferKeys + AcknowledgmentSettings.keys

    static let tableKeys = OfferTable.keys

    private static let pageKeys: [AdapterDescription.Key] = [
        .init(
            "pages.kind", "`none`, `page`, `offset`, `cursor` or `link`; `\"none\"`",
            "How the rest of a long list is asked for."),
        .init(
            "pages.parameter", "a name; `\"page\"`, `\"offset\"` or `\"cursor\"`",
            "The parameter that says which part."),
        .init("pages.first", "0 or 1; `1`; for `page`", "The number of the first page."),
        .init("pages.size", "1 to 100000; none", "How many rows a page is to have."),
        .init("pages.size_parameter", "a name; none", "The parameter that says so."),
        .init(
            "pages.cursor", "a path; for `cursor`",
            "Where an answer tells what comes next: a cursor or an address; nothing at the end."),
        .init(
            "pages.count", "a path; none",
            "Where answers tell how many rows the whole list has; checked."),
        .init("pages.most", "1 to 100000; `1000`", "After so many pages a list is refused."),
    ]

    private static let ruleKeys: [AdapterDescription.Key] = [
        .init(
            "changes.parameter", "a name; none",
            "The parameter that takes what `changes.next` told the last time."),
        .init("changes.next", "a path; none", "Where the last page tells how far the list goes."),
        .init("changes.removed", "a path; none", "Where a record tells that it is withdrawn."),
        .init(
            "changes.removed_values", "list of texts; `[\"true\"]`", "What stands there then."),
        .init(
            "errors", "list of `{ path, is or is_not, message, retry }`; none",
            "Answers of status 200 or 207 that are errors: what stands at `path` is one of `is`, "
                + "or none of `is_not`, or anything at all; `message` is a path, `retry` whether "
                + "asking again may help."),
    ]

    init(
        _ whole: AdapterSettings, name: FeedName, environment: AdapterEnvironment
    ) throws(AdapterSettingsError) {
        let areDocuments = DocumentSettings.areDocuments(whole)
        let parts = DocumentSettings.split(whole, areMessages: false)
        let settings = areDocuments ? parts.own : whole
        var problems: [AdapterSettingsProblem] = []
        if areDocuments {
            do throws(AdapterSettingsError) {
                documents = try DocumentOffers(
                    name: name, settings: parts.documents, environment: environment)
            } catch {
                problems = error.problems
            }
        }
        var reader = SettingsReader(settings)
        folder = Self.folder(from: &reader)
        content = reader.word("content", default: .json)
        rows = RecordPath(reader.optionalString("rows") ?? "")
        scope = reader.word("scope", default: Scope.whole) == .whole ? .whole : .changes
        access = AccessSettings.read(from: &reader)
        pages = Self.pages(from: &reader)
        changes = Self.changes(from: &reader)
        errors = Self.errors(from: &reader)
        webhook = WebhookSettings.read(from: &reader, rows: rows)
        acknowledgment = AcknowledgmentSettings.read(
            from: &reader, areDocuments: areDocuments,
            hasLayout: whole.table["layout"] != nil, access.web)
        if !areDocuments {
            table = OfferTable(from: &reader, maximumBytes: access.web.maximumBytes)
        }
        if reader.table["url"] == nil {
            reader.reportMissing("url", example: "url = \"https://api.acme.example/prices\"")
        }
        let address = AccessSettings.url("url", from: &reader, access.web)
        fingerprint = environment.sha256(Array("\(whole.table)".utf8))
        guard let address else {
            // Reported above.
            try Self.finish(&reader, problems)
            preconditionFailure("A feed without an address must have been refused.")
        }
        url = address
        checkTogether(&reader)
        try Self.finish(&reader, problems)
    }

    /// Throws what the service's settings and those of documents have wrong, all at once.
    static func finish(
        _ reader: inout SettingsReader, _ problems: [AdapterSettingsProblem]
    ) throws(AdapterSettingsError) {
        do throws(AdapterSettingsError) {
            try reader.finish()
        } catch {
            throw AdapterSettingsError(problems: problems + error.problems)
        }
        if !problems.isEmpty { throw AdapterSettingsError(problems: problems) }
    }

    static func folder(from reader: inout SettingsReader) -> String {
        let folder = reader.requiredString("folder", example: "folder = \"inbox/acme\"")
        if folder.hasPrefix("/") || folder.split(separator: "/").contains("..") {
            reader.report(
                "settings.wrong-value", "folder", "folder leads out of the workspace",
                help: "Give a folder below the workspace.")
        }
        return folder
    }

    private static func pages(from top: inout SettingsReader) -> Pages {
        var pages = Pages()
        top.table("pages") { reader in
            pages.kind = reader.word("kind", default: Paging.none)
            pages.parameter = reader.optionalString("parameter") ?? pages.kind.rawValue
            pages.first = reader.integer("first", in: 0...1, default: 1)
            pages.size = reader.optionalInteger("size", in: 1...100_000)
            pages.sizeParameter = reader.optionalString("size_parameter")
            pages.cursor = reader.optionalString("cursor").map { RecordPath($0) }
            pages.count = reader.optionalString("count").map { RecordPath($0) }
            pages.most = reader.integer("most", in: 1...100_000, default: 1_000)
            if pages.kind == .cursor && pages.cursor == nil {
                reader.reportMissing("cursor", example: "cursor = \"meta.next\"")
            }
            if pages.sizeParameter != nil && pages.size == nil {
                reader.reportMissing("size", example: "size = 500")
            }
        }
        return pages
    }

    private static func changes(from top: inout SettingsReader) -> Changes {
        var changes = Changes()
        top.table("changes") { reader in
            changes.parameter = reader.optionalString("parameter")
            changes.next = reader.optionalString("next").map { RecordPath($0) }
            changes.removed = reader.optionalString("removed").map { RecordPath($0) }
            changes.removedValues = Set(reader.strings("removed_values", default: ["true"]))
            if (changes.parameter == nil) != (changes.next == nil) {
                reader.reportMissing(
                    changes.parameter == nil ? "parameter" : "next",
                    example: changes.parameter == nil
                        ? "parameter = \"since\"" : "next = \"meta.until\"")
            }
        }
        return changes
    }

    private static func errors(from top: inout SettingsReader) -> [ErrorRule] {
        var rules: [ErrorRule] = []
        top.tables("errors") { reader in
            let path = reader.requiredString("path", example: "path = \"error.code\"")
            let rule = ErrorRule(
                path: RecordPath(path), values: Set(reader.strings("is")),
                goodValues: Set(reader.strings("is_not")),
                message: reader.optionalString("message").map { RecordPath($0) },
                isPassing: reader.boolean("retry", default: false))
            if !rule.values.isEmpty && !rule.goodValues.isEmpty {
                reader.report(
                    "settings.contradiction", "is_not", "both is and is_not are given",
                    help: "Keep one of them.")
            }
            rules.append(rule)
        }
        return rules
    }

    private func checkTogether(_ reader: inout SettingsReader) {
        let isTree = content == .json || content == .xml
        func refuse(_ key: String, _ what: String, unless isRight: Bool) {
            if isRight || reader.table[key] == nil { return }
            reader.report(
                "settings.contradiction", key, "\(what) with content = \"\(content.rawValue)\"",
                help: "That needs an answer that is JSON or XML.")
        }
        refuse("rows", "rows has no meaning", unless: isTree)
        if content == .document {
            for key in ["pages", "changes", "webhook", "errors"]
            where reader.table[key] != nil {
                reader.report(
                    "settings.contradiction", key,
                    "\(key) has no meaning with content = \"document\"",
                    help: "An answer is one document, and a whole list.")
            }
            if scope == .changes {
                reader.report(
                    "settings.contradiction", "scope",
                    "scope is \"changes\" with content = \"document\"",
                    help: "Documents that tell changes only are refused: they are whole lists.")
            }
            return
        }
        refuse("errors", "errors cannot be looked for", unless: isTree)
        refuse(
            "pages", "pages.cursor and pages.count cannot be found",
            unless: isTree || (pages.cursor == nil && pages.count == nil))
        refuse(
            "changes", "changes.next and changes.removed cannot be found",
            unless: isTree || (changes.next == nil && changes.removed == nil)
                || (content == .ndjson && changes.next == nil))
        if reader.table["changes"] != nil && scope == .whole {
            reader.report(
                "settings.contradiction", "changes", "[changes] is given and scope is \"whole\"",
                help: "Write scope = \"changes\", or drop the table.")
        }
        if content == .xml && rows.steps.isEmpty {
            reader.reportMissing("rows", example: "rows = \"item\"")
        }
    }
}
