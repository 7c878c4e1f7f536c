package import SourcingEngine

/// Makes sourcing rounds of any size with the features of real ones, each of which can be
/// switched off; the same seed gives the same round.
package struct RoundGenerator {
    /// What a round may have beside items, lines, offers and prices.
    package enum Feature: String, CaseIterable, Sendable {
        case allUnits
        case incremental
        case minimums
        case multiples
        case maximums
        case orderCosts
        case offerCosts
        case minimumValues
        case maximumValues
        case lateness
        case surplus
        case twoSuppliersPerItem
        // Beyond the standard round.
        case surcharges
        case freight
        case discounts
        case tranches
        case arrivals
        case complete
        case single
        case substitutes
        case shares
        case unitCosts
        case suppliersPerLine
        // Rules of the buyer.
        case credits
        case wishes
        case requirements

        /// The features of the standard round.
        package static let standard: Set<Feature> = [
            .allUnits, .incremental, .minimums, .multiples, .maximums, .orderCosts, .offerCosts,
            .minimumValues, .maximumValues, .lateness, .surplus, .twoSuppliersPerItem,
        ]
    }

    var lineCount: Int
    var features = Feature.standard
    /// Lines per supplier in a round with a long tail of small suppliers; `nil` for the standard.
    var tail: Int?
    /// Lines that want the same item, on average.
    var linesPerItem = 3

    var random: SeededRandom
    var problem = SourcingProblem(currency: "EUR")
    private var popularity: [Double] = []
    var basePrice: [Int64] = []
    var expectedValue: [Double] = []

    package init(
        lines: Int, seed: UInt64, features: Set<Feature> = Feature.standard, tail: Int? = nil,
        linesPerItem: Int = 3
    ) {
        lineCount = lines
        self.features = features
        self.tail = tail
        self.linesPerItem = linesPerItem
        random = SeededRandom(seed: seed)
    }

    /// Makes the round.
    package mutating func make() -> SourcingProblem {
        problem.maximumSuppliersPerItem = features.contains(.twoSuppliersPerItem) ? 2 : nil
        problem.maximumSuppliersPerLine = features.contains(.suppliersPerLine) ? 2 : nil
        addSuppliers()
        addItems()
        addLines()
        addOffers()
        if features.contains(.maximumValues) { limitValues() }
        if features.contains(.substitutes) { addSubstitutes() }
        if features.contains(.shares) { addShares() }
        if features.contains(.credits) { addCredits() }
        if features.contains(.wishes) { addWishes() }
        if features.contains(.requirements) { addRequirements() }
        return problem
    }

    private mutating func addSuppliers() {
        let root = Double(lineCount).squareRoot()
        let count = max(4, tail.map { lineCount / $0 } ?? Int(1.5 * root))
        for index in 0..<count {
            var supplier = SourcingSupplier(id: "S\(index + 1)")
            if features.contains(.orderCosts) {
                let cost = tail == nil ? random.whole(25...150) : random.whole(100...400)
                supplier.orderCost = cost * 1_000_000
            }
            if features.contains(.minimumValues), random.chance(60) {
                let value = tail == nil ? random.whole(100...1000) : random.whole(500...3000)
                supplier.minimumOrderValue = value * 1_000_000
                if features.contains(.surcharges), random.chance(50) {
                    supplier.minimumOrderSurcharge = random.whole(20...120) * 1_000_000
                }
            }
            if features.contains(.freight), random.chance(50) {
                supplier.freight = random.whole(10...90) * 1_000_000
                if random.chance(60) {
                    supplier.freeFreightFrom = random.whole(500...5000) * 1_000_000
                }
            }
            if features.contains(.discounts), random.chance(25) { addDiscounts(to: &supplier) }
            problem.suppliers.append(supplier)
            popularity.append(1 / power(Double(index + 1)))
        }
    }

    /// x to the power 0.8, by roots: the same on every machine.
    private func power(_ base: Double) -> Double {
        let fourth = base.squareRoot().squareRoot()
        let eighth = fourth.squareRoot()
        let sixteenth = eighth.squareRoot()
        // 1/2 + 1/4 + 1/32 + 1/64 is 0.797.
        let small = sixteenth.squareRoot()
        return base.squareRoot() * fourth * small * small.squareRoot()
    }

    private mutating func addDiscounts(to supplier: inout SourcingSupplier) {
        let first = random.whole(1000...5000)
        let percent = random.whole(1...3)
        supplier.discounts = [
            SourcingDiscount(
                from: .value(first * 1_000_000), percentTenThousandths: percent * 10_000),
            SourcingDiscount(
                from: .value(first * 3_000_000),
                percentTenThousandths: (percent + random.whole(1...4)) * 10_000),
        ]
    }

    private mutating func addItems() {
        for index in 0..<max(1, lineCount / linesPerItem) {
            // Prices from 0.50 to 100, many low and few high.
            let price = 0.5 * exp2(random.unit() * 7.64)
            basePrice.append(Int64(price * 10_000) * 100)
            let salvage = features.contains(.surplus) ? basePrice[index] / 2 : 0
            problem.items.append(SourcingItem(id: "I\(index + 1)", salvageValue: salvage))
        }
    }

    private func exp2(_ exponent: Double) -> Double {
        var result = 1.0
        var whole = Int(exponent)
        var rest = exponent - Double(whole)
        while whole > 0 {
            result *= 2
            whole -= 1
        }
        var root = 2.0
        for _ in 0..<30 {
            root = root.squareRoot()
            rest *= 2
            if rest >= 1 {
                result *= root
                rest -= 1
            }
        }
        return result
    }

    private mutating func addLines() {
        let count = problem.items.count
        for index in 0..<lineCount {
            // Each item has a line; the others go to few items more often.
            let skew = random.unit()
            let item =
                index < count
                ? index : min(count - 1, Int(Double(count) * skew * skew.squareRoot().squareRoot()))
            let quantity = max(1, Int64(exp2(random.unit() * 6.4)))
            let late: Int64
            if features.contains(.lateness) {
                late = basePrice[item] * random.pick([2, 10, 40]) / 1000
            } else {
                late = 0
            }
            var line = SourcingLine(
                id: "L\(index + 1)", item: item, quantity: quantity,
                needByDay: Int(random.whole(-10...20)), lateCost: late,
                unmetCost: 3 * basePrice[item] + 60 * late)
            if features.contains(.complete), random.chance(15) {
                line.split = .complete
            } else if features.contains(.single), random.chance(15) {
                line.split = .single
            }
            problem.lines.append(line)
        }
    }

    private mutating func addOffers() {
        var cumulated: [Double] = []
        var total = 0.0
        for weight in popularity {
            total += weight
            cumulated.append(total)
        }
        var demand = [Int64](repeating: 0, count: problem.items.count)
        for line in problem.lines { demand[line.item] += line.quantity }
        expectedValue = Array(repeating: 0, count: problem.suppliers.count)
        for item in problem.items.indices {
            let count = min(Int(random.whole(3...8)), problem.suppliers.count)
            var chosen: [Int] = []
            while chosen.count < count {
                let point = random.unit() * total
                let supplier = lowerBound(cumulated, point)
                if !chosen.contains(supplier) { chosen.append(supplier) }
            }
            for supplier in chosen {
                addOffer(item, supplier, demand: demand[item])
                expectedValue[supplier] +=
                    Double(demand[item]) * Double(basePrice[item]) / Double(count)
            }
        }
    }

    private func lowerBound(_ values: [Double], _ point: Double) -> Int {
        var low = 0
        var high = values.count - 1
        while low < high {
            let middle = (low + high) / 2
            if values[middle] > point { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private mutating func addOffer(_ item: Int, _ supplier: Int, demand: Int64) {
        let price = basePrice[item] * random.whole(850...1200) / 1000
        var breaks = [SourcingPriceBreak(fromQuantity: 1, unitPrice: price)]
        var mode = SourcingPriceMode.allUnits
        let shape = random.whole(0...99)
        if shape >= 20 {
            let isAllUnits = shape < 60
            if features.contains(isAllUnits ? .allUnits : .incremental) {
                mode = isAllUnits ? .allUnits : .incremental
                let first = max(2, demand * random.whole(20...60) / 100)
                let second = first + max(1, demand * random.whole(20...80) / 100)
                let off = random.whole(20...60)
                let more = off + random.whole(20...60)
                breaks.append(
                    SourcingPriceBreak(fromQuantity: first, unitPrice: price * (1000 - off) / 1000))
                breaks.append(
                    SourcingPriceBreak(
                        fromQuantity: second, unitPrice: price * (1000 - more) / 1000))
            }
        }
        let lead = Int(random.whole(2...31))
        var offer = SourcingOffer(
            id: "O\(problem.offers.count + 1)", supplier: supplier, item: item,
            priceBreaks: breaks, tranches: tranches(lead, demand: demand))
        offer.priceMode = mode
        if features.contains(.multiples) { offer.orderMultiple = random.pick([1, 5, 10, 12, 25]) }
        if features.contains(.minimums), random.chance(60) {
            offer.minimumQuantity = max(1, demand * random.whole(5...50) / 100)
        }
        if features.contains(.maximums), random.chance(50) {
            offer.maximumQuantity = max(1, demand * random.whole(30...120) / 100)
        }
        if features.contains(.offerCosts) { offer.offerCost = 2_000_000 }
        if features.contains(.unitCosts), random.chance(30) {
            offer.unitCost = price * random.whole(5...40) / 1000
        }
        problem.offers.append(offer)
    }

    private mutating func tranches(_ lead: Int, demand: Int64) -> [SourcingTranche] {
        func arrivals(_ days: Int) -> [SourcingArrival] {
            guard features.contains(.arrivals) else { return [SourcingArrival(days: days)] }
            return [
                SourcingArrival(days: days, probabilityMillionths: 700_000),
                SourcingArrival(days: days + 4, probabilityMillionths: 200_000),
                SourcingArrival(days: days + 14, probabilityMillionths: 100_000),
            ]
        }
        guard features.contains(.tranches), random.chance(30) else {
            return [SourcingTranche(arrivals: arrivals(lead))]
        }
        let stock = max(1, demand * random.whole(10...60) / 100)
        return [
            SourcingTranche(quantity: stock, arrivals: arrivals(max(1, lead / 3))),
            SourcingTranche(arrivals: arrivals(lead)),
        ]
    }

    private mutating func limitValues() {
        for supplier in problem.suppliers.indices where random.chance(15) {
            let share = Double(random.whole(40...100)) / 100
            problem.suppliers[supplier].maximumValue =
                max(1, Int64(expectedValue[supplier] * share / 1e6)) * 1_000_000
        }
        for supplier in problem.suppliers.indices {
            let terms = problem.suppliers[supplier]
            guard let most = terms.maximumValue, most < terms.minimumOrderValue else { continue }
            problem.suppliers[supplier].minimumOrderValue = most / 2
        }
    }

    private mutating func addSubstitutes() {
        for item in problem.items.indices.dropFirst() where random.chance(10) {
            problem.substitutes.append(
                SourcingSubstitute(item: item, substitute: item - 1, cost: basePrice[item] / 20))
        }
    }

    private mutating func addShares() {
        var first = [Int?](repeating: nil, count: problem.items.count)
        for offer in problem.offers where first[offer.item] == nil {
            first[offer.item] = offer.supplier
        }
        for item in problem.items.indices where random.chance(5) {
            guard let supplier = first[item] else { continue }
            problem.shares.append(
                SourcingShare(
                    supplier: supplier, item: item, minimumShareMillionths: 0,
                    maximumShareMillionths: random.whole(4...8) * 100_000))
        }
    }
}
