import SourcingEngine
import WireFormats

/// The kinds of rules in `rules.csv`.
enum RuleKind: String, CaseIterable {
    case forbid
    case requireValue = "require_value"
    case requireSupplier = "require_supplier"
    case budget
    case onTime = "on_time"

    /// The columns that a rule of this kind looks at, beside `rule`, `kind` and `penalty`.
    var columns: [String] {
        switch self {
        case .forbid: ["supplier", "item"]
        case .requireValue: ["supplier", "value"]
        case .requireSupplier: ["supplier", "item", "value"]
        case .budget: ["value"]
        case .onTime: ["line", "value"]
        }
    }
}

extension ProblemFolderReader {
    mutating func readRules() {
        rules.isReadable = scan(
            .rules, required: ["rule", "kind"],
            optional: ["supplier", "item", "line", "value", "penalty"]
        ) { reader, row throws(WireError) in
            let known = reader.list.problems.count + reader.list.omitted
            let id = reader.newKey(row, "rule", in: \.rules)
            let penalty = reader.amount(row, "penalty")
            _ = reader.require(row, "kind", reader.text(row, "kind"))
            guard let kind: RuleKind = reader.word(row, "kind") else { return }
            try reader.refuseOtherCells(row, kind)
            let demand = reader.demand(row, kind)
            // Positions count in step with the lines of their identifiers.
            guard let id, known == reader.list.problems.count + reader.list.omitted else { return }
            guard let demand else { return }
            reader.problem.rules.append(SourcingRule(id: id, demand: demand, penalty: penalty))
        }
    }

    /// A cell that the rule does not look at was meant for something.
    private mutating func refuseOtherCells(_ row: TableRow, _ kind: RuleKind) throws(WireError) {
        for column in ["supplier", "item", "line", "value"] where !kind.columns.contains(column) {
            guard try row.optionalText(column) != nil else { continue }
            report(
                "rule-cell-unused",
                "\(column): a rule of the kind \(kind.rawValue) does not look at this cell",
                help: "Leave it empty; \(kind.rawValue) looks at "
                    + kind.columns.joined(separator: ", ") + ".",
                at: row.position(of: column))
        }
    }

    private mutating func demand(_ row: TableRow, _ kind: RuleKind) -> SourcingRule.Demand? {
        switch kind {
        case .forbid:
            let supplier = reference(row, "supplier", to: suppliers, of: .suppliers)
            let isWhole = text(row, "item") == nil
            let item = isWhole ? nil : reference(row, "item", to: items, of: .items)
            guard let supplier, isWhole || item != nil else { return nil }
            return .forbid(supplier: supplier, item: item)
        case .requireValue:
            let supplier = reference(row, "supplier", to: suppliers, of: .suppliers)
            let value = require(row, "value", amount(row, "value"))
            guard let supplier, let value else { return nil }
            return .requireValue(supplier: supplier, value: value)
        case .requireSupplier:
            let supplier = reference(row, "supplier", to: suppliers, of: .suppliers)
            let item = reference(row, "item", to: items, of: .items)
            let units = quantity(row, "value") ?? 1
            guard let supplier, let item else { return nil }
            return .requireUnits(supplier: supplier, item: item, units: units)
        case .budget:
            return require(row, "value", amount(row, "value")).map { .budget(value: $0) }
        case .onTime:
            let line = reference(row, "line", to: lines, of: .lines)
            let days = amount(row, "value") ?? 0
            guard let line else { return nil }
            return .onTime(line: line, dayMillionths: days)
        }
    }
}
