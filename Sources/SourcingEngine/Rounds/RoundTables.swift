/// All blocks of a round side by side in flat arrays.
///
/// Positions of offers, tiers, tranches, arcs, lines and pairs count through the whole round;
/// an arc names its line from the start of its block. A *pair* is a block and a supplier with
/// offers in it.
final class RoundTables {
    let blockCount: Int
    // By block, with an end.
    let offerStart: Column<Int32>
    let lineStart: Column<Int32>
    let pairStart: Column<Int32>
    /// Cost of leaving every line unmet, without penalties.
    let nothingCost: Column<Int64>
    /// Own cost of ordering nothing, penalties included; ``never`` where rules forbid that.
    let emptyCost: Column<Int64>
    let shareStart: Column<Int32>
    let softStart: Column<Int32>
    /// Whether lines of the block have rules beside how much they want.
    let hasLineRules: Column<Bool>
    // By offer.
    let offer: Column<Int32>
    let pair: Column<Int32>
    let item: Column<Int32>
    let multiple: Column<Int64>
    let low: Column<Int64>
    let high: Column<Int64>
    let fixedCost: Column<Int64>
    let perUnit: Column<Int64>
    let priceQuantity: Column<Int64>
    let isExact: Column<Bool>
    let tierStart: Column<Int32>
    let trancheStart: Column<Int32>
    // By tier.
    let tierFirst: Column<Int64>
    let tierLast: Column<Int64>
    let tierPrice: Column<Int64>
    let tierOffset: Column<Int64>
    // By tranche.
    let trancheQuantity: Column<Int64>
    let trancheBefore: Column<Int64>
    let trancheOrigin: Column<Int32>
    let arcStart: Column<Int32>
    // By arc.
    let arcLine: Column<Int32>
    let gain: Column<Int64>
    let rate: Column<Int64>
    // By line.
    let line: Column<Int32>
    let want: Column<Int64>
    let split: Column<UInt8>
    // By pair.
    let pairSupplier: Column<Int32>
    let pairBlock: Column<Int32>
    // Share rules: by rule, and by rule and offer of its block.
    let shareLimit: Column<Int64>
    let shareFirst: Column<Int32>
    let shareCoefficient: Column<Int64>
    // Rules that may be broken at a penalty: by rule, with an end where its terms begin.
    let softPenalty: Column<Int64>
    /// Whether the rule limits what is ordered, and not which arcs carry units.
    let softCountsOrders: Column<Bool>
    let softLimit: Column<Int64>
    let softFirst: Column<Int32>
    /// Coefficients by offer of the block, or arcs of the block that break the rule.
    let softTerm: Column<Int64>

    /// Stands for the cost of what is not allowed.
    static let never = Int64.max

    let maximumSuppliersPerLine: Int
    let maximumSuppliersPerItem: Int
    /// Largest numbers of a block: room that a search needs.
    let largest: BlockSize
    /// Binary digits behind the point in which block costs are counted.
    let shift: Int

    /// Takes over blocks; what is copied is given back at once, since rounds may be large.
    init?(_ all: inout TableChunk, _ problem: SourcingProblem) {
        guard all.isSupported, let shift = Self.shift(worst: all.worst) else { return nil }
        self.shift = shift
        blockCount = all.nothingCost.count
        largest = all.largest
        maximumSuppliersPerLine = problem.maximumSuppliersPerLine ?? Int.max
        maximumSuppliersPerItem = problem.maximumSuppliersPerItem ?? Int.max
        offerStart = Column(taking: &all.offerStart)
        lineStart = Column(taking: &all.lineStart)
        pairStart = Column(taking: &all.pairStart)
        nothingCost = Column(taking: &all.nothingCost)
        emptyCost = Column(taking: &all.emptyCost)
        shareStart = Column(taking: &all.shareStart)
        softStart = Column(taking: &all.softStart)
        hasLineRules = Column(taking: &all.hasLineRules)
        offer = Column(taking: &all.offer)
        pair = Column(taking: &all.pair)
        item = Column(taking: &all.item)
        multiple = Column(taking: &all.multiple)
        low = Column(taking: &all.low)
        high = Column(taking: &all.high)
        fixedCost = Column(taking: &all.fixedCost)
        perUnit = Column(taking: &all.perUnit)
        priceQuantity = Column(taking: &all.priceQuantity)
        isExact = Column(taking: &all.isExact)
        tierStart = Column(taking: &all.tierStart)
        trancheStart = Column(taking: &all.trancheStart)
        tierFirst = Column(taking: &all.tierFirst)
        tierLast = Column(taking: &all.tierLast)
        tierPrice = Column(taking: &all.tierPrice)
        tierOffset = Column(taking: &all.tierOffset)
        trancheQuantity = Column(taking: &all.trancheQuantity)
        trancheBefore = Column(taking: &all.trancheBefore)
        trancheOrigin = Column(taking: &all.trancheOrigin)
        arcStart = Column(taking: &all.arcStart)
        arcLine = Column(taking: &all.arcLine)
        gain = Column(taking: &all.gain)
        rate = Column(taking: &all.rate)
        line = Column(taking: &all.line)
        want = Column(taking: &all.want)
        split = Column(taking: &all.split)
        pairSupplier = Column(taking: &all.pairSupplier)
        pairBlock = Column(taking: &all.pairBlock)
        shareLimit = Column(taking: &all.shareLimit)
        shareFirst = Column(taking: &all.shareFirst)
        shareCoefficient = Column(taking: &all.shareCoefficient)
        softPenalty = Column(taking: &all.softPenalty)
        softCountsOrders = Column(taking: &all.softCountsOrders)
        softLimit = Column(taking: &all.softLimit)
        softFirst = Column(taking: &all.softFirst)
        softTerm = Column(taking: &all.softTerm)
    }

    deinit {
        for column in [
            offerStart, lineStart, pairStart, shareStart, offer, pair, item, tierStart,
            trancheStart, trancheOrigin, arcStart, arcLine, line, pairSupplier, pairBlock,
            shareFirst, softStart, softFirst,
        ] { column.free() }
        for column in [
            nothingCost, emptyCost, multiple, low, high, fixedCost, perUnit, priceQuantity,
            tierFirst,
            tierLast, tierPrice, tierOffset, trancheQuantity, trancheBefore, gain, rate, want,
            shareLimit, shareCoefficient, softPenalty, softLimit, softTerm,
        ] { column.free() }
        softCountsOrders.free()
        isExact.free()
        hasLineRules.free()
        split.free()
    }

    /// As many binary digits as fit: costs of a block stay below 2⁵⁵.
    private static func shift(worst: Int128) -> Int? {
        guard worst < Int128(1) << 55 else { return nil }
        var shift = 0
        while shift < 24, worst << Int128(shift + 1) < Int128(1) << 55 { shift += 1 }
        return shift
    }

    @inline(__always)
    func offers(of block: Int) -> Range<Int> {
        Int(offerStart[block])..<Int(offerStart[block + 1])
    }

    @inline(__always)
    func lines(of block: Int) -> Range<Int> {
        Int(lineStart[block])..<Int(lineStart[block + 1])
    }

    @inline(__always)
    func pairs(of block: Int) -> Range<Int> {
        Int(pairStart[block])..<Int(pairStart[block + 1])
    }

    @inline(__always)
    func tiers(of offer: Int) -> Range<Int> {
        Int(tierStart[offer])..<Int(tierStart[offer + 1])
    }

    @inline(__always)
    func tranches(of offer: Int) -> Range<Int> {
        Int(trancheStart[offer])..<Int(trancheStart[offer + 1])
    }

    /// Rules of a block that may be broken at a penalty.
    @inline(__always)
    func softRules(of block: Int) -> Range<Int> {
        Int(softStart[block])..<Int(softStart[block + 1])
    }

    @inline(__always)
    func softTerms(of rule: Int) -> Range<Int> {
        Int(softFirst[rule])..<Int(softFirst[rule + 1])
    }

    /// Arcs of a block.
    func arcCount(of block: Int) -> Int {
        let offers = offers(of: block)
        let first = Int(trancheStart[offers.lowerBound])
        let end = Int(trancheStart[offers.upperBound])
        return Int(arcStart[end]) - Int(arcStart[first])
    }

    /// Memory that the tables take, roughly.
    var byteCount: Int {
        let arcs = arcLine.count * 20 + trancheQuantity.count * 24 + tierFirst.count * 32
        return arcs + offer.count * 61 + line.count * 13 + pairSupplier.count * 8
            + blockCount * 37 + softPenalty.count * 21 + softTerm.count * 8
    }

    var offerCount: Int { offer.count }
    var pairCount: Int { pairSupplier.count }

    /// Goods value in micros of a legal quantity of a tier.
    @inline(__always)
    func goods(_ offer: Int, _ quantity: Int64, tier: Int) -> Int64 {
        let per = priceQuantity[offer]
        if per == 1 { return tierOffset[tier] + tierPrice[tier] * quantity }
        let total = Int128(tierOffset[tier]) + Int128(tierPrice[tier]) * Int128(quantity)
        return Int64(roundedHalfUp(total, over: Int128(per)))
    }

    /// Goods value in micros of a legal quantity.
    func goods(_ offer: Int, _ quantity: Int64) -> Int64 {
        guard quantity > 0 else { return 0 }
        var tier = Int(tierStart[offer])
        let last = Int(tierStart[offer + 1]) - 1
        while tier < last, tierLast[tier] < quantity { tier += 1 }
        return goods(offer, quantity, tier: tier)
    }

    /// Largest legal quantity with at most this goods value, 0 if there is none.
    func largestQuantity(_ offer: Int, goods most: Int64) -> Int64 {
        var largest: Int64 = 0
        for tier in tiers(of: offer) where goods(offer, tierFirst[tier], tier: tier) <= most {
            var low = tierFirst[tier] / multiple[offer]
            var high = tierLast[tier] / multiple[offer]
            while low < high {
                let middle = (low + high + 1) / 2
                let fits = goods(offer, middle * multiple[offer], tier: tier) <= most
                if fits { low = middle } else { high = middle - 1 }
            }
            largest = max(largest, low * multiple[offer])
        }
        return largest
    }

    /// Own cost in micros of an order when all of it is surplus.
    func ownCost(_ offer: Int, _ quantity: Int64) -> Int64 {
        guard quantity > 0 else { return 0 }
        return goods(offer, quantity) + fixedCost[offer] + perUnit[offer] * quantity
    }
}

/// Sizes of blocks, each the largest.
struct BlockSize: Sendable {
    var offers = 0
    var tiersOfOffer = 0
    var tranches = 0
    var arcs = 0
    var lines = 0
    var pairs = 0
    var softRules = 0

    mutating func include(_ other: BlockSize) {
        offers = max(offers, other.offers)
        tiersOfOffer = max(tiersOfOffer, other.tiersOfOffer)
        tranches = max(tranches, other.tranches)
        arcs = max(arcs, other.arcs)
        lines = max(lines, other.lines)
        pairs = max(pairs, other.pairs)
        softRules = max(softRules, other.softRules)
    }
}
