/// What a scenario leads to, at the problem's own prices.
public struct ScenarioOutcome: Sendable, Hashable {
    /// The scenario.
    public var scenario: SourcingScenario
    /// What the search under the scenario's wishes found: its objective and bound count as the
    /// scenario does.
    public var own: SourcingOutcome
    /// What the answer costs as the problem states it.
    public var costs: SourcingCosts
    /// Sum of ``costs``, in micros.
    public var total: Int64
    /// Late unit-days, in 10⁻⁶, without units that stay unmet.
    public var lateUnitDays: Int128
    /// Units that are expected late.
    public var lateUnits: Int64
    /// Units that no line gets.
    public var unmetUnits: Int64
    /// Suppliers with an order.
    public var suppliers: Int
}

extension SourcingEngine {
    /// Solves a problem under the wishes of a scenario.
    ///
    /// - Parameter stated: the answer to the problem as it stands, which says how much the fewest
    ///   suppliers have to deliver.
    /// - Throws: ``SourcingProblemError`` if problem or scenario contradict the definition.
    public static func solve(
        _ problem: SourcingProblem, as scenario: SourcingScenario, stated: SourcingSolution,
        options: SolveOptions = SolveOptions(), elapsed: () -> Duration,
        isCancelled: () -> Bool = { false }
    ) throws(SourcingProblemError) -> ScenarioOutcome {
        let changed = scenario.applied(to: problem)
        func solved(_ problem: SourcingProblem) throws(SourcingProblemError) -> SourcingOutcome {
            let start = elapsed()
            return try solve(
                problem, options: options, elapsed: { elapsed() - start },
                isCancelled: isCancelled)
        }
        var own = try solved(changed)
        if scenario.wantsFewestSuppliers, own.hasAnswer {
            let least = servedUnits(stated)
            var low = 1
            var high = supplierCount(problem, own.solution)
            // Fewer suppliers never deliver more, as far as the search finds what they can.
            while low < high {
                let middle = low + (high - low) / 2
                var fewer = changed
                fewer.maximumSuppliers = min(middle, changed.maximumSuppliers ?? middle)
                let found = try solved(fewer)
                if found.hasAnswer, servedUnits(found.solution) >= least {
                    own = found
                    high = min(middle, supplierCount(problem, found.solution))
                } else {
                    low = middle + 1
                }
            }
        }
        return outcome(problem, scenario, own)
    }

    private static func servedUnits(_ solution: SourcingSolution) -> Int64 {
        solution.allocations.reduce(0) { $0 + $1.quantity }
    }

    private static func supplierCount(
        _ problem: SourcingProblem, _ solution: SourcingSolution
    ) -> Int {
        Set(solution.orders.map { problem.offers[$0.offer].supplier }).count
    }

    /// Looks at a scenario's answer with the problem's own eyes.
    private static func outcome(
        _ problem: SourcingProblem, _ scenario: SourcingScenario, _ own: SourcingOutcome
    ) -> ScenarioOutcome {
        var outcome = ScenarioOutcome(
            scenario: scenario, own: own, costs: SourcingCosts(), total: 0, lateUnitDays: 0,
            lateUnits: 0, unmetUnits: 0, suppliers: supplierCount(problem, own.solution))
        guard own.hasAnswer else { return outcome }
        do {
            outcome.costs = try problem.cost(of: own.solution)
            outcome.total = try outcome.costs.total
            outcome.lateUnitDays = try problem.lateUnitDays(of: own.solution)
        } catch {
            preconditionFailure("A scenario's answer cannot be priced: \(error)")
        }
        outcome.lateUnits = problem.lateUnits(of: own.solution)
        outcome.unmetUnits =
            problem.lines.reduce(0) { $0 + $1.quantity } - servedUnits(own.solution)
        return outcome
    }
}

extension SourcingProblem {
    /// Units that lines get and that are expected after their need-by day.
    func lateUnits(of solution: SourcingSolution) -> Int64 {
        solution.allocations.reduce(0) { sum, given in
            let tranche = offers[given.offer].tranches[given.tranche]
            let late = tranche.expectedLateness(needByDay: lines[given.line].needByDay)
            return late > 0 ? sum + given.quantity : sum
        }
    }
}
