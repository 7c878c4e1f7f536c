/// The whole problem as a choice of one plan per block and one order per supplier.
///
/// The linear program over the plans and orders known suggests prices; exact searches of blocks
/// and suppliers under these prices give the bound and new plans.
struct Master: ~Copyable {
    let model: Model
    /// Plans of blocks, the columns of the linear program.
    var pool: PlanPool
    /// Plans of whole components, which answers are made of.
    var answers: PlanPool
    /// One search of blocks for each thread.
    let searches: [SearchBox]
    /// What is known of each block already.
    var minima: [KnownMinima]
    let parallel: Parallel
    var program = LinearProgram()
    var rows = MasterRows()
    private(set) var supplierColumns: [[(column: Int, order: SupplierColumn)]]
    private var knownOrders: [Set<SupplierColumn>]
    private var bigCost = 0.0
    /// Whether the linear program is too large to be solved exactly.
    let isLarge: Bool
    private var penalized: [Int] = []
    /// Columns that cost more in the domain in hand, and how much.
    private var raised: [(column: Int, by: Double)] = []
    /// Columns that let goods or units be out of balance, at a price.
    private var artificial: [Int] = []
    private(set) var current: SearchDomain
    /// By budget level: the column that lets more be bought.
    private var overspending: [Int] = []
    /// How many times the usual price impossible columns cost just now.
    private var penaltyFactor = 1.0
    /// Cost of each column when it is allowed.
    private var columnCost: [Int: Double] = [:]

    init(_ model: Model, threads: Int) {
        self.model = model
        pool = PlanPool(
            keepsFlows: model.sharedLineOf.map { lines in
                model.rules.budgetCountsFlows || lines.contains { $0 >= 0 }
            })
        answers = PlanPool(
            keepsFlows: model.components.map { _ in model.rules.budgetCountsFlows })
        parallel = Parallel(threads: threads)
        searches = (0..<parallel.threads).map { _ in SearchBox(model) }
        minima = model.blocks.map { _ in KnownMinima() }
        current = SearchDomain(model)
        supplierColumns = Array(repeating: [], count: model.suppliers.count)
        knownOrders = Array(repeating: [], count: model.suppliers.count)
        var fixed = Double(model.nothingCost)
        for terms in model.suppliers { fixed += Double(terms.cells.map(\.fixedCost).max() ?? 0) }
        for block in model.components {
            for rule in block.soft { fixed += Double(rule.penalty) }
        }
        bigCost = 4 * fixed / 1e6 + 1
        isLarge =
            Self.rowsExpected(model) > model.rowsSolvedExactly ?? Self.rowsSolvedExactly
        program.isAscending = isLarge
        addRows()
    }

    /// Rows above which the linear program is only approximated.
    private static let rowsSolvedExactly = 600

    private static func rowsExpected(_ model: Model) -> Int {
        var rows = model.blocks.count + model.suppliers.count + model.sharedLines.count
        for terms in model.suppliers {
            rows += terms.countsValueByBlock ? terms.blocks.count : 1
            rows += terms.blocks.count / 2
        }
        return rows
    }

    private mutating func addRows() {
        for block in model.blocks {
            rows.block.append(choiceRow())
            rows.share.append(
                block.shares.map { rule in
                    row(right: Double(rule.limit) / 1e6, slackCost: 0)
                })
        }
        for terms in model.suppliers {
            rows.supplier.append(choiceRow())
            rows.use.append(Array(repeating: -1, count: terms.blocks.count))
            let cap = Double(terms.cells.map(\.valueHigh).max() ?? 1)
            rows.valueScale.append(max(1, min(cap, Double(model.nothingCost))))
            rows.unitScale.append(max(1, Double(terms.cells.map(\.unitsHigh).max() ?? 1)))
            let count =
                terms.usesValue ? (terms.countsValueByBlock ? terms.blocks.count : 1) : 0
            let index = rows.supplier.count - 1
            rows.value.append(
                (0..<count).map { _ in equalityRow(10 * rows.valueScale[index] / 1e6) })
            rows.units.append(terms.usesUnits ? equalityRow(bigCost) : -1)
        }
        if model.maximumSuppliers < model.suppliers.count {
            rows.supplierCount = row(right: Double(model.maximumSuppliers), slackCost: 0)
        }
        overspending = addBudgetRows()
        for _ in model.sharedLines { rows.line.append(row(right: 1, slackCost: 0)) }
        if isLarge {
            for (index, terms) in model.suppliers.enumerated() {
                for position in terms.blocks.indices { addUseRow(index, position) }
            }
        }
        for index in model.suppliers.indices { add(.closed(model.suppliers[index]), index) }
    }

    mutating func row(right: Double, slackCost: Double) -> Int {
        program.addRow(
            right: right, entries: [], slackCost: slackCost, violationCost: bigCost)
    }

    private mutating func choiceRow() -> Int {
        let row = row(right: 1, slackCost: bigCost)
        program.setKind(.choice, ofRow: row)
        return row
    }

    private mutating func equalityRow(_ penalty: Double) -> Int {
        let row = row(right: 0, slackCost: penalty)
        program.setKind(.equal(limit: penalty), ofRow: row)
        guard !isLarge else { return row }
        let above = program.columnCount - 1
        let below = program.addColumn(cost: penalty, [(row, -1)])
        for column in [above, below] {
            columnCost[column] = penalty
            artificial.append(column)
        }
        return row
    }

    // MARK: Columns

    /// Adds a plan; `true` if it was not known.
    mutating func add(_ plan: BlockPlan, block index: Int) -> Bool {
        if isWhole(index) {
            let component = model.componentOfBlock[index]
            _ = answers.add(plan, block: component, model.components[component])
        }
        switch pool.add(plan, block: index, model.blocks[index]) {
        case .known: return false
        case .cheaper(let position):
            let column = pool.plans[index][position].column
            columnCost[column] = Double(plan.cost) / 1e6
            let isPenalized = penalized.contains(column)
            program.setCost(
                column, Double(plan.cost) / 1e6 + (isPenalized ? penaltyFactor * bigCost : 0))
            return true
        case .new(let position):
            let column = program.addColumn(
                cost: Double(plan.cost) / 1e6, entries(of: pool.plans[index][position], index))
            columnCost[column] = Double(plan.cost) / 1e6
            pool.setColumn(column, block: index, plan: position)
            return true
        }
    }

    /// Whether a block is a whole component.
    func isWhole(_ block: Int) -> Bool {
        let component = model.components[model.componentOfBlock[block]]
        return component.offerCount == model.blocks[block].offerCount
    }

    private func entries(
        of pooled: PooledPlan, _ index: Int
    ) -> [(row: Int, value: Double)] {
        var entries = [(row: rows.block[index], value: 1.0)]
        for (local, place) in model.places[index].enumerated() {
            guard let place, pooled.units[local] > 0 else { continue }
            if rows.use[place.supplier][place.position] >= 0 {
                entries.append((rows.use[place.supplier][place.position], 1))
            }
            let values = rows.value[place.supplier]
            if let row = values.count > 1 ? values[place.position] : values.first {
                let scale = rows.valueScale[place.supplier]
                entries.append((row, Double(pooled.values[local]) / scale))
            }
            if rows.units[place.supplier] >= 0 {
                let scale = rows.unitScale[place.supplier]
                entries.append(
                    (rows.units[place.supplier], Double(pooled.units[local]) / scale))
            }
        }
        for (level, row) in rows.budget.enumerated() where row >= 0 {
            entries.append((row, Double(pooled.purchase) / rows.budgetScale[level]))
        }
        for (position, rule) in model.blocks[index].shares.enumerated() {
            var sum: Int128 = 0
            for (coefficient, quantity) in zip(rule.coefficients, pooled.plan.quantities) {
                sum += Int128(coefficient) * Int128(quantity)
            }
            entries.append((rows.share[index][position], Double(sum) / 1e6))
        }
        let block = model.blocks[index]
        for line in 0..<block.lineCount where model.sharedLineOf[index][line] >= 0 {
            var served: Int64 = 0
            for arc in block.arcs(into: line) { served += pooled.plan.flow[arc] }
            let shared = model.sharedLineOf[index][line]
            entries.append((rows.line[shared], Double(served) / Double(block.want[line])))
        }
        return entries
    }

    private mutating func add(_ order: SupplierColumn, _ index: Int) {
        guard knownOrders[index].insert(order).inserted else { return }
        let terms = model.suppliers[index]
        var entries = [(row: rows.supplier[index], value: 1.0)]
        var cost = Double(terms.closedCost) / 1e6
        if order.cell >= 0 {
            let cell = terms.cells[order.cell]
            var total = 0.0
            for row in rows.use[index] where row >= 0 { entries.append((row, -1)) }
            for (position, row) in rows.value[index].enumerated() {
                total += Double(order.values[position])
                entries.append((row, -Double(order.values[position]) / rows.valueScale[index]))
            }
            if rows.units[index] >= 0 {
                entries.append((rows.units[index], -Double(order.units) / rows.unitScale[index]))
            }
            if rows.supplierCount >= 0 { entries.append((rows.supplierCount, 1)) }
            let discount = total * Double(cell.percent) / 1e6
            cost = (Double(cell.fixedCost) - discount) / 1e6
            for (level, row) in rows.budget.enumerated() where row >= 0 {
                let bought = Double(cell.purchase) - discount
                entries.append((row, bought / rows.budgetScale[level]))
            }
        }
        let column = program.addColumn(cost: cost, entries)
        columnCost[column] = cost
        supplierColumns[index].append((column, order))
    }

    // MARK: Bounding

    /// What bounding a part of the search gave.
    struct Result {
        /// No answer in the domain costs less, in micros.
        var bound: Int64
        /// Whether no better prices are known how to find.
        var isConverged: Bool
        /// Whether the linear program still pays for something impossible.
        var isForced = false
        /// Blocks whose search ended early.
        var cutBlocks: [Int] = []
        /// The best of the prices that were evaluated, and what they prove.
        var proof: (bound: Int64, prices: Multipliers)?
        /// What these prices came to.
        var sum: Sum?
    }

    /// Bounds a domain from below, adding plans and orders until the prices are best or the
    /// bound reaches `upper`.
    mutating func bound(
        _ domain: SearchDomain, floor: Int64, upper: Int64, rounds: Int, stop: () -> Bool
    ) -> Result {
        restrict(to: domain)
        program.target = Double(upper) / 1e6
        var result = Result(bound: floor, isConverged: false)
        var sinceBetter = 0
        var highest = Int64.min
        for _ in 0..<rounds {
            if stop() { return result }
            _ = program.minimize(stop: stop)
            if addUseRows() { _ = program.minimize(stop: stop) }
            let prices = rows.multipliers(
                model, duals: program.dual, level: domain.level)
            guard let round = price(prices, domain, stop: stop) else {
                result.bound = upper
                result.isConverged = true
                result.proof = (Int64.max, prices)
                return result
            }
            if round.bound > result.proof?.bound ?? Int64.min {
                result.proof = (round.bound, prices)
                result.sum = round.sum
            }
            let isBetter =
                highest == Int64.min
                || round.bound > highest + Int64((highest / 20_000).magnitude)
            highest = max(highest, round.bound)
            sinceBetter = isBetter ? 0 : sinceBetter + 1
            result.bound = max(result.bound, round.bound)
            result.cutBlocks = round.cutBlocks
            if result.bound >= upper {
                result.isConverged = true
                return result
            }
            if isLarge {
                if sinceBetter < 4 { continue }
                break
            }
            if !round.isNew, !addUseRows() {
                result.isForced = isForced
                if result.isForced, penaltyFactor < 1e3 {
                    setPenalty(penaltyFactor * 30)
                    continue
                }
                result.isConverged = true
                break
            }
        }
        return result
    }

    /// What the linear program over the columns known costs in a domain, in money.
    ///
    /// No bound: columns that are not known may be cheaper.
    mutating func promise(of domain: SearchDomain, stop: () -> Bool) -> Double {
        restrict(to: domain)
        _ = program.minimize(stop: stop)
        return program.objective
    }

    /// Whether the linear program still uses something impossible.
    private var isForced: Bool {
        penalized.contains { program.level(of: $0) > 1e-6 }
            || artificial.contains { program.level(of: $0) > 1e-5 }
            || overspending.contains { column in
                column >= 0 && program.cost[column] > 0 && program.level(of: column) > 1e-5
            }
    }

    private mutating func setPenalty(_ factor: Double) {
        penaltyFactor = factor
        for column in penalized {
            program.setCost(column, (columnCost[column] ?? 0) + factor * bigCost)
        }
        for column in artificial { program.setCost(column, (columnCost[column] ?? 0) * factor) }
        for (level, column) in overspending.enumerated() where column >= 0 {
            program.setCost(column, level == current.level ? factor * bigCost : 0)
        }
    }

    /// Makes columns outside a domain too dear to use.
    private mutating func restrict(to domain: SearchDomain) {
        current = domain
        for column in penalized { program.setCost(column, columnCost[column] ?? 0) }
        for (column, _) in raised { program.setCost(column, columnCost[column] ?? 0) }
        penalized.removeAll(keepingCapacity: true)
        raised.removeAll(keepingCapacity: true)
        for index in model.blocks.indices {
            let rules = domain.blocks[index].rules
            for pooled in pool.plans[index] {
                guard domain.contains(pooled.plan, block: index),
                    rules?.allow(pooled.plan.flow, model.blocks[index]) ?? true
                else {
                    penalized.append(pooled.column)
                    continue
                }
                raise(pooled, index, rules)
            }
        }
        for index in model.suppliers.indices {
            let allowed = domain.suppliers[index]
            for (column, order) in supplierColumns[index]
            where order.cell < 0 ? !allowed.allowsNone : !isAllowed(order, index, allowed) {
                penalized.append(column)
            }
        }
        setPenalty(1)
        guard isLarge else { return }
        for (level, row) in rows.budget.enumerated() where row >= 0 {
            let limit = Double(model.rules.levels[level].limit) / rows.budgetScale[level]
            program.moveRight(level == domain.level ? limit : 1e12, ofRow: row)
        }
    }

    /// Makes a plan cost what the domain's floors on lateness make of it.
    private mutating func raise(_ pooled: PooledPlan, _ index: Int, _ rules: LineRules?) {
        guard let rules else { return }
        let by = rules.raise(pooled.plan.flow, model.blocks[index])
        guard by > 0 else { return }
        raised.append((pooled.column, Double(by) / 1e6))
        program.setCost(
            pooled.column, (columnCost[pooled.column] ?? 0) + Double(by) / 1e6)
    }

    /// Whether a plan lies in the domain in hand.
    func isAllowed(_ plan: BlockPlan, block: Int) -> Bool {
        current.contains(plan, block: block)
            && current.blocks[block].rules?.allow(plan.flow, model.blocks[block]) ?? true
    }

    /// Whether an order lies in the domain in hand.
    func isAllowed(_ order: SupplierColumn, _ supplier: Int) -> Bool {
        isAllowed(order, supplier, current.suppliers[supplier])
    }

    private func isAllowed(
        _ order: SupplierColumn, _ index: Int, _ domain: SupplierDomain
    ) -> Bool {
        guard domain.allowsOrder else { return false }
        let terms = model.suppliers[index]
        let value = order.values.reduce(0, +)
        let isValueAllowed =
            !terms.usesValue || (domain.valueLow <= value && value <= domain.valueHigh)
        let isUnitsAllowed =
            !terms.usesUnits
            || (domain.unitsLow <= order.units && order.units <= domain.unitsHigh)
        return isValueAllowed && isUnitsAllowed
    }

    /// One exact evaluation of prices; `nil` if the domain is empty.
    private mutating func price(
        _ prices: Multipliers, _ domain: SearchDomain, stop: () -> Bool
    ) -> (bound: Int64, isNew: Bool, cutBlocks: [Int], sum: Sum)? {
        var total = prices.constant
        var blocks: [Int64] = []
        var isNew = false
        var cut: [Int] = []
        for (index, answer) in minimizeBlocks(prices, domain, stop: stop).enumerated() {
            if answer.best == Int64.max, !answer.isCut { return nil }
            total += Int128(answer.bound) << Int128(40 - model.shift)
            blocks.append(answer.bound)
            if answer.isCut { cut.append(index) }
            for plan in answer.plans.suffix(3) where add(plan, block: index) {
                isNew = true
                guard let rules = domain.blocks[index].rules,
                    let pooled = pool.plans[index].last, pooled.plan == plan
                else { continue }
                raise(pooled, index, rules)
            }
        }
        for index in model.suppliers.indices {
            guard
                let found = model.suppliers[index].minimum(
                    prices.suppliers[index], domain.suppliers[index])
            else { return nil }
            total += found.cost
            let before = supplierColumns[index].count
            add(found.column, index)
            guard supplierColumns[index].count > before else { continue }
            if isLarge || program.reducedCost(program.columnCount - 1) < -1e-7 { isNew = true }
        }
        return (boundInMicros(total), isNew, cut, Sum(total: total, blocks: blocks))
    }

    /// Answers cost whole micros, so a bound may be rounded up.
    func boundInMicros(_ total: Int128) -> Int64 {
        let whole = (total + (Int128(1) << 40 - 1)) >> 40
        let paid = model.rules.levels.isEmpty ? 0 : model.rules.levels[current.level].penalty
        let all = whole + Int128(model.rules.constant) + Int128(paid)
        return Int64(max(min(all, Int128(Int64.max / 2)), Int128(Int64.min / 2)))
    }

    func cheapestKnown(
        _ index: Int, _ prices: BlockPrices, _ domain: SearchDomain
    ) -> Int64 {
        let block = model.blocks[index]
        let rules = domain.blocks[index].rules
        var best = Int64.max
        for pooled in pool.plans[index] where domain.contains(pooled.plan, block: index) {
            if let rules, !rules.allow(pooled.plan.flow, block) { continue }
            let cost = prices.cost(
                of: pooled.plan, block, rules: rules, shift: model.shift, fine: model.fine)
            best = min(best, cost)
        }
        return best
    }

    // MARK: Lazy rows

    /// Adds the rows that the current solution breaks; `true` if there are any.
    private mutating func addUseRows() -> Bool {
        guard !isLarge else { return false }
        var isAdded = false
        for (index, terms) in model.suppliers.enumerated()
        where terms.cells.contains(where: { $0.fixedCost > 0 || $0.valueLow > 0 })
            || terms.cells.isEmpty || rows.supplierCount >= 0
        {
            let open = openness(of: index)
            for (position, place) in terms.blocks.enumerated()
            where rows.use[index][position] < 0 {
                var used = 0.0
                for pooled in pool.plans[place.block] where pooled.units[place.local] > 0 {
                    used += program.level(of: pooled.column)
                }
                guard used > open + 1e-6 else { continue }
                addUseRow(index, position)
                isAdded = true
            }
        }
        return isAdded
    }

    private mutating func addUseRow(_ index: Int, _ position: Int) {
        let place = model.suppliers[index].blocks[position]
        var entries: [(column: Int, value: Double)] = []
        for pooled in pool.plans[place.block] where pooled.units[place.local] > 0 {
            entries.append((pooled.column, 1))
        }
        for (column, order) in supplierColumns[index] where order.cell >= 0 {
            entries.append((column, -1))
        }
        rows.use[index][position] = program.addRow(
            right: 0, entries: entries, slackCost: 0, violationCost: bigCost)
    }
}
