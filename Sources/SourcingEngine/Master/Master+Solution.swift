extension Master {
    /// Plans of a block that the linear program uses, with their weights.
    func support(of block: Int) -> [(plan: Int, weight: Double)] {
        var found: [(plan: Int, weight: Double)] = []
        for (position, pooled) in pool.plans[block].enumerated() {
            let level = program.level(of: pooled.column)
            if level > Branching.tolerance, isAllowed(pooled.plan, block: block) {
                found.append((position, level))
            }
        }
        return found
    }

    /// Orders and allocations of one plan per component.
    func solution(of choice: [Int]) -> SourcingSolution {
        var solution = SourcingSolution()
        for (index, block) in model.components.enumerated() {
            let plan = answers.plans[index][choice[index]].plan
            for offer in 0..<block.offerCount where plan.quantities[offer] > 0 {
                solution.orders.append(
                    SourcingSolution.Order(
                        offer: block.offers[offer], quantity: plan.quantities[offer]))
            }
            for arc in 0..<block.arcCount where plan.flow[arc] > 0 {
                let tranche = block.arcTranche[arc]
                solution.allocations.append(
                    SourcingSolution.Allocation(
                        line: block.lines[block.arcLine[arc]],
                        offer: block.offers[block.trancheOffer[tranche]],
                        tranche: block.trancheOrigin[tranche], quantity: plan.flow[arc]))
            }
        }
        solution.orders.sort { $0.offer < $1.offer }
        solution.allocations.sort {
            ($0.line, $0.offer, $0.tranche) < ($1.line, $1.offer, $1.tranche)
        }
        return solution
    }

    /// Floor on the lateness of a line in the domain in hand.
    func floor(of block: Int, line: Int) -> Int64 {
        current.blocks[block].rules?.rateFloor[line] ?? 0
    }

    /// How far the linear program opens a supplier, 0 to 1.
    func openness(of supplier: Int) -> Double {
        var open = 0.0
        for (column, order) in supplierColumns[supplier] where order.cell >= 0 {
            open += program.level(of: column)
        }
        return open
    }
}
