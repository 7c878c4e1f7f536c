/// Whether a known answer is the only one in a leaf that costs as little as it does.
///
/// Prices of lines prove a bound from which the cost of the best flow can differ by what sums in
/// whole numbers lose. An answer that costs less than the known one deviates, wherever an arc has a
/// reduced cost above the difference between known cost and bound, by less than a unit, that is not
/// at all; and so does the known one. If the remaining arcs close no cycle, both flows are one.
struct CertificateUniqueness {
    /// An answer by positions in the problem.
    struct Known {
        /// By offer: units ordered.
        var quantities: [Int128]
        /// By line and offer: units given.
        var given: [CertificateDomain.Serving: Int128]
        /// By supplier: units and goods value ordered.
        var orders: [(units: Int128, value: Int128)]
    }

    private let orders: CertificateOrders
    private let domain: CertificateDomain
    private let paid: [Int: Int128]
    private let known: Known
    /// Reduced costs above this leave no choice.
    private let slack: Int128
    /// Union of nodes that arcs with a choice join: the root, suppliers, lines, then offers.
    private var group: [Int]
    private var isForest = true
    private let firstLine: Int
    /// By line: cost of a unit that stays unmet.
    private let unmet: [Int128]

    init(
        _ problem: StatedProblem, _ orders: CertificateOrders, _ paid: [Int: Int128],
        _ domain: CertificateDomain, _ known: Known, slack: Int128
    ) {
        self.orders = orders
        self.domain = domain
        self.paid = paid
        self.known = known
        self.slack = slack
        firstLine = 1 + problem.suppliers.count
        group = Array(0..<firstLine + problem.lines.count + problem.offers.count)
        unmet = problem.lines.map(\.unmetCost)
    }

    /// - Parameter parts: what each supplier may still do, as ``CertificateOrders/Sums/parts``.
    mutating func holds(_ parts: [[Int128?]]) -> Bool {
        for (line, cost) in unmet.enumerated() {
            join(0, firstLine + line, reduced: (cost << 40) - (paid[line] ?? 0))
        }
        var matched = 0
        for (index, supplier) in orders.suppliers.enumerated() {
            let order = known.orders[index]
            switch choice(index, supplier, parts[index]) {
            case .none: return false
            case .noOrder:
                guard order.units == 0 else { return false }
            case .order(let cell):
                guard cell.units.contains(order.units), cell.value.contains(order.value),
                    let found = addSupplier(index, supplier, cell)
                else { return false }
                matched += found
            }
        }
        // Whatever the known answer gives is among the arcs.
        return isForest && matched == known.given.count
    }

    private enum Choice {
        /// More than one thing is possible.
        case none
        case noOrder
        case order(CertificateCell)
    }

    private func choice(
        _ index: Int, _ supplier: CertificateOrders.Supplier, _ parts: [Int128?]
    ) -> Choice {
        let open = parts.indices.filter { parts[$0] != nil }
        guard let last = open.last, open.count == 1 || open.count == 2 && open[0] == 0 else {
            return .none
        }
        guard last > 0 else { return .noOrder }
        let (units, values) = (domain.units[index], supplier.counted(domain.values[index]))
        guard var cell = supplier.cells[last - 1].clipped(units, values) else { return .none }
        guard open.count == 2 else { return .order(cell) }
        // An order that costs nothing by itself may as well be one of nothing.
        guard cell.fixed == 0, cell.percent == 0, cell.units.lowerBound == 1,
            cell.value.lowerBound == 0
        else { return .none }
        cell.units = 0...cell.units.upperBound
        return .order(cell)
    }

    /// - Returns: arcs on which the known answer gives something; `nil` if it does not fit.
    private mutating func addSupplier(
        _ index: Int, _ supplier: CertificateOrders.Supplier, _ cell: CertificateCell
    ) -> Int? {
        let segments = CertificateOrders.segments(supplier, paid)
        let order = CertificateKnapsack(supplier, cell, segments)
        guard order.isFreeOfValue else { return nil }
        let price = order.unitPrice(order.gainfulUnits)
        join(0, 1 + index, reduced: price)
        var matched = 0
        for offer in supplier.offers {
            guard known.quantities[offer.position] <= Int128(offer.most) else { return nil }
            let node = firstLine + unmet.count + offer.position
            let base = offer.rate(percent: cell.percent) - price
            let full = fullPrice(offer, base)
            join(1 + index, node, reduced: full)
            join(node, 0, reduced: base - full)
            for arc in offer.arcs {
                let cost = base + arc.cost - (paid[arc.line] ?? 0)
                join(node, firstLine + arc.line, reduced: cost - full)
                let serving = CertificateDomain.Serving(line: arc.line, by: offer.position)
                if known.given[serving] != nil { matched += 1 }
            }
        }
        return matched
    }

    /// What a unit is worth of an offer of which lines would take more than there is, else 0.
    private func fullPrice(_ offer: CertificateOrders.Offer, _ base: Int128) -> Int128 {
        var arcs = offer.arcs.map {
            (rate: base + $0.cost - (paid[$0.line] ?? 0), most: $0.most)
        }
        // Surplus.
        arcs.append((base, offer.most))
        arcs.sort { $0.rate < $1.rate }
        var left = offer.most
        for (position, arc) in arcs.enumerated() where arc.rate < 0 {
            if arc.most > left { return arc.rate }
            left -= arc.most
            guard left == 0 else { continue }
            let next = position + 1 < arcs.count ? arcs[position + 1].rate : 0
            return min(0, (arc.rate + min(0, next)) >> 1)
        }
        return 0
    }

    private mutating func join(_ one: Int, _ other: Int, reduced: Int128) {
        guard reduced.magnitude <= slack.magnitude else { return }
        let (first, second) = (find(one), find(other))
        if first == second { isForest = false }
        group[first] = second
    }

    private mutating func find(_ node: Int) -> Int {
        var node = node
        while group[node] != node {
            group[node] = group[group[node]]
            node = group[node]
        }
        return node
    }
}
