/// A lower bound on what any plan of a block costs under prices, in 2⁻⁴⁰ micros: the minimum
/// itself, unless it takes too many nodes to find.
///
/// Branch and bound over quantities of offers, who serves a line, how late a complete line is, and
/// whether soft rules are kept; ``CertificateFlow`` bounds each part.
struct CertificateSearch {
    private struct Node {
        var scope: CertificateScope
        var bound: Int128
    }

    /// What splits a part, by what it could close of the difference between relaxation and truth.
    private enum Branch {
        case offer(Int)
        case single(line: Int, offer: Int)
        case supplier(line: Int, supplier: Int)
        case late(line: Int, rate: Int128)
        case soft(Int)
    }

    private var flow = CertificateFlow()
    private(set) var nodes = 0
    private(set) var wasCut = false
    private var units: [Int64] = []
    /// Nodes that one block may take.
    var limit: Int

    init(limit: Int) { self.limit = limit }

    /// - Returns: `nil` if no plan is possible.
    mutating func minimum(
        _ block: CertificateBlock, _ costs: CertificateCosts, _ root: CertificateScope
    ) -> Int128? {
        nodes = 0
        wasCut = false
        guard !root.isEmpty else { return nil }
        // What is lost by slopes that are rounded down: a tick per unit.
        var tolerance: Int128 = 4096
        for line in block.lines { tolerance += Int128(line.want) * Int128(1 + block.soft.count) }
        var best: Int128?
        var lowest: Int128?
        var open = [Node(scope: root, bound: Int128.min)]
        while var node = open.popLast() {
            if let best, node.bound >= best - tolerance {
                lowest = min(lowest ?? node.bound, node.bound)
                continue
            }
            if nodes >= limit {
                wasCut = true
                for rest in open + [node] { lowest = min(lowest ?? rest.bound, rest.bound) }
                break
            }
            nodes += 1
            guard narrow(block, &node.scope), flow.minimize(block, costs, node.scope) else {
                continue
            }
            var bound = flow.total
            for (rule, state) in node.scope.soft.enumerated() where state == .paid {
                bound += costs.penalty[rule]
            }
            if let best, bound >= best - tolerance {
                lowest = min(lowest ?? bound, bound)
                continue
            }
            let (cost, branch) = examine(block, costs, node.scope, bound)
            if let cost { best = min(best ?? cost, cost) }
            if let cost, cost <= bound + tolerance {
                lowest = min(lowest ?? bound, bound)
                continue
            }
            guard let branch else {
                // Nothing is left to decide: no plan is legal, or rounding alone differs.
                if cost != nil || !fitsTranches(block, node.scope) {
                    lowest = min(lowest ?? bound, bound)
                }
                continue
            }
            for scope in parts(block, node.scope, branch) where !scope.isEmpty {
                open.append(Node(scope: scope, bound: bound))
            }
        }
        guard let found = [best, lowest].compactMap({ $0 }).min() else { return nil }
        return found + costs.constant
    }

    /// Narrows quantities to what the rows leave possible.
    ///
    /// - Returns: `false` if they leave nothing.
    private func narrow(_ block: CertificateBlock, _ scope: inout CertificateScope) -> Bool {
        var rows = block.rows
        for (rule, soft) in block.soft.enumerated() where scope.soft[rule] == .kept {
            if let row = soft.row { rows.append(row) }
        }
        guard !rows.isEmpty else { return true }
        for _ in 0..<4 {
            var isChanged = false
            for row in rows {
                guard let changes = narrow(block, &scope, row) else { return false }
                if changes { isChanged = true }
            }
            if !isChanged { break }
        }
        return !scope.isEmpty
    }

    private func narrow(
        _ block: CertificateBlock, _ scope: inout CertificateScope, _ row: CertificateBlock.Row
    ) -> Bool? {
        /// What an offer adds at least.
        func least(_ offer: Int) -> Int128 {
            let coefficient = row.coefficients[offer]
            let isOpen = scope.low[offer] <= scope.high[offer]
            let high = isOpen ? scope.high[offer] : 0
            let low = scope.allowsZero[offer] ? 0 : scope.low[offer]
            return coefficient * Int128(coefficient > 0 ? low : high)
        }
        var sum: Int128 = 0
        for offer in row.coefficients.indices { sum += least(offer) }
        guard sum <= row.limit else { return nil }
        var isChanged = false
        for (offer, coefficient) in row.coefficients.enumerated()
        where coefficient != 0 && scope.low[offer] <= scope.high[offer] {
            let multiple = Int128(block.offers[offer].multiple)
            let room = row.limit - (sum - least(offer))
            if coefficient > 0 {
                let most = room / coefficient / multiple * multiple
                guard most < Int128(scope.high[offer]) else { continue }
                scope.high[offer] = Int64(most)
            } else if room < 0 {
                let steps = (-room + (-coefficient * multiple) - 1) / (-coefficient * multiple)
                let needed = Int64(clamping: steps * multiple)
                guard scope.allowsZero[offer] || needed > scope.low[offer] else { continue }
                scope.allowsZero[offer] = false
                scope.low[offer] = max(scope.low[offer], needed)
            } else {
                continue
            }
            isChanged = true
            sum = 0
            for other in row.coefficients.indices { sum += least(other) }
            guard sum <= row.limit else { return nil }
        }
        return isChanged
    }

    // MARK: What the relaxation is like in truth

    /// The cost of a plan near the relaxation, if it is legal, and how to go on.
    private mutating func examine(
        _ block: CertificateBlock, _ costs: CertificateCosts, _ scope: CertificateScope,
        _ bound: Int128
    ) -> (cost: Int128?, branch: Branch?) {
        var cost = bound
        var isLegal = true
        var widest: Int128 = 0
        var branch: Branch?
        func consider(_ difference: Int128, _ candidate: Branch) {
            guard difference > widest || branch == nil else { return }
            widest = difference
            branch = candidate
        }
        units = block.offers.map { _ in 0 }
        var usesBefore = block.suppliers.map { _ in false }
        for offer in block.offers.indices {
            let (quantity, fits) = legalQuantity(block, scope, offer)
            units[offer] = quantity
            if !fits { isLegal = false }
            let local = block.offers[offer].local
            var truth = costs.order(block, offer, quantity)
            if quantity > 0, !isUsed(block, scope, local), !usesBefore[local] {
                truth += costs.use[local]
                usesBefore[local] = true
            }
            let difference = truth - flow.orderCost[offer]
            cost += difference
            if difference > 0 || !fits, canSplit(block, scope, offer) {
                consider(fits ? difference : Int128.max / 8, .offer(offer))
            }
        }
        for line in block.lines.indices {
            guard let found = inspect(block, costs, scope, line: line) else { continue }
            cost += found.cost
            if found.isBroken { isLegal = false }
            consider(found.isBroken ? Int128.max / 4 : found.cost, found.branch)
        }
        for (rule, soft) in block.soft.enumerated() where scope.soft[rule] != .paid {
            guard isBroken(soft) else { continue }
            if scope.soft[rule] == .kept {
                isLegal = false
            } else {
                let left = unpaid(block, costs, rule)
                cost += left
                consider(left, .soft(rule))
            }
        }
        if let offer = brokenCount(block, scope) {
            isLegal = false
            if canSplit(block, scope, offer) { consider(Int128.max / 4, .offer(offer)) }
        }
        let rows =
            block.rows
            + block.soft.indices.filter { scope.soft[$0] == .kept }.compactMap {
                block.soft[$0].row
            }
        for row in rows where !isKept(row) {
            isLegal = false
            if let offer = widestOffer(block, scope, row) {
                consider(Int128.max / 6, .offer(offer))
            }
        }
        if !isLegal, branch == nil {
            // A legal plan may still be somewhere: quantities are not all decided.
            let open = block.offers.indices.first { canSplit(block, scope, $0) }
            branch = open.map { .offer($0) }
        }
        return (isLegal ? cost : nil, branch)
    }

    /// Whether the scope says that the supplier is used, so that its price is paid already.
    private func isUsed(
        _ block: CertificateBlock, _ scope: CertificateScope, _ local: Int
    ) -> Bool {
        block.offers.indices.contains {
            block.offers[$0].local == local && !scope.allowsZero[$0]
        }
    }

    private func canSplit(
        _ block: CertificateBlock, _ scope: CertificateScope, _ offer: Int
    ) -> Bool {
        scope.low[offer] < scope.high[offer]
            || (scope.low[offer] == scope.high[offer] && scope.allowsZero[offer])
    }

    private func fitsTranches(_ block: CertificateBlock, _ scope: CertificateScope) -> Bool {
        block.offers.indices.allSatisfy { legalQuantity(block, scope, $0).fits }
    }

    /// A quantity that holds what the relaxation gives, and whether there is one.
    private func legalQuantity(
        _ block: CertificateBlock, _ scope: CertificateScope, _ offer: Int
    ) -> (quantity: Int64, fits: Bool) {
        var needed = max(flow.given[offer], flow.pool[offer])
        for tranche in block.offers[offer].tranches where block.tranches[tranche].quantity == nil {
            var given: Int64 = 0
            for arc in block.tranches[tranche].arcs { given += flow.flow[arc] }
            if given > 0 { needed = max(needed, block.tranches[tranche].before + given) }
        }
        if needed == 0, scope.allowsZero[offer] { return (0, true) }
        let multiple = block.offers[offer].multiple
        let rounded = (max(needed, scope.low[offer]) + multiple - 1) / multiple * multiple
        guard rounded <= scope.high[offer] else { return (scope.high[offer], false) }
        return (rounded, true)
    }

    private func inspect(
        _ block: CertificateBlock, _ costs: CertificateCosts, _ scope: CertificateScope, line: Int
    ) -> (cost: Int128, isBroken: Bool, branch: Branch)? {
        let split = block.lines[line].split
        guard split != .any || block.suppliersPerLine < block.suppliers.count else { return nil }
        var offers: [(offer: Int, units: Int64)] = []
        var suppliers: Set<Int> = []
        var latest: Int128 = 0
        var total: Int64 = 0
        for arc in block.arcsOfLine[line] where flow.flow[arc] > 0 {
            let content = block.arcs[arc]
            let offer = block.tranches[content.tranche].offer
            latest = max(latest, content.rate)
            total += flow.flow[arc]
            suppliers.insert(block.offers[offer].local)
            if let known = offers.firstIndex(where: { $0.offer == offer }) {
                offers[known].units += flow.flow[arc]
            } else {
                offers.append((offer, flow.flow[arc]))
            }
        }
        if split == .single, offers.count > 1,
            let most = offers.max(by: { ($0.units, $1.offer) < ($1.units, $0.offer) })
        {
            return (0, true, .single(line: line, offer: most.offer))
        }
        if suppliers.count > block.suppliersPerLine {
            let free = suppliers.sorted().first { local in
                !block.offers.indices.contains {
                    block.offers[$0].local == local && !scope.service.isEmpty
                        && scope.service[line * block.offers.count + $0] == .chosen
                }
            }
            return free.map { (0, true, .supplier(line: line, supplier: $0)) }
        }
        guard split == .complete, total > 0 else { return nil }
        let floor = scope.floor.isEmpty ? 0 : scope.floor[line]
        var paid: Int128 = 0
        for arc in block.arcsOfLine[line] where flow.flow[arc] > 0 {
            paid += Int128(flow.flow[arc]) * max(floor, block.arcs[arc].rate)
        }
        let raise = (Int128(total) * max(floor, latest) - paid) << 40
        return raise > 0 ? (raise, false, .late(line: line, rate: latest)) : nil
    }

    /// What the relaxation has not paid of the penalty of an open rule.
    private func unpaid(
        _ block: CertificateBlock, _ costs: CertificateCosts, _ rule: Int
    ) -> Int128 {
        var left = costs.penalty[rule]
        let share = costs.share(of: rule, block)
        for arc in block.soft[rule].arcs { left -= share * Int128(flow.flow[arc]) }
        return left
    }

    private func isBroken(_ soft: CertificateBlock.Soft) -> Bool {
        if let row = soft.row { return !isKept(row) }
        return soft.arcs.contains { flow.flow[$0] > 0 }
    }

    private func isKept(_ row: CertificateBlock.Row) -> Bool {
        var sum: Int128 = 0
        for (offer, coefficient) in row.coefficients.enumerated() {
            sum += coefficient * Int128(units[offer])
        }
        return sum <= row.limit
    }

    /// An offer to decide on if an item has orders from too many suppliers.
    private func brokenCount(_ block: CertificateBlock, _ scope: CertificateScope) -> Int? {
        guard block.suppliersPerItem < block.suppliers.count else { return nil }
        for item in Set(block.offers.map(\.item)).sorted() {
            let used = block.offers.indices.filter {
                block.offers[$0].item == item && units[$0] > 0
            }
            guard Set(used.map { block.offers[$0].local }).count > block.suppliersPerItem else {
                continue
            }
            return used.first { scope.allowsZero[$0] } ?? used.first
        }
        return nil
    }

    private func widestOffer(
        _ block: CertificateBlock, _ scope: CertificateScope, _ row: CertificateBlock.Row
    ) -> Int? {
        var widest: Int?
        var most: Int64 = -1
        for (offer, coefficient) in row.coefficients.enumerated()
        where coefficient != 0 && canSplit(block, scope, offer) {
            let width = scope.high[offer] - scope.low[offer]
            if width > most {
                most = width
                widest = offer
            }
        }
        return widest
    }

    // MARK: Parts

    private func parts(
        _ block: CertificateBlock, _ scope: CertificateScope, _ branch: Branch
    ) -> [CertificateScope] {
        var (one, other) = (scope, scope)
        switch branch {
        case .offer(let offer): return split(block, scope, offer)
        case .soft(let rule):
            one.soft[rule] = .paid
            other.soft[rule] = .kept
        case .late(let line, let rate):
            one.openLines(block)
            other.openLines(block)
            one.floor[line] = max(one.floor[line], rate)
            other.cap[line] = min(other.cap[line], rate - 1)
        case .single(let line, let chosen):
            one.openLines(block)
            other.openLines(block)
            let row = line * block.offers.count
            for offer in block.offers.indices {
                if offer == chosen {
                    one.service[row + offer] = .barred
                } else {
                    other.service[row + offer] = .barred
                }
            }
        case .supplier(let line, let supplier):
            one.openLines(block)
            other.openLines(block)
            let row = line * block.offers.count
            var chosen: Set<Int> = [supplier]
            for offer in block.offers.indices {
                if other.service[row + offer] == .chosen {
                    chosen.insert(block.offers[offer].local)
                }
                guard block.offers[offer].local == supplier else { continue }
                one.service[row + offer] = .barred
                if other.service[row + offer] == .open { other.service[row + offer] = .chosen }
            }
            guard chosen.count >= block.suppliersPerLine else { break }
            for offer in block.offers.indices where !chosen.contains(block.offers[offer].local) {
                other.service[row + offer] = .barred
            }
        }
        return [one, other]
    }

    private func split(
        _ block: CertificateBlock, _ scope: CertificateScope, _ offer: Int
    ) -> [CertificateScope] {
        var (below, above) = (scope, scope)
        let (low, high) = (scope.low[offer], scope.high[offer])
        let multiple = block.offers[offer].multiple
        let given = max(flow.given[offer], flow.pool[offer])
        if scope.allowsZero[offer], given < low || low == high || given >= high {
            below.high[offer] = low - multiple
            above.allowsZero[offer] = false
            limitSuppliers(block, &above, offer)
            return [below, above].filter { !isTooMany(block, $0) }
        }
        // At a corner the truth can still differ: by rounding, or where tranches hold too little.
        var cut = max(low, given / multiple * multiple)
        if cut == given, cut > low { cut -= multiple }
        cut = min(cut, high - multiple)
        below.high[offer] = cut
        above.low[offer] = cut + multiple
        above.allowsZero[offer] = false
        limitSuppliers(block, &above, offer)
        return [below, above].filter { !isTooMany(block, $0) }
    }

    /// Closes other offers of an item when as many suppliers must be used as may be.
    private func limitSuppliers(
        _ block: CertificateBlock, _ scope: inout CertificateScope, _ offer: Int
    ) {
        guard block.suppliersPerItem < block.suppliers.count else { return }
        let item = block.offers[offer].item
        let used = Set(
            block.offers.indices.filter {
                block.offers[$0].item == item && !scope.allowsZero[$0]
            }.map { block.offers[$0].local })
        guard used.count >= block.suppliersPerItem else { return }
        for other in block.offers.indices
        where block.offers[other].item == item && !used.contains(block.offers[other].local) {
            scope.high[other] = min(
                scope.high[other], scope.low[other] - block.offers[other].multiple)
        }
    }

    private func isTooMany(_ block: CertificateBlock, _ scope: CertificateScope) -> Bool {
        guard block.suppliersPerItem < block.suppliers.count else { return false }
        for item in Set(block.offers.map(\.item)) {
            let used = block.offers.indices.filter {
                block.offers[$0].item == item && !scope.allowsZero[$0]
            }
            if Set(used.map { block.offers[$0].local }).count > block.suppliersPerItem {
                return true
            }
        }
        return false
    }
}
