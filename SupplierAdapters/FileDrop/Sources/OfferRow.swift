internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// What one row of a price list says, checked by itself.
///
/// Lists have millions of rows, so what most of them say alike is kept beside them.
struct OfferRow {
    /// What all rows of one offer must agree on, and most rows of a file do.
    struct Terms: Hashable, BitwiseCopyable {
        var unit: UnitOfMeasure
        var currency: Currency?
        var pricePer: Int64
        var minimum: Int64?
        var multiple: Int64?
        var maximum: Int64?
        var pack: Int64?
        var leadTime: LeadTime?
        var leadTimeFromStock: LeadTime?
        var validity: Validity
        var offerCost: FixedPoint
        var unitCost: FixedPoint
    }

    struct Break {
        /// `nil` where the price has no quantity of its own: it holds from the minimum on.
        var fromUnits: Int64?
        var price: FixedPoint
        var position: SourcePosition
    }

    var position: SourcePosition
    var description: String
    /// The same while the row lies in the file, for a row that is packed before it is gone.
    var plainDescription: UnsafeBufferPointer<UInt8>?
    var onHand: Int64?
    /// The ordinals of its terms and of its price breaks in the lists of its file.
    var terms: Int32
    var breakCount: Int32
    var firstBreak: Int

    /// Its price breaks, among those of all rows.
    var breaks: Range<Int> { firstBreak..<firstBreak + Int(breakCount) }
}

/// What rows say beside their parts, each thing once where it can be.
struct OfferRowLists {
    private(set) var terms: [OfferRow.Terms] = []
    /// How often other terms came: as long as it stays, the last ones are the same.
    private(set) var serial = 0
    var breaks: [OfferRow.Break] = []

    /// The ordinal of the last terms.
    var lastOrdinal: Int32 { Int32(terms.count - 1) }

    /// Forgets all but the last terms, which those of the next row most likely are.
    mutating func clear() {
        if terms.count > 1 { terms.removeFirst(terms.count - 1) }
        if !breaks.isEmpty { breaks.removeAll(keepingCapacity: true) }
    }

    /// The ordinal of a row's terms, which most likely are those of the row before.
    mutating func ordinal(of found: OfferRow.Terms) -> Int32 {
        if let last = terms.last, last == found { return lastOrdinal }
        terms.append(found)
        serial += 1
        return lastOrdinal
    }
}

/// The columns of one file that a price list uses.
struct OfferColumns {
    var byField: [OfferField: FeedColumn] = [:]
    /// Columns that name other parts; mostly none.
    var others: [(column: FeedColumn, role: StatedSubstitute.Role)] = []
    var wideBreaks: [(quantity: FeedColumn?, fromUnits: Int64?, price: FeedColumn)] = []

    init(_ settings: OfferSettings, in table: FeedTable) {
        for (field, reference) in settings.columns { byField[field] = table.column(reference) }
        others = OfferField.allCases.compactMap { field in
            guard let role = field.role, let column = byField[field] else { return nil }
            return (column, role)
        }
        wideBreaks = settings.wideBreaks.map { wide in
            switch wide.start {
            case .column(let reference):
                (table.column(reference), nil, table.column(wide.price))
            case .units(let units): (nil, units, table.column(wide.price))
            }
        }
    }

    /// The settings refuse a price list without a part column.
    var part: FeedColumn {
        guard let part = byField[.part] else {
            preconditionFailure("A feed of offers must have a part column.")
        }
        return part
    }
}

/// Reads rows of a price list, each by itself.
struct OfferRowReader {
    let settings: OfferSettings
    let columns: OfferColumns

    /// Reads a row; its terms and price breaks are added to `lists`.
    func read(
        _ row: FeedRow, into lists: inout OfferRowLists
    ) throws(RowProblem) -> OfferRow {
        var (description, onHand): (String, Int64?) = ("", nil)
        let terms = try terms(row, &description, &onHand)
        let breaks = settings.carriesPrices ? try self.breaks(row) : []
        let first = lists.breaks.count
        lists.breaks += breaks
        return OfferRow(
            position: row.position, description: description, onHand: onHand,
            terms: lists.ordinal(of: terms), breakCount: Int32(breaks.count), firstBreak: first)
    }

    private func cell(_ field: OfferField, _ row: FeedRow) throws(RowProblem) -> FeedCell? {
        try row.cell(columns.byField[field])
    }

    // MARK: - Terms

    // In the order of the settings, for the first thing that is wrong is what people are told.
    private func terms(
        _ row: FeedRow, _ description: inout String, _ onHand: inout Int64?
    ) throws(RowProblem) -> OfferRow.Terms {
        let defaults = settings.defaults
        var pricePer = defaults.pricePer
        if let cell = try cell(.pricePer, row) { pricePer = try row.units(cell, least: 1) }
        description = try cell(.description, row)?.text ?? ""
        let unit = try unit(row)
        let currency = try currency(row)
        let minimum = try units(.minimum, row, least: 1) ?? defaults.minimum
        let multiple = try units(.multiple, row, least: 1) ?? defaults.multiple
        let maximum = try units(.maximum, row, least: 1) ?? defaults.maximum
        let pack = try units(.pack, row, least: 1)
        onHand = try units(.onHand, row, least: 0)
        return OfferRow.Terms(
            unit: unit, currency: currency, pricePer: pricePer, minimum: minimum,
            multiple: multiple, maximum: maximum, pack: pack,
            leadTime: try leadTime(.leadTime, row, defaults.leadTime, defaults.counting),
            leadTimeFromStock: try leadTime(
                .leadTimeFromStock, row, defaults.leadTimeFromStock, defaults.countingFromStock),
            validity: try validity(row),
            offerCost: try amount(.offerCost, row) ?? defaults.offerCost,
            unitCost: try amount(.unitCost, row) ?? defaults.unitCost)
    }

    private func units(
        _ field: OfferField, _ row: FeedRow, least: Int64
    ) throws(RowProblem) -> Int64? {
        guard let cell = try cell(field, row) else { return nil }
        return try row.units(cell, least: least)
    }

    private func amount(_ field: OfferField, _ row: FeedRow) throws(RowProblem) -> FixedPoint? {
        guard let cell = try cell(field, row) else { return nil }
        return try row.amount(cell)
    }

    private func unit(_ row: FeedRow) throws(RowProblem) -> UnitOfMeasure {
        guard let cell = try cell(.unit, row) else { return settings.defaults.unit }
        if let unit = settings.unitByName[cell.text] { return unit }
        guard settings.unitByName.isEmpty else {
            throw cell.problem(
                "feed.unit-unknown", "the unit \(quotedForMessage(cell.text)) is not in [units]",
                help: "Add it to [units] with its code, for example \"EA\" for pieces.")
        }
        do throws(ValueError) {
            return try UnitOfMeasure(cell.text)
        } catch {
            throw cell.problem(error)
        }
    }

    private func currency(_ row: FeedRow) throws(RowProblem) -> Currency? {
        guard settings.carriesPrices else { return nil }
        guard let cell = try cell(.currency, row) else {
            if let currency = settings.defaults.currency { return currency }
            throw RowProblem(
                at: row.position, field: columns.byField[.currency]?.title ?? "",
                code: "feed.currency-missing", message: "the row names no currency",
                help: "Declare defaults.currency if all such rows have the same.")
        }
        do throws(ValueError) {
            return try Currency(cell.text)
        } catch {
            throw cell.problem(error)
        }
    }

    private func leadTime(
        _ field: OfferField, _ row: FeedRow, _ standard: Int?, _ counting: LeadTimeCounting
    ) throws(RowProblem) -> LeadTime? {
        let cell = try cell(field, row)
        var days = standard
        if let cell { days = try row.days(cell) }
        guard let days else { return nil }
        do throws(ValueError) {
            return try LeadTime(days: days, counting: counting)
        } catch {
            throw RowProblem(
                error, at: cell?.position ?? row.position, field: cell?.column.title ?? "",
                value: cell?.text ?? "")
        }
    }

    private func validity(_ row: FeedRow) throws(RowProblem) -> Validity {
        let from = try cell(.validFrom, row)
        let through = try cell(.validThrough, row)
        var validity = Validity.always
        if let from { validity = Validity(from: try row.date(from), through: nil) }
        guard let through else { return validity }
        validity = Validity(from: validity.from, through: try row.date(through))
        if let first = validity.from, let last = validity.through, last < first {
            throw through.problem(
                "feed.validity-reversed", "the price ends (\(last)) before it begins (\(first))",
                help: "Maybe day and month are exchanged: see format.dates.")
        }
        return validity
    }

    // MARK: - Prices

    private func breaks(_ row: FeedRow) throws(RowProblem) -> [OfferRow.Break] {
        var breaks: [OfferRow.Break] = []
        if let column = columns.byField[.price] {
            if let price = try row.cell(column) {
                breaks.append(
                    OfferRow.Break(
                        fromUnits: try fromUnits(row), price: try row.price(price),
                        position: price.position))
            } else if settings.wideBreaks.isEmpty {
                throw priceMissing(row, column)
            }
        }
        for wide in columns.wideBreaks {
            if let found = try wideBreak(row, wide) { breaks.append(found) }
        }
        if breaks.isEmpty {
            throw priceMissing(row, columns.byField[.price] ?? columns.wideBreaks[0].price)
        }
        return breaks
    }

    private func fromUnits(_ row: FeedRow) throws(RowProblem) -> Int64? {
        guard let column = columns.byField[.fromQuantity] else { return nil }
        guard let cell = try row.cell(column) else {
            throw RowProblem(
                at: row.position(at: column.index), field: column.title,
                code: "feed.break-incomplete",
                message: "\(column.title): the price break has a price and no quantity")
        }
        return try row.units(cell, least: 1)
    }

    private func wideBreak(
        _ row: FeedRow, _ wide: (quantity: FeedColumn?, fromUnits: Int64?, price: FeedColumn)
    ) throws(RowProblem) -> OfferRow.Break? {
        let quantity = try row.cell(wide.quantity)
        let price = try row.cell(wide.price)
        switch (quantity, price) {
        case (nil, nil): return nil
        case (let quantity?, nil):
            throw quantity.problem(
                "feed.break-incomplete", "the price break has a quantity and no price")
        case (nil, let price?) where wide.quantity != nil:
            throw price.problem(
                "feed.break-incomplete", "the price break has a price and no quantity")
        case (let quantity, let price?):
            var from = wide.fromUnits
            if let quantity { from = try row.units(quantity, least: 1) }
            return OfferRow.Break(
                fromUnits: from, price: try row.price(price), position: price.position)
        }
    }

    private func priceMissing(_ row: FeedRow, _ column: FeedColumn) -> RowProblem {
        RowProblem(
            at: row.position(at: column.index), field: column.title,
            code: "feed.price-missing", message: "\(column.title): the row has no price",
            help: "Such a part cannot be ordered from this list.")
    }
}
