/// One thing that may stand against an offer, and the problem without it.
struct Relaxation {
    let obstacle: OfferObstacle
    let change: (inout SourcingProblem) -> Void

    /// What may stand against an offer, in the order in which it is tried.
    static func all(
        against offer: Int, in neighborhood: Neighborhood
    ) -> [Relaxation] {
        let problem = neighborhood.problem
        let terms = problem.offers[offer]
        return rules(neighborhood) + limits(problem, supplier: terms.supplier, item: terms.item)
            + quantities(problem, offer) + fixedCosts(problem, offer)
    }

    private static func rules(_ neighborhood: Neighborhood) -> [Relaxation] {
        neighborhood.problem.rules.indices.map { position in
            Relaxation(obstacle: .rule(neighborhood.rules[position])) {
                $0.rules.remove(at: position)
            }
        }
    }

    /// Limits of the supplier and of how many suppliers there may be.
    static func limits(
        _ problem: SourcingProblem, supplier: Int, item: Int
    ) -> [Relaxation] {
        var list: [Relaxation] = []
        let terms = problem.suppliers[supplier]
        if let limit = terms.maximumUnits {
            list.append(
                Relaxation(obstacle: .supplierUnits(limit: limit)) {
                    $0.suppliers[supplier].maximumUnits = nil
                })
        }
        if let limit = terms.maximumValue {
            list.append(
                Relaxation(obstacle: .supplierValue(limit: limit)) {
                    $0.suppliers[supplier].maximumValue = nil
                })
        }
        if problem.shares.contains(where: { $0.item == item }) {
            list.append(
                Relaxation(obstacle: .shares) { $0.shares.removeAll { $0.item == item } })
        }
        if let limit = problem.maximumSuppliersPerLine {
            list.append(
                Relaxation(obstacle: .suppliersPerLine(limit: limit)) {
                    $0.maximumSuppliersPerLine = nil
                })
        }
        if let limit = problem.maximumSuppliersPerItem {
            list.append(
                Relaxation(obstacle: .suppliersPerItem(limit: limit)) {
                    $0.maximumSuppliersPerItem = nil
                })
        }
        if let limit = problem.maximumSuppliers {
            list.append(
                Relaxation(obstacle: .suppliers(limit: limit)) { $0.maximumSuppliers = nil })
        }
        if terms.minimumOrderValue > 0 {
            list.append(
                Relaxation(obstacle: .minimumOrderValue(terms.minimumOrderValue)) {
                    $0.suppliers[supplier].minimumOrderValue = 0
                })
        }
        return list
    }

    /// What the offer asks of its quantity, and lines of how they are served.
    static func quantities(_ problem: SourcingProblem, _ offer: Int) -> [Relaxation] {
        var list: [Relaxation] = []
        let terms = problem.offers[offer]
        if terms.minimumQuantity > 1 {
            list.append(
                Relaxation(obstacle: .minimumQuantity(terms.minimumQuantity)) {
                    $0.offers[offer].minimumQuantity = 1
                    $0.offers[offer].priceBreaks[0].fromQuantity = 1
                })
        }
        if terms.orderMultiple > 1 {
            list.append(
                Relaxation(obstacle: .orderMultiple(terms.orderMultiple)) {
                    $0.offers[offer].orderMultiple = 1
                })
        }
        if let limit = terms.maximumQuantity {
            list.append(
                Relaxation(obstacle: .maximumQuantity(limit)) {
                    $0.offers[offer].maximumQuantity = nil
                })
        }
        if problem.lines.contains(where: { $0.split != .any }) {
            list.append(
                Relaxation(obstacle: .split) {
                    for line in $0.lines.indices { $0.lines[line].split = .any }
                })
        }
        return list
    }

    private static func fixedCosts(_ problem: SourcingProblem, _ offer: Int) -> [Relaxation] {
        var list: [Relaxation] = []
        let terms = problem.offers[offer]
        let supplier = problem.suppliers[terms.supplier]
        if supplier.orderCost > 0 {
            list.append(
                Relaxation(obstacle: .orderCost(supplier.orderCost)) {
                    $0.suppliers[terms.supplier].orderCost = 0
                })
        }
        if supplier.freight > 0 {
            list.append(
                Relaxation(obstacle: .freight(supplier.freight)) {
                    $0.suppliers[terms.supplier].freight = 0
                })
        }
        if terms.offerCost > 0 {
            list.append(
                Relaxation(obstacle: .offerCost(terms.offerCost)) { $0.offers[offer].offerCost = 0 }
            )
        }
        return list
    }
}

extension LocalSearch {
    /// Why an offer of the neighborhood is not ordered.
    ///
    /// - Parameter offer: its position in the neighborhood.
    func loser(_ offer: Int) -> LosingOffer {
        var loser = LosingOffer(offer: neighborhood.offers[offer], obstacle: .dearer)
        let terms = problem.offers[offer]
        if terms.smallestOrder == nil {
            loser.obstacle = .noLegalQuantity
            return loser
        }
        if let rule = hardForbid(terms) {
            loser.obstacle = .forbidden(rule: neighborhood.rules[rule])
            return loser
        }
        loser.extraCost = extraCost(offer)
        var entered: Found?
        loser.price = priceThreshold(offer, isComplete: &loser.isComplete, entered: &entered)
        if let entered, let cost = cost(of: entered.solution, in: problem) {
            let extra = max(0, cost - base.objective)
            loser.extraCost = min(loser.extraCost ?? extra, extra)
        }
        loser.daysEarlier = daysEarlier(offer, isComplete: &loser.isComplete)
        var isComplete = true
        loser.obstacle = obstacle(offer, loser, isComplete: &isComplete)
        if !isComplete { loser.isComplete = false }
        return loser
    }

    private func obstacle(
        _ offer: Int, _ loser: LosingOffer, isComplete: inout Bool
    ) -> OfferObstacle {
        if base.quantities[offer] > 0 {
            return base.objective < currentCost
                ? .missed(saving: currentCost - base.objective) : .equal
        }
        if let extra = loser.extraCost, extra <= 0 { return .equal }
        for relaxation in Relaxation.all(against: offer, in: neighborhood) {
            var changed = problem
            relaxation.change(&changed)
            if entry(of: offer, in: changed, isComplete: &isComplete) != nil {
                return relaxation.obstacle
            }
        }
        if loser.daysEarlier != nil { return .late(days: mostDaysLate(problem.offers[offer])) }
        return isComplete || loser.price != nil ? .dearer : .unknown
    }

    private func hardForbid(_ offer: SourcingOffer) -> Int? {
        problem.rules.firstIndex { rule in
            guard rule.isHard, case .forbid(let supplier, let item) = rule.demand else {
                return false
            }
            return supplier == offer.supplier && (item ?? offer.item) == offer.item
        }
    }

    /// What ordering it would cost more, where a rule can ask for it: the supplier has no other
    /// offer of the item.
    private func extraCost(_ offer: Int) -> Int64? {
        let terms = problem.offers[offer]
        let others = problem.offers.count {
            $0.supplier == terms.supplier && $0.item == terms.item
        }
        guard others == 1 else { return nil }
        var forced = problem
        forced.rules.append(
            SourcingRule(
                id: "ordered \(offer)",
                demand: .requireUnits(supplier: terms.supplier, item: terms.item, units: 1)))
        guard case .found(let found) = solve(forced), found.isOptimal, base.isOptimal else {
            return nil
        }
        return found.objective - base.objective
    }

    // MARK: The price at which it is ordered

    private func reduced(_ offer: Int, by reduction: Int64) -> SourcingProblem {
        var changed = problem
        for index in changed.offers[offer].priceBreaks.indices {
            changed.offers[offer].priceBreaks[index].unitPrice -= reduction
        }
        return changed
    }

    /// The most that may be taken off: prices stay at least 0 and above what surplus is worth.
    private func mostReduction(_ offer: Int) -> Int64 {
        let most = problem.offers[offer].priceBreaks.map(\.unitPrice).min() ?? 0
        func isValid(_ reduction: Int64) -> Bool {
            reduced(offer, by: reduction).validationProblems().isEmpty
        }
        if isValid(most) { return most }
        return Self.lowest(from: 0, to: most) { !isValid($0) } - 1
    }

    /// The smallest of these numbers for which it holds, which is so for the last one.
    private static func lowest(
        from first: Int64, to last: Int64, where holds: (Int64) -> Bool
    ) -> Int64 {
        var low = first
        var high = last
        while low < high {
            let middle = low + (high - low) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return high
    }

    /// Starts at the lowest price.
    ///
    /// Where the offer is ordered there, the answer found says up to
    /// which price it stays the better one; solved there anew, another answer may go further.
    private func priceThreshold(
        _ offer: Int, isComplete: inout Bool, entered: inout Found?
    ) -> PriceThreshold? {
        var reduction = mostReduction(offer)
        guard reduction > 0,
            var found = entry(
                of: offer, in: reduced(offer, by: reduction), isComplete: &isComplete)
        else { return nil }
        var isHighest = false
        for _ in 0..<40 {
            let solution = found.solution
            let least = Self.lowest(from: 1, to: reduction) { reduction in
                let cost = cost(of: solution, in: reduced(offer, by: reduction))
                return cost.map { $0 < base.bound } ?? false
            }
            reduction = least
            guard reduction > 1 else {
                isHighest = true
                break
            }
            var isKnown = true
            if let next = entry(
                of: offer, in: reduced(offer, by: reduction - 1), isComplete: &isKnown)
            {
                reduction -= 1
                found = next
                continue
            }
            isHighest = isKnown
            break
        }
        entered = found
        return threshold(offer, reduction, found, isHighest)
    }

    private func threshold(
        _ offer: Int, _ reduction: Int64, _ found: Found, _ isHighest: Bool
    ) -> PriceThreshold {
        let quantity = found.quantities[offer]
        let breaks = reduced(offer, by: reduction).offers[offer].priceBreaks
        let reached = breaks.last { $0.fromQuantity <= quantity } ?? breaks[0]
        return PriceThreshold(
            reduction: reduction, unitPrice: reached.unitPrice, quantity: quantity,
            isHighest: isHighest)
    }

    // MARK: The day at which it is ordered

    private func mostDaysLate(_ offer: SourcingOffer) -> Int {
        let last = offer.tranches.flatMap(\.arrivals).map(\.days).max() ?? 0
        let first = problem.lines.prefix(neighborhood.lines.count).map(\.needByDay).min() ?? 0
        return max(0, last - first)
    }

    private func earlier(_ offer: Int, by days: Int) -> SourcingProblem {
        var changed = problem
        for tranche in changed.offers[offer].tranches.indices {
            for arrival in changed.offers[offer].tranches[tranche].arrivals.indices {
                changed.offers[offer].tranches[tranche].arrivals[arrival].days -= days
            }
        }
        return changed
    }

    /// The fewest days earlier at which it is ordered: coming earlier never costs more.
    private func daysEarlier(_ offer: Int, isComplete: inout Bool) -> Int? {
        let most = mostDaysLate(problem.offers[offer])
        guard most > 0,
            entry(of: offer, in: earlier(offer, by: most), isComplete: &isComplete) != nil
        else { return nil }
        var isKnown = true
        let days = Self.lowest(from: 1, to: Int64(most)) { days in
            entry(of: offer, in: earlier(offer, by: Int(days)), isComplete: &isKnown) != nil
        }
        if !isKnown { isComplete = false }
        return Int(days)
    }
}
