/// Items that substitutes join, with the lines that want them and the offers that sell them.
///
/// Blocks share nothing but suppliers. All positions in here are local to the block; flat arrays
/// keep the search free of reference counting.
struct Block: Sendable {
    /// Marks an arc that no answer needs.
    static let blocked = Int64.max

    // Offers.
    var offers: [Int] = []
    var supplierOfOffer: [Int] = []
    var itemOfOffer: [Int] = []
    var multiple: [Int64] = []
    var low: [Int64] = []
    var high: [Int64] = []
    var fixedCost: [Int64] = []
    /// Unit cost less salvage value: every unit is first booked as surplus.
    var perUnit: [Int64] = []
    var priceQuantity: [Int64] = []
    /// Whether goods of every legal quantity are whole micros before rounding.
    var isExact: [Bool] = []

    // Tiers of offers: legal quantities from first to last, goods = (offset + price × Q) ÷ per.
    var tierStart: [Int] = [0]
    var tierFirst: [Int64] = []
    var tierLast: [Int64] = []
    var tierOffset: [Int128] = []
    var tierPrice: [Int64] = []

    // Tranches.
    var trancheStart: [Int] = [0]
    var trancheOffer: [Int] = []
    var trancheOrigin: [Int] = []
    /// Stated quantity, or −1 for the rest of the order.
    var trancheQuantity: [Int64] = []
    /// Units of the order that belong to earlier tranches.
    var trancheBefore: [Int64] = []

    // Lines.
    var lines: [Int] = []
    var want: [Int64] = []
    var split: [SourcingSplit] = []
    var nothingCost: Int64 = 0

    // Arcs: tranches that may serve lines at a gain, in the order of tranches.
    var arcStart: [Int] = [0]
    var arcTranche: [Int] = []
    var arcLine: [Int] = []
    /// Cost change per unit of moving a unit from surplus and unmet to the line, below 0.
    var gain: [Int64] = []
    /// Lateness per unit.
    var rate: [Int64] = []
    /// Part of ``gain`` that budgets count: substitution, and salvage value forgone.
    var spend: [Int64] = []
    /// Arcs by line.
    var lineArcStart: [Int] = [0]
    var lineArcs: [Int] = []

    // Suppliers and items.
    var suppliers: [Int] = []
    var items: [Int] = []
    var maximumSuppliersPerLine = Int.max
    var maximumSuppliersPerItem = Int.max
    var shares: [ShareRow] = []
    var soft: [SoftRule] = []

    /// A linear rule on the ordered quantities of an item: Σ coefficient × Q ≤ limit.
    struct ShareRow: Sendable {
        /// What the rule comes from, by position in the problem.
        enum Source: Sendable {
            case leastShare(supplier: Int, item: Int)
            case largestShare(supplier: Int, item: Int)
            case rule(Int)
            case unnamed
        }

        var coefficients: [Int64]
        var limit: Int64
        var source = Source.unnamed
    }

    var offerCount: Int { offers.count }
    var lineCount: Int { lines.count }
    var trancheCount: Int { trancheOffer.count }
    var arcCount: Int { arcLine.count }

    /// Arcs that end in a line.
    func arcs(into line: Int) -> ArraySlice<Int> {
        lineArcs[lineArcStart[line]..<lineArcStart[line + 1]]
    }

    func tiers(of offer: Int) -> Range<Int> { tierStart[offer]..<tierStart[offer + 1] }
    func tranches(of offer: Int) -> Range<Int> { trancheStart[offer]..<trancheStart[offer + 1] }

    /// Goods value in micros of a legal quantity.
    func goods(_ offer: Int, _ quantity: Int64) -> Int64 {
        guard quantity > 0 else { return 0 }
        var tier = tierStart[offer]
        let last = tierStart[offer + 1] - 1
        while tier < last, tierLast[tier] < quantity { tier += 1 }
        return goods(offer, quantity, tier: tier)
    }

    func goods(_ offer: Int, _ quantity: Int64, tier: Int) -> Int64 {
        let total = tierOffset[tier] + Int128(tierPrice[tier]) * Int128(quantity)
        let per = priceQuantity[offer]
        if per == 1 { return Int64(total) }
        return Int64(roundedHalfUp(total, over: Int128(per)))
    }

    /// Highest goods value of an interval of quantities.
    func highestGoods(_ offer: Int, low: Int64, high: Int64) -> Int64 {
        var highest: Int64 = 0
        for tier in tiers(of: offer) where tierFirst[tier] <= high && tierLast[tier] >= low {
            highest = max(highest, goods(offer, min(high, tierLast[tier]), tier: tier))
        }
        return highest
    }

    /// Cost of an order of the offer when all of it is surplus, in micros.
    func orderCost(_ offer: Int, _ quantity: Int64) -> Int64 {
        guard quantity > 0 else { return 0 }
        return goods(offer, quantity) + fixedCost[offer] + perUnit[offer] * quantity
    }

    /// Most units that a tranche gives when this much of its offer is ordered.
    func capacity(_ tranche: Int, ordered: Int64) -> Int64 {
        let stated = trancheQuantity[tranche]
        return stated >= 0 ? min(stated, ordered) : max(0, ordered - trancheBefore[tranche])
    }

    /// Whether ordered quantities keep the share rules.
    func keepsShares(_ quantities: ArraySlice<Int64>) -> Bool {
        for row in shares {
            var sum: Int128 = 0
            for (coefficient, quantity) in zip(row.coefficients, quantities) {
                sum += Int128(coefficient) * Int128(quantity)
            }
            if sum > Int128(row.limit) { return false }
        }
        return true
    }
}

/// A block that is passed on by reference: the many arrays of a copy take longer to count than
/// a small block takes to search.
final class HeldBlock: Sendable {
    let block: Block

    init(_ block: Block) { self.block = block }
}
