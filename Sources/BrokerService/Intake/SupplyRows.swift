import Procurement

/// What a file of stock (`stock/1`) says: all of it, or nothing when anything is wrong, because
/// stock that is told wrong is promised wrong.
struct StockRows {
    static let required = ["item", "free"]
    static let optional = ["location"]

    let records: [StockRecord]

    init(_ rows: [IntakeRow], items: [ItemID: Item]) throws(IntakeRefusal) {
        var records: [StockRecord] = []
        var problems: [IntakeProblem] = []
        var firstLines: [String: Int] = [:]
        for row in rows {
            var parser = RowParser(row)
            let item = parser.knownItem("item", items)
            let units = parser.units("free", allowsZero: true)
            let location = parser.optionalText("location") ?? ""
            if let item {
                let key = item.id.rawValue + "\u{1F}" + location
                parser.refuseRepetition("item", of: key, named: "\(item.id)", in: &firstLines)
                if let units, let free = parser.quantity("free", units: units, unit: item.unit) {
                    records.append(StockRecord(item: item.id, location: location, free: free))
                }
            }
            problems += parser.problems
        }
        if !problems.isEmpty { throw IntakeRefusal(problems) }
        self.records = records
    }
}

/// What a file of inbound supply (`inbound/1`) says, under the same rule as stock; a quantity of
/// 0 says that nothing is coming any more.
struct InboundRows {
    static let required = ["reference", "item", "quantity", "expected"]

    let records: [InboundRecord]

    init(_ rows: [IntakeRow], items: [ItemID: Item]) throws(IntakeRefusal) {
        var records: [InboundRecord] = []
        var problems: [IntakeProblem] = []
        var firstLines: [String: Int] = [:]
        for row in rows {
            var parser = RowParser(row)
            let reference = parser.text("reference")
            let item = parser.knownItem("item", items)
            let units = parser.units("quantity", allowsZero: true)
            let expected = parser.date("expected")
            if let reference, let item {
                let key = reference + "\u{1F}" + item.id.rawValue
                parser.refuseRepetition(
                    "reference", of: key, named: "\(reference) of \(item.id)", in: &firstLines)
                if let units, let expected,
                    let quantity = parser.quantity("quantity", units: units, unit: item.unit)
                {
                    records.append(
                        InboundRecord(
                            reference: reference, item: item.id, quantity: quantity,
                            expectedDate: expected))
                }
            }
            problems += parser.problems
        }
        if !problems.isEmpty { throw IntakeRefusal(problems) }
        self.records = records
    }
}

extension [StockRecord] {
    /// These records with those of `changes` put in the place of the same item and location.
    func updated(with changes: [StockRecord]) -> [StockRecord] {
        filter { record in
            !changes.contains { $0.item == record.item && $0.location == record.location }
        } + changes
    }
}

extension [InboundRecord] {
    /// These records with those of `changes` put in the place of the same reference and item.
    func updated(with changes: [InboundRecord]) -> [InboundRecord] {
        filter { record in
            !changes.contains { $0.item == record.item && $0.reference == record.reference }
        } + changes
    }
}

extension RowParser {
    mutating func knownItem(_ name: String, _ items: [ItemID: Item]) -> Item? {
        guard let id = identifier(name, as: ItemID.self) else { return nil }
        if let item = items[id] { return item }
        add(
            name, code: "intake.unknown-item", message: "The item (\(id)) is not in items.csv.",
            help: "Add it there, or mend the row.")
        return nil
    }

    mutating func refuseRepetition(
        _ name: String, of key: String, named shown: String, in firstLines: inout [String: Int]
    ) {
        if let first = firstLines[key] {
            add(
                name, code: "intake.duplicate-key",
                message: "The entry (\(shown)) stands in lines \(first) and \(row.line).",
                help: "Keep one row.")
        } else {
            firstLines[key] = row.line
        }
    }
}
