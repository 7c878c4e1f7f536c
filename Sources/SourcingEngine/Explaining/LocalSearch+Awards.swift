extension LocalSearch {
    /// Why an offer of the neighborhood serves a line.
    func award(
        _ offer: Int, givesLine quantity: Int64, ordered: Int64, surplus: Int64
    ) -> AwardReason {
        var reason = AwardReason(
            offer: neighborhood.offers[offer], quantity: quantity, surplus: surplus)
        var without = problem
        without.offers[offer].maximumQuantity = 0
        if case .found(let found) = solve(without), found.isOptimal {
            compare(found, into: &reason)
        }
        if surplus > 0 {
            var less = problem
            less.offers[offer].maximumQuantity = ordered - 1
            if case .found(let found) = solve(less), found.isOptimal {
                reason.surplusSaving = found.objective - currentCost
            }
        }
        return reason
    }

    private func compare(_ found: Found, into reason: inout AwardReason) {
        let current = neighborhood.current
        do {
            reason.lateUnitDaysAvoided =
                try problem.lateUnitDays(of: found.solution)
                - problem.lateUnitDays(of: current)
        } catch {
            return
        }
        reason.saving = found.objective - currentCost
        var now = [Int64](repeating: 0, count: problem.offers.count)
        for order in current.orders { now[order.offer] += order.quantity }
        for offer in neighborhood.offers.indices where found.quantities[offer] > now[offer] {
            reason.replacements.append(
                .init(
                    offer: neighborhood.offers[offer],
                    quantity: found.quantities[offer] - now[offer]))
        }
        reason.unmetUnits = max(0, servedUnits(current) - servedUnits(found.solution))
    }

    private func servedUnits(_ solution: SourcingSolution) -> Int64 {
        solution.allocations.reduce(0) { $0 + $1.quantity }
    }

    // MARK: What stays unmet

    /// Why a line of the neighborhood misses units.
    func shortfall(line: Int, units: Int64, candidates: [Int]) -> Shortfall {
        var shortfall = Shortfall(units: units, cause: .unknown)
        guard !candidates.isEmpty else {
            shortfall.cause = .noOffer
            return shortfall
        }
        if candidates.allSatisfy({ problem.offers[$0].smallestOrder == nil }) {
            shortfall.cause = .noLegalQuantity
            return shortfall
        }
        let served = problem.lines[line].quantity - units
        var urgent = problem
        urgent.lines[line].unmetCost = priceOfAnything(candidates, line)
        func supplied(_ changed: SourcingProblem) -> (Found, Int64)? {
            guard case .found(let found) = solve(changed) else { return nil }
            let units = found.solution.allocations.reduce(0) {
                $1.line == line ? $0 + $1.quantity : $0
            }
            return units > served ? (found, units - served) : nil
        }
        if let (found, more) = supplied(urgent) {
            shortfall.supplyable = more
            guard let cost = cost(of: found.solution, in: problem) else { return shortfall }
            shortfall.extraCost = cost - currentCost
            shortfall.cause = shortfall.extraCost >= 0 ? .dearer : .missed
            return shortfall
        }
        for relaxation in shortageRelaxations(candidates) {
            var changed = urgent
            relaxation.change(&changed)
            guard supplied(changed) != nil else { continue }
            shortfall.cause = .obstacle(relaxation.obstacle)
            return shortfall
        }
        return shortfall
    }

    /// More than the dearest unit that can be had at all, as far as it can be stated.
    private func priceOfAnything(_ candidates: [Int], _ line: Int) -> Int64 {
        var sum: Int128 = 1
        for line in problem.lines.prefix(neighborhood.lines.count) {
            sum += Int128(line.unmetCost) * Int128(line.quantity)
        }
        let wanted = problem.lines[line]
        for candidate in candidates {
            let offer = problem.offers[candidate]
            let supplier = problem.suppliers[offer.supplier]
            let least = Int128(max(wanted.quantity, offer.smallestOrder ?? 1))
            let price = offer.priceBreaks.map(\.unitPrice).max() ?? 0
            sum += Int128(price) * least / Int128(offer.priceQuantity) + 1
            sum += Int128(offer.unitCost) * least + Int128(offer.offerCost)
            sum += Int128(supplier.orderCost) + Int128(supplier.freight)
            sum += Int128(supplier.minimumOrderValue)
            sum += Int128(supplier.minimumOrderSurcharge ?? 0)
            let day = offer.tranches.flatMap(\.arrivals).map(\.days).max() ?? 0
            sum += Int128(wanted.lateCost) * Int128(max(0, day - wanted.needByDay)) * least
        }
        let parts = Int128(problem.lines.count + 2)
        let most = largestTotal / (4 * parts * Int128(wanted.quantity))
        return Int64(clamping: min(sum, min(most, Int128(largestAmount))))
    }

    /// Limits of every offer that could serve the line, then those of the problem.
    private func shortageRelaxations(_ candidates: [Int]) -> [Relaxation] {
        var list: [Relaxation] = []
        let limits = candidates.compactMap { problem.offers[$0].maximumQuantity }
        if let limit = limits.max() {
            list.append(
                Relaxation(obstacle: .maximumQuantity(limit)) {
                    for offer in candidates { $0.offers[offer].maximumQuantity = nil }
                })
        }
        for position in problem.rules.indices {
            list.append(
                Relaxation(obstacle: .rule(neighborhood.rules[position])) {
                    $0.rules.remove(at: position)
                })
        }
        for offer in candidates {
            let terms = problem.offers[offer]
            list += Relaxation.limits(problem, supplier: terms.supplier, item: terms.item)
            list += Relaxation.quantities(problem, offer)
        }
        return list
    }
}

extension SourcingProblem {
    /// Expected late days of all units that lines get, in 10⁻⁶ of a unit-day.
    ///
    /// Units of a line that ships complete are as late as its latest.
    ///
    /// - Throws: ``SourcingPricingError`` if the solution names things that do not exist.
    public func lateUnitDays(
        of solution: SourcingSolution
    ) throws(SourcingPricingError) -> Int128 {
        _ = try orderedQuantities(of: solution)
        var sum: Int128 = 0
        var served = [Int128](repeating: 0, count: lines.count)
        var latest = served
        for given in solution.allocations where given.quantity > 0 {
            let line = lines[given.line]
            let late = offers[given.offer].tranches[given.tranche].expectedLateness(
                needByDay: line.needByDay)
            if line.split == .complete {
                served[given.line] += Int128(given.quantity)
                latest[given.line] = max(latest[given.line], late)
            } else {
                sum += late * Int128(given.quantity)
            }
        }
        for line in lines.indices { sum += served[line] * latest[line] }
        return sum
    }
}
