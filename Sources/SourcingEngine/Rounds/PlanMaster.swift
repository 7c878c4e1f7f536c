/// A problem as a choice of one plan for each block of items: what is left to decide once every
/// item knows what it could buy.
///
/// A *block* is an item, or items that substitutes join; a *plan* is what a block orders, with
/// what that costs beside the orders of suppliers as a whole. There are more plans than anybody
/// could list. Those here are the ones that the engine made and that an answer better than its own
/// could still hold; its own answer is among them.
public struct PlanMaster: Sendable, Hashable {
    /// What a block could order.
    public struct Plan: Sendable, Hashable {
        /// The block, from 0.
        public var block: Int
        /// Offers by position, with units ordered; nothing is ordered in an empty plan.
        public var orders: [SourcingSolution.Order]
        /// All costs of the block but those of suppliers' whole orders, in micros: goods, offers,
        /// units, lateness, substitution, unmet units, less surplus.
        public var cost: Int64
        /// Whether the engine's answer holds it.
        public var isChosen: Bool
    }

    /// By block, ascending; each block has at least one.
    public let plans: [Plan]
    /// Number of blocks.
    public let blockCount: Int
    /// What the engine's answer costs, in micros.
    public let objective: Int64
    /// A proven lower bound on the cost of every answer, in micros.
    public let bound: Int64
}

extension SourcingEngine {
    /// Solves a problem by plans, and gives the plans that are left to choose from.
    ///
    /// - Parameters: as for ``solve(_:options:elapsed:isCancelled:progress:)``.
    /// - Returns: `nil` if the problem has budgets, which plans of blocks and orders of suppliers
    ///   alone cannot count, or if no plan was found that keeps to a hard rule.
    /// - Throws: ``SourcingProblemError`` if the problem contradicts its definition.
    public static func planMaster(
        of problem: SourcingProblem, options: SolveOptions = SolveOptions(),
        elapsed: () -> Duration, isCancelled: () -> Bool = { false }
    ) throws(SourcingProblemError) -> PlanMaster? {
        let problem = try problem.validated(threads: options.threads)
        guard var round = RoundSearch(problem, options) else { return nil }
        round.run(elapsed: elapsed, isCancelled: isCancelled, progress: { _ in })
        guard round.hasAnswer else { return nil }
        return round.planMaster()
    }
}

extension RoundSearch {
    /// The plans that an answer better than the best could still hold.
    ///
    /// Under any prices a plan that is dearer than its block's cheapest by more than the gap of
    /// these prices is in no better answer.
    func planMaster() -> PlanMaster {
        let free = [SupplierState](repeating: .free, count: suppliers.count)
        let ascent = PriceAscent(tables, suppliers, plans, prices, free, pricing.parallel)
        // A little more, for sums in floating point.
        let gap = (Double(objective) - ascent.evaluate()) * 1.01 + 1
        var kept: [PlanMaster.Plan] = []
        for block in 0..<tables.blockCount {
            let lowest = ascent.cheapest(block).cost
            for plan in plans.plans(of: block) {
                var priced = Double(plans.cost[plan])
                for entry in plans.entries(of: plan) {
                    priced += ascent.price(entry, Int(plans.pair[entry]))
                }
                let isChosen = plan == Int(choice[block])
                guard isChosen || priced - lowest <= gap else { continue }
                let orders = plans.entries(of: plan).map { entry in
                    SourcingSolution.Order(
                        offer: Int(tables.offer[Int(plans.offer[entry])]),
                        quantity: plans.quantity[entry])
                }
                kept.append(
                    PlanMaster.Plan(
                        block: block, orders: orders, cost: plans.cost[plan], isChosen: isChosen))
            }
        }
        return PlanMaster(
            plans: kept, blockCount: tables.blockCount, objective: objective, bound: bound)
    }
}
