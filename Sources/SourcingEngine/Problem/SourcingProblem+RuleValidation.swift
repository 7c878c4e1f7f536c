extension SourcingProblem {
    func checkRules(_ found: inout IssueList) {
        var seen: Set<String> = []
        for (index, rule) in rules.enumerated() {
            let name = "rule \(rule.id)"
            if !seen.insert(rule.id).inserted {
                found.add("rule.duplicate", "\(name) is stated twice", .rule, index)
            }
            found.checkAmount(rule.penalty, "rule.penalty", "penalty", name, .rule, index)
            if !hasReferences(of: rule.demand) {
                found.add(
                    "rule.unknown-reference", "the supplier, item or line of \(name) is unknown",
                    .rule, index)
            }
            switch rule.demand {
            case .forbid: break
            case .requireValue(_, let value), .budget(let value):
                found.checkAmount(value, "rule.value", "value", name, .rule, index)
            case .requireUnits(_, _, let units):
                guard !(1...largestQuantity).contains(units) else { continue }
                found.add(
                    "rule.value",
                    "the units (\(units)) of \(name) must be between 1 and \(largestQuantity)",
                    .rule, index)
            case .onTime(_, let days):
                guard !(0...Int64(farthestDay) * 1_000_000).contains(days) else { continue }
                found.add(
                    "rule.value",
                    "the days (\(amountText(days))) of \(name) must be between 0 and "
                        + "\(farthestDay)", .rule, index)
            }
        }
    }

    private func hasReferences(of demand: SourcingRule.Demand) -> Bool {
        switch demand {
        case .forbid(let supplier, let item):
            suppliers.indices.contains(supplier) && item.map(items.indices.contains) ?? true
        case .requireValue(let supplier, _): suppliers.indices.contains(supplier)
        case .requireUnits(let supplier, let item, _):
            suppliers.indices.contains(supplier) && items.indices.contains(item)
        case .budget: true
        case .onTime(let line, _): lines.indices.contains(line)
        }
    }
}
