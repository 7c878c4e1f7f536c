internal import Procurement
internal import SupplierAdapterKit

/// What holds where a file says nothing: the table `[defaults]`.
struct OfferDefaults: Hashable, Sendable {
    enum PriceModeWord: String, CaseIterable {
        case allUnits = "all_units"
        case incremental
    }

    enum CountingWord: String, CaseIterable { case calendar, working }

    var currency: Currency?
    var unit = UnitOfMeasure.each
    var pricePer: Int64 = 1
    var priceMode = PriceMode.allUnits
    var minimum: Int64?
    var multiple: Int64?
    var maximum: Int64?
    var leadTime: Int?
    var leadTimeFromStock: Int?
    var counting = LeadTimeCounting.calendarDays
    var countingFromStock = LeadTimeCounting.calendarDays
    var offerCost = FixedPoint.zero
    var unitCost = FixedPoint.zero

    static let keys: [AdapterDescription.Key] = [
        .init("defaults.currency", "three letters; none", "The currency of all prices."),
        .init("defaults.unit", "a unit code; `\"EA\"`", "The unit that quantities count in."),
        .init("defaults.price_per", "1 to 1000000; `1`", "For how many units prices are."),
        .init(
            "defaults.price_mode", "`all_units` or `incremental`; `\"all_units\"`",
            "Whether the highest break reached prices the whole quantity, or each band its own."),
        .init("defaults.minimum", "from 1; the first price break", "The smallest order."),
        .init("defaults.multiple", "from 1; `1`", "What orders are multiples of."),
        .init("defaults.maximum", "from 1; none", "The largest order."),
        .init("defaults.lead_time", "0 to 36500; not stated", "Days until an order arrives."),
        .init(
            "defaults.lead_time_from_stock", "0 to 36500; none",
            "Days until what is on the shelf arrives."),
        .init(
            "defaults.lead_time_counting", "`calendar` or `working`; `\"calendar\"`",
            "Which days lead times count."),
        .init(
            "defaults.lead_time_from_stock_counting",
            "`calendar` or `working`; as lead_time_counting",
            "Which days the lead time from stock counts."),
        .init("defaults.offer_cost", "an amount in quotes; `\"0\"`", "A cost once per order."),
        .init(
            "defaults.unit_cost", "an amount in quotes; `\"0\"`",
            "A cost per unit beside the price."),
    ]

    static func read(from top: inout SettingsReader) -> OfferDefaults {
        var defaults = OfferDefaults()
        top.table("defaults") { reader in
            defaults.readUnits(from: &reader)
            defaults.readDays(from: &reader)
            defaults.offerCost = amount("offer_cost", from: &reader)
            defaults.unitCost = amount("unit_cost", from: &reader)
        }
        return defaults
    }

    private mutating func readUnits(from reader: inout SettingsReader) {
        do throws(ValueError) {
            if let text = reader.optionalString("currency") { currency = try Currency(text) }
        } catch {
            reader.report("settings.wrong-value", "currency", error.message, help: error.help)
        }
        do throws(ValueError) {
            if let text = reader.optionalString("unit") { unit = try UnitOfMeasure(text) }
        } catch {
            reader.report("settings.wrong-value", "unit", error.message, help: error.help)
        }
        pricePer = reader.integer("price_per", in: 1...1_000_000, default: 1)
        priceMode =
            reader.word("price_mode", default: PriceModeWord.allUnits) == .allUnits
            ? .allUnits : .incremental
        let units: ClosedRange<Int64> = 1...1_000_000_000
        minimum = reader.optionalInteger("minimum", in: units)
        multiple = reader.optionalInteger("multiple", in: units)
        maximum = reader.optionalInteger("maximum", in: units)
    }

    private mutating func readDays(from reader: inout SettingsReader) {
        let days = 0...Int64(LeadTime.maximumDays)
        leadTime = reader.optionalInteger("lead_time", in: days).map(Int.init)
        leadTimeFromStock = reader.optionalInteger("lead_time_from_stock", in: days).map(Int.init)
        let word = reader.word("lead_time_counting", default: CountingWord.calendar)
        let stockWord = reader.word("lead_time_from_stock_counting", default: word)
        counting = word == .calendar ? .calendarDays : .workingDays
        countingFromStock = stockWord == .calendar ? .calendarDays : .workingDays
    }

    private static func amount(
        _ key: String, from reader: inout SettingsReader
    ) -> FixedPoint {
        guard let text = reader.optionalString(key) else { return .zero }
        do throws(ValueError) {
            let value = try FixedPoint(parsing: text)
            if !value.isNegative { return value }
            reader.report("settings.wrong-value", key, "\(reader.name(key)) is below zero")
        } catch {
            reader.report("settings.wrong-value", key, error.message, help: error.help)
        }
        return .zero
    }
}
