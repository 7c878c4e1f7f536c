import WireFormats

/// Reads a problem folder for verification; what makes a problem invalid makes it unreadable here.
struct ProblemTables {
    private let tables: FolderTables
    private var problem = StatedProblem()
    private var suppliers: [String: Int] = [:]
    private var items: [String: Int] = [:]
    private var offers: [String: Int] = [:]
    private var lines: [String: Int] = [:]
    /// Per offer, its lead time as written; read only where no arrivals are stated.
    private var leadTexts: [String?] = []

    init(folder: String) { tables = FolderTables(folder: folder) }

    consuming func read() throws(UnreadableFolder) -> StatedProblem {
        try readLimits()
        try readSuppliers()
        try readItems()
        try readLines()
        try readOffers()
        try readPrices()
        try readArrivals()
        try readShares()
        try readRules()
        try checkSalvage()
        return problem
    }

    private mutating func readLimits() throws(UnreadableFolder) {
        let bytes = try tables.required("problem.json")
        do throws(WireError) {
            let root = try JSONText.parse(bytes)
            let names = ["maxSuppliersPerLine", "maxSuppliersPerItem", "maxSuppliers"]
            let members = try root.members(required: ["format", "currency"], optional: names)
            guard try members["format"]?.string() == "sourcing-problem/1" else {
                throw WireError(
                    code: "verify.format", message: "the format is not \"sourcing-problem/1\"",
                    position: members["format"]?.position)
            }
            problem.currency = try members["currency"]?.string() ?? ""
            var limits: [Int?] = []
            for name in names { limits.append(try limit(members[name])) }
            problem.suppliersPerLine = limits[0]
            problem.suppliersPerItem = limits[1]
            problem.suppliersInAll = limits[2]
        } catch {
            throw tables.unreadable("problem.json", error)
        }
    }

    private func limit(_ value: JSONValue?) throws(WireError) -> Int? {
        guard let value, value.content != .null else { return nil }
        let number = try value.integer()
        guard number >= 1 else {
            throw WireError(
                code: "verify.problem-invalid", message: "the limit (\(number)) is below 1",
                position: value.position)
        }
        return Int(number)
    }

    // MARK: Suppliers, items, lines

    private mutating func readSuppliers() throws(UnreadableFolder) {
        try tables.rows(
            "suppliers.csv", required: ["supplier"],
            optional: [
                "order_cost", "minimum_order_value", "minimum_order_surcharge", "freight",
                "free_freight_from", "maximum_units", "maximum_value",
            ]
        ) { row throws(WireError) in
            let id = try newKey(row, "supplier", &suppliers)
            problem.suppliers.append(
                StatedProblem.Supplier(
                    id: id, orderCost: try row.amount("order_cost") ?? 0,
                    minimumValue: try row.amount("minimum_order_value") ?? 0,
                    surcharge: try row.amount("minimum_order_surcharge"),
                    freight: try row.amount("freight") ?? 0,
                    freeFreightFrom: try row.amount("free_freight_from"),
                    maximumUnits: try row.whole("maximum_units", atLeast: 0),
                    maximumValue: try row.amount("maximum_value")))
        }
        try tables.rows(
            "discounts.csv", required: ["supplier", "percent"],
            optional: ["from_value", "from_units"], mayLack: true
        ) { row throws(WireError) in
            let supplier = try reference(row, "supplier", suppliers)
            let value = try row.amount("from_value")
            let units = try row.whole("from_units", atLeast: 0)
            let percent = try row.stated("percent", try row.amount("percent"))
            guard (value == nil) != (units == nil), percent <= 100_000_000, percent % 100 == 0
            else { throw row.wrong("percent", "or its threshold is not as the format asks") }
            problem.suppliers[supplier].discounts.append(
                StatedProblem.Discount(
                    from: value ?? units ?? 0, countsUnits: units != nil, percent: percent / 100))
        }
        for index in problem.suppliers.indices { try orderDiscounts(index) }
    }

    private mutating func orderDiscounts(_ index: Int) throws(UnreadableFolder) {
        problem.suppliers[index].discounts.sort { $0.from < $1.from }
        let discounts = problem.suppliers[index].discounts
        for (lower, upper) in zip(discounts, discounts.dropFirst()) {
            guard lower.from < upper.from, lower.percent < upper.percent,
                lower.countsUnits == upper.countsUnits
            else {
                throw UnreadableFolder(
                    code: "verify.problem-invalid",
                    "the discounts of supplier \(problem.suppliers[index].id) do not rise")
            }
        }
    }

    private mutating func readItems() throws(UnreadableFolder) {
        try tables.rows("items.csv", required: ["item"], optional: ["salvage_value"]) {
            row throws(WireError) in
            problem.itemIDs.append(try newKey(row, "item", &items))
            problem.salvage.append(try row.amount("salvage_value") ?? 0)
        }
        try tables.rows(
            "substitutes.csv", required: ["item", "substitute"], optional: ["cost"],
            mayLack: true
        ) { row throws(WireError) in
            let wanted = try reference(row, "item", items)
            let given = try reference(row, "substitute", items)
            let cost = try row.amount("cost") ?? 0
            let pair = StatedProblem.Pair(wanted: wanted, given: given)
            guard wanted != given, problem.substitution.updateValue(cost, forKey: pair) == nil
            else { throw row.wrong("substitute", "is the item itself, or stated twice") }
        }
    }

    private mutating func readLines() throws(UnreadableFolder) {
        try tables.rows(
            "lines.csv", required: ["line", "item", "quantity", "need_by", "unmet_cost"],
            optional: ["late_cost", "split"]
        ) { row throws(WireError) in
            let split = try row.optionalText("split") ?? "any"
            guard let split = StatedProblem.Split(rawValue: split) else {
                throw row.wrong("split", "is none of any, single, complete")
            }
            problem.lines.append(
                StatedProblem.Line(
                    id: try newKey(row, "line", &lines), item: try reference(row, "item", items),
                    quantity: try row.stated("quantity", try row.whole("quantity", atLeast: 1)),
                    needBy: try row.stated("need_by", try day(row, "need_by")),
                    lateCost: try row.amount("late_cost") ?? 0,
                    unmetCost: try row.stated("unmet_cost", try row.amount("unmet_cost")),
                    split: split))
        }
    }

    private mutating func readShares() throws(UnreadableFolder) {
        var seen: Set<[Int]> = []
        try tables.rows(
            "shares.csv", required: ["supplier", "item"],
            optional: ["minimum_share", "maximum_share"], mayLack: true
        ) { row throws(WireError) in
            let supplier = try reference(row, "supplier", suppliers)
            let item = try reference(row, "item", items)
            let least = try row.amount("minimum_share") ?? 0
            let most = try row.amount("maximum_share") ?? 1_000_000
            guard least <= most, most <= 1_000_000, seen.insert([supplier, item]).inserted else {
                throw row.wrong("maximum_share", "is out of range, or the share stated twice")
            }
            problem.shares.append(
                StatedProblem.Share(
                    supplier: supplier, item: item, minimum: least, maximum: most))
        }
    }

    // MARK: Offers

    private mutating func readOffers() throws(UnreadableFolder) {
        try tables.rows(
            "offers.csv", required: ["offer", "supplier", "item"],
            optional: [
                "lead_days", "minimum_quantity", "order_multiple", "maximum_quantity",
                "offer_cost", "unit_cost", "price_quantity", "price_mode",
            ]
        ) { row throws(WireError) in
            let mode = try row.optionalText("price_mode") ?? "all_units"
            guard mode == "all_units" || mode == "incremental" else {
                throw row.wrong("price_mode", "is neither all_units nor incremental")
            }
            let offer = StatedProblem.Offer(
                id: try newKey(row, "offer", &offers),
                supplier: try reference(row, "supplier", suppliers),
                item: try reference(row, "item", items),
                minimum: try row.whole("minimum_quantity", atLeast: 1) ?? 1,
                multiple: try row.whole("order_multiple", atLeast: 1) ?? 1,
                maximum: try row.whole("maximum_quantity", atLeast: 0),
                offerCost: try row.amount("offer_cost") ?? 0,
                unitCost: try row.amount("unit_cost") ?? 0,
                priceQuantity: try row.whole("price_quantity", atLeast: 1) ?? 1,
                isIncremental: mode == "incremental")
            leadTexts.append(try row.optionalText("lead_days"))
            problem.offers.append(offer)
        }
    }

    private mutating func readPrices() throws(UnreadableFolder) {
        try tables.rows("price_breaks.csv", required: ["offer", "from_quantity", "unit_price"]) {
            row throws(WireError) in
            let offer = try reference(row, "offer", offers)
            let from = try row.stated(
                "from_quantity", try row.whole("from_quantity", atLeast: 1))
            let price = try row.stated("unit_price", try row.amount("unit_price"))
            guard !problem.offers[offer].breaks.contains(where: { $0.from == from }) else {
                throw row.wrong("from_quantity", "is stated twice for the offer")
            }
            problem.offers[offer].breaks.append(StatedProblem.Break(from: from, price: price))
        }
        for index in problem.offers.indices {
            problem.offers[index].breaks.sort { $0.from < $1.from }
            guard let first = problem.offers[index].breaks.first,
                first.from <= problem.offers[index].minimum
            else {
                throw UnreadableFolder(
                    code: "verify.problem-invalid",
                    "offer \(problem.offers[index].id) has no price for its minimum quantity")
            }
        }
    }

    private mutating func readArrivals() throws(UnreadableFolder) {
        var rows = [[Int128: StatedProblem.Tranche]](repeating: [:], count: problem.offers.count)
        try tables.rows(
            "arrivals.csv", required: ["offer", "days"],
            optional: ["tranche", "quantity", "probability"], mayLack: true
        ) { row throws(WireError) in
            let offer = try reference(row, "offer", offers)
            let number = try row.whole("tranche", atLeast: 1) ?? 1
            let quantity = try row.whole("quantity", atLeast: 0)
            let arrival = StatedProblem.Arrival(
                day: try row.stated("days", try day(row, "days")),
                probability: try row.amount("probability") ?? 1_000_000)
            var tranche =
                rows[offer][number] ?? StatedProblem.Tranche(quantity: quantity, arrivals: [])
            guard tranche.quantity == quantity else {
                throw row.wrong("quantity", "differs within the tranche")
            }
            tranche.arrivals.append(arrival)
            rows[offer][number] = tranche
        }
        for index in problem.offers.indices {
            problem.offers[index].tranches =
                rows[index].isEmpty ? try leadTime(index) : try tranches(index, rows[index])
        }
    }

    private func leadTime(_ index: Int) throws(UnreadableFolder) -> [StatedProblem.Tranche] {
        do throws(WireError) {
            let days = try DecimalText.parse(leadTexts[index] ?? "", scale: 0)
            guard (-Largest.day...Largest.day).contains(Int128(days)) else {
                throw WireError(code: "verify.problem-invalid", message: "too far away")
            }
            return [
                StatedProblem.Tranche(
                    quantity: nil, arrivals: [.init(day: Int128(days), probability: 1_000_000)])
            ]
        } catch {
            throw UnreadableFolder(
                code: "verify.problem-invalid",
                "offer \(problem.offers[index].id) states no day of arrival")
        }
    }

    private func tranches(
        _ index: Int, _ rows: [Int128: StatedProblem.Tranche]
    ) throws(UnreadableFolder) -> [StatedProblem.Tranche] {
        let ordered = rows.sorted { $0.key < $1.key }
        var lastExpected: Int128?
        for (position, entry) in ordered.enumerated() {
            let isLast = position + 1 == ordered.count
            let total = entry.value.arrivals.reduce(Int128(0)) { $0 + $1.probability }
            let expected = entry.value.arrivals.reduce(Int128(0)) { $0 + $1.day * $1.probability }
            guard entry.key == Int128(position + 1), entry.value.quantity != nil || isLast,
                total == 1_000_000, lastExpected.map({ $0 <= expected }) ?? true
            else {
                throw UnreadableFolder(
                    code: "verify.problem-invalid",
                    "tranche \(entry.key) of offer \(problem.offers[index].id) breaks the format: "
                        + "numbers from 1, quantities but for the last, probabilities that sum "
                        + "to 1, in order of expected arrival")
            }
            lastExpected = expected
        }
        return ordered.map(\.value)
    }

    // MARK: Rules and salvage

    private mutating func readRules() throws(UnreadableFolder) {
        var rules: [String: Int] = [:]
        try tables.rows(
            "rules.csv", required: ["rule", "kind"],
            optional: ["supplier", "item", "line", "value", "penalty"], mayLack: true
        ) { row throws(WireError) in
            let word = try row.requiredText("kind")
            guard let kind = StatedProblem.Rule.Kind(rawValue: word) else {
                throw row.wrong("kind", "is no kind of rule")
            }
            func place(_ column: String, _ keys: [String: Int]) throws(WireError) -> Int? {
                guard try row.optionalText(column) != nil else { return nil }
                return try reference(row, column, keys)
            }
            let rule = StatedProblem.Rule(
                id: try newKey(row, "rule", &rules), kind: kind,
                supplier: try place("supplier", suppliers), item: try place("item", items),
                line: try place("line", lines), value: try ruleValue(row, kind),
                penalty: try row.amount("penalty"))
            try checkCells(of: rule, row)
            problem.rules.append(rule)
        }
    }

    private func checkCells(
        of rule: StatedProblem.Rule, _ row: TableRow
    ) throws(WireError) {
        let has = (rule.supplier != nil, rule.item != nil, rule.line != nil)
        let isComplete =
            switch rule.kind {
            case .forbid: has.0 && !has.2
            case .requireValue: has == (true, false, false)
            case .requireSupplier: has == (true, true, false)
            case .budget: has == (false, false, false)
            case .onTime: has == (false, false, true)
            }
        guard isComplete else {
            throw row.wrong("kind", "asks for other cells than those that are filled")
        }
    }

    private func ruleValue(
        _ row: TableRow, _ kind: StatedProblem.Rule.Kind
    ) throws(WireError) -> Int128 {
        switch kind {
        case .forbid:
            guard try row.optionalText("value") == nil else {
                throw row.wrong("value", "is not looked at by forbid")
            }
            return 0
        case .requireValue, .budget: return try row.stated("value", try row.amount("value"))
        case .requireSupplier: return try row.whole("value", atLeast: 1) ?? 1
        case .onTime: return try row.amount("value") ?? 0
        }
    }

    private func checkSalvage() throws(UnreadableFolder) {
        for offer in problem.offers {
            let discount = problem.suppliers[offer.supplier].discounts.map(\.percent).max() ?? 0
            let price = offer.breaks.map(\.price).min() ?? 0
            let beyondUnitCost = problem.salvage[offer.item] - offer.unitCost
            guard
                beyondUnitCost * offer.priceQuantity * 1_000_000 > price * (1_000_000 - discount)
            else { continue }
            throw UnreadableFolder(
                code: "verify.problem-invalid",
                "a surplus unit of item \(problem.itemIDs[offer.item]) would be worth more than "
                    + "it costs in offer \(offer.id)")
        }
    }
}

// Not methods: calling one while a table is changed would copy the table each time.

private func newKey(
    _ row: TableRow, _ column: String, _ keys: inout [String: Int]
) throws(WireError) -> String {
    let key = try row.requiredText(column)
    guard keys.updateValue(keys.count, forKey: key) == nil else {
        throw row.wrong(column, "(\(key)) stands twice")
    }
    return key
}

private func reference(
    _ row: TableRow, _ column: String, _ keys: [String: Int]
) throws(WireError) -> Int {
    let key = try row.requiredText(column)
    guard let position = keys[key] else {
        throw row.wrong(column, "(\(key)) is stated nowhere")
    }
    return position
}

private func day(_ row: TableRow, _ column: String) throws(WireError) -> Int128? {
    guard let day = try row.whole(column, atLeast: -Largest.day) else { return nil }
    guard day <= Largest.day else { throw row.wrong(column, "is too far away") }
    return day
}
