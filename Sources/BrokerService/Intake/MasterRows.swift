import Procurement
import Storage

/// The files of the master folder, each with its columns.
package enum MasterFile: String, CaseIterable, Sendable {
    case items = "items.csv"
    case suppliers = "suppliers.csv"
    case discounts = "supplier_discounts.csv"
    case references = "item_references.csv"
    case rules = "item_suppliers.csv"
    case substitutes = "substitutes.csv"
    case shares = "shares.csv"
    case rates = "rates.csv"

    /// Whether a house can do without the file.
    package var isOptional: Bool {
        switch self {
        case .items, .suppliers, .references: false
        case .discounts, .rules, .substitutes, .shares, .rates: true
        }
    }

    package var requiredColumns: [String] {
        switch self {
        case .items: ["item", "name"]
        case .suppliers: ["supplier", "name"]
        case .discounts: ["supplier", "percent"]
        case .references: ["supplier", "supplier_part", "item"]
        case .rules: ["item", "supplier", "status"]
        case .substitutes: ["item", "substitute"]
        case .shares: ["supplier", "item"]
        case .rates: ["currency", "from", "rate"]
        }
    }

    package var optionalColumns: [String] {
        switch self {
        case .items: ["unit", "salvage_value"]
        case .suppliers:
            [
                "currency", "calendar", "order_cost", "minimum_order_value",
                "minimum_order_surcharge", "freight", "free_freight_from", "maximum_units",
                "maximum_value", "payment_terms", "incoterm", "contact_name", "contact_email",
                "contact_phone", "order_format", "blocked",
            ]
        case .discounts: ["from_value", "from_units"]
        case .references: ["base_units"]
        case .rules: []
        case .substitutes: ["cost", "direction", "status"]
        case .shares: ["minimum_share", "maximum_share"]
        case .rates: ["per"]
        }
    }
}

/// Puts the master files together; anything wrong refuses them all, because a part of the
/// reference data without the rest would change what rounds decide.
struct MasterRows {
    private let currency: Currency
    private let calendars: Set<String>
    private var problems: [IntakeProblem] = []
    private var items: [ItemID: Item] = [:]
    private var suppliers: [SupplierID: Supplier] = [:]
    /// Rows of substitutes that nobody has approved yet.
    private(set) var proposedSubstitutes = 0

    init(currency: Currency, calendars: Set<String>) {
        self.currency = currency
        self.calendars = calendars
    }

    mutating func snapshot(
        _ rows: (MasterFile) -> [IntakeRow]
    ) throws(IntakeRefusal) -> MasterSnapshot {
        var snapshot = MasterSnapshot()
        let discounts = discounts(rows(.discounts))
        snapshot.items = parsed(rows(.items)) { $0.item(&$1, &$2) }
        items = Dictionary(snapshot.items.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
        snapshot.suppliers = parsed(rows(.suppliers)) {
            $0.supplier(&$1, &$2, discounts: discounts)
        }
        suppliers = Dictionary(
            snapshot.suppliers.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
        refuseUnknownSuppliers(in: rows(.discounts))
        snapshot.references = parsed(rows(.references)) { $0.reference(&$1, &$2) }
        snapshot.rules = parsed(rows(.rules)) { $0.rule(&$1, &$2) }
        let substitutes = parsed(rows(.substitutes)) { $0.substitutes(&$1, &$2) }
        snapshot.substitutes = substitutes.flatMap(\.self)
        proposedSubstitutes = substitutes.count(where: \.isEmpty)
        snapshot.shares = parsed(rows(.shares)) { $0.share(&$1, &$2) }
        snapshot.rates = parsed(rows(.rates)) { $0.rate(&$1, &$2) }
        if !problems.isEmpty { throw IntakeRefusal(problems) }
        return snapshot
    }

    /// Works on a copy of `self`, which the closures read while the problems are collected.
    private mutating func parsed<Value>(
        _ rows: [IntakeRow],
        _ make: (MasterRows, inout RowParser, inout [String: Int]) -> Value?
    ) -> [Value] {
        let context = self
        var values: [Value] = []
        var keys: [String: Int] = [:]
        for row in rows {
            var parser = RowParser(row)
            if let value = make(context, &parser, &keys), parser.problems.isEmpty {
                values.append(value)
            }
            problems += parser.problems
        }
        return values
    }

    private func item(_ parser: inout RowParser, _ keys: inout [String: Int]) -> Item? {
        let id = parser.identifier("item", as: ItemID.self)
        let name = parser.text("name")
        let unitText = parser.optionalText("unit") ?? UnitOfMeasure.each.code
        let unit = parser.value("unit") { () throws(ValueError) in try UnitOfMeasure(unitText) }
        let salvage = parser.amount("salvage_value", default: .zero)
        guard let id, let name, let unit, let salvage else { return nil }
        parser.refuseRepetition("item", of: id.rawValue, named: "\(id)", in: &keys)
        return Item(id: id, name: name, unit: unit, salvageValue: salvage)
    }

    private func supplier(
        _ parser: inout RowParser, _ keys: inout [String: Int],
        discounts: [String: [SupplierDiscount]]
    ) -> Supplier? {
        let id = parser.identifier("supplier", as: SupplierID.self)
        let name = parser.text("name")
        let code = parser.optionalText("currency") ?? currency.code
        let money = parser.value("currency") { () throws(ValueError) in try Currency(code) }
        let calendar = parser.optionalText("calendar") ?? ""
        if !calendar.isEmpty, !calendars.contains(calendar) {
            parser.add(
                "calendar", code: "intake.calendar-unknown",
                message: "The calendar (\(calendar)) is not configured.",
                help: "Add [calendar.\(calendar)] to broker.toml.")
        }
        let terms = terms(&parser)
        let format = parser.choice(
            "order_format", from: ["csv": OrderFormat.csv, "json": .json], default: .csv)
        let isBlocked = parser.flag("blocked", default: false)
        guard let id, let name, let money, let terms, let format else { return nil }
        parser.refuseRepetition("supplier", of: id.rawValue, named: "\(id)", in: &keys)
        return Supplier(
            id: id, name: name, currency: money, calendar: calendar,
            contact: Contact(
                name: parser.optionalText("contact_name") ?? "",
                email: parser.optionalText("contact_email") ?? "",
                phone: parser.optionalText("contact_phone") ?? ""),
            paymentTerms: parser.optionalText("payment_terms") ?? "",
            incoterm: parser.optionalText("incoterm") ?? "", terms: terms,
            discounts: discounts[id.rawValue] ?? [], orderFormat: format, isBlocked: isBlocked)
    }

    private func terms(_ parser: inout RowParser) -> SupplierTerms? {
        let orderCost = parser.amount("order_cost", default: .zero)
        let minimum = parser.amount("minimum_order_value", default: .zero)
        let surcharge = parser.optionalAmount("minimum_order_surcharge")
        let freight = parser.amount("freight", default: .zero)
        let free = parser.optionalAmount("free_freight_from")
        let maximumUnits = parser.optionalUnits("maximum_units")
        let maximumValue = parser.optionalAmount("maximum_value")
        guard let orderCost, let minimum, let freight else { return nil }
        return SupplierTerms(
            orderCost: orderCost, minimumOrderValue: minimum, minimumOrderSurcharge: surcharge,
            freight: freight, freeFreightFrom: free, maximumUnits: maximumUnits,
            maximumValue: maximumValue)
    }

    private mutating func discounts(_ rows: [IntakeRow]) -> [String: [SupplierDiscount]] {
        var discounts: [String: [SupplierDiscount]] = [:]
        for row in rows {
            var parser = RowParser(row)
            let supplier = parser.text("supplier")
            let percent = parser.percent("percent")
            let value = parser.optionalAmount("from_value")
            let units = parser.optionalUnits("from_units")
            if (value == nil) == (units == nil), parser.problems.isEmpty {
                parser.add(
                    "from_value", code: "master.discount-threshold",
                    message: "A discount needs either from_value or from_units.",
                    help: "Fill exactly one of the two.")
            }
            if let supplier, let percent, parser.problems.isEmpty {
                let threshold = value.map(DiscountThreshold.value) ?? .units(units ?? 0)
                discounts[supplier, default: []].append(
                    SupplierDiscount(threshold: threshold, percent: percent))
            }
            problems += parser.problems
        }
        for (supplier, list) in discounts {
            let sorted = list.sorted { $0.order < $1.order }
            discounts[supplier] = sorted
            let rises = zip(sorted, sorted.dropFirst()).allSatisfy {
                $0.percent < $1.percent && $0.order < $1.order && $0.isByValue == $1.isByValue
            }
            guard !rises, let row = rows.first(where: { $0.isOf(supplier) }) else { continue }
            var parser = RowParser(row)
            parser.add(
                "percent", code: "master.discounts-not-rising",
                message: "The discounts of supplier (\(supplier)) do not rise with their "
                    + "thresholds, or mix values with units.",
                help: "Each higher threshold needs a higher percent.")
            problems += parser.problems
        }
        return discounts
    }

    private mutating func refuseUnknownSuppliers(in rows: [IntakeRow]) {
        for row in rows {
            var parser = RowParser(row)
            _ = knownSupplier(&parser)
            problems += parser.problems
        }
    }

    private func knownSupplier(_ parser: inout RowParser) -> SupplierID? {
        guard let id = parser.identifier("supplier", as: SupplierID.self) else { return nil }
        if suppliers[id] != nil { return id }
        parser.add(
            "supplier", code: "intake.unknown-supplier",
            message: "The supplier (\(id)) is not in suppliers.csv.",
            help: "Add it there, or mend the row.")
        return nil
    }

    private func reference(
        _ parser: inout RowParser, _ keys: inout [String: Int]
    ) -> ItemReference? {
        let supplier = knownSupplier(&parser)
        let part = parser.identifier("supplier_part", as: SupplierPart.self)
        let item = parser.knownItem("item", items)
        let baseUnits = parser.optionalText("base_units") == nil ? 1 : parser.units("base_units")
        guard let supplier, let part, let item, let baseUnits else { return nil }
        parser.refuseRepetition(
            "supplier_part", of: supplier.rawValue + "\u{1F}" + part.rawValue,
            named: "\(part) of \(supplier)", in: &keys)
        return ItemReference(
            supplier: supplier, supplierPart: part, item: item.id, baseUnits: baseUnits)
    }

    private func rule(
        _ parser: inout RowParser, _ keys: inout [String: Int]
    ) -> ItemSupplierRule? {
        let item = parser.knownItem("item", items)
        let supplier = knownSupplier(&parser)
        let status = parser.choice(
            "status", from: ["approved": ItemSupplierStatus.approved, "blocked": .blocked])
        guard let item, let supplier, let status else { return nil }
        parser.refuseRepetition(
            "supplier", of: item.id.rawValue + "\u{1F}" + supplier.rawValue,
            named: "\(item.id) from \(supplier)", in: &keys)
        return ItemSupplierRule(item: item.id, supplier: supplier, status: status)
    }

    /// A row is one substitute, or two where each stands in for the other; none while it is only
    /// proposed.
    private func substitutes(
        _ parser: inout RowParser, _ keys: inout [String: Int]
    ) -> [Substitute]? {
        let item = parser.knownItem("item", items)
        let other = parser.knownItem("substitute", items)
        let cost = parser.amount("cost", default: .zero)
        let isBoth = parser.choice(
            "direction", from: ["one-way": false, "both": true], default: false)
        let isApproved = parser.choice(
            "status", from: ["approved": true, "proposed": false], default: true)
        guard let item, let other, let cost, let isBoth, let isApproved else { return nil }
        if item.id == other.id {
            parser.add(
                "substitute", code: "master.substitute-of-itself",
                message: "The item (\(item.id)) cannot be its own substitute.",
                help: "Remove the row.")
        }
        let pairs = isBoth ? [(item.id, other.id), (other.id, item.id)] : [(item.id, other.id)]
        for (wanted, given) in pairs {
            parser.refuseRepetition(
                "substitute", of: wanted.rawValue + "\u{1F}" + given.rawValue,
                named: "\(given) for \(wanted)", in: &keys)
        }
        guard isApproved else { return [] }
        return pairs.map { Substitute(item: $0.0, substitute: $0.1, cost: cost) }
    }

    private func share(_ parser: inout RowParser, _ keys: inout [String: Int]) -> ShareRule? {
        let supplier = knownSupplier(&parser)
        let item = parser.knownItem("item", items)
        let least = parser.share("minimum_share", default: .zero)
        let most = parser.share("maximum_share", default: FixedPoint(micros: FixedPoint.scale))
        guard let supplier, let item, let least, let most else { return nil }
        parser.refuseRepetition(
            "supplier", of: item.id.rawValue + "\u{1F}" + supplier.rawValue,
            named: "\(item.id) from \(supplier)", in: &keys)
        return ShareRule(
            supplier: supplier, item: item.id, minimumShare: least, maximumShare: most)
    }
}

extension MasterRows {
    /// Of one currency and day there is one rate, and none of the house's own currency.
    private func rate(_ parser: inout RowParser, _ keys: inout [String: Int]) -> ExchangeRate? {
        let code = parser.text("currency")
        let other = code.flatMap { code in
            parser.value("currency") { () throws(ValueError) in try Currency(code) }
        }
        let from = parser.date("from")
        let worth = parser.amount("rate")
        let per = parser.optionalText("per") == nil ? 1 : parser.units("per")
        guard let other, let from, let worth, let per else { return nil }
        if other == currency {
            parser.add(
                "currency", code: "master.rate-of-house",
                message: "The currency (\(other)) is the house currency, whose rate is 1.",
                help: "Remove the row; or mend house.currency in broker.toml.")
        }
        if !worth.isPositive || per > Self.mostUnitsOfRate {
            parser.add(
                worth.isPositive ? "per" : "rate", code: "master.rate-invalid",
                message: "The rate (\(worth) for \(per) \(other)) must be above 0, and told for at "
                    + "most \(Self.mostUnitsOfRate) units.",
                help: "Write what per units of the currency are worth in \(currency).")
        }
        parser.refuseRepetition(
            "from", of: other.code + "\u{1F}" + from.description, named: "\(other) from \(from)",
            in: &keys)
        return ExchangeRate(currency: other, from: from, worth: worth, per: per)
    }

    /// Rates are told for 1, 100 or 1,000 units; far more is a column that slipped.
    private static let mostUnitsOfRate: Int64 = 1_000_000
}

extension IntakeRow {
    fileprivate func isOf(_ supplier: String) -> Bool {
        fieldsByName["supplier"]?.text == supplier
    }
}

extension SupplierDiscount {
    fileprivate var isByValue: Bool {
        if case .value = threshold { true } else { false }
    }

    fileprivate var order: Int64 {
        switch threshold {
        case .value(let value): value.micros
        case .units(let units): units
        }
    }
}

extension RowParser {
    mutating func percent(_ name: String) -> FixedPoint? {
        guard let percent = amount(name) else { return nil }
        guard percent.micros <= 100 * FixedPoint.scale, percent.micros % 100 == 0 else {
            add(
                name, code: "intake.percent-invalid",
                message: "The percent (\(percent)) must be 0 to 100 with at most 4 decimals.",
                help: "2.5 means two and a half percent.")
            return nil
        }
        return percent
    }

    mutating func share(_ name: String, default standard: FixedPoint) -> FixedPoint? {
        guard let share = amount(name, default: standard) else { return nil }
        guard share.micros <= FixedPoint.scale else {
            add(
                name, code: "intake.share-invalid",
                message: "The share (\(share)) must be between 0 and 1.",
                help: "0.6 means 60 percent.")
            return nil
        }
        return share
    }
}
