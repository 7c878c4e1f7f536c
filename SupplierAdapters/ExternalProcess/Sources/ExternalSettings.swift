internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// What a feed's file says about a program that speaks the adapter protocol.
struct ExternalSettings: Hashable, Sendable {
    var command: [String] = []
    /// Where deliveries are kept; empty where nothing is fetched.
    var folder = ""
    var stream = ""
    /// Handed to the program as they stand.
    var own = JSONValue(.object([]))
    /// Names of variables whose values the program gets and nobody may log.
    var secrets: [String] = []
    var memoryMegabytes: Int64 = 1024
    var processorSeconds: Int64 = 0
    var answerSeconds: Int64 = 60
    var deliveryMegabytes: Int64 = 1024
    var restarts: Int64 = 2
    var crashes: Int64 = 3

    /// The keys; `stream` is what is fetched by default, `nil` where nothing is.
    static func keys(stream: String?) -> [AdapterDescription.Key] {
        guard let stream else { return programKeys + limitKeys }
        return programKeys
            + [
                .init(
                    "folder", "a path in the workspace; must be set",
                    "Where deliveries are kept."),
                .init(
                    "stream", "a name; `\"\(stream)\"`",
                    "Which of the program's streams is read."),
            ] + limitKeys + fetchingKeys
    }

    /// The keys at the top where nothing is fetched.
    static let topKeys: Set<String> = ["command", "secrets", "settings", "limits"]

    private static let programKeys: [AdapterDescription.Key] = [
        .init(
            "command", "list of texts; must be set",
            "The program and its arguments; a path with a slash begins in the workspace."),
        .init(
            "secrets", "list of names; none",
            "Variables of the environment that the program gets; it gets no others, and what is "
                + "in them is struck out of every message."),
        .init(
            "settings.NAME", "any value; none",
            "Handed to the program, which knows what it means."),
    ]

    private static let limitKeys: [AdapterDescription.Key] = [
        .init(
            "limits.memory_megabytes", "64 to 65536; `1024`",
            "How much address space the program may have."),
        .init(
            "limits.processor_seconds", "0 to 86400; `0`, no limit",
            "How much processor time the program may use for one reading."),
        .init(
            "limits.answer_seconds", "1 to 3600; `60`",
            "How long the program may say nothing before it is ended."),
    ]

    private static let fetchingKeys: [AdapterDescription.Key] = [
        .init(
            "limits.delivery_megabytes", "1 to 4096; `1024`",
            "The largest delivery that is taken."),
        .init(
            "limits.restarts", "0 to 10; `2`",
            "How often one reading starts a program again that crashed, from its last checkpoint."),
        .init(
            "limits.crashes", "1 to 100; `3`",
            "After so many failed readings in a row the program is not started any more, until its "
                + "file or the settings change."),
    ]

    /// Reads the settings; problems are left with the reader.
    init(from reader: inout SettingsReader, stream: String?) {
        command = reader.strings("command")
        if command.isEmpty || command[0].isEmpty {
            reader.reportMissing("command", example: "command = [\"adapters/acme.py\"]")
        }
        if let stream {
            folder = reader.requiredString("folder", example: "folder = \"inbox/acme\"")
            if folder.hasPrefix("/") || folder.split(separator: "/").contains("..") {
                reader.report(
                    "settings.wrong-value", "folder", "folder leads out of the workspace",
                    help: "Give a folder below the workspace.")
            }
            self.stream = reader.optionalString("stream") ?? stream
        }
        secrets = reader.strings("secrets")
        own = Self.json(reader.value("settings") ?? SettingValue(.table(SettingTable([]))))
        readLimits(&reader, fetches: stream != nil)
    }

    private mutating func readLimits(_ reader: inout SettingsReader, fetches: Bool) {
        var limits = self
        reader.table("limits") { inner in
            limits.memoryMegabytes = inner.integer(
                "memory_megabytes", in: 64...65_536, default: 1024)
            limits.processorSeconds = inner.integer("processor_seconds", in: 0...86_400, default: 0)
            limits.answerSeconds = inner.integer("answer_seconds", in: 1...3_600, default: 60)
            guard fetches else { return }
            limits.deliveryMegabytes = inner.integer(
                "delivery_megabytes", in: 1...4_096, default: 1024)
            limits.restarts = inner.integer("restarts", in: 0...10, default: 2)
            limits.crashes = inner.integer("crashes", in: 1...100, default: 3)
        }
        self = limits
    }

    private static func json(_ value: SettingValue) -> JSONValue {
        switch value.content {
        case .string(let text): JSONValue(.string(text))
        case .integer(let number): JSONValue(.number(String(number)))
        case .boolean(let flag): JSONValue(.boolean(flag))
        case .array(let values): JSONValue(.array(values.map(json)))
        case .table(let table):
            JSONValue(.object(table.entries.map { JSONMember($0.key, json($0.value)) }))
        case .unsupported(let words): JSONValue(.string(words))
        }
    }
}

extension OfferRecordDefaults {
    static let supplierKey = AdapterDescription.Key(
        "supplier", "an identifier; none", "Whose records they are, where the records do not say.")

    static let keys: [AdapterDescription.Key] = [
        supplierKey,
        .init("defaults.currency", "three letters; none", "The currency of prices."),
        .init("defaults.unit", "a unit code; `\"EA\"`", "The unit that quantities count in."),
        .init(
            "defaults.lead_time_counting", "`calendar` or `working`; `\"calendar\"`",
            "Which days lead times count."),
    ]

    private enum Counting: String, CaseIterable { case calendar, working }

    /// Reads what holds where records say nothing.
    init(from reader: inout SettingsReader) {
        let supplier = Self.supplier(from: &reader)
        var currency: Currency?
        var unit = UnitOfMeasure.each
        var counting = LeadTimeCounting.calendarDays
        reader.table("defaults") { inner in
            currency = Self.value(&inner, "currency") { text throws(ValueError) in
                try Currency(text)
            }
            unit =
                Self.value(&inner, "unit") { text throws(ValueError) in try UnitOfMeasure(text) }
                ?? unit
            if inner.word("lead_time_counting", default: Counting.calendar) == .working {
                counting = .workingDays
            }
        }
        self.init(supplier: supplier, currency: currency, unit: unit, counting: counting)
    }

    static func supplier(from reader: inout SettingsReader) -> SupplierID? {
        value(&reader, "supplier") { text throws(ValueError) in try SupplierID(text) }
    }

    private static func value<Value>(
        _ reader: inout SettingsReader, _ key: String,
        _ make: (String) throws(ValueError) -> Value
    ) -> Value? {
        guard let text = reader.optionalString(key) else { return nil }
        do throws(ValueError) {
            return try make(text)
        } catch {
            reader.report("settings.wrong-value", key, error.message, help: error.help)
            return nil
        }
    }
}
