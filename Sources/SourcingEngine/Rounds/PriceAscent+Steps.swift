extension PriceAscent {
    /// Moves all prices together along a deflected subgradient, and keeps the best found.
    ///
    /// Every price is counted in micros: a price of goods as what it makes of a typical order. So
    /// all parts of the subgradient are shares of an order, and one step length fits them all.
    ///
    /// - Parameter target: a value that the bound cannot pass, such as the best answer's cost.
    /// - Returns: the best value reached, in micros.
    @discardableResult
    func step(_ count: Int, target: Double, stop: () -> Bool) -> Double {
        var best = evaluate()
        var bestPrices = prices
        var pace = 1.0
        var sinceBetter = 0
        let sizes = typicalOrders()
        var direction = PriceDirection(pairs: tables.pairCount, suppliers: suppliers.count)
        var current = direction
        for _ in 0..<count {
            if stop() { break }
            let value = subgradient(&current, sizes)
            if value > best {
                sinceBetter = value > best + 1e-6 * abs(best) ? 0 : sinceBetter + 1
                best = value
                bestPrices = prices
            } else {
                sinceBetter += 1
            }
            if sinceBetter >= 8 {
                pace *= 0.5
                sinceBetter = 0
                prices = bestPrices
                direction = PriceDirection(pairs: tables.pairCount, suppliers: suppliers.count)
                if pace < 0.01 { break }
            }
            direction.turn(towards: current, keeping: 0.6)
            let length = project(&direction)
            guard length > 1e-12 else { break }
            let distance = max(target - value, 1e-5 * abs(value))
            move(direction, by: pace * distance / length, sizes)
        }
        prices = bestPrices
        return best
    }

    /// Goods value and units of a typical order, by supplier.
    private func typicalOrders() -> [(goods: Double, units: Double)] {
        var sizes = [(goods: Double, units: Double)](
            repeating: (0, 0), count: suppliers.count)
        for block in 0..<view.blockCount {
            for entry in view.entries(of: cheapest(block).plan) {
                let pair = Int(view.pair[entry])
                let supplier = Int(suppliers.ofPair[pair >= 0 ? pair : ~pair])
                guard supplier >= 0 else { continue }
                sizes[supplier].goods += view.goods[entry]
                sizes[supplier].units += view.units[entry]
            }
        }
        for supplier in 0..<suppliers.count {
            for cell in suppliers.cells[supplier] {
                let least = max(Double(cell.valueLow), Double(cell.valueHigh) / 100)
                sizes[supplier].goods = max(sizes[supplier].goods, least, 1)
                let fewest = max(Double(cell.unitsLow), Double(cell.unitsHigh) / 100)
                sizes[supplier].units = max(sizes[supplier].units, fewest, 1)
            }
        }
        return sizes
    }

    /// The value of the prices, and what is out of balance under them.
    private func subgradient(
        _ found: inout PriceDirection, _ sizes: [(goods: Double, units: Double)]
    ) -> Double {
        found.clear()
        var total = -constantTerm
        for block in 0..<view.blockCount {
            let (plan, cost) = cheapest(block)
            total += cost
            for entry in view.entries(of: plan) {
                let pair = Int(view.pair[entry])
                let actual = pair >= 0 ? pair : ~pair
                let supplier = Int(suppliers.ofPair[actual])
                guard supplier >= 0 else { continue }
                if pair >= 0 { found.use[actual] += 1 }
                found.value[supplier] += view.goods[entry] / sizes[supplier].goods
                found.unit[supplier] += view.units[entry] / sizes[supplier].units
            }
        }
        for supplier in 0..<suppliers.count where states[supplier] != .closed {
            guard let first = suppliers.pairs[supplier].first else { continue }
            var paid = 0.0
            for pair in suppliers.pairs[supplier] { paid += prices.use[Int(pair)] }
            let order = cheapestOrder(
                supplier, value: prices.value[Int(first)], unit: prices.unit[supplier])
            guard states[supplier] == .open || order.cost < paid else { continue }
            total += order.cost - paid
            for pair in suppliers.pairs[supplier] { found.use[Int(pair)] -= 1 }
            found.value[supplier] -= order.goods / sizes[supplier].goods
            found.unit[supplier] -= order.units / sizes[supplier].units
        }
        return total
    }

    /// Takes out what must not move, and measures the rest.
    private func project(_ direction: inout PriceDirection) -> Double {
        var length = 0.0
        for pair in direction.use.indices {
            let supplier = Int(suppliers.ofPair[pair])
            let isFixed = supplier < 0 || states[supplier] != .free
            if isFixed || (direction.use[pair] < 0 && prices.use[pair] <= 0) {
                direction.use[pair] = 0
            }
            length += direction.use[pair] * direction.use[pair]
        }
        for supplier in 0..<suppliers.count {
            if !suppliers.usesValue[supplier] { direction.value[supplier] = 0 }
            if !suppliers.usesUnits[supplier] { direction.unit[supplier] = 0 }
            length += direction.value[supplier] * direction.value[supplier]
            length += direction.unit[supplier] * direction.unit[supplier]
        }
        return length
    }

    private func move(
        _ direction: PriceDirection, by factor: Double,
        _ sizes: [(goods: Double, units: Double)]
    ) {
        for pair in direction.use.indices where direction.use[pair] != 0 {
            prices.use[pair] = max(0, prices.use[pair] + factor * direction.use[pair])
        }
        for supplier in 0..<suppliers.count {
            if direction.value[supplier] != 0 {
                let step = factor * direction.value[supplier] / sizes[supplier].goods
                for pair in suppliers.pairs[supplier] { prices.value[Int(pair)] += step }
            }
            if direction.unit[supplier] != 0 {
                prices.unit[supplier] +=
                    factor * direction.unit[supplier] / sizes[supplier].units
            }
        }
    }
}

/// A direction in which prices move.
struct PriceDirection {
    var use: [Double]
    var value: [Double]
    var unit: [Double]

    init(pairs: Int, suppliers: Int) {
        use = Array(repeating: 0, count: pairs)
        value = Array(repeating: 0, count: suppliers)
        unit = value
    }

    mutating func clear() {
        for index in use.indices { use[index] = 0 }
        for index in value.indices {
            value[index] = 0
            unit[index] = 0
        }
    }

    /// Turns towards another direction and keeps a share of this one.
    mutating func turn(towards other: PriceDirection, keeping share: Double) {
        for index in use.indices { use[index] = share * use[index] + other.use[index] }
        for index in value.indices {
            value[index] = share * value[index] + other.value[index]
            unit[index] = share * unit[index] + other.unit[index]
        }
    }
}
