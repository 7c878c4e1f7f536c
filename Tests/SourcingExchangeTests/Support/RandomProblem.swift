import SourcingEngine

/// The same numbers for the same seed, everywhere (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
        Int64.random(in: range, using: &self)
    }

    /// True once in `times`.
    mutating func once(in times: Int64) -> Bool { number(1...times) == 1 }
}

/// A small valid problem in which each feature of the statement is on or off at random.
struct RandomProblem {
    private var generator: SeededGenerator
    private var problem = SourcingProblem(currency: "EUR")
    /// Whether a feature may appear at all in this problem, by its place in the code below.
    private var features: UInt64

    /// A problem of at most `largest` items, one supplier more, and twice as many offers and lines.
    static func make(seed: UInt64, largest: Int64 = 3) -> SourcingProblem {
        var random = RandomProblem(seed: seed)
        return random.build(largest)
    }

    private init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        features = generator.next() | generator.next()
    }

    private mutating func build(_ largest: Int64) -> SourcingProblem {
        let items = generator.number(1...largest)
        problem.items = (1...items).map { SourcingItem(id: "I\($0)") }
        let suppliers = generator.number(1...largest + 1)
        problem.suppliers = (1...suppliers).map { SourcingSupplier(id: "S\($0)") }
        for index in problem.suppliers.indices { addTerms(index) }
        for index in 1...generator.number(1...2 * largest) { addOffer(index) }
        for index in 1...generator.number(1...2 * largest) { addLine(index) }
        addSubstitutes()
        addShares()
        addLimits()
        addSalvage()
        addRules()
        return problem
    }

    private func has(_ feature: Int) -> Bool { features >> feature & 1 == 1 }

    private mutating func chance(_ feature: Int, once times: Int64 = 2) -> Bool {
        has(feature) && generator.once(in: times)
    }

    /// An amount with mostly two decimals, sometimes six.
    private mutating func amount(_ whole: ClosedRange<Int64>) -> Int64 {
        let cents = generator.number(0...99) * 10_000
        let rest = generator.once(in: 6) ? generator.number(0...9_999) : 0
        return generator.number(whole) * 1_000_000 + cents + rest
    }

    private mutating func addTerms(_ index: Int) {
        var supplier = problem.suppliers[index]
        if chance(0) { supplier.orderCost = amount(1...30) }
        if chance(1) { supplier.minimumOrderValue = amount(5...120) }
        if chance(2) { supplier.minimumOrderSurcharge = amount(0...20) }
        if chance(3) { supplier.freight = amount(1...25) }
        if chance(4) { supplier.freeFreightFrom = amount(0...150) }
        if chance(5, once: 4) { supplier.maximumUnits = generator.number(0...40) }
        if chance(6, once: 4) { supplier.maximumValue = amount(10...250) }
        if chance(7) {
            let byUnits = generator.once(in: 2)
            var from: Int64 = 0
            var percent: Int64 = 0
            for _ in 1...generator.number(1...3) {
                from += generator.number(1...25)
                let most: Int64 = generator.once(in: 5) ? 330_000 : 60_000
                percent += generator.number(1...most)
                supplier.discounts.append(
                    SourcingDiscount(
                        from: byUnits ? .units(from) : .value(from * 3_141_593),
                        percentTenThousandths: percent))
            }
        }
        problem.suppliers[index] = supplier
    }

    private mutating func addOffer(_ index: Int64) {
        var price = has(27) && generator.once(in: 8) ? 0 : amount(1...20)
        let item = Int(generator.number(0...Int64(problem.items.count) - 1))
        let supplier = Int(generator.number(0...Int64(problem.suppliers.count) - 1))
        var offer = SourcingOffer(
            id: "O\(index)", supplier: supplier, item: item, priceBreaks: [], tranches: [])
        if chance(8) { offer.minimumQuantity = generator.number(1...12) }
        if chance(9) { offer.orderMultiple = generator.number(1...6) }
        if chance(28, once: 8) { offer.orderMultiple = generator.number(10...25) }
        if chance(10, once: 3) { offer.maximumQuantity = generator.number(0...30) }
        if chance(11) { offer.offerCost = amount(0...15) }
        if chance(12) { offer.unitCost = amount(0...3) }
        if chance(13, once: 3) {
            offer.priceQuantity = [3, 7, 10, 100][Int(generator.number(0...3))]
            price *= offer.priceQuantity
        }
        if chance(14) { offer.priceMode = .incremental }
        var from = generator.number(1...offer.minimumQuantity)
        offer.priceBreaks = [SourcingPriceBreak(fromQuantity: from, unitPrice: price)]
        if has(15) {
            for _ in 0..<generator.number(0...2) {
                from += generator.number(1...10)
                price = price * generator.number(70...103) / 100
                offer.priceBreaks.append(SourcingPriceBreak(fromQuantity: from, unitPrice: price))
            }
        }
        offer.tranches = tranches()
        problem.offers.append(offer)
    }

    private mutating func tranches() -> [SourcingTranche] {
        let count = has(16) ? generator.number(1...3) : 1
        var result: [SourcingTranche] = []
        for position in 1...count {
            let isRest = position == count && !generator.once(in: 4)
            result.append(
                SourcingTranche(
                    quantity: isRest ? nil : generator.number(0...12), arrivals: arrivals()))
        }
        return result.sorted { expected($0) < expected($1) }.enumerated().map { index, tranche in
            var tranche = tranche
            if index + 1 < result.count && tranche.quantity == nil {
                tranche.quantity = generator.number(0...9)
            }
            return tranche
        }
    }

    private func expected(_ tranche: SourcingTranche) -> Int64 {
        tranche.arrivals.reduce(0) { $0 + Int64($1.days) * $1.probabilityMillionths }
    }

    private mutating func arrivals() -> [SourcingArrival] {
        var day = Int(generator.number(-2...12))
        guard has(17), generator.once(in: 2) else { return [SourcingArrival(days: day)] }
        var left: Int64 = 1_000_000
        var result: [SourcingArrival] = []
        for _ in 0..<generator.number(1...2) {
            let part = generator.number(1...left - 1)
            result.append(SourcingArrival(days: day, probabilityMillionths: part))
            left -= part
            day += Int(generator.number(1...15))
            guard left > 1 else { break }
        }
        return result + [SourcingArrival(days: day, probabilityMillionths: left)]
    }

    private mutating func addLine(_ index: Int64) {
        let item = Int(generator.number(0...Int64(problem.items.count) - 1))
        var line = SourcingLine(
            id: "L\(index)", item: item, quantity: generator.number(1...14),
            needByDay: Int(generator.number(-1...10)), unmetCost: amount(0...40))
        if chance(18, once: 1) { line.lateCost = amount(0...3) }
        if chance(19) { line.split = .single }
        if chance(20) { line.split = .complete }
        problem.lines.append(line)
    }

    private mutating func addSubstitutes() {
        guard has(21) else { return }
        for item in problem.items.indices {
            for other in problem.items.indices where item != other && generator.once(in: 3) {
                problem.substitutes.append(
                    SourcingSubstitute(item: item, substitute: other, cost: amount(0...4)))
            }
        }
    }

    private mutating func addShares() {
        guard has(22) else { return }
        for supplier in problem.suppliers.indices {
            for item in problem.items.indices where generator.once(in: 5) {
                let unit: Int64 = generator.once(in: 3) ? 83_333 : 100_000
                let least = generator.once(in: 2) ? 0 : generator.number(0...6) * unit
                let most = generator.once(in: 2) ? 1_000_000 : generator.number(0...10) * unit
                problem.shares.append(
                    SourcingShare(
                        supplier: supplier, item: item,
                        minimumShareMillionths: min(least, most),
                        maximumShareMillionths: most))
            }
        }
    }

    private mutating func addLimits() {
        if chance(23, once: 3) { problem.maximumSuppliersPerLine = Int(generator.number(1...2)) }
        if chance(24, once: 3) { problem.maximumSuppliersPerItem = Int(generator.number(1...2)) }
        if chance(25, once: 3) { problem.maximumSuppliers = Int(generator.number(1...3)) }
    }

    /// Each kind hard or at a price.
    private mutating func addRules() {
        var demands: [SourcingRule.Demand] = []
        let supplier = Int(generator.number(0...Int64(problem.suppliers.count) - 1))
        let offer = problem.offers[Int(generator.number(0...Int64(problem.offers.count) - 1))]
        let line = Int(generator.number(0...Int64(problem.lines.count) - 1))
        if chance(29, once: 4) { demands.append(.forbid(supplier: supplier, item: nil)) }
        if chance(30, once: 4) {
            demands.append(.forbid(supplier: offer.supplier, item: offer.item))
        }
        if chance(31, once: 4) {
            demands.append(.requireValue(supplier: offer.supplier, value: amount(5...120)))
        }
        if chance(32, once: 4) {
            demands.append(
                .requireUnits(
                    supplier: offer.supplier, item: offer.item, units: generator.number(1...15)))
        }
        if chance(33, once: 3) { demands.append(.budget(value: amount(10...400))) }
        if chance(34, once: 3) {
            demands.append(.onTime(line: line, dayMillionths: generator.number(0...8) * 500_000))
        }
        for (index, demand) in demands.enumerated() {
            let penalty = generator.once(in: 3) ? nil : amount(1...60)
            problem.rules.append(
                SourcingRule(id: "R\(index + 1)", demand: demand, penalty: penalty))
        }
    }

    /// At most what the cheapest unit costs after the highest discount.
    private mutating func addSalvage() {
        guard has(26) else { return }
        for item in problem.items.indices {
            var most: Int64?
            for offer in problem.offers where offer.item == item {
                let discount =
                    problem.suppliers[offer.supplier].discounts.last?.percentTenThousandths ?? 0
                let price = offer.priceBreaks.map(\.unitPrice).min() ?? 0
                let net =
                    Int128(price) * Int128(1_000_000 - discount)
                    / (1_000_000 * Int128(offer.priceQuantity))
                most = min(most ?? Int64.max, Int64(clamping: net) + offer.unitCost)
            }
            guard let most, generator.once(in: 2) else { continue }
            problem.items[item].salvageValue =
                generator.once(in: 4) ? most : generator.number(0...most)
        }
    }
}

/// An answer that keeps to most rules, but not surely to all.
enum RandomSolution {
    static func make(for problem: SourcingProblem, seed: UInt64) -> SourcingSolution {
        var generator = SeededGenerator(seed: seed)
        var solution = SourcingSolution()
        var open = problem.lines.map(\.quantity)
        var allocated: [SourcingSolution.Allocation] = []
        let careless = generator.once(in: 4)
        for (index, offer) in problem.offers.enumerated() where !generator.once(in: 3) {
            let multiple = careless ? 1 : offer.orderMultiple
            let least = careless ? 1 : (offer.minimumQuantity + multiple - 1) / multiple
            var quantity = multiple * (least + generator.number(0...3))
            if let most = offer.maximumQuantity, !careless {
                quantity = min(quantity, most / multiple * multiple)
            }
            guard quantity >= (careless ? 1 : offer.minimumQuantity) else { continue }
            solution.orders.append(.init(offer: index, quantity: quantity))
            var left = quantity
            for (tranche, part) in offer.tranches.enumerated() {
                var holds = min(left, part.quantity ?? left)
                for line in problem.lines.indices where holds > 0 && open[line] > 0 {
                    let fits =
                        problem.substitutionCost(line: line, offer: index) != nil
                        || careless && generator.once(in: 6)
                    guard fits, !generator.once(in: 3) else { continue }
                    let single = problem.lines[line].split == .single
                    let isServed = allocated.contains { $0.line == line && $0.offer != index }
                    if single && isServed && !careless { continue }
                    let given = generator.number(1...min(holds, open[line]))
                    open[line] -= given
                    holds -= given
                    left -= given
                    allocated.append(
                        .init(line: line, offer: index, tranche: tranche, quantity: given))
                }
            }
        }
        if careless && !allocated.isEmpty && generator.once(in: 2) {
            let index = Int(generator.number(0...Int64(allocated.count) - 1))
            allocated[index].quantity += generator.number(1...5)
        }
        solution.allocations = allocated.sorted {
            ($0.line, $0.offer, $0.tranche) < ($1.line, $1.offer, $1.tranche)
        }
        return solution
    }
}
