/// How much of an offer an answer of lowest cost can need.
///
/// Take an answer of lowest cost with the fewest units. A unit beyond what lines can take is only
/// there to reach something: the minimum or a break of its offer, a threshold of the whole order,
/// what a rule requires, or a share of the item. Beyond these it would be worth no more than it
/// costs, and could be left out. For a better price of the order no more surplus is bought than
/// that saves. Where an item has shares, what an answer costs is the limit: each
/// unit costs at least its lowest price after the highest discount less what it is worth.
struct CertificateReach {
    static let largestQuantity: Int128 = 1_000_000_000

    private let problem: StatedProblem
    private let sharedItems: Set<Int>
    private var sharesByItem: [Int: [StatedProblem.Share]] = [:]
    private var offersByItem: [Int: [Int]] = [:]
    private var requiredUnits: [StatedCertificate.Pair: Int128] = [:]
    private var requiredValue: [Int: Int128] = [:]
    /// What no answer of interest costs more than, for the surplus in it.
    private let knownCost: Int128
    /// By supplier: no unit costs as much, in micros.
    private let highestPrice: [Int128]
    /// By item with shares: units that lines can take, and most units because of shares.
    private var demandByItem: [Int: Int128] = [:]
    private var mostByItem: [Int: Int128] = [:]

    init(_ problem: StatedProblem, knownCost: Int128) {
        self.problem = problem
        // What is bought costs no less than any surplus in it, so hard budgets are limits too.
        self.knownCost = problem.rules.reduce(knownCost) { least, rule in
            rule.kind == .budget && rule.penalty == nil ? min(least, rule.value) : least
        }
        var highest = problem.suppliers.map { _ in Int128(0) }
        for offer in problem.offers {
            for content in offer.breaks {
                let price = content.price / offer.priceQuantity + 1
                highest[offer.supplier] = max(highest[offer.supplier], price)
            }
        }
        highestPrice = highest
        sharedItems = Set(problem.shares.map(\.item))
        for share in problem.shares { sharesByItem[share.item, default: []].append(share) }
        for (position, offer) in problem.offers.enumerated() where sharedItems.contains(offer.item)
        {
            offersByItem[offer.item, default: []].append(position)
        }
        for rule in problem.rules {
            guard let supplier = rule.supplier else { continue }
            if rule.kind == .requireValue {
                requiredValue[supplier] = max(requiredValue[supplier] ?? 0, rule.value)
            } else if rule.kind == .requireSupplier, let item = rule.item {
                let pair = StatedCertificate.Pair(supplier: supplier, item: item)
                requiredUnits[pair] = max(requiredUnits[pair] ?? 0, rule.value)
            }
        }
        guard !sharedItems.isEmpty else { return }
        var own = problem.itemIDs.map { _ in Int128(0) }
        for line in problem.lines { own[line.item] += line.quantity }
        for item in sharedItems { demandByItem[item] = own[item] }
        for pair in problem.substitution.keys where sharedItems.contains(pair.given) {
            demandByItem[pair.given, default: 0] += own[pair.wanted]
        }
        for item in sharedItems { mostByItem[item] = mostShared(item) }
    }

    /// Smallest legal quantity.
    static func lowest(_ offer: StatedProblem.Offer) -> Int128 {
        (offer.minimum + offer.multiple - 1) / offer.multiple * offer.multiple
    }

    /// Largest quantity to look at; below ``lowest(_:)`` if there is none.
    ///
    /// - Parameters:
    ///   - demand: units that lines can take.
    ///   - mayPreferLater: whether a line may rather have a later tranche.
    func highest(_ position: Int, demand: Int128, mayPreferLater: Bool) -> Int128 {
        let offer = problem.offers[position]
        let supplier = problem.suppliers[offer.supplier]
        var wanted = demand
        if mayPreferLater {
            wanted += offer.tranches.reduce(Int128(0)) { $0 + ($1.quantity ?? 0) }
        }
        wanted = max(wanted, thresholds(offer, withFavors: false))
        var enough = thresholds(offer)
        if let surplus = surplusForFavors(offer) {
            enough = min(enough, max(wanted, Self.lowest(offer)) + surplus)
        }
        wanted = max(wanted, enough)
        var extra: Int128 = 0
        if sharedItems.contains(offer.item) {
            wanted = affordable(offer)
        } else {
            extra = roundingUnits(offer)
        }
        let multiple = offer.multiple
        var most = max(Self.lowest(offer), (wanted + multiple - 1) / multiple * multiple + extra)
        most = min(most, offer.maximum ?? most, supplier.maximumUnits ?? most)
        return min(most, Self.largestQuantity) / multiple * multiple
    }

    /// Units that can be worth buying for nobody because of a discount, free freight or no
    /// surcharge; `nil` if nothing limits them.
    ///
    /// Without these an order pays the freight, the surcharge, and the discount on goods below the
    /// threshold that it missed. Surplus that costs more than that is not bought.
    private func surplusForFavors(_ offer: StatedProblem.Offer) -> Int128? {
        let supplier = problem.suppliers[offer.supplier]
        let percent = supplier.discounts.last?.percent ?? 0
        let price = offer.breaks.map(\.price).min() ?? 0
        let scale = offer.priceQuantity * 1_000_000
        let worth = problem.salvage[offer.item] - offer.unitCost
        let net = price * (1_000_000 - percent) - worth * scale
        guard net > 0 else { return nil }
        let goods = supplier.discounts.map { discount in
            discount.countsUnits ? discount.from * highestPrice[offer.supplier] : discount.from
        }
        // The last number: goods and discount are rounded before and after.
        let lost =
            (goods.max() ?? 0) * percent / 1_000_000 + supplier.freight + (supplier.surcharge ?? 0)
            + 5
        let (product, isBeyond) = lost.multipliedReportingOverflow(by: scale)
        guard !isBeyond else { return nil }
        return min(product / net + 1 + offer.multiple, Self.largestQuantity)
    }

    private func thresholds(_ offer: StatedProblem.Offer, withFavors: Bool = true) -> Int128 {
        let supplier = problem.suppliers[offer.supplier]
        var wanted = max(1, offer.breaks.last?.from ?? 1)
        let pair = StatedCertificate.Pair(supplier: offer.supplier, item: offer.item)
        wanted = max(wanted, requiredUnits[pair] ?? 0)
        var value = requiredValue[offer.supplier] ?? 0
        if withFavors || supplier.surcharge == nil { value = max(value, supplier.minimumValue) }
        if withFavors, supplier.freight > 0 { value = max(value, supplier.freeFreightFrom ?? 0) }
        for discount in withFavors ? supplier.discounts : [] {
            if discount.countsUnits {
                wanted = max(wanted, discount.from)
            } else {
                value = max(value, discount.from)
            }
        }
        let price = offer.breaks.map(\.price).filter { $0 > 0 }.min() ?? 0
        if price > 0 { wanted = max(wanted, value * offer.priceQuantity / price + 1) }
        return min(wanted, Self.largestQuantity)
    }

    /// By what an answer costs, and where at most one supplier has a largest share, by shares.
    private func affordable(_ offer: StatedProblem.Offer) -> Int128 {
        let shared = mostByItem[offer.item] ?? Self.largestQuantity
        let discount = problem.suppliers[offer.supplier].discounts.last?.percent ?? 0
        let price = offer.breaks.map(\.price).min() ?? 0
        let scale = offer.priceQuantity * 1_000_000
        let worth = problem.salvage[offer.item] - offer.unitCost
        let net = price * (1_000_000 - discount) - worth * scale
        guard net > 0, knownCost >= 0 else { return shared }
        // Goods are rounded once per offer, by half a micro at most.
        let most = knownCost + Int128(problem.offers.count)
        let (product, isBeyond) = most.multipliedReportingOverflow(by: scale)
        return isBeyond ? shared : min(product / net, shared)
    }

    /// Most units of an item with shares: what suppliers that could order less have, they have
    /// because of a least share of their own, or of the one largest share of another.
    private func mostShared(_ item: Int) -> Int128 {
        let offers = (offersByItem[item] ?? []).map { problem.offers[$0] }
        let sellers = Set(offers.map(\.supplier))
        let shares = (sharesByItem[item] ?? []).filter { sellers.contains($0.supplier) }
        let capped = shares.filter { $0.maximum < 1_000_000 }
        let least = shares.reduce(Int128(0)) { $0 + $1.minimum }
        guard capped.count <= 1, least < 1_000_000,
            offers.allSatisfy({ roundingUnits($0) == 0 })
        else { return Self.largestQuantity }
        let demand = demandByItem[item] ?? 0
        var all: Int128 = 0
        var own: Int128 = 0
        var multiple: Int128 = 1
        var ownMultiple: Int128 = 1
        for offer in offers {
            let stated = offer.tranches.reduce(Int128(0)) { $0 + ($1.quantity ?? 0) }
            let units =
                max(demand + stated, thresholds(offer), Self.lowest(offer)) + 2 * offer.multiple
            all += units
            multiple = max(multiple, offer.multiple)
            guard offer.supplier == capped.first?.supplier else { continue }
            own += units
            ownMultiple = max(ownMultiple, offer.multiple)
        }
        var most = all * 1_000_000 / (1_000_000 - least) + 1
        if let share = capped.first, share.maximum > 0 {
            guard share.minimum < share.maximum else { return Self.largestQuantity }
            let slack = max(0, share.maximum * multiple - ownMultiple * 1_000_000)
            most = max(
                most, (own * 1_000_000 + slack) / share.maximum + 1,
                slack / (share.maximum - share.minimum) + 1)
        }
        return min(most, Self.largestQuantity)
    }

    /// Units that only rounding can make worth buying.
    ///
    /// Where goods are not whole micros and a
    /// discount is cut to whole ones, a surplus unit can come out a micro below its worth. After so
    /// many units goods and discount both change by whole micros, or cost outweighs both roundings.
    private func roundingUnits(_ offer: StatedProblem.Offer) -> Int128 {
        let discount = problem.suppliers[offer.supplier].discounts.last?.percent ?? 0
        let worth = problem.salvage[offer.item] - offer.unitCost
        let step = (offer.breaks.last?.price ?? 0) * offer.multiple
        let per = offer.priceQuantity
        guard discount > 0, worth > 0, step % per != 0 else { return 0 }
        let scale = per * 1_000_000
        let wholeGoods = per / commonDivisor(step, per)
        let wholeDiscount = scale / commonDivisor(step * discount, scale)
        var steps = wholeGoods / commonDivisor(wholeGoods, wholeDiscount) * wholeDiscount
        let (price, isFar) = step.multipliedReportingOverflow(by: 1_000_000 - discount)
        let (worthOfStep, isFarther) = (worth * offer.multiple).multipliedReportingOverflow(
            by: scale)
        let above = isFar || isFarther ? 0 : price - worthOfStep
        if above > 0 { steps = min(steps, (2 * scale + above - 1) / above) }
        let limit = Self.largestQuantity / offer.multiple
        return min(steps, limit) * offer.multiple
    }

    private func commonDivisor(_ first: Int128, _ second: Int128) -> Int128 {
        var pair = (first, second)
        while pair.1 != 0 { pair = (pair.1, pair.0 % pair.1) }
        return max(pair.0, 1)
    }
}
