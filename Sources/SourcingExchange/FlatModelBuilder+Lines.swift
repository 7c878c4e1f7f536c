import SourcingEngine

extension FlatModelBuilder {
    /// A way to serve a line: a tranche of an offer, and what a unit of it costs there.
    private struct Supply {
        var offer: Int
        var tranche: Int
        var most: Int64
        var unitLateness: Int128
        var substitution: Int64
        var column = 0
    }

    mutating func addLine(_ index: Int) {
        let line = problem.lines[index]
        let name = "l\(index + 1)"
        var supplies = supplies(for: index)
        let levels = line.split == .complete ? Set(supplies.map(\.unitLateness)).sorted() : []
        let hasLevels = levels.count > 1
        let unmet = model.addColumn(
            "u_\(name)", .continuous, cost: Int128(line.unmetCost),
            upper: Int128(line.quantity) * FlatModel.one)
        var served: [Term] = []
        for position in supplies.indices {
            let supply = supplies[position]
            let salvage = problem.items[problem.offers[supply.offer].item].salvageValue
            let cost =
                (hasLevels ? 0 : supply.unitLateness) + Int128(supply.substitution)
                + Int128(salvage)
            let column = model.addColumn(
                "x_\(name)_o\(supply.offer + 1)_t\(supply.tranche + 1)",
                demands.hasBudget ? .integer : .continuous, cost: cost,
                upper: Int128(supply.most) * FlatModel.one,
                spend: Int128(supply.substitution) + Int128(salvage))
            supplies[position].column = column
            served.append(.whole(column, 1))
            supplyColumns[supply.offer].append(
                SupplyColumn(line: index, tranche: supply.tranche, column: column))
        }
        model.addRow(
            "line_\(name)", served + [.whole(unmet, 1)], .equal,
            Int128(line.quantity) * FlatModel.one)
        addUseLinks(index, supplies: supplies)
        if line.split == .single { addSingleOffer(index, supplies: supplies) }
        addLineSuppliers(index, supplies: supplies)
        if hasLevels { addLevels(index, levels: levels, supplies: supplies) }
    }

    private func supplies(for index: Int) -> [Supply] {
        let line = problem.lines[index]
        var result: [Supply] = []
        for source in [(item: line.item, cost: 0)] + standInsByItem[line.item] {
            for offer in offersByItem[source.item] where !bands[offer].isEmpty {
                for (position, tranche) in problem.offers[offer].tranches.enumerated() {
                    let most = min(line.quantity, tranche.quantity ?? line.quantity)
                    guard most > 0, demands.allows(tranche, line: index, problem) else { continue }
                    result.append(
                        Supply(
                            offer: offer, tranche: position, most: most,
                            unitLateness: unitLateness(of: tranche, for: line),
                            substitution: source.cost))
                }
            }
        }
        return result
    }

    /// Expected cost of lateness of one unit, in micros, rounded half up.
    private func unitLateness(of tranche: SourcingTranche, for line: SourcingLine) -> Int128 {
        var expectedDays: Int128 = 0
        for arrival in tranche.arrivals {
            let late = max(0, arrival.days - line.needByDay)
            expectedDays += Int128(arrival.probabilityMillionths) * Int128(late)
        }
        return (Int128(line.lateCost) * expectedDays + 500_000) / 1_000_000
    }

    /// Without its offer being used a line gets nothing; this cuts deeper than the sum over lines.
    private mutating func addUseLinks(_ index: Int, supplies: [Supply]) {
        for (offer, columns) in columnsByOffer(supplies) {
            let use = useTerms(offer, coefficient: -problem.lines[index].quantity)
            guard !use.isEmpty else { continue }
            model.addRow(
                "link_l\(index + 1)_o\(offer + 1)", columns.map { .whole($0, 1) } + use, .atMost, 0)
        }
    }

    private func columnsByOffer(_ supplies: [Supply]) -> [(offer: Int, columns: [Int])] {
        Dictionary(grouping: supplies, by: \.offer).sorted { $0.key < $1.key }
            .map { (offer: $0.key, columns: $0.value.map(\.column)) }
    }

    private mutating func addSingleOffer(_ index: Int, supplies: [Supply]) {
        let offers = columnsByOffer(supplies)
        guard offers.count > 1 else { return }
        let quantity = problem.lines[index].quantity
        var choices: [Term] = []
        for (offer, columns) in offers {
            let name = "l\(index + 1)_o\(offer + 1)"
            let choice = model.addColumn("a_\(name)", .binary)
            choices.append(.whole(choice, 1))
            model.addRow(
                "only_\(name)", columns.map { .whole($0, 1) } + [.whole(choice, -quantity)],
                .atMost, 0)
        }
        model.addRow("single_l\(index + 1)", choices, .atMost, FlatModel.one)
    }

    private mutating func addLineSuppliers(_ index: Int, supplies: [Supply]) {
        guard let most = problem.maximumSuppliersPerLine, problem.lines[index].split != .single
        else { return }
        let bySupplier = Dictionary(grouping: supplies) { problem.offers[$0.offer].supplier }
        guard bySupplier.count > most else { return }
        var count: [Term] = []
        for (supplier, group) in bySupplier.sorted(by: { $0.key < $1.key }) {
            let name = "l\(index + 1)_s\(supplier + 1)"
            let choice = model.addColumn("c_\(name)", .binary)
            count.append(.whole(choice, 1))
            model.addRow(
                "from_\(name)",
                group.map { .whole($0.column, 1) }
                    + [.whole(choice, -problem.lines[index].quantity)],
                .atMost, 0)
        }
        model.addRow(
            "suppliers_l\(index + 1)", count, .atMost, Int128(most) * FlatModel.one)
    }

    /// A line that ships complete: all of it pays one level of lateness, and no tranche above that
    /// level may serve it.
    private mutating func addLevels(_ index: Int, levels: [Int128], supplies: [Supply]) {
        let quantity = problem.lines[index].quantity
        var choices: [Term] = []
        var levelColumns: [Int] = []
        for (position, level) in levels.enumerated() {
            let name = "l\(index + 1)_h\(position + 1)"
            let choice = model.addColumn("z_\(name)", .binary)
            let units = model.addColumn("w_\(name)", .continuous, cost: level)
            choices.append(.whole(choice, 1))
            levelColumns.append(units)
            model.addRow(
                "level_\(name)", [.whole(units, 1), .whole(choice, -quantity)], .atMost, 0)
        }
        model.addRow("onelevel_l\(index + 1)", choices, .atMost, FlatModel.one)
        for (position, level) in levels.enumerated() {
            let above = supplies.filter { $0.unitLateness >= level }
            model.addRow(
                "above_l\(index + 1)_h\(position + 1)",
                above.map { .whole($0.column, 1) }
                    + levelColumns[position...].map { .whole($0, -1) },
                position == 0 ? .equal : .atMost, 0)
        }
    }

    // MARK: What an offer can give

    mutating func addSupplyLimits(_ index: Int) {
        let supplies = supplyColumns[index]
        guard !supplies.isEmpty else { return }
        model.addRow(
            "supply_o\(index + 1)",
            supplies.map { .whole($0.column, 1) } + quantityTerms(index, micros: -FlatModel.one),
            .atMost, 0)
        for (position, tranche) in problem.offers[index].tranches.enumerated() {
            let columns = supplies.filter { $0.tranche == position }
            guard let quantity = tranche.quantity, !columns.isEmpty else { continue }
            model.addRow(
                "tranche_o\(index + 1)_t\(position + 1)", columns.map { .whole($0.column, 1) },
                .atMost, Int128(quantity) * FlatModel.one)
        }
        addRest(index)
    }

    /// The last tranche, if it has no quantity, holds what the earlier ones leave of the order.
    private mutating func addRest(_ index: Int) {
        let tranches = problem.offers[index].tranches
        guard let last = tranches.last, last.quantity == nil else { return }
        let earlier = tranches.dropLast().reduce(Int128(0)) { $0 + Int128($1.quantity ?? 0) }
        let columns = supplyColumns[index].filter { $0.tranche == tranches.count - 1 }
        guard earlier > 0, !columns.isEmpty, restCanComeFirst(index, columns: columns) else {
            return
        }
        let most = columns.reduce(Int128(0)) { $0 + Int128(problem.lines[$1.line].quantity) }
        let name = "o\(index + 1)"
        let opened = model.addColumn("r_\(name)", .binary)
        let served = columns.map { Term.whole($0.column, 1) }
        model.addRow(
            "restopen_\(name)", served + [.micros(opened, -most * FlatModel.one)], .atMost, 0)
        model.addRow(
            "rest_\(name)",
            served + quantityTerms(index, micros: -FlatModel.one)
                + [.micros(opened, earlier * FlatModel.one)],
            .atMost, 0)
    }

    /// Whether some line is served less late by the rest than by an earlier tranche.
    ///
    /// Otherwise the rest needs no limit of its own: units it gives too many can as well come from
    /// the earlier tranches, at no higher cost.
    private func restCanComeFirst(_ index: Int, columns: [SupplyColumn]) -> Bool {
        let tranches = problem.offers[index].tranches
        guard let last = tranches.last else { return false }
        return columns.contains { column in
            let line = problem.lines[column.line]
            let lateness = unitLateness(of: last, for: line)
            let days = last.expectedLateness(needByDay: line.needByDay)
            let isRuled = demands.ruledLines.contains(column.line)
            return tranches.dropLast().contains {
                unitLateness(of: $0, for: line) > lateness
                    || isRuled && $0.expectedLateness(needByDay: line.needByDay) > days
            }
        }
    }
}
