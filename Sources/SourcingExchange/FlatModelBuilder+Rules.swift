import SourcingEngine

/// What the rules of the buyer ask of the parts of a model.
struct RuleDemands {
    private var forbiddenSuppliers: Set<Int> = []
    private var forbiddenItems: Set<[Int]> = []
    private var pricedSuppliers: Set<Int> = []
    private var pricedItems: Set<[Int]> = []
    /// Suppliers whose goods value a rule looks at.
    private(set) var valueOf: Set<Int> = []
    private(set) var ruledLines: Set<Int> = []
    private var latestDays: [Int: Int128] = [:]
    /// Whether a budget counts who gets what; the best division may then be none of whole units.
    private(set) var hasBudget = false

    init(_ problem: SourcingProblem) {
        for rule in problem.rules {
            switch rule.demand {
            case .forbid(let supplier, let item?):
                if rule.isHard {
                    forbiddenItems.insert([supplier, item])
                } else {
                    pricedItems.insert([supplier, item])
                }
            case .forbid(let supplier, nil):
                if rule.isHard {
                    forbiddenSuppliers.insert(supplier)
                } else {
                    pricedSuppliers.insert(supplier)
                }
            case .requireValue(let supplier, _): valueOf.insert(supplier)
            case .onTime(let line, let days):
                ruledLines.insert(line)
                guard rule.isHard else { continue }
                latestDays[line] = min(latestDays[line] ?? Int128.max, Int128(days))
            case .budget: hasBudget = true
            case .requireUnits: break
            }
        }
    }

    /// Whether nothing may be ordered of the offer.
    func forbids(_ offer: SourcingOffer) -> Bool {
        forbiddenSuppliers.contains(offer.supplier)
            || forbiddenItems.contains([offer.supplier, offer.item])
    }

    /// Whether a soft rule must know if the offer is used.
    func asksForUse(_ offer: SourcingOffer) -> Bool {
        pricedSuppliers.contains(offer.supplier)
            || pricedItems.contains([offer.supplier, offer.item])
    }

    /// Whether no hard rule keeps a tranche from a line.
    func allows(_ tranche: SourcingTranche, line: Int, _ problem: SourcingProblem) -> Bool {
        guard let latest = latestDays[line] else { return true }
        return tranche.expectedLateness(needByDay: problem.lines[line].needByDay) <= latest
    }
}

extension FlatModelBuilder {
    /// The rows of a rule; a soft one has a binary column that says that it is broken.
    mutating func addRule(_ index: Int) {
        let rule = problem.rules[index]
        let name = "r\(index + 1)"
        switch rule.demand {
        case .forbid(let supplier, let item):
            guard rule.penalty != nil else { return }
            let offers = usable(supplier, item)
            let broken = brokenColumn(rule, name)
            for offer in offers {
                model.addRow(
                    "forbid_\(name)_o\(offer + 1)",
                    useTerms(offer, coefficient: 1) + broken.map { .whole($0, -1) }, .atMost, 0)
            }
        case .requireValue(let supplier, let value):
            let terms = valueColumns[supplier].map { [Term.whole($0, 1)] } ?? []
            addRequirement(rule, name, terms, Int128(value))
        case .requireUnits(let supplier, let item, let units):
            let terms = usable(supplier, item).flatMap {
                quantityTerms($0, micros: FlatModel.one)
            }
            addRequirement(rule, name, terms, Int128(units) * FlatModel.one)
        case .budget(let value): addBudget(rule, name, Int128(value))
        case .onTime(let line, let days): addOnTime(rule, name, line, days)
        }
    }

    private func usable(_ supplier: Int, _ item: Int?) -> [Int] {
        offersBySupplier[supplier].filter {
            !bands[$0].isEmpty && (item == nil || problem.offers[$0].item == item)
        }
    }

    private mutating func brokenColumn(_ rule: SourcingRule, _ name: String) -> [Int] {
        guard let penalty = rule.penalty else { return [] }
        return [model.addColumn("q_\(name)", .binary, cost: Int128(penalty))]
    }

    /// Terms + least × broken ≥ least; without any term a column that is always 0 keeps the row.
    private mutating func addRequirement(
        _ rule: SourcingRule, _ name: String, _ terms: [Term], _ least: Int128
    ) {
        guard least > 0 else { return }
        var terms = terms
        for column in brokenColumn(rule, name) { terms.append(.micros(column, least)) }
        if terms.isEmpty {
            let none = model.addColumn("none_\(name)", .continuous, upper: 0)
            terms = [.whole(none, 1)]
        }
        model.addRow("require_\(name)", terms, .atLeast, least)
    }

    private mutating func addBudget(_ rule: SourcingRule, _ name: String, _ value: Int128) {
        var terms: [Term] = []
        var most: Int128 = 0
        let goods = Dictionary(
            uniqueKeysWithValues: goodsColumns.enumerated().compactMap { offer, column in
                column.map { ($0, offer) }
            })
        for (index, column) in model.columns.enumerated() where column.spend != 0 {
            terms.append(.micros(index, column.spend))
            guard column.spend > 0 else { continue }
            if let offer = goods[index] {
                most += highestGoods(offer)
            } else {
                let upper = column.upper ?? FlatModel.one
                most += (column.spend * upper + FlatModel.one - 1) / FlatModel.one
            }
        }
        guard most > value else { return }
        for column in brokenColumn(rule, name) { terms.append(.micros(column, value - most)) }
        model.addRow("budget_\(name)", terms, .atMost, value)
    }

    /// Tranches that a hard rule keeps from the line have no column.
    private mutating func addOnTime(
        _ rule: SourcingRule, _ name: String, _ line: Int, _ days: Int64
    ) {
        guard rule.penalty != nil else { return }
        let needBy = problem.lines[line].needByDay
        var late: [Term] = []
        for (offer, supplies) in supplyColumns.enumerated() {
            for supply in supplies where supply.line == line {
                let tranche = problem.offers[offer].tranches[supply.tranche]
                guard tranche.expectedLateness(needByDay: needBy) > Int128(days) else { continue }
                late.append(.whole(supply.column, 1))
            }
        }
        guard !late.isEmpty else { return }
        for column in brokenColumn(rule, name) {
            late.append(.whole(column, -problem.lines[line].quantity))
        }
        model.addRow("ontime_\(name)", late, .atMost, 0)
    }
}
