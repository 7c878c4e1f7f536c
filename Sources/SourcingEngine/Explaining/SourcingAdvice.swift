/// A change to an answer that makes it cheaper, breaks no rule, and makes no line later.
///
/// An optimal answer has none: advice is for answers that come from elsewhere, or from a search
/// that a limit ended.
public struct SourcingAdvice: Sendable, Hashable {
    /// What is changed.
    public enum Change: Sendable, Hashable {
        /// This many units more of an offer reach a better price or a supplier's threshold.
        case buyUp(offer: Int, units: Int64, reaches: Threshold)
        /// Lines served by this supplier wait for orders of others that come in time too, so no
        /// order with it is needed.
        case combine(supplier: Int)
    }
    /// What more units reach.
    public enum Threshold: Sendable, Hashable {
        /// A price break from this quantity on.
        case priceBreak(from: Int64)
        /// A discount on the whole order, in 10⁻⁴ of a percent.
        case discount(percentTenThousandths: Int64)
        /// Free freight.
        case freeFreight
        /// The minimum order value, below which a surcharge is paid.
        case minimumOrderValue
    }

    /// What is changed.
    public var change: Change
    /// What the answer then costs less, in micros, above 0.
    public var saving: Int64
    /// The answer with the change.
    public var solution: SourcingSolution
}

extension SourcingExplainer {
    /// Everything that is found to be cheaper at no loss to anybody, each change by itself, the
    /// largest saving first.
    ///
    /// Every advice was priced and checked against every rule of the problem.
    public func advice() -> [SourcingAdvice] {
        var list: [SourcingAdvice] = []
        for order in tables.base.solution.orders { list += buyUp(order.offer) }
        for supplier in tables.openSuppliers {
            if let advice = combine(without: supplier) { list.append(advice) }
        }
        return list.sorted { $0.saving > $1.saving }
    }

    /// The advice if its answer is legal and cheaper.
    private func checked(
        _ change: SourcingAdvice.Change, _ solution: SourcingSolution
    ) -> SourcingAdvice? {
        let base = tables.base
        do {
            guard try base.problem.violations(of: solution).isEmpty else { return nil }
            let before = try base.problem.cost(of: base.solution).total
            let after = try base.problem.cost(of: solution).total
            guard after < before else { return nil }
            return SourcingAdvice(change: change, saving: before - after, solution: solution)
        } catch {
            return nil
        }
    }

    // MARK: More units

    private func buyUp(_ offer: Int) -> [SourcingAdvice] {
        let ordered = tables.quantities[offer]
        var best: [SourcingAdvice] = []
        for (threshold, quantity) in targets(offer) where quantity > ordered {
            guard saves(offer, quantity) else { continue }
            var solution = tables.base.solution
            for index in solution.orders.indices where solution.orders[index].offer == offer {
                solution.orders[index].quantity = quantity
            }
            let change = SourcingAdvice.Change.buyUp(
                offer: offer, units: quantity - ordered, reaches: threshold)
            if let advice = checked(change, solution) { best.append(advice) }
        }
        return best.max { $0.saving < $1.saving }.map { [$0] } ?? []
    }

    /// Whether a larger order is cheaper, all else as it is.
    private func saves(_ offer: Int, _ quantity: Int64) -> Bool {
        let problem = tables.base.problem
        let terms = problem.offers[offer]
        let supplier = problem.suppliers[terms.supplier]
        let before = tables.quantities[offer]
        do {
            let goods = Int128(try terms.goods(quantity: quantity))
            let more = Int128(quantity - before)
            let value =
                Int128(tables.goods[terms.supplier]) + goods
                - Int128(tables.goodsByOffer[offer])
            let old = supplier.order(
                position: terms.supplier, units: tables.units[terms.supplier],
                goods: tables.goods[terms.supplier])
            let new = supplier.order(
                position: terms.supplier, units: old.units + quantity - before,
                goods: try micros(value))
            let worth = problem.items[terms.item].salvageValue
            let change =
                Int128(new.total) - Int128(old.total)
                + more * (Int128(terms.unitCost) - Int128(worth))
            return change < 0
        } catch {
            return false
        }
    }

    /// Quantities of an offer at which something of it or of its supplier changes.
    private func targets(_ offer: Int) -> [(SourcingAdvice.Threshold, Int64)] {
        let terms = tables.base.problem.offers[offer]
        let supplier = tables.base.problem.suppliers[terms.supplier]
        let ordered = tables.quantities[offer]
        let goods = tables.goods[terms.supplier]
        let units = tables.units[terms.supplier]
        var list: [(SourcingAdvice.Threshold, Int64?)] = terms.priceBreaks.map {
            (.priceBreak(from: $0.fromQuantity), terms.legal(from: $0.fromQuantity))
        }
        for discount in supplier.discounts {
            let threshold = SourcingAdvice.Threshold.discount(
                percentTenThousandths: discount.percentTenThousandths)
            switch discount.from {
            case .value(let value):
                list.append((threshold, reaching(value - goods, offer)))
            case .units(let wanted):
                list.append((threshold, terms.legal(from: ordered + wanted - units)))
            }
        }
        if let from = supplier.freeFreightFrom {
            list.append((.freeFreight, reaching(from - goods, offer)))
        }
        list.append((.minimumOrderValue, reaching(supplier.minimumOrderValue - goods, offer)))
        return list.compactMap { threshold, quantity in quantity.map { (threshold, $0) } }
    }

    /// The smallest legal quantity at which the offer's goods are worth this much more.
    private func reaching(_ missing: Int64, _ offer: Int) -> Int64? {
        guard missing > 0 else { return nil }
        let terms = tables.base.problem.offers[offer]
        let ordered = tables.quantities[offer]
        let least = Int128(tables.goodsByOffer[offer]) + Int128(missing)
        var low = ordered
        var high = min(terms.maximumQuantity ?? largestQuantity, largestQuantity)
        guard high > low else { return nil }
        do {
            while low < high {
                let middle = low + (high - low) / 2
                if Int128(try terms.goods(quantity: middle)) >= least {
                    high = middle
                } else {
                    low = middle + 1
                }
            }
        } catch {
            return nil
        }
        return terms.legal(from: high)
    }

    // MARK: One order less

    /// Offers up to which doing without a supplier is searched.
    private static var mostOffersCombined: Int { 60 }

    private func combine(without supplier: Int) -> SourcingAdvice? {
        guard let neighborhood = neighborhood(without: supplier) else { return nil }
        var changed = neighborhood.problem
        for offer in neighborhood.offers.indices {
            let whole = neighborhood.offers[offer]
            let isOpen = tables.units[tables.base.problem.offers[whole].supplier] > 0
            let isOwn = tables.base.problem.offers[whole].supplier == supplier
            if isOwn || !isOpen { changed.offers[offer].maximumQuantity = 0 }
        }
        addPromises(to: &changed, neighborhood)
        guard let search = LocalSearch(neighborhood),
            case .found(let found) = search.solve(changed),
            found.objective < search.currentCost
        else { return nil }
        let solution = neighborhood.merged(found.solution)
        var served = [Int64](repeating: 0, count: tables.served.count)
        for given in solution.allocations { served[given.line] += given.quantity }
        guard zip(served, tables.served).allSatisfy({ $0 >= $1 }) else { return nil }
        return checked(.combine(supplier: supplier), solution)
    }

    /// The items that a supplier's order is for, unless they are too many to search.
    private func neighborhood(without supplier: Int) -> Neighborhood? {
        if isWhole { return Neighborhood(whole: tables) }
        var items: Set<Int> = []
        var offers = 0
        for order in tables.base.solution.orders {
            let terms = tables.base.problem.offers[order.offer]
            guard terms.supplier == supplier, !items.contains(terms.item) else { continue }
            let component = tables.component(of: terms.item)
            items.formUnion(component)
            offers += component.reduce(0) { $0 + tables.offersByItem[$1].count }
            if offers > Self.mostOffersCombined { return nil }
        }
        return Neighborhood(of: items.sorted(), in: tables)
    }

    /// No line may get anything later than it does now, or than it is needed.
    private func addPromises(
        to problem: inout SourcingProblem, _ neighborhood: Neighborhood
    ) {
        for (line, whole) in neighborhood.lines.enumerated() {
            var latest: Int128 = 0
            for given in tables.allocationsByLine[whole] {
                let tranche = tables.base.problem.offers[given.offer].tranches[given.tranche]
                latest = max(
                    latest,
                    tranche.expectedLateness(
                        needByDay: tables.base.problem.lines[whole].needByDay))
            }
            problem.rules.append(
                SourcingRule(
                    id: "promise \(line)",
                    demand: .onTime(line: line, dayMillionths: Int64(clamping: latest))))
        }
    }
}

extension SourcingOffer {
    /// The smallest legal order of at least this many units, `nil` if there is none.
    func legal(from quantity: Int64) -> Int64? {
        guard quantity <= largestQuantity else { return nil }
        let least = max(quantity, minimumQuantity, 1)
        let legal = (least + orderMultiple - 1) / orderMultiple * orderMultiple
        return legal <= maximumQuantity ?? largestQuantity ? legal : nil
    }
}
