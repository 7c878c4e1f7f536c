/// How a part of the search is split in two or three.
struct Branching {
    /// Columns below this are not used.
    static let tolerance = 1e-5

    /// Parts that together cover a domain; empty if nothing is left to split.
    static func split(
        _ domain: SearchDomain, _ master: borrowing Master, cutBlocks: [Int]
    ) -> [SearchDomain] {
        if let parts = splitSupplierUse(domain, master) { return parts }
        if let parts = splitSupplierOrder(domain, master) { return parts }
        if let parts = splitOffer(domain, master) { return parts }
        if let parts = splitLine(domain, master) { return parts }
        return splitAnything(domain, master, cutBlocks: cutBlocks)
    }

    private static func splitSupplierUse(
        _ domain: SearchDomain, _ master: borrowing Master
    ) -> [SearchDomain]? {
        var best = -1
        var highest = 0.0
        var openness = 0.0
        for (index, terms) in master.model.suppliers.enumerated() {
            guard domain.suppliers[index].allowsNone, domain.suppliers[index].allowsOrder else {
                continue
            }
            let open = master.openness(of: index)
            let fraction = min(open, 1 - open)
            guard fraction > tolerance else { continue }
            let weight = Double(terms.cells.first?.fixedCost ?? 0) / 1e6 + 1
            let score = fraction * weight
            if score > highest {
                highest = score
                best = index
                openness = open
            }
        }
        guard best >= 0 else { return nil }
        var closed = domain
        closed.suppliers[best].allowsOrder = false
        var open = domain
        open.suppliers[best].allowsNone = false
        return openness > 0.5 ? [closed, open] : [open, closed]
    }

    /// Splits a supplier whose columns lie in different cells.
    private static func splitSupplierOrder(
        _ domain: SearchDomain, _ master: borrowing Master
    ) -> [SearchDomain]? {
        var best = -1
        var highest = 0.0
        var threshold: (isValue: Bool, from: Int64) = (true, 0)
        for (index, terms) in master.model.suppliers.enumerated() {
            var weights = [Double](repeating: 0, count: terms.cells.count)
            for (column, order) in master.supplierColumns[index] where order.cell >= 0 {
                weights[order.cell] += master.program.level(of: column)
            }
            let used = weights.indices.filter { weights[$0] > tolerance }
            guard let first = used.first, let last = used.last, first != last else { continue }
            let sum = weights.reduce(0, +)
            let heaviest = weights.max() ?? 0
            let score = (sum - heaviest) * (Double(terms.cells[first].fixedCost) / 1e6 + 1)
            guard score > highest, let cut = cut(terms, used, weights) else { continue }
            highest = score
            best = index
            threshold = cut
        }
        guard best >= 0 else { return nil }
        var below = domain
        var above = domain
        if threshold.isValue {
            below.suppliers[best].valueHigh = threshold.from - 1
            above.suppliers[best].valueLow = threshold.from
        } else {
            below.suppliers[best].unitsHigh = threshold.from - 1
            above.suppliers[best].unitsLow = threshold.from
        }
        return [below, above]
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

    /// Splits an offer whose plans do not agree on its quantity.
    private static func splitOffer(
        _ domain: SearchDomain, _ master: borrowing Master
    ) -> [SearchDomain]? {
        var found: (block: Int, offer: Int, used: Double, mean: Double)?
        var highest = 0.0
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
                let use = domain.blocks[index].allowsZero[offer] ? min(used, 1 - used) : 0
                let score =
                    Double(spread.magnitude) / 1e6 * (use > tolerance ? 0.1 + use : 0.05) + 1e-9
                if score > highest {
                    highest = score
                    found = (index, offer, used, mean)
                }
            }
        }
        guard let found else { return nil }
        let fraction = min(found.used, 1 - found.used)
        if fraction > tolerance, domain.blocks[found.block].allowsZero[found.offer] {
            var (unused, used) = (domain, domain)
            let low = domain.blocks[found.block].low[found.offer]
            unused.blocks[found.block].high[found.offer] = low - 1
            used.blocks[found.block].allowsZero[found.offer] = false
            return found.used > 0.5 ? [unused, used] : [used, unused]
        }
        let multiple = master.model.blocks[found.block].multiple[found.offer]
        let allowed = domain.blocks[found.block]
        let low = allowed.low[found.offer]
        let least = allowed.allowsZero[found.offer] ? low - multiple : low
        let middle = Int64(found.mean) / multiple * multiple
        let cut = min(max(middle, least), allowed.high[found.offer] - multiple)
        return halves(domain, found.block, found.offer, cut: cut, multiple)
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
    ) -> [SearchDomain] {
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
            let quantity =
                plan.map { master.pool.plans[index][$0].plan.quantities[widest] } ?? 0
            return fix(domain, index, widest, quantity, block.multiple[widest])
        }
        return []
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
