import SourcingEngine

/// Rules of the buyer as rounds have them.
extension RoundGenerator {
    /// Credits for waiting on a tenth of the lines.
    ///
    /// A credit is a tenth of what the goods are worth, 2.00 to 25.00; some rise with a longer
    /// delay. Whoever is compensated from the first day bears half of what its days cost.
    mutating func addCredits() {
        for line in problem.lines.indices where random.chance(10) {
            let worth = basePrice[problem.lines[line].item] * problem.lines[line].quantity
            let credit = min(max(worth / 10_000_000, 2), 25) * 1_000_000
            let from: Int64 = random.pick([1, 1, 3, 8])
            if from == 1 { problem.lines[line].lateCost /= 2 }
            addRule(.onTime(line: line, dayMillionths: (from - 1) * 1_000_000), credit)
            guard random.chance(30) else { continue }
            addRule(.onTime(line: line, dayMillionths: 13_000_000), credit / 2)
        }
    }

    /// Wishes at a price: lines of good customers on time, a supplier that an item should not come
    /// from, and one that should sell some of it.
    mutating func addWishes() {
        for line in problem.lines.indices where random.chance(10) {
            addRule(.onTime(line: line, dayMillionths: 0), random.whole(5...50) * 1_000_000)
        }
        let demand = demand
        for offer in problem.offers where random.chance(1) {
            let price = random.whole(5...40) * 1_000_000
            if random.chance(50) {
                addRule(.forbid(supplier: offer.supplier, item: offer.item), price)
            } else {
                let units = max(1, demand[offer.item] / 4)
                addRule(
                    .requireUnits(supplier: offer.supplier, item: offer.item, units: units), price)
            }
        }
    }

    /// What must be bought whatever it costs: units of an item from one of its suppliers, and
    /// goods of a value from some suppliers.
    mutating func addRequirements() {
        var ruled: Set<Int> = []
        let demand = demand
        for offer in problem.offers where random.chance(1) && !ruled.contains(offer.item) {
            let most = offer.maximumQuantity ?? Int64.max
            let units = min(most / 2, max(1, demand[offer.item] / 4))
            guard units > 0, offer.smallestOrder != nil else { continue }
            ruled.insert(offer.item)
            addRule(.requireUnits(supplier: offer.supplier, item: offer.item, units: units), nil)
        }
        for supplier in stride(from: 5, to: problem.suppliers.count, by: 20) {
            let value = Int64(expectedValue[supplier] / 1e6 * 0.8)
            let most = (problem.suppliers[supplier].maximumValue ?? Int64.max) / 2_000_000
            guard min(value, most) > 0 else { continue }
            addRule(
                .requireValue(supplier: supplier, value: min(value, most) * 1_000_000), nil)
        }
    }

    /// Units wanted, by item.
    private var demand: [Int64] {
        var demand = [Int64](repeating: 0, count: problem.items.count)
        for line in problem.lines { demand[line.item] += line.quantity }
        return demand
    }

    private mutating func addRule(_ demand: SourcingRule.Demand, _ penalty: Int64?) {
        problem.rules.append(
            SourcingRule(id: "R\(problem.rules.count + 1)", demand: demand, penalty: penalty))
    }
}
