import Procurement

/// Columns of `back-orders/1`.
enum BackOrderColumns {
    static let required = ["order", "line", "customer", "item", "open_quantity", "need_by"]
    static let optional = [
        "priority", "late_cost", "unmet_cost", "unit_price", "unit_margin", "split",
        "accepts_substitute", "cause",
    ]
}

/// What a file of back orders says, row by row.
struct BackOrderRows {
    /// Good lines, keyed.
    private(set) var lines: [BackOrderLineID: BackOrderLine] = [:]
    /// Keys of rows that were set aside; their lines keep their previous version.
    private(set) var setAside: Set<BackOrderLineID> = []
    /// Keys of lines that a file of changes closes by an open quantity of 0.
    private(set) var closed: Set<BackOrderLineID> = []
    private(set) var problems: [IntakeProblem] = []
    /// Problems of rows whose key cannot be read: whom they concern is unknown.
    private(set) var unkeyed: [IntakeProblem] = []

    init(
        _ rows: [IntakeRow], mode: IntakeMode, items: [ItemID: Item], priorities: Set<String>,
        defaultPriority: String, defaultSplit: SplitRule,
        causes: [BackOrderLineID: BackOrderCause] = [:]
    ) {
        var firstLines: [BackOrderLineID: Int] = [:]
        for row in rows {
            var parser = RowParser(row)
            guard let id = Self.key(&parser) else {
                unkeyed += parser.problems
                continue
            }
            if let first = firstLines[id] {
                setAside.insert(id)
                lines[id] = nil
                closed.remove(id)
                parser.add(
                    "line", code: "intake.duplicate-key",
                    message: "Back order (\(id)) stands in lines \(first) and \(row.line).",
                    help: "Keep one row per order and line; both were set aside.")
                problems += parser.problems
                continue
            }
            firstLines[id] = row.line
            if mode == .changes, Self.isClosed(row) {
                closed.insert(id)
                continue
            }
            let line = Self.line(
                id, &parser, items: items, priorities: priorities,
                defaultPriority: defaultPriority, defaultSplit: defaultSplit,
                knownCause: causes[id] ?? .other)
            if let line, parser.problems.isEmpty {
                lines[id] = line
            } else {
                setAside.insert(id)
                problems += parser.problems
            }
        }
    }

    /// Where nothing is open any more nothing else of the row matters.
    private static func isClosed(_ row: IntakeRow) -> Bool {
        var parser = RowParser(row)
        return parser.units("open_quantity", allowsZero: true) == 0
    }

    private static func key(_ parser: inout RowParser) -> BackOrderLineID? {
        let order = parser.identifier("order", as: OrderReference.self)
        let line = parser.text("line")
        guard let order, let line else { return nil }
        return parser.value("line") { () throws(ValueError) in
            try BackOrderLineID(order: order, line: line)
        }
    }

    private static func line(
        _ id: BackOrderLineID, _ parser: inout RowParser, items: [ItemID: Item],
        priorities: Set<String>, defaultPriority: String, defaultSplit: SplitRule,
        knownCause: BackOrderCause
    ) -> BackOrderLine? {
        let customer = parser.identifier("customer", as: CustomerID.self)
        let item = parser.identifier("item", as: ItemID.self)
        let units = parser.units("open_quantity")
        let needBy = parser.date("need_by")
        let priority = parser.optionalText("priority") ?? defaultPriority
        if !priorities.contains(priority) {
            parser.add(
                "priority", code: "intake.priority-unknown",
                message: "The priority (\(priority)) is not configured.",
                help: "Add [priority.\(priority)] to broker.toml, or use "
                    + priorities.sorted().joined(separator: ", ") + ".")
        }
        let lateCost = parser.optionalAmount("late_cost")
        let unmetCost = parser.optionalAmount("unmet_cost")
        let unitPrice = parser.optionalAmount("unit_price")
        let unitMargin = parser.optionalAmount("unit_margin")
        let split = parser.choice(
            "split", from: ["any": SplitRule.any, "single": .single, "complete": .complete],
            default: defaultSplit)
        let acceptsSubstitute = parser.flag("accepts_substitute", default: false)
        let cause = parser.choice(
            "cause",
            from: [
                "demand-surge": BackOrderCause.demandSurge, "supply": .supply,
                "production": .production, "season": .season, "other": .other,
            ], default: knownCause)
        guard let customer, let item, let units, let needBy, let split, let cause else {
            return nil
        }
        guard let known = items[item] else {
            parser.add(
                "item", code: "intake.unknown-item",
                message: "The item (\(item)) is not in items.csv.",
                help: "Add it there, or mend the row; the line keeps its previous version.")
            return nil
        }
        let quantity = parser.quantity("open_quantity", units: units, unit: known.unit)
        guard let quantity else { return nil }
        return BackOrderLine(
            id: id, customer: customer, item: item, openQuantity: quantity, needByDate: needBy,
            priority: priority, lateCost: lateCost, unmetCost: unmetCost, unitPrice: unitPrice,
            unitMargin: unitMargin, split: split, acceptsSubstitute: acceptsSubstitute,
            cause: cause, status: .open)
    }
}

extension RowParser {
    mutating func quantity(_ name: String, units: Int64, unit: UnitOfMeasure) -> Quantity? {
        do throws(ArithmeticError) {
            return try Quantity(units: units, unit: unit)
        } catch {
            add(
                name, code: "intake.number-too-large",
                message: "The \(name) (\(units)) is too large to count.",
                help: "At most 9,223,372,036,854 units can be counted.")
            return nil
        }
    }
}
