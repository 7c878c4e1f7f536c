/// A way to divide a part of a round's answers in two.
enum RoundSplit: Hashable {
    /// The supplier gets no order, or one.
    case supplier(Int)
    /// The supplier's order is below a threshold of its terms, or reaches it.
    case order(Int, OrderThreshold)
    /// Less of an offer is ordered than a threshold, or at least as much.
    case offer(Int, from: Int64)
}

/// A part of all answers: which suppliers are open, how much of some offers is ordered, and prices
/// that bound it well.
struct RoundPart {
    /// Where it stands among the parts with proofs.
    var node = 0
    var bound: Int64
    var states: [SupplierState]
    var limits = OfferLimits()
    var prices: RoundPrices
    /// What its best prices came to; `nil` where that was used already.
    var sum: RoundSum?
}

extension RoundPart {
    /// The two parts that a split leaves, lower first.
    func children(
        _ split: RoundSplit, _ tables: RoundTables, _ suppliers: RoundSuppliers
    ) -> [RoundPart] {
        var (below, above) = (self, self)
        switch split {
        case .supplier(let supplier), .order(let supplier, _):
            (below.states[supplier], above.states[supplier]) =
                states[supplier].sides(split, suppliers)
        case .offer(let offer, let threshold):
            let halves = limits.of(offer, tables)
                .split(from: threshold, multiple: tables.multiple[offer])
            below.limits = limits.with(halves.below)
            above.limits = limits.with(halves.above)
        }
        return [below, above]
    }
}

/// A goods value, or a number of units, from which other terms of a supplier apply.
struct OrderThreshold: Hashable, Sendable {
    var isValue: Bool
    var from: Int64

    /// The thresholds that have cells on both sides.
    static func inside(_ cells: [SupplierTerms.Cell]) -> [OrderThreshold] {
        let values = Set(cells.map(\.valueLow)).sorted().dropFirst()
        let units = Set(cells.map(\.unitsLow)).sorted().dropFirst()
        return values.map { OrderThreshold(isValue: true, from: $0) }
            + units.map { OrderThreshold(isValue: false, from: $0) }
    }

    /// By how much what an order costs changes on the way past it, in micros, when the order's
    /// goods are worth so much.
    func jump(_ cells: [SupplierTerms.Cell], goods: Double) -> Double {
        func position(_ cell: SupplierTerms.Cell) -> Int64 {
            isValue ? cell.valueLow : cell.unitsLow
        }
        guard let above = cells.first(where: { position($0) == from }),
            let below = cells.last(where: { position($0) < from })
        else { return 0 }
        return abs(Double(above.fixedCost) - Double(below.fixedCost))
            + abs(Double(above.percent) - Double(below.percent)) / 1e6 * goods
    }

    /// Whether all orders of a cell reach it; a cell has no threshold inside.
    func isReached(by cell: SupplierTerms.Cell) -> Bool {
        isValue ? cell.valueLow >= from : cell.unitsLow >= from
    }
}

/// Looks for the split that lifts the bound most.
///
/// Where limits of suppliers bind, what prices cannot settle are the few large orders of which
/// part would fit: their blocks have two plans that cost almost the same under the prices, but
/// take very different shares of what is scarce.
struct RoundSplits {
    let tables: RoundTables
    let suppliers: RoundSuppliers
    let parallel: Parallel
    let part: RoundPart
    /// Prices of the part, over the plans that it allows.
    let ascent: PriceAscent
    /// Plans, whether allowed or not.
    let plans: PlanTable
    /// How far the best answer is above the part's bound, in micros.
    let gap: Double

    /// Splits that are looked at more closely.
    private static let offersLooked = 24

    /// The best split, `nil` if nothing is left to split.
    func best(suppliers count: Int, stop: () -> Bool) -> RoundSplit? {
        let splits = closestSuppliers(count) + dearestThresholds(count) + mostUndecidedOffers()
        let base = ascent.evaluate()
        let gains = parallel.map(2 * splits.count, stop: stop) { index, _, _ in
            let split = splits[index / 2]
            let child = part.children(split, tables, suppliers)[index % 2]
            return gain(child, split, base)
        }
        var best: RoundSplit?
        var highest = -1.0
        for (position, split) in splits.enumerated() {
            let score = gains[2 * position] * gains[2 * position + 1]
            if score > highest {
                highest = score
                best = split
            }
        }
        return best
    }

    /// What a part promises more than the part divided, at most the gap, at least a little.
    private func gain(_ child: RoundPart, _ split: RoundSplit, _ base: Double) -> Double {
        let view = plans.without(plans.plans(breaking: child.limits, tables), tables)
        let trial = PriceAscent(
            tables, suppliers, view, ascent.prices, child.states, Parallel(threads: 1))
        switch split {
        case .supplier, .order:
            trial.sweep()
        case .offer(let offer, _):
            let block = Int(tables.pairBlock[Int(tables.pair[offer])])
            for _ in 0..<2 {
                for pair in tables.pairs(of: block) where suppliers.ofPair[pair] >= 0 {
                    trial.improve(Int(suppliers.ofPair[pair]))
                }
            }
        }
        return min(max(trial.evaluate() - base, 1e-3 * gap), gap)
    }

    private func closestSuppliers(_ count: Int) -> [RoundSplit] {
        var found: [(supplier: Int, closeness: Double)] = []
        for supplier in 0..<suppliers.count where part.states[supplier].isFree {
            found.append((supplier, abs(ascent.saving(supplier))))
        }
        found.sort { ($0.closeness, $0.supplier) < ($1.closeness, $1.supplier) }
        return found.prefix(count).map { .supplier($0.supplier) }
    }

    /// Thresholds at which what an order costs changes most.
    private func dearestThresholds(_ count: Int) -> [RoundSplit] {
        let goods = goodsBySupplier()
        var found: [(jump: Double, split: RoundSplit)] = []
        for (supplier, all) in suppliers.cells.enumerated()
        where all.count > 1 && all.count <= SupplierState.mostCells {
            let cells = part.states[supplier].filtered(all)
            for threshold in OrderThreshold.inside(cells) {
                let jump = threshold.jump(cells, goods: goods[supplier])
                if jump > 0 { found.append((jump, .order(supplier, threshold))) }
            }
        }
        // Those of a supplier stand in their order.
        found = found.enumerated().sorted {
            ($1.element.jump, $0.offset) < ($0.element.jump, $1.offset)
        }.map(\.element)
        return found.prefix(count).map(\.split)
    }

    /// Goods value that the cheapest plans of all blocks take from each supplier.
    private func goodsBySupplier() -> [Double] {
        var goods = [Double](repeating: 0, count: suppliers.count)
        for plan in ascent.cheapestPlans() {
            for entry in plans.entries(of: Int(plan)) {
                let pair = Int(plans.pair[entry])
                let supplier = Int(suppliers.ofPair[pair >= 0 ? pair : ~pair])
                if supplier >= 0 { goods[supplier] += Double(plans.goods[entry]) }
            }
        }
        return goods
    }

    /// Offers whose blocks have plans of about the same price that take very different amounts
    /// of what suppliers have.
    private func mostUndecidedOffers() -> [RoundSplit] {
        var found: [(score: Double, split: RoundSplit)] = []
        for block in 0..<tables.blockCount {
            guard let split = undecided(block) else { continue }
            found.append(split)
        }
        found.sort { $0.score > $1.score }
        return found.prefix(Self.offersLooked).map(\.split)
    }

    private func undecided(_ block: Int) -> (score: Double, split: RoundSplit)? {
        let (cheapest, lowest) = ascent.cheapest(block)
        let allowed = ascent.plans
        var best: (score: Double, split: RoundSplit)?
        for plan in allowed.plans(of: block) where plan != cheapest {
            var priced = Double(allowed.cost[plan])
            for entry in allowed.entries(of: plan) {
                priced += ascent.price(entry, Int(allowed.pair[entry]))
            }
            guard priced - lowest < gap else { continue }
            // What the prices pay for the difference of the plans' own costs.
            let paid = abs(Double(allowed.cost[plan] - allowed.cost[cheapest]))
            let score = paid - 2 * (priced - lowest)
            guard score > best?.score ?? 0, let split = difference(plan, cheapest) else { continue }
            best = (score, split)
        }
        return best
    }

    /// A split that separates two plans of a block, by the offer in which they differ most.
    private func difference(_ one: Int, _ other: Int) -> RoundSplit? {
        var best: RoundSplit?
        var most: Int64 = 0
        for (plan, against) in [(one, other), (other, one)] {
            for entry in plans.entries(of: plan) {
                let offer = Int(plans.offer[entry])
                let quantity = plans.quantity[entry]
                let less = plans.quantity(of: against, offer: offer)
                guard quantity > less else { continue }
                let value = plans.goods[entry] - tables.goods(offer, less)
                guard value > most else { continue }
                most = value
                // Between nothing and something, whether anything is ordered decides.
                let middle = less == 0 ? tables.low[offer] : less + (quantity - less + 1) / 2
                let threshold = max(part.limits.of(offer, tables).low, middle)
                best = .offer(offer, from: less == 0 ? threshold : min(threshold, quantity))
            }
        }
        return best
    }
}
