/// What prices of the lines prove, supplier by supplier, in 2⁻⁴⁰ micros.
///
/// Lines pay suppliers for every unit that they get and take the pay for all that they want. What
/// is left of a supplier's order is a fractional knapsack in each *cell* of constant fixed cost and
/// discount. Minimums, multiples and rules are not looked at, price breaks count as the lowest
/// price, and what an offer costs by itself counts as a part for each unit: so no answer costs
/// less. See "Prices of lines" in `Docs/Engine.md`.
struct CertificateOrders {
    struct Arc {
        /// Position in the problem.
        var line: Int
        /// Per unit given, in 2⁻⁴⁰ micros: lateness, substitution, the salvage value that is lost,
        /// and what the offer's own cost comes to where it gives as much as it can.
        var cost: Int128
        var most: Int64
    }

    struct Offer {
        /// Position in the problem.
        var position: Int
        var price: Int128
        var per: Int128
        /// Unit cost less salvage value.
        var unit: Int128
        var most: Int64
        var arcs: [Arc] = []
    }

    struct Supplier {
        var offers: [Offer] = []
        var cells: [CertificateCell] = []
        /// Offers whose goods may be rounded.
        var rounded: Int128 = 0
        /// Whether an order of a higher goods value can be allowed or favored.
        var asksForValue = false
        /// Whether goods are counted at less than they can cost, by price breaks.
        var hasBreaks = false

        /// Goods values between which a part's orders lie, as they are counted here.
        func counted(_ values: CertificateDomain.Interval) -> CertificateDomain.Interval {
            var values = values
            if hasBreaks { values.low = min(values.low, 0) }
            return values
        }
    }

    /// What a set of prices comes to.
    struct Sums {
        /// Of everything but the suppliers.
        var lines: Int128 = 0
        /// By supplier: no order, then each cell; `nil` if impossible or left out before.
        var parts: [[Int128?]] = []
        /// By supplier: the least of its parts, `nil` if there is none.
        var lowest: [Int128?] = []

        /// `nil` if some supplier has no part left.
        func total(_ sum: inout CheckedSum) -> Int128? {
            var total = lines
            for least in lowest {
                guard let least else { return nil }
                total = sum.sum(total, least)
            }
            return total
        }
    }

    private(set) var suppliers: [Supplier]
    private let wanted: [Int128]
    private let unmet: [Int128]
    /// First offer that prices of lines cannot count, `nil` if there is none: it comes in parts, or
    /// has price breaks where goods values matter.
    private(set) var unequal: Int?

    init(_ problem: StatedProblem, _ blocks: [CertificateBlock]) {
        suppliers = problem.suppliers.map { terms in
            Supplier(
                cells: CertificateCell.cells(of: terms),
                asksForValue: terms.minimumValue > 0
                    || (terms.freight > 0 && terms.freeFreightFrom != nil)
                    || terms.discounts.contains { !$0.countsUnits })
        }
        wanted = problem.lines.map(\.quantity)
        unmet = problem.lines.map(\.unmetCost)
        for block in blocks { add(block, problem) }
    }

    private mutating func add(_ block: CertificateBlock, _ problem: StatedProblem) {
        for terms in block.offers {
            let breaks = problem.offers[terms.position].breaks
            guard let price = breaks.map(\.price).min(), terms.tranches.count == 1,
                breaks.count == 1 || !suppliers[terms.supplier].asksForValue
            else {
                unequal = unequal ?? terms.position
                continue
            }
            // No unit costs less than the lowest price, whatever is ordered.
            var offer = Offer(
                position: terms.position, price: Int128(price), per: Int128(terms.per),
                unit: terms.unit, most: terms.high)
            for arc in terms.tranches.flatMap({ block.tranches[$0].arcs }) {
                let content = block.arcs[arc]
                let line = block.lines[content.line]
                let cost = content.gain + problem.lines[line.position].unmetCost
                offer.arcs.append(
                    Arc(line: line.position, cost: cost << 40, most: min(line.want, terms.high)))
            }
            // A part of the most that lines can get costs at least that part of the offer's cost.
            let most = min(Int128(terms.high), offer.arcs.reduce(0) { $0 + Int128($1.most) })
            let share = (terms.fixed << 40) / max(1, most)
            for arc in offer.arcs.indices { offer.arcs[arc].cost += share }
            if breaks.count > 1 { suppliers[terms.supplier].hasBreaks = true }
            if offer.price % offer.per != 0 { suppliers[terms.supplier].rounded += 1 }
            suppliers[terms.supplier].offers.append(offer)
        }
    }

    // MARK: Sums

    /// Sums up what lines pay and what each supplier's cells cost at least.
    ///
    /// - Parameter prices: per unit given, by line.
    func sums(
        _ prices: [Int: Int128], _ domain: CertificateDomain, _ sum: inout CheckedSum
    ) -> Sums {
        var found = Sums()
        for line in wanted.indices {
            // A unit is given, or it stays unmet: the line pays for it in both cases.
            let least = min(prices[line] ?? 0, unmet[line] << 40)
            found.lines = sum.sum(found.lines, sum.product(least, wanted[line]))
        }
        for (index, supplier) in suppliers.enumerated() {
            let (units, values) = (domain.units[index], domain.values[index])
            var parts: [Int128?] = []
            let mayBeNone = units.low <= 0 && values.low <= 0
            parts.append(mayBeNone && !domain.leavesOut(index, 0) ? 0 : nil)
            let segments = Self.segments(supplier, prices)
            for (number, cell) in supplier.cells.enumerated() {
                guard !domain.leavesOut(index, number + 1),
                    let cell = cell.clipped(units, supplier.counted(values))
                else {
                    parts.append(nil)
                    continue
                }
                let order = CertificateKnapsack(supplier, cell, segments)
                parts.append(order.minimum(&sum))
            }
            found.lowest.append(parts.compactMap { $0 }.min())
            found.parts.append(parts)
        }
        return found
    }

    /// Units of an offer that are worth the same, for those who pay most first.
    struct Segment {
        /// Position among the supplier's offers.
        var offer: Int
        /// Per unit, beside the offer's price.
        var extra: Int128
        var amount: Int64
    }

    /// What a supplier can give, each offer's lines that pay most first.
    static func segments(_ supplier: Supplier, _ paid: [Int: Int128]) -> [Segment] {
        var found: [Segment] = []
        for (position, offer) in supplier.offers.enumerated() {
            var left = offer.most
            var arcs = offer.arcs.map {
                (extra: $0.cost - (paid[$0.line] ?? 0), most: $0.most)
            }
            if arcs.count > 1 { arcs.sort { $0.extra < $1.extra } }
            for arc in arcs where arc.extra < 0 && left > 0 {
                let amount = min(left, arc.most)
                found.append(Segment(offer: position, extra: arc.extra, amount: amount))
                left -= amount
            }
            // The rest can only be surplus.
            if left > 0 { found.append(Segment(offer: position, extra: 0, amount: left)) }
        }
        return found
    }
}
