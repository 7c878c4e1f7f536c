internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// A column of a price list that means something to us.
enum OfferField: String, CaseIterable, Sendable {
    case supplier, part, description, price, currency, unit, minimum, multiple, maximum, pack
    case pricePer = "price_per"
    case fromQuantity = "from_quantity"
    case onHand = "on_hand"
    case leadTime = "lead_time"
    case leadTimeFromStock = "lead_time_from_stock"
    case validFrom = "valid_from"
    case validThrough = "valid_through"
    case offerCost = "offer_cost"
    case unitCost = "unit_cost"
    case substitute
    case substituteFor = "substitute_for"
    case supersededBy = "superseded_by"
    case supersedes, alternate

    /// What a column that names another part says of it; `nil` for all other columns.
    var role: StatedSubstitute.Role? {
        switch self {
        case .substitute: .substitute
        case .substituteFor: .substituteFor
        case .supersededBy: .supersededBy
        case .supersedes: .supersedes
        case .alternate: .alternate
        default: nil
        }
    }

    var meaning: String {
        switch self {
        case .supplier: "Who sells, where a file holds several suppliers."
        case .part: "The supplier's part number; must be set."
        case .description: "What it is, for people."
        case .price: "The price."
        case .currency: "The price's currency, as three letters."
        case .unit: "The unit that quantities count in."
        case .minimum: "The smallest order."
        case .multiple: "What orders are multiples of."
        case .maximum: "The largest order."
        case .pack: "How many units a pack holds; orders are whole packs."
        case .pricePer: "For how many units the price is."
        case .fromQuantity: "From how many units the price holds; one row a price break."
        case .onHand: "How many units are on the shelf."
        case .leadTime: "Days until an order arrives."
        case .leadTimeFromStock: "Days until what is on the shelf arrives."
        case .validFrom: "The first day of the price."
        case .validThrough: "The last day of the price."
        case .offerCost: "A cost once per order of this part."
        case .unitCost: "A cost per unit beside the price."
        case .substitute: "A part that may be had in place of this one; a proposal."
        case .substituteFor: "A part that this one may be had in place of; a proposal."
        case .supersededBy: "The part that comes after this one; a proposal."
        case .supersedes: "The part that this one comes after; a proposal."
        case .alternate: "A part for which this one stands, and it for this one; a proposal."
        }
    }
}

/// Settings of a feed of price lists and shelves.
struct OfferSettings: Hashable, Sendable {
    /// A price break that has its own pair of columns.
    struct WideBreak: Hashable, Sendable {
        enum Start: Hashable, Sendable {
            case column(ColumnReference)
            case units(Int64)
        }
        var start: Start
        var price: ColumnReference
    }

    var drop = DropSettings()
    var columns: [OfferField: ColumnReference] = [:]
    var wideBreaks: [WideBreak] = []
    var unitByName: [String: UnitOfMeasure] = [:]
    var defaults = OfferDefaults()

    var carriesPrices: Bool { columns[.price] != nil || !wideBreaks.isEmpty }
    var carriesShelves: Bool { columns[.onHand] != nil }

    var references: [ColumnReference] {
        var references = OfferField.allCases.compactMap { columns[$0] }
        for wide in wideBreaks {
            if case .column(let column) = wide.start { references.append(column) }
            references.append(wide.price)
        }
        return references
    }

    static let keys: [AdapterDescription.Key] =
        DropSettings.keys + [DropSettings.olderKey] + tableKeys

    /// The keys of ``init(tableFrom:)`` that no other kind of table has.
    static let tableKeys: [AdapterDescription.Key] =
        OfferField.allCases.map {
            .init(
                "columns.\($0.rawValue)",
                "a column's name, its number, or `{ name, absent, absent_patterns }`; none",
                $0.meaning)
        } + [
            .init(
                "price_breaks", "list of `{ quantity or from, price }`; none",
                "Price breaks with their own columns: `quantity` is a column, `from` a number."),
            .init(
                "units.NAME", "a unit code; none", "Which unit a word in the unit column means."),
        ] + OfferDefaults.keys

    init(_ settings: AdapterSettings) throws(AdapterSettingsError) {
        var reader = SettingsReader(settings)
        drop = DropSettings.read(from: &reader)
        drop.readOlder(from: &reader)
        readTable(from: &reader)
        try reader.finish()
    }

    /// Only what a table says, wherever it comes from; problems are left with the reader.
    init(tableFrom reader: inout SettingsReader) {
        drop = DropSettings.readTable(from: &reader)
        readTable(from: &reader)
    }

    private mutating func readTable(from reader: inout SettingsReader) {
        readColumns(from: &reader)
        readWideBreaks(from: &reader)
        readUnits(from: &reader)
        defaults = OfferDefaults.read(from: &reader)
        drop.checkSupplier(hasColumn: columns[.supplier] != nil, &reader)
        checkTogether(&reader)
    }

    private mutating func readColumns(from reader: inout SettingsReader) {
        var columns: [OfferField: ColumnReference] = [:]
        reader.table("columns") { inner in
            for field in OfferField.allCases {
                columns[field] = ColumnReference.read(field.rawValue, from: &inner)
            }
            if columns[.part] == nil && inner.table["part"] == nil {
                inner.reportMissing("part", example: "part = \"Article\"")
            }
        }
        if reader.table["columns"] == nil {
            reader.reportMissing("columns", example: "[columns] part = \"Article\"")
        }
        self.columns = columns
    }

    private mutating func readWideBreaks(from reader: inout SettingsReader) {
        var wideBreaks: [WideBreak] = []
        reader.tables("price_breaks") { inner in
            let quantity = ColumnReference.read("quantity", from: &inner)
            let from = inner.optionalInteger("from", in: 1...1_000_000_000)
            let price = ColumnReference.read("price", from: &inner)
            switch (quantity, from, price) {
            case (let quantity?, nil, let price?):
                wideBreaks.append(WideBreak(start: .column(quantity), price: price))
            case (nil, let from?, let price?):
                wideBreaks.append(WideBreak(start: .units(from), price: price))
            default:
                if inner.problems.isEmpty {
                    inner.reportMissing(
                        price == nil ? "price" : "quantity",
                        example: "quantity = \"Qty 2\", price = \"Price 2\"")
                }
            }
        }
        self.wideBreaks = wideBreaks
    }

    private mutating func readUnits(from reader: inout SettingsReader) {
        var unitByName: [String: UnitOfMeasure] = [:]
        reader.table("units") { inner in
            for entry in inner.table.entries {
                guard let text = inner.optionalString(entry.key) else { continue }
                do throws(ValueError) {
                    unitByName[entry.key] = try UnitOfMeasure(text)
                } catch {
                    inner.report(
                        "settings.wrong-value", entry.key, error.message, help: error.help)
                }
            }
        }
        self.unitByName = unitByName
    }

    private func checkTogether(_ reader: inout SettingsReader) {
        if columns[.fromQuantity] != nil && !wideBreaks.isEmpty {
            reader.report(
                "settings.contradiction", "price_breaks",
                "both columns.from_quantity and price_breaks are given",
                help: "Keep columns.from_quantity for one row a price break, price_breaks for "
                    + "columns side by side.")
        }
        let hasColumns = reader.problems.isEmpty
        if hasColumns && !carriesPrices && !carriesShelves {
            reader.reportMissing(
                "columns", example: "price = \"Price\" or on_hand = \"Stock\" in [columns]")
        }
        if carriesPrices && columns[.currency] == nil && defaults.currency == nil && hasColumns {
            reader.reportMissing("defaults", example: "[defaults] currency = \"EUR\"")
        }
        if carriesShelves && columns[.leadTimeFromStock] == nil
            && defaults.leadTimeFromStock == nil && hasColumns
        {
            reader.reportMissing("defaults", example: "[defaults] lead_time_from_stock = 2")
        }
    }
}
