/// Offers and lines that the prices of a certificate leave tied together, with all they can cost.
///
/// Costs are in micros. Every plan is counted from ordering nothing: serving a line changes its
/// cost by a gain below 0; what it would cost unmet is counted elsewhere.
struct CertificateBlock {
    struct Tier {
        var first: Int64
        var last: Int64
        var offset: Int128
        var price: Int64
    }

    struct Offer {
        /// Position in the problem.
        var position: Int
        var supplier: Int
        /// Position of the supplier in the block.
        var local: Int
        var item: Int
        var multiple: Int64
        var low: Int64
        var high: Int64
        var fixed: Int128
        /// Unit cost less salvage value.
        var unit: Int128
        var per: Int64
        var tiers: [Tier] = []
        var isExact = true
        var tranches: Range<Int> = 0..<0
    }

    struct Tranche {
        var offer: Int
        var number: Int
        /// `nil` for the rest of the order.
        var quantity: Int64?
        /// Units of the order that earlier tranches hold.
        var before: Int64
        var arcs: Range<Int> = 0..<0
    }

    struct Arc {
        var offer: Int
        var tranche: Int
        var line: Int
        /// What a unit changes, lateness included; below 0.
        var gain: Int128
        var rate: Int128
        /// The part that budgets count.
        var spend: Int128
    }

    struct Line {
        /// Position in the problem.
        var position: Int
        var want: Int64
        var split: StatedProblem.Split
    }

    /// Σ coefficient × quantity ≤ limit; the price is looked up by what it stands for.
    struct Row {
        enum Source: Hashable {
            case leastShare(StatedCertificate.Pair)
            case largestShare(StatedCertificate.Pair)
            case rule(Int)
        }

        var source: Source
        var coefficients: [Int128]
        var limit: Int128
    }

    /// What costs a penalty once: a broken row, or units on any of some arcs.
    struct Soft {
        var row: Row?
        /// Ascending.
        var arcs: [Int]
        /// Position of the rule in the problem.
        var rule: Int
        var penalty: Int128
    }

    /// First item, by which the certificate names the block.
    var name: Int
    var offers: [Offer] = []
    var tranches: [Tranche] = []
    var arcs: [Arc] = []
    var lines: [Line] = []
    /// Arcs by line.
    var arcsOfLine: [[Int]] = []
    /// Lines by arc: what flows ask most, close together.
    var lineOfArc: [Int32] = []
    /// Suppliers of the block.
    var suppliers: [Int] = []
    var rows: [Row] = []
    var soft: [Soft] = []
    var suppliersPerLine = Int.max
    var suppliersPerItem = Int.max

    init(name: Int) { self.name = name }

    /// Goods value of a legal quantity.
    func goods(_ offer: Int, _ quantity: Int64) -> Int64 {
        for tier in offers[offer].tiers where quantity <= tier.last {
            return goods(offer, quantity, tier)
        }
        return 0
    }

    func goods(_ offer: Int, _ quantity: Int64, _ tier: Tier) -> Int64 {
        let total = tier.offset + Int128(tier.price) * Int128(quantity)
        let per = Int128(offers[offer].per)
        guard per > 1 else { return Int64(clamping: total) }
        return Int64(clamping: (2 * total + per) / (2 * per))
    }

    /// Lowest and highest goods value of an interval of quantities.
    func goodsRange(_ offer: Int, _ low: Int64, _ high: Int64) -> ClosedRange<Int64> {
        var least = Int64.max
        var most: Int64 = 0
        for tier in offers[offer].tiers where tier.first <= high && tier.last >= low {
            least = min(least, goods(offer, max(low, tier.first), tier))
            most = max(most, goods(offer, min(high, tier.last), tier))
        }
        return min(least, most)...most
    }
}
