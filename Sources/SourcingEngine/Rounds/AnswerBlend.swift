/// Answers between two: some blocks as in the one, some as in the other.
struct AnswerBlend {
    private let problem: SourcingProblem
    /// By item.
    private let block: [Int]
    private let blockCount: Int

    init(_ problem: SourcingProblem) {
        self.problem = problem
        let groups = BlockBuilder(problem, OfferReach(problem)).groups()
        var block = [Int](repeating: 0, count: problem.items.count)
        for (index, group) in groups.enumerated() {
            for item in group { block[item] = index }
        }
        self.block = block
        blockCount = groups.count
    }

    /// The cheapest answer found that keeps to a budget: blocks become modest where that saves most
    /// for what it costs in lateness and unmet units, as many as it takes.
    ///
    /// - Parameters:
    ///   - rich: an answer that buys for more than the budget.
    ///   - modest: one that keeps to it.
    /// - Returns: `nil` if nothing but the modest answer does.
    func best(
        rich: SourcingSolution, modest: SourcingSolution, budget: Int64
    ) throws(SourcingPricingError) -> SourcingSolution? {
        let (one, other) = (try amounts(of: rich), try amounts(of: modest))
        var order: [(block: Int, saved: Int128, paid: Int128)] = []
        for index in 0..<blockCount {
            let saved = one[index].bought - other[index].bought
            if saved > 0 { order.append((index, saved, other[index].missed - one[index].missed)) }
        }
        order.sort { left, right in
            let (first, second) = (left.paid * right.saved, right.paid * left.saved)
            return first == second ? left.block < right.block : first < second
        }
        var (few, many) = (0, order.count + 1)
        var found: (solution: SourcingSolution, cost: Int64)?
        while few + 1 < many {
            let count = (few + many) / 2
            var isModest = [Bool](repeating: false, count: blockCount)
            for entry in order.prefix(count) { isModest[entry.block] = true }
            let mixed = mix(rich, modest, isModest)
            let costs = try problem.cost(of: mixed)
            guard try costs.purchase <= budget else {
                few = count
                continue
            }
            many = count
            guard try problem.violations(of: mixed).isEmpty else { continue }
            let cost = try costs.total
            if cost < found?.cost ?? Int64.max { found = (mixed, cost) }
        }
        return found?.solution
    }

    private func mix(
        _ rich: SourcingSolution, _ modest: SourcingSolution, _ isModest: [Bool]
    ) -> SourcingSolution {
        func isTaken(_ offer: Int, _ wanted: Bool) -> Bool {
            isModest[block[problem.offers[offer].item]] == wanted
        }
        var mixed = SourcingSolution()
        mixed.orders = rich.orders.filter { isTaken($0.offer, false) }
        mixed.orders += modest.orders.filter { isTaken($0.offer, true) }
        mixed.allocations = rich.allocations.filter { isTaken($0.offer, false) }
        mixed.allocations += modest.allocations.filter { isTaken($0.offer, true) }
        mixed.orders.sort { $0.offer < $1.offer }
        mixed.allocations.sort {
            ($0.line, $0.offer, $0.tranche) < ($1.line, $1.offer, $1.tranche)
        }
        return mixed
    }

    /// By block: what is bought, without what suppliers' orders cost as a whole, and what lateness
    /// and unmet units cost, less the same amount in every answer.
    private func amounts(
        of solution: SourcingSolution
    ) throws(SourcingPricingError) -> [(bought: Int128, missed: Int128)] {
        var found = [(bought: Int128, missed: Int128)](repeating: (0, 0), count: blockCount)
        for order in solution.orders {
            let offer = problem.offers[order.offer]
            let goods = Int128(try offer.goods(quantity: order.quantity))
            found[block[offer.item]].bought +=
                goods + Int128(offer.offerCost)
                + Int128(offer.unitCost) * Int128(order.quantity)
        }
        for given in solution.allocations {
            let offer = problem.offers[given.offer]
            let line = problem.lines[given.line]
            let late = try offer.tranches[given.tranche].lateness(
                needByDay: line.needByDay, lateCost: line.lateCost)
            found[block[offer.item]].missed +=
                (Int128(late) - Int128(line.unmetCost)) * Int128(given.quantity)
        }
        return found
    }
}
