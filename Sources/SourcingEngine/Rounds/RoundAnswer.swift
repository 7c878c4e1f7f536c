/// An answer as one plan per block, with what every supplier's order amounts to.
///
/// Moves are priced exactly as the problem does; an order that breaks a supplier's limit costs a
/// price that rises with how far it is off, so that moves lead back to what is legal.
struct RoundAnswer {
    let tables: RoundTables
    let suppliers: RoundSuppliers
    let terms: [OrderTerms]
    let states: [SupplierState]
    let plans: PlanTable
    var choice: [Int32]
    private(set) var goods: [Int64]
    private(set) var units: [Int64]
    private(set) var planCost: Int64 = 0
    private var ordersCost: Int64 = 0
    private var supplierCost: [Int64]
    private var isOpen: [Bool]
    private(set) var openCount = 0

    init(
        _ tables: RoundTables, _ suppliers: RoundSuppliers, _ terms: [OrderTerms],
        _ plans: PlanTable, _ states: [SupplierState], choice: [Int32]
    ) {
        self.tables = tables
        self.suppliers = suppliers
        self.terms = terms
        self.plans = plans
        self.states = states
        self.choice = choice
        goods = Array(repeating: 0, count: suppliers.count)
        units = goods
        supplierCost = goods
        isOpen = Array(repeating: false, count: suppliers.count)
        for plan in choice {
            planCost += plans.cost[Int(plan)]
            add(Int(plan), sign: 1)
        }
        for supplier in 0..<suppliers.count { refresh(supplier) }
    }

    private mutating func add(_ plan: Int, sign: Int64) {
        for entry in plans.entries(of: plan) {
            let pair = Int(plans.pair[entry])
            let supplier = Int(suppliers.ofPair[pair >= 0 ? pair : ~pair])
            guard supplier >= 0 else { continue }
            goods[supplier] += sign * plans.goods[entry]
            units[supplier] += sign * plans.quantity[entry]
        }
    }

    private mutating func refresh(_ supplier: Int) {
        let cost = terms[supplier].cost(units: units[supplier], goods: goods[supplier])
        ordersCost += cost - supplierCost[supplier]
        supplierCost[supplier] = cost
        let hasOrder = units[supplier] > 0
        if hasOrder != isOpen[supplier] { openCount += hasOrder ? 1 : -1 }
        isOpen[supplier] = hasOrder
    }

    /// Cost with penalties for broken limits, in micros.
    var total: Int64 { planCost + ordersCost }

    var isLegal: Bool {
        (0..<suppliers.count).allSatisfy { keepsTerms($0) }
            && openCount <= suppliers.maximumSuppliers
    }

    /// What another plan of a block would change, in micros.
    func change(_ block: Int, to plan: Int) -> Int64 {
        let old = Int(choice[block])
        guard plan != old else { return 0 }
        var difference = plans.cost[plan] - plans.cost[old]
        let oldEntries = plans.entries(of: old)
        let newEntries = plans.entries(of: plan)
        for entry in oldEntries {
            let supplier = supplier(of: entry)
            guard supplier >= 0, isFirst(entry, supplier, from: oldEntries) else { continue }
            difference += changeOfOrder(supplier, oldEntries, newEntries)
        }
        for entry in newEntries {
            let supplier = supplier(of: entry)
            guard supplier >= 0, isFirst(entry, supplier, from: newEntries) else { continue }
            let isOld = oldEntries.contains { self.supplier(of: $0) == supplier }
            if !isOld { difference += changeOfOrder(supplier, oldEntries, newEntries) }
        }
        return difference
    }

    @inline(__always)
    private func supplier(of entry: Int) -> Int {
        let pair = Int(plans.pair[entry])
        return Int(suppliers.ofPair[pair >= 0 ? pair : ~pair])
    }

    @inline(__always)
    private func isFirst(_ entry: Int, _ supplier: Int, from entries: Range<Int>) -> Bool {
        for other in entries.lowerBound..<entry where self.supplier(of: other) == supplier {
            return false
        }
        return true
    }

    private func changeOfOrder(
        _ supplier: Int, _ old: Range<Int>, _ new: Range<Int>
    ) -> Int64 {
        var value = goods[supplier]
        var count = units[supplier]
        for entry in old where self.supplier(of: entry) == supplier {
            value -= plans.goods[entry]
            count -= plans.quantity[entry]
        }
        for entry in new where self.supplier(of: entry) == supplier {
            value += plans.goods[entry]
            count += plans.quantity[entry]
        }
        if count > 0, states[supplier].isClosed { return OrderTerms.forbidden }
        if count > 0, !isOpen[supplier], openCount >= suppliers.maximumSuppliers {
            return OrderTerms.forbidden
        }
        return terms[supplier].cost(units: count, goods: value) - supplierCost[supplier]
    }

    /// Gives a block another plan.
    mutating func apply(_ block: Int, _ plan: Int) {
        let old = Int(choice[block])
        guard old != plan else { return }
        planCost += plans.cost[plan] - plans.cost[old]
        add(old, sign: -1)
        add(plan, sign: 1)
        choice[block] = Int32(plan)
        for entry in plans.entries(of: old) where supplier(of: entry) >= 0 {
            refresh(supplier(of: entry))
        }
        for entry in plans.entries(of: plan) where supplier(of: entry) >= 0 {
            refresh(supplier(of: entry))
        }
    }

    /// The plan of a block that lowers the cost most.
    func bestChange(_ block: Int) -> (plan: Int, change: Int64) {
        var best = Int(choice[block])
        var lowest: Int64 = 0
        for plan in plans.plans(of: block) {
            let difference = change(block, to: plan)
            if difference < lowest {
                lowest = difference
                best = plan
            }
        }
        return (best, lowest)
    }

    // MARK: Moves

    /// Gives blocks better plans one by one until none is left.
    mutating func descend(passes: Int, stop: () -> Bool) {
        for _ in 0..<passes {
            var isChanged = false
            for block in choice.indices {
                if block & 4095 == 4095, stop() { return }
                let best = bestChange(block)
                guard best.change < 0 else { continue }
                apply(block, best.plan)
                isChanged = true
            }
            if !isChanged { return }
        }
    }

    /// Tries to leave and to enter each supplier as a whole; `true` if something got better.
    mutating func improveSuppliers(stop: () -> Bool) -> Bool {
        var isBetter = false
        for supplier in 0..<suppliers.count {
            if supplier & 15 == 15, stop() { return isBetter }
            if units[supplier] > 0, !states[supplier].mustOrder {
                let highest = highestOnTheWay(supplier)
                if tryMove(supplier, { $0.leave(supplier, upTo: highest) }) { isBetter = true }
            }
            if units[supplier] == 0 || terms[supplier].isBelowThreshold(goods[supplier]),
                !states[supplier].isClosed
            {
                if tryMove(supplier, { $0.enter(supplier) }) { isBetter = true }
            }
        }
        return isBetter
    }

    /// Leaves other suppliers where that pays.
    mutating func leaveWhatPays(except fixed: Int) {
        for supplier in 0..<suppliers.count
        where supplier != fixed && units[supplier] > 0 && !states[supplier].mustOrder {
            let highest = highestOnTheWay(supplier)
            _ = tryMove(supplier) { $0.leave(supplier, upTo: highest) }
        }
    }

    /// Cost at which leaving a supplier is given up: what is left to move only costs more, but
    /// what the order itself costs comes back, and so does what passing below its minimum costs.
    private func highestOnTheWay(_ supplier: Int) -> Int64 {
        let terms = terms[supplier]
        let below = terms.surcharge ?? 2 * min(terms.minimumValue, goods[supplier])
        return total + 2 * max(0, supplierCost[supplier]) + below + terms.freight
    }

    /// Makes a move and keeps it if the whole got cheaper.
    private mutating func tryMove(_ supplier: Int, _ move: (inout RoundAnswer) -> Void) -> Bool {
        let before = suppliers.pairs[supplier].map { pair in
            (Int(tables.pairBlock[Int(pair)]), choice[Int(tables.pairBlock[Int(pair)])])
        }
        let costBefore = total
        move(&self)
        if total < costBefore { return true }
        for (block, plan) in before { apply(block, Int(plan)) }
        return false
    }

    /// Moves every block away from a supplier, to others that have an order already if asked.
    ///
    /// - Parameters:
    ///   - shut: suppliers that no block moves to.
    ///   - highest: cost at which to give up.
    mutating func leave(
        _ supplier: Int, opensNone: Bool = false, shut: Set<Int> = [],
        upTo highest: Int64 = Int64.max
    ) {
        for pair in suppliers.pairs[supplier] {
            if total > highest { return }
            let block = Int(tables.pairBlock[Int(pair)])
            guard uses(Int(choice[block]), supplier) else { continue }
            var best = -1
            var lowest = Int64.max
            for plan in plans.plans(of: block) where !uses(plan, supplier) {
                if opensNone, opensOther(plan) { continue }
                if !shut.isEmpty, uses(plan, anyOf: shut) { continue }
                let difference = change(block, to: plan)
                if difference < lowest {
                    lowest = difference
                    best = plan
                }
            }
            if best >= 0 { apply(block, best) }
        }
    }

    /// Moves blocks to a supplier that gain if its order cost nothing.
    mutating func enter(_ supplier: Int) {
        for pair in suppliers.pairs[supplier] {
            let block = Int(tables.pairBlock[Int(pair)])
            var best = -1
            var lowest: Int64 = 0
            for plan in plans.plans(of: block) where uses(plan, supplier) {
                let own = supplierCost[supplier]
                var difference = change(block, to: plan)
                let (value, count) = order(of: supplier, block, plan)
                difference -= terms[supplier].cost(units: count, goods: value) - own
                if difference < lowest {
                    lowest = difference
                    best = plan
                }
            }
            if best >= 0 { apply(block, best) }
        }
        for pair in suppliers.pairs[supplier] {
            let block = Int(tables.pairBlock[Int(pair)])
            let best = bestChange(block)
            if best.change < 0 { apply(block, best.plan) }
        }
    }

    func order(
        of supplier: Int, _ block: Int, _ plan: Int
    ) -> (goods: Int64, units: Int64) {
        var value = goods[supplier]
        var count = units[supplier]
        for entry in plans.entries(of: Int(choice[block]))
        where self.supplier(of: entry) == supplier {
            value -= plans.goods[entry]
            count -= plans.quantity[entry]
        }
        for entry in plans.entries(of: plan) where self.supplier(of: entry) == supplier {
            value += plans.goods[entry]
            count += plans.quantity[entry]
        }
        return (value, count)
    }

    /// Whether a plan orders from a supplier that has no order yet.
    private func opensOther(_ plan: Int) -> Bool {
        plans.entries(of: plan).contains { entry in
            let supplier = supplier(of: entry)
            return supplier >= 0 && !isOpen[supplier]
        }
    }

    func uses(_ plan: Int, _ supplier: Int) -> Bool {
        plans.entries(of: plan).contains { self.supplier(of: $0) == supplier }
    }

    private func uses(_ plan: Int, anyOf suppliers: Set<Int>) -> Bool {
        plans.entries(of: plan).contains { suppliers.contains(self.supplier(of: $0)) }
    }

    /// Leaves suppliers until every limit holds; what one gives up may take another below its
    /// minimum, so this is repeated.
    ///
    /// Whoever was left is not entered again: two suppliers whose minima neither reaches would
    /// send the same goods back and forth.
    mutating func repair(stop: () -> Bool) {
        var left: Set<Int> = []
        for round in 0..<(Self.roundsOfRelief + suppliers.count) {
            let broken = (0..<suppliers.count).filter { !keepsTerms($0) }
            if broken.isEmpty || stop() { break }
            let before = left.count
            for supplier in broken where !keepsTerms(supplier) {
                if round < Self.roundsOfRelief {
                    fill(supplier)
                    relieve(supplier, shut: left)
                }
                guard terms[supplier].requiredValue == 0, !keepsTerms(supplier) else { continue }
                left.insert(supplier)
                leave(supplier, shut: left)
            }
            if round >= Self.roundsOfRelief, left.count == before { break }
        }
        while openCount > suppliers.maximumSuppliers {
            guard !stop(), let smallest = cheapestToLeave() else { return }
            let before = openCount
            leave(smallest, opensNone: true)
            if openCount >= before { return }
        }
    }

    /// Rounds in which orders may be made to fit; whoever is above a limit after them is left.
    private static let roundsOfRelief = 6

    private func keepsTerms(_ supplier: Int) -> Bool {
        terms[supplier].isLegal(units: units[supplier], goods: goods[supplier])
    }

    private func cheapestToLeave() -> Int? {
        (0..<suppliers.count).filter { units[$0] > 0 && !states[$0].mustOrder }
            .min { (goods[$0], $0) < (goods[$1], $1) }
    }

    /// Moves blocks to a supplier from which more must be bought, least loss first.
    private mutating func fill(_ supplier: Int) {
        while goods[supplier] < terms[supplier].requiredValue {
            var best = (block: -1, plan: -1)
            var lowest = Double.infinity
            for pair in suppliers.pairs[supplier] {
                let block = Int(tables.pairBlock[Int(pair)])
                for plan in plans.plans(of: block) where uses(plan, supplier) {
                    let (value, count) = order(of: supplier, block, plan)
                    let more = min(value, terms[supplier].requiredValue) - goods[supplier]
                    guard more > 0, !terms[supplier].isAbove(units: count, goods: value) else {
                        continue
                    }
                    let difference = change(block, to: plan)
                    guard difference < OrderTerms.forbidden / 2 else { continue }
                    let loss = Double(difference) / Double(more)
                    if loss < lowest {
                        lowest = loss
                        best = (block, plan)
                    }
                }
            }
            guard best.block >= 0 else { return }
            apply(best.block, best.plan)
        }
    }

    /// Moves blocks away from a supplier that has too much, least loss first.
    ///
    /// - Parameters:
    ///   - fixed: a block that stays as it is.
    ///   - shut: suppliers that no block moves to.
    mutating func relieve(_ supplier: Int, except fixed: Int = -1, shut: Set<Int> = []) {
        while terms[supplier].isAbove(units: units[supplier], goods: goods[supplier]) {
            var best = (block: -1, plan: -1)
            var lowest = Double.infinity
            for pair in suppliers.pairs[supplier] {
                let block = Int(tables.pairBlock[Int(pair)])
                guard block != fixed, uses(Int(choice[block]), supplier) else { continue }
                for plan in plans.plans(of: block) {
                    let (value, count) = order(of: supplier, block, plan)
                    let less = Double(goods[supplier] - value) + Double(units[supplier] - count)
                    guard less > 0, shut.isEmpty || !uses(plan, anyOf: shut) else { continue }
                    let loss = Double(change(block, to: plan)) / less
                    if loss < lowest {
                        lowest = loss
                        best = (block, plan)
                    }
                }
            }
            guard best.block >= 0 else { return }
            apply(best.block, best.plan)
        }
    }
}

/// What a supplier's whole order costs, with a price on broken limits.
struct OrderTerms {
    static let forbidden = Int64(1) << 56
    let orderCost: Int64
    let freight: Int64
    let freeFreightFrom: Int64
    let minimumValue: Int64
    /// What an order below the minimum pays; `nil` forbids it.
    let surcharge: Int64?
    /// What rules of the buyer ask of every order; there must be one if it is above 0.
    let requiredValue: Int64
    let maximumValue: Int64
    let maximumUnits: Int64
    private let discounts: [SourcingDiscount]
    private let hasDiscounts: Bool
    private let rules: SupplierRules
    private let hasRules: Bool
    /// What rules of the buyer make no order at all cost.
    private let closedCost: Int64

    init(_ supplier: SourcingSupplier, _ rules: SupplierRules) {
        self.rules = rules
        hasRules = rules != SupplierRules()
        requiredValue = rules.requiredValue
        closedCost = rules.penalty(units: 0, goods: 0) + 2 * requiredValue
        orderCost = supplier.orderCost
        freight = supplier.freight
        freeFreightFrom = supplier.freeFreightFrom ?? Int64.max
        minimumValue = supplier.minimumOrderValue
        surcharge = supplier.minimumOrderSurcharge
        maximumValue = supplier.maximumValue ?? Int64.max
        maximumUnits = supplier.maximumUnits ?? Int64.max
        discounts = supplier.discounts
        hasDiscounts = !supplier.discounts.isEmpty
    }

    var isLimited: Bool { maximumValue < Int64.max || maximumUnits < Int64.max }

    /// Whether only units are limited.
    var countsUnits: Bool { maximumUnits < Int64.max && maximumValue == Int64.max }

    func isLegal(units: Int64, goods: Int64) -> Bool {
        guard units > 0 else { return requiredValue == 0 }
        if isAbove(units: units, goods: goods) || goods < requiredValue { return false }
        return surcharge != nil || goods >= minimumValue
    }

    func isAbove(units: Int64, goods: Int64) -> Bool {
        units > maximumUnits || goods > maximumValue
    }

    /// Whether a larger order would get better terms.
    func isBelowThreshold(_ goods: Int64) -> Bool {
        goods < max(minimumValue, requiredValue) || rules.wishes.contains { goods < $0.value }
            || (freight > 0 && freeFreightFrom < Int64.max && goods < freeFreightFrom)
    }

    @inline(__always)
    func cost(units: Int64, goods: Int64) -> Int64 {
        guard units > 0 else { return closedCost }
        var total = orderCost
        if hasRules {
            total += rules.penalty(units: units, goods: goods)
            total += 2 * max(0, requiredValue - goods)
        }
        if freight > 0, goods < freeFreightFrom { total += freight }
        if goods < minimumValue { total += surcharge ?? 2 * (minimumValue - goods) }
        if goods > maximumValue { total += 3 * (goods - maximumValue) }
        if units > maximumUnits {
            total += 3 * (goods / units) * (units - maximumUnits) + (units - maximumUnits)
        }
        if hasDiscounts { total -= discount(units: units, goods: goods) }
        return total
    }

    private func discount(units: Int64, goods: Int64) -> Int64 {
        var percent: Int64 = 0
        for discount in discounts {
            switch discount.from {
            case .value(let threshold) where goods >= threshold,
                .units(let threshold) where units >= threshold:
                percent = discount.percentTenThousandths
            case .value, .units:
                break
            }
        }
        return Int64(Int128(goods) * Int128(percent) / 1_000_000)
    }
}
