extension RoundSearch {
    /// The best answer as one plan per component.
    func componentPlans() -> [BlockPlan] {
        (0..<tables.blockCount).map { block in
            let quantities = quantities(of: block)
            let count = tables.arcCount(of: block)
            let nothing = [Int64](repeating: 0, count: count)
            guard quantities.contains(where: { $0 > 0 }),
                let found = pricing.flow(of: block, quantities: quantities, nodeLimit: 5000)
            else {
                return BlockPlan(
                    quantities: quantities.map { _ in 0 }, flow: nothing,
                    cost: tables.emptyCost[block])
            }
            return BlockPlan(quantities: quantities, flow: found.flow, cost: found.cost)
        }
    }

    private func quantities(of block: Int) -> [Int64] {
        let offers = tables.offers(of: block)
        var quantities = [Int64](repeating: 0, count: offers.count)
        for entry in plans.entries(of: Int(choice[block])) {
            quantities[Int(plans.offer[entry]) - offers.lowerBound] = plans.quantity[entry]
        }
        return quantities
    }

    /// The best answer, with who gets what.
    func solution() -> SourcingSolution {
        let size = 256
        var parts = [SourcingSolution](
            repeating: SourcingSolution(), count: (tables.blockCount + size - 1) / size)
        parts.withUnsafeMutableBufferPointer { parts in
            pricing.parallel.forEachChunk(of: tables.blockCount, size: size) { range, worker in
                var part = SourcingSolution()
                for block in range { append(block, to: &part, worker) }
                parts[range.lowerBound / size] = part
            }
        }
        var solution = SourcingSolution()
        for part in parts {
            solution.orders += part.orders
            solution.allocations += part.allocations
        }
        solution.orders.sort { $0.offer < $1.offer }
        solution.allocations.sort {
            ($0.line, $0.offer, $0.tranche) < ($1.line, $1.offer, $1.tranche)
        }
        return solution
    }

    private func append(_ block: Int, to solution: inout SourcingSolution, _ worker: Int) {
        let quantities = quantities(of: block)
        guard quantities.contains(where: { $0 > 0 }),
            let found = pricing.flow(
                of: block, quantities: quantities, nodeLimit: 5000, worker: worker)
        else { return }
        append(block, quantities, found.flow, to: &solution)
    }

    private func append(
        _ block: Int, _ quantities: [Int64], _ flow: [Int64], to solution: inout SourcingSolution
    ) {
        let firstLine = tables.lines(of: block).lowerBound
        let offers = tables.offers(of: block)
        let firstArc = Int(tables.arcStart[Int(tables.trancheStart[offers.lowerBound])])
        for (local, place) in offers.enumerated() where quantities[local] > 0 {
            let offer = Int(tables.offer[place])
            solution.orders.append(.init(offer: offer, quantity: quantities[local]))
            for tranche in tables.tranches(of: place) {
                for arc in Int(tables.arcStart[tranche])..<Int(tables.arcStart[tranche + 1])
                where flow[arc - firstArc] > 0 {
                    solution.allocations.append(
                        .init(
                            line: Int(tables.line[firstLine + Int(tables.arcLine[arc])]),
                            offer: offer, tranche: Int(tables.trancheOrigin[tranche]),
                            quantity: flow[arc - firstArc]))
                }
            }
        }
    }
}
