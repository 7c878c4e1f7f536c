internal import Procurement

/// Makes values of names, each once: records repeat their supplier, unit and currency.
struct RecordNames {
    private var lastSupplier: (text: String, value: SupplierID)?
    private var lastUnit: (text: String, value: UnitOfMeasure)?
    private var lastCurrency: (text: String, value: Currency)?

    mutating func supplier(
        _ text: String?, otherwise standard: SupplierID?
    ) throws(RowRefusal) -> SupplierID {
        guard let text else {
            if let standard { return standard }
            throw RowRefusal(
                "supplier", "record.member-missing", "the record names no supplier",
                help: "Send supplier with each record, or set supplier in the feed's settings.")
        }
        if let lastSupplier, lastSupplier.text == text { return lastSupplier.value }
        do throws(ValueError) {
            let value = try SupplierID(text)
            lastSupplier = (text, value)
            return value
        } catch {
            throw RowRefusal("supplier", text, error)
        }
    }

    func part(_ text: String?) throws(RowRefusal) -> SupplierPart {
        guard let text else {
            throw RowRefusal("part", "feed.part-missing", "the record has no part number")
        }
        do throws(ValueError) {
            return try SupplierPart(text)
        } catch {
            throw RowRefusal("part", text, error)
        }
    }

    mutating func unit(
        _ text: String?, otherwise standard: UnitOfMeasure
    ) throws(RowRefusal) -> UnitOfMeasure {
        guard let text else { return standard }
        if let lastUnit, lastUnit.text == text { return lastUnit.value }
        do throws(ValueError) {
            let value = try UnitOfMeasure(text)
            lastUnit = (text, value)
            return value
        } catch {
            throw RowRefusal("unit", text, error)
        }
    }

    mutating func currency(
        _ text: String?, otherwise standard: Currency?
    ) throws(RowRefusal) -> Currency {
        guard let text else {
            if let standard { return standard }
            throw RowRefusal(
                "currency", "record.member-missing", "the record names no currency",
                help: "Send currency with each record, or set currency in the feed's settings.")
        }
        if let lastCurrency, lastCurrency.text == text { return lastCurrency.value }
        do throws(ValueError) {
            let value = try Currency(text)
            lastCurrency = (text, value)
            return value
        } catch {
            throw RowRefusal("currency", text, error)
        }
    }
}

/// Makes an offer or a shelf of one record, or tells what does not fit together.
struct OfferRecordAssembly {
    let record: OfferRecord
    let supplier: SupplierID
    let part: SupplierPart
    let place: FilePlace
    let defaults: OfferRecordDefaults
    private var unit = UnitOfMeasure.each

    init(
        record: OfferRecord, supplier: SupplierID, part: SupplierPart, place: FilePlace,
        defaults: OfferRecordDefaults
    ) {
        self.record = record
        self.supplier = supplier
        self.part = part
        self.place = place
        self.defaults = defaults
    }

    var hasPrice: Bool { record.price != nil || !record.breaks.isEmpty }

    mutating func availability(
        _ names: inout RecordNames
    ) throws(RowRefusal) -> SupplierAvailability {
        guard record.onHand != nil || record.leadTime != nil else {
            throw RowRefusal(
                "price", "feed.price-missing", "the record has neither a price nor a stock")
        }
        unit = try names.unit(record.unit, otherwise: defaults.unit)
        return SupplierAvailability(
            supplier: supplier, supplierPart: part, unit: unit, availability: try shelf(),
            leadTime: Stated(try leadTime(record.leadTime)), place: place)
    }

    mutating func offer(_ names: inout RecordNames) throws(RowRefusal) -> SupplierOffer {
        unit = try names.unit(record.unit, otherwise: defaults.unit)
        let currency = try names.currency(record.currency, otherwise: defaults.currency)
        let breaks = try orderedBreaks()
        let minimum = record.minimum ?? breaks[0].from
        try check(breaks, minimum: minimum)
        return SupplierOffer(
            supplier: supplier, supplierPart: part, description: record.description, unit: unit,
            priceMode: record.isIncremental ? .incremental : .allUnits,
            priceBreaks: try priceBreaks(breaks, currency),
            orderRules: try orderRules(minimum: minimum),
            leadTime: Stated(try leadTime(record.leadTime)), availability: try shelf(),
            offerCost: record.offerCost, unitCost: record.unitCost, validity: try validity(),
            place: place)
    }

    private func orderedBreaks() throws(RowRefusal) -> [(from: Int64, price: FixedPoint)] {
        if record.breaks.isEmpty, let price = record.price {
            return [(record.from ?? record.minimum ?? 1, price)]
        }
        guard record.price == nil else {
            throw RowRefusal(
                "breaks", "record.contradiction", "the record has both price and breaks",
                help: "Send the price of the first quantity as the first of breaks.")
        }
        var breaks: [(from: Int64, price: FixedPoint)] = []
        for entry in record.breaks {
            guard let price = entry.price else {
                throw RowRefusal("breaks", "feed.price-missing", "a price break has no price")
            }
            breaks.append((entry.from ?? 1, price))
        }
        breaks.sort { $0.from < $1.from }
        for (left, right) in zip(breaks, breaks.dropFirst()) where left.from == right.from {
            throw RowRefusal(
                "breaks", "feed.break-twice",
                "the part (\(part)) has two prices from \(right.from) units on")
        }
        return breaks
    }

    private func check(
        _ breaks: [(from: Int64, price: FixedPoint)], minimum: Int64
    ) throws(RowRefusal) {
        guard breaks[0].from <= minimum else {
            throw RowRefusal(
                "breaks", "feed.break-above-minimum",
                "the lowest price break (\(breaks[0].from)) begins above the minimum order "
                    + "(\(minimum))",
                help: "Between the two no price is known.")
        }
        if let bad = breaks.first(where: { !$0.price.isPositive }) {
            throw RowRefusal(
                "price", bad.price.isNegative ? "feed.price-negative" : "feed.price-zero",
                "the price (\(bad.price)) must be above zero",
                help: "Leave a part without a price out, or send only its stock.")
        }
        if let maximum = record.maximum, maximum < minimum {
            throw RowRefusal(
                "maximum", "feed.minimum-above-maximum",
                "the minimum order (\(minimum)) is above the maximum (\(maximum))")
        }
    }

    private func quantity(_ units: Int64) throws(RowRefusal) -> Quantity {
        do throws(ArithmeticError) {
            return try Quantity(units: units, unit: unit)
        } catch {
            throw RowRefusal("", "decimal.too-large", "\(units) is too large a number")
        }
    }

    private func priceBreaks(
        _ breaks: [(from: Int64, price: FixedPoint)], _ currency: Currency
    ) throws(RowRefusal) -> [PriceBreak] {
        let per = try quantity(record.pricePer ?? 1)
        var result: [PriceBreak] = []
        result.reserveCapacity(breaks.count)
        for entry in breaks {
            let money = Money(amount: entry.price, currency: currency)
            do throws(ValueError) {
                result.append(
                    PriceBreak(
                        fromQuantity: try Self.plain(quantity, entry.from),
                        price: try UnitPrice(money: money, per: per)))
            } catch {
                throw RowRefusal("price", entry.price.description, error)
            }
        }
        return result
    }

    /// A refusal of a quantity as the error of a value, where both can happen.
    private static func plain(
        _ quantity: (Int64) throws(RowRefusal) -> Quantity, _ units: Int64
    ) throws(ValueError) -> Quantity {
        do throws(RowRefusal) {
            return try quantity(units)
        } catch {
            throw ValueError(code: error.problem.code, message: error.problem.message)
        }
    }

    private func orderRules(minimum: Int64) throws(RowRefusal) -> OrderRules {
        OrderRules(
            minimumQuantity: try quantity(minimum),
            orderMultiple: try quantity(record.multiple ?? 1),
            maximumQuantity: Stated(try optional(record.maximum)))
    }

    private func optional(_ units: Int64?) throws(RowRefusal) -> Quantity? {
        guard let units else { return nil }
        return try quantity(units)
    }

    private func leadTime(_ days: Int64?) throws(RowRefusal) -> LeadTime? {
        guard let days else { return nil }
        var counting = defaults.counting
        if let isWorking = record.countsWorkingDays {
            counting = isWorking ? .workingDays : .calendarDays
        }
        do throws(ValueError) {
            return try LeadTime(days: Int(days), counting: counting)
        } catch {
            throw RowRefusal("lead_time_days", "\(days)", error)
        }
    }

    private func shelf() throws(RowRefusal) -> Availability {
        let onHand = try optional(record.onHand)
        if let fromStock = try leadTime(record.leadTimeFromStock ?? (onHand == nil ? 0 : nil)) {
            return Availability(onHand: Stated(onHand), leadTimeFromStock: fromStock)
        }
        throw RowRefusal(
            "lead_time_from_stock_days", "feed.lead-time-missing",
            "the record has a stock and no lead time from stock",
            help: "Send lead_time_from_stock_days with on_hand.")
    }

    private func validity() throws(RowRefusal) -> Validity {
        if let from = record.validFrom, let through = record.validThrough, through < from {
            throw RowRefusal(
                "valid_through", "feed.validity-reversed",
                "the price ends (\(through)) before it begins (\(from))")
        }
        return Validity(from: record.validFrom, through: record.validThrough)
    }
}
