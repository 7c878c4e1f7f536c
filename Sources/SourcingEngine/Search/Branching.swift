/// How a part of the search is split in two or three.
struct Branching {
    /// Columns below this are not used.
    static let tolerance = 1e-5

    /// What is split.
    enum Subject: Hashable {
        case use(supplier: Int)
        case order(supplier: Int)
        case offer(block: Int, offer: Int)
        /// Only who gets how much is still open.
        case flow
        case other
    }

    /// One part of a split.
    struct Side: Hashable {
        var subject: Subject
        var side: Int
    }

    /// A way to split a domain into parts that together cover it.
    struct Option {
        var subject: Subject
        var score: Double
        var parts: [SearchDomain]
        /// What the parts differ in, and the lowest value of it in each.
        var measure: SourcingCertificate.Measure
        var starts: [Int64]
        /// The part that the linear program's solution is nearer to.
        var nearest = 0
    }

    /// Ways to split, the most promising of each kind first; none if nothing is left to split.
    static func options(
        _ domain: SearchDomain, _ master: borrowing Master, cutBlocks: [Int], each: Int
    ) -> [Option] {
        for kind in [supplierUses(domain, master), supplierOrders(domain, master)] {
            let sorted = kind.indices.sorted { (kind[$1].score, $0) < (kind[$0].score, $1) }
            if !sorted.isEmpty { return sorted.prefix(each).map { kind[$0] } }
        }
        let kind = offers(domain, master)
        if !kind.isEmpty {
            let sorted = kind.indices.sorted { (kind[$1].score, $0) < (kind[$0].score, $1) }
            return sorted.prefix(10).map { kind[$0] }
        }
        let other =
            splitLine(domain, master) ?? splitAnything(domain, master, cutBlocks: cutBlocks)
        if let other, !other.parts.isEmpty { return [other] }
        let flow = master.model.rules.budgetCountsFlows ? splitFlow(domain, master) : nil
        return flow.map { [$0] } ?? []
    }

    private static func supplierUses(
        _ domain: SearchDomain, _ master: borrowing Master
    ) -> [Option] {
        var found: [Option] = []
        for (index, terms) in master.model.suppliers.enumerated() {
            guard domain.suppliers[index].allowsNone, domain.suppliers[index].allowsOrder else {
                continue
            }
            let openness = master.openness(of: index)
            let fraction = min(openness, 1 - openness)
            guard fraction > tolerance else { continue }
            let weight = Double(terms.cells.first?.fixedCost ?? 0) / 1e6 + 1
            var closed = domain
            closed.suppliers[index].allowsOrder = false
            var open = domain
            open.suppliers[index].allowsNone = false
            found.append(
                Option(
                    subject: .use(supplier: index), score: fraction * weight,
                    parts: [closed, open], measure: .units(supplier: terms.supplier),
                    starts: [0, 1], nearest: openness > 0.5 ? 1 : 0))
        }
        return found
    }

    /// Suppliers whose columns lie in different cells.
    private static func supplierOrders(
        _ domain: SearchDomain, _ master: borrowing Master
    ) -> [Option] {
        var found: [Option] = []
        for (index, terms) in master.model.suppliers.enumerated() {
            var weights = [Double](repeating: 0, count: terms.cells.count)
            for (column, order) in master.supplierColumns[index]
            where order.cell >= 0 && master.isAllowed(order, index) {
                weights[order.cell] += master.program.level(of: column)
            }
            let used = weights.indices.filter { weights[$0] > tolerance }
            guard let first = used.first, let last = used.last, first != last,
                let threshold = cut(terms, used, weights),
                domain.suppliers[index].isInside(threshold)
            else { continue }
            var below = domain
            var above = domain
            if threshold.isValue {
                below.suppliers[index].valueHigh =
                    min(threshold.from - 1, domain.suppliers[index].valueHigh)
                above.suppliers[index].valueLow =
                    max(threshold.from, domain.suppliers[index].valueLow)
            } else {
                below.suppliers[index].unitsHigh =
                    min(threshold.from - 1, domain.suppliers[index].unitsHigh)
                above.suppliers[index].unitsLow =
                    max(threshold.from, domain.suppliers[index].unitsLow)
            }
            let rest = weights.reduce(0, +) - (weights.max() ?? 0)
            found.append(
                Option(
                    subject: .order(supplier: index),
                    score: rest * (Double(terms.cells[first].fixedCost) / 1e6 + 1),
                    parts: [below, above],
                    measure: threshold.isValue
                        ? .value(supplier: terms.supplier) : .units(supplier: terms.supplier),
                    starts: [Int64.min, threshold.from]))
        }
        return found
    }

    /// A threshold that separates the cells in use, near the middle of their weight.
    private static func cut(
        _ terms: SupplierTerms, _ used: [Int], _ weights: [Double]
    ) -> (isValue: Bool, from: Int64)? {
        var best: (isValue: Bool, from: Int64)?
        var balance = -1.0
        for index in used {
            let cell = terms.cells[index]
            for isValue in [true, false] {
                let from = isValue ? cell.valueLow : cell.unitsLow
                var below = 0.0
                var above = 0.0
                for other in used {
                    let start =
                        isValue ? terms.cells[other].valueLow : terms.cells[other].unitsLow
                    if start < from { below += weights[other] } else { above += weights[other] }
                }
                if min(below, above) > max(balance, 0) {
                    balance = min(below, above)
                    best = (isValue, from)
                }
            }
        }
        return best
    }

    /// Offers whose plans do not agree on their quantity.
    private static func offers(
        _ domain: SearchDomain, _ master: borrowing Master
    ) -> [Option] {
        var found: [Option] = []
        for (index, block) in master.model.blocks.enumerated() {
            let support = master.support(of: index)
            guard support.count > 1 else { continue }
            for offer in 0..<block.offerCount
            where isSplittable(domain.blocks[index], offer, block.multiple[offer]) {
                var used = 0.0
                var mean = 0.0
                var least = Int64.max
                var most: Int64 = 0
                for (plan, weight) in support {
                    let quantity = master.pool.plans[index][plan].plan.quantities[offer]
                    if quantity > 0 { used += weight }
                    mean += weight * Double(quantity)
                    least = min(least, quantity)
                    most = max(most, quantity)
                }
                guard least < most else { continue }
                let spread = block.orderCost(offer, most) - block.orderCost(offer, least)
                let isUse =
                    domain.blocks[index].allowsZero[offer] && min(used, 1 - used) > tolerance
                let weight = isUse ? 0.1 + min(used, 1 - used) : 0.05
                let parts =
                    isUse
                    ? splitUse(domain, index, offer)
                    : splitQuantity(domain, index, offer, mean: mean, block.multiple[offer])
                found.append(
                    Option(
                        subject: .offer(block: index, offer: offer),
                        score: Double(spread.magnitude) / 1e6 * weight + 1e-9, parts: parts,
                        measure: .quantity(offer: block.offers[offer]),
                        starts: starts(parts, index, offer), nearest: isUse && used > 0.5 ? 1 : 0))
            }
        }
        return found
    }

    /// The lowest quantity of an offer in each part.
    private static func starts(_ parts: [SearchDomain], _ block: Int, _ offer: Int) -> [Int64] {
        parts.map { part in
            part.blocks[block].allowsZero[offer] ? 0 : part.blocks[block].low[offer]
        }
    }

    private static func splitUse(
        _ domain: SearchDomain, _ block: Int, _ offer: Int
    ) -> [SearchDomain] {
        var (unused, used) = (domain, domain)
        unused.blocks[block].high[offer] = domain.blocks[block].low[offer] - 1
        used.blocks[block].allowsZero[offer] = false
        return [unused, used]
    }

    private static func splitQuantity(
        _ domain: SearchDomain, _ block: Int, _ offer: Int, mean: Double, _ multiple: Int64
    ) -> [SearchDomain] {
        let allowed = domain.blocks[block]
        let low = allowed.low[offer]
        let least = allowed.allowsZero[offer] ? low - multiple : low
        let middle = Int64(mean) / multiple * multiple
        let cut = min(max(middle, least), allowed.high[offer] - multiple)
        return halves(domain, block, offer, cut: cut, multiple)
    }

    private static func isSplittable(
        _ domain: BlockDomain, _ offer: Int, _ multiple: Int64
    ) -> Bool {
        let span = domain.high[offer] - domain.low[offer]
        return span >= (domain.allowsZero[offer] ? 0 : multiple)
    }

    private static func halves(
        _ domain: SearchDomain, _ block: Int, _ offer: Int, cut: Int64, _ multiple: Int64
    ) -> [SearchDomain] {
        var below = domain
        below.blocks[block].high[offer] = min(cut, domain.blocks[block].high[offer])
        var above = domain
        above.blocks[block].low[offer] = max(cut + multiple, domain.blocks[block].low[offer])
        above.blocks[block].allowsZero[offer] = false
        return [above, below].filter { !$0.blocks[block].isEmpty }
    }

    /// All plans agree, but the bound is not there yet: fixes the quantity of one offer.
    private static func splitAnything(
        _ domain: SearchDomain, _ master: borrowing Master, cutBlocks: [Int]
    ) -> Option? {
        let order = cutBlocks + master.model.blocks.indices.filter { !cutBlocks.contains($0) }
        for index in order {
            let block = master.model.blocks[index]
            let plan = master.support(of: index).first?.plan
            var widest = -1
            var width: Int64 = -1
            for offer in 0..<block.offerCount {
                let allowed = domain.blocks[index]
                let span = allowed.high[offer] - allowed.low[offer]
                let isOpen = span > 0 || (span == 0 && allowed.allowsZero[offer])
                if isOpen, span > width {
                    width = span
                    widest = offer
                }
            }
            guard widest >= 0 else { continue }
            let used = plan.map { master.pool.plans[index][$0].plan.quantities[widest] } ?? 0
            let allowed = domain.blocks[index]
            // What the program uses may lie outside where nothing inside is known to be legal.
            let quantity = allowed.contains(widest, used) ? used : allowed.low[widest]
            let parts = fix(domain, index, widest, quantity, block.multiple[widest])
            return Option(
                subject: .other, score: 0, parts: parts,
                measure: .quantity(offer: block.offers[widest]),
                starts: starts(parts, index, widest))
        }
        return nil
    }

    private static func fix(
        _ domain: SearchDomain, _ block: Int, _ offer: Int, _ quantity: Int64, _ multiple: Int64
    ) -> [SearchDomain] {
        let allowed = domain.blocks[block]
        var exact = domain
        exact.blocks[block].allowsZero[offer] = quantity == 0
        exact.blocks[block].low[offer] = quantity
        exact.blocks[block].high[offer] = quantity
        var parts: [SearchDomain] = []
        if quantity == 0 {
            exact.blocks[block].low[offer] = allowed.low[offer]
            exact.blocks[block].high[offer] = allowed.low[offer] - 1
            var used = domain
            used.blocks[block].allowsZero[offer] = false
            parts = [used]
        } else {
            parts = halves(domain, block, offer, cut: quantity - multiple, multiple)
            parts = parts.flatMap { part in
                part.blocks[block].high[offer] < quantity
                    ? [part] : halves(part, block, offer, cut: quantity, multiple)
            }
            parts = parts.filter { !isExactly($0.blocks[block], offer, quantity) }
        }
        if allowed.contains(offer, quantity) { parts.append(exact) }
        return parts
    }

    private static func isExactly(
        _ domain: BlockDomain, _ offer: Int, _ quantity: Int64
    ) -> Bool {
        !domain.allowsZero[offer] && domain.low[offer] == quantity
            && domain.high[offer] == quantity
    }
}
