/// Rounds whose offers cost the same for each unit: what is left to decide are the suppliers'
/// orders as a whole, and a flow.
///
/// Facility location and total quantity discounts are such rounds. They are searched by supplier
/// (``LinearSearch``), where items do not have to be looked at one by one.
package enum LinearRounds {
    /// What the search found.
    package struct Result: Sendable {
        package var solution: SourcingSolution
        package var objective: Int64
        package var bound: Int64
        package var limit: SourcingOutcome.Limit?
        package var certificate: SourcingCertificate?
        /// Whether the bound is that of answers which may break the rules of lines.
        package var isRelaxed: Bool
    }

    /// Whether a valid problem is such a round.
    package static func isApplicable(_ problem: SourcingProblem) -> Bool {
        // Goods values fit into no network: small problems are better searched item by item.
        guard problem.offers.count >= 1000 || !problem.suppliers.contains(where: \.countsValue)
        else { return false }
        guard problem.shares.isEmpty, problem.rules.isEmpty, !problem.suppliers.isEmpty,
            problem.lines.count <= mostLines,
            problem.maximumSuppliers ?? Int.max >= problem.suppliers.count,
            problem.maximumSuppliersPerLine ?? Int.max >= problem.suppliers.count,
            problem.maximumSuppliersPerItem ?? Int.max >= problem.suppliers.count
        else { return false }
        for offer in problem.offers where !offer.isLinear { return false }
        for supplier in problem.suppliers
        where supplier.discounts.count >= LinearModel.mostCells / 4 { return false }
        // Rules of lines are left out of the bound: that pays where many suppliers compete.
        return isCrowded(problem) || !LineRule.matter(in: problem)
    }

    /// Whether a round that is no linear one becomes one when offers may be ordered in any
    /// quantity, at their lowest price: a bound where other searches find none.
    package static func isRelaxable(_ problem: SourcingProblem) -> Bool {
        problem.offers.count >= 1000 && problem.offers.count >= 16 * problem.items.count
            && hasLinearRoundBelow(problem)
    }

    /// Whether a linear round can be below a round, whatever its size.
    package static func hasLinearRoundBelow(_ problem: SourcingProblem) -> Bool {
        guard problem.lines.count <= mostLines, problem.shares.isEmpty, problem.rules.isEmpty,
            !problem.suppliers.isEmpty
        else { return false }
        for supplier in problem.suppliers
        where supplier.discounts.count >= LinearModel.mostCells / 4 { return false }
        return problem.offers.allSatisfy { offer in
            offer.comesAtOnce
                && (offer.priceBreaks.count == 1
                    || !problem.suppliers[offer.supplier].asksForValue)
        }
    }

    /// Whether items have so many offers each that what couples suppliers is all that counts.
    private static func isCrowded(_ problem: SourcingProblem) -> Bool {
        problem.offers.count >= 1000 && problem.offers.count >= 8 * problem.items.count
    }

    /// Lines up to which one flow over all of them is quick; larger rounds are searched by item.
    private static let mostLines = 5000

    /// Searches until the gap is closed or a limit is reached.
    package static func solve(
        _ problem: SourcingProblem, options: SolveOptions, elapsed: () -> Duration,
        isCancelled: () -> Bool = { false }, progress: (SolveProgress) -> Void = { _ in }
    ) -> Result {
        var search = LinearSearch(LinearModel(problem), options)
        search.run(elapsed: elapsed, isCancelled: isCancelled, progress: progress)
        return Result(
            solution: search.solution, objective: search.objective, bound: search.bound,
            limit: search.bound >= search.objective ? nil : search.limit,
            certificate: search.certificate(), isRelaxed: search.model.isRelaxed)
    }

    /// What a round costs at least when offers may be ordered in any quantity, and who then sells.
    package struct Relaxation: Sendable {
        package var bound: Int64
        package var certificate: SourcingCertificate?
        /// By position in the problem.
        package var suppliers: Set<Int>
        /// The best answer of the round itself that was met on the way.
        package var answer: SourcingSolution?
    }

    /// Bounds a relaxable round from below.
    package static func relax(
        _ problem: SourcingProblem, options: SolveOptions, elapsed: () -> Duration,
        isCancelled: () -> Bool = { false }, progress: (SolveProgress) -> Void = { _ in }
    ) -> Relaxation {
        var search = LinearSearch(LinearModel(problem), options)
        // The cheapest answer known orders nothing.
        let nothing = search.model.nothingCost
        search.run(elapsed: elapsed, isCancelled: isCancelled) { found in
            progress(
                SolveProgress(
                    objective: nothing, bound: min(found.bound, nothing), nodes: found.nodes,
                    openNodes: found.openNodes))
        }
        return Relaxation(
            bound: min(search.bound, search.objective), certificate: search.certificate(),
            suppliers: search.model.sellers(search.best.units), answer: search.legal?.solution)
    }
}

extension SourcingSupplier {
    /// Whether costs or rules of an order depend on its goods value.
    fileprivate var countsValue: Bool { maximumValue != nil || asksForValue }

    /// Whether an order of a higher goods value can be allowed or favored.
    fileprivate var asksForValue: Bool {
        if minimumOrderValue > 0 { return true }
        if freight > 0, freeFreightFrom != nil { return true }
        guard case .value = discounts.first?.from else { return false }
        return true
    }
}

extension SourcingOffer {
    /// Whether every unit costs the same and any quantity can be bought, or none.
    var isLinear: Bool {
        if maximumQuantity == 0 { return true }
        return minimumQuantity <= 1 && orderMultiple == 1 && offerCost == 0
            && priceBreaks.count == 1 && comesAtOnce
    }

    /// Whether all that is ordered arrives together.
    var comesAtOnce: Bool {
        guard tranches.count == 1 else { return false }
        guard let arriving = tranches[0].quantity else { return true }
        return arriving >= maximumQuantity ?? Int64.max
    }

    /// No unit is cheaper.
    var lowestPrice: Int64 { priceBreaks.map(\.unitPrice).min() ?? 0 }
}
