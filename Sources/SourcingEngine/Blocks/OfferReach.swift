/// How much of an offer an optimal answer can need: some optimal answer orders no more of any.
///
/// Beyond what the lines want, a unit more is only bought to reach a threshold: the minimum or a
/// break of the offer, a threshold of the supplier's whole order, what a rule requires, or a share
/// of the item. A unit bought beyond all of them is surplus, and surplus never pays: its salvage
/// value is at most its price after the highest discount plus its unit cost. What is bought to
/// reach a discount, free freight or no surcharge costs no more than these are worth.
struct OfferReach {
    private let problem: SourcingProblem
    private var sharedItems: Set<Int> = []
    private var sharesByItem: [Int: [SourcingShare]] = [:]
    /// Highest value that a rule requires, by supplier.
    private var requiredValue: [Int: Int64] = [:]
    /// Most units that a rule requires, by supplier and item.
    private var requiredUnits: [[Int]: Int64] = [:]
    /// What an optimal answer, or what is bought in it, costs at most, in micros; `nil` if
    /// nothing is known.
    private var knownCost: Int128?
    /// Whether quantities under share rules are only guessed, to find a first answer.
    private let isGuess: Bool
    /// By supplier: more than any unit costs, in micros.
    private var highestPrice: [Int64]
    /// By item with share rules, the most units in all, where shares alone give such a limit.
    private var mostShared: [Int: Int64] = [:]

    /// - Parameter answerCost: what some legal answer costs, if one is known.
    init(_ problem: SourcingProblem, answerCost: Int64? = nil, isGuess: Bool = false) {
        self.problem = problem
        self.isGuess = isGuess
        highestPrice = Array(repeating: 0, count: problem.suppliers.count)
        for offer in problem.offers {
            let price = offer.priceBreaks.reduce(0) { max($0, $1.unitPrice) }
            highestPrice[offer.supplier] = max(
                highestPrice[offer.supplier], price / offer.priceQuantity + 1)
        }
        for share in problem.shares {
            sharedItems.insert(share.item)
            sharesByItem[share.item, default: []].append(share)
        }
        // Ordering nothing is legal unless a hard rule requires an order.
        var cost: Int128 = 0
        for line in problem.lines { cost += Int128(line.quantity) * Int128(line.unmetCost) }
        var isLegal = true
        for rule in problem.rules {
            cost += Int128(rule.penalty ?? 0)
            switch rule.demand {
            case .requireValue(let supplier, let value):
                requiredValue[supplier] = max(requiredValue[supplier] ?? 0, value)
                if rule.isHard, value > 0 { isLegal = false }
            case .requireUnits(let supplier, let item, let units):
                requiredUnits[[supplier, item]] = max(
                    requiredUnits[[supplier, item]] ?? 0, units)
                if rule.isHard { isLegal = false }
            case .budget(let value):
                // What is bought costs no less than the surplus in it.
                if rule.isHard { knownCost = min(knownCost ?? Int128(value), Int128(value)) }
            case .forbid, .onTime: break
            }
        }
        if isLegal { knownCost = min(knownCost ?? cost, cost) }
        if let answerCost {
            knownCost = min(knownCost ?? Int128(answerCost), Int128(answerCost))
        }
        guard !sharedItems.isEmpty else { return }
        var offersByItem: [Int: [SourcingOffer]] = [:]
        for offer in problem.offers where sharedItems.contains(offer.item) {
            offersByItem[offer.item, default: []].append(offer)
        }
        var demandByItem = [Int64](repeating: 0, count: problem.items.count)
        for line in problem.lines { demandByItem[line.item] += line.quantity }
        var wantingByItem: [Int: [Int]] = [:]
        for rule in problem.substitutes where sharedItems.contains(rule.substitute) {
            wantingByItem[rule.substitute, default: []].append(rule.item)
        }
        for item in sharedItems.sorted() {
            let wanting = Set((wantingByItem[item] ?? []) + [item])
            let demand = wanting.reduce(0) { $0 + demandByItem[$1] }
            limitShared(item, demand: demand, offersByItem[item] ?? [])
        }
    }

    private mutating func limitShared(_ item: Int, demand: Int64, _ offers: [SourcingOffer]) {
        // Where rounding can make surplus pay, giving back one multiple could cost a micro.
        guard offers.allSatisfy({ roundingReserve($0) == 0 }) else { return }
        let shares = sharesByItem[item] ?? []
        mostShared[item] = ShareReach(offers: offers, shares: shares).most { offer in
            let stated = offer.tranches.reduce(0) { $0 + ($1.quantity ?? 0) }
            let wanted = max(demand + stated, thresholds(of: offer), offer.smallestOrder ?? 0)
            // Rounded up to a legal quantity, and one multiple less than long.
            return wanted + 2 * offer.orderMultiple
        }
    }

    /// Whether nothing but the size of numbers limits some quantities.
    var isUnlimited: Bool {
        knownCost == nil && sharedItems.contains { mostShared[$0] == nil }
    }

    /// Units that lines, breaks and thresholds can ask for.
    func wanted(_ offer: SourcingOffer, demand: Int64, earlierIsBetter: Bool) -> Int64 {
        if sharedItems.contains(offer.item), !isGuess { return affordable(offer) }
        var wanted = demand
        if !earlierIsBetter {
            for tranche in offer.tranches { wanted += tranche.quantity ?? 0 }
        }
        wanted = max(wanted, thresholds(of: offer, ofOrder: [.fixed]))
        if let favor = surplusForFavors(offer) {
            let enough = max(wanted, offer.smallestOrder ?? 0) + favor
            wanted = max(wanted, min(enough, thresholds(of: offer)))
        } else {
            wanted = max(wanted, thresholds(of: offer))
        }
        return isGuess ? min(8 * wanted, largestQuantity) : wanted
    }

    /// Most units that are bought for nobody to reach a discount, free freight or no surcharge;
    /// `nil` if surplus costs nothing.
    ///
    /// Whoever gives such a favor up pays at most the freight, the surcharge, and the discount on
    /// an order that is below its threshold. More surplus than that is worth costs more.
    private func surplusForFavors(_ offer: SourcingOffer) -> Int64? {
        let supplier = problem.suppliers[offer.supplier]
        let (net, scale) = netPrice(of: offer)
        guard net > 0 else { return nil }
        var largest: Int128 = 0
        for discount in supplier.discounts {
            switch discount.from {
            case .value(let value): largest = max(largest, Int128(value))
            case .units(let units):
                largest = max(largest, Int128(units) * Int128(highestPrice[offer.supplier]))
            }
        }
        let percent = Int128(supplier.discounts.last?.percentTenThousandths ?? 0)
        // Goods and discount are rounded, before and after.
        let loss =
            largest * percent / 1_000_000 + Int128(supplier.freight)
            + Int128(supplier.minimumOrderSurcharge ?? 0) + Self.roundings
        let (worth, isOver) = loss.multipliedReportingOverflow(by: scale)
        guard !isOver else { return nil }
        // Rounded up to a legal quantity once more.
        let units = worth / net + 1 + Int128(offer.orderMultiple)
        return Int64(min(units, Int128(largestQuantity)))
    }

    /// Micros that rounding an order's goods and discount twice can come to, at most.
    private static let roundings: Int128 = 5

    /// What an order has to reach.
    private enum Threshold {
        /// Or it breaks a rule.
        case fixed
        /// Or it costs more.
        case favor
    }

    /// Most units of an offer whose item has share rules.
    ///
    /// Ordering more of one supplier makes room for another. What ``ShareReach`` finds limits a
    /// quantity, and cost does: an answer costs at least what one offer's units cost after the
    /// highest discount less their salvage value, and an optimal one at most what a known answer
    /// costs.
    private func affordable(_ offer: SourcingOffer) -> Int64 {
        let shared = mostShared[offer.item] ?? largestQuantity
        guard let knownCost else { return shared }
        let (net, scale) = netPrice(of: offer)
        guard net > 0 else { return shared }
        // Goods are rounded once per offer, by half a micro at most.
        let most = (knownCost + Int128(problem.offers.count)) * scale / net
        return Int64(min(most, Int128(shared)))
    }

    /// What a unit costs at least when it is surplus, as a fraction of micros.
    private func netPrice(of offer: SourcingOffer) -> (net: Int128, scale: Int128) {
        let discount = problem.suppliers[offer.supplier].discounts.last?.percentTenThousandths ?? 0
        let price = offer.priceBreaks.map(\.unitPrice).min() ?? 0
        let scale = Int128(offer.priceQuantity) * 1_000_000
        let worth = problem.items[offer.item].salvageValue - offer.unitCost
        return (Int128(price) * Int128(1_000_000 - discount) - Int128(worth) * scale, scale)
    }

    private func thresholds(
        of offer: SourcingOffer, ofOrder kinds: Set<Threshold> = [.fixed, .favor]
    ) -> Int64 {
        let supplier = problem.suppliers[offer.supplier]
        var wanted = offer.priceBreaks.last?.fromQuantity ?? 1
        if !requiredUnits.isEmpty {
            wanted = max(wanted, requiredUnits[[offer.supplier, offer.item]] ?? 0)
        }
        var values = [requiredValue[offer.supplier] ?? 0]
        let kind = supplier.minimumOrderSurcharge == nil ? Threshold.fixed : .favor
        if kinds.contains(kind) { values.append(supplier.minimumOrderValue) }
        let isFavored = kinds.contains(.favor)
        if isFavored, supplier.freight > 0, let free = supplier.freeFreightFrom {
            values.append(free)
        }
        for discount in isFavored ? supplier.discounts : [] {
            switch discount.from {
            case .value(let value): values.append(value)
            case .units(let units): wanted = max(wanted, units)
            }
        }
        let price = offer.priceBreaks.map(\.unitPrice).filter { $0 > 0 }.min() ?? 0
        guard price > 0 else { return min(wanted, largestQuantity) }
        for value in values {
            let needed = Int128(value) * Int128(offer.priceQuantity) / Int128(price) + 1
            wanted = max(wanted, Int64(min(needed, Int128(largestQuantity))))
        }
        return min(wanted, largestQuantity)
    }

    /// Largest legal quantity that is not beyond `wanted`, rounded up to the order multiple.
    func highest(_ offer: SourcingOffer, low: Int64, wanted: Int64) -> Int64 {
        let multiple = offer.orderMultiple
        let extra = sharedItems.contains(offer.item) ? 0 : roundingReserve(offer)
        var most = max(low, (wanted + multiple - 1) / multiple * multiple + extra)
        if let limit = offer.maximumQuantity { most = min(most, limit) }
        if let limit = problem.suppliers[offer.supplier].maximumUnits { most = min(most, limit) }
        return min(most, largestQuantity) / multiple * multiple
    }

    /// Units beyond all thresholds that rounding can make worth buying: where goods are not whole
    /// micros and a discount is cut to whole ones, surplus can come out a micro cheaper than what
    /// it is worth, and only there.
    ///
    /// Buying so many units fewer never costs more: either what they cost above their worth
    /// outweighs both roundings, or goods and discount both change by whole micros.
    private func roundingReserve(_ offer: SourcingOffer) -> Int64 {
        let discount = Int128(
            problem.suppliers[offer.supplier].discounts.last?.percentTenThousandths ?? 0)
        let worth = Int128(problem.items[offer.item].salvageValue) - Int128(offer.unitCost)
        let per = Int128(offer.priceQuantity)
        let multiple = Int128(offer.orderMultiple)
        let step = Int128(offer.priceBreaks.last?.unitPrice ?? 0) * multiple
        guard discount > 0, worth > 0, step % per != 0 else { return 0 }
        let scale = per * 1_000_000
        let above = step * (1_000_000 - discount) - worth * multiple * scale
        let wholeGoods = per / greatestCommonDivisor(step, per)
        let wholeDiscount = scale / greatestCommonDivisor(step * discount, scale)
        let period =
            wholeGoods / greatestCommonDivisor(wholeGoods, wholeDiscount) * wholeDiscount
        let steps = above > 0 ? min(period, (2 * scale + above - 1) / above) : period
        return Int64(min(steps * multiple, Int128(largestQuantity) / multiple * multiple))
    }

    private func greatestCommonDivisor(_ first: Int128, _ second: Int128) -> Int128 {
        var (a, b) = (first, second)
        while b != 0 { (a, b) = (b, a % b) }
        return max(a, 1)
    }
}
