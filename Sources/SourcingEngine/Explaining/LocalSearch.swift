/// Solves the neighborhood of an explanation again and again, each time with something changed.
struct LocalSearch {
    let neighborhood: Neighborhood
    /// What the answer that is explained costs in the neighborhood, in micros.
    let currentCost: Int64
    /// The neighborhood as it is.
    let base: Found

    /// An answer to a neighborhood.
    struct Found {
        let objective: Int64
        let bound: Int64
        let solution: SourcingSolution
        /// Units ordered by offer, in the neighborhood's positions.
        let quantities: [Int64]

        var isOptimal: Bool { objective == bound }
    }

    /// What asking for an answer led to.
    enum Answer {
        case found(Found)
        /// No answer keeps the hard rules.
        case none
        /// The search was ended before it knew.
        case unknown
    }

    /// `nil` if the neighborhood cannot be stated or no answer is found in it.
    init?(_ neighborhood: Neighborhood) {
        self.neighborhood = neighborhood
        guard case .found(let base) = Self.solve(neighborhood.problem, neighborhood) else {
            return nil
        }
        do {
            currentCost = try neighborhood.problem.cost(of: neighborhood.current).total
        } catch {
            return nil
        }
        self.base = base
    }

    var problem: SourcingProblem { neighborhood.problem }

    func solve(_ changed: SourcingProblem) -> Answer { Self.solve(changed, neighborhood) }

    /// Searched parts after which a search ends; a count, so that the outcome stays the same.
    private static let mostParts = 1500

    private static func solve(
        _ changed: SourcingProblem, _ neighborhood: Neighborhood
    ) -> Answer {
        let problem = neighborhood.sealed(changed)
        var asked = 0
        let outcome: SourcingOutcome
        do {
            outcome = try SourcingEngine.solve(
                problem, options: SolveOptions(gapMillionths: 0), elapsed: { .zero },
                isCancelled: {
                    asked += 1
                    return asked > mostParts
                })
        } catch {
            return .unknown
        }
        if outcome.status == .infeasible { return .none }
        guard outcome.hasAnswer, neighborhood.holdsRest(outcome.solution) else { return .unknown }
        var quantities = [Int64](repeating: 0, count: problem.offers.count)
        for order in outcome.solution.orders { quantities[order.offer] += order.quantity }
        return .found(
            Found(
                objective: outcome.objective, bound: outcome.bound, solution: outcome.solution,
                quantities: quantities))
    }

    /// The cost of an answer under changed terms, `nil` if it is not legal there.
    func cost(of solution: SourcingSolution, in changed: SourcingProblem) -> Int64? {
        do {
            guard try changed.violations(of: solution).isEmpty else { return nil }
            return try changed.cost(of: solution).total
        } catch {
            return nil
        }
    }

    /// An answer that uses the offer and is cheaper than everything without it.
    ///
    /// The change must leave answers without the offer as dear as they were: then any cheaper
    /// answer uses it, however far the search went. `nil` means that there is none or that none
    /// was found; `isComplete` turns false in the second case.
    func entry(
        of offer: Int, in changed: SourcingProblem, isComplete: inout Bool
    ) -> Found? {
        switch solve(changed) {
        case .found(let found):
            if found.objective < base.bound, found.quantities[offer] > 0 { return found }
            if found.bound < base.bound, !(found.isOptimal && base.isOptimal) {
                isComplete = false
            }
        case .none: break
        case .unknown: isComplete = false
        }
        return nil
    }
}
