extension Master {
    /// First plans: nothing, the cheapest alone, and with each supplier alone.
    mutating func addFirstPlans(stop: () -> Bool) {
        for (index, block) in model.blocks.enumerated() { _ = add(.nothing(block), block: index) }
        for (index, component) in model.components.enumerated() {
            _ = answers.add(.nothing(component), block: index, component)
        }
        for index in model.components.indices {
            if stop() { return }
            addFirstAnswers(index, stop: stop)
        }
        for index in model.blocks.indices where !isWhole(index) {
            if stop() { return }
            let block = model.blocks[index]
            let answer = minimize(
                model.heldBlocks[index], BlockPrices(block), BlockDomain(block), limit: 100,
                stop: stop)
            for plan in answer.plans.suffix(2) { _ = add(plan, block: index) }
        }
    }

    private mutating func addFirstAnswers(_ index: Int, stop: () -> Bool) {
        let component = model.components[index]
        var prices = BlockPrices(component)
        let domain = BlockDomain(component)
        addAnswers(index, prices, domain, stop: stop)
        for (local, place) in model.supplierOfComponent[index].enumerated() {
            guard let place else { continue }
            let fixed = model.suppliers[place].cells.map(\.fixedCost).min() ?? 0
            let users = Int64(model.componentsOfSupplier[place].count)
            prices.use[local] = (fixed / users) << Int64(model.shift)
        }
        addAnswers(index, prices, domain, stop: stop)
        guard component.suppliers.count > 1, component.suppliers.count <= 12 else { return }
        for supplier in component.suppliers.indices {
            var alone = domain
            for offer in 0..<component.offerCount
            where component.supplierOfOffer[offer] != supplier {
                alone.high[offer] = alone.low[offer] - 1
            }
            addAnswers(index, BlockPrices(component), alone, stop: stop)
        }
    }

    private mutating func addAnswers(
        _ index: Int, _ prices: BlockPrices, _ domain: BlockDomain, stop: () -> Bool
    ) {
        let component = model.heldComponents[index]
        let answer = minimize(component, prices, domain, limit: 200, stop: stop)
        for plan in answer.plans.suffix(2) { _ = addWhole(plan, component: index) }
    }

    /// Adds a plan of a component; the value is its position.
    mutating func addWhole(_ plan: BlockPlan, component index: Int) -> Int? {
        _ = answers.add(plan, block: index, model.components[index])
        if let block = model.componentOfBlock.firstIndex(of: index), isWhole(block) {
            _ = add(plan, block: block)
        }
        return answers.position(of: plan, block: index)
    }

    /// The quantities of a component that a domain of its blocks allows; lines are free.
    func componentDomain(_ index: Int, _ domain: SearchDomain) -> BlockDomain {
        let component = model.components[index]
        var merged = BlockDomain(component)
        for block in model.blocks.indices where model.componentOfBlock[block] == index {
            for (local, offer) in model.blocks[block].offers.enumerated() {
                guard let position = component.offers.firstIndex(of: offer) else { continue }
                merged.low[position] = domain.blocks[block].low[local]
                merged.high[position] = domain.blocks[block].high[local]
                merged.allowsZero[position] = domain.blocks[block].allowsZero[local]
            }
            if isWhole(block) { merged.rules = domain.blocks[block].rules }
        }
        return merged
    }

    /// Finds the cheapest plan of a component in a domain and adds it; `nil` if there is none or
    /// the search was cut.
    mutating func addAnswer(
        _ index: Int, _ domain: BlockDomain, limit: Int, stop: () -> Bool
    ) -> Int? {
        let component = model.heldComponents[index]
        let answer = minimize(
            component, BlockPrices(component.block), domain, limit: limit, stop: stop)
        guard let plan = answer.plans.last, !answer.isCut || limit < Int.max else { return nil }
        return addWhole(plan, component: index)
    }

    /// One plan per component near the linear program's solution.
    ///
    /// - Parameter mixes: whether plans that the program mixes are merged into one with their
    ///   average quantities; otherwise the heaviest is taken.
    mutating func roundedChoice(mixes: Bool, stop: () -> Bool) -> [Int] {
        var choice = [Int](repeating: 0, count: model.components.count)
        var ranges: [[QuantityRange]] = model.components.map {
            Array(repeating: QuantityRange(), count: $0.offerCount)
        }
        for index in model.blocks.indices {
            let component = model.componentOfBlock[index]
            let used = support(of: index)
            if isWhole(index) {
                choice[component] = roundedPlan(index, used, mixes: mixes, stop: stop)
                continue
            }
            for (local, offer) in model.blocks[index].offers.enumerated() {
                guard let position = model.components[component].offers.firstIndex(of: offer)
                else { continue }
                for (plan, _) in used {
                    ranges[component][position].include(
                        pool.plans[index][plan].plan.quantities[local])
                }
            }
        }
        for (index, ranges) in ranges.enumerated() where ranges.contains(where: \.isUsed) {
            var near = BlockDomain(model.components[index])
            for (offer, range) in ranges.enumerated() {
                near.allowsZero[offer] = range.hasZero || range.high == 0
                near.low[offer] = range.high > 0 ? range.low : near.low[offer]
                near.high[offer] = range.high > 0 ? range.high : near.low[offer] - 1
            }
            choice[index] = addAnswer(index, near, limit: 40, stop: stop) ?? 0
        }
        return choice
    }

    /// The plan of a whole component that the linear program uses, or one with the quantities
    /// that its plans have on average.
    private mutating func roundedPlan(
        _ index: Int, _ used: [(plan: Int, weight: Double)], mixes: Bool, stop: () -> Bool
    ) -> Int {
        let component = model.componentOfBlock[index]
        let block = model.components[component]
        guard let heaviest = used.max(by: { $0.weight < $1.weight }) else { return 0 }
        if mixes, used.count > 1 {
            var near = BlockDomain(block)
            for offer in 0..<block.offerCount {
                var mean = 0.0
                for (plan, weight) in used {
                    mean += weight * Double(pool.plans[index][plan].plan.quantities[offer])
                }
                let multiple = block.multiple[offer]
                let below = Int64(mean + 1e-6) / multiple * multiple
                let above = Double(below) + 1e-6 < mean ? below + multiple : below
                near.allowsZero[offer] = below < block.low[offer]
                near.low[offer] = max(below, block.low[offer])
                let high = min(max(above, block.low[offer]), block.high[offer])
                near.high[offer] = above == 0 ? near.low[offer] - 1 : high
            }
            if let plan = addAnswer(component, near, limit: 40, stop: stop) { return plan }
        }
        return answers.position(of: pool.plans[index][heaviest.plan].plan, block: component) ?? 0
    }
}

/// The quantities of an offer that some plans have.
private struct QuantityRange {
    var low = Int64.max
    var high: Int64 = 0
    var hasZero = false

    var isUsed: Bool { hasZero || high > 0 }

    mutating func include(_ quantity: Int64) {
        guard quantity > 0 else {
            hasZero = true
            return
        }
        low = min(low, quantity)
        high = max(high, quantity)
    }
}

extension BlockPlan {
    /// Nothing is ordered.
    static func nothing(_ block: Block) -> BlockPlan {
        let quantities = [Int64](repeating: 0, count: block.offerCount)
        let none = [Int64](repeating: 0, count: block.arcCount)
        return BlockPlan(
            quantities: quantities,
            flow: none, cost: block.cost(quantities: quantities, flow: none))
    }
}
