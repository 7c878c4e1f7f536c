/// Looks for a cheap answer among the plans known: one plan per component.
///
/// Costs of whole orders are exact. A broken rule costs so much that every move away from it
/// pays; an answer counts only if none is broken.
struct PrimalSearch {
    /// One plan per component.
    typealias Choice = [Int]

    private let model: Model
    private let pool: PlanPool
    private let breach: Int64
    private var choice: Choice
    private var values: [Int64]
    private var units: [Int64]
    private var costs: [Int64]
    private var openCount = 0
    private(set) var total: Int64 = 0
    /// What budgets count, in micros; not kept up without budgets.
    private var spent: Int64 = 0

    init(_ model: Model, _ pool: PlanPool, start: Choice) {
        self.model = model
        self.pool = pool
        breach = model.breach
        choice = start
        values = Array(repeating: 0, count: model.suppliers.count)
        units = values
        costs = values
        restart(start)
    }

    var isLegal: Bool {
        for index in choice.indices where !pool.plans[index][choice[index]].keepsShares {
            return false
        }
        for index in costs.indices where supplierCost(index, values[index], units[index]) == nil {
            return false
        }
        return openCount <= model.maximumSuppliers && model.rules.budgetPenalty(spent) != nil
    }

    var currentChoice: Choice { choice }

    /// Whether more is bought than a budget level allows.
    func exceeds(level: Int) -> Bool {
        model.rules.levels.indices.contains(level) && spent > model.rules.levels[level].limit
    }

    private mutating func restart(_ start: Choice) {
        choice = start
        for index in values.indices {
            values[index] = 0
            units[index] = 0
        }
        total = model.rules.constant
        spent = 0
        for index in choice.indices {
            let pooled = pool.plans[index][choice[index]]
            total += pooled.plan.cost + (pooled.keepsShares ? 0 : breach)
            spent += pooled.purchase
            for (local, supplier) in model.supplierOfComponent[index].enumerated() {
                guard let supplier else { continue }
                values[supplier] += pooled.values[local]
                units[supplier] += pooled.units[local]
            }
        }
        openCount = 0
        for index in costs.indices {
            costs[index] = paidCost(index, values[index], units[index])
            total += costs[index]
            spent += purchase(index, values[index], units[index])
            if units[index] > 0 { openCount += 1 }
        }
        total += breach * Int64(max(0, openCount - limit)) + budgetCost(spent)
    }

    private func purchase(_ index: Int, _ value: Int64, _ count: Int64) -> Int64 {
        guard !model.rules.levels.isEmpty else { return 0 }
        return model.problem.suppliers[model.suppliers[index].supplier]
            .orderPurchase(units: count, goods: value)
    }

    private func budgetCost(_ spent: Int64) -> Int64 {
        if let cost = model.rules.budgetPenalty(spent) { return cost }
        let limit = model.rules.levels.last?.limit ?? 0
        return breach + min(breach, spent - limit)
    }

    private var limit: Int { min(model.maximumSuppliers, model.suppliers.count) }

    private func supplierCost(_ index: Int, _ value: Int64, _ count: Int64) -> Int64? {
        let terms = model.suppliers[index]
        return terms.orderCostOrNil(
            model.problem.suppliers[terms.supplier], units: count, goods: value)
    }

    /// Cost with a price on broken rules that falls as the order comes nearer to them.
    private func paidCost(_ index: Int, _ value: Int64, _ count: Int64) -> Int64 {
        if let cost = supplierCost(index, value, count) { return cost }
        let supplier = model.problem.suppliers[model.suppliers[index].supplier]
        var distance: Int64 = 0
        if let most = supplier.maximumValue { distance += max(0, value - most) }
        if let most = supplier.maximumUnits, count > most {
            distance += min(breach, (count - most) * (value / max(count, 1) + 1))
        }
        if supplier.minimumOrderSurcharge == nil {
            distance += max(0, supplier.minimumOrderValue - value)
        }
        distance += max(0, model.suppliers[index].rules.requiredValue - value)
        return breach + supplier.orderCost + min(distance, breach)
    }

    /// What replacing a block's plan would change.
    private func change(_ index: Int, _ plan: Int) -> Int64 {
        let old = pool.plans[index][choice[index]]
        let new = pool.plans[index][plan]
        var difference = new.plan.cost - old.plan.cost
        if old.keepsShares != new.keepsShares { difference += old.keepsShares ? breach : -breach }
        var opened = openCount
        let places = model.supplierOfComponent[index]
        for local in places.indices {
            guard let supplier = places[local],
                old.units[local] != new.units[local] || old.values[local] != new.values[local]
            else { continue }
            let value = values[supplier] + new.values[local] - old.values[local]
            let count = units[supplier] + new.units[local] - old.units[local]
            difference += paidCost(supplier, value, count) - costs[supplier]
            if units[supplier] > 0 { opened -= 1 }
            if count > 0 { opened += 1 }
        }
        difference += breach * Int64(max(0, opened - limit) - max(0, openCount - limit))
        if !model.rules.levels.isEmpty {
            difference += budgetCost(spending(index, plan)) - budgetCost(spent)
        }
        return difference
    }

    /// What budgets count once a block has another plan.
    private func spending(_ index: Int, _ plan: Int) -> Int64 {
        guard !model.rules.levels.isEmpty else { return 0 }
        let old = pool.plans[index][choice[index]]
        let new = pool.plans[index][plan]
        var sum = spent + new.purchase - old.purchase
        for (local, supplier) in model.supplierOfComponent[index].enumerated() {
            guard let supplier else { continue }
            let value = values[supplier] + new.values[local] - old.values[local]
            let count = units[supplier] + new.units[local] - old.units[local]
            sum += purchase(supplier, value, count)
            sum -= purchase(supplier, values[supplier], units[supplier])
        }
        return sum
    }

    private mutating func apply(_ index: Int, _ plan: Int) {
        total += change(index, plan)
        spent = spending(index, plan)
        let old = pool.plans[index][choice[index]]
        let new = pool.plans[index][plan]
        for (local, supplier) in model.supplierOfComponent[index].enumerated() {
            guard let supplier else { continue }
            if units[supplier] > 0 { openCount -= 1 }
            values[supplier] += new.values[local] - old.values[local]
            units[supplier] += new.units[local] - old.units[local]
            if units[supplier] > 0 { openCount += 1 }
            costs[supplier] = paidCost(supplier, values[supplier], units[supplier])
        }
        choice[index] = plan
    }

    /// Moves one block at a time while that helps.
    mutating func descend() { descend(Array(choice.indices)) }

    private mutating func descend(_ components: [Int]) {
        var isBetter = true
        while isBetter {
            isBetter = false
            for index in components {
                var best = choice[index]
                var lowest: Int64 = 0
                for plan in pool.plans[index].indices {
                    let difference = change(index, plan)
                    if difference < lowest {
                        lowest = difference
                        best = plan
                    }
                }
                if best != choice[index] {
                    apply(index, best)
                    isBetter = true
                }
            }
        }
    }

    /// Tries to do without each supplier in turn, and to bring in each that is not used.
    mutating func improveSuppliers(stop: () -> Bool) {
        var isBetter = true
        while isBetter {
            isBetter = false
            for supplier in model.suppliers.indices {
                if stop() { return }
                let before = choice
                let cost = total
                if units[supplier] > 0 { leave(supplier) } else { enter(supplier) }
                descend(model.componentsOfSupplier[supplier].map(\.component))
                if total < cost {
                    isBetter = true
                    descend()
                } else {
                    restart(before)
                }
            }
        }
    }

    private mutating func leave(_ supplier: Int) {
        for place in model.componentsOfSupplier[supplier] {
            let pooled = pool.plans[place.component]
            guard pooled[choice[place.component]].units[place.local] > 0 else { continue }
            var best = -1
            var lowest = Int64.max
            for plan in pooled.indices where pooled[plan].units[place.local] == 0 {
                let difference = change(place.component, plan)
                if difference < lowest {
                    lowest = difference
                    best = plan
                }
            }
            if best >= 0 { apply(place.component, best) }
        }
    }

    /// Lets each block take its best plan with the supplier, as if its order were free.
    private mutating func enter(_ supplier: Int) {
        let places = model.componentsOfSupplier[supplier]
        for place in places {
            let pooled = pool.plans[place.component]
            let own = costs[supplier]
            var best = -1
            var lowest: Int64 = 0
            for plan in pooled.indices where pooled[plan].units[place.local] > 0 {
                let old = pooled[choice[place.component]]
                let value =
                    values[supplier] + pooled[plan].values[place.local] - old.values[place.local]
                let count =
                    units[supplier] + pooled[plan].units[place.local] - old.units[place.local]
                let difference =
                    change(place.component, plan) - paidCost(supplier, value, count) + own
                if difference < lowest {
                    lowest = difference
                    best = plan
                }
            }
            if best >= 0 { apply(place.component, best) }
        }
    }
}
