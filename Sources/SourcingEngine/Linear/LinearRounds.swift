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
        for line in problem.lines where line.split != .any { return false }
        for offer in problem.offers where !offer.isLinear { return false }
        for supplier in problem.suppliers
        where supplier.discounts.count >= LinearModel.mostCells / 4 { return false }
        return true
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
            certificate: search.certificate())
    }
}

extension SourcingSupplier {
    /// Whether costs or rules of an order depend on its goods value.
    fileprivate var countsValue: Bool {
        if minimumOrderValue > 0 || maximumValue != nil { return true }
        if freight > 0, freeFreightFrom != nil { return true }
        guard case .value = discounts.first?.from else { return false }
        return true
    }
}

extension SourcingOffer {
    /// Whether every unit costs the same and any quantity can be bought, or none.
    var isLinear: Bool {
        if maximumQuantity == 0 { return true }
        guard minimumQuantity <= 1, orderMultiple == 1, offerCost == 0, priceBreaks.count == 1,
            tranches.count == 1
        else { return false }
        guard let arriving = tranches[0].quantity else { return true }
        return arriving >= maximumQuantity ?? Int64.max
    }
}
