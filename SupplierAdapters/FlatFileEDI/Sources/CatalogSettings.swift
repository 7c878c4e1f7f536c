internal import Procurement
internal import SupplierAdapterKit

/// Which kinds of quantity say how much may be ordered.
struct CatalogRuleKinds {
    let minimum: ShortText
    let multiple: ShortText
    let maximum: ShortText
}

/// How the lines of a partner's price lists are understood.
struct CatalogSettings: Hashable, Sendable {
    enum Counting: String, CaseIterable { case calendar, working }

    var supplier: SupplierID?
    var partQualifiers: [String] = []
    var unitByCode: [String: UnitOfMeasure] = [:]
    /// Kinds of prices that are taken, the first one that stands in a line; empty for the
    /// standard's.
    var priceKinds: [String] = []
    /// Kinds of quantities that are on the shelf; empty for the standard's.
    var shelfKinds: [String] = []
    var minimumKind = ""
    var multipleKind = ""
    var maximumKind = ""
    var currency: Currency?
    var unit: UnitOfMeasure?
    var leadTime: Int?
    var leadTimeFromStock: Int?
    var counting = LeadTimeCounting.calendarDays

    static let keys: [AdapterDescription.Key] = [
        .init("supplier", "an identifier; must be set", "Who sends the documents."),
        .init(
            "parts", "list of qualifiers; `VP`, `VN`, `VC`, EDIFACT `SA`",
            "What qualifies the supplier's part number; the first that stands in a line."),
        .init("units.CODE", "a unit code of ours; none", "Which unit a code in documents means."),
        .init(
            "prices", "list of codes; any one kind, EDIFACT `AAA`, BMEcat `net_customer`",
            "Which kinds of price are taken: CTP02, PRI 5125, price_type."),
        .init(
            "shelf", "list of codes; `33`, `17`, EDIFACT `145`, `17`",
            "Which kinds of quantity are on the shelf: QTY01, QTY 6063."),
        .init(
            "quantities.minimum", "a code; `57`, EDIFACT `53`",
            "Which kind of quantity is the smallest order: CTB03 or QTY01, QTY 6063."),
        .init(
            "quantities.multiple", "a code; none, EDIFACT `165`", "What orders are multiples of."),
        .init("quantities.maximum", "a code; `70`, EDIFACT `54`", "The largest order."),
        .init("defaults.currency", "three letters; none", "Where a document names no currency."),
        .init("defaults.unit", "a unit code; none", "Where a line names no unit."),
        .init("defaults.lead_time", "0 to 36500; not stated", "Days until an order arrives."),
        .init(
            "defaults.lead_time_from_stock", "0 to 36500; none",
            "Days until what is on the shelf arrives; must be set for stock lists."),
        .init(
            "defaults.lead_time_counting", "`calendar` or `working`; `\"calendar\"`",
            "Which days lead times count."),
    ]

    /// Which kinds of quantity are rules for orders: ours, or those of the standard.
    func ruleKinds(_ dialect: CatalogDialect) -> CatalogRuleKinds {
        CatalogRuleKinds(
            minimum: ShortText(minimumKind.isEmpty ? dialect.minimumKind : minimumKind),
            multiple: ShortText(multipleKind.isEmpty ? dialect.multipleKind : multipleKind),
            maximum: ShortText(maximumKind.isEmpty ? dialect.maximumKind : maximumKind))
    }

    init(from reader: inout SettingsReader) {
        let name = reader.requiredString("supplier", example: "supplier = \"ACME\"")
        supplier = Self.value("supplier", name, &reader) { text throws(ValueError) in
            try SupplierID(text)
        }
        partQualifiers = reader.strings("parts")
        priceKinds = reader.strings("prices")
        shelfKinds = reader.strings("shelf")
        var settings = self
        reader.table("quantities") { inner in
            settings.minimumKind = inner.optionalString("minimum") ?? ""
            settings.multipleKind = inner.optionalString("multiple") ?? ""
            settings.maximumKind = inner.optionalString("maximum") ?? ""
        }
        reader.table("units") { inner in
            for entry in inner.table.entries {
                guard let text = inner.optionalString(entry.key) else { continue }
                settings.unitByCode[entry.key] = Self.value(entry.key, text, &inner) {
                    text throws(ValueError) in try UnitOfMeasure(text)
                }
            }
        }
        reader.table("defaults") { settings.readDefaults(from: &$0) }
        self = settings
    }

    private mutating func readDefaults(from reader: inout SettingsReader) {
        if let text = reader.optionalString("currency") {
            currency = Self.value("currency", text, &reader) { text throws(ValueError) in
                try Currency(text)
            }
        }
        if let text = reader.optionalString("unit") {
            unit = Self.value("unit", text, &reader) { text throws(ValueError) in
                try UnitOfMeasure(text)
            }
        }
        let days = 0...Int64(LeadTime.maximumDays)
        leadTime = reader.optionalInteger("lead_time", in: days).map(Int.init)
        leadTimeFromStock = reader.optionalInteger("lead_time_from_stock", in: days).map(Int.init)
        let word = reader.word("lead_time_counting", default: Counting.calendar)
        counting = word == .calendar ? .calendarDays : .workingDays
    }

    private static func value<Value>(
        _ key: String, _ text: String, _ reader: inout SettingsReader,
        _ make: (String) throws(ValueError) -> Value
    ) -> Value? {
        guard !text.isEmpty else { return nil }
        do throws(ValueError) {
            return try make(text)
        } catch {
            reader.report("settings.wrong-value", key, error.message, help: error.help)
            return nil
        }
    }
}
