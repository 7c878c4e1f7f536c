import SourcingEngine

/// Small problems drawn from a seed, each with its own choice of features.
struct RandomProblems {
    enum Feature: String, CaseIterable, Sendable {
        case allUnits, incremental, minimums, multiples, maximums, offerCost, unitCost
        case orderCost, freight, freeFreight, minimumValue, minimumSurcharge
        case maximumUnits, maximumValue, discountByValue, discountByUnits
        case single, complete, substitutes, tranches, distributions, shares
        case suppliersPerLine, suppliersPerItem, suppliers, salvage, priceQuantity, oddPrices
        case forbidSupplier, forbidItem, requireValue, requireUnits, budget, onTime
    }

    private var state: UInt64
    var features: Set<Feature> = []

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func int(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    mutating func long(_ range: ClosedRange<Int>) -> Int64 { Int64(int(range)) }

    mutating func chance(_ percent: Int) -> Bool { int(1...100) <= percent }

    func has(_ feature: Feature) -> Bool { features.contains(feature) }

    /// A problem of at most this many lines with features drawn at random.
    mutating func problem(maximumLines: Int) -> SourcingProblem {
        let share = [15, 35, 60, 100][int(0...3)]
        features = Set(Feature.allCases.filter { _ in chance(share) })
        return problem(lines: int(max(1, maximumLines / 2)...maximumLines), features: features)
    }

    /// A problem with exactly these features.
    mutating func problem(
        lines: Int, features: Set<Feature>, largestQuantity: Int = 60
    ) -> SourcingProblem {
        self.features = features
        var problem = SourcingProblem(currency: "EUR")
        let itemCount = max(1, int(max(1, lines / 4)...max(1, (2 * lines + 2) / 3)))
        let supplierCount = int(2...max(2, min(8, itemCount + 2)))
        if has(.suppliersPerLine) { problem.maximumSuppliersPerLine = int(1...2) }
        if has(.suppliersPerItem) { problem.maximumSuppliersPerItem = int(1...2) }
        if has(.suppliers) { problem.maximumSuppliers = int(1...max(1, supplierCount - 1)) }
        problem.items = (0..<itemCount).map { SourcingItem(id: "I\($0)") }
        let prices = (0..<itemCount).map { _ in long(2...200) * 100_000 }
        for index in 0..<lines {
            problem.lines.append(line(index, prices, largestQuantity))
        }
        if has(.substitutes) { addSubstitutes(to: &problem, prices) }
        for index in 0..<supplierCount {
            problem.suppliers.append(
                supplier(index, prices.reduce(0, +) / Int64(itemCount), largestQuantity))
        }
        for item in 0..<itemCount {
            let count = int(1...min(4, supplierCount))
            var candidates = Array(0..<supplierCount)
            for number in 0..<count {
                let supplier = candidates.remove(at: int(0...(candidates.count - 1)))
                problem.offers.append(
                    offer("O\(item)-\(number)", supplier, item, prices[item], largestQuantity))
                if chance(10), candidates.count > 0 {
                    problem.offers.append(
                        offer("O\(item)-\(number)b", supplier, item, prices[item], largestQuantity))
                }
            }
        }
        if has(.shares) { addShares(to: &problem) }
        if has(.salvage) { addSalvage(to: &problem, prices) }
        addRules(to: &problem, prices, largestQuantity)
        return problem
    }

    private mutating func line(
        _ index: Int, _ prices: [Int64], _ largest: Int
    ) -> SourcingLine {
        let item = index < prices.count ? index : int(0...(prices.count - 1))
        var line = SourcingLine(
            id: "L\(index)", item: item, quantity: long(1...largest), needByDay: int(-5...25),
            lateCost: chance(70) ? prices[item] * long(0...10) / 100 : 0,
            unmetCost: prices[item] * long(80...400) / 100)
        if has(.single), chance(40) { line.split = .single }
        if has(.complete), chance(40) { line.split = .complete }
        return line
    }

    private mutating func addSubstitutes(to problem: inout SourcingProblem, _ prices: [Int64]) {
        for item in problem.items.indices where chance(40) && problem.items.count > 1 {
            let other = int(0...(problem.items.count - 1))
            guard other != item else { continue }
            problem.substitutes.append(
                SourcingSubstitute(
                    item: item, substitute: other, cost: prices[item] * long(0...20) / 100))
        }
    }

    private mutating func supplier(
        _ index: Int, _ price: Int64, _ largest: Int
    ) -> SourcingSupplier {
        var supplier = SourcingSupplier(id: "S\(index)")
        let size = price * Int64(largest)
        if has(.orderCost), chance(70) { supplier.orderCost = size * long(1...30) / 100 }
        if has(.freight), chance(70) { supplier.freight = size * long(1...20) / 100 }
        if has(.freeFreight), chance(70) { supplier.freeFreightFrom = size * long(20...300) / 100 }
        if has(.minimumValue), chance(50) {
            supplier.minimumOrderValue = size * long(20...200) / 100
            if has(.minimumSurcharge), chance(50) {
                supplier.minimumOrderSurcharge = size * long(1...20) / 100
            }
        }
        if has(.maximumUnits), chance(60) {
            supplier.maximumUnits = long((largest / 2)...(largest * 4))
        }
        if has(.maximumValue), chance(60) { supplier.maximumValue = size * long(50...400) / 100 }
        let byUnits = has(.discountByUnits) && (!has(.discountByValue) || chance(50))
        if has(.discountByValue) || has(.discountByUnits), chance(60) {
            var percent: Int64 = 0
            var threshold: Int64 = 0
            for _ in 0..<int(1...3) {
                percent += long(10...80) * 1000
                threshold +=
                    byUnits ? long(min(10, largest)...(largest * 2)) : size * long(20...150) / 100
                supplier.discounts.append(
                    SourcingDiscount(
                        from: byUnits ? .units(threshold) : .value(threshold),
                        percentTenThousandths: percent))
            }
        }
        return supplier
    }

    private mutating func offer(
        _ id: String, _ supplier: Int, _ item: Int, _ base: Int64, _ largest: Int
    ) -> SourcingOffer {
        var price = base * long(70...140) / 100
        if has(.oddPrices) { price += long(0...999) }
        var offer = SourcingOffer(
            id: id, supplier: supplier, item: item,
            priceBreaks: [SourcingPriceBreak(fromQuantity: 1, unitPrice: price)],
            tranches: [SourcingTranche(arrivals: [SourcingArrival(days: int(1...30))])])
        if has(.priceQuantity), chance(50) {
            offer.priceQuantity = [3, 10, 12, 100][int(0...3)]
            price *= offer.priceQuantity
            offer.priceBreaks[0].unitPrice = price
        }
        if has(.allUnits) || has(.incremental) {
            if has(.incremental), !has(.allUnits) || chance(50) { offer.priceMode = .incremental }
            var from: Int64 = 1
            for _ in 0..<int(0...2) {
                from += long(min(3, largest)...max(3, largest))
                price = price * long(80...98) / 100
                offer.priceBreaks.append(
                    SourcingPriceBreak(fromQuantity: from, unitPrice: price))
            }
        }
        if has(.minimums), chance(60) { offer.minimumQuantity = long(1...largest) }
        if has(.multiples), chance(60) { offer.orderMultiple = multiple(largest) }
        if has(.maximums), chance(50) { offer.maximumQuantity = long(1...(2 * largest)) }
        if has(.offerCost), chance(60) { offer.offerCost = base * long(1...300) / 100 }
        if has(.unitCost), chance(60) { offer.unitCost = base * long(0...20) / 100 }
        addTranches(to: &offer, largest)
        return offer
    }

    private mutating func multiple(_ largest: Int) -> Int64 {
        largest < 10 ? [2, 3][int(0...1)] : [2, 5, 10, 12, 25][int(0...4)]
    }

    private mutating func addTranches(to offer: inout SourcingOffer, _ largest: Int) {
        if has(.tranches), chance(60) {
            let day = int(0...10)
            offer.tranches = [
                SourcingTranche(
                    quantity: long(1...largest), arrivals: [SourcingArrival(days: day)]),
                SourcingTranche(
                    quantity: chance(20) ? long(1...largest) : nil,
                    arrivals: [SourcingArrival(days: day + int(1...30))]),
            ]
        }
        guard has(.distributions) else { return }
        for index in offer.tranches.indices where chance(50) {
            let day = offer.tranches[index].arrivals[0].days
            let spread = int(1...6)
            // Symmetric, so that the expectation and the order of the tranches stay.
            offer.tranches[index].arrivals = [
                SourcingArrival(days: day - spread, probabilityMillionths: 250_000),
                SourcingArrival(days: day, probabilityMillionths: 500_000),
                SourcingArrival(days: day + spread, probabilityMillionths: 250_000),
            ]
        }
    }

    private mutating func addShares(to problem: inout SourcingProblem) {
        for item in problem.items.indices where chance(50) {
            let suppliers = Set(problem.offers.filter { $0.item == item }.map(\.supplier))
            guard suppliers.count > 1, let supplier = suppliers.min() else { continue }
            let isUpper = chance(50)
            problem.shares.append(
                SourcingShare(
                    supplier: supplier, item: item,
                    minimumShareMillionths: isUpper ? 0 : long(1...5) * 100_000,
                    maximumShareMillionths: isUpper ? long(3...9) * 100_000 : 1_000_000))
        }
    }

    /// Soft ones at prices near what keeping them costs.
    private mutating func addRules(
        to problem: inout SourcingProblem, _ prices: [Int64], _ largest: Int
    ) {
        let size = prices.reduce(0, +) / Int64(prices.count) * Int64(largest)
        func supplier(_ random: inout Self) -> Int { random.int(0...problem.suppliers.count - 1) }
        func item(_ random: inout Self) -> Int { random.int(0...problem.items.count - 1) }
        var demands: [SourcingRule.Demand] = []
        if has(.forbidSupplier) {
            demands.append(.forbid(supplier: supplier(&self), item: nil))
        }
        if has(.forbidItem) {
            demands.append(.forbid(supplier: supplier(&self), item: item(&self)))
        }
        for _ in 0..<2 where has(.requireValue) && chance(60) {
            demands.append(
                .requireValue(supplier: supplier(&self), value: size * long(10...150) / 100))
        }
        for _ in 0..<2 where has(.requireUnits) && chance(60) {
            let offer = problem.offers[int(0...problem.offers.count - 1)]
            demands.append(
                .requireUnits(
                    supplier: chance(80) ? offer.supplier : supplier(&self), item: offer.item,
                    units: long(1...(largest * 3 / 2))))
        }
        for _ in 0..<2 where has(.budget) && chance(70) {
            let lines = Int64(problem.lines.count)
            demands.append(.budget(value: size * lines * long(2...90) / 100))
        }
        for line in problem.lines.indices where has(.onTime) && chance(40) {
            demands.append(.onTime(line: line, dayMillionths: long(0...20) * 500_000))
        }
        for (number, demand) in demands.enumerated() {
            problem.rules.append(
                SourcingRule(
                    id: "R\(number)", demand: demand,
                    penalty: chance(60) ? size * long(1...80) / 100 : nil))
        }
    }

    private mutating func addSalvage(to problem: inout SourcingProblem, _ prices: [Int64]) {
        for item in problem.items.indices where chance(70) {
            var limit = Int64.max
            for offer in problem.offers where offer.item == item {
                let supplier = problem.suppliers[offer.supplier]
                let discount = supplier.discounts.last?.percentTenThousandths ?? 0
                let price = offer.priceBreaks.map(\.unitPrice).min() ?? 0
                let net = price / offer.priceQuantity * (1_000_000 - discount) / 1_000_000
                limit = min(limit, net + offer.unitCost)
            }
            problem.items[item].salvageValue =
                chance(20) ? limit : limit * long(10...90) / 100
        }
    }
}
